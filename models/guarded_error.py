"""What the guard says when the writer of an answer is to decide (spec C9)."""

from odoo.exceptions import UserError


class GuardedError(UserError):
    """An answer that its writer has to confirm.

    ``question``: as the message, without what was found; ``findings``: list of dicts,
    see ``social_twist_guard.as_findings``.
    """

    def __init__(self, message, question, findings):
        super().__init__(message)
        self.question = question
        self.findings = findings

    def names(self):
        """What was found, each once, in words."""
        found = [f"{one['label']} {one['text']}" for one in self.findings]
        return ", ".join(dict.fromkeys(found))
