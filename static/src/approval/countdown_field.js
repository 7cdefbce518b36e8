import { Component } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { ReplyWindow } from "../inbox/composer/reply_window";

/** How long the platform still takes an answer, counting down. */
export class CountdownField extends Component {
    static template = "social_inbox.CountdownField";
    static components = { ReplyWindow };
    static props = { ...standardFieldProps };

    get until() {
        const value = this.props.record.data[this.props.name];
        return value ? serializeDateTime(value) : "";
    }
}

registry.category("fields").add("social_countdown", {
    component: CountdownField,
    displayName: _t("Countdown"),
    supportedTypes: ["datetime"],
});
