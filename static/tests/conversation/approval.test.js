import { describe, expect, queryAllTexts, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";

import { answer, defineInboxModels, openTwist } from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const APPROVAL = {
    id: 5,
    state: "waiting",
    reason: "Written by a trainee",
    until: "",
    approver: "",
    decided: "",
    note: "",
    original: "",
};

function waiting(can, values = {}) {
    const state = { state: "waiting", state_label: "Waiting for Approval" };
    return answer({ id: 40, ...state, can, approval: { ...APPROVAL, ...values } });
}

test("why it waits, and what its approver may do", async () => {
    await openTwist([waiting(["approve", "edit_approve", "reject"])]);
    expect(".o_social_delivery").toHaveText(/Waiting for Approval/);
    expect(".o_social_approval_reason").toHaveText("Written by a trainee");
    expect(queryAllTexts(".o_social_delivery button")).toEqual([
        "Approve",
        "Edit and approve",
        "Reject",
    ]);
    expect(".o_inbox_reply_window").toHaveCount(0);
});

test("how long the platform still takes it", async () => {
    const until = luxon.DateTime.utc().plus({ hours: 3 });
    await openTwist([waiting([], { until: until.toFormat("yyyy-MM-dd HH:mm:ss") })]);
    expect(".o_inbox_reply_window").toHaveText(/Answer within (3 h|2 h \d+ min)/);
});

test("approving asks the server and shows what became of it", async () => {
    const shown = waiting(["approve"]);
    onRpc("social.approval", "action_approve", ({ args }) => {
        expect.step(`approve ${args[0]}`);
        Object.assign(shown, { state: "queued", state_label: "Waiting", can: [] });
        return { type: "ir.actions.client", tag: "social_inbox_result", params: {} };
    });
    await openTwist(() => [{ ...shown }]);
    await contains(".o_social_delivery button").click();
    await animationFrame();
    expect.verifySteps(["approve 5"]);
    expect(".o_social_delivery button").toHaveCount(0);
});

for (const [name, method] of [
    ["edit_approve", "action_edit"],
    ["reject", "action_reject"],
]) {
    test(`${name} opens a dialog`, async () => {
        const shown = waiting([name]);
        onRpc("social.approval", method, ({ args }) => {
            expect.step(`${method} ${args[0]}`);
            return { type: "ir.actions.act_window", res_model: "dialog" };
        });
        await openTwist(() => [{ ...shown }]);
        mockService("action", {
            doAction(action, { onClose }) {
                expect.step(`open ${action.res_model}`);
                shown.state_label = "After";
                onClose();
            },
        });
        await contains(".o_social_delivery button").click();
        await animationFrame();
        expect.verifySteps([`${method} 5`, "open dialog"]);
        expect(".o_social_delivery").toHaveText(/After/);
    });
}

test("its author takes it back", async () => {
    onRpc("social.message", "take_back", ({ args }) => {
        expect.step(`take back ${args[0]}`);
        return { reply: false, note: false };
    });
    await openTwist([waiting(["take_back"])]);
    await contains(".o_social_delivery button:contains(Take back)").click();
    await animationFrame();
    expect.verifySteps(["take back 40"]);
});

test("both texts of an answer that was changed", async () => {
    const edited = { state: "edited", approver: "Lea", original: "Soon.\nHopefully." };
    await openTwist([answer({ approval: { ...APPROVAL, ...edited } })]);
    expect(".o_social_approval_original summary").toHaveText(/Changed by Lea/);
    await contains(".o_social_approval_original summary").click();
    expect(".o_social_approval_text").toHaveText(/Soon\.\s+Hopefully\./);
});

test("why it was rejected, and by whom", async () => {
    const rejected = {
        state: "rejected",
        approver: "Lea",
        note: "Friendlier, please.",
    };
    const state = { state: "cancelled", state_label: "Withdrawn" };
    await openTwist([answer({ ...state, approval: { ...APPROVAL, ...rejected } })]);
    expect(".o_social_approval_note").toHaveText(/Rejected by Lea: Friendlier, please/);
});
