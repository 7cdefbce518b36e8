"""LinkedIn: comments written, found again, liked and removed, as the page.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/
comments-api, …/reactions-api (2026-08)
"""

from ..errors import UnsupportedError, _lt
from ..http import Response
from ..text import one_line
from ..types import Moderation, Reply, Sent, Target
from .calls import Calls, Json, comments_of
from .urns import comment_url, comment_urn, escaped, post_and_number

MARGIN = 600  # seconds that clocks may differ


def send_comment(calls: Calls, page: str, reply: Reply) -> Sent:
    """A comment on a post that named the page, or an answer to a comment: there are
    two levels, so that it always answers the upper one.

    :raises UnsupportedError: a private one
    """
    if reply.visibility == "private":
        text = _lt("LinkedIn has no messages from pages. Answer in public.")
        raise UnsupportedError(text, code="private")
    post, top = _place(reply)
    body: Json = {"actor": page, "object": post, "message": {"text": reply.text}}
    if top:
        body["parentComment"] = reply.thread_id
    path = comments_of(reply.thread_id)
    response = calls.command("POST", path, json=body)
    number = _number(response)
    if not number:
        raise calls.http.unreadable(response)
    return Sent(external_id=number, url=comment_url(post, number))


def _place(reply: Reply) -> tuple[str, str]:
    """The post, and the upper comment's number if it is one that is answered."""
    post, number = post_and_number(reply.thread_id)
    return (post, number) if number else (reply.thread_id, "")


def _number(response: Response) -> str:
    """The new comment's number, from the body or from a header."""
    told = response.json()
    number = told.get("id") if isinstance(told, dict) else ""
    named = str(number or response.headers.get("x-restli-id") or "")
    return post_and_number(named)[1] or named


def find_comment(calls: Calls, page: str, reply: Reply) -> Sent | None:
    """Ours with that text, among the answers to what was answered."""
    post = _place(reply)[0]
    since = (reply.sent_at.timestamp() - MARGIN) * 1000 if reply.sent_at else 0
    for elements in calls.pages(comments_of(reply.thread_id)):
        for one in elements:
            is_late = (one.get("created") or {}).get("time", since) >= since
            text = (one.get("message") or {}).get("text") or ""
            if one.get("actor") == page and is_late and _same(text, reply.text):
                number = str(one["id"])
                return Sent(external_id=number, url=comment_url(post, number))
    return None


def _same(text: str, other: str) -> bool:
    return one_line(text) == one_line(other)


def moderate(calls: Calls, page: str, action: Moderation, target: Target) -> None:
    """What is so already counts as done.

    :raises UnsupportedError: LinkedIn has no such thing
    """
    post, top = post_and_number(target.thread_id)
    actor, number = escaped(page), target.external_id
    entity = comment_urn(post, number) if top else target.thread_id
    if action == "like":
        body = {"root": entity, "reactionType": "LIKE"}
        path = f"reactions?actor={actor}"
        calls.command("POST", path, json=body, repeatable=True, accept=(409,))
    elif action == "unlike":
        path = f"reactions/(actor:{actor},entity:{escaped(entity)})"
        calls.command("DELETE", path, repeatable=True, accept=(404,))
    elif action == "delete" and top:
        path = f"{comments_of(post)}/{number}?actor={actor}"
        calls.command("DELETE", path, repeatable=True, accept=(404,))
    else:
        text = _lt("LinkedIn cannot do that with this message.")
        raise UnsupportedError(text, code=action)
