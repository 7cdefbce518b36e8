import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * Hours as people say them: "12 min", "3 h 20 min", "36 h", "5 d 3 h", "40 d".
 *
 * Pivots, graphs and groups of lists find it by the name of the widget.
 */
export function formatHours(value) {
    if (value === false || value === undefined || value === null) {
        return "";
    }
    const minutes = Math.round(value * HOUR);
    if (Math.abs(minutes) < HOUR) {
        return _t("%s min", minutes).toString();
    }
    if (Math.abs(minutes) < 2 * DAY) {
        return inTwo(
            minutes,
            HOUR,
            (n) => _t("%s h", n),
            1,
            (n) => _t("%s min", n),
        );
    }
    return inTwo(
        minutes,
        DAY,
        (n) => _t("%s d", n),
        HOUR,
        (n) => _t("%s h", n),
    );
}

/** From ten on, the smaller unit says nothing. */
function inTwo(minutes, large, asLarge, small, asSmall) {
    const rounding = Math.abs(minutes) < 10 * large ? small : large;
    const rounded = Math.round(minutes / rounding) * rounding;
    const rest = Math.abs(rounded % large) / small;
    const parts = [asLarge(Math.trunc(rounded / large)), rest && asSmall(rest)];
    return parts.filter(Boolean).join(" ");
}

export class HoursField extends Component {
    static template = "social_inbox.HoursField";
    static props = { ...standardFieldProps };

    get text() {
        return formatHours(this.props.record.data[this.props.name]);
    }
}

registry.category("formatters").add("social_hours", formatHours);
registry.category("fields").add("social_hours", {
    component: HoursField,
    displayName: _t("Hours in words"),
    supportedTypes: ["float"],
    isEmpty: () => false,
});
