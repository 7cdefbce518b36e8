import { markRaw, onMounted, onWillUnmount, reactive, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

import { onReconnected } from "../live/reconnected";
import { PresenceBook } from "./presence_book";

const MODEL = "social.twist";
const SETTLE = 300; // milliseconds: who runs through a list tells nobody
const HEARTBEAT = 25000;
const TYPING_AGAIN = 5000;
const JITTER = 1000; // in which all that are asked answer
const LOOK = 1000;

/** Who else is at work on which twist, and telling them where this tab is.
 *
 * Presence is a courtesy: whatever fails, nobody is disturbed.
 */
export class Presence {
    constructor(services) {
        const presence = reactive(this);
        presence.setup(services);
        return presence;
    }

    setup({ bus_service: bus, orm }) {
        Object.assign(this, { bus, orm, shown: {}, watchers: 0 });
        Object.assign(this, { line: Promise.resolve(), following: 0 });
        Object.assign(this, { twistId: false, toldId: false, typedAt: 0 });
        this.book = markRaw(new PresenceBook());
        this.tab = `t${Math.random().toString(36).slice(2, 12)}`;
        this.listeners = [
            [document, "visibilitychange", () => this.beat()],
            [window, "pagehide", () => this.sendLast()],
        ];
        this.onPresence = (told) => this.note(told);
        this.onAsk = (asked) => this.answer(asked);
    }

    // -- for screens -------------------------------------------------------------

    /** The others who are at a twist: `[{ userId, state }]`, viewing or typing. */
    others(twistId) {
        return this.shown[twistId] || [];
    }

    /** This tab shows a twist, and no other.
     *
     * @param {{isTold?: boolean}} [options] isTold: the others are told already
     */
    enter(twistId, { isTold = false } = {}) {
        if (!twistId) {
            this.leave();
        } else if (twistId !== this.twistId) {
            Object.assign(this, { twistId, typedAt: 0 });
            this.toldId = isTold ? twistId : this.toldId;
            // of two calls at once the one before may be heard last: told again
            const isCertain = isTold && this.following < 2;
            this.beatIn(isCertain ? HEARTBEAT : SETTLE);
        }
    }

    /** Another call tells where this tab is: what is told from now on waits for it.
     *
     * @param {Promise} call
     */
    follow(call) {
        this.following += 1;
        const answered = Promise.allSettled([this.line, call]);
        this.line = answered.then(() => (this.following -= 1));
    }

    leave() {
        this.stopTimers();
        Object.assign(this, { twistId: false, typedAt: 0 });
        if (this.toldId) {
            this.send("left", this.toldId);
            this.toldId = false;
        }
    }

    /** To be called at each key: told at most every five seconds. */
    typing() {
        if (this.twistId && Date.now() - this.typedAt >= TYPING_AGAIN) {
            this.typedAt = Date.now();
            this.beat();
        }
    }

    /** The text was sent or given up; the others need not wait to see it. */
    stopTyping() {
        if (this.typedAt) {
            this.typedAt = 0;
            this.beat();
        }
    }

    /** Listen while a screen is there that shows it.
     *
     * @param {{isAsked?: boolean}} [options] isAsked: the others are asked already
     * @returns {Function} to be called when the screen goes
     */
    watch({ isAsked = false } = {}) {
        this.watchers += 1;
        if (this.watchers === 1) {
            this.listen();
            if (!isAsked) {
                this.ask();
            }
        }
        return () => {
            this.watchers -= 1;
            if (!this.watchers) {
                this.unlisten();
            }
        };
    }

    // -- hearing -------------------------------------------------------------------

    listen() {
        this.bus.subscribe("social_inbox/presence", this.onPresence);
        this.bus.subscribe("social_inbox/presence_ask", this.onAsk);
        for (const [target, type, callback] of this.listeners) {
            target.addEventListener(type, callback);
        }
        this.stopGreeting = onReconnected(this.bus, () => this.greet());
    }

    unlisten() {
        this.stopGreeting();
        this.leave();
        this.bus.unsubscribe("social_inbox/presence", this.onPresence);
        this.bus.unsubscribe("social_inbox/presence_ask", this.onAsk);
        for (const [target, type, callback] of this.listeners) {
            target.removeEventListener(type, callback);
        }
        browser.clearTimeout(this.lookTimer);
        this.lookTimer = null;
        this.book = markRaw(new PresenceBook());
        this.show();
    }

    note(told) {
        if (told.user_id === user.userId) {
            this.book.newest = Math.max(this.book.newest, told.at);
        } else {
            this.book.note(told);
        }
        this.look();
    }

    /** Forget who was not heard of for long; look again while anybody is there. */
    look() {
        browser.clearTimeout(this.lookTimer);
        this.book.forget();
        this.show();
        const isAlone = this.book.isEmpty;
        this.lookTimer = isAlone ? null : browser.setTimeout(() => this.look(), LOOK);
    }

    /** Touch only what changed: each row draws anew for its own twist alone. */
    show() {
        const found = this.book.byTwist();
        for (const twistId of Object.keys({ ...this.shown, ...found })) {
            const [before, after] = [this.shown[twistId], found[twistId]];
            if (!after) {
                delete this.shown[twistId];
            } else if (JSON.stringify(before) !== JSON.stringify(after)) {
                this.shown[twistId] = after;
            }
        }
    }

    // -- telling -------------------------------------------------------------------

    /** The connection is there again: others may have come, gone or forgotten us. */
    greet() {
        this.ask();
        this.beat();
    }

    ask() {
        this.call("presence_ask", [this.tab]);
    }

    answer({ user_id: userId }) {
        if (userId !== user.userId && this.toldId === this.twistId) {
            this.beatIn(SETTLE + Math.random() * JITTER); // who asks may not listen yet
        }
    }

    beatIn(delay) {
        this.stopTimers();
        this.beatTimer = browser.setTimeout(() => this.beat(), delay);
    }

    beat() {
        this.stopTimers();
        if (this.twistId && !document.hidden) {
            const isTyping = this.typedAt && Date.now() - this.typedAt < TYPING_AGAIN;
            this.toldId = this.twistId;
            this.send(isTyping ? "typing" : "viewing", this.twistId);
            this.beatIn(HEARTBEAT);
        }
    }

    stopTimers() {
        browser.clearTimeout(this.beatTimer);
        this.beatTimer = null;
    }

    send(state, twistId) {
        return this.call("presence", [[twistId], state, this.tab]);
    }

    /** One after the other: of two calls at once the first may arrive last. */
    call(method, args) {
        this.line = this.line.then(() => this.callNow(method, args));
        return this.line;
    }

    async callNow(method, args) {
        if (!browser.navigator.onLine) {
            return;
        }
        try {
            await this.orm.silent.call(MODEL, method, args);
        } catch {
            // the others forget by themselves, and the next heartbeat tells them
        }
    }

    /** The page goes: only a beacon still leaves. */
    sendLast() {
        if (!this.toldId) {
            return;
        }
        const args = [[this.toldId], "left", this.tab];
        const params = { model: MODEL, method: "presence", args, kwargs: {} };
        const body = JSON.stringify({ jsonrpc: "2.0", method: "call", params });
        const blob = new Blob([body], { type: "application/json" });
        browser.navigator.sendBeacon(`/web/dataset/call_kw/${MODEL}/presence`, blob);
        this.toldId = false;
    }
}

export const presenceService = {
    dependencies: ["bus_service", "orm"],
    start(env, services) {
        return new Presence(services);
    },
};

registry.category("services").add("social_inbox_presence", presenceService);

/** Of the screen as a whole: presence is heard while it is there.
 *
 * @param {{isAsked?: boolean}} [options] as for `watch`
 * @returns {Presence} which draws the component anew when `others` of it change
 */
export function usePresence(options) {
    const presence = useState(useService("social_inbox_presence"));
    let stop = null;
    onMounted(() => {
        stop = presence.watch(options);
    });
    onWillUnmount(() => stop?.());
    return presence;
}
