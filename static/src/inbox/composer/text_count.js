// Within a grapheme of Unicode's newer rules: Indic consonants that are joined.
const CONJUNCT =
    /[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]\p{M}*\u200d?\p{M}*(?=\p{Lo})/gu;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Length of a text in the platform's unit, the same as the server counts.
 *
 * @param {string} text
 * @param {"char"|"grapheme"|"utf16"} unit code points, what a reader calls a
 *  character, or JavaScript's own units
 */
export function count(text, unit = "char") {
    if (unit === "utf16") {
        return text.length;
    }
    if (unit === "grapheme") {
        return countGraphemes(text);
    }
    return [...text].length;
}

/** Servers know the older rules, where joined consonants count one by one. */
function countGraphemes(text) {
    let total = 0;
    for (const { segment } of segmenter.segment(text)) {
        total += 1 + (segment.match(CONJUNCT)?.length || 0);
    }
    return total;
}
