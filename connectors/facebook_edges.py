"""A Facebook page's arrivals: rounds through its edges, and what webhooks leave out.

https://developers.facebook.com/docs/graph-api/reference/page: feed, tagged, ratings
(v26.0, 2026-11). None of them is ordered by what changed last: comments on posts of the
last two weeks are read, those on older ones come by webhook.
"""

from collections.abc import Iterator
from typing import Any

from .facebook_feed import COMMENT_FIELDS, POST_FIELDS, RATING_FIELDS, FeedReader
from .facebook_told import KINDS, feed_arrival_id
from .graph_account import Body, Read, as_payload, next_page, objects
from .graph_messages import GraphMessages, after_of, newest_last
from .payload import Node, read_json
from .types import Event, Kind, Payload

POSTS, COMMENTS = 10, 50
OLD_SECONDS = 14 * 86400
SHOWN_KINDS: dict[str, Kind] = {"mention": "mention", "post": "post"}


class FacebookEdges(GraphMessages):
    """What a page receives, by webhooks and by reading."""

    object = "page"
    messenger = "MESSENGER"
    message_fields = (
        "id,created_time,from,to,message,sticker,attachments,shares{link,name}"
    )
    person_fields = "name,profile_pic"
    streams = ("feed", "tagged", "ratings", "direct")

    @property
    def own_id(self) -> str:
        return str(self.values["page_id"]).strip()

    @property
    def feed(self) -> FeedReader:
        return FeedReader(self.own_id)

    # -- arrivals ----------------------------------------------------------------------

    def arrival_id(self, body: Body) -> str:
        if "messaging" in body:
            return self.direct_arrival_id(body["messaging"])
        return feed_arrival_id(body)

    def parse(self, payload: Payload) -> Iterator[Event]:
        """Of ``{"field", "value"}`` or ``{"messaging"}`` from a webhook, of
        ``{"comment", "post"}``, ``{"post", "kind"}``, ``{"rating"}`` or ``{"message"}``
        from an edge."""
        body = read_json(payload)
        if body.node("messaging"):
            yield from self.reader.told(body)
        elif message := body.node("message"):
            yield from self.reader.shown(message)
        elif comment := body.node("comment"):
            kind = "mention" if body.text("kind") == "mention" else "comment"
            yield self.feed.shown_comment(comment, body.node("post"), kind)
        elif rating := body.node("rating"):
            yield self.feed.shown_rating(rating)
        elif post := body.node("post"):
            kind = SHOWN_KINDS.get(body.text("kind"), "post")
            yield from self.feed.shown_post(post, kind)
        elif body.node("value"):
            yield from self.feed.told(body)
        else:
            raise body.wrong("value")

    def complete(self, payload: Payload) -> Payload:
        """With the comment's post and the author's name, as far as Meta shows them."""
        body = read_json(payload)
        value = body.node("value")
        if body.node("messaging"):
            return as_payload(payload.external_id, self.with_person(body))
        if value and value.text("verb", "add") == "add":
            seen = self._seen(body.text("field"), value)
            return as_payload(payload.external_id, seen or body.value)
        return payload

    def _seen(self, field: str, value: Node) -> Body:
        """What a change tells of, as the edges show it; nothing where they do not."""
        kind, post_id = KINDS.get(field, "post"), value.text("post_id")
        if kind == "review" or not post_id:
            return {}
        post = self.looked_up(post_id, fields=POST_FIELDS)
        if value.text("item") != "comment":
            return {"post": post, "kind": kind} if post else {}
        comment = self.looked_up(value.need("comment_id"), fields=COMMENT_FIELDS)
        shown = {"comment": comment, "post": post or {"id": post_id}, "kind": kind}
        return shown if comment else {}

    # -- rounds ------------------------------------------------------------------------

    def read_feed(self, since: int, todo: Body) -> Read:
        """Posts of the page and its visitors with their comments, newest posts first.

        What one page does not hold of a post's comments is left to do.
        """
        if post_id := todo.get("post"):
            posts = [self.ask(post_id, fields=_feed_fields(since, todo["after"]))]
            more: list[Body] = []
        else:
            posts, more = self._read_edge("feed", _feed_fields(since), todo)
            if not newest_last(posts, "created_time", since - OLD_SECONDS):
                more = []
        found: list[Body] = []
        for post in posts:
            comments = post.pop("comments", None)
            found += [{"comment": one, "post": post} for one in objects(comments)]
            if not todo.get("post"):
                found.append({"post": post, "kind": "post"})
            if after := next_page(comments):
                rest = {"stream": "feed", "post": str(post["id"]), "after": after}
                more.insert(0, rest)
        return self._payloads(found, since), more

    def read_tagged(self, since: int, todo: Body) -> Read:
        """Posts elsewhere that name the page."""
        posts, more = self._read_edge("tagged", POST_FIELDS, todo)
        found = [{"post": post, "kind": "mention"} for post in posts]
        payloads = self._payloads(found, since)
        return payloads, more if payloads else []

    def read_ratings(self, since: int, todo: Body) -> Read:
        ratings, more = self._read_edge("ratings", RATING_FIELDS, todo)
        payloads = self._payloads([{"rating": one} for one in ratings], since)
        return payloads, more if payloads else []

    def _read_edge(self, edge: str, fields: str, todo: Body) -> tuple[list[Body], Any]:
        found = self.ask_edge(
            f"{self.own_id}/{edge}", fields=fields, limit=POSTS, **after_of(todo)
        )
        after = next_page(found)
        return objects(found), [{**todo, "after": after}] if after else []

    def _payloads(self, found: list[Body], since: int) -> list[Payload]:
        """Those that are new and not the page's own posts, oldest first."""
        timed = [
            {"created_time": subject.get("created_time"), "body": body, "id": name}
            for body in found
            for subject, name in [_subject(body)]
            if name and not self._is_own_post(body)
        ]
        fresh = newest_last(timed, "created_time", since)
        return [as_payload(one["id"], one["body"]) for one in fresh]

    def _is_own_post(self, body: Body) -> bool:
        post = {} if "comment" in body else body.get("post") or {}
        author = post.get("from")
        return isinstance(author, dict) and author.get("id") == self.own_id


def _subject(body: Body) -> tuple[Body, str]:
    """What an arrival is about, and its id."""
    name = next(one for one in ("comment", "rating", "post") if one in body)
    subject = body[name]
    story = subject.get("open_graph_story")
    story_id = story.get("id") if isinstance(story, dict) else None
    return subject, str(subject.get("id") or story_id or "")


def _feed_fields(since: int, after: str = "") -> str:
    how = (
        f"filter(stream).order(reverse_chronological).since({since}).limit({COMMENTS})"
    )
    how += f".after({after})" if after else ""
    return f"{POST_FIELDS},comments.{how}{{{COMMENT_FIELDS}}}"
