import { serializeDateTime } from "@web/core/l10n/dates";

/** Snoozing the shown twist or those checked, and waking them (B15). */
export class Snoozing {
    constructor(store) {
        this.store = store;
    }

    /** Whether rows go when they are snoozed, or when they are woken. */
    get isShown() {
        return this.store.query.when === "snoozed";
    }

    /** @param {luxon.DateTime} time until when the shown twist sleeps */
    snooze(time) {
        const until = serializeDateTime(time);
        return this.change("screen_snooze", [until], until, !this.isShown);
    }

    wake() {
        return this.change("action_unsnooze", [], false, this.isShown);
    }

    async change(method, args, until, leaves) {
        const { store } = this;
        const { currentId: id, row } = store;
        if (!row) {
            return;
        }
        const undo = leaves
            ? store.act.leave(id, "")
            : store.act.patch(id, { snoozed_until: until });
        await store.act.call(method, [[id], ...args], {}, undo);
        store.panes.forget(new Set([id]), id);
    }

    /** @param {luxon.DateTime} time until when all that are checked sleep */
    snoozeChecked(time) {
        return this.store.bulk.run("snooze", serializeDateTime(time));
    }
}
