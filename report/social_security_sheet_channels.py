"""The part of the security check sheet about channels (spec B21)."""

from odoo import fields, models

SOON_DAYS = 7


class SecuritySheet(models.AbstractModel):
    _inherit = "report.social_inbox.security_sheet"

    def _channels(self, campaign):
        channels = campaign.channel_ids
        return {
            "title": self.env._("Channels"),
            "note": "" if channels else self.env._("The campaign has no channel."),
            "tables": [
                {"name": one.name, "head": [], "rows": self._channel_rows(one)}
                for one in channels
            ],
        }

    def _channel_rows(self, channel):
        """(label, text) of what is known of a channel; nothing empty."""
        expiry = self._moment(channel.token_expiry_date)
        if not expiry:
            expiry = self.env._("not known, or without end")
        rows = [
            (self.env._("Platform"), self._label(channel, "platform")),
            (self.env._("Account"), channel.account_name),
            (self.env._("State"), self._label(channel, "state")),
            (self.env._("Authorised by"), channel._authorised_by()),
            (self.env._("Access until"), expiry),
            (
                self.env._("Rights missing"),
                channel.missing_scopes or self.env._("none known"),
            ),
            (self.env._("Messages come by"), channel._arrives_by()),
            (
                self.env._("Last success"),
                self._moment(channel.last_success_date) or self.env._("never"),
            ),
            (self.env._("Credentials"), self._credentials(channel)),
            (self.env._("Responsible"), channel.user_id.name),
        ]
        if self._is_administrator():
            rows.append((self.env._("Connected by"), self._connected_by(channel)))
        return [list(row) for row in rows if row[1]]

    def _credentials(self, channel):
        """Which are kept, for administrators; for others whether any is."""
        labels = channel._credentials_known()
        if not labels:
            return self.env._("none kept")
        if not channel._is_encrypted():
            return self.env._("kept, NOT encrypted")
        if self._is_administrator():
            return self.env._("kept, encrypted: %s", ", ".join(labels))
        return self.env._("kept, encrypted")

    def _connected_by(self, channel):
        if not channel.connected_user_id:
            return self.env._("not noted")
        return self.env._(
            "%(name)s, %(date)s",
            name=channel.connected_user_id.name,
            date=self._moment(channel.connected_date),
        )

    def _missing_channels(self, campaign):
        if not campaign.channel_ids:
            yield self.env._("The campaign has no channel.")
        now = fields.Datetime.now()
        soon = fields.Datetime.add(now, days=SOON_DAYS)
        for channel in campaign.channel_ids:
            for text in self._missing_of_channel(channel, now, soon):
                yield f"{channel.name}: {text}"

    def _missing_of_channel(self, channel, now, soon):
        if channel.state == "draft":
            yield self.env._("it is not connected.")
        elif channel.state == "broken" or channel.failing_since:
            yield self.env._("it does not work; the channel says why.")
        if not channel._is_encrypted():
            yield self.env._("a credential is not encrypted: enter it again.")
        if missing := self._missing_credentials(channel):
            yield missing
        expiry = channel.token_expiry_date
        if expiry and expiry <= now:
            yield self.env._("the access has ended: log in again.")
        elif expiry and expiry < soon and not channel._renews_itself():
            yield self.env._("the access ends within %s days: log in again.", SOON_DAYS)
        if channel.missing_scopes:
            yield self.env._("rights are missing: %s.", channel.missing_scopes)
        if not channel.user_id:
            yield self.env._("nobody is responsible, so nobody is told when it breaks.")

    def _missing_credentials(self, channel):
        missing = channel._credentials_missing()
        if not missing:
            return ""
        if self._is_administrator():
            return self.env._("not entered: %s.", ", ".join(missing))
        return self.env._("a credential is not entered.")
