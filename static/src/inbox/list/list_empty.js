import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { formatCount } from "../../result/count";
import { clearFilters } from "../header/filters";

/** Why the list is empty, and what to do next. */
export class ListEmpty extends Component {
    static template = "social_inbox.ListEmpty";
    static props = { store: Object };

    setup() {
        this.action = useService("action");
    }

    get store() {
        return this.props.store;
    }

    get reason() {
        if (!this.store.setup.channels.length && !this.store.total) {
            return "channel";
        }
        return this.store.isFiltered ? "filter" : "done";
    }

    get phase() {
        return this.store.setup.phases.find((one) => one.code === this.store.listPhase);
    }

    get text() {
        return this.reason === "filter"
            ? _t("Nothing matches in %s.", this.phase.label)
            : _t("Nothing waits in %s. Well done.", this.phase.label);
    }

    /** Where the filter finds some. */
    get others() {
        const { setup, counts } = this.store;
        return setup.phases
            .filter(({ code }) => counts[code])
            .map((phase) => ({
                ...phase,
                text: _t("%(count)s in %(phase)s", {
                    count: formatCount(counts[phase.code]),
                    phase: phase.label,
                }),
            }));
    }

    /** The next phase that has some; after the last one the first. */
    get next() {
        const codes = this.store.setup.phases.map((one) => one.code);
        const here = codes.indexOf(this.phase.code);
        const after = this.others.find(({ code }) => codes.indexOf(code) > here);
        return after || this.others[0];
    }

    go(phase) {
        this.store.change({ phase: phase.code });
    }

    clear() {
        clearFilters(this.env, this.store);
    }

    connect() {
        this.action.doAction("social_inbox.social_channel_action", {
            additionalContext: { default_platform: "mail" },
        });
    }
}
