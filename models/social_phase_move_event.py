"""Moves as lines of the conversation (spec C2)."""

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "hand": _lt("%(who)s moved it from %(origin)s to %(target)s"),
    "undo": _lt("%(who)s undid a move: from %(origin)s back to %(target)s"),
    "reply": _lt("A new message reopened it in %(target)s"),
    "ticket": _lt("A ticket moved it from %(origin)s to %(target)s"),
    "idea": _lt("An idea moved it from %(origin)s to %(target)s"),
    "feedback": _lt("Feedback moved it from %(origin)s to %(target)s"),
    "rule": _lt("A rule moved it from %(origin)s to %(target)s"),
}


class SocialPhaseMove(models.Model):
    _inherit = "social.phase.move"

    def _as_events(self):
        """One dict each: what happened in one translated line, and why.

        :returns: list of ``{"id": str, "kind": "move", "date", "text", "reason",
            "is_undone": bool}``
        """
        labels = dict(self._fields["to_phase"]._description_selection(self.env))
        return [move._as_event(labels) for move in self]

    def _as_event(self, labels):
        sentence = SENTENCES.get(self.cause, SENTENCES["hand"])
        return {
            "id": f"move-{self.id}",
            "kind": "move",
            "date": fields.Datetime.to_string(self.date),
            "text": str(sentence)
            % {
                "who": self.user_id.name or self.env._("The system"),
                "origin": labels.get(self.from_phase, ""),
                "target": labels[self.to_phase],
            },
            "reason": self.reason or "",
            "is_undone": self.is_undone and self.cause != "undo",
        }
