"""A Bluesky session: who is signed in, and the tokens that prove it."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, NamedTuple

from ..types import Tokens
from .answers import objects, part


class Account(NamedTuple):
    """Who is signed in, and where the account is kept."""

    identifier: str
    did: str
    server: str


def account_of(values: Mapping[str, Any]) -> Account | None:
    """The one that the tokens belong to; None: nobody is, or somebody else."""
    parts = values["account"].split(" ")
    known = len(parts) == 3 and parts[0] == identifier_of(values)
    return Account(*parts) if known and values["access_token"] else None


def identifier_of(values: Mapping[str, Any]) -> str:
    return values["handle"].strip().lstrip("@").lower()


def tokens_of(session: Mapping[str, Any], values: Mapping[str, Any]) -> Tokens:
    """The settings that a new session gives."""
    did, token = (str(session.get(name) or "") for name in ("did", "accessJwt"))
    return Tokens(
        values={
            "access_token": token,
            "refresh_token": str(session.get("refreshJwt") or ""),
            "account": f"{identifier_of(values)} {did} {server_of(session, values)}",
        },
        expires_at=expiry(token),
    )


def service_of(values: Mapping[str, Any]) -> str:
    return values["service"].strip().rstrip("/")


def server_of(session: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Where the account is kept, as its DID document says; else the service."""
    service = service_of(values)
    for one in objects(part(session, "didDoc"), "service"):
        url = str(one.get("serviceEndpoint") or "").rstrip("/")
        secure = url.startswith("https://") or service.startswith("http://")
        if str(one.get("id")).endswith("#atproto_pds") and url and secure:
            return url
    return service


def expiry(token: str) -> datetime | None:
    """When an access token ends (RFC 7519, exp); None if it does not say."""
    try:
        middle = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return datetime.fromtimestamp(claims["exp"], timezone.utc)
    except (IndexError, KeyError, TypeError, ValueError, OverflowError):
        return None
