"""The platforms. A new one is a file here and two lines below."""

from .base import (
    Acknowledges,
    Connector,
    Downloads,
    Finds,
    HasAccounts,
    Inspects,
    Moderates,
    Pulls,
    Templates,
    Webhooks,
)
from .mail import MailConnector
from .oauth import OAuth2

CONNECTORS: dict[str, type[Connector]] = {
    connector.code: connector
    for connector in (
        MailConnector,
    )
}

__all__ = [
    "CONNECTORS",
    "Acknowledges",
    "Connector",
    "Downloads",
    "Finds",
    "HasAccounts",
    "Inspects",
    "Moderates",
    "OAuth2",
    "Pulls",
    "Templates",
    "Webhooks",
]
