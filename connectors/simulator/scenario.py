"""Scenarios: what people write, as data files; see ``connectors/scenarios/README.md``.

A loaded scenario is a script: who says what, when, and in answer to what. It knows no
clock; ``run`` plays it.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "scenarios"
US = "us"
ANSWER = "answer"  # in ancestors: the answer of ours that was waited for
INHERITED = ("kind", "post", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happens, ``at`` minutes after the beginning.

    A line that waits for ``after_answer`` comes ``wait`` minutes after our answer to
    that message, one with ``unless_answered`` only if there is none by then.
    ``ancestors`` are ids of lines, nearest first, or ``ANSWER``. ``is_live``: it comes
    after the beginning, and so again when the scenario does.
    """

    id: str
    type: str = "message"
    at: float = 0.0
    of: str = ""
    by: str = ""
    text: str = ""
    kind: str = "comment"
    post: str = ""
    language: str = ""
    rating: int = 0
    files: tuple[dict[str, str], ...] = ()
    thread: str = ""
    ancestors: tuple[str, ...] = ()
    after_answer: str = ""
    unless_answered: str = ""
    wait: float = 0.0
    is_live: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """``timeline`` are the lines with a time, in order, ``reactions`` the others."""

    code: str
    title: str
    account: dict[str, Any]
    profiles: dict[str, dict[str, Any]]
    posts: dict[str, dict[str, Any]]
    timeline: tuple[Line, ...]
    reactions: tuple[Line, ...]
    lines: dict[str, Line] = field(repr=False)

    @property
    def length(self) -> float:
        """Minutes from the beginning to the last line that has a time."""
        return self.timeline[-1].at if self.timeline else 0.0

    def first_live(self) -> int:
        """The place in ``timeline`` of the first line after the beginning."""
        return sum(line.at <= 0 for line in self.timeline)

    def awaited(self) -> set[str]:
        """Lines whose answering changes what comes."""
        conditions = {line.after_answer for line in self.reactions}
        return conditions | {one.unless_answered for one in self.timeline} - {""}


@lru_cache(maxsize=16)
def load(path: Path) -> Scenario:
    """:raises ValueError, KeyError, TypeError: the file is not as described"""
    data = json.loads(path.read_text("utf-8"))
    profiles = dict(data["profiles"])
    lines: dict[str, Line] = {}
    for written in _unrolled(data["events"], profiles):
        line = _line(written, lines)
        if line.id in lines:
            raise ValueError(f"{line.id} is there twice")
        lines[line.id] = line
    timed = [line for line in lines.values() if not line.after_answer]
    return Scenario(
        code=path.stem,
        title=data["title"],
        account=data["account"],
        profiles=profiles,
        posts=data["posts"],
        timeline=tuple(sorted(timed, key=lambda line: line.at)),
        reactions=tuple(line for line in lines.values() if line.after_answer),
        lines=lines,
    )


def _line(written: dict[str, Any], before: dict[str, Line]) -> Line:
    """A line with what it takes over from the one it answers."""
    values = dict(written)
    parent = values.pop("reply_to", "") or values.get("after_answer", "")
    if parent:
        above = before[parent]
        answered = ANSWER if "reply_to" not in written else ""
        chain = (answered, parent, *above.ancestors)
        values["ancestors"] = tuple(filter(None, chain))
        values = {name: getattr(above, name) for name in INHERITED} | values
    line = Line(**{**values, "files": tuple(values.get("files", ()))})
    awaited = before[line.after_answer] if line.after_answer else None
    is_live = awaited.is_live if awaited else line.at > 0
    return replace(line, thread=_thread(line, before), is_live=is_live)


def _thread(line: Line, before: dict[str, Line]) -> str:
    """One for each person's direct messages, else one for each that begins."""
    if not line.ancestors:
        return f"direct-{line.by}" if line.kind == "direct" else line.id
    return before[line.ancestors[-1]].thread


def _unrolled(
    events: list[dict[str, Any]], profiles: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The events, a storm as many of them; its people are added to ``profiles``."""
    for event in events:
        if "repeat" in event:
            yield from _storm(dict(event), profiles)
        else:
            yield event


def _storm(
    event: dict[str, Any], profiles: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Many similar messages by many people, always the same ones."""
    count, every = event.pop("repeat"), event.pop("every")
    firsts, lasts, texts = (event.pop(name) for name in ("first", "last", "texts"))
    for number in range(count):
        first = firsts[number % len(firsts)]
        last = lasts[number // len(firsts) % len(lasts)]
        one = f"{event['id']}-{number + 1}"
        luck = zlib.crc32(one.encode())
        profiles[one] = {
            "handle": f"{first}.{last}.{number + 1}".lower(),
            "name": f"{first} {last}",
            "followers": luck % 900,
        }
        yield {
            **event,
            "id": one,
            "by": one,
            "at": event["at"] + number * every,
            "text": texts[luck % len(texts)],
        }
