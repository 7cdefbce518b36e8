import { _t } from "@web/core/l10n/translation";

import { formatCount } from "./count";

const COUNT = "%(count)s"; // as in the server's sentences

/** Results of several calls put together: what was done, what not, how to undo it. */
export class Tally {
    constructor() {
        this.done = new Map(); // sentence: how many
        this.skipped = new Map(); // reason: how many
        this.undos = [];
    }

    /** @param {Object} params of a result: text, done, skipped, undo */
    add({ text, done, skipped, undo }) {
        if (done || !skipped?.length) {
            this.done.set(text, (this.done.get(text) || 0) + done);
        }
        for (const [reason, count] of skipped || []) {
            this.skip(reason, count);
        }
        if (undo) {
            this.undos.push(undo);
        }
    }

    skip(reason, count) {
        this.skipped.set(reason, (this.skipped.get(reason) || 0) + count);
    }

    get skippedCount() {
        return [...this.skipped.values()].reduce((sum, count) => sum + count, 0);
    }

    get message() {
        const said = [...this.done].map(([text, count]) =>
            text.replace(COUNT, formatCount(count)),
        );
        const reasons = [...this.skipped]
            .sort((one, other) => other[1] - one[1])
            .map(([reason, count]) =>
                count > 1 ? `${reason} (${formatCount(count)})` : reason,
            );
        if (!reasons.length) {
            return said.join(", ");
        }
        const skipped = _t("%s skipped:", formatCount(this.skippedCount));
        return [[...said, skipped].join(", "), ...reasons].join("\n");
    }

    /** What `showResult` takes. */
    get params() {
        const type = this.skipped.size ? "warning" : "success";
        return { message: this.message, type, undo: this.undos };
    }
}
