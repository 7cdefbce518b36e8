"""What is written about an Instagram account's posts, and where it is mentioned.

https://developers.facebook.com/docs/instagram-platform/webhooks/examples and the
references of IG Comment, IG Media, mentioned_comment, mentioned_media (2026-11). A call
tells no time of a comment: that of the call counts. A mention is told by ids alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .errors import _lt
from .graph_account import Body
from .graph_direct import later, moment, profile
from .payload import Node
from .types import Attachment, Event, MessageEvent, Post, Profile

PRIVATE_WINDOW = timedelta(days=7)
COMMENT_FIELDS = "id,text,timestamp,username,from{id,username},parent_id"
MEDIA_FIELDS = (
    "id,caption,media_type,media_url,thumbnail_url,permalink,timestamp,username"
)
# Meta shows less of what others posted.
MENTION_FIELDS = "id,caption,media_type,media_url,timestamp,username"
UNKNOWN = "unknown:"
LIVE = _lt("Comments of a live broadcast can be answered on Instagram alone.")


def comment_arrival_id(body: Body) -> str:
    """The id of what a change tells; "" for what is no message."""
    return subject_id_of(body["field"], body["value"])


def subject_id_of(field: str, value: Body) -> str:
    if field in ("comments", "live_comments"):
        return str(value.get("id") or value.get("comment_id") or "")
    if field == "mentions":
        return str(value.get("comment_id") or value.get("media_id") or "")
    return ""


@dataclass(frozen=True, slots=True)
class CommentReader:
    """Reads what concerns the account ``account_id``."""

    account_id: str

    def told(self, body: Node) -> Iterator[Event]:
        """Of ``{"field", "value", "time"}``, with ``comment``, or ``mention`` and what
        it is in, where that was looked up."""
        value, field = body.node("value"), body.text("field")
        subject_id = subject_id_of(field, value.value)
        if not subject_id:
            return
        if field == "mentions":
            yield self._mention(body, value, Node({"id": subject_id}).need("id"))
            return
        told = {
            "id": subject_id,
            "text": value.value.get("text"),
            "timestamp": body.value.get("time"),
            "from": value.value.get("from"),
            "parent_id": value.value.get("parent_id"),
        }
        yield self.shown(
            Node(told), value.node("media"), is_live=field == "live_comments"
        )

    def shown(self, one: Node, media: Node, *, is_live: bool = False) -> Event:
        """Of a comment, with the post that it belongs to.

        Answers have one level: each comment on a post begins a conversation.
        """
        external_id, parent_id = one.need("id"), one.text("parent_id")
        return self._event(
            kind="comment",
            external_id=external_id,
            thread_id=parent_id or external_id,
            ancestor_ids=(parent_id,) if parent_id else (),
            one=one,
            text=one.text("text"),
            from_us=self._is_own(one, media),
            post=as_post(media),
            url=media.text("permalink"),
            is_open=not is_live,
            private=not is_live,
        )

    def _is_own(self, one: Node, media: Node) -> bool:
        author, owner = one.node("from"), media.text("username")
        name = author.text("username") or one.text("username")
        is_named = bool(owner) and name == owner
        is_self = "self_ig_scoped_id" in author or author.text("id") == self.account_id
        return is_self or is_named

    def _mention(self, body: Node, value: Node, subject_id: str) -> Event:
        """In a comment or in the caption of somebody else's post.

        The post is the last of the ancestors: an answer must name it.
        """
        one, media_id = body.node("mention"), value.text("media_id")
        in_comment = bool(value.text("comment_id"))
        media = one.node("media") if in_comment else one
        if not one:
            one = Node({"timestamp": body.value.get("time")})
        above = (media_id,) if in_comment and media_id else ()
        return self._event(
            kind="mention",
            external_id=subject_id,
            thread_id=subject_id,
            ancestor_ids=above,
            one=one,
            text=one.text("text") or one.text("caption"),
            from_us=False,
            post=as_post(media, from_us=False) if in_comment else None,
            attachments=() if in_comment else pictures(media),
            is_partial="mention" not in body,
            private=False,
        )

    def _event(
        self,
        *,
        one: Node,
        text: str,
        private: bool,
        is_open: bool = True,
        **values: Any,
    ) -> MessageEvent:
        sent_at, from_us = moment(one, "timestamp"), values["from_us"]
        private = private and sent_at is not None and not from_us
        return MessageEvent(
            author=self._author(one, from_us, values["external_id"]),
            sent_at=sent_at,
            body=text,
            text=text,
            can_reply=is_open,
            why_not="" if is_open else LIVE,
            reply_as=("public", "private") if private else (),
            private_until=later(sent_at, PRIVATE_WINDOW) if private else None,
            **values,
        )

    def _author(self, one: Node, from_us: bool, external_id: str) -> Profile:
        """By the id that direct messages also have; who has none is known by name."""
        author = one.node("from")
        if not author.text("username"):
            name = one.text("username")
            author = Node({**author.value, "username": name})
        name = author.text("username")
        known = author.text("id") or (f"@{name}" if name else f"{UNKNOWN}{external_id}")
        return profile(author, self.account_id if from_us else known)


def as_post(media: Node, *, from_us: bool = True) -> Post | None:
    if not media.text("id"):
        return None
    files = pictures(media)
    return Post(
        external_id=media.text("id"),
        text=media.text("caption"),
        url=media.text("permalink"),
        author_name=media.text("username"),
        image_url=files[0].url if files else "",
        sent_at=moment(media, "timestamp"),
        from_us=from_us,
    )


def pictures(media: Node) -> tuple[Attachment, ...]:
    """What is shown of a post: a video by its picture."""
    is_video = media.text("media_type") == "VIDEO"
    url = media.text("thumbnail_url") or ("" if is_video else media.text("media_url"))
    if not url:
        return ()
    return (Attachment(filename="picture.jpg", mimetype="image/jpeg", url=url),)
