"""What an arrival of the simulator says."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from ..errors import _lt
from ..payload import Node
from ..types import (
    Attachment,
    DeletionEvent,
    DeliveryEvent,
    EditEvent,
    Event,
    Kind,
    MessageEvent,
    Post,
    Profile,
)

KINDS: dict[str, Kind] = {
    "comment": "comment",
    "direct": "direct",
    "mention": "mention",
    "review": "review",
}
WINDOW, PRIVATE_WINDOW = timedelta(hours=24), timedelta(days=7)
CLOSED = _lt("Comments on this post are closed: it takes no answer any more.")
LATEST_YEAR = 9998  # later, a window would end beyond what times can say


def events_of(node: Node) -> Iterator[Event]:
    """:raises PayloadError: something is missing"""
    read = READERS.get(node.text("type"))
    if read:
        yield read(node)


def _message(node: Node) -> MessageEvent:
    sent_at = node.time("sent_at")
    kind = KINDS.get(node.text("kind"), "comment")
    from_us = node.flag("from_us")
    return MessageEvent(
        external_id=node.need("id"),
        author=_author(node.node("author")),
        sent_at=sent_at,
        body=node.text("text"),
        text=node.text("text"),
        kind=kind,
        thread_id=node.text("thread"),
        ancestor_ids=node.texts("ancestors"),
        from_us=from_us,
        visibility="private" if kind == "direct" else "public",
        language=node.text("language"),
        rating=min(max(node.number("rating"), 0), 5),
        attachments=tuple(_files(node)),
        post=_post(node.node("post")) if node.node("post") else None,
        **({} if from_us else _rights(kind, sent_at, node.node("post"))),
    )


def _rights(kind: Kind, sent_at: datetime | None, post: Node) -> dict[str, Any]:
    """What people's messages allow: a comment is answered in public or, for a week, in
    private, a direct message for a day, a closed post not at all."""
    if post.text("closed"):
        return {"can_reply": False, "why_not": CLOSED}
    rights: dict[str, Any] = {}
    has_time = sent_at and sent_at.year <= LATEST_YEAR
    if kind == "direct":
        rights["reply_until"] = sent_at + WINDOW if has_time else None
    elif kind == "comment":
        rights["reply_as"] = ("public", "private")
        rights["private_until"] = sent_at + PRIVATE_WINDOW if has_time else None
    else:
        rights["reply_as"] = ("public",)
    return rights


def _author(node: Node) -> Profile:
    return Profile(
        external_id=node.need("id"),
        handle=node.text("handle"),
        name=node.text("name"),
        followers=max(node.number("followers"), 0),
        is_verified=node.flag("verified"),
    )


def _post(node: Node) -> Post:
    return Post(
        external_id=node.need("id"),
        text=node.text("text"),
        author_name=node.text("author_name"),
        sent_at=node.time("sent_at"),
    )


def _files(node: Node) -> Iterator[Attachment]:
    """Pictures, to be downloaded: they are drawn when somebody asks for them."""
    for number, file in enumerate(node.nodes("files")):
        yield Attachment(
            filename=file.need("name"),
            mimetype="image/png",
            alt_text=file.text("alt"),
            remote_id=f"{node.need('id')}/{number}",
        )


def _edit(node: Node) -> EditEvent:
    return EditEvent(
        external_id=node.need("id"),
        body=node.text("text"),
        text=node.text("text"),
        edited_at=node.time("at"),
    )


def _deletion(node: Node) -> DeletionEvent:
    return DeletionEvent(external_id=node.need("id"), deleted_at=node.time("at"))


def _read(node: Node) -> DeliveryEvent:
    return DeliveryEvent(external_id=node.need("id"), state="read")


READERS: dict[str, Callable[[Node], Event]] = {
    "message": _message,
    "edit": _edit,
    "deletion": _deletion,
    "read": _read,
}
