"""Until when twists are snoozed, for lists and forms."""

from datetime import UTC

from odoo import fields, models


class SocialSnooze(models.TransientModel):
    _name = "social.snooze"
    _description = "Snooze"

    twist_ids = fields.Many2many("social.twist", required=True)
    until = fields.Datetime(
        required=True,
        default=lambda self: self._default_until(),
        help="They come back then, unread, or as soon as their author writes.",
    )

    def _default_until(self):
        """Tomorrow at 9 where its user is."""
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        day = fields.Datetime.add(now.replace(tzinfo=None), days=1)
        morning = day.replace(hour=9, minute=0, second=0, microsecond=0)
        return self.env.tz.localize(morning).astimezone(UTC).replace(tzinfo=None)

    def action_snooze(self):
        """:returns: as ``social.twist.screen_snooze``; the dialog closes"""
        self.ensure_one()
        return self.twist_ids.screen_snooze(fields.Datetime.to_string(self.until))
