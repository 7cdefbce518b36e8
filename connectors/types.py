"""What connectors exchange with the inbox: frozen values, free of any platform.

Ids are opaque strings that only the connector which made them reads. Times are
aware datetimes in UTC, sizes are bytes, and what is absent is ``""`` or ``()``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from .errors import ConnectorError

Kind = Literal["post", "comment", "direct", "mention", "review", "mail"]
Visibility = Literal["public", "private"]
TextUnit = Literal["char", "grapheme", "utf16", "utf8", "weighted", "mastodon"]
Moderation = Literal["hide", "unhide", "like", "unlike", "delete", "block", "unblock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One field of the form that connects a channel.

    ``type`` is one of char, password, text, integer, boolean, selection.
    A ``secret`` is stored encrypted and never shown again.
    ``choices`` are (value, label) pairs of a selection. ``shown_if`` names another
    setting and the value that makes this one matter. A ``hidden`` one is filled in by
    signing in alone.

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
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A platform that has no connector of its own."""

    label: str
    icon: str = "fa-comments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the platform takes in one message; 0 means no limit.

    ``visibilities`` are what an answer may have where its author chooses; else it has
    that of the message it answers. ``attachment_types`` are beginnings of media types,
    like ``"image/"``; none: any. ``has_sender``: an answer may name its ``sender``.
    """

    text_length: int = 0
    text_unit: TextUnit = "char"
    is_html: bool = False
    has_subject: bool = False
    has_sender: bool = False
    attachments: int = 0
    attachment_bytes: int = 0
    attachment_types: tuple[str, ...] = ()
    takes_files: bool = True
    polling_minutes: int = 1
    visibilities: tuple[Visibility, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may be spent in a day, in the platform's unit: calls, units or a currency.

    The day ends at midnight in ``zone``. ``per_fetch`` is what one fetch costs.
    """

    per_day: float
    unit: str = "calls"
    zone: str = "UTC"
    per_fetch: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Settings that a login or a refresh gave, with what is known of them.

    ``scopes`` are those granted; ``()`` when the platform does not say.
    """

    values: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the account's token allows, as the platform tells."""

    expires_at: datetime | None = None
    missing_scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One of several that a login leads to, such as a page; ``values`` are the
    settings that choose it."""

    external_id: str
    name: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """A call from the platform, as it came; names of ``headers`` are in small letters.

    ``key`` is the secret end of the channel's address, at which it came.
    """

    key: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookAnswer:
    """What the platform's handshake is answered with."""

    body: str
    content_type: str = "text/plain"


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
    ``problem`` is what kept a part of the account from being fetched, such as one of
    several feeds, while the rest came: shown to the channel's manager, nothing waits.
    """

    payloads: tuple[Payload, ...]
    cursor: str
    has_more: bool = False
    receipt: str = ""
    problem: ConnectorError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An author; ``handle`` is written without @ and, for mail, is the address."""

    external_id: str
    handle: str = ""
    name: str = ""
    url: str = ""
    avatar_url: str = ""
    followers: int = 0
    is_verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file, by content or by address; ``content_id`` is set on inline images.

    ``remote_id`` is set instead of both where the file is to be downloaded with the
    account's own right, see ``Downloads``.
    """

    filename: str
    mimetype: str = "application/octet-stream"
    content: bytes = field(default=b"", repr=False)
    url: str = ""
    size: int = 0
    alt_text: str = ""
    content_id: str = ""
    remote_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a comment or a mention belongs to, as far as the arrival tells it: shown
    first, and no message of the conversation."""

    external_id: str
    text: str = ""
    url: str = ""
    author_name: str = ""
    image_url: str = ""
    sent_at: datetime | None = None
    from_us: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEvent:
    """A message, inbound or our own seen on the platform.

    ``body`` is the new text alone, ``quoted`` what it repeats of earlier messages,
    both HTML when ``is_html``; HTML is as untrusted as it came. ``text`` is the new
    text as plain text. ``ancestor_ids`` are nearest first. ``automatic`` marks
    auto-replies and bounces, which are never answered by a machine. ``sent_at`` is
    None when the message does not say: the time of its arrival counts.

    Rights to answer belong to the message: ``can_reply``, else ``why_not`` (a sentence
    marked by ``_lt``); ``reply_until``, the end of the window; ``reply_as``, what the
    answer may be where that is a choice, and ``private_until``, the end of the window
    for a private one to a public message.

    ``reply_token`` is what the platform wants to see with an answer to it; only its
    connector reads it, and nobody is shown it.

    ``is_partial``: only an excerpt came. ``platform`` is the code of the platform that
    it was written on, only where that is not the channel's. ``post`` is what it belongs
    to.
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
    reply_token: str = field(default="", repr=False)
    recipients: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    can_reply: bool = True
    why_not: str = ""
    reply_until: datetime | None = None
    reply_as: tuple[Visibility, ...] = ()
    private_until: datetime | None = None
    is_partial: bool = False
    platform: str = ""
    post: Post | None = None


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
    ``ancestor_ids`` are nearest first and start with ``parent_id``. ``kind`` and
    ``parent_visibility`` are those of the message answered: a private answer to a
    public comment is another thing than one to a direct message. ``reply_token`` came
    with it. ``template`` is the
    id of a ``Template``, filled with ``template_values``, in place of a free text.
    ``sender`` is, where ``Limits.has_sender``, the handle and name to answer under;
    what is empty of them is the account's own.
    """

    key: str
    text: str
    body: str = ""
    thread_id: str = ""
    parent_id: str = ""
    ancestor_ids: tuple[str, ...] = ()
    recipient: Profile | None = None
    reply_token: str = field(default="", repr=False)
    kind: Kind = "post"
    visibility: Visibility = "private"
    parent_visibility: Visibility = "private"
    subject: str = ""
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    template: str = ""
    template_values: tuple[str, ...] = ()
    sender: Profile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the platform calls the answer it took."""

    external_id: str
    url: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text that the platform has approved; ``{{1}}`` … are its variables."""

    external_id: str
    name: str
    language: str = ""
    body: str = ""
    variables: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A message that is moderated on the platform."""

    external_id: str
    kind: Kind = "post"
    thread_id: str = ""
    parent_id: str = ""
    author: Profile | None = None
    from_us: bool = False
