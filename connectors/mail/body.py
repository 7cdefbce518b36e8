"""What a mail's MIME tree holds: its text, its HTML and its files.

Sources: RFC 2045-2046 (MIME), RFC 2387 (related), RFC 3676 (flowed text),
RFC 5545 (calendar).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from mimetypes import guess_extension

from ..text import html_fragment, one_line, text_to_html
from ..types import Attachment
from .charsets import decode_bytes
from .headers import decode_base64, filename, header_text

META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w.:-]+)", re.I)
MIMETYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,80}", re.A)
DEEPEST = 40
SIGNATURE = "-- "
# A multipart without parts has lost its boundary: it is shown as it stands.
TEXTS = ("text/plain", "text/html", "multipart/")
NAMES = {"text/calendar": "invite.ics", "text/rfc822-headers": "headers.txt"}


@dataclass(slots=True)
class Content:
    """A mail's readable parts in order, each as (is HTML, text), and its files."""

    texts: list[tuple[bool, str]] = field(default_factory=list)
    alternative: str = ""
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def is_html(self) -> bool:
        return any(is_html for is_html, _ in self.texts)

    @property
    def plain(self) -> str:
        return "\n\n".join(text for is_html, text in self.texts if not is_html)

    @property
    def html(self) -> str:
        return "\n".join(
            html_fragment(text) if is_html else text_to_html(text)
            for is_html, text in self.texts
        )


def read_content(message: Message) -> Content:
    """All that a parsed mail holds; never raises."""
    content = Content()
    _add(content, message, 0)
    calendar = next((one for one in content.attachments if _is_calendar(one)), None)
    if calendar and not any(text.strip() for _, text in content.texts):
        content.texts = [(False, calendar_line(calendar.content))]
    return content


def _is_calendar(attachment: Attachment) -> bool:
    return attachment.mimetype == "text/calendar"


def _add(content: Content, part: Message, depth: int) -> None:
    kind = part.get_content_type()
    if kind == "message/rfc822" or depth > DEEPEST:
        content.attachments.append(_enclosed(part, content))
    elif kind == "multipart/alternative":
        _add_alternative(content, part, depth)
    elif part.is_multipart():
        for child in _children(part):
            _add(content, child, depth + 1)
    elif kind.startswith(TEXTS) and not _is_file(part):
        text = _text(part)
        if text.strip():
            content.texts.append((kind == "text/html", text))
    else:
        content.attachments.append(_attachment(part, content))


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    return (child for child in payload if isinstance(child, Message))


def _add_alternative(content: Content, part: Message, depth: int) -> None:
    """The HTML version is shown, the plain one gives the text; files are kept."""
    versions = [Content() for _ in _children(part)]
    for version, child in zip(versions, _children(part), strict=True):
        _add(version, child, depth + 1)
        content.attachments += version.attachments
    rich = next((one for one in versions if one.is_html), None)
    plain = next((one for one in versions if one.texts and not one.is_html), None)
    chosen = rich or plain
    if chosen:
        if rich and plain and not content.texts:
            content.alternative = plain.plain
        content.texts += chosen.texts


def _is_file(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return disposition.startswith("attachment") or bool(filename(part))


def payload(part: Message) -> bytes:
    """A leaf's bytes; damaged base64 gives what can be decoded."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        data = None
    if data is None:
        return b""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64" and part.defects:
        data = _repaired(part, data)
    return data


def _repaired(part: Message, data: bytes) -> bytes:
    try:
        source = part.get_payload()
    except (ValueError, LookupError):  # the charset's codec is no text codec
        return data
    if not isinstance(source, str):
        return data
    source_bytes = source.encode("ascii", "replace")
    undecoded = b"".join(source_bytes.split()) == b"".join(data.split())
    return decode_base64(source_bytes) if undecoded else data


def _text(part: Message) -> str:
    data = payload(part)
    charset = _charset(part)
    is_html = part.get_content_type() == "text/html"
    if is_html and not charset and (declared := META_CHARSET.search(data[:2048])):
        charset = declared[1].decode("ascii", "replace")
    text = decode_bytes(data, charset).replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip("\n")
    parameters = header_text(str(part.get("Content-Type", ""))).lower()
    parameters = parameters.replace('"', "").replace(" ", "")
    if not is_html and "format=flowed" in parameters:
        return unflow(text, "delsp=yes" in parameters)
    return text


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset("") or ""
    except (ValueError, LookupError, TypeError, IndexError):
        return ""


def unflow(text: str, delete_space: bool = False) -> str:
    """Lines that end in a space joined with the next one (RFC 3676)."""
    paragraphs: list[list[str]] = []
    flows = False
    for line in text.split("\n"):
        is_quoted = line.startswith(">")
        line = line[1:] if line.startswith(" ") else line
        if not flows or is_quoted or line == SIGNATURE:
            paragraphs.append([])
        flows = line.endswith(" ") and not is_quoted and line != SIGNATURE
        paragraphs[-1].append(line[:-1] if flows and delete_space else line)
    return "\n".join(map("".join, paragraphs))


def _attachment(part: Message, content: Content) -> Attachment:
    kind, data = part.get_content_type(), payload(part)
    if part.is_multipart():
        data = _serialised(part)
    return Attachment(
        filename=filename(part) or _made_name(kind, len(content.attachments) + 1),
        mimetype=kind if MIMETYPE.fullmatch(kind) else "application/octet-stream",
        content=data,
        size=len(data),
        content_id=_content_id(part),
        alt_text=header_text(str(part.get("Content-Description", "")))[:500],
    )


def _content_id(part: Message) -> str:
    return header_text(str(part.get("Content-ID", ""))).strip("<> ")[:250]


def _made_name(kind: str, number: int) -> str:
    if kind in NAMES:
        return NAMES[kind]
    return f"attachment-{number}{guess_extension(kind) or '.bin'}"


def _enclosed(part: Message, content: Content) -> Attachment:
    """A forwarded message, whole, named after its subject."""
    children = list(_children(part)) if part.is_multipart() else []
    inner = children[0] if children else part
    data = _serialised(inner) if children else payload(part)
    if "base64" in str(part.get("Content-Transfer-Encoding", "")).lower():
        data = decode_base64(data)  # forbidden, and yet seen
    subject = header_text(str(inner.get("Subject", "")))
    name = re.sub(r'[\\/:*?"<>|]+', " ", subject).strip(". ")[:80]
    fallback = f"message-{len(content.attachments) + 1}"
    return Attachment(
        filename=filename(part) or f"{name or fallback}.eml",
        mimetype="message/rfc822",
        content=data,
        size=len(data),
        content_id=_content_id(part),
    )


def _serialised(message: Message) -> bytes:
    """A message's bytes, its headers not folded anew."""
    out = BytesIO()
    try:
        BytesGenerator(out, mangle_from_=False, maxheaderlen=0).flatten(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return out.getvalue()
    return out.getvalue()


def calendar_line(data: bytes) -> str:
    """An invitation in one line: summary, time, place."""
    text = re.sub(r"\r?\n[ \t]", "", decode_bytes(data, "utf-8"))
    event = text.partition("BEGIN:VEVENT")[2] or text
    found = dict(
        re.findall(r"^(SUMMARY|DTSTART|DTEND|LOCATION)[^:\n]*:(.*)", event, re.M)
    )
    start, end = (_calendar_time(found.get(name, "")) for name in ("DTSTART", "DTEND"))
    if end[:10] == start[:10]:
        end = end[11:]
    time = " - ".join(filter(None, (start, end)))
    pieces = (found.get("SUMMARY", ""), time, found.get("LOCATION", ""))
    line = ", ".join(filter(None, (one_line(piece) for piece in pieces)))
    return re.sub(r"\\([,;\\])", r"\1", line.replace("\\n", " "))


def _calendar_time(value: str) -> str:
    match = re.match(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d*(Z?))?", value)
    if not match:
        return ""
    day = "-".join(match.groups()[:3])
    time = f" {match[4]}:{match[5]}" if match[4] else ""
    return day + time + (" UTC" if match[6] else "")
