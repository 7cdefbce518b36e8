import { describe, expect, queryAllTexts, queryOne, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { Component, EventBus, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

import { PickMenu } from "@social_inbox/inbox/twist/pick_menu";
import { Toolbar } from "@social_inbox/inbox/twist/toolbar";
import { TwistPane } from "@social_inbox/inbox/twist/twist_pane";

import { composer } from "./composer/composer_helpers";
import { fakePane, fakeResult, fakeServer, mountPart } from "./inbox_helpers";

describe.current.tags("desktop");
defineMailModels();

class LargeToolbar extends Component {
    static components = { Toolbar };
    static template = xml`
        <Toolbar t-if="props.store.row" store="props.store" row="props.store.row" isSmall="false" />`;
    static props = { store: Object };
}

class SmallToolbar extends LargeToolbar {
    static template = xml`
        <Toolbar t-if="props.store.row" store="props.store" row="props.store.row" isSmall="true" />`;
}

/** As its parent drew it last, whatever the store shows by now. */
class KeptToolbar extends LargeToolbar {
    static template = xml`
        <Toolbar t-if="row()" store="props.store" row="row()" isSmall="false" />`;
    row() {
        this.kept ||= this.props.store.row;
        return this.kept;
    }
}

class Pane extends Component {
    static components = { TwistPane };
    static template = xml`<TwistPane store="props.store" isSmall="false" />`;
    static props = { store: Object };
}

/** A part that shows twist 1 of three. */
async function mountShown(Part, { actions = {}, row = {}, pane = {} } = {}) {
    const server = fakeServer(3, { rowOf: () => row });
    onRpc("social.twist", "screen_read", ({ args }) => ({
        panes: args[0].map((id) => {
            const known = { ...fakePane(id, row), composer: composer(), ...pane };
            return { ...known, actions: { ...known.actions, ...actions } };
        }),
        records: [],
    }));
    onRpc("social.twist", "presence", () => true);
    const store = await mountPart(Part);
    await store.select(1);
    await animationFrame();
    return { store, server };
}

// -- the toolbar ----------------------------------------------------------------------

test("what is allowed is a button that does it", async () => {
    onRpc("action_next_phase", ({ args }) => {
        expect.step(args[0]);
        return fakeResult("Moved to Understand", 1);
    });
    const { store } = await mountShown(LargeToolbar);
    expect(".o_inbox_next").toHaveText("Move to Understand");
    expect(".o_inbox_next").toHaveAttribute("aria-disabled", "false");
    await contains(".o_inbox_next").click();
    expect.verifySteps([[1]]);
    expect(store.currentId).toBe(2);
});

test("what is refused says why, and asks the server for nothing", async () => {
    const whyNot = "Create a ticket first.";
    onRpc("action_next_phase", () => expect.step("asked"));
    const next = { label: "Move to Process", why_not: whyNot, target: "process" };
    const { store } = await mountShown(LargeToolbar, { actions: { next } });
    expect(".o_inbox_next").toHaveAttribute("aria-disabled", "true");
    expect(".o_inbox_next").toHaveAttribute("data-tooltip", whyNot);
    await contains(".o_inbox_next").click();
    expect(".o_notification_content").toHaveText(whyNot);
    expect.verifySteps([]);
    expect(store.currentId).toBe(1);
});

test("Close stands beside the next phase unless that is Closed", async () => {
    const { store } = await mountShown(LargeToolbar);
    expect(".o_inbox_close").toHaveCount(1);
    const pane = fakePane(1);
    pane.actions.next = { label: "Move to Closed", why_not: "", target: "closed" };
    store.panes.put([pane]);
    store.touch();
    await animationFrame();
    expect(".o_inbox_next").toHaveText("Move to Closed");
    expect(".o_inbox_close").toHaveCount(0);
});

test("a twist that leaves the list before the pane is drawn again", async () => {
    const { store } = await mountShown(KeptToolbar, { row: { name: "A tent" } });
    store.currentId = 0;
    store.touch();
    expect(store.row).toBe(undefined);
    await animationFrame();
    expect(".o_inbox_title h2").toHaveText("A tent");
});

test("a way back to the list only where one pane is seen at a time", async () => {
    const { store } = await mountShown(SmallToolbar);
    await contains(".o_inbox_back").click();
    expect(store.currentId).toBe(0);
});

test("where the list is beside it there is no way back", async () => {
    await mountShown(LargeToolbar);
    expect(".o_inbox_back").toHaveCount(0);
});

test("a tag that is not there yet is created and put on by Enter", async () => {
    onRpc("social.tag", "create", ({ args }) => {
        expect.step(["create", args[0]]);
        return [9];
    });
    onRpc("social.tag", "read", () => [{ id: 9, name: "Tents", color: 3 }]);
    onRpc("screen_tag", ({ args }) => {
        expect.step(["tag", ...args]);
        return fakeResult("Tagged Tents", 1);
    });
    const { store } = await mountShown(LargeToolbar);
    store.openMenu("tag");
    await animationFrame();
    await contains(".o_inbox_pick_menu input").edit("Tents", { confirm: false });
    expect(".o_inbox_pick_create").toHaveText("Create “Tents”");
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        ["create", [{ name: "Tents" }]],
        ["tag", [1], 9, true],
    ]);
    expect(store.setup.tags.map(({ name }) => name)).toInclude("Tents");
});

// -- the menu to pick from ------------------------------------------------------------

const NAMES = ["Ada", "Ben", "Bea"];

async function mountMenu(props = {}) {
    class Parent extends Component {
        static components = { PickMenu };
        static template = xml`<PickMenu t-props="state" />`;
        static props = ["*"];
        setup() {
            this.state = useState({
                name: "assign",
                bus: new EventBus(),
                label: "Assign",
                icon: "fa-user-o",
                options: NAMES.map((name, index) => ({ id: index + 1, name })),
                chosen: [2],
                onPick: (one, isChosen) => expect.step([one?.name || null, isChosen]),
                ...props,
            });
        }
    }
    const { state } = await mountWithCleanup(Parent);
    state.bus.trigger("OPEN", "assign");
    await animationFrame();
    await runAllTimers();
    return state;
}

const ITEMS = ".o_inbox_pick_menu .o-dropdown-item";

test("a key opens it with the focus in the search; typing filters", async () => {
    await mountMenu();
    expect(".o_inbox_pick_menu input").toBeFocused();
    expect(queryAllTexts(ITEMS)).toEqual(NAMES);
    expect(`${ITEMS}.selected`).toHaveText("Ben");
    await contains(".o_inbox_pick_menu input").edit("be", { confirm: false });
    expect(queryAllTexts(ITEMS)).toEqual(["Ben", "Bea"]);
    await contains(".o_inbox_pick_menu input").edit("zz", { confirm: false });
    expect(".o_inbox_pick_menu").toHaveText("Nothing found.");
});

test("Enter picks the first one that is found", async () => {
    await mountMenu();
    await contains(".o_inbox_pick_menu input").edit("bea", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect.verifySteps([["Bea", false]]);
    expect(".o_inbox_pick_menu").toHaveCount(0);
});

test("an arrow leads to the next one", async () => {
    await mountMenu();
    await contains(".o_inbox_pick_menu input").edit("be", { confirm: false });
    await press("ArrowDown");
    await animationFrame();
    await press("ArrowDown");
    await animationFrame();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([["Bea", false]]);
});

test("what is chosen is told as such; nobody may be chosen, too", async () => {
    const state = await mountMenu({ empty: "Nobody" });
    await contains(`${ITEMS}:contains(Ben)`).click();
    state.bus.trigger("OPEN", "assign");
    await animationFrame();
    await contains(`${ITEMS}:contains(Nobody)`).click();
    expect.verifySteps([
        ["Ben", true],
        [null, false],
    ]);
});

test("another menu's key does not open it", async () => {
    const state = await mountMenu();
    await press("Escape");
    await animationFrame();
    state.bus.trigger("OPEN", "tag");
    await animationFrame();
    expect(".o_inbox_pick_menu").toHaveCount(0);
});

// -- the pane -------------------------------------------------------------------------

test("without a twist the pane says how to come to one", async () => {
    fakeServer(3);
    await mountPart(Pane);
    expect(".o_inbox_twist").toHaveText(/Choose a twist to read it/);
    expect(".o_inbox_toolbar").toHaveCount(0);
});

test("toolbar, conversation and composer of the shown twist", async () => {
    const { store } = await mountShown(Pane);
    expect(".o_inbox_twist").toHaveAttribute("data-id", "1");
    expect(".o_inbox_title h2").toHaveText("Subject 1");
    expect(".o_inbox_composer textarea").toHaveCount(1);
    await store.step(1);
    await animationFrame();
    expect(".o_inbox_twist").toHaveAttribute("data-id", "2");
    expect(".o_inbox_title h2").toHaveText("Subject 2");
});

test("what the composer asks for is done, and the twist stays", async () => {
    onRpc("action_next_phase", ({ args }) => {
        expect.step(args[0]);
        return fakeResult("Moved to Understand", 1);
    });
    const blocked = composer({ can_reply: false, why_not: "Not yet.", do: "next" });
    const { store } = await mountShown(Pane, { pane: { composer: blocked } });
    await contains(".o_inbox_blocked button").click();
    await animationFrame();
    expect.verifySteps([[1]]);
    expect(store.currentId).toBe(1);
});

test("R leads to the answer, N to the note", async () => {
    const { store } = await mountShown(Pane);
    store.write("note");
    await animationFrame();
    await animationFrame();
    expect(".o_inbox_composer_note textarea").toBeFocused();
    store.write("reply");
    await animationFrame();
    await animationFrame();
    expect(".o_inbox_composer_note").toHaveCount(0);
    expect(queryOne(".o_inbox_composer textarea")).toBeFocused();
});

test("a twist that is gone by now is said, and nothing waits for it", async () => {
    const { store } = await mountShown(Pane);
    onRpc("social.twist", "screen_read", () => ({ panes: [], records: [] }));
    await store.select(3);
    await animationFrame();
    expect(store.currentId).toBe(0);
    expect(".o_notification_content").toHaveText(/does not exist/);
    expect(".o_inbox_twist").toHaveText(/Choose a twist/);
});
