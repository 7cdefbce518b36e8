"""What a company keeps out of its answers, and whose it approves (spec C9, C18)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

LEVELS = [
    ("nothing", "Nothing"),
    ("warn", "Warn"),
    ("approve", "Needs approval"),
    ("refuse", "Refuse"),
]
SCOPES = [("public", "Public answers"), ("all", "All answers")]


class ResCompany(models.Model):
    _inherit = "res.company"

    social_guard_scope = fields.Selection(
        SCOPES, string="Check Answers", default="public"
    )
    social_guard_iban = fields.Selection(
        LEVELS, string="Bank Account Numbers", default="warn"
    )
    social_guard_card = fields.Selection(
        LEVELS, string="Payment Card Numbers", default="warn"
    )
    social_guard_mail = fields.Selection(
        LEVELS, string="Mail Addresses", default="warn"
    )
    social_guard_phone = fields.Selection(
        LEVELS, string="Phone Numbers", default="warn"
    )
    social_guard_order = fields.Selection(
        LEVELS, string="Order Numbers", default="warn"
    )
    social_order_masks = fields.Char(
        string="Order Numbers Look Like",
        help="# stands for a digit: S##### means an S and five digits or more. Several"
        " are separated by commas.",
    )
    social_approval_followers = fields.Integer(
        string="Approval from so Many Followers",
        help="Public answers to authors with at least so many followers need approval;"
        " 0: they do not.",
    )

    @api.constrains("social_order_masks")
    def _check_social_order_masks(self):
        for company in self:
            check_masks(self.env, company.social_order_masks)

    @api.constrains("social_approval_followers")
    def _check_social_approval_followers(self):
        for company in self:
            if company.social_approval_followers < 0:
                raise ValidationError(
                    self.env._("Enter a number of followers, or 0 for no approval.")
                )


def check_masks(env, masks):
    """:raises ValidationError: one is no order number"""
    for mask in split_masks(masks):
        if mask.count("#") < 2:
            raise ValidationError(
                env._(
                    "%s is no form of an order number: write # for each digit, at"
                    " least two, for example S#####.",
                    mask,
                )
            )


def split_masks(masks):
    parts = (one.strip() for one in (masks or "").split(","))
    return [one for one in parts if one]
