"""LinkedIn: what a notification says.

An arrival is a notification as LinkedIn gives it, with ``comment`` beside it where the
comment that it names was asked for (see ``complete``).

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/
organizations/organization-social-action-notifications, …/shares/comments-api (2026-08)
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from ..payload import Node, read_json
from ..types import (
    Attachment,
    DeletionEvent,
    EditEvent,
    Event,
    MessageEvent,
    Payload,
    Post,
    Profile,
)
from .urns import (
    ORGANIZATION,
    SITE,
    comment_url,
    comment_urn,
    post_and_number,
    post_url,
)

PER_SECOND = 1000


def events(payload: Payload) -> Iterator[Event]:
    """:raises PayloadError: it cannot be read"""
    notification = read_json(payload)
    action = notification.need("action")
    yield from ACTIONS.get(action, _nothing)(notification)


def _nothing(notification: Node) -> Iterator[Event]:
    """Likes, and what LinkedIn may add."""
    yield from ()


def _comment(notification: Node) -> Iterator[Event]:
    post, number, parent = _place(notification)
    told = notification.node("comment")
    text = _comment_text(notification)
    top = parent or number
    yield MessageEvent(
        external_id=number,
        author=_author(_comment_author(notification)),
        sent_at=told.node("created").epoch("time", PER_SECOND) or _moment(notification),
        body=text,
        text=text,
        kind="comment",
        thread_id=comment_urn(post, top),
        ancestor_ids=(parent,) if parent else (),
        from_us=_is_own(notification, _comment_author(notification)),
        url=comment_url(post, number),
        attachments=tuple(_files(told)),
        post=_post(notification),
    )


def _edit(notification: Node) -> Iterator[Event]:
    """An edit that was not completed may come without its text, and says nothing."""
    if text := _comment_text(notification):
        number = _place(notification)[1]
        moment = _moment(notification)
        yield EditEvent(external_id=number, body=text, text=text, edited_at=moment)


def _deletion(notification: Node) -> Iterator[Event]:
    number = _place(notification)[1]
    yield DeletionEvent(external_id=number, deleted_at=_moment(notification))


def _mention(notification: Node) -> Iterator[Event]:
    """A post that names the page, or repeats a post of it."""
    share = notification.node("decoratedGeneratedActivity").node("share")
    urn = share.text("entity").strip() or notification.need("generatedActivity")
    is_repeat = notification.text("action") == "SHARE"
    text = share.text("text")
    yield MessageEvent(
        external_id=urn,
        author=_author(share.text("owner")),
        sent_at=_moment(notification),
        body=text,
        text=text,
        kind="mention",
        thread_id=urn,
        from_us=_is_own(notification, share.text("owner")),
        url=post_url(urn),
        is_partial=not text,
        post=_post(notification) if is_repeat else None,
    )


def _place(notification: Node) -> tuple[str, str, str]:
    """The post, the comment's number, and that of the comment it answers."""
    told = notification.node("comment")
    decorated = _decorated(notification)
    names = (
        decorated.text("entity"),
        notification.text("generatedActivity"),
        told.text("commentUrn"),
    )
    post, number = next(filter(all, map(post_and_number, names)), ("", ""))
    if not number:
        raise notification.wrong("generatedActivity")
    parent = told.text("parentComment") or decorated.text("parentComment")
    return post, number, post_and_number(parent)[1]


def _decorated(notification: Node) -> Node:
    return notification.node("decoratedGeneratedActivity").node("comment")


def _comment_text(notification: Node) -> str:
    told, decorated = notification.node("comment"), _decorated(notification)
    return told.node("message").text("text") or decorated.text("text")


def _comment_author(notification: Node) -> str:
    told, decorated = notification.node("comment"), _decorated(notification)
    author = told.text("actor") or decorated.text("owner")
    is_admin = notification.text("action") == "ADMIN_COMMENT"
    return author or (notification.text("organizationalEntity") if is_admin else "")


def _moment(notification: Node) -> datetime | None:
    return notification.epoch("lastModifiedAt", PER_SECOND)


def _is_own(notification: Node, author: str) -> bool:
    own = notification.text("organizationalEntity")
    is_admin = notification.text("action") == "ADMIN_COMMENT"
    return is_admin or (bool(own) and author == own)


def _author(urn: str) -> Profile:
    """Someone; LinkedIn tells no names of people."""
    number = urn.removeprefix(ORGANIZATION)
    url = f"{SITE}/company/{number}" if number != urn else ""
    return Profile(external_id=urn, url=url)


def _post(notification: Node) -> Post | None:
    urn = notification.text("sourcePost")
    if not urn:
        return None
    told = notification.node("decoratedSourcePost")
    owner = told.text("owner")
    return Post(
        external_id=urn,
        text=told.text("text"),
        url=post_url(urn),
        from_us=not owner or owner == notification.text("organizationalEntity"),
    )


def _files(comment: Node) -> Iterator[Attachment]:
    for one in comment.nodes("content"):
        if one.text("url").startswith("https://"):
            yield Attachment(
                filename="image", mimetype="image/jpeg", url=one.text("url")
            )


ACTIONS: dict[str, Callable[[Node], Iterator[Event]]] = {
    "COMMENT": _comment,
    "ADMIN_COMMENT": _comment,
    "COMMENT_EDIT": _edit,
    "COMMENT_DELETE": _deletion,
    "SHARE": _mention,
    "SHARE_MENTION": _mention,
}
