"""An answer that has not left yet becomes a draft again (spec C17)."""

from odoo import models
from odoo.exceptions import UserError


class SocialMessage(models.Model):
    _inherit = "social.message"

    def take_back(self):
        """Withdraw an answer and give its text and files back to the caller's draft,
        above what was typed there meanwhile.

        :returns: as ``social.twist.read_drafts``
        :raises UserError: it has left
        """
        self.ensure_one()
        twist = self.twist_id
        if self.sudo().invitation_ids:
            raise UserError(self.env._("Edit the invitation instead."))
        if self.sudo().state in ("waiting", "queued"):
            self.action_withdraw()
        message = self._for_decision("cancelled")
        if message.sudo().user_id != self.env.user:
            raise UserError(self.env._("That answer was written by somebody else."))
        message._give_back()
        return twist.read_drafts()

    def _give_back(self):
        """Its text and files are its author's draft again, above what the author has
        typed there meanwhile."""
        message = self.with_user(self.user_id).sudo()
        twist = message.twist_id
        draft = twist._draft_of("reply")
        text = "\n\n".join(filter(None, (message.text, draft.body)))
        draft, _revision = message.env["social.draft"]._save(
            twist,
            "reply",
            {
                "body": text,
                "subject": message.subject,
                "message_id": message.parent_id.id,
                "visibility": message.visibility,
            },
        )
        place = {"res_model": draft._name, "res_id": draft.id}
        for attachment in message.attachment_ids:
            attachment.copy(place)
        draft.invalidate_recordset()
