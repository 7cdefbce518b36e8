"""What an arrival says: statuses as messages, edits and deletions.

A payload is ``{"event": "status"|"edit", "status": Status, "ancestors": [Status …],
"me": Account, "domain": str}`` or ``{"event": "deletion", "id": str}``; the entities
are those of https://docs.joinmastodon.org/entities/.
"""

import mimetypes
import re
from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from ..payload import Node, read_json
from ..text import clean, html_tree, one_line, tree_to_text
from ..types import (
    Attachment,
    DeletionEvent,
    EditEvent,
    Event,
    Kind,
    MessageEvent,
    Payload,
    Post,
    Profile,
    Visibility,
)
from .api import stable_id

SCHEME = re.compile(r"https?://", re.I)
VISIBILITIES: dict[str, Visibility] = {"public": "public", "unlisted": "public"}
MEDIA_TYPES = {
    "image": "image/jpeg",
    "gifv": "video/mp4",
    "video": "video/mp4",
    "audio": "audio/mpeg",
}


def events_of(payload: Payload) -> Iterator[Event]:
    """:raises PayloadError: the arrival cannot be read"""
    node = read_json(payload)
    yield EVENTS.get(node.text("event"), _message)(node)


def _message(node: Node) -> MessageEvent:
    status, me = node.node("status"), node.node("me")
    domain = node.text("domain")
    ancestors = list(node.nodes("ancestors"))
    post = _post(node, ancestors)
    visibility = VISIBILITIES.get(status.text("visibility"), "private")
    html = _html(status)
    return MessageEvent(
        external_id=stable_id(status.need("id")),
        author=profile_of(status.node("account"), domain),
        sent_at=status.time("created_at"),
        body=html,
        text=_text(html),
        is_html=True,
        kind=_kind(status, post),
        thread_id=_thread_id(status, ancestors),
        ancestor_ids=_ancestor_ids(status, ancestors),
        from_us=_is_of(status, me),
        visibility=visibility,
        language=status.text("language"),
        url=status.text("url") or status.text("uri"),
        attachments=tuple(map(_attachment, status.nodes("media_attachments"))),
        reply_as=("public", "private") if visibility == "public" else (),
        post=post,
    )


def _edit(node: Node) -> EditEvent:
    status = node.node("status")
    html = _html(status)
    return EditEvent(
        external_id=stable_id(status.need("id")),
        body=html,
        text=_text(html),
        is_html=True,
        edited_at=status.time("edited_at"),
    )


def _deletion(node: Node) -> DeletionEvent:
    return DeletionEvent(external_id=stable_id(node.need("id")))


EVENTS = {"status": _message, "edit": _edit, "deletion": _deletion}

# -- where it belongs ----------------------------------------------------------------


def _kind(status: Node, post: Post | None) -> Kind:
    if status.text("visibility") == "direct":
        return "direct"
    return "comment" if post and post.from_us else "mention"


def _thread_id(status: Node, ancestors: list[Node]) -> str:
    """The first status's address; "" if an answer's first status is not known."""
    if ancestors:
        return ancestors[0].text("uri")
    return "" if "in_reply_to_id" in status else status.text("uri")


def _ancestor_ids(status: Node, ancestors: list[Node]) -> tuple[str, ...]:
    found = [one.text("id") for one in reversed(ancestors)]
    found = [status.text("in_reply_to_id"), *found]
    return tuple(dict.fromkeys(stable_id(one) for one in found if one))


def _post(node: Node, ancestors: list[Node]) -> Post | None:
    """What a thread began with, unless it is a message of the conversation: a mention
    of us. Else what a status of its own quotes."""
    me = node.node("me")
    if not ancestors:
        quoted = node.node("status").node("quote").node("quoted_status")
        return _as_post(quoted, me) if quoted else None
    first = ancestors[0]
    is_message = _mentions(first, me, node.text("domain")) and not _is_of(first, me)
    return None if is_message else _as_post(first, me)


def _as_post(status: Node, me: Node) -> Post:
    author = status.node("account")
    images = status.nodes("media_attachments")
    shown = (one.text("preview_url") or one.text("url") for one in images)
    return Post(
        external_id=stable_id(status.need("id")),
        text=_text(_html(status)),
        url=status.text("url") or status.text("uri"),
        author_name=author.text("display_name") or author.text("acct"),
        image_url=next(shown, ""),
        sent_at=status.time("created_at"),
        from_us=_is_of(status, me),
    )


def _is_of(status: Node, me: Node) -> bool:
    author = status.node("account").text("id")
    return bool(author) and author == me.text("id")


def _mentions(status: Node, me: Node, domain: str) -> bool:
    """snac leaves the reader out of a status's mentions, but not out of its text."""
    content, url = status.text("content"), me.text("url")
    names = [f"@{me.text('acct')}@{domain}", f'href="{escape(url)}"']
    if url and any(name in content for name in names):
        return True
    return any(one.text("id") == me.text("id") for one in status.nodes("mentions"))


# -- who and what --------------------------------------------------------------------


def own_profile(account: dict[str, Any], domain: str) -> Profile:
    return profile_of(Node(account), domain)


def profile_of(account: Node, domain: str) -> Profile:
    """An author; the server leaves its own host out of names."""
    handle = account.need("acct")
    if "@" not in handle and domain:
        handle = f"{handle}@{domain}"
    return Profile(
        external_id=handle.lower(),
        handle=handle,
        name=account.text("display_name") or account.text("username"),
        url=account.text("url"),
        avatar_url=account.text("avatar"),
        followers=max(0, account.number("followers_count")),
    )


def _attachment(media: Node) -> Attachment:
    """Types come as words; the address tells more, often enough."""
    url = media.text("url") or media.text("remote_url")
    name = unquote(PurePosixPath(urlsplit(url).path).name)
    default = MEDIA_TYPES.get(media.text("type"), "application/octet-stream")
    return Attachment(
        filename=name or media.text("id"),
        mimetype=mimetypes.guess_type(name)[0] or default,
        url=url,
        alt_text=media.text("description"),
    )


# -- its text ------------------------------------------------------------------------


def _html(status: Node) -> str:
    """The warning that stands before a status, the status, and what it asks."""
    warning = one_line(status.text("spoiler_text"))
    head = f"<p><strong>{escape(warning)}</strong></p>" if warning else ""
    return head + status.text("content") + _poll(status.node("poll"))


def _poll(poll: Node) -> str:
    """Its choices with their votes, where those are told."""
    items = []
    for option in poll.nodes("options"):
        votes = f" ({option.number('votes_count')})" if "votes_count" in option else ""
        items.append(f"<li>{escape(option.text('title') + votes)}</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _text(html: str) -> str:
    """Plain text; a link that shows other words is followed by its address."""
    tree = html_tree(html)
    for link in tree.iter("a"):
        address = clean(link.get("href") or "")
        if _is_hidden(link, address):
            last = link[-1] if len(link) else None
            _append(link, last, f" ({address})")
    return tree_to_text(tree)


def _is_hidden(link: etree._Element, address: str) -> bool:
    """Mentions and tags say enough; web addresses are shown without their scheme."""
    shown = "".join(link.itertext()).strip().rstrip("…")
    is_name = shown[:1] in ("@", "#") or "mention" in (link.get("class") or "").split()
    is_web, is_shown = SCHEME.match(address), _bare(address).startswith(_bare(shown))
    return bool(is_web and shown and not is_name and not is_shown)


def _bare(address: str) -> str:
    return SCHEME.sub("", address).removeprefix("www.").lower()


def _append(node: etree._Element, last: etree._Element | None, text: str) -> None:
    if last is None:
        node.text = (node.text or "") + text
    else:
        last.tail = (last.tail or "") + text
