import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";

import {
    actions,
    defineDetailsModels,
    mountDetails,
    PERSON,
    sender,
    stepActions,
    stepCalls,
} from "./details_helpers";

describe.current.tags("desktop");
defineDetailsModels();

const SENDER = "[data-section=sender]";
const WIZARD = {
    type: "ir.actions.act_window",
    res_model: "social.wizard",
    target: "new",
};

/** With this sender, and no records of the person. */
function show(values, props = {}) {
    onRpc("social.twist", "screen_person_records", () => []);
    return mountDetails({ details: { sender: sender(values) }, ...props }, expect.step);
}

test("profile, person and community", async () => {
    await show({
        person: PERSON,
        profile: { followers: 120, tags: [{ id: 1, name: "VIP", color: 2 }] },
        community: {
            state: "Successful",
            since: "2018-02-01 10:00:00",
            is_member: true,
        },
        authors: [{ id: 9, name: "Bea", handle: "bea" }],
    });
    expect(`${SENDER} .o_inbox_detail_profile`).toHaveText("Ana");
    expect(`${SENDER} .o_inbox_detail_person`).toHaveText(
        /Ana Customer\s+Buyer, Customer Ltd/,
    );
    expect(`${SENDER} a[href='mailto:ana@customer.example']`).toHaveCount(1);
    expect(`${SENDER} a[href='tel:+34911234567']`).toHaveCount(1);
    expect(`${SENDER} .o_inbox_detail_facts`).toHaveText(/Jan 2, 2018 – Mar 2, 2018/);
    expect(`${SENDER} .o_inbox_detail_facts`).toHaveText(/Lawful Basis\s+Consent/);
    expect(`${SENDER} .o_inbox_detail_community`).toHaveText("Successful, Feb 1, 2018");
    expect(`${SENDER} .o_inbox_detail_community .fa-check`).toHaveCount(1);
    expect(`${SENDER} .o_tag`).toHaveText("VIP");
    expect(`${SENDER} .o_inbox_detail_facts`).toHaveText(/Also Writing\s+Bea/);
    expect("[data-tool=assign_person_text]").toHaveCount(0);
});

test("a person whom the reader may not open is only named", async () => {
    const person = { id: 7, name: "Ana Customer", can_open: false };
    await show({ person: { ...PERSON, ...person, email: "", phone: "", job: "" } });
    expect(".o_inbox_detail_person").toHaveText("Ana Customer");
    expect(".o_inbox_detail_person button").toHaveCount(0);
});

test("profile and person open above the inbox", async () => {
    mockService("dialog", {
        add(_dialog, { resModel, resId }, { onClose }) {
            expect.step(`open ${resModel} ${resId}`);
            onClose();
        },
    });
    await show({ person: PERSON });
    await contains(".o_inbox_detail_profile").click();
    await contains(".o_inbox_detail_person button").click();
    expect.verifySteps([
        "open social.profile 3",
        "changed",
        "open res.partner 7",
        "changed",
    ]);
});

test("nobody linked: what to do, and who it may be", async () => {
    stepCalls(expect.step, WIZARD);
    onRpc("social.twist", "person_suggestions", ({ args }) => {
        expect.step(`suggest ${args[0]}`);
        const reasons = [{ text: "Same mail address: ana", is_strong: true }];
        return [{ id: 7, name: "Ana Customer", known: "", reasons }];
    });
    stepActions(expect.step);
    await show({ can_suggest: true });
    expect(SENDER).toHaveText(/Nobody is linked yet. Assign a person to answer./);
    await advanceTime(400);
    expect.verifySteps([]);
    await contains("button:contains(Who could it be?)").click();
    await animationFrame();
    expect(".o_inbox_detail_suggestions").toHaveText(
        /Ana Customer\s+Same mail address: ana/,
    );
    await contains(".o_inbox_detail_suggestions button").click();
    await contains("[data-tool=assign_person_text]").click();
    expect.verifySteps([
        "suggest 1",
        "action_assign_person 1 for 7",
        "do social.wizard here",
        "changed",
        "action_assign_person 1",
        "do social.wizard here",
        "changed",
    ]);
});

test("who goes on to the next twist sees nobody of the one before", async () => {
    onRpc("social.twist", "person_suggestions", ({ args }) => {
        expect.step(`suggest ${args[0]}`);
        return [];
    });
    const props = await show({ can_suggest: true });
    await contains("button:contains(Who could it be?)").click();
    await animationFrame();
    expect(SENDER).toHaveText(/Nobody we know looks like this author/);
    props.twistId = 2;
    await animationFrame();
    expect(SENDER).not.toHaveText(/Nobody we know/);
    expect.verifySteps(["suggest 1"]);
});

test("what is refused stays in sight and says why", async () => {
    stepCalls(expect.step);
    const reason = "Move the twist to Understand first.";
    await show({}, { actions: actions({ assign_person: reason }) });
    const button = "[data-tool=assign_person]";
    expect(button).toHaveAttribute("aria-disabled", "true");
    expect(button).toHaveAttribute("title", reason);
    expect(`${button} .visually-hidden`).toHaveText(reason);
    const id = document.querySelector(`${button} .visually-hidden`).id;
    expect(button).toHaveAttribute("aria-describedby", id);
    await contains(button).click();
    await contains("[data-tool=assign_person_text]").click();
    expect.verifySteps([]);
});

test("blocking asks first", async () => {
    stepCalls(expect.step);
    await show({});
    await contains("[data-tool=block_author]").click();
    expect(".modal").toHaveText(/arrives as spam/);
    await contains(".modal .btn:contains(Cancel)").click();
    expect.verifySteps([]);
    await contains("[data-tool=block_author]").click();
    await contains(".modal .btn:contains(Block)").click();
    expect.verifySteps(["action_block_author 1", "changed"]);
});

test("a blocked author is unblocked at once", async () => {
    stepCalls(expect.step);
    await show({ profile: { is_blocked: true } });
    expect(`${SENDER} .badge:contains(Blocked)`).toHaveCount(1);
    expect("[data-tool=block_author]").toHaveCount(0);
    await contains("[data-tool=unblock_author]").click();
    expect.verifySteps(["action_unblock_author 1", "changed"]);
});

test("a person is unlinked from the profile", async () => {
    stepCalls(expect.step);
    await show({ person: PERSON });
    await contains("[data-tool=unlink_person]").click();
    await contains(".modal .btn:contains(Unlink)").click();
    expect.verifySteps(["action_unlink_person 3", "changed"]);
});

test("the profile on the platform, where it has an address", async () => {
    const props = await show({});
    expect(`${SENDER} .o_inbox_detail_toolbar a`).toHaveCount(0);
    const url = "https://platform.example/ana";
    props.details.sender.profile.url = url;
    await animationFrame();
    expect(`${SENDER} .o_inbox_detail_toolbar a`).toHaveAttribute("href", url);
    expect(`${SENDER} .o_inbox_detail_toolbar a`).toHaveAttribute("target", "_blank");
});

test("a twist without an author", async () => {
    const details = {
        sender: { ...sender(), profile: false, community: false },
    };
    await mountDetails({ details });
    expect(SENDER).toHaveText(/This twist has no author./);
    expect(`${SENDER} button[data-tool]`).toHaveCount(0);
});

test("the owner of the pane may do it itself", async () => {
    stepCalls(expect.step);
    const onAction = (name, params) => {
        expect.step(`${name} ${JSON.stringify(params)}`);
        return name !== "invite";
    };
    await show({ person: PERSON }, { onAction });
    await contains("[data-tool=priority]").click();
    await contains("[data-tool=invite]").click();
    expect.verifySteps([
        'write {"priority":"1"}',
        "invite {}",
        "action_invite 1",
        "changed",
    ]);
});
