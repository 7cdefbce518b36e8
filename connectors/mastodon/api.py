"""Calls of Mastodon's client API, and what the server says of itself.

https://docs.joinmastodon.org/methods/ (July 2026, Mastodon 4.6); what snac (2.75) does
otherwise was seen on a running one.
"""

import re
from functools import cached_property
from typing import Any

from ..base import Connector
from ..errors import ConnectorError, SettingsError, _lt
from ..http import Response
from ..payload import Node

GONE = (404, 410)
# Mastodon tells by sentences alone that the token, not the request, is wrong.
TOKEN_SENTENCES = (
    "The access token",
    "This action is outside the authorized scopes",
    "This method requires an authenticated user",
    "This API requires an authenticated user",
    "Your login is",
)


def stable_id(given: str) -> str:
    """A status's id that stays the same.

    snac's are ten digits of the time at which its file was last written, and 32 of the
    address's digest, of which it reads the second part alone.
    """
    if re.fullmatch(r"\d{10}[0-9a-f]{32}", given):
        return "0" * 10 + given[10:]
    return given


class MastodonApi(Connector):
    """The account's server."""

    keeps_connections = False  # snac's are over with each answer

    @property
    def api(self) -> str:
        """The server's address, from whatever was written in the setting."""
        written = str(self.values["instance"]).strip()
        if not re.match(r"https?://", written, re.I):
            written = f"https://{written}"
        scheme, _, rest = written.partition("://")
        host = rest.partition("/")[0].rpartition("@")[2]
        return f"{scheme.lower()}://{host.lower()}"

    def ask(self, path: str, kind: type = dict, **options: Any) -> Any:
        """What a path answers, of the JSON type asked for.

        None where the status is one of ``accept`` and tells of an error.
        """
        response = self.http.query(self.api + path, headers=self.bearer, **options)
        if response.status >= 300:
            return None
        value = self.http.json_of(response)
        if not isinstance(value, kind):
            raise self.http.unreadable(response)
        return value

    def named(self, response: Response) -> Node:
        """The object with an id that a call made."""
        value = self.http.json_of(response)
        if not isinstance(value, dict) or not isinstance(value.get("id"), (str, int)):
            raise self.http.unreadable(response)
        return Node(value)

    def change(self, path: str, method: str = "POST", **options: Any) -> Response:
        """A change that may be repeated: any but a new status."""
        options.setdefault("headers", self.bearer)
        return self.http.command(method, self.api + path, repeatable=True, **options)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {str(self.values['access_token']).strip()}"}

    @cached_property
    def me(self) -> dict[str, Any]:
        """The own account, a CredentialAccount."""
        account = self.ask("/api/v1/accounts/verify_credentials")
        if not account.get("id"):
            raise self.no_mastodon()
        return account

    @cached_property
    def server(self) -> dict[str, Any]:
        """What the server tells of itself; the second form came with Mastodon 4.0."""
        found = self.ask("/api/v2/instance", accept=GONE)
        return found or self.ask("/api/v1/instance")

    @property
    def domain(self) -> str:
        """The host in the names of the server's own accounts."""
        host = self.api.partition("://")[2]
        return str(self.server.get("domain") or self.server.get("uri") or host)

    @property
    def most_characters(self) -> int:
        """What the server takes in a status; 0 if it does not say."""
        found: Any = self.server
        for name in ("configuration", "statuses", "max_characters"):
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, int) else 0

    def no_mastodon(self) -> SettingsError:
        text = _lt("%(server)s does not speak the Mastodon API.")
        return SettingsError(text, code="server", server=self.api)

    def explain(self, response: Response) -> ConnectorError | None:
        """``{"error": …}`` in words; snac answers a wrong token with 422 and no JSON.

        https://docs.joinmastodon.org/entities/Error/
        """
        said = response.json()
        if response.status == 422 and said is None:
            return self.http.auth_failed(detail=response.text)
        error = said.get("error") if isinstance(said, dict) else None
        if not isinstance(error, str) or not error:
            return None
        if error.startswith(TOKEN_SENTENCES):
            return self.http.auth_failed(detail=error)
        if response.is_write and response.status in (403, 404, 413, 422):
            text = _lt("%(platform)s refuses this: %(reason)s")
            reason = self.http.masked(error)[:200]
            return self.http.permanent(text, code="refused", reason=reason)
        return None
