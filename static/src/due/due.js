import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const TICK = 1000; // milliseconds
const HOUR = 60; // minutes
const DAY = 24 * HOUR;
const LOOKS = { over: "o_social_due_over", soon: "o_social_due_soon", far: "" };

/** How a time that is due is shown.
 *
 * @param {luxon.DateTime} due
 * @param {luxon.DateTime} [soon] from when it is due soon
 * @returns {{text: string, short: string, title: string, look: string,
 *  level: "over" | "soon" | "far"}}
 */
export function dueOf(due, soon) {
    const now = luxon.DateTime.now();
    const minutes = due.diff(now, "minutes").minutes;
    const level = minutes <= 0 ? "over" : soon && soon <= now ? "soon" : "far";
    const time = formatDateTime(due, { showSeconds: false });
    const span = spanOf(minutes);
    return {
        level,
        look: LOOKS[level],
        short: level === "over" ? _t("%s late", shortOf(minutes)) : shortOf(minutes),
        text: level === "over" ? _t("%s overdue", span) : _t("due in %s", span),
        title: level === "over" ? _t("Was due %s", time) : _t("Due %s", time),
    };
}

/** "5 min", "3 h 5 min", "4 d"; what is left is rounded up, what is over down. */
function spanOf(minutes) {
    const all = minutes > 0 ? Math.ceil(minutes) : Math.floor(-minutes);
    if (all >= 2 * DAY) {
        return _t("%s d", Math.floor(all / DAY));
    }
    const [hours, rest] = [Math.floor(all / HOUR), all % HOUR];
    if (hours && rest) {
        return _t("%(hours)s h %(minutes)s min", { hours, minutes: rest });
    }
    return hours ? _t("%s h", hours) : _t("%s min", all);
}

/** The largest unit only, for where there is little room. */
function shortOf(minutes) {
    const all = Math.abs(minutes);
    const unit = all >= 2 * DAY ? DAY : all >= HOUR ? HOUR : 1;
    return spanOf(minutes > 0 ? Math.ceil(all / unit) * unit : -all + (all % unit));
}

/** A countdown to when something is due; ticks as long as it is shown. */
export class DueCountdown extends Component {
    static template = "social_inbox.DueCountdown";
    static props = {
        due: String, // UTC
        soon: { type: [String, { value: false }], optional: true },
    };

    setup() {
        this.state = useState({ text: "", title: "", look: "" });
        useEffect(
            () => this.start(),
            () => [this.props.due, this.props.soon],
        );
        onWillUnmount(() => clearInterval(this.timer));
    }

    start() {
        clearInterval(this.timer);
        this.timer = setInterval(() => this.tick(), TICK);
        this.tick();
    }

    tick() {
        const { due, soon } = this.props;
        const from = soon ? deserializeDateTime(soon) : undefined;
        const { text, title, look } = dueOf(deserializeDateTime(due), from);
        Object.assign(this.state, { text, title, look });
    }
}

/** The same for lists and cards, as they are drawn. */
export class DueField extends Component {
    static template = "social_inbox.DueField";
    static props = { ...standardFieldProps };

    get due() {
        const { due_soon_date: soon, [this.props.name]: due } = this.props.record.data;
        return due ? dueOf(due, soon || undefined) : null;
    }
}

registry.category("fields").add("social_due", {
    component: DueField,
    displayName: _t("Due"),
    supportedTypes: ["datetime"],
    fieldDependencies: [{ name: "due_soon_date", type: "datetime" }],
});
