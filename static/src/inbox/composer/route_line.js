import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";

import { visibilityOf } from "./limits";

const LABELS = { public: _t("Public"), private: _t("Private") };
const ICONS = { public: "fa-globe", private: "fa-lock" };

/** Whom the answer goes to, from which account, and who can see it. */
export class RouteLine extends Component {
    static template = "social_inbox.ComposerRoute";
    static props = { composer: Object, draft: Object, onChange: Function };

    setup() {
        this.state = useState({ subject: false });
        useAutofocus({ refName: "subject" });
        this.labels = LABELS;
        this.icons = ICONS;
    }

    get visibility() {
        return visibilityOf(this.props.composer, this.props.draft);
    }

    /** Also where what was chosen is not offered any more. */
    get isChoice() {
        const { visibilities } = this.props.composer;
        return visibilities.length > 1 || !visibilities.includes(this.visibility);
    }

    get subject() {
        return this.props.draft.subject ?? this.props.composer.subject;
    }

    get help() {
        return this.visibility === "public"
            ? _t("Everybody can read this answer")
            : _t("Only the recipient can read this answer");
    }

    /** What is easily overlooked: a private answer to what everybody can read. */
    get onlyWho() {
        const { is_public: isPublic, whom } = this.props.composer;
        return isPublic && this.visibility === "private"
            ? _t("Only %s sees it", whom.name)
            : "";
    }

    get account() {
        const { name, account } = this.props.composer.sender;
        return account === name ? "" : account;
    }

    get address() {
        const { name, address } = this.props.composer.whom;
        return address === name ? "" : address;
    }
}
