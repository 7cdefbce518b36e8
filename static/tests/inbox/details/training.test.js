import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

import { defineDetailsModels, mountDetails, twist } from "./details_helpers";

describe.current.tags("desktop");
defineDetailsModels();

const TRAINING = "[data-section=training]";
const ENTRY = `${TRAINING} li`;

const HOW = {
    id: 1,
    name: "How we answer",
    url: "https://wiki.example/how",
    is_required: true,
    read: "",
};
const TONE = {
    id: 2,
    name: "Tone of voice",
    url: "/web/content/2",
    is_required: true,
    read: "2018-03-02 10:00:00",
};
const RECALL = { ...HOW, id: 3, name: "The recall", is_required: false };

function mountTraining(training, step) {
    return mountDetails({ details: { twist: twist({ training }) } }, step);
}

test("without training there is no section", async () => {
    await mountTraining([]);
    expect(TRAINING).toHaveCount(0);
    expect("[data-section=twist]").toHaveCount(1);
});

test("what is to be read opens beside the conversation", async () => {
    await mountTraining([HOW, TONE, RECALL]);
    expect(ENTRY).toHaveCount(3);
    expect(`${ENTRY}:first a`).toHaveAttribute("href", HOW.url);
    expect(`${ENTRY}:first a`).toHaveAttribute("target", "_blank");
    expect(`${ENTRY}:first a`).toHaveText("How we answer");
});

test("what is required says so until it is read", async () => {
    await mountTraining([HOW, TONE, RECALL]);
    expect(`${TRAINING} .badge:contains(Required)`).toHaveCount(1);
    expect(`${ENTRY}:first .badge`).toHaveText("Required");
});

test("the section tells how many are still to be read", async () => {
    await mountTraining([HOW, TONE, RECALL]);
    expect(`${TRAINING} .o_inbox_detail_count`).toHaveText("2");
});

test("a tick says that it is read, once", async () => {
    const late = new Deferred();
    onRpc("social.training", "action_read", async ({ args }) => {
        expect.step(`read ${args[0]}`);
        await late;
        return true;
    });
    await mountTraining([HOW, RECALL], expect.step);
    await contains(`${ENTRY}:first input`).click();
    expect(`${TRAINING} input:disabled`).toHaveCount(2);
    expect.verifySteps(["read 1"]);
    late.resolve();
    await animationFrame();
    expect.verifySteps(["changed"]);
    expect(`${TRAINING} input:disabled`).toHaveCount(0);
});

test("what was read stays read, with its day", async () => {
    await mountTraining([TONE]);
    expect(`${ENTRY} input`).toBeChecked();
    expect(`${ENTRY} input`).not.toBeEnabled();
    expect(`${ENTRY} .form-check-label`).toHaveAttribute("title", /Mar(ch)? 2, 2018/);
});

test("a tick that fails can be made again", async () => {
    expect.errors(1);
    onRpc("social.training", "action_read", () => {
        throw new Error("The server is away.");
    });
    await mountTraining([HOW], expect.step);
    await contains(`${ENTRY} input`).click();
    await animationFrame();
    expect(`${ENTRY} input`).toBeEnabled();
    expect.verifySteps([]);
    expect.verifyErrors([/The server is away/]);
});
