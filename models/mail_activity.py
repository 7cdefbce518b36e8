"""Activities that ask for feedback know the twist that waits for it."""

from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # a number: of a foreign key on another module's table, uninstalling leaves a trace
    social_twist_id = fields.Integer(groups=fields.NO_ACCESS, index="btree_not_null")
