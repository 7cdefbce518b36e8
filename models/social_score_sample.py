"""Answers to be scored, drawn at random each week (spec B14)."""

from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Anybody can draw again: the order is that of a hash of the week's seed and the
# answer's id. What is scored already counts as drawn, so that nobody gets more.
DRAW = """
    SELECT id FROM (
        SELECT message.id, score.id IS NOT NULL AS is_scored, row_number() OVER (
                   PARTITION BY message.user_id ORDER BY score.id IS NULL,
                       md5(%(seed)s || '/' || message.id)) AS place
          FROM social_message AS message
     LEFT JOIN social_score AS score ON score.message_id = message.id
         WHERE message.campaign_id = %(campaign)s AND message.direction = 'outbound'
           AND message.state = 'sent' AND message.user_id IS NOT NULL
           AND message.automatic IS NULL
           AND message.date >= %(start)s AND message.date < %(end)s
           AND NOT EXISTS (SELECT FROM social_invitation AS invitation
                            WHERE invitation.message_id = message.id)
    ) AS drawn WHERE place <= %(size)s AND NOT is_scored ORDER BY id
"""
WEEK = timedelta(days=7)


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    scorecard_id = fields.Many2one(
        "social.scorecard",
        check_company=True,
        help="By which the answers that are drawn each week are scored.",
    )
    sample_size = fields.Integer(
        string="Answers to Score",
        help="So many of each agent are drawn at random every week; 0: none.",
    )

    _sample_size_positive = models.Constraint(
        "CHECK (sample_size >= 0)", "The number of answers is 0 or more."
    )

    def action_draw_sample(self):
        """Draw last week's now; drawing twice adds nothing.

        :raises UserError: there is no scorecard, or no number
        """
        self.check_access("read")
        me = self.env.user
        for campaign in self:
            if not me._social_supervises(campaign):
                raise UserError(
                    self.env._("Only supervisors of the campaign draw answers.")
                )
            if not (campaign.scorecard_id and campaign.sample_size):
                raise UserError(
                    self.env._("Choose a scorecard and how many answers first.")
                )
        self.sudo()._draw_sample(last_week())
        return self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_score_action_todo"
        )

    @api.model
    def _cron_draw_sample(self):
        """Every day: what another run drew is not drawn again."""
        wanted = [("sample_size", ">", 0), ("scorecard_id", "!=", False)]
        for campaign in self.search(wanted):
            campaign._draw_sample(last_week())

    def _draw_sample(self, start):
        """Drafts of scores for answers of the week from ``start`` on.

        :returns: the new ``social.score``
        """
        scores = self.env["social.score"]
        for campaign in self:
            seed = f"{campaign.id}/{start:%Y-%m-%d}"
            scores |= scores.create(
                [
                    {
                        "message_id": message_id,
                        "scorecard_id": campaign.scorecard_id.id,
                        "seed": seed,
                    }
                    for message_id in campaign._drawn(start, seed)
                ]
            )
        return scores

    def _drawn(self, start, seed):
        self.env.flush_all()
        query = SQL(
            DRAW,
            seed=seed,
            campaign=self.id,
            start=start,
            end=start + WEEK,
            size=self.sample_size,
        )
        return [row[0] for row in self.env.execute_query(query)]


def last_week():
    """When the last whole week began: a Monday, in UTC."""
    today = fields.Date.today()
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(monday, time.min) - WEEK
