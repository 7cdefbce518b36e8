"""What a Facebook page's feed, mentions and recommendations say.

https://developers.facebook.com/docs/graph-api/reference/comment, page-post and
recommendation (v26.0, 2026-11)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .errors import _lt
from .facebook_told import KINDS, VERBS, as_shown, subject_id_of
from .graph_direct import later, moment, profile
from .payload import Node
from .types import (
    Attachment,
    DeletionEvent,
    EditEvent,
    Event,
    Kind,
    MessageEvent,
    Post,
    Profile,
)

PRIVATE_WINDOW = timedelta(days=7)
COMMENT_FIELDS = (
    "id,message,created_time,from{id,name},parent{id,parent{id}},permalink_url,"
    "can_comment,can_reply_privately,attachment"
)
POST_FIELDS = (
    "id,message,story,created_time,updated_time,from{id,name},permalink_url,"
    "full_picture,can_reply_privately"
)
RATING_FIELDS = (
    "created_time,rating,recommendation_type,review_text,reviewer{id,name},"
    "open_graph_story{id}"
)
STARS = {"positive": 5, "negative": 1}
UNKNOWN = "unknown:"
NO_COMMENTS = _lt("Facebook lets the page write no comment there.")


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Reads what concerns the page ``page_id``."""

    page_id: str

    def told(self, body: Node) -> Iterator[Event]:
        """Of ``{"field", "value"}``; hiding and what is no message give nothing."""
        value, field = body.node("value"), body.text("field")
        verb = VERBS.get(value.text("verb", "add"))
        if not verb or not subject_id_of(field, value.value):
            return
        subject_id = Node({"id": subject_id_of(field, value.value)}).need("id")
        text = value.text("message") or value.text("review_text")
        if verb == "remove":
            yield DeletionEvent(external_id=subject_id)
        elif verb == "edited":
            at = moment(value, "edited_time")
            yield EditEvent(external_id=subject_id, body=text, text=text, edited_at=at)
        else:
            yield from self._added(value, subject_id, field)

    def _added(self, value: Node, subject_id: str, field: str) -> Iterator[Event]:
        kind, item = KINDS.get(field, "post"), value.text("item")
        one = Node({"id": subject_id, **as_shown(value, self.page_id)})
        if item == "comment":
            link = value.node("post").text("permalink_url")
            post = {"id": value.text("post_id"), "permalink_url": link}
            kind = "mention" if field == "mention" else "comment"
            yield self.shown_comment(one, Node(post), kind)
        elif kind == "review":
            yield self.shown_rating(one)
        else:
            yield from self.shown_post(one, kind)

    def shown_comment(self, one: Node, post: Node, kind: Kind = "comment") -> Event:
        """Of a comment, with the post that it belongs to.

        Each comment under a post of the page begins a conversation; those under a
        visitor's post belong to the visitor's. Webhooks do not say whose it is: the
        post is always the last of the ancestors.
        """
        parent, external_id = one.node("parent"), one.need("id")
        above = (parent.text("id"), parent.node("parent").text("id"))
        above = tuple(filter(None, above))
        thread_id, belongs_to = above[-1] if above else external_id, self._as_post(post)
        if belongs_to and kind == "comment" and not belongs_to.from_us:
            thread_id, belongs_to = belongs_to.external_id, None
        return self._public(
            kind=kind,
            external_id=external_id,
            thread_id=thread_id,
            ancestor_ids=(*above, *filter(None, (post.text("id"),))),
            author=shown_author(one),
            sent_at=moment(one, "created_time"),
            text=one.text("message"),
            post=belongs_to,
            attachments=picture(_media(one).node("image").text("src")),
            url=one.text("permalink_url"),
            is_open=one.flag("can_comment", default=True),
            private=one.flag("can_reply_privately", default=True),
        )

    def _as_post(self, post: Node) -> Post | None:
        if not post.text("id"):
            return None
        author = post.node("from")
        return Post(
            external_id=post.text("id"),
            text=post.text("message") or post.text("story"),
            url=post.text("permalink_url"),
            author_name=author.text("name"),
            image_url=post.text("full_picture"),
            sent_at=moment(post, "created_time"),
            from_us=author.text("id") in ("", self.page_id),
        )

    def shown_post(self, one: Node, kind: Kind) -> Iterator[Event]:
        """Of somebody else's post on the page or, if a mention, elsewhere."""
        author = shown_author(one)
        if author.external_id == self.page_id:
            return
        yield self._public(
            kind=kind,
            external_id=one.need("id"),
            thread_id=one.need("id"),
            author=author,
            sent_at=moment(one, "created_time"),
            text=one.text("message") or one.text("story"),
            url=one.text("permalink_url"),
            attachments=picture(one.text("full_picture")),
            private=one.flag("can_reply_privately", default=True),
        )

    def shown_rating(self, one: Node) -> Event:
        """Of a recommendation; older ones have stars."""
        story_id = one.node("open_graph_story").text("id") or one.need("id")
        reviewer = one.node("reviewer")
        said = one.text("recommendation_type").lower()
        stars = one.number("rating") or STARS.get(said, 0)
        return self._public(
            kind="review",
            external_id=story_id,
            thread_id=story_id,
            author=author_of(reviewer, story_id),
            sent_at=moment(one, "created_time"),
            text=one.text("review_text") or one.text("message"),
            rating=max(0, min(stars, 5)),
            private=False,
        )

    def _public(
        self, *, text: str, private: bool, is_open: bool = True, **values: Any
    ) -> MessageEvent:
        """:param is_open: the page may comment on it
        :param private: its author may be written to, once
        """
        author, sent_at, kind = values["author"], values["sent_at"], values["kind"]
        from_us = author.external_id == self.page_id
        private = private and sent_at and kind in ("comment", "post") and not from_us
        choices = ("public", "private") if is_open else ("private",)
        values["url"] = values.get("url") or address(values["external_id"])
        return MessageEvent(
            body=text,
            text=text,
            from_us=from_us,
            can_reply=bool(is_open or private),
            why_not="" if is_open or private else NO_COMMENTS,
            reply_as=choices if private else (),
            private_until=later(sent_at, PRIVATE_WINDOW) if private else None,
            **values,
        )


def address(external_id: str) -> str:
    return f"https://www.facebook.com/{external_id}"


def shown_author(one: Node) -> Profile:
    return author_of(one.node("from"), one.need("id"))


def author_of(author: Node, external_id: str) -> Profile:
    """Meta leaves out who wrote it where the app may not know: then it is somebody who
    wrote nothing else."""
    return profile(author, author.text("id") or f"{UNKNOWN}{external_id}")


def _media(one: Node) -> Node:
    return one.node("attachment").node("media")


def picture(url: str) -> tuple[Attachment, ...]:
    if not url:
        return ()
    return (Attachment(filename="picture.jpg", mimetype="image/jpeg", url=url),)
