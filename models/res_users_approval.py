"""Agents whose answers somebody else looks at first (spec C18)."""

from odoo import fields, models
from odoo.fields import Domain

ADMINISTRATORS = "social_inbox.group_social_inbox_administrator"


class ResUsers(models.Model):
    _inherit = "res.users"

    social_is_trainee = fields.Boolean(
        string="Trainee",
        help="Answers wait until a supervisor of the campaign approves them.",
    )

    def _social_approval_domain(self):
        """Record rule: approvals of the own answers, and those decided on by name."""
        return list(Domain("user_id", "=", self.id) | self._social_decided_domain())

    def _social_decided_domain(self):
        """Approvals that this user decides on by name: of an own agent's answer, in a
        twist that is theirs to see."""
        of_agents = Domain(self._social_lead_domain("campaign_id", "user_id"))
        twists = self._social_lead_domain("campaign_id", "twist_id.user_id")
        return of_agents & Domain(twists)

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
