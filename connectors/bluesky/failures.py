"""What Bluesky's error codes mean.

An error's body is ``{"error": code, "message": words}``; the codes stand in the
lexicons and https://atproto.com/specs/xrpc (2026-07).
"""

from ..errors import (
    AuthError,
    ConnectorError,
    PermanentError,
    RetryableError,
    SettingsError,
    _lt,
)
from ..http import Http, Response

GONE = _lt("The post is not there any more, or its author has blocked the account.")
SIGN_IN = _lt("%(platform)s refuses the handle or the app password.")
NO_CHAT = _lt(
    "The app password gives no access to direct messages. Make another one that does,"
    " or switch direct messages off."
)
NOT_OPEN = _lt("This person takes no direct messages from the account.")
BLOCKED = _lt("One of the two accounts has blocked the other.")


class Absent(PermanentError):
    """What was asked for is not there."""


FAILURES: dict[str, tuple[type[ConnectorError], str]] = {
    "AccountTakedown": (AuthError, _lt("%(platform)s has taken the account down.")),
    "AuthFactorTokenRequired": (
        AuthError,
        _lt("This is the account's own password. Make an app password for the inbox."),
    ),
    "RecordNotFound": (Absent, GONE),
    "NotFound": (Absent, GONE),
    "InvalidSwap": (RetryableError, _lt("Somebody else changed it just now.")),
    "InvalidConvo": (PermanentError, _lt("The conversation is not there any more.")),
    "ConvoLocked": (PermanentError, _lt("The conversation is locked.")),
    "MessagesDisabled": (PermanentError, NOT_OPEN),
    "NotFollowedBySender": (PermanentError, NOT_OPEN),
    "RecipientNotFound": (PermanentError, NOT_OPEN),
    "AccountSuspended": (PermanentError, NOT_OPEN),
    "BlockedActor": (PermanentError, BLOCKED),
    "BlockedSubject": (PermanentError, BLOCKED),
}
REFUSED = ("ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired")


def explained(http: Http, response: Response) -> ConnectorError | None:
    """The failure that an error code means; None: its status decides."""
    said = response.json()
    kind: type[ConnectorError]
    code = str(said.get("error") or "") if isinstance(said, dict) else ""
    detail = http.masked(str(said.get("message") or ""))[:300] if code else ""
    if code == "InvalidToken" and "/xrpc/chat.bsky." in response.url:
        kind = PermanentError if response.is_write else SettingsError
        return kind(NO_CHAT, code="no_chat", detail=detail)
    if code in REFUSED and "createSession" in response.url:
        return AuthError(SIGN_IN, code="password", detail=detail, platform=http.label)
    if code in REFUSED:
        return http.auth_failed(code=code, detail=detail)
    if code in FAILURES:
        kind, text = FAILURES[code]
        return kind(text, code=code, detail=detail, platform=http.label)
    return None
