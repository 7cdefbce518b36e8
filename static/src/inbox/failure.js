import { _t } from "@web/core/l10n/translation";

/** What the server said, in words for a person. */
export function reason(error) {
    return error.data?.message || _t("The server cannot be reached.");
}

/** Odoo itself asks to log in again, if it hears of it. */
export function isSessionOver(error) {
    return error?.exceptionName === "odoo.http.SessionExpiredException";
}
