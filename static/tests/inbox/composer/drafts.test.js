import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

import { WAIT } from "@social_inbox/inbox/composer/drafts";
import {
    composer,
    draft,
    keepDrafts,
    mountComposer,
    SEND,
    shown,
    takeAnswers,
    TEXT,
    type,
} from "./composer_helpers";

describe.current.tags("desktop");
defineMailModels();
beforeEach(() => mockDate("2026-03-02 12:00:00", 0));

const STATUS = ".o_inbox_draft_status";

function withDrafts(reply, note = false) {
    return composer({ drafts: { reply, note } });
}

function storageKey(key) {
    return `social_inbox.draft.${user.userId}.${key}`;
}

test("typing saves after a moment of silence, once", async () => {
    keepDrafts(expect.step);
    const { events } = await mountComposer();
    await type("Hel");
    await advanceTime(WAIT / 2);
    await type("Hello");
    await advanceTime(WAIT / 2);
    expect.verifySteps([]);
    await advanceTime(WAIT / 2);
    expect.verifySteps(["save 1 reply Hello"]);
    await animationFrame();
    expect(STATUS).toHaveText("Draft saved");
    expect(browser.localStorage.getItem(storageKey("1/reply"))).toBe(null);
    expect(events.filter(([name]) => name === "typing").length).toBeGreaterThan(1);
});

test("a draft of the server is shown, for answer and note", async () => {
    const { state } = await mountComposer({
        composer: withDrafts(draft({ body: "Hello" }), draft({ body: "Ask Bea" })),
    });
    expect(shown()).toBe("Hello");
    state.tab = "note";
    await animationFrame();
    expect(shown()).toBe("Ask Bea");
});

test("going on to another twist saves; coming back shows it", async () => {
    keepDrafts(expect.step);
    const { state } = await mountComposer();
    await type("Hello");
    Object.assign(state, { twistId: 2, composer: composer() });
    await animationFrame();
    expect.verifySteps(["save 1 reply Hello"]);
    expect(shown()).toBe("");
    Object.assign(state, { twistId: 1, composer: composer() });
    await animationFrame();
    expect(shown()).toBe("Hello");
});

test("a server that fails loses nothing, and is asked again", async () => {
    let isDown = true;
    onRpc("social.twist", "save_draft", ({ args }) => {
        expect.step(args[2].body);
        if (isDown) {
            throw makeServerError({ message: "Down" });
        }
        return { revision: 3 };
    });
    await mountComposer();
    await type("Hello");
    await advanceTime(WAIT);
    await animationFrame();
    expect(STATUS).toHaveText(/kept in this browser/);
    expect(shown()).toBe("Hello");
    const kept = JSON.parse(browser.localStorage.getItem(storageKey("1/reply")));
    expect(kept.body).toBe("Hello");
    isDown = false;
    await advanceTime(15000);
    await animationFrame();
    expect.verifySteps(["Hello", "Hello"]);
    expect(STATUS).toHaveText("Draft saved");
    expect(browser.localStorage.getItem(storageKey("1/reply"))).toBe(null);
});

test("what the browser kept is back after a reload, and saved", async () => {
    keepDrafts(expect.step);
    const time = luxon.DateTime.now().ts;
    const kept = { body: "Kept", subject: null, visibility: "", files: [], time };
    browser.localStorage.setItem(storageKey("1/reply"), JSON.stringify(kept));
    await mountComposer({ composer: withDrafts(draft({ body: "Older" })) });
    expect(shown()).toBe("Kept");
    await advanceTime(WAIT);
    expect.verifySteps(["save 1 reply Kept"]);
});

test("what the server has newer wins over what the browser kept", async () => {
    const kept = { body: "Kept", time: luxon.DateTime.now().ts - 10 * 3600 * 1000 };
    browser.localStorage.setItem(storageKey("1/reply"), JSON.stringify(kept));
    await mountComposer({ composer: withDrafts(draft({ body: "Newer" })) });
    expect(shown()).toBe("Newer");
});

test("nonsense in the browser's storage is left alone", async () => {
    browser.localStorage.setItem(storageKey("1/reply"), "{nonsense");
    await mountComposer({ composer: withDrafts(draft({ body: "Hello" })) });
    expect(shown()).toBe("Hello");
});

test("what is being typed is not overwritten, what is newer is shown", async () => {
    keepDrafts();
    const { state } = await mountComposer({
        composer: withDrafts(draft({ body: "One", revision: 5 })),
    });
    state.composer = withDrafts(draft({ body: "Two", revision: 6 }));
    await animationFrame();
    expect(shown()).toBe("Two");
    await type("Mine");
    state.composer = withDrafts(draft({ body: "Three", revision: 7 }));
    await animationFrame();
    expect(shown()).toBe("Mine");
    await advanceTime(WAIT);
    state.composer = withDrafts(draft({ body: "Stale", revision: 8 }));
    await animationFrame();
    expect(shown()).toBe("Mine");
    state.composer = composer();
    await animationFrame();
    expect(shown()).toBe("Mine");
    state.composer = withDrafts(draft({ body: "Elsewhere", revision: 50 }));
    await animationFrame();
    expect(shown()).toBe("Elsewhere");
});

test("a save that is under way does not bring back what was sent", async () => {
    const saving = new Deferred();
    onRpc("social.twist", "save_draft", async () => {
        expect.step("save");
        await saving;
        expect.step("saved");
        return { revision: 11 };
    });
    takeAnswers((text) => expect.step(text));
    const { state } = await mountComposer();
    await type("Hello");
    await advanceTime(WAIT);
    await contains(SEND).click();
    expect(shown()).toBe("");
    expect.verifySteps(["save"]);
    saving.resolve();
    await animationFrame();
    expect.verifySteps(["saved", "respond 1 Hello"]);
    state.composer = withDrafts(draft({ body: "Hello", revision: 11 }));
    await animationFrame();
    expect(shown()).toBe("");
    await advanceTime(WAIT);
    expect.verifySteps([]);
    expect(browser.localStorage.getItem(storageKey("1/reply"))).toBe(null);
});

test("what is being sent survives a crash", async () => {
    keepDrafts();
    onRpc("social.twist", "respond_text", () => new Deferred());
    await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    await type("More");
    const kept = JSON.parse(browser.localStorage.getItem(storageKey("1/reply")));
    expect(kept.body).toBe("Hello\n\nMore");
});

test("leaving the page tells the server by a beacon", async () => {
    keepDrafts();
    const beacons = [];
    patchWithCleanup(browser.navigator, {
        sendBeacon: (url, blob) => beacons.push([url, blob]),
    });
    await mountComposer();
    await type("Hello");
    browser.dispatchEvent(new Event("beforeunload"));
    expect(beacons.length).toBe(1);
    const [url, blob] = beacons[0];
    expect(url).toMatch(/call_kw\/social.twist\/save_draft$/);
    const { params } = JSON.parse(await blob.text());
    expect(params.args[0]).toEqual([1]);
    expect(params.args[2].body).toBe("Hello");
});

test("another tab's text is shown, unless this one is being typed in", async () => {
    keepDrafts();
    await mountComposer();
    const drafts = getService("social_inbox_drafts");
    const tell = (body) => {
        const newValue = JSON.stringify({ body });
        drafts.onStorage({ key: storageKey("1/reply"), newValue });
        return animationFrame();
    };
    await tell("From there");
    expect(shown()).toBe("From there");
    await type("Mine");
    await tell("From there again");
    expect(shown()).toBe("Mine");
    await tell("Mine");
    drafts.onStorage({ key: "something.else", newValue: "1" });
    drafts.onStorage({ key: null, newValue: null });
    expect(shown()).toBe("Mine");
});

test("sent in one tab, it is no draft in another", async () => {
    keepDrafts();
    takeAnswers(() => {});
    await mountComposer();
    const drafts = getService("social_inbox_drafts");
    const told = [];
    patchWithCleanup(browser.localStorage, {
        setItem: (key, value) => told.push({ key, newValue: value }),
    });
    await type("Hello");
    await contains(SEND).click();
    await animationFrame();
    const other = new drafts.constructor({});
    other.open(1, "reply", draft({ body: "Hello", revision: 12 }));
    const mine = told.filter(({ key }) => key === storageKey("1/reply"));
    mine.forEach((one) => other.onStorage(one));
    expect(other.book["1/reply"].body).toBe("");
});

test("sent when the page was left, it is not sent twice", async () => {
    keepDrafts();
    const sent = [];
    onRpc("social.twist", "respond_text", ({ kwargs }) => {
        sent.push(kwargs.key);
        return new Deferred();
    });
    await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    const drafts = getService("social_inbox_drafts");
    const other = new drafts.constructor({});
    const again = other.open(1, "reply", false);
    expect(again.body).toBe("Hello");
    expect(other.hold(again).sent.key).toBe(sent[0]);
});

test("who was mentioned is told after one looked at another twist", async () => {
    keepDrafts();
    const told = [];
    onRpc("social.twist", "colleagues", () => [{ id: 5, name: "Bea" }]);
    onRpc("social.twist", "post_note", ({ kwargs }) => {
        told.push(kwargs.partner_ids);
        return 1;
    });
    const { state } = await mountComposer({ tab: "note" });
    await type("@Be");
    await contains(TEXT).press("Enter");
    expect(shown()).toBe("@Bea ");
    Object.assign(state, { twistId: 2, composer: composer() });
    await animationFrame();
    Object.assign(state, { twistId: 1, composer: composer() });
    await animationFrame();
    await contains(".o_inbox_send_note").click();
    expect(told).toEqual([[5]]);
});
