import { _t } from "@web/core/l10n/translation";

import { whyNotFiles } from "./limits";
import { count } from "./text_count";

/** Characters left; null where there is no limit.
 *
 * @param {{length: number, unit: string}} limits
 */
export function charactersLeft({ body }, { length, unit }) {
    return length ? length - count(body.trim(), unit) : null;
}

/** Why a draft cannot be sent now; empty if it can.
 *
 * @param {Object} facts isNote; isUploading; limits; visibilities to choose from
 */
export function whyNot(draft, { isNote, isUploading, limits, visibilities }) {
    if (isUploading) {
        return _t("Files are still being uploaded.");
    }
    if (!draft.body.trim() && !draft.files.length) {
        return isNote ? _t("Write a note first.") : _t("Write an answer first.");
    }
    if (!isNote && draft.visibility && !visibilities.includes(draft.visibility)) {
        return _t("Choose who can read the answer: what you chose is over.");
    }
    const left = charactersLeft(draft, limits);
    if (left !== null && left < 0) {
        return limits.unit === "utf8"
            ? _t("%s bytes too many.", -left)
            : _t("%s characters too many.", -left);
    }
    return whyNotFiles(draft.files, limits);
}
