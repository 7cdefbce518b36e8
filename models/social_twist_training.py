"""Training beside the conversation, and what is asked for before answering (B17)."""

from odoo import models


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _details_as_dict(self):
        known = self.env["social.training"]._of_campaigns()
        ids = list(known.get(self.campaign_id.id, ()))
        training = self.env["social.training"]
        if ids:  # by the reader's rights
            training = training.search([("id", "in", ids)])
        return {
            **super()._details_as_dict(),
            "training": training._as_dicts() if training else [],
        }

    def _why_not_answer(self, parent, recipient=""):
        """Also where the campaign asks for training or a certification first."""
        refusal, action = super()._why_not_answer(parent, recipient)
        if refusal:
            return refusal, action
        campaign = self.campaign_id.sudo()
        return campaign.answer_refusal or "", campaign.answer_action or ""

    def action_certify(self):
        """Begin the certification that the twist's campaign asks for.

        :returns: an action that opens it in a tab of its own
        :raises UserError: there is none, or no attempt is left
        """
        self.ensure_one()
        self.check_access("read")
        return self.campaign_id.sudo()._start_certification()
