import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Twist extends models.Model {
    _name = "social.twist";
    last_message_date = fields.Datetime();
}

defineMailModels();
defineModels([Twist]);
beforeEach(() => mockDate("2026-03-02 12:00:00", 0));

async function mountAge(date) {
    Twist._records = [{ id: 1, last_message_date: date }];
    await mountView({
        type: "form",
        resModel: "social.twist",
        resId: 1,
        arch: `<form><field name="last_message_date" widget="social_age" /></form>`,
    });
}

const AGES = [
    ["2026-03-02 12:00:00", "0 min"],
    ["2026-03-02 12:05:00", "0 min"], // a clock that is ahead
    ["2026-03-02 11:00:30", "59 min"],
    ["2026-03-02 11:00:00", "1 h"],
    ["2026-03-01 12:00:30", "23 h"],
    ["2026-03-01 12:00:00", "1 d"],
    ["2026-02-23 12:00:30", "6 d"],
    ["2026-02-23 12:00:00", "Feb 23, 2026"],
];

for (const [date, text] of AGES) {
    test(`${date} at noon of 2 March is ${text}`, async () => {
        await mountAge(date);
        expect(".o_field_social_age time").toHaveText(text);
    });
}

test("the exact time is the title", async () => {
    await mountAge("2026-03-02 11:00:00");
    expect(".o_field_social_age time").toHaveAttribute("title", /2026.*11:00/);
});

test("no date, no text", async () => {
    await mountAge(false);
    expect(".o_field_social_age time").toHaveText("");
    expect(".o_field_social_age time").toHaveAttribute("title", "");
});
