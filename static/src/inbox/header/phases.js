import { Component, useEffect, useRef } from "@odoo/owl";

import { formatCount } from "../../result/count";

/** One arrow per phase, with what it is for and how many twists are in it (A3). */
export class Phases extends Component {
    static template = "social_inbox.Phases";
    static props = { store: Object };

    setup() {
        const root = useRef("root");
        useEffect(
            () => {
                const current = root.el.querySelector("[aria-pressed='true']");
                current?.scrollIntoView({ block: "nearest", inline: "center" });
            },
            () => [this.props.store.query.phase],
        );
    }

    get phases() {
        const { setup, counts, query } = this.props.store;
        return setup.phases.map((phase) => ({
            ...phase,
            count: formatCount(counts[phase.code]),
            isEmpty: !counts[phase.code],
            isCurrent: phase.code === query.phase,
        }));
    }

    get total() {
        return formatCount(this.props.store.total);
    }
}
