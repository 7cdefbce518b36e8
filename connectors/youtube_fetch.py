"""Reading a channel's threads down to those that are known."""

from collections.abc import Callable, Iterator
from typing import Any

from .errors import ConnectorError, PermanentError
from .types import Page, Payload
from .youtube_comments import Resource, deletion, payloads_of, snippet
from .youtube_errors import STALE_PAGE
from .youtube_threads import AT_ONCE, Seen, published, replies, resources, top

LIST_PAGES, REPLY_PAGES = 5, 20  # in one fetch; for one thread


class Reading:
    """One fetch.

    :param ask: lists resources of a kind, by the query's parameters
    :param with_held: also comments that are held for review
    """

    def __init__(self, ask: Callable[..., Resource], with_held: bool) -> None:
        self.ask, self.with_held = ask, with_held

    def page(self, seen: Seen) -> Page:
        """What changed. A round goes from the newest thread down to those that are
        known; where that takes many pages, the next fetch goes on.
        """
        listed = self._newest(seen)
        changed = list(seen.news(reversed(listed)))
        gone: list[str] = []
        if not seen.token:
            changed += self._held(seen)
            asked = seen.to_ask({thread["id"] for thread in listed})
            found = self._by_id(asked)
            gone = seen.gone(asked, {thread["id"] for thread in found})
            changed += seen.news(found)
            seen.forget()
        payloads = [*self._arrivals(changed, seen.us), *map(deletion, gone)]
        is_more = bool(seen.token)
        return Page(payloads=tuple(payloads), cursor=seen.written(), has_more=is_more)

    def _held(self, seen: Seen) -> list[Resource]:
        if not self.with_held:
            return []
        held = self.threads(seen.us, moderationStatus="heldForReview")
        return list(seen.news(resources(held.get("items")), "held:"))

    def _newest(self, seen: Seen) -> list[Resource]:
        """Threads, newest first, down to what is known."""
        found: list[Resource] = []
        for _ in range(LIST_PAGES):
            answer = self._page(seen)
            threads = resources(answer.get("items"))
            found += threads
            seen.note_newest(threads)
            seen.token = str(answer.get("nextPageToken") or "")
            if not seen.token or seen.is_enough(threads):
                seen.end_round()
                break
        return found

    def _page(self, seen: Seen) -> Resource:
        if not seen.token:
            return self.threads(seen.us)
        try:
            return self.threads(seen.us, pageToken=seen.token)
        except ConnectorError as error:
            if error.code != STALE_PAGE:
                raise
        return self.threads(seen.us)  # from the newest again: nothing is left out

    def threads(self, channel: str, **options: Any) -> Resource:
        options = {"maxResults": 100, **options}
        return self.ask(
            "commentThreads",
            part="snippet,replies",
            allThreadsRelatedToChannelId=channel,
            order="time",
            textFormat="plainText",
            **options,
        )

    def _by_id(self, ids: list[str]) -> list[Resource]:
        if not ids:
            return []
        options = {"part": "snippet,replies", "textFormat": "plainText"}
        found = self.ask("commentThreads", id=",".join(ids), **options)
        return resources(found.get("items"))

    def _arrivals(self, threads: list[Resource], us: str) -> list[Payload]:
        """The comments of threads, oldest first; the inbox knows those that came."""
        videos = self._videos(threads)
        found = [
            (published(comment), payload)
            for thread in threads
            for comment in self._comments(thread)
            for payload in payloads_of(
                thread, comment, videos.get(video_of(thread)), us
            )
        ]
        return [payload for _, payload in sorted(found, key=lambda pair: pair[0])]

    def _comments(self, thread: Resource) -> list[Resource]:
        first, inline = resources([top(thread)]), replies(thread)
        count = snippet(thread).get("totalReplyCount")
        if not isinstance(count, int) or count <= len(inline):
            return [*first, *inline]
        try:
            every = {one["id"]: one for one in [*inline, *self.replies(thread["id"])]}
        except PermanentError:  # deleted, or closed, since it was listed
            return [*first, *inline]
        return [*first, *every.values()]

    def replies(self, thread: str, pages: int = REPLY_PAGES) -> Iterator[Resource]:
        """All answers in a thread; the order is YouTube's."""
        options: dict[str, Any] = {"part": "snippet", "parentId": thread}
        options |= {"textFormat": "plainText", "maxResults": 100}
        for _ in range(pages):
            answer = self.ask("comments", **options)
            yield from resources(answer.get("items"))
            options["pageToken"] = answer.get("nextPageToken")
            if not options["pageToken"]:
                break

    def _videos(self, threads: list[Resource]) -> dict[str, Resource]:
        """What the comments are about, by id."""
        ids = sorted({video_of(thread) for thread in threads} - {""})
        found: dict[str, Resource] = {}
        for start in range(0, len(ids), AT_ONCE):
            some = ",".join(ids[start : start + AT_ONCE])
            answer = self.ask("videos", part="snippet", id=some)
            found |= {one["id"]: one for one in resources(answer.get("items"))}
        return found


def video_of(thread: Resource) -> str:
    return str(snippet(thread).get("videoId") or "")
