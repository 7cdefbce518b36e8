"""A batch of new messages on its way into twists: plain values, no records."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from psycopg2.extras import Json

from odoo.tools import SQL

from ..connectors.types import MessageEvent
from .search_vector import as_vector
from .social_message import naive, one_line
from .social_message_rights import NO_ANSWERS
from .text_of_event import texts_of


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
    is_spam: bool = False  # its author is blocked
    match_key: str = ""  # what its campaign's pattern found in it
    matched_by: str = ""  # that, where its twist was found by it alone
    own_thread_id: str = ""  # what the platform calls its thread in that case

    @cached_property
    def texts(self):
        return texts_of(self.event)

    def refs(self):
        """Ids by which its twist may be known."""
        event = self.event
        return {event.thread_id, self.external_id, *event.ancestor_ids} - {""}


def as_arrived(arrival, event):
    came = arrival.create_date.replace(microsecond=0)
    date = min(naive(event.sent_at) or came, came)
    payload_id = arrival.external_id
    return Arrived(event, arrival.id, payload_id, event.external_id, date)


def by_sender(event, senders):
    """A mail that a colleague wrote from a campaign's address is ours, too."""
    is_mail = isinstance(event, MessageEvent) and event.kind == "mail"
    if is_mail and event.author.handle in senders:
        return replace(event, from_us=True)
    return event


class Known(NamedTuple):
    """A message that is there already; without an id, one of this batch."""

    payload_id: str | None
    is_bridged: bool
    message_id: int = 0
    twist_id: int = 0
    platform: str = ""
    channel_id: int = 0


@dataclass
class Thread:
    """A twist of this batch, known (``id``) or to be created."""

    id: int = 0
    channel_id: int = 0
    campaign_id: int | None = None
    match_value: str | None = None
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

    def facts(self):
        """What the batch's messages say about their twist, by field."""
        shown = [one for one in self.arrived if not one.is_spam]
        inbound = [one.date for one in filter(is_inbound, shown)]
        asking = list(filter(wants_attention, shown))
        hidden = [] if self.was_known else self.arrived  # spam moves no known twist
        last = (shown or hidden or [None])[-1]
        unanswered = list(filter(wants_attention, self.latest_inbound()))
        return {
            "message_count": len(shown),
            "unread_count": len(asking),
            "last_message_date": last and last.date,
            "last_inbound_date": inbound[-1] if inbound else None,
            "waiting_since": unanswered[-1].date if unanswered else None,
            "preview": last and one_line(last.event.text or last.event.body),
            "has_attachment": any(one.event.attachments for one in self.arrived),
            "search_vector": as_vector(self.words()),
            "reply_until": latest(naive(one.event.reply_until) for one in shown),
            "post": next(filter(None, map(as_post, shown)), None),
        }

    @property
    def is_spam(self):
        return all(one.is_spam for one in self.arrived)

    def is_conversation(self):
        """Whether the batch's messages can belong to each other or to older ones."""
        return self.was_known or len(self.arrived) > 1

    def has_own(self):
        """Whether we answered elsewhere, which may be what an author waited for."""
        return not all(map(is_inbound, self.arrived))

    def is_late(self, last_date):
        """Whether a message is older than the last that the twist had."""
        return bool(last_date) and self.arrived[0].date < last_date

    def latest_inbound(self):
        """The messages after our last own one, newest first."""
        return list(takewhile(is_inbound, reversed(self.arrived)))

    def change(self):
        """One row of values for the update of a known twist."""
        is_answered = len(self.latest_inbound()) < len(self.arrived)
        facts = self.facts()
        facts["post"] = facts["post"] and Json(facts["post"])
        return SQL(
            "(%s, %s, %s, %s, %s::timestamp, %s::timestamp, %s::timestamp, %s, %s,"
            " %s::tsvector, %s::timestamp, %s::jsonb)",
            self.id,
            is_answered,
            *facts.values(),
        )


def latest(moments):
    """The last of some times; None if there is none."""
    return max(filter(None, moments), default=None)


def as_post(one):
    """What a message belongs to, as the twist keeps it; None if it is not told."""
    post = one.event.post
    if not post:
        return None
    return {
        "external_id": post.external_id,
        "text": post.text,
        "url": post.url,
        "author": post.author_name,
        "image_url": post.image_url,
        "date": str(naive(post.sent_at) or ""),
        "from_us": post.from_us,
    }


def is_inbound(one):
    return not one.event.from_us


def is_unread(one):
    """From outside, and not an automatic reply, which asks for nothing."""
    return is_inbound(one) and one.event.automatic != "reply"


def wants_attention(one):
    """Unread, and not spam."""
    return is_unread(one) and not one.is_spam


def author_key(channel, event):
    """Platform and external id of a message's author."""
    return event.platform or channel.platform, event.author.external_id


def rights(event):
    """How a message may be answered, by column (spec C3, C25)."""
    return {
        "reply_token": event.reply_token or None,
        "refusal": None if event.can_reply else event.why_not or NO_ANSWERS,
        "reply_until": naive(event.reply_until),
        "reply_as": Json(event.reply_as) if event.reply_as else None,
        "private_until": naive(event.private_until),
        "is_partial": event.is_partial or None,
    }


def pending_files(event):
    """Files that are had with the account's own right, once the message is kept."""
    files = [one for one in event.attachments if one.remote_id]
    names = ("remote_id", "filename", "mimetype", "size", "alt_text")
    return (
        Json([{n: getattr(one, n) for n in names} for one in files]) if files else None
    )
