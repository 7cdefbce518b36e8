"""How many targets were reached: by campaign, agent, platform and week (spec C19)."""

from odoo import fields, models
from odoo.tools import SQL

from ..models.social_twist_target import STATES
from ..models.target_clock import KINDS

# what has not ended counts as missed from the moment when it is due
ROWS = """
    SELECT line.id, line.twist_id, line.target_id, line.company_id, line.kind,
           line.started AS date, line.due, line.ended,
           CASE WHEN line.ended IS NULL AND line.paused IS NULL AND line.due <= %(now)s
               THEN 'breached' ELSE line.state END AS state,
           COALESCE(line.user_id, twist.user_id) AS user_id,
           twist.campaign_id, twist.channel_id, twist.platform, twist.priority,
           (line.state = 'reached')::int AS reached,
           (line.state = 'breached' OR (line.ended IS NULL AND line.paused IS NULL
               AND line.due <= %(now)s))::int AS breached,
           CASE WHEN line.state = 'reached' THEN 100.0
               WHEN line.state = 'breached' OR (line.ended IS NULL
                   AND line.paused IS NULL AND line.due <= %(now)s) THEN 0.0
               END AS reached_rate,
           extract(epoch FROM line.ended - line.started) / 3600.0 AS hours
      FROM social_twist_target AS line
      JOIN social_twist AS twist ON twist.id = line.twist_id
     WHERE line.state != 'dropped'
"""


class SocialTargetReport(models.Model):
    """A row for each target of each twist; what was not needed counts nowhere."""

    _name = "social.target.report"
    _description = "Targets in Reports"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "kind"
    _depends = {
        "social.twist.target": ["twist_id", "target_id", "kind", "state", "due"],
        "social.twist": ["campaign_id", "channel_id", "platform", "user_id"],
    }

    twist_id = fields.Many2one("social.twist", readonly=True)
    target_id = fields.Many2one("social.target", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    campaign_id = fields.Many2one("social.campaign", readonly=True)
    channel_id = fields.Many2one("social.channel", readonly=True)
    platform = fields.Selection(
        selection=lambda self: self.env["social.channel"]._selection_any_platform(),
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        readonly=True,
        help="Who answered; else who is assigned.",
    )
    kind = fields.Selection(KINDS, string="What", readonly=True)
    priority = fields.Selection([("0", "Normal"), ("1", "High")], readonly=True)
    state = fields.Selection(STATES, readonly=True)
    date = fields.Datetime(string="Started", readonly=True)
    due = fields.Datetime(readonly=True)
    ended = fields.Datetime(readonly=True)
    reached = fields.Integer(string="Targets Reached", readonly=True)
    breached = fields.Integer(string="Targets Missed", readonly=True)
    reached_rate = fields.Float(
        string="Reached (%)",
        readonly=True,
        aggregator="avg",
        help="Of all that were reached or missed.",
    )
    hours = fields.Float(
        string="Hours Taken",
        readonly=True,
        aggregator="avg",
        help="From the beginning to the end, day and night.",
    )

    @property
    def _table_query(self):
        return SQL(ROWS, now=fields.Datetime.now())
