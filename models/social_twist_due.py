"""Feedback Due: authors who are still to be told, and telling them all (spec C1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from .social_message import one_line
from .social_twist_answer import ONE_OF_MANY, reply_subject


class SocialTwist(models.Model):
    _inherit = "social.twist"

    feedback_text = fields.Char(
        string="Feedback in Short", compute="_compute_feedback_text"
    )
    answer_refusal = fields.Char(
        string="Cannot Be Answered",
        compute="_compute_answer_refusal",
        help="Empty: an answer can be sent.",
    )

    @api.depends("feedback")
    def _compute_feedback_text(self):
        for twist in self:
            twist.feedback_text = one_line(html2plaintext(twist.feedback or ""))

    @api.depends("phase", "channel_id", "partner_id")
    def _compute_answer_refusal(self):
        """Why not, in few words; a constant number of queries for a whole list."""
        can_send = {
            channel: channel.state == "connected" and channel._can_send()
            for channel in self.channel_id
        }
        parents = self._last_inbounds().grouped("twist_id")
        for twist in self:
            parent = parents.get(twist.sudo()._origin) or self.env["social.message"]
            twist.answer_refusal = (
                twist._not_allowed("respond")
                or twist._no_author(parent)
                or (not can_send[twist.channel_id] and twist._no_channel())
            )

    def _no_author(self, parent):
        if not parent:
            return self.env._("there is no message to answer")
        if not parent.profile_id.partner_id:
            return self.env._("no person is assigned")
        return ""

    def _no_channel(self):
        channel = self.channel_id
        if channel.state != "connected":
            return self.env._("the channel %s is not connected", channel.name)
        return self.env._("the channel %s only receives", channel.name)

    def action_answer_all(self):
        """Open the dialog that tells all these authors what came of it (spec C1).

        :raises UserError: none of them can be answered
        """
        self.check_access("write")
        dialog = self.env["social.answer.all"]._open(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer All"),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _why_not_due(self):
        """Why this author is not told now; empty if that is possible."""
        if not self.feedback_due:
            return self.env._("no feedback is due")
        return self.answer_refusal or ""

    def _respond_to_all(self, bodies):
        """Queue one answer for each twist, on its own channel, spaced in time.

        :param bodies: HTML by twist, with the placeholders of ``_placeholders``
        :returns: (the queued ``social.message``, sentences why others were not)
        """
        self.check_access("write")
        refusals = {twist: twist._why_not_due() for twist in self}
        parents = self._last_inbounds().grouped("twist_id")
        ids = []
        for twist in self.with_context(**{ONE_OF_MANY: True}):
            if refusals[twist]:
                continue
            parent = parents[twist]
            body, subject = parent._filled(bodies[twist]), reply_subject(parent.subject)
            try:
                answer = twist.respond(body, subject=subject, message=parent)
            except UserError as error:
                refusals[twist] = str(error)
            else:
                ids.append(answer.id)
        answers = self.env["social.message"].sudo().browse(ids)
        if answers:
            answers._spread()
            answers.twist_id.sudo(False)._answered(answers)
        return answers.sudo(False), [text for text in refusals.values() if text]

    def _reopen_undelivered(self):
        """Closed after an answer that did not arrive: somebody has to go on."""
        for twist in self:
            was_told = twist.phase == "closed" and twist.closed_from == "feedback"
            if was_told and twist.feedback_due:
                reason = self.env._("An answer was not delivered")
                twist._move("feedback", "feedback", reason)
