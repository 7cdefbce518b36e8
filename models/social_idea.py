"""Suggestions for what we make, collected from twists and from the community."""

from odoo import fields, models

STAGES = [
    ("new", "New"),
    ("review", "Under Review"),
    ("planned", "Planned"),
    ("done", "Done"),
    ("declined", "Declined"),
]


class SocialIdea(models.Model):
    """A suggestion, with the twists it came from (spec A16, B19)."""

    _name = "social.idea"
    _description = "Social Idea"
    _inherit = ["mail.thread", "mail.activity.mixin", "social.feedback.mixin"]
    _order = "id desc"
    _social_link = "idea_id"
    _social_cause = "idea"

    name = fields.Char(required=True, tracking=True)
    description = fields.Html()
    stage = fields.Selection(
        STAGES, default="new", required=True, tracking=True, group_expand=True
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
