"""X: writing answers, and knowing them again.

https://docs.x.com/x-api/posts/manage-tweets/introduction,
https://docs.x.com/x-api/direct-messages/manage/introduction (2026-08-22)
"""

import re

from ..errors import PermanentError, _lt
from ..text import WEB_ADDRESS, one_line
from ..types import Event, MessageEvent, Moderation, Reply, Sent, Target
from .calls import Calls, Json
from .parse import SITE

LEADING_MENTIONS = re.compile(r"^(?:@\w+\s+)+")


def send_post(calls: Calls, reply: Reply) -> Sent:
    body: Json = {"text": reply.text}
    if reply.parent_id:
        body["reply"] = {"in_reply_to_tweet_id": reply.parent_id}
    if media := _uploaded(calls, reply, "tweet_image"):
        body["media"] = {"media_ids": media}
    number = str(calls.command("POST", "tweets", body)["id"])
    calls.spend(price_of(reply), 1)
    return Sent(external_id=number, url=f"{SITE}/i/web/status/{number}")


def send_message(calls: Calls, reply: Reply) -> Sent:
    body: Json = {"text": reply.text} if reply.text else {}
    if media := _uploaded(calls, reply, "dm_image"):
        body["attachments"] = [{"media_id": one} for one in media]
    data = calls.command("POST", f"{conversation(calls, reply)}/messages", body)
    calls.spend("direct answer", 1)
    return Sent(external_id=str(data["dm_event_id"]))


def conversation(calls: Calls, reply: Reply) -> str:
    """Where a direct message goes: a group's id is a number, others are of two.

    :raises PermanentError: nobody is there to write to
    """
    if reply.kind == "direct" and reply.thread_id.isdigit():
        return f"dm_conversations/{reply.thread_id}"
    if reply.recipient is None:
        text = _lt("It is not known to whom this message is to go.")
        raise calls.http.permanent(text, code="recipient")
    return f"dm_conversations/with/{reply.recipient.external_id}"


def price_of(reply: Reply) -> str:
    """The price's name: X charges little for an answer to who mentioned the account,
    much for a post with a link."""
    if reply.parent_id and reply.kind in ("mention", "comment"):
        return "summoned answer"
    return "answer with link" if WEB_ADDRESS.search(reply.text) else "answer"


def is_answer(event: Event, reply: Reply) -> bool:
    """Whether it is ours, with the answer's text and in its conversation."""
    return (
        isinstance(event, MessageEvent)
        and event.from_us
        and (reply.visibility == "private" or event.thread_id == reply.thread_id)
        and _plain(event.text) == _plain(reply.text)
    )


def moderate(calls: Calls, action: Moderation, target: Target) -> None:
    """Each harmless to repeat; what is gone already counts as deleted."""
    if action == "delete":
        _delete(calls, target.external_id)
    elif action in ("hide", "unhide"):
        path = f"tweets/{target.external_id}/hidden"
        calls.command("PUT", path, {"hidden": action == "hide"}, repeatable=True)
    else:
        author = target.author.external_id if target.author else ""
        calls.command("POST", f"users/{author}/dm/{action}", repeatable=True)
    calls.spend("deletion" if action == "delete" else "moderation", 1)


def _delete(calls: Calls, number: str) -> None:
    try:
        calls.command("DELETE", f"tweets/{number}", repeatable=True)
    except PermanentError as error:
        if error.code != "resource-not-found":
            raise


def _plain(text: str) -> str:
    """X begins answers with the names of those who are answered."""
    return one_line(LEADING_MENTIONS.sub("", text))


def _uploaded(calls: Calls, reply: Reply, category: str) -> list[str]:
    """The ids of the answer's images at X."""
    media = []
    for file in reply.attachments:
        media.append(calls.upload(file, category))
        if file.alt_text:
            calls.describe(media[-1], file.alt_text)
    return media
