"""The six phases of a twist and which moves between them are made by hand.

The table is the contract: views only hide what these rules refuse.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

PHASES = [
    ("listen", "Listen"),
    ("understand", "Understand"),
    ("engage", "Engage"),
    ("process", "Process"),
    ("feedback", "Feedback"),
    ("closed", "Closed"),
]
ORDER = [code for code, label in PHASES]

BY_HAND = {"listen": "understand", "understand": "engage", "feedback": "closed"}
BACK = {
    "understand": "listen",
    "engage": "understand",
    "process": "engage",
    "feedback": "process",
}

FORBIDDEN_NEXT = {
    "engage": _lt(
        "A twist moves to Process by itself when a ticket or an idea is created"
        " from it or linked to it. Do that first, or close the twist."
    ),
    "process": _lt(
        "A twist moves to Feedback by itself when feedback is written on its ticket"
        " or idea. Ask for it there, or close the twist."
    ),
}

ALLOWED = {
    "assign": set(ORDER) - {"listen"},
    "respond": {"understand", "engage", "process", "feedback"},
}

REFUSED = {
    "assign": _lt(
        "A person cannot be assigned in the phase %(phase)s."
        " Move the twist to Understand first."
    ),
    "respond": _lt(
        "A twist in the phase %(phase)s cannot be answered."
        " Move it to Understand first."
    ),
    "respond_closed": _lt(
        "A closed twist cannot be answered. Move it back to its phase first."
    ),
}


def may_move(origin: str, target: str, closed_from: str) -> bool:
    """Whether a person may move a twist from one phase to the other."""
    if target == "closed":
        return True
    if origin == "closed":
        return target == (closed_from or "listen")
    return target in (BY_HAND.get(origin), BACK.get(origin))


def closing_values(origin: str, target: str) -> dict[str, str | bool]:
    """What a move writes beside the phase: where a closed twist came from."""
    if target != "closed":
        return {"closed_from": False}
    return {"closed_from": origin} if origin != "closed" else {}
