"""Answers and moderation as the Bot API takes them."""

from collections.abc import Mapping
from typing import Any

from ..errors import UnsupportedError, _lt
from ..text import count
from ..types import Moderation, Reply, Target
from .messages import Address

CAPTION, PHOTO_BYTES, FILE_BYTES = 1024, 10_000_000, 50_000_000
MEDIA = {"image/jpeg": "Photo", "image/png": "Photo", "video/mp4": "Video"}
MODERATIONS: Mapping[tuple[bool, bool], tuple[Moderation, ...]] = {
    # (in a private chat, from us)
    (True, False): ("like", "unlike"),
    (True, True): ("delete",),
    (False, False): ("like", "unlike", "delete", "block", "unblock"),
    (False, True): ("delete",),
}
THUMB = {"type": "emoji", "emoji": "\U0001f44d"}
# (what is done, to who wrote as a channel): the method, what it is told of the author
# or the message, and what else.
ACTIONS: Mapping[tuple[str, bool], tuple[str, str, Mapping[str, Any]]] = {
    ("like", False): ("setMessageReaction", "message_id", {"reaction": [THUMB]}),
    ("unlike", False): ("setMessageReaction", "message_id", {"reaction": []}),
    ("delete", False): ("deleteMessage", "message_id", {}),
    ("block", False): ("banChatMember", "user_id", {}),
    ("block", True): ("banChatSenderChat", "sender_chat_id", {}),
    ("unblock", False): ("unbanChatMember", "user_id", {"only_if_banned": True}),
    ("unblock", True): ("unbanChatSenderChat", "sender_chat_id", {}),
}


def destination(reply: Reply) -> dict[str, Any]:
    """Where to: the chat, its topic, the message answered.

    In a private chat the answer goes although that message was deleted.
    """
    person = reply.recipient.external_id if reply.recipient else ""
    where = Address.of(reply.parent_id or reply.thread_id or person)
    body: dict[str, Any] = {"chat_id": where.chat}
    if where.topic.startswith("d"):
        body["direct_messages_topic_id"] = int(where.topic[1:])
    elif where.topic:
        body["message_thread_id"] = int(where.topic)
    if where.message:
        body["reply_parameters"] = {
            "message_id": int(where.message),
            "allow_sending_without_reply": reply.kind == "direct",
        }
    return body


def content(reply: Reply) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The method, its text, and the file as a part of a form.

    :raises UnsupportedError: it would be several messages
    """
    if not reply.attachments:
        return "sendMessage", {"text": reply.text}, {}
    if len(reply.attachments) > 1:
        raise UnsupportedError(_lt("Telegram takes one file an answer."), code="files")
    if count(reply.text, "utf16") > CAPTION:
        text = _lt("With a file, Telegram takes at most 1024 characters.")
        raise UnsupportedError(text, code="length")
    (file,) = reply.attachments
    kind = MEDIA.get(file.mimetype, "Document")
    if kind == "Photo" and len(file.content) > PHOTO_BYTES:
        kind = "Document"
    part = (file.filename, file.content, file.mimetype)
    return f"send{kind}", {"caption": reply.text}, {kind.lower(): part}


def moderation(action: Moderation, target: Target) -> tuple[str, dict[str, Any]]:
    """The method and what it is told.

    :raises UnsupportedError: there is no such thing
    """
    author = target.author.external_id if target.author else ""
    where = Address.of(target.external_id)
    is_channel = action in ("block", "unblock") and author.startswith("-")
    if (action, is_channel) not in ACTIONS:
        raise UnsupportedError(_lt("Telegram has no such thing."), code=action)
    method, whom, more = ACTIONS[action, is_channel]
    number = int(where.message if whom == "message_id" else author)
    return method, {"chat_id": where.chat, whom: number, **more}
