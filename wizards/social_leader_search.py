"""Who writes most: persons and profiles with at least so many messages (spec A21)."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

PERIODS = [
    ("30", "Last 30 days"),
    ("90", "Last 90 days"),
    ("365", "Last 365 days"),
    ("all", "Any time"),
    ("custom", "From … to …"),
]
YEARS = (1970, 9000)  # beyond, a day has no beginning in every time zone
# until the transaction ends: 600,000 messages are hashed in memory, and compiling the
# query would take longer than it saves
SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"

# A person is known by minus its id, a profile without person by its own: all profiles
# of a person count together. Replies are looked up for those found only.
FIND = """
    WITH member AS MATERIALIZED (
        SELECT COALESCE(-profile.partner_id, profile.id) AS leader, profile.id,
               profile.platform, profile.followers, profile.is_blocked, counted.*
          FROM (SELECT profile_id, count(*) AS messages, max(date) AS last_date,
                       count(*) FILTER (WHERE sentiment = 'good') AS good,
                       count(*) FILTER (WHERE sentiment = 'bad') AS bad,
                       count(sentiment) AS rated
                  FROM (%(written)s) AS message GROUP BY profile_id) AS counted
          JOIN social_profile AS profile ON profile.id = counted.profile_id
         WHERE %(of_platform)s
    ), leader AS MATERIALIZED (
        SELECT leader,
               (array_agg(member.id ORDER BY messages DESC, member.id))[1] AS main_id,
               string_agg(DISTINCT COALESCE(platform.label, member.platform), ', ')
                   AS platforms,
               count(*) AS profiles, sum(followers) AS reach,
               bool_and(is_blocked) IS TRUE AS is_blocked,
               sum(messages) AS messages, max(last_date) AS last_date,
               sum(good) AS good, sum(bad) AS bad, sum(rated) AS rated
          FROM member LEFT JOIN (VALUES %(platforms)s) AS platform (code, label)
                             ON platform.code = member.platform
      GROUP BY leader HAVING sum(messages) >= %(min_messages)s
    ), reply AS (
        SELECT member.leader,
               count(*) FILTER (WHERE reply.direction = 'outbound') AS ours,
               count(*) FILTER (WHERE reply.direction = 'inbound'
                   AND COALESCE(-replier.partner_id, replier.id)
                       IS DISTINCT FROM member.leader) AS others
          FROM leader JOIN member USING (leader)
          JOIN (%(written)s) AS asked ON asked.profile_id = member.id
          JOIN social_message AS reply ON reply.parent_id = asked.id
     LEFT JOIN social_profile AS replier ON replier.id = reply.profile_id
         WHERE reply.is_spam IS NOT TRUE
           AND (reply.state IS NULL OR reply.state = 'sent')
      GROUP BY member.leader
    ), waiting AS (
        SELECT member.leader, count(*) AS twists
          FROM leader JOIN member USING (leader)
          JOIN (%(waiting)s) AS twist ON twist.profile_id = member.id
      GROUP BY member.leader
    )
    INSERT INTO social_leader (search_id, profile_id, name, platforms, profile_count,
        reach, is_blocked, message_count, last_message_date, sentiment_worst,
        sentiment_average, answer_count, reply_count, waiting_count, create_date,
        write_date)
    SELECT %(search)s, main_id,
           COALESCE(person.complete_name, person.name, profile.name, profile.handle,
               profile.external_id),
           platforms, profiles, reach, leader.is_blocked, messages, last_date,
           CASE WHEN bad > 0 THEN 'bad' WHEN rated > good THEN 'neutral'
               WHEN good > 0 THEN 'good' END,
           (good - bad) / NULLIF(rated, 0)::float,
           COALESCE(ours, 0), COALESCE(others, 0), COALESCE(waiting.twists, 0),
           %(now)s, %(now)s
      FROM leader JOIN social_profile AS profile ON profile.id = main_id
 LEFT JOIN res_partner AS person ON person.id = profile.partner_id
 LEFT JOIN reply USING (leader) LEFT JOIN waiting USING (leader)
  ORDER BY messages DESC, main_id
"""


class SocialLeaderSearch(models.TransientModel):
    """What is asked; the answer is kept as rows of ``social.leader``, so that it can
    be sorted, grouped, searched and exported like any list."""

    _name = "social.leader.search"
    _description = "Search for Opinion Leaders"

    min_messages = fields.Integer(string="At least", required=True, default=5)
    period = fields.Selection(PERIODS, required=True, default="365")
    date_from = fields.Date(
        string="From", compute="_compute_dates", store=True, readonly=False
    )
    date_to = fields.Date(
        string="To", compute="_compute_dates", store=True, readonly=False
    )
    platform = fields.Selection(
        selection=lambda self: self.env["social.channel"]._selection_platform()
    )
    leader_ids = fields.One2many("social.leader", "search_id", readonly=True)

    @api.depends("period")
    def _compute_dates(self):
        today = fields.Date.context_today(self)
        for search in self.filtered(lambda search: search.period != "custom"):
            days = search.period.isdecimal() and int(search.period)
            search.date_from = days and today - timedelta(days=days)
            search.date_to = False

    @api.depends("min_messages", "period", "platform", "date_from", "date_to")
    def _compute_display_name(self):
        platforms = dict(self._fields["platform"]._description_selection(self.env))
        for search in self:
            title = self.env._("At least %s messages", search.min_messages)
            parts = (title, search._period_in_words(), platforms.get(search.platform))
            search.display_name = ", ".join(filter(None, parts))

    def _period_in_words(self):
        if self.period == "all":
            return ""
        if self.period != "custom":
            labels = dict(self._fields["period"]._description_selection(self.env))
            return labels[self.period]
        limits = (self.date_from, self.date_to)
        return " – ".join(str(limit or "") for limit in limits).strip()

    # -- finding -------------------------------------------------------------------

    def action_show(self):
        """Look now, and open the list of those found.

        :raises UserError: the number or the dates make no sense
        """
        self.ensure_one()
        self._check_asked()
        self._find()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_leader_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("search_id", "=", self.id)],
            "context": {"social_leader_search_id": self.id},
            "target": "main",
        }

    def _check_asked(self):
        if self.min_messages < 1:
            raise UserError(self.env._("Ask for at least one message."))
        for day in filter(None, (self.date_from, self.date_to)):
            if not YEARS[0] <= day.year <= YEARS[1]:
                first, last = YEARS
                raise UserError(
                    self.env._(
                        "Enter a year from %(first)s to %(last)s.",
                        first=first,
                        last=last,
                    )
                )
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise UserError(self.env._("The first day lies after the last one."))

    def _find(self):
        """Fill ``leader_ids`` anew, in one statement, by what the user may read."""
        self.env["social.message"].check_access("read")
        self.env["social.profile"].check_access("read")
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(SQL("DELETE FROM social_leader WHERE search_id = %s", self.id))
        cr.execute(SQL(SETTINGS))
        cr.execute(SQL(FIND, **self._facts()))
        self.env["social.leader"].invalidate_model(flush=False)
        self.invalidate_recordset(["leader_ids"])

    def _facts(self):
        platforms = self.env["social.channel"]._selection_platform()
        return {
            "search": self.id,
            "now": self.env.cr.now(),
            "min_messages": self.min_messages,
            "platforms": SQL(", ").join(SQL("%s", pair) for pair in platforms),
            "of_platform": SQL("profile.platform = %s", self.platform)
            if self.platform
            else SQL("TRUE"),
            "written": self._written(),
            "waiting": self._waiting(),
        }

    def _written(self):
        """Messages from outside that were asked for and that the user may read."""
        found = self.env["social.message"]._search(self._domain_written())
        # a set of spam twists may be large: an anti-join, where NOT IN would crawl
        found.add_where(
            SQL(
                "NOT EXISTS (SELECT FROM social_twist AS spam"
                " WHERE spam.id = social_message.twist_id AND spam.is_spam IS TRUE)"
            )
        )
        names = ("id", "profile_id", "date", "sentiment")
        return found.select(*(SQL.identifier("social_message", one) for one in names))

    def _domain_written(self):
        """What limits the messages; a further limit is one more line here."""
        domain = Domain("direction", "=", "inbound") & Domain("is_spam", "=", False)
        domain &= Domain("automatic", "not in", ("reply", "bounce"))
        if self.date_from:
            domain &= Domain("date", ">=", self._midnight(self.date_from))
        if self.date_to:
            after = self.date_to + timedelta(days=1)
            domain &= Domain("date", "<", self._midnight(after))
        return domain

    def _midnight(self, day):
        """When a day begins where the user is, in UTC without a zone."""
        begin = self.env.tz.localize(datetime.combine(day, time.min))
        return begin.astimezone(pytz.utc).replace(tzinfo=None)

    def _waiting(self):
        """Twists that wait for us, of those the user may read."""
        domain = [("is_open", "=", True), ("waiting_since", "!=", False)]
        found = self.env["social.twist"]._search(domain)
        return found.select(SQL.identifier("social_twist", "profile_id"))
