"""Mastodon, and every server that speaks its client API.

A message is known by the ``id`` of its status, which belongs to the account's own
server: parents are named by it, and so is whatever is done with a status. A thread is
known by the ``uri`` of its first status, and an account as user@host: both are the same
on every server.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..base import Finds, Moderates, Pulls
from ..errors import SettingsError, _lt
from ..oauth import OAuth2
from ..types import (
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
    Visibility,
)
from . import moderate, parse, send
from .api import MastodonApi
from .fetch import fetch_page
from .settings import SCOPES, SETTINGS, STEPS

MENTION_ROOM = 32  # the longest name that Mastodon gives, with its @ and a space


class MastodonConnector(MastodonApi, OAuth2, Pulls, Finds, Moderates):
    """One account on one server."""

    code = "mastodon"
    label = "Mastodon"
    icon = "fa-comments-o"
    settings = SETTINGS
    steps = STEPS
    steps_url = "https://docs.joinmastodon.org/client/token/"
    scopes = needs = SCOPES
    limits = Limits(
        text_length=500 - MENTION_ROOM,
        text_unit="mastodon",
        attachments=4,
        attachment_bytes=16 * 2**20,
        attachment_types=("image/", "video/", "audio/"),
    )

    # Connecting

    def register(self, redirect_uri: str) -> Mapping[str, str]:
        """An app of its own on each server; docs.joinmastodon.org/methods/apps/."""
        form = {"client_name": "Social Inbox", "redirect_uris": redirect_uri}
        form["scopes"] = " ".join(self.scopes)
        response = self.change("/api/v1/apps", headers={}, json=form)
        app = self.http.json_of(response)
        if not isinstance(app, dict) or not app.get("client_id"):
            raise self.no_mastodon()
        names = ("client_id", "client_secret")
        return {name: str(app.get(name) or "") for name in names}

    def oauth_urls(self) -> tuple[str, str]:
        return f"{self.api}/oauth/authorize", f"{self.api}/oauth/token"

    def verify(self) -> Profile:
        """Read the account and its notifications, and compare what the server takes.

        Whether the token may write, the server does not tell.
        """
        account, most = self.me, self.most_characters
        self.ask("/api/v1/notifications", list, params={"limit": 1})
        if most and self.text_limit > most:
            text = _lt("%(server)s takes at most %(most)s characters in a post.")
            raise SettingsError(text, code="limit", server=self.domain, most=str(most))
        return parse.own_profile(account, self.domain)

    @property
    def text_limit(self) -> int:
        return int(self.values["text_limit"])

    # Receiving

    def fetch(self, cursor: str) -> Page:
        """The next mentions, and the own answers and changes seen meanwhile."""
        return fetch_page(self, cursor)

    def parse(self, payload: Payload) -> Iterator[Event]:
        return parse.events_of(payload)

    # Sending

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        """The server's limit, less the name of the person answered."""
        return replace(self.limits, text_length=self.text_limit - MENTION_ROOM)

    def send(self, reply: Reply) -> Sent:
        """Post the answer, never to more people than what it answers.

        A break is an unknown outcome on every server, to be resolved by ``find_sent``:
        Mastodon knows an Idempotency-Key for one hour alone, and only once the status
        is there; others ignore it. It is sent all the same, for whoever sends again.
        """
        return send.post(self, reply)

    def find_sent(self, reply: Reply) -> Sent | None:
        """An own status with this text, in answer to the same one."""
        return send.find(self, reply)

    # Moderating

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        return ("delete",) if from_us else ("like", "unlike", "block", "unblock")

    def moderate(self, action: Moderation, target: Target) -> None:
        moderate.act(self, action, target)
