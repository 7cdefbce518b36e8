"""Where an answer ends and what it repeats of earlier messages begins.

Only a quotation at the end is cut off: answers written between quoted lines stay
in the new text, and so does everything when nothing new would be left.
"""

import re
from collections.abc import Iterator
from itertools import islice

import lxml.html
from lxml import etree

from ..text import SKIPPED, html_tree, one_line, tree_to_text
from .quote_words import (
    ATTRIBUTION,
    DIVIDER,
    FORWARDED,
    OPENING,
    SENDER_LINE,
    SENT_LINE,
)

HEADER_BLOCK_LINES = 5

# Without one of these in the HTML source, no quotation is looked for.
HTML_HINTS = (
    "<blockquote",
    "gmail_quote",
    "moz-cite-prefix",
    "divrplyfwdmsg",
    "appendonsend",
    "yahoo_quoted",
    "protonmail_quote",
    "zmail_extra",
    "border-top",
)
QUOTES = etree.XPath(
    """descendant::*[self::blockquote
      or contains(concat(@class, ' '), 'gmail_quote ')
      or contains(@class, 'gmail_quote_container')
      or contains(@class, 'moz-cite-prefix') or contains(@class, 'yahoo_quoted')
      or contains(@class, 'protonmail_quote') or contains(@class, 'zmail_extra')
      or contains(@id, 'divRplyFwdMsg') or contains(@id, 'appendonsend')
      or contains(translate(@style, ' S', 's'), 'border-top:solid')]"""
)
MOST_QUOTES = 200
# These begin a quotation that goes on to the end of the mail.
CUTS = ("divRplyFwdMsg", "appendonsend")


def split_text(text: str) -> tuple[str, str]:
    """(new, quoted) of a plain text; quoted is "" when nothing is cut off."""
    lines = text.split("\n")
    cut = _text_cut(lines)
    new = "\n".join(lines[:cut]).rstrip()
    if cut == len(lines) or not new.strip():
        return text.strip("\n"), ""
    return new.strip("\n"), "\n".join(lines[cut:]).strip("\n")


def _text_cut(lines: list[str]) -> int:
    """Index of the first line of the quotation at the end, else len(lines)."""
    marked = _marked_cut(lines)
    for index, line in enumerate(lines[:marked]):
        if FORWARDED.match(line):
            return len(lines)
        if DIVIDER.match(line) or _is_header_block(lines, index):
            return _above_rule(lines, index)
        if line.rstrip().endswith((":", "：")) and not line.startswith(">"):
            start = _attribution_start(lines, index)
            said = " ".join(lines[start : index + 1])
            if said and _all_quoted(lines, index + 1, said):
                return start
    return marked


def _is_header_block(lines: list[str], index: int) -> bool:
    """Outlook repeats the sender and the date of the message that it quotes."""
    following = lines[index + 1 : index + 1 + HEADER_BLOCK_LINES]
    return bool(SENDER_LINE.match(lines[index])) and any(
        SENT_LINE.match(line) for line in following
    )


def _above_rule(lines: list[str], index: int) -> int:
    """A ruled line directly above belongs to the quotation."""
    above = index - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    is_rule = above >= 0 and re.fullmatch(r"\s*[-_=]{5,}\s*", lines[above])
    return above if is_rule else index


def _attribution_start(lines: list[str], index: int) -> int:
    """First of the one to three lines that say who wrote; index + 1 when none do."""
    for start in range(index, max(index - 3, -1), -1):
        if not lines[start].strip():
            break
        joined = " ".join(line.strip() for line in lines[start : index + 1])
        if len(joined) < 400 and ATTRIBUTION.match(joined):
            return _widened(lines, start, index)
    return index + 1


def _widened(lines: list[str], start: int, index: int) -> int:
    """Up to the line with the date, when the attribution was wrapped after it."""
    for above in range(start, max(index - 3, -1), -1):
        if OPENING.match(lines[above]):
            return above
    return start


def _all_quoted(lines: list[str], start: int, said: str) -> bool:
    """Whether everything from here on is one quotation.

    Without marks it is only believed of a line that names a date or an address:
    "My sister wrote:" may well be the customer's own story.
    """
    rest = [line for line in lines[start:] if line.strip()]
    marked = sum(line.lstrip().startswith(">") for line in rest)
    if marked:
        return marked == len(rest)
    return bool(rest) and bool(re.search(r"\d|@", said))


def _marked_cut(lines: list[str]) -> int:
    """Start of the block of ">" lines that ends the text."""
    cut = index = len(lines)
    while index and (not lines[index - 1].strip() or lines[index - 1][:1] == ">"):
        index -= 1
        if lines[index][:1] == ">":
            cut = index
    return cut


def split_html(html: str) -> tuple[str, str]:
    """(new, quoted) of an HTML fragment; quoted is "" when nothing is cut off.

    A source without any sign of a quotation is passed on as it came.
    """
    lowered = html.lower()
    if not any(hint in lowered for hint in HTML_HINTS):
        return html, ""
    root = html_tree(html)
    quotes = QUOTES(root)[:MOST_QUOTES]
    node = next((one for one in quotes if _is_quotation(one, set(quotes))), None)
    if node is None or FORWARDED.match(_beginning(node)):
        return html, ""
    quoted = _cut_off(_with_attribution(node))
    if root.find(".//img") is None and not any(map(str.strip, _outside(root, set()))):
        return html, ""
    return _serialised(root), quoted


def _beginning(node: etree._Element) -> str:
    """The first words in an element."""
    texts = (text for text in node.itertext() if text.strip())
    return " ".join(islice(texts, 3))


def _is_quotation(node: etree._Element, quotes: set[etree._Element]) -> bool:
    """Whether a node repeats an earlier message and no new text follows."""
    if any(mark in node.get("id", "") for mark in CUTS):
        return True
    if "border-top" in node.get("style", "") and node.tag != "blockquote":
        return bool(SENDER_LINE.match(_beginning(node)))
    marks = node.keys() if node.tag == "blockquote" else ["class"]
    if not marks and _with_attribution(node) is node:
        return False
    return not any(text.strip() for text in _texts_after(node, quotes))


def _texts_after(node: etree._Element, quotes: set[etree._Element]) -> Iterator[str]:
    for level in (node, *node.iterancestors()):
        if level.tag == "body":
            return
        yield level.tail or ""
        for sibling in level.itersiblings():
            if sibling not in quotes:
                yield from _outside(sibling, quotes)
            yield sibling.tail or ""


def _outside(node: etree._Element, quotes: set[etree._Element]) -> Iterator[str]:
    """Text in a node that is in none of the quotations."""
    if not isinstance(node.tag, str) or node.tag in SKIPPED:
        return
    yield node.text or ""
    for child in node:
        if child not in quotes:
            yield from _outside(child, quotes)
        yield child.tail or ""


def _with_attribution(node: etree._Element) -> etree._Element:
    """The element from which to cut: also the one above that says who wrote."""
    above = node.getprevious()
    while above is not None and above.tag == "br" and not (above.tail or "").strip():
        above = above.getprevious()
    if above is None or (above.tail or "").strip():
        return node
    text = one_line(tree_to_text(above))
    return above if len(text) < 400 and ATTRIBUTION.match(text) else node


def _cut_off(node: etree._Element) -> str:
    """Take a node and all that follows it out of its tree; their HTML."""
    pieces = []
    for level in [node, *node.iterancestors()]:
        if level.tag == "body":
            break
        if level is not node:
            pieces.append(level.tail or "")
            level.tail = None
        for other in list(level.itersiblings()):
            pieces.append(_markup(other))
            level.getparent().remove(other)
    pieces.insert(0, _markup(node))
    node.getparent().remove(node)
    return "".join(pieces)


def _markup(node: etree._Element) -> str:
    return lxml.html.tostring(node, encoding="unicode")


def _serialised(root: etree._Element) -> str:
    """What stands inside the root, without the <div> that the parser was given."""
    inner = root[0] if len(root) == 1 and root[0].tag == "div" else root
    return (inner.text or "") + "".join(_markup(child) for child in inner)
