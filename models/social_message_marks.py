"""What agents mark on single messages (spec A8, A9, A11)."""

from odoo import models
from odoo.exceptions import UserError


class SocialMessage(models.Model):
    _inherit = "social.message"

    def action_mark_read(self):
        return self._mark({"is_unread": False})

    def action_mark_unread(self):
        return self._mark({"is_unread": True})

    def action_spam(self):
        """Hide it from lists and counts; the rest of its twist stays."""
        return self._mark({"is_spam": True})

    def action_not_spam(self):
        return self._mark({"is_spam": False})

    def rate(self, **values):
        """Set what a message from outside means to us, from Understand on.

        :param values: ``sentiment`` and ``relevance``, as the fields have them;
            False takes it back
        :raises UserError: the phase forbids it, or the message is our own
        """
        if not values or not values.keys() <= {"sentiment", "relevance"}:
            raise UserError(self.env._("Only sentiment and relevance can be set."))
        for name, value in values.items():
            if value and value not in self._fields[name].get_values(self.env):
                raise UserError(self.env._("%s is no such value.", value))
        self.twist_id._check_allowed("rate")
        return self._mark(values)

    def _mark(self, values):
        """Write marks on messages from outside; their twists follow.

        :raises UserError: one of them is our own
        """
        self.twist_id.check_access("write")
        messages = self.sudo()
        if any(message.direction != "inbound" for message in messages):
            raise UserError(
                self.env._("That is marked on messages from outside, not on our own.")
            )
        messages.write(values)
        if "is_spam" in values:
            messages.twist_id._spam_marked()
        messages.twist_id._recount()
        return True
