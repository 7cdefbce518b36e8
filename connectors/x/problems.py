"""X: what its failures mean (problem details, RFC 9457).

https://docs.x.com/x-api/fundamentals/response-codes-and-errors (2026-08-22)
"""

import re
from typing import Any

from ..errors import (
    AuthError,
    ConnectorError,
    PermanentError,
    RateLimitedError,
    Refusal,
    RetryableError,
    SettingsError,
    _lt,
)
from ..http import Http, Response, retry_after

Json = dict[str, Any]
HOUR = 3600.0
# By the end of the problem's type.
TYPES: dict[str, tuple[type[ConnectorError], str]] = {
    "credits": (
        RateLimitedError,
        _lt("The credits on X are used up. Buy more at console.x.com."),
    ),
    "usage-capped": (
        RateLimitedError,
        _lt("The app has reached its monthly limit on X. Raise it at console.x.com."),
    ),
    "client-forbidden": (
        SettingsError,
        _lt("X does not let this app use its API. Check the app at console.x.com."),
    ),
    "unsupported-authentication": (
        AuthError,
        _lt("X wants a log-in of the account. Connect it again."),
    ),
    "oauth-permissions": (
        SettingsError,
        _lt("The app may not do that on X. Give it read, write and direct messages."),
    ),
    "resource-not-found": (
        PermanentError,
        _lt("X does not have this any more."),
    ),
    "resource-unavailable": (
        PermanentError,
        _lt("X does not have this any more."),
    ),
    "not-authorized-for-resource": (
        PermanentError,
        _lt("X does not show this to the account: it is protected."),
    ),
    "internal-error": (RetryableError, _lt("X is out of order for now.")),
}
# By what a refused write says; X has no codes for these.
SAID: dict[str, Refusal] = {
    r"duplicate content": Refusal(
        _lt("X has this very text already. Change it, or see whether it was sent."),
        "duplicate",
    ),
    r"have not been mentioned|not allowed because you|to this conversation": Refusal(
        _lt("X lets this app answer only who mentioned the account. Answer on X."),
        "not_summoned",
    ),
    r"permission to dm|cannot send messages to this user|not follow": Refusal(
        _lt("This person takes no direct messages from the account."),
        "no_direct",
    ),
    r"too long|over the (character )?limit|needs to be a bit shorter": Refusal(
        _lt("X finds the text too long. Shorten it."),
        "length",
    ),
}


def explained(response: Response, http: Http) -> ConnectorError | None:
    """From the body first; None: the status decides."""
    problem = response.json()
    if not isinstance(problem, dict) or response.status in (401, 429, 503):
        return _whole_day(response, http)
    if response.status >= 500:
        return None
    return known(problem, http, is_refusal=response.status == 403)


def known(problem: Json, http: Http, *, is_refusal: bool) -> ConnectorError | None:
    """The failure that a problem tells.

    :param is_refusal: X understood and does not want to: its words say why
    """
    said = f"{problem.get('title')}: {problem.get('detail')}"
    for pattern, (text, code) in SAID.items() if is_refusal else ():
        if re.search(pattern, said, re.I):
            return http.permanent(text, code=code, detail=said)
    kind = str(problem.get("type")).rpartition("/")[2]
    if kind not in TYPES:
        return None
    error, text = TYPES[kind]
    values: dict[str, Any] = {"code": kind, "detail": http.masked(said)[:300]}
    if issubclass(error, RateLimitedError):
        values["retry_after"] = HOUR
    return error(text, **values)


def _whole_day(response: Response, http: Http) -> ConnectorError | None:
    """A day's limit of the account ends later than the quarter of an hour's."""
    left = response.headers.get("x-user-limit-24hour-remaining")
    if response.status == 429 and left == "0":
        reset = response.headers.get("x-user-limit-24hour-reset", "")
        headers = {"X-Rate-Limit-Reset": reset}
        return http.rate_limited(retry_after(Response(status=429, headers=headers)))
    return None
