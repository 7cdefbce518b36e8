"""Logging in with OAuth 2: the code flow with PKCE, and tokens made new.

RFC 6749 and RFC 7636, by way of ``oauthlib``. A platform says where, with which
scopes, and what differs.
"""

import time
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from oauthlib.oauth2 import WebApplicationClient

from .base import Refreshes
from .errors import RetryableError, _lt
from .http import Http, Response
from .types import Tokens

TEMPORARY = ("temporarily_unavailable", "server_error", "slow_down")
FORM = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/json",
}


class OAuth2(Refreshes):
    """The account is connected by logging in on the platform.

    The connector declares the settings ``client_id``, ``client_secret``,
    ``access_token`` and, where tokens are made new, ``refresh_token``; the last three
    are secrets. ``Tokens.values`` are settings by name.
    """

    authorize_url: ClassVar[str] = ""
    token_url: ClassVar[str] = ""
    scopes: ClassVar[tuple[str, ...]] = ()
    has_pkce: ClassVar[bool] = True
    authorize_options: ClassVar[Mapping[str, str]] = {}
    values: dict[str, Any]
    http: Http

    def register(self, redirect_uri: str) -> Mapping[str, str]:
        """Settings that a login needs first, for platforms that hand out an app's id
        by themselves; stored before the login begins."""
        return {}

    def oauth_urls(self) -> tuple[str, str]:
        """Where one logs in, and where tokens are given out."""
        return self.authorize_url, self.token_url

    def authorization(self, redirect_uri: str, state: str, verifier: str) -> str:
        """The address that a person is sent to.

        :param verifier: 43 to 128 characters, kept for ``exchange``
        """
        client = self._client()
        options = dict(self.authorize_options)
        if self.has_pkce:
            options["code_challenge"] = client.create_code_challenge(verifier, "S256")
            options["code_challenge_method"] = "S256"
        where = self.oauth_urls()[0]
        scheme, _, rest = where.partition("://")
        # oauthlib refuses http, which an administrator may choose for a server at home
        address = client.prepare_request_uri(
            f"https://{rest}", redirect_uri, list(self.scopes), state, **options
        )
        return f"{scheme}://{address.partition('://')[2]}"

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> Tokens:
        """The tokens for the code that the platform sent a person back with.

        :raises AuthError: it takes the code not, or not any more
        """
        proof = self._client_proof()
        proof.pop("client_id", None)  # oauthlib puts it in by itself
        body = self._client().prepare_request_body(
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=verifier if self.has_pkce else None,
            **proof,
        )
        return self._tokens(body)

    def refresh(self) -> Tokens:
        """New tokens; rotated ones must be stored at once.

        :raises AuthError: one has to log in again
        """
        token = self.values.get("refresh_token")
        if not token:
            raise self.http.auth_failed(code="no_refresh_token")
        body = self._client().prepare_refresh_body(
            refresh_token=token, **self._client_proof()
        )
        return self._tokens(body)

    # -- for platforms that differ -----------------------------------------------------

    def _client(self) -> WebApplicationClient:
        return WebApplicationClient(self.values.get("client_id") or "")

    def _client_proof(self) -> dict[str, str]:
        """How the app proves itself, in the form."""
        proof = {"client_id": self.values.get("client_id") or ""}
        if secret := self.values.get("client_secret"):
            proof["client_secret"] = secret
        return proof

    def _token_headers(self) -> dict[str, str]:
        return dict(FORM)

    def _tokens(self, body: str) -> Tokens:
        response = self.http.query(
            self.oauth_urls()[1],
            method="POST",
            data=body,
            headers=self._token_headers(),
            accept=(400, 401, 403),
        )
        return self._read_tokens(response)

    def _read_tokens(self, response: Response) -> Tokens:
        """:raises AuthError: with the platform's words
        :raises RetryableError: it is out of order, or answers something else
        """
        answer = as_object(response)
        if answer.get("access_token"):
            return as_tokens(answer)
        error, said = answer.get("error"), answer.get("error_description")
        if not error:
            if response.status >= 400:
                raise self.http.by_status(response)
            raise self.http.unreadable(response)
        code = error if isinstance(error, str) else "token"
        if code in TEMPORARY:
            text = _lt("%(platform)s is out of order for now.")
            raise RetryableError(text, code=code, platform=self.http.label)
        raise self.http.auth_failed(code=code, detail=str(said or error))


def as_object(response: Response) -> Mapping[str, Any]:
    """A token endpoint's answer: JSON, or a form, as some older ones have it."""
    found = response.json()
    if isinstance(found, dict):
        return found
    return dict(parse_qsl(response.text, max_num_fields=50)) if found is None else {}


def as_tokens(answer: Mapping[str, Any]) -> Tokens:
    """What a token endpoint answered (RFC 6749, 5.1)."""
    names = ("access_token", "refresh_token")
    values = {name: str(answer[name]) for name in names if answer.get(name)}
    scopes = answer.get("scope") or ()
    words = scopes if isinstance(scopes, (list, tuple)) else (scopes,)
    return Tokens(
        values=values,
        expires_at=moment_in(answer.get("expires_in")),
        scopes=tuple(" ".join(map(str, words)).replace(",", " ").split()),
    )


def moment_in(seconds: Any) -> datetime | None:
    """The time so many seconds from now, also written as text; None if it is none."""
    try:
        moment = int(time.time() + float(seconds)) if seconds else 0
        return datetime.fromtimestamp(moment, timezone.utc) if moment else None
    except (TypeError, ValueError, OverflowError):
        return None
