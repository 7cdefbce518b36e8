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

# fmt: off
PLATFORMS: tuple[type[Connector], ...] = (
    MailConnector,
)
# fmt: on
CONNECTORS = {connector.code: connector for connector in PLATFORMS}

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
