import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { SIZES } from "@web/core/ui/ui_service";
import { useService } from "@web/core/utils/hooks";

import { formatCount } from "../../result/count";
import { CLEAR_SEARCH } from "./search";

const ASSIGNEES = [
    { value: "", label: _t("All") },
    { value: "mine", label: _t("Mine") },
    { value: "unassigned", label: _t("Unassigned") },
    { value: "waiting", label: _t("Waiting for us") },
    { value: "mentions", label: _t("Mentions of me") },
    { value: "approval", label: _t("To approve") },
];

/** Which of them now: those asleep are in no other list. */
function whens(snoozed) {
    const text = _t("Snoozed (%s)", formatCount(snoozed));
    return [
        { id: "overdue", name: _t("Overdue"), icon: "fa-flag" },
        { id: "soon", name: _t("Due soon"), icon: "fa-flag-o" },
        { id: "snoozed", name: text, icon: "fa-bell-slash-o" },
    ];
}

/** Whose twists, of which channel and campaign, with spam or not: side by side where
 * there is room, else behind one button that says how many are set (A4, A9). */
export class Filters extends Component {
    static template = "social_inbox.Filters";
    static components = { Dropdown, DropdownItem };
    static props = { store: Object };

    setup() {
        this.assignees = ASSIGNEES;
        this.ui = useState(useService("ui"));
    }

    get room() {
        const { size } = this.ui;
        return size >= SIZES.XL ? "wide" : size >= SIZES.LG ? "some" : "none";
    }

    get query() {
        return this.props.store.query;
    }

    /** What waits for approval is offered while something does. */
    get assigneesShown() {
        const { approvals } = this.props.store;
        const isShown = approvals || this.query.assignee === "approval";
        const shown = ASSIGNEES.filter(({ value }) => value !== "approval" || isShown);
        return shown.map((one) => ({
            ...one,
            count: one.value === "approval" ? approvals : 0,
        }));
    }

    get assignee() {
        return this.assignees.find((one) => one.value === this.query.assignee);
    }

    /** Filters with a choice among records, each with what is chosen. */
    get choices() {
        const { snoozed, setup } = this.props.store;
        const { channels, campaigns } = setup;
        return [
            {
                name: "channel_id",
                css: "o_inbox_channel",
                icon: "fa-plug",
                all: _t("All channels"),
                list: channels.length > 1 || this.query.channel_id ? channels : [],
            },
            {
                name: "campaign_id",
                css: "o_inbox_campaign",
                icon: "fa-bullhorn",
                all: _t("All campaigns"),
                list: campaigns,
            },
            {
                name: "when",
                css: "o_inbox_when",
                icon: "fa-clock-o",
                all: snoozed
                    ? _t("Awake (%s snoozed)", formatCount(snoozed))
                    : _t("Awake"),
                list: whens(snoozed),
            },
        ]
            .filter(({ list }) => list.length)
            .map((choice) => ({
                ...choice,
                chosen: choice.list.find((one) => one.id === this.query[choice.name]),
            }));
    }

    /** How many are set; the search bar shows its own. */
    get count() {
        const { assignee, channel_id, campaign_id, when, show_spam } = this.query;
        return [assignee, channel_id, campaign_id, when, show_spam].filter(Boolean)
            .length;
    }

    get menuLabel() {
        return this.count ? _t("Filters: %s set", this.count) : _t("Filters");
    }

    change(values) {
        return this.props.store.change(values);
    }

    clear() {
        return clearFilters(this.env, this.props.store);
    }
}

/** The whole phase again: no filter, no search, no spam. */
export async function clearFilters(env, store) {
    const none = { assignee: "", channel_id: 0, campaign_id: 0, storm_id: 0 };
    await store.change({ ...none, when: "", domain: [], show_spam: false });
    env.bus.trigger(CLEAR_SEARCH);
}
