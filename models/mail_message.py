"""Members change comments on ideas by no way but the page (spec B19)."""

from odoo import models


class MailMessage(models.Model):
    """Comments on ideas: members write them on the page, as plain text, only."""

    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        """Whoever follows or wrote may change messages elsewhere; members not here."""
        forbidden = super()._get_forbidden_access(operation)
        if self.env.su or self.env.user._is_internal() or operation == "read":
            return forbidden
        # sudo: what the message belongs to decides who may know what it belongs to
        comments = self.sudo().filtered(lambda one: one.model == "social.idea")
        return forbidden | self.browse(comments.ids)
