"""X (Twitter): mentions and direct messages of one account, by API v2.

https://docs.x.com/x-api (description 2.167, 2026-08-22). Reading and writing cost
money; a day's budget is a setting.
"""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from ..base import Connector, Downloads, Finds, Moderates, Pulls
from ..errors import ConnectorError, SettingsError, UnsupportedError, _lt
from ..http import Response
from ..oauth import OAuth2
from ..payload import Node
from ..types import (
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
    Target,
    Tokens,
    Visibility,
)
from .calls import Calls
from .pages import USER
from .parse import events, profile_of
from .problems import explained
from .reading import PAGES, Reading, newest, number_at, number_of
from .sending import conversation, is_answer, moderate, send_message, send_post
from .settings import SETTINGS

RECENT = 48 * 3600  # seconds that the first fetch looks back
HIDE_OR_BLOCK: Mapping[Kind, tuple[Moderation, ...]] = {
    "comment": ("hide", "unhide"),
    "direct": ("block", "unblock"),
}
MARGIN = 600  # seconds that clocks may differ


class XConnector(Connector, OAuth2, Pulls, Finds, Moderates, Downloads):
    """One account; ``spent`` counts US dollars.

    Only images are sent: X takes films in pieces and works on them for a while.
    """

    code = "x"
    label = "X"
    icon = "fa-twitter"
    settings = SETTINGS
    api: ClassVar[str] = "https://api.x.com"
    authorize_url = "https://x.com/i/oauth2/authorize"
    scopes = (
        *("tweet.read", "tweet.write", "tweet.moderate.write", "users.read"),
        *("dm.read", "dm.write", "media.write", "offline.access"),
    )
    needs = scopes
    steps = (
        _lt("Sign in at console.x.com and buy credits: X charges for each call."),
        _lt("Create an app there and open its user authentication settings."),
        _lt("Choose read, write and direct messages, and the type web app."),
        _lt("Enter the address for the way back that is shown below."),
        _lt("Copy the app's OAuth 2.0 client ID and client secret into this form."),
        _lt("Log in on X with the account that the inbox is to speak for."),
    )
    steps_url = "https://console.x.com"
    limits = Limits(
        text_length=280,
        text_unit="weighted",
        attachments=4,
        attachment_bytes=5 * 2**20,
        attachment_types=("image/jpeg", "image/png", "image/webp"),
        polling_minutes=5,
    )
    direct_limits: ClassVar[Limits] = replace(
        limits, text_length=10000, text_unit="char", attachments=1
    )
    # US dollars, by https://docs.x.com/x-api/getting-started/pricing (2026-08-22).
    # What comes along in ``includes`` is taken as free: the list does not say.
    prices: ClassVar[Mapping[str, float]] = {
        "own post": 0.001,
        "post": 0.005,
        "user": 0.010,
        "message": 0.010,
        "answer": 0.015,
        "summoned answer": 0.010,
        "answer with link": 0.200,
        "direct answer": 0.015,
        "description": 0.005,
        "moderation": 0.005,
        "deletion": 0.010,
    }

    # -- connecting --------------------------------------------------------------------

    def oauth_urls(self) -> tuple[str, str]:
        return self.authorize_url, f"{self.api}/2/oauth2/token"

    def _token_headers(self) -> dict[str, str]:
        """A confidential client proves itself in a header."""
        pair = f"{self.values['client_id']}:{self.values['client_secret']}"
        proof = base64.b64encode(pair.encode()).decode()
        return super()._token_headers() | {"Authorization": f"Basic {proof}"}

    def _client_proof(self) -> dict[str, str]:
        return {}

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> Tokens:
        """Besides the tokens, the id of the account that logged in."""
        tokens = super().exchange(code, redirect_uri, verifier)
        self.http.secrets += tuple(tokens.values.values())
        self.values["access_token"] = tokens.values.get("access_token", "")
        number = self._me().need("id")
        return replace(tokens, values={**tokens.values, "user_id": number})

    def verify(self) -> Profile:
        """The account; a few mentions are asked for, and messages where wanted."""
        if self.values["daily_budget"] and not self._per_day:
            text = _lt("The daily budget is no amount of money: write it like 2.50.")
            raise SettingsError(text, code="daily_budget")
        account = self._me()
        reading = self._reading(account.need("id"))
        reading.mentions(number_at(time.time() - RECENT), most=1, size=5)
        if self.values["direct_messages"]:
            reading.messages(number_at(time.time() - RECENT), time.time())
        return profile_of(account, account.need("id"))

    def explain(self, response: Response) -> ConnectorError | None:
        return explained(response, self.http)

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        return self.direct_limits if visibility == "private" else self.limits

    def budget(self) -> Budget | None:
        """A fetch that finds nothing is free; one of each is reckoned with."""
        each = self.prices[self._own_post]
        if self.values["direct_messages"]:
            each += self.prices["message"]
        if not self._per_day:
            return None
        return Budget(per_day=self._per_day, unit="USD", per_fetch=each)

    @property
    def _per_day(self) -> float:
        with suppress(ValueError):
            return max(float(str(self.values["daily_budget"]).replace(",", ".")), 0.0)
        return 0.0

    @property
    def _own_post(self) -> str:
        return "own post" if self.values["is_own_app"] else "post"

    @property
    def _calls(self) -> Calls:
        return Calls(self.http, self.api, self.values["access_token"], self._spend)

    def _spend(self, name: str, times: int) -> None:
        self.spent += self.prices[name] * times

    def _me(self) -> Node:
        account = self._calls.one("users/me", **{"user.fields": USER})
        self._spend("user", 1)
        return Node(account)

    def _reading(self, number: str = "") -> Reading:
        number = number or self.values["user_id"] or self._me().need("id")
        return Reading(self._calls, number, self.values["naming"], self._own_post)

    # -- receiving ---------------------------------------------------------------------

    def fetch(self, cursor: str) -> Page:
        """New mentions and direct messages; the first time, one page of each.

        The cursor holds the newest number of each, and when it was made.
        """
        now, last = time.time(), json.loads(cursor) if cursor else {}
        reading, recent = self._reading(), number_at(now - RECENT)
        since = last.get("mentions") or recent
        found = reading.mentions(since, most=PAGES if cursor else 1)
        following = {"mentions": newest(found, since), "at": int(now)}
        if self.values["direct_messages"]:
            since = last.get("direct") or recent
            messages = reading.messages(since, last.get("at", 0))
            following["direct"] = newest(messages, since)
            found = tuple(sorted((*found, *messages), key=number_of))
        return Page(payloads=found, cursor=json.dumps(following))

    def parse(self, payload: Payload) -> Iterator[Event]:
        return events(
            payload,
            is_self_serve=self.values["access"] == "self_serve",
            has_direct=bool(self.values["direct_messages"]),
        )

    def download(self, attachment: Attachment) -> Attachment:
        """A file of a direct message."""
        path = f"dm_conversations/media/{attachment.remote_id}"
        content = self._calls.content(path)
        return replace(attachment, content=content, size=len(content))

    # -- sending -----------------------------------------------------------------------

    def send(self, reply: Reply) -> Sent:
        """:raises PermanentError: besides other reasons, the author has not mentioned
        the account, or it has written the same before"""
        how = send_message if reply.visibility == "private" else send_post
        return how(self._calls, reply)

    def find_sent(self, reply: Reply) -> Sent | None:
        """The answer among what the account wrote since, by its text."""
        moment = reply.sent_at.timestamp() if reply.sent_at else time.time() - RECENT
        reading, since = self._reading(), number_at(moment - MARGIN)
        if reply.visibility == "private":
            found = reading.conversation(conversation(self._calls, reply), since)
        else:
            found = reading.own_posts(since)
        for payload in found:
            for event in self.parse(payload):
                if number_of(payload) > int(since) and is_answer(event, reply):
                    return Sent(external_id=event.external_id)
        return None

    # -- moderating --------------------------------------------------------------------

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        """Answers below own posts can be hidden, senders of messages blocked there;
        likes are not for pay-per-use apps."""
        if from_us:
            return () if kind == "direct" else ("delete",)
        return HIDE_OR_BLOCK.get(kind, ())

    def moderate(self, action: Moderation, target: Target) -> None:
        if action not in self.moderations(target.kind, target.from_us):
            text = _lt("X cannot do that with this message.")
            raise UnsupportedError(text, code=action)
        moderate(self._calls, action, target)
