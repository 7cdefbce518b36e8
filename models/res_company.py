"""Who reads a company's community, and who publishes in it (spec B19)."""

from odoo import fields, models


class ResCompany(models.Model):
    """How the company's community works."""

    _inherit = "res.company"

    social_community_public = fields.Boolean(
        string="Anybody may read",
        help="Visitors who are not logged in see published ideas. They never vote.",
    )
    social_community_publish = fields.Boolean(
        string="Publish at once",
        help="What a member suggests is seen by the others at once. Otherwise an agent"
        " publishes it.",
    )
