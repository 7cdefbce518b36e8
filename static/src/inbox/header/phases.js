import { Component } from "@odoo/owl";

/** One arrow per phase, with what it is for and how many twists are in it (A3). */
export class Phases extends Component {
    static template = "social_inbox.Phases";
    static props = { store: Object };

    get phases() {
        const { setup, counts, query } = this.props.store;
        return setup.phases.map((phase) => ({
            ...phase,
            count: counts[phase.code] || 0,
            isCurrent: phase.code === query.phase,
        }));
    }
}
