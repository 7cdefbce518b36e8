"""What a campaign keeps out of its answers, and which it approves (spec C9, C18)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_company_approval import LEVELS, SCOPES, check_masks


class SocialCampaign(models.Model):
    """What is empty here is as the company has it."""

    _inherit = "social.campaign"

    needs_approval = fields.Boolean(
        string="Approve All Answers",
        help="No answer leaves before a supervisor of the campaign approves it.",
    )
    approval_followers = fields.Integer(
        string="Approval from so Many Followers",
        help="Public answers to authors with at least so many followers need approval;"
        " 0: as the company has it.",
    )
    guard_scope = fields.Selection(SCOPES, string="Check Answers")
    guard_iban = fields.Selection(LEVELS, string="Bank Account Numbers")
    guard_card = fields.Selection(LEVELS, string="Payment Card Numbers")
    guard_mail = fields.Selection(LEVELS, string="Mail Addresses")
    guard_phone = fields.Selection(LEVELS, string="Phone Numbers")
    guard_order = fields.Selection(LEVELS, string="Order Numbers")
    order_masks = fields.Char(
        string="Order Numbers Look Like",
        help="# stands for a digit: S##### means an S and five digits or more. Several"
        " are separated by commas.",
    )

    @api.constrains("order_masks")
    def _check_order_masks(self):
        for campaign in self:
            check_masks(self.env, campaign.order_masks)

    @api.constrains("approval_followers")
    def _check_approval_followers(self):
        for campaign in self:
            if campaign.approval_followers < 0:
                raise ValidationError(
                    self.env._("Enter a number of followers, or 0 for none of its own.")
                )
