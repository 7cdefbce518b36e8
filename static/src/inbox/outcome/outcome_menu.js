import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useBus } from "@web/core/utils/hooks";

import { applyOutcome } from "./apply_outcome";

/** The outcomes for the shown twist; those that are not possible now say why. */
export class OutcomeMenu extends Component {
    static template = "social_inbox.OutcomeMenu";
    static components = { Dropdown, DropdownItem };
    static props = { store: Object };

    setup() {
        this.dropdown = useDropdownState();
        this.state = useState({ outcomes: null });
        useBus(this.props.store.bus, "OPEN", ({ detail }) => {
            if (detail === "outcome") {
                this.dropdown.open();
            }
        });
    }

    async beforeOpen() {
        const { store } = this.props;
        const args = [[store.currentId]];
        this.state.outcomes = (await store.ask("outcomes", args)) || [];
    }

    choose(outcome) {
        const { store } = this.props;
        if (outcome.why_not) {
            store.act.refuse(outcome.why_not);
        } else {
            applyOutcome(store, [store.currentId], outcome.id);
        }
    }
}
