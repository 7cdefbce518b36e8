"""What every platform's connector is: a small class of attributes and methods.

A connector is built for each use from plain settings, keeps no state between uses
and knows neither Odoo nor translation. What only some platforms can do is a mixin,
asked for with ``isinstance``.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from .types import Event, Limits, Page, Payload, Profile, Reply, Sent, Setting


class Connector(ABC):
    """One platform, as one connected account.

    :param settings: values by the names that ``settings`` declares; absent ones
        take the declared default
    """

    code: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str] = "fa-comments"
    settings: ClassVar[tuple[Setting, ...]]
    limits: ClassVar[Limits] = Limits()

    def __init__(self, settings: Mapping[str, Any]) -> None:
        declared = {setting.name: setting.default for setting in self.settings}
        unknown = settings.keys() - declared.keys()
        if unknown:
            raise TypeError(f"{self.code} has no settings {sorted(unknown)}")
        self.values = declared | {
            name: value for name, value in settings.items() if value not in (None, "")
        }

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __enter__(self) -> "Connector":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:  # noqa: B027
        """Give back connections; afterwards the connector is done with."""

    @abstractmethod
    def verify(self) -> Profile:
        """Whose account this is. Tries everything that fetching and sending need.

        :raises ConnectorError: the first thing that does not work
        """

    @abstractmethod
    def parse(self, payload: Payload) -> Iterator[Event]:
        """What an arrival says. Pure: no network, no clock.

        :raises PayloadError: the arrival cannot be read
        """

    @abstractmethod
    def send(self, reply: Reply) -> Sent:
        """Write exactly one answer.

        :raises ConnectorError: by its class, see ``errors``
        """

    def can_send(self) -> bool:
        """Whether the settings allow answers; else the account only receives."""
        return True

    def external_id_of(self, reply: Reply) -> str:
        """The id that the answer will have, where we choose it; else "".

        Pure. It is kept before sending, so that the answer is recognised later.
        """
        return ""


class Pulls(ABC):
    """Arrivals are fetched."""

    @abstractmethod
    def fetch(self, cursor: str) -> Page:
        """The next arrivals after ``cursor`` ("" at first), oldest first."""


class Acknowledges(ABC):
    """The platform may be told that arrivals are stored."""

    @abstractmethod
    def acknowledge(self, receipt: str) -> None:
        """Mark, move or leave what a page's receipt names; harmless to repeat."""


class Finds(ABC):
    """An answer can be looked for by its key."""

    @abstractmethod
    def find_sent(self, reply: Reply) -> Sent | None:
        """The answer on the platform, or None when it is not there."""
