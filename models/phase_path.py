"""From one phase to another, as far as a person may go step by step."""

from . import phases


def path(origin: str, target: str, closed_from: str):
    """The moves by hand that lead there.

    :returns: (phases in their order, (from, to) that is refused or None)
    """
    steps: list[str] = []
    while origin != target:
        step = _towards(origin, target, closed_from)
        if phases.refusal(origin, step, closed_from):
            return steps, (origin, step)
        steps.append(step)
        closed_from = str(phases.closing_values(origin, step).get("closed_from") or "")
        origin = step
    return steps, None


def _towards(origin: str, target: str, closed_from: str) -> str:
    if target == "closed":
        return target
    if origin == "closed":
        return closed_from or "listen"
    step = 1 if phases.ORDER.index(target) > phases.ORDER.index(origin) else -1
    return phases.ORDER[phases.ORDER.index(origin) + step]
