"""Approval and guard, in the company's general settings (spec C9, C18)."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    social_guard_scope = fields.Selection(
        related="company_id.social_guard_scope", readonly=False
    )
    social_guard_iban = fields.Selection(
        related="company_id.social_guard_iban", readonly=False
    )
    social_guard_card = fields.Selection(
        related="company_id.social_guard_card", readonly=False
    )
    social_guard_mail = fields.Selection(
        related="company_id.social_guard_mail", readonly=False
    )
    social_guard_phone = fields.Selection(
        related="company_id.social_guard_phone", readonly=False
    )
    social_guard_order = fields.Selection(
        related="company_id.social_guard_order", readonly=False
    )
    social_order_masks = fields.Char(
        related="company_id.social_order_masks", readonly=False
    )
    social_approval_followers = fields.Integer(
        related="company_id.social_approval_followers", readonly=False
    )
