"""An Instagram account's two ways in: the login of its page, or its own.

https://developers.facebook.com/documentation/instagram-platform/
instagram-api-with-instagram-login/business-login and reference/access_token (2026-11)
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from .graph import GRAPH
from .graph_account import Body, objects
from .http import Response
from .instagram_edges import InstagramEdges
from .oauth import as_tokens
from .types import Access, Account, Tokens

INSTAGRAM = "https://graph.instagram.com"
FIELDS = (
    "comments,live_comments,mentions,messages,message_edit,messaging_seen,"
    "messaging_postbacks"
)
PAGE_SCOPES = (
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_messages",
    "pages_show_list",
    "pages_read_engagement",
    "pages_manage_metadata",
)
OWN_SCOPES = (
    "instagram_business_basic",
    "instagram_business_manage_comments",
    "instagram_business_manage_messages",
)


class InstagramAccount(InstagramEdges):
    """``by_itself``: by Instagram Login, on a host of its own."""

    login_api: ClassVar[str] = "https://api.instagram.com"
    scopes = PAGE_SCOPES
    needs = PAGE_SCOPES

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self.by_itself = self.values["login"] == "instagram"
        self.api = INSTAGRAM if self.by_itself else GRAPH
        self.scopes = OWN_SCOPES if self.by_itself else PAGE_SCOPES

    @property
    def inbox(self) -> str:
        """Direct messages are had by the page, where there is one."""
        page_id = "" if self.by_itself else str(self.values["page_id"]).strip()
        return page_id or self.own_id

    @property
    def upload_path(self) -> str:
        return "messageattachments" if self.by_itself else "message_attachments"

    @property
    def upload_to(self) -> dict[str, str]:
        return {} if self.by_itself else super().upload_to

    def proof(self) -> dict[str, str]:
        return {} if self.by_itself else super().proof()

    # -- logging in --------------------------------------------------------------------

    def oauth_urls(self) -> tuple[str, str]:
        if not self.by_itself:
            return super().oauth_urls()
        dialog = "https://www.instagram.com/oauth/authorize"
        return dialog, f"{self.login_api}/oauth/access_token"

    def lengthened(self, token: str) -> Tokens:
        """A token for 60 days, that is made new by itself."""
        if not self.by_itself:
            return super().lengthened(token)
        return self.asked_tokens(
            f"{self.api}/access_token",
            grant_type="ig_exchange_token",
            client_secret=self.values["client_secret"],
            access_token=token,
        )

    def refresh(self) -> Tokens:
        """A token that is at least a day old, for another 60 days."""
        if not self.by_itself:
            return super().refresh()
        return self.asked_tokens(
            f"{self.api}/refresh_access_token",
            grant_type="ig_refresh_token",
            access_token=self.values["access_token"],
        )

    def _read_tokens(self, response: Response) -> Tokens:
        """Instagram may put the first token into a list."""
        found = response.json()
        inner = objects(found)
        if inner and inner[0].get("access_token"):
            return as_tokens(inner[0])
        return super()._read_tokens(response)

    def inspect(self) -> Access:
        """Of a token of Instagram's own, only that it is valid."""
        if not self.by_itself:
            return super().inspect()
        self.ask("me", fields="user_id")
        return Access()

    def accounts(self) -> tuple[Account, ...]:
        """The account itself, or those of the pages that one may work for."""
        if self.by_itself:
            one = self.ask("me", fields="user_id,username")
            return _as_accounts({**one, "id": one.get("user_id")}, {})
        fields = "id,access_token,instagram_business_account{id,username}"
        found = self.ask_edge("me/accounts", fields=fields, limit=100)
        return tuple(
            account
            for page in objects(found)
            for account in _as_accounts(
                page.get("instagram_business_account") or {},
                {
                    "page_id": str(page.get("id") or ""),
                    "access_token": str(page.get("access_token") or ""),
                },
            )
        )

    # -- webhooks ----------------------------------------------------------------------

    def subscribe(self, url: str) -> None:
        """Have the account tell the app; the address itself is entered in the app.

        A page tells of its account as soon as the app is installed on it, with whatever
        fields: those that it has stay.
        """
        if self.by_itself:
            self._subscribed_apps("POST", {"subscribed_fields": FIELDS})
            return
        apps = objects(self.ask_edge(f"{self.inbox}/subscribed_apps"))
        if all(str(app.get("id")) != str(self.values["client_id"]) for app in apps):
            self._subscribed_apps("POST", {"subscribed_fields": "messages"})

    def unsubscribe(self, url: str) -> None:
        """A page stays: it may be a channel of its own."""
        if self.by_itself:
            self._subscribed_apps("DELETE", {})

    def _subscribed_apps(self, method: str, params: Body) -> None:
        where = f"{self.inbox}/subscribed_apps"
        self.act(method, where, repeatable=True, params=params)


def _as_accounts(one: Body, values: Mapping[str, str]) -> tuple[Account, ...]:
    external_id = str(one.get("id") or "")
    if not external_id:
        return ()
    return (
        Account(
            external_id=external_id,
            name=f"@{one['username']}" if one.get("username") else external_id,
            values={"account_id": external_id, **values},
        ),
    )
