"""Direct messages of Messenger and Instagram, as calls and conversations show them.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/
webhooks/webhook-events and conversations,
https://developers.facebook.com/docs/instagram-platform/webhooks/examples (2026-11)
"""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from .payload import Node
from .text import one_line
from .types import (
    Attachment,
    DeletionEvent,
    DeliveryEvent,
    EditEvent,
    Event,
    MessageEvent,
    Post,
    Profile,
)

PREFIX = "t_"
MEDIA = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mp4",
    "file": "application/octet-stream",
    "ig_reel": "video/mp4",
    "reel": "video/mp4",
    "story_mention": "application/octet-stream",
}


@dataclass(frozen=True, slots=True)
class DirectReader:
    """Reads direct messages of the account that goes by the ids ``own``."""

    own: frozenset[str]
    window: timedelta

    # -- as webhooks tell --------------------------------------------------------------

    def told(self, body: Node) -> Iterator[Event]:
        """Of ``{"messaging": {"sender", "recipient", "timestamp", ...}, "person"}``."""
        one = body.node("messaging")
        if message := one.node("message"):
            yield self._told_message(one, message, body.node("person"))
        elif edit := one.node("message_edit"):
            text = edit.text("text")
            yield EditEvent(
                external_id=edit.need("mid"),
                body=text,
                text=text,
                edited_at=moment(one, "timestamp"),
            )
        elif press := one.node("postback"):
            yield self._told_message(one, press, body.node("person"))
        for mid in one.node("delivery").texts("mids"):
            if mid:
                yield DeliveryEvent(external_id=mid, state="delivered")
        if mid := one.node("read").text("mid"):
            yield DeliveryEvent(external_id=mid, state="read")

    def _told_message(self, one: Node, message: Node, person: Node) -> Event:
        mid, sent_at = message.need("mid"), moment(one, "timestamp")
        if message.flag("is_deleted"):
            return DeletionEvent(external_id=mid, deleted_at=sent_at)
        sender = one.node("sender").need("id")
        from_us = message.flag("is_echo") or sender in self.own
        other = one.node("recipient").need("id") if from_us else sender
        files, links = _files(message)
        text = message.text("text") or message.text("title")
        earlier = message.node("reply_to")
        story = earlier.node("story")
        return self._event(
            external_id=mid,
            author=Profile(external_id=sender) if from_us else profile(person, sender),
            sent_at=sent_at,
            other=other,
            from_us=from_us,
            text="\n".join(filter(None, (text, *links))),
            attachments=files,
            ancestor_ids=tuple(filter(None, (earlier.text("mid"),))),
            is_partial=message.flag("is_unsupported"),
            post=Post(external_id=story.text("id"), image_url=story.text("url"))
            if story.text("id")
            else None,
        )

    # -- as the account's conversations show -------------------------------------------

    def shown(self, message: Node) -> Iterator[Event]:
        """Of an object of the conversations' edge ``messages``."""
        author = message.node("from")
        sender = author.need("id")
        from_us = sender in self.own
        others = [one.text("id") for one in message.node("to").nodes("data")]
        other = next((one for one in others if one and one not in self.own), "")
        shares = [one.text("link") for one in message.node("shares").nodes("data")]
        text = message.text("message")
        links = [link for link in shares if link and link not in text]
        files = [_shown_file(one) for one in message.node("attachments").nodes("data")]
        yield self._event(
            external_id=message.need("id"),
            author=profile(author, sender),
            sent_at=moment(message, "created_time"),
            other=other if from_us else sender,
            from_us=from_us,
            text="\n".join(filter(None, (text, *links))),
            attachments=tuple(one for one in files if one.url),
        )

    def _event(
        self, *, other: str, text: str, sent_at: datetime | None, **values: Any
    ) -> MessageEvent:
        ends = sent_at and not values["from_us"]
        return MessageEvent(
            kind="direct",
            visibility="private",
            thread_id=f"{PREFIX}{other}" if other else "",
            body=text,
            text=text,
            sent_at=sent_at,
            reply_until=later(sent_at, self.window) if ends else None,
            **values,
        )


def profile(one: Node, external_id: str) -> Profile:
    """An author, of a ``from`` or of the User Profile API."""
    handle = one.text("username")
    return Profile(
        external_id=external_id,
        handle=handle,
        name=one.text("name") or handle,
        url=f"https://www.instagram.com/{handle}/" if handle else "",
        avatar_url=one.text("profile_pic"),
        followers=max(0, one.number("follower_count")),
        is_verified=one.flag("is_verified_user"),
    )


def moment(one: Node, key: str) -> datetime | None:
    """A time as the Graph writes it: ISO, seconds or, in messages, milliseconds."""
    value = one.text(key)
    if not value.isdigit():
        return one.time(key)
    return one.epoch(key, 1000 if len(value) > 11 else 1)


def later(start: datetime, span: timedelta) -> datetime | None:
    try:
        return start + span
    except OverflowError:
        return None


def _files(message: Node) -> tuple[tuple[Attachment, ...], list[str]]:
    """The files of a message, and the addresses of what is only linked to."""
    files, links = [], []
    text = message.text("text")
    for one in message.nodes("attachments"):
        inner = one.node("payload")
        url = inner.text("url") or one.text("url")
        if url and one.text("type") in MEDIA:
            files.append(_file(url, MEDIA[one.text("type")]))
        elif url and url not in text:
            links.append(url)
    return tuple(files), links


def _file(url: str, mimetype: str, name: str = "", size: int = 0) -> Attachment:
    try:
        name = name or urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        name = ""
    name = one_line(name) or "file"
    mimetype = mimetypes.guess_type(name)[0] or mimetype
    return Attachment(filename=name, mimetype=mimetype, url=url, size=max(0, size))


def _shown_file(one: Node) -> Attachment:
    image, video = (
        one.node("image_data").text("url"),
        one.node("video_data").text("url"),
    )
    kind = "image" if image else "video" if video else "file"
    url = image or video or one.text("file_url")
    mimetype = one.text("mime_type") or MEDIA[kind]
    return _file(url, mimetype, one.text("name"), one.number("size"))
