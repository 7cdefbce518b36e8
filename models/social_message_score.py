"""Scoring an answer that a supervisor chose (spec B14)."""

from odoo import models
from odoo.exceptions import AccessError, UserError


class SocialMessage(models.Model):
    _inherit = "social.message"

    def action_score(self):
        """Open the score of an answer, a new one if there is none.

        :raises AccessError: the caller does not decide for who wrote it
        :raises UserError: it is no answer of an agent, or there is no scorecard
        """
        self.ensure_one()
        self.check_access("read")
        me = self.env.user
        if self.direction != "outbound" or not self.user_id:
            raise UserError(self.env._("Only answers of agents are scored."))
        if not me._social_supervises_user(self.campaign_id, self.user_id):
            raise AccessError(
                self.env._("Scores are given by the agent's supervisors.")
            )
        scores = self.env["social.score"]
        score = scores.search([("message_id", "=", self.id)], limit=1)
        if not score:
            values = {"message_id": self.id, "scorecard_id": self._scorecard().id}
            score = scores.create(values)
        return {
            "type": "ir.actions.act_window",
            "res_model": "social.score",
            "res_id": score.id,
            "views": [(False, "form")],
        }

    def _scorecard(self):
        """That of the campaign, else the first that fits.

        :raises UserError: there is none
        """
        campaign = self.campaign_id.sudo()
        fitting = [
            ("company_id", "=", self.company_id.id),
            ("campaign_ids", "in", [False, *campaign.ids]),
        ]
        cards = self.env["social.scorecard"]
        found = campaign.scorecard_id.sudo(False) or cards.search(fitting, limit=1)
        if not found:
            raise UserError(
                self.env._("There is no scorecard yet. Ask a supervisor for one.")
            )
        return found
