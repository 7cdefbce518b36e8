import {
    beforeEach,
    describe,
    expect,
    queryAll,
    queryFirst,
    queryOne,
    test,
    waitFor,
    waitUntil,
} from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { closestScrollableY } from "@web/core/utils/scrolling";

import { notify } from "../conversation/conversation_helpers";

describe.current.tags("desktop");

class Twist extends models.Model {
    _name = "social.twist";
    name = fields.Char();
    phase = fields.Selection({
        selection: [
            ["listen", "Listen"],
            ["understand", "Understand"],
        ],
    });
    _records = [
        { id: 1, name: "Old tent", phase: "listen" },
        { id: 2, name: "Old pole", phase: "understand" },
    ];
}

defineMailModels();
defineModels([Twist]);
beforeEach(() => mockDate("2026-03-02 12:00:00", 0));
beforeEach(() => onRpc("social.twist", "last_moves", () => moved([7])));

/** What the server says of a move. */
function moved(ids, message = "Moved to Understand") {
    const undo = { model: "social.phase.move", ids, method: "action_undo" };
    const params = { message, type: "success", undo };
    return { type: "ir.actions.client", tag: "social_inbox_result", params };
}

const CARD = ".o_kanban_record:not(.o_kanban_ghost)";
const ROW = ".o_data_row";
const LIST = `<list js_class="social_twist_list" multi_edit="1">
    <field name="name" />
</list>`;

async function openBoard(params = {}) {
    await mountView({
        type: "kanban",
        resModel: "social.twist",
        groupBy: ["phase"],
        arch: `<kanban js_class="social_twist_kanban" sample="1"><templates>
            <t t-name="card"><field name="name" /></t>
        </templates></kanban>`,
        ...params,
    });
}

async function openList(params = {}) {
    await mountView({
        type: "list",
        resModel: "social.twist",
        arch: LIST,
        ...params,
    });
}

/** Every reading of a screen's twists, as a step. */
function stepReads() {
    for (const method of ["web_read_group", "web_search_read"]) {
        onRpc("social.twist", method, () => expect.step("read"));
    }
}

/** Another twist on the server, of which it tells. */
async function arrive(name = "New tent") {
    const ids = MockServer.env["social.twist"].create([{ name, phase: "listen" }]);
    await notify(...ids);
}

async function pass(milliseconds) {
    await advanceTime(milliseconds);
    for (let frame = 0; frame < 5; frame++) {
        await animationFrame(); // answers of the server take some
    }
}

for (const [name, open, one] of [
    ["board", openBoard, CARD],
    ["list", openList, ROW],
]) {
    test(`the ${name} shows what arrives, two seconds later`, async () => {
        await open();
        await arrive();
        await pass(1000);
        expect(one).toHaveCount(2);
        await pass(2100);
        await waitUntil(() => queryAll(one).length === 3);
    });

    test(`the ${name} reads once for many changes`, async () => {
        await open();
        stepReads();
        for (const number of [1, 2, 3]) {
            await arrive(`No. ${number}`);
            await pass(400);
        }
        await pass(1500);
        await waitUntil(() => queryAll(one).length === 5);
        expect.verifySteps(["read"]);
        await pass(5000);
        expect.verifySteps([]);
    });
}

test("not while twists are selected", async () => {
    await openList();
    await contains(`${ROW}:first .o_list_record_selector input`).click();
    await arrive();
    await pass(6000);
    expect(ROW).toHaveCount(2);
    expect(`${ROW}:first input`).toBeChecked();
    await contains(`${ROW}:first .o_list_record_selector input`).click();
    await pass(2100);
    await waitUntil(() => queryAll(ROW).length === 3);
});

test("not while a card is dragged", async () => {
    await openBoard();
    const { drop } = await contains(`${CARD}:contains(Old tent)`).drag();
    stepReads();
    await arrive();
    await pass(4000);
    expect.verifySteps([]);
    await drop(".o_kanban_group:last");
    await pass(2100);
    await waitUntil(() => queryAll(CARD).length === 3);
    expect(".o_kanban_group:last .o_kanban_record:contains(Old tent)").toHaveCount(1);
    expect.verifySteps(["read"]);
});

test("a card's new column is saved first", async () => {
    const saved = new Deferred();
    onRpc("social.twist", "web_save", () => saved);
    await openBoard();
    await arrive();
    await contains(`${CARD}:contains(Old tent)`).dragAndDrop(".o_kanban_group:last");
    await pass(2100);
    expect(CARD).toHaveCount(2);
    saved.resolve();
    await waitUntil(() => queryAll(CARD).length === 3);
    expect(".o_kanban_group:last .o_kanban_record:contains(Old tent)").toHaveCount(1);
});

test("a search that is on its way is not undone", async () => {
    await openList({
        searchViewArch: `<search>
            <filter name="poles" string="Poles" domain="[('name', 'ilike', 'pole')]" />
        </search>`,
    });
    const found = new Deferred();
    await arrive();
    onRpc("social.twist", "web_search_read", async ({ kwargs }) => {
        if (kwargs.domain.length) {
            await found;
        }
    });
    await contains(".o_searchview_dropdown_toggler").click();
    await contains(".o_menu_item:contains(Poles)").click();
    await contains(".o_searchview_dropdown_toggler").click();
    await pass(2100);
    found.resolve();
    await pass(100);
    expect(ROW).toHaveCount(1);
    await pass(2100);
    expect(`${ROW} td:contains(Old pole)`).toHaveCount(1);
});

test("the first arrival replaces the examples", async () => {
    Twist._records = [];
    await openBoard({ groupBy: [] });
    expect(".o_view_sample_data").toHaveCount(1);
    await arrive();
    await pass(2100);
    await waitFor(`${CARD}:contains(New tent)`);
    expect(".o_view_sample_data").toHaveCount(0);
    expect(CARD).toHaveCount(1);
});

test("what is in sight stays there", async () => {
    for (let number = 0; number < 60; number++) {
        Twist._records.push({
            id: 10 + number,
            name: `No. ${number}`,
            phase: "listen",
        });
    }
    await openList();
    await arrive();
    const box = queryOne(".o_list_renderer");
    box.scrollTop = 200;
    await pass(2100);
    await waitFor(`${ROW}:contains(New tent)`);
    expect(box.scrollTop).toBe(200);
});

test("what is in sight on the board stays there", async () => {
    for (let number = 0; number < 30; number++) {
        Twist._records.push({
            id: 10 + number,
            name: `No. ${number}`,
            phase: "listen",
        });
    }
    await openBoard();
    await arrive();
    const box = closestScrollableY(queryFirst(CARD));
    box.scrollTop = 200;
    await pass(2100);
    await waitFor(`${CARD}:contains(New tent)`);
    expect(box.scrollTop).toBe(200);
});

test("a move on the board is said, and undone at a click", async () => {
    onRpc("social.phase.move", "action_undo", ({ args }) => {
        expect.step(`undo ${args[0]}`);
        MockServer.env["social.twist"].write([1], { phase: "listen" });
        const params = { message: "1 undone", type: "success", undo: false };
        return { ...moved([]), params };
    });
    await openBoard();
    await contains(`${CARD}:contains(Old tent)`).dragAndDrop(".o_kanban_group:last");
    await waitFor(".o_social_result:contains(Moved to Understand)");
    await contains(".o_social_result button:contains(Undo)").click();
    await waitFor(".o_social_result:contains(1 undone)");
    expect.verifySteps(["undo 7"]);
    await waitUntil(
        () =>
            queryAll(".o_kanban_group:first .o_kanban_record:contains(Old tent)")
                .length,
    );
    expect(".o_social_result button:contains(Undo)").toHaveCount(0);
});
