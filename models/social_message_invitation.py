"""Messages that carry an invitation: the link is theirs only on the way out."""

import re
from dataclasses import replace

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import phases
from .social_invitation import MASKED, OPEN
from .social_twist_invitation import LINK

SHOWN = re.compile(r"https?://[^\s<>\"]*" + re.escape(MASKED))
# where it may be answered before where not, by the twist's author before others
LAST_OF_EACH = """
    SELECT DISTINCT ON (message.%(column)s) message.id
      FROM social_message AS message JOIN social_twist AS twist ON twist.id = twist_id
     WHERE message.%(column)s = ANY(%(ids)s) AND message.direction = 'inbound'
     ORDER BY message.%(column)s, twist.phase = ANY(%(phases)s) DESC,
              message.profile_id = twist.profile_id DESC,
              COALESCE(automatic IN ('reply', 'bounce'), FALSE),
              message.date DESC, message.id DESC
"""


class SocialMessage(models.Model):
    _inherit = "social.message"

    invitation_ids = fields.One2many("social.invitation", "message_id", readonly=True)

    @api.model
    def _last_of_each(self, name, records):
        """The message to answer of each twist or author, in one query.

        :param name: ``twist_id`` or ``profile_id``
        :param records: which the caller may write
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                LAST_OF_EACH,
                column=SQL.identifier(name),
                ids=records.ids,
                phases=list(phases.ALLOWED["invite"]),
            )
        )
        return self.browse(row[0] for row in self.env.cr.fetchall())

    def _open_invite(self, origins):
        """The wizard for these messages' authors.

        :param origins: twists or profiles from which they were looked for
        :raises UserError: there is one only, and it cannot be invited
        """
        if not self:
            raise UserError(self.env._("There is no message to answer."))
        if len(self) == 1:
            self._check_may_be_invited()
        context = {
            **self.env.context,
            "default_message_ids": self.ids,
            "default_missing_count": len(origins) - len(self),
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite to the Community"),
            "res_model": "social.invite",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def _check_may_be_invited(self):
        """As inviting does, but for what the caller may override in the wizard."""
        self.twist_id._check_invite_by(self.sudo())
        profile = self.profile_id
        refusal = profile._invitation_refusals().get(profile)
        if refusal and not profile._may_override(refusal):
            raise UserError(profile._refusal_text(refusal))

    def _language_of_author(self):
        """Code of the installed language in which to write; the caller's if unknown."""
        message = self.sudo()
        wanted = message.partner_id.lang or (message.language or "").replace("-", "_")
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        short = wanted.split("_")[0]
        alike = [code for code in codes if short and code.split("_")[0] == short]
        return wanted if wanted in codes else (alike or [self.env.lang or "en_US"])[0]

    def write(self, vals):
        """An invitation whose message does not leave, is none."""
        result = super().write(vals)
        if "state" in vals:
            self.sudo().invitation_ids._follow_message(vals["state"])
        return result

    # -- on the way out ------------------------------------------------------------

    def _as_reply(self):
        """With the real link, which no table holds."""
        reply = super()._as_reply()
        invitation = self.invitation_ids[:1]
        if not invitation:
            return reply
        link = invitation.get_base_url() + invitation._path()
        anchor = Markup('<a href="%s">%s</a>') % (link, link)
        return replace(
            reply,
            text=SHOWN.sub(link, reply.text),
            body=SHOWN.sub(str(anchor), reply.body),
        )

    def action_send_again(self):
        """Also what every invitation asks: another may be under way by now."""
        for message in self.filtered(lambda one: one.sudo().invitation_ids):
            message._check_invitation_again()
        return super().action_send_again()

    def _check_invitation_again(self):
        invitation = self.sudo().invitation_ids
        if invitation.state == "not_sent":
            twist = self.twist_id
            twist._check_invite(self.sudo().parent_id, invitation.override_reason)
            invitation.profile_id._end_invitations()
        elif invitation.state not in OPEN:
            raise UserError(
                self.env._("The link in it is dead. Invite the author anew instead.")
            )

    def action_edit(self):
        """An invitation is edited as one."""
        self.ensure_one()
        if not self.sudo().invitation_ids:
            return super().action_edit()
        message = self._for_decision("cancelled", "failed")
        parent = message.parent_id.sudo(False)
        action = parent._open_invite(parent.profile_id)
        text = SHOWN.sub(LINK, message.text)
        action["context"] = {**action["context"], "default_text": text}
        return action
