"""What one entry of a feed says."""

import posixpath
from collections.abc import Iterator
from datetime import datetime
from html import escape
from urllib.parse import unquote, urlsplit

from .errors import _lt
from .payload import Node, read_json
from .text import clean, html_to_text, one_line
from .types import Attachment, EditEvent, Event, MessageEvent, Payload, Profile

MOST_FILES = 20
CUT = ("…", "...", "[…]", "[...]")


def event_of(payload: Payload) -> Event:
    """The message that an entry is, or its edit.

    :raises PayloadError: it cannot be read
    """
    node = read_json(payload)
    entry, feed, external_id = node.node("entry"), node.node("feed"), node.need("id")
    body, text, is_html = _content(entry)
    if node.flag("is_edit"):
        return EditEvent(
            external_id=external_id,
            body=body,
            text=text,
            is_html=is_html,
            edited_at=entry.time("updated_parsed"),
        )
    parent = node.text("parent")
    return MessageEvent(
        external_id=external_id,
        author=_author(entry, feed),
        sent_at=_sent_at(entry),
        body=body,
        text=text,
        is_html=is_html,
        kind="comment" if parent else "post",
        ancestor_ids=(parent,) if parent else (),
        thread_id="" if parent else external_id,
        subject=_title(entry),
        language=_language(entry, feed),
        url=_web(entry.text("link")),
        attachments=tuple(_files(entry))[:MOST_FILES],
        can_reply=False,
        why_not=_lt("Feeds only listen. Answer on the site, by the link."),
        is_partial="content" not in entry and text.endswith(CUT),
    )


def _content(entry: Node) -> tuple[str, str, bool]:
    """(body, text, whether it is HTML); the title where there is nothing else."""
    values = [(one.text("value"), one.text("type")) for one in entry.nodes("content")]
    detail = entry.node("summary_detail")
    values.append((entry.text("summary"), detail.text("type", "text/html")))
    body, media = max(values, key=lambda one: len(one[0]))
    if not body.strip():
        return escape(_title(entry)), _title(entry), True
    if media == "text/plain":
        return body, body, False
    return body, html_to_text(body), True


def _title(entry: Node) -> str:
    return one_line(html_to_text(entry.text("title")))


def _sent_at(entry: Node) -> datetime | None:
    names = ("published_parsed", "updated_parsed", "created_parsed")
    return next(filter(None, map(entry.time, names)), None)


def _language(entry: Node, feed: Node) -> str:
    detail = entry.node("summary_detail")
    found = [one.text("language") for one in (*entry.nodes("content"), detail)]
    return next(filter(None, found), "") or feed.text("language")


def _author(entry: Node, feed: Node) -> Profile:
    """Who wrote it; the feed itself where nobody is named.

    Names are unique within a feed only.
    """
    detail = entry.node("author_detail")
    site = feed.text("link") or feed.text("key") or "feed"
    name = one_line(detail.text("name") or entry.text("author"))
    url, email = _web(detail.text("href")), detail.text("email")
    if not (name or url or email):
        name = feed.text("title")
        return Profile(external_id=site, name=name, url=_web(feed.text("link")))
    own = url or (f"mailto:{email}" if email else f"{site}#{name}")
    return Profile(external_id=own, name=name or email, url=url)


def _files(entry: Node) -> Iterator[Attachment]:
    """Enclosures, then pictures and films of Media RSS, each address once."""
    links = [one for one in entry.nodes("links") if one.text("rel") == "enclosure"]
    media = list(entry.nodes("media_content"))
    files = [(_web(one.text("href")), one, "length") for one in links]
    files += [(_web(one.text("url")), one, "filesize") for one in media]
    found: dict[str, Attachment] = {}
    for url, one, size in files:
        if url:
            found.setdefault(url, _file(url, one, size))
    yield from found.values()


def _file(url: str, one: Node, size: str) -> Attachment:
    length = one.text(size)[:15]
    name = posixpath.basename(unquote(urlsplit(url).path)) or "file"
    media = one.text("type") or "application/octet-stream"
    return Attachment(
        filename=clean(name),
        mimetype=media,
        url=url,
        size=int(length) if length.isdecimal() else 0,
    )


def _web(url: str) -> str:
    """A web address, else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""
