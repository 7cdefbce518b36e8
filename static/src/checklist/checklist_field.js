import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const STATES = {
    done: { icon: "fa-check-circle text-success", label: _t("Done") },
    missing: { icon: "fa-exclamation-circle text-danger", label: _t("Missing") },
    advice: { icon: "fa-lightbulb-o text-info", label: _t("Advice") },
};

/** What a campaign has and lacks before it begins, with ways to where that is put right,
 * and points that a person ticks. */
export class ChecklistField extends Component {
    static template = "social_inbox.ChecklistField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.states = STATES;
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get percent() {
        const { done, total } = this.list;
        return total ? Math.floor((100 * done) / total) : 100;
    }

    get summary() {
        const { done, total } = this.list;
        return _t("%(done)s of %(total)s points are done", { done, total });
    }

    async open(code) {
        const { resModel, resId } = this.props.record;
        const arguments_ = [[resId], code];
        const action = await this.orm.call(resModel, "action_open_point", arguments_);
        return this.action.doAction(action);
    }

    async tick(check) {
        await this.orm.call("social.campaign.check", "action_tick", [[check.id]]);
        await this.props.record.load();
    }
}

registry.category("fields").add("social_checklist", {
    component: ChecklistField,
    displayName: _t("Checklist"),
    supportedTypes: ["json"],
});
