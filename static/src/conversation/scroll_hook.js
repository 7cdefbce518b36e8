import { onMounted, onPatched, onWillPatch, useRef } from "@odoo/owl";
import { closestScrollableY } from "@web/core/utils/scrolling";

const GAP = 16; // pixels between the newest message and the edge
const MESSAGE = ".o_social_bubble, .o_social_note";
const LINE = `${MESSAGE}, .o_social_events`;
const NEW = ".o_social_new";

/**
 * Scrolls a conversation as its reader expects: it opens at what is new, or at the
 * newest message, and follows for who reads the end; earlier messages come in above
 * what is being read.
 *
 * @param {string} refName the conversation's element
 * @param {() => { id: number, first: number, last: string, isMine: boolean }} getShown
 *  which twist; its first message and last line; whether the reader has just written it
 */
export function useCalmScroll(refName, getShown) {
    const root = useRef(refName);
    let shown = {};
    let before = {};

    function onShown() {
        const previous = shown;
        shown = getShown();
        const isOpened = shown.id !== previous.id || !previous.last;
        if (isOpened) {
            openAtNewest(root.el);
        } else if (shown.last !== previous.last) {
            (before.atEnd || shown.isMine) && showNewest(root.el);
        } else if (shown.first !== previous.first) {
            moveBack(before);
        }
    }

    onMounted(onShown);
    onWillPatch(() => {
        // measuring costs a layout, and where another twist was is no matter
        before = getShown().id === shown.id ? describePlace(root.el) : {};
    });
    onPatched(onShown);
}

/** What is in sight: the first message and its place, whether the end is here. */
function describePlace(el) {
    const anchor = el.querySelector(MESSAGE);
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
    return [...el.querySelectorAll(LINE)].at(-1);
}

/** Another twist: from its beginning where what is new is in sight there. */
function openAtNewest(el) {
    const box = closestScrollableY(el);
    if (box) {
        box.scrollTop = 0;
        showNewest(el, el.querySelector(NEW));
    }
}

/** Down until the newest line ends in sight, but not beyond the beginning of it.
 *
 * @param {HTMLElement} [from] what must stay in sight instead of the newest line alone
 */
function showNewest(el, from) {
    const box = closestScrollableY(el);
    const newest = newestOf(el);
    if (!box || !newest) {
        return;
    }
    const edge = box.getBoundingClientRect();
    const toEnd = newest.getBoundingClientRect().bottom + GAP - edge.bottom;
    const top = (from || newest).getBoundingClientRect().top;
    const toTop = top - edge.top - coveredBy(box) - (from ? GAP : 0);
    box.scrollTop += Math.max(0, Math.min(toEnd, toTop));
}

/** Height of the status bar, which stays in sight over the upper edge. */
function coveredBy(box) {
    return box.querySelector(".o_form_statusbar")?.offsetHeight || 0;
}

/** Puts the message that was first where it was. */
function moveBack({ anchor, top }) {
    const box = anchor?.isConnected && closestScrollableY(anchor);
    if (box && top !== undefined) {
        box.scrollTop += anchor.getBoundingClientRect().top - top;
    }
}
