import { describe, expect, press, queryAllTexts, queryOne, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, makeServerError, onRpc } from "@web/../tests/web_test_helpers";

import {
    composer,
    draft,
    keepDrafts,
    mountComposer,
    paste,
    picture,
    SEND,
    shown,
    takeAnswers,
    TEXT,
    type,
} from "./composer_helpers";

describe.current.tags("desktop");
defineMailModels();

const NO_LIMIT = {
    length: 0,
    unit: "char",
    files: 0,
    bytes: 0,
    types: [],
    takes_files: true,
};
const PUBLIC = { ...NO_LIMIT, length: 10, types: ["image/png", "video/"] };
const PRIVATE = { ...NO_LIMIT, length: 20, unit: "utf8", takes_files: false };

/** Of a comment that may be answered in public or in private. */
function comment(values = {}) {
    return composer({
        visibility: "public",
        visibilities: ["public", "private"],
        is_public: true,
        limits: PUBLIC,
        limits_by: { public: PUBLIC, private: PRIVATE },
        is_html: false,
        has_subject: false,
        ...values,
    });
}

async function choose(visibility) {
    await contains(`label[for=o_inbox_visibility_${visibility}]`).click();
    await animationFrame();
}

// -- limits by who sees it ----------------------------------------------------------

test("what fits depends on who will see it", async () => {
    keepDrafts();
    await mountComposer({ composer: comment() });
    await type("ten and öne");
    expect(".o_inbox_left").toHaveText("-1");
    expect(SEND).not.toBeEnabled();
    await choose("private");
    expect(".o_inbox_left").toHaveText("8");
    expect(".o_inbox_left").toHaveAttribute("title", "Bytes left");
    expect(SEND).toBeEnabled();
    await choose("public");
    expect(".o_inbox_left").toHaveText("-1");
});

test("a private answer to what all can read is said to be one", async () => {
    keepDrafts();
    await mountComposer({ composer: comment() });
    expect(".o_inbox_only").toHaveCount(0);
    await choose("private");
    expect(".o_inbox_only").toHaveText("Only Ana sees it");
});

test("not where everything is private anyhow", async () => {
    await mountComposer();
    expect(".o_inbox_only").toHaveCount(0);
});

test("from which account, where the channel is called otherwise", async () => {
    const { state } = await mountComposer();
    expect(".o_inbox_account").toHaveText("support@shop.example");
    state.composer = composer({ sender: { name: "Support", account: "Support" } });
    await animationFrame();
    expect(".o_inbox_account").toHaveCount(0);
});

test("a file of a wrong type is refused at once", async () => {
    keepDrafts();
    await mountComposer({ composer: comment() });
    expect(".o_inbox_composer input[type=file]").toHaveAttribute(
        "accept",
        "image/png,video/*",
    );
    await paste([new File(["x"], "bill.pdf", { type: "application/pdf" })]);
    await animationFrame();
    expect(".o_notification").toHaveText(
        "bill.pdf cannot be sent there. Possible are: PNG, videos.",
    );
    expect(".o_inbox_composer_file").toHaveCount(0);
});

test("no files where the platform takes none", async () => {
    keepDrafts();
    await mountComposer({ composer: comment({ visibility: "private" }) });
    await paste([picture()]);
    await animationFrame();
    expect(".o_notification").toHaveText(/takes no files with this answer/);
    expect(".o_inbox_attach").toHaveClass("o_inbox_refused");
    await contains(".o_inbox_attach").click();
    expect(".o_notification").toHaveCount(2);
});

test("files that are there already stand in the way of a private answer", async () => {
    keepDrafts();
    const files = [{ id: 1, name: "tent.png", mimetype: "image/png", size: 1 }];
    const drafts = { reply: draft({ body: "See", files }), note: false };
    await mountComposer({ composer: comment({ drafts }) });
    expect(SEND).toBeEnabled();
    await choose("private");
    expect(SEND).not.toBeEnabled();
    expect(".o_inbox_draft_status").toHaveText(/takes no files with this answer/);
    await contains(".o_inbox_composer_file button").click();
    expect(SEND).toBeEnabled();
});

test("what was to be private does not become public by itself", async () => {
    keepDrafts();
    const sent = [];
    takeAnswers((text, { visibility }) => sent.push(visibility));
    const { state } = await mountComposer({ composer: comment() });
    await choose("private");
    await type("Hello");
    state.composer = comment({
        visibilities: ["public"],
        limits_by: { public: PUBLIC },
    });
    await animationFrame();
    expect(SEND).not.toBeEnabled();
    expect(".o_inbox_draft_status").toHaveText(/Choose who can read the answer/);
    await choose("public");
    await contains(SEND).click();
    expect(sent).toEqual(["public"]);
});

// -- the time to answer -------------------------------------------------------------

test("the time left is counted down", async () => {
    mockDate("2026-03-02 12:00:00", 0);
    const { events } = await mountComposer({
        composer: composer({ reply_until: "2026-03-02 15:19:30" }),
    });
    const LEFT = ".o_inbox_reply_window";
    expect(LEFT).toHaveText("Answer within 3 h 20 min");
    expect(LEFT).not.toHaveClass("o_inbox_urgent");
    await advanceTime(2 * 3600 * 1000);
    expect(LEFT).toHaveText("Answer within 1 h 20 min");
    expect(`${LEFT} [role=status]`).toHaveText("");
    await advanceTime(30 * 60 * 1000);
    expect(`${LEFT}`).toHaveText(/Answer within 50 min/);
    expect(LEFT).toHaveClass("o_inbox_urgent");
    expect(`${LEFT} [role=status]`).toHaveText("Answer within 1 h");
    expect(events).toEqual([]);
    await advanceTime(49 * 60 * 1000);
    expect(events).toEqual([]);
    await advanceTime(62 * 1000);
    expect(events[0]).toEqual(["do", "reload"]);
    const asked = events.length;
    await advanceTime(60 * 1000);
    expect(events.length).toBeGreaterThan(asked);
    expect(events.length).toBeLessThan(8);
});

test("a long time is told in days; none where there is no end", async () => {
    mockDate("2026-03-02 12:00:00", 0);
    const { state } = await mountComposer({
        composer: composer({ reply_until: "2026-03-08 13:00:00" }),
    });
    expect(".o_inbox_reply_window").toHaveText("Answer within 6 days");
    state.composer = composer();
    await animationFrame();
    expect(".o_inbox_reply_window").toHaveCount(0);
});

test("it runs out while one types: the text is kept, approved ones are offered", async () => {
    keepDrafts();
    const { state } = await mountComposer();
    await type("Half a thought");
    state.composer = late();
    await animationFrame();
    await animationFrame();
    expect(TEXT).toHaveCount(0);
    expect(".o_inbox_template").toBeFocused();
    expect(".o_inbox_templates").toHaveText(/What you typed is kept/);
    state.composer = composer();
    await animationFrame();
    await animationFrame();
    expect(shown()).toBe("Half a thought");
    expect(TEXT).toBeFocused();
});

test("where the platform takes no answer the way there is offered", async () => {
    const values = { can_reply: false, why_not: "The platform took answers until 10." };
    const open_url = "https://platform.example/1";
    const { state } = await mountComposer({
        composer: composer({ ...values, open_url }),
    });
    expect(".o_inbox_blocked a").toHaveAttribute("href", open_url);
    expect(".o_inbox_blocked a").toHaveAttribute("rel", "noopener noreferrer");
    state.composer = composer({ ...values, open_url, do: "assign" });
    await animationFrame();
    expect(".o_inbox_blocked a").toHaveCount(0);
});

// -- approved texts -----------------------------------------------------------------

const HELLO = {
    id: 5,
    name: "hello",
    language: "en",
    body: "Hello {{1}}, about {{2}}.\nBye",
    variables: 2,
};
const PLAIN = {
    id: 6,
    name: "news",
    language: "",
    body: "There is news.",
    variables: 0,
};
const PREVIEW = ".o_inbox_template_preview";

/** The window is over: only approved texts. */
function late(values = {}) {
    return composer({ needs_template: true, templates: [HELLO, PLAIN], ...values });
}

async function fill(...values) {
    for (const [index, value] of values.entries()) {
        await contains(`[data-gap='${index + 1}']`).edit(value, { confirm: false });
    }
    await animationFrame();
}

test("an approved text is chosen, filled in, seen and sent", async () => {
    keepDrafts();
    mockDate("2026-03-02 12:00:00", 0);
    const sent = [];
    takeAnswers((text, values) => sent.push([text, values]));
    const { events } = await mountComposer({ composer: late() });
    expect(TEXT).toHaveCount(0);
    expect(".o_inbox_attach").toHaveCount(0);
    expect(queryAllTexts(".o_inbox_template option")).toEqual([
        "Choose a text…",
        "hello (en)",
        "news",
    ]);
    expect(SEND).not.toBeEnabled();
    expect(".o_inbox_send").toHaveAttribute("title", /Choose one of the approved/);
    await contains(".o_inbox_template").select("5");
    expect(SEND).not.toBeEnabled();
    expect(".o_inbox_send").toHaveAttribute("title", /Fill in all the gaps/);
    expect(`${PREVIEW} .o_inbox_gap_open`).toHaveCount(2);
    await fill("Ana", "the tent");
    expect(queryOne(PREVIEW).textContent.trim()).toBe(
        "Hello Ana, about the tent.\nBye",
    );
    await press(["Control", "Enter"]);
    await animationFrame();
    expect(sent[0][0]).toBe("respond 1 ");
    expect(sent[0][1].template_id).toBe(5);
    expect(sent[0][1].template_values).toEqual(["Ana", "the tent"]);
    expect(sent[0][1].key).toMatch(/^[0-9a-f]{32}$/);
    expect(events.at(-1)[0]).toBe("sent");
    expect(PREVIEW).toHaveCount(0);
});

test("one without gaps can be sent as it is", async () => {
    keepDrafts();
    const sent = [];
    takeAnswers((text, values) => sent.push(values.template_values));
    await mountComposer({ composer: late() });
    await contains(".o_inbox_template").select("6");
    expect(".o_inbox_gaps").toHaveCount(0);
    await contains(SEND).click();
    expect(sent).toEqual([[]]);
});

test("a refused one stays chosen, and is the same one when it is sent again", async () => {
    keepDrafts();
    const keys = [];
    const first = new Deferred();
    onRpc("social.twist", "respond_text", ({ kwargs }) => {
        keys.push(kwargs.key);
        return keys.length > 1
            ? { id: 70, not_before: "2026-03-02 12:00:10", move: {} }
            : first;
    });
    await mountComposer({ composer: late() });
    await contains(".o_inbox_template").select("5");
    await fill("Ana", "the tent");
    await contains(SEND).click();
    first.reject(makeServerError({ message: "Gone" }));
    await animationFrame();
    await animationFrame();
    expect(".o_notification").toHaveText(/Not sent: Gone/);
    await contains(SEND).click();
    await animationFrame();
    expect(keys[0]).toBe(keys[1]);
});

test("undo leads back to the chosen text, and leaves the draft alone", async () => {
    keepDrafts();
    mockDate("2026-03-02 12:00:00", 0);
    takeAnswers(() => {});
    onRpc("social.message", "action_withdraw", ({ args }) => {
        expect.step(`withdraw ${args[0]}`);
        return true;
    });
    const drafts = { reply: draft({ body: "Half a thought" }), note: false };
    const { state } = await mountComposer({ composer: late({ drafts }) });
    await contains(".o_inbox_template").select("5");
    await fill("Ana", "the tent");
    await contains(SEND).click();
    await animationFrame();
    await contains(".o_notification button:contains(Undo)").click();
    await animationFrame();
    expect.verifySteps(["withdraw 70"]);
    expect("[data-gap='2']").toHaveValue("the tent");
    state.composer = composer({ drafts });
    await animationFrame();
    expect(shown()).toBe("Half a thought");
});

test("what is filled in belongs to its twist", async () => {
    keepDrafts();
    const { state } = await mountComposer({ composer: late() });
    await contains(".o_inbox_template").select("5");
    await fill("Ana");
    state.twistId = 2;
    await animationFrame();
    expect(PREVIEW).toHaveCount(0);
    state.twistId = 1;
    await animationFrame();
    expect("[data-gap='1']").toHaveValue("Ana");
});

test("texts are text, whatever they hold", async () => {
    const evil = "<img src=x class=evil>";
    const one = { ...HELLO, name: evil, body: `${evil} {{1}}`, variables: 1 };
    await mountComposer({ composer: late({ templates: [one] }) });
    await contains(".o_inbox_template").select("5");
    await fill(evil);
    expect(".evil").toHaveCount(0);
});
