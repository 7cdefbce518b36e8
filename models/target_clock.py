"""What a conversation says about targets: plain values, no records (spec C19).

First response: from the first message from outside to our first answer. Next response:
from each later message that waits to its answer. Resolution: from the first message to
the closing; the clock stands while the author is to answer. It stands for all of them
while the twist is closed.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

KINDS = [
    ("first", "First Response"),
    ("next", "Next Response"),
    ("resolution", "Resolution"),
]
ENDED = ("reached", "breached", "dropped")


class Plan(NamedTuple):
    """A target as it is set up; empty conditions fit all."""

    id: int
    company_id: int
    kind: str
    seconds: int
    warn: timedelta
    campaign_ids: frozenset = frozenset()
    platform: str = ""
    priority: str = ""

    def fits(self, twist):
        return (
            self.company_id == twist.company_id
            and (not self.campaign_ids or twist.campaign_id in self.campaign_ids)
            and (not self.platform or self.platform == twist.platform)
            and (not self.priority or self.priority == twist.priority)
        )


class Turn(NamedTuple):
    """Where the word goes over: what came from outside, or an answer of ours."""

    is_inbound: bool
    date: datetime
    user_id: int | None = None


class Line(NamedTuple):
    """A target of a twist: how it stands."""

    kind: str
    turn: int  # of next responses, which there may be several of
    target_id: int
    started: datetime
    state: str
    due: datetime | None = None
    soon: datetime | None = None
    left: int = 0  # seconds
    paused: datetime | None = None
    ended: datetime | None = None
    user_id: int | None = None

    @property
    def is_running(self):
        return not self.ended and not self.paused

    @property
    def is_overdue(self):
        return self.state == "breached" and self.is_running

    def kept(self):
        """As it is stored: what runs does not change by the second."""
        return self._replace(left=0) if self.is_running else self

    def same_end(self, other):
        return self.ended and (self.started, self.ended) == (other.started, other.ended)


def lines(turns, pauses, plans, clock, now):
    """The targets of one twist.

    :param turns: list of :class:`Turn`, in order, each from the other side
    :param pauses: pairs of times in which it was closed; the last one may have no end
    :param plans: a :class:`Plan` by kind
    :param clock: ``between`` and ``after``
    """
    found, began, closed = [], None, pauses and pauses[-1][1] is None
    turns = turns if not turns or turns[0].is_inbound else turns[1:]
    for number in range(0, len(turns), 2):
        question, answer = turns[number], None
        began = began or question.date
        if number + 1 < len(turns):
            answer = turns[number + 1]
        plan = plans.get("next" if number else "first")
        if plan:
            turn = (number // 2, question.date, answer)
            found.append(response(plan, turn, pauses, clock, now))
    if began and (plan := plans.get("resolution")):
        silences = [*pauses, *waits(turns)]
        line = resolution(plan, began, silences, clock, now)
        is_closed = pauses[-1][0] if closed else None
        found.append(concluded(line, is_closed, turns))
    return found


def waits(turns):
    """When the author was to answer: from our answers to what came next."""
    for number in range(1, len(turns), 2):
        later = number + 1 < len(turns) and turns[number + 1].date
        yield turns[number].date, later or None


def response(plan, turn, pauses, clock, now):
    number, started, answer = turn
    ended = answer and max(answer.date, started)
    pieces = open_pieces(started, ended, pauses)
    due, left, is_late = measured(clock, plan.seconds, pieces, now)
    closed = not answer and pauses and pauses[-1][1] is None and pauses[-1][0]
    state = "breached" if is_late else "reached" if answer else "running"
    if closed and not is_late:
        state = "dropped"  # there was nothing to be answered
    line = Line(plan.kind, number, plan.id, started, state, due, left=left)
    user = answer and answer.user_id
    return told(line, plan)._replace(ended=ended or closed or None, user_id=user)


def resolution(plan, started, pauses, clock, now):
    """As if it were not closed: paused if there is time in which nothing runs."""
    pieces = open_pieces(started, None, pauses)
    due, left, is_late = measured(clock, plan.seconds, pieces, now)
    line = Line(plan.kind, 0, plan.id, started, "running", due, left=left)
    if pieces[-1][1] is not None:
        line = line._replace(state="paused", paused=pieces[-1][1])
    if is_late:
        line = line._replace(state="breached")
    return told(line, plan)


def concluded(line, closed, turns):
    """A resolution, reached if the twist is closed."""
    if not closed:
        return line
    answers = [turn.user_id for turn in turns if not turn.is_inbound]
    state = "breached" if line.state == "breached" else "reached"
    user = answers[-1] if answers else None
    return line._replace(state=state, paused=None, ended=closed, user_id=user)


def told(line, plan):
    """With the time from which it is soon; what is paused is not due."""
    if line.paused and line.state == "paused":
        return line._replace(due=None)
    return line._replace(soon=line.due and line.due - plan.warn)


def open_pieces(start, end, pauses):
    """Where the clock runs: pairs of times; at least one, which may be empty.

    :param end: None if it has not ended
    :returns: the last one has no end if the clock runs now
    """
    pieces, at = [], start
    for pause, resumed in sorted(pauses, key=lambda pair: pair[0]):
        if end and pause >= end:
            break
        if pause > at:
            pieces.append((at, pause))
        if resumed is None:
            return pieces or [(start, start)]
        at = max(at, resumed)
    if end is None or at < end:
        pieces.append((at, end))
    return pieces or [(start, start)]


def measured(clock, seconds, pieces, now):
    """When the time is or was over, what is left of it now, and whether it is over."""
    left = seconds
    *earlier, (start, end) = pieces
    for one, other in earlier:
        worked = clock.between(one, other)
        if worked > left:
            return clock.after(one, left), 0, True
        left -= worked
    due = clock.after(start, left)
    until = end or now
    is_late = bool(due) and (due < until if end else due <= until)
    return due, max(0, left - clock.between(start, until)), is_late
