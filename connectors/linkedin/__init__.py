"""LinkedIn: comments on and mentions of a company page (Community Management API).

LinkedIn has no API for messages to a page. Apps need its approval.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/ (2026-08)
"""

import json
import time
from collections.abc import Iterator
from typing import ClassVar

from ..base import (
    Completes,
    Connector,
    Finds,
    HasAccounts,
    Inspects,
    Moderates,
    Pulls,
    Webhooks,
)
from ..errors import ConnectorError, SettingsError, _lt
from ..http import Response
from ..oauth import FORM, OAuth2
from ..payload import Node
from ..types import (
    Access,
    Account,
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
    WebhookAnswer,
    WebhookRequest,
)
from .account import access_of, pages_of, roles
from .arrivals import answer, completed, notifications, payload_of, subscription
from .calls import Calls, Json
from .parse import ACTIONS, events
from .problems import explained
from .settings import SETTINGS
from .urns import ORGANIZATION, SITE, escaped
from .writing import find_comment, moderate, send_comment

RECENT, KEPT = 48 * 3600, 60 * 86400  # seconds that are looked back, at most
OVERLAP = 600  # seconds that a notification may come late
SPAN = 86400  # seconds that are asked for at once


class LinkedInConnector(
    Connector,
    OAuth2,
    Pulls,
    Webhooks,
    Completes,
    Finds,
    Moderates,
    HasAccounts,
    Inspects,
):
    """One page; ``spent`` counts calls, of which the app has so many a day."""

    code = "linkedin"
    label = "LinkedIn"
    icon = "fa-linkedin"
    settings = SETTINGS
    api: ClassVar[str] = "https://api.linkedin.com"
    login: ClassVar[str] = "https://www.linkedin.com"
    has_pkce = False  # LinkedIn's web apps prove themselves by their secret
    scopes = (
        "rw_organization_admin",
        "r_organization_social_feed",
        "w_organization_social_feed",
    )
    needs = scopes
    steps = (
        _lt("Create an app at linkedin.com/developers and have your page verify it."),
        _lt(
            "Ask there for the Community Management API; LinkedIn reviews the request."
        ),
        _lt("On the Auth tab, enter the address for the way back that is shown below."),
        _lt("Copy the client ID and the primary client secret into this form."),
        _lt("Log in as a person who is an administrator of the page; choose the page."),
        _lt("For push, register the channel's address on the app's Webhooks tab."),
    )
    steps_url = "https://www.linkedin.com/developers/apps"
    limits = Limits(text_length=1250, takes_files=False, polling_minutes=15)

    # -- connecting --------------------------------------------------------------------

    def oauth_urls(self) -> tuple[str, str]:
        return (
            f"{self.login}/oauth/v2/authorization",
            f"{self.login}/oauth/v2/accessToken",
        )

    def verify(self) -> Profile:
        """The page; that its notifications may be read is tried."""
        page = self._calls.one(f"organizations/{self._page_number()}")
        now = time.time()
        self._notifications(now - 60, now)
        handle = str(page.get("vanityName") or "")
        return Profile(
            external_id=self._page(),
            handle=handle,
            name=str(page.get("localizedName") or handle),
            url=f"{SITE}/company/{handle or self._page_number()}",
        )

    def accounts(self) -> tuple[Account, ...]:
        """The pages that the person who logged in administers."""
        return tuple(pages_of(self._calls, roles(self._calls)))

    def inspect(self) -> Access:
        """https://learn.microsoft.com/en-us/linkedin/shared/authentication/
        token-introspection (2026-08)"""
        form = {**self._client_proof(), "token": self.values["access_token"]}
        url = f"{self.login}/oauth/v2/introspectToken"
        told = self.http.query_json(url, method="POST", data=form, headers=FORM)
        if not isinstance(told, dict) or told.get("active") is not True:
            raise self.http.auth_failed(code="inactive")
        return access_of(Node(told), self.scopes)

    def explain(self, response: Response) -> ConnectorError | None:
        return explained(response, self.http)

    def budget(self) -> Budget | None:
        """A fetch is a call, and another for each comment that came."""
        per_day = float(self.values["daily_calls"] or 0)
        return Budget(per_day=per_day, per_fetch=2.0) if per_day > 0 else None

    @property
    def _calls(self) -> Calls:
        calls = Calls(self.http, self.api, self._count)
        return calls.signed(self.values["access_token"], self.values["version"])

    def _count(self) -> None:
        self.spent += 1

    def _page_number(self) -> str:
        number = str(self.values["organization"]).strip().removeprefix(ORGANIZATION)
        if not number.isdigit():
            text = _lt("Choose the company page that the inbox is to speak for.")
            raise SettingsError(text, code="organization")
        return number

    def _page(self) -> str:
        return ORGANIZATION + self._page_number()

    # -- receiving ---------------------------------------------------------------------

    def fetch(self, cursor: str) -> Page:
        """Notifications of at most a day, some minutes of it for the second time.

        The cursor says until when they were asked for.
        """
        now = time.time()
        start = json.loads(cursor)["until"] - OVERLAP if cursor else now - RECENT
        start = max(start, now - KEPT)
        end = min(now, start + SPAN)
        payloads = tuple(map(payload_of, self._notifications(start, end)))
        until = json.dumps({"until": int(end)})
        return Page(payloads=payloads, cursor=until, has_more=end < now)

    def _notifications(self, start: float, end: float) -> list[Json]:
        """Those of the page in that time, oldest first."""
        asked = (
            f"organizationalEntityNotifications?q=criteria&actions=List({','.join(ACTIONS)})"
            f"&organizationalEntity={escaped(self._page())}"
            f"&timeRange=(start:{int(start * 1000)},end:{int(end * 1000)})"
        )
        found = [one for page in self._calls.pages(asked) for one in page]
        return sorted(found, key=lambda one: one.get("lastModifiedAt") or 0)

    def challenge(self, request: WebhookRequest) -> WebhookAnswer | None:
        return answer(request, str(self.values["client_secret"]))

    def receive(self, request: WebhookRequest) -> tuple[Payload, ...]:
        """The page's own notifications of a batch; LinkedIn may send them again."""
        batch = notifications(request, str(self.values["client_secret"]))
        page = self._page()
        own = [one for one in batch if one.get("organizationalEntity") == page]
        return tuple(map(payload_of, own))

    def subscribe(self, url: str) -> None:
        """Nothing without the app's number: then notifications are fetched alone."""
        if path := self._subscription():
            self._calls.command("PUT", path, json={"webhook": url}, repeatable=True)

    def unsubscribe(self, url: str) -> None:
        if path := self._subscription():
            self._calls.command("DELETE", path, repeatable=True, accept=(404,))

    def _subscription(self) -> str:
        number = str(self.values["application_id"]).strip()
        found = roles(self._calls) if number else []
        if not found:
            return ""
        return subscription(number, str(found[0].get("roleAssignee")), self._page())

    def complete(self, payload: Payload) -> Payload:
        return completed(self._calls, payload)

    def parse(self, payload: Payload) -> Iterator[Event]:
        return events(payload)

    # -- answering ---------------------------------------------------------------------

    def send(self, reply: Reply) -> Sent:
        return send_comment(self._calls, self._page(), reply)

    def find_sent(self, reply: Reply) -> Sent | None:
        return find_comment(self._calls, self._page(), reply)

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        """Administrators may remove any comment on the page's posts."""
        if from_us:
            return ("delete",) if kind == "comment" else ()
        return ("like", "unlike", "delete") if kind == "comment" else ("like", "unlike")

    def moderate(self, action: Moderation, target: Target) -> None:
        moderate(self._calls, self._page(), action, target)
