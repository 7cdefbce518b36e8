"""Arrivals that only name what happened: what they name is fetched before reading."""

import base64
import logging
from datetime import timedelta

from odoo import api, fields, models

from ..connectors import Completes
from ..connectors.errors import (
    AuthError,
    ConnectorError,
    RateLimitedError,
    RetryableError,
)
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
        domain = self._incomplete_domain(channel)
        return self.search(domain, order="id", limit=AT_ONCE)

    def _incomplete_domain(self, channel):
        return [("channel_id", "=", channel.id), ("is_incomplete", "=", True)]

    @api.model
    def _read_as_they_came(self, channel):
        """Arrivals that waited for long are read, though nothing was fetched."""
        before = fields.Datetime.now() - PATIENCE
        late = [*self._incomplete_domain(channel), ("create_date", "<", before)]
        self.search(late).write({"is_incomplete": False})

    def _complete(self, connector):
        """Fetch what the arrival names; where that is refused, it is read as it is.

        :raises RateLimitedError: the channel waits
        :returns: whether the platform could be asked
        """
        payload = Payload(
            external_id=self.external_id,
            body=self._source(),
            content_type=self.content_type or "",
        )
        try:
            whole = connector.complete(payload)
        except RateLimitedError:
            raise
        except (RetryableError, AuthError) as error:
            _logger.info("Arrival %s cannot be completed: %s", self.id, error)
            return False
        except ConnectorError as error:
            _logger.info("Arrival %s is read as it came: %s", self.id, error)
            whole = payload
        except Exception:
            _logger.exception("Arrival %s cannot be completed", self.id)
            whole = payload
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
        arrivals = self.env["social.inbound"].sudo()
        for arrival in () if self._must_wait() else arrivals._incomplete(self):
            if not self._retried(self._complete_one, arrival, connector):
                break
        self._retried(self._read_late_arrivals)
        self._work_off_arrivals()

    def _complete_one(self, arrival, connector):
        is_done = arrival._complete(connector)
        self._commit()
        return is_done

    def _read_late_arrivals(self):
        self.env["social.inbound"].sudo()._read_as_they_came(self)
        self._commit()
