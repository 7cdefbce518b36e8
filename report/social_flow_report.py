"""How twists flow through the phases (spec A22, C13)."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models import phases
from ..models.social_phase_move import CAUSES

PERCENTILES = {"median": 0.5, "percentile_90": 0.9}
PHASE_FIELDS = {"phase", "from_phase", "to_phase"}

# Each move is two rows: a twist leaves one phase, and enters another. Both only add
# constants to the move, so that PostgreSQL brings limits on date and company down to
# its index.
ROWS = """
    SELECT move.id * 2 AS id, 'entered' AS event, move.to_phase AS phase,
           1 AS entered, 0 AS left, 1 AS balance, 0 AS back_count, 0 AS reopened_count,
           NULL::float AS hours, NULL::float AS median_hours,
           NULL::float AS percentile_90_hours, NULL::float AS on_rate,
           NULL::float AS back_rate, NULL::float AS closed_rate, %(columns)s
      FROM social_phase_move AS move WHERE %(counts)s
    UNION ALL
    SELECT move.id * 2 + 1, 'left', move.from_phase, 0, 1, -1,
           (move.is_back IS TRUE)::int, (move.from_phase = 'closed')::int,
           move.seconds / 3600.0::float, move.seconds / 3600.0::float,
           move.seconds / 3600.0::float,
           CASE WHEN move.from_phase != 'closed'
               THEN (move.is_back IS NOT TRUE AND move.to_phase != 'closed')::int END,
           CASE WHEN move.from_phase != 'closed'
               THEN (move.is_back IS TRUE)::int END,
           CASE WHEN move.from_phase != 'closed'
               THEN (move.to_phase = 'closed')::int END,
           %(columns)s
      FROM social_phase_move AS move WHERE move.from_phase IS NOT NULL AND %(counts)s
"""
COLUMNS = (
    "date",
    "twist_id",
    "company_id",
    "channel_id",
    "user_id",
    "cause",
    "from_phase",
    "to_phase",
)
COUNTS = SQL(
    """
    move.is_undone IS NOT TRUE AND NOT EXISTS (
        SELECT FROM social_twist AS spam
         WHERE spam.id = move.twist_id AND spam.is_spam IS TRUE)
    """
)


class SocialFlowReport(models.Model):
    """Twists that enter and leave phases, one row each; undone moves and spam count
    nowhere.

    ``hours`` is the time a twist spent in the phase it left. Its median and 90th
    percentile are computed by PostgreSQL for whatever rows a group holds.
    """

    _name = "social.flow.report"
    _description = "Flow Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "twist_id"
    _depends = {
        "social.phase.move": [*COLUMNS, "seconds", "is_back", "is_undone"],
        "social.twist": ["is_spam"],
    }

    date = fields.Datetime(readonly=True)
    event = fields.Selection(
        [("entered", "Entered"), ("left", "Left")], string="What", readonly=True
    )
    phase = fields.Selection(phases.PHASES, readonly=True)
    from_phase = fields.Selection(phases.PHASES, string="From", readonly=True)
    to_phase = fields.Selection(phases.PHASES, string="To", readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    twist_id = fields.Many2one("social.twist", readonly=True)
    channel_id = fields.Many2one("social.channel", readonly=True)
    platform = fields.Selection(related="channel_id.platform")
    campaign_id = fields.Many2one(related="twist_id.campaign_id")
    campaign_properties = fields.Properties(
        "Extra Fields",
        related="twist_id.campaign_properties",
        definition="campaign_id.property_definition",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Moved by", readonly=True)
    entered = fields.Integer(readonly=True)
    left = fields.Integer(readonly=True)
    balance = fields.Integer(
        readonly=True, help="Entered less left: above zero, work piles up."
    )
    back_count = fields.Integer(string="Moved Back", readonly=True)
    reopened_count = fields.Integer(string="Reopened", readonly=True)
    hours = fields.Float(string="Average Time", aggregator="avg", readonly=True)
    median_hours = fields.Float(
        string="Median Time", aggregator="median", readonly=True
    )
    percentile_90_hours = fields.Float(
        string="90 % Left within", aggregator="percentile_90", readonly=True
    )
    on_rate = fields.Float(string="Moved On %", aggregator="avg", readonly=True)
    back_rate = fields.Float(string="Moved Back %", aggregator="avg", readonly=True)
    closed_rate = fields.Float(string="Closed %", aggregator="avg", readonly=True)

    @property
    def _table_query(self):
        columns = (SQL.identifier("move", name) for name in COLUMNS)
        return SQL(ROWS, columns=SQL(", ").join(columns), counts=COUNTS)

    # -- grouping ------------------------------------------------------------------

    @api.model
    def _read_group(self, *args, **kwargs):
        self._compile_nothing()
        return super()._read_group(*args, **kwargs)

    @api.model
    def _read_grouping_sets(self, *args, **kwargs):
        self._compile_nothing()
        return super()._read_grouping_sets(*args, **kwargs)

    def _compile_nothing(self):
        """PostgreSQL takes a third of a second to compile what runs for one."""
        self.env.cr.execute(SQL("SET LOCAL jit = off"))

    def _read_group_select(self, aggregate_spec, query):
        """Percentiles beside Odoo's aggregates; several of one column sort it once."""
        name, _, aggregator = aggregate_spec.partition(":")
        if aggregator not in PERCENTILES or name not in self._fields:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY %s)",
            PERCENTILES[aggregator],
            self._field_to_sql(self._table, "hours", query),
        )

    def _read_group_orderby(self, order, groupby_terms, query):
        """Phases in the order in which a twist goes through them, not by letter."""
        terms = dict(groupby_terms)
        for name in PHASE_FIELDS & terms.keys():
            position = "array_position(%s::varchar[], %s)"
            terms[name] = SQL(position, phases.ORDER, terms[name])
        sorting = super()._read_group_orderby(order, terms, query)
        groupby_terms.update(
            (name, term) for name, term in terms.items() if name not in PHASE_FIELDS
        )
        return sorting

    # -- on to the twists ----------------------------------------------------------

    def action_view_twist(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "social.twist",
            "res_id": self.twist_id.id,
            "views": [(False, "form")],
        }

    def action_view_twists(self):
        """The twists of the chosen rows; of all rows found when none is chosen."""
        if self:
            found = [("id", "in", self.ids)]
        else:
            found = self.env.context.get("active_domain") or []
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        return {**action, "domain": [("flow_ids", "any", found)], "context": {}}
