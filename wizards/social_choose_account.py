"""Choose which of the accounts behind a login is the channel's, such as a page."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SocialChooseAccount(models.TransientModel):
    _name = "social.choose.account"
    _description = "Choose the Account"

    channel_id = fields.Many2one("social.channel", required=True, ondelete="cascade")
    line_ids = fields.One2many(
        "social.choose.account.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("channel_id")
    def _compute_line_ids(self):
        """What the platform lists now; tokens come when one is chosen."""
        for wizard in self:
            wizard.channel_id.check_access("write")
            found = wizard.channel_id._accounts() if wizard.channel_id else ()
            wizard.line_ids = [Command.clear()] + [
                Command.create({"name": one.name, "external_id": one.external_id})
                for one in found
            ]

    def action_choose(self):
        self.ensure_one()
        chosen = self.line_ids.filtered("is_chosen")
        if len(chosen) != 1:
            raise UserError(self.env._("Choose one account."))
        self.channel_id._choose_account(chosen.external_id)
        return {"type": "ir.actions.act_window_close"}


class SocialChooseAccountLine(models.TransientModel):
    _name = "social.choose.account.line"
    _description = "Account behind a Login"

    wizard_id = fields.Many2one(
        "social.choose.account", required=True, ondelete="cascade"
    )
    name = fields.Char()
    external_id = fields.Char(required=True)
    is_chosen = fields.Boolean(string="Use")
