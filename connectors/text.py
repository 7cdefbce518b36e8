"""Text as platforms write it: HTML to plain text and back, and counting."""

import re
import unicodedata
from collections.abc import Iterator
from html import escape, unescape
from itertools import pairwise

import lxml.html
from lxml import etree

from .types import TextUnit

SKIPPED = frozenset(("script", "style", "head", "title", "template"))
# fmt: off
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
))
# fmt: on
PARAGRAPHS = frozenset(("p", "blockquote", "ul", "ol", "table", "h1", "h2", "h3"))
SPACES = re.compile(r"[ \t\r\n\f\v\u200b\ufeff]+")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SURROGATES = re.compile("[\ud800-\udfff]")
HEAD = re.compile(r"<head(?:\s[^<>]*)?>", re.I)
HEAD_END = re.compile(r"</head\s*>|(?=<body[\s>])", re.I)
FRAME = re.compile(r"<(?:/?(?:html|body)(?:\s[^<>]*)?|!doctype[^<>]*)>", re.I)
TAG = re.compile(r"<[^<>]*>")
NO_XML = re.compile("[\ufffe\uffff]")
# Where a block or a paragraph begins or ends; no text holds these (see clean).
BLOCK_EDGE, PARAGRAPH_EDGE = "\x1e", "\x1f"
BREAKS = re.compile(r" *[\n\x1e\x1f][ \n\x1e\x1f]*")
URL_LENGTH = 23  # what X and Mastodon count for any web address
# What ends an address: directional marks, and letters of East Asian scripts.
STOPS = r"\s<>\"'\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2e80-\uffef"
PLACE = rf"(?::\d+)?(?:[/?#](?:[^{STOPS}]{{0,4000}}[^{STOPS}.,;:!?)\]])?)?"
HOST_END = r"(?![A-Za-z0-9@+-])"
WEB_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9@$#])https?://(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+"
    rf"(?:[a-z]{{2,63}}|[^\W\d_a-z]{{2,63}}){HOST_END}{PLACE}",
    re.I,
)
# X takes names without https:// too: country codes, and what else people write.
ANY_ADDRESS = re.compile(
    rf"{WEB_ADDRESS.pattern}|"
    r"(?<![\w@$#./-])(?:[a-z0-9\u00df-\u00ff][a-z0-9\u00df-\u00ff-]{0,62}\.)+"
    "(?:[a-z]{2}|com|org|net|info|biz|edu|gov|app|blog|cloud|dev|online|shop|store)"
    rf"{HOST_END}{PLACE}",
    re.I,
)
REMOTE_MENTION = re.compile(
    r"(?<![\w/])(@\w(?:[\w.-]*\w)?)@[\w.-]{0,252}\w(?![\w.-])", re.ASCII
)
LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


def clean(text: str) -> str:
    """Without what databases, XML or UTF-8 refuse: control characters (a tab and
    line ends stay) and lone surrogates."""
    text = CONTROLS.sub("", text)
    return text if text.isascii() else SURROGATES.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return " ".join(text.split())


def html_fragment(html: str) -> str:
    """A document without its head and frame; text outside <body> is kept.

    The parser would leave out whatever follows </body>: footers, second documents.
    """
    head = HEAD.search(html)
    end = head and HEAD_END.search(html, head.end())
    if head and end:
        html = html[: head.start()] + html[end.end() :]
    return FRAME.sub("", html)


def html_tree(html: str) -> lxml.html.HtmlElement:
    """The parsed fragment under one <div>; never raises, whatever comes.

    What is nested too deeply for the parser, which would cut it off, becomes text.
    """
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True
    )
    data = f"<div>{clean(html_fragment(html))}</div>".encode()
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, ValueError):
        return lxml.html.Element("div")
    if any("depth" in error.message for error in parser.error_log):
        return _flat(html)
    body = root.find("body")
    return root if body is None else body


def _flat(html: str) -> lxml.html.HtmlElement:
    """One element with all text of the source, its tags left out."""
    text = unescape(TAG.sub(" ", clean(html)))
    flat = lxml.html.Element("div")
    flat.text = clean(NO_XML.sub("", text))
    return flat


def html_to_text(html: str) -> str:
    """Plain text of an HTML fragment: blocks become lines, links show their text."""
    return tree_to_text(html_tree(html))


def tree_to_text(root: etree._Element) -> str:
    """Plain text of a parsed fragment, blank lines between paragraphs."""
    text = BREAKS.sub(_line_ends, "".join(_pieces(root)))
    return text.replace("\xa0", " ").strip()


def _line_ends(run: re.Match[str]) -> str:
    """As a browser breaks lines: a block's edge ends a line only if one has begun."""
    ends, begun = 0, True
    for char in run[0]:
        if char == "\n" or (begun and char != " "):
            ends, begun = ends + 1, False
    return "\n\n" if ends > 1 or PARAGRAPH_EDGE in run[0] else "\n"


def _pieces(root: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag = node.tag
        if not isinstance(tag, str) or tag in SKIPPED:
            if event == "start":
                walk.skip_subtree()
            elif node.tail and node is not root:
                yield SPACES.sub(" ", node.tail)
        elif event == "start":
            yield from _opening(node)
        else:
            yield from _closing(node, node is root)


def _opening(node: etree._Element) -> Iterator[str]:
    tag = node.tag
    if tag in BLOCKS:
        yield PARAGRAPH_EDGE if tag in PARAGRAPHS else BLOCK_EDGE
    if tag == "br":
        yield "\n"
    elif tag == "li":
        yield "- "
    elif tag == "img" and node.get("alt"):
        yield f"[{one_line(node.get('alt'))}]"
    if node.text:
        yield node.text if tag == "pre" else SPACES.sub(" ", node.text)


def _closing(node: etree._Element, is_root: bool) -> Iterator[str]:
    if node.tag in BLOCKS:
        yield PARAGRAPH_EDGE if node.tag in PARAGRAPHS else BLOCK_EDGE
    elif node.tag in ("td", "th"):
        yield " "
    if node.tail and not is_root:
        yield SPACES.sub(" ", node.tail)


def text_to_html(text: str) -> str:
    """Paragraphs and line breaks as HTML, web addresses as links; escaped."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip("\n"))
    return "".join(
        "<p>" + _linked(paragraph).replace("\n", "<br>") + "</p>"
        for paragraph in paragraphs
    )


def _linked(text: str) -> str:
    """Escaped text whose web addresses are links."""
    pieces, start = [], 0
    for match in ADDRESS.finditer(text):
        address = escape(match[0])
        pieces.append(escape(text[start : match.start()]))
        pieces.append(f'<a href="{address}">{address}</a>')
        start = match.end()
    return "".join(pieces) + escape(text[start:])


def count(text: str, unit: TextUnit = "char") -> int:
    """Length in the platform's unit.

    ``char``: code points; ``utf16``: UTF-16 units; ``utf8``: bytes; ``grapheme``:
    characters as readers see them; ``weighted``: as X counts; ``mastodon``: as Mastodon
    counts.
    """
    if unit == "weighted":
        return _weighted(unicodedata.normalize("NFC", text))
    if unit == "mastodon":
        text = REMOTE_MENTION.sub(r"\1", WEB_ADDRESS.sub(URL_LENGTH * "x", text))
        return count(text, "grapheme")
    if unit == "utf8":
        return len(text.encode(errors="replace"))
    if unit == "utf16":
        return len(text) + sum(char > "\uffff" for char in text)
    if unit == "grapheme" and ("\r" in text or not text.isascii()):
        return len(list(graphemes(text)))
    return len(text)


def _weighted(text: str) -> int:
    """X's rule: an address counts 23, an emoji 2, letters outside some ranges 2.

    https://docs.x.com/fundamentals/counting-characters, and twitter-text's tests, but
    for hosts whose names are too long only in Punycode (2026-11-03).
    """
    text = ANY_ADDRESS.sub(URL_LENGTH * "x", text)
    return len(text) if text.isascii() else sum(map(_weight, graphemes(text)))


def _weight(grapheme: str) -> int:
    if len(grapheme) > 1 and any(map(_is_of_emoji, grapheme)):
        return 2
    return sum(1 if _is_light(ord(char)) else 2 for char in grapheme)


def _is_of_emoji(char: str) -> bool:
    """A picture, or what makes one of a sign or a digit before it."""
    return char in "\ufe0f\u20e3" or unicodedata.category(char) == "So"


def _is_light(code: int) -> bool:
    return any(first <= code <= last for first, last in LIGHT)


def graphemes(text: str) -> Iterator[str]:
    """User-perceived characters, after UAX 29 (without the Indic conjunct rule)."""
    start, flags = 0, 0
    for index, (before, after) in enumerate(pairwise(text), 1):
        flags = flags + 1 if _is_flag(before) else 0
        if not _joined(before, after, flags):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _joined(before: str, after: str, flags: int) -> bool:
    """Whether no boundary lies between two code points; ``flags`` end at before.

    Thai and Lao AM are letters to Unicode's categories, yet never begin a character.
    """
    if before in "\r\n" or after in "\r\n":
        return before + after == "\r\n"
    if after in "\u200d\u0e33\u0eb3" or unicodedata.category(after) in (
        "Mn",
        "Me",
        "Mc",
    ):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if before == "\u200d":
        return unicodedata.category(after) in ("So", "Sm", "Po")
    if _is_flag(after):
        return flags % 2 == 1
    return _hangul(after) in HANGUL_AFTER.get(_hangul(before), "")


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


HANGUL_AFTER = {"L": "LVSP", "V": "VT", "S": "VT", "P": "T", "T": "T"}


def _hangul(char: str) -> str:
    """The Hangul class: Leading, Vowel, Trailing, Syllable (open), P (closed) or -."""
    code = ord(char)
    if 0xAC00 <= code <= 0xD7A3:
        return "P" if (code - 0xAC00) % 28 else "S"
    if 0x1100 <= code <= 0x115F:
        return "L"
    if 0x1160 <= code <= 0x11A7:
        return "V"
    return "T" if 0x11A8 <= code <= 0x11FF else "-"
