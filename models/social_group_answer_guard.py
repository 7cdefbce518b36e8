"""The guard before a group answer: its writer is asked once, not for each (spec C9)."""

from odoo import fields, models

from .guarded_error import GuardedError


class SocialGroupAnswer(models.Model):
    _inherit = "social.group.answer"

    guard_warning = fields.Text(readonly=True, copy=False)
    guard_confirmed = fields.Boolean(readonly=True, copy=False)

    def action_send(self):
        """As before, or the dialog again with what the guard warns of.

        :returns: also an action that opens the dialog
        """
        try:
            with self.env.cr.savepoint():
                return super().action_send()
        except GuardedError as warning:
            self.sudo().guard_warning = str(warning)
        return self._dialog_action()

    def action_send_anyway(self):
        """Send what the guard warned of.

        :raises UserError: as ``action_send``
        """
        self.ensure_one()
        self._claim_draft()
        self.sudo().guard_confirmed = True
        return self._send()

    def _answer_values(self, parent, text):
        values = super()._answer_values(parent, text)
        return {**values, "guard_confirmed": self.sudo().guard_confirmed}
