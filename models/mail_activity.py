from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    social_twist_id = fields.Many2one(
        "social.twist",
        string="Twist",
        groups=fields.NO_ACCESS,
        index="btree_not_null",
        ondelete="cascade",
    )
