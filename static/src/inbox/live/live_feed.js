import { onWillUnmount, status, useComponent, useExternalListener } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

import { onReconnected } from "./reconnected";

const EVENT = "social_inbox/twists";
const GATHER = 150; // milliseconds

/** Tells a component which twists changed, in any tab and by anybody.
 *
 * The first change is told at once, what follows is gathered. The next is told when
 * what the last led to is done. Nothing is told while the page is hidden: it follows
 * when the page is looked at again.
 *
 * @param {(ids: Set<number>|"all") => Promise|void} onIds "all" where it is not known
 *  which: after a broken connection, or when very many changed
 */
export function useTwistFeed(onIds) {
    const component = useComponent();
    const bus = useService("bus_service");
    let changed = new Set();
    let isWaiting = false;
    let timer = null;

    function note({ ids, all }) {
        if (all) {
            changed = "all";
        } else if (changed !== "all") {
            ids.forEach((id) => changed.add(id));
        }
        deliver();
    }

    async function deliver() {
        if (isWaiting || document.hidden || !(changed === "all" || changed.size)) {
            return;
        }
        isWaiting = true;
        const told = changed;
        changed = new Set();
        const gathered = new Promise((resolve) => {
            timer = browser.setTimeout(resolve, GATHER);
        });
        try {
            await Promise.all([onIds(told), gathered]);
        } catch (error) {
            if (status(component) !== "destroyed") {
                throw error;
            }
        } finally {
            isWaiting = false;
            deliver();
        }
    }

    const noteAll = () => note({ all: true });
    const stop = onReconnected(bus, noteAll);
    useExternalListener(document, "visibilitychange", deliver);
    useExternalListener(window, "pageshow", ({ persisted }) => persisted && noteAll());
    bus.subscribe(EVENT, note);
    onWillUnmount(() => {
        stop();
        bus.unsubscribe(EVENT, note);
        browser.clearTimeout(timer);
    });
}
