"""What follows when a channel stops working, and when it works again (spec C7)."""

from contextlib import contextmanager

from markupsafe import escape

from odoo import fields, models

from ..connectors.errors import AuthError


class SocialChannel(models.Model):
    _inherit = "social.channel"

    @contextmanager
    def _in_own_transaction(self):
        """This channel as it is now: the job of ``_run_now`` has its own transaction,
        and this one still sees what was before it."""
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr, su=True))

    def _recovered(self):
        """The channel works; say so if it did not before."""
        values = {
            "last_success_date": fields.Datetime.now(),
            "last_error": False,
            "last_error_date": False,
            "failing_since": False,
            "failure_count": 0,
            "retry_date": False,
        }
        self.sudo().write(values)
        self._tell_recovered()

    def _tell_recovered(self):
        """Who was asked to mend it hears that it works again (spec C7)."""
        kind, env = "mail.mail_activity_data_warning", self._for_reader().env
        for channel in self:
            asked = channel.activity_search([kind])[:1].user_id
            if not asked:
                continue
            channel.activity_unlink([kind])
            channel.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=env._("Works again: %s", channel.name),
                user_id=asked.id,
            )

    def _failed(self, error, delay=0.0):
        """Note a failure; one that waiting does not mend goes to the responsible."""
        self.ensure_one()
        now = fields.Datetime.now()
        text, env = self._explain(error), self._for_reader().env
        channel = self.sudo()
        since = channel.failing_since or now
        channel.write(
            {
                "last_error": text,
                "last_error_date": now,
                "failing_since": since,
                "failure_count": channel.failure_count + 1,
                "retry_date": fields.Datetime.add(now, seconds=delay)
                if delay
                else False,
            }
        )
        if not delay:
            channel.write({"state": "broken"})
            is_login = isinstance(error, AuthError)
            summary = env._("Log in again") if is_login else env._("Repair")
            channel._ask_responsible(summary, text)
        elif since < fields.Datetime.subtract(now, hours=1):
            channel._ask_responsible(env._("Failing for an hour"), text)

    def _ask_responsible(self, summary, text):
        """One activity at a time for whoever looks after the channel."""
        kind = "mail.mail_activity_data_warning"
        if self.activity_search([kind]):
            return
        self.activity_schedule(
            kind,
            summary=f"{summary}: {self.name}",
            note=escape(text),  # servers' words may look like HTML
            user_id=(self.user_id or self.create_uid).id,
        )
