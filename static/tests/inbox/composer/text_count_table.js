/** The same strings and numbers as the server is tested with, as JSON:
 * [text, code points, graphemes, UTF-16 units]. */
export const COUNTS = JSON.parse(String.raw`[
    ["", 0, 0, 0],
    ["Hello", 5, 5, 5],
    ["a b\nc", 5, 5, 5],
    ["a\r\nb", 4, 3, 4],
    ["Gr\u00fc\u00dfe", 5, 5, 5],
    ["Gru\u0308\u00dfe", 6, 5, 6],
    ["\ud83d\ude00", 1, 1, 2],
    ["\ud83d\udc4d\ud83c\udffd", 2, 1, 4],
    ["\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", 5, 1, 8],
    ["\u2764\ufe0f", 2, 1, 2],
    ["\ud83c\udde9\ud83c\uddea\ud83c\uddeb\ud83c\uddf7", 4, 2, 8],
    ["1\ufe0f\u20e3", 3, 1, 3],
    ["\u65e5\u672c\u8a9e", 3, 3, 3],
    ["\uac00\u1100\u1161\u11a8", 4, 2, 4],
    ["\u0928\u092e\u0938\u094d\u0924\u0947", 6, 4, 6],
    ["\u0915\u094d\u0937", 3, 2, 3],
    ["\u0e19\u0e49\u0e33", 3, 1, 3],
    ["\u0645\u0631\u062d\u0628\u0627", 5, 5, 5],
    ["\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f", 7, 1, 14]
]`);
