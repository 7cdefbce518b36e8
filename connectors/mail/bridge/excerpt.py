"""What the author wrote, out of a mail in which a platform tells of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...text import one_line
from ...types import Kind
from .links import ADDRESS, Link, bare, unwrapped
from .trust import is_within
from .words import BUTTON, FOOTER, HANDLE, NOBODY, SAID, TEAM, VIA, WHEN, headline

MOST_LINES = 12  # in which it is said who did what
MOST_CARD_LINES, MOST_TEXT_LINES = 4, 2000
# addresses that take answers or sign off, whoever holds them
KEYED = re.compile(
    r"\b(?:(?:repl(?:y|ies)|unsub\w{0,20}|notification|update|comment|[mc])\+[\w.=%+-]{6,200}"
    r"|[\w.-]{0,64}\+[0-9a-f]{16,64}|[\w-]{16,64}(?=@reply\.linkedin\.com))@[\w.-]+\w",
    re.I,
)
PICTURE = re.compile(r"\[[^\[\]]{0,200}\]")


@dataclass(frozen=True, slots=True)
class Said:
    """Who did what, as the subject or the first lines say it."""

    kind: Kind | None
    name: str = ""
    handle: str = ""
    line: str = ""


def said(subject: str, text: str) -> Said:
    """By the subject; a name that it leaves out is looked for in the text."""
    kind, name, line = None, "", ""
    for one in (subject, *_first_lines(text)):
        found, who = headline(one)
        if found and (kind is None or (found == kind and not name and who)):
            kind, name, line = found, who or name, one
        if kind and name:
            break
    handle = HANDLE.search(name)
    plain = one_line(HANDLE.sub("", name)).strip(" ()") if handle else name
    return Said(kind, plain, handle[1] if handle else "", line)


def _first_lines(text: str) -> list[str]:
    lines = (one_line(line) for line in text[:6000].split("\n"))
    return [line for line in lines if line][:MOST_LINES]


def sender_name(name: str, platform: str) -> str:
    """Whose the mail is by its sender's name; "" if it is the platform's own."""
    name = VIA.sub("", name).strip(" \"'")
    is_own = re.match(rf"{platform}\b", name, re.I) or name.lower() in NOBODY
    return "" if is_own else name


def excerpt(text: str, chrome: Iterable[str], hosts: tuple[str, ...]) -> str:
    """The author's words; "" where the mail tells none.

    :param chrome: lines that are the platform's: subject, author, headline
    :param hosts: the platform's own, whose addresses stand for buttons
    """
    if quoted := SAID.search(text[:6000]):
        return clean_text(quoted["text"], hosts)
    known = {_folded(one_line(one)) for one in chrome if one}
    lines = TEAM.sub("", text).split("\n")[:MOST_TEXT_LINES]
    lines = [one_line(line) for line in lines]
    end = next((i for i, line in enumerate(lines) if i and FOOTER.match(line)), None)
    lines = lines[_after_headline(lines, known) : end]
    marks = [_is_chrome(line, known, hosts) for line in lines]
    kept = "\n".join(_between(lines, marks, known))
    whole = re.fullmatch(r"[\"“„«](.*)[\"”“»]", kept, re.S)
    return clean_text(whole[1] if whole else kept, hosts)


def _after_headline(lines: list[str], known: set[str]) -> int:
    """Index of the line below that which says who did what: greetings stand above."""
    first = [(i, line) for i, line in enumerate(lines) if line][:MOST_LINES]
    found = ((i, *headline(line)) for i, line in first)
    ends = [i for i, kind, who in found if kind and (not who or who.lower() in known)]
    return ends[-1] + 1 if ends else 0


def _between(lines: list[str], marks: list[bool], known: set[str]) -> list[str]:
    """Without what is the platform's at the beginning and the end.

    An author's name begins a card of a few lines, which say what the author is.
    """
    first = next((i for i, is_mark in enumerate(marks) if not is_mark), len(lines))
    last = next((i for i in range(len(lines), 0, -1) if not marks[i - 1]), 0)
    kept = lines[first:last]
    blank = next((i for i, line in enumerate(kept) if not line), 0)
    is_card = first > 0 and _folded(lines[first - 1]) in known
    if is_card and 0 < blank <= MOST_CARD_LINES:
        rest = kept[blank + 1 :]
        more = [_is_chrome(line, known, ()) for line in rest]
        if not all(more):
            return _between(rest, more, set())
    return kept


def _folded(line: str) -> str:
    return line.lower().rstrip(" .:!")


def _is_chrome(line: str, known: set[str], hosts: tuple[str, ...]) -> bool:
    if not line or _folded(line) in known:
        return True
    rest = PICTURE.sub("", line).strip(" |•·-–—*<>()")
    address = ADDRESS.search(rest)
    if address and is_within(Link(unwrapped(address[0])).host, hosts):
        rest = rest.replace(address[0], "").strip(" <>():")
    return not rest or any(one.fullmatch(rest) for one in (BUTTON, WHEN, HANDLE))


def clean_text(text: str, hosts: tuple[str, ...]) -> str:
    """Without what only its reader should have: keys in addresses.

    The platform's own links lose their parameters; others are the author's.
    """
    text = ADDRESS.sub(lambda found: _plain_address(found[0], hosts), text)
    return re.sub(r"\n{3,}", "\n\n", without_keys(text).strip())


def without_keys(text: str) -> str:
    """Addresses whose holder may answer or sign off are not shown."""
    return KEYED.sub("***", text)


def _plain_address(url: str, hosts: tuple[str, ...]) -> str:
    target = unwrapped(url)
    return bare(target) if is_within(Link(target).host, hosts) else target


def paragraphs(text: str) -> Iterator[str]:
    """Its parts between blank lines."""
    yield from filter(None, (part.strip() for part in re.split(r"\n\s*\n", text)))
