import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    makeServerError,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { TwistList } from "@social_inbox/inbox/list/twist_list";

import { fakeServer, mountPart } from "./inbox_helpers";

describe.current.tags("desktop");
defineMailModels();
beforeEach(() => mockDate("2026-03-02 12:00:00", 0));

const STORM = ".o_inbox_storm";
const SHOW = ".o_inbox_storm_show";
const ACT = ".o_inbox_storm_act";

function storm(values = {}) {
    return {
        id: 5,
        name: "I cannot log in",
        text: "Storm: 12 similar messages since 9:40",
        can_act: false,
        ...values,
    };
}

async function settle() {
    for (let frame = 0; frame < 6; frame++) {
        await animationFrame();
    }
}

/** The list of a server that tells of storms, which a test may change. */
async function mountStorms(...storms) {
    const server = fakeServer(20, { storms });
    server.store = await mountPart(TwistList);
    return server;
}

function asked(server) {
    return server.calls.at(-1).query.storm_id;
}

test("no storm, no banner", async () => {
    await mountStorms();
    expect(STORM).toHaveCount(0);
    expect(".o_inbox_row").not.toHaveCount(0);
});

test("a storm is told above the list", async () => {
    await mountStorms(storm(), storm({ id: 6, name: "Parcels", text: "Storm: 30" }));
    expect(STORM).toHaveCount(2);
    expect(`${STORM}:first`).toHaveText(/12 similar messages since 9:40/);
    expect(`${STORM}:first`).toHaveText(/I cannot log in/);
    expect(`${STORM}:first`).toHaveAttribute("role", "status");
});

test("its twists are shown alone, and all again", async () => {
    const server = await mountStorms(storm());
    expect(SHOW).toHaveAttribute("aria-pressed", "false");
    await contains(SHOW).click();
    await settle();
    expect(asked(server)).toBe(5);
    expect(SHOW).toHaveText("Show all");
    expect(SHOW).toHaveAttribute("aria-pressed", "true");
    await contains(SHOW).click();
    await settle();
    expect(asked(server)).toBe(0);
    expect(SHOW).toHaveText("Show them");
});

test("one of several storms is shown at a time", async () => {
    const server = await mountStorms(storm(), storm({ id: 6 }));
    await contains(`${SHOW}:first`).click();
    await settle();
    await contains(`${SHOW}:last`).click();
    await settle();
    expect(asked(server)).toBe(6);
    expect(`${SHOW}:first`).toHaveText("Show them");
    expect(`${SHOW}:last`).toHaveText("Show all");
});

test("who does not supervise is offered nothing for all of them", async () => {
    await mountStorms(storm());
    expect(ACT).toHaveCount(0);
});

test("supervisors answer all or make one ticket, and the list is read again", async () => {
    for (const method of ["action_answer", "action_one_ticket"]) {
        onRpc("social.storm", method, ({ args }) => {
            expect.step(`${method} ${args[0]}`);
            return { type: "ir.actions.act_window", res_model: method };
        });
    }
    mockService("action", {
        doAction({ res_model }, { onClose }) {
            expect.step(`do ${res_model}`);
            onClose();
        },
    });
    const server = await mountStorms(storm({ can_act: true }));
    for (const [label, method] of [
        ["Answer all…", "action_answer"],
        ["One ticket for all", "action_one_ticket"],
    ]) {
        const before = server.calls.length;
        await contains(ACT).click();
        await contains(`.o-dropdown-item:contains(${label})`).click();
        await settle();
        expect.verifySteps([`${method} 5`, `do ${method}`]);
        expect(server.calls.length).toBeGreaterThan(before);
    }
});

test("a storm that is ended while it is shown leaves the whole list", async () => {
    mockService("action", { doAction: () => {} });
    const storms = [storm({ can_act: true })];
    const server = await mountStorms(...storms);
    onRpc("social.storm", "action_end", () => {
        server.storms = [];
        return false;
    });
    await contains(SHOW).click();
    await settle();
    await contains(ACT).click();
    await contains(".o-dropdown-item:contains(End the storm)").click();
    await settle();
    expect(asked(server)).toBe(0);
    expect(STORM).toHaveCount(0);
});

test("what the server refuses is said, and the storm stays", async () => {
    onRpc("social.storm", "action_one_ticket", () => {
        throw makeServerError({ message: "Nothing of the storm is open." });
    });
    await mountStorms(storm({ can_act: true }));
    await contains(ACT).click();
    await contains(".o-dropdown-item:contains(One ticket)").click();
    await settle();
    expect(".o_notification_content").toHaveText("Nothing of the storm is open.");
    expect(STORM).toHaveCount(1);
});
