import { Component, useRef } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { usePopover } from "@web/core/popover/popover_hook";

import { Schedule } from "./schedule";

/** Send, or send and go on from there. */
export class SendMenu extends Component {
    static template = "social_inbox.ComposerSend";
    static components = { Dropdown, DropdownItem };
    static props = {
        whyNot: String,
        moveLabel: { type: String, optional: true },
        closeLabel: { type: String, optional: true },
        onSend: Function,
    };

    setup() {
        this.root = useRef("root");
        this.popover = usePopover(Schedule, { position: "top-end" });
    }

    schedule() {
        const onChosen = (time) => this.props.onSend({ time });
        this.popover.open(this.root.el, { onChosen });
    }
}
