"""Posting an answer, and finding one that may have been posted.

https://docs.joinmastodon.org/methods/statuses/ and methods/media/ (July 2026).
"""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from ..errors import PayloadError, RetryableError, _lt
from ..payload import Node
from ..text import REMOTE_MENTION, count, html_to_text
from ..types import Attachment, Reply, Sent
from .api import GONE, MastodonApi, stable_id

Json = dict[str, Any]
PUBLIC = ("public", "unlisted")
KNOWN = (*PUBLIC, "private", "direct")
PAUSES = (1, 1, 2, 4, 8, 16, 30)  # seconds between looks whether a file is processed
sleep: Callable[[float], None] = time.sleep


def post(api: MastodonApi, reply: Reply) -> Sent:
    """One status; all that is read or uploaded before may be repeated."""
    parent = _parent(api, reply)
    if parent is None:
        text = _lt("The message that you answer is not there any more.")
        raise api.http.permanent(text, code="gone")
    text = addressed(reply, parent)
    _check_length(api, text)
    status = {
        "status": text,
        "in_reply_to_id": reply.parent_id,
        "visibility": visibility_of(reply, parent),
    }
    if reply.attachments:
        status["media_ids"] = [_upload(api, one) for one in reply.attachments]
    response = api.http.command(
        "POST",
        f"{api.api}/api/v1/statuses",
        headers={**api.bearer, "Idempotency-Key": reply.key},
        json=status,
    )
    try:
        return _sent(api.named(response))
    except PayloadError:  # it is posted all the same
        raise api.http.unreadable(response) from None


def _parent(api: MastodonApi, reply: Reply) -> Json | None:
    """The status that is answered, as it is now; None if there is none."""
    return api.ask(f"/api/v1/statuses/{quote(reply.parent_id, safe='')}", accept=GONE)


def visibility_of(reply: Reply, parent: Json) -> str:
    """The parent's own, or narrower: unlisted stays unlisted."""
    given = parent.get("visibility")
    if given not in KNOWN or (given in PUBLIC and reply.visibility == "private"):
        return "direct"
    return given


def addressed(reply: Reply, parent: Json) -> str:
    """The text with the name of the person answered: without it, nobody is told."""
    author = parent.get("account") or {}
    name = (reply.recipient.handle if reply.recipient else "") or author.get("acct", "")
    user, _, host = name.partition("@")
    is_local = "@" not in author.get("acct", "") and author.get("username") == user
    tail = rf"(?:@{re.escape(host)})?" if is_local else f"@{re.escape(host)}"
    pattern = rf"(?<![\w/@])@{re.escape(user)}{tail if host else ''}(?!\.?[\w@-])"
    if not name or re.search(pattern, reply.text, re.I):
        return reply.text
    return f"@{name} {reply.text}"


def _check_length(api: MastodonApi, text: str) -> None:
    length, most = count(text, "mastodon"), int(api.values["text_limit"])
    if length > most:
        template = _lt(
            "With the name of the person answered, the text has %(length)s characters; "
            "the server takes %(most)s. Make it shorter."
        )
        raise api.http.permanent(
            template, code="length", length=str(length), most=str(most)
        )


def _sent(status: Node) -> Sent:
    return Sent(
        external_id=stable_id(status.need("id")),
        url=status.text("url") or status.text("uri"),
        sent_at=status.time("created_at"),
    )


# -- files ---------------------------------------------------------------------------


def _upload(api: MastodonApi, file: Attachment) -> str:
    """The file's id; 202 and 206 say that it is still being processed.

    :raises RetryableError: it is for too long
    """
    response = api.change(
        "/api/v2/media",
        files={"file": (file.filename, file.content, file.mimetype)},
        data={"description": file.alt_text} if file.alt_text else {},
    )
    key = api.named(response).need("id")
    status, path = response.status, f"/api/v1/media/{quote(key, safe='')}"
    for pause in PAUSES:
        if status not in (202, 206):
            return key
        sleep(pause)
        status = api.http.query(api.api + path, headers=api.bearer).status
    text = _lt("%(platform)s still works on the file %(file)s.")
    raise RetryableError(
        text, code="processing", platform=api.label, file=file.filename
    )


# -- finding -------------------------------------------------------------------------


def find(api: MastodonApi, reply: Reply) -> Sent | None:
    """The own answer with this text, under what it answers."""
    parent = _parent(api, reply)
    if parent is None:
        return None
    wanted = plain(addressed(reply, parent))
    for status in _own_answers(api, reply.parent_id):
        if plain(html_to_text(str(status.get("content")))) == wanted or (
            plain(_source(api, status)) == wanted
        ):
            return _sent(Node(status))
    return None


def _own_answers(api: MastodonApi, parent_id: str) -> Iterator[Json]:
    """Newest first."""
    path = f"/api/v1/statuses/{quote(parent_id, safe='')}/context"
    context = api.ask(path, accept=GONE) or {}
    for status in reversed(context.get("descendants") or ()):
        author = (status.get("account") or {}).get("id")
        above = stable_id(str(status.get("in_reply_to_id")))
        if author == api.me["id"] and above == stable_id(parent_id):
            yield status


def _source(api: MastodonApi, status: Json) -> str:
    """What was typed, where the server tells: since Mastodon 3.5."""
    path = f"/api/v1/statuses/{quote(str(status['id']), safe='')}/source"
    found = api.ask(path, accept=(*GONE, 403)) or {}
    return str(found.get("text") or "")


def plain(text: str) -> str:
    """A text in the form in which typed and shown ones are the same: names are shown
    without their host, by most servers, and spaces as they like."""
    return "".join(REMOTE_MENTION.sub(r"\1", text).split()).lower()
