"""What Facebook pages and Instagram accounts share: calls to us, and rounds of reading.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started and
https://developers.facebook.com/docs/graph-api/results (2026-11)
"""

import json
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar

from .base import Completes, Pulls, Webhooks
from .errors import PermanentError, SettingsError, _lt
from .graph import check_signature, handshake
from .graph_login import GraphLogin
from .types import Page, Payload, WebhookAnswer, WebhookRequest

FIRST_SECONDS = 3 * 86400
OVERLAP_SECONDS = 300  # what Meta shows late is read again, and known by its id
Body = dict[str, Any]
Read = tuple[list[Payload], list[Body]]


class GraphAccount(GraphLogin, Webhooks, Pulls, Completes):
    """A page or an account; ``object`` is what webhooks call its kind.

    ``streams`` are the parts of a round of reading; each has its ``read_<name>(since,
    todo)``, which gives payloads and what is left to do.
    """

    asks_for_key = True
    object: ClassVar[str]
    streams: ClassVar[tuple[str, ...]]

    @property
    @abstractmethod
    def own_id(self) -> str:
        """The id of the page or account, as webhooks name it."""

    def need_own_id(self) -> str:
        """:raises SettingsError: none was chosen yet"""
        if self.own_id:
            return self.own_id
        text = _lt("Log in and choose the account, or enter its ID.")
        raise SettingsError(text, code="no_account")

    # -- webhooks ----------------------------------------------------------------------

    def challenge(self, request: WebhookRequest) -> WebhookAnswer | None:
        return handshake(request, request.key)

    def receive(self, request: WebhookRequest) -> tuple[Payload, ...]:
        """What concerns this account: an app's calls may tell of several.

        Nothing says when a call was signed, and Meta repeats for 36 hours: none is too
        old.
        """
        check_signature(request, self.values["client_secret"])
        with suppress(ValueError, RecursionError):
            return tuple(self._arrivals(json.loads(request.body)))
        return ()

    def _arrivals(self, call: Any) -> Iterator[Payload]:
        if not isinstance(call, dict) or call.get("object") != self.object:
            return
        for entry in objects(call.get("entry")):
            if str(entry.get("id")) != self.own_id:
                continue
            for body in _told(entry):
                if external_id := self.arrival_id(body):
                    yield as_payload(external_id, body)

    @abstractmethod
    def arrival_id(self, body: Body) -> str:
        """The id of what a webhook tells; "" if it is of no interest.

        :param body: ``{"field", "value", "time"}`` or ``{"messaging"}``
        """

    def looked_up(self, path: str, **params: Any) -> Body:
        """An object, or nothing where Meta does not show it."""
        with suppress(PermanentError, SettingsError):
            return self.ask(path, **params)
        return {}

    # -- reading -----------------------------------------------------------------------

    def fetch(self, cursor: str) -> Page:
        """One step of a round through all streams.

        The cursor is ``{"since": {stream: seconds}, "began": seconds, "todo": [...]}``:
        where each stream's next round begins, and what is left of this one. A stream's
        mark moves only when all of it was read.
        """
        now = int(time.time())
        state = json.loads(cursor) if cursor else {"since": {}, "todo": []}
        if not state["todo"]:
            todo = [{"stream": name} for name in self.reads()]
            state |= {"began": now, "todo": todo}
        todo = state["todo"].pop(0)
        name = todo["stream"]
        since = state["since"].get(name, state["began"] - FIRST_SECONDS)
        payloads, more = getattr(self, f"read_{name}")(since, todo)
        state["todo"] = [*more, *state["todo"]]
        if all(one["stream"] != name for one in state["todo"]):
            state["since"][name] = state["began"] - OVERLAP_SECONDS
        return Page(
            payloads=tuple(payloads),
            cursor=json.dumps(state, sort_keys=True),
            has_more=bool(state["todo"]),
        )

    def reads(self) -> tuple[str, ...]:
        """The streams that the settings ask for."""
        with_direct = self.values["with_direct"]
        return tuple(one for one in self.streams if one != "direct" or with_direct)


def _told(entry: Body) -> list[Body]:
    """What an entry tells; Instagram writes the change also into the entry itself."""
    direct = [*objects(entry.get("messaging")), *objects(entry.get("standby"))]
    changes = [*objects(entry.get("changes")), entry]
    return [{"messaging": one} for one in direct] + [
        {"field": one["field"], "value": one["value"], "time": entry.get("time")}
        for one in changes
        if isinstance(one.get("field"), str) and isinstance(one.get("value"), dict)
    ]


def as_payload(external_id: str, body: Body) -> Payload:
    return Payload(external_id=external_id, body=json.dumps(body).encode())


def objects(value: Any) -> list[Body]:
    """The objects of a list, or of an edge: ``{"data": [...], "paging": {...}}``."""
    if isinstance(value, dict):
        value = value.get("data")
    if not isinstance(value, list):
        return []
    return [one for one in value if isinstance(one, dict)]


def next_page(edge: Any) -> str:
    """The cursor of an edge's next page, "" on the last."""
    paging = edge.get("paging") if isinstance(edge, dict) else None
    if not isinstance(paging, dict) or not paging.get("next"):
        return ""
    cursors = paging.get("cursors")
    return str(cursors.get("after") or "") if isinstance(cursors, dict) else ""
