import { Component, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useBus } from "@web/core/utils/hooks";
import { fuzzyLookup } from "@web/core/utils/search";

/** A menu to choose from by typing a part of a name: agents, tags. */
export class PickMenu extends Component {
    static template = "social_inbox.PickMenu";
    static components = { Dropdown, DropdownItem };
    static props = {
        name: String, // by which a key opens it
        bus: Object,
        label: String,
        icon: String,
        text: { type: String, optional: true },
        options: Array, // {id, name}
        chosen: Array, // ids
        onPick: Function, // (option, isChosen)
        onCreate: { type: Function, optional: true }, // (name)
        empty: { type: String, optional: true }, // for choosing nobody
        className: { type: String, optional: true },
    };

    setup() {
        this.dropdown = useDropdownState();
        this.input = useRef("input");
        this.state = useState({ term: "" });
        useBus(this.props.bus, "OPEN", ({ detail }) => {
            if (detail === this.props.name) {
                this.dropdown.open();
            }
        });
    }

    get options() {
        const { term } = this.state;
        const { options } = this.props;
        return term ? fuzzyLookup(term, options, (one) => one.name) : options;
    }

    get canCreate() {
        const { options, onCreate } = this.props;
        const term = this.state.term.trim().toLowerCase();
        const isKnown = options.some((one) => one.name.toLowerCase() === term);
        return Boolean(onCreate && term && !isKnown);
    }

    isChosen(option) {
        return this.props.chosen.includes(option.id);
    }

    beforeOpen() {
        this.state.term = "";
    }

    /** The first one that is found, without going to it. */
    onKeydown(ev) {
        const [first] = this.options;
        if (ev.key !== "Enter" || !this.state.term.trim()) {
            return;
        }
        if (first) {
            this.props.onPick(first, this.isChosen(first));
        } else if (this.canCreate) {
            this.props.onCreate(this.state.term.trim());
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.dropdown.close();
    }

    onOpened() {
        this.input.el?.focus();
    }
}
