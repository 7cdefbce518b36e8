"""Activities that ask for feedback know the twist that waits for it."""

from odoo import api, fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # a number: of a foreign key on another module's table, uninstalling leaves a trace
    social_twist_id = fields.Integer(groups=fields.NO_ACCESS, index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._notify_inbox()
        return activities

    def write(self, vals):
        result = super().write(vals)
        self._notify_inbox()
        return result

    def unlink(self):
        self._notify_inbox()
        return super().unlink()

    def _notify_inbox(self):
        """Twists show what is planned on them."""
        planned = self.sudo().filtered(lambda one: one.res_model == "social.twist")
        self.env["social.twist"]._notify_inbox(planned.mapped("res_id"))
