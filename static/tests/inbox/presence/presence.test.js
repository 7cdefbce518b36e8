import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { manuallyDispatchProgrammaticEvent } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred, mockSendBeacon } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    getService,
    MockServer,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import { PresenceBadges } from "@social_inbox/inbox/presence/presence_badges";
import { usePresence } from "@social_inbox/inbox/presence/presence_service";

describe.current.tags("desktop");

class Twist extends models.Model {
    _name = "social.twist";
    name = fields.Char();
}

class Screen extends Component {
    static components = { PresenceBadges };
    static template = xml`
        <div t-foreach="ids" t-as="id" t-key="id" t-att-data-id="id">
            <PresenceBadges twistId="id" users="users" large="id === 2" />
        </div>`;
    static props = {};

    setup() {
        this.ids = [1, 2];
        this.users = { 50: { name: "Ada" }, 51: { name: "Ben" } };
        this.presence = usePresence();
    }
}

/** A place whose screen may be taken away. */
class Place extends Component {
    static components = { Screen };
    static template = xml`<Screen t-if="state.isShown" />`;
    static props = {};

    setup() {
        this.state = useState({ isShown: true });
    }
}

defineMailModels();
defineModels([Twist]);

let isHidden;
let at;
let said; // to the server

beforeEach(() => {
    isHidden = false;
    said = [];
    at = 1_800_000_000;
    patchWithCleanup(Document.prototype, {
        get hidden() {
            return isHidden;
        },
    });
    onRpc("social.twist", "presence", ({ args: [ids, state, tab] }) => {
        expect(tab).toMatch(/^[0-9a-z]{1,32}$/);
        said.push(`${state} ${ids}`);
        return true;
    });
    onRpc("social.twist", "presence_ask", () => {
        said.push("ask");
        return true;
    });
});

function heard(...expected) {
    expect(said.splice(0)).toEqual(expected);
}

/** The screen, and the service behind it; it asked already who is there. */
async function open() {
    const place = await mountWithCleanup(Place);
    await animationFrame();
    heard("ask");
    return { place, presence: getService("social_inbox_presence") };
}

/** From the server, until it arrived. */
async function send(type, payload) {
    const bus = getService("bus_service");
    const arrived = new Deferred();
    const probe = () => arrived.resolve();
    bus.subscribe(`social_inbox/${type}`, probe);
    MockServer.env["bus.bus"]._sendone("broadcast", `social_inbox/${type}`, payload);
    await arrived;
    bus.unsubscribe(`social_inbox/${type}`, probe);
    await animationFrame();
}

/** Somebody's tab tells where it is. */
async function tell(state, { user = 50, tab = "a", twist = 1, seconds = at } = {}) {
    await send("presence", {
        user_id: user,
        tab,
        twist_id: twist,
        state,
        at: seconds,
    });
}

async function pass(milliseconds) {
    await advanceTime(milliseconds);
    await animationFrame();
}

async function hide(value) {
    isHidden = value;
    await manuallyDispatchProgrammaticEvent(document, "visibilitychange");
    await animationFrame();
}

const ONE = "[data-id='1'] .o_inbox_presence_one";
const TWO = "[data-id='2'] .o_inbox_presence_one";

describe("telling", () => {
    test("who stays at a twist is told, and again every 25 seconds", async () => {
        const { presence } = await open();
        presence.enter(1);
        await pass(200);
        heard();
        await pass(200);
        heard("viewing 1");
        presence.enter(1);
        await pass(24500);
        heard();
        await pass(1000);
        heard("viewing 1");
        presence.leave();
        await pass(60000);
        heard("left 1");
    });

    test("who runs through the list tells only where she stops", async () => {
        const { presence } = await open();
        for (const id of [1, 2, 3, 4]) {
            presence.enter(id);
            await pass(100);
        }
        await pass(400);
        heard("viewing 4");
        presence.enter(false);
        await pass(400);
        heard("left 4");
    });

    test("writing is told every five seconds, and its end", async () => {
        const { presence } = await open();
        presence.typing();
        presence.stopTyping();
        await pass(400);
        heard(); // nothing is open
        presence.enter(1);
        await pass(400);
        for (let key = 0; key < 8; key++) {
            presence.typing();
            await pass(1000);
        }
        heard("viewing 1", "typing 1", "typing 1");
        presence.stopTyping();
        await pass(400);
        heard("viewing 1");
        presence.stopTyping();
        await pass(400);
        heard();
    });

    test("nobody views in a tab that is not looked at", async () => {
        const { presence } = await open();
        presence.enter(1);
        await pass(400);
        await hide(true);
        await pass(100000);
        heard("viewing 1");
        await hide(false);
        heard("viewing 1");
    });

    test("asked by another user, and by no other, it answers", async () => {
        const { presence } = await open();
        await send("presence_ask", { user_id: 50, tab: "a", at });
        await pass(1400);
        heard(); // nowhere
        presence.enter(1);
        await pass(400);
        heard("viewing 1");
        await send("presence_ask", { user_id: serverState.userId, tab: "x", at });
        await pass(1400);
        heard();
        await send("presence_ask", { user_id: 50, tab: "a", at });
        await pass(1400);
        heard("viewing 1");
    });

    test("a page that goes says so by a beacon", async () => {
        const { presence } = await open();
        mockSendBeacon(async (url, blob) => {
            const { params } = JSON.parse(await blob.text());
            said.push([url, params.model, params.method, ...params.args.slice(0, 2)]);
            return true;
        });
        await manuallyDispatchProgrammaticEvent(window, "pagehide");
        presence.enter(1);
        await pass(400);
        await manuallyDispatchProgrammaticEvent(window, "pagehide");
        await pass(10);
        const url = "/web/dataset/call_kw/social.twist/presence";
        heard("viewing 1", [url, "social.twist", "presence", [1], "left"]);
    });

    test("the screen goes: left, and no timer runs on", async () => {
        const { place, presence } = await open();
        presence.enter(1);
        await pass(400);
        await tell("viewing");
        place.state.isShown = false;
        await animationFrame();
        heard("viewing 1", "left 1");
        expect(presence.others(1)).toEqual([]);
        await tell("viewing");
        expect(presence.others(1)).toEqual([]);
        await hide(false);
        await send("presence_ask", { user_id: 50, tab: "a", at });
        await pass(100000);
        heard();
        expect(presence.lookTimer).toBe(null);
        expect(presence.beatTimer).toBe(null);
    });

    test("a server that refuses disturbs nobody", async () => {
        onRpc("social.twist", "presence", () => {
            said.push("refused");
            throw new Error("no");
        });
        const { presence } = await open();
        presence.enter(1);
        await pass(400);
        presence.leave();
        await pass(400);
        heard("refused", "refused");
        expect(".o_error_dialog, .o_notification").toHaveCount(0);
    });

    test("what is told is heard in that order, however slow the server", async () => {
        const slow = new Deferred();
        onRpc("social.twist", "presence", async ({ args: [ids, state] }) => {
            if (state === "viewing") {
                await slow;
            }
            said.push(`${state} ${ids}`);
            return true;
        });
        const { presence } = await open();
        presence.enter(1);
        await pass(400);
        presence.leave();
        await pass(400);
        heard();
        slow.resolve();
        await pass(10);
        heard("viewing 1", "left 1");
    });

    test("one that fails holds up nothing behind it", async () => {
        const slow = new Deferred();
        onRpc("social.twist", "presence", ({ args: [ids, state] }) => {
            said.push(`${state} ${ids}`);
            return state === "viewing" ? slow : true;
        });
        const { presence } = await open();
        presence.enter(1);
        await pass(400);
        presence.leave();
        await pass(10);
        heard("viewing 1");
        slow.reject(new Error("no"));
        await pass(10);
        heard("left 1");
    });

    test("leaving waits for the call that tells it is there", async () => {
        const { presence } = await open();
        const reading = new Deferred();
        presence.follow(reading);
        presence.enter(1, { isTold: true });
        presence.leave();
        await pass(400);
        heard();
        reading.reject(new Error("no"));
        await pass(10);
        heard("left 1");
    });

    test("of two calls at once nobody knows which is heard last: told again", async () => {
        const { presence } = await open();
        const readings = [new Deferred(), new Deferred()];
        for (const [index, reading] of readings.entries()) {
            presence.follow(reading);
            presence.enter(index + 1, { isTold: true });
        }
        await pass(400);
        heard();
        readings[0].resolve();
        readings[1].resolve();
        await pass(10);
        heard("viewing 2");
        const alone = Promise.resolve();
        presence.follow(alone);
        presence.enter(3, { isTold: true });
        await pass(1000);
        heard();
    });

    test("nothing is sent while offline", async () => {
        const { presence } = await open();
        patchWithCleanup(navigator, { onLine: false });
        presence.enter(1);
        await pass(26000);
        heard();
    });
});

describe("showing", () => {
    test("who views and who writes", async () => {
        await open();
        expect(".o_inbox_presence").toHaveCount(0);
        await tell("viewing");
        expect(ONE).toHaveCount(1);
        expect(ONE).toHaveAttribute("title", "Ada is viewing");
        expect(`${ONE} img`).toHaveAttribute(
            "data-src",
            "/web/image/res.users/50/avatar_128",
        );
        expect(`${ONE} .fa-eye`).toHaveCount(1);
        await tell("typing", { user: 51 });
        expect(`${ONE}:first`).toHaveAttribute("title", "Ben is writing");
        expect(`${ONE}:first .fa-pencil`).toHaveCount(1);
        await tell("viewing", { user: 99, twist: 2 });
        expect(TWO).toHaveAttribute("title", "A colleague is viewing");
        expect("[data-id='2'] .o_inbox_presence_large").toHaveCount(1);
        await tell("left");
        expect(ONE).toHaveCount(1);
    });

    test("not oneself, in whatever tab", async () => {
        await open();
        await tell("viewing", { user: serverState.userId, tab: "other" });
        expect(".o_inbox_presence").toHaveCount(0);
    });

    test("a user in two tabs is one, who is there while one of them is", async () => {
        await open();
        await tell("viewing", { tab: "a" });
        await tell("typing", { tab: "b" });
        expect(ONE).toHaveCount(1);
        expect(ONE).toHaveAttribute("title", "Ada is writing");
        await tell("left", { tab: "b" });
        expect(ONE).toHaveAttribute("title", "Ada is viewing");
        await tell("left", { tab: "a" });
        expect(ONE).toHaveCount(0);
    });

    test("a tab that goes on to another twist has left the first", async () => {
        await open();
        await tell("viewing", { twist: 1 });
        await tell("viewing", { twist: 2 });
        expect(ONE).toHaveCount(0);
        expect(TWO).toHaveCount(1);
        await tell("left", { twist: 1 }); // late
        expect(TWO).toHaveCount(1);
    });

    test("writing is forgotten after eight seconds, viewing after sixty", async () => {
        await open();
        await tell("typing");
        await pass(7500);
        expect(ONE).toHaveAttribute("title", "Ada is writing");
        await pass(1500);
        expect(ONE).toHaveAttribute("title", "Ada is viewing");
        await pass(50000);
        expect(ONE).toHaveCount(1);
        await pass(2500);
        expect(ONE).toHaveCount(0);
        expect(getService("social_inbox_presence").lookTimer).toBe(null);
    });

    test("heartbeats keep it", async () => {
        await open();
        for (let beat = 0; beat < 5; beat++) {
            await tell("viewing");
            await pass(25000);
        }
        expect(ONE).toHaveCount(1);
    });

    test("old messages that come again after a broken connection", async () => {
        await open();
        await tell("typing", { seconds: at - 3600 });
        await tell("viewing", { user: 51 });
        expect(ONE).toHaveCount(1);
        expect(ONE).toHaveAttribute("title", "Ben is viewing");
    });

    test("more than three are a number", async () => {
        await open();
        for (const user of [50, 51, 52, 53, 54]) {
            await tell("viewing", { user });
        }
        expect(ONE).toHaveCount(3);
        expect("[data-id='1'] .o_inbox_presence_more").toHaveText("+2");
    });
});

test("after a broken connection it asks again, and tells where it is", async () => {
    const { presence } = await open();
    presence.enter(1);
    await pass(400);
    heard("viewing 1");
    getService("bus_service").trigger("BUS:RECONNECT");
    await pass(10);
    heard("ask", "viewing 1");
});
