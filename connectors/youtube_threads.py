"""What the inbox has seen of a channel's threads, so that only news are asked for.

YouTube lists threads by their first comment, newest first, and can neither list from
a time on nor tell of new answers. Threads are therefore compared with what was seen,
and those that a listing does not reach any more are asked for by turns.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from .youtube_comments import Resource, snippet

FIRST_HOURS, OVERLAP_HOURS = 72, 24  # comments held for review come late
FOLLOWED = 500  # threads
AT_ONCE = 50  # ids in one call
MISSING = "-"


@dataclass
class Seen:
    """The cursor. ``since`` and ``newest`` are times in ISO 8601; ``token`` is the
    page to go on with, ``threads`` are hashes by id, ``turn`` counts them off."""

    us: str = ""
    since: str = ""
    newest: str = ""
    token: str = ""
    turn: int = 0
    threads: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, cursor: str) -> "Seen":
        return cls(**json.loads(cursor)) if cursor else cls()

    def written(self) -> str:
        return json.dumps(asdict(self))

    def __post_init__(self) -> None:
        """``horizon``: comments before it are known, or too old to begin with."""
        if since := moment(self.since):
            self.horizon = since - timedelta(hours=OVERLAP_HOURS)
        else:
            self.horizon = datetime.now(timezone.utc) - timedelta(hours=FIRST_HOURS)

    def is_enough(self, threads: list[Resource]) -> bool:
        """Whether a page reaches what is known."""
        times = [moment(published(top(thread))) for thread in threads]
        return any(time and time < self.horizon for time in times)

    def end_round(self) -> None:
        """Everything down to what was known has come."""
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self.since, self.newest, self.token = self.newest or self.since or now, "", ""

    def news(self, threads: Iterable[Resource], prefix: str = "") -> Iterator[Resource]:
        """Threads that are new or changed; they are seen now."""
        for thread in threads:
            key, digest = prefix + thread["id"], signature(thread)
            before = self.threads.get(key)
            if before != digest:
                self.threads.pop(key, None)
                self.threads[key] = digest
                if before is not None or self._is_recent(thread):
                    yield thread

    def _is_recent(self, thread: Resource) -> bool:
        times = [moment(published(one)) for one in (top(thread), *replies(thread))]
        return any(time is None or time >= self.horizon for time in times)

    def note_newest(self, threads: list[Resource]) -> None:
        times = [published(top(thread)) for thread in threads]
        self.newest = max([self.newest, *filter(moment, times)])

    def to_ask(self, listed: set[str]) -> list[str]:
        """Ids of threads that the listing did not reach, by turns."""
        others = [key for key in self.threads if key not in listed and ":" not in key]
        if self.turn >= len(others):
            self.turn = 0
        chosen = others[self.turn : self.turn + AT_ONCE]
        self.turn += len(chosen)
        return chosen

    def gone(self, asked: list[str], found: set[str]) -> list[str]:
        """Those that were missing twice: one answer without them proves little."""
        missing = [key for key in asked if key not in found]
        gone = [key for key in missing if self.threads[key] == MISSING]
        self.threads.update(dict.fromkeys(missing, MISSING))
        for key in gone:
            del self.threads[key]
        return gone

    def forget(self) -> None:
        """Keep those that changed last."""
        for key in list(self.threads)[:-FOLLOWED]:
            del self.threads[key]


def signature(thread: Resource) -> str:
    """Changes when a comment is added or edited."""
    parts = [(one.get("id"), updated(one)) for one in (top(thread), *replies(thread))]
    text = json.dumps([snippet(thread).get("totalReplyCount"), sorted(map(str, parts))])
    return sha256(text.encode()).hexdigest()[:12]


def top(thread: Resource) -> Resource:
    found = snippet(thread).get("topLevelComment")
    return found if isinstance(found, dict) else {}


def replies(thread: Resource) -> list[Resource]:
    """Those that came with the thread, a few at most."""
    found = thread.get("replies")
    return resources(found.get("comments") if isinstance(found, dict) else ())


def resources(found: Any) -> list[Resource]:
    """The resources of a list, as far as they have an id."""
    listed = found if isinstance(found, list) else []
    return [
        one
        for one in listed
        if isinstance(one, dict) and isinstance(one.get("id"), str)
    ]


def published(comment: Resource) -> str:
    return str(snippet(comment).get("publishedAt") or "")


def updated(comment: Resource) -> str:
    return str(snippet(comment).get("updatedAt") or "")


def moment(text: str) -> datetime | None:
    """A time as YouTube writes it: in UTC, with or without fractions of a second."""
    try:
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(
            tzinfo=timezone.utc
        )
    except ValueError:
        return None
