import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const ACTIONS = [
    { method: "action_answer", label: _t("Answer all…") },
    { method: "action_one_ticket", label: _t("One ticket for all") },
    { method: "action_end", label: _t("End the storm") },
];

/** Many similar messages came in a short time: show them alone, and what supervisors
 * can do to all of them at once (C15). */
export class Storms extends Component {
    static template = "social_inbox.Storms";
    static components = { Dropdown, DropdownItem };
    static props = { store: Object };

    setup() {
        this.actions = ACTIONS;
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get storms() {
        return this.props.store.storms;
    }

    isShown(storm) {
        return this.props.store.query.storm_id === storm.id;
    }

    toggle(storm) {
        const storm_id = this.isShown(storm) ? 0 : storm.id;
        return this.props.store.change({ storm_id });
    }

    async act(storm, method) {
        const { store } = this.props;
        try {
            const action = await this.orm.silent.call("social.storm", method, [
                [storm.id],
            ]);
            const onClose = () => store.refresh();
            await this.action.doAction(action, { onClose });
        } catch (error) {
            return store.complain(error);
        }
        if (method === "action_end" && this.isShown(storm)) {
            return store.change({ storm_id: 0 });
        }
        return store.refresh();
    }
}
