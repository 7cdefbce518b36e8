"""Which answers of a twist wait for approval, and why (spec C18)."""

from odoo import api, fields, models
from odoo.fields import Domain

SHOWN = 5  # reasons of a kind


class SocialTwist(models.Model):
    """An answer that waits for approval answers nothing yet: the author still waits,
    feedback is still due, the twist does not move on with it."""

    _inherit = "social.twist"

    awaits_approval = fields.Boolean(
        string="Answer Waits for Approval", readonly=True, copy=False
    )

    _awaits_idx = models.Index("(id) WHERE awaits_approval IS TRUE")

    def _checked_answer(self, values, message=None):
        """Also with ``approval_reasons``.

        :param values: also ``guard_confirmed``
        :raises GuardedError: its writer has to confirm what it holds
        """
        twist, parent, values = super()._checked_answer(values, message)
        reasons = self._approval_reasons(parent, values)
        return twist, parent, {**values, "approval_reasons": reasons}

    def _approval_reasons(self, parent, values, author=None):
        """Why an answer needs approval; empty if it does not.

        :param values: as ``social.message._queue``
        :param author: who wrote it, if that was not the caller
        :returns: ``[[code, detail]]``, see ``social.approval.reason_text``
        :raises GuardedError, UserError: as ``_guard``
        """
        findings = self._guard(parent, values)
        authors = self.env.user | (author or self.env.user)
        campaign = self.campaign_id.sudo()
        reasons = []
        if any(authors.mapped("social_is_trainee")):
            reasons.append(["trainee", ""])
        if campaign.needs_approval:
            reasons.append(["all", ""])
        if followers := self._large_audience(parent, values.get("visibility")):
            reasons.append(["audience", str(followers)])
        found = dict.fromkeys((one.kind, one.text) for one in findings)
        return [*reasons, *(list(one) for one in list(found)[:SHOWN])]

    def _large_audience(self, parent, visibility):
        """How many follow whoever is answered in public, if that is a matter."""
        visibility = visibility or parent._answer_visibilities()[0]
        least = (
            self.campaign_id.sudo().approval_followers
            or self.company_id.sudo().social_approval_followers
        )
        authors = parent.profile_id | self.sudo().profile_id
        followers = max(authors.mapped("followers"), default=0)
        is_large = visibility == "public" and least and followers >= least
        return followers if is_large else 0

    def _why_not_after(self, target, origin):
        """An answer that waits may still come back."""
        if self.awaits_approval:
            return self.env._(
                "Its answer waits for approval. Move it on when the answer has left."
            )
        return super()._why_not_after(target, origin)

    def _typed_result(self, answer, move):
        result = super()._typed_result(answer, move)
        return {**result, "is_waiting": answer.sudo().state == "waiting"}

    def _answer_changed(self, answer):
        """A closed twist whose answer was rejected needs somebody again."""
        result = super()._answer_changed(answer)
        is_rejected = answer.state == "cancelled" and (
            answer.sudo().approval_id.state == "rejected"
        )
        if is_rejected and self.phase == "closed" and not self.is_spam:
            target = self.closed_from or "engage"
            self._move(target, "feedback", self.env._("An answer was rejected"))
        return result

    def _undelivered(self):
        """Nobody is told a second time while the first waits."""
        waiting = self.filtered("awaits_approval")
        text = self.env._("an answer waits for approval")
        return super()._undelivered() | dict.fromkeys(waiting.sudo()._origin, text)

    # -- the screen ----------------------------------------------------------------

    @api.model
    def screen_list(self, query, offset=0, limit=40):
        """:returns: also ``approvals``: how many open twists have such answers"""
        result = super().screen_list(query, offset=offset, limit=limit)
        waiting = [("awaits_approval", "=", True), ("is_open", "=", True)]
        return {**result, "approvals": self.search_count(waiting)}

    @api.model
    def _screen_assignee(self, assignee):
        if assignee == "approval":
            return Domain("awaits_approval", "=", True)
        return super()._screen_assignee(assignee)

    def _screen_row(self):
        return {**super()._screen_row(), "awaits_approval": self.awaits_approval}
