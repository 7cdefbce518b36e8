import { _t } from "@web/core/l10n/translation";
import { humanSize } from "@web/core/utils/binary";

const NONE = { length: 0, unit: "char", files: 0, bytes: 0, types: [] };
const FAMILIES = {
    "image/": _t("pictures"),
    "video/": _t("videos"),
    "audio/": _t("sound"),
};

/** Who will see the answer: as chosen, or as the server offers it. */
export function visibilityOf(composer, draft) {
    return draft.visibility || composer.visibility;
}

/** What the platform takes of what is written now; notes have no limit.
 *
 * @param {Object|null} composer as the server describes it; null for a note
 */
export function limitsOf(composer, draft) {
    if (!composer) {
        return NONE;
    }
    const { limits_by: known, limits } = composer;
    return known?.[visibilityOf(composer, draft)] || limits;
}

/** Why the platform takes none of these files; empty if it takes them all.
 *
 * @param {{name: string, size: number, mimetype: string}[]} files "" as type: unknown
 */
export function whyNotFiles(files, limits) {
    if (files.length && limits.takes_files === false) {
        return _t("The platform takes no files with this answer.");
    }
    const odd = files.find((file) => !isTaken(file, limits.types || []));
    if (odd) {
        const types = limits.types.map(nameOfType).join(", ");
        return _t("%(name)s cannot be sent there. Possible are: %(types)s.", {
            name: odd.name,
            types,
        });
    }
    return whyTooMuch(files, limits);
}

function whyTooMuch(files, { files: most, bytes }) {
    if (most && files.length > most) {
        return _t("At most %s files are allowed.", most);
    }
    if (bytes && files.reduce((sum, one) => sum + one.size, 0) > bytes) {
        return _t("%(name)s is too large: %(limit)s are allowed together.", {
            name: files.at(-1).name,
            limit: humanSize(bytes),
        });
    }
    return "";
}

function isTaken({ mimetype }, types) {
    return !mimetype || !types.length || types.some((one) => mimetype.startsWith(one));
}

/** "image/" as people call it, "image/png" as they know it. */
function nameOfType(type) {
    return String(FAMILIES[type] || type.split("/")[1].toUpperCase());
}

/** Types as a file dialog takes them. */
export function acceptOf({ types }) {
    return (types || []).map((one) => (one.endsWith("/") ? `${one}*` : one)).join(",");
}
