"""Messages tell open screens that their twist changed (spec C16)."""

from odoo import api, models


class SocialMessage(models.Model):
    """What changes in a message is shown by its twist, on all screens (spec C16)."""

    _inherit = "social.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._notify_inbox()
        return messages

    def write(self, vals):
        result = super().write(vals)
        self._notify_inbox()
        return result

    def unlink(self):
        self._notify_inbox()
        return super().unlink()

    def _notify_inbox(self):
        # sudo: which twist it is of, for screens that then read by their own rights
        twists = self.sudo().twist_id
        twists._notify_inbox(twists.ids)
