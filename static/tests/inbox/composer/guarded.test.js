import { describe, expect, queryAllTexts, queryOne, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

import { rangeOf } from "@social_inbox/inbox/composer/guarded";

import { keepDrafts, mountComposer, SEND, shown, TEXT, type } from "./composer_helpers";

describe.current.tags("desktop");
defineMailModels();

const PHONE = { kind: "phone", label: "phone number", text: "+4••20" };

/** The server warns of a phone number until that is confirmed. */
function warn(sent, place = { start: 5, end: 15 }) {
    onRpc("social.twist", "respond_text", ({ kwargs }) => {
        sent.push([kwargs.guard_confirmed, kwargs.then]);
        const findings = [
            { ...PHONE, ...place },
            { ...PHONE, ...place },
        ];
        return kwargs.guard_confirmed
            ? { id: 70, not_before: "2026-03-02 12:00:10", move: {} }
            : { guarded: { text: "Everybody could read this.", findings } };
    });
}

test("warned, and sent anyway as it was to be sent", async () => {
    keepDrafts();
    const sent = [];
    warn(sent);
    const { events } = await mountComposer({ closeLabel: "Close" });
    await type("Call 030 901820");
    await contains(".o_inbox_send_more").click();
    await contains(".o-dropdown-item:contains(close)").click();
    await animationFrame();
    expect(".o_inbox_guarded").toHaveText(/Everybody could read this/);
    expect(queryAllTexts(".o_inbox_finding mark")).toEqual(["+4••20"]);
    expect(shown()).toBe("Call 030 901820");
    expect(events.filter(([name]) => name === "sent")).toEqual([]);
    await contains(".o_inbox_guarded_send").click();
    await animationFrame();
    expect(sent).toEqual([
        [false, "close"],
        [true, "close"],
    ]);
    expect(".o_inbox_guarded").toHaveCount(0);
    expect(shown()).toBe("");
});

test("changing it marks the place, and the warning is over", async () => {
    keepDrafts();
    const sent = [];
    warn(sent);
    await mountComposer();
    await type("Call 030 901820");
    await contains(SEND).click();
    await animationFrame();
    await contains(".o_inbox_guarded_change").click();
    await animationFrame();
    const { selectionStart, selectionEnd, value } = queryOne(TEXT);
    expect(value.slice(selectionStart, selectionEnd)).toBe("030 901820");
    expect(".o_inbox_guarded").toHaveCount(0);
    await contains(SEND).click();
    await animationFrame();
    await type("Call us");
    expect(".o_inbox_guarded").toHaveCount(0);
    expect(sent.map(([confirmed]) => confirmed)).toEqual([false, false]);
});

test("places are those of characters, without spaces around", () => {
    expect(rangeOf("  👍 030", { start: 2, end: 5 })).toEqual([5, 8]);
    expect(rangeOf("short", { start: 2, end: 9 })).toEqual([0, 0]);
});

test("an answer that waits for approval is said to wait", async () => {
    keepDrafts();
    onRpc("social.twist", "respond_text", () => ({
        id: 70,
        not_before: "2026-03-02 12:00:10",
        move: { moved: false, why_not: "It waits" },
        is_waiting: true,
    }));
    onRpc("social.message", "take_back", () => {
        expect.step("take back");
        return { reply: false, note: false };
    });
    await mountComposer();
    await type("Hello");
    await contains(SEND).click();
    expect(".o_notification").toHaveText(/waits for approval/);
    expect(".o_notification").not.toHaveText(/not moved/);
    await contains(".o_notification button:contains(Undo)").click();
    expect.verifySteps(["take back"]);
});
