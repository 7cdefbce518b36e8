"""Playing a scenario: what is due, and where the cursor stands."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .scenario import ANSWER, US, Line, Scenario

PAUSE = 60.0  # minutes of the scenario between its end and its next beginning
SLOTS = 256
KnownIds = Callable[[Iterable[str]], set[str]]


def answer_id(message_id: str, kind: str, key: str) -> str:
    """The id of an answer of ours to a message.

    It is one of a few, so that those of a message can be asked for: a review has one
    answer, any other message as many as people write.
    """
    if kind == "review":
        return f"answer-{message_id}"
    return f"answer-{message_id}-{int(key[:2], 16):02x}"


def answer_ids(message_id: str, kind: str) -> list[str]:
    """All that ``answer_id`` may give for a message."""
    if kind == "review":
        return [answer_id(message_id, kind, "")]
    return [answer_id(message_id, kind, f"{slot:02x}") for slot in range(SLOTS)]


@dataclass
class Due:
    """A line that is to be played, with its time and its place in the order."""

    line: Line
    moment: datetime
    is_reaction: bool = False


@dataclass
class Run:
    """A scenario as far as it was played.

    At ``when`` it was ``at`` minutes from its beginning; ``index`` lines of the
    timeline are played. What is before the beginning is ``began`` minus real minutes.
    ``answered`` are our answers by the id of the message, with the time at which they
    were first seen; ``played`` the reactions, ``skipped`` what never happened.
    """

    scenario: Scenario
    speed: float
    began: datetime
    when: datetime
    at: float = 0.0
    index: int = 0
    lap: int = 0
    answered: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    played: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @classmethod
    def resumed(
        cls, cursor: str, scenario: Scenario, speed: float, now: datetime
    ) -> "Run":
        """Where the cursor stands; at the beginning without one, or with one of
        another scenario."""
        state = json.loads(cursor) if cursor else {}
        if state.get("scenario") != scenario.code:
            return cls(scenario=scenario, speed=speed, began=now, when=now)
        answered = {
            one: (answer, datetime.fromisoformat(seen))
            for one, (answer, seen) in state["answered"].items()
        }
        return cls(
            scenario=scenario,
            speed=speed,
            began=datetime.fromisoformat(state["began"]),
            when=datetime.fromisoformat(state["when"]),
            answered=answered,
            **{name: state[name] for name in ("at", "index", "lap")},
            **{name: state[name] for name in ("played", "skipped")},
        )

    def as_cursor(self) -> str:
        answered = {
            one: (answer, seen.isoformat())
            for one, (answer, seen) in self.answered.items()
        }
        state: dict[str, Any] = {
            "scenario": self.scenario.code,
            "began": self.began.isoformat(),
            "when": self.when.isoformat(),
            "answered": answered,
        }
        for name in ("at", "index", "lap", "played", "skipped"):
            state[name] = getattr(self, name)
        return json.dumps(state)

    # -- ids and times -----------------------------------------------------------------

    def id_of(self, line_id: str) -> str:
        """A line's id on the platform: what comes again is something new."""
        line = self.scenario.lines.get(line_id)
        mark = f"~{self.lap}" if self.lap and line and line.is_live else ""
        return f"{self.scenario.code}-{line_id}{mark}"

    def answer_to(self, line_id: str) -> tuple[str, datetime] | None:
        return self.answered.get(self.id_of(line_id))

    def position(self, now: datetime) -> float:
        """Minutes from the scenario's beginning, as far as it has got by now."""
        return self.at + (now - self.when).total_seconds() / 60 * self.speed

    def moment(self, at: float) -> datetime:
        if at <= 0:
            return self.began + timedelta(minutes=at)
        return self.when + timedelta(minutes=(at - self.at) / self.speed)

    # -- playing -----------------------------------------------------------------------

    def look(self, known_ids: KnownIds | None, now: datetime) -> None:
        """See which messages were answered since."""
        if known_ids is None:
            return
        owners = {
            answer: message
            for message, kind in self._awaited()
            for answer in answer_ids(message, kind)
        }
        for answer in sorted(known_ids(owners)) if owners else ():
            self.answered.setdefault(owners[answer], (answer, now))

    def _awaited(self) -> Iterator[tuple[str, str]]:
        """(id, kind) of messages that were played, not yet answered, and matter."""
        played = {line.id for line in self.scenario.timeline[: self.index]}
        played.update(one.id for one in self.scenario.reactions if self._is_played(one))
        for line_id in played & self.scenario.awaited():
            if not self.answer_to(line_id):
                yield self.id_of(line_id), self.scenario.lines[line_id].kind

    def _is_played(self, line: Line) -> bool:
        return self.id_of(line.id) in self.played

    def begin_again(self, now: datetime) -> None:
        """If all is over: what came after the beginning comes once more."""
        if self.index < len(self.scenario.timeline):
            return
        if self.position(now) < self.scenario.length + PAUSE:
            return
        self.index, self.at, self.when = self.scenario.first_live(), 0.0, now
        mark, self.lap = f"~{self.lap}", self.lap + 1
        self.answered = {
            one: seen for one, seen in self.answered.items() if not one.endswith(mark)
        }
        self.played = [one for one in self.played if not one.endswith(mark)]
        self.skipped = [one for one in self.skipped if not one.endswith(mark)]

    def due(self, now: datetime) -> list[Due]:
        """What is to be played by now, in the order of its times."""
        return sorted(
            [*self._timeline_due(now), *self._reactions_due(now)],
            key=lambda one: one.moment,
        )

    def _timeline_due(self, now: datetime) -> Iterator[Due]:
        position = self.position(now)
        for line in self.scenario.timeline[self.index :]:
            if line.at > position:
                break
            yield Due(line, self.moment(line.at))

    def _reactions_due(self, now: datetime) -> Iterator[Due]:
        for line in self.scenario.reactions:
            found = self.answer_to(line.after_answer)
            if not found or self._is_played(line):
                continue
            moment = found[1] + timedelta(minutes=line.wait / self.speed)
            if moment <= now:
                yield Due(line, moment, is_reaction=True)

    def play(self, due: Due) -> bool:
        """Note that its time came; whether it happens at all."""
        one = self.id_of(due.line.id)
        if due.is_reaction:
            self.played.append(one)
        else:
            self.index += 1
        if self._is_moot(due.line):
            self.skipped.append(one)
        return one not in self.skipped

    def _is_moot(self, line: Line) -> bool:
        """Whether it was answered in time, or belongs to what never happened."""
        if line.unless_answered and self.answer_to(line.unless_answered):
            return True
        about = (line.of, *line.ancestors)
        return any(self.id_of(one) in self.skipped for one in about)

    def stand(self, now: datetime) -> None:
        """All that is due was played: from here on the speed of now counts."""
        self.at, self.when = self.position(now), now

    # -- as it arrives -----------------------------------------------------------------

    def arrival(self, due: Due) -> dict[str, Any]:
        """What the platform tells of a line."""
        line, moment = due.line, due.moment.isoformat(timespec="seconds")
        if line.type == "message":
            return {"type": "message", **self._message(line), "sent_at": moment}
        if line.type == "read":
            answer = self.answer_to(line.after_answer)
            return {"type": "read", "id": answer[0] if answer else ""}
        arrival = {"type": line.type, "id": self.id_of(line.of), "at": moment}
        return {**arrival, "text": line.text} if line.type == "edit" else arrival

    def _message(self, line: Line) -> dict[str, Any]:
        account = self.scenario.account
        author = account if line.by == US else self.scenario.profiles[line.by]
        answer = self.answer_to(line.after_answer) if line.after_answer else None
        known = {ANSWER: answer[0]} if answer else {}
        message = {
            "id": self.id_of(line.id),
            "thread": self.id_of(line.thread),
            "ancestors": [known.get(one) or self.id_of(one) for one in line.ancestors],
            "kind": line.kind,
            "from_us": line.by == US,
            "author": {"id": author["handle"], **author},
            "text": line.text,
            "language": line.language,
        }
        if line.rating:
            message["rating"] = line.rating
        if line.files:
            message["files"] = list(line.files)
        if line.post:
            message["post"] = self._post(line.post)
        return message

    def _post(self, post_id: str) -> dict[str, Any]:
        post = dict(self.scenario.posts[post_id])
        moment = self.began + timedelta(minutes=post.pop("at"))
        sent_at = moment.isoformat(timespec="seconds")
        return {"id": f"{self.scenario.code}-{post_id}", **post, "sent_at": sent_at}
