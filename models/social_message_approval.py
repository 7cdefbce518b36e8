"""Answers that wait for approval: nothing of them leaves before (spec C18)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext, html_sanitize, is_html_empty

from ..connectors.text import clean, text_to_html
from .social_approval import LEAVING
from .social_approval_notice import REJECTED
from .social_message import one_line

HELD = ("waiting", "cancelled")  # what an answer that waits may be written to


class SocialMessage(models.Model):
    """The state ``waiting`` comes before ``queued``. It is left by a decision, or by
    taking the answer back: ``write`` refuses every other way."""

    _inherit = "social.message"

    approval_id = fields.Many2one(
        "social.approval", readonly=True, copy=False, ondelete="set null"
    )

    _awaiting_idx = models.Index("(twist_id) WHERE state = 'waiting'")

    @api.model
    def _queue_all(self, checked):
        """Answers that need approval wait instead.

        :param checked: their values hold ``approval_reasons``
        """
        messages = super()._queue_all(checked)
        messages.twist_id.activity_unlink([REJECTED], user_id=self.env.uid)
        for message, (_twist, _parent, values) in zip(messages, checked, strict=True):
            if reasons := values.get("approval_reasons"):
                message._wait_for_approval(reasons)
        return messages

    def _wait_for_approval(self, reasons):
        """:param reasons: ``[[code, detail]]``"""
        self.ensure_one()
        author = self.user_id or self.env.user
        approval = self.env["social.approval"].sudo()
        approval = approval.create(
            {
                "message_id": self.id,
                "user_id": author.id,
                "is_trainee": author.social_is_trainee,
                "reasons": reasons,
                "original_text": self.text,
            }
        )
        self.write({"state": "waiting", "approval_id": approval.id})
        approval._ask_approvers()

    def write(self, vals):
        state = vals.get("state")
        held = self.browse()
        if state and state != "waiting":
            held = self.sudo().filtered(lambda one: one._is_held())
        if held and state not in HELD:
            raise UserError(self.env._("This answer waits for approval."))
        result = super().write(vals)
        if approvals := held.approval_id:
            approvals._decide("withdrawn")
        return result

    def action_withdraw(self):
        """What waits is taken back by its author, or by whoever decides about it.

        :raises AccessError: it is somebody else's
        """
        user = self.env.user
        for message in self.sudo().filtered(lambda one: one.state == "waiting"):
            approval = message.approval_id
            refusal = user._social_why_not_approve(
                approval.user_id, approval.campaign_id
            )
            if refusal and message.user_id != user and not self.env.su:
                raise AccessError(refusal)
        return super().action_withdraw()

    def _is_held(self):
        return self.state == "waiting" and self.approval_id.state == "waiting"

    def action_send_again(self):
        """What was not approved, or is somebody's who needs approval, waits again."""
        again = {
            message: message.sudo()._reasons_again()
            for message in self.filtered(lambda one: one.sudo().state == "cancelled")
        }
        result = super().action_send_again()
        for message, reasons in again.items():
            if reasons:
                message.sudo()._wait_for_approval(reasons)
                message.twist_id._recount()
        return result

    def _reasons_again(self):
        approval = self.approval_id
        if approval.state in LEAVING:
            return []
        values = {
            "body": self.source_html,
            "text": self.text,
            "subject": self.subject,
            "visibility": self.visibility,
            "guard_confirmed": True,  # it was sent before
        }
        twist = self.twist_id.sudo(False)
        reasons = twist._approval_reasons(self.parent_id, values, self.user_id)
        if not reasons and approval.state == "rejected":
            reasons = [["rejected", ""]]
        return reasons

    # -- the text ------------------------------------------------------------------

    def _change_text(self, body):
        """Another text in place of the author's, by the approver.

        :param body: HTML where the platform takes it, else plain text
        :returns: whether it is another one
        :raises UserError: what is wrong with it
        """
        limits = self.parent_id._limits_of_answer(self.visibility)
        body, text = self._as_body(body, limits.is_html)
        if text == (self.text or "").strip():
            return False
        self._check_changeable()
        self.twist_id._check_text(body, self.attachment_ids.ids, text, limits)
        self._check_guard_of_change(body, text)
        pictures = self.attachment_ids.filtered("description")
        source = self._take_pictures(body)
        # each picture was copied: what the text shows no more would go as a file
        pictures.filtered(lambda one: f"cid:{one.description}" not in source).unlink()
        self.write(
            {
                "source_html": source,
                "text": text,
                "preview": one_line(text),
                "body_cache": False,
                "quote_cache": False,
            }
        )
        self.twist_id._index_text(text)
        return True

    def _as_body(self, body, is_html):
        """:returns: (HTML, plain text)"""
        if not is_html:
            text = clean(body or "").strip()
            return text_to_html(text), text
        body = html_sanitize(body or "", sanitize_attributes=True, sanitize_style=True)
        return body, "" if is_html_empty(body) else html2plaintext(body).strip()

    def _check_changeable(self):
        if self.template_id or self.invitation_ids:
            raise UserError(
                self.env._(
                    "Its text is not changed here, since it is an invitation or a text"
                    " that the platform approved. Approve it as it is, or reject it."
                )
            )

    def _check_guard_of_change(self, body, text):
        """What the guard refuses is refused to approvers, too; the rest they decide."""
        values = {
            "body": body,
            "text": text,
            "subject": self.subject,
            "visibility": self.visibility,
            "guard_confirmed": True,
        }
        self.twist_id._guard(self.parent_id, values)

    # -- as the conversation draws it ----------------------------------------------

    def _delivery_as_dict(self, labels):
        approval = self.sudo().approval_id
        return {
            **super()._delivery_as_dict(labels),
            "approval": approval._as_dict() if approval else False,
        }

    def _decisions(self):
        if self.state != "waiting":
            return super()._decisions()
        approval, user = self.sudo().approval_id, self.env.user
        decisions = []
        if not user._social_why_not_approve(approval.user_id, approval.campaign_id):
            decisions += ["approve", "edit_approve", "reject"]
        if self.user_id == user:
            decisions += ["take_back"]
        return decisions

    def _spread(self):
        """What waits for approval holds no place in the row."""
        return super(
            SocialMessage, self.filtered(lambda one: one.state != "waiting")
        )._spread()
