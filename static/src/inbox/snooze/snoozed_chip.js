import { Component } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** "Snoozed until …", with a button that wakes. */
export class SnoozedChip extends Component {
    static template = "social_inbox.SnoozedChip";
    static props = { until: String, onWake: Function };

    get text() {
        return untilText(this.props.until);
    }
}

/** @param {string} until UTC */
export function untilText(until) {
    const moment = deserializeDateTime(until);
    return _t("Snoozed until %s", formatDateTime(moment, { showSeconds: false }));
}

/** For the little room of a row: the time of today, else the day.
 *
 * @param {string} until UTC
 */
export function untilShort(until) {
    const moment = deserializeDateTime(until);
    const isToday = moment.hasSame(luxon.DateTime.now(), "day");
    const { TIME_SIMPLE } = luxon.DateTime;
    return moment.toLocaleString(
        isToday ? TIME_SIMPLE : { month: "short", day: "numeric" },
    );
}
