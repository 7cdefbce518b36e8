import {
    describe,
    expect,
    press,
    queryAllTexts,
    queryFirst,
    queryOne,
    test,
} from "@odoo/hoot";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    makeServerError,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";

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

test("where an answer goes is said on one line", async () => {
    await mountComposer();
    expect(".o_inbox_route strong").toHaveText("Ana");
    expect(".o_inbox_route").toHaveText(/ana@customer.example/);
    expect(".o_inbox_route").toHaveText(/from Support/);
    expect(".o_inbox_route .badge").toHaveText("Private");
    expect(".o_inbox_subject_toggle").toHaveText("Re: Tent");
    expect(".o_inbox_subject").toHaveCount(0);
});

test("the subject is changed behind a click", async () => {
    keepDrafts();
    const sent = [];
    takeAnswers((text, values) => sent.push(values.subject));
    await mountComposer();
    await contains(".o_inbox_subject_toggle").click();
    await contains(".o_inbox_subject").edit("Your pole", { confirm: false });
    await type("Hello");
    await contains(SEND).click();
    expect(sent).toEqual(["Your pole"]);
});

test("public or private is a choice where the platform has one", async () => {
    keepDrafts();
    const sent = [];
    takeAnswers((text, values) => sent.push(values.visibility));
    await mountComposer({
        composer: composer({
            visibility: "public",
            visibilities: ["public", "private"],
        }),
    });
    expect("#o_inbox_visibility_public").toBeChecked();
    await contains("label[for=o_inbox_visibility_private]").click();
    await type("Hello");
    await contains(SEND).click();
    expect(sent).toEqual(["private"]);
});

test("a public answer is marked as such", async () => {
    await mountComposer({
        composer: composer({ visibility: "public", visibilities: ["public"] }),
    });
    expect(".o_inbox_route .badge").toHaveText("Public");
    expect(".o_inbox_route .badge").toHaveClass("text-bg-warning");
});

test("a composer that is blocked says what to do, and notes still work", async () => {
    const { events } = await mountComposer({
        composer: composer({
            can_reply: false,
            why_not: "Assign a person first.",
            do: "assign",
        }),
    });
    expect(TEXT).toHaveCount(0);
    expect(SEND).toHaveCount(0);
    expect(".o_inbox_blocked").toHaveText(/Assign a person first/);
    await contains(".o_inbox_blocked button").click();
    expect(events).toEqual([["do", "assign"]]);
    await contains(".o_inbox_tab_note").click();
    expect(TEXT).toHaveCount(1);
    expect(".o_inbox_composer").toHaveClass("o_inbox_composer_note");
});

test("Ctrl+Enter sends; the text is gone at once", async () => {
    keepDrafts();
    mockDate("2026-03-02 12:00:00", 0);
    const arrived = new Deferred();
    onRpc("social.twist", "respond_text", async ({ args, kwargs }) => {
        expect.step(`respond ${args[1]}`);
        expect(kwargs.last_message_id).toBe(9);
        expect(kwargs.message).toBe(7);
        expect(kwargs.phase).toBe("engage");
        expect(kwargs.key).toMatch(/^[0-9a-f]{32}$/);
        await arrived;
        return { id: 70, not_before: "2026-03-02 12:00:10", move: {} };
    });
    const { events } = await mountComposer();
    await type("Hello");
    await press(["Control", "Enter"]);
    await animationFrame();
    expect.verifySteps(["respond Hello"]);
    expect(shown()).toBe("");
    expect(events.filter(([name]) => name === "sent")).toEqual([]);
    arrived.resolve();
    await animationFrame();
    expect(events.at(-1)[0]).toBe("sent");
    expect(events.at(-1)[1].id).toBe(70);
    expect(".o_notification").toHaveText(/Sending/);
});

test("an empty answer is not sent", async () => {
    await mountComposer();
    expect(SEND).not.toBeEnabled();
    await contains(TEXT).click();
    await press(["Control", "Enter"]);
    await animationFrame();
    expect(TEXT).toHaveCount(1);
});

test("what the server refuses comes back, above what was typed since", async () => {
    keepDrafts();
    const refused = new Deferred();
    onRpc("social.twist", "respond_text", () => refused);
    await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    await type("And more");
    refused.reject(makeServerError({ message: "Assign a person first." }));
    await animationFrame();
    await animationFrame();
    expect(shown()).toBe("Hello\n\nAnd more");
    expect(".o_notification").toHaveText(/Assign a person first/);
});

test("sent again after a failure, it is the same answer", async () => {
    keepDrafts();
    const keys = [];
    onRpc("social.twist", "respond_text", ({ kwargs }) => {
        keys.push(kwargs.key);
        if (keys.length === 1) {
            throw makeServerError({ message: "Gone" });
        }
        return { id: 70, not_before: "2026-03-02 12:00:10", move: {} };
    });
    await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    await animationFrame();
    await contains(SEND).click();
    await animationFrame();
    await type("Hello");
    await contains(SEND).click();
    await animationFrame();
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
});

test("undo puts the text back", async () => {
    keepDrafts();
    mockDate("2026-03-02 12:00:00", 0);
    takeAnswers(() => {}, { move: { moved: true, move_ids: [5] } });
    onRpc("social.message", "take_back", ({ args }) => {
        expect.step(`take back ${args[0]}`);
        return { reply: draft({ body: "Hello", revision: 99 }), note: false };
    });
    onRpc("social.phase.move", "action_undo", ({ args }) => {
        expect.step(`undo move ${args[0]}`);
        return true;
    });
    await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    await contains(".o_notification button:contains(Undo)").click();
    await animationFrame();
    expect.verifySteps(["take back 70", "undo move 5"]);
    expect(shown()).toBe("Hello");
});

test("undo loses nothing that is typed meanwhile, nor takes the caret away", async () => {
    mockDate("2026-03-02 12:00:00", 0);
    keepDrafts();
    takeAnswers(() => {});
    const back = new Deferred();
    onRpc("social.message", "take_back", () => back);
    const { state } = await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    await animationFrame();
    await contains(".o_notification button:contains(Undo)").click();
    await type("More");
    back.resolve({ reply: draft({ body: "Hello", revision: 90 }), note: false });
    await animationFrame();
    expect(shown()).toBe("Hello\n\nMore");
    await contains(SEND).click();
    await animationFrame();
    state.twistId = 2;
    await animationFrame();
    queryOne(TEXT).blur();
    await contains(".o_notification button:contains(Undo)").click();
    await animationFrame();
    expect(TEXT).not.toBeFocused();
});

test("an answer stays with the author it was begun for", async () => {
    keepDrafts();
    const sent = [];
    takeAnswers((text, { message }) => sent.push(message));
    const { state } = await mountComposer();
    await type("Dear Ana");
    const eve = { name: "Eve", address: "eve@customer.example" };
    state.composer = composer({ message_id: 8, whom: eve });
    await animationFrame();
    expect(".o_inbox_route strong").toHaveText("Ana");
    await contains(SEND).click();
    expect(sent).toEqual([7]);
    state.composer = composer({ message_id: 8, whom: eve });
    await animationFrame();
    expect(".o_inbox_route strong").toHaveText("Eve");
    await type("Dear Eve");
    await contains(SEND).click();
    expect(sent).toEqual([7, 8]);
});

test("a message that cannot be answered any more holds no draft up", async () => {
    keepDrafts();
    const sent = [];
    takeAnswers((text, { message }) => sent.push(message));
    const saved = draft({ body: "Hello", message_id: 7 });
    const drafts = { reply: saved, note: false };
    const { state } = await mountComposer({ composer: composer({ drafts }) });
    state.composer = composer({ drafts, message_id: 8 });
    await animationFrame();
    await contains(SEND).click();
    expect(sent).toEqual([8]);
});

test("text stays in sight while nothing can be sent, the caret in it", async () => {
    keepDrafts();
    const { state } = await mountComposer();
    await type("Hello");
    state.composer = composer({ can_reply: false, why_not: "It is closed." });
    await animationFrame();
    expect(TEXT).toBeFocused();
    expect(shown()).toBe("Hello");
    expect(".o_inbox_blocked").toHaveText(/It is closed/);
    expect(SEND).toHaveCount(0);
});

test("after the session ended Odoo asks to log in; the text is back", async () => {
    expect.errors(1);
    keepDrafts();
    onRpc("social.twist", "respond_text", () => {
        const errorName = "odoo.http.SessionExpiredException";
        throw makeServerError({ message: "Session expired", errorName });
    });
    await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    await animationFrame();
    expect(shown()).toBe("Hello");
    expect.verifyErrors([/expired/i]);
});

test("what newer is, is counted from when the writing began", async () => {
    keepDrafts();
    const sent = [];
    takeAnswers((text, options) => sent.push(options.last_message_id));
    const { state } = await mountComposer({ seen: 9 });
    await type("Hello");
    state.composer = composer({ last_message_id: 12 });
    await animationFrame();
    await contains(SEND).click();
    expect(sent).toEqual([9]);
});

test("sent and moved on, or not", async () => {
    keepDrafts();
    takeAnswers((text, { then }) => expect.step(then), {
        move: { moved: false, why_not: "It is in Process already" },
    });
    await mountComposer({ moveLabel: "Process", closeLabel: "close" });
    await type("Hello");
    await contains(".o_inbox_send_more").click();
    expect(queryAllTexts(".o-dropdown-item")).toEqual([
        "Send and move on to Process",
        "Send and close",
        "Schedule…",
    ]);
    await contains(".o-dropdown-item:first").click();
    expect.verifySteps(["next"]);
    expect(".o_notification").toHaveText(/not moved: It is in Process already/);
});

test("without labels nothing is moved", async () => {
    await mountComposer({
        composer: composer({ drafts: { reply: draft({ body: "x" }), note: false } }),
    });
    await contains(".o_inbox_send_more").click();
    expect(queryAllTexts(".o-dropdown-item")).toEqual(["Schedule…"]);
});

test("something newer came: shown, or sent anyway", async () => {
    keepDrafts();
    const sent = [];
    onRpc("social.twist", "respond_text", ({ kwargs }) => {
        sent.push(kwargs.despite_newer);
        return kwargs.despite_newer
            ? { id: 70, not_before: "2026-03-02 12:00:10", move: {} }
            : { newer: [{ id: 10 }] };
    });
    const { events } = await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    await animationFrame();
    expect(".o_inbox_newer").toHaveText(/1 new message since/);
    expect(shown()).toBe("Hello");
    await contains(".o_inbox_newer button:contains(Show)").click();
    expect(events.at(-1)).toEqual(["do", "show"]);
    await contains(".o_inbox_newer button:contains(Send anyway)").click();
    await animationFrame();
    expect(sent).toEqual([false, true]);
    expect(".o_inbox_newer").toHaveCount(0);
    expect(shown()).toBe("");
});

test("what the screen knows to be newer is said before sending", async () => {
    keepDrafts();
    await mountComposer({ newer: 2 });
    expect(".o_inbox_newer").toHaveText(/2 new messages/);
});

test("feedback that is due is one click away", async () => {
    keepDrafts();
    await mountComposer({
        composer: composer({
            feedback: { text: "The pole is sent.", user: "Hanna", source: "Ticket 1" },
        }),
    });
    expect(".o_inbox_feedback").toHaveText(/Feedback from Hanna/);
    await type("Hello");
    await contains(".o_inbox_feedback button").click();
    expect(shown()).toBe("The pole is sent.\n\nHello");
    expect(".o_inbox_feedback").toHaveCount(0);
});

test("characters left are counted as the platform counts", async () => {
    keepDrafts();
    const limits = { length: 5, unit: "grapheme", files: 0, bytes: 0 };
    const families = draft({ body: "👨‍👩‍👧👨‍👩‍👧 " });
    await mountComposer({
        composer: composer({ limits, drafts: { reply: families, note: false } }),
    });
    expect(".o_inbox_left").toHaveText("3");
    await type("👨‍👩‍👧é12345");
    expect(".o_inbox_left").toHaveText("-2");
    expect(".o_inbox_left").toHaveClass("text-danger");
    expect(SEND).not.toBeEnabled();
    expect(".o_inbox_send").toHaveAttribute("title", "2 characters too many.");
});

test("the full editor goes on with the text", async () => {
    keepDrafts(expect.step);
    onRpc("social.twist", "action_respond", () => ({
        type: "ir.actions.act_window",
        context: { default_twist_id: 1 },
    }));
    onRpc("social.twist", "read_drafts", () => ({ reply: false, note: false }));
    const opened = [];
    mockService("action", {
        async doAction(action, { onClose }) {
            opened.push(action.context);
            await onClose();
        },
    });
    const { events } = await mountComposer();
    await type("1 < 2\n\nBye");
    await contains(".o_inbox_editor").click();
    await animationFrame();
    expect.verifySteps(["save 1 reply 1 < 2\n\nBye"]);
    expect(opened[0].default_body).toBe("<p>1 &lt; 2</p><p>Bye</p>");
    expect(opened[0].default_message_id).toBe(7);
    expect(events.filter(([name]) => name === "do")).toEqual([]);
    expect(shown()).toBe("");
});

test("a note with a colleague", async () => {
    keepDrafts();
    onRpc("social.twist", "colleagues", ({ args }) => {
        return args[1] === "Be" ? [{ id: 3, name: "Bea Colleague" }] : [];
    });
    onRpc("social.twist", "post_note", ({ args, kwargs }) => {
        expect.step(`${args[1]} ${kwargs.partner_ids}`);
        return 5;
    });
    const { events } = await mountComposer({ tab: "note" });
    expect(".o_inbox_route").toHaveCount(0);
    await type("Ask @Be");
    await animationFrame();
    expect(".o_inbox_suggestion").toHaveText("Bea Colleague");
    await press("Enter");
    await animationFrame();
    expect(shown()).toBe("Ask @Bea Colleague ");
    await contains(".o_inbox_send_note").click();
    await animationFrame();
    expect.verifySteps(["Ask @Bea Colleague  3"]);
    expect(events.at(-1)).toEqual(["note"]);
    expect(shown()).toBe("");
});

test("the keyboard is where it is asked to be", async () => {
    const { state } = await mountComposer();
    expect(queryFirst(TEXT)).not.toBeFocused();
    state.focusToken = 1;
    await animationFrame();
    expect(queryFirst(TEXT)).toBeFocused();
});

test("names are text, whatever they hold", async () => {
    const name = "<img src=x class=evil>";
    await mountComposer({
        composer: composer({
            whom: { name, address: name },
            sender: { name, account: name },
            subject: name,
            drafts: {
                reply: draft({ files: [{ id: 1, name, size: 1, mimetype: "a/b" }] }),
                note: false,
            },
        }),
    });
    expect(".evil").toHaveCount(0);
    expect(".o_inbox_composer_file a").toHaveText(name);
});
