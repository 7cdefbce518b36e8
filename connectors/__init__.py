"""The platforms. A new one is a file here and two lines below."""

from .base import Acknowledges, Connector, Finds, Pulls
from .mail import MailConnector

CONNECTORS: dict[str, type[Connector]] = {
    connector.code: connector for connector in (MailConnector,)
}

__all__ = ["CONNECTORS", "Acknowledges", "Connector", "Finds", "Pulls"]
