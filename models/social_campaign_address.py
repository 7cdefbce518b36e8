"""Addresses that gateways need, once per campaign (spec B10)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SocialCampaignAddress(models.Model):
    """An outcome names it as ``addresses['facebook']``."""

    _name = "social.campaign.address"
    _description = "Address of a Campaign"
    _order = "code, id"
    _rec_name = "code"

    campaign_id = fields.Many2one(
        "social.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id")
    code = fields.Char(
        string="Name",
        required=True,
        help="By which outcomes name it: facebook stands for addresses['facebook'].",
    )
    address = fields.Char(
        string="Address or Identifier",
        required=True,
        help="A mail address that posts what is mailed to it, or what the gateway"
        " knows the account by.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(campaign_id, code)", "The campaign has an address of that name already."
    )

    @api.constrains("code", "address")
    def _check_one_line(self):
        for one in self:
            if not one.code.strip() or len(one.address.split()) != 1:
                raise ValidationError(
                    self.env._("An address has a name and no spaces in it.")
                )


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    address_ids = fields.One2many(
        "social.campaign.address",
        "campaign_id",
        string="Addresses",
        help="Of gateways that post what is mailed to them; outcomes use them.",
    )
