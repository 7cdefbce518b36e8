"""Messages as tickets quote them."""

from markupsafe import Markup

from odoo import models
from odoo.tools import format_datetime

from .message_html import text_to_html


class SocialMessage(models.Model):
    _inherit = "social.message"

    def _as_quotation(self):
        """A message quoted in a ticket: who, when, the text, the way back."""
        if not self:
            return Markup()
        self.ensure_one()
        author = self.profile_id
        who = author.display_name or ""
        if author.handle and author.handle != who:
            who = f"{who} <{author.handle}>"
        heading = self.env._(
            "%(author)s wrote on %(channel)s, %(date)s:",
            author=who,
            channel=self.channel_id.name,
            date=format_datetime(self.env, self.date, dt_format="short"),
        )
        back = f"{self.twist_id.get_base_url()}/odoo/twists/{self.twist_id.id}"
        return Markup(
            "<p>%s</p><blockquote>%s</blockquote><p><a href='%s'>%s</a></p>"
        ) % (
            heading,
            text_to_html((self.text or self.subject or "").strip()),
            back,
            self.env._("The conversation in the Social Inbox"),
        )
