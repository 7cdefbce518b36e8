"""Whether authors joined the community, and whether they may be invited (A12, C11)."""

from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .social_invitation import OPEN, USABLE

OPT_IN = [
    ("invited", "Invited"),
    ("successful", "Successful"),
    ("declined", "Declined"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
]
PAUSE_PARAMETER = "social_inbox.invitation_pause_days"
PAUSE_DAYS = 90
SUPERVISOR = "social_inbox.group_social_inbox_supervisor"
ADMINISTRATOR = "social_inbox.group_social_inbox_administrator"


class Refusal(NamedTuple):
    """Why an author is not invited again, and which group may do so all the same."""

    text: str
    brief: str  # without names, to be counted
    group: str = ""  # XML id; empty: nobody


class SocialProfile(models.Model):
    _inherit = "social.profile"

    invitation_ids = fields.One2many("social.invitation", "profile_id", readonly=True)
    trace_ids = fields.One2many("social.community.trace", "profile_id", readonly=True)
    opt_in = fields.Selection(
        OPT_IN,
        string="Opt-in",
        compute="_compute_opt_in",
        store=True,
        help="Whether the author joined the community; empty before any invitation.",
    )
    opt_in_date = fields.Datetime(
        string="Opt-in since", compute="_compute_opt_in", store=True
    )

    _opt_in_idx = models.Index("(opt_in) WHERE opt_in IS NOT NULL")

    @api.depends("invitation_ids.state", "invitation_ids.state_date")
    def _compute_opt_in(self):
        """Of the invitation that was successful, else of the last that was sent."""
        for profile in self:
            sent = profile.invitation_ids.filtered(lambda one: one.state != "not_sent")
            last = sent.filtered(lambda one: one.state == "successful") or sent
            last = last.sorted("id", reverse=True)[:1]
            profile.opt_in = "invited" if last.state in OPEN else last.state
            profile.opt_in_date = last.state_date

    def write(self, vals):
        """Who is nobody's any more, is not to join as the person of before."""
        if "partner_id" in vals and not vals["partner_id"]:
            self._end_invitations()
        return super().write(vals)

    def _end_invitations(self):
        """The links of these authors and their persons die; who joins, joins once.

        What has expired by now, is called so.
        """
        invitations = self.env["social.invitation"].sudo()
        usable = [("state", "in", USABLE), *self._of_authors()]
        found = invitations.search(usable)
        found._expire_if_due()
        found.filtered(lambda one: one._is_usable())._revoke()
        found.flush_recordset()  # the index allows one open at a time

    def _of_authors(self):
        """Domain of all invitations of these authors, also by other profiles."""
        persons = self.sudo().partner_id.ids
        return [
            ("company_id", "in", self.company_id.ids),
            "|",
            "|",
            ("profile_id", "in", self.ids),
            ("profile_id.partner_id", "in", persons),
            ("partner_id", "in", persons),
        ]

    # -- may they be invited? ------------------------------------------------------

    def _check_invitable(self, reason=""):
        """Refuse a second invitation, unless a supervisor says why it is right.

        :param reason: why the caller invites all the same
        :raises UserError: when they were invited, and what can be done
        """
        refusals = self._invitation_refusals()
        for profile in self:
            refusal = refusals.get(profile)
            if refusal and not self._may_override(refusal, reason):
                raise UserError(self._refusal_text(refusal))

    @api.model
    def _may_override(self, refusal, reason=" "):
        """Whether the caller may invite in spite of a refusal, given the reason."""
        is_allowed = refusal.group and self.env.user.has_group(refusal.group)
        return bool(is_allowed and reason)

    @api.model
    def _refusal_text(self, refusal):
        hints = {
            "": "",
            SUPERVISOR: self.env._("A supervisor may invite all the same."),
            ADMINISTRATOR: self.env._("Only an administrator may invite all the same."),
        }
        return f"{refusal.text} {hints[refusal.group]}".strip()

    def _invitation_refusals(self):
        """Who is not to be invited again; in one query, however many.

        All invitations of the same person count, by whatever profile, also by one
        that was taken from the person since.

        :returns: {profile: Refusal}
        """
        invitations = self.env["social.invitation"].sudo()
        found = invitations.search([("state", "!=", "not_sent"), *self._of_authors()])
        refusals = {}
        for profile in self.sudo():
            own = found.filtered(profile._is_own)
            if refusal := profile._invitation_refusal(own):
                refusals[profile.sudo(False)] = refusal
        return refusals

    def _is_own(self, invitation):
        person, other = self.partner_id, invitation.profile_id
        same_person = person and person in invitation.partner_id | other.partner_id
        same_company = invitation.company_id == self.company_id
        return same_company and (other == self or same_person)

    def _invitation_refusal(self, own):
        """What speaks against another invitation; None if nothing does.

        :param own: earlier invitations of this author, newest first
        """
        by_state = {
            state: own.filtered(lambda one, state=state: one.state == state)
            for state in ("successful", "declined")
        }
        if joined := by_state["successful"][:1]:
            return self._refuse_joined(joined)
        if final := own.filtered("is_final")[:1]:
            return self._refuse_declined(final)
        if declined := by_state["declined"][:1]:
            return self._refuse_declined(declined)
        return self._refuse_early(own[:1]) if own else None

    def _refuse_joined(self, invitation):
        date = self._day(invitation.joined_date)
        text = self.env._(
            "%(name)s joined the community on %(date)s.",
            name=self.display_name,
            date=date,
        )
        return Refusal(text, self.env._("in the community already"))

    def _day(self, moment):
        return format_date(self.env, moment, date_format="medium")

    def _refuse_declined(self, invitation):
        values = {
            "name": self.display_name,
            "date": self._day(invitation.declined_date),
        }
        if invitation.is_final:
            text = self.env._(
                "%(name)s asked on %(date)s never to be invited again.", **values
            )
            brief = self.env._("asked never to be invited again")
            return Refusal(text, brief, ADMINISTRATOR)
        text = self.env._("%(name)s declined an invitation on %(date)s.", **values)
        return Refusal(text, self.env._("declined before"), SUPERVISOR)

    def _refuse_early(self, invitation):
        """Within the period in which nobody is asked twice."""
        days = self.env["social.channel"]._parameter(PAUSE_PARAMETER, PAUSE_DAYS)
        again = invitation.date + timedelta(days=days)
        if again <= fields.Datetime.now():
            return None
        labels = dict(invitation._fields["state"]._description_selection(self.env))
        text = self.env._(
            "%(name)s was invited on %(date)s already (%(state)s); the next invitation"
            " is possible from %(again)s.",
            name=self.display_name,
            date=self._day(invitation.date),
            state=labels[invitation.state],
            again=self._day(again),
        )
        brief = self.env._("invited less than %s days ago", days)
        return Refusal(text, brief, SUPERVISOR)

    # -- inviting ------------------------------------------------------------------

    def action_invite(self):
        """Invite these authors through their last twists that allow it."""
        self.check_access("write")
        messages = self.env["social.message"]._last_of_each("profile_id", self)
        return messages._open_invite(self)
