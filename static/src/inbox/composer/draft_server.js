import { browser } from "@web/core/browser/browser";

import { sendBeacon, store } from "./draft_storage";

export const WAIT = 800; // milliseconds of silence before the server is told
const RETRY = 15000;

/** Tells the server what was typed: after a moment, again if it failed, and at the
 * latest when the page is left. `work` says of each draft what nobody draws. */
export class DraftServer {
    constructor(orm, work, getDrafts) {
        Object.assign(this, { orm, work, getDrafts });
        browser.addEventListener("online", () => this.saveAll());
        browser.addEventListener("beforeunload", () => this.sendBeacons());
        document.addEventListener("visibilitychange", () => this.saveAll());
    }

    later(draft, wait = WAIT) {
        const work = this.work.get(draft.key);
        browser.clearTimeout(work.timer);
        work.timer = browser.setTimeout(() => this.save(draft), wait);
    }

    isDirty(draft) {
        const work = this.work.get(draft.key);
        return work.dirty && !work.held;
    }

    get dirty() {
        return this.getDrafts().filter((one) => this.isDirty(one));
    }

    saveAll() {
        return Promise.all(this.dirty.map((draft) => this.save(draft)));
    }

    /** One after the other: what was typed last is what is kept. */
    save(draft) {
        const work = this.work.get(draft.key);
        browser.clearTimeout(work.timer);
        work.saving = work.saving
            ? work.saving.then(() => this.saveNow(draft))
            : this.saveNow(draft);
        return work.saving;
    }

    async saveNow(draft) {
        if (!this.isDirty(draft)) {
            return;
        }
        const work = this.work.get(draft.key);
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
        for (const draft of this.dirty) {
            sendBeacon(this.call(draft, this.work.get(draft.key)));
        }
    }
}
