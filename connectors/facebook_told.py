"""What webhooks tell of a Facebook page's feed, in the words of its edges.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page (2026-11). A
comment's parent is the post, unless it answers a comment. Who wrote it is ``from``, in
mentions also ``sender_id``.
"""

import hashlib
from typing import Any, Literal

from .graph_account import Body
from .payload import Node
from .types import Kind

# What else the feed tells is no message: likes, reactions, albums, shares of links …
POSTS = frozenset(("post", "status", "photo", "video", "share", "link"))
Verb = Literal["add", "edited", "remove"]
VERBS: dict[str, Verb] = {
    "add": "add",
    "edit": "edited",
    "edited": "edited",
    "update": "edited",
    "remove": "remove",
    "delete": "remove",
}
KINDS: dict[str, Kind] = {"mention": "mention", "ratings": "review"}
SAME = ("message", "created_time", "rating", "recommendation_type", "review_text")


def feed_arrival_id(body: Body) -> str:
    """The id of what a change tells; "" for what is no message."""
    value = body["value"]
    verb = VERBS.get(str(value.get("verb") or "add"))
    subject = str(subject_id_of(body["field"], value) or "")
    if not verb or not subject:
        return ""
    if verb == "add":
        return subject
    text = str(value.get("message") or value.get("review_text") or "")
    seal = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
    return f"{subject}:{verb}" if verb == "remove" else f"{subject}:{verb}:{seal}"


def subject_id_of(field: str, value: Body) -> Any:
    """The comment, post or recommendation that a change is about."""
    item = str(value.get("item") or "")
    if field == "ratings" and item in ("rating", ""):
        return value.get("open_graph_story_id")
    if field in ("feed", "mention", "ratings") and item == "comment":
        return value.get("comment_id")
    if field in ("feed", "mention") and item in POSTS:
        return value.get("post_id")
    return None


def as_shown(value: Node, page_id: str) -> Body:
    """What a webhook tells of something, in the words of the Graph's objects."""
    author = value.node("from")
    name = author.text("name") or value.text("sender_name")
    parent_id, post_id = value.text("parent_id"), value.text("post_id")
    same = parent_id.rpartition("_")[2] == post_id.rpartition("_")[2]
    is_answer = parent_id and not same and not parent_id.startswith(f"{page_id}_")
    photo, is_comment = value.text("photo"), value.text("item") == "comment"
    link = value.node("post").text("permalink_url")
    reviewer = {"id": value.text("reviewer_id"), "name": value.text("reviewer_name")}
    return {
        "from": {"id": author.text("id") or value.text("sender_id"), "name": name},
        "parent": {"id": parent_id} if is_answer else None,
        "attachment": {"media": {"image": {"src": photo}}},
        "full_picture": photo,
        "permalink_url": "" if is_comment else link,
        "reviewer": reviewer,
        **{key: value.value.get(key) for key in SAME},
    }
