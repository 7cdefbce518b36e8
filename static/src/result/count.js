import { memoize } from "@web/core/utils/functions";
import { user } from "@web/core/user";

const formatOf = memoize((lang) => new Intl.NumberFormat(lang || undefined));

/** How many, as it is written in the user's language: 10,234. */
export function formatCount(count) {
    return formatOf(user.lang).format(count || 0);
}
