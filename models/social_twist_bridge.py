"""What mails tell of a platform, and the platform's own channel: one conversation.

A message of which a mail told is the same as the platform's by its id, whichever came
first; what the platform itself says of it is more, and replaces what the mail said.
"""

import json

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL, groupby

from .ingest_batch import Thread, as_post
from .search_vector import as_vector

# conversations, and in them the messages of which mails told, go on in the platform's
# own channel; a thread that the mail could only name by its message gets its name
ADOPT_TWISTS = """
    UPDATE social_twist
       SET channel_id = %(channel)s, is_bridged = FALSE, write_date = %(now)s
     WHERE id = ANY(%(twists)s) AND channel_id != %(channel)s AND is_bridged IS TRUE
       AND platform = %(platform)s
"""
ADOPT_MESSAGES = """
    UPDATE social_message AS told SET channel_id = %(channel)s
      FROM social_twist AS twist
     WHERE twist.id = told.twist_id AND twist.id = ANY(%(twists)s)
       AND twist.channel_id = %(channel)s AND told.channel_id != %(channel)s
       AND told.is_bridged IS TRUE AND NOT EXISTS (
            SELECT FROM social_message AS same
             WHERE same.channel_id = %(channel)s
               AND same.external_id = told.external_id)
"""
NAME_THREADS = """
    UPDATE social_twist AS twist SET thread_id = new.thread_id
      FROM jsonb_to_recordset(%(rows)s) AS new (id int, told text, thread_id text)
     WHERE twist.id = new.id AND twist.thread_id = new.told AND NOT EXISTS (
            SELECT FROM social_twist AS other
             WHERE other.channel_id = twist.channel_id
               AND other.thread_id = new.thread_id)
"""
# columns of a message that the platform itself knows better
BETTER = (
    "profile_id",
    "kind",
    "visibility",
    "payload_id",
    "ancestor_ids",
    "inbound_id",
    "date",
    "subject",
    "text",
    "preview",
    "is_html",
    "source_html",
    "source_quote",
    "url",
    "language",
    "rating",
    "refusal",
    "reply_token",
    "reply_until",
    "reply_as",
    "private_until",
    "is_partial",
    "is_bridged",
    "pending_files",
    "write_uid",
    "write_date",
)
COMPLETE_MESSAGES = """
    UPDATE social_message AS known
       SET (%(columns)s, body_cache, quote_cache) = (%(values)s, NULL, NULL)
      FROM jsonb_populate_recordset(NULL::social_message, %(rows)s) AS new
     WHERE known.id = new.id
"""
COMPLETE_TWISTS = """
    UPDATE social_twist AS twist SET search_vector = %(vector)s,
           post = COALESCE(new.post, twist.post)
      FROM jsonb_to_recordset(%(rows)s) AS new (id int, words tsvector, post jsonb)
     WHERE twist.id = new.id
"""
# an author known by a handle is the same person; by a name alone, perhaps not
KEEP_PERSONS = """
    UPDATE social_profile AS own SET partner_id = told.partner_id,
           lawful_basis = told.lawful_basis, purpose = told.purpose
      FROM jsonb_populate_recordset(NULL::social_message, %(rows)s) AS new
      JOIN social_message AS message ON message.id = new.id
      JOIN social_profile AS told ON told.id = message.profile_id
     WHERE own.id = new.profile_id AND own.partner_id IS NULL
       AND told.partner_id IS NOT NULL AND told.external_id LIKE '@%%'
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    # -- where a conversation may be -----------------------------------------------

    @api.model
    def _places(self, channel, pairs):
        """Ids of channels in which conversations of these events may be known.

        :returns: (of the channel's own events: itself, and those in which mails told of
            its platform; of what its mails tell: also the channels of these platforms)
        """
        told = {getattr(event, "platform", "") for _arrival, event in pairs} - {""}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT platform, channel_id FROM social_twist
                 WHERE is_bridged IS TRUE AND company_id = %(company)s
                   AND platform = ANY(%(platforms)s)
                UNION
                SELECT platform, id FROM social_channel
                 WHERE company_id = %(company)s AND platform = ANY(%(told)s)
                """,
                company=channel.company_id.id,
                platforms=[channel.platform, *told],
                told=list(told),
            )
        )
        own = {channel_id for platform, channel_id in rows if platform not in told}
        return list({channel.id, *own}), list({channel.id, *(row[1] for row in rows)})

    # -- what comes again ----------------------------------------------------------

    @api.model
    def _completes(self, channel, one, known):
        """Whether it is the platform's own word on a message of which a mail told.

        :param known: that message
        """
        is_own = not one.event.platform and known.platform == channel.platform
        if not (is_own and known.is_bridged and known.message_id):
            return False
        thread = Thread(id=known.twist_id, was_known=True, channel_id=known.channel_id)
        one.message_id, one.twist = known.message_id, thread
        return True

    def _adopt(self, channel, threads):
        """Conversations that mails had told of go on in the platform's own channel."""
        others = [
            thread
            for thread in threads
            if thread.was_known and thread.channel_id != channel.id
        ]
        if not others or any(one.event.platform for t in others for one in t.arrived):
            return
        values = {
            "channel": channel.id,
            "platform": channel.platform,
            "twists": [thread.id for thread in others],
            "now": fields.Datetime.now(),
        }
        for statement in (ADOPT_TWISTS, ADOPT_MESSAGES):
            self.env.cr.execute(SQL(statement, **values))
        for thread in others:
            thread.channel_id = channel.id

    @api.model
    def _complete(self, channel, completing, profiles):
        """What mails had told of, as the platform tells it; in few statements."""
        if not completing:
            return
        rows = [
            {"id": one.message_id, **self._message_values(channel, one, profiles)}
            for one in completing
        ]
        columns = SQL(", ").join(map(SQL.identifier, BETTER))
        better = SQL(", ").join(SQL.identifier("new", name) for name in BETTER)
        vector = self._extended_vector(SQL("new.words"))
        twists = as_json(twist_facts(completing))
        names = as_json(thread_names(completing))
        parts = {"rows": as_json(rows), "columns": columns, "values": better}
        for statement, values in (
            (KEEP_PERSONS, parts),
            (COMPLETE_MESSAGES, parts),
            (COMPLETE_TWISTS, {"rows": twists, "vector": vector}),
            (NAME_THREADS, {"rows": names}),
        ):
            self.env.cr.execute(SQL(statement, **values))
        for name in ("social.message", "social.twist", "social.profile"):
            self.env[name].invalidate_model(flush=False)


def twist_facts(completing):
    """What messages add to their twists when the platform itself tells them."""
    by_twist = groupby(completing, key=lambda one: one.twist.id)
    return [
        {
            "id": twist_id,
            "words": as_vector(" ".join(own_words(one.event) for one in ones)),
            "post": next(filter(None, map(as_post, ones)), None),
        }
        for twist_id, ones in by_twist
    ]


def own_words(event):
    return event.text or ("" if event.is_html else event.body)


def thread_names(completing):
    """What the platform calls the threads that mails named by their first message."""
    return [
        {
            "id": one.twist.id,
            "told": one.event.external_id,
            "thread_id": one.event.thread_id or one.event.external_id,
        }
        for one in completing
    ]


def as_json(rows):
    """Rows of columns as the database reads them; dates as text."""

    def plain(value):
        return value.adapted if isinstance(value, Json) else str(value)

    return json.dumps(list(rows), default=plain)
