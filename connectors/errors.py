"""The exceptions of connectors; the class alone decides what the inbox does next.

::

    ConnectorError                 message for people, in plain words
    ├── RetryableError             later; retry_after seconds when the platform says
    │   └── RateLimitedError       the channel waits until then, the cursor stays
    ├── AuthError                  refresh once, else the channel needs reconnecting
    ├── SettingsError              the channel's settings cannot work as they are
    ├── PermanentError             this message will never go; the agent sees why
    │   └── UnsupportedError       the platform cannot do what was asked
    ├── UnknownOutcomeError        perhaps sent: never repeated blindly
    ├── PayloadError               this arrival cannot be read; it is kept whole
    └── WebhookRejected            signature or age wrong: 403, nothing stored

For writes only a failure to connect is retryable; a break after the request left
is an unknown outcome. Any other exception is a bug.
"""


class ConnectorError(Exception):
    """Base of all; the text is shown to people and holds no secret.

    ``code`` names the failure for the inbox (``"password"``, ``"host"``,
    ``"certificate"``, ``"folder"`` …), so that the text can be translated.
    ``detail`` is what the server said, ``values`` fill the translated text.
    """

    def __init__(
        self, message: str, *, code: str = "", detail: str = "", **values: str
    ) -> None:
        super().__init__(message)
        self.code = code
        self.detail = detail
        self.values = values


class RetryableError(ConnectorError):
    """Try again later; ``retry_after`` in seconds, 0 when the platform is silent."""

    def __init__(self, message: str, *, retry_after: float = 0, **values: str) -> None:
        super().__init__(message, **values)
        self.retry_after = retry_after


class RateLimitedError(RetryableError):
    """Too many calls: nothing more on this channel before ``retry_after`` seconds."""


class AuthError(ConnectorError):
    """Password or token refused."""


class SettingsError(ConnectorError):
    """A setting is wrong: certificate, folder, encryption; waiting does not help."""


class PermanentError(ConnectorError):
    """The platform refuses this message for good."""


class UnsupportedError(PermanentError):
    """The platform has no such thing."""


class UnknownOutcomeError(ConnectorError):
    """The request left, the answer never came: sent or not, nobody knows."""


class PayloadError(ConnectorError):
    """An arrival that cannot be read."""


class WebhookRejected(ConnectorError):
    """A webhook request that does not come from the platform."""
