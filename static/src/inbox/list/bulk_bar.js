import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";

import { formatCount } from "../../result/count";
import { SnoozeMenu } from "../snooze/snooze_menu";
import { Picker } from "./picker";

const BUTTONS = [
    { name: "next", icon: "fa-arrow-right", title: _t("Next phase") },
    { name: "back", icon: "fa-arrow-left", title: _t("Phase before") },
    { name: "close", icon: "fa-check", title: _t("Close") },
    { name: "spam", icon: "fa-ban", title: _t("Spam") },
    { name: "read", icon: "fa-envelope-open-o", title: _t("Mark as read") },
];

/** What can be done with many twists at once, and how far it is (C23). */
export class BulkBar extends Component {
    static template = "social_inbox.BulkBar";
    static components = { Dropdown, DropdownItem, Picker, SnoozeMenu };
    static props = { store: Object };

    setup() {
        this.buttons = BUTTONS;
    }

    get bulk() {
        return this.props.store.bulk;
    }

    get agents() {
        const { me, agents } = this.props.store.setup;
        const others = agents.filter(({ id }) => id !== me.id);
        const mine = { id: me.id, name: _t("%s (me)", me.name) };
        return [mine, ...others, { id: false, name: _t("Nobody") }];
    }

    get tags() {
        return this.props.store.setup.tags;
    }

    get progressText() {
        const { done, total } = this.bulk.progress;
        return _t("%(done)s of %(total)s", {
            done: formatCount(done),
            total: formatCount(total),
        });
    }

    get percent() {
        const { done, total } = this.bulk.progress;
        return Math.round((100 * done) / total);
    }
}
