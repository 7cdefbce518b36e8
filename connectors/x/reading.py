"""X: reading what is new of mentions and direct messages, and what was sent.

X gives both newest first; everything new is read before anything is handed out, so
that nothing is skipped.

https://docs.x.com/x-api/posts/timelines/introduction,
https://docs.x.com/x-api/direct-messages/lookup/introduction (2026-08-22)
"""

import time
from collections.abc import Iterator

from ..types import Payload
from .calls import Calls, Json
from .pages import DIRECT_FIELDS, POST_FIELDS, arrivals

EPOCH = 1288834974657  # ms; ids of X hold the time since, in all but 22 bits
PAGES = 8  # X keeps 800 mentions, 100 a page
BACKLOG = 100  # pages of direct messages at most
FEW, MANY = 20, 100  # direct messages a page: each is paid for once a day
HOUR, DAY = 3600, 86400


class Reading:
    """Reads for one account.

    :param naming: which names the API is asked with
    :param own_post: the price's name of a mention or a post of the account
    """

    def __init__(self, calls: Calls, number: str, naming: str, own_post: str) -> None:
        self.calls, self.number, self.own_post = calls, number, own_post
        self.post_fields = POST_FIELDS[naming]
        self.direct_fields = DIRECT_FIELDS[naming]

    def mentions(
        self, since: str, *, most: int, size: int = 100
    ) -> tuple[Payload, ...]:
        """Those after ``since``, oldest first."""
        return self._posts("mentions", since, most, size)

    def own_posts(self, since: str) -> tuple[Payload, ...]:
        return self._posts("tweets", since, PAGES, 100)

    def _posts(self, of: str, since: str, most: int, size: int) -> tuple[Payload, ...]:
        asked = {**self.post_fields, "max_results": size, "since_id": since}
        pages = list(self.calls.pages(f"users/{self.number}/{of}", asked, most))
        self.calls.spend(self.own_post, sum(len(p.get("data") or ()) for p in pages))
        return arrivals(pages, "post", self.number)

    def messages(self, since: str, at: float) -> tuple[Payload, ...]:
        """Direct messages after ``since``, oldest first.

        X cannot be asked for them alone, and has those it gave before paid again on
        another day.

        :param at: when they were last asked for; 0 at first
        """
        now = time.time()
        size = FEW if now - at < HOUR else MANY
        pages = list(self._direct("dm_events", since, size, BACKLOG if at else 1))
        everything = arrivals(pages, "message", self.number)
        new = tuple(one for one in everything if number_of(one) > int(since))
        is_same_day = now // DAY == at // DAY
        self.calls.spend("message", len(new if is_same_day else everything))
        return new

    def conversation(self, path: str, since: str) -> tuple[Payload, ...]:
        """Direct messages of one conversation."""
        pages = list(self._direct(f"{path}/dm_events", since, MANY, PAGES))
        found = arrivals(pages, "message", self.number)
        self.calls.spend("message", len(found))
        return found

    def _direct(self, path: str, since: str, size: int, most: int) -> Iterator[Json]:
        asked = {**self.direct_fields, "max_results": size}
        for page in self.calls.pages(path, asked, most):
            yield page
            if any(int(one["id"]) <= int(since) for one in page.get("data") or ()):
                return


def number_of(payload: Payload) -> int:
    """The number of what arrived; higher ones are newer."""
    return int(payload.external_id.rpartition(":")[2])


def newest(found: tuple[Payload, ...], before: str) -> str:
    """The highest number, or that of before."""
    return str(max([int(before), *map(number_of, found)]))


def number_at(moment: float) -> str:
    """A number as X gives at that time."""
    return str(max(int(moment * 1000) - EPOCH, 0) << 22)
