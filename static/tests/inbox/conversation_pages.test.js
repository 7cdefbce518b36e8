import { describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";

import { ConversationPages } from "@social_inbox/inbox/store/conversation_pages";

describe.current.tags("desktop");

function message(id, values = {}) {
    return { id, date: `2026-03-02 10:00:${String(id).padStart(2, "0")}`, ...values };
}

function page(id, messageIds, values = {}) {
    const messages = messageIds.map((one) => message(one));
    const none = { notes: [], events: [], has_more: false };
    return { id, messages, ...none, ...values };
}

/** Pages over a server that answers with the next of `answers`. */
function makePages(...answers) {
    const asked = [];
    const call = (_model, _method, [id], kwargs) => {
        asked.push([id, kwargs]);
        return answers.shift();
    };
    return { asked, pages: new ConversationPages({ silent: { call } }) };
}

function idsOf({ messages }) {
    return messages.map(({ id }) => id);
}

test("earlier messages stay above while newer ones arrive", async () => {
    const { pages, asked } = makePages(page(1, [5, 6]));
    const newest = page(1, [7, 8], { has_more: true });
    await pages.loadOlder(newest);
    expect(asked).toEqual([[1, { before: 7, show_spam: false }]]);
    expect(idsOf(pages.of(newest))).toEqual([5, 6, 7, 8]);
    expect(pages.of(newest).has_more).toBe(false);
    expect(idsOf(pages.of(page(1, [7, 8, 9], { has_more: true })))).toEqual([
        5, 6, 7, 8, 9,
    ]);
});

test("of another twist only its own page is shown", async () => {
    const { pages } = makePages(page(1, [5, 6]));
    await pages.loadOlder(page(1, [7, 8]));
    expect(idsOf(pages.of(page(2, [20])))).toEqual([20]);
});

test("spam is read when it is asked for, and away at the second time", async () => {
    const { pages, asked } = makePages(page(1, [6, 7, 8]));
    expect(pages.showsSpam(1)).toBe(false);
    await pages.toggleSpam(1);
    expect(asked).toEqual([[1, { show_spam: true }]]);
    expect(pages.showsSpam(1)).toBe(true);
    expect(pages.showsSpam(2)).toBe(false);
    expect(idsOf(pages.of(page(1, [7, 8])))).toEqual([6, 7, 8]);
    await pages.toggleSpam(1);
    expect(pages.showsSpam(1)).toBe(false);
    expect(idsOf(pages.of(page(1, [7, 8])))).toEqual([7, 8]);
    expect(asked.length).toBe(1);
});

test("with its spam a twist is read anew, as far back as before", async () => {
    const long = Array.from({ length: 45 }, (_, index) => index + 1);
    const { pages, asked } = makePages(page(1, long), page(1, [...long, 46]));
    await pages.refresh(1);
    expect(asked).toEqual([]);
    await pages.toggleSpam(1);
    await pages.refresh(1);
    expect(asked.at(-1)).toEqual([1, { show_spam: true, limit: 45 }]);
    expect(idsOf(pages.of(page(1, [46]))).at(-1)).toBe(46);
});

test("a page that comes too late is put nowhere", async () => {
    const late = new Deferred();
    const { pages } = makePages(late, page(1, [4, 7, 8]));
    const newest = page(1, [7, 8]);
    const loading = pages.loadOlder(newest);
    await pages.toggleSpam(1);
    late.resolve(page(1, [5, 6]));
    await loading;
    expect(idsOf(pages.of(newest))).toEqual([4, 7, 8]);
    await pages.toggleSpam(1);
    expect(idsOf(pages.of(newest))).toEqual([7, 8]);
});
