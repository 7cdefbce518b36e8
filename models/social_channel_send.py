"""The sending half of a channel's job; its failures do not stop receiving."""

import logging

from odoo import fields, models

from ..connectors.errors import ConnectorError, RetryableError
from ..connectors.retry import next_delay

_logger = logging.getLogger(__name__)


class SocialChannel(models.Model):
    _inherit = "social.channel"

    send_error = fields.Text(string="Sending Fails", readonly=True, copy=False)
    send_failure_count = fields.Integer(readonly=True, copy=False)
    send_retry_date = fields.Datetime(readonly=True, copy=False)

    def _can_send(self):
        """Whether the settings allow answers at all."""
        self.ensure_one()
        return self._connector_class()(self.sudo().settings or {}).can_send()

    def _send(self, connector):
        """Recover what was interrupted, then send all that is due."""
        retry_date = self.sudo().send_retry_date
        if retry_date and retry_date > fields.Datetime.now():
            return
        try:
            self._recover_sending(connector)
            if self._send_queued(connector):
                self._retried(self._sending_works)
        except ConnectorError as error:
            self.env.cr.rollback()
            self._retried(self._sending_fails, error)

    def _send_queued(self, connector):
        """All answers that are due, one after the other; how many were worked on."""
        messages, count = self.env["social.message"].sudo(), 0
        while message := messages._next_due(self):
            count += 1
            if not message._deliver(connector):
                break
            if self._time_left() <= 0:
                self._trigger()
                break
        return count

    def _recover_sending(self, connector):
        """Answers that an interrupted process left half sent."""
        left = [("channel_id", "=", self.id), ("state", "=", "sending")]
        for message in self.env["social.message"].sudo().search(left):
            message._recover(connector)

    def _sending_works(self):
        if self.send_error:
            self._sending_reset()
            self._commit()

    def _sending_reset(self):
        values = dict.fromkeys(("send_error", "send_retry_date"), False)
        self.sudo().write({**values, "send_failure_count": 0})

    def _sending_fails(self, error):
        """Note it and wait; what waiting does not mend goes to the responsible."""
        channel = self.sudo()
        attempt = channel.send_failure_count + 1
        limit = error if isinstance(error, RetryableError) else None
        delay = next_delay(attempt, limit)
        text = self._explain(error)
        channel.write(
            {
                "send_error": text,
                "send_failure_count": attempt,
                "send_retry_date": fields.Datetime.add(
                    fields.Datetime.now(), seconds=delay
                ),
            }
        )
        if attempt == 1 and limit is None:
            channel._ask_responsible(self._for_reader().env._("Repair sending"), text)
        _logger.warning("Channel %s cannot send: %s", self.id, error)
        self._commit()
