import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";

import {
    defineDetailsModels,
    mountDetails,
    PERSON,
    sender,
    stepActions,
    twist,
} from "./details_helpers";

describe.current.tags("desktop");
defineDetailsModels();

const RECORDS = "[data-section=records]";

function part(values = {}) {
    const records = [
        {
            id: 21,
            name: "S00021",
            state: "Quotation",
            date: "2018-03-02 10:00:00",
            is_late: false,
            amount: "$ 100.00",
        },
    ];
    return {
        key: "orders",
        label: "Orders and Quotations",
        icon: "fa-shopping-cart",
        model: "sale.order",
        count: 1,
        total: "$ 100.00",
        records,
        action: { type: "ir.actions.act_window", res_model: "sale.order" },
        ...values,
    };
}

/** @param {Function} parts of a twist's id */
function answer(parts) {
    onRpc("social.twist", "screen_person_records", async ({ args }) => {
        expect.step(`records of ${args[0]}`);
        return parts(args[0]);
    });
}

function of(id, values = {}) {
    const person = { ...PERSON, id };
    return { sender: sender({ person }), twist: twist(values) };
}

async function pause() {
    await advanceTime(200);
    await animationFrame();
}

test("none without a person", async () => {
    answer(() => []);
    await mountDetails();
    await pause();
    expect(RECORDS).toHaveText(/appear here once a person is assigned/);
    expect.verifySteps([]);
});

test("a part for each application", async () => {
    answer(() => [part({ count: 8 }), part({ key: "tickets", label: "Open Tickets" })]);
    await mountDetails({ details: of(7) });
    expect.verifySteps([]);
    await pause();
    expect.verifySteps(["records of 1"]);
    expect("[data-section=orders] .o_inbox_detail_section_toggle").toHaveText(
        /Orders and Quotations\s+8/,
    );
    expect("[data-section=orders] .o_inbox_detail_note").toHaveText("$ 100.00");
    expect("[data-section=orders] .o_inbox_detail_row").toHaveText(
        /S00021\s+Quotation\s+Mar 2, 2018\s+\$ 100.00/,
    );
    expect("[data-section=tickets]").toHaveCount(1);
});

test("what is late says so, not by its colour alone", async () => {
    const [record] = part().records;
    const date = "2018-03-02";
    answer(() => [part({ records: [{ ...record, date, is_late: true }] })]);
    await mountDetails({ details: of(7) });
    await pause();
    expect("[data-section=orders] time").toHaveText("Late: Mar 2, 2018");
    expect("[data-section=orders] time").toHaveClass("text-danger");
    expect.verifySteps(["records of 1"]);
});

test("a record opens above the inbox, all of them beside it", async () => {
    answer(() => [part({ count: 8 })]);
    stepActions(expect.step);
    mockService("dialog", {
        add(_dialog, { resModel, resId }, { onClose }) {
            expect.step(`open ${resModel} ${resId}`);
            onClose();
        },
    });
    await mountDetails({ details: of(7) }, expect.step);
    await pause();
    await contains(`${RECORDS} .o_inbox_detail_row`).click();
    await contains(".o_inbox_detail_show_all").click();
    expect.verifySteps([
        "records of 1",
        "open sale.order 21",
        "changed",
        "records of 1",
        "do sale.order beside",
    ]);
});

test("asked for once for each person, and again with a new ticket", async () => {
    answer(() => [part()]);
    const props = await mountDetails({ details: of(7) });
    await pause();
    Object.assign(props, { twistId: 2, details: of(8) });
    await animationFrame();
    expect(`${RECORDS} .o_inbox_detail_row`).toHaveCount(0);
    await pause();
    Object.assign(props, { twistId: 3, details: of(7) });
    await animationFrame();
    expect(`${RECORDS} .o_inbox_detail_row`).toHaveCount(1);
    await pause();
    expect.verifySteps(["records of 1", "records of 2"]);
    props.details = of(7, { ticket: { id: 5, name: "HT5", model: "x", stage: "" } });
    await animationFrame();
    await pause();
    expect.verifySteps(["records of 3"]);
});

test("of answers that overtake each other the one to the twist counts", async () => {
    const late = new Deferred();
    answer((id) => (id === 1 ? late : [part({ label: "Of two" })]));
    const props = await mountDetails({ details: of(7) });
    await pause();
    Object.assign(props, { twistId: 2, details: of(8) });
    await animationFrame();
    await pause();
    late.resolve([part({ label: "Of one" })]);
    await animationFrame();
    expect(RECORDS).toHaveText(/Of two/);
    expect(RECORDS).not.toHaveText(/Of one/);
    expect.verifySteps(["records of 1", "records of 2"]);
});

test("nothing is open", async () => {
    answer(() => []);
    await mountDetails({ details: of(7) });
    await pause();
    expect(RECORDS).toHaveText(/Nothing is open for this person./);
    expect.verifySteps(["records of 1"]);
});

test("what could not be read is read again", async () => {
    let isBroken = true;
    answer(() => {
        if (isBroken) {
            throw new Error("The line is cut");
        }
        return [part()];
    });
    await mountDetails({ details: of(7) });
    await pause();
    expect(`${RECORDS} [role=alert]`).toHaveText(/could not be read/);
    isBroken = false;
    await contains(`${RECORDS} [role=alert] button`).click();
    await animationFrame();
    expect(`${RECORDS} .o_inbox_detail_row`).toHaveCount(1);
    expect.verifySteps(["records of 1", "records of 1"]);
});
