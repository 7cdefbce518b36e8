import { describe, expect, queryAll, queryOne, test, waitUntil } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, serverState } from "@web/../tests/web_test_helpers";
import { closestScrollableY } from "@web/core/utils/scrolling";

import {
    answer,
    defineInboxModels,
    event,
    message,
    note,
    notify,
    openTwist,
} from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const BUBBLE = ".o_social_bubble";

function tall(text) {
    return { body: `<p style="height: 200px">${text}</p>` };
}

function many(count = 20) {
    return Array.from({ length: count }, (_, i) => message(tall(`no. ${i}`)));
}

function scroller() {
    return closestScrollableY(queryOne(".o_social_conversation"));
}

/** Whether a bubble ends between the edges of what scrolls. */
function endsInSight(selector) {
    const { top, bottom } = scroller().getBoundingClientRect();
    const end = queryOne(selector).getBoundingClientRect().bottom;
    return end > top && end <= bottom;
}

async function arrive(messages, one) {
    const count = messages.push(one);
    await notify(1);
    await waitUntil(() => queryAll(BUBBLE).length === count);
}

test("a long conversation opens at its newest message", async () => {
    await openTwist(many());
    expect(scroller().scrollTop).toBeGreaterThan(1000);
    expect(endsInSight(`${BUBBLE}:last`)).toBe(true);
});

test("a message higher than the screen is shown from its beginning", async () => {
    const body = `<p style="height: 3000px">Long</p>`;
    await openTwist([...many(), message({ body })]);
    const { top } = queryOne(`${BUBBLE}:last`).getBoundingClientRect();
    const edge = scroller().getBoundingClientRect();
    expect(top).toBeWithin(edge.top, edge.top + 200);
});

test("it opens at what is new", async () => {
    const messages = many();
    Object.assign(messages[5], { is_unread: true, is_new: true });
    await openTwist(messages);
    const { top } = queryOne(".o_social_new").getBoundingClientRect();
    const edge = scroller().getBoundingClientRect();
    expect(top).toBeWithin(edge.top, edge.top + 100);
});

test("where what is new has room it opens at the end", async () => {
    const messages = many();
    Object.assign(messages.at(-1), { is_unread: true, is_new: true });
    await openTwist(messages);
    expect(endsInSight(`${BUBBLE}:last`)).toBe(true);
});

test("who reads the end follows notes and events", async () => {
    const facts = { notes: [], events: [] };
    await openTwist(() => many(), facts);
    facts.notes.push(note({ ...tall("a note"), date: "2026-03-03 10:00:00" }));
    await notify(1);
    await waitUntil(() => queryAll(".o_social_note").length);
    expect(endsInSight(".o_social_note")).toBe(true);
    facts.events.push(event({ date: "2026-03-03 11:00:00" }));
    await notify(1);
    await waitUntil(() => queryAll(".o_social_events").length);
    expect(endsInSight(".o_social_events")).toBe(true);
});

test("a short conversation stays at the beginning of the form", async () => {
    await openTwist([message()]);
    expect(scroller()?.scrollTop || 0).toBe(0);
});

test("who reads the end follows new messages", async () => {
    const messages = many();
    await openTwist(() => [...messages]);
    await arrive(messages, message(tall("new")));
    expect(endsInSight(`${BUBBLE}:last`)).toBe(true);
});

test("who reads earlier messages is left in peace", async () => {
    const messages = many();
    await openTwist(() => [...messages]);
    scroller().scrollTop = 300;
    await arrive(messages, message(tall("new")));
    expect(scroller().scrollTop).toBe(300);
    await arrive(messages, answer({ ...tall("a colleague's"), state: "queued" }));
    expect(scroller().scrollTop).toBe(300);
});

test("one's own answer is shown: it can be undone", async () => {
    const messages = many();
    await openTwist(() => [...messages]);
    scroller().scrollTop = 300;
    const user = { id: serverState.userId, name: "Me" };
    await arrive(messages, answer({ ...tall("mine"), state: "queued", user }));
    expect(endsInSight(`${BUBBLE}:last`)).toBe(true);
});

test("earlier messages come in above what is being read", async () => {
    const [old, young] = [many(5), many()];
    await openTwist((limit, before) => (before ? old : young), { hasMore: true });
    scroller().scrollTop = 0;
    const place = () =>
        queryOne(`${BUBBLE}[data-message='${young[0].id}']`).getBoundingClientRect()
            .top;
    const before = place();
    await contains("button:contains(Show earlier messages)").click();
    expect(BUBBLE).toHaveCount(25);
    expect(place()).toBeWithin(before - 1, before + 1);
    await animationFrame();
    await animationFrame();
    expect(place()).toBeWithin(before - 1, before + 1);
});

test("the next twist opens at its own newest message", async () => {
    const [tent, pole] = [many(), [message()]];
    await openTwist((limit, before, id) => (id === 1 ? tent : pole));
    const box = scroller();
    await contains(".o_pager_next").click();
    await waitUntil(() => queryAll(BUBBLE).length === 1);
    expect(box.scrollTop).toBe(0);
    await contains(".o_pager_next").click();
    await waitUntil(() => queryAll(BUBBLE).length === 20);
    expect(endsInSight(`${BUBBLE}:last`)).toBe(true);
});
