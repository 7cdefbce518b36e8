"""Header values of mails as they really come: nothing here ever raises.

Sources: RFC 5322 (format), RFC 2047 (encoded words), RFC 2231 (parameters),
RFC 6532 (UTF-8 in headers).
"""

import binascii
import hashlib
import re
from datetime import datetime, timezone
from email.message import Message
from email.policy import Compat32
from email.utils import mktime_tz, parsedate_tz

from ..text import clean, one_line
from .charsets import decode_bytes

Headers = dict[str, list[str]]

LONGEST_VALUE = 64 * 1024
LONGEST_ID = 250
MOST_ADDRESSES = 200

ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
MESSAGE_ID = re.compile(
    rb"\n[Mm][Ee][Ss]{2}[Aa][Gg][Ee]-[Ii][Dd][ \t]*:(.*(?:\r?\n[ \t].*)*)"
)
ADDRESS = re.compile(r"[^\s<>\"(),:;@]+@[^\s<>\"(),:;@]+")
# One entry of an address list; lengths are bounded, so that the time is linear.
ENTRY = re.compile(
    r"""(?: "(?:[^"\\]|\\.){0,300}" | \((?:[^()\\]|\\.){0,300}\) | <[^<>]{0,400}>
        | [^",;<>()] )+""",
    re.X | re.S,
)
ANGLE = re.compile(r"<\s*([^<>\s]*)\s*>")
COMMENT = re.compile(r"\(([^()]{0,300})\)")
GROUP = re.compile(r"^\s*[^\"<>@:]{0,200}:")
EARLIEST = datetime(1990, 1, 1, tzinfo=timezone.utc)
LATEST = datetime(2200, 1, 1, tzinfo=timezone.utc)


class _Policy(Compat32):
    """The parser's fast policy, with a limit to headers: reading the parameters of
    a long one takes the standard library time that grows with its square."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        longest = 4096 if name[:8].lower() == "content-" else LONGEST_VALUE
        return name, value[:longest]


POLICY = _Policy()


def header_text(value: str) -> str:
    """A header's value, decoded and on one line."""
    value = unescaped(value[:LONGEST_VALUE])
    return one_line(clean(_decode_words(value) if "=?" in value else value))


def unescaped(value: str) -> str:
    """8-bit bytes, which the parser keeps as surrogates, as text."""
    if value.isascii():
        return value
    try:
        return decode_bytes(value.encode("ascii", "surrogateescape"))
    except UnicodeEncodeError:
        return value


def _decode_words(value: str) -> str:
    """Encoded words decoded; neighbours of one charset are joined as bytes first,
    since many senders cut in the middle of a character."""
    pieces: list[tuple[str, bytes | str]] = []
    start = 0
    for match in ENCODED_WORD.finditer(value):
        between = value[start : match.start()]
        charset, data = match[1].split("*")[0].lower(), _word_bytes(match)
        follows = bool(pieces) and isinstance(pieces[-1][1], bytes)
        if between.strip() or (between and not follows):
            pieces.append(("", between))
            follows = False
        if follows and pieces[-1][0] == charset:
            pieces[-1] = (charset, pieces[-1][1] + data)
        else:
            pieces.append((charset, data))
        start = match.end()
    pieces.append(("", value[start:]))
    return "".join(
        data if isinstance(data, str) else decode_bytes(data, charset)
        for charset, data in pieces
    )


def _word_bytes(match: re.Match[str]) -> bytes:
    data = match[3].encode("utf-8", "replace")
    if match[2] in "qQ":
        return binascii.a2b_qp(data, header=True)
    return decode_base64(data)


def decode_base64(data: bytes) -> bytes:
    """Whatever can be decoded, in spite of foreign characters and lost padding."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        data = data[: len(data) - (len(data) % 4 == 1)]
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def split_mail(raw: bytes) -> tuple[bytes, bytes]:
    """A raw mail's header block and its body."""
    ends = [(raw.find(mark), len(mark)) for mark in (b"\r\n\r\n", b"\n\n")]
    position, width = min((end for end in ends if end[0] >= 0), default=(len(raw), 0))
    return raw[:position], raw[position + width :]


def message_id(headers: bytes) -> str:
    """The Message-ID in a header block, without brackets, or ""."""
    match = MESSAGE_ID.search(b"\n" + headers)
    return plain_id(match[1].decode("utf-8", "replace")) if match else ""


def plain_id(value: str) -> str:
    """An id as it is compared: no brackets, no white space, at most 250 characters."""
    value = clean("".join(value.split())).strip("<>")
    if len(value) > LONGEST_ID:
        return "sha256:" + hashlib.sha256(value.encode()).hexdigest()
    return value


def id_list(value: str) -> list[str]:
    """The ids in a References or In-Reply-To value, as written."""
    found = re.findall(r"<([^<>]+)>", value)
    if not found:
        found = [word for word in value.split() if "@" in word]
    return [one for one in map(plain_id, found) if one]


def addresses(values: list[str]) -> list[tuple[str, str]]:
    """(name, address in lower case) pairs of address headers; invalid ones left out."""
    found = []
    for value in values:
        for entry in ENTRY.findall(unescaped(value[:LONGEST_VALUE])):
            name, address = _pair(entry)
            if ADDRESS.fullmatch(address) and len(address) <= 320:
                found.append((name, clean(address).lower()))
                if len(found) == MOST_ADDRESSES:
                    return found
    return found


def _pair(entry: str) -> tuple[str, str]:
    """Name and address of one entry: Anna <a@b>, a@b (Anna), "a@b" <a@b> …"""
    angle = ANGLE.search(entry)
    comment = COMMENT.search(entry)
    if angle:
        name, address = entry[: angle.start()], angle[1]
    else:
        name, address = "", GROUP.sub("", COMMENT.sub("", entry)).strip(" \t\r\n'")
    name = GROUP.sub("", name).strip() or (comment[1] if comment else "")
    name = header_text(re.sub(r"\\(.)", r"\1", name)).strip("\"' ")
    return ("" if name.lower() == address.lower() else name[:200]), address


def date(value: str) -> datetime | None:
    """A date header's moment in UTC; None when absurd: before 1990, after 2200."""
    try:
        parts = parsedate_tz(value[:200])
        moment = datetime.fromtimestamp(mktime_tz(parts) if parts else 0, timezone.utc)
    except (ValueError, IndexError, TypeError, OverflowError, OSError):
        return None
    return moment if EARLIEST < moment < LATEST else None


def filename(part: Message) -> str:
    """A part's file name, decoded, without folders; "" when it has none."""
    try:
        name = part.get_filename() or ""
    except (ValueError, TypeError, IndexError, LookupError):
        return ""
    name = header_text(name).replace("\\", "/").rpartition("/")[2]
    return name.strip(". ")[:200]


def headers_of(message: Message) -> Headers:
    """Raw values by lower-case name, in order."""
    found: Headers = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), []).append(str(value))
    return found


def first(headers: Headers, name: str) -> str:
    return headers.get(name, [""])[0]
