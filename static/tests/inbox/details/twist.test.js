import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import {
    contains,
    makeServerError,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

import {
    actions,
    defineDetailsModels,
    mountDetails,
    sender,
    stepActions,
    stepCalls,
    twist,
} from "./details_helpers";

describe.current.tags("desktop");
defineDetailsModels();

const TWIST = "[data-section=twist]";
const WIZARD = {
    type: "ir.actions.act_window",
    res_model: "social.wizard",
    target: "new",
};

function show(values = {}, props = {}) {
    return mountDetails({ details: { twist: twist(values) }, ...props }, expect.step);
}

async function type(selector, text) {
    await contains(selector).click();
    await contains(selector).edit(text, { confirm: false });
    await runAllTimers();
    await animationFrame();
}

test("phase, dates and channel", async () => {
    await show({ waiting_since: "2018-03-02 10:00:00" });
    expect(TWIST).toHaveText(/Phase\s+Engage, since Mar 2, 2018/);
    expect(TWIST).toHaveText(/Waiting since\s+Mar 2, 2018/);
    expect(TWIST).toHaveText(/Channel\s+Customer Service/);
    expect(`${TWIST} .o_inbox_detail_feedback`).toHaveCount(0);
});

test("the campaign and its extra fields stand with the facts, empty ones do not", async () => {
    await show({
        campaign: "Spring Sale",
        fields: [
            { label: "Order Number", value: "S00042" },
            { label: "Tour", value: "" },
        ],
    });
    expect(TWIST).toHaveText(/Campaign\s+Spring Sale/);
    expect(TWIST).toHaveText(/Order Number\s+S00042/);
    expect(TWIST).not.toHaveText(/Tour/);
});

test("the star is set and taken away", async () => {
    stepCalls(expect.step);
    const props = await show();
    const star = "[data-tool=priority]";
    expect(star).toHaveAttribute("aria-pressed", "false");
    await contains(star).click();
    props.details.twist.priority = "1";
    await animationFrame();
    expect(star).toHaveAttribute("aria-pressed", "true");
    await contains(star).click();
    expect.verifySteps([
        'write 1 [{"priority":"1"}]',
        "changed",
        'write 1 [{"priority":"0"}]',
        "changed",
    ]);
});

test("tags are found, made and taken off", async () => {
    stepCalls(expect.step);
    onRpc("social.tag", "name_search", ({ kwargs }) => {
        expect(kwargs.domain).toEqual([["id", "not in", [4]]]);
        return [[5, "Tents"]];
    });
    onRpc("social.tag", "name_create", ({ args }) => [6, args[0]]);
    await show({ tags: [{ id: 4, name: "Poles", color: 1 }] });
    await type("#o_inbox_detail_tags", "Ten");
    await contains(".o-autocomplete--dropdown-item:contains(Tents)").click();
    await type("#o_inbox_detail_tags", "tents");
    expect(".o-autocomplete--dropdown-item:contains(Create)").toHaveCount(0);
    await type("#o_inbox_detail_tags", "Zip");
    await contains('.o-autocomplete--dropdown-item:contains(Create "Zip")').click();
    await contains(".o_inbox_detail_tag_remove[aria-label='Remove Poles']").click();
    expect.verifySteps([
        'write 1 [{"tag_ids":[[4,5]]}]',
        "changed",
        'write 1 [{"tag_ids":[[4,6]]}]',
        "changed",
        'write 1 [{"tag_ids":[[3,4]]}]',
        "changed",
    ]);
});

test("a user is chosen, or nobody, or oneself", async () => {
    stepCalls(expect.step);
    onRpc("res.users", "name_search", ({ kwargs }) => {
        expect.step(`search "${kwargs.name}" ${JSON.stringify(kwargs.domain)}`);
        return [[8, "Sam Supervisor"]];
    });
    const props = await show({ user: { id: 9, name: "Ada Agent" } });
    expect("#o_inbox_detail_user").toHaveValue("Ada Agent");
    await contains("#o_inbox_detail_user").click();
    await runAllTimers();
    await animationFrame();
    await contains(".o-autocomplete--dropdown-item:contains(Sam)").click();
    await contains(".o_inbox_detail_take_it").click();
    props.details.twist.user = { id: user.userId, name: "I" };
    await animationFrame();
    expect(".o_inbox_detail_take_it").toHaveCount(0);
    await contains("#o_inbox_detail_user").click();
    await runAllTimers();
    await animationFrame();
    await contains(".o-autocomplete--dropdown-item:contains(Nobody)").click();
    expect.verifySteps([
        'search "" [["share","=",false]]',
        'write 1 [{"user_id":8}]',
        "changed",
        `write 1 [{"user_id":${user.userId}}]`,
        "changed",
        'search "" [["share","=",false]]',
        'write 1 [{"user_id":false}]',
        "changed",
    ]);
});

test("tickets and ideas are created and linked in dialogs", async () => {
    stepCalls(expect.step, WIZARD);
    stepActions(expect.step);
    await show();
    for (const name of ["create_ticket", "link_ticket", "create_idea", "link_idea"]) {
        await contains(`[data-tool=${name}]`).click();
        expect.verifySteps([`action_${name} 1`, "do social.wizard here", "changed"]);
    }
});

test("what may not be linked yet says why", async () => {
    stepCalls(expect.step);
    await show({}, { actions: actions({ link_ticket: "Move it to Engage first." }) });
    const link = "[data-tool=link_ticket]";
    expect(link).toHaveAttribute("title", "Move it to Engage first.");
    expect(link).toHaveAttribute("aria-disabled", "true");
    await contains(link).click();
    expect.verifySteps([]);
});

test("the ticket opens above the inbox; one that may not be read is named", async () => {
    mockService("dialog", {
        add(_dialog, { resModel, resId }, { onClose }) {
            expect.step(`open ${resModel} ${resId}`);
            onClose();
        },
    });
    const linked = { id: 5, model: "helpdesk.ticket", name: "HT5", stage: "New" };
    await show({
        ticket: { ...linked, can_open: true },
        idea: {
            id: 6,
            model: "social.idea",
            name: "Poles",
            stage: "",
            can_open: false,
        },
    });
    expect(".o_inbox_detail_linked_ticket").toHaveText(/HT5\s+New\s+Change/);
    expect(".o_inbox_detail_linked_idea button:contains(Poles)").toHaveCount(0);
    await contains(".o_inbox_detail_linked_ticket button:contains(HT5)").click();
    expect.verifySteps(["open helpdesk.ticket 5", "changed"]);
});

test("feedback, and whether the author knows", async () => {
    const feedback = {
        html: "<p>It is <b>done</b>.</p>",
        who: "Hal",
        when: "2018-03-02 10:00:00",
        source: "HT5",
        due: true,
    };
    const props = await show({ feedback });
    expect(".o_inbox_detail_feedback b").toHaveText("done");
    expect(".o_inbox_detail_feedback").toHaveText(/Hal · HT5 · Mar 2, 2018/);
    expect(".o_inbox_detail_feedback .badge").toHaveText(
        "The author does not know yet",
    );
    props.details.twist.feedback.due = false;
    await animationFrame();
    expect(".o_inbox_detail_feedback .badge").toHaveCount(0);
});

test("sections are folded, and stay so for this user", async () => {
    await show();
    const toggle = `${TWIST} .o_inbox_detail_section_toggle`;
    expect(toggle).toHaveAttribute("aria-expanded", "true");
    await contains(toggle).click();
    expect(toggle).toHaveAttribute("aria-expanded", "false");
    expect(`${TWIST} .o_inbox_detail_facts`).toHaveCount(0);
    expect(`${TWIST} .o_inbox_detail_toolbar`).toHaveCount(0);
    const key = `social_inbox.details.${user.userId}.twist`;
    expect(browser.localStorage.getItem(key)).toBe("folded");
    await contains(toggle).click();
    expect(browser.localStorage.getItem(key)).toBe(null);
});

test("a folded section begins folded", async () => {
    browser.localStorage.setItem(`social_inbox.details.${user.userId}.twist`, "folded");
    await show();
    expect(`${TWIST} .o_inbox_detail_facts`).toHaveCount(0);
    expect("[data-section=sender] .o_inbox_detail_facts").toHaveCount(1);
});

test("earlier twists are opened by a click", async () => {
    const earlier = [
        { id: 11, name: "A lost pole", phase: "Closed", date: "2018-01-02 10:00:00" },
    ];
    const details = { sender: sender({ earlier, earlier_count: 9 }) };
    const props = await mountDetails({ details }, expect.step);
    const section = "[data-section=earlier]";
    expect(section).toHaveText(/Earlier Twists\s+9/);
    expect(section).toHaveText(/the newest of 9/);
    expect(`${section} .o_inbox_detail_row`).toHaveText(
        /A lost pole\s+Closed\s+Jan 2, 2018/,
    );
    await contains(`${section} .o_inbox_detail_row`).click();
    expect.verifySteps(["open twist 11"]);
    props.details = { ...props.details, sender: sender() };
    await animationFrame();
    expect(section).toHaveText(/This author has not written before./);
});

const extraFields = () => [
    { name: "amount", label: "Amount", value: "3.00", type: "float", raw: "3" },
    {
        name: "marks",
        label: "Marks",
        value: "",
        type: "tags",
        raw: [],
        choices: [["new", "New"]],
    },
];

function input(name) {
    return `[data-field=${name}] .o_inbox_field_input`;
}

test("an extra field is filled in in place", async () => {
    onRpc("social.twist", "write_field", ({ args }) => {
        expect.step(args.slice(1));
        return true;
    });
    const props = await show({ fields: extraFields() });
    expect(input("amount")).toHaveValue("3");
    await contains(input("amount")).edit("4");
    props.details.twist.fields[0].raw = "4";
    await animationFrame();
    await contains("[data-field=marks] .o_inbox_field_tag").click();
    expect.verifySteps([["amount", "4"], "changed", ["marks", ["new"]], "changed"]);
    expect(input("amount")).toHaveValue("4");
});

test("what the server refuses stays as it was typed, until Escape", async () => {
    onRpc("social.twist", "write_field", () => {
        throw makeServerError({ message: "That is no number." });
    });
    await show({ fields: extraFields() });
    await contains(input("amount")).edit("much");
    await animationFrame();
    expect("[data-field=amount] .o_inbox_field_error").toHaveText(
        "Not saved. That is no number.",
    );
    expect(input("amount")).toHaveValue("much");
    await contains(input("amount")).press("Escape");
    expect(input("amount")).toHaveValue("3");
    expect("[data-field=amount] .o_inbox_field_error").toHaveCount(0);
});
