"""How much an agent takes on, what they are good at, and whether they are there."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ON_LEAVE = "leave_"  # how the status begins that Time Off gives


class ResUsers(models.Model):
    """Of an agent, for the distribution of work (spec B15)."""

    _inherit = "res.users"

    social_twist_limit = fields.Integer(
        string="Open Twists at Most",
        help="So many the distribution and Take Next give; 0: as each campaign says.",
    )
    social_member_campaign_ids = fields.Many2many(
        "social.campaign",
        "social_campaign_user_rel",
        "user_id",
        "campaign_id",
        string="Works on Campaigns",
        readonly=True,
    )
    social_skill_ids = fields.Many2many(
        "social.skill",
        "social_skill_user_rel",
        "user_id",
        "skill_id",
        string="Good at",
        help="Campaigns that distribute by skill give what needs it.",
    )
    social_assigned_date = fields.Datetime(
        string="Last Given a Twist", readonly=True, copy=False
    )

    @api.constrains("social_twist_limit")
    def _check_social_twist_limit(self):
        if any(user.social_twist_limit < 0 for user in self):
            raise ValidationError(
                self.env._("A limit is 0 or more; 0: as each campaign says.")
            )

    def _social_absent(self):
        """Those who are out of office or on leave, by what Odoo knows of both.

        A constant number of queries for any number of users.
        """
        return self.sudo().filtered(
            lambda user: (
                user.is_out_of_office or (user.im_status or "").startswith(ON_LEAVE)
            )
        )

    def _social_present(self):
        """Those who are at work in Odoo now: neither idle nor not to be disturbed."""
        return self.sudo().filtered(lambda user: user.im_status == "online")

    def _social_absent_since(self, moment):
        """Those who are away now, and were at that moment already."""
        absent = self._social_absent()
        longer = absent.filtered(
            lambda user: user.is_out_of_office and user.out_of_office_from <= moment
        )
        if "hr.leave" not in self.env or absent == longer:
            return longer
        leaves = self.env["hr.leave"].sudo()
        leaves = leaves.search_fetch(
            [
                ("user_id", "in", absent.ids),
                ("state", "=", "validate"),
                ("holiday_status_id.time_type", "=", "leave"),
                ("date_from", "<=", moment),
                ("date_to", ">=", fields.Datetime.now()),
            ],
            ["user_id"],
        )
        return longer | leaves.user_id
