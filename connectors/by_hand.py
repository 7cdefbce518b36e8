"""Contacts that no platform tells of, as colleagues typed them (spec B22)."""

import json
from collections.abc import Iterator
from datetime import datetime, timezone

from .base import Connector, TypedIn
from .errors import PayloadError, UnsupportedError, _lt
from .text import clean
from .types import Event, MessageEvent, Payload, Profile, Reply, Sent

NO_WAY_BACK = _lt(
    "It came by phone, letter or in person, so nothing can be sent from here."
    " Answer the same way, and write a note of what you said."
)
TEXTS = ("author", "name", "phone", "kind", "text", "at")
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class ByHandConnector(Connector, TypedIn):
    """Calls, letters and visits. Arrivals are JSON objects of texts: ``author`` (an id
    of the inbox), ``name``, ``phone``, ``kind`` in words, ``text``, ``at`` (ISO)."""

    code = "by_hand"
    label = _lt("Phone and Letters")
    icon = "fa-phone"
    settings = ()

    def verify(self) -> Profile:
        """Nobody's account: nothing is connected."""
        return Profile(external_id=self.code)

    def parse(self, payload: Payload) -> Iterator[Event]:
        """One message.

        :raises PayloadError: it was not made by the inbox
        """
        try:
            told = json.loads(payload.body)
            told = {name: clean(told[name].strip()) for name in TEXTS}
            yield MessageEvent(
                external_id=payload.external_id,
                author=Profile(
                    external_id=told["author"], handle=told["phone"], name=told["name"]
                ),
                sent_at=datetime.fromisoformat(told["at"]).astimezone(timezone.utc),
                body=told["text"],
                text=told["text"],
                kind="direct",
                visibility="private",
                subject=told["kind"],
                can_reply=False,
                why_not=NO_WAY_BACK,
            )
        except UNREADABLE as error:
            raise PayloadError(_lt("It is no contact logged by hand.")) from error

    def send(self, reply: Reply) -> Sent:
        raise UnsupportedError(NO_WAY_BACK, code=self.code)
