"""Invitations to the community: one personal link each, and what became of it."""

import re
import secrets
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac

from .by_hand import refuse_system_fields

STATES = [
    ("sent", "Sent"),
    ("opened", "Opened"),
    ("successful", "Successful"),
    ("declined", "Declined"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
    ("not_sent", "Not Sent"),
]
OPEN = ("sent", "opened")
USABLE = (*OPEN, "declined")  # who said no may change their mind
DATES = {
    "opened": "opened_date",
    "successful": "joined_date",
    "declined": "declined_date",
    "revoked": "revoked_date",
}
ENDS = ("successful", "declined", "expired", "revoked")

DAYS_PARAMETER = "social_inbox.invitation_days"
DAYS, LONGEST = 14, 365
ADDRESS = "/social/invitation/"
MASKED = ADDRESS + "***"  # instead of the link, wherever its message is kept
TOKEN_LENGTH = 32  # hexadecimal digits: 128 bits
SCOPE = "social_inbox.invitation"
# as it is, or as scanners of links rewrite it: with %2F, &#x2F; or _
QUOTED = re.compile(
    rf"(social[^\s<>\"]{{1,8}}invitation[^\s<>\"]{{1,8}}?)[0-9a-f]{{{TOKEN_LENGTH}}}",
    re.IGNORECASE,
)
TEXTS = ("subject", "body", "text", "quoted")


class SocialInvitation(models.Model):
    """One invitation (spec A12, C11). Only the system writes it.

    Its token is made from a random key and the database's secret, and kept nowhere:
    the hash finds the invitation, the message gets the link when it leaves. A copy of
    the database with another secret knows no valid link.
    """

    _name = "social.invitation"
    _description = "Invitation to the Community"
    _order = "date desc, id desc"
    _rec_name = "profile_id"

    profile_id = fields.Many2one(
        "social.profile", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        readonly=True,
        index="btree_not_null",
        help="Who was invited; once joined, whose account it was.",
    )
    twist_id = fields.Many2one(
        "social.twist", readonly=True, index="btree_not_null", ondelete="set null"
    )
    message_id = fields.Many2one(
        "social.message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    platform = fields.Selection(related="profile_id.platform", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Invited by", readonly=True)
    state = fields.Selection(STATES, default="sent", required=True, readonly=True)
    state_date = fields.Datetime(string="Since", readonly=True)
    date = fields.Datetime(string="Sent on", required=True, readonly=True)
    expiry_date = fields.Datetime(string="Valid until", required=True, readonly=True)
    opened_date = fields.Datetime(string="Opened on", readonly=True)
    joined_date = fields.Datetime(string="Joined on", readonly=True)
    declined_date = fields.Datetime(string="Declined on", readonly=True)
    revoked_date = fields.Datetime(string="Revoked on", readonly=True)
    decline_reason = fields.Char(string="Reason for No", readonly=True)
    is_final = fields.Boolean(
        string="Never Again",
        readonly=True,
        help="The author asked never to be invited again.",
    )
    override_reason = fields.Char(
        string="Invited All the Same",
        readonly=True,
        help="Why a supervisor invited in spite of an earlier invitation.",
    )
    key = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    token_hash = fields.Char(readonly=True, groups=fields.NO_ACCESS)

    sent_count = fields.Integer(string="Sent", compute="_compute_funnel", store=True)
    opened_count = fields.Integer(
        string="Opened", compute="_compute_funnel", store=True
    )
    successful_count = fields.Integer(
        string="Successful", compute="_compute_funnel", store=True
    )
    declined_count = fields.Integer(
        string="Declined", compute="_compute_funnel", store=True
    )
    expired_count = fields.Integer(
        string="Expired", compute="_compute_funnel", store=True
    )
    revoked_count = fields.Integer(
        string="Revoked", compute="_compute_funnel", store=True
    )
    conversion = fields.Float(
        compute="_compute_funnel",
        store=True,
        aggregator="avg",
        help="The share of invitations that led to an account, from 0 to 1.",
    )

    _token_uniq = models.UniqueIndex("(token_hash)", "The token is used.")
    _open_uniq = models.UniqueIndex(
        "(profile_id) WHERE state IN ('sent', 'opened')",
        "Somebody else has just invited this author.",
    )
    _expiry_idx = models.Index("(expiry_date) WHERE state IN ('sent', 'opened')")
    _date_idx = models.Index("(date DESC, id DESC) INCLUDE (company_id)")

    @api.depends("state", "opened_date")
    def _compute_funnel(self):
        """How far each came, as figures that reports add up."""
        for invitation in self:
            for step in ENDS:
                invitation[f"{step}_count"] = invitation.state == step
            invitation.sent_count = invitation.state != "not_sent"
            invitation.opened_count = bool(invitation.opened_date)
            invitation.conversion = invitation.successful_count

    def write(self, vals):
        refuse_system_fields(self, vals)
        return super().write(vals)

    # -- the link ------------------------------------------------------------------

    @api.model
    def _draft(self, message, user, values):
        """A new invitation of a message's author.

        :param message: the inbound ``social.message`` that the invitation answers
        :param values: ``days`` until the link expires, ``reason`` of an override
        """
        now, key = fields.Datetime.now(), secrets.token_hex(16)
        profile = message.profile_id
        return self.create(
            {
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "twist_id": message.twist_id.id,
                "company_id": profile.company_id.id,
                "user_id": user.id,
                "date": now,
                "state_date": now,
                "expiry_date": now + timedelta(days=self._days(values)),
                "override_reason": values.get("reason"),
                "key": key,
                "token_hash": hashed(self._token_of(key)),
            }
        )

    @api.model
    def _default_days(self):
        parameter = self.env["social.channel"]._parameter(DAYS_PARAMETER, DAYS)
        return min(parameter, LONGEST) or DAYS

    @api.model
    def _days(self, values):
        try:
            days = int(values.get("days", self._default_days()))
        except (TypeError, ValueError, OverflowError):
            days = 0
        if not 1 <= days <= LONGEST:
            raise UserError(
                self.env._(
                    "An invitation is valid for 1 to %s days. Choose such a number.",
                    LONGEST,
                )
            )
        return days

    @api.model
    def _token_of(self, key):
        return hmac(self.env(su=True), SCOPE, key)[:TOKEN_LENGTH]

    def _path(self):
        """Where the link leads on this server; a secret."""
        return ADDRESS + self._token_of(self.sudo().key)

    @api.model
    def _find(self, token):
        """The invitation of a token, as the system; none for whatever is no token."""
        found = self.sudo().search([("token_hash", "=", hashed(token))], limit=1)
        expected = self._token_of(found.key) if found else ""
        is_valid = found and consteq(expected.encode(), token.encode())
        return found if is_valid else found.browse()

    def _is_usable(self):
        return self.state in USABLE and self.expiry_date > fields.Datetime.now()

    def _is_alive(self):
        """Whether there is anything to end: open by its state, or usable."""
        return self.state in OPEN or self._is_usable()

    # -- what becomes of it --------------------------------------------------------

    def _note(self, state, text="", **values):
        """Another state, with its date and a line in the profile's trace."""
        now = fields.Datetime.now()
        dated = {DATES[state]: now} if state in DATES else {}
        self.write({"state": state, "state_date": now, **dated, **values})
        self.env["social.community.trace"]._add(self, state, text)
        if state not in USABLE or state == "declined":
            self._cancel_sign_up()

    def _note_opened(self):
        """Somebody looks at the page; once, and only while the link waits."""
        if self.state == "sent" and self._is_usable():
            self._note("opened")

    @api.model
    def _expire(self):
        """Scheduled daily: links that nobody used in time."""
        due = [("state", "in", OPEN), ("expiry_date", "<=", fields.Datetime.now())]
        self.search(due)._note_expired()

    def _expire_if_due(self):
        """At use: the scheduled action may come later than the link."""
        due = self.filtered(lambda one: one.state in OPEN and not one._is_usable())
        due._note_expired()

    def _note_expired(self):
        """A message that waits until now must not bring a dead link."""
        self._note("expired")
        waiting = self.message_id.filtered(
            lambda one: one.state in ("waiting", "queued")
        )
        if waiting := waiting.try_lock_for_update():
            waiting.action_withdraw()

    def action_revoke(self):
        """Let links die at once; messages that have not left are withdrawn.

        Other links of the same authors and persons die with them.

        :returns: a notification that says how many, and why others not
        :raises UserError: there is one only, and its link is dead already
        """
        self.profile_id.check_access("write")
        invitations = self.sudo()
        live = invitations.filtered(lambda one: one._is_alive())
        labels = dict(self._fields["state"]._description_selection(self.env))
        skipped = [
            self.env._("only links that work can be revoked; one is %s", labels[state])
            for state in (invitations - live).mapped("state")
        ]
        if skipped and len(self) == 1:
            raise UserError(
                self.env._("It is %s; there is nothing to revoke.", labels[self.state])
            )
        live._revoke()
        live.profile_id._end_invitations()
        text = self.env._("%s revoked", len(live))
        return self.env["social.twist"]._result(text, len(live), skipped)

    def _revoke(self):
        """By the system, when an agent or a change of the profile asks for it.

        Who said no stays counted as such; only the link dies.
        """
        declined = self.filtered(lambda one: one.state == "declined")
        declined._end_link()
        (self - declined)._revoke_open()

    def _end_link(self):
        now = fields.Datetime.now()
        self.write({"expiry_date": now, "revoked_date": now})
        self.env["social.community.trace"]._add(self, "revoked")
        self._cancel_sign_up()

    def _revoke_open(self):
        waiting = self.message_id.filtered(
            lambda one: one.state in ("waiting", "queued")
        )
        kept = self.filtered(lambda one: one.message_id not in waiting)
        if waiting:
            waiting.action_withdraw()
        kept._note("revoked")

    def _follow_message(self, state):
        """What became of the message becomes of its invitation.

        :param state: the message's
        """
        if state in ("cancelled", "failed"):
            self.filtered(lambda one: one.state == "sent")._note("not_sent")
            return
        for invitation in self.filtered(lambda one: one.state == "not_sent"):
            now = fields.Datetime.now()
            validity = invitation.expiry_date - invitation.date
            invitation._note("sent", date=now, expiry_date=now + validity)


def hashed(token):
    return sha256(token.encode(errors="replace")).hexdigest()


def without_tokens(event):
    """The same event, its invitation links masked: customers quote what we wrote.

    :param event: of ``connectors.types``
    """
    texts = {name: getattr(event, name, "") for name in TEXTS}
    quoting = {name: text for name, text in texts.items() if "invitation" in text}
    masked = {name: QUOTED.sub(r"\1***", text) for name, text in quoting.items()}
    return replace(event, **masked) if masked else event
