import { describe, expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Rule extends models.Model {
    _name = "social.rule";
    followers_max = fields.Integer();
}

defineMailModels();
defineModels([Rule]);

const FIELD = ".o_field_widget[name=followers_max]";

async function mountNumber(value, readonly = false) {
    Rule._records = [{ id: 1, followers_max: value }];
    await mountView({
        type: "form",
        resModel: "social.rule",
        resId: 1,
        arch: `
            <form>
                <field name="followers_max" widget="social_number"
                    placeholder="any number" readonly="${readonly ? 1 : 0}" />
            </form>`,
    });
}

test("0 is told by the placeholder", async () => {
    await mountNumber(0, true);
    expect(FIELD).toHaveText("any number");
});

test("other numbers are told as they are", async () => {
    await mountNumber(1200, true);
    expect(FIELD).toHaveText("1,200");
});

test("0 is an empty input, and emptied it is 0", async () => {
    onRpc("social.rule", "web_save", ({ args }) => expect.step(args[1]));
    await mountNumber(0);
    expect(`${FIELD} input`).toHaveValue("");
    expect(`${FIELD} input`).toHaveAttribute("placeholder", "any number");
    await contains(`${FIELD} input`).edit("50");
    await clickSave();
    expect(`${FIELD} input`).toHaveValue("50");
    await contains(`${FIELD} input`).edit("");
    await clickSave();
    expect.verifySteps([{ followers_max: 50 }, { followers_max: 0 }]);
    expect(`${FIELD} input`).toHaveValue("");
});
