"""Whom an answer goes to: the author, or the address that an outcome says (B11)."""

from odoo import fields, models

from ..connectors.types import Profile


class SocialMessage(models.Model):
    _inherit = "social.message"

    recipient_address = fields.Char(
        string="Sent to",
        readonly=True,
        copy=False,
        help="Another mail address than the author's, as an outcome says.",
    )

    def _as_recipient(self):
        author, other = self.profile_id, self.recipient_address
        if other:
            return Profile(external_id=other, handle=other)
        return Profile(
            external_id=author.external_id or "",
            handle=self.reply_address or author.handle or "",
            name=author.name or "",
        )
