"""Agents know the authors of the twists that they see (spec B20, C24)."""

from odoo import api, fields, models
from odoo.fields import Domain


class SocialProfile(models.Model):
    _inherit = "social.profile"

    written_ids = fields.One2many("social.message", "profile_id")
    is_seen = fields.Boolean(
        compute="_compute_is_seen",
        search="_search_is_seen",
        help="Whether the author wrote in a twist that the reader sees.",
    )

    @api.depends_context("uid")
    def _compute_is_seen(self):
        """By one search in an index: an author may have written any number."""
        seen = self.sudo().search([("id", "in", self.ids), ("is_seen", "=", True)])
        for profile in self:
            profile.is_seen = profile.id in seen._ids

    def _search_is_seen(self, operator, value):
        if operator != "in" or not all(value):
            return NotImplemented
        seen = self.env.user._social_campaign_domain(user="twist_id.user_id")
        return Domain("written_ids", "any!", Domain(seen))

    def _check_access(self, operation):
        """A twist that was given away a moment ago counts no more."""
        self.invalidate_recordset(["is_seen"], flush=False)
        return super()._check_access(operation)
