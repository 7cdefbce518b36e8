"""Answers that wait for somebody's approval, and what was decided (spec C18)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from .social_twist_guard import LABELS

_lt = LazyTranslate(__name__)
STATES = [
    ("waiting", "Waiting"),
    ("approved", "Approved unchanged"),
    ("edited", "Approved with changes"),
    ("rejected", "Rejected"),
    ("withdrawn", "Taken back"),
]
LEAVING = ("approved", "edited")
REASONS = {
    "trainee": _lt("Written by a trainee"),
    "all": _lt("All answers of the campaign need approval"),
    "audience": _lt("Its author has %s followers"),
    "rejected": _lt("It was rejected before"),
}
HOUR = timedelta(hours=1)


class SocialApproval(models.Model):
    """One answer that one person decides about, and is remembered with it.

    The row of its message is the lock: whoever decides, or takes back, holds it.
    """

    _name = "social.approval"
    _description = "Approval of an Answer"
    _order = "requested_date desc, id desc"
    _rec_name = "message_id"

    message_id = fields.Many2one(
        "social.message",
        string="Answer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    twist_id = fields.Many2one(
        related="message_id.twist_id", store=True, index=True, string="Twist"
    )
    company_id = fields.Many2one(related="message_id.company_id", store=True)
    campaign_id = fields.Many2one(related="message_id.campaign_id", store=True)
    user_id = fields.Many2one(
        "res.users", string="Written by", required=True, readonly=True
    )
    is_trainee = fields.Boolean(
        string="By a Trainee", readonly=True, help="At the time it was written."
    )
    state = fields.Selection(
        STATES, string="Decision", required=True, readonly=True, default="waiting"
    )
    reasons = fields.Json(readonly=True)
    reason = fields.Char(string="Why It Waits", compute="_compute_reason")
    original_text = fields.Text(string="Text as Written", readonly=True)
    text = fields.Text(string="Text", related="message_id.text")
    preview = fields.Char(string="Text in Short", related="message_id.preview")
    requested_date = fields.Datetime(
        string="Waiting since",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    reply_until = fields.Datetime(
        string="Answer until",
        compute="_compute_reply_until",
        help="Afterwards the platform takes no answer.",
    )
    approver_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_date = fields.Datetime(string="Decided on", readonly=True)
    hours_waited = fields.Float(
        string="Hours until Decided", readonly=True, aggregator="avg"
    )
    note = fields.Text(string="Note to the Author", readonly=True)
    can_decide = fields.Boolean(
        string="For Me to Decide",
        compute="_compute_can_decide",
        search="_search_can_decide",
    )

    _waiting_idx = models.Index("(campaign_id, id) WHERE state = 'waiting'")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason(self):
        for approval in self:
            reasons = approval.reasons or []
            approval.reason = ", ".join(reason_text(self.env, *one) for one in reasons)

    @api.depends("message_id")
    def _compute_reply_until(self):
        for approval in self:
            parent = approval.message_id.sudo().parent_id
            approval.reply_until = parent and parent._window()

    @api.depends("state", "user_id", "campaign_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        user = self.env.user
        for approval in self:
            approval.can_decide = approval.state == "waiting" and not (
                user._social_why_not_approve(approval.user_id, approval.campaign_id)
            )

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        decidable = Domain("state", "=", "waiting") & self._domain_decided_by_me()
        return decidable if True in value else ~decidable

    @api.model
    def _domain_decided_by_me(self):
        user = self.env.user
        if user.has_group("social_inbox.group_social_inbox_administrator"):
            return Domain.TRUE
        if user.social_is_trainee:
            return Domain.FALSE
        of_others = Domain("user_id", "!=", user.id)
        if user.has_group("social_inbox.group_social_inbox_supervisor"):
            return of_others
        return of_others & user._social_decided_domain()

    # -- deciding ------------------------------------------------------------------

    def action_approve(self):
        """Let answers leave as they are; say how many, and why others not.

        :raises UserError: there is one only, and it cannot leave
        """
        approvals = self._for_decision()
        whys = {approval: approval._why_not_sent() for approval in approvals}
        approved = approvals.filtered(lambda approval: not whys[approval])
        refusals = [why for why in whys.values() if why]
        if refusals and len(self) == 1:
            raise UserError(refusals[0])
        approved._decide("approved")
        approved._let_leave()
        text = self.env._("%s approved", len(approved))
        return self.env["social.twist"]._result(text, len(approved), refusals)

    def action_edit(self):
        """Open the dialog in which the text is changed and approved."""
        return self._open_dialog(self.env._("Edit and Approve"), is_rejection=False)

    def action_reject(self):
        """Open the dialog in which the author is told why not."""
        return self._open_dialog(self.env._("Reject"), is_rejection=True)

    def _open_dialog(self, title, is_rejection):
        self.ensure_one()
        self._for_decision()
        dialog = self.env["social.decide.approval"]._open(self, is_rejection)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def approve_changed(self, body):
        """Let an answer leave with another text; both are kept.

        :param body: HTML where the platform takes it, else plain text
        :raises UserError: what is wrong with the text, or why it cannot leave
        """
        self.ensure_one()
        approval = self._for_decision()
        if refusal := approval._why_not_sent():
            raise UserError(refusal)
        is_changed = approval.message_id._change_text(body)
        approval._decide("edited" if is_changed else "approved")
        approval._let_leave()
        return True

    def reject(self, note):
        """Give an answer back to its author as a draft, and say why.

        :param note: plain text
        :raises UserError: there is no note
        """
        self.ensure_one()
        approval = self._for_decision()
        note = (note or "").strip()
        if not note:
            raise UserError(self.env._("Write to the author why it is rejected."))
        approval._decide("rejected", note)
        message = approval.message_id
        message._decide({"state": "cancelled", "error": False})
        message._give_back()
        approval._tell_author()
        return True

    def _for_decision(self):
        """These, locked, as the system; refused where somebody was faster, or where
        the caller does not decide.

        :raises AccessError: the caller supervises none of it
        """
        self.check_access("read")
        self.twist_id.sudo(False).check_access("write")
        user, approvals = self.env.user, self.sudo()
        try:
            approvals.message_id.lock_for_update()
        except LockError:
            raise UserError(
                self.env._("Somebody else is deciding that just now. Look again.")
            ) from None
        approvals.invalidate_recordset(["state", "approver_id"])
        for approval in approvals:
            author, campaign = approval.user_id, approval.campaign_id
            if refusal := user._social_why_not_approve(author, campaign):
                raise AccessError(refusal)
            if approval.state != "waiting":
                raise UserError(approval._why_decided())
        return approvals

    def _why_decided(self):
        """What became of it meanwhile, in a sentence."""
        name = self.approver_id.name or self.user_id.name
        sentences = {
            "rejected": self.env._("%s has rejected it already.", name),
            "withdrawn": self.env._("It was taken back meanwhile."),
        }
        approved = self.env._("%s has approved it already.", name)
        return sentences.get(self.state, approved)

    def _why_not_sent(self):
        """Why an answer that waited cannot leave any more; "" if it can."""
        message = self.message_id
        parent = message.parent_id
        if not parent:
            return self.env._("The message that it answers is gone. Reject it.")
        if refusal := self.twist_id._why_no_channel() or parent._why_not_answered():
            return refusal
        if parent._is_window_over() and not message.template_id:
            return self.env._(
                "The time for free answers is over. Reject it, so that its author"
                " chooses one of the texts that the platform approved."
            )
        if message.visibility not in parent._answer_visibilities():
            return self.env._("The platform takes no such answer any more. Reject it.")
        return ""

    def _decide(self, state, note=False):
        """Who decided what, and when."""
        now = fields.Datetime.now()
        for approval in self:
            approval.write(
                {
                    "state": state,
                    "note": note,
                    "approver_id": self.env.uid,
                    "decided_date": now,
                    "hours_waited": (now - approval.requested_date) / HOUR,
                }
            )
        self._tell_approvers_of_rest()

    def _let_leave(self):
        """Approved answers leave as others: after the time to undo, many apart."""
        messages = self.message_id
        now = fields.Datetime.now()
        undone = now + timedelta(seconds=messages._undo_seconds())
        for message in messages:
            later = max(undone, message.not_before or undone)
            message._decide({"state": "queued", "error": False, "not_before": later})
        if len(messages) > 1:
            messages._spread()
        for message in messages:
            message.channel_id._trigger(message.not_before)


def reason_text(env, code, detail=""):
    """A reason in the reader's words.

    :param code: of ``REASONS``, or a kind of finding
    """
    sentence = REASONS.get(code)
    if sentence is None:
        label = LABELS.get(code, "")
        return env._("It holds a %(kind)s: %(text)s", kind=str(label), text=detail)
    sentence = str(sentence)
    return sentence % detail if "%s" in sentence else sentence
