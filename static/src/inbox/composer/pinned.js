const ROUTE = [
    "message_id",
    "whom",
    "visibility",
    "visibilities",
    "limits_by",
    "limits",
    "is_public",
    "reply_until",
    "needs_template",
    "templates",
    "open_url",
    "subject",
    "is_other_author",
    "automatic",
];

/** Whoever writes to somebody is not turned to another author by what arrives.
 *
 * The server says whom a draft is for; this bridges the time until it has it.
 *
 * @param {number} messageId that the draft answers, 0 if there is none
 * @param {Object} shown the composer as it is
 * @param {Object} next as the server says it now
 * @returns {Object|null} what stays as it is shown
 */
export function pinned(messageId, shown, next) {
    const isSame = next.message_id === messageId;
    const isKnown = isSame || next.drafts.reply?.message_id === messageId;
    if (!messageId || isKnown || shown.message_id !== messageId) {
        return null;
    }
    return Object.fromEntries(ROUTE.map((name) => [name, shown[name]]));
}
