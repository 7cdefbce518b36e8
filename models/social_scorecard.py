"""Scorecards: by which questions answers are judged (spec B14)."""

from odoo import fields, models

SCALES = [("yes_no", "Yes or No"), ("five", "1 to 5")]


class SocialScorecard(models.Model):
    _name = "social.scorecard"
    _description = "Scorecard"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    campaign_ids = fields.Many2many(
        "social.campaign",
        string="Campaigns",
        check_company=True,
        help="Where answers are judged by it; empty: on all of them.",
    )
    question_ids = fields.One2many(
        "social.scorecard.question", "scorecard_id", string="Questions", copy=True
    )


class SocialScorecardQuestion(models.Model):
    _name = "social.scorecard.question"
    _description = "Question of a Scorecard"
    _order = "sequence, id"

    scorecard_id = fields.Many2one(
        "social.scorecard", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Question", required=True, translate=True)
    weight = fields.Float(default=1, required=True)
    scale = fields.Selection(SCALES, default="yes_no", required=True)
    is_fatal = fields.Boolean(
        string="Fatal", help="With No, or 1 of 5, the whole answer has 0 %."
    )

    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "The weight of a question is more than 0."
    )
