"""What the generic webhook posts, version 1; see docs/webhook-channel.md."""

import base64
from typing import Any

from .types import Attachment, Moderation, Reply, Target
from .webhook_events import VERSION


def reply_event(reply: Reply) -> dict[str, Any]:
    """An answer as it is posted to the reply address; absent is what is empty."""
    to = reply.recipient
    author = {"id": to.external_id, "handle": to.handle, "name": to.name} if to else {}
    return _without_empty(
        {
            "version": VERSION,
            "event": "reply",
            "key": reply.key,
            "thread_id": reply.thread_id,
            "parent_id": reply.parent_id,
            "ancestor_ids": list(reply.ancestor_ids),
            "recipient": _without_empty(author),
            "kind": reply.kind,
            "visibility": reply.visibility,
            "text": reply.text,
            "sent_at": reply.sent_at.isoformat() if reply.sent_at else "",
            "attachments": [_file_event(one) for one in reply.attachments],
        }
    )


def _file_event(one: Attachment) -> dict[str, Any]:
    return _without_empty(
        {
            "name": one.filename,
            "type": one.mimetype,
            "size": len(one.content),
            "content": base64.b64encode(one.content).decode(),
            "alt": one.alt_text,
        }
    )


def moderation_event(action: Moderation, target: Target) -> dict[str, Any]:
    return _without_empty(
        {
            "version": VERSION,
            "event": "moderation",
            "action": action,
            "id": target.external_id,
            "kind": target.kind,
            "thread_id": target.thread_id,
            "parent_id": target.parent_id,
            "author_id": target.author.external_id if target.author else "",
        }
    )


def _without_empty(event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if value not in ("", [], {})}
