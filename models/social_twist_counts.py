"""What lists show of a twist, read again from its messages."""

from odoo import models
from odoo.tools import SQL

READ_UNTIL = """
    UPDATE social_message AS message SET is_unread = FALSE
      FROM (SELECT answer.twist_id,
                   max(COALESCE(parent.date, answer.date)) AS until
              FROM social_message AS answer
         LEFT JOIN social_message AS parent ON parent.id = answer.parent_id
             WHERE answer.twist_id = ANY(%(ids)s)
               AND answer.direction = 'outbound'
               AND answer.state IN ('waiting', 'queued', 'sending', 'sent')
          GROUP BY answer.twist_id) AS live
     WHERE message.twist_id = live.twist_id
       AND message.is_unread IS TRUE
       AND message.date <= live.until
"""

# spam and withdrawn answers count nowhere; what is all spam keeps its dates. An answer
# written here tells its author the feedback if it is newer; one from elsewhere, which
# may come late, by its date
RECOUNT = """
    WITH live AS (
        SELECT answer.twist_id,
               max(COALESCE(parent.date, answer.date)) AS until,
               max(CASE WHEN answer.payload_id IS NULL
                   AND answer.profile_id = told.profile_id THEN answer.id END)
                   AS last_id,
               max(CASE WHEN answer.payload_id IS NOT NULL THEN answer.date END)
                   AS seen_date
          FROM social_message AS answer
          JOIN social_twist AS told ON told.id = answer.twist_id
     LEFT JOIN social_message AS parent ON parent.id = answer.parent_id
         WHERE answer.twist_id = ANY(%(ids)s)
           AND answer.direction = 'outbound'
           AND answer.state IN ('queued', 'sending', 'sent')
      GROUP BY answer.twist_id
    ), counted AS (
        SELECT message.twist_id,
               count(*) AS messages,
               count(*) FILTER (WHERE is_unread) AS unread,
               min(date) AS first_date,
               max(date) AS last_date,
               max(date) FILTER (WHERE inbound) AS inbound_date,
               min(date) FILTER (WHERE inbound
                   AND automatic IS DISTINCT FROM 'reply'
                   AND (live.until IS NULL OR date > live.until)) AS waiting,
               (array_agg(preview ORDER BY date DESC, message.id DESC))[1] AS preview,
               bool_or(state IN ('failed', 'unknown')) AS undelivered,
               bool_or(state = 'waiting') AS awaiting,
               max(CASE sentiment WHEN 'bad' THEN 3 WHEN 'neutral' THEN 2
                   WHEN 'good' THEN 1 END) AS sentiment,
               max(relevance) AS relevance
          FROM (SELECT *, direction = 'inbound' AS inbound FROM social_message
                 WHERE twist_id = ANY(%(ids)s)
                   AND is_spam IS NOT TRUE
                   AND state IS DISTINCT FROM 'cancelled') AS message
     LEFT JOIN live ON live.twist_id = message.twist_id
      GROUP BY message.twist_id
    )
    UPDATE social_twist AS twist SET
        message_count = COALESCE(counted.messages, 0),
        unread_count = COALESCE(counted.unread, 0),
        first_message_date = COALESCE(counted.first_date, twist.first_message_date),
        last_message_date = COALESCE(counted.last_date, twist.last_message_date),
        last_inbound_date = COALESCE(counted.inbound_date, twist.last_inbound_date),
        waiting_since = counted.waiting,
        preview = COALESCE(counted.preview, twist.preview),
        has_undelivered = COALESCE(counted.undelivered, FALSE),
        awaits_approval = COALESCE(counted.awaiting, FALSE),
        sentiment = (ARRAY['good', 'neutral', 'bad'])[counted.sentiment],
        relevance = counted.relevance,
        feedback_due = twist.feedback_date IS NOT NULL
            AND COALESCE(live.last_id, 0) <= COALESCE(twist.feedback_edge, 0)
            AND COALESCE(live.seen_date <= twist.feedback_date, TRUE)
      FROM social_twist AS same
 LEFT JOIN counted ON counted.twist_id = same.id
 LEFT JOIN live ON live.twist_id = same.id
     WHERE twist.id = same.id AND same.id = ANY(%(ids)s)
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _recount(self):
        """Counters, dates, preview, worst sentiment and highest relevance, from the
        messages, in one statement for any number of twists.

        An answer that was withdrawn, failed or may not have left answers nothing: the
        twist waits as before. A message that came after the one answered still waits.
        """
        if not self:
            return
        self.env["social.message"].flush_model()
        self.flush_recordset()
        self.env.cr.execute(SQL(RECOUNT, ids=self.ids))
        self.invalidate_recordset()
        self._notify_inbox(self.ids)

    def _read_until_answered(self):
        """Whoever answers has read what was answered, and what came before it."""
        messages = self.env["social.message"]
        messages.flush_model()
        self.env.cr.execute(SQL(READ_UNTIL, ids=self.ids))
        messages.invalidate_model(["is_unread"], flush=False)
