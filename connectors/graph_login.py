"""Logging in with Facebook: the settings, the tokens, and what they still allow.

https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
https://developers.facebook.com/docs/graph-api/guides/secure-requests
https://developers.facebook.com/docs/graph-api/reference/debug_token (2026-11)
"""

import hashlib
import hmac
import json
from datetime import datetime, timezone
from typing import Any, ClassVar

from .base import Connector, HasAccounts, Inspects
from .errors import ConnectorError, _lt
from .graph import GRAPH, VERSION, explain_graph
from .http import Response
from .oauth import OAuth2, as_tokens
from .types import Access, Setting, Tokens

APP, ACCOUNT = _lt("App"), _lt("Account")
APP_ID = Setting(
    name="client_id",
    label="App ID",
    help="The number of your app, on its page at developers.facebook.com.",
    required=True,
    group=APP,
)
APP_SECRET = Setting(
    name="client_secret",
    label="App Secret",
    type="password",
    help="In the app, under App settings, Basic. By it the inbox also knows that calls "
    "come from Meta.",
    required=True,
    secret=True,
    group=APP,
)
GRAPH_VERSION = Setting(
    name="version",
    label="API Version",
    help="The version of Meta's Graph API. Each one works for about two years.",
    default=VERSION,
    group=APP,
)
TOKEN = Setting(
    name="access_token",
    label="Access Token",
    type="password",
    help="Comes by itself when you log in; or paste the token of a system user.",
    secret=True,
    group=ACCOUNT,
)
DIRECT = Setting(
    name="with_direct",
    label="Direct Messages",
    type="boolean",
    help="Switch it off if the app has no right to read and write messages.",
    default=True,
    group=ACCOUNT,
)
HUMAN_AGENT = Setting(
    name="human_agent",
    label="Human Agent",
    type="boolean",
    help="Switch it on if Meta granted the app the feature Human Agent: then direct "
    "messages can be answered for 7 days instead of 24 hours.",
    default=False,
    group=ACCOUNT,
)


class GraphLogin(Connector, OAuth2, Inspects, HasAccounts):
    """Calls of the Graph with the account's token, and where that comes from."""

    api: ClassVar[str] = GRAPH
    has_pkce = False

    def explain(self, response: Response) -> ConnectorError | None:
        return explain_graph(self.http, response)

    # -- calls -------------------------------------------------------------------------

    @property
    def version(self) -> str:
        return str(self.values["version"]).strip("/ ")

    def url(self, path: str) -> str:
        return f"{self.api}/{self.version}/{path}"

    def proof(self) -> dict[str, str]:
        """Shows that who holds the token also knows the app's secret."""
        token, secret = self.values["access_token"], self.values["client_secret"]
        if not token or not secret:
            return {}
        made = hmac.new(secret.encode(), token.encode(), hashlib.sha256)
        return {"appsecret_proof": made.hexdigest()}

    def authorized(self, token: str = "") -> dict[str, str]:
        token = token or self.values["access_token"]
        if not token:
            raise self.http.auth_failed(code="no_token")
        return {"Authorization": f"Bearer {token}"}

    def ask(self, path: str, **params: Any) -> dict[str, Any]:
        """An object of the Graph."""
        return self._object(self._asked(path, params))

    def ask_edge(self, path: str, **params: Any) -> dict[str, Any]:
        """What an edge lists: ``{"data": [...], "paging": {...}}``.

        :raises RetryableError: it lists nothing at all, not even none
        """
        response = self._asked(path, params)
        found = self._object(response)
        if not isinstance(found.get("data"), list):
            raise self.http.unreadable(response)
        return found

    def act(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Change something.

        :param options: of ``Http.command``
        """
        options["params"] = {**self.proof(), **options.get("params", {})}
        url, headers = self.url(path), self.authorized()
        return self._object(self.http.command(method, url, headers=headers, **options))

    def _asked(self, path: str, params: dict[str, Any]) -> Response:
        params = {**self.proof(), **params}
        return self.http.query(self.url(path), params=params, headers=self.authorized())

    def _object(self, response: Response) -> dict[str, Any]:
        found = self.http.json_of(response)
        if not isinstance(found, dict):
            raise self.http.unreadable(response)
        return found

    # -- tokens ------------------------------------------------------------------------

    def oauth_urls(self) -> tuple[str, str]:
        dialog = f"https://www.facebook.com/{self.version}/dialog/oauth"
        return dialog, self.url("oauth/access_token")

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> Tokens:
        """A token of the person for 60 days; those of the pages it leads to have no
        end."""
        short = super().exchange(code, redirect_uri, verifier)
        return self.lengthened(short.values["access_token"])

    def lengthened(self, token: str) -> Tokens:
        proof = {**self._client_proof(), "fb_exchange_token": token}
        return self.asked_tokens(
            self.url("oauth/access_token"), grant_type="fb_exchange_token", **proof
        )

    def asked_tokens(self, url: str, **params: str) -> Tokens:
        """:raises AuthError: what is shown for them is not taken"""
        return self._read_tokens(self.http.query(url, params=params))

    def _read_tokens(self, response: Response) -> Tokens:
        """Meta says what is wrong in its own form, not in that of OAuth 2."""
        found = response.json()
        tokens = as_tokens(found) if isinstance(found, dict) else None
        if tokens is None or "access_token" not in tokens.values:
            raise self.explain(response) or self.http.auth_failed(detail=response.text)
        return tokens

    def inspect(self) -> Access:
        """:raises AuthError: the token is not valid any more"""
        app = f"{self.values['client_id']}|{self.values['client_secret']}"
        found = self.http.query_json(
            self.url("debug_token"),
            params={"input_token": self.values["access_token"]},
            headers=self.authorized(app),
        )
        data = found.get("data") if isinstance(found, dict) else None
        if not isinstance(data, dict) or data.get("is_valid") is False:
            raise self.http.auth_failed(code="invalid", detail=json.dumps(data))
        ends = [data.get("expires_at"), data.get("data_access_expires_at")]
        ends = [end for end in ends if isinstance(end, int) and end > 0]
        granted = data.get("scopes") or self.scopes
        return Access(
            expires_at=datetime.fromtimestamp(min(ends), timezone.utc)
            if ends
            else None,
            missing_scopes=tuple(one for one in self.scopes if one not in granted),
        )
