"""What comes by the generic webhook, version 1; see docs/webhook-channel.md."""

import base64
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, get_args

from .errors import PayloadError, _lt
from .payload import Node, read_json
from .text import html_to_text, one_line
from .types import (
    Attachment,
    DeletionEvent,
    DeliveryEvent,
    EditEvent,
    Event,
    Kind,
    MessageEvent,
    Payload,
    Post,
    Profile,
    Visibility,
)

VERSION = 1
KINDS: frozenset[str] = frozenset(get_args(Kind)) - {"mail"}
VISIBILITIES: frozenset[str] = frozenset(get_args(Visibility))
AUTOMATIC = frozenset(("reply", "bounce", "list"))
STATES = frozenset(("delivered", "read", "failed"))
MOST_FILES = 50
LONGEST_ID = 500


def payloads_of(body: bytes) -> Iterator[Payload]:
    """The events of a call, each with its version; what is none is kept whole."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict):
        yield Payload(external_id=_digest(body), body=body)
        return
    events = whole.get("events")
    for event in events if isinstance(events, list) else [whole]:
        one = event if isinstance(event, dict) else {"event": event}
        one = {"version": whole.get("version"), **one}
        raw = json.dumps(one).encode()
        yield Payload(external_id=_arrival_id(one, raw), body=raw)


def _arrival_id(event: dict[str, Any], raw: bytes) -> str:
    """A message's own id, so that it comes once; other events by their content."""
    name = event.get("id")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID:
        return _digest(raw)
    if event.get("event") == "message":
        return name
    return f"{name}#{_digest(raw)[-12:]}"


def _digest(raw: bytes) -> str:
    return f"sha256:{sha256(raw).hexdigest()}"


# -- events --------------------------------------------------------------------------


def event_of(payload: Payload) -> Event:
    """:raises PayloadError: it is not as described"""
    node = read_json(payload)
    if node.number("version") != VERSION:
        text = _lt("This inbox reads version %(version)s of the webhook's events.")
        raise PayloadError(text, code="version", version=str(VERSION))
    reader = READERS.get(node.text("event"))
    if reader is None:
        raise node.wrong("event")
    return reader(node, _id(node, "id"))


def _message(node: Node, name: str) -> MessageEvent:
    body, text, is_html = _content(node)
    kind = _one_of(node, "kind", KINDS, "post")
    private = "private" if kind == "direct" else "public"
    can_reply = node.flag("can_reply", True)
    return MessageEvent(
        external_id=name,
        author=_author(node.node("author")),
        sent_at=node.time("sent_at"),
        body=body,
        text=text,
        is_html=is_html,
        kind=kind,
        thread_id=node.text("thread_id"),
        ancestor_ids=_ancestors(node),
        from_us=node.flag("from_us"),
        visibility=_one_of(node, "visibility", VISIBILITIES, private),
        subject=one_line(node.text("subject")),
        language=node.text("language"),
        url=_web(node, "url"),
        rating=max(0, min(node.number("rating"), 5)),
        automatic=_one_of(node, "automatic", AUTOMATIC, ""),
        attachments=tuple(_files(node))[:MOST_FILES],
        can_reply=can_reply,
        why_not="" if can_reply else one_line(node.text("why_not"))[:300] or CLOSED,
        reply_until=node.time("reply_until"),
        reply_as=tuple(one for one in node.texts("reply_as") if one in VISIBILITIES),
        private_until=node.time("private_until"),
        is_partial=node.flag("is_partial"),
        post=_post(node.node("post")),
    )


def _edit(node: Node, name: str) -> EditEvent:
    body, text, is_html = _content(node)
    return EditEvent(
        external_id=name,
        body=body,
        text=text,
        is_html=is_html,
        edited_at=node.time("edited_at"),
    )


def _deletion(node: Node, name: str) -> DeletionEvent:
    return DeletionEvent(external_id=name, deleted_at=node.time("deleted_at"))


def _delivery(node: Node, name: str) -> DeliveryEvent:
    state = _one_of(node, "state", STATES, "")
    if not state:
        raise node.wrong("state")
    reason = one_line(node.text("reason"))[:300]
    return DeliveryEvent(external_id=name, state=state, reason=reason)


READERS = {
    "message": _message,
    "edit": _edit,
    "deletion": _deletion,
    "delivery": _delivery,
}
CLOSED = _lt("This message takes no answer.")


def _id(node: Node, key: str) -> str:
    name = node.need(key)
    if len(name) > LONGEST_ID:
        raise node.wrong(key)
    return name


def _one_of(node: Node, key: str, known: frozenset[str], default: str) -> Any:
    value = node.text(key)
    return value if value in known else default


def _content(node: Node) -> tuple[str, str, bool]:
    """(body, text, whether the body is HTML)."""
    html, text = node.text("html"), node.text("text")
    if html:
        return html, text or html_to_text(html), True
    if "text" not in node and not node.value.get("attachments"):
        raise node.wrong("text")
    return text, text, False


def _ancestors(node: Node) -> tuple[str, ...]:
    """Nearest first: the parent, then what is told beyond it."""
    names = (node.text("parent_id"), *node.texts("ancestor_ids"))
    return tuple(dict.fromkeys(filter(None, names)))


def _author(node: Node) -> Profile:
    return Profile(
        external_id=_id(node, "id"),
        handle=node.text("handle").removeprefix("@"),
        name=one_line(node.text("name")),
        url=_web(node, "url"),
        avatar_url=_web(node, "avatar_url"),
        followers=max(0, node.number("followers")),
        is_verified=node.flag("is_verified"),
    )


def _post(node: Node) -> Post | None:
    if not node:
        return None
    return Post(
        external_id=_id(node, "id"),
        text=node.text("text"),
        url=_web(node, "url"),
        author_name=one_line(node.text("author_name")),
        image_url=_web(node, "image_url"),
        sent_at=node.time("sent_at"),
        from_us=node.flag("from_us", True),
    )


def _files(node: Node) -> Iterator[Attachment]:
    for one in node.nodes("attachments"):
        content, url = _base64(one), _web(one, "url")
        if content or url:
            yield Attachment(
                filename=one_line(one.text("name")) or "file",
                mimetype=one.text("type") or "application/octet-stream",
                content=content,
                url="" if content else url,
                size=len(content) or max(0, one.number("size")),
                alt_text=one.text("alt"),
            )


def _base64(node: Node) -> bytes:
    try:
        return base64.b64decode(node.text("content"), validate=True)
    except ValueError:
        raise node.wrong("content") from None


def _web(node: Node, key: str) -> str:
    """A web address, else nothing."""
    url = node.text(key)
    return url if url.startswith(("https://", "http://")) else ""
