import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A red sign where an answer was not delivered. */
export class AlertField extends Component {
    static template = "social_inbox.AlertField";
    static props = { ...standardFieldProps };

    get isShown() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("social_alert", {
    component: AlertField,
    displayName: _t("Alert"),
    supportedTypes: ["boolean"],
});
