"""Rules that tell others: calls wait in a table and leave in a job of their own."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..connectors.errors import ConnectorError, RetryableError
from ..connectors.outgoing import host_of, post_public
from ..connectors.retry import MAX_TRIES, next_delay
from .social_channel_settings import SECRET_SET

_logger = logging.getLogger(__name__)

BATCH = 50
KEEP_DAYS = 30
VERSION = 1


class SocialRule(models.Model):
    _inherit = "social.rule"

    webhook_url = fields.Char(
        string="Tell an Address",
        groups="social_inbox.group_social_inbox_administrator",
        help="What happened is posted there as signed JSON: https, and no private"
        " address.",
    )
    webhook_secret = fields.Char(
        string="Secret of the Address",
        compute="_compute_webhook_secret",
        inverse="_inverse_webhook_secret",
        groups="social_inbox.group_social_inbox_administrator",
        help="Known to both sides; it makes the signature.",
    )
    webhook_cipher = fields.Text(copy=False, groups=fields.NO_ACCESS)

    @api.depends("webhook_cipher")
    def _compute_webhook_secret(self):
        for rule in self:
            rule.webhook_secret = rule.sudo().webhook_cipher and SECRET_SET

    def _inverse_webhook_secret(self):
        cipher = self.env["social.credential"].sudo()._cipher()
        for rule in self.filtered(lambda one: one.webhook_secret != SECRET_SET):
            secret = (rule.webhook_secret or "").encode()
            encrypted = secret and cipher.encrypt(secret).decode()
            rule.sudo().webhook_cipher = encrypted or False

    @api.constrains("webhook_url")
    def _check_webhook_url(self):
        for rule in self.filtered("webhook_url"):
            try:
                host_of(rule.webhook_url)
            except ConnectorError:
                raise ValidationError(
                    self.env._("The address to be told must begin with https://")
                ) from None

    def _webhook_host(self):
        return host_of(self.webhook_url)

    def _read_webhook_secret(self):
        """:raises UserError: it was encrypted with another key"""
        value = self.sudo().webhook_cipher
        if not value:
            return ""
        cipher = self.env["social.credential"].sudo()._cipher()
        try:
            return cipher.decrypt(value.encode()).decode()
        except ValueError as error:
            raise UserError(self.env._("Enter the secret again.")) from error


class SocialRuleCall(models.Model):
    """One thing to be told. Written with the arrival, sent after it."""

    _name = "social.rule.call"
    _description = "Call of a Rule"
    _order = "id desc"

    rule_id = fields.Many2one(
        "social.rule", required=True, readonly=True, ondelete="cascade"
    )
    twist_id = fields.Many2one(
        "social.twist",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    state = fields.Selection(
        [("queued", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
        default="queued",
        required=True,
        readonly=True,
    )
    payload = fields.Json(readonly=True)
    attempts = fields.Integer(readonly=True)
    not_before = fields.Datetime(readonly=True, default=fields.Datetime.now)
    error = fields.Char(readonly=True)

    _queued_idx = models.Index("(not_before) WHERE state = 'queued'")
    _rule_idx = models.Index("(rule_id, id DESC)")

    @api.model
    def _queue(self, pairs):
        """:param pairs: ids of rule and twist"""
        rules = self.env["social.rule"].sudo().browse({rule for rule, _twist in pairs})
        names = {rule.id: rule.name for rule in rules}
        ids = [twist for _rule, twist in pairs]
        twists = self.env["social.twist"].sudo().browse(dict.fromkeys(ids))
        facts = twists._as_payloads()
        self.sudo().create(
            [
                {
                    "rule_id": rule_id,
                    "twist_id": twist_id,
                    "company_id": facts[twist_id]["company_id"],
                    "payload": {
                        "version": VERSION,
                        "event": "rule",
                        "rule": {"id": rule_id, "name": names[rule_id]},
                        "twist": facts[twist_id]["twist"],
                    },
                }
                for rule_id, twist_id in pairs
            ]
        )
        self._trigger()

    def _trigger(self, at=None):
        cron = self.env.ref("social_inbox.ir_cron_rule_calls", False)
        if cron:
            cron.sudo()._trigger(at)

    @api.model
    def _cron_send(self):
        """Tell what waits, one after the other, each committed by itself."""
        cron = self.env["ir.cron"]
        due = [("state", "=", "queued"), ("not_before", "<=", fields.Datetime.now())]
        cron._commit_progress(remaining=self.search_count(due))
        while calls := self.search(due, order="not_before", limit=BATCH):
            for call in calls:
                call._send()
                if not cron._commit_progress(1):
                    return

    def _send(self):
        rule = self.rule_id.sudo()
        if not rule.webhook_url:
            self.write({"state": "failed", "error": self.env._("No address is set.")})
            return
        try:
            secret = rule._read_webhook_secret()
            payload = {**self.payload, "id": str(self.id)}
            post_public(rule.webhook_url, payload, secret)
        except (ConnectorError, UserError) as error:
            self._failed(error)
        else:
            self.write({"state": "sent", "error": False})

    def _failed(self, error):
        text = str(error)
        if isinstance(error, ConnectorError):
            text = error.sentence(self.env._(error.template))
        attempts = self.attempts + 1
        values = {"attempts": attempts, "error": text}
        if isinstance(error, RetryableError) and attempts < MAX_TRIES:
            later = next_delay(attempts, error)
            values["not_before"] = fields.Datetime.add(
                fields.Datetime.now(), seconds=int(later)
            )
            self._trigger(values["not_before"])
        else:
            values["state"] = "failed"
            told = self.env._("An address was not told what happened: %s", text)
            self.rule_id.sudo()._note_error(told)
        self.write(values)

    @api.autovacuum
    def _gc_told(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        done = [("state", "!=", "queued"), ("create_date", "<", limit)]
        self.sudo().search(done, limit=10_000).unlink()
