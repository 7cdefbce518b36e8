import { describe, expect, press, queryFirst, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

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

test("sentiment and relevance by one click; a second one takes it back", async () => {
    const one = message({ sentiment: "bad" });
    await openTwist([one, answer()], { can_rate: true });
    stepDecisions(expect.step);
    expect(".o_social_rating").toHaveCount(1);
    expect("button[data-sentiment=bad]").toHaveAttribute("aria-pressed", "true");
    expect("button[data-sentiment=good]").toHaveAttribute("aria-pressed", "false");
    await contains("button[data-sentiment=good]").click();
    await contains("button[data-sentiment=bad]").click();
    await contains("button[data-relevance='3']").click();
    expect.verifySteps([
        `rate ${one.id} {"sentiment":"good"}`,
        `rate ${one.id} {"sentiment":false}`,
        `rate ${one.id} {"relevance":"3"}`,
    ]);
});

test("not where the phase forbids it", async () => {
    await openTwist([message()], { can_rate: false });
    expect(".o_social_rating").toHaveCount(0);
    expect(BUBBLE).not.toHaveAttribute("tabindex");
});

test("one key on a focused message", async () => {
    const one = message({ relevance: "3" });
    await openTwist([one], { can_rate: true });
    stepDecisions(expect.step);
    queryFirst(BUBBLE).focus();
    for (const key of ["1", "3", "-", "+", "x"]) {
        await press(key);
        await animationFrame();
    }
    expect.verifySteps([
        `rate ${one.id} {"sentiment":"good"}`,
        `rate ${one.id} {"sentiment":"bad"}`,
        `rate ${one.id} {"relevance":"2"}`,
        `rate ${one.id} {"relevance":"3"}`,
    ]);
});

test("keys elsewhere rate nothing", async () => {
    await openTwist([message()], { can_rate: true });
    stepDecisions(expect.step);
    queryFirst("button[data-sentiment=bad]").focus();
    await press("1");
    await animationFrame();
    expect.verifySteps([]);
});

test("spam is marked in the menu of a message, not on our own", async () => {
    const one = message({ is_unread: true });
    await openTwist([one, answer()]);
    stepDecisions(expect.step);
    expect(".o_social_bubble_menu").toHaveCount(1);
    expect(`${BUBBLE}.o_social_unread .badge`).toHaveText("New");
    await contains(".o_social_bubble_menu").click();
    await contains(".o-dropdown-item:contains(Mark as Read)").click();
    await contains(".o_social_bubble_menu").click();
    await contains(".o-dropdown-item:contains(Mark as Spam)").click();
    expect.verifySteps([`action_mark_read ${one.id}`, `action_spam ${one.id}`]);
});

test("an author is blocked with the message", async () => {
    const one = message();
    await openTwist([one]);
    onRpc("social.profile", "action_block", ({ args }) => {
        expect.step(`block ${args[0]}`);
        return true;
    });
    stepDecisions(expect.step);
    await contains(".o_social_bubble_menu").click();
    await contains(".o-dropdown-item:contains(Block Author)").click();
    expect.verifySteps(["block 1", `action_spam ${one.id}`]);
});

test("hidden spam is counted, shown and hidden again", async () => {
    const spam = message({ is_spam: true, body: "Pills" });
    const shown = (showSpam) => (showSpam ? [message(), spam] : [message()]);
    await openTwist((_limit, _before, _id, showSpam) => shown(showSpam), {
        spam_count: 1,
    });
    expect(".o_social_toggle_spam").toHaveText("Show Spam (1)");
    await contains(".o_social_toggle_spam").click();
    expect(".o_social_toggle_spam").toHaveText("Hide Spam");
    expect(`${BUBBLE}.o_social_spam`).toHaveText(/Pills/);
    await contains(".o_social_toggle_spam").click();
    expect(".o_social_toggle_spam").toHaveText("Show Spam (1)");
    expect(`${BUBBLE}.o_social_spam`).toHaveCount(0);
});

test("opening is reading once, for those who want it", async () => {
    onRpc("social.twist", "action_opened", ({ args }) => {
        expect.step(`opened ${args[0]}`);
        return true;
    });
    await openTwist([message()], { read_on_open: true });
    expect.verifySteps(["opened 1"]);
});
