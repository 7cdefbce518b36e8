"""What every platform's connector is: a small class of attributes and methods.

A connector is built for each use from plain settings, keeps no state between uses
and knows neither Odoo nor translation. What only some platforms can do is a mixin,
asked for with ``isinstance``.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from .errors import ConnectorError
from .http import Http, Response
from .types import (
    Access,
    Account,
    Attachment,
    Budget,
    Event,
    Kind,
    Limits,
    Moderation,
    Page,
    Payload,
    Profile,
    Reply,
    Sent,
    Setting,
    Target,
    Template,
    Tokens,
    Visibility,
    WebhookAnswer,
    WebhookRequest,
)


class Connector(ABC):
    """One platform, as one connected account.

    ``steps`` are sentences that say what to do before the form can be filled in,
    marked by ``_lt``; ``steps_url`` is the platform's page for it; ``needs`` are the
    rights that its app must have. ``keeps_connections`` is off where servers end a
    connection with their answer and do not say so.

    :param settings: values by the names that ``settings`` declares; absent ones
        take the declared default
    """

    code: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str] = "fa-comments"
    settings: ClassVar[tuple[Setting, ...]]
    limits: ClassVar[Limits] = Limits()
    steps: ClassVar[tuple[str, ...]] = ()
    steps_url: ClassVar[str] = ""
    needs: ClassVar[tuple[str, ...]] = ()
    keeps_connections: ClassVar[bool] = True

    def __init__(self, settings: Mapping[str, Any]) -> None:
        declared = {setting.name: setting.default for setting in self.settings}
        unknown = settings.keys() - declared.keys()
        if unknown:
            raise TypeError(f"{self.code} has no settings {sorted(unknown)}")
        self.values = declared | {
            name: value for name, value in settings.items() if value not in (None, "")
        }
        self.spent = 0.0

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __enter__(self) -> "Connector":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    @cached_property
    def http(self) -> Http:
        """The way to the platform; knows its errors and keeps its secrets."""
        secrets = [self.values[one.name] for one in self.settings if one.secret]
        http = Http(self.label, self.explain, map(str, secrets))
        http.keeps_connections = self.keeps_connections
        return http

    @property
    def calls(self) -> int:
        """How many calls were made so far."""
        return self.http.calls if "http" in self.__dict__ else 0

    def close(self) -> None:
        """Give back connections; afterwards the connector is done with."""
        if "http" in self.__dict__:
            self.http.close()

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

    def explain(self, response: Response) -> ConnectorError | None:
        """The platform's own error codes; None: its status decides, see ``http``."""
        return None

    def can_send(self) -> bool:
        """Whether the settings allow answers; else the account only receives."""
        return True

    def external_id_of(self, reply: Reply) -> str:
        """The id that the answer will have, where we choose it; else "".

        Pure. It is kept before sending, so that the answer is recognised later.
        """
        return ""

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        """What the platform takes in answer to such a message, so seen. Pure."""
        return self.limits

    def budget(self) -> Budget | None:
        """What may be spent in a day; ``spent`` counts up in its unit. Pure."""
        return None


class Pulls(ABC):
    """Arrivals are fetched."""

    @abstractmethod
    def fetch(self, cursor: str) -> Page:
        """The next arrivals after ``cursor`` ("" at first), oldest first."""


class Webhooks(ABC):
    """The platform calls the channel's address when something arrives.

    ``asks_for_key``: its form wants the channel's key, beside the address.
    """

    asks_for_key: ClassVar[bool] = False

    @abstractmethod
    def receive(self, request: WebhookRequest) -> tuple[Payload, ...]:
        """What a call holds, cut into arrivals. No network.

        :raises WebhookRejected: it does not come from the platform, or is too old
        """

    def challenge(self, request: WebhookRequest) -> WebhookAnswer | None:
        """The answer to a handshake; None: the call is none. No network.

        :raises WebhookRejected: a handshake that does not come from the platform
        """
        return None

    def subscribe(self, url: str) -> None:
        """Tell the platform the address, where it can be told; harmless to repeat."""
        return

    def unsubscribe(self, url: str) -> None:
        """The channel is disconnected."""
        return


class Completes(ABC):
    """Some arrivals only name what happened; what they name can be had."""

    @abstractmethod
    def complete(self, payload: Payload) -> Payload:
        """The arrival with what it names, under the same id; as it is if it has all.

        To be asked between storing and parsing. ``parse`` reads it also when it was
        never asked: then names, posts or texts are missing.

        :raises ConnectorError: not now
        """


class Acknowledges(ABC):
    """The platform may be told that arrivals are stored."""

    @abstractmethod
    def acknowledge(self, receipt: str) -> None:
        """Mark, move or leave what a page's receipt names; harmless to repeat."""


class Refreshes(ABC):
    """What proves who the account is wears out, and is made new by itself."""

    @abstractmethod
    def refresh(self) -> Tokens:
        """New settings, asked for when the old are refused or wear out; they must be
        stored at once, and count from the next connector on.

        :raises AuthError: one has to log in again
        """


class Finds(ABC):
    """An answer can be looked for by its key."""

    @abstractmethod
    def find_sent(self, reply: Reply) -> Sent | None:
        """The answer on the platform, or None when it is not there."""


class Moderates(ABC):
    """Messages can be hidden, liked or removed where they were written (spec C20)."""

    @abstractmethod
    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        """What can be done to such a message. Pure."""

    @abstractmethod
    def moderate(self, action: Moderation, target: Target) -> None:
        """Do it; harmless to repeat.

        :raises ConnectorError: as for ``send``
        """


class Downloads(ABC):
    """Files of messages are had with the account's own right."""

    @abstractmethod
    def download(self, attachment: Attachment) -> Attachment:
        """The file that ``attachment.remote_id`` names, with its content."""


class Templates(ABC):
    """Outside the reply window, answers are texts that the platform approved."""

    @abstractmethod
    def templates(self) -> tuple[Template, ...]:
        """Those that may be used now."""


class TypedIn:
    """No account is connected: what arrives is typed by colleagues, and nothing is
    sent."""


class Inspects(ABC):
    """The platform tells what the account's token allows, and how long."""

    @abstractmethod
    def inspect(self) -> Access:
        """:raises ConnectorError: it cannot be asked"""


class HasAccounts(ABC):
    """A login leads to several accounts, one of which is the channel's."""

    @abstractmethod
    def accounts(self) -> tuple[Account, ...]:
        """Those to choose from."""
