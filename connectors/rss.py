"""RSS and Atom feeds: several in one channel, listening only."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .base import Connector, Pulls
from .errors import (
    ConnectorError,
    RetryableError,
    SettingsError,
    UnsupportedError,
    _lt,
)
from .http import Response
from .rss_entries import event_of
from .rss_feed import REFUSALS, changed, place_of, read_feed, refusal, short
from .types import Event, Limits, Page, Payload, Profile, Reply, Sent, Setting

MOST_FEEDS = 100
MOST_BYTES = 5 * 2**20  # of one feed; more would hold up a worker
MOST_ENTRIES = 300  # of one feed, the newest
FIRST_ENTRIES = 20  # of a feed that is read for the first time
PAGE_PAYLOADS, PAGE_SECONDS = 200, 60.0
LONGEST_TTL, LONGEST_WAIT = 3600.0, 24 * 3600.0
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Feed:
    """One line of the setting; ``key`` stands for it in cursors and ids."""

    address: str

    @property
    def key(self) -> str:
        return short(self.address)

    @property
    def shown(self) -> str:
        return place_of(self.address)


class RssConnector(Connector, Pulls):
    """Feeds in RSS 0.9 to 2.0, RDF (RSS 1.0) and Atom, as feedparser reads them.

    The cursor is ``{"feeds": {key: state}, "todo": [key, …]}``. A state holds
    ``etag`` and ``modified`` for conditional requests, ``seen`` (hashes of contents by
    hashes of ids), ``later`` (a time in seconds before which the feed is not asked)
    and ``gone``. ``todo`` are the feeds that a full page left for the next one.
    """

    code = "rss"
    label = _lt("RSS and Atom")
    icon = "fa-rss"
    limits = Limits(takes_files=False, polling_minutes=15)
    steps = (
        _lt(
            "Open the site and look for a feed: its icon, a link RSS or Atom, or /feed."
        ),
        _lt("Copy the address of each feed; one channel reads up to 100."),
        _lt("Feeds only listen: you read entries here and answer on the site."),
    )
    steps_url = "https://www.rssboard.org/rss-specification"
    settings = (
        Setting(
            name="feeds",
            label="Feeds",
            type="text",
            help="Addresses of feeds, one per line. A line that begins with # is left "
            "out.",
            required=True,
            placeholder="https://example.com/feed.xml",
        ),
    )

    def feeds(self) -> list[Feed]:
        """The feeds to read, each once.

        :raises SettingsError: a line is no address, or there are none or too many
        """
        lines = [line.strip() for line in str(self.values["feeds"]).splitlines()]
        lines = [line for line in lines if line and not line.startswith("#")]
        feeds = [self._feed(line) for line in dict.fromkeys(lines)]
        if not 0 < len(feeds) <= MOST_FEEDS:
            text = _lt("Name from 1 to %(most)s feeds, one per line.")
            raise SettingsError(text, code="feeds", most=str(MOST_FEEDS))
        return feeds

    def _feed(self, line: str) -> Feed:
        address = "http" + line[4:] if line.lower().startswith("feed://") else line
        try:
            parts = urlsplit(address)
            is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            is_address = False
        if not is_address or parts.username or parts.password:
            text = _lt(
                "%(line)s is no address of a feed. It begins with https:// and holds "
                "no name or password."
            )
            shown = line.rpartition("@")[2][:80]
            raise SettingsError(text, code="address", line=shown)
        return Feed(address)

    def can_send(self) -> bool:
        return False

    def send(self, reply: Reply) -> Sent:
        """:raises UnsupportedError: always"""
        raise UnsupportedError(
            _lt("Feeds only listen. Answer on the site."), code="rss"
        )

    def verify(self) -> Profile:
        """Read every feed, so that a wrong line is told at once."""
        titles = []
        for feed in self.feeds():
            found = read_feed(self._document(feed, {}), feed.key)
            titles.append(found.title or feed.shown)
        name = ", ".join(titles)[:200]
        return Profile(external_id="feeds", handle=name, name=name)

    def explain(self, response: Response) -> ConnectorError | None:
        if response.status in REFUSALS:
            return refusal(response.status, place_of(response.url))
        return None

    # -- fetching ----------------------------------------------------------------------

    def fetch(self, cursor: str) -> Page:
        """What is new or changed in the feeds.

        A feed that fails does not hold up the others: it is the page's ``problem``.

        :raises ConnectorError: every feed fails
        """
        feeds = {feed.key: feed for feed in self.feeds()}
        before = json.loads(cursor or "{}")
        known = before.get("feeds", {})
        states = {key: known[key] for key in feeds if key in known}
        todo = [key for key in before.get("todo", ()) if key in feeds] or list(feeds)
        payloads: list[Payload] = []
        failures: list[ConnectorError] = []
        end = time.monotonic() + PAGE_SECONDS
        while todo and len(payloads) < PAGE_PAYLOADS and time.monotonic() < end:
            key = todo.pop(0)
            try:
                payloads += self._news(feeds[key], states.setdefault(key, {}))
            except ConnectorError as error:
                failures.append(error)
        # Whether waiting helps at least one of them decides what is told.
        failures.sort(key=lambda error: not isinstance(error, RetryableError))
        if len(failures) == len(feeds):
            raise failures[0]
        return Page(
            payloads=tuple(payloads),
            cursor=json.dumps({"feeds": states, "todo": todo}),
            has_more=bool(todo),
            problem=failures[-1] if failures else None,
        )

    def _news(self, feed: Feed, state: dict[str, Any]) -> list[Payload]:
        """New and changed entries of one feed; ``state`` is brought up to date.

        :raises ConnectorError: it cannot be had; what is known of it stays
        """
        if state.get("gone"):
            raise refusal(410, feed.shown)
        wait = state.get("later", 0) - time.time()
        if wait > 0:
            if state.get("why") == "rate":
                error = self.http.rate_limited(wait)
                error.values["platform"] = feed.shown
                raise error
            return []
        try:
            response = self._document(feed, state)
        except ConnectorError as error:
            note_failure(state, error)
            raise
        if response.status == 304:
            return []
        found = read_feed(response, feed.key)
        is_first = "seen" not in state
        payloads = [
            Payload(external_id=entry.payload_id(is_edit), body=entry.body(is_edit))
            for entry, is_edit in changed(found.entries[-MOST_ENTRIES:], state)
        ]
        state["etag"] = response.headers.get("ETag", "")
        state["modified"] = response.headers.get("Last-Modified", "")
        state["later"] = time.time() + min(found.ttl, LONGEST_TTL) if found.ttl else 0
        state["why"] = ""
        return payloads[-FIRST_ENTRIES:] if is_first else payloads

    def _document(self, feed: Feed, state: dict[str, Any]) -> Response:
        headers = {"Accept": ACCEPT}
        if state.get("etag"):
            headers["If-None-Match"] = state["etag"]
        if state.get("modified"):
            headers["If-Modified-Since"] = state["modified"]
        try:
            response = self.http.query(
                feed.address, headers=headers, follow=True, accept=(304,)
            )
        except ConnectorError as error:
            error.values["platform"] = feed.shown
            raise
        if len(response.body) > MOST_BYTES:
            text = _lt("The feed %(feed)s is too large. Look for a shorter one.")
            raise SettingsError(text, code="size", feed=feed.shown)
        return response

    # -- parsing -----------------------------------------------------------------------

    def parse(self, payload: Payload) -> Iterator[Event]:
        yield event_of(payload)


def note_failure(state: dict[str, Any], error: ConnectorError) -> None:
    """Keep what a failure asks for: never again, or not before a time."""
    if error.code == "gone":
        state["gone"] = True
    elif isinstance(error, RetryableError) and error.retry_after:
        state["later"] = time.time() + min(error.retry_after, LONGEST_WAIT)
        state["why"] = error.code
