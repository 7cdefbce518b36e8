import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useAutofocus, useBus } from "@web/core/utils/hooks";

/** What a picker's menu holds: a search, and what it finds. */
class PickerMenu extends Component {
    static template = "social_inbox.PickerMenu";
    static components = { DropdownItem };
    static props = { items: Array, onPick: Function, close: Function };

    setup() {
        this.state = useState({ text: "" });
        useAutofocus();
    }

    get found() {
        const text = this.state.text.toLowerCase().trim();
        return this.props.items.filter(({ name }) => name.toLowerCase().includes(text));
    }

    onEnter(ev) {
        const [first] = this.found;
        if (ev.key === "Enter" && first && this.state.text) {
            ev.stopPropagation();
            this.props.onPick(first);
            this.props.close();
        }
    }
}

/** A button with a menu of many, of which one is picked; by typing, too. */
export class Picker extends Component {
    static template = "social_inbox.Picker";
    static components = { Dropdown, PickerMenu };
    static props = {
        name: String, // by which a key opens it
        bus: Object,
        icon: String,
        title: String,
        items: Array, // {id, name, color}
        onPick: Function,
        css: { type: String, optional: true },
    };

    setup() {
        this.dropdown = useDropdownState();
        useBus(this.props.bus, "OPEN", ({ detail }) => {
            if (detail === this.props.name) {
                this.dropdown.open();
            }
        });
    }
}
