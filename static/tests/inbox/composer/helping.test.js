import { describe, expect, press, queryAllTexts, test, waitUntil } from "@odoo/hoot";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

import { presets } from "@social_inbox/inbox/composer/schedule";
import { lookedFor } from "@social_inbox/inbox/composer/suggestions";
import {
    composer,
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

const ITEM = ".o_inbox_suggestion";
const FILE = ".o_inbox_composer_file";

test("what is looked for", () => {
    const terms = (before, isNote) => lookedFor(before, isNote)?.term;
    expect(terms("::te")).toBe("te");
    expect(terms("Hello ::te")).toBe("te");
    expect(terms("Hello\n/te")).toBe("te");
    expect(terms("/")).toBe("");
    expect(terms("https://te")).toBe(undefined);
    expect(terms("and/or")).toBe(undefined);
    expect(terms("a ::te st")).toBe(undefined);
    expect(terms("@Be", false)).toBe(undefined);
    expect(terms("@Bea Co", true)).toBe("Bea Co");
    expect(terms("ana@Be", true)).toBe(undefined);
    expect(lookedFor("Ask ::te").start).toBe(4);
});

function offer() {
    onRpc("social.twist", "ready_answers", ({ args }) => {
        if (args[1] !== "te") {
            return [];
        }
        return [
            { id: 1, source: "tent", text: "Your tent, {name}" },
            { id: 2, source: "tent pole", text: "Your pole" },
        ];
    });
}

test("a ready answer is chosen by the keyboard", async () => {
    keepDrafts();
    offer();
    let used = [];
    takeAnswers((text, { ready_answer_ids: ids }) => (used = ids));
    await mountComposer();
    await type("Hello ::te");
    await animationFrame();
    expect(queryAllTexts(`${ITEM} strong`)).toEqual(["tent", "tent pole"]);
    expect(TEXT).toHaveAttribute("aria-activedescendant", "o_inbox_suggestions_0");
    await press("ArrowDown");
    await animationFrame();
    expect(TEXT).toHaveAttribute("aria-activedescendant", "o_inbox_suggestions_1");
    expect(`${ITEM}:last`).toHaveAttribute("aria-selected", "true");
    await press("Tab");
    await animationFrame();
    expect(shown()).toBe("Hello Your pole");
    expect(ITEM).toHaveCount(0);
    expect(TEXT).toBeFocused();
    await contains(SEND).click();
    expect(used).toEqual([2]);
});

test("Escape closes the list, the text stays", async () => {
    keepDrafts();
    offer();
    await mountComposer();
    await type("/te");
    await animationFrame();
    expect(ITEM).toHaveCount(2);
    await press("Escape");
    await animationFrame();
    expect(ITEM).toHaveCount(0);
    expect(shown()).toBe("/te");
});

test("an answer that comes late opens nothing", async () => {
    keepDrafts();
    const late = new Deferred();
    onRpc("social.twist", "ready_answers", () => late);
    await mountComposer();
    await type("::te");
    await type("Hello");
    late.resolve([{ id: 1, source: "tent", text: "x" }]);
    await animationFrame();
    expect(ITEM).toHaveCount(0);
});

/** The server takes uploads with this status and answer. */
function takeUploads(answer) {
    onRpc("/web/binary/upload_attachment", async (request) => {
        const data = await request.formData();
        expect.step(`${data.get("model")} ${data.get("id")} ${data.get("ufile").name}`);
        return answer;
    });
}

test("a pasted file is uploaded, sent, and can be taken off", async () => {
    keepDrafts();
    const sent = [];
    takeAnswers((text, { attachment_ids: ids }) => sent.push(ids));
    takeUploads([{ id: 31, filename: "tent.png", mimetype: "image/png", size: 2048 }]);
    await mountComposer();
    await paste([picture()]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["social.draft 0 tent.png"]);
    expect(`${FILE} a`).toHaveText("tent.png");
    expect(FILE).toHaveText(/2.00 Kb/);
    await contains(`${FILE} button`).click();
    expect(FILE).toHaveCount(0);
    await paste([picture()]);
    await animationFrame();
    await animationFrame();
    await contains(SEND).click();
    expect(sent).toEqual([[31]]);
    expect.verifySteps(["social.draft 0 tent.png"]);
    expect(FILE).toHaveCount(0);
});

test("while a file is on its way nothing is sent", async () => {
    keepDrafts();
    onRpc("/web/binary/upload_attachment", () => new Deferred());
    await mountComposer();
    await type("Hello");
    await paste([picture()]);
    await animationFrame();
    expect(".o_inbox_composer_upload progress").toHaveCount(1);
    expect(SEND).not.toBeEnabled();
});

test("a file arrives in its draft although another screen is shown by then", async () => {
    keepDrafts();
    const arrived = new Deferred();
    onRpc("/web/binary/upload_attachment", async () => {
        await arrived;
        return [{ id: 31, filename: "tent.png", mimetype: "image/png", size: 2048 }];
    });
    const { screen } = await mountComposer();
    await paste([picture()]);
    await animationFrame();
    screen.isShown = false;
    await animationFrame();
    expect(TEXT).toHaveCount(0);
    arrived.resolve();
    await animationFrame();
    await animationFrame();
    screen.isShown = true;
    await animationFrame();
    expect(`${FILE} a`).toHaveText("tent.png");
});

test("a file that the server refuses is named", async () => {
    keepDrafts();
    takeUploads([{ error: "You are not allowed" }]);
    await mountComposer();
    await paste([picture()]);
    await animationFrame();
    await animationFrame();
    expect(".o_notification").toHaveText(/tent.png: You are not allowed/);
    expect(FILE).toHaveCount(0);
    expect.verifySteps(["social.draft 0 tent.png"]);
});

test("a file that is too large or one too many is not uploaded", async () => {
    keepDrafts();
    const limits = { length: 0, unit: "char", files: 0, bytes: 3 };
    const { state } = await mountComposer({ composer: composer({ limits }) });
    await paste([picture("four")]);
    await animationFrame();
    expect(".o_notification").toHaveText(/tent.png is too large/);
    state.composer = composer({ limits: { ...limits, bytes: 0, files: 1 } });
    await animationFrame();
    takeUploads([{ id: 31, filename: "tent.png", mimetype: "image/png", size: 1 }]);
    await paste([picture()]);
    await animationFrame();
    await animationFrame();
    await paste([picture()]);
    await animationFrame();
    expect(".o_notification:last").toHaveText(/At most 1 files/);
    expect(FILE).toHaveCount(1);
    expect.verifySteps(["social.draft 0 tent.png"]);
});

test("pasted text is text", async () => {
    keepDrafts();
    await mountComposer();
    await type("Hello");
    await paste([]);
    expect(shown()).toBe("Hello");
    expect(FILE).toHaveCount(0);
});

test("times that are offered", () => {
    const at = (text) => luxon.DateTime.fromISO(text);
    const times = (now) =>
        presets(at(now)).map(({ time }) => time.toFormat("ccc d HH:mm"));
    expect(times("2026-03-06T17:20")).toEqual([
        "Fri 6 18:20",
        "Sat 7 09:00",
        "Mon 9 09:00",
    ]);
    expect(times("2026-03-02T08:00")).toEqual([
        "Mon 2 09:00",
        "Tue 3 09:00",
        "Mon 9 09:00",
    ]);
});

test("Monday is not offered twice", () => {
    const sunday = luxon.DateTime.fromISO("2026-03-08T12:00");
    expect(presets(sunday).length).toBe(2);
});

test("an answer is scheduled in the writer's time zone", async () => {
    keepDrafts();
    mockDate("2026-03-06 12:00:00", 2);
    takeAnswers((text, { not_before: time }) => expect.step(time), {
        not_before: "2026-03-09 07:00:00",
    });
    await mountComposer();
    await type("Hello");
    await contains(".o_inbox_send_more").click();
    await contains(".o-dropdown-item:contains(Schedule)").click();
    expect(".o_inbox_preset").toHaveCount(3);
    expect(".o_datetime_picker").toHaveCount(1);
    expect(".o_inbox_schedule_confirm").toBeEnabled();
    await contains(".o_inbox_preset:last").click();
    await animationFrame();
    expect.verifySteps(["2026-03-09 07:00:00"]);
    expect(".o_inbox_schedule").toHaveCount(0);
    expect(".o_notification").toHaveText(/It leaves on/);
    await waitUntil(() => shown() === "");
});
