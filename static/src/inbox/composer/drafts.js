import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";

import { sendBeacon, keyOf, store, stored } from "./draft_storage";

export const WAIT = 800; // milliseconds of silence before the server is told
const RETRY = 15000;
const KEPT = ["body", "subject", "visibility", "messageId", "files"];
const EMPTY = { body: "", subject: null, visibility: "", messageId: 0, files: [] };

/**
 * What is typed and not sent, by twist and kind: at once in memory and in the browser's
 * storage, after a moment on the server. It outlives the composer that shows it, so
 * that going on to the next twist loses nothing.
 *
 * A draft is reactive: {twistId, kind, body, subject (null: as suggested), visibility,
 * messageId, files, status: "" | "saved" | "failed"}.
 */
export class Drafts {
    constructor(orm) {
        this.orm = orm;
        this.book = reactive({});
        this.work = new Map(); // of each draft, what nobody draws
        browser.addEventListener("storage", (ev) => this.onStorage(ev));
        browser.addEventListener("online", () => this.saveAll());
        browser.addEventListener("beforeunload", () => this.sendBeacons());
        document.addEventListener("visibilitychange", () => this.saveAll());
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
        this.later(draft, WAIT);
    }

    later(draft, wait) {
        const work = this.work.get(draft.key);
        browser.clearTimeout(work.timer);
        work.timer = browser.setTimeout(() => this.save(draft), wait);
    }

    // -- the server ----------------------------------------------------------------

    saveAll() {
        const dirty = Object.values(this.book).filter((one) => this.isDirty(one));
        return Promise.all(dirty.map((draft) => this.save(draft)));
    }

    isDirty(draft) {
        const work = this.work.get(draft.key);
        return work.dirty && !work.held;
    }

    /** One after the other: what was typed last is what is kept. */
    async save(draft) {
        const work = this.work.get(draft.key);
        browser.clearTimeout(work.timer);
        await work.saving;
        if (this.isDirty(draft)) {
            work.saving = this.saveNow(draft, work);
            await work.saving;
        }
    }

    async saveNow(draft, work) {
        const { version } = work;
        try {
            const result = await this.orm.silent.call(
                "social.twist",
                "save_draft",
                this.call(draft, work),
            );
            work.revision = Math.max(work.revision, result.revision || 0);
        } catch {
            draft.status = "failed";
            this.later(draft, RETRY);
            return;
        }
        draft.status = "saved";
        if (work.version === version) {
            Object.assign(work, { dirty: false, files: false });
            store(draft.key, null);
        }
    }

    call(draft, work) {
        const values = {
            body: draft.body,
            subject: draft.subject || "",
            visibility: draft.visibility,
            message_id: draft.messageId,
        };
        if (work.files) {
            values.attachment_ids = draft.files.map((file) => file.id);
        }
        return [[draft.twistId], draft.kind, values];
    }

    /** The page is left: beacons arrive, other requests may be cut off. */
    sendBeacons() {
        for (const draft of Object.values(this.book)) {
            if (this.isDirty(draft)) {
                sendBeacon(this.call(draft, this.work.get(draft.key)));
            }
        }
    }

    // -- sending -------------------------------------------------------------------

    /** Take a text out to be sent; the browser keeps it until ``done``. */
    hold(draft) {
        const work = this.work.get(draft.key);
        browser.clearTimeout(work.timer);
        work.held = Object.fromEntries(KEPT.map((name) => [name, draft[name]]));
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
            this.later(draft, WAIT);
        } else {
            store(draft.key, null);
        }
    }

    /** It was refused: back with it, above what was typed since. */
    putBack(draft) {
        const work = this.work.get(draft.key);
        const { held } = work;
        work.held = null;
        const body = [held.body, draft.body].filter(Boolean).join("\n\n");
        this.change(draft, { ...held, body, files: [...held.files, ...draft.files] });
    }

    // -- the browser's storage: of all tabs, and without a network ------------------

    remember(draft) {
        const { held } = this.work.get(draft.key);
        const body = [held?.body, draft.body].filter(Boolean).join("\n\n");
        const files = [...(held?.files || []), ...draft.files];
        const kept = Object.fromEntries(KEPT.map((name) => [name, draft[name]]));
        store(draft.key, { ...kept, body, files, time: luxon.DateTime.now().ts });
    }

    /** Typed in another tab: shown here unless this one is being typed in. */
    onStorage({ key, newValue }) {
        const draft = this.book[keyOf(key)];
        if (draft && newValue && !this.work.get(draft.key).dirty) {
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
