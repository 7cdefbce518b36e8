import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

const PREFIX = "social_inbox.draft.";
const SAVE = "/web/dataset/call_kw/social.twist/save_draft";

/** Drafts of other users of this browser are not ours. */
function nameOf(key) {
    return `${PREFIX}${user.userId}.${key}`;
}

/** The key of a draft by its name in the browser's storage; "" for other things. */
export function keyOf(name) {
    return name?.startsWith(nameOf("")) ? name.slice(nameOf("").length) : "";
}

/** Keep a draft in the browser, or nothing any more. */
export function store(key, value) {
    try {
        if (value) {
            browser.localStorage.setItem(nameOf(key), JSON.stringify(value));
        } else {
            browser.localStorage.removeItem(nameOf(key));
        }
    } catch {
        // full or forbidden: the server has it in a moment
    }
}

/** What was kept of a draft, or null. */
export function stored(key) {
    try {
        return JSON.parse(browser.localStorage.getItem(nameOf(key)));
    } catch {
        return null;
    }
}

/** Save a draft while the page goes away.
 *
 * @param {Array} args of save_draft, the ids first
 */
export function sendBeacon(args) {
    const params = { model: "social.twist", method: "save_draft", args, kwargs: {} };
    const data = JSON.stringify({ jsonrpc: "2.0", method: "call", params });
    browser.navigator.sendBeacon(SAVE, new Blob([data], { type: "application/json" }));
}
