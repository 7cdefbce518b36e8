import { _t } from "@web/core/l10n/translation";

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
 * @param {{isNote: boolean, isUploading: boolean, left: number|null}} facts
 */
export function whyNot(draft, { isNote, isUploading, left }) {
    if (isUploading) {
        return _t("Files are still being uploaded.");
    }
    if (!draft.body.trim() && !draft.files.length) {
        return isNote ? _t("Write a note first.") : _t("Write an answer first.");
    }
    return left < 0 ? _t("%s characters too many.", -left) : "";
}
