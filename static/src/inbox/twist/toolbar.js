import { Component } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { OutcomeMenu } from "../outcome/outcome_menu";
import { SnoozeMenu } from "../snooze/snooze_menu";
import { DueCountdown } from "../../due/due";
import { PickMenu } from "./pick_menu";

/** What can be done with the shown twist (A6, A9, A10, A19). */
export class Toolbar extends Component {
    static template = "social_inbox.Toolbar";
    static components = {
        DueCountdown,
        Dropdown,
        DropdownItem,
        OutcomeMenu,
        PickMenu,
        SnoozeMenu,
    };
    static props = {
        store: Object,
        row: Object,
        isSmall: Boolean,
        hasDetails: { type: Boolean, optional: true },
        slots: { type: Object, optional: true }, // default: who else is here
    };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
    }

    get store() {
        return this.props.store;
    }

    /** It may leave the list before the pane is drawn without it. */
    get row() {
        return this.store.row || this.props.row;
    }

    /** What the server says of it; nothing while the twist is being read. */
    get actions() {
        return this.store.pane?.actions || {};
    }

    get next() {
        const { label = "", why_not: whyNot = "" } = this.actions.next || {};
        return { label, whyNot, isOffered: Boolean(label) };
    }

    /** Beside the next phase, unless that is Closed itself. */
    get hasClose() {
        const { close, next } = this.actions;
        return Boolean(close && !close.why_not && next.target !== close.target);
    }

    get phaseLabel() {
        const { phases } = this.store.setup;
        const phase = phases.find((one) => one.code === this.row.phase);
        return phase?.label || _t("Closed");
    }

    get assignee() {
        return this.row.user.id ? [this.row.user.id] : [];
    }

    /** Only what is open sleeps. */
    get canSnooze() {
        return this.row.phase !== "closed" && !this.row.is_spam;
    }

    pickUser(user) {
        return this.store.act.assign(user ? user.id : false);
    }

    pickTag(tag, isChosen) {
        return this.store.act.tag(tag, !isChosen);
    }

    async createTag(name) {
        const [id] = await this.orm.create("social.tag", [{ name }]);
        const [tag] = await this.orm.read("social.tag", [id], ["name", "color"]);
        this.store.setup.tags.push(tag);
        await this.store.act.tag(tag);
    }

    /** The twist's own form, with its timeline and all its fields. */
    openForm() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "social.twist",
            res_id: this.row.id,
            views: [[false, "form"]],
        });
    }

    async copyLink() {
        const url = `${browser.location.origin}/odoo/social-inbox/${this.row.id}`;
        const { clipboard } = browser.navigator; // absent without HTTPS
        await clipboard?.writeText(url);
        this.notification.add(clipboard ? _t("The link is copied.") : url, {
            type: clipboard ? "success" : "info",
            sticky: !clipboard,
        });
    }

    toggleDetails() {
        this.store.openMenu("details");
    }
}
