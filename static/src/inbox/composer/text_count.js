// Within a grapheme of Unicode's newer rules: Indic consonants that are joined.
const CONJUNCT =
    /[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]\p{M}*\u200d?\p{M}*(?=\p{Lo})/gu;
const URL_LENGTH = 23; // what X and Mastodon count for any web address
const WORD = String.raw`\p{L}\p{N}_`;
// What ends an address: directional marks, and letters of East Asian scripts.
const STOPS = String.raw`\s<>"'\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2e80-\uffef`;
const PLACE = String.raw`(?::\p{Nd}+)?(?:[\/?#](?:[^${STOPS}]{0,4000}[^${STOPS}.,;:!?)\]])?)?`;
const HOST_END = "(?![A-Za-z0-9@+\\-])";
const ADDRESS =
    String.raw`(?<![A-Za-z0-9@$#])https?:\/\/` +
    String.raw`(?:[\p{L}\p{N}](?:[${WORD}\-]{0,61}[\p{L}\p{N}])?\.)+` +
    String.raw`(?:[a-z]{2,63}|(?:(?![a-z])[\p{L}\p{Nl}\p{No}]){2,63})${HOST_END}${PLACE}`;
// X takes names without https:// too: country codes, and what else people write.
const NAME =
    String.raw`(?<![${WORD}@$#.\/\-])` +
    String.raw`(?:[a-z0-9\u00df-\u00ff][a-z0-9\u00df-\u00ff\-]{0,62}\.)+` +
    "(?:[a-z]{2}|com|org|net|info|biz|edu|gov|app|blog|cloud|dev|online|shop|store)" +
    `${HOST_END}${PLACE}`;
const WEB_ADDRESS = new RegExp(ADDRESS, "giu");
const ANY_ADDRESS = new RegExp(`${ADDRESS}|${NAME}`, "giu");
const REMOTE_MENTION = /(?<![\w/])(@\w(?:[\w.-]*\w)?)@[\w.-]{0,252}\w(?![\w.-])/g;
const LIGHT = [
    [0, 0x10ff],
    [0x2000, 0x200d],
    [0x2010, 0x201f],
    [0x2032, 0x2037],
];
const OF_EMOJI = /[\ufe0f\u20e3\p{So}]/u; // or what makes one of a sign before it

const PLAIN = /^[\t\n\x20-\x7e]*$/; // each letter is one, whatever the unit

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
    if (PLAIN.test(text)) {
        return text.length; // in long texts graphemes are slow to find
    }
    let total = 0;
    for (const { segment } of segmenter.segment(text)) {
        total += 1 + (segment.match(CONJUNCT)?.length || 0);
    }
    return total;
}

/** X's rule: an address counts 23, an emoji 2, letters outside some ranges 2. */
function countWeighted(text) {
    const short = withShortAddresses(text.normalize("NFC"), ANY_ADDRESS);
    if (PLAIN.test(short)) {
        return short.length;
    }
    let total = 0;
    for (const { segment } of segmenter.segment(short)) {
        total += weight(segment);
    }
    return total;
}

function withShortAddresses(text, pattern) {
    return text.replace(pattern, "x".repeat(URL_LENGTH));
}

function weight(segment) {
    const characters = [...segment];
    if (characters.length > 1 && OF_EMOJI.test(segment)) {
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
    const short = withShortAddresses(text, WEB_ADDRESS);
    return countGraphemes(short.replace(REMOTE_MENTION, "$1"));
}
