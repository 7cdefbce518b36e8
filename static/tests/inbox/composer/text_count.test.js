import { describe, expect, test } from "@odoo/hoot";

import { count } from "@social_inbox/inbox/composer/text_count";
import { COUNTS } from "./text_count_table";

describe.current.tags("headless");

for (const [text, characters, graphemes, units] of COUNTS) {
    test(`length of ${JSON.stringify(text)}`, () => {
        expect(count(text)).toBe(characters);
        expect(count(text, "grapheme")).toBe(graphemes);
        expect(count(text, "utf16")).toBe(units);
    });
}
