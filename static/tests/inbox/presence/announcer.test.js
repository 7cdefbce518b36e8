import { beforeEach, describe, expect, test, waitUntil } from "@odoo/hoot";
import { manuallyDispatchProgrammaticEvent } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { lockWebsocketConnect } from "@bus/../tests/bus_test_helpers";
import { WEBSOCKET_CLOSE_CODES } from "@bus/workers/websocket_worker";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    getService,
    MockServer,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import { LiveRegion } from "@social_inbox/inbox/presence/live_region";
import { OfflineBanner } from "@social_inbox/inbox/presence/offline_banner";

describe.current.tags("desktop");
defineMailModels();

class Screen extends Component {
    static components = { LiveRegion, OfflineBanner };
    static template = xml`<div><OfflineBanner /><LiveRegion /></div>`;
    static props = {};
}

const POLITE = ".o_inbox_live [role=status]";
const ASSERTIVE = ".o_inbox_live [role=alert]";
const BANNER = ".o_inbox_offline";

async function pass(milliseconds) {
    await advanceTime(milliseconds);
    await animationFrame();
}

describe("announcing", () => {
    let announcer;

    beforeEach(async () => {
        await mountWithCleanup(LiveRegion);
        announcer = getService("social_inbox_announcer");
    });

    test("a text is read, and the same text again", async () => {
        announcer.announce("Moved");
        await pass(150);
        expect(POLITE).toHaveText("Moved");
        expect(ASSERTIVE).toHaveText("");
        announcer.announce("Moved");
        await animationFrame();
        expect(POLITE).toHaveText("");
        await pass(150);
        expect(POLITE).toHaveText("Moved");
    });

    test("texts at once are read one after the other", async () => {
        announcer.announce("Moved");
        announcer.announce("Read");
        announcer.announce("Offline", { assertive: true });
        await pass(150);
        expect(POLITE).toHaveText("Moved Read");
        expect(ASSERTIVE).toHaveText("Offline");
    });

    test("markup is text", async () => {
        announcer.announce("<b>Moved</b>");
        await pass(150);
        expect(POLITE).toHaveText("<b>Moved</b>");
    });
});

describe("offline", () => {
    let bus;

    beforeEach(async () => {
        await mountWithCleanup(Screen);
        bus = getService("bus_service");
        await runAllTimers();
        await waitUntil(() => bus.workerState === "CONNECTED");
    });

    async function go(isOnline) {
        patchWithCleanup(navigator, { onLine: isOnline });
        await manuallyDispatchProgrammaticEvent(
            window,
            isOnline ? "online" : "offline",
        );
        await animationFrame();
    }

    test("without network it is said at once, and its end announced", async () => {
        expect(BANNER).toHaveCount(0);
        await go(false);
        expect(BANNER).toHaveText(/^You are offline\. What you write is kept/);
        await pass(150);
        expect(ASSERTIVE).toHaveText(/^You are offline/);
        await go(true);
        expect(BANNER).toHaveCount(0);
        await pass(150);
        expect(POLITE).toHaveText("The connection is back.");
    });

    async function breakConnection() {
        MockServer.env["bus.bus"]._simulateDisconnection(
            WEBSOCKET_CLOSE_CODES.ABNORMAL_CLOSURE,
        );
        await waitUntil(() => bus.workerState !== "CONNECTED");
    }

    test("a server that is away for more than five seconds", async () => {
        const unlock = lockWebsocketConnect();
        await breakConnection();
        await pass(4500);
        expect(BANNER).toHaveCount(0);
        await pass(1000);
        expect(BANNER).toHaveText(/^No live connection to the server/);
        unlock();
        await pass(60000); // Odoo tries again, more and more rarely
        expect(BANNER).toHaveCount(0);
        await pass(150);
        expect(POLITE).toHaveText("The connection is back.");
    });

    test("a short break is not said", async () => {
        await breakConnection();
        for (let second = 0; second < 10; second++) {
            await pass(1000);
            expect(BANNER).toHaveCount(0);
        }
        expect(POLITE).toHaveText("");
        expect(ASSERTIVE).toHaveText("");
    });

    test("back online, but the server is not: said again", async () => {
        lockWebsocketConnect();
        await go(false);
        await pass(6000);
        await go(true);
        expect(BANNER).toHaveCount(0);
        await pass(10500);
        expect(BANNER).toHaveText(/^No live connection/);
        bus.trigger("BUS:WORKER_STATE_UPDATED", "CONNECTED");
        await animationFrame();
        expect(BANNER).toHaveCount(0);
    });
});
