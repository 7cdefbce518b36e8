import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";

import { DraftServer } from "./draft_server";
import { keyOf, store, stored } from "./draft_storage";
import { asSent, EMPTY, joined, KEPT, together } from "./draft_text";

export { WAIT } from "./draft_server";

/**
 * What is typed and not sent, by twist and kind: at once in memory and in the browser's
 * storage, after a moment on the server. It outlives the composer that shows it, so
 * that going on to the next twist loses nothing.
 *
 * A draft is reactive: {twistId, kind, body, subject (null: as suggested), visibility,
 * messageId, files, answers (ids of ready answers in it), colleagues (mentioned in it:
 * {id, name}), sent (the key and text of what may have arrived), status: "" | "saved" |
 * "failed"}.
 */
export class Drafts {
    constructor(orm) {
        this.book = reactive({});
        this.work = new Map(); // of each draft, what nobody draws
        this.server = new DraftServer(orm, this.work, () => Object.values(this.book));
        browser.addEventListener("storage", (ev) => this.onStorage(ev));
    }

    /** The draft of a twist, with what the server knows of it.
     *
     * @param {Object|false} saved as ``social.twist.read_drafts`` describes one
     */
    open(twistId, kind, saved) {
        const key = `${twistId}/${kind}`;
        if (!this.work.has(key)) {
            this.work.set(key, { version: 0, revision: 0, dirty: false });
            this.book[key] = { twistId, kind, key, ...EMPTY, status: "" };
            this.recover(this.book[key], saved);
        }
        this.accept(this.book[key], saved);
        return this.book[key];
    }

    /** What the browser kept when the server could not be told, if it is the newer. */
    recover(draft, saved) {
        const kept = stored(draft.key);
        if (kept && (!saved || kept.time >= deserializeDateTime(saved.date).ts)) {
            this.change(draft, kept);
        } else {
            store(draft.key, null);
        }
    }

    /** What the server has, unless this one is newer or being typed in.
     *
     * @param {boolean} isCertain it was asked just now, so that no draft means none
     */
    accept(draft, saved, isCertain = false) {
        const work = this.work.get(draft.key);
        if (work.dirty || work.held) {
            return;
        }
        if (saved && saved.revision > work.revision) {
            work.revision = saved.revision;
            const { message_id: messageId, ...values } = saved;
            this.fill(draft, { ...values, messageId, subject: saved.subject || null });
        } else if (!saved && (isCertain || !work.touched)) {
            this.fill(draft, EMPTY);
        }
    }

    fill(draft, values) {
        for (const name of KEPT) {
            if (name in values) {
                draft[name] = values[name];
            }
        }
    }

    change(draft, values) {
        const work = this.work.get(draft.key);
        this.fill(draft, values);
        Object.assign(work, { dirty: true, touched: true });
        work.files ||= "files" in values;
        work.version += 1;
        draft.status = draft.status === "failed" ? "failed" : "";
        this.remember(draft);
        this.server.later(draft);
    }

    saveAll() {
        return this.server.saveAll();
    }

    save(draft) {
        return this.server.save(draft);
    }

    /** All that is written in a twist and not sent. */
    textOf(twistId) {
        const keys = ["reply", "note"].map((kind) => `${twistId}/${kind}`);
        return joined(...keys.map((key) => this.book[key]?.body.trim()));
    }

    // -- sending -------------------------------------------------------------------

    /** Take a text out to be sent; the browser keeps it until ``done``. */
    hold(draft) {
        const work = this.work.get(draft.key);
        browser.clearTimeout(work.timer);
        const held = Object.fromEntries(KEPT.map((name) => [name, draft[name]]));
        work.held = { ...held, sent: asSent(held) };
        this.fill(draft, EMPTY);
        this.remember(draft);
        Object.assign(work, { dirty: false, touched: true });
        return work.held;
    }

    /** A save that is under way must not arrive after the answer. */
    settled(draft) {
        return this.work.get(draft.key).saving;
    }

    /** It was sent: only what was typed since stays. */
    done(draft) {
        const work = this.work.get(draft.key);
        Object.assign(work, { held: null, files: false });
        draft.status = "";
        this.remember(draft);
        if (work.dirty) {
            this.server.later(draft);
        } else {
            store(draft.key, EMPTY); // other tabs hear that it is gone
            store(draft.key, null);
        }
    }

    /** It was refused: back with it, above what was typed since. */
    putBack(draft) {
        const work = this.work.get(draft.key);
        const { held } = work;
        work.held = null;
        this.change(draft, { ...held, ...together(held, draft) });
    }

    /** It is taken back, to stand above what was typed since, also meanwhile.
     *
     * @param {() => Promise<Object>} ask gives the draft as the server has it then
     */
    async takeBack(draft, ask) {
        const work = this.work.get(draft.key);
        await this.save(draft);
        const known = work.dirty ? "" : draft.body; // of what the server has
        const saved = await ask();
        if (!work.dirty) {
            this.accept(draft, saved, true);
            return;
        }
        const isMore = known && draft.body.startsWith(known);
        const body = isMore
            ? saved.body + draft.body.slice(known.length)
            : joined(saved.body, draft.body);
        const others = draft.files.filter(
            ({ id }) => !saved.files.some((one) => one.id === id),
        );
        work.revision = saved.revision;
        const files = [...saved.files, ...others];
        this.change(draft, { body, files, messageId: saved.message_id });
    }

    // -- the browser's storage: of all tabs, and without a network ------------------

    remember(draft) {
        const { held } = this.work.get(draft.key);
        const kept = Object.fromEntries(KEPT.map((name) => [name, draft[name]]));
        if (held) {
            Object.assign(kept, together(held, draft), { sent: held.sent });
        }
        store(draft.key, { ...kept, time: luxon.DateTime.now().ts });
    }

    /** Typed in another tab: shown here unless this one is being typed in. */
    onStorage({ key, newValue }) {
        const draft = this.book[keyOf(key)];
        const { dirty, held } = (draft && this.work.get(draft.key)) || {};
        if (draft && newValue && !dirty && !held) {
            this.fill(draft, JSON.parse(newValue));
        }
    }
}

export const draftsService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        return new Drafts(orm);
    },
};

registry.category("services").add("social_inbox_drafts", draftsService);
