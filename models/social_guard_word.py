"""Words that an answer must not hold, or not without a second look (spec C9)."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .answer_guard import folded_text
from .res_company_approval import LEVELS


class SocialGuardWord(models.Model):
    """A word or phrase; accents and capitals make no difference, and only whole words
    are found."""

    _name = "social.guard.word"
    _inherit = "social.cached.mixin"
    _description = "Guarded Word"
    _order = "name, id"

    name = fields.Char(string="Word or Phrase", required=True)
    active = fields.Boolean(default=True)
    severity = fields.Selection(
        [level for level in LEVELS if level[0] != "nothing"],
        string="What to Do",
        required=True,
        default="warn",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: all companies.",
    )
    campaign_ids = fields.Many2many(
        "social.campaign",
        string="Campaigns",
        check_company=True,
        help="Only in answers of these; empty: in all.",
    )

    @api.constrains("name")
    def _check_name(self):
        for word in self:
            if not folded_text(word.name)[0].strip():
                raise ValidationError(self.env._("Enter a word or a phrase."))

    @api.model
    @tools.ormcache("company_id", "campaign_id")
    def _severities(self, company_id, campaign_id):
        """What to do about each word in answers of a company and a campaign.

        :returns: ``{word: level}``; the strictest where a word is there twice
        """
        words = self.sudo().search(
            [
                ("company_id", "in", [False, company_id]),
                "|",
                ("campaign_ids", "=", False),
                ("campaign_ids", "in", [campaign_id or 0]),
            ]
        )
        order = [level for level, _label in LEVELS]
        words = words.sorted(lambda word: order.index(word.severity))
        return {word.name: word.severity for word in words}
