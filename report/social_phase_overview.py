"""What a supervisor reads first: one line per phase (spec A22, C13)."""

from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.tools import SQL

from ..models import phases
from ..models.res_users_campaigns import SUPERVISORS
from .social_flow_report import COUNTS

DAYS = 90

# one line per phase, over all companies that the user has chosen
ROWS = """
    WITH now AS (
        SELECT phase, count(*) AS twists, sum(message_count) AS messages,
               sum(unread_count) AS unread,
               count(waiting_since) FILTER (WHERE phase != 'closed') AS waiting,
               min(phase_since) AS oldest,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY
                   extract(epoch FROM %(now)s::timestamp - phase_since) / 3600.0
               ) FILTER (WHERE phase != 'closed') AS so_far
          FROM social_twist
         WHERE is_spam IS NOT TRUE AND company_id = ANY(%(companies)s) AND %(seen)s
      GROUP BY phase
    ), move AS (
        SELECT * FROM social_phase_move AS move
         WHERE date >= %(since)s AND company_id = ANY(%(companies)s) AND %(counts)s
           AND %(moves_seen)s
    ), entered AS (
        SELECT to_phase AS phase, count(*) FILTER (WHERE date >= %(today)s) AS today,
               count(*) FILTER (WHERE date >= %(week)s) AS week
          FROM move WHERE date >= %(week)s GROUP BY to_phase
    ), left_ AS (
        SELECT from_phase AS phase, count(*) FILTER (WHERE date >= %(today)s) AS today,
               count(*) FILTER (WHERE date >= %(week)s) AS week,
               percentile_cont(ARRAY[0.5, 0.9])
                   WITHIN GROUP (ORDER BY seconds / 3600.0::float) AS hours
          FROM move WHERE from_phase IS NOT NULL GROUP BY from_phase
    )
    SELECT phase.id, phase.phase, COALESCE(twists, 0) AS twist_count,
           COALESCE(messages, 0) AS message_count, COALESCE(unread, 0) AS unread_count,
           COALESCE(waiting, 0) AS waiting_count,
           CASE WHEN phase.phase != 'closed' THEN oldest END AS oldest_date,
           so_far AS so_far_hours,
           COALESCE(entered.today, 0) AS entered_today,
           COALESCE(left_.today, 0) AS left_today,
           COALESCE(entered.week, 0) AS entered_week,
           COALESCE(left_.week, 0) AS left_week,
           COALESCE(entered.week, 0) - COALESCE(left_.week, 0) AS balance_week,
           left_.hours[1] AS median_hours, left_.hours[2] AS percentile_90_hours
      FROM (VALUES %(phases)s) AS phase (id, phase)
 LEFT JOIN now ON now.phase = phase.phase
 LEFT JOIN entered ON entered.phase = phase.phase
 LEFT JOIN left_ ON left_.phase = phase.phase
"""


# aliased as Odoo's conditions on twists expect
MOVES_SEEN = """
    EXISTS (SELECT FROM social_twist WHERE social_twist.id = move.twist_id AND %s)
"""


class SocialPhaseOverview(models.Model):
    """Six lines, computed when they are read; spam and undone moves do not count.

    There is no column to put a record rule on: the query itself is limited to the
    companies that the user works for, which Odoo checks against the user's own, and to
    the twists that the user decides on.
    """

    _name = "social.phase.overview"
    _description = "Overview of Phases"
    _auto = False
    _order = "id"
    _rec_name = "phase"
    _depends = {
        "social.phase.move": ["date", "from_phase", "to_phase", "seconds", "is_undone"],
        "social.twist": [
            "phase",
            "phase_since",
            "is_spam",
            "company_id",
            "message_count",
            "unread_count",
            "waiting_since",
        ],
    }

    phase = fields.Selection(phases.PHASES, readonly=True)
    twist_count = fields.Integer(string="Twists", readonly=True)
    message_count = fields.Integer(string="Messages", readonly=True)
    unread_count = fields.Integer(string="Unread", readonly=True)
    waiting_count = fields.Integer(
        string="Waiting", readonly=True, help="Twists that wait for an answer of ours."
    )
    oldest_date = fields.Datetime(
        string="Oldest",
        readonly=True,
        help="Since when the twist that is here longest is in this phase.",
    )
    so_far_hours = fields.Float(
        string="So Far",
        readonly=True,
        help="Half of the twists that are here now are so for longer.",
    )
    entered_today = fields.Integer(string="In Today", readonly=True)
    left_today = fields.Integer(string="Out Today", readonly=True)
    entered_week = fields.Integer(string="In 7 Days", readonly=True)
    left_week = fields.Integer(string="Out 7 Days", readonly=True)
    balance_week = fields.Integer(
        string="Balance", readonly=True, help="Above zero, work piles up here."
    )
    median_hours = fields.Float(
        string="Median Time",
        readonly=True,
        help="Half of those that left in the last 90 days were here for less.",
    )
    percentile_90_hours = fields.Float(
        string="90 % Left within",
        readonly=True,
        help="Nine of ten that left in the last 90 days were here for less.",
    )

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        midnight = datetime.combine(fields.Date.context_today(self), time.min)
        today = self.env.tz.localize(midnight).astimezone(pytz.utc)
        return SQL(
            ROWS,
            now=now,
            today=today.replace(tzinfo=None),
            week=now - timedelta(days=7),
            since=now - timedelta(days=DAYS),
            companies=self.env.companies.ids,
            counts=COUNTS,
            **self._seen(),
            phases=SQL(", ").join(
                SQL("%s", pair) for pair in enumerate(phases.ORDER, start=1)
            ),
        )

    def _seen(self):
        """Conditions on twists and on moves: supervisors of the company see all."""
        if self.env.su or self.env.user.has_group(SUPERVISORS):
            return {"seen": SQL("TRUE"), "moves_seen": SQL("TRUE")}
        domain = self.env.user._social_lead_domain()
        seen = self.env["social.twist"].sudo()._search(domain).where_clause
        return {"seen": seen, "moves_seen": SQL(MOVES_SEEN, seen)}

    def action_view_twists(self):
        """The twists that are in the phase now."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        label = dict(self._fields["phase"]._description_selection(self.env))[self.phase]
        return {
            **action,
            "display_name": label,
            "domain": [("phase", "=", self.phase), ("is_spam", "=", False)],
            "views": [(False, "list"), (False, "form")],
            "context": {},
        }

    def action_view_flow(self):
        """What entered and left the phase."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_flow_report_action"
        )
        context = {
            "search_default_last_90_days": 1,
            f"search_default_{self.phase}": 1,
            "pivot_row_groupby": ["date:week"],
        }
        return {**action, "context": context}
