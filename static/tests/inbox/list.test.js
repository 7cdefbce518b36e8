import { beforeEach, describe, expect, queryAll, queryOne, test } from "@odoo/hoot";
import { keyDown, keyUp, press } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { TwistList } from "@social_inbox/inbox/list/twist_list";

import { fakeResult, fakeServer, mountPart } from "./inbox_helpers";

describe.current.tags("desktop");
defineMailModels();
beforeEach(() => mockDate("2026-03-02 12:00:00", 0));

const ROW = ".o_inbox_row";
const GRID = ".o_inbox_scroll";

async function settle() {
    for (let frame = 0; frame < 6; frame++) {
        await animationFrame();
    }
}

async function scrollTo(index) {
    queryOne(GRID).scrollTop = index * 76;
    await settle();
}

function row(id) {
    return `${ROW}[data-id="${id}"]`;
}

async function check(id, { shift = false } = {}) {
    if (shift) {
        await keyDown("Shift");
    }
    await contains(`${row(id)} input`, { visible: false }).click();
    if (shift) {
        await keyUp("Shift");
    }
    await settle();
}

// -- a list of any length -------------------------------------------------------------

test("of 50,000 twists only what is seen is drawn, at any place", async () => {
    const server = fakeServer(50000);
    await mountPart(TwistList);
    expect(queryAll(ROW).length).toBeLessThan(60);
    expect(row(1)).toHaveCount(1);
    expect(".o_inbox_list_count").toHaveText("50,000 twists");
    await scrollTo(25000);
    expect(row(25001)).toHaveText(/Author 25001/);
    await scrollTo(49995);
    expect(row(50000)).toHaveText(/Author 50000/);
    expect(queryAll(ROW).length).toBeLessThan(60);
    const read = server.calls.filter(({ method }) => method === "screen_list");
    expect(read.every(({ limit, offset }) => limit === 40 && offset % 40 === 0)).toBe(
        true,
    );
});

test("one call per 40 rows, however slowly they pass", async () => {
    const server = fakeServer(200);
    await mountPart(TwistList);
    for (let index = 1; index <= 100; index += 3) {
        await scrollTo(index);
    }
    const offsets = server.calls.slice(1).map(({ offset }) => offset);
    expect(offsets).toEqual([40, 80]);
});

test("of the places that pass by during a call only the last is read", async () => {
    const late = new Deferred();
    const server = fakeServer(50000);
    await mountPart(TwistList);
    server.before = () => late;
    server.calls.length = 0;
    for (const index of [5000, 10000, 15000, 20000, 40000]) {
        await scrollTo(index);
    }
    expect(server.calls.map(({ offset }) => offset)).toEqual([5000 - (5000 % 40) - 40]);
    late.resolve();
    await settle();
    const offsets = server.calls.slice(1).map(({ offset }) => offset);
    expect(offsets.every((offset) => offset >= 39960)).toBe(true);
    expect(row(40001)).toHaveCount(1);
});

test("what is being looked at stays in its place when twists arrive", async () => {
    const server = fakeServer(500);
    const store = await mountPart(TwistList);
    const grid = queryOne(GRID);
    server.ids.unshift(901);
    await store.refresh();
    await settle();
    expect(grid.scrollTop).toBe(0);
    expect(`${ROW}[data-index="0"]`).toHaveAttribute("data-id", "901");
    await scrollTo(100);
    const placeOf = (id) => {
        const row = queryOne(`${ROW}[data-id="${id}"]`);
        return row.getBoundingClientRect().top - grid.getBoundingClientRect().top;
    };
    expect(placeOf(100)).toBe(0);
    server.ids.unshift(902, 903);
    await store.refresh();
    await settle();
    expect(placeOf(100)).toBe(0);
    server.ids.splice(0, 3);
    await store.refresh();
    await settle();
    expect(placeOf(100)).toBe(0);
});

test("the next twist is found after the shown one went out of sight", async () => {
    const server = fakeServer(500);
    const store = await mountPart(TwistList);
    await store.select(3);
    await scrollTo(200);
    server.ids.unshift(901);
    await store.refresh();
    await settle();
    await store.step(1);
    expect(store.currentId).not.toBe(3);
    expect(store.currentId).toBeGreaterThan(0);
});

test("who hears the screen is told what arrives and which twist is next", async () => {
    const server = fakeServer(5);
    const store = await mountPart(TwistList);
    const announcer = getService("social_inbox_announcer");
    server.ids.unshift(901);
    await store.refresh();
    await advanceTime(200);
    expect(announcer.polite).toBe("New in the list: 1");
    await store.select(901);
    await store.step(1);
    await advanceTime(200);
    expect(announcer.polite).toBe("Author 1: Subject 1");
});

test("an answer to an older question is dropped", async () => {
    const late = new Deferred();
    const server = fakeServer(100);
    const store = await mountPart(TwistList);
    server.before = (method, query) => (query.assignee === "mine" ? late : null);
    store.change({ assignee: "mine" });
    server.ids = [7];
    await store.change({ assignee: "" });
    server.ids = [8, 9];
    late.resolve();
    await settle();
    expect(row(7)).toHaveCount(1);
    expect(ROW).toHaveCount(1);
});

// -- a row ----------------------------------------------------------------------------

test("ages go on by themselves", async () => {
    fakeServer(1, { rowOf: () => ({ last_message_date: "2026-03-02 11:58:00" }) });
    await mountPart(TwistList);
    expect(".o_inbox_row_age").toHaveText("2 min");
    await advanceTime(61000);
    await settle();
    expect(".o_inbox_row_age").toHaveText("3 min");
});

test("a row says what needs attention", async () => {
    const tags = ["A", "B", "C", "D"].map((name, id) => ({ id, name, color: id }));
    const values = {
        unread: 1234,
        user: { id: 3, name: "Sam Supervisor" },
        tags,
        sentiment: "bad",
        sentiment_label: "Schlecht",
        waiting_since: "2026-02-28 11:00:00",
        reply_until: "2026-03-02 13:30:00",
        has_draft: true,
        has_undelivered: true,
        feedback_due: true,
    };
    fakeServer(1, { rowOf: () => values });
    await mountPart(TwistList);
    expect(".o_inbox_row_count").toHaveText("1,234");
    expect(".o_inbox_row_user").toHaveText("SS");
    expect(".o_inbox_row_tag").toHaveCount(2);
    expect(".o_inbox_row_more").toHaveText("+2");
    expect(".o_inbox_row_more").toHaveAttribute("title", "C, D");
    expect(".fa-frown-o").toHaveAttribute("aria-label", "Schlecht");
    expect(".o_inbox_row_waiting").toHaveText("2 d");
    expect(".o_inbox_row_window.text-danger").toHaveText("1 h left");
    for (const title of [
        "You have a draft",
        "An answer was not delivered",
        "Feedback is due",
    ]) {
        expect(`[title="${title}"]`).toHaveCount(1);
    }
});

test("whom nobody knows yet is shown with the own picture, and the platform", async () => {
    const image = "/web/image/social.profile/1/avatar";
    const author = { id: 1, name: "Ana Silva", handle: "ana", person: false };
    fakeServer(2, {
        rowOf: (id) => ({
            icon: "fa-whatsapp",
            author: { ...author, image: id === 1 ? image : "" },
        }),
    });
    await mountPart(TwistList);
    expect(`${row(1)} .o_inbox_avatar img`).toHaveAttribute("data-src", image);
    expect(`${row(2)} .o_inbox_avatar img`).toHaveCount(0);
    expect(`${row(2)} .o_inbox_avatar`).toHaveText("AS");
    expect(`${row(1)} .o_inbox_platform`).toHaveClass("fa-whatsapp");
});

test("a subject that the text begins with is not said twice", async () => {
    const preview = "Hello there, it rained in.";
    fakeServer(2, {
        rowOf: (id) => ({ name: id > 1 ? "Tent" : "hello  There…", preview }),
    });
    await mountPart(TwistList);
    expect(`${row(1)} .o_inbox_row_subject`).toHaveText(preview);
    expect(`${row(1)} .o_inbox_row_preview`).toHaveText("");
    expect(`${row(2)} .o_inbox_row_subject`).toHaveText("Tent");
    expect(`${row(2)} .o_inbox_row_preview`).toHaveText(preview);
});

test("a row shows at most two who look at it, and who writes", async () => {
    const setup = {
        agents: ["Ada", "Sam", "Kim"].map((name, index) => ({ id: index + 2, name })),
    };
    fakeServer(2, { setup });
    const state = "viewing";
    const others = [
        { userId: 2, state: "typing" },
        { userId: 3, state },
        { userId: 4, state },
    ];
    mockService("social_inbox_presence", { others: (id) => (id === 1 ? others : []) });
    await mountPart(TwistList);
    expect(`${row(1)} .o_inbox_viewer`).toHaveCount(2);
    expect(`${row(1)} .o_inbox_viewer:first`).toHaveAttribute(
        "title",
        "Ada is writing",
    );
    expect(`${row(1)} .fa-pencil`).toHaveCount(1);
    expect(`${row(2)} .o_inbox_viewer`).toHaveCount(0);
});

// -- the keyboard ---------------------------------------------------------------------

test("arrows, pages and ends move and choose; one row is in the tab order", async () => {
    fakeServer(500);
    const store = await mountPart(TwistList);
    expect(`${ROW}[tabindex="0"]`).toHaveCount(1);
    queryOne(row(1)).focus();
    const at = [];
    for (const key of [
        "ArrowDown",
        "ArrowDown",
        "ArrowUp",
        "PageDown",
        "End",
        "Home",
    ]) {
        await press(key);
        await settle();
        at.push(store.currentId);
        expect(row(store.currentId)).toBeFocused();
        expect(`${ROW}[tabindex="0"]`).toHaveCount(1);
    }
    expect(at.slice(0, 3)).toEqual([2, 3, 2]);
    expect(at[3]).toBeGreaterThan(6);
    expect(at.slice(4)).toEqual([500, 1]);
});

test("space checks, and the focused row stays while the list is scrolled", async () => {
    fakeServer(500);
    const store = await mountPart(TwistList);
    queryOne(row(1)).focus();
    await press("ArrowDown");
    await settle();
    await press(" ");
    expect(store.selection.ids).toEqual([2]);
    await scrollTo(300);
    expect(row(2)).toBeFocused();
    await press("Escape");
    expect(store.selection.count).toBe(0);
});

// -- selecting ------------------------------------------------------------------------

test("a range reaches over rows that have not been read", async () => {
    const server = fakeServer(500);
    const store = await mountPart(TwistList);
    await check(3);
    await scrollTo(300);
    await check(301, { shift: true });
    expect(store.selection.count).toBe(299);
    expect(store.selection.has(150)).toBe(true);
    expect(server.calls.filter(({ method }) => method === "screen_ids")).toHaveLength(
        1,
    );
    expect(".o_inbox_checked_count").toHaveText("299 selected");
});

test("all that is shown, then all of the filter, then none", async () => {
    fakeServer(1200);
    const store = await mountPart(TwistList);
    await contains(".o_inbox_check_all").click();
    expect(store.selection.count).toBe(40);
    await contains(".o_inbox_check_rest:contains(Select all 1,200)").click();
    await settle();
    expect(store.selection.count).toBe(1200);
    expect(".o_inbox_check_rest").toHaveCount(0);
    await contains(".o_inbox_check_none").click();
    expect(store.selection.count).toBe(0);
    expect(".o_inbox_bulk").toHaveCount(0);
});

// -- many at once ---------------------------------------------------------------------

function moveServer(server, refused = () => false) {
    const sizes = [];
    server.origins = [];
    onRpc("social.twist", "action_next_phase", ({ args: [ids], kwargs }) => {
        sizes.push(ids.length);
        server.origins.push(kwargs.context.social_inbox_from);
        const done = ids.filter((id) => !refused(id));
        server.ids = server.ids.filter((id) => !done.includes(id));
        const skipped = ids.length - done.length;
        const undo = { model: "social.phase.move", ids: done, method: "action_undo" };
        return fakeResult("%(count)s moved to Understand", done.length, {
            skipped: skipped ? [["It is rated by nobody.", skipped]] : [],
            undo,
        });
    });
    return sizes;
}

test("many are done part by part, with one honest result and one undo", async () => {
    const server = fakeServer(450);
    const store = await mountPart(TwistList);
    const sizes = moveServer(server, (id) => id % 150 === 0);
    const undone = [];
    onRpc("social.phase.move", "action_undo", ({ args: [ids] }) => {
        undone.push(ids.length);
        return fakeResult("%(count)s undone", ids.length);
    });
    await store.bulk.checkAll();
    await contains("[data-bulk=next]").click();
    await settle();
    expect(sizes).toEqual([200, 200, 50]);
    expect(server.origins).toEqual(["listen", "listen", "listen"]);
    expect(".o_notification_content").toHaveText(
        "447 moved to Understand, 3 skipped:\nIt is rated by nobody. (3)",
    );
    expect(ROW).toHaveCount(3);
    expect(store.selection.count).toBe(0);
    await contains(".o_notification button:contains(Undo)").click();
    await settle();
    expect(undone).toEqual([49, 199, 199]);
    expect(".o_notification_content:contains(447 undone)").toHaveCount(1);
});

test("it says how far it is, and stops after the part that is running", async () => {
    const server = fakeServer(1200);
    const store = await mountPart(TwistList);
    const answers = [];
    onRpc("social.twist", "action_next_phase", async ({ args: [ids] }) => {
        const answer = new Deferred();
        answers.push(answer);
        await answer;
        server.ids = server.ids.filter((id) => !ids.includes(id));
        return fakeResult("%(count)s moved to Understand", ids.length);
    });
    await store.bulk.checkAll();
    await contains("[data-bulk=next]").click();
    await settle();
    expect(ROW).toHaveCount(0, { message: "rows go at once" });
    answers[0].resolve();
    await settle();
    answers[1].resolve();
    await settle();
    expect(".o_inbox_progress").toHaveText("400 of 1,200");
    await contains(".o_inbox_bulk_running button:contains(Cancel)").click();
    answers[2].resolve();
    await settle();
    expect(answers).toHaveLength(3);
    expect(".o_notification_content").toHaveText(
        "600 moved to Understand, 600 skipped:\nnot done: you stopped it (600)",
    );
    expect(".o_inbox_list_count").toHaveText("600 twists");
});

test("who is assigned is picked by typing", async () => {
    fakeServer(5);
    await mountPart(TwistList);
    onRpc("social.twist", "screen_assign", ({ args }) => {
        expect.step(JSON.stringify(args));
        return fakeResult("%(count)s assigned to Sam Supervisor", args[0].length);
    });
    await check(1);
    await check(3, { shift: true });
    getService("social_inbox_store").openMenu("bulk_assign");
    await contains(".o_inbox_picker_search").edit("sam", { confirm: false });
    await settle();
    expect(".o_inbox_picker .o-dropdown-item").toHaveCount(1);
    await contains(".o_inbox_picker .o-dropdown-item").click();
    await settle();
    expect.verifySteps(["[[1,2,3],3]"]);
    expect(".o_notification_content").toHaveText("3 assigned to Sam Supervisor");
});

// -- nothing to show ------------------------------------------------------------------

test("without a channel it says who connects one", async () => {
    fakeServer(0, { setup: { channels: [] } });
    await mountPart(TwistList);
    expect(".o_inbox_empty").toHaveText(/No channel is connected yet\.\s+Ask an/);
    expect(".o_inbox_empty button").toHaveCount(0);
});

test("who may configure gets a button to connect a mailbox", async () => {
    fakeServer(0, { setup: { channels: [], can_configure: true } });
    await mountPart(TwistList);
    expect(".o_inbox_empty button:contains(Connect a mailbox)").toHaveCount(1);
});

test("what a filter hides can be found, or the filter cleared", async () => {
    fakeServer(0, { counts: { engage: 3 } });
    const store = await mountPart(TwistList);
    await store.change({ assignee: "mine" });
    await settle();
    expect(".o_inbox_empty p:first").toHaveText("Nothing matches in Listen.");
    await contains(".o_inbox_empty button:contains(Clear filters)").click();
    expect(store.query.assignee).toBe("");
    await store.change({ assignee: "mine" });
    await contains(".o_inbox_empty button:contains(3 in Engage)").click();
    expect(store.query.phase).toBe("engage");
});

test("after the last twist the next phase is offered", async () => {
    fakeServer(0, { counts: { understand: 10234, feedback: 1 } });
    await mountPart(TwistList);
    expect(".o_inbox_empty p").toHaveText("Nothing waits in Listen. Well done.");
    expect(".o_inbox_empty button").toHaveText("10,234 in Understand");
});

test("what is shown stays when the server is silent, and it is asked again", async () => {
    const server = fakeServer(3);
    const store = await mountPart(TwistList);
    server.before = () => Promise.reject(new Error("silent"));
    await store.refresh();
    await settle();
    expect(ROW).toHaveCount(3);
    server.before = () => {};
    server.ids = [1, 2, 3, 4];
    await contains(".o_inbox_stale button:contains(Try again)").click();
    await settle();
    expect(ROW).toHaveCount(4);
    expect(".o_inbox_stale").toHaveCount(0);
});

test("rows of another phase give way at once", async () => {
    const late = new Deferred();
    const server = fakeServer(3);
    const store = await mountPart(TwistList);
    server.before = () => late;
    store.change({ phase: "engage" });
    await settle();
    expect(ROW).toHaveCount(0);
    expect(".o_inbox_skeleton").toHaveCount(8);
    late.resolve();
    await settle();
    expect(".o_inbox_skeleton").toHaveCount(0);
});
