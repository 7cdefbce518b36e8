"""The platforms. A new one is a file here and two lines below."""

from .base import (
    Acknowledges,
    Completes,
    Connector,
    Downloads,
    Finds,
    HasAccounts,
    Inspects,
    Moderates,
    Pulls,
    Refreshes,
    Templates,
    TypedIn,
    Webhooks,
)
from .bluesky import BlueskyConnector
from .by_hand import ByHandConnector
from .errors import _lt
from .facebook import FacebookConnector
from .instagram import InstagramConnector
from .linkedin import LinkedInConnector
from .mail import MailConnector
from .mastodon import MastodonConnector
from .oauth import OAuth2
from .rss import RssConnector
from .simulator import SimulatorConnector
from .telegram import TelegramConnector
from .types import Platform
from .webhook import WebhookConnector
from .whatsapp import WhatsAppConnector
from .x import XConnector
from .youtube import YouTubeConnector

# fmt: off
PLATFORMS: tuple[type[Connector], ...] = (
    MailConnector,
    BlueskyConnector,
    MastodonConnector,
    FacebookConnector,
    InstagramConnector,
    WhatsAppConnector,
    XConnector,
    LinkedInConnector,
    YouTubeConnector,
    TelegramConnector,
    RssConnector,
    WebhookConnector,
    SimulatorConnector,
    ByHandConnector,
)
# fmt: on
CONNECTORS = {connector.code: connector for connector in PLATFORMS}
# no channel connects these, but mails tell of what is written there
OTHER_PLATFORMS = {
    "github": Platform(label=_lt("GitHub"), icon="fa-github"),
    "discourse": Platform(label=_lt("Discourse"), icon="fa-commenting"),
    "reddit": Platform(label=_lt("Reddit"), icon="fa-reddit-alien"),
}

__all__ = [
    "CONNECTORS",
    "OTHER_PLATFORMS",
    "Acknowledges",
    "Completes",
    "Connector",
    "Downloads",
    "Finds",
    "HasAccounts",
    "Inspects",
    "Moderates",
    "OAuth2",
    "Pulls",
    "Refreshes",
    "Templates",
    "TypedIn",
    "Webhooks",
]
