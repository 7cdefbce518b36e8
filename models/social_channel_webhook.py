"""The address of a channel that its platform calls (spec A1, C22)."""

import logging
import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..connectors import Completes, Webhooks
from ..connectors.errors import ConnectorError

_logger = logging.getLogger(__name__)

KEY = re.compile(r"[0-9a-f]{32}")
WEBHOOK = "/social_inbox/webhook"
ADMIN = "social_inbox.group_social_inbox_administrator"


class SocialChannel(models.Model):
    """What calls bring is stored whole, answered, and worked on right afterwards."""

    _inherit = "social.channel"

    webhook_key = fields.Char(
        readonly=True,
        copy=False,
        groups=ADMIN,
        default=lambda self: secrets.token_hex(16),
    )
    has_webhook = fields.Boolean(compute="_compute_has_webhook")
    asks_for_key = fields.Boolean(compute="_compute_has_webhook")
    webhook_url = fields.Char(
        string="Webhook Address",
        compute="_compute_webhook_url",
        groups=ADMIN,
        help="What the platform calls; who knows it can knock, but not get in.",
    )

    _webhook_uniq = models.UniqueIndex(
        "(webhook_key) WHERE webhook_key IS NOT NULL", "The key is used."
    )

    @api.depends("platform")
    def _compute_has_webhook(self):
        for channel in self:
            channel.has_webhook = channel._is(Webhooks)
            connector = channel._connector_class()
            channel.asks_for_key = getattr(connector, "asks_for_key", False)

    @api.depends("webhook_key", "platform")
    def _compute_webhook_url(self):
        for channel in self:
            channel.webhook_url = channel.has_webhook and (
                f"{channel.get_base_url()}{WEBHOOK}/{channel.webhook_key}"
            )

    def _is(self, capability):
        """Whether the platform can do that: a mixin of ``connectors.base``."""
        return issubclass(self._connector_class(), capability)

    @api.model
    def _of_webhook(self, key):
        """The channel with this key, as the system; empty for a wrong one."""
        if not KEY.fullmatch(key):
            return self.browse()
        found = self.sudo().search([("webhook_key", "=", key)], limit=1)
        return found if found.has_webhook else self.browse()

    def _webhook_challenge(self, request):
        """The answer to a handshake, None if the call is none.

        Also before the channel is connected: platforms shake hands while one still
        fills in their form.

        :param request: ``connectors.types.WebhookRequest``
        :raises WebhookRejected: it does not come from the platform
        """
        with self._connector() as connector:
            return connector.challenge(request)

    def _webhook_receive(self, request):
        """Store what a call brings, and let it be worked on.

        :returns: how many arrivals were new
        :raises WebhookRejected: it does not come from the platform
        """
        with self._connector() as connector:
            payloads = connector.receive(request)
        arrivals = self.env["social.inbound"]
        count = arrivals._store(self, payloads, is_incomplete=self._is(Completes))
        if count:
            self._trigger()
        return count

    def _subscribe(self, connector):
        """Tell the platform the address, where it can be told.

        :raises ConnectorError: it refuses
        """
        if isinstance(connector, Webhooks):
            connector.subscribe(self.sudo().webhook_url)

    def _unsubscribe(self):
        """The platform need not call any more; that it refuses, or cannot be asked
        without credentials, is no reason to stay."""
        for channel in self.filtered("has_webhook"):
            try:
                with channel._connector() as connector:
                    connector.unsubscribe(channel.sudo().webhook_url)
            except (ConnectorError, UserError) as error:
                _logger.warning("Channel %s is not unsubscribed: %s", channel.id, error)
