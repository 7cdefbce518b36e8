"""Feeds from bytes, however malformed, cut into entries."""

import calendar
import io
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import feedparser

from .errors import AuthError, ConnectorError, RetryableError, SettingsError, _lt
from .http import Response
from .text import clean, html_to_text, one_line

LONGEST_ID = 500
REMEMBERED = 100  # entries that are not in the feed any more
# What feedparser 6.0.14 raises by mistake on odd documents, found by trying.
FEEDPARSER_FAILS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


_NOT_PUBLIC = _lt("The feed %(feed)s is not public: the inbox cannot sign in to feeds.")
REFUSALS: dict[int, tuple[type[ConnectorError], str, str]] = {
    401: (AuthError, "not_public", _NOT_PUBLIC),
    403: (AuthError, "not_public", _NOT_PUBLIC),
    404: (
        SettingsError,
        "not_found",
        _lt("There is no feed at %(feed)s. Correct its address or remove it."),
    ),
    410: (
        SettingsError,
        "gone",
        _lt("The feed %(feed)s was closed for good. Remove it from the list."),
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``digest`` tells whether its content has changed."""

    external_id: str
    digest: str
    values: dict[str, Any] = field(repr=False)

    def payload_id(self, is_edit: bool) -> str:
        return f"{self.external_id}#{self.digest}" if is_edit else self.external_id

    def body(self, is_edit: bool) -> bytes:
        """``{"id", "is_edit", "parent", "feed": {…}, "entry": {of feedparser}}``."""
        whole = {"id": self.external_id, "is_edit": is_edit, **self.values}
        return json.dumps(whole).encode()


@dataclass(frozen=True, slots=True)
class Found:
    """A feed as it was read; entries are oldest first, ``ttl`` is in seconds."""

    title: str
    ttl: float
    entries: list[Entry] = field(repr=False)


def read_feed(response: Response, key: str) -> Found:
    """A feed from bytes, however malformed.

    Relative addresses are resolved against the address that it came from after
    redirects. Documents that a strict parser refuses are read by a loose one.

    :raises RetryableError: it is none; often a page that is shown only for a while
    """
    headers = {
        "content-type": response.headers.get("Content-Type", ""),
        "content-location": response.url,
    }
    try:
        parsed = feedparser.parse(io.BytesIO(response.body), response_headers=headers)
    except FEEDPARSER_FAILS as error:
        raise _no_feed(response, error) from None
    if not parsed.get("version"):
        raise _no_feed(response, parsed.get("bozo_exception"))
    about = parsed.feed
    feed = {
        "key": key,
        "title": one_line(html_to_text(str(about.get("title") or ""))),
        "link": str(about.get("link") or ""),
        "language": str(about.get("language") or ""),
    }
    entries = [plain(entry) for entry in reversed(parsed.entries)]
    entries.sort(key=lambda entry: _moment(entry) or "")
    return Found(feed["title"], _ttl(about), list(_entries(entries, feed)))


def _no_feed(response: Response, error: Exception | None) -> RetryableError:
    text, place = _lt("What comes from %(feed)s is no feed."), place_of(response.url)
    return RetryableError(text, code="no_feed", detail=str(error or ""), feed=place)


def refusal(status: int, place: str) -> ConnectorError:
    """What a site's refusal means for a feed."""
    kind, code, text = REFUSALS[status]
    return kind(text, code=code, feed=place)


def _entries(entries: list[dict[str, Any]], feed: dict[str, str]) -> Iterator[Entry]:
    """Entries with an id each; one that several entries share is no id."""
    shared = Counter(entry.get("id") for entry in entries)
    for entry in entries:
        title, text = entry.get("title") or "", html_to_text(_html(entry))
        own = entry.get("id") if shared[entry.get("id")] == 1 else ""
        name = own or entry.get("link") or ""
        name = name or f"sha256:{_hash(title, entry.get('published') or '', text)}"
        digest = short(text or title)
        external_id = entry_id(name, feed["key"])
        parent = _parent(entry, feed["key"])
        yield Entry(external_id, digest, dict(parent=parent, feed=feed, entry=entry))


def _parent(entry: dict[str, Any], key: str) -> str:
    """What an entry comments on (Atom Threading Extensions, RFC 4685)."""
    about = entry.get("thr_in-reply-to")
    name = about.get("ref") if isinstance(about, dict) else ""
    return entry_id(name, key) if name else ""


def _hash(*texts: str) -> str:
    return sha256("\0".join(texts).encode(errors="replace")).hexdigest()


def entry_id(name: str, key: str) -> str:
    """An id that no other feed of the channel uses for something else.

    Addresses and URNs are unique by themselves; the same entry in two feeds of one
    site is one message. Others, like ``17``, are unique within their feed.
    """
    name = clean(one_line(name))
    if len(name) > LONGEST_ID:
        name = f"sha256:{_hash(name)}"
    is_unique = name.startswith(("http://", "https://", "urn:", "tag:", "sha256:"))
    return name if is_unique else f"{key}:{name}"


def place_of(address: str) -> str:
    """An address for people, without its query, which may hold a token."""
    parts = urlsplit(address)
    return f"{parts.hostname}{parts.path}"


def plain(value: Any) -> Any:
    """What feedparser gives, as JSON; times are written in ISO 8601."""
    if isinstance(value, time.struct_time):
        return _iso(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in dict.items(value)}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, (str, int)) else str(value)


def _iso(moment: time.struct_time) -> str | None:
    try:
        seconds = calendar.timegm(moment)
        return datetime.fromtimestamp(seconds, timezone.utc).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _moment(entry: dict[str, Any]) -> str | None:
    names = ("published_parsed", "updated_parsed", "created_parsed")
    return next((entry[name] for name in names if entry.get(name)), None)


def _html(entry: dict[str, Any]) -> str:
    contents = [one.get("value") or "" for one in entry.get("content") or ()]
    return max([*contents, entry.get("summary") or ""], key=len)


def _ttl(feed: Any) -> float:
    """Seconds that RSS 2.0 asks to keep the feed for; 0 if it does not."""
    ttl = str(feed.get("ttl") or "")
    return float(ttl[:6]) * 60 if ttl.isdigit() else 0.0


def changed(
    entries: list[Entry], state: dict[str, Any]
) -> Iterator[tuple[Entry, bool]]:
    """(entry, whether it is an edit) of what was not seen so; it is seen now."""
    seen = state.pop("seen", {})
    now = {short(entry.external_id): entry.digest for entry in entries}
    old = [(key, seen[key]) for key in seen if key not in now]
    state["seen"] = dict(old[-REMEMBERED:]) | now
    for entry in entries:
        before = seen.get(short(entry.external_id))
        if before != entry.digest:
            yield entry, before is not None


def short(text: str) -> str:
    """A few letters that stand for a text."""
    return _hash(text)[:12]
