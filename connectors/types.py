"""What connectors exchange with the inbox: frozen values, free of any platform.

Ids are opaque strings that only the connector which made them reads. Times are
aware datetimes in UTC, sizes are bytes, and what is absent is ``""`` or ``()``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["post", "comment", "direct", "mention", "review", "mail"]
Visibility = Literal["public", "private"]
TextUnit = Literal["char", "grapheme", "utf16"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One field of the form that connects a channel.

    ``type`` is one of char, password, text, integer, boolean, selection.
    A ``secret`` is stored encrypted and never shown again.
    ``choices`` are (value, label) pairs of a selection. ``shown_if`` names another
    setting and the value that makes this one matter.

    Texts are English. ``group`` and a ``placeholder`` in words are marked by
    ``errors._lt``; Odoo finds labels, help and choices by itself, in the fields.
    """

    name: str
    label: str
    type: str = "char"
    help: str = ""
    default: str | int | bool = ""
    required: bool = False
    secret: bool = False
    placeholder: str = ""
    group: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    shown_if: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the platform takes in one message; 0 means no limit.

    ``visibilities`` are what an answer may have where its author chooses; else it has
    that of the message it answers.
    """

    text_length: int = 0
    text_unit: TextUnit = "char"
    is_html: bool = False
    has_subject: bool = False
    attachments: int = 0
    attachment_bytes: int = 0
    polling_minutes: int = 1
    visibilities: tuple[Visibility, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One arrival as it came, before anybody reads it."""

    external_id: str
    body: bytes = field(repr=False)
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Payloads, oldest first, and the cursor that comes after them.

    ``receipt`` is what ``Acknowledges.acknowledge`` needs once they are stored.
    """

    payloads: tuple[Payload, ...]
    cursor: str
    has_more: bool = False
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An author; ``handle`` is written without @ and, for mail, is the address."""

    external_id: str
    handle: str = ""
    name: str = ""
    url: str = ""
    avatar_url: str = ""
    followers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file, by content or by address; ``content_id`` is set on inline images."""

    filename: str
    mimetype: str = "application/octet-stream"
    content: bytes = field(default=b"", repr=False)
    url: str = ""
    size: int = 0
    alt_text: str = ""
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEvent:
    """A message, inbound or our own seen on the platform.

    ``body`` is the new text alone, ``quoted`` what it repeats of earlier messages,
    both HTML when ``is_html``; HTML is as untrusted as it came. ``text`` is the new
    text as plain text. ``ancestor_ids`` are nearest first. ``automatic`` marks
    auto-replies and bounces, which are never answered by a machine. ``sent_at`` is
    None when the message does not say: the time of its arrival counts.
    """

    external_id: str
    author: Profile
    sent_at: datetime | None
    body: str
    text: str = ""
    quoted: str = ""
    is_html: bool = False
    kind: Kind = "post"
    thread_id: str = ""
    ancestor_ids: tuple[str, ...] = ()
    from_us: bool = False
    visibility: Visibility = "public"
    subject: str = ""
    language: str = ""
    url: str = ""
    rating: int = 0
    automatic: Literal["", "reply", "bounce", "list"] = ""
    reply_address: str = ""
    recipients: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditEvent:
    """A known message was changed on the platform."""

    external_id: str
    body: str
    text: str = ""
    is_html: bool = False
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionEvent:
    """A known message was removed on the platform."""

    external_id: str
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEvent:
    """What became of a message of ours; ``failed`` comes with the reason."""

    external_id: str
    state: Literal["delivered", "read", "failed"]
    reason: str = ""


Event = MessageEvent | EditEvent | DeletionEvent | DeliveryEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer of ours; ``key`` is 32 hex digits and stays the same on a repeat.

    ``body`` is HTML where ``Limits.is_html``, else empty; ``text`` is plain text.
    ``ancestor_ids`` are nearest first and start with ``parent_id``.
    """

    key: str
    text: str
    body: str = ""
    thread_id: str = ""
    parent_id: str = ""
    ancestor_ids: tuple[str, ...] = ()
    recipient: Profile | None = None
    visibility: Visibility = "private"
    subject: str = ""
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the platform calls the answer it took."""

    external_id: str
    url: str = ""
    sent_at: datetime | None = None
