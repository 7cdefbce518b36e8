"""A batch of new messages on its way into twists: plain values, no records."""

from dataclasses import dataclass, field
from itertools import takewhile

from odoo.tools import SQL

from ..connectors.types import MessageEvent
from .social_message import one_line
from .social_twist_search import LONGEST_TEXT, as_words


@dataclass
class Arrived:
    """One new message of a batch, on its way to a twist."""

    event: MessageEvent
    inbound_id: int
    payload_id: str
    external_id: str
    date: object
    twist: "Thread | None" = None
    parent_id: int = 0
    parent: "Arrived | None" = None
    message_id: int = 0
    is_reaction: bool = False


@dataclass
class Thread:
    """A twist of this batch, known (``id``) or to be created."""

    id: int = 0
    thread_id: str = ""
    was_known: bool = False
    arrived: list[Arrived] = field(default_factory=list)

    def words(self):
        """What the batch's messages say, to be searched."""
        return " ".join(
            part
            for one in self.arrived
            for part in (
                one.event.subject,
                one.event.author.name,
                one.event.author.handle,
                one.event.text or ("" if one.event.is_html else one.event.body),
            )
            if part
        )

    def summary(self):
        """The batch's messages of this twist, as one row of values."""
        inbound = [one.date for one in filter(is_inbound, self.arrived)]
        asking = list(filter(wants_attention, self.arrived))
        last = self.arrived[-1]
        latest = list(takewhile(is_inbound, reversed(self.arrived)))
        unanswered = list(filter(wants_attention, latest))
        return SQL(
            "(%s, %s, %s, %s, %s::timestamp, %s::timestamp, %s::timestamp, %s, %s, %s)",
            self.id,
            len(self.arrived),
            len(asking),
            len(latest) < len(self.arrived),
            last.date,
            inbound[-1] if inbound else None,
            unanswered[-1].date if unanswered else None,
            one_line(last.event.text or last.event.body),
            any(one.event.attachments for one in self.arrived),
            as_words(self.words()[:LONGEST_TEXT]),
        )


def is_inbound(one):
    return not one.event.from_us


def wants_attention(one):
    """From outside, and not an automatic reply, which asks for nothing."""
    return is_inbound(one) and one.event.automatic != "reply"
