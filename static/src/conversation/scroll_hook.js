import { onMounted, onPatched, onWillPatch, useRef } from "@odoo/owl";
import { user } from "@web/core/user";
import { closestScrollableY } from "@web/core/utils/scrolling";

const GAP = 16; // pixels between the newest message and the edge
const BUBBLE = ".o_social_bubble";

/**
 * Scrolls a conversation as its reader expects: it opens at the newest message and
 * follows for who reads the end; earlier messages come in above what is being read.
 *
 * @param {string} refName the conversation's element
 * @param {() => { resId: number, messages: Object[] }} getShown
 */
export function useCalmScroll(refName, getShown) {
    const root = useRef(refName);
    let shown = {};
    let before = {};

    function describe() {
        const { resId, messages } = getShown();
        return { resId, first: messages[0]?.id, last: messages.at(-1) };
    }

    function onShown() {
        const previous = shown;
        shown = describe();
        const isOpened = shown.resId !== previous.resId || !previous.last;
        if (isOpened) {
            openAtNewest(root.el);
        } else if (shown.last?.id !== previous.last.id) {
            (before.atEnd || isMine(shown.last)) && showNewest(root.el);
        } else if (shown.first !== previous.first) {
            moveBack(before);
        }
    }

    onMounted(onShown);
    onWillPatch(() => (before = describePlace(root.el)));
    onPatched(onShown);
}

/** The reader has just written it: its time to undo is running. */
function isMine(message) {
    return message.state === "queued" && message.user.id === user.userId;
}

/** What is in sight: the first bubble and its place, whether the newest one ends here. */
function describePlace(el) {
    const anchor = el.querySelector(BUBBLE);
    const box = closestScrollableY(el);
    if (!anchor || !box) {
        return { anchor, atEnd: true };
    }
    const end = newestOf(el).getBoundingClientRect().bottom;
    const { top, bottom } = box.getBoundingClientRect();
    const atEnd = end > top && end <= bottom + GAP;
    return { anchor, top: anchor.getBoundingClientRect().top, atEnd };
}

function newestOf(el) {
    return [...el.querySelectorAll(BUBBLE)].at(-1);
}

/** Another twist: from its beginning where the newest message is in sight there. */
function openAtNewest(el) {
    const box = closestScrollableY(el);
    if (box) {
        box.scrollTop = 0;
        showNewest(el);
    }
}

/** Down until the newest message ends in sight, or fills the height. */
function showNewest(el) {
    const box = closestScrollableY(el);
    const bubble = newestOf(el);
    if (!box || !bubble) {
        return;
    }
    const edge = box.getBoundingClientRect();
    const place = bubble.getBoundingClientRect();
    const toEnd = place.bottom + GAP - edge.bottom;
    const toTop = place.top - edge.top - coveredBy(box);
    box.scrollTop += Math.max(0, Math.min(toEnd, toTop));
}

/** Height of the status bar, which stays in sight over the upper edge. */
function coveredBy(box) {
    return box.querySelector(".o_form_statusbar")?.offsetHeight || 0;
}

/** Puts the bubble that was first where it was. */
function moveBack({ anchor, top }) {
    const box = anchor?.isConnected && closestScrollableY(anchor);
    if (box && top !== undefined) {
        box.scrollTop += anchor.getBoundingClientRect().top - top;
    }
}
