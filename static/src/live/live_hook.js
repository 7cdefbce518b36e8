import { onWillUnmount, status, useComponent } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useBus, useService } from "@web/core/utils/hooks";
import { RelationalModel } from "@web/model/relational_model/relational_model";

import { CHANGED } from "../result/result_action";

const EVENT = "social_inbox/twists";
const WAIT = 2000; // milliseconds in which changes are gathered
const IN_USE = ".o_dragged, .o_popover, .o-dropdown.show";

/** Counts what it is loading: a reload in between would undo a search or a page. */
export class LiveModel extends RelationalModel {
    setup() {
        super.setup(...arguments);
        this.pendingLoads = 0;
    }

    async _loadData() {
        this.pendingLoads += 1;
        try {
            return await super._loadData(...arguments);
        } finally {
            this.pendingLoads -= 1;
        }
    }
}

/** Of a controller of many twists: shows what changed on the server, at most every
 * two seconds, and waits while the user is at work on what is shown. */
export function useLiveReload() {
    const component = useComponent();
    const bus = useService("bus_service");
    let timer = null;

    async function reload() {
        timer = null;
        if (isBusy(component.model)) {
            later();
            return;
        }
        try {
            await reloadInPlace(component.model);
        } catch (error) {
            if (status(component) !== "destroyed") {
                throw error;
            }
        }
    }

    function later() {
        timer ??= browser.setTimeout(reload, WAIT);
    }

    bus.subscribe(EVENT, later);
    useBus(component.env.bus, CHANGED, reload);
    onWillUnmount(() => {
        bus.unsubscribe(EVENT, later);
        browser.clearTimeout(timer);
    });
}

function isBusy(model) {
    const { editedRecord, selection, isDomainSelected, dirty } = model.root;
    const isChosen = editedRecord || selection?.length || isDomainSelected || dirty;
    const isLoading = !model.isReady || model.pendingLoads;
    return isChosen || isLoading || document.hidden || document.querySelector(IN_USE);
}

/** After what is being saved, such as a card's new column. The elements that scroll
 * stay, and with them their places. */
async function reloadInPlace(model) {
    await model.mutex.exec(() => model.load());
    model.useSampleModel = false;
    model.notify();
}
