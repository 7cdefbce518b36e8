import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";

import { answer, message } from "../../conversation/conversation_helpers";
import { defineDetailsModels, mountDetails, stepCalls } from "./details_helpers";

describe.current.tags("desktop");
defineDetailsModels();

const MESSAGE = "[data-section=message]";

test("no message is selected", async () => {
    await mountDetails();
    expect(MESSAGE).toHaveText(/Select a message/);
    expect(`${MESSAGE} [data-tool]`).toHaveCount(0);
});

test("what is known of a message", async () => {
    const one = message({
        recipients: ["support@shop.example", "boss@shop.example"],
        url: "https://platform.example/1",
        date: "2018-03-02 10:00:00",
    });
    await mountDetails({ message: one });
    const facts = `${MESSAGE} .o_inbox_detail_facts`;
    expect(facts).toHaveText(/Direction\s+Received/);
    expect(facts).toHaveText(/To\s+support@shop.example, boss@shop.example/);
    expect(facts).toHaveText(/Kind\s+Mail\s+Type\s+Initial\s+Visibility\s+Private/);
    expect(facts).toHaveText(/Mar 2, 2018/);
    expect(facts).not.toHaveText(/Automatic|Delivery|Sentiment/);
    expect(`${MESSAGE} a`).toHaveAttribute("href", "https://platform.example/1");
});

test("sentiment and relevance by one click", async () => {
    stepCalls(expect.step);
    const one = message({ sentiment: "bad" });
    await mountDetails({ message: one, canRate: true }, expect.step);
    expect(`${MESSAGE} [data-sentiment=bad]`).toHaveAttribute("aria-pressed", "true");
    await contains(`${MESSAGE} [data-sentiment=good]`).click();
    expect.verifySteps([`rate ${one.id}`, "changed"]);
});

test("where the phase forbids it, values are read and the reason is said", async () => {
    const why_not = "Move the twist to Understand first.";
    await mountDetails({
        message: message({ sentiment: "bad", relevance: "3" }),
        actions: { rate: { label: "Rate", why_not } },
    });
    expect(`${MESSAGE} .o_social_rating`).toHaveCount(0);
    expect(MESSAGE).toHaveText(/Sentiment\s+Bad\s+Relevance\s+High/);
    expect(`${MESSAGE} .o_inbox_detail_empty`).toHaveText(why_not);
});

test("spam is marked, and taken back", async () => {
    stepCalls(expect.step);
    const one = message();
    const props = await mountDetails({ message: one }, expect.step);
    await contains("[data-tool=spam]").click();
    props.message.is_spam = true;
    await animationFrame();
    expect("[data-tool=not_spam]").toHaveAttribute("aria-pressed", "true");
    await contains("[data-tool=not_spam]").click();
    expect.verifySteps([
        `action_spam ${one.id}`,
        "changed",
        `action_not_spam ${one.id}`,
        "changed",
    ]);
});

test("our own message is neither rated nor spam", async () => {
    await mountDetails({ message: answer(), canRate: true });
    expect(MESSAGE).toHaveText(/Direction\s+Sent by us\s+From\s+Ada Agent/);
    expect(MESSAGE).toHaveText(/Delivery\s+Sent/);
    expect(`${MESSAGE} .o_social_rating`).toHaveCount(0);
    expect(`${MESSAGE} [data-tool]`).toHaveCount(0);
});
