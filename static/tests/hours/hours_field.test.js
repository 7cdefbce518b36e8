import { describe, expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { formatHours } from "@social_inbox/hours/hours_field";
import {
    defineModels,
    fields,
    makeMockEnv,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Flow extends models.Model {
    _name = "social.flow.report";
    phase = fields.Char();
    hours = fields.Float();
    _records = [
        { id: 1, phase: "listen", hours: 3.25 },
        { id: 2, phase: "listen", hours: 60 },
    ];
}

defineMailModels();
defineModels([Flow]);

const TEXTS = [
    [false, ""],
    [undefined, ""],
    [0, "0 min"],
    [0.2, "12 min"],
    [0.999, "1 h"],
    [1, "1 h"],
    [3.33, "3 h 20 min"],
    [9.99, "9 h 59 min"],
    [36.5, "37 h"],
    [47.99, "48 h"],
    [48, "2 d"],
    [123, "5 d 3 h"],
    [8763.9, "365 d"],
    [-30, "-30 h"],
];

for (const [hours, text] of TEXTS) {
    test(`${hours} hours are "${text}"`, async () => {
        await makeMockEnv(); // loads the translations
        expect(formatHours(hours)).toBe(text);
    });
}

test("in the cells of a list", async () => {
    await mountView({
        type: "list",
        resModel: "social.flow.report",
        arch: `<list><field name="hours" widget="social_hours" /></list>`,
    });
    expect(".o_data_cell:first").toHaveText("3 h 15 min");
});

test("in the sums of a pivot", async () => {
    await mountView({
        type: "pivot",
        resModel: "social.flow.report",
        arch: `<pivot>
            <field name="phase" type="row" />
            <field name="hours" type="measure" widget="social_hours" />
        </pivot>`,
    });
    expect(".o_pivot_cell_value:first").toHaveText("2 d 15 h");
});
