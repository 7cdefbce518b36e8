"""What follows an answer that needs approval waits with it (spec B11, C18)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# what would be wrong if the answer came back; tags say what the message is about
AFTER = ("assign", "create", "phase", "follow_up")


class SocialOutcomeUse(models.Model):
    """The rest is done when the answer is approved, and never if it is not."""

    _inherit = "social.outcome.use"

    rest = fields.Char(
        string="Waits for Approval",
        readonly=True,
        help="Parts that follow when the answer is approved.",
    )

    _rest_idx = models.Index("(message_id) WHERE rest IS NOT NULL")

    def _puts_off(self, name):
        """Whether a part waits with the answer; then it is kept."""
        is_put_off = name in AFTER and self.message_id.state == "waiting"
        if is_put_off:
            self.rest = ",".join([*self._rest_names(), name])
        return is_put_off

    def _rest_names(self):
        return (self.rest or "").split(",") if self.rest else []

    @api.model
    def _waiting_with(self, messages):
        """Outcomes of which something waits with these answers, as the system."""
        domain = [("message_id", "in", messages.ids), ("rest", "!=", False)]
        return self.sudo().search(domain)

    def _said_rest(self):
        """What is still to be done, in one line; empty if nothing is."""
        names, user = self._rest_names(), self.user_id or self.env.user
        outcome = self.outcome_id.with_user(user).sudo()  # "me" is whoever chose it
        return outcome._then_line(self.twist_id, names) if names else ""

    def _said_waiting(self):
        """What became of one whose answer waits; empty for none."""
        if len(self) != 1:
            return ""
        name = self.outcome_id.name
        if then := self._said_rest():
            return self.env._(
                "%(name)s: the answer waits for approval. Afterwards: %(then)s",
                name=name,
                then=then,
            )
        return self.env._("%s: the answer waits for approval", name)

    # -- approved ------------------------------------------------------------------

    def _go_on(self):
        """Do the rest, each by the rights of whoever chose the outcome; nothing of it
        keeps an answer from being approved."""
        for use in self:
            user, reason = use.user_id or self.env.user, ""
            context = {"lang": user.lang, "allowed_company_ids": user.company_ids.ids}
            mine = use.with_user(user).with_context(**context).sudo()
            try:
                with self.env.cr.savepoint():
                    mine._do_rest()
            except UserError as error:
                reason = str(error)
            use.rest = False
            if reason:
                use._tell_not_done(reason)

    def _do_rest(self):
        """:raises UserError: why nothing more is done"""
        self.ensure_one()
        if refusal := self._why_not_on():
            raise UserError(refusal)
        outcome = self.outcome_id.sudo(False)
        names = self._rest_names()
        for name in outcome._parts():
            if name in names:
                outcome._do(name, self, {})
        self._end()

    def _why_not_on(self):
        """What happened meanwhile, so that the twist stays as it is; else empty."""
        twist = self.twist_id
        if twist._last_moves() != self.move_id:
            return self.env._("The twist was moved meanwhile.")
        newer = self.env["social.message"].search_count(
            [
                ("twist_id", "=", twist.id),
                ("id", ">", self.message_id.id),
                ("direction", "=", "inbound"),
                ("is_spam", "=", False),
            ],
            limit=1,
        )
        return self.env._("Its author wrote again meanwhile.") if newer else ""

    def _tell_not_done(self, reason):
        """The answer leaves, but somebody has to look at the twist."""
        twist, user = self.twist_id, self.user_id
        companies = {"allowed_company_ids": user.company_ids.ids}
        theirs = twist.with_user(user).sudo(False).with_context(**companies)
        is_here = user.active and theirs.has_access("write")
        twist.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Finish it: its answer was approved"),
            note=self.env._(
                "Nothing else of the outcome %(name)s was done. %(reason)s",
                name=self.outcome_id.name,
                reason=reason,
            ),
            user_id=(user if is_here else self.env.user).id,
        )


class SocialOutcome(models.Model):
    _inherit = "social.outcome"

    def _is_held(self, twist, given):
        """Whether its answer would wait for approval, and something with it.

        :param given: as ``_apply``
        """
        if not any(name in AFTER for name in self._parts()) or self._why_not(twist):
            return False
        try:
            answer, message = self._answer(twist, {**given, "guard_confirmed": True})
            return bool(twist._approval_reasons(message, answer))
        except UserError:
            return False  # refused when it is sent


class SocialApproval(models.Model):
    _inherit = "social.approval"

    afterwards = fields.Char(
        compute="_compute_afterwards",
        help="What the outcome that was chosen does when the answer is approved.",
    )

    @api.depends("state", "message_id")
    @api.depends_context("lang")
    def _compute_afterwards(self):
        waiting = self.env["social.outcome.use"]._waiting_with(self.message_id)
        said = {use.message_id.id: use._said_rest() for use in waiting}
        for approval in self:
            approval.afterwards = said.get(approval.message_id.id, "")

    def _let_leave(self):
        result = super()._let_leave()
        self.env["social.outcome.use"]._waiting_with(self.message_id)._go_on()
        return result

    def reject(self, note):
        """As before; outcomes that wait with the answer end, and its author is told."""
        waiting = self.env["social.outcome.use"]._waiting_with(self.message_id)
        result = super().reject(note)
        waiting.rest = False
        return result

    def _decide(self, state, note=False):
        result = super()._decide(state, note)
        if state == "withdrawn":
            self.env["social.outcome.use"]._waiting_with(self.message_id).rest = False
        return result

    def _said_to_author(self):
        said = super()._said_to_author()
        for use in self.env["social.outcome.use"]._waiting_with(self.message_id):
            rest = self.env._(
                "Not done, because the outcome %(name)s ends with it: %(then)s.",
                name=use.outcome_id.name,
                then=use._said_rest(),
            )
            said = f"{said} {rest}"
        return said

    def _as_dict(self):
        """Also with ``then``: what follows when it is approved."""
        return {**super()._as_dict(), "then": self.afterwards or ""}
