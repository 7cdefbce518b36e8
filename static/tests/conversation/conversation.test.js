import { describe, expect, queryAll, queryOne, test, waitUntil } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { contains, MockServer, onRpc } from "@web/../tests/web_test_helpers";

import {
    answer,
    defineInboxModels,
    message,
    notify,
    openTwist,
} from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const BUBBLE = ".o_social_bubble";
const SUBJECT = ".o_field_widget[name=name] input";

test("inbound and outbound messages, in the order of the server", async () => {
    await openTwist([message(), answer()]);
    expect(BUBBLE).toHaveCount(2);
    expect(`${BUBBLE}:first`).not.toHaveClass("o_social_outbound");
    expect(`${BUBBLE}:first header strong`).toHaveText("Ana");
    expect(`${BUBBLE}:first header`).toHaveText(/ana@customer.example/);
    expect(`${BUBBLE}:last`).toHaveClass("o_social_outbound");
    expect(`${BUBBLE}:last header strong`).toHaveText("Ada Agent");
    expect(`${BUBBLE}:last header`).not.toHaveText(/ana@customer.example/);
});

test("inbound stands left, outbound right", async () => {
    await openTwist([message(), answer()]);
    const [inbound, outbound] = queryAll(BUBBLE);
    const [left, right] = [inbound, outbound].map((one) => one.getBoundingClientRect());
    expect(left.left).toBeLessThan(right.left);
    expect(left.right).toBeLessThan(right.right);
});

test("an answer that came from elsewhere has no agent", async () => {
    await openTwist([answer({ user: { id: false, name: "" } })]);
    expect(`${BUBBLE} header strong`).toHaveText("We");
});

test("a title before the first message of each day", async () => {
    mockDate("2026-03-05 12:00:00", 0);
    await openTwist([
        message({ date: "2026-03-02 10:00:00" }),
        message({ date: "2026-03-02 11:00:00" }),
        message({ date: "2026-03-03 09:00:00" }),
    ]);
    expect(".o_social_day").toHaveCount(2);
    expect(".o_social_day:first").toHaveText("Monday, March 2, 2026");
    expect(".o_social_day:last").toHaveText("Tuesday, March 3, 2026");
});

test("days are the reader's own", async () => {
    mockDate("2026-03-05 12:00:00", +2);
    await openTwist([message({ date: "2026-03-02 23:30:00" })]);
    expect(".o_social_day").toHaveText("Tuesday, March 3, 2026");
    expect(`${BUBBLE} time`).toHaveText(/1:30/);
});

test("a subject is shown only where it is another one", async () => {
    await openTwist([
        message(),
        message({ subject: "Re: A leaking tent" }),
        message({ subject: "The invoice" }),
    ]);
    expect(".o_social_subject").toHaveCount(1);
    expect(`${BUBBLE}:last .o_social_subject`).toHaveText("The invoice");
});

test("nothing yet", async () => {
    await openTwist([]);
    expect(".o_social_conversation p").toHaveText("This twist has no message.");
});

test("an older page is put before", async () => {
    const old = message({ body: "<p>The oldest.</p>" });
    const young = message();
    await openTwist(
        (limit, before) => {
            expect.step(`${limit} before ${before === null ? "now" : "the first"}`);
            return before === young.id ? [old] : [young];
        },
        { hasMore: true },
    );
    expect(BUBBLE).toHaveCount(1);
    await contains("button:contains(Show earlier messages)").click();
    expect(BUBBLE).toHaveCount(2);
    expect(`${BUBBLE}:first`).toHaveText(/The oldest/);
    expect("button:contains(Show earlier messages)").toHaveCount(0);
    expect.verifySteps(["30 before now", "30 before the first"]);
});

test("a notification shows what is new, of this twist only", async () => {
    const messages = [message()];
    await openTwist(() => [...messages]);
    messages.push(answer());
    await notify(7);
    expect(BUBBLE).toHaveCount(1);
    await notify(1, 7);
    await waitUntil(() => queryAll(BUBBLE).length === 2);
});

test("a notification reads the fields beside it", async () => {
    await openTwist([message()]);
    MockServer.env["social.twist"].write([1], { name: "Another subject" });
    await notify(1);
    await waitUntil(() => queryOne(SUBJECT).value === "Another subject");
    expect(SUBJECT).toHaveValue("Another subject");
});

test("a notification keeps what is being typed", async () => {
    const messages = [message()];
    onRpc("social.twist", "web_save", () => expect.step("saved"));
    await openTwist(() => [...messages]);
    await contains(".o_field_widget[name=name] input").edit("Half a subj");
    messages.push(answer());
    await notify(1);
    await waitUntil(() => queryAll(BUBBLE).length === 2);
    expect(".o_field_widget[name=name] input").toHaveValue("Half a subj");
    expect(".o_form_button_save").toBeVisible();
    expect.verifySteps([]);
});
