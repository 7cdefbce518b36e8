import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import { ListHead } from "@social_inbox/inbox/list/list_head";
import { applyOutcome } from "@social_inbox/inbox/outcome/apply_outcome";

import { fakeResult, fakeServer, mountPart } from "./inbox_helpers";

describe.current.tags("desktop");
defineMailModels();
beforeEach(allowTranslations);

const NOTHING = { id: false, taken: false, text: "Nothing is left to take." };

/** Twists 1 to 3, the first one shown; what is asked becomes a step.
 *
 * @param {"off" | "list" | "take"} wish what the user wants after a twist
 * @param {Object[]} found what Take Next answers, one after the other
 */
async function mountNext(wish, found = [], closing = () => fakeResult("Closed", 1)) {
    const me = { id: 2, name: "Ada Agent", after_finish: wish };
    fakeServer(3, { setup: { me } });
    onRpc("social.twist", "action_close", () => {
        expect.step("close");
        return closing();
    });
    for (const method of ["action_previous_phase", "action_spam"]) {
        onRpc("social.twist", method, () => fakeResult("Done", 1));
    }
    onRpc("social.twist", "screen_take_next", ({ args }) => {
        expect.step(["take", args[1]]);
        return found.shift() || NOTHING;
    });
    const store = await mountPart(ListHead);
    await store.select(1);
    return store;
}

test("after closing, the next one of the list", async () => {
    const store = await mountNext("list");
    await store.act.move("close");
    expect(store.currentId).toBe(2);
    expect.verifySteps(["close"]);
});

test("after closing, back to the list", async () => {
    const store = await mountNext("off");
    await store.act.move("close");
    expect(store.currentId).toBe(0);
    expect.verifySteps(["close"]);
});

test("after closing, the next one is taken when the server knows of it", async () => {
    const store = await mountNext("take", [{ id: 9, taken: true, text: "" }]);
    await store.act.move("close");
    expect(store.currentId).toBe(9);
    expect.verifySteps(["close", ["take", []]]);
});

test("nothing is taken if closing was refused", async () => {
    const refuse = () => Promise.reject(new Error("no"));
    const store = await mountNext("take", [], refuse);
    store.complain = () => {};
    await store.act.move("close");
    expect(store.currentId).toBe(1);
    expect.verifySteps(["close"]);
});

test("whoever opened another one meanwhile stays there", async () => {
    const slow = new Deferred();
    const answer = async () => {
        await slow;
        return fakeResult("Closed", 1);
    };
    const store = await mountNext("take", [], answer);
    const closed = store.act.move("close");
    await store.select(3);
    slow.resolve();
    await closed;
    expect(store.currentId).toBe(3);
    expect.verifySteps(["close"]);
});

test("moving back finishes nothing, spam does", async () => {
    const store = await mountNext("take", [{ id: 9, taken: true, text: "" }]);
    store.panes.get(1).actions.back = { label: "", why_not: "", target: "listen" };
    await store.act.move("back");
    expect(store.currentId).toBe(2);
    await store.act.spam();
    expect(store.currentId).toBe(9);
    expect.verifySteps([["take", []]]);
});

test("the button takes; what was shown is not shown again", async () => {
    const store = await mountNext("list", [
        { id: 8, taken: true, text: "" },
        { id: 9, taken: false, text: "" },
    ]);
    for (const id of [8, 9]) {
        await click(".o_inbox_take");
        await animationFrame();
        await animationFrame();
        expect(store.currentId).toBe(id);
    }
    const notices = [];
    store.notification = { add: (text) => notices.push(text) };
    await store.next.take();
    await store.next.take();
    expect(notices).toEqual([NOTHING.text, NOTHING.text]);
    expect(store.currentId).toBe(9);
    expect.verifySteps([
        ["take", [1]],
        ["take", [8]],
        ["take", [8, 9]],
        ["take", [9]],
    ]);
});

test("what another part finished is followed, too", async () => {
    const store = await mountNext("list");
    await store.afterFinish([3]);
    expect(store.currentId).toBe(1);
    await store.afterFinish([1]);
    expect(store.currentId).toBe(2);
});

/** Whoever confirms the dialog of an outcome at once. */
async function finishWith(store, ids, infos) {
    onRpc("social.twist", "action_apply_outcome", () => ({}));
    const doAction = (_action, { onClose }) => onClose(infos);
    patchWithCleanup(store.env.services.action, { doAction });
    await applyOutcome(store, ids);
}

test("an outcome goes on once, also if nothing is left", async () => {
    const store = await mountNext("take");
    await finishWith(store, [1], { ids: [1], phases: ["closed"] });
    expect(store.currentId).toBe(0);
    expect.verifySteps([["take", []]]);
});

test("an outcome that moves nothing, or many, goes on once, too", async () => {
    const found = [8, 9].map((id) => ({ id, taken: true, text: "" }));
    const store = await mountNext("take", found);
    await finishWith(store, [1], { ids: [1], phases: ["listen"] });
    expect(store.currentId).toBe(8);
    await finishWith(store, [8, 3], { ids: [8, 3], phases: ["closed", "closed"] });
    expect(store.currentId).toBe(9);
    expect.verifySteps([
        ["take", [1]],
        ["take", [8]],
    ]);
});
