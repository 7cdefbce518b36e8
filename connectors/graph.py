"""What all products of Meta share: error codes, signed webhooks and their handshake.

https://developers.facebook.com/docs/graph-api/guides/error-handling and
https://developers.facebook.com/docs/graph-api/webhooks/getting-started (2026-11)
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .errors import (
    ConnectorError,
    PermanentError,
    Refusal,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    WebhookRejected,
    _lt,
)
from .http import DETAIL, Http, Response, retry_after
from .types import WebhookAnswer, WebhookRequest

GRAPH = "https://graph.facebook.com"
VERSION = "v26.0"
RATE_SECONDS = 300.0  # where no header says how long
BLOCKED_SECONDS = 3600.0

SERVICE = frozenset((1, 2))
TOKEN = frozenset((102, 190))
RATE = frozenset((4, 17, 32, 341, 613, *range(80000, 80015)))
RIGHTS = frozenset((3, 10, *range(200, 300)))
BLOCKED = frozenset((368,))
WINDOW = _lt("The time to answer is over on %(platform)s.")
RIGHT = _lt(
    "%(platform)s does not allow the account to do that. Look whether the app has the "
    "right, then connect the account again."
)
# By (code, subcode), else by the code alone: what will never go, and its sentence.
PERMANENT: Mapping[tuple[int, int] | int, Refusal] = {
    (10, 2018278): Refusal(
        _lt("The time to answer is over on %(platform)s."), "window"
    ),
    (10, 2534022): Refusal(
        _lt("The time to answer is over on %(platform)s."), "window"
    ),
    (10, 2018300): Refusal(
        _lt("On %(platform)s another app has this conversation in hand."),
        "elsewhere",
    ),
    (100, 33): Refusal(_lt("On %(platform)s this is not there any more."), "gone"),
    (100, 2018001): Refusal(_lt("%(platform)s knows no such person."), "gone"),
    (200, 2018028): Refusal(RIGHT, "right"),
    10900: Refusal(
        _lt("There can be one private answer, and it was sent."), "answered"
    ),
    10903: Refusal(_lt("%(platform)s lets nobody answer this in private."), "closed"),
    506: Refusal(_lt("%(platform)s refuses the same text twice."), "duplicate"),
    551: Refusal(
        _lt("This person takes no messages on %(platform)s at the moment."),
        "unavailable",
    ),
}


# -- errors ----------------------------------------------------------------------------


def explain_graph(
    http: Http,
    response: Response,
    permanent: Mapping[tuple[int, int] | int, Refusal] | None = None,
    rate: frozenset[int] = frozenset(),
) -> ConnectorError | None:
    """What ``error`` in an answer says: its code, then its subcode; else None.

    ``{"error": {"message", "type", "code", "error_subcode", "fbtrace_id"}}``

    :param permanent: a product's own codes of what will never go, as ``PERMANENT``
    :param rate: a product's own codes of too many calls
    """
    found = response.json()
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return None
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    detail = f"{code}/{subcode} {error.get('message') or ''}"
    known = PERMANENT | (permanent or {})
    if said := known.get((code, subcode)) or known.get(code):
        return http.permanent(said[0], code=said[1], detail=detail)
    if code in TOKEN:
        return http.auth_failed(code=f"graph_{code}_{subcode}", detail=detail)
    if code in RATE | rate:
        return http.rate_limited(regained_in(response), detail=detail)
    return _by_code(http, response, code, detail)


def _by_code(
    http: Http, response: Response, code: int, detail: str
) -> ConnectorError | None:
    told = {
        "code": f"graph_{code}",
        "detail": http.masked(detail)[:DETAIL],
        "platform": http.label,
    }
    if code == 100 and "appsecret_proof" in detail:
        text = _lt("The app secret is not that of the app which the token is for.")
        return SettingsError(text, **told)
    if code in BLOCKED:
        text = _lt("%(platform)s blocks the account for a while, for its policies.")
        return RetryableError(text, retry_after=BLOCKED_SECONDS, **told)
    if code in SERVICE and response.is_write:
        text = _lt("%(platform)s failed while it took the answer.")
        return UnknownOutcomeError(text, **told)
    if code in SERVICE:
        text = _lt("%(platform)s is out of order for now.")
        return RetryableError(text, retry_after=retry_after(response), **told)
    if code in RIGHTS and response.is_write:
        return PermanentError(RIGHT, **told)
    if code in RIGHTS:
        return http.auth_failed(code=f"graph_{code}", detail=detail)
    return None


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def regained_in(response: Response) -> float:
    """Seconds until calls are taken again; the longest that a header names."""
    found = [retry_after(response)]
    usage = response.headers.get("X-Business-Use-Case-Usage", "")
    with suppress(ValueError, AttributeError, TypeError):
        for uses in json.loads(usage).values():
            minutes = [one.get("estimated_time_to_regain_access") or 0 for one in uses]
            found += [60.0 * one for one in minutes]
    return max(found) or RATE_SECONDS


# -- webhooks --------------------------------------------------------------------------


def check_signature(request: WebhookRequest, secret: str) -> None:
    """:raises WebhookRejected: the body is not signed with the app's secret"""
    given = request.headers.get("x-hub-signature-256", "")
    made = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(f"sha256={made}".encode(), given.encode()):
        raise WebhookRejected(_lt("The signature is wrong."), code="signature")


def handshake(request: WebhookRequest, token: str) -> WebhookAnswer | None:
    """The challenge given back; None if the call asks for none.

    :param token: what the app's form on the platform calls the verify token
    :raises WebhookRejected: another token, or none
    """
    if "hub.mode" not in request.query:
        return None
    given = request.query.get("hub.verify_token", "")
    if not token or not hmac.compare_digest(token.encode(), given.encode()):
        raise WebhookRejected(_lt("The verify token is wrong."), code="verify_token")
    return WebhookAnswer(body=request.query.get("hub.challenge", ""))
