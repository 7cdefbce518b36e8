"""The scheduled action that each connected channel owns."""

from odoo import models
from odoo.exceptions import UserError


class SocialChannel(models.Model):
    _inherit = "social.channel"

    def _ensure_cron(self):
        self.ensure_one()
        values = {
            "active": True,
            "interval_number": max(1, self._limits().polling_minutes),
            "interval_type": "minutes",
        }
        channel = self.sudo()
        if channel.cron_id:
            return channel.cron_id.write(values)
        channel.cron_id = (
            self.env["ir.cron"]
            .sudo()
            .create(
                {
                    **values,
                    "name": f"Social Inbox: {self.name}",
                    "model_id": self.env["ir.model"]._get_id(self._name),
                    "state": "code",
                    "code": f"model.browse({self.id})._cron_work()",
                    "user_id": self.env.ref("base.user_root").id,
                }
            )
        )
        return channel.cron_id

    def _remove_crons(self):
        crons = self.sudo().with_context(active_test=False).cron_id
        actions = crons.ir_actions_server_id
        crons.unlink()
        actions.unlink()

    def _trigger(self, at=None):
        """Let the scheduled actions run as soon as possible, at a time, or at many."""
        for cron in self.sudo().cron_id:
            cron._trigger(at)

    def _run_now(self):
        """Run the scheduled action in this process; it uses its own transaction.

        :raises UserError: another process is at work on this channel
        """
        self.ensure_one()
        cron = self.sudo().cron_id
        result = cron.method_direct_trigger()
        self.env.invalidate_all()
        if isinstance(result, dict):  # Odoo's dialog with the traceback
            raise UserError(
                self.env._("Fetching failed by an error of ours; see the server's log.")
            )
        return True
