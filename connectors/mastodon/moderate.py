"""Liking, removing and blocking; docs.joinmastodon.org/methods/statuses/, accounts/."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from ..errors import UnsupportedError, _lt
from ..types import Moderation, Target
from .api import GONE, MastodonApi

OF_STATUS = {"like": "favourite", "unlike": "unfavourite"}
OF_AUTHOR = ("block", "unblock")


def act(api: MastodonApi, action: Moderation, target: Target) -> None:
    """:raises UnsupportedError: the server or the platform has no such thing"""
    status = f"/api/v1/statuses/{quote(target.external_id, safe='')}"
    if action in OF_STATUS:
        api.change(f"{status}/{OF_STATUS[action]}")
    elif action in OF_AUTHOR:
        account = quote(_author_id(api, status, target), safe="")
        api.change(f"/api/v1/accounts/{account}/{action}")
    elif action == "delete":
        _delete(api, status)
    else:
        raise _unsupported(api)


def _author_id(api: MastodonApi, status: str, target: Target) -> str:
    """The author's id on this server, also where what a blocked one wrote is hidden."""
    found = api.ask(status, accept=GONE)
    accounts = [found["account"]] if found and found.get("account") else []
    handle = target.author.handle if target.author else ""
    key = next(_ids(accounts or _named(api, handle)), "")
    if not key:
        text = _lt("The message is not there any more: its author cannot be found.")
        raise api.http.permanent(text, code="gone")
    return key


def _named(api: MastodonApi, handle: str) -> Iterator[Any]:
    """Accounts of a name: the first call came with Mastodon 3.4, snac has the other."""
    if handle:
        options = {"acct": handle}
        yield api.ask("/api/v1/accounts/lookup", params=options, accept=GONE)
        options = {"q": handle, "type": "accounts", "resolve": "true"}
        found = api.ask("/api/v2/search", params=options, accept=(*GONE, 403))
        accounts = found.get("accounts") if found else None
        yield from accounts if isinstance(accounts, list) else ()


def _ids(accounts: Iterable[Any]) -> Iterator[str]:
    for account in accounts:
        if isinstance(account, dict) and account.get("id"):
            yield str(account["id"])


def _delete(api: MastodonApi, status: str) -> None:
    """snac 2.75 answers 404 whether or not there is such a status."""
    response = api.change(status, "DELETE", accept=GONE)
    if response.status in GONE and api.ask(status, accept=GONE):
        raise _unsupported(api)


def _unsupported(api: MastodonApi) -> UnsupportedError:
    text = _lt("This server does not offer that.")
    return UnsupportedError(text, code="unsupported", platform=api.label)
