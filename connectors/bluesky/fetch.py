"""What is new: notifications, answers that the account gave elsewhere and, if wanted,
the log of the chat.

Notifications come newest first, ordered by the earlier of two times: when their
author's clock says that a post was written, and when the platform saw it. So one that
is late stands among older ones. Each fetch walks back past the newest known one by
``OVERLAP`` and leaves out what it handed out before; a walk that is too long goes on
in the next fetch. https://docs.bsky.app/docs/api/app-bsky-notification-list-notifications
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from ..errors import AuthError, ConnectorError
from ..types import Page, Payload
from .answers import moment_of, objects, part
from .client import Client
from .own import own_answers
from .parse import message_id

REASONS = ["mention", "reply", "quote"]
PAGES, PAGE = 5, 100  # of notifications, in one fetch
FIRST, OVERLAP = timedelta(days=3), timedelta(hours=1)
AT_ONCE = 25  # posts by address
CHAT_EVENTS = ("#logCreateMessage", "#logDeleteMessage")
Found = tuple[datetime, Payload]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far everything was fetched.

    ``since``: what is older is not looked at; ``known``: digests of what was handed
    out since; ``newest``: the time of the newest that was seen. ``back`` is the
    platform's cursor where a long walk goes on, ``log`` the one of the chat.
    """

    since: str
    newest: str
    known: list[str] = field(default_factory=list)
    back: str = ""
    log: str = ""

    @classmethod
    def at(cls, cursor: str) -> "Place":
        if cursor:
            return cls(**json.loads(cursor))
        start = (datetime.now(timezone.utc) - FIRST).isoformat()
        return cls(since=start, newest=start)

    def written(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def fetch_page(client: Client, cursor: str, chats: bool) -> Page:
    """The next arrivals, oldest first.

    What is wrong with the chat alone is the page's problem, and keeps back nothing.
    """
    place = Place.at(cursor)
    found, place = _posts(client, place)
    has_more, problem = bool(place.back), None
    try:
        messages, log = _messages(client, place) if chats else ([], place.log)
        found, has_more = found + messages, has_more or log != place.log
        place = replace(place, log=log)
    except AuthError:
        raise
    except ConnectorError as error:
        problem = error
    found.sort(key=lambda one: one[0])
    return Page(
        payloads=tuple(payload for _, payload in found),
        cursor=place.written(),
        has_more=has_more,
        problem=problem,
    )


# Posts


def _posts(client: Client, place: Place) -> tuple[list[Found], Place]:
    """What others wrote, and what the account answered elsewhere."""
    seen, back = _walk(client, place)
    newest = max([_time(place.newest), *(moment for moment, _ in seen.values())])
    since = _time(place.since)
    if not place.back:
        own = own_answers(client, since)
        seen |= {_digest(str(one["own"].get("uri"))): (at, one) for at, one in own}
    fresh = {key: one for key, one in seen.items() if key not in place.known}
    handed = {*place.known, *fresh}
    if not back:
        since = max(since, newest - OVERLAP)
        if not place.back:
            handed = {key for key, (moment, _) in seen.items() if moment >= since}
    after = replace(
        place,
        since=since.isoformat(),
        newest=newest.isoformat(),
        known=sorted(handed),
        back=back,
    )
    return _payloads(client, list(fresh.values())), after


Seen = dict[str, tuple[datetime, dict[str, Any]]]


def _walk(client: Client, place: Place) -> tuple[Seen, str]:
    """The notifications from the newest back to ``since``, by digest, and where the
    walk goes on; "" once it is done."""
    since, back, seen = _time(place.since), place.back, Seen()
    for _ in range(PAGES):
        cursor = {"cursor": back} if back else {}
        answer = client.get(
            "app.bsky.notification.listNotifications",
            limit=PAGE,
            reasons=REASONS,
            **cursor,
        )
        for one in objects(answer, "notifications"):
            moment = moment_of(one.get("indexedAt")) or since
            if moment >= since:
                seen[_digest(str(one.get("uri")))] = moment, one
        back = str(answer.get("cursor") or "")
        if not back or _reached(answer, since):
            return seen, ""
    return seen, back


def _reached(answer: dict[str, Any], since: datetime) -> bool:
    """Whether what follows is older. The page may be empty, since likes are left out;
    then the platform's cursor tells, as long as it is a time."""
    last = objects(answer, "notifications")[-1:]
    moments = [moment_of(one.get("indexedAt")) for one in last]
    oldest = moment_of(answer.get("cursor")) or next(iter(moments), None)
    return bool(oldest and oldest < since)


def _payloads(client: Client, found: list[tuple[datetime, Any]]) -> list[Found]:
    """With the posts around each: itself as it is shown, and those it belongs to."""
    told = [one for _, one in found if "own" not in one]
    uris, posts = list({uri: None for one in told for uri in _around(one)}), {}
    for start in range(0, len(uris), AT_ONCE):
        posts |= client.posts(*uris[start : start + AT_ONCE])
    return [(moment, _with(client, one, posts)) for moment, one in found]


def _with(client: Client, one: dict[str, Any], posts: dict[str, Any]) -> Payload:
    me = client.account.did
    if own := one.get("own"):
        return _payload(str(own.get("uri")), me=me, **one)
    around = {uri: posts[uri] for uri in _around(one) if uri in posts}
    return _payload(str(one.get("uri")), me=me, notification=one, posts=around)


def _around(one: dict[str, Any]) -> list[str]:
    """The addresses of the posts that one is shown with."""
    reply = part(part(one, "record"), "reply")
    ends = (part(reply, "parent"), part(reply, "root"))
    uris = [one.get("uri"), *(end.get("uri") for end in ends)]
    if one.get("reason") == "quote":
        uris.append(one.get("reasonSubject"))
    return list(dict.fromkeys(uri for uri in uris if isinstance(uri, str)))


def _digest(uri: str) -> str:
    return hashlib.sha256(uri.encode()).hexdigest()[:12]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


# The chat


def _messages(client: Client, place: Place) -> tuple[list[Found], str]:
    """Messages that were written or deleted, and the log's cursor after them."""
    options = {"cursor": place.log} if place.log else {}
    answer = client.get("chat.bsky.convo.getLog", chat=True, **options)
    oldest, found = datetime.now(timezone.utc) - FIRST, []
    for log in objects(answer, "logs"):
        message = part(log, "message")
        if str(log.get("$type")).endswith(CHAT_EVENTS):
            moment = moment_of(message.get("sentAt")) or oldest
            if place.log or moment > oldest:
                found.append((moment, _entry(client.account.did, log, message)))
    return found, str(answer.get("cursor") or place.log)


def _entry(me: str, log: dict[str, Any], message: dict[str, Any]) -> Payload:
    external_id = message_id(str(log.get("convoId")), str(message.get("id")))
    if not str(log.get("$type")).endswith("#logCreateMessage"):
        external_id += "#deleted"
    return _payload(external_id, me=me, log=log)


def _payload(external_id: str, **parts: Any) -> Payload:
    body = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return Payload(external_id=external_id, body=body.encode(errors="replace"))
