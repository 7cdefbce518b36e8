"""Reading notifications, the own answers, and what became of recent statuses.

The cursor is JSON::

    {"instance": str, "domain": str,    the server, and the host in its names
     "min_id": str,                     the last notification that was taken
     "own": [str …],                    ids of own statuses that were seen
     "watched": [[id, edited_at] …],    recent statuses, oldest first
     "next": int}                       the place among them to look at next

Nothing tells of an edited or removed mention: a few of the recent statuses are read
again each time, in turn.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from ..types import Page, Payload
from .api import GONE, MastodonApi, stable_id

Json = dict[str, Any]
BATCH = 20  # notifications in one page; each answer among them costs a call more
LIMIT = 30  # notifications asked for at once: what all versions give
OWN, OWN_KEPT = 20, 80
ANCESTORS = 20
WATCHED, LOOKS = 40, 5
NEW = ("mention", "quote")
EDITED = ("update",)  # of what we boosted
TYPES = {"types[]": [*NEW, *EDITED]}
NOTIFICATIONS = "/api/v1/notifications"


def fetch_page(api: MastodonApi, cursor: str) -> Page:
    """The next arrivals; at first, those of the newest page."""
    state = _State(api, cursor)
    found = _notifications(api, state.min_id, is_first=not cursor)
    batch = found[:BATCH] if cursor else found
    has_more = len(batch) < len(found)
    arrivals = [_arrival(one) for one in batch if _is_wanted(one)]
    since = min((_date(status) for _event, status in arrivals), default="")
    own = [one for one in _own_answers(api, state) if cursor or _date(one) >= since]
    arrivals += [("status", one) for one in own if cursor or arrivals]
    arrivals.sort(key=lambda one: _date(one[1]))
    payloads = [_payload(api, state, event, status) for event, status in arrivals]
    if not has_more:
        payloads += _changes(api, state)
    if batch:
        state.min_id = str(batch[-1]["id"])
    for event, status in arrivals:
        state.watch(status, event)
    return Page(payloads=tuple(payloads), cursor=state.as_text(), has_more=has_more)


class _State:
    """What is kept from one fetch to the next."""

    def __init__(self, api: MastodonApi, cursor: str) -> None:
        known = json.loads(cursor) if cursor else {}
        if known.get("instance") != api.api:
            known = {"instance": api.api, "domain": api.domain}
        self.instance, self.domain = known["instance"], known["domain"]
        self.min_id: str = known.get("min_id", "")
        self.own: list[str] = known.get("own", [])
        self.watched: dict[str, str] = dict(known.get("watched", ()))
        self.next: int = known.get("next", 0)

    def watch(self, status: Json, event: str) -> None:
        key = stable_id(str(status["id"]))
        if event == "status" or key in self.watched:
            self.watched[key] = str(status.get("edited_at") or "")

    def look(self) -> list[str]:
        """The ids to look at this time."""
        ids = list(self.watched)
        start = self.next if self.next < len(ids) else 0
        self.next = start + LOOKS
        return ids[start : start + LOOKS]

    def as_text(self) -> str:
        return json.dumps(
            {
                "instance": self.instance,
                "domain": self.domain,
                "min_id": self.min_id,
                "own": self.own[-OWN_KEPT:],
                "watched": list(self.watched.items())[-WATCHED:],
                "next": self.next,
            }
        )


# -- notifications -------------------------------------------------------------------


def _notifications(api: MastodonApi, min_id: str, is_first: bool) -> list[Json]:
    """All after ``min_id``, oldest first; docs.joinmastodon.org/methods/notifications/.

    Mastodon gives the page just after ``min_id``, snac the newest one: what lies
    between is asked for by ``max_id`` until nothing does.
    """
    found: dict[str, Json] = {}
    options: Json = {**TYPES, "limit": LIMIT}
    if min_id:
        options["min_id"] = min_id
    page = _page_of(api, options, min_id)
    while page and not page.keys() <= found.keys():
        found |= page
        if is_first or len(page) < LIMIT:
            break
        oldest = min(page, key=_order)
        page = _page_of(api, {**options, "max_id": oldest}, min_id)
    return [found[key] for key in sorted(found, key=_order)]


def _page_of(api: MastodonApi, options: Json, min_id: str) -> dict[str, Json]:
    """By id; a server that does not know ``min_id`` gives what was taken before."""
    page = api.ask(NOTIFICATIONS, list, params=options)
    found = {str(one["id"]): one for one in page if _has_id(one)}
    return {key: one for key, one in found.items() if _order(key) > _order(min_id)}


def _has_id(one: Any) -> bool:
    return isinstance(one, dict) and bool(one.get("id"))


def _is_wanted(notification: Json) -> bool:
    """A server may ignore the types that were asked for."""
    known = notification.get("type") in (*NEW, *EDITED)
    return known and _has_id(notification.get("status"))


def _order(given: str) -> tuple[int, str]:
    """Ids grow, as numbers or as texts of one length."""
    return len(given), given


def _date(status: Json) -> str:
    return str(status.get("created_at") or "")


def _arrival(notification: Json) -> tuple[str, Json]:
    event = "edit" if notification["type"] in EDITED else "status"
    return event, notification["status"]


# -- what we wrote elsewhere ---------------------------------------------------------


def _own_answers(api: MastodonApi, state: _State) -> list[Json]:
    """Own answers to others not seen before, such as those written in an app."""
    account = quote(str(api.me["id"]), safe="")
    options = {"limit": OWN, "exclude_reblogs": "true"}
    path = f"/api/v1/accounts/{account}/statuses"
    new: dict[str, Json] = {}
    while True:
        page = [one for one in api.ask(path, list, params=options) if _has_id(one)]
        keys = [stable_id(str(one["id"])) for one in page]
        fresh = {
            k: one
            for k, one in zip(keys, page, strict=True)
            if k not in (*state.own, *new)
        }
        new |= fresh
        if not state.own or len(page) < OWN or len(fresh) < len(page):
            break
        options["max_id"] = str(page[-1]["id"])
    state.own += reversed(new)
    return [one for one in new.values() if _is_answer(one)]


def _is_answer(status: Json) -> bool:
    """Not the continuation of a thread of our own."""
    return bool(status.get("in_reply_to_id") and status.get("mentions"))


# -- changes -------------------------------------------------------------------------


def _changes(api: MastodonApi, state: _State) -> Iterator[Payload]:
    """Edits and removals among the statuses whose turn it is."""
    for key in state.look():
        status = api.ask(f"/api/v1/statuses/{quote(key, safe='')}", accept=GONE)
        if status is None:
            del state.watched[key]
            body = {"event": "deletion", "id": key}
            yield _as_payload(f"{key}#deleted", body)
        elif (edited := str(status.get("edited_at") or "")) != state.watched[key]:
            state.watched[key] = edited
            yield _payload(api, state, "edit", status)


# -- payloads ------------------------------------------------------------------------


def _payload(api: MastodonApi, state: _State, event: str, status: Json) -> Payload:
    key = stable_id(str(status["id"]))
    if event == "edit":
        key += f"#{status.get('edited_at') or ''}"
    body = {
        "event": event,
        "status": status,
        "ancestors": _ancestors(api, status) if event == "status" else [],
        "me": {name: api.me.get(name) for name in ("id", "acct", "url")},
        "domain": state.domain,
    }
    return _as_payload(key, body)


def _as_payload(key: str, body: Json) -> Payload:
    return Payload(external_id=key, body=json.dumps(body).encode())


def _ancestors(api: MastodonApi, status: Json) -> list[Json]:
    """What it answers, the first one first: docs, entities/Context. Of many, the first
    and the nearest."""
    if not status.get("in_reply_to_id"):
        return []
    path = f"/api/v1/statuses/{quote(str(status['id']), safe='')}/context"
    context = api.ask(path, accept=GONE) or {}
    found = [one for one in context.get("ancestors") or () if _has_id(one)]
    return found if len(found) <= ANCESTORS else [found[0], *found[1 - ANCESTORS :]]
