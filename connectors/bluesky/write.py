"""Records that the account writes: an answer, a like, a block, a hidden answer."""

import hashlib
from datetime import datetime, timezone
from typing import Any

from ..errors import PermanentError, UnsupportedError, _lt
from ..types import Attachment, Reply
from .answers import part
from .client import Client
from .parse import POST
from .text import facets

LIKE, BLOCK = "app.bsky.feed.like", "app.bsky.graph.block"
GATE = "app.bsky.feed.threadgate"
ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
YEAR_2024, YEAR = 1704067200 * 10**6, 365 * 86400 * 10**6  # in microseconds
IMAGE_BYTES = 2_000_000
NOT_OURS = _lt("Only what the account itself wrote can be deleted.")
OTHERS = _lt("Only answers to posts of the account itself can be hidden.")


def tid(key: str) -> str:
    """A record key made of a key of ours: the same each time.

    Its form is that of a time, in microseconds, and of ten bits beside it
    (https://atproto.com/specs/tid, 2026-07): one in the past, which nobody reads.
    """
    number = int(hashlib.sha256(key.encode()).hexdigest()[:20], 16)
    value = (YEAR_2024 + (number >> 10) % YEAR) << 10 | number & 1023
    return "".join(ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))


def now() -> str:
    moment = datetime.now(timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def place_of(uri: str) -> tuple[str, str, str]:
    """Owner, collection and key of ``at://owner/collection/key``."""
    parts = (*uri.removeprefix("at://").split("/"), "", "")
    return parts[0], parts[1], parts[2]


# An answer


def answer(client: Client, reply: Reply) -> dict[str, Any]:
    """The record of a public answer; its pictures are uploaded.

    :raises PermanentError: the post is gone, or takes no answer
    """
    record: dict[str, Any] = {"text": reply.text, "createdAt": now()}
    if reply.parent_id:
        record["reply"] = _ends(client.post_to_change(reply.parent_id))
    if found := facets(reply.text, client.resolve):
        record["facets"] = found
    if reply.attachments:
        images = [_image(client, one) for one in reply.attachments]
        record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
    return record


def _ends(parent: dict[str, Any]) -> dict[str, Any]:
    """The post answered and the first one of its thread."""
    if part(parent, "viewer").get("replyDisabled"):
        text = _lt("The author lets only some people answer.")
        raise PermanentError(text, code="threadgate")
    ref = {"uri": parent.get("uri"), "cid": parent.get("cid")}
    above = part(part(parent, "record"), "reply")
    return {"parent": ref, "root": part(above, "root") or ref}


def _image(client: Client, one: Attachment) -> dict[str, Any]:
    if not one.mimetype.startswith("image/"):
        raise UnsupportedError(_lt("Only pictures can be sent."), code="file_type")
    if len(one.content) > IMAGE_BYTES:
        text = _lt("%(file)s is larger than the 2 MB that Bluesky takes.")
        raise PermanentError(text, code="file_size", file=one.filename)
    blob = client.upload(one.content, one.mimetype)
    return {"image": blob, "alt": one.alt_text}


# Moderation


def like(client: Client, uri: str) -> None:
    post = client.post_to_change(uri)
    if not part(post, "viewer").get("like"):
        subject = {"uri": uri, "cid": post.get("cid")}
        client.put(LIKE, tid(uri), {"subject": subject, "createdAt": now()})


def unlike(client: Client, uri: str) -> None:
    """Also a like that was given in the app."""
    _delete_ours(
        client, str(part(client.post_to_change(uri), "viewer").get("like") or "")
    )
    client.delete(LIKE, tid(uri))


def block(client: Client, did: str) -> None:
    client.put(BLOCK, tid(did), {"subject": did, "createdAt": now()})


def unblock(client: Client, did: str) -> None:
    """Also a block that was made in the app."""
    author = client.ask("app.bsky.actor.getProfile", actor=did)
    _delete_ours(client, str(part(author, "viewer").get("blocking") or ""))
    client.delete(BLOCK, tid(did))


def delete(client: Client, uri: str) -> None:
    """:raises PermanentError: it is somebody else's"""
    if place_of(uri)[:2] != (client.account.did, POST):
        raise PermanentError(NOT_OURS, code="not_ours")
    _delete_ours(client, uri)


def hide(client: Client, root: str, uri: str, hidden: bool = True) -> None:
    """Hide an answer below a post of ours, or show it again.

    The list of hidden answers stands in the thread's gate, a record with the key of
    the post; the rest of the gate stays as it is.

    :raises RetryableError: the gate was changed meanwhile
    """
    owner, _, rkey = place_of(root)
    if owner != client.account.did:
        raise PermanentError(OTHERS, code="not_ours")
    found = client.record(GATE, rkey)
    gate = part(found or {}, "value") or {"post": root, "createdAt": now()}
    before = list(gate.get("hiddenReplies") or ())
    after = [one for one in before if one != uri] + [uri] * hidden
    if set(after) != set(before):
        swap = found.get("cid") if found else None
        client.put(GATE, rkey, {**gate, "hiddenReplies": after}, swapRecord=swap)


def _delete_ours(client: Client, uri: str) -> None:
    owner, collection, rkey = place_of(uri)
    if rkey and owner == client.account.did:
        client.delete(collection, rkey)
