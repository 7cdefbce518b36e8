import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { EventBus, toRaw } from "@odoo/owl";
import { allowTranslations } from "@web/../tests/web_test_helpers";

import { InboxActions } from "@social_inbox/inbox/store/inbox_actions";
import { InboxStore } from "@social_inbox/inbox/store/inbox_store";

describe.current.tags("desktop");
beforeEach(allowTranslations);

const PHASES = ["listen", "understand", "engage", "process", "feedback"];

function row(id, values = {}) {
    return { id, phase: "listen", unread: 1, user: { id: false }, tags: [], ...values };
}

function pane(id, values = {}) {
    const messages = [{ id: id * 10, direction: "inbound", sentiment: "" }];
    const actions = {
        next: { label: "Move to Understand", why_not: "", target: "understand" },
        back: { label: "", why_not: "Listen is the first phase.", target: "" },
        close: { label: "Move to Closed", why_not: "", target: "closed" },
        rate: { label: "", why_not: "Move the twist to Understand first." },
    };
    return { id, row: row(id), conversation: { messages }, actions, ...values };
}

/** A store over a server that answers by method; what was asked is in `asked`. */
function makeStore(answers = {}, total = 3) {
    const asked = [];
    const listed = (query, { offset = 0, limit = 40 } = {}) => ({
        rows: Array.from(
            { length: Math.max(0, Math.min(limit, total - offset)) },
            (_, place) => row(offset + place + 1),
        ),
        offset,
        counts: { ...Object.fromEntries(PHASES.map((one) => [one, 0])), listen: total },
    });
    const known = {
        screen_open: (query, kwargs) => ({ ...listed(query, kwargs), setup: SETUP }),
        screen_list: listed,
        screen_refresh: listed,
        screen_read: (ids) => ({ panes: ids.map((id) => pane(id)), records: [] }),
        ...answers,
    };
    const call = async (model, method, args, kwargs) => {
        asked.push([method, ...args]);
        return known[method]?.(...args, kwargs);
    };
    const notices = [];
    const notification = { add: (text) => notices.push(String(text)) || (() => {}) };
    const env = { bus: new EventBus(), services: { notification } };
    const store = InboxStore.make(env, {
        orm: { call, silent: { call } },
        notification,
    });
    store.act = new InboxActions(store);
    return { store, asked, notices };
}

const SETUP = {
    agents: [{ id: 7, name: "Ada" }],
    me: { id: 7, name: "Ada" },
    phases: [],
};

test("opening is one call, and so is selecting, which reads ahead", async () => {
    const { store, asked } = makeStore();
    await store.open();
    expect(asked.map(([method]) => method)).toEqual(["screen_open"]);
    asked.length = 0;
    await store.select(1);
    expect(asked).toEqual([["screen_read", [1, 2]]]);
    expect(store.pane.id).toBe(1);
    expect(toRaw(store.pane)).toBe(store.pane, { message: "large: not watched" });
    asked.length = 0;
    const done = store.step(1);
    expect(store.pane.id).toBe(2, { message: "shown before the server is asked" });
    await done;
    expect(asked).toEqual([["screen_read", [3]]]);
});

test("of answers that overtake each other the one to the last question counts", async () => {
    const slow = new Deferred();
    const { store } = makeStore({
        screen_list: async (query) => {
            if (query.phase === "engage") {
                await slow;
            }
            return { rows: [], offset: 0, counts: { [query.phase]: 0 } };
        },
    });
    await store.open();
    const first = store.change({ phase: "engage" });
    const second = store.change({ phase: "process" });
    await second;
    slow.resolve();
    await first;
    expect(store.listPhase).toBe("process");
});

test("a move is shown at once and the next twist with it", async () => {
    const { store, asked } = makeStore({
        action_next_phase: () => ({ tag: "none" }),
    });
    await store.open();
    await store.select(1);
    const done = store.act.move("next");
    expect(store.list.ids).toEqual([2, 3]);
    expect(store.counts.listen).toBe(2);
    expect(store.counts.understand).toBe(1);
    expect(store.currentId).toBe(2);
    await done;
    expect(asked.find(([method]) => method === "action_next_phase")).toEqual([
        "action_next_phase",
        [1],
    ]);
});

test("a refused move is taken back with the server's words", async () => {
    const error = Object.assign(new Error(), { data: { message: "Not now." } });
    const { store, notices } = makeStore({
        action_next_phase: () => Promise.reject(error),
    });
    await store.open();
    await store.select(2);
    await store.act.move("next");
    expect(store.list.ids).toEqual([1, 2, 3]);
    expect(store.counts.listen).toBe(3);
    expect(store.counts.understand).toBe(0);
    expect(store.currentId).toBe(2);
    expect(notices).toEqual(["Not now."]);
});

test("what the server does not allow is not even asked", async () => {
    const { store, asked, notices } = makeStore();
    await store.open();
    await store.select(1);
    asked.length = 0;
    await store.act.move("back");
    await store.act.rate({ sentiment: "good" });
    expect(asked).toEqual([]);
    expect(notices).toEqual([
        "Listen is the first phase.",
        "Move the twist to Understand first.",
    ]);
});

test("assigning and marking are shown at once and back again", async () => {
    const fails = { message: "No connection" };
    const { store } = makeStore({
        screen_assign: () => Promise.reject(fails),
        action_mark_read: () => true,
    });
    await store.open();
    await store.select(1);
    const assigned = store.act.assignToMe();
    expect(store.row.user.name).toBe("Ada");
    await assigned;
    expect(store.row.user.id).toBe(false);
    await store.act.toggleUnread();
    expect(store.row.unread).toBe(0);
});

test("a refresh keeps the shown twist and the checked rows", async () => {
    const { store, asked } = makeStore({
        screen_refresh: (query, kwargs) => ({
            rows: [row(9), row(1), row(2)],
            offset: 0,
            counts: { listen: 3 },
            pane: kwargs.twist_id && pane(kwargs.twist_id, { fresh: true }),
        }),
    });
    await store.open();
    await store.select(1);
    store.selection.toggle(2);
    asked.length = 0;
    await store.refresh(new Set([1, 9]));
    expect(asked.map(([method]) => method)).toEqual(["screen_refresh"]);
    expect(store.currentId).toBe(1);
    expect(store.pane.fresh).toBe(true);
    expect(store.list.ids).toEqual([9, 1, 2]);
    expect(store.selection.has(2)).toBe(true);
});

test("a twist that is gone leaves an empty pane, an error leaves what is shown", async () => {
    let isGone = false;
    const { store, notices } = makeStore({
        screen_refresh: () => {
            if (isGone) {
                return { rows: [], offset: 0, counts: { listen: 0 }, pane: false };
            }
            throw new Error("offline");
        },
    });
    await store.open();
    await store.select(1);
    await store.refresh();
    expect(store.list.ids).toEqual([1, 2, 3]);
    expect(notices.length).toBe(1);
    isGone = true;
    await store.refresh();
    expect(store.currentId).toBe(0);
});

test("the message that keys rate is the chosen one, else the last from outside", async () => {
    const messages = [
        { id: 10, direction: "inbound" },
        { id: 11, direction: "inbound" },
        { id: 12, direction: "outbound" },
    ];
    const { store } = makeStore({
        screen_read: (ids) => ({
            panes: ids.map((id) => pane(id, { conversation: { messages } })),
            records: [],
        }),
    });
    await store.open();
    await store.select(1);
    expect(store.message.id).toBe(11);
    store.messageId = 10;
    expect(store.message.id).toBe(10);
});

describe("answers that come late", () => {
    const REFUSED = Object.assign(new Error(), { data: { message: "Not now." } });

    function listed(ids) {
        const counts = Object.fromEntries(PHASES.map((one) => [one, 0]));
        return {
            rows: ids.map((id) => row(id)),
            offset: 0,
            counts: { ...counts, listen: ids.length },
        };
    }

    test("a list asked for before a move does not bring the row back", async () => {
        const [late, told] = [new Deferred(), new Deferred()];
        const answers = [late, listed([2, 3])];
        const { store, asked } = makeStore({
            screen_refresh: () => answers.shift(),
            action_next_phase: () => told,
        });
        await store.open();
        await store.select(1);
        const refreshed = store.refresh(new Set([9]));
        const moved = store.act.move("next");
        late.resolve(listed([1, 2, 3]));
        await refreshed;
        expect(store.list.ids).toEqual([2, 3]);
        await store.refresh(new Set([8]));
        expect(answers.length).toBe(1, { message: "not asked while it is told" });
        told.resolve({ tag: "none" });
        await moved;
        await Promise.resolve();
        expect(answers.length).toBe(0, { message: "asked as soon as it is" });
        expect(asked.at(-1)[0]).toBe("screen_refresh");
        expect(store.counts.listen).toBe(2);
    });

    test("of two answers on a twist the one to the last question is shown", async () => {
        const late = new Deferred();
        const { store } = makeStore({
            screen_read: () => late,
            screen_refresh: () => ({
                ...listed([1, 2, 3]),
                pane: pane(1, { text: "new" }),
            }),
        });
        await store.open();
        const selected = store.select(1);
        await store.refresh(new Set([1]));
        late.resolve({ panes: [pane(1, { text: "old" }), pane(2)], records: [] });
        await selected;
        expect(store.pane.text).toBe("new");
    });

    test("what changed while it was read ahead is read again", async () => {
        const late = new Deferred();
        const answers = [late, { panes: [pane(2, { text: "new" })], records: [] }];
        const { store } = makeStore({ screen_read: () => answers.shift() });
        await store.open();
        const selected = store.select(1);
        store.panes.forget(new Set([2]));
        late.resolve({ panes: [pane(1), pane(2, { text: "old" })], records: [] });
        await selected;
        await store.select(2);
        expect(store.pane.text).toBe("new");
    });

    test("who went on is not called back by a refusal", async () => {
        const told = new Deferred();
        const { store, notices } = makeStore({ action_next_phase: () => told });
        await store.open();
        await store.select(1);
        const moved = store.act.move("next");
        await store.select(3);
        told.reject(REFUSED);
        await moved;
        expect(store.currentId).toBe(3);
        expect(store.list.ids).toEqual([1, 2, 3]);
        expect(notices).toEqual(["Not now."]);
    });

    test("a refusal puts no row into another list", async () => {
        const told = new Deferred();
        const { store } = makeStore({
            action_next_phase: () => told,
            screen_list: (query) => ({
                ...listed([1, 2, 3]),
                rows: query.phase === "listen" ? [row(1), row(2), row(3)] : [],
            }),
        });
        await store.open();
        await store.select(1);
        const moved = store.act.move("next");
        await store.change({ phase: "engage" });
        told.reject(REFUSED);
        await moved;
        expect(store.list.ids).toEqual([]);
        expect(store.counts.listen).toBe(3);
    });

    test("a refusal takes back that alone", async () => {
        const told = new Deferred();
        const { store } = makeStore({
            screen_assign: () => told,
            screen_priority: () => ({}),
        });
        await store.open();
        await store.select(1);
        const assigned = store.act.assignToMe();
        const starred = store.act.togglePriority();
        told.reject(REFUSED);
        await Promise.all([assigned, starred]);
        expect(store.row.user.id).toBe(false);
        expect(store.row.priority).toBe(true);
        expect(store.pane.row.priority).toBe(true);
    });

    test("what is done is told in that order, also after a refusal", async () => {
        const slow = new Deferred();
        const { store, asked } = makeStore({ action_mark_read: () => slow });
        await store.open();
        await store.select(1);
        asked.length = 0;
        const done = [1, 2, 3].map(() => store.act.toggleUnread());
        expect(store.row.unread).toBe(0); // all three are shown
        await Promise.resolve();
        expect(asked).toEqual([["action_mark_read", [1]]]);
        slow.reject({ data: { message: "No." } });
        await Promise.all(done);
        const told = asked.map(([method]) => method);
        expect(told.slice(0, 2)).toEqual(["action_mark_read", "action_mark_unread"]);
        expect(told.filter((one) => one === "action_mark_read")).toHaveLength(2);
    });

    test("that one twist is gone does not close another one", async () => {
        const late = new Deferred();
        const { store } = makeStore({ screen_refresh: () => late });
        await store.open();
        await store.select(1);
        const refreshed = store.refresh(new Set([1]));
        await store.select(2);
        late.resolve({ ...listed([2, 3]), pane: false });
        await refreshed;
        expect(store.currentId).toBe(2);
    });

    test("a twist that cannot be read is said to be gone, with what was written", async () => {
        const { store, notices } = makeStore({
            screen_read: () => ({ panes: [], records: [] }),
        });
        store.drafts = { textOf: (id) => `For ${id}` };
        await store.open();
        await store.select(1);
        expect(store.currentId).toBe(0);
        expect(notices).toEqual(["That twist does not exist (any more)."]);
    });
});

test("what a colleague answered is newer, too; one's own answer is not", async () => {
    const messages = [{ id: 10, direction: "inbound" }];
    const { store } = makeStore({
        screen_read: (ids) => ({
            panes: ids.map((id) =>
                pane(id, {
                    conversation: { messages },
                    composer: { last_message_id: 10 },
                }),
            ),
            records: [],
        }),
    });
    await store.open();
    await store.select(1);
    store.began();
    const ours = { direction: "outbound", state: "queued" };
    messages.push({ ...ours, id: 11, user: { id: 7 } });
    expect(store.newer).toBe(0);
    messages.push({ ...ours, id: 12, user: { id: 8 } });
    messages.push({ ...ours, id: 13, user: { id: 8 }, state: "cancelled" });
    expect(store.newer).toBe(1);
});

test("who goes on to another twist is not typing in it", async () => {
    const { store } = makeStore();
    await store.open();
    await store.select(1);
    store.write("reply");
    expect(store.focusToken).toBe(1);
    await store.step(1);
    expect(store.focusToken).toBe(0);
    store.write("note");
    expect(store.focusToken).toBe(1);
});

test("a twist that could not be read is read again when asked", async () => {
    let isDown = true;
    const { store } = makeStore({
        screen_read: (ids) => {
            if (isDown) {
                throw new Error("offline");
            }
            return { panes: ids.map((id) => pane(id)), records: [] };
        },
    });
    await store.open();
    await store.select(2);
    expect(store.failedId).toBe(2);
    isDown = false;
    await store.select(2);
    expect(store.failedId).toBe(0);
    expect(store.pane.id).toBe(2);
});
