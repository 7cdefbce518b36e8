"""Outcomes as the inbox and the twist's form offer them (spec B11)."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from .guarded_error import GuardedError
from .social_twist import as_record
from .social_twist_phase import COUNT
from .social_twist_typed import SHOWN

SHORTCUTS = 3


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def outcomes(self):
        """The outcomes for this twist, with why not where one cannot be applied now.

        :returns: ``[{"id", "name", "shortcut", "why_not", "then"}]``, possible ones
            first
        """
        self.ensure_one()
        self.check_access("read")
        found = [
            {
                "id": one.id,
                "name": one.name,
                "shortcut": one.shortcut or "",
                "why_not": one._why_not(self),
                "then": one._then_line(self),
            }
            for one in self.env["social.outcome"]._fitting(self)
        ]
        return sorted(found, key=lambda one: bool(one["why_not"]))

    def action_apply_outcome(self, outcome_id=False):
        """Open the dialog that applies an outcome to these twists.

        :param outcome_id: the one to begin with
        """
        self.check_access("write")
        outcome = self.env["social.outcome"]
        if outcome_id:
            outcome = self._outcome_given(outcome_id)
        dialog = self.env["social.apply.outcome"].create(
            {
                "twist_ids": [Command.set(self.ids)],
                "outcome_id": outcome.id,
                "is_given": bool(outcome),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": outcome.name or self.env._("Apply an Outcome"),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def apply_outcome(self, outcome, comment="", text=None, guard_confirmed=False):
        """Apply an outcome to each of these twists; of many, those that cannot be
        done are skipped.

        :param outcome: a ``social.outcome`` or its id
        :param comment: what the agent adds to each
        :param text: of one twist: the answer as the agent changed it
        :param guard_confirmed: send what the guard warns of
        :returns: a notification as ``_result`` makes it, with an undo
        :raises GuardedError: there is one twist only, and the agent has to confirm
        :raises UserError: there is one twist only, and something was refused
        """
        self.check_access("write")
        outcome = self._outcome_given(outcome)
        if text is not None and len(self) > 1:
            raise UserError(self.env._("Each twist gets the text made for it."))
        given = {"comment": comment, "text": text, "guard_confirmed": guard_confirmed}
        uses, skipped = self._apply_to_each(outcome, given)
        return self._said_applied(outcome, uses, skipped)

    def _outcome_given(self, outcome):
        """One outcome that the caller may use.

        :raises UserError: it is none
        """
        outcomes = self.env["social.outcome"]
        if not isinstance(outcome, (int, type(outcomes))):
            raise UserError(self.env._("Choose an outcome."))
        outcome = outcomes.browse(as_record(outcomes, outcome).ids).exists()
        if len(outcome) != 1:
            raise UserError(self.env._("Choose an outcome."))
        outcome.check_access("read")
        return outcome

    def _apply_to_each(self, outcome, given):
        """(what was done, sentences why others were skipped)

        :param given: as ``social.outcome._apply``
        """
        uses, skipped = self.env["social.outcome.use"], []
        for twist in self:
            try:
                uses |= outcome._apply(twist, **given)
            except UserError as error:
                if len(self) == 1:
                    raise
                is_warned = isinstance(error, GuardedError)
                skipped.append(self._said_held(error) if is_warned else str(error))
        answers = uses.sudo().message_id
        if len(answers) > 1:
            answers._spread()
        return uses, skipped

    def _said_held(self, warning):
        """Why an answer to one of many was not sent, without asking."""
        return self.env._("The answer holds this: %s", warning.names())

    def _said_applied(self, outcome, uses, skipped):
        waiting = uses.sudo().filtered(lambda use: use.message_id.state == "waiting")
        text = (
            waiting._said_waiting() or self.env._("%s: done", outcome.name),
            self.env._("%(name)s: %(count)s done", name=outcome.name, count=COUNT),
        )
        if waiting and len(self) > 1:
            said = self.env._("%s waiting for approval", len(waiting))
            text = text[0], f"{text[1]}, {said}"
        free = uses.sudo().filtered(lambda use: not use.is_final)
        undo = ("social.outcome.use", free.ids, "action_undo")
        result = self._result(text, len(uses), skipped, undo)
        done = uses.sudo().twist_id
        infos = {"ids": done.ids, "phases": done.mapped("phase")}
        close = {"type": "ir.actions.act_window_close", "infos": infos}
        result["params"]["next"] = close
        return result

    # -- while one types -----------------------------------------------------------

    def ready_answers(self, term=""):
        """Also outcomes by their shortcut, each with its id as ``outcome``."""
        found = super().ready_answers(term)
        term = (term or "").strip().lower()
        if not term:
            return found
        outcomes = self.env["social.outcome"]._fitting(self).filtered("shortcut")
        begin = outcomes.filtered(lambda one: one.shortcut.lower().startswith(term))
        named = [
            {
                "id": -one.id,  # apart from the ids of answers
                "outcome": one.id,
                "source": one.shortcut,
                "text": one.name,
            }
            for one in begin[:SHORTCUTS]
        ]
        return [*found[: SHOWN - len(named)], *named]
