"""Agents whose answers somebody else looks at first (spec C18)."""

from odoo import fields, models

ADMINISTRATORS = "social_inbox.group_social_inbox_administrator"


class ResUsers(models.Model):
    _inherit = "res.users"

    social_is_trainee = fields.Boolean(
        string="Trainee",
        help="Answers wait until a supervisor of the campaign approves them.",
    )

    def _social_why_not_approve(self, author, campaign):
        """Why this user does not decide about an author's answer; "" if allowed.

        Four eyes: nobody approves the own answer but an administrator, who could
        change that rule anyhow.
        """
        if self.has_group(ADMINISTRATORS):
            return ""
        if self == author:
            return self.env._("Your own answers are approved by somebody else.")
        if self.social_is_trainee:
            return self.env._("Whoever is a trainee approves no answers.")
        if not self._social_supervises_user(campaign, author):
            return self.env._(
                "Answers are approved by the supervisors of their campaign, or of the"
                " outsourcer that their author works for."
            )
        return ""
