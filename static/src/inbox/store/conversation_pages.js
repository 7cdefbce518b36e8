import { markRaw } from "@odoo/owl";

import { NO_PAGE, withNewest, withOlder } from "../../conversation/pages";

/** The conversation of the shown twist: its newest page as it was read with the
 * twist, with what the reader asked for besides: earlier messages, and spam. */
export class ConversationPages {
    constructor(orm) {
        this.orm = orm;
        this.kept = markRaw(NO_PAGE);
        this.spam = markRaw(NO_PAGE); // of the twist whose spam is shown
        this.joined = markRaw({});
    }

    /** @param {Object} newest as the server returned it */
    of(newest) {
        if (this.spam.id === newest.id) {
            return this.spam;
        }
        const { kept } = this;
        if (this.joined.kept !== kept || this.joined.newest !== newest) {
            this.joined = markRaw({ kept, newest, page: withNewest(kept, newest) });
        }
        return this.joined.page; // the same as long as nothing changed: drawn once
    }

    showsSpam(id) {
        return Boolean(id) && this.spam.id === id;
    }

    async loadOlder(newest) {
        const page = this.of(newest);
        const showSpam = this.showsSpam(page.id);
        const first = page.messages[0].id;
        const older = await this.read(page.id, { before: first, show_spam: showSpam });
        const now = this.of(newest);
        if (now.messages[0]?.id === first && this.showsSpam(page.id) === showSpam) {
            this[showSpam ? "spam" : "kept"] = markRaw(withOlder(now, older));
        }
    }

    async toggleSpam(id) {
        const isShown = this.showsSpam(id);
        this.spam = markRaw(
            isShown ? NO_PAGE : await this.read(id, { show_spam: true }),
        );
    }

    /** The twist changed: with its spam it is read anew. */
    async refresh(id) {
        if (this.showsSpam(id)) {
            const limit = Math.max(30, this.spam.messages.length);
            this.spam = markRaw(await this.read(id, { show_spam: true, limit }));
        }
    }

    async read(id, options) {
        const kwargs = { ...options };
        const page = await this.orm.silent.call(
            "social.twist",
            "conversation",
            [id],
            kwargs,
        );
        return { ...NO_PAGE, id, ...page };
    }
}
