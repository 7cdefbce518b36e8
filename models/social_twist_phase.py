"""Moving twists from phase to phase (spec A2, A10, A19, A20, C2)."""

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import phases
from .by_hand import refuse_system_fields

COUNT = "%(count)s"  # in a sentence of _result: how many


class SocialTwist(models.Model):
    _inherit = "social.twist"

    move_ids = fields.One2many("social.phase.move", "twist_id", string="Timeline")
    flow_ids = fields.One2many(
        "social.flow.report",
        "twist_id",
        readonly=True,
        groups="social_inbox.group_social_inbox_lead",
    )

    def write(self, vals):
        """Each move is checked, unless the system makes it, and noted.

        :raises UserError: what to do before such a move
        """
        if "phase" not in vals:
            return super().write(vals)
        refuse_system_fields(self, vals)
        self.check_access("write")
        by_system = self.env.su and self.env.context.get("social_inbox_by_system")
        if not by_system:
            self._check_move(vals["phase"])
        target, moves = vals["phase"], self.env["social.phase.move"]
        context = self.env.context if by_system else {}
        for origin, twists in self.grouped("phase").items():
            if origin == target:
                super(SocialTwist, twists).write(vals)
                continue
            moves._note(
                twists,
                target,
                context.get("social_inbox_cause", "hand"),
                context.get("social_inbox_reason", ""),
            )
            # what comes with it is written by the caller's rights, the rest is ours
            if not by_system:
                super(SocialTwist, twists).write(vals)
            ours = phases.closing_values(origin, target)
            ours["phase_since"] = fields.Datetime.now()
            if by_system:
                ours |= vals
            super(SocialTwist, twists.sudo()).write(ours)
            twists._work_on_moves(target)
        self._notify_inbox(self.ids)
        return True

    def _move(self, target, cause, reason=""):
        """A move that the system makes, noted with its cause.

        :param cause: a value of ``social.phase.move.cause``
        """
        self.sudo().with_context(
            social_inbox_by_system=True,
            social_inbox_cause=cause,
            social_inbox_reason=reason,
        ).write({"phase": target})

    # -- what the table of phases says ---------------------------------------------

    def _phase_labels(self):
        return dict(self._fields["phase"]._description_selection(self.env))

    def _refusal(self, target):
        """Why a person may not move this twist there; empty if that is allowed."""
        template = phases.refusal(self.phase, target, self.closed_from)
        if not template:
            return ""
        labels = self._phase_labels()
        return str(template) % {
            "origin": labels[self.phase],
            "target": labels[target],
        }

    def _check_move(self, target):
        """Refuse what the table of phases does not allow by hand.

        :raises UserError: what to do first
        """
        if target not in phases.ORDER:
            raise UserError(self.env._("There is no such phase."))
        for twist in self:
            if refusal := twist._refusal(target):
                raise UserError(refusal)

    def _not_allowed(self, action):
        """Why the phase forbids an action, with what to do first; else empty."""
        if self.phase in phases.ALLOWED[action]:
            return ""
        text = phases.REFUSED.get(f"{action}_{self.phase}", phases.REFUSED[action])
        return str(text) % {"phase": self._phase_labels()[self.phase]}

    def _check_allowed(self, action):
        """Refuse an action that the phase of a twist forbids.

        :param action: a key of ``phases.ALLOWED``
        :raises UserError: what to do first
        """
        for twist in self:
            if refusal := twist._not_allowed(action):
                raise UserError(refusal)

    # -- moves by hand -------------------------------------------------------------

    def action_next_phase(self):
        """Move on by hand where the phase allows it (spec A10).

        A button that names the next phase says in the context which one it moves from:
        whoever presses it late moves nothing.
        """
        if len(self) == 1 and (late := self._gone_on()):
            return self._result(late, 0, [])
        return self._move_by_hand(
            lambda twist: (
                twist._gone_on() or phases.following(twist.phase) or phases.NO_NEXT
            )
        )

    def _gone_on(self):
        """A sentence, if a colleague moved it meanwhile; else empty."""
        origin = self.env.context.get("social_inbox_from")
        if not origin or origin == self.phase:
            return ""
        return self.env._("It is in %s already", self._phase_labels()[self.phase])

    def action_previous_phase(self):
        """Take a move back (spec A20); a closed twist returns to where it was."""
        return self._move_by_hand(
            lambda twist: (
                (len(self) > 1 and twist._gone_on())
                or phases.preceding(twist.phase, twist.closed_from)
                or phases.NO_PREVIOUS
            )
        )

    def action_close(self):
        """Close from any phase (spec A19)."""
        return self._move_by_hand(lambda twist: twist._not_allowed("close") or "closed")

    def _move_by_hand(self, target_of):
        """Move each twist where it may go; say how many, and why others not.

        :param target_of: a twist's next phase, or a sentence why it has none
        :raises UserError: there is one twist only, and it cannot be moved
        :returns: a notification with the moves, which it offers to undo
        """
        self.check_access("write")
        targets, skipped = {}, []
        for twist in self:
            target = str(target_of(twist))
            known = target in phases.ORDER
            refusal = twist._refusal(target) if known else target
            if not refusal:
                targets[twist] = target
            elif len(self) == 1:
                raise UserError(refusal)
            else:
                skipped.append(refusal)
        moved = self.filtered(targets.get)
        for target, twists in moved.grouped(targets.get).items():
            twists.write({"phase": target})
        return self._moved(moved, set(targets.values()), skipped)

    def _moved(self, moved, targets, skipped):
        """Say where twists were moved to, and offer to undo it."""
        count, labels = len(moved), self._phase_labels()
        if len(targets) == 1:
            phase = labels[targets.pop()]
            text = (
                self.env._("Moved to %s", phase),
                self.env._("%(count)s moved to %(phase)s", count=COUNT, phase=phase),
            )
        else:
            text = self.env._("%s moved", COUNT)
        moves = moved._last_moves()
        undo = ("social.phase.move", moves.ids, "action_undo")
        return self._result(text, count, skipped, undo)

    def _last_moves(self):
        moves = self.env["social.phase.move"]
        moves.flush_model()
        query = SQL(
            """
            SELECT DISTINCT ON (twist_id) id FROM social_phase_move
             WHERE twist_id = ANY(%s) ORDER BY twist_id, date DESC, id DESC
            """,
            self.ids,
        )
        return moves.browse(row[0] for row in self.env.execute_query(query))

    def last_moves(self):
        """What a toast says after a move on the board or in the status bar.

        :returns: as ``action_next_phase``
        """
        self.check_access("read")
        return self._moved(self, set(self.mapped("phase")), [])

    # -- what was done -------------------------------------------------------------

    @api.model
    def _result(self, text, done, skipped, undo=None):
        """A notification that says honestly what was done and what was not.

        The parameters ``text``, ``done`` and ``skipped`` ([reason, how many] each) are
        for who puts the results of several calls together.

        :param text: what was done, perhaps with ``COUNT`` in it; or a pair of such
            sentences, on one twist and on many
        :param done: how many
        :param skipped: a sentence for each one that was left alone
        :param undo: (model, ids, method) that takes it back, perhaps with a list of
            further arguments
        """
        one, many = text if isinstance(text, tuple) else (text, text)
        said = (many if len(self) > 1 else one).replace(COUNT, str(done))
        reasons = Counter(map(str, skipped)).most_common()
        lines = [said]
        if skipped:
            lines[0] = self.env._(
                "%(done)s, %(count)s skipped:", done=said, count=len(skipped)
            )
            lines += [
                f"{reason} ({count})" if count > 1 else reason
                for reason, count in reasons
            ]
        names = ("model", "ids", "method", "args")
        return {
            "type": "ir.actions.client",
            "tag": "social_inbox_result",
            "params": {
                "message": "\n".join(lines),
                "type": "warning" if skipped else "success",
                "text": many,
                "done": done,
                "skipped": [list(reason) for reason in reasons],
                "undo": undo and undo[1] and dict(zip(names, undo, strict=False)),
            },
        }
