"""Dialogs that send what their user wrote: warned first, where the guard says so."""

from odoo import fields, models

from ..models.guarded_error import GuardedError


class SocialGuardDialog(models.AbstractModel):
    """A dialog that inherits names what it sends in ``_send``."""

    _name = "social.guard.dialog"
    _description = "Dialog that Sends"

    guard_warning = fields.Text(readonly=True)

    def action_send(self):
        """Send, or stay open with the guard's warning (spec C9)."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return self._send()
        except GuardedError as warning:
            return self._stay_open(str(warning))

    def _stay_open(self, warning):
        """The dialog again, with what its user has to decide."""
        self.guard_warning = warning
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_send_anyway(self):
        """Send what the guard warned of."""
        self.ensure_one()
        return self._send(guard_confirmed=True)

    def _send(self, **options):
        """Queue what was written.

        :param options: as ``social.twist.respond``
        """
        raise NotImplementedError
