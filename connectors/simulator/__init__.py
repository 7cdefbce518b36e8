"""The simulator: a platform that is none, for training, demonstrations and tests.

It replays scenarios by the clock and takes every answer; nothing leaves the machine.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import ClassVar

from ..base import Connector, Downloads, Finds, Moderates, Pulls, Templates
from ..errors import SettingsError, _lt
from ..payload import read_json
from ..types import (
    Attachment,
    Event,
    Kind,
    Limits,
    Moderation,
    Page,
    Payload,
    Profile,
    Reply,
    Sent,
    Target,
    Template,
    Visibility,
)
from .declared import FASTEST, LIMITS, MARKS, SETTINGS, STEPS, TEMPLATES
from .parse import events_of
from .pictures import hills
from .run import Due, KnownIds, Run, answer_id
from .scenario import FOLDER, Scenario, load


class SimulatorConnector(Connector, Pulls, Finds, Moderates, Templates, Downloads):
    """An account of an outdoor shop, as busy as its scenario.

    ``known_ids`` may be set by the inbox: given ids, it returns those of messages that
    it has; so people of the scenario know what was answered. ``clock`` tells the time.
    """

    code = "simulator"
    label = _lt("Simulator")
    icon = "fa-flask"
    steps = STEPS
    settings = SETTINGS
    limits = LIMITS["comment"]

    batch: ClassVar[int] = 100
    folder: ClassVar[Path] = FOLDER
    clock: Callable[[], datetime] = staticmethod(lambda: datetime.now(timezone.utc))
    known_ids: KnownIds | None = None

    def verify(self) -> Profile:
        """Whose scenario it is.

        :raises SettingsError: there is no such scenario, or the speed is none
        """
        if not 1 <= self._speed <= FASTEST:
            text = _lt("The speed is a number from 1 to 1000.")
            raise SettingsError(text, code="speed")
        account = self._scenario().account
        return Profile(
            external_id=account["handle"],
            handle=account["handle"],
            name=account["name"],
            followers=account["followers"],
            is_verified=True,
        )

    # -- receiving ---------------------------------------------------------------------

    def fetch(self, cursor: str) -> Page:
        """What has happened since; at first all that lies before the beginning."""
        now = self.clock()
        speed = min(max(self._speed, 1), FASTEST)
        run = Run.resumed(cursor, self._scenario(), speed, now)
        run.look(self.known_ids, now)
        if self.values["loop"]:
            run.begin_again(now)
        due = run.due(now)
        page = due[: self.batch]
        arrivals = [self._payload(run, one) for one in page if run.play(one)]
        has_more = len(due) > len(page)
        if not has_more:
            run.stand(now)
        return Page(payloads=tuple(arrivals), cursor=run.as_cursor(), has_more=has_more)

    def parse(self, payload: Payload) -> Iterator[Event]:
        return events_of(read_json(payload))

    def download(self, attachment: Attachment) -> Attachment:
        content = hills(attachment.remote_id)
        return Attachment(
            filename=attachment.filename,
            mimetype="image/png",
            content=content,
            size=len(content),
            alt_text=attachment.alt_text,
        )

    # -- sending -----------------------------------------------------------------------

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        """A private answer, whatever to, is a direct message."""
        if visibility == "private":
            return LIMITS["direct"]
        return LIMITS.get(kind, self.limits)

    def send(self, reply: Reply) -> Sent:
        """Take the answer, unless it asks to fail.

        :raises ConnectorError: as the mark in its text says, see ``MARKS``
        """
        text = reply.text.lower()
        for mark, (kind, sentence, options) in MARKS.items():
            if mark in text:
                raise kind(sentence, code="simulated", **options)
        return self._sent(reply)

    def find_sent(self, reply: Reply) -> Sent | None:
        """Whatever would have been taken is there."""
        text = reply.text.lower()
        return None if any(mark in text for mark in MARKS) else self._sent(reply)

    def templates(self) -> tuple[Template, ...]:
        return TEMPLATES

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        """All that any platform has."""
        if from_us:
            return () if kind == "direct" else ("delete",)
        if kind == "direct":
            return ("block", "unblock")
        common: tuple[Moderation, ...] = ("like", "unlike", "block", "unblock")
        return ("hide", "unhide", "delete", *common) if kind == "comment" else common

    def moderate(self, action: Moderation, target: Target) -> None:
        """Nothing is changed anywhere, and it always works."""

    # -- inside ------------------------------------------------------------------------

    @property
    def _speed(self) -> int:
        try:
            return int(self.values["speed"])
        except ValueError:
            return 0

    def _scenario(self) -> Scenario:
        name = str(self.values["scenario"])
        path = self.folder / f"{name}.json"
        if not name.isidentifier() or not path.is_file():
            text = _lt("There is no scenario %(name)s.")
            raise SettingsError(text, code="scenario", name=name)
        return load(path)

    @staticmethod
    def _payload(run: Run, due: Due) -> Payload:
        line = due.line
        body = json.dumps(run.arrival(due), ensure_ascii=False).encode()
        return Payload(external_id=run.id_of(line.id), body=body)

    @staticmethod
    def _sent(reply: Reply) -> Sent:
        return Sent(external_id=answer_id(reply.parent_id, reply.kind, reply.key))
