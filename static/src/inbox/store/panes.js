import { markRaw } from "@odoo/owl";

const KEPT = 30; // opened twists that are remembered

/** The opened twists, read ahead by one so that the next one is there at once. */
export class Panes {
    constructor(orm) {
        this.orm = orm;
        this.known = new Map();
        this.fresh = new Set(); // as the server has them, as far as we know
    }

    get(id) {
        return this.known.get(id);
    }

    put(panes) {
        for (const pane of panes) {
            this.known.delete(pane.id); // the newest stand last
            this.known.set(pane.id, markRaw(pane));
            this.fresh.add(pane.id);
        }
        const ids = [...this.known.keys()];
        for (const id of ids.slice(0, Math.max(0, ids.length - KEPT))) {
            this.known.delete(id);
            this.fresh.delete(id);
        }
    }

    /** These are out of date; what is on the screen stays until it is read anew.
     *
     * @param {Set<number> | "all"} ids
     * @param {number} [shownId]
     */
    forget(ids, shownId) {
        for (const id of [...this.known.keys()]) {
            if (ids === "all" || ids.has(id)) {
                this.fresh.delete(id);
                if (id !== shownId) {
                    this.known.delete(id);
                }
            }
        }
    }

    /** Reads a twist and the one after it, in one call; says that it is opened.
     *
     * @param {string} [tab] of the presence service: colleagues are told
     */
    async open(id, nextId, tab = "") {
        const ids = [id, nextId].filter((one) => one && !this.fresh.has(one));
        const { panes, records } = await this.orm.silent.call(
            "social.twist",
            "screen_read",
            [ids],
            { opened: id, tab },
        );
        this.put(panes);
        const pane = this.get(id);
        if (pane) {
            this.put([{ ...pane, records }]);
        }
    }
}
