"""What a supervisor reads first: one line per phase (spec A22, C13)."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models import phases
from ..models.res_users_campaigns import SUPERVISORS
from .social_flow_report import COUNTS

DAYS = 90

# one line per phase, over all companies that the user has chosen
ROWS = """
    WITH now AS (
        SELECT %(twist_campaign)s AS campaign_id, phase, count(*) AS twists,
               sum(message_count) AS messages, sum(unread_count) AS unread,
               count(waiting_since) FILTER (WHERE phase != 'closed') AS waiting,
               min(phase_since) AS oldest,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY
                   extract(epoch FROM %(now)s::timestamp - phase_since) / 3600.0
               ) FILTER (WHERE phase != 'closed') AS so_far
          FROM social_twist
         WHERE is_spam IS NOT TRUE AND company_id = ANY(%(companies)s) AND %(seen)s
      GROUP BY 1, phase
    ), move AS (
        SELECT move.*, %(move_campaign)s AS campaign_id
          FROM social_phase_move AS move %(move_twist)s
         WHERE move.date >= %(since)s AND move.company_id = ANY(%(companies)s)
           AND %(counts)s AND %(moves_seen)s
    ), entered AS (
        SELECT campaign_id, to_phase AS phase,
               count(*) FILTER (WHERE date >= %(today)s) AS today,
               count(*) FILTER (WHERE date >= %(week)s) AS week
          FROM move WHERE date >= %(week)s GROUP BY campaign_id, to_phase
    ), left_ AS (
        SELECT campaign_id, from_phase AS phase,
               count(*) FILTER (WHERE date >= %(today)s) AS today,
               count(*) FILTER (WHERE date >= %(week)s) AS week,
               percentile_cont(ARRAY[0.5, 0.9])
                   WITHIN GROUP (ORDER BY seconds / 3600.0::float) AS hours
          FROM move WHERE from_phase IS NOT NULL GROUP BY campaign_id, from_phase
    )
    SELECT %(id)s AS id, %(is_by_campaign)s AS is_by_campaign, campaign.campaign_id,
           phase.phase, COALESCE(twists, 0) AS twist_count,
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
      FROM (%(campaigns)s) AS campaign (campaign_id)
CROSS JOIN (VALUES %(phases)s) AS phase (id, phase)
 LEFT JOIN now ON now.phase = phase.phase
       AND now.campaign_id IS NOT DISTINCT FROM campaign.campaign_id
 LEFT JOIN entered ON entered.phase = phase.phase
       AND entered.campaign_id IS NOT DISTINCT FROM campaign.campaign_id
 LEFT JOIN left_ ON left_.phase = phase.phase
       AND left_.campaign_id IS NOT DISTINCT FROM campaign.campaign_id
"""

TOGETHER = {
    "id": SQL("phase.id"),
    "is_by_campaign": SQL("FALSE"),
    "twist_campaign": SQL("NULL::int"),
    "move_campaign": SQL("NULL::int"),
    "move_twist": SQL(),
    "campaigns": SQL("SELECT NULL::int"),
}
# those without a campaign are a group, too
BY_CAMPAIGN = {
    "id": SQL("(COALESCE(campaign.campaign_id, 0) + 1) * 10 + phase.id"),
    "is_by_campaign": SQL("TRUE"),
    "twist_campaign": SQL("campaign_id"),
    "move_campaign": SQL("of_move.campaign_id"),
    "move_twist": SQL("JOIN social_twist AS of_move ON of_move.id = move.twist_id"),
    "campaigns": SQL("SELECT DISTINCT campaign_id FROM now"),
}

# aliased as Odoo's conditions on twists expect
MOVES_SEEN = """
    EXISTS (SELECT FROM social_twist WHERE social_twist.id = move.twist_id AND %s)
"""


class SocialPhaseOverview(models.Model):
    """Six lines, computed when they are read; spam and undone moves do not count.

    Whoever asks for a campaign, or groups by it, finds six lines of each campaign
    instead: PostgreSQL computes only the half that a search is about.

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
            "campaign_id",
            "message_count",
            "unread_count",
            "waiting_since",
        ],
    }

    phase = fields.Selection(phases.PHASES, readonly=True)
    campaign_id = fields.Many2one("social.campaign", readonly=True)
    is_by_campaign = fields.Boolean(readonly=True)
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
        aggregator=None,
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
        aggregator=None,
        readonly=True,
        help="Half of those that left in the last 90 days were here for less.",
    )
    percentile_90_hours = fields.Float(
        string="90 % Left within",
        aggregator=None,
        readonly=True,
        help="Nine of ten that left in the last 90 days were here for less.",
    )

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        midnight = datetime.combine(fields.Date.context_today(self), time.min)
        today = self.env.tz.localize(midnight).astimezone(pytz.utc)
        values = {
            "now": now,
            "today": today.replace(tzinfo=None),
            "week": now - timedelta(days=7),
            "since": now - timedelta(days=DAYS),
            "companies": self.env.companies.ids,
            "counts": COUNTS,
            **self._seen(),
            "phases": SQL(", ").join(
                SQL("%s", pair) for pair in enumerate(phases.ORDER, start=1)
            ),
        }
        halves = (SQL(ROWS, **values, **half) for half in (TOGETHER, BY_CAMPAIGN))
        return SQL("(%s) UNION ALL (%s)", *halves)

    # -- together or by campaign ---------------------------------------------------

    @api.model
    def _search(self, domain, *args, **kwargs):
        return super()._search(self._of_one_half(domain), *args, **kwargs)

    @api.model
    def _read_group(self, domain, groupby=(), *args, **kwargs):
        if "campaign_id" in groupby:
            domain = Domain(domain) & Domain("is_by_campaign", "=", True)
        return super()._read_group(domain, groupby, *args, **kwargs)

    def _of_one_half(self, domain):
        """The domain, limited to all campaigns together or to each by itself; lines
        that are named by their ids are either."""
        domain = Domain(domain)
        names = {one.field_expr.split(".")[0] for one in domain.iter_conditions()}
        if names & {"id", "is_by_campaign"}:
            return domain
        return domain & Domain("is_by_campaign", "=", "campaign_id" in names)

    def _seen(self):
        """Conditions on twists and on moves: supervisors of the company see all."""
        if self.env.su or self.env.user.has_group(SUPERVISORS):
            return {"seen": SQL("TRUE"), "moves_seen": SQL("TRUE")}
        domain = self.env.user._social_lead_domain()
        seen = self.env["social.twist"].sudo()._search(domain).where_clause
        return {"seen": seen, "moves_seen": SQL(MOVES_SEEN, seen)}

    # -- on to the twists ----------------------------------------------------------

    def action_view_twists(self):
        """The twists that are in the phase now."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        label = dict(self._fields["phase"]._description_selection(self.env))[self.phase]
        here = [("phase", "=", self.phase), ("is_spam", "=", False)]
        return {
            **action,
            "display_name": label,
            "domain": [*here, *self._campaign_as_domain()],
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
        domain = self._campaign_as_domain()
        return {**action, "domain": domain, "context": context}

    def _campaign_as_domain(self):
        if not self.is_by_campaign:
            return []
        return [("campaign_id", "=", self.campaign_id.id)]
