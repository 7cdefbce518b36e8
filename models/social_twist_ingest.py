"""From parsed events to twists and messages, a batch at a time.

The number of queries does not depend on how many messages a batch holds.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..connectors.types import MessageEvent
from .ingest_batch import (
    Known,
    Thread,
    as_arrived,
    author_key,
    by_sender,
)
from .ingest_sql import (
    AUTHOR_AGAIN,
    KNOWN_THREADS,
    LINK_LATE_PARENTS,
    TYPE_AGAIN,
    UPDATE_KNOWN_TWISTS,
    UPSERT_PROFILES,
)
from .social_invitation import without_tokens
from .social_message import one_line

QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "social_inbox_by_system": True,
}
REOPENED_IN = "listen"


class SocialTwist(models.Model):
    _inherit = "social.twist"

    @api.model
    def _ingest(self, channel, parsed):
        """Take events of one channel (spec A1, A7, B12).

        :param parsed: pairs (``social.inbound``, tuple of events)
        """
        senders = channel._own_senders()
        pairs = [
            (arrival, by_sender(without_tokens(event), senders))
            for arrival, events in parsed
            for event in events
        ]
        places = self._places(channel, pairs)
        arrived, again = self._new_messages(channel, places, pairs)
        if arrived or again:
            profiles = self._upsert_profiles(channel, arrived + again)
            threads = self._thread(channel, places, arrived)
            self._adopt(channel, [*threads, *(one.twist for one in again)])
            self._complete(channel, again, profiles)
            self._create_twists(channel, threads, profiles)
            self._create_messages(channel, arrived, profiles)
            self._update_twists([thread for thread in threads if thread.was_known])
            again_ids = [one.twist.id for one in again]
            known = [one.id for one in threads if one.is_conversation()]
            self._look_again([*known, *again_ids])
            self.browse(again_ids)._recount()
            self._work_on_arrivals(channel, threads)
            self._notify_inbox([thread.id for thread in threads])
            names = [one.event.external_id for one in arrived + again]
            self.env["social.inbound"]._read_again(channel, names)
        self._change_messages(channel, places, pairs)

    def _change_messages(self, channel, places, pairs):
        """What came before the message that it changes waits for it."""
        changes, arrivals = {}, {}
        for arrival, event in pairs:
            if not isinstance(event, MessageEvent):
                changes.setdefault(event.external_id, []).append(event)
                arrivals[arrival.id] = event.external_id
        if not changes:
            return
        own = places[0]
        known = self.env["social.message"]._apply_changes(own, changes)
        early = {id_: name for id_, name in arrivals.items() if name not in known}
        self.env["social.inbound"]._note_early(early)

    # -- what is new ---------------------------------------------------------------

    def _new_messages(self, channel, places, pairs):
        """Messages not known yet, oldest first, and those of which mails had told.

        A mail whose id comes again with another content is another message: it is kept
        under its arrival's id, which is made from the content. What a platform names
        alike is the same, whichever way it came.
        """
        pairs = [pair for pair in pairs if isinstance(pair[1], MessageEvent)]
        known = self._known_messages(channel, places, pairs)
        arrived, again = [], []
        for arrival, event in pairs:
            one = as_arrived(arrival, event)
            before = known.get(one.external_id)
            if before and (before.is_bridged or event.platform):
                if self._completes(channel, one, before):
                    again.append(one)
                    known[one.external_id] = before._replace(is_bridged=False)
                continue
            if before:
                if event.kind != "mail" or before.payload_id in (one.payload_id, None):
                    continue
                one.external_id = one.payload_id
                if one.external_id in known:
                    continue
            is_told = bool(event.platform)
            known[one.external_id] = Known(one.payload_id, is_told)
            arrived.append(one)
        return sorted(arrived, key=lambda one: (one.date, one.inbound_id)), again

    def _known_messages(self, channel, places, pairs):
        """``Known`` by message id; without a payload where it did not arrive.

        A copy of an answer whose fate was unknown proves that it was sent.
        """
        own, told = places
        ids = {event.external_id for arrival, event in pairs}
        copies = {event.external_id for arrival, event in pairs if event.from_us}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.external_id, payload_id, message.is_bridged IS TRUE,
                       message.id, twist.id, twist.platform, twist.channel_id, state
                  FROM social_message AS message
                  JOIN social_twist AS twist ON twist.id = message.twist_id
                 WHERE (message.channel_id = ANY(%s) AND external_id = ANY(%s))
                    OR (message.channel_id = ANY(%s) AND external_id = ANY(%s))
              ORDER BY message.channel_id = %s
                """,
                own,
                list(ids | {arrival.external_id for arrival, event in pairs}),
                told,
                [event.external_id for arrival, event in pairs if event.platform],
                channel.id,
            )
        )
        found = [(row[0], Known(*row[1:-1]), row[-1]) for row in rows]
        self._answers_seen(
            [
                one.message_id
                for external_id, one, state in found
                if external_id in copies and state in ("unknown", "sending")
            ]
        )
        return {external_id: one for external_id, one, _state in found}

    # -- authors -------------------------------------------------------------------

    def _upsert_profiles(self, channel, arrived):
        """Ids of the authors' profiles by platform and external id, counted up."""
        authors = {}
        for one in arrived:
            key = author_key(channel, one.event)
            count, date, _profile = authors.get(key, (0, one.date, None))
            authors[key] = (count + 1, max(date, one.date), one.event.author)
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                channel.company_id.id,
                *key,
                author.handle or None,
                author.name or None,
                author.url or None,
                author.avatar_url or None,
                author.is_verified or None,
                author.followers,
                count,
                date,
                self.env.uid,
                self.env.uid,
                self.env.cr.now(),
                self.env.cr.now(),
            )
            for key, (count, date, author) in sorted(authors.items())
        ]
        found = self.env.execute_query(
            SQL(
                UPSERT_PROFILES,
                SQL(", ").join(rows),
            )
        )
        self.env["social.profile"].invalidate_model(flush=False)
        blocked = {tuple(key) for *key, _id, is_blocked in found if is_blocked}
        for one in arrived:
            is_theirs = author_key(channel, one.event) in blocked
            one.is_spam = is_theirs and not one.event.from_us
        return {tuple(key): profile_id for *key, profile_id, _blocked in found}

    # -- threading -----------------------------------------------------------------

    def _thread(self, channel, places, arrived):
        """Find each message's twist: thread id, then ancestors, then the campaign's
        match, else a new one."""
        index = self._known_threads(places, arrived)
        matches = self._known_matches(channel, arrived, index)
        threads = []
        for one in arrived:
            event = one.event
            parents = [index[ref] for ref in event.ancestor_ids if ref in index]
            refs = (event.thread_id, *event.ancestor_ids, one.external_id)
            thread = next((index[ref][0] for ref in refs if ref and ref in index), None)
            if thread is None:
                thread = self._matched(matches, one)
            if thread is None:
                root = event.ancestor_ids[-1] if event.ancestor_ids else ""
                name = event.thread_id or root or one.external_id
                thread = Thread(thread_id=name, channel_id=channel.id)
            if not thread.arrived:
                threads.append(thread)
            self._note_parent(one, parents)
            thread.arrived.append(one)
            one.twist = thread
            if thread.thread_id:
                index.setdefault(thread.thread_id, (thread, 0, "", None))
            self._note_own_thread(index, one)
            direction = "outbound" if event.from_us else "inbound"
            index[one.external_id] = (thread, 0, direction, one)
            self._note_match(channel, matches, one)
        return threads

    def _note_parent(self, one, parents):
        """The nearest ancestor that is a message, and with it the type (spec A7)."""
        for _thread, message_id, direction, in_batch in parents:
            if message_id or in_batch:
                one.parent_id, one.parent = message_id, in_batch
                one.is_reaction = direction == "outbound"
                return

    def _known_threads(self, places, arrived):
        """(Thread, message id, direction, None) by id of messages and threads."""
        own, told = places
        told_refs = set().union(*(one.refs() for one in arrived if one.event.platform))
        rows = self.env.execute_query(
            SQL(
                KNOWN_THREADS,
                own=own,
                refs=list(set().union(*(one.refs() for one in arrived))),
                told=told,
                told_refs=list(told_refs),
            )
        )
        threads = {}
        index = {}
        for ref, twist_id, message_id, direction, *belongs in rows:
            thread = Thread(twist_id, *belongs, was_known=True)
            thread = threads.setdefault(twist_id, thread)
            index[ref] = (thread, message_id, direction, None)
        return index

    # -- writing -------------------------------------------------------------------

    def _create_twists(self, channel, threads, profiles):
        new = [thread for thread in threads if not thread.id]
        for thread in new:
            thread.campaign_id = channel.campaign_id.id
        twists = self.with_context(**QUIET).create(
            [self._twist_values(channel, thread, profiles) for thread in new]
        )
        for thread, twist in zip(new, twists, strict=True):
            thread.id = twist.id
        self.env["social.phase.move"]._note_arrivals(twists.ids)

    def _twist_values(self, channel, thread, profiles):
        first = thread.arrived[0]
        event, author = first.event, first.event.author
        text = one_line(event.subject) or one_line(event.text or event.body)
        return {
            "name": text or author.name or author.handle or first.external_id,
            "channel_id": channel.id,
            "company_id": channel.company_id.id,
            "campaign_id": thread.campaign_id,
            "platform": event.platform or channel.platform,
            "is_bridged": bool(event.platform),
            "is_spam": thread.is_spam,
            "is_open": not thread.is_spam,
            "profile_id": profiles[author_key(channel, event)],
            "thread_id": thread.thread_id,
            "first_message_date": first.date,
            **thread.facts(),
        }

    def _update_twists(self, threads):
        """Counters and dates of the known twists that got more, in one statement.

        A closed twist that hears from outside again is reopened, unread. What we
        wrote ourselves elsewhere counts as our answer.
        """
        if not threads:
            return
        threads = sorted(threads, key=lambda thread: thread.id)
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                UPDATE_KNOWN_TWISTS,
                rows=SQL(", ").join(thread.change() for thread in threads),
                vector=self._extended_vector(SQL("new.vector")),
                phase=REOPENED_IN,
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        )
        last_dates = dict(rows)
        self.invalidate_model(flush=False)
        again = [
            thread.id
            for thread in threads
            if thread.has_own() or thread.is_late(last_dates[thread.id])
        ]
        self.browse(again)._recount()

    def _look_again(self, twist_ids):
        """Parents, types and author, whatever the order in which messages came."""
        if not twist_ids:
            return
        self.flush_model()
        for statement in (LINK_LATE_PARENTS, TYPE_AGAIN, AUTHOR_AGAIN):
            self.env.cr.execute(SQL(statement, twists=twist_ids))
        self.invalidate_model(flush=False)
        self.env["social.message"].invalidate_model(flush=False)
