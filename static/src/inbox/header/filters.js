import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";

const ASSIGNEES = [
    { value: "", label: _t("All") },
    { value: "mine", label: _t("Mine") },
    { value: "unassigned", label: _t("Unassigned") },
    { value: "waiting", label: _t("Waiting for us") },
    { value: "mentions", label: _t("Mentions of me") },
];
const ORDERS = [
    { value: "newest", label: _t("Newest first") },
    { value: "waiting", label: _t("Longest waiting") },
    { value: "priority", label: _t("Priority") },
    { value: "unread", label: _t("Unread first") },
];

/** Whose twists, of which channel and campaign, in which order, with spam or not. */
export class Filters extends Component {
    static template = "social_inbox.Filters";
    static components = { Dropdown, DropdownItem };
    static props = { store: Object };

    setup() {
        this.assignees = ASSIGNEES;
        this.orders = ORDERS;
    }

    get query() {
        return this.props.store.query;
    }

    get setupData() {
        return this.props.store.setup;
    }

    get channel() {
        const { channels } = this.setupData;
        return channels.find((one) => one.id === this.query.channel_id);
    }

    get campaign() {
        const { campaigns } = this.setupData;
        return campaigns.find((one) => one.id === this.query.campaign_id);
    }

    get assigneeLabel() {
        return this.assignees.find((one) => one.value === this.query.assignee).label;
    }

    get orderLabel() {
        return this.orders.find((one) => one.value === this.query.order).label;
    }

    change(values) {
        return this.props.store.change(values);
    }
}
