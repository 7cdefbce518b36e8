import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { Body } from "./body";
import { fullTimeOf, momentOf } from "./dates";
import { Files } from "./files";

/** What the conversation belongs to: first, and folded by who knows it. */
export class Post extends Component {
    static template = "social_inbox.Post";
    static components = { Body, Files };
    static props = { message: Object, onOpenFile: Function };

    setup() {
        this.state = useState({ isOpen: true });
    }

    get title() {
        return this.props.message.direction === "outbound"
            ? _t("Our post")
            : _t("How it began");
    }

    get authorName() {
        const { direction, user, author } = this.props.message;
        return direction === "outbound" ? user.name || _t("We") : author.name;
    }

    get moment() {
        return momentOf(this.props.message.date);
    }

    get fullTime() {
        return fullTimeOf(this.props.message.date);
    }
}
