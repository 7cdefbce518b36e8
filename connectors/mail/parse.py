"""A mail's bytes become events. Pure: no network, no clock.

Source: RFC 5322 (format).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser

from ..errors import PayloadError, _lt
from ..text import clean, html_to_text
from ..types import Attachment, Event, MessageEvent, Payload, Profile
from .automatic import automatic, deliveries
from .body import Content, read_content
from .bridge import NO_BRIDGE, Bridge
from .bridge.excerpt import without_keys
from .headers import (
    POLICY,
    Headers,
    addresses,
    date,
    first,
    header_text,
    headers_of,
    id_list,
    plain_id,
    unescaped,
)
from .quotes import split_html, split_text

MOST_ANCESTORS = 50
# A mail nested or cut beyond these is not taken apart, since the time that takes
# grows with the number of its parts times that of its lines.
MOST_PARTS, MOST_DELIMITERS, MOST_WORK = 250, 20_000, 4_000_000
PARTS = (b"boundary", b"message/")
LARGEST_TEXT = 1_000_000  # characters; no quotation is looked for in more
LATE = 24 * 3600
# A shorter plain version may be a mere "please see the HTML version".
SHORT = 200


class MailParser:
    """Reads payloads for one mailbox.

    :param own_address: mails from it are our own copies
    :param bridge: whose word about other platforms is taken; default: nobody's
    """

    def __init__(self, own_address: str = "", bridge: Bridge = NO_BRIDGE) -> None:
        self.own_address = own_address.lower()
        self.bridge = bridge

    def parse(self, payload: Payload) -> Iterator[Event]:
        """The message, and for a bounce also what became of ours.

        :raises PayloadError: neither a header nor any text
        """
        message, content = _read(payload.body)
        headers = headers_of(message)
        event = self._event(payload, headers, content)
        if event.automatic == "bounce":
            reports = tuple(deliveries(message))
            yield from reports
            ours = tuple(report.external_id for report in reports)
            ids = dict.fromkeys((*event.ancestor_ids, *ours))
            event = replace(event, ancestor_ids=tuple(ids), **_without_keys(event))
        yield self.bridge.told(event, message.raw_items(), headers, content)

    def _event(
        self, payload: Payload, headers: Headers, content: Content
    ) -> MessageEvent:
        own_id = plain_id(unescaped(first(headers, "message-id")))
        own_id = own_id or payload.external_id
        author = _author(headers, payload.external_id)
        return MessageEvent(
            external_id=own_id,
            author=author,
            sent_at=_sent_at(headers),
            kind="mail",
            visibility="private",
            ancestor_ids=_ancestors(headers, own_id),
            from_us=bool(self.own_address) and author.handle == self.own_address,
            subject=header_text(first(headers, "subject"))[:1000],
            language=_language(headers),
            automatic=automatic(headers),
            reply_address=_reply_address(headers, author),
            recipients=tuple(
                dict.fromkeys(
                    address
                    for _, address in addresses(
                        headers.get("to", []) + headers.get("cc", [])
                    )
                )
            ),
            attachments=tuple(content.attachments),
            **_body(content),
        )


def _read(raw: bytes) -> tuple[Message, Content]:
    """The parsed mail; one that is nested without measure stays whole as a file."""
    if not raw.strip(b"\0\r\n\t "):
        raise PayloadError(_lt("The mail is empty."), code="empty")
    if _is_reasonable(raw):
        with suppress(RecursionError):
            message = BytesParser(policy=POLICY).parsebytes(raw)
            content = read_content(message)
            _check(message, content)
            return message, content
    whole = Attachment(
        filename="message.eml", mimetype="message/rfc822", content=raw, size=len(raw)
    )
    message = BytesHeaderParser(policy=POLICY).parsebytes(raw)
    return message, Content(attachments=[whole])


def _is_reasonable(raw: bytes) -> bool:
    lowered = raw.lower()
    parts = sum(map(lowered.count, PARTS))
    return (
        parts <= MOST_PARTS
        and parts * raw.count(b"\n") <= MOST_WORK
        and raw.count(b"\n--") <= MOST_DELIMITERS
    )


def _check(message: Message, content: Content) -> None:
    if message.keys() or content.attachments:
        return
    if not any(re.search(r"\w", text) for _, text in content.texts):
        raise PayloadError(_lt("This is not a mail."), code="not_mail")


def _author(headers: Headers, fallback: str) -> Profile:
    """From, else Sender, else Return-Path; else a profile for this mail alone."""
    for name in ("from", "sender", "return-path", "reply-to"):
        for label, address in addresses(headers.get(name, [])):
            return Profile(external_id=address, handle=address, name=label)
    label = header_text(first(headers, "from"))[:200]
    return Profile(external_id=f"unknown:{fallback}", name=label)


def _reply_address(headers: Headers, author: Profile) -> str:
    found = addresses(headers.get("reply-to", []))
    return found[0][1] if found else author.handle


def _sent_at(headers: Headers) -> datetime | None:
    """Date, unless it lies after the arrival at our own server."""
    written = date(first(headers, "date"))
    received = date(first(headers, "received").rpartition(";")[2])
    if written and received and (written - received).total_seconds() > LATE:
        return received
    return written or received


def _ancestors(headers: Headers, own_id: str) -> tuple[str, ...]:
    """In-Reply-To, then References from the last to the first."""
    found = id_list(" ".join(headers.get("in-reply-to", []))[:2000])
    found += reversed(id_list(" ".join(headers.get("references", []))[-32_000:]))
    unique = dict.fromkeys(one for one in found if one != own_id)
    return tuple(unique)[:MOST_ANCESTORS]


def _language(headers: Headers) -> str:
    value = first(headers, "content-language").split(",")[0].strip()
    plausible = re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", value)
    return value if plausible else ""


def _body(content: Content) -> dict[str, str | bool]:
    """The fields body, text, quoted and is_html of the event."""
    if not content.is_html:
        new, quoted = _split(content.plain, split_text)
        return {"body": new, "text": new, "quoted": quoted, "is_html": False}
    new, quoted = _split(content.html, split_html)
    plain = _split(content.alternative, split_text)[0].strip()
    if len(plain) < SHORT:
        rich = html_to_text(new[:LARGEST_TEXT])
        plain = rich if not plain or len(rich) > 3 * len(plain) + 40 else plain
    return {"body": new, "text": clean(plain), "quoted": quoted, "is_html": True}


def _without_keys(event: MessageEvent) -> dict[str, str]:
    """A bounce's texts, which repeat the address that took no answer."""
    names = ("body", "text", "quoted")
    return {name: without_keys(getattr(event, name)) for name in names}


def _split(text: str, split: Callable[[str], tuple[str, str]]) -> tuple[str, str]:
    new, quoted = split(text) if len(text) <= LARGEST_TEXT else (text, "")
    return new.strip("\n"), quoted.strip("\n")
