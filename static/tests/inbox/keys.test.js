import { describe, expect, queryAllTexts, queryOne, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

import { useInboxKeys } from "@social_inbox/inbox/keys/keys_hook";

import { fakePane, fakeResult, fakeServer, mountPart } from "./inbox_helpers";

describe.current.tags("desktop");
defineMailModels();

/** A screen that listens to keys, with something to type in. */
class Keys extends Component {
    static template = xml`<input class="typed" /><p class="other" tabindex="0">Text</p>`;
    static props = { store: Object };

    setup() {
        useInboxKeys(this.props.store);
    }
}

const RATE = { label: "Rate", why_not: "" };
const INBOUND = { id: 70, direction: "inbound", sentiment: "", relevance: "" };

/** Twists 1 to 3, the first one shown; what is asked of the server becomes a step. */
async function mountKeys({ row = {}, actions = {}, composer = {}, result = {} } = {}) {
    fakeServer(3, { rowOf: () => row });
    onRpc("social.twist", "screen_read", ({ args }) => ({
        panes: args[0].map((id) => {
            const pane = fakePane(id, row);
            Object.assign(pane.actions, { rate: RATE, ...actions });
            const conversation = { ...pane.conversation, messages: [INBOUND] };
            Object.assign(pane.composer, composer);
            return { ...pane, conversation };
        }),
        records: [],
    }));
    for (const method of [
        "action_next_phase",
        "action_previous_phase",
        "action_close",
        "action_spam",
        "action_not_spam",
        "action_mark_read",
        "action_mark_unread",
        "screen_assign",
        "screen_read_mark",
        "rate",
    ]) {
        onRpc(method, ({ args, kwargs }) => {
            const values = Object.entries(kwargs).filter(
                ([name]) => name !== "context",
            );
            const named = values.length ? [Object.fromEntries(values)] : [];
            expect.step([method, ...args, ...named]);
            return fakeResult("Done", 1, result);
        });
    }
    const store = await mountPart(Keys);
    await store.select(1);
    await animationFrame();
    return store;
}

async function hit(key) {
    await press(key.split("+"));
    await animationFrame();
    await animationFrame();
}

test("J and K go through the list, and stop at its ends", async () => {
    const store = await mountKeys();
    const seen = [];
    for (const key of ["j", "j", "j", "k", "k", "k"]) {
        await hit(key);
        seen.push(store.currentId);
    }
    expect(seen).toEqual([2, 3, 3, 2, 1, 1]);
});

test("arrows do so, too, unless something has the focus", async () => {
    const store = await mountKeys();
    await hit("ArrowDown");
    await hit("ArrowDown");
    await hit("ArrowUp");
    expect(store.currentId).toBe(2);
    await contains(".other").focus();
    await hit("ArrowDown");
    expect(store.currentId).toBe(2);
    await hit("j");
    expect(store.currentId).toBe(3);
});

const BACK = { label: "Move to Listen", why_not: "", target: "listen" };
const DONE = [
    ["e", {}, ["action_next_phase", [1]]],
    ["shift+e", { actions: { back: BACK } }, ["action_previous_phase", [1]]],
    ["c", {}, ["action_close", [1]]],
    ["i", {}, ["screen_assign", [1], 2]],
    ["s", {}, ["action_spam", [1]]],
    ["s", { row: { is_spam: true } }, ["action_not_spam", [1]]],
    ["u", { row: { unread: 2 } }, ["action_mark_read", [1]]],
    ["u", {}, ["action_mark_unread", [1]]],
    ["1", {}, ["rate", [70], { sentiment: "good" }]],
    ["2", {}, ["rate", [70], { sentiment: "neutral" }]],
    ["3", {}, ["rate", [70], { sentiment: "bad" }]],
];
for (const [key, known, asked] of DONE) {
    test(`${key} asks for ${asked[0]}, once`, async () => {
        await mountKeys(known);
        await hit(key);
        expect.verifySteps([asked]);
    });
}

test("a key that the server would refuse says why instead", async () => {
    const next = {
        label: "Move",
        why_not: "Create a ticket first.",
        target: "process",
    };
    const rate = { label: "Rate", why_not: "Understand it first." };
    const store = await mountKeys({ actions: { next, rate } });
    await hit("e");
    await hit("1");
    await hit("shift+e");
    expect.verifySteps([]);
    expect(store.currentId).toBe(1);
    expect(queryAllTexts(".o_notification_content")).toEqual([
        "Create a ticket first.",
        "Understand it first.",
        "Listen is the first phase.",
    ]);
});

for (const [key, tab] of [
    ["n", "note"],
    ["r", "reply"],
]) {
    test(`${key} leads to the composer; what is typed before it is there is no command`, async () => {
        const store = await mountKeys();
        const { focusToken } = store;
        await hit(key);
        expect(store.composing).toBe(tab);
        expect(store.focusToken).toBe(focusToken + 1);
        for (const letter of ["e", "c", "s", "j", "x"]) {
            await hit(letter);
        }
        expect.verifySteps([]);
        expect(store.currentId).toBe(1);
        expect(store.selection.count).toBe(0);
        await hit("Escape"); // it was not meant so
        expect(store.currentId).toBe(0);
    });
}

test("R on what cannot be answered says why; what is typed then is no command", async () => {
    const store = await mountKeys({ composer: { why_not: "Assign a person first." } });
    await hit("r");
    await hit("c");
    await hit("s");
    expect.verifySteps([]);
    expect(store.currentId).toBe(1);
    expect(".o_notification_content").toHaveText("Assign a person first.");
});

test("A and T lead to their menus", async () => {
    const store = await mountKeys();
    const opened = [];
    store.bus.addEventListener("OPEN", ({ detail }) => opened.push(detail));
    await hit("a");
    await hit("t");
    await hit("x");
    await hit("a");
    await hit("t");
    expect(opened).toEqual(["assign", "tag", "bulk_assign", "bulk_tag"]);
});

test("X checks, Shift+X from the last one to here; then keys are for all", async () => {
    const store = await mountKeys();
    await hit("x");
    await hit("j");
    await hit("j");
    await hit("shift+x");
    expect(store.selection.ids).toEqual([1, 2, 3]);
    await hit("i");
    expect.verifySteps([["screen_assign", [1, 2, 3], 2]]);
    expect(store.selection.count).toBe(0);
});

for (const [unread, isMarked] of [
    [0, true],
    [2, false],
]) {
    test(`U marks all that are checked, of which ${unread} are unread`, async () => {
        await mountKeys({ row: { unread } });
        await hit("x");
        await hit("j");
        await hit("x");
        await hit("u");
        expect.verifySteps([["screen_read_mark", [1, 2], isMarked]]);
    });
}

test("Esc leaves the text first, then the selection, then the twist", async () => {
    const store = await mountKeys();
    await hit("x");
    await contains(".typed").click();
    await hit("Escape");
    expect(".typed").not.toBeFocused();
    expect(store.selection.count).toBe(1);
    await hit("Escape");
    expect(store.selection.count).toBe(0);
    expect(store.currentId).toBe(1);
    await hit("Escape");
    expect(store.currentId).toBe(0);
});

test("while typing, keys are letters", async () => {
    const store = await mountKeys();
    await contains(".typed").click();
    for (const key of ["j", "e", "c", "s", "u", "x", "1", "h", "shift+e"]) {
        await hit(key);
    }
    expect.verifySteps([]);
    expect(store.currentId).toBe(1);
    expect(store.selection.count).toBe(0);
    expect(".modal").toHaveCount(0);
    expect(queryOne(".typed").value).toBe("jecsux1hE");
});

test("H names each key; with the dialog open they do nothing, Esc closes it", async () => {
    const store = await mountKeys();
    await hit("h");
    const keys = queryAllTexts(".o_inbox_keys dt").map((one) =>
        one.replace(/\s+/g, ""),
    );
    for (const key of ["R", "N", "E", "ShiftE", "C", "X", "1", "Esc", "H"]) {
        expect(keys).toInclude(key);
    }
    for (const key of ["CtrlEnter", "Jor↓", "Kor↑", "::or/"]) {
        expect(keys).toInclude(key);
    }
    expect(queryAllTexts(".o_inbox_keys dd").every(Boolean)).toBe(true);
    for (const key of ["j", "c", "s", "x"]) {
        await hit(key);
    }
    expect.verifySteps([]);
    expect(store.currentId).toBe(1);
    await hit("Escape");
    expect(".modal").toHaveCount(0);
    expect(store.currentId).toBe(1);
    await hit("j");
    expect(store.currentId).toBe(2);
});

test("with Ctrl or Alt a key is the browser's", async () => {
    const store = await mountKeys();
    await hit("Control+j");
    await hit("Alt+c");
    expect.verifySteps([]);
    expect(store.currentId).toBe(1);
});
