"""How a channel is authorised, and by whom, told without any secret (spec B21)."""

from odoo import fields, models

from ..connectors import CONNECTORS, OAuth2, Pulls, Webhooks

ADMIN = "social_inbox.group_social_inbox_administrator"
ENCRYPTED = "gAAAA"  # how each value begins that the cipher of credentials made
TOKENS = {"access_token", "refresh_token"}


class SocialChannel(models.Model):
    """For whoever checks what is configured; only names of credentials are read, and
    how their values begin."""

    _inherit = "social.channel"

    connected_user_id = fields.Many2one(
        "res.users", string="Connected by", readonly=True, copy=False, groups=ADMIN
    )
    connected_date = fields.Datetime(
        string="Connected on", readonly=True, copy=False, groups=ADMIN
    )

    def write(self, vals):
        """Who connects it is noted; that it works again by itself connects nothing."""
        is_connected = vals.get("state") == "connected"
        new = self.filtered(lambda one: is_connected and one.state == "draft")
        result = super().write(vals)
        if new:
            now = fields.Datetime.now()
            new.sudo().write({"connected_user_id": self.env.uid, "connected_date": now})
        return result

    def _secret_labels(self):
        """What its connector keeps secret: labels by name."""
        settings = CONNECTORS[self.platform].settings
        return {one.name: self.env._(one.label) for one in settings if one.secret}

    def _credentials_known(self):
        """Labels of the credentials that are kept."""
        labels = self._secret_labels()
        names = self.sudo().credential_ids.mapped("name")
        return [labels.get(name, name) for name in names]

    def _credentials_missing(self):
        """Labels of those without which it cannot be connected."""
        known = set(self.sudo().credential_ids.mapped("name"))
        settings = CONNECTORS[self.platform].settings
        missing = [one for one in settings if one.secret and one.required]
        return [self.env._(one.label) for one in missing if one.name not in known]

    def _is_encrypted(self):
        """Whether all that is kept is encrypted."""
        values = self.sudo().credential_ids.mapped("value")
        return all(value.startswith(ENCRYPTED) for value in values)

    def _authorised_by(self):
        """In words: a login, something typed, or nothing."""
        names = set(self.sudo().credential_ids.mapped("name"))
        if self._is(OAuth2) and names & TOKENS:
            if self._renews_itself():
                return self.env._("Login on the platform, renewed by itself")
            return self.env._("Login on the platform, to be repeated")
        if names:
            return self.env._("Credentials that somebody entered")
        if self._secret_labels():
            return self.env._("No credential is kept")
        return self.env._("Needs no credential")

    def _arrives_by(self):
        """In words, how messages come in."""
        ways = []
        if self._is(Webhooks):
            ways.append(
                self.env._("calls of the platform; what cannot be verified is refused")
            )
        if self._is(Pulls):
            minutes = self._limits().polling_minutes
            text = self.env._("fetched every minute")
            if minutes > 1:
                text = self.env._("fetched every %s minutes", minutes)
            ways.append(text)
        return "; ".join(ways) or self.env._("typed in by colleagues")
