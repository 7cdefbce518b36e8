import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { manuallyDispatchProgrammaticEvent } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred, freezeTime } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    getService,
    MockServer,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import { useTwistFeed } from "@social_inbox/inbox/live/live_feed";

describe.current.tags("desktop");
defineMailModels();

let isHidden;
let reading; // what the screen waits for

class Screen extends Component {
    static template = xml`<div />`;
    static props = {};

    setup() {
        useTwistFeed((ids) => {
            expect.step(ids === "all" ? "all" : [...ids].join(" "));
            return reading;
        });
    }
}

class Place extends Component {
    static components = { Screen };
    static template = xml`<Screen t-if="state.isShown" />`;
    static props = {};

    setup() {
        this.state = useState({ isShown: true });
    }
}

beforeEach(() => {
    freezeTime(); // a busy machine must not make the gathering end
    isHidden = false;
    reading = undefined;
    patchWithCleanup(Document.prototype, {
        get hidden() {
            return isHidden;
        },
    });
});

async function tell(...ids) {
    await send({ ids });
}

/** From the server, until it arrived. */
async function send(payload) {
    const bus = getService("bus_service");
    const arrived = new Deferred();
    const probe = () => arrived.resolve();
    bus.subscribe("social_inbox/twists", probe);
    MockServer.env["bus.bus"]._sendone("broadcast", "social_inbox/twists", payload);
    await arrived;
    bus.unsubscribe("social_inbox/twists", probe);
    await animationFrame();
}

async function open() {
    const place = await mountWithCleanup(Place);
    await animationFrame();
    return place;
}

async function hide(value) {
    isHidden = value;
    await manuallyDispatchProgrammaticEvent(document, "visibilitychange");
    await animationFrame();
}

async function pass(milliseconds) {
    await advanceTime(milliseconds);
    await animationFrame();
}

/** As the worker tells all tabs. */
async function connection(...events) {
    for (const event of events) {
        getService("bus_service").trigger(event);
    }
    await animationFrame();
}

test("the first at once, then gathered", async () => {
    await open();
    await tell(1);
    expect.verifySteps(["1"]);
    await tell(2);
    await tell(3, 2);
    expect.verifySteps([]);
    await pass(200);
    expect.verifySteps(["2 3"]);
    await pass(200);
    await tell(4);
    expect.verifySteps(["4"]);
    await pass(1000);
    expect.verifySteps([]);
});

test("not before what the last led to is done", async () => {
    reading = new Deferred();
    await open();
    await tell(1);
    await tell(2);
    await pass(2000);
    expect.verifySteps(["1"]);
    await tell(3);
    reading.resolve();
    await pass(10);
    expect.verifySteps(["2 3"]);
});

test("what fails is complained of, and the next is told", async () => {
    expect.errors(1);
    reading = Promise.reject(new Error("no such server"));
    await open();
    await tell(1);
    reading = undefined;
    await pass(200);
    await tell(2);
    await pass(200);
    expect.verifySteps(["1", "2"]);
    expect.verifyErrors(["no such server"]);
});

test("very many are all, whatever else is told", async () => {
    await open();
    await tell(1);
    await tell(2);
    await send({ ids: [], all: true });
    await tell(3);
    await pass(200);
    expect.verifySteps(["1", "all"]);
});

test("a hidden page is told when it is looked at again", async () => {
    await open();
    await hide(true);
    await tell(1);
    await tell(2);
    await pass(5000);
    expect.verifySteps([]);
    await hide(false);
    expect.verifySteps(["1 2"]);
    await pass(200);
    await hide(true);
    await hide(false);
    expect.verifySteps([]);
});

test("after a broken connection it may be any", async () => {
    await open();
    await connection("BUS:CONNECT");
    await pass(200);
    expect.verifySteps([]); // the first connection misses nothing
    await connection("BUS:DISCONNECT", "BUS:RECONNECTING", "BUS:RECONNECT");
    await pass(200);
    expect.verifySteps(["all"]);
    await connection("BUS:DISCONNECT", "BUS:CONNECT"); // offline, and online again
    await pass(200);
    expect.verifySteps(["all"]);
    await connection("BUS:CONNECT"); // another tab's
    await pass(200);
    expect.verifySteps([]);
});

test("a screen that is gone hears nothing", async () => {
    const place = await open();
    await tell(1);
    await tell(2);
    place.state.isShown = false;
    await animationFrame();
    await tell(3);
    await pass(1000);
    expect.verifySteps(["1"]);
});
