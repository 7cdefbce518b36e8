"""Connect a channel: choose the platform, then fill in what it asks for (spec A1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..connectors import CONNECTORS, TypedIn


class SocialConnect(models.TransientModel):
    _name = "social.connect"
    _description = "Connect a Channel"

    platforms = fields.Json(compute="_compute_platforms")
    platform = fields.Char()
    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        help="What your colleagues call it.",
    )
    campaign_id = fields.Many2one(
        "social.campaign",
        domain=lambda self: [("company_id", "=", self.env.company.id)],
        help="What arrives belongs to this campaign.",
    )

    def _compute_platforms(self):
        found = [
            {"code": code, "label": self.env._(one.label), "icon": one.icon}
            for code, one in CONNECTORS.items()
            if not issubclass(one, TypedIn)
        ]
        for wizard in self:
            wizard.platforms = found

    @api.depends("platform")
    def _compute_name(self):
        labels = dict(self.env["social.channel"]._selection_platform())
        for wizard in self:
            known = wizard.name
            if not known or known in labels.values():
                wizard.name = labels.get(wizard.platform, known)

    def action_next(self):
        """Make the channel, not connected yet, and show what it needs."""
        self.ensure_one()
        if self.platform not in CONNECTORS:
            raise UserError(self.env._("Choose a platform first."))
        channel = self.env["social.channel"].create(
            {
                "platform": self.platform,
                "name": self.name or self.platform,
                "campaign_id": self.campaign_id.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "social.channel",
            "res_id": channel.id,
            "views": [(False, "form")],
            "target": "current",
        }
