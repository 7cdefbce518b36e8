"""Inviting the author of a twist to the community (spec A12, C11)."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date

from .social_invitation import ADDRESS, MASKED, TOKEN_LENGTH
from .social_twist import as_record
from .social_twist_answer import reply_subject

LINK = "{link}"


class SocialTwist(models.Model):
    _inherit = "social.twist"

    opt_in = fields.Selection(related="profile_id.opt_in", string="Opt-in")
    opt_in_date = fields.Datetime(
        related="profile_id.opt_in_date", string="Opt-in since"
    )

    def action_invite(self):
        """Open the wizard that invites the authors to the community (spec A12)."""
        self.check_access("write")
        messages = self.env["social.message"]._last_of_each("twist_id", self)
        return messages._open_invite(self)

    def invite(self, values, message=None):
        """Invite an author by an answer with a personal link.

        :param values: ``text`` with {link} in it; also ``days`` until the link expires,
            ``reason`` why a supervisor invites a second time
        :param message: the ``social.message`` answered or its id; by default the last
            one of the twist's author
        :returns: the ``social.invitation``, readable by the caller
        :raises UserError: what to do first
        """
        self.ensure_one()
        self.check_access("write")
        messages = self.env["social.message"]
        if message := as_record(messages, message):
            parent = self._answerable(message)
        else:
            parent = messages._last_of_each("twist_id", self).sudo()
        self._check_invite(parent, values.get("reason"))
        parent.profile_id._end_invitations()
        values = {**values, "text": self._invitation_text(parent, values)}
        self._check_invitation_text(parent, values["text"])
        invitations = self.env["social.invitation"].sudo()
        invitation = invitations._draft(parent, self.env.user, values)
        invitation.message_id = self._send_invitation(parent, values["text"])
        self.env["social.community.trace"]._add(invitation, "sent")
        return invitation.sudo(False)

    # -- what must be so before ----------------------------------------------------

    def _check_invite(self, parent, reason=""):
        """Refuse what phase, person, channel, the public or earlier ones forbid."""
        self._check_invite_by(parent)
        parent.profile_id.sudo(False)._check_invitable(reason)

    def _check_invite_by(self, parent):
        self._check_allowed("invite")
        self._check_respond(parent)
        self._check_recipient(parent)
        if "private" not in parent._answer_visibilities():
            raise UserError(
                self.env._(
                    "This message is public: whoever reads the answer could use the"
                    " personal link. Invite %s in a private message.",
                    parent.profile_id.display_name,
                )
            )

    def _check_recipient(self, parent):
        """Refuse to hand the key of a person's account to anybody else (spec C11)."""
        profile, address = parent.profile_id, same_address(parent.reply_address)
        if profile.is_blocked:
            raise UserError(
                self.env._(
                    "%s is blocked. Unblock the author first, if their messages are"
                    " welcome again.",
                    profile.display_name,
                )
            )
        own = map(same_address, (profile.handle, profile.partner_id.email))
        if address and address not in own:
            raise UserError(
                self.env._(
                    "The answer would go to %(address)s, which is no address of"
                    " %(name)s: whoever reads it there could join as %(name)s. Invite"
                    " by another message, or add the address to the person first.",
                    address=parent.reply_address,
                    name=profile.display_name,
                )
            )

    def _check_invitation_text(self, parent, text):
        """The link is in it, and it is not too long with it."""
        if LINK not in text:
            raise UserError(
                self.env._(
                    "Put {link} back into the text: it becomes the personal link,"
                    " without which nobody can join."
                )
            )
        body = self._invitation_body(self._with_real_link(text))
        self._check_text(body, (), "", parent._limits_of_answer("private"))

    # -- the text ------------------------------------------------------------------

    def _invitation_text(self, parent, values):
        """The text with all values but the link filled in."""
        days = self.env["social.invitation"]._days(values)
        expiry = fields.Date.context_today(self, fields.Datetime.now())
        expiry = fields.Date.add(expiry, days=days)
        lang = parent._language_of_author()
        return (
            (values.get("text") or "")
            .strip()
            .replace("{name}", parent._placeholders()["{name}"])
            .replace("{company}", self.company_id.name)
            .replace("{date}", format_date(self.env, expiry, lang, "long"))
        )

    def _masked_link(self):
        return self.get_base_url() + MASKED

    def _with_real_link(self, text):
        """As long as it will be; the token itself does not exist yet."""
        link = self.get_base_url() + ADDRESS + "0" * TOKEN_LENGTH
        return text.replace(LINK, link)

    def _invitation_body(self, text):
        return Markup("<p>%s</p>") % Markup("<br>").join(text.splitlines())

    def _send_invitation(self, parent, text):
        """Queue the answer; it holds the link from the moment it leaves, not before.

        Agents read all answers, and must not be able to join for somebody else.
        """
        body = self._invitation_body(text.replace(LINK, self._masked_link()))
        has_subject = parent._limits_of_answer("private").has_subject
        subject = has_subject and reply_subject(parent.subject)
        return self.respond(
            body,
            subject=subject,
            message=parent,
            visibility="private",
            guard_confirmed=True,  # it has a link for one author, and no dialog asks
        )


def same_address(address):
    """An address or name on a platform as it is compared with others."""
    return email_normalize(address) or (address or "").strip().casefold()
