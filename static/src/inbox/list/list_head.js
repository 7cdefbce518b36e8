import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";

import { formatCount } from "../../result/count";
import { BulkBar } from "./bulk_bar";

const ORDERS = [
    { value: "newest", label: _t("Newest first") },
    { value: "due", label: _t("Due first") },
    { value: "waiting", label: _t("Longest waiting") },
    { value: "priority", label: _t("Priority") },
    { value: "unread", label: _t("Unread first") },
];

/** Above the rows: how many, in which order; and what to do with those checked. */
export class ListHead extends Component {
    static template = "social_inbox.ListHead";
    static components = { BulkBar, Dropdown, DropdownItem };
    static props = { store: Object };

    setup() {
        this.orders = ORDERS;
    }

    get store() {
        return this.props.store;
    }

    get bulk() {
        return this.store.bulk;
    }

    get checked() {
        return this.store.selection.count;
    }

    get length() {
        return this.store.version >= 0 ? this.store.list.length : 0;
    }

    get isAll() {
        return this.checked > 0 && this.checked >= this.length;
    }

    get countText() {
        const { length } = this;
        return length === 1 ? _t("1 twist") : _t("%s twists", formatCount(length));
    }

    get checkedText() {
        return _t("%s selected", formatCount(this.checked));
    }

    get allText() {
        return _t("Select all %s", formatCount(this.length));
    }

    get orderLabel() {
        return this.orders.find((one) => one.value === this.store.query.order).label;
    }

    toggle() {
        if (this.checked) {
            this.bulk.clear();
        } else {
            this.bulk.checkShown();
        }
    }

    order(value) {
        this.store.change({ order: value });
    }
}
