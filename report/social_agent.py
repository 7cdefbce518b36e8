"""Who works in the inbox, what they hold and whether they are there (spec B15)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

KEPT = {"twist_limit": "social_twist_limit", "skill_ids": "social_skill_ids"}
ROWS = """
    SELECT users.id, users.id AS user_id, users.social_twist_limit AS twist_limit,
           users.social_assigned_date AS assigned_date,
           COALESCE(held.count, 0) AS open_twist_count,
           COALESCE(held.waiting, 0) AS waiting_count, held.oldest AS waiting_since
      FROM res_users AS users
 LEFT JOIN (SELECT user_id, count(*), count(waiting_since) AS waiting,
                   min(waiting_since) AS oldest
              FROM social_twist WHERE is_open IS TRUE GROUP BY user_id) AS held
        ON held.user_id = users.id
     WHERE users.active AND users.id = ANY(%s)
"""


class SocialAgent(models.Model):
    """One line for each agent, by the user's id. Supervisors change limit and skills,
    though not the users themselves."""

    _name = "social.agent"
    _description = "Agent"
    _auto = False
    _order = "open_twist_count desc, id"
    _rec_name = "user_id"
    _depends = {
        "social.twist": ["user_id", "is_open", "waiting_since"],
        "res.users": ["active", "social_twist_limit", "social_assigned_date"],
    }

    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    company_ids = fields.Many2many(related="user_id.company_ids")
    campaign_ids = fields.Many2many(
        related="user_id.social_member_campaign_ids", string="Campaigns"
    )
    open_twist_count = fields.Integer(string="Open Twists", readonly=True)
    waiting_count = fields.Integer(string="Waiting for an Answer", readonly=True)
    waiting_since = fields.Datetime(string="Longest Wait", readonly=True)
    twist_limit = fields.Integer(
        string="Own Limit", help="0: as each campaign says.", aggregator=None
    )
    skill_ids = fields.Many2many(related="user_id.social_skill_ids", readonly=False)
    presence = fields.Selection(
        [("here", "Online"), ("away", "Not Online"), ("absent", "Out of Office")],
        compute="_compute_presence",
        compute_sudo=True,
    )
    assigned_date = fields.Datetime(string="Last Given a Twist", readonly=True)

    @property
    def _table_query(self):
        group = self.env.ref("social_inbox.group_social_inbox_agent")
        return SQL(ROWS, group.sudo().all_user_ids.ids)

    @api.depends("user_id")
    def _compute_presence(self):
        """A constant number of queries for a whole list."""
        absent = self.user_id._social_absent()
        present = self.user_id._social_present() - absent
        for agent in self:
            is_here = "here" if agent.user_id in present else "away"
            agent.presence = "absent" if agent.user_id in absent else is_here

    def write(self, vals):
        """Limit and skills are kept with the user, by the right to this list.

        :raises AccessError: anything else is asked for
        """
        self.check_access("write")
        if vals.keys() - KEPT.keys():
            raise AccessError(
                self.env._("Only limit and skills of an agent are changed here.")
            )
        self.user_id.sudo().write({KEPT[name]: vals[name] for name in vals})
        self.invalidate_model()
        self.env["social.campaign"]._room_was_made()
        return super().write({})  # nothing is left to be written

    def action_give_away(self):
        """Open the dialog that gives away what these agents hold."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_give_away_action"
        )
        return {**action, "context": {"default_user_ids": self.ids}}

    def action_view_twists(self):
        """Their open twists."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        domain = [("user_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {"search_default_open": 1}}
