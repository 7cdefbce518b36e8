import { Component, useState } from "@odoo/owl";
import { DateTimePicker } from "@web/core/datetime/datetime_picker";
import { _t } from "@web/core/l10n/translation";

const MORNING = { hour: 9, minute: 0, second: 0, millisecond: 0 };
const MONDAY = 1;
const SHOWN = { ...luxon.DateTime.DATETIME_MED, year: undefined };

/** Times that are chosen most, in the time zone of who writes.
 *
 * @returns {{label: string, time: luxon.DateTime}[]}
 */
export function presets(now = luxon.DateTime.now()) {
    const days = (MONDAY - now.weekday + 7) % 7 || 7;
    const all = [
        { label: _t("In 1 hour"), time: now.plus({ hours: 1 }) },
        { label: _t("Tomorrow"), time: now.plus({ days: 1 }).set(MORNING) },
        { label: _t("Monday"), time: now.plus({ days }).set(MORNING) },
    ];
    return days === 1 ? all.slice(0, 2) : all; // tomorrow is Monday
}

/** When an answer is to leave. */
export class Schedule extends Component {
    static template = "social_inbox.ComposerSchedule";
    static components = { DateTimePicker };
    static props = { close: Function, onChosen: Function };

    setup() {
        this.presets = presets();
        this.now = luxon.DateTime.now();
        this.state = useState({ value: this.presets[1].time });
    }

    format(time) {
        return time.toLocaleString(SHOWN);
    }

    get isPast() {
        return !this.state.value || this.state.value <= luxon.DateTime.now();
    }

    choose(time) {
        this.props.close();
        this.props.onChosen(time);
    }
}
