import { describe, expect, queryAll, queryOne, test, waitUntil } from "@odoo/hoot";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";

import {
    answer,
    defineInboxModels,
    message,
    openTwist,
    stepDecisions,
} from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

test("an inbound message has no delivery", async () => {
    await openTwist([message()]);
    expect(".o_social_delivery").toHaveCount(0);
});

const BUTTONS = [
    [
        ["undo", "send_now"],
        ["Undo", "Send now"],
    ],
    [[], []],
    [
        ["edit", "send_again"],
        ["Edit", "Send again"],
    ],
    [
        ["send_again", "mark_sent"],
        ["Send again", "It was sent"],
    ],
    [["something new"], []],
];

for (const [can, labels] of BUTTONS) {
    test(`what the server lets decide: ${can.join(", ") || "nothing"}`, async () => {
        const state = { state: "failed", state_label: "As it is", error: "Why" };
        await openTwist([answer({ ...state, can })]);
        const buttons = queryAll(".o_social_delivery button");
        expect(buttons.map((one) => one.textContent)).toEqual(labels);
        expect(".o_social_delivery").toHaveText(/As it is/);
        expect(".o_social_delivery span.text-danger:last").toHaveText("Why");
    });
}

test("trouble is said at once", async () => {
    await openTwist([answer({ state: "failed" }), answer()]);
    expect(".o_social_delivery:first").toHaveAttribute("role", "alert");
    expect(".o_social_delivery:last").not.toHaveAttribute("role");
});

const DECISIONS = [
    ["undo", "Undo", "action_withdraw"],
    ["send_now", "Send now", "action_send_now"],
    ["send_again", "Send again", "action_send_again"],
    ["mark_sent", "It was sent", "action_mark_sent"],
];

for (const [name, label, method] of DECISIONS) {
    test(`${label} asks the server and shows what became of it`, async () => {
        const shown = answer({ id: 40, state_label: "Before", can: [name] });
        stepDecisions((step) => {
            expect.step(step);
            Object.assign(shown, { state: "sent", state_label: "After", can: [] });
        });
        await openTwist(() => [{ ...shown }]);
        await contains(`.o_social_delivery button:contains(${label})`).click();
        await animationFrame();
        expect.verifySteps([`${method} 40`]);
        expect(".o_social_delivery").toHaveText(/After/);
        expect(".o_social_delivery button").toHaveCount(0);
    });
}

test("an answer that did not leave is edited in a dialog", async () => {
    const shown = answer({ id: 42, state: "cancelled", can: ["edit"] });
    const dialog = { type: "ir.actions.act_window", res_model: "social.respond" };
    onRpc("social.message", "action_edit", ({ args }) => {
        expect.step(`action_edit ${args[0]}`);
        return dialog;
    });
    await openTwist(() => [{ ...shown }]);
    mockService("action", {
        doAction(action, { onClose }) {
            expect.step(`open ${action.res_model}`);
            shown.state_label = "After";
            onClose();
        },
    });
    await contains(".o_social_delivery button:contains(Edit)").click();
    await animationFrame();
    expect.verifySteps(["action_edit 42", "open social.respond"]);
    await waitUntil(() => queryOne(".o_social_delivery").textContent.includes("After"));
});

test("the time to undo is counted down, then the answer leaves", async () => {
    mockDate("2026-03-02 12:00:00", 0);
    stepDecisions(expect.step);
    await openTwist([
        answer({ id: 41, state: "queued", not_before: "2026-03-02 12:00:03" }),
    ]);
    expect(".o_social_delivery").toHaveText(/\(3 s\)/);
    await advanceTime(2000);
    expect(".o_social_delivery").toHaveText(/\(1 s\)/);
    expect.verifySteps([]);
    await advanceTime(1000);
    expect.verifySteps(["action_send_due 41"]);
    expect(".o_social_delivery").not.toHaveText(/s\)/);
    await advanceTime(5000);
    expect.verifySteps([]);
});

test("a longer wait is told by the time it ends", async () => {
    mockDate("2026-03-02 12:00:00", 0);
    const can = ["undo", "edit", "send_now"];
    const later = { state: "queued", not_before: "2026-03-03 13:30:00", can };
    await openTwist([answer(later)]);
    expect(".o_social_delivery").toHaveText(/until Mar 3, 1:30/);
    const buttons = queryAll(".o_social_delivery button");
    expect(buttons.map((one) => one.textContent)).toEqual([
        ...["Cancel", "Edit", "Send now"],
    ]);
});

test("a scheduled answer is taken back before it is edited", async () => {
    mockDate("2026-03-02 12:00:00", 0);
    const not_before = "2026-03-02 13:30:00";
    await openTwist([answer({ id: 43, state: "queued", not_before, can: ["edit"] })]);
    stepDecisions(expect.step);
    mockService("action", { doAction: () => expect.step("open") });
    await contains(".o_social_delivery button:contains(Edit)").click();
    await animationFrame();
    expect.verifySteps(["action_withdraw 43", "action_edit 43", "open"]);
});
