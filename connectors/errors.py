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

Sentences are templates with named values, so that the inbox can translate them::

    raise RetryableError(_lt("%(host)s cannot be reached."), code="…", host=host)
"""

from contextlib import suppress
from typing import NamedTuple


def _lt(template: str) -> str:
    """Mark a sentence for translation, and give it back as it is.

    Odoo's export of translations looks for calls of this name; connectors
    themselves know neither Odoo nor the reader's language.
    """
    return template


class Refusal(NamedTuple):
    """What a platform's code means, in tables: a sentence, and the failure's code."""

    text: str
    code: str


class _Values(dict[str, str]):
    """Values of a template; a missing one leaves its placeholder in the text."""

    def __missing__(self, name: str) -> str:
        return f"%({name})s"


class ConnectorError(Exception):
    """Base of all; the text is shown to people and holds no secret.

    As text it is the English sentence with its values.

    :param template: a sentence in plain words, marked by ``_lt``; a percent sign
        of its own is written twice
    :param code: names the failure: ``"password"``, ``"host"``, ``"folder"`` …
    :param detail: what the server said, in its own words; not in the sentence
    :param values: what the sentence's placeholders stand for
    """

    def __init__(
        self, template: str, *, code: str = "", detail: str = "", **values: str
    ) -> None:
        super().__init__(template)
        self.template = template
        self.code = code
        self.detail = detail
        self.values = values

    def __str__(self) -> str:
        return self.sentence(self.template)

    def sentence(self, template: str) -> str:
        """A translation of the template with the values; never raises.

        One that is malformed gives way to the English sentence.
        """
        for one in (template, self.template):
            with suppress(TypeError, ValueError):
                return one % _Values(self.values)
        return self.template


class RetryableError(ConnectorError):
    """Try again later; ``retry_after`` in seconds, 0 when the platform is silent."""

    def __init__(self, template: str, *, retry_after: float = 0, **values: str) -> None:
        super().__init__(template, **values)
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
