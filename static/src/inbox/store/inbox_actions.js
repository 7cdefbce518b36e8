import { _t } from "@web/core/l10n/translation";

import { showResult } from "../../result/result_action";

import { isTyping } from "./typing";

const MODEL = "social.twist";
const MOVES = {
    next: "action_next_phase",
    back: "action_previous_phase",
    close: "action_close",
};

/**
 * What is done to twists: shown at once, taken back with the server's words if it
 * refuses.
 */
export class InboxActions {
    constructor(store) {
        this.store = store;
    }

    get env() {
        return this.store.env;
    }

    // -- the shown twist -----------------------------------------------------------

    /** Moves it to another phase, then shows the next one.
     *
     * @param {"next" | "back" | "close"} name
     * @param {{stay?: boolean}} [options] stay: go on with this twist
     */
    async move(name, { stay = false } = {}) {
        const { store } = this;
        const { currentId: id, pane } = store;
        const action = pane?.actions[name];
        if (!action) {
            return;
        }
        if (action.why_not) {
            this.refuse(action.why_not);
            return;
        }
        const isBack = name === "back"; // it is not finished
        const undo = this.leave(id, action.target, stay, isBack);
        const context = name === "next" ? { social_inbox_from: pane.row.phase } : {};
        const isDone = await this.call(MOVES[name], [[id]], { context }, undo);
        store.panes.forget(new Set([id]), id);
        if (isDone && store.currentId === id) {
            await store.reloadPane();
        }
        if (isDone && !stay && !isBack) {
            await store.afterFinish([id]);
        }
    }

    async spam() {
        const { store } = this;
        const { currentId: id, row } = store;
        if (!row) {
            return;
        }
        const method = row.is_spam ? "action_not_spam" : "action_spam";
        const undo =
            row.is_spam || store.query.show_spam
                ? this.patch(id, { is_spam: !row.is_spam })
                : this.leave(id, "");
        const isDone = await this.call(method, [[id]], {}, undo);
        store.panes.forget(new Set([id]), id);
        if (isDone && !row.is_spam && !store.query.show_spam) {
            await store.afterFinish([id]);
        }
    }

    async toggleUnread() {
        const { currentId: id, row } = this.store;
        if (row) {
            const undo = this.patch(id, { unread: row.unread ? 0 : 1 });
            const method = row.unread ? "action_mark_read" : "action_mark_unread";
            await this.call(method, [[id]], {}, undo);
        }
    }

    async assign(userId) {
        const { currentId: id, row, setup } = this.store;
        if (row) {
            const name = setup.agents.find((one) => one.id === userId)?.name || "";
            const undo = this.patch(id, { user: { id: userId || false, name } });
            await this.call("screen_assign", [[id], userId], {}, undo);
        }
    }

    assignToMe() {
        return this.assign(this.store.setup.me.id);
    }

    async togglePriority() {
        const { currentId: id, row } = this.store;
        if (row) {
            const undo = this.patch(id, { priority: !row.priority });
            await this.call("screen_priority", [[id], !row.priority], {}, undo);
        }
    }

    async tag(tag, add = true) {
        const { currentId: id, row } = this.store;
        if (row) {
            const others = row.tags.filter((one) => one.id !== tag.id);
            const undo = this.patch(id, { tags: add ? [...others, tag] : others });
            await this.call("screen_tag", [[id], tag.id, add], {}, undo);
        }
    }

    /** Rates the chosen message, or the last one from outside. */
    async rate(values) {
        const { store } = this;
        const { pane, message } = store;
        if (!pane || !message) {
            return;
        }
        if (pane.actions.rate.why_not) {
            this.refuse(pane.actions.rate.why_not);
            return;
        }
        const [[name, value]] = Object.entries(values);
        const rated = { [name]: message[name] === value ? false : value };
        const model = "social.message";
        await this.call("rate", [[message.id]], { model, values: rated }, () => {});
        await store.reloadPane();
    }

    // -- at once, and back ---------------------------------------------------------

    /** A row leaves the list, and another twist is shown; gives what undoes it.
     *
     * @param {boolean} [isListed] show the next one of the list in any case
     */
    leave(id, target, stay = false, isListed = false) {
        const { store } = this;
        const { listPhase: phase, counts } = store;
        const wasListed = store.list.indexOf(id) >= 0;
        const next = store.neighbour(1, id) || store.neighbour(-1, id);
        const putBack = store.list.remove(id);
        store.stamp += 1;
        const change = (sign) => {
            counts[phase] -= sign * (wasListed ? 1 : 0);
            if (target in counts) {
                counts[target] += sign;
            }
            store.touch();
        };
        change(1);
        store.selection.remove(id);
        if (!stay && store.currentId === id) {
            const nextId = next === id ? 0 : next;
            isListed ? store.select(nextId) : store.next.follow(nextId);
        }
        const { turn, currentId: shown } = store;
        return () => {
            if (turn === store.turn) {
                putBack();
            }
            if (counts === store.counts) {
                change(-1);
            }
            if (shown === store.currentId && !isTyping()) {
                store.select(id); // who went on, or writes, is not called back
            }
        };
    }

    patch(id, values) {
        const { store } = this;
        const before = store.list.rows[id] || store.panes.get(id)?.row || {};
        const names = Object.keys(values);
        const old = Object.fromEntries(names.map((name) => [name, before[name]]));
        const show = (changes) => {
            store.list.patch(id, changes);
            store.panes.patch(id, changes);
            store.touch();
        };
        show(values);
        return () => show(old);
    }

    // -- the server's word ---------------------------------------------------------

    /** Calls and shows what the server says; else takes back what was shown.
     *
     * @param {Object} options values: what the method takes by name
     * @returns {Promise<boolean>} whether it was done
     */
    async call(method, args, { model = MODEL, context = {}, values = {} }, undo) {
        try {
            const orm = this.store.orm.silent;
            const result = await this.store.tell(() =>
                orm.call(model, method, args, { ...values, context }),
            );
            if (result?.tag === "social_inbox_result") {
                showResult(this.env, result.params);
            }
            return true;
        } catch (error) {
            undo();
            this.store.complain(error);
            return false;
        }
    }

    refuse(reason) {
        this.store.notification.add(reason || _t("That cannot be done now."), {
            type: "warning",
        });
    }
}
