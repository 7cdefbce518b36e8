"""Using the link: signing up, logging in, saying no (spec A12, C11)."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .social_invitation import OPEN

REASON_LENGTH = 500
SIGN_UP_HOURS = 1  # how long the sign-up form may take


class SocialInvitation(models.Model):
    _inherit = "social.invitation"

    # -- joining -------------------------------------------------------------------

    def _accept(self, user, how):
        """An account joins by this link: the only way to state Successful.

        The profile is linked to the account's person, see ``_link_person``. Of two
        uses at once the second fails to write, is tried again by Odoo, and refused.

        :param user: who is logged in
        :param how: ``signed_up``, ``logged_in``, or empty for who was logged in
        :raises UserError: the link or the account does not serve; a sentence for the
            visitor
        """
        self.ensure_one()
        self._check_usable()
        self._check_account(user)
        self._cancel_sign_up()
        self._admit(user)
        person = user.partner_id
        self.with_context(lang=self.user_id.lang)._link_person(person)
        self.partner_id = person
        traces = self.env["social.community.trace"]
        if how:
            traces._add(self, how, user.login)
        opened = self.opened_date or self.env.cr.now()
        self._note("successful", user.name, opened_date=opened)
        self.profile_id._end_invitations()

    def _check_usable(self):
        if not self._is_usable():
            raise UserError(
                self.env._(
                    "This invitation is not valid any more. Write to us if you would"
                    " like to have a new one."
                )
            )

    def _check_account(self, user):
        """Refuse accounts that cannot be the author's.

        Colleagues see the message; they join by it only if it was for them.
        """
        own = self.profile_id.partner_id
        if user._is_internal() and user.partner_id != own:
            raise UserError(
                self.env._(
                    "You are logged in as a colleague, and this link is somebody"
                    " else's. Log out to see the page as its owner sees it."
                )
            )
        company = user.partner_id.company_id
        if company and company != self.company_id:
            raise UserError(
                self.env._(
                    "Your account belongs to another company. Log out, and sign up"
                    " with another mail address."
                )
            )

    def _admit(self, user):
        """The company that invites lets the account in."""
        if user._is_portal() and self.company_id not in user.company_ids:
            user.sudo().company_ids = [Command.link(self.company_id.id)]

    def _link_person(self, person):
        """Whose profile it is from now on.

        Nobody's, or nobody's known: the account's person, by consent. The same
        contact, or one of the same company or household: the link stays as agents
        made it. Somebody else: the account wins, for only the author had the link;
        the agent who invited is asked to compare the two, nothing is merged.
        """
        profile, known = self.profile_id, self.profile_id.partner_id
        if known and known.commercial_partner_id == person.commercial_partner_id:
            return
        profile._assign_person(person, "consent", self.env._("Member of the community"))
        if known:
            self._ask_to_compare(known, person)

    def _ask_to_compare(self, known, person):
        note = self.env._(
            "%(profile)s was linked to %(known)s, and joined with the account of"
            " %(person)s. The profile belongs to %(person)s now. Compare the two"
            " contacts: merge them if they are the same, else look whom the messages"
            " before were meant for.",
            profile=self.profile_id.display_name,
            known=known.display_name,
            person=person.display_name,
        )
        self.profile_id.message_post(body=note)
        if self.twist_id and self.user_id.active:
            self.twist_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Another account than expected joined"),
                note=note,
                user_id=self.user_id.id,
            )

    # -- signing up ----------------------------------------------------------------

    def _sign_up_token(self):
        """For Odoo's sign-up form: an account for the author's own person.

        :returns: empty when there is an account already (a token would let its
            password be changed), or nobody whom it could be for
        """
        person = self.profile_id.partner_id
        if not person or person.with_context(active_test=False).user_ids:
            return ""
        person.signup_prepare()
        left = self.expiry_date - fields.Datetime.now()
        hours = min(SIGN_UP_HOURS, left.total_seconds() / 3600)
        return person._generate_signup_token(expiration=hours)

    def _cancel_sign_up(self):
        """Forms that are open elsewhere die with the link, by Odoo's own switch."""
        persons = self.partner_id | self.profile_id.partner_id
        # sudo: the system's; agents do not read how persons sign up
        waiting = (
            persons.sudo()
            .with_context(active_test=False)
            .filtered(lambda one: one.signup_type == "signup" and not one.user_ids)
        )
        if waiting:
            waiting.signup_cancel()

    @api.model
    def _how(self, user, since):
        """How somebody came in: the account is younger than the click on Join?"""
        return "signed_up" if user.create_date >= since else "logged_in"

    # -- saying no -----------------------------------------------------------------

    def _decline(self, reason="", is_final=False):
        """The author does not want to join.

        :raises UserError: the link is not open any more
        """
        self._check_usable()
        if self.state not in OPEN:
            raise UserError(self.env._("You have said no already; that is noted."))
        reason = " ".join(reason.replace("\0", " ").split())[:REASON_LENGTH]
        opened = self.opened_date or self.env.cr.now()
        values = {"decline_reason": reason, "is_final": is_final}
        self._note("declined", reason, opened_date=opened, **values)
