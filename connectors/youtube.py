"""YouTube: comments on a channel's videos, answered and moderated as the channel.

YouTube Data API v3, https://developers.google.com/youtube/v3/docs, read 2026-11-27;
requests and payloads after its discovery document, revision 20261104.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from .base import Connector, Finds, HasAccounts, Moderates, Pulls
from .errors import (
    ConnectorError,
    SettingsError,
    UnknownOutcomeError,
    UnsupportedError,
    _lt,
)
from .http import Response
from .oauth import OAuth2
from .payload import Node
from .text import one_line
from .types import (
    Account,
    Budget,
    Event,
    Kind,
    Limits,
    Moderation,
    Page,
    Payload,
    Profile,
    Reply,
    Sent,
    Target,
)
from .youtube_comments import (
    SITE,
    Resource,
    events_of,
    permalink,
    snippet,
)
from .youtube_errors import NO_CHANNEL, QUOTA_ZONE, explained
from .youtube_fetch import Reading
from .youtube_settings import SETTINGS, STEPS
from .youtube_threads import Seen, moment, published, resources

WRITE = "https://www.googleapis.com/auth/youtube.force-ssl"
READ_UNITS, WRITE_UNITS = 1, 50  # of the quota, per call
TOLERANCE = timedelta(minutes=5)  # between our clock and YouTube's
THEIRS: tuple[Moderation, ...] = ("hide", "unhide", "delete", "block")
STATUS: dict[Moderation, dict[str, str]] = {
    "hide": {"moderationStatus": "heldForReview"},
    "unhide": {"moderationStatus": "published"},
    "delete": {"moderationStatus": "rejected"},
    "block": {"moderationStatus": "rejected", "banAuthor": "true"},
}


class YouTubeConnector(Connector, Pulls, Finds, Moderates, HasAccounts, OAuth2):
    """The comments of one channel. A thread's id is that of its first comment."""

    code = "youtube"
    label = _lt("YouTube")
    icon = "fa-youtube-play"
    api: ClassVar[str] = "https://youtube.googleapis.com"
    limits = Limits(text_length=10000, takes_files=False, polling_minutes=5)
    authorize_url = "https://accounts.google.com/o/oauth2/v2/auth"
    token_url = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    scopes = (WRITE,)
    # Without both, Google gives a refresh token only the first time.
    authorize_options: ClassVar[dict[str, str]] = {
        "access_type": "offline",
        "prompt": "consent",
    }
    needs = (WRITE,)
    steps = STEPS
    steps_url = "https://console.cloud.google.com/apis/library/youtube.googleapis.com"
    settings = SETTINGS

    def explain(self, response: Response) -> ConnectorError | None:
        return explained(self.http, response)

    def budget(self) -> Budget:
        return Budget(
            per_day=float(self.values["units_per_day"]),
            unit="units",
            zone=QUOTA_ZONE,
            per_fetch=5.0 if self.values["held_for_review"] else 4.0,
        )

    # -- connecting --------------------------------------------------------------------

    def accounts(self) -> tuple[Account, ...]:
        """The channels of the login, several where it manages brand accounts."""
        found = self._list("channels", part="snippet", mine="true", maxResults=50)
        return tuple(
            Account(
                external_id=one["id"],
                name=str(snippet(one).get("title") or one["id"]),
                values={"channel_id": one["id"]},
            )
            for one in resources(found.get("items"))
        )

    def verify(self) -> Profile:
        """The channel; its comments are asked for with the right to write."""
        channel = self._channel("snippet,statistics")
        self._reading().threads(channel["id"], maxResults=1)
        node = Node(channel)
        inner = node.node("snippet")
        return Profile(
            external_id=channel["id"],
            handle=inner.text("customUrl").removeprefix("@"),
            name=inner.text("title"),
            url=f"{SITE}/channel/{channel['id']}",
            avatar_url=inner.node("thumbnails").node("default").text("url"),
            followers=node.node("statistics").number("subscriberCount"),
        )

    def _channel(self, part: str = "id") -> Resource:
        """The login's own channel.

        :raises SettingsError: it has none, or not the one that was chosen
        """
        found = self._list("channels", part=part, mine="true", maxResults=50)
        chosen = self.values["channel_id"]
        for one in resources(found.get("items")):
            if chosen in ("", one["id"]):
                return one
        raise SettingsError(NO_CHANNEL, code="channel")

    # -- receiving ---------------------------------------------------------------------

    def fetch(self, cursor: str) -> Page:
        """New comments, new answers in the threads that changed last, and edits."""
        seen = Seen.of(cursor)
        us = self.values["channel_id"] or seen.us or self._channel()["id"]
        if seen.us != us:  # at first, or another channel was chosen
            seen = Seen(us=us)
        return self._reading().page(seen)

    def _reading(self) -> Reading:
        return Reading(self._list, bool(self.values["held_for_review"]))

    def parse(self, payload: Payload) -> Iterator[Event]:
        yield from events_of(payload)

    # -- sending -----------------------------------------------------------------------

    def send(self, reply: Reply) -> Sent:
        """Answer in the thread; whoever is answered inside it is named first."""
        self.spent += WRITE_UNITS
        response = self.http.command(
            "POST",
            self._url("comments"),
            params={"part": "snippet"},
            json={
                "snippet": {
                    "parentId": thread_of(reply),
                    "textOriginal": text_of(reply),
                }
            },
            headers=self._headers(),
        )
        for comment in resources([self.http.json_of(response)]):
            return sent(comment)
        text = _lt("%(platform)s gave an answer that nobody can read.")
        raise UnknownOutcomeError(text, code="unreadable", platform=self.label)

    def find_sent(self, reply: Reply) -> Sent | None:
        """Our comment with this text in the thread, not older than the answer."""
        us = self.values["channel_id"] or self._channel()["id"]
        for comment in self._reading().replies(thread_of(reply)):
            inner, time = Node(comment).node("snippet"), moment(published(comment))
            is_ours = inner.node("authorChannelId").text("value") == us
            text = inner.text("textOriginal") or inner.text("textDisplay")
            is_old = reply.sent_at and time and time < reply.sent_at - TOLERANCE
            if is_ours and not is_old and one_line(text) == one_line(text_of(reply)):
                return sent(comment)
        return None

    # -- moderating --------------------------------------------------------------------

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        return ("delete",) if from_us else THEIRS

    def moderate(self, action: Moderation, target: Target) -> None:
        """Hide (hold for review), show, remove, or ban the author.

        The comments of others are not deleted but rejected: nobody sees them.
        """
        if action not in self.moderations(target.kind, target.from_us):
            raise UnsupportedError(_lt("YouTube cannot do that."), code=action)
        self.spent += WRITE_UNITS
        method, path, accept = "POST", "comments/setModerationStatus", ()
        params = {"id": target.external_id, **STATUS.get(action, {})}
        if target.from_us:
            method, path, accept = "DELETE", "comments", (404,)
            params = {"id": target.external_id}
        self.http.command(
            method,
            self._url(path),
            repeatable=True,
            params=params,
            accept=accept,
            headers=self._headers(),
        )

    # -- calls -------------------------------------------------------------------------

    def _list(self, resource: str, **params: Any) -> Resource:
        self.spent += READ_UNITS
        found = self.http.query_json(
            self._url(resource), params=params, headers=self._headers()
        )
        return found if isinstance(found, dict) else {}

    def _url(self, path: str) -> str:
        return f"{self.api}/youtube/v3/{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.values['access_token']}"}


def thread_of(reply: Reply) -> str:
    """The id of the first comment; that of an answer in the thread begins with it."""
    return (reply.thread_id or reply.parent_id).partition(".")[0]


def text_of(reply: Reply) -> str:
    """An answer to an answer names its author: the thread has one level only."""
    handle = reply.recipient.handle if reply.recipient else ""
    is_inside = reply.parent_id not in ("", thread_of(reply))
    if not handle or not is_inside or f"@{handle}".lower() in reply.text.lower():
        return reply.text
    return f"@{handle} {reply.text}"


def sent(comment: Resource) -> Sent:
    inner = snippet(comment)
    video, channel = inner.get("videoId") or "", inner.get("channelId") or ""
    return Sent(
        external_id=comment["id"],
        url=permalink(str(video), comment["id"], str(channel)),
        sent_at=moment(published(comment)),
    )
