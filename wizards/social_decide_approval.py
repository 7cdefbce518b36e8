"""Change an answer that waits for approval, or reject it with a note (spec C18)."""

from odoo import api, fields, models


class SocialDecideApproval(models.TransientModel):
    """Opened on a record made by the server, so that its text exists."""

    _name = "social.decide.approval"
    _description = "Decide about an Answer"

    approval_id = fields.Many2one(
        "social.approval", required=True, readonly=True, ondelete="cascade"
    )
    is_rejection = fields.Boolean(readonly=True)
    is_html = fields.Boolean(readonly=True)
    author = fields.Char(
        related="approval_id.user_id.name", related_sudo=False, string="Written by"
    )
    reason = fields.Char(related="approval_id.reason", related_sudo=False)
    reply_until = fields.Datetime(related="approval_id.reply_until", related_sudo=False)
    original_text = fields.Text(
        related="approval_id.text", related_sudo=False, string="Answer"
    )
    body = fields.Html(string="Formatted Text", sanitize_style=True)
    text = fields.Text(string="Plain Text")
    note = fields.Text(string="Note to the author")

    @api.constrains("approval_id")
    def _check_access_to_approval(self):
        """Ids come from the client: what they name would be shown by its name."""
        self.approval_id.sudo(False).check_access("read")

    @api.model
    def _open(self, approval, is_rejection):
        """The dialog, as ``approval``'s caller; who decides was checked."""
        message = approval.sudo().message_id
        limits = message.parent_id._limits_of_answer(message.visibility)
        return self.sudo(False).create(
            {
                "approval_id": approval.id,
                "is_rejection": is_rejection,
                "is_html": limits.is_html,
                "body": limits.is_html and message._body_to_edit(),
                "text": message.text,
            }
        )

    def action_approve(self):
        """Approve with the text as it stands here."""
        self.ensure_one()
        self.approval_id.approve_changed(self.body if self.is_html else self.text)
        return {"type": "ir.actions.act_window_close"}

    def action_reject(self):
        self.ensure_one()
        self.approval_id.reject(self.note)
        return {"type": "ir.actions.act_window_close"}
