import { deserializeDateTime } from "@web/core/l10n/dates";

/** Of what happened in the same second messages come first, events last. */
const KINDS = { message: "messages", note: "notes", event: "events" };

/** Messages, notes and events of a page as one list, in the order of time.
 *
 * @returns {{ kind: string, key: string, date: string, data: Object }[]}
 */
export function itemsOf(page) {
    return Object.entries(KINDS)
        .flatMap(([kind, name]) =>
            page[name].map((data) => ({
                kind,
                key: `${kind}-${data.id}`,
                date: data.date,
                data,
            })),
        )
        .sort((a, b) => (a.date > b.date) - (a.date < b.date)); // stable
}

/**
 * What a conversation shows, line by line: a title before the first message or note of
 * each day, a line before what is new, events that follow each other joined.
 *
 * @param {Object} page
 * @param {{ twistName: string, newId: number }} options `newId`: the message before
 *  which the line stands
 */
export function entriesOf(page, { twistName, newId }) {
    const entries = [];
    let lastDay = "";
    let lastMessage = 0;
    for (const item of itemsOf(page)) {
        if (item.kind === "event") {
            addEvent(entries, item);
            continue;
        }
        const day = dayOf(item);
        if (day !== lastDay) {
            entries.push({ kind: "day", key: `day-${item.key}`, title: day });
            lastDay = day;
        }
        if (item.kind === "message") {
            if (item.data.id === newId) {
                entries.push({ kind: "new", key: "new" });
            }
            entries.push(messageEntry(item, twistName, lastMessage));
            lastMessage = item.data.id;
        } else {
            entries.push(item);
        }
    }
    return entries;
}

function dayOf(item) {
    return deserializeDateTime(item.date).toLocaleString(luxon.DateTime.DATE_HUGE);
}

/** The subject only where it is not the twist's own; what is answered only where it
 * does not stand directly above. */
function messageEntry(item, twistName, above) {
    const { subject, parent } = item.data;
    return {
        ...item,
        subject: subject.endsWith(twistName) ? "" : subject,
        parent: parent && parent.id !== above ? parent : false,
    };
}

function addEvent(entries, item) {
    const last = entries.at(-1);
    if (last?.kind === "events") {
        last.events.push(item.data);
    } else {
        entries.push({ kind: "events", key: item.key, events: [item.data] });
    }
}
