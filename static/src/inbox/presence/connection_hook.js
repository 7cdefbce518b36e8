import { onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { WORKER_STATE as BUS } from "@bus/workers/websocket_worker";
import { WORKER_STATE as WORKER } from "@bus/services/worker_service";
import { browser } from "@web/core/browser/browser";
import { useBus, useService } from "@web/core/utils/hooks";

const SHORT = 5000; // milliseconds: a server that restarts disturbs nobody
const AFTER_OFFLINE = 10000; // Odoo itself waits half of it before it tries again

/** Whether something is in the way of live updates: the network, or the server's bus.
 *
 * @returns {{ isOnline: boolean, isLive: boolean }} reactive
 */
export function useConnection() {
    const bus = useService("bus_service");
    const worker = useService("worker_service");
    const state = useState({ isOnline: browser.navigator.onLine, isLive: true });
    let timer = null;

    function lostIn(delay) {
        timer ??= browser.setTimeout(() => (state.isLive = false), delay);
    }

    function found() {
        browser.clearTimeout(timer);
        timer = null;
        state.isLive = true;
    }

    function onOnline() {
        const wasLost = timer !== null;
        found();
        state.isOnline = true;
        if (wasLost) {
            lostIn(AFTER_OFFLINE);
        }
    }

    if (bus.workerState === BUS.DISCONNECTED || worker.state === WORKER.FAILED) {
        lostIn(SHORT);
    }
    useBus(bus, "BUS:DISCONNECT", () => lostIn(SHORT));
    useBus(bus, "BUS:WORKER_STATE_UPDATED", ({ detail }) => {
        if (detail === BUS.CONNECTED) {
            found();
        } else if (detail === BUS.DISCONNECTED) {
            lostIn(SHORT);
        }
    });
    useExternalListener(window, "online", onOnline);
    useExternalListener(window, "offline", () => (state.isOnline = false));
    onWillUnmount(() => browser.clearTimeout(timer));
    return state;
}
