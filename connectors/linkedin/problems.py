"""LinkedIn: what its failures mean.

https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling,
https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits
(2026-08)
"""

import time
from typing import Any

from ..errors import (
    AuthError,
    ConnectorError,
    PermanentError,
    SettingsError,
    _lt,
)
from ..http import Http, Response, retry_after

DAY = 86400
OLD_VERSION = (
    SettingsError,
    _lt("LinkedIn does not offer this API version. Enter a newer one, like 202609."),
)
SIGN_IN = (AuthError, _lt("LinkedIn's sign-in has run out. Connect the page again."))
GONE = (PermanentError, _lt("LinkedIn does not have this any more."))
SAME = (
    PermanentError,
    _lt("LinkedIn has this very text already. Change it, or see if it was sent."),
)
CODES: dict[str, tuple[type[ConnectorError], str]] = {
    "VERSION_MISSING": OLD_VERSION,
    "NONEXISTENT_VERSION": OLD_VERSION,
    "VERSION_DEPRECATED": OLD_VERSION,
    "EXPIRED_ACCESS_TOKEN": SIGN_IN,
    "REVOKED_ACCESS_TOKEN": SIGN_IN,
    "INVALID_ACCESS_TOKEN": SIGN_IN,
    "65600": SIGN_IN,
    "65601": SIGN_IN,
    "65602": SIGN_IN,
    "DUPLICATE_POST": SAME,
    "RESOURCE_NOT_FOUND": GONE,
}
NO_ROLE = _lt(
    "LinkedIn does not let the connected person do that: they must be an"
    " administrator of the page, and the app needs the Community Management API."
)


def explained(response: Response, http: Http) -> ConnectorError | None:
    """From the body's codes first; None: the status decides."""
    if response.status == 429 and not retry_after(response):
        return http.rate_limited(DAY - time.time() % DAY)
    body = response.json()
    body = body if isinstance(body, dict) else {}
    for name in ("code", "serviceErrorCode"):
        if (code := str(body.get(name))) in CODES:
            kind, text = CODES[code]
            return kind(text, **_told(code, body, http))
    if response.status == 403 and body.get("code") == "ACCESS_DENIED":
        kind = PermanentError if response.is_write else AuthError
        return kind(NO_ROLE, **_told("ACCESS_DENIED", body, http))
    return None


def _told(code: str, body: dict[str, Any], http: Http) -> dict[str, str]:
    return {"code": code, "detail": http.masked(str(body.get("message")))[:300]}
