import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";

const DAY = { month: "short", day: "numeric" };
const TIME = { hour: "numeric", minute: "2-digit" };

/** A day or a moment of the server's as a short date, with the year if it is not
 * this one; "" stays.
 *
 * @param {string} text
 */
export function shortDate(text) {
    return text && write(text, DAY);
}

/** The same with the time, where there is one. */
export function fullDate(text) {
    return text && write(text, isDay(text) ? DAY : { ...DAY, ...TIME });
}

function write(text, format) {
    const date = parse(text);
    const isThisYear = date.hasSame(luxon.DateTime.now(), "year");
    return date.toLocaleString(isThisYear ? format : { ...format, year: "numeric" });
}

function parse(text) {
    return isDay(text) ? deserializeDate(text) : deserializeDateTime(text);
}

function isDay(text) {
    return text.length === 10;
}
