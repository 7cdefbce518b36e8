import { _t } from "@web/core/l10n/translation";

import { showResult } from "../../result/result_action";
import { Tally } from "../../result/tally";

const MODEL = "social.twist";
const CHUNK = 200; // twists of one call

// `leaves`: the rows go at once, unless they stay in what the query asks for
const ACTIONS = {
    next: { method: "action_next_phase", leaves: true },
    back: { method: "action_previous_phase", leaves: true },
    close: { method: "action_close", leaves: true },
    spam: { method: "action_spam", leaves: true, stays: (query) => query.show_spam },
    not_spam: { method: "action_not_spam" },
    read: { method: "screen_read_mark", args: [false] },
    unread: { method: "screen_read_mark", args: [true] },
    assign: { method: "screen_assign" },
    tag: { method: "screen_tag" },
    snooze: { method: "screen_snooze", leaves: true, stays: isOfSnoozed },
    wake: {
        method: "action_unsnooze",
        leaves: true,
        stays: (query) => !isOfSnoozed(query),
    },
};

function isOfSnoozed(query) {
    return query.when === "snoozed";
}

const DIALOGS = {
    group: "action_group_answer",
    create: "action_create_ticket",
    link: "action_link_ticket",
    outcome: "action_apply_outcome",
};

/** What is done with the checked twists, and which are checked (C23). */
export class InboxBulk {
    constructor(store) {
        this.store = store;
        this.progress = null; // {done, total} of what is running
        this.isCancelled = false;
    }

    get selection() {
        return this.store.selection;
    }

    // -- which ones ----------------------------------------------------------------

    /** Checks or unchecks a row; as a range, all from the one before to this one. */
    async check(id = this.store.currentId, { range = false } = {}) {
        const { anchor } = this.selection;
        if (!id) {
            return;
        }
        if (!range || !anchor || anchor === id) {
            this.selection.toggle(id);
            return;
        }
        let ids = this.store.list.between(anchor, id);
        if (ids.includes(0)) {
            await this.store.readIds();
            ids = this.store.list.between(anchor, id);
        }
        this.selection.add(ids.length ? ids : [id]);
        this.selection.anchor = id;
    }

    /** Of a list of any length, those that have been read. */
    checkShown() {
        const { ids, rows } = this.store.list;
        this.selection.add(ids.filter((id) => rows[id]));
    }

    async checkAll() {
        this.selection.set(await this.store.readIds());
    }

    clear() {
        this.selection.clear();
    }

    // -- what is done --------------------------------------------------------------

    /** Does it to all that are checked, a part after the other.
     *
     * @param {string} name a key of ACTIONS
     * @param {...any} args what its method takes further
     */
    async run(name, ...args) {
        const { store } = this;
        const action = ACTIONS[name];
        const ids = this.inOrder(this.selection.ids);
        if (this.progress || !ids.length) {
            return;
        }
        this.isCancelled = false;
        this.progress = { done: 0, total: ids.length };
        if (action.leaves && !action.stays?.(store.query)) {
            this.leave(new Set(ids));
        }
        const tally = await this.runParts(ids, action, args);
        this.clear();
        this.progress = null;
        showResult(store.env, tally.params);
        await store.refresh();
    }

    /** All that are checked become read; unread if they are. */
    toggleUnread() {
        const { rows } = this.store.list;
        const isUnread = this.selection.ids.some((id) => rows[id]?.unread);
        return this.run(isUnread ? "read" : "unread");
    }

    async runParts(ids, { method, args: first = [] }, args) {
        const tally = new Tally();
        const from = this.store.listPhase; // a colleague may have moved some
        for (let start = 0; start < ids.length; start += CHUNK) {
            const part = ids.slice(start, start + CHUNK);
            const isCut = this.isCancelled
                ? _t("not done: you stopped it")
                : await this.runPart(tally, method, [part, ...first, ...args], from);
            if (isCut) {
                tally.skip(isCut, ids.length - start);
                break;
            }
            this.progress = { ...this.progress, done: start + part.length };
        }
        return tally;
    }

    /** @returns {Promise<string>} why nothing further is tried; empty to go on */
    async runPart(tally, method, args, from) {
        const { orm } = this.store;
        const context = { social_inbox_from: from };
        try {
            const result = await orm.silent.call(MODEL, method, args, { context });
            tally.add(result.params);
        } catch (error) {
            if (!error?.data) {
                return _t("not done: the server cannot be reached");
            }
            tally.skip(error.data.message, args[0].length); // all or none of a call
        }
        return "";
    }

    /** Stops after the part that is running. */
    cancel() {
        this.isCancelled = true;
    }

    /** Opens the dialog for many: it answers them, creates or links tickets, or applies
     * an outcome.
     *
     * @param {"group" | "create" | "link" | "outcome"} name
     */
    async open(name) {
        const { store } = this;
        const ids = this.inOrder(this.selection.ids);
        try {
            const action = await store.orm.call(MODEL, DIALOGS[name], [ids]);
            const onClose = () => {
                this.clear();
                store.refresh();
            };
            await store.env.services.action.doAction(action, { onClose });
        } catch (error) {
            store.complain(error);
        }
    }

    inOrder(ids) {
        const checked = new Set(ids);
        const listed = this.store.list.ids.filter((id) => checked.delete(id));
        return [...listed, ...checked];
    }

    leave(ids) {
        const { store } = this;
        store.stamp += 1;
        store.counts[store.listPhase] -= store.list.removeAll(ids);
        if (ids.has(store.currentId)) {
            store.select(0);
        }
        store.touch();
    }
}
