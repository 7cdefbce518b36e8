"""Logging in on the platform, and tokens that are made new before they end (C7)."""

import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..connectors import HasAccounts, OAuth2, Refreshes
from ..connectors.errors import AuthError, ConnectorError, RetryableError

_logger = logging.getLogger(__name__)

CALLBACK = "/social_inbox/oauth/callback"
EARLY = 0.75  # of a token's life, after which it is made new
PAUSE = timedelta(minutes=2)  # a token that was made just now is not the reason
IN_VAIN = timedelta(hours=1)  # nor is one with which nothing worked so far
ADMIN = "social_inbox.group_social_inbox_administrator"


class Renewed(Exception):
    """The tokens were made new: this run ends, the next one begins with them."""


class SocialChannel(models.Model):
    _inherit = "social.channel"

    account_id = fields.Char(
        string="Account's Number",
        readonly=True,
        copy=False,
        groups=ADMIN,
        help="By which the platform knows the account that is connected.",
    )
    token_date = fields.Datetime(readonly=True, copy=False)
    token_expiry_date = fields.Datetime(
        string="Access until", readonly=True, copy=False
    )
    missing_scopes = fields.Char(string="Missing Rights", readonly=True, copy=False)
    has_login = fields.Boolean(compute="_compute_has_login")
    has_accounts = fields.Boolean(compute="_compute_has_login")
    login_redirect = fields.Char(
        string="Redirect Address",
        compute="_compute_login_redirect",
        groups=ADMIN,
        help="What the app on the platform must allow as the way back from a login.",
    )

    steps = fields.Html(compute="_compute_steps", sanitize=False)

    @api.depends("platform")
    def _compute_has_login(self):
        for channel in self:
            channel.has_login = channel._is(OAuth2)
            channel.has_accounts = channel._is(HasAccounts)

    @api.depends("platform")
    def _compute_steps(self):
        """What to do on the platform before the form can be filled in."""
        for channel in self:
            channel.steps = channel._steps()

    def _steps(self):
        connector = self._connector_class()
        items = [Markup("<li>%s</li>") % self.env._(one) for one in connector.steps]
        if connector.needs:
            text = self.env._("Rights that its app needs: %s")
            items.append(Markup("<li>%s</li>") % (text % ", ".join(connector.needs)))
        if not items:
            return False
        return Markup("<ol>%s</ol>") % Markup("").join(items) + self._steps_link()

    def _steps_link(self):
        url = self._connector_class().steps_url
        if not url:
            return Markup("")
        link = Markup('<p><a href="%s" target="_blank" rel="noopener">%s</a></p>')
        return link % (url, self.env._("The platform's own page"))

    @api.depends("platform")
    def _compute_login_redirect(self):
        for channel in self:
            channel.login_redirect = channel.has_login and channel._login_redirect()

    def _login_redirect(self):
        return f"{self.get_base_url()}{CALLBACK}"

    # -- logging in ----------------------------------------------------------------

    def action_login(self):
        """Go to the platform and come back with its tokens."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "url": f"/social_inbox/oauth/start/{self.id}",
            "target": "self",
        }

    def _login_url(self, state, verifier):
        """Where a person logs in.

        :param state: random text that comes back
        :param verifier: random text that does not, until ``_login_finish``
        :raises UserError: the platform cannot be asked, or has no login
        """
        self.ensure_one()
        self.check_access("write")
        if not self._is(OAuth2):
            raise UserError(self.env._("This platform has no login to be used here."))
        redirect = self._login_redirect()
        with self._explained(), self._connector() as connector:
            values = connector.register(redirect)
        self._store_values(values)
        with self._explained(), self._connector() as connector:
            return connector.authorization(redirect, state, verifier)

    def _login_finish(self, code, verifier):
        """Take the tokens for the code that a person came back with.

        :raises UserError: the platform does not take the code
        """
        self.ensure_one()
        self.check_access("write")
        with self._explained(), self._connector() as connector:
            tokens = connector.exchange(code, self._login_redirect(), verifier)
        if not self._is(HasAccounts):
            self._check_login(tokens.values)
            self._keep_tokens(tokens)
            return
        self._keep_tokens(tokens)
        accounts = self._accounts(tokens.values)
        if len(accounts) == 1:
            self._take_account(accounts[0])

    def _check_login(self, values):
        """Whoever is logged in with another account there changes nothing here."""
        if not self.sudo().account_id:
            return
        with self._explained(), self._connector(values) as connector:
            profile = connector.verify()
        self._check_account(profile.external_id, profile.handle or profile.name)

    def _check_account(self, external_id, name):
        """Answers would leave in another account's name.

        :raises UserError: the channel's twists belong to another account
        """
        known = self.sudo().account_id
        is_other = self._is(OAuth2) and known and known != external_id
        if is_other and self.sudo().twist_ids:
            raise UserError(
                self.env._(
                    "That is %(new)s, but the twists of this channel belong to"
                    " %(old)s. Log in with that account there, or make a new channel.",
                    new=name,
                    old=self.account_name,
                )
            )

    def _accounts(self, changed=()):
        """The accounts that the login leads to.

        :param changed: settings that this transaction does not see yet
        :raises UserError: the platform cannot be asked
        """
        with self._explained(), self._connector(changed) as connector:
            return connector.accounts()

    def action_choose_account(self):
        """Choose one of the accounts that the login leads to."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the Account"),
            "res_model": "social.choose.account",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_channel_id": self.id},
        }

    def _choose_account(self, external_id):
        self.check_access("write")
        for account in self._accounts():
            if account.external_id == external_id:
                return self._take_account(account)
        raise UserError(self.env._("The login does not lead to that account any more."))

    def _take_account(self, account):
        """In a transaction of its own, as ``_keep_tokens``."""
        self._check_login(account.values)
        self._outliving("_store_account", account)

    def _store_account(self, account):
        self._store_values(account.values)
        self.account_name = account.name

    def _outliving(self, method, value):
        """Do it in a transaction of its own; in this one if the channel was made in it,
        which no other can see yet."""
        with self._in_own_transaction() as channel:
            is_there = bool(channel.exists())
            if is_there:
                getattr(channel, method)(value)
        if not is_there:
            getattr(self, method)(value)
        self.invalidate_recordset()

    # -- what was got --------------------------------------------------------------

    def _store_values(self, values):
        """Settings by the names that the connector declares, secrets encrypted."""
        declared = {one.name: one for one in self._connector_class().settings}
        for name, value in values.items():
            self._set_setting(declared[name], value)

    def _store_tokens(self, tokens):
        """:param tokens: ``connectors.types.Tokens``"""
        self._store_values(tokens.values)
        wanted = getattr(self._connector_class(), "scopes", ())
        missing = [one for one in wanted if one not in tokens.scopes]
        expiry = tokens.expires_at
        self.sudo().write(
            {
                "token_date": fields.Datetime.now(),
                "token_expiry_date": expiry and expiry.replace(tzinfo=None),
                "missing_scopes": tokens.scopes and ", ".join(missing),
            }
        )

    def _keep_tokens(self, tokens):
        """Store them whatever becomes of the caller's transaction, which does not see
        them: those of before, or the code that they were given for, may be void now."""
        self._outliving("_store_tokens", tokens)

    # -- made new ------------------------------------------------------------------

    def _is_renewal_due(self):
        channel = self.sudo()
        began, end = channel.token_date, channel.token_expiry_date
        if not (began and end and self._is(Refreshes)):
            return False
        return fields.Datetime.now() > began + (end - began) * EARLY

    def _renew(self):
        """Make new tokens, stored and committed at once: old ones may be void now.

        :returns: whether there are new ones; not so just after the last time, nor where
            nothing has worked since
        :raises ConnectorError: the platform refuses
        """
        if not self._is(Refreshes) or self._was_renewed_in_vain():
            return False
        with self._connector() as connector:
            tokens = connector.refresh()
        self._retried(self._keep_renewed, tokens)
        _logger.info("Channel %s (%s) has new tokens", self.id, self.platform)
        return True

    def _was_renewed_in_vain(self):
        """Whether the token was made just now, or lately and nothing worked with it."""
        began, worked = self.token_date, self.last_success_date
        now = fields.Datetime.now()
        if not began or began < now - IN_VAIN:
            return False
        return began > now - PAUSE or not worked or worked < began

    def _keep_renewed(self, tokens):
        self._store_tokens(tokens)
        self._commit()

    def _renew_if_due(self):
        """Before the token ends; what fails meanwhile is tried again, and shown when
        the token has ended."""
        if not self._is_renewal_due():
            return
        try:
            self._renew()
        except RetryableError as error:
            _logger.warning("Channel %s: no new tokens yet: %s", self.id, error)

    def _renew_after(self, error):
        """Mend the refusal of a token by new ones, if they can be had.

        :raises Renewed: there are new ones; work goes on at once, with them
        """
        self.env.cr.rollback()
        self.invalidate_recordset()
        if not isinstance(error, AuthError):
            return
        try:
            if not self._renew():
                return
        except ConnectorError as failure:
            _logger.warning("Channel %s: no new tokens: %s", self.id, failure)
            return
        self._trigger()
        self._commit()
        raise Renewed
