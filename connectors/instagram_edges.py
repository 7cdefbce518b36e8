"""An Instagram account's arrivals: rounds through its posts, and what calls leave out.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference:
ig-user/media, ig-media/comments, ig-user/mentioned_comment, mentioned_media (2026-11).
Comments cannot be asked for by time: those on posts of the last two weeks are read.
Mentions come by webhook alone.
"""

from collections.abc import Iterator

from .graph_account import Body, Read, as_payload, next_page, objects
from .graph_direct import moment
from .graph_messages import GraphMessages, after_of, newest_last
from .instagram_comments import (
    COMMENT_FIELDS,
    MEDIA_FIELDS,
    MENTION_FIELDS,
    CommentReader,
    comment_arrival_id,
)
from .payload import Node, read_json
from .types import Event, Payload

MEDIA, COMMENTS = 10, 50
OLD_SECONDS = 14 * 86400


class InstagramEdges(GraphMessages):
    """What an account receives, by webhooks and by reading."""

    object = "instagram"
    messenger = "INSTAGRAM"
    message_fields = "id,created_time,from,to,message,attachments,shares"
    person_fields = "name,username,profile_pic,follower_count,is_verified_user"
    streams = ("media", "direct")

    @property
    def own_id(self) -> str:
        return str(self.values["account_id"]).strip()

    @property
    def comments(self) -> CommentReader:
        return CommentReader(self.own_id)

    # -- arrivals ----------------------------------------------------------------------

    def arrival_id(self, body: Body) -> str:
        if "messaging" in body:
            return self.direct_arrival_id(body["messaging"])
        return comment_arrival_id(body)

    def parse(self, payload: Payload) -> Iterator[Event]:
        """Of ``{"field", "value", "time"}`` or ``{"messaging"}`` from a webhook, of
        ``{"comment", "media"}`` or ``{"message"}`` from an edge."""
        body = read_json(payload)
        if body.node("messaging"):
            yield from self.reader.told(body)
        elif message := body.node("message"):
            yield from self.reader.shown(message)
        elif comment := body.node("comment"):
            yield self.comments.shown(comment, body.node("media"))
        elif body.node("value"):
            yield from self.comments.told(body)
        else:
            raise body.wrong("value")

    def complete(self, payload: Payload) -> Payload:
        """With the comment's post, the mention's text or the author's name."""
        body = read_json(payload)
        value, field = body.node("value"), body.text("field")
        if body.node("messaging"):
            found = self.with_person(body)
        elif value and field == "comments":
            found = self._seen_comment(payload.external_id) or body.value
        elif value and field == "mentions" and "mention" not in body:
            found = {**body.value, **self._seen_mention(value)}
        else:
            return payload
        return as_payload(payload.external_id, found)

    def _seen_comment(self, comment_id: str) -> Body:
        fields = f"{COMMENT_FIELDS},media{{{MEDIA_FIELDS}}}"
        comment = self.looked_up(comment_id, fields=fields)
        media = comment.pop("media", None)
        return {"comment": comment, "media": media} if comment else {}

    def _seen_mention(self, value: Node) -> Body:
        if comment_id := value.text("comment_id"):
            name = "mentioned_comment"
            fields = f"id,text,timestamp,username,media{{{MENTION_FIELDS}}}"
            asked = f"{name}.comment_id({comment_id}){{{fields}}}"
        else:
            name, fields = "mentioned_media", MENTION_FIELDS
            asked = f"{name}.media_id({value.text('media_id')}){{{fields}}}"
        mention = self.looked_up(self.own_id, fields=asked).get(name)
        return {"mention": mention} if isinstance(mention, dict) else {}

    # -- rounds ------------------------------------------------------------------------

    def read_media(self, since: int, todo: Body) -> Read:
        """Posts with their comments and answers to them, newest posts first."""
        if media_id := todo.get("media"):
            fields = _media_fields(todo["after"])
            media, more = [self.ask(media_id, fields=fields)], []
        else:
            found = self.ask_edge(
                f"{self.own_id}/media",
                fields=_media_fields(),
                limit=MEDIA,
                **after_of(todo),
            )
            media, after = objects(found), next_page(found)
            is_recent = bool(newest_last(media, "timestamp", since - OLD_SECONDS))
            more = [{**todo, "after": after}] if after and is_recent else []
        bodies: list[Body] = []
        for one in media:
            comments = one.pop("comments", None)
            bodies += _with_answers(objects(comments), one)
            if (after := next_page(comments)) and _has_more_new(comments, since):
                rest = {"stream": "media", "media": str(one["id"]), "after": after}
                more.insert(0, rest)
        return _payloads(bodies, since), more


def _media_fields(after: str = "") -> str:
    page = f"limit({COMMENTS})"
    answers = f"replies.{page}{{{COMMENT_FIELDS}}}"
    where = f"{page}.after({after})" if after else page
    return f"{MEDIA_FIELDS},comments.{where}{{{COMMENT_FIELDS},{answers}}}"


def _with_answers(comments: list[Body], media: Body) -> Iterator[Body]:
    """Each comment and each answer as an arrival; answers know what they answer."""
    for comment in comments:
        answers = objects(comment.pop("replies", None))
        yield {"comment": comment, "media": media}
        for answer in answers:
            known = {"parent_id": comment.get("id"), **answer}
            yield {"comment": known, "media": media}


def _has_more_new(comments: Body, since: int) -> bool:
    """Whether newer ones may follow: unless they come newest first, and end before."""
    times = [moment(Node(one), "timestamp") for one in objects(comments)]
    known = [one.timestamp() for one in times if one]
    return not known or known[0] < known[-1] or known[-1] >= since


def _payloads(bodies: list[Body], since: int) -> list[Payload]:
    timed = [
        {"timestamp": body["comment"].get("timestamp"), "body": body}
        for body in bodies
        if body["comment"].get("id")
    ]
    fresh = [one["body"] for one in newest_last(timed, "timestamp", since)]
    return [as_payload(str(body["comment"]["id"]), body) for body in fresh]
