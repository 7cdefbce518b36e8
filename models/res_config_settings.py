"""The community's settings, in the company's general settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    social_community_public = fields.Boolean(
        related="company_id.social_community_public", readonly=False
    )
    social_community_publish = fields.Boolean(
        related="company_id.social_community_publish", readonly=False
    )
