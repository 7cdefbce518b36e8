"""Calls to the server that keeps a Bluesky account.

XRPC: GET for queries, POST for procedures (https://atproto.com/specs/xrpc, 2026-07).
Signing in goes to the service that was named; all else to the account's own server,
since bsky.social passes on no calls to the chat.
"""

from collections.abc import Mapping
from typing import Any

from ..http import Http, Response
from ..types import Tokens
from .answers import objects
from .failures import GONE, Absent
from .session import (
    Account,
    account_of,
    identifier_of,
    service_of,
    tokens_of,
)

# The chat is a service of its own, reached through the account's server.
CHAT = {"Atproto-Proxy": "did:web:api.bsky.chat#bsky_chat"}


class Client:
    """One account's calls, each with the access token.

    :raises AuthError: from each method, without any call, if nobody is signed in
    """

    def __init__(self, http: Http, values: Mapping[str, Any]) -> None:
        self.http, self.values = http, values

    @property
    def account(self) -> Account:
        found = account_of(self.values)
        if not found:
            raise self.http.auth_failed(code="no_session")
        return found

    def get(self, name: str, /, *, chat: bool = False, **params: Any) -> dict[str, Any]:
        """What a query answers."""
        url, headers = self._call(name, chat)
        return self._object(self.http.query(url, params=params, headers=headers))

    def ask(self, name: str, /, *, chat: bool = False, **params: Any) -> dict[str, Any]:
        """What a query answers on the way to a change: it fails as the change does."""
        url, headers = self._call(name, chat)
        options = {"params": params, "headers": headers, "repeatable": True}
        return self._object(self.http.command("GET", url, **options))

    def post(
        self, name: str, body: Mapping[str, Any], *, chat: bool = False
    ) -> dict[str, Any]:
        """What a procedure answers; only the chat takes a repeat for another one."""
        url, headers = self._call(name, chat)
        options = {"json": body, "headers": headers, "repeatable": not chat}
        return self._object(self.http.command("POST", url, **options))

    def upload(self, content: bytes, mimetype: str) -> Any:
        """The blob that a record refers to; it vanishes if none does."""
        url, headers = self._call("com.atproto.repo.uploadBlob", False)
        headers["Content-Type"] = mimetype
        options = {"data": content, "headers": headers, "repeatable": True}
        return self._object(self.http.command("POST", url, **options)).get("blob")

    def posts(self, *uris: str) -> dict[str, Any]:
        """Posts by their address, at most 25, without those that are not there."""
        return self._by_uri(self.get("app.bsky.feed.getPosts", uris=list(uris)))

    def post_to_change(self, uri: str) -> dict[str, Any]:
        """:raises Absent: it is not there"""
        found = self._by_uri(self.ask("app.bsky.feed.getPosts", uris=[uri]))
        if uri not in found:
            raise Absent(GONE, code="gone")
        return found[uri]

    def resolve(self, handle: str) -> str:
        """The permanent id of a handle; "" if nobody has it."""
        url, headers = self._call("com.atproto.identity.resolveHandle", False)
        options = {"params": {"handle": handle}, "headers": headers, "repeatable": True}
        response = self.http.command("GET", url, accept=(400,), **options)
        return str(self._object(response).get("did") or "")

    # Records of the account

    def record(self, collection: str, rkey: str) -> dict[str, Any] | None:
        """``{uri, cid, value}``, or None if there is no such record."""
        place = {"repo": self.account.did, "collection": collection, "rkey": rkey}
        try:
            return self.ask("com.atproto.repo.getRecord", **place)
        except Absent:
            return None

    def put(
        self, collection: str, rkey: str, value: Mapping[str, Any], **options: Any
    ) -> dict[str, Any]:
        """Write a record; the same again changes nothing."""
        place = {"repo": self.account.did, "collection": collection, "rkey": rkey}
        record = {"$type": collection, **value}
        body = {**place, "record": record, **options}
        return self.post("com.atproto.repo.putRecord", body)

    def delete(self, collection: str, rkey: str) -> None:
        """Remove a record; one that is not there is no failure."""
        place = {"repo": self.account.did, "collection": collection, "rkey": rkey}
        self.post("com.atproto.repo.deleteRecord", place)

    # The session

    def sign_in(self) -> Tokens:
        """:raises AuthError: handle or password are refused"""
        who = identifier_of(self.values)
        password = self.values["app_password"].strip()
        if not who or not password:
            raise self.http.auth_failed(code="no_password")
        return self._session("create", json={"identifier": who, "password": password})

    def renew(self) -> Tokens:
        """:raises AuthError: the refresh token is refused, too"""
        token = self.values["refresh_token"]
        return self._session("refresh", headers={"Authorization": f"Bearer {token}"})

    def _session(self, verb: str, **options: Any) -> Tokens:
        url = f"{service_of(self.values)}/xrpc/com.atproto.server.{verb}Session"
        answer = self._object(self.http.query(url, method="POST", **options))
        return tokens_of(answer, self.values)

    def _call(self, name: str, chat: bool) -> tuple[str, dict[str, str]]:
        token = self.values["access_token"]
        headers = {"Authorization": f"Bearer {token}", **(CHAT if chat else {})}
        return f"{self.account.server}/xrpc/{name}", headers

    def _object(self, response: Response) -> dict[str, Any]:
        answer = self.http.json_of(response)
        if not isinstance(answer, dict):
            raise self.http.unreadable(response)
        return answer

    def _by_uri(self, answer: dict[str, Any]) -> dict[str, Any]:
        return {str(one.get("uri")): one for one in objects(answer, "posts")}
