import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { fullTimeOf, momentOf } from "./dates";

const ICONS = {
    move: "fa-arrow-circle-o-right",
    assign: "fa-user-o",
    ticket: "fa-ticket",
    idea: "fa-lightbulb-o",
    person: "fa-address-card-o",
    block: "fa-ban",
    rule: "fa-magic",
};

/** What happened to the twist between two messages: one line, more on demand. */
export class Events extends Component {
    static template = "social_inbox.Events";
    static props = { events: Array };

    setup() {
        this.state = useState({ isOpen: false });
        const list = useRef("list");
        useEffect(
            (isOpen) => {
                if (isOpen) {
                    list.el?.scrollIntoView({ block: "nearest" });
                }
            },
            () => [this.state.isOpen],
        );
    }

    get isFolded() {
        return this.props.events.length > 1;
    }

    get shown() {
        return this.isFolded && !this.state.isOpen ? [] : this.props.events;
    }

    get title() {
        return _t("%s events", this.props.events.length);
    }

    icon({ kind }) {
        return ICONS[kind] || "fa-circle-o";
    }

    moment({ date }) {
        return momentOf(date);
    }

    fullTime({ date }) {
        return fullTimeOf(date);
    }
}
