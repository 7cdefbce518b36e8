"""What YouTube's error codes mean.

https://developers.google.com/youtube/v3/docs/errors and the tables of each method,
read 2026-11-27. The body is ``{"error": {"code", "message", "errors": [{"domain",
"reason"}], "status", "details": [{"reason"}]}}``.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .errors import ConnectorError, PermanentError, RetryableError, SettingsError, _lt
from .http import Http, Response, retry_after

QUOTA_ZONE = "America/Los_Angeles"  # where the quota's day ends at midnight
DAY_IS_OVER = frozenset(("quotaExceeded", "dailyLimitExceeded"))
TOO_FAST = frozenset(
    ("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED")
)
# fmt: off
SIGN_IN = frozenset((
    "authError", "authenticatedUserAccountClosed", "authenticatedUserAccountSuspended",
    "ineligibleAccount", "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    "ACCESS_TOKEN_EXPIRED", "invalidCredentials",
))
# fmt: on
_NO_API = _lt(
    "The YouTube Data API v3 is not turned on in your Google Cloud project. Turn it on."
)
NO_CHANNEL = _lt(
    "This Google account has no such YouTube channel. Connect it again and choose the "
    "channel."
)
SETTINGS = {
    "accessNotConfigured": _NO_API,
    "SERVICE_DISABLED": _NO_API,
    "authenticatedUserNotChannel": NO_CHANNEL,
    "channelClosed": NO_CHANNEL,
    "channelNotFound": NO_CHANNEL,
    "channelSuspended": NO_CHANNEL,
    "youtubeSignupRequired": NO_CHANNEL,
}
_GONE = _lt("The comment is not on YouTube any more.")
REFUSED = {
    "commentNotFound": _GONE,
    "commentThreadNotFound": _GONE,
    "commentTextRequired": _lt("The answer is empty."),
    "commentTextTooLong": _lt("The answer is longer than YouTube takes. Shorten it."),
    "commentsDisabled": _lt("Comments are turned off for this video."),
    "invalidCustomEmoji": _lt("YouTube does not take one of the emojis. Remove it."),
    "operationNotSupported": _lt("YouTube does not allow that for this comment."),
    "parentCommentIsPrivate": _lt(
        "The comment is not public. Show it first, then answer it."
    ),
    "parentCommentNotFound": _GONE,
    "videoNotFound": _lt("The video is not on YouTube any more."),
}
STALE_PAGE = "invalidPageToken"


def reasons(body: Any) -> Iterator[str]:
    """The codes of an error's body, most telling first."""
    error = body.get("error") if isinstance(body, dict) else None
    for name in ("errors", "details"):
        listed = error.get(name) if isinstance(error, dict) else None
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and isinstance(one.get("reason"), str):
                yield one["reason"]


def explained(http: Http, response: Response) -> ConnectorError | None:
    """The failure that the body names; None: the status decides."""
    for reason in reasons(response.json()):
        if found := _by_reason(http, response, reason):
            return found
    return None


def _by_reason(http: Http, response: Response, reason: str) -> ConnectorError | None:
    detail = f"{response.status} {reason}"
    if reason in DAY_IS_OVER:
        return http.rate_limited(seconds_to_new_quota(), detail=detail)
    if reason in TOO_FAST:
        return http.rate_limited(retry_after(response) or 60.0, detail=detail)
    if reason in SIGN_IN:
        return http.auth_failed(code=reason, detail=detail)
    if reason in SETTINGS:
        return SettingsError(SETTINGS[reason], code=reason, detail=detail)
    if reason in REFUSED:
        return PermanentError(REFUSED[reason], code=reason, detail=detail)
    if reason == STALE_PAGE:
        text = _lt("YouTube does not know this page any more.")
        return RetryableError(text, code=reason, detail=detail)
    if reason == "processingFailure":
        return _unprocessed(response, detail)
    return None


def _unprocessed(response: Response, detail: str) -> ConnectorError:
    """Wrong input, or YouTube is out of order: it does not tell which."""
    if response.is_write:
        text = _lt("YouTube could not process the answer. Change it, or try later.")
        return PermanentError(text, code="processingFailure", detail=detail)
    text = _lt("YouTube is out of order for now.")
    return RetryableError(text, code="processingFailure", detail=detail)


def seconds_to_new_quota(now: datetime | None = None) -> float:
    """Until the next midnight in California."""
    zone = ZoneInfo(QUOTA_ZONE)
    moment = (now or datetime.now(zone)).astimezone(zone)
    midnight = datetime.combine(moment.date() + timedelta(days=1), time(), zone)
    return midnight.timestamp() - moment.timestamp()
