import { describe, expect, test } from "@odoo/hoot";

import { count } from "@social_inbox/inbox/composer/text_count";
import { COUNTS } from "./text_count_table";

describe.current.tags("headless");

const UNITS = ["char", "grapheme", "utf16", "utf8", "weighted", "mastodon"];

for (const [text, ...lengths] of COUNTS) {
    test(`length of ${JSON.stringify(text)}`, () => {
        expect(UNITS.map((unit) => count(text, unit))).toEqual(lengths);
        expect(count(text)).toBe(lengths[0]);
    });
}
