"""Selecting twists for a group answer, and how many somebody may (spec B18)."""

from odoo import fields, models
from odoo.fields import Domain

LIMITS = {  # system parameter and default, by whether somebody supervises
    False: ("social_inbox.group_answer_limit", 200),
    True: ("social_inbox.group_answer_limit_supervisor", 5000),
}


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def action_group_answer(self):
        """Open the dialog that answers the authors of these twists with one text.

        :raises UserError: they are too many, or of several companies
        """
        group = self.env["social.group.answer"]._draft_for(self)
        return group._dialog_action()


class ResUsers(models.Model):
    _inherit = "res.users"

    def _social_group_limit(self, campaigns, twists):
        """How many twists this user may answer at once.

        :param campaigns: of the twists
        """
        is_free = not all(twist.campaign_id for twist in twists)
        each = [*campaigns, *([campaigns.browse()] if is_free else [])]
        is_supervisor = all(self._social_supervises(one) for one in each)
        name, default = LIMITS[is_supervisor]
        return self.env["social.channel"]._parameter(name, default)

    def _social_group_domain(self):
        """Record rule: group answers of the own, or of those one decides for."""
        supervised = Domain(self._social_lead_domain("campaign_ids", "user_id"))
        return list(Domain("user_id", "=", self.id) | supervised)

    def _social_group_line_domain(self):
        """Record rule: the same of their recipients, of twists that one sees."""
        supervised = self._social_lead_domain("campaign_id", "group_id.user_id")
        by_whom = Domain("group_id.user_id", "=", self.id) | Domain(supervised)
        seen = self._social_campaign_domain("campaign_id", "twist_id.user_id")
        return list(by_whom & Domain(seen))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    social_bulk_interval = fields.Integer(
        string="Seconds between Answers of Many",
        config_parameter="social_inbox.bulk_interval_seconds",
        default=2,
    )
    social_group_limit = fields.Integer(
        string="Twists an Agent Answers at Once",
        config_parameter=LIMITS[False][0],
        default=LIMITS[False][1],
    )
    social_group_limit_supervisor = fields.Integer(
        string="Twists a Supervisor Answers at Once",
        config_parameter=LIMITS[True][0],
        default=LIMITS[True][1],
    )
