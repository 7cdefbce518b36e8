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

HELP = {
    "listen": _lt("What has just arrived. Sort out spam, pass on what matters."),
    "understand": _lt("Who is it, and how serious? Rate messages, assign a person."),
    "engage": _lt("Answer, and decide: does it need a ticket or is it an idea?"),
    "process": _lt("Colleagues work on the ticket or the idea."),
    "feedback": _lt("There is a result. Tell the author, then close."),
}

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
    "rate": set(ORDER) - {"listen"},
    "assign": set(ORDER) - {"listen"},
    "respond": {"understand", "engage", "process", "feedback"},
    "invite": {"engage", "process", "feedback"},
    "create": {"engage"},
    "link": {"engage", "process", "feedback"},
    "feedback": {"process", "feedback"},
    "close": set(ORDER) - {"closed"},
}

# by action, or by action and phase where another step comes first
REFUSED = {
    "rate": _lt(
        "Sentiment and relevance cannot be set in the phase %(phase)s."
        " Move the twist to Understand first."
    ),
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
    "invite": _lt(
        "Nobody is invited to the community in the phase %(phase)s."
        " Move the twist to Engage first."
    ),
    "invite_closed": _lt(
        "Nobody is invited from a closed twist. Move it back to its phase first."
    ),
    "create": _lt(
        "A ticket or an idea cannot be created in the phase %(phase)s."
        " Move the twist to Engage first."
    ),
    "create_process": _lt(
        "This twist is in Process already. Link it to another ticket or idea,"
        " or move it back to Engage first."
    ),
    "create_feedback": _lt(
        "This twist is in Feedback already. Link it to another ticket or idea,"
        " or move it back to Engage first."
    ),
    "create_closed": _lt(
        "Nothing is created from a closed twist. Move it back to its phase first."
    ),
    "link": _lt(
        "A twist in the phase %(phase)s cannot be linked to a ticket or an idea."
        " Move it to Engage first."
    ),
    "link_closed": _lt(
        "A closed twist cannot be linked to a ticket or an idea."
        " Move it back to its phase first."
    ),
    "feedback": _lt(
        "A twist in the phase %(phase)s takes no feedback."
        " Link it to a ticket or an idea first."
    ),
    "feedback_closed": _lt(
        "A closed twist takes no feedback. Move it back to its phase first."
    ),
    "close": _lt("This twist is closed already."),
}

SKIPPED_PHASE = _lt(
    "A twist in %(origin)s cannot be moved to %(target)s."
    " Move it phase by phase, or close it."
)
NO_NEXT = _lt("Closed is the last phase.")
NO_PREVIOUS = _lt("Listen is the first phase.")


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


def following(origin: str) -> str:
    """The phase after this one; empty after the last."""
    return ORDER[ORDER.index(origin) + 1] if origin != "closed" else ""


def preceding(origin: str, closed_from: str) -> str:
    """Where a move back leads; empty before the first."""
    if origin == "closed":
        return closed_from or "listen"
    return BACK.get(origin, "")


def refusal(origin: str, target: str, closed_from: str):
    """Why a person may not make this move, as a template; None if it is allowed."""
    if origin == target or may_move(origin, target, closed_from):
        return None
    if target == following(origin) and origin in FORBIDDEN_NEXT:
        return FORBIDDEN_NEXT[origin]
    return SKIPPED_PHASE


def is_back(origin: str, target: str) -> bool:
    """Whether a move takes work back; a closed twist is reopened instead."""
    return origin not in ("", "closed") and ORDER.index(target) < ORDER.index(origin)
