"""The only opener of HTTP: time and size limits, and from each failure its exception.

``Http`` speaks to the platform's API; ``fetch_public`` gets what a stranger's link
names, from public addresses only.
"""

import email.utils
import ipaddress
import json
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

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
MOST_BYTES = 32 * 2**20
DETAIL = 300  # characters of a server's words that are kept
REDIRECTS = 3
AGENT = "SocialInbox/19.0 (+https://github.com/OCA/social)"
Explain = Callable[["Response"], ConnectorError | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A server's answer; header names are found in any case."""

    status: int
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    is_write: bool = False

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        """The body as JSON; None if it is none, for whoever explains a failure."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


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
        self.secrets = tuple(filter(None, secrets))
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["User-Agent"] = AGENT
        self.calls = 0

    def close(self) -> None:
        self.session.close()

    def query(self, url: str, *, method: str = "GET", **options: Any) -> Response:
        """A call that changes nothing, so that it may be repeated.

        :param options: of ``requests``: params, headers, json, data, auth; besides
            ``follow``, whether redirects are followed, and ``accept``, statuses beside
            200 to 299 that are no failure
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
        except ValueError:
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
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise self._broken(error, is_write) from None
        if response.status in accept or 200 <= response.status < 300:
            return response
        raise self.explain(response) or self.by_status(response, is_sent=is_sent)

    def _body(self, answer: requests.Response) -> bytes:
        body = bytearray()
        deadline = time.monotonic() + 4 * READ_SECONDS
        for piece in answer.iter_content(65536):
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > deadline:
                raise requests.exceptions.ContentDecodingError("too large or slow")
        return bytes(body)

    def _broken(self, error: Exception, is_write: bool) -> ConnectorError:
        """No answer: whether the request can have left decides."""
        if isinstance(error, requests.exceptions.SSLError):
            text = _lt("The certificate of %(platform)s is not valid.")
            return self._failure(SettingsError, text, "certificate", str(error))
        if isinstance(error, (requests.exceptions.InvalidURL, ValueError)) and (
            not isinstance(error, requests.exceptions.JSONDecodeError)
        ):
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
        if status == 503 or (status >= 500 and not response.is_write):
            text = _lt("%(platform)s is out of order for now.")
            return self._failure(
                RetryableError, text, code, detail, retry_after=retry_after(response)
            )
        if status >= 500:
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
            RateLimitedError, text, "rate", detail, retry_after=max(seconds, 1.0)
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
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    while error is not None:
        if isinstance(error, urllib3.exceptions.NewConnectionError):
            return True
        reason = getattr(error, "reason", None)
        inner = [one for one in (reason, *error.args) if isinstance(one, Exception)]
        error = inner[0] if inner else error.__cause__
    return False


def retry_after(response: Response) -> float:
    """Seconds that the platform asks to wait; 0 if it does not say.

    ``Retry-After`` in seconds or as a date (RFC 9110, 10.2.3), or the time of a
    ``RateLimit-Reset`` header in one of the forms in use: seconds from now, seconds
    since 1970, or a time in ISO 8601.
    """
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    if value:
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        return max(0.0, moment.timestamp() - time.time())
    for name in ("RateLimit-Reset", "X-Rate-Limit-Reset", "X-RateLimit-Reset"):
        value = response.headers.get(name, "")
        if value.replace(".", "", 1).isdigit():
            number = float(value)
            return max(0.0, number - time.time()) if number > 10**9 else number
        with suppress(ValueError):
            moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
            return max(0.0, moment.timestamp() - time.time())
    return 0.0


# -- what strangers' links name ------------------------------------------------------


def fetch_public(url: str, *, most_bytes: int, types: tuple[str, ...]) -> bytes:
    """What a stranger's link names: https, from public addresses alone, within limits.

    The address that was checked is the one connected to, so that a name which changes
    meanwhile leads nowhere else.

    :param types: beginnings of the media types that are taken, like ``"image/"``
    :raises ConnectorError: it cannot be had so
    """
    for _ in range(REDIRECTS + 1):
        answer = _get_public(url, most_bytes)
        if answer.status not in (301, 302, 303, 307, 308):
            break
        url = urljoin(url, answer.headers.get("Location", ""))
    if answer.status != 200:
        raise RetryableError(_lt("The file cannot be fetched."), code="status")
    media = answer.headers.get("Content-Type", "").lower()
    if not media.startswith(types):
        raise PermanentError(_lt("The file is of another kind."), code="type")
    return answer.body


def _get_public(url: str, most_bytes: int) -> Response:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise PermanentError(_lt("Only https addresses are fetched."), code="scheme")
    host, port = parts.hostname, parts.port or 443
    pool = urllib3.HTTPSConnectionPool(
        public_address(host, port),
        port=port,
        server_hostname=host,
        assert_hostname=host,
        timeout=urllib3.Timeout(connect=5, read=10),
        retries=False,
        ca_certs=requests.certs.where(),
    )
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    headers = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": AGENT}
    try:
        answer = pool.request("GET", target, headers=headers, preload_content=False)
        body = answer.read(most_bytes + 1, decode_content=True)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise RetryableError(
            _lt("The file cannot be fetched."), code="unreachable", detail=str(error)
        ) from None
    finally:
        pool.close()
    if len(body) > most_bytes:
        raise PermanentError(_lt("The file is too large."), code="size")
    return Response(status=answer.status, url=url, headers=answer.headers, body=body)


def public_address(host: str, port: int) -> str:
    """An address of a host, if all that it has are public.

    :raises PermanentError: it has private ones
    :raises RetryableError: it has none
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise RetryableError(
            _lt("%(host)s is not known."), code="host", host=host
        ) from None
    addresses = [one[4][0] for one in found]
    if not all(ipaddress.ip_address(one).is_global for one in addresses):
        text = _lt("%(host)s is no public address.")
        raise PermanentError(text, code="private", host=host)
    return str(addresses[0])
