/** A page of `social.twist.conversation()` before anything was read. */
export const NO_PAGE = Object.freeze({
    id: 0,
    messages: [],
    notes: [],
    events: [],
    post: false,
    has_more: false,
    spam_count: 0,
    can_rate: false,
});

/**
 * What is shown once the newest page came: older messages that were asked for
 * meanwhile stay above it, with the notes and events of their time.
 *
 * @param {Object} known the page that is shown, of the same twist or another
 * @param {Object} newest as the server returns it
 */
export function withNewest(known, newest) {
    const page = { ...NO_PAGE, ...newest };
    const first = page.messages[0];
    const edge = known.messages.findIndex((message) => message.id === first?.id);
    if (known.id !== page.id || edge < 1) {
        return page;
    }
    const isOlder = ({ date }) => date < first.date;
    return {
        ...page,
        messages: [...known.messages.slice(0, edge), ...page.messages],
        notes: [...known.notes.filter(isOlder), ...page.notes],
        events: [...known.events.filter(isOlder), ...page.events],
        has_more: known.has_more,
    };
}

/** What is shown once an older page came: put before, nothing else changes. */
export function withOlder(known, older) {
    const page = { ...NO_PAGE, ...older };
    return {
        ...known,
        messages: [...page.messages, ...known.messages],
        notes: [...page.notes, ...known.notes],
        events: [...page.events, ...known.events],
        has_more: page.has_more,
    };
}
