"""Connected accounts and mailboxes: what they are, whether they work."""

import logging
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import get_lang

from ..connectors import CONNECTORS, OTHER_PLATFORMS, Refreshes
from ..connectors.errors import AuthError, ConnectorError

_logger = logging.getLogger(__name__)

SUPERVISOR = "social_inbox.group_social_inbox_supervisor"

STATES = [
    ("draft", "Not Connected"),
    ("connected", "Connected"),
    ("broken", "Needs Attention"),
]


class SocialChannel(models.Model):
    """One connected account or mailbox on a platform (spec B1, B4, B5).

    A channel is a partition: all work on it is done by its own scheduled action,
    which Odoo runs in one process at a time.
    """

    _name = "social.channel"
    _description = "Social Channel"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    platform = fields.Selection(
        selection="_selection_platform", required=True, default="mail"
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        help="Is told by an activity when the channel stops working.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    account_name = fields.Char(
        string="Account", readonly=True, copy=False, tracking=True
    )
    cursor = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    receipt = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    last_success_date = fields.Datetime(
        string="Last Success", readonly=True, copy=False
    )
    last_error = fields.Text(readonly=True, copy=False)
    last_error_date = fields.Datetime(readonly=True, copy=False)
    failing_since = fields.Datetime(readonly=True, copy=False)
    failure_count = fields.Integer(readonly=True, copy=False)
    retry_date = fields.Datetime(
        string="Next Try", readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    cron_id = fields.Many2one(
        "ir.cron",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_system",
    )
    twist_ids = fields.One2many("social.twist", "channel_id")
    inbound_ids = fields.One2many("social.inbound", "channel_id", groups=SUPERVISOR)
    open_twist_count = fields.Integer(compute="_compute_open_twist_count")
    waiting_count = fields.Integer(compute="_compute_inbound_counts")
    failed_count = fields.Integer(compute="_compute_inbound_counts")

    @api.depends_context("uid")
    def _compute_open_twist_count(self):
        counts = dict(
            self.env["social.twist"]._read_group(
                [("channel_id", "in", self.ids), ("is_open", "=", True)],
                ["channel_id"],
                ["__count"],
            )
        )
        for channel in self:
            channel.open_twist_count = counts.get(channel, 0)

    def _compute_inbound_counts(self):
        for state, name in (("pending", "waiting_count"), ("failed", "failed_count")):
            counts = dict(
                self.env["social.inbound"]
                .sudo()
                ._read_group(
                    [("channel_id", "in", self.ids), ("state", "=", state)],
                    ["channel_id"],
                    ["__count"],
                )
            )
            for channel in self:
                channel[name] = counts.get(channel, 0)

    @api.model
    def _selection_platform(self):
        return [(code, self.env._(one.label)) for code, one in CONNECTORS.items()]

    @api.model
    def _selection_any_platform(self):
        """Also those that no channel connects, of which mails tell."""
        others = OTHER_PLATFORMS.items()
        return self._selection_platform() + [
            (code, self.env._(one.label)) for code, one in others
        ]

    def unlink(self):
        self.check_access("unlink")
        gone = self.sudo().filtered(lambda one: not one.twist_ids)  # others stay
        gone.filtered(lambda one: one.state != "draft")._unsubscribe()
        self._remove_crons()
        return super().unlink()

    def write(self, vals):
        self._check_partition(vals)
        result = super().write(vals)
        if vals.get("active") is False:
            self.filtered(lambda channel: channel.state != "draft").action_disconnect()
        return result

    def _check_partition(self, vals):
        """Twists keep the company and the platform that they came with."""
        fixed = {"company_id", "platform"} & vals.keys()
        for channel in self.sudo() if fixed else ():
            moved = (
                vals.get("company_id", channel.company_id.id) != channel.company_id.id
                or vals.get("platform", channel.platform) != channel.platform
            )
            if moved and channel.twist_ids:
                raise UserError(
                    self.env._(
                        "The channel has twists already: make a new channel for"
                        " another company or platform."
                    )
                )

    # -- actions -------------------------------------------------------------------

    def action_test_connection(self):
        """Try what fetching and sending need, and say what happened (spec B1)."""
        self.ensure_one()
        profile = self._verify()
        return self._notification(
            self.env._("The connection works: %s", profile.handle), "success"
        )

    def action_connect(self):
        """Verify the account, then fetch and send by itself from now on."""
        self.check_access("write")
        for channel in self:
            profile = channel._verify()
            channel._check_account(profile.external_id, profile.handle or profile.name)
            with channel._explained(), channel._connector() as connector:
                channel._subscribe(connector)
            name = profile.handle or profile.name or profile.external_id
            account = {"account_name": name, "account_id": profile.external_id}
            channel.write({"state": "connected", **account})
            channel.write({"look_date": False, "next_fetch_date": False})
            channel._recovered()
            channel._sending_reset()
            channel._ensure_cron()
        self._trigger()
        return True

    def action_disconnect(self):
        """Stop working on the channel; its twists, cursor and settings stay."""
        self.check_access("write")
        self._unsubscribe()
        self.write({"state": "draft"})
        self._trigger()  # the scheduled action then switches itself off
        return True

    def action_fetch_now(self):
        """Fetch at once, and say what came (spec B5).

        :raises UserError: the channel is not connected, is being worked on already,
            or does not work
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "connected":
            raise UserError(self.env._("Connect the channel first."))
        with self._in_own_transaction() as channel:
            channel.write(dict.fromkeys(("retry_date", "last_error"), False))
            channel.next_fetch_date = False  # whoever asks for it pays for it
            before = channel._last_arrival()
        self._run_now()
        with self._in_own_transaction() as channel:
            error = channel.last_error
            count = self.env["social.inbound"].with_env(channel.env)
            count = count.search_count(
                [("channel_id", "=", self.id), ("id", ">", before)]
            )
        if error:
            return self._notification(error, "danger")
        text = self.env._("Messages fetched: %s", count)
        return self._notification(text, "success")

    def action_view_last_inbound(self):
        """What was received last, when, and what became of it (spec B5)."""
        self.ensure_one()
        last = self.env["social.inbound"].search(
            [("channel_id", "=", self.id)], order="id desc", limit=1
        )
        if not last:
            raise UserError(self.env._("Nothing has been received yet. Fetch first."))
        return last._get_records_action(name=self.env._("Last Fetched Message"))

    def action_view_twists(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        return {**action, "domain": [("channel_id", "=", self.id)], "context": {}}

    def action_view_inbound(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_inbound_action"
        )
        domain = [("channel_id", "=", self.id), ("state", "!=", "done")]
        return {**action, "domain": domain, "context": {}}

    # -- business ------------------------------------------------------------------

    def _connector(self, changed=()):
        """The connector of this account, with its secrets.

        :param changed: settings that this transaction does not see yet
        """
        self.ensure_one()
        return CONNECTORS[self.platform]({**self._setting_values(), **dict(changed)})

    @api.model
    def _platform_icons(self):
        """Font Awesome names by platform."""
        return {code: one.icon for code, one in (CONNECTORS | OTHER_PLATFORMS).items()}

    def _limits(self):
        self.ensure_one()
        return CONNECTORS[self.platform].limits

    def _limits_for(self, kind, visibility):
        """What the platform takes in answer to such a message, so seen."""
        self.ensure_one()
        connector = CONNECTORS[self.platform](self.sudo().settings or {})
        return connector.limits_for(kind, visibility)

    def _verify(self):
        self.env["social.channel"].browse(self.ids).check_access("write")
        with self._explained():
            return self._verified()

    def _verified(self):
        """Whose account it is.

        :raises ConnectorError: the first thing that does not work
        """
        return self._asked(lambda connector: connector.verify())

    def _asked(self, ask):
        """What the platform answers to a person now; signed in anew where that needs
        nobody.

        :param ask: called with the connector, perhaps twice
        :raises ConnectorError: the platform refuses, or cannot be reached
        """
        try:
            with self._connector() as connector:
                return ask(connector)
        except AuthError:
            if not self._is(Refreshes):
                raise
        with self._connector() as connector:
            tokens = connector.refresh()
        self._keep_tokens(tokens)
        with self._connector(tokens.values) as connector:
            return ask(connector)

    @contextmanager
    def _explained(self):
        """What the platform refuses is told to whoever asked for it."""
        try:
            yield
        except ConnectorError as error:
            raise UserError(self._explain(error)) from error

    def _explain(self, error):
        """The failure in plain words, in the reader's language."""
        if not isinstance(error, ConnectorError):
            return str(error)
        env = self._for_reader().env
        text = error.sentence(env._(error.template))
        if not error.detail or error.detail in text:
            return text
        said = env._("The server said: %(words)s", words=error.detail)
        return f"{text} ({said})"

    def _for_reader(self):
        """In a job, which has no reader yet: in the language of the responsible."""
        if self.env.lang:
            return self
        responsible = self.sudo().user_id or self.sudo().create_uid
        return self.with_context(lang=get_lang(self.env, responsible.lang).code)

    def _last_arrival(self):
        """The id of the newest arrival, 0 when there is none."""
        newest = self.env["social.inbound"].sudo()
        newest = newest.search([("channel_id", "=", self.id)], order="id desc", limit=1)
        return newest.id or 0

    def _notification(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind == "danger",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _parameter(self, name, default):
        """A whole number from the system parameters; nonsense counts as not set."""
        value = self.env["ir.config_parameter"].sudo().get_param(name, default)
        try:
            return max(0, int(value))
        except ValueError:
            _logger.warning("System parameter %s is no number: %s", name, value)
            return default
