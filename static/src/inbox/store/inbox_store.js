import { EventBus, markRaw, reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

import { isSessionOver } from "../failure";
import { formatCount } from "../../result/count";
import { ConversationPages } from "./conversation_pages";
import { ListWindow } from "./list_window";
import { InboxNext } from "./next";
import { Panes } from "./panes";
import { Selection } from "./selection";
import { isTyping } from "./typing";

const PAGE = 40; // rows of one call
const MODEL = "social.twist";
const FIRST = {
    phase: "listen",
    domain: [],
    channel_id: 0,
    campaign_id: 0,
    storm_id: 0,
    assignee: "",
    when: "", // or "overdue", "soon", "snoozed"
    show_spam: false,
    order: "newest",
};

/**
 * The data of the Social Inbox screen: the list of a phase, counts, and the shown
 * twist. It asks the server and keeps what it answered; what may be done is the
 * server's word (`pane.actions`).
 */
export class InboxStore {
    constructor(env, { orm, notification, drafts, presence, announcer }) {
        Object.assign(this, { env, orm, notification, drafts, announcer });
        this.presence = presence;
        this.tab = presence?.tab || "";
        this.setup = null;
        this.query = { ...FIRST };
        this.counts = {};
        this.snoozed = 0; // how many of what is asked for
        this.storms = []; // many similar messages, told above the list
        this.list = markRaw(new ListWindow()); // long: watched as a whole, see touch
        this.version = 0;
        this.listPhase = ""; // whose rows the list holds
        this.range = { start: 0, end: PAGE };
        this.selection = new Selection();
        this.currentId = 0;
        this.messageId = 0;
        this.failedId = 0; // the twist that could not be read
        this.error = "";
        this.turn = 0;
        this.stamp = 0; // grows with what is shown before the server knows it
        this.unsaid = 0; // how much of it the server is being told
        this.told = Promise.resolve(); // when the server knows the last of it
        this.late = null; // ids of what is to be read when it knows
        this.isLoading = false; // another list is on its way
        this.listFailed = false;
        this.reading = null;
        this.panes = new Panes(orm);
        this.pages = new ConversationPages(orm);
        this.seen = {}; // newest message that who writes has seen, by twist
        this.composing = "reply"; // or "note"
        this.focusToken = 0; // another number: the composer is to be typed in
        this.approvals = 0;
        this.hasDetails = null; // null: where there is room
        this.bus = markRaw(new EventBus()); // OPEN: the name of a menu
    }

    static make(env, services) {
        const store = reactive(new InboxStore(env, services));
        store.next = new InboxNext(store);
        return store;
    }

    // -- what is shown -------------------------------------------------------------

    get total() {
        return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
    }

    get pane() {
        return this.panes.get(this.currentId);
    }

    get row() {
        return this.version >= 0 && (this.list.rows[this.currentId] || this.pane?.row);
    }

    get conversation() {
        return this.pages.of(this.pane.conversation);
    }

    /** The message that keys rate and the details show: chosen, or the last inbound. */
    get message() {
        const messages = this.pane ? this.conversation.messages : [];
        const chosen = messages.find((one) => one.id === this.messageId);
        return chosen || messages.findLast((one) => one.direction === "inbound");
    }

    /** How many messages arrived since the user began to write. */
    get newer() {
        const seen = this.seen[this.currentId];
        if (seen === undefined || !this.pane) {
            return 0;
        }
        const { messages } = this.pane.conversation;
        const { me } = this.setup;
        const isOther = ({ direction, user, state }) =>
            direction === "inbound" || (user?.id !== me.id && state !== "cancelled");
        const isNewer = (one) => one.id > seen && !one.is_spam && isOther(one);
        return messages.filter(isNewer).length;
    }

    get isFiltered() {
        const { domain, channel_id, campaign_id, storm_id, assignee, when } =
            this.query;
        const chosen = channel_id || campaign_id || storm_id || assignee || when;
        return Boolean(domain.length || chosen);
    }

    // -- reading -------------------------------------------------------------------

    /** Opens the screen: one call.
     *
     * @param {number} [twistId] a twist to be shown at once
     */
    async open(twistId) {
        const turn = ++this.turn;
        const result = await this.ask("screen_open", [this.query], {
            limit: PAGE,
            twist_id: twistId || this.currentId || null,
            tab: this.tab,
        });
        if (result && turn === this.turn) {
            this.setup = result.setup;
            this.takeList(result, false);
            if (result.pane) {
                this.panes.put([result.pane]);
                this.currentId = result.pane.id;
            } else if (twistId) {
                this.missed();
            }
        }
    }

    /** What was to be shown is gone. */
    missed() {
        this.currentId = 0;
        this.notification.add(_t("That twist does not exist (any more)."), {
            type: "warning",
        });
    }

    /** Another phase, filter, search or order: the list from its beginning. */
    async change(values) {
        Object.assign(this.query, values);
        this.selection.clear();
        this.range = { start: 0, end: PAGE };
        const turn = ++this.turn;
        this.isLoading = true;
        const result = await this.ask("screen_list", [this.query], { limit: PAGE });
        if (turn !== this.turn) {
            return;
        }
        this.isLoading = false;
        this.listFailed = !result;
        if (result) {
            this.takeList(result, false);
        }
    }

    /** The list shows these places now: read what is missing there. Of the places
     * that pass by during a call only the last are read. */
    show(start, end) {
        if (start !== this.range.start || end !== this.range.end) {
            this.range = { start, end };
        }
        if (!this.reading && this.missing) {
            this.reading = this.readShown();
        }
        return this.reading;
    }

    get missing() {
        if (this.isLoading || this.listFailed) {
            return null;
        }
        return this.list.missing(this.range.start, this.range.end, PAGE);
    }

    async readShown() {
        let answered = -1; // the place that has just been read
        try {
            for (
                let part = this.missing;
                part && part.offset !== answered;
                part = this.missing
            ) {
                answered = (await this.readPart(part)) ? part.offset : -1;
            }
        } finally {
            this.reading = null;
        }
    }

    /** @returns {Promise<boolean>} whether it was read of the list that is shown */
    async readPart(part) {
        const turn = this.turn;
        const result = await this.ask("screen_list", [this.query], part);
        if (turn !== this.turn) {
            return false;
        }
        this.listFailed = !result;
        if (result) {
            this.takeList(result, true);
        }
        return true;
    }

    /** The list again, after it could not be read. */
    async retry() {
        this.listFailed = false;
        await (this.listPhase === this.query.phase ? this.refresh() : this.change({}));
    }

    /** Ids of the whole list, also of what has not been read.
     *
     * @returns {Promise<number[]>} empty if the list is another one by now
     */
    async readIds() {
        if (!this.list.knowsAll) {
            const turn = this.turn;
            const ids = await this.ask("screen_ids", [this.query]);
            if (!ids || turn !== this.turn) {
                return [];
            }
            this.list.setIds(ids);
            this.touch();
        }
        return this.list.ids;
    }

    /** Something changed on the server: what is shown, in one call.
     *
     * @param {Set<number> | "all"} ids
     */
    async refresh(ids = "all") {
        if (this.bulk?.progress) {
            return; // many follow each other: once, at the end
        }
        this.panes.forget(ids, this.currentId);
        if (this.unsaid) {
            this.postpone(ids);
            return;
        }
        const shownId = ids === "all" || ids.has(this.currentId) ? this.currentId : 0;
        const { turn, stamp } = this;
        const read = this.panes.begin();
        const { start, end } = this.range;
        const offset = Math.max(0, start - 10);
        const limit = Math.max(PAGE, end - offset + 10);
        const result = await this.ask("screen_refresh", [this.query], {
            offset,
            limit,
            twist_id: shownId || null,
        });
        this.panes.end(read, result?.pane ? [result.pane] : []);
        this.listFailed = !result;
        if (!result || turn !== this.turn || this.bulk?.progress) {
            return;
        }
        if (stamp !== this.stamp) {
            this.postpone(ids); // it was asked before what is shown by now
            await this.catchUp();
            return;
        }
        const more = result.counts[this.listPhase] - this.counts[this.listPhase];
        this.takeList(result, false);
        if (more > 0) {
            this.announcer?.announce(_t("New in the list: %s", formatCount(more)));
        }
        if (result.pane) {
            this.pages.refresh(shownId);
        } else if (shownId && result.pane === false) {
            this.gone(shownId);
        }
    }

    /** What changed is read when the server knows all that is shown. */
    postpone(ids) {
        const isAll = ids === "all" || this.late === "all";
        this.late = isAll ? "all" : new Set([...(this.late || []), ...ids]);
    }

    async catchUp() {
        const { late } = this;
        if (late && !this.unsaid) {
            this.late = null;
            await this.refresh(late);
        }
    }

    /** Tells the server what is shown already, one after the other: of two calls at
     * once the first may arrive last.
     *
     * @param {() => Promise} tell
     */
    async tell(tell) {
        this.unsaid += 1;
        this.stamp += 1;
        const answer = this.told.then(tell);
        this.told = answer.catch(() => {});
        try {
            return await answer;
        } finally {
            this.unsaid -= 1;
            this.catchUp();
        }
    }

    takeList({ rows, offset, counts, snoozed = 0, approvals = 0, storms = [] }, keep) {
        this.counts = counts;
        this.storms = storms;
        this.snoozed = snoozed;
        this.approvals = approvals; // twists with answers that wait for approval
        this.listPhase = this.query.phase;
        this.list.put({ rows, offset }, counts[this.listPhase], keep);
        this.touch();
        this.error = "";
        this.listFailed = false;
    }

    /** The list changed: whoever read `version` is drawn again. */
    touch() {
        this.version += 1;
    }

    /** A twist was deleted, or is no longer for this user: what was written there is
     * theirs all the same. */
    gone(id) {
        this.panes.forget(new Set([id]));
        if (this.currentId !== id) {
            return;
        }
        this.currentId = 0;
        const text = this.drafts?.textOf(id);
        const { clipboard } = browser.navigator;
        const name = _t("Copy what you wrote");
        const onClick = () => clipboard.writeText(text);
        this.notification.add(_t("That twist does not exist (any more)."), {
            type: "warning",
            sticky: Boolean(text),
            buttons: text && clipboard ? [{ name, onClick }] : [],
        });
    }

    // -- the shown twist -----------------------------------------------------------

    /** Shows a twist: at once if it has been read ahead; one call in any case. */
    async select(id) {
        if (id !== this.currentId) {
            // who asked to type meant the twist before: keys go on being keys
            Object.assign(this, { currentId: id || 0, messageId: 0, focusToken: 0 });
        }
        if (!id) {
            return;
        }
        this.failedId = 0;
        try {
            const opened = this.panes.open(id, this.neighbour(1, id), this.tab);
            this.presence?.follow(opened);
            await opened;
            if (!this.pane && this.currentId === id) {
                this.gone(id);
            }
        } catch (error) {
            this.failedId = id;
            this.complain(error);
        }
    }

    /** The id before or after one in the list; 0 at the ends. */
    neighbour(step, id = this.currentId) {
        const { list, range } = this;
        const index = list.indexOf(id);
        if (index >= 0) {
            return list.ids[index + step] || 0;
        }
        const shown = list.ids.slice(range.start, range.end); // it is not in sight
        return list.ids[0] || shown.find(Boolean) || 0;
    }

    async step(step) {
        const id = this.neighbour(step);
        if (id && id !== this.currentId) {
            const { author, name } = this.list.rows[id] || {};
            if (name && !document.activeElement?.matches(".o_inbox_row")) {
                this.announcer?.announce(`${author?.name || ""}: ${name}`);
            }
            await this.select(id);
            return true;
        }
        return false;
    }

    async reloadPane() {
        const id = this.currentId;
        this.panes.forget(new Set([id]), id);
        await this.select(id);
    }

    // -- writing -------------------------------------------------------------------

    /** The user writes: what arrives from now on is newer. */
    began() {
        this.seen[this.currentId] ??= this.pane?.composer.last_message_id || 0;
    }

    /** What was newer has been looked at, or the writing is over. */
    looked(id = this.currentId) {
        delete this.seen[id];
    }

    /** An answer was queued, and the twist perhaps moved on with it. */
    async sent(id, move = {}) {
        this.looked(id);
        if (move.moved) {
            this.act.leave(id, move.phase);
        }
        await this.refresh(new Set([id]));
        if (move.moved) {
            await this.afterFinish([id]);
        }
    }

    /** These twists are finished: what the user wants to see next is shown.
     *
     * @param {number[]} ids
     */
    afterFinish(ids) {
        return this.next.afterFinish(ids);
    }

    // -- what the user wants to see -----------------------------------------------

    /** The composer, ready to be typed in.
     *
     * @param {"reply" | "note"} tab
     */
    write(tab) {
        if (this.currentId) {
            this.composing = tab;
            this.focusToken += 1;
        }
    }

    /** Checks the shown twist, or all from the one checked last to it. */
    check(isRange = false) {
        return this.bulk.check(this.currentId, { range: isRange });
    }

    /** One step out: of the text, of the selection, of the twist. */
    leave() {
        if (isTyping()) {
            document.activeElement.blur();
        } else if (this.selection.count) {
            this.selection.clear();
        } else {
            this.select(0);
        }
    }

    openMenu(name) {
        this.bus.trigger("OPEN", name);
    }

    // -- talking to the server -----------------------------------------------------

    /** Calls, or says what went wrong and gives null: what is shown stays. */
    async ask(method, args, kwargs = {}) {
        try {
            return await this.orm.silent.call(MODEL, method, args, kwargs);
        } catch (error) {
            this.complain(error);
            return null;
        }
    }

    complain(error) {
        if (isSessionOver(error)) {
            Promise.reject(error); // Odoo itself asks to log in again
        }
        const text = error?.data?.message;
        this.error = text || _t("The server cannot be reached. Nothing is lost.");
        this.notification.add(this.error, { type: "danger" });
    }
}
