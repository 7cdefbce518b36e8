import { describe, expect, queryAll, queryOne, test, waitUntil } from "@odoo/hoot";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

import {
    answer,
    defineInboxModels,
    message,
    openTwist,
    stepDecisions,
} from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const BUBBLE = ".o_social_bubble";
const PICTURE = "<p>Look: <img data-src='https://a.example/a.png' alt=''></p>";

test("the body is shown as HTML, made safe by the server", async () => {
    await openTwist([message({ body: "<p>It <b>rained</b> in.</p>" })]);
    expect(`${BUBBLE} .o_social_body b`).toHaveText("rained");
});

test("names and errors are text, whatever they hold", async () => {
    const name = "<img src=x class=evil>";
    await openTwist([
        answer({ author: { id: 1, name, handle: name }, error: name, state: "failed" }),
        message({ author: { id: 1, name, handle: name }, subject: name }),
    ]);
    expect(".evil").toHaveCount(0);
    expect(`${BUBBLE}:last header strong`).toHaveText(name);
});

test("whom a mail went to is said where it is not only us", async () => {
    await openTwist([
        message({ recipients: ["shop@shop.example", "bo@customer.example"] }),
        message({ recipients: ["shop@shop.example"] }),
        message(),
    ]);
    expect(".o_social_recipients").toHaveCount(1);
    expect(`${BUBBLE}:first .o_social_recipients`).toHaveText(
        "To: shop@shop.example, bo@customer.example",
    );
});

test("a quotation is folded", async () => {
    await openTwist([message({ quote: "<p>What we wrote.</p>" })]);
    expect("blockquote").toHaveCount(0);
    await contains(".o_social_quote_toggle").click();
    expect("blockquote").toHaveText("What we wrote.");
    expect(".o_social_quote_toggle").toHaveAttribute("aria-expanded", "true");
    await contains(".o_social_quote_toggle").click();
    expect("blockquote").toHaveCount(0);
});

test("remote pictures are loaded only on a click, and stay", async () => {
    await openTwist([message({ body: PICTURE })]);
    expect(`${BUBBLE} img`).not.toHaveAttribute("src");
    await contains("button:contains(Show pictures)").click();
    await animationFrame();
    expect(`${BUBBLE} img`).toHaveAttribute("src", "https://a.example/a.png");
    expect("button:contains(Show pictures)").toHaveCount(0);
});

test("a picture at our own address is never loaded", async () => {
    const source = `${browser.location.origin}/web/session/logout`;
    const body = PICTURE.replace("https://a.example/a.png", source);
    await openTwist([message({ body, quote: "" })]);
    await contains("button:contains(Show pictures)").click();
    await animationFrame();
    expect(`${BUBBLE} img`).not.toHaveAttribute("src");
});

test("pictures of a quotation are shown with it", async () => {
    await openTwist([message({ quote: PICTURE })]);
    await contains(".o_social_quote_toggle").click();
    expect("blockquote img").not.toHaveAttribute("src");
    await contains("button:contains(Show pictures)").click();
    await animationFrame();
    expect("blockquote img").toHaveAttribute("src", "https://a.example/a.png");
});

test("no button where no picture waits", async () => {
    await openTwist([message()]);
    expect("button:contains(Show pictures)").toHaveCount(0);
});

test("files", async () => {
    await openTwist([
        message({
            attachments: [
                { id: 5, name: "tent.png", mimetype: "image/png", size: 2048 },
                { id: 6, name: "bill.pdf", mimetype: "application/pdf", size: 3145728 },
            ],
        }),
    ]);
    expect(".o_social_file").toHaveCount(2);
    expect(".o_social_file:first img").toHaveAttribute("alt", "tent.png");
    expect(".o_social_file:first").toHaveText(/2 KB/);
    expect(".o_social_file:last").toHaveText(/bill.pdf.*3(\.0)? MB/s);
    expect(".o_social_file:last").toHaveAttribute(
        "href",
        /\/web\/content\/6\?download=true$/,
    );
});

test("machines, edits and deletions are named", async () => {
    await openTwist([
        message({ automatic: "Bounce" }),
        message({ edited: true }),
        message({ deleted: true }),
    ]);
    expect(`${BUBBLE}:eq(0) .badge`).toHaveText("Bounce");
    expect(`${BUBBLE}:eq(1) header`).toHaveText(/edited/);
    expect(`${BUBBLE}:eq(2)`).toHaveClass("o_social_deleted");
    expect(`${BUBBLE}:eq(2) header`).toHaveText(/deleted on the platform/);
});

test("an inbound message has no delivery", async () => {
    await openTwist([message()]);
    expect(".o_social_delivery").toHaveCount(0);
});

const BUTTONS = [
    ["queued", ["Undo"]],
    ["sending", []],
    ["sent", []],
    ["failed", ["Send again"]],
    ["unknown", ["Send again", "It was sent"]],
    ["cancelled", ["Send again"]],
];

for (const [state, labels] of BUTTONS) {
    test(`what can be decided of an answer that is ${state}`, async () => {
        await openTwist([answer({ state, state_label: "As it is", error: "Why" })]);
        const buttons = queryAll(".o_social_delivery button");
        expect(buttons.map((one) => one.textContent)).toEqual(labels);
        expect(".o_social_delivery").toHaveText(/As it is/);
        expect(".o_social_delivery .text-danger").toHaveText("Why");
    });
}

const DECISIONS = [
    ["queued", "Undo", "action_withdraw"],
    ["failed", "Send again", "action_send_again"],
    ["unknown", "It was sent", "action_mark_sent"],
];

for (const [state, label, method] of DECISIONS) {
    test(`${label} asks the server and shows what became of it`, async () => {
        const shown = answer({ id: 40, state, state_label: "Before" });
        stepDecisions((step) => {
            expect.step(step);
            Object.assign(shown, { state: "sent", state_label: "After" });
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
    const shown = answer({ id: 42, state: "cancelled", can_edit: true });
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

test("a scheduled answer says its time and leaves now on a click", async () => {
    mockDate("2026-03-02 12:00:00", 0);
    stepDecisions(expect.step);
    await openTwist([
        answer({ id: 43, state: "queued", not_before: "2026-03-03 09:00:00" }),
    ]);
    expect(".o_social_delivery").toHaveText(/until Tue, Mar 3, 2026/);
    expect(".o_social_delivery").not.toHaveText(/ s\)/);
    const buttons = queryAll(".o_social_delivery button");
    expect(buttons.map((one) => one.textContent)).toEqual(["Cancel", "Send now"]);
    await contains(".o_social_delivery button:contains(Send now)").click();
    expect.verifySteps(["action_send_now 43"]);
});

test("an answer that still waits is withdrawn before it is edited", async () => {
    stepDecisions(expect.step);
    mockService("action", { doAction: () => expect.step("open") });
    await openTwist([answer({ id: 44, state: "queued", can_edit: true })]);
    await contains(".o_social_delivery button:contains(Edit)").click();
    await animationFrame();
    expect.verifySteps(["action_withdraw 44", "action_edit 44", "open"]);
});
