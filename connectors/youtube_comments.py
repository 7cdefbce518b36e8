"""What YouTube's comments say, and the arrivals that they are cut into.

https://developers.google.com/youtube/v3/docs/comments, read 2026-11-27.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from .errors import _lt
from .payload import Node, read_json
from .types import (
    Attachment,
    DeletionEvent,
    EditEvent,
    Event,
    MessageEvent,
    Payload,
    Post,
    Profile,
)

SITE = "https://www.youtube.com"
CLOSED = _lt("YouTube takes no answers to this comment.")
Resource = dict[str, Any]


# -- arrivals ------------------------------------------------------------------------


def payloads_of(
    thread: Resource, comment: Resource, video: Resource, us: str
) -> Iterator[Payload]:
    """A comment as arrivals: the message and, once it was edited, the edit.

    ``{"us": channel, "thread": commentThread, "comment": comment, "video": video,
    "is_edit"}``; the thread is without its comments. The message keeps its arrival's
    id whatever is edited, so that it comes once.
    """
    head = {
        key: value
        for key, value in snippet(thread).items()
        if key in ("canReply", "channelId", "isPublic", "totalReplyCount", "videoId")
    }
    whole = {
        "us": us,
        "thread": {"id": thread.get("id"), "snippet": head},
        "comment": comment,
        "video": video,
        "is_edit": False,
    }
    name, inner = str(comment["id"]), snippet(comment)
    yield Payload(external_id=name, body=json.dumps(whole).encode())
    published, updated = inner.get("publishedAt"), inner.get("updatedAt")
    if updated and published and updated != published:
        body = json.dumps({**whole, "is_edit": True}).encode()
        yield Payload(external_id=f"{name}@{updated}", body=body)


def deletion(name: str) -> Payload:
    body = json.dumps({"deleted": name}).encode()
    return Payload(external_id=f"{name}@deleted", body=body)


def snippet(resource: Resource) -> Resource:
    """The part of a resource that says most; empty if it is not there."""
    found = resource.get("snippet")
    return found if isinstance(found, dict) else {}


# -- events --------------------------------------------------------------------------


def events_of(payload: Payload) -> Iterator[Event]:
    """:raises PayloadError: it cannot be read"""
    node = read_json(payload)
    if "deleted" in node:
        yield DeletionEvent(external_id=node.need("deleted"))
        return
    comment = node.node("comment")
    name, inner = comment.need("id"), comment.node("snippet")
    text = inner.text("textOriginal") or inner.text("textDisplay")
    if node.flag("is_edit"):
        moment = inner.time("updatedAt")
        yield EditEvent(external_id=name, body=text, text=text, edited_at=moment)
    else:
        yield _message(node, name, text)


def _message(node: Node, name: str, text: str) -> MessageEvent:
    inner, thread = node.node("comment").node("snippet"), node.node("thread")
    about = thread.node("snippet")
    parent = inner.text("parentId")
    video = inner.text("videoId") or about.text("videoId")
    author, can_reply = author_of(inner, name), about.flag("canReply", True)
    return MessageEvent(
        external_id=name,
        author=author,
        sent_at=inner.time("publishedAt"),
        body=text,
        text=text,
        kind="comment",
        thread_id=parent or thread.text("id") or name,
        ancestor_ids=(parent,) if parent else (),
        from_us=author.external_id == node.text("us"),
        url=permalink(video, name, about.text("channelId")),
        attachments=tuple(_pictures(inner)),
        can_reply=can_reply,
        why_not="" if can_reply else CLOSED,
        post=_post(node, video),
    )


def author_of(inner: Node, name: str) -> Profile:
    """Who wrote a comment; its display name is a handle that begins with @."""
    shown, url = inner.text("authorDisplayName"), inner.text("authorChannelUrl")
    channel = inner.node("authorChannelId").text("value")
    return Profile(
        external_id=channel or url or shown or f"author of {name}",
        handle=shown[1:] if shown.startswith("@") else "",
        name=shown.removeprefix("@"),
        url=f"{SITE}/channel/{channel}" if channel else url,
        avatar_url=inner.text("authorProfileImageUrl"),
    )


def permalink(video: str, comment: str, channel: str = "") -> str:
    if video:
        return f"{SITE}/watch?{urlencode({'v': video, 'lc': comment})}"
    return f"{SITE}/channel/{channel}" if channel else ""


def _pictures(inner: Node) -> Iterator[Attachment]:
    """The picture of a comment; its address works for six hours."""
    if url := inner.text("imageUrl"):
        yield Attachment(filename="image.jpg", mimetype="image/jpeg", url=url)


def _post(node: Node, video: str) -> Post | None:
    """The video, as far as it could be asked for."""
    inner = node.node("video").node("snippet")
    if not video:
        return None
    pictures = inner.node("thumbnails")
    sizes = (pictures.node(size).text("url") for size in ("medium", "default"))
    return Post(
        external_id=video,
        text=inner.text("title"),
        url=f"{SITE}/watch?{urlencode({'v': video})}",
        author_name=inner.text("channelTitle"),
        image_url=next(filter(None, sizes), ""),
        sent_at=inner.time("publishedAt"),
        from_us=inner.text("channelId", node.text("us")) == node.text("us"),
    )
