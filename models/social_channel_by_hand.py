"""The channels of what colleagues log themselves (spec B22)."""

from odoo import api, models

from ..connectors.by_hand import ByHandConnector


class SocialChannel(models.Model):
    _inherit = "social.channel"

    @api.model
    def _by_hand(self, company, campaign):
        """The channel on which contacts of a company and campaign are logged; made when
        there is none.

        :param campaign: a ``social.campaign``, perhaps empty
        """
        channels = self.sudo().with_context(active_test=False)
        values = {
            "platform": ByHandConnector.code,
            "company_id": company.id,
            "campaign_id": campaign.id,
        }
        domain = [(name, "=", value) for name, value in values.items()]
        known = channels.search(domain, order="active desc, id", limit=1)
        if known:
            return known
        name = self.env._("Phone and Letters")
        if campaign:
            name = f"{name}: {campaign.sudo().name}"
        channel = channels.with_context(tracking_disable=True).create(
            {**values, "name": name, "user_id": False}
        )
        channel.state = "connected"
        return channel
