"""Messages that continue a twist by what they name, not by their thread (spec B12).

Only within a campaign, and within a channel: or, among mailboxes, from one of the
campaign's to another, since a mail is answered from any of them.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .ingest_batch import Thread

OWN = "own"  # in place of a direction: a thread that joined another's twist
# the last one worked on that is open, if several have the same
CANDIDATES = """
    SELECT id, channel_id, campaign_id, match_value
      FROM social_twist
     WHERE campaign_id = %(campaign)s AND is_spam IS NOT TRUE
       AND (match_value = ANY(%(keys)s) OR id = ANY(%(ids)s))
       AND (channel_id = %(channel)s
            OR (%(is_mail)s AND platform = %(platform)s AND is_bridged IS NOT TRUE))
  ORDER BY is_open IS TRUE, last_message_date, id
"""
NOTE_MATCHES = """
    UPDATE social_twist AS twist SET match_value = new.value
      FROM (VALUES %s) AS new (id, value)
     WHERE twist.id = new.id AND match_value IS NULL
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    match_value = fields.Char(
        string="Identifier",
        readonly=True,
        copy=False,
        help="What the campaign found in its messages: one that names it, too,"
        " continues this twist.",
    )

    _match_idx = models.Index(
        "(campaign_id, match_value) WHERE match_value IS NOT NULL"
    )

    @api.model
    def _known_matches(self, channel, arrived, index):
        """Twists of the campaign by what the batch's messages name, in one query.

        :param index: by id of messages and threads, as ``_known_threads``
        :returns: dict key → ``ingest_batch.Thread``, to which the batch adds its own
        """
        campaign = channel.campaign_id
        if not campaign:
            return {}
        campaign._read_match_keys(arrived)
        keys = {one.match_key for one in arrived} - {""}
        if not keys:
            return {}
        self.flush_model(["campaign_id", "match_value", "is_open", "is_spam"])
        ids = {key: self._id_of_reference(key) for key in keys}
        rows = self.env.execute_query(
            SQL(
                CANDIDATES,
                campaign=campaign.id,
                keys=list(keys),
                ids=list(filter(None, ids.values())),
                channel=channel.id,
                platform=channel.platform,
                is_mail=all(one.event.kind == "mail" for one in arrived),
            )
        )
        return self._by_key(rows, ids, index)

    @api.model
    def _by_key(self, rows, ids, index):
        """Threads by what they are named; one that is known by its ids, too, is the
        same object."""
        known = {entry[0].id: entry[0] for entry in index.values() if entry[0].id}
        by_id, by_value = {}, {}
        for row in rows:
            thread = known.setdefault(row[0], Thread(*row, was_known=True))
            by_id[thread.id] = thread
            if thread.match_value:
                by_value[thread.match_value] = thread
        named = {key: by_id[id_] for key, id_ in ids.items() if id_ in by_id}
        return {**by_value, **named}

    @api.model
    def _matched(self, matches, one):
        """The thread that a message names; None if it names none."""
        thread = matches.get(one.match_key)
        if thread:
            one.matched_by = one.match_key
            one.own_thread_id = one.event.thread_id
        return thread

    @api.model
    def _note_own_thread(self, index, one):
        """What follows in a thread that joined a twist belongs there, too."""
        name = one.event.thread_id
        if name and name in index and index[name][2] == OWN:
            one.own_thread_id = name
        elif one.own_thread_id:
            index[name] = (one.twist, 0, OWN, None)

    @api.model
    def _note_match(self, channel, matches, one):
        """The first of its messages that names something names the twist, unless
        another twist has that name."""
        thread, key = one.twist, one.match_key
        if not key or key in matches or thread.match_value:
            return
        if thread.was_known and thread.campaign_id != channel.campaign_id.id:
            return
        if not self._id_of_reference(key):
            thread.match_value = key
            matches[key] = thread

    def _twist_values(self, channel, thread, profiles):
        values = super()._twist_values(channel, thread, profiles)
        return {**values, "match_value": thread.match_value}

    def _message_values(self, channel, one, profiles):
        values = super()._message_values(channel, one, profiles)
        return {
            **values,
            "matched_by": one.matched_by or None,
            "own_thread_id": one.own_thread_id or None,
        }

    @api.model
    def _extract_on_arrival(self, channel, threads):
        """Known twists keep what names them, in one statement."""
        result = super()._extract_on_arrival(channel, threads)
        rows = [
            SQL("(%s, %s)", thread.id, thread.match_value)
            for thread in threads
            if thread.was_known and any(one.match_key for one in thread.arrived)
        ]
        if rows:
            self.env.cr.execute(SQL(NOTE_MATCHES, SQL(", ").join(rows)))
            self.invalidate_model(["match_value"], flush=False)
        return result


class SocialMessage(models.Model):
    _inherit = "social.message"

    matched_by = fields.Char(
        readonly=True,
        copy=False,
        help="It belongs to no known thread: it came here because it names this.",
    )

    own_thread_id = fields.Char(
        readonly=True, copy=False, help="What the platform calls its thread there."
    )

    _own_thread_idx = models.Index(
        "(channel_id, own_thread_id) WHERE own_thread_id IS NOT NULL"
    )

    def _thread_of_platform(self):
        """The thread to which an answer to this message goes: not the twist's where it
        only joined the twist."""
        if self.matched_by or self.own_thread_id:
            return self.own_thread_id or ""
        return self.twist_id.thread_id or ""

    def _as_bubble(self, labels):
        return {**super()._as_bubble(labels), "matched": self._why_matched()}

    def _why_matched(self):
        """Why it stands in a thread that it does not belong to; "" if it does."""
        if not self.matched_by:
            return ""
        if self.profile_id == self.twist_id.profile_id:
            return self.env._("Joined because it names %s.", self.matched_by)
        return self.env._(
            "Joined because it names %(key)s, but %(author)s did not begin this twist:"
            " make sure who it is before you tell anything.",
            key=self.matched_by,
            author=self.profile_id.display_name or self.env._("its author"),
        )
