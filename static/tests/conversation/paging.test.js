import { describe, expect, queryAll, test, waitUntil } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";

import { defineInboxModels, message, notify, openTwist } from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const BUBBLE = ".o_social_bubble";
const EARLIER = "button:contains(Show earlier messages)";

function texts() {
    return queryAll(`${BUBBLE} .o_social_body`).map((one) => one.textContent);
}

/** Answers of the server that come when the test says so.
 *
 * @param {Function} answerOf (limit, before, id) to a list of messages
 */
function heldBack(answerOf) {
    const gate = { isShut: false, waiting: [] };
    gate.answer = async (...question) => {
        if (gate.isShut) {
            const opened = new Deferred();
            gate.waiting.push(opened);
            await opened;
        }
        return answerOf(...question);
    };
    return gate;
}

const TENT = message({ body: "tent" });
const POLE = message({ body: "pole" });

test("an answer that comes late is not shown under another twist", async () => {
    const gate = heldBack((limit, before, id) => [id === 1 ? TENT : POLE]);
    await openTwist(gate.answer);
    gate.isShut = true;
    await notify(1);
    expect(gate.waiting).toHaveLength(1);
    gate.isShut = false;
    await contains(".o_pager_next").click();
    await waitUntil(() => texts().join() === "pole");
    await waitUntil(() => gate.waiting.length);
    gate.waiting[0].resolve();
    await animationFrame();
    await animationFrame();
    expect(texts()).toEqual(["pole"]);
});

test("earlier messages that come late are not shown under another twist", async () => {
    const gate = heldBack((limit, before, id) => [id === 1 ? TENT : POLE]);
    await openTwist(gate.answer, { hasMore: true });
    gate.isShut = true;
    await contains(EARLIER).click();
    gate.isShut = false;
    await contains(".o_pager_next").click();
    await waitUntil(() => texts().join() === "pole");
    await waitUntil(() => gate.waiting.length);
    gate.waiting[0].resolve();
    await animationFrame();
    await animationFrame();
    expect(texts()).toEqual(["pole"]);
});

test("while another twist is loading the old one's messages are gone", async () => {
    const gate = heldBack((limit, before, id) => [id === 1 ? TENT : POLE]);
    await openTwist(gate.answer);
    gate.isShut = true;
    await contains(".o_pager_next").click();
    await waitUntil(() => gate.waiting.length);
    await animationFrame();
    expect(".o_field_widget[name=name] input").toHaveValue("A lost pole");
    expect(BUBBLE).toHaveCount(0);
    expect(".o_social_conversation p").toHaveText("Loading…");
    await waitUntil(() => gate.waiting.length);
    gate.waiting[0].resolve();
    await waitUntil(() => texts().join() === "pole");
});

test("opening a twist asks for its messages once", async () => {
    await openTwist(() => {
        expect.step("asked");
        return [TENT];
    });
    await animationFrame();
    expect.verifySteps(["asked"]);
});

test("a refresh keeps the earlier messages that are shown", async () => {
    const all = Array.from({ length: 35 }, (_, i) => message({ body: `no. ${i}` }));
    const limits = [];
    await openTwist(
        (limit, before) => {
            limits.push(limit);
            return before ? all.slice(0, 5) : all.slice(-limit);
        },
        { hasMore: true },
    );
    await contains(EARLIER).click();
    expect(BUBBLE).toHaveCount(35);
    await notify(1);
    await waitUntil(() => limits.length === 3);
    await animationFrame();
    expect(limits).toEqual([30, 30, 35]);
    expect(BUBBLE).toHaveCount(35);
});

test("earlier messages stay when an answer from before they came follows", async () => {
    const gate = heldBack((limit, before) => (before ? [TENT] : [POLE]));
    await openTwist(gate.answer, { hasMore: true });
    gate.isShut = true;
    await notify(1);
    await waitUntil(() => gate.waiting.length);
    gate.isShut = false;
    await contains(EARLIER).click();
    await waitUntil(() => texts().length === 2);
    gate.waiting[0].resolve();
    await animationFrame();
    await animationFrame();
    expect(texts()).toEqual(["tent", "pole"]);
});
