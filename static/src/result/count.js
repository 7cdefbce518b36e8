import { user } from "@web/core/user";

/** How many, as it is written in the user's language: 10,234. */
export function formatCount(count) {
    return new Intl.NumberFormat(user.lang || undefined).format(count || 0);
}
