import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";

import { Schedule } from "../composer/schedule";

const MORNING = { hour: 9, minute: 0, second: 0, millisecond: 0 };
const MONDAY = 1;
const LATER = 3; // hours

/** Times that are chosen most, in the time zone of who chooses.
 *
 * @returns {{label: string, time: luxon.DateTime}[]}
 */
export function presets(now = luxon.DateTime.now()) {
    const later = now.plus({ hours: LATER }).startOf("hour");
    const days = (MONDAY - now.weekday + 7) % 7 || 7;
    const all = [
        { label: _t("In 1 hour"), time: now.plus({ hours: 1 }) },
        { label: _t("Later today"), time: later },
        { label: _t("Tomorrow"), time: now.plus({ days: 1 }).set(MORNING) },
        { label: _t("Next week"), time: now.plus({ days }).set(MORNING) },
    ];
    return all.filter(({ time }) => time !== later || later.hasSame(now, "day"));
}

/** Until when. */
class SnoozeTimes extends Schedule {
    static template = "social_inbox.SnoozeTimes";

    setup() {
        super.setup();
        this.presets = presets();
        this.state.value = this.presets.at(-2).time;
    }
}

/** A button with the times until which one may snooze. */
export class SnoozeMenu extends Component {
    static template = "social_inbox.SnoozeMenu";
    static components = { Dropdown, SnoozeTimes };
    static props = {
        name: String, // by which a key opens it
        bus: Object,
        label: String,
        css: { type: String, optional: true },
        onChosen: Function, // (luxon.DateTime)
    };

    setup() {
        this.dropdown = useDropdownState();
        useBus(this.props.bus, "OPEN", ({ detail }) => {
            if (detail === this.props.name) {
                this.dropdown.open();
            }
        });
    }
}
