"""The sending half of a channel's job; its failures do not stop receiving."""

import logging
import math
import time

from odoo import api, fields, models

from odoo.addons.base.models.ir_cron import MIN_TIME_PER_JOB

from ..connectors import Finds
from ..connectors.errors import ConnectorError, RetryableError
from ..connectors.retry import next_delay

_logger = logging.getLogger(__name__)

INTERVAL_PARAMETER = "social_inbox.bulk_interval_seconds"
WAKE_SECONDS = 60  # the scheduler itself looks no more often
LOOK_SECONDS = 1.0  # how long a single answer waits for those of many


class SocialChannel(models.Model):
    _inherit = "social.channel"

    send_error = fields.Text(string="Sending Fails", readonly=True, copy=False)
    send_failure_count = fields.Integer(readonly=True, copy=False)
    send_retry_date = fields.Datetime(readonly=True, copy=False)
    spaced_until = fields.Float(
        readonly=True,
        copy=False,
        help="Seconds since 1970: before, no other answer of many leaves.",
    )

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
            self._look_for_unknown(connector)
            if self._send_queued(connector):
                self._retried(self._sending_works)
        except ConnectorError as error:
            self._renew_after(error)
            self._retried(self._sending_fails, error)

    def _send_queued(self, connector):
        """All answers that are due, one after the other; how many were worked on.

        Those of many leave apart from each other, at most until the run's time is over.
        """
        messages, count = self.env["social.message"].sudo(), 0
        while message := messages._next_due(self):
            wait = message.is_spaced and self.sudo().spaced_until - time.time()
            if wait > 0:
                if not self._pause(wait):
                    break
                continue  # perhaps another goes first by now
            count += 1
            if not message._deliver(connector):
                break
            if self._time_left() <= 0:
                self._trigger()
                break
        return count

    @api.model
    def _seconds_between(self):
        """Between two answers of many: what no run of the scheduled action can wait
        for, waits for the scheduler."""
        seconds = self._parameter(INTERVAL_PARAMETER, 2)
        if seconds < MIN_TIME_PER_JOB:
            return seconds
        return WAKE_SECONDS * math.ceil(seconds / WAKE_SECONDS)

    def _keep_apart(self):
        """One of many leaves now."""
        seconds = self._parameter(INTERVAL_PARAMETER, 2)
        self.sudo().spaced_until = time.time() + seconds

    def _pause(self, seconds):
        """Wait for the turn of the next one of many, with nothing held.

        :returns: False when this run's time ends before; another run is asked for
        """
        if seconds > self._commit():
            is_long = seconds >= MIN_TIME_PER_JOB
            turn = fields.Datetime.add(fields.Datetime.now(), seconds=int(seconds) + 1)
            self._trigger(turn if is_long else None)
            self._commit()
            return False
        time.sleep(min(seconds, LOOK_SECONDS))
        return True

    def _recover_sending(self, connector):
        """Answers that an interrupted process left half sent."""
        left = [("channel_id", "=", self.id), ("state", "=", "sending")]
        for message in self.env["social.message"].sudo().search(left):
            message._recover(connector)

    def _look_for_unknown(self, connector):
        """Answers whose connection broke: some have arrived, which the platform knows.

        That it cannot be asked now keeps no other answer back.
        """
        if not isinstance(connector, Finds):
            return
        for message in self.env["social.message"].sudo()._to_look_for(self):
            try:
                self._retried(self._look_for_one, message, connector)
            except ConnectorError as error:
                _logger.info("Message %s is not looked for now: %s", message.id, error)
                return

    def _look_for_one(self, message, connector):
        message._look_for(connector)
        self._commit()

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
