import { describe, expect, queryAllTexts, queryOne, test } from "@odoo/hoot";
import { click, press } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

import { Filters } from "@social_inbox/inbox/header/filters";
import { useInboxKeys } from "@social_inbox/inbox/keys/keys_hook";
import { TwistList } from "@social_inbox/inbox/list/twist_list";
import { presets } from "@social_inbox/inbox/snooze/snooze_menu";
import { SnoozedChip } from "@social_inbox/inbox/snooze/snoozed_chip";
import { Toolbar } from "@social_inbox/inbox/twist/toolbar";

import { fakeResult, fakeServer, mountPart } from "../inbox_helpers";

describe.current.tags("desktop");
defineMailModels();

class Screen extends Component {
    static template = xml`
        <Filters store="props.store" />
        <Toolbar t-if="props.store.row" store="props.store" row="props.store.row" isSmall="false" />
        <SnoozedChip t-if="props.store.row and props.store.row.snoozed_until"
            until="props.store.row.snoozed_until"
            onWake="() => props.store.snoozing.wake()" />
        <TwistList store="props.store" />`;
    static components = { Filters, SnoozedChip, Toolbar, TwistList };
    static props = { store: Object };

    setup() {
        useInboxKeys(this.props.store);
    }
}

function times(now) {
    const from = luxon.DateTime.fromISO(now);
    return presets(from).map(({ time }) => time.toFormat("yyyy-MM-dd HH:mm"));
}

async function mountScreen(row = {}) {
    const server = fakeServer(3, { rowOf: () => row });
    for (const method of ["screen_snooze", "action_unsnooze"]) {
        onRpc(method, ({ args }) => {
            expect.step([method, ...args]);
            return fakeResult("Done", 1);
        });
    }
    const store = await mountPart(Screen);
    await store.select(1);
    await animationFrame();
    return { server, store };
}

test("times that are chosen most", () => {
    expect(times("2026-03-03T10:20")).toEqual([
        "2026-03-03 11:20",
        "2026-03-03 13:00",
        "2026-03-04 09:00",
        "2026-03-09 09:00",
    ]);
    expect(times("2026-03-02T22:10")).toEqual([
        "2026-03-02 23:10", // no later today any more
        "2026-03-03 09:00",
        "2026-03-09 09:00",
    ]);
});

test("the key opens the menu; the row leaves the list at once", async () => {
    mockDate("2026-03-03 10:20:00", 0);
    const { server, store } = await mountScreen();
    await press("z");
    await animationFrame();
    expect(".o_inbox_preset").toHaveCount(4);
    server.ids = [2, 3];
    await contains(".o_inbox_preset:contains(Tomorrow)").click();
    expect.verifySteps([["screen_snooze", [1], "2026-03-04 09:00:00"]]);
    expect(store.list.ids).toEqual([2, 3]);
    expect(store.currentId).toBe(2);
});

test("checked rows sleep together", async () => {
    mockDate("2026-03-03 10:20:00", 0);
    const { store } = await mountScreen();
    store.bulk.checkShown();
    await animationFrame();
    await press("z");
    await animationFrame();
    await contains(".o_inbox_preset:contains(In 1 hour)").click();
    expect.verifySteps([["screen_snooze", [1, 2, 3], "2026-03-03 11:20:00"]]);
});

test("a snoozed twist says until when, and wakes", async () => {
    mockDate("2026-03-03 10:20:00", 0);
    await mountScreen({ snoozed_until: "2026-03-03 15:30:00" });
    expect(".o_inbox_snoozed_chip").toHaveText(/Snoozed until/);
    expect(queryAllTexts(".o_inbox_row_snoozed")[0]).toMatch(/3:30|15:30/);
    await click(".o_inbox_wake");
    await animationFrame();
    expect.verifySteps([["action_unsnooze", [1]]]);
});

test("the filter says how many sleep, and shows them", async () => {
    const { server, store } = await mountScreen();
    store.snoozed = 2;
    await animationFrame();
    await store.change({ when: "snoozed" });
    expect(server.calls.at(-1).query.when).toBe("snoozed");
    await animationFrame();
    expect(queryOne(".o_inbox_filters")).toHaveText(/./);
    expect(store.isFiltered).toBe(true);
});
