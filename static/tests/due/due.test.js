import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { makeMockEnv, mountWithCleanup } from "@web/../tests/web_test_helpers";

import { DueCountdown, dueOf } from "@social_inbox/due/due";

describe.current.tags("desktop");
defineMailModels();

async function mountAt(now, props) {
    mockDate(now, 0);
    await mountWithCleanup(DueCountdown, { props });
}

test("what is far is grey, and told in hours and minutes", async () => {
    const props = { due: "2026-03-02 15:30:00", soon: "2026-03-02 15:00:00" };
    await mountAt("2026-03-02 12:00:00", props);
    expect(".o_social_due").toHaveText("due in 3 h 30 min");
    expect(".o_social_due").not.toHaveClass("o_social_due_soon");
    expect(".o_social_due").not.toHaveClass("o_social_due_over");
});

test("it counts down: soon, then over", async () => {
    const props = { due: "2026-03-02 15:30:00", soon: "2026-03-02 15:00:00" };
    await mountAt("2026-03-02 14:59:58", props);
    expect(".o_social_due").toHaveText("due in 31 min");
    await advanceTime(3000);
    expect(".o_social_due").toHaveText("due in 30 min");
    expect(".o_social_due").toHaveClass("o_social_due_soon");
    await advanceTime(30 * 60000);
    expect(".o_social_due").toHaveText("0 min overdue");
    expect(".o_social_due").toHaveClass("o_social_due_over");
    await advanceTime(60 * 60000);
    expect(".o_social_due").toHaveText("1 h overdue");
});

test("where there is little room", async () => {
    mockDate("2026-03-02 12:00:00", 0);
    await makeMockEnv();
    const now = luxon.DateTime.now();
    const short = (minutes) => dueOf(now.plus({ minutes })).short;
    expect(short(5)).toMatch(/5 min/);
    expect(short(90)).toMatch(/2 h/);
    expect(short(3 * 24 * 60)).toMatch(/3 d/);
    expect(`${short(-90)}`).toBe("1 h late");
});

test("days", async () => {
    await mountAt("2026-03-02 12:00:00", { due: "2026-03-06 13:00:00", soon: false });
    expect(".o_social_due").toHaveText("due in 4 d");
});
