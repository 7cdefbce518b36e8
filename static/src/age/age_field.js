import { Component } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How long ago something was: "5 min", "3 h", "2 d", then the date.
 *
 * @param {luxon.DateTime} moment
 */
export function ageOf(moment) {
    const minutes = Math.max(0, -moment.diffNow("minutes").minutes);
    if (minutes < 60) {
        return _t("%s min", Math.floor(minutes));
    }
    if (minutes < 60 * 24) {
        return _t("%s h", Math.floor(minutes / 60));
    }
    if (minutes < 60 * 24 * 7) {
        return _t("%s d", Math.floor(minutes / 60 / 24));
    }
    return moment.toLocaleString(luxon.DateTime.DATE_MED);
}

export class AgeField extends Component {
    static template = "social_inbox.AgeField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get title() {
        return this.value ? formatDateTime(this.value) : "";
    }

    get text() {
        return this.value ? ageOf(this.value) : "";
    }
}

registry.category("fields").add("social_age", {
    component: AgeField,
    displayName: _t("Age"),
    supportedTypes: ["datetime"],
});
