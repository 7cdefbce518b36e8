import { markRaw } from "@odoo/owl";

const KEPT = 30; // opened twists that are remembered

/** The opened twists, read ahead by one so that the next one is there at once. */
export class Panes {
    constructor(orm) {
        this.orm = orm;
        this.known = new Map(); // by id: {pane, number} of the question it answers
        this.fresh = new Set(); // as the server has them, as far as we know
        this.reads = markRaw(new Set()); // questions without an answer yet
        this.count = 0;
    }

    get(id) {
        return this.known.get(id)?.pane;
    }

    put(panes) {
        this.end(this.begin(), panes);
    }

    /** A question is asked: what changes from now on, its answer may not know.
     *
     * @returns {{number: number, outdated: Set<number>}} to be ended
     */
    begin() {
        this.count += 1;
        const read = markRaw({ number: this.count, outdated: new Set(), all: false });
        this.reads.add(read);
        return read;
    }

    /** It was answered, or not. Of answers that overtake each other the one to the
     * last question counts. */
    end(read, panes = []) {
        this.reads.delete(read);
        for (const pane of panes) {
            if (read.number > (this.known.get(pane.id)?.number || 0)) {
                this.keep(pane, read.number);
                if (!read.all && !read.outdated.has(pane.id)) {
                    this.fresh.add(pane.id);
                }
            }
        }
        const ids = [...this.known.keys()];
        for (const id of ids.slice(0, Math.max(0, ids.length - KEPT))) {
            this.known.delete(id);
            this.fresh.delete(id);
        }
    }

    keep(pane, number) {
        this.known.delete(pane.id); // the newest stand last
        this.known.set(pane.id, markRaw({ pane: markRaw(pane), number }));
    }

    /** Its row is shown otherwise, whatever was asked before says. */
    patch(id, values) {
        const pane = this.get(id);
        if (pane) {
            this.count += 1;
            this.keep({ ...pane, row: { ...pane.row, ...values } }, this.count);
        }
    }

    /** These are out of date; what is on the screen stays until it is read anew.
     *
     * @param {Set<number> | "all"} ids
     * @param {number} [shownId]
     */
    forget(ids, shownId) {
        for (const read of this.reads) {
            read.all ||= ids === "all";
            read.outdated = new Set([...read.outdated, ...(read.all ? [] : ids)]);
        }
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
        const read = this.begin();
        let answer = { panes: [], records: [] };
        try {
            const { silent } = this.orm;
            const values = { opened: id, tab };
            answer = await silent.call("social.twist", "screen_read", [ids], values);
        } finally {
            this.end(read, answer.panes);
        }
        const known = this.known.get(id);
        if (known) {
            this.keep({ ...known.pane, records: answer.records }, known.number);
        }
    }
}
