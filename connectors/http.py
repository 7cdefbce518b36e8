"""Calls of a platform's API: time and size limits, and from each failure its exception.

What strangers' links name is fetched by ``public_http``; nothing else opens HTTP.
"""

import email.utils
import json
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, quote_plus, urljoin, urlsplit

import requests
import urllib3

from .addresses import public_address
from .errors import (
    AuthError,
    ConnectorError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    _lt,
)

CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0
BODY_SECONDS = 120.0  # from the first byte of an answer to its last
LONGEST_WAIT = 86400.0  # seconds that are waited at most because a platform says so
MOST_BYTES = 32 * 2**20
DETAIL = 300  # characters of a server's words that are kept
PIECE = 65536
TRY_LATER = (408, 425)
EARLIEST = 10**9  # a larger number of seconds is a time since 1970
BROKEN = (requests.RequestException, urllib3.exceptions.HTTPError, ValueError)
WRITTEN = (str, quote, lambda one: quote(one, safe=""), quote_plus)
AGENT = "SocialInbox/19.0 (+https://github.com/OCA/social)"
Explain = Callable[["Response"], ConnectorError | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A server's answer; header names are found in any case."""

    status: int
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    is_write: bool = False

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        """The body as JSON; None if it is none, for whoever explains a failure."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Session(requests.Session):
    """Where redirects are not followed, their bodies are left unread, too."""

    follows = False

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """:raises PermanentError: to another host, which is not public"""
        target = super().get_redirect_target(resp) if self.follows else None
        here = urlsplit(resp.url)
        there = urlsplit(urljoin(resp.url, target or ""))
        if there.hostname and there.hostname != here.hostname:
            public_address(there.hostname, there.port or 443)
        return target


class Http:
    """Calls of one connector.

    :param label: the platform's name in sentences
    :param explain: the platform's own error codes; asked before the status counts
    :param secrets: never shown in what a failure tells

    A write, and with ``keeps_connections`` off every call, opens a connection of its
    own: one that the server closes just then would break it, for no reason.
    """

    keeps_connections = True

    def __init__(
        self,
        label: str,
        explain: Explain = lambda response: None,
        secrets: Iterable[str] = (),
    ) -> None:
        self.label, self.explain = label, explain
        written = {form(one) for one in secrets if one for form in WRITTEN}
        self.secrets = tuple(sorted(written, key=len, reverse=True))
        self.session = Session()
        self.session.trust_env = False
        self.session.headers["User-Agent"] = AGENT
        self.calls = 0

    def close(self) -> None:
        self.session.close()

    def query(self, url: str, *, method: str = "GET", **options: Any) -> Response:
        """A call that changes nothing, so that it may be repeated.

        :param options: of ``requests``: params, headers, json, data, auth; besides
            ``follow``, whether redirects are followed (to other hosts only to public
            ones), and ``accept``, statuses beside 200 to 299 that are no failure
        :raises RetryableError, RateLimitedError, AuthError, SettingsError: or what
            ``explain`` says
        """
        return self._call(method, url, is_write=False, **options)

    def command(
        self, method: str, url: str, *, repeatable: bool = False, **options: Any
    ) -> Response:
        """A call that changes something on the platform.

        :param repeatable: the platform takes a repeat of it as the same, so that a
            break after it left is no unknown outcome
        :raises UnknownOutcomeError, PermanentError: besides those of ``query``
        """
        is_write = not repeatable
        return self._call(method, url, is_write=is_write, is_sent=True, **options)

    def query_json(self, url: str, **options: Any) -> Any:
        """The JSON that a read is answered with.

        :raises RetryableError: it is none
        """
        return self.json_of(self.query(url, **options))

    def json_of(self, response: Response) -> Any:
        """The JSON of an answer to a call that went well.

        :raises RetryableError, UnknownOutcomeError: it is none
        """
        try:
            return json.loads(response.body)
        except (ValueError, RecursionError):
            raise self.unreadable(response) from None

    def unreadable(self, response: Response) -> ConnectorError:
        """The failure of an answer that went well, yet says nothing that is known: a
        write has perhaps worked."""
        kind = UnknownOutcomeError if response.is_write else RetryableError
        text = _lt("%(platform)s gave an answer that nobody can read.")
        return self._failure(kind, text, "unreadable", response.text)

    # -- one call --------------------------------------------------------------------

    def _call(
        self,
        method: str,
        url: str,
        *,
        is_write: bool,
        is_sent: bool = False,
        follow: bool = False,
        accept: tuple[int, ...] = (),
        **options: Any,
    ) -> Response:
        self.calls += 1
        if is_write or not self.keeps_connections:
            self.session.close()
        self.session.follows = follow
        options |= {"stream": True, "allow_redirects": follow}
        options.setdefault("timeout", (CONNECT_SECONDS, READ_SECONDS))
        try:
            with self.session.request(method, url, **options) as answer:
                response = Response(
                    status=answer.status_code,
                    url=answer.url,
                    headers=answer.headers,
                    body=self._body(answer),
                    is_write=is_write,
                )
        except BROKEN as error:
            raise self._broken(error, is_write) from None
        if response.status in accept or 200 <= response.status < 300:
            return response
        raise self.explain(response) or self.by_status(response, is_sent=is_sent)

    def _body(self, answer: requests.Response) -> bytes:
        body = read_body(answer.raw, MOST_BYTES, BODY_SECONDS, decode=True)
        if len(body) > MOST_BYTES:
            raise requests.exceptions.ContentDecodingError("too large")
        return body

    def _broken(self, error: Exception, is_write: bool) -> ConnectorError:
        """No answer: whether the request can have left decides."""
        if is_caused_by(error, ssl.SSLCertVerificationError):
            text = _lt("The certificate of %(platform)s is not valid.")
            return self._failure(SettingsError, text, "certificate", str(error))
        is_of_http = isinstance(error, BROKEN[:2])
        if isinstance(error, requests.exceptions.InvalidHeader) or not is_of_http:
            text = _lt("A setting of %(platform)s holds letters that cannot be sent.")
            return self._failure(SettingsError, text, "letters")
        if isinstance(error, ValueError):
            text = _lt("The address of %(platform)s is not valid.")
            return self._failure(SettingsError, text, "address", str(error))
        if never_left(error):
            text = _lt("%(platform)s cannot be reached.")
            return self._failure(RetryableError, text, "unreachable")
        if is_write:
            text = _lt("The connection to %(platform)s broke while sending.")
            return self._failure(UnknownOutcomeError, text, "broken")
        text = _lt("The connection to %(platform)s broke.")
        return self._failure(RetryableError, text, "broken")

    # -- by its status ---------------------------------------------------------------

    def by_status(self, response: Response, *, is_sent: bool = False) -> ConnectorError:
        """The failure that the status alone tells.

        :param is_sent: the call was to change something, whether or not it may be
            repeated
        """
        status, code = response.status, f"http_{response.status}"
        detail = f"{status} {' '.join(response.text.split())}"
        if status == 429:
            return self.rate_limited(retry_after(response), detail=detail)
        if status == 401:
            return self.auth_failed(detail=detail)
        is_temporary = status >= 500 or status in TRY_LATER
        if status == 503 or (is_temporary and not response.is_write):
            text = _lt("%(platform)s is out of order for now.")
            return self._failure(
                RetryableError, text, code, detail, retry_after=retry_after(response)
            )
        if is_temporary:
            text = _lt("%(platform)s failed while it took the answer.")
            return self._failure(UnknownOutcomeError, text, code, detail)
        if is_sent:
            text = _lt("%(platform)s refuses this.")
            return self._failure(PermanentError, text, code, detail)
        if status == 403:
            text = _lt("%(platform)s does not allow this account to do that.")
            return self._failure(AuthError, text, code, detail)
        text = _lt("%(platform)s refuses what the inbox asks for.")
        return self._failure(SettingsError, text, code, detail)

    def auth_failed(self, *, code: str = "token", detail: str = "") -> AuthError:
        text = _lt("%(platform)s refuses the sign-in. Connect the account again.")
        return self._failure(AuthError, text, code, detail)

    def rate_limited(self, seconds: float, *, detail: str = "") -> RateLimitedError:
        text = _lt("%(platform)s wants fewer calls. The inbox waits.")
        return self._failure(
            RateLimitedError,
            text,
            "rate",
            detail,
            retry_after=min(max(seconds, 1.0), LONGEST_WAIT),
        )

    def permanent(
        self, template: str, *, code: str, detail: str = "", **values: str
    ) -> PermanentError:
        return self._failure(PermanentError, template, code, detail, **values)

    def _failure(
        self,
        kind: type[ConnectorError],
        template: str,
        code: str,
        detail: str = "",
        **options: Any,
    ) -> Any:
        return kind(
            template,
            code=code,
            detail=self.masked(detail)[:DETAIL],
            platform=self.label,
            **options,
        )

    def masked(self, text: str) -> str:
        """Without the secrets of the account."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def never_left(error: BaseException) -> bool:
    """Whether the connection was not even made."""
    return isinstance(error, requests.exceptions.ConnectTimeout) or is_caused_by(
        error, urllib3.exceptions.NewConnectionError
    )


def is_caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether an exception is of a kind, or one that it wraps."""
    while error is not None and not isinstance(error, kind):
        reason = getattr(error, "reason", None)
        inner = [one for one in (reason, *error.args) if isinstance(one, Exception)]
        error = inner[0] if inner else error.__cause__
    return error is not None


def read_body(
    answer: urllib3.HTTPResponse,
    most_bytes: int,
    seconds: float,
    *,
    decode: bool,
) -> bytes:
    """The body of an answer, as far as one byte beyond ``most_bytes``.

    What drips is given up after ``seconds``: one read waits only for what comes next.

    :raises urllib3.exceptions.HTTPError: it broke, or took too long
    """
    body, deadline = bytearray(), time.monotonic() + seconds
    read = getattr(answer, "read1", answer.read)
    while len(body) <= most_bytes:
        piece = read(min(PIECE, most_bytes + 1 - len(body)), decode_content=decode)
        if not piece:
            break
        body += piece
        if time.monotonic() > deadline:
            raise urllib3.exceptions.HTTPError("too slow")
    return bytes(body)


def retry_after(response: Response) -> float:
    """Seconds that the platform asks to wait; 0 if it does not say, a day at most.

    ``Retry-After`` in seconds or as a date (RFC 9110, 10.2.3), or the time of a
    ``RateLimit-Reset`` header in one of the forms in use: seconds from now, seconds
    since 1970, or a time in ISO 8601.
    """
    headers = response.headers
    value = headers.get("Retry-After", "").strip()
    if value:
        return _seconds_of(value)
    for name in ("RateLimit-Reset", "X-Rate-Limit-Reset", "X-RateLimit-Reset"):
        value = headers.get(name, "").strip()
        if value:
            return _seconds_of(value, is_reset=True)
    return 0.0


def _seconds_of(value: str, *, is_reset: bool = False) -> float:
    """From now until what a header says; 0 if that is over or says nothing.

    :param is_reset: a large number means a time
    """
    if value.replace(".", "", 1).isdecimal():
        seconds = float(value)
        if is_reset and seconds > EARLIEST:
            seconds -= time.time()
    else:
        moment = _moment_of(value)
        seconds = moment.timestamp() - time.time() if moment else 0.0
    return min(max(0.0, seconds), LONGEST_WAIT)


def _moment_of(value: str) -> datetime | None:
    """A time as HTTP or ISO 8601 write it."""
    for read in (email.utils.parsedate_to_datetime, datetime.fromisoformat):
        with suppress(ValueError, OverflowError):
            moment = read(value.replace("Z", "+00:00"))
            return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return None
