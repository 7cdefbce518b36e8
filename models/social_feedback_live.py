"""Tickets and ideas tell open screens that the twists they serve changed (C16)."""

from odoo import models


class SocialFeedbackMixin(models.AbstractModel):
    """Twists show the ticket or idea that serves them: its changes, too (C16)."""

    _inherit = "social.feedback.mixin"
    _social_shown = frozenset({"active", "name", "stage", "stage_id", "user_id"})

    def write(self, vals):
        result = super().write(vals)
        if not self._social_shown.isdisjoint(vals):
            self.env["social.twist"]._notify_inbox(self.ids, by=self._social_link)
        return result

    def unlink(self):
        """Before the database clears the links."""
        twists = self._social_twists()
        twists._notify_inbox(twists.ids)
        return super().unlink()
