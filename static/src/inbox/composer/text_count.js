// Within a grapheme of Unicode's newer rules: Indic consonants that are joined.
const CONJUNCT =
    /[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]\p{M}*\u200d?\p{M}*(?=\p{Lo})/gu;
const URL_LENGTH = 23; // what X and Mastodon count for any web address
const WEB_ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/gu;
const REMOTE_MENTION =
    /(?<![\p{L}\p{N}_/])(@[\p{L}\p{N}_.-]*[\p{L}\p{N}_])@[\p{L}\p{N}_.-]*[\p{L}\p{N}_]/gu;
const LIGHT = [
    [0, 0x10ff],
    [0x2000, 0x200d],
    [0x2010, 0x201f],
    [0x2032, 0x2037],
];
const SYMBOL = /\p{So}/u;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const encoder = new TextEncoder();

const COUNTS = {
    char: countCharacters,
    grapheme: countGraphemes,
    utf16: (text) => text.length,
    utf8: (text) => encoder.encode(text).length,
    weighted: countWeighted,
    mastodon: countMastodon,
};

/** Length of a text in the platform's unit, the same as the server counts.
 *
 * @param {string} text
 * @param {"char"|"grapheme"|"utf16"|"utf8"|"weighted"|"mastodon"} unit code points,
 *  what a reader calls a character, JavaScript's own units, bytes, as X or as
 *  Mastodon counts
 */
export function count(text, unit = "char") {
    return (COUNTS[unit] || countCharacters)(text);
}

function countCharacters(text) {
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

/** X's rule: an address counts 23, an emoji 2, letters outside some ranges 2. */
function countWeighted(text) {
    let total = 0;
    const rest = text.normalize("NFC").replace(WEB_ADDRESS, () => {
        total += URL_LENGTH;
        return "";
    });
    for (const { segment } of segmenter.segment(rest)) {
        total += weight(segment);
    }
    return total;
}

function weight(segment) {
    const characters = [...segment];
    if (characters.length > 1 && SYMBOL.test(segment)) {
        return 2;
    }
    return characters.reduce((sum, one) => sum + (isLight(one) ? 1 : 2), 0);
}

function isLight(character) {
    const code = character.codePointAt(0);
    return LIGHT.some(([first, last]) => first <= code && code <= last);
}

/** Mastodon's rule: an address counts 23, of a mention only the name before its
 * server. */
function countMastodon(text) {
    const short = text.replace(WEB_ADDRESS, "x".repeat(URL_LENGTH));
    return countGraphemes(short.replace(REMOTE_MENTION, "$1"));
}
