import { deserializeDateTime } from "@web/core/l10n/dates";

/** The time of the day, in the reader's zone and language. */
export function timeOf(date) {
    return deserializeDateTime(date).toLocaleString(luxon.DateTime.TIME_SIMPLE);
}

/** Day and time, briefly: the year only where it is another one. */
export function momentOf(date) {
    const moment = deserializeDateTime(date);
    const { year, ...brief } = luxon.DateTime.DATETIME_MED;
    const isThisYear = moment.hasSame(luxon.DateTime.now(), "year");
    return moment.toLocaleString(isThisYear ? brief : { year, ...brief });
}

/** Day, time and zone, as titles show them. */
export function fullTimeOf(date) {
    return deserializeDateTime(date).toLocaleString(luxon.DateTime.DATETIME_FULL);
}
