"""Arrivals that only name what happened: what they name is fetched before reading."""

import base64
import logging
from datetime import timedelta

from odoo import api, fields, models

from ..connectors import Completes
from ..connectors.errors import ConnectorError
from ..connectors.types import Payload

_logger = logging.getLogger(__name__)

AT_ONCE = 200
PATIENCE = timedelta(minutes=15)  # afterwards it is read as it came


class SocialInbound(models.Model):
    _inherit = "social.inbound"

    is_incomplete = fields.Boolean(
        readonly=True, help="It only names what happened; the rest is fetched first."
    )

    _incomplete_idx = models.Index("(channel_id, id) WHERE is_incomplete IS TRUE")

    @api.model
    def _incomplete(self, channel):
        waiting = [("channel_id", "=", channel.id), ("is_incomplete", "=", True)]
        return self.search(waiting, order="id", limit=AT_ONCE)

    def _complete(self, connector):
        """Fetch what the arrival names; one that is waiting for long is read as it is.

        :returns: whether the platform could be asked
        """
        payload = Payload(
            external_id=self.external_id,
            body=self._source(),
            content_type=self.content_type or "",
        )
        try:
            whole = connector.complete(payload)
        except ConnectorError as error:
            _logger.info("Arrival %s cannot be completed: %s", self.id, error)
            if self.create_date < fields.Datetime.now() - PATIENCE:
                self.is_incomplete = False
            return False
        values = {"is_incomplete": False}
        if whole.body != payload.body:
            values |= {"body": base64.b64encode(whole.body), "size": len(whole.body)}
        self.write(values)
        return True


class SocialChannel(models.Model):
    _inherit = "social.channel"

    def _complete_arrivals(self, connector):
        """Commits each; stops where the platform cannot be asked now."""
        if not isinstance(connector, Completes):
            return
        for arrival in self.env["social.inbound"].sudo()._incomplete(self):
            if not self._retried(self._complete_one, arrival, connector):
                break
        self._work_off_arrivals()

    def _complete_one(self, arrival, connector):
        is_done = arrival._complete(connector)
        self._commit()
        return is_done
