import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const EMPTY = 100; // milliseconds: a region that was empty is read, also the same text

/** Says to screen readers what others see; a `LiveRegion` is what they hear. */
export class Announcer {
    constructor() {
        Object.assign(this, { polite: "", assertive: "" });
        this.waiting = { polite: [], assertive: [] };
        return reactive(this);
    }

    /** Texts that come at once are read one after the other.
     *
     * @param {string} text
     * @param {Object} [options]
     * @param {boolean} [options.assertive] whether it interrupts what is being read
     */
    announce(text, { assertive = false } = {}) {
        const region = assertive ? "assertive" : "polite";
        this[region] = "";
        this.waiting[region].push(String(text));
        if (this.waiting[region].length === 1) {
            browser.setTimeout(() => this.read(region), EMPTY);
        }
    }

    read(region) {
        this[region] = this.waiting[region].splice(0).join(" ");
    }
}

registry.category("services").add("social_inbox_announcer", {
    start: () => new Announcer(),
});
