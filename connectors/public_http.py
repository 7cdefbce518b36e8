"""Calls of addresses that are no platform's: https, to public addresses alone."""

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from .addresses import public_address
from .errors import ConnectorError, PermanentError, RetryableError, _lt
from .http import AGENT, READ_SECONDS, TRY_LATER, Response, read_body

REDIRECTS = 3


def fetch_public(url: str, *, most_bytes: int, types: tuple[str, ...]) -> bytes:
    """What a stranger's link names: https, from public addresses alone, within limits.

    The address that was checked is the one connected to, so that a name which changes
    meanwhile leads nowhere else.

    :param types: beginnings of the media types that are taken, like ``"image/"``
    :raises ConnectorError: it cannot be had so
    """
    for _ in range(REDIRECTS + 1):
        answer = call_public("GET", url, most_bytes=most_bytes)
        if answer.status not in (301, 302, 303, 307, 308):
            break
        with suppress(ValueError):
            url = urljoin(url, answer.headers.get("Location", ""))
    if answer.status != 200:
        raise _not_had(answer.status)
    media = answer.headers.get("Content-Type", "").lower()
    if not media.startswith(types) or "Content-Encoding" in answer.headers:
        raise PermanentError(_lt("The file is of another kind."), code="type")
    if len(answer.body) > most_bytes:
        raise PermanentError(_lt("The file is too large."), code="size")
    return answer.body


def _not_had(status: int) -> ConnectorError:
    is_final = 400 <= status < 500 and status not in (*TRY_LATER, 429)
    kind = PermanentError if is_final else RetryableError
    return kind(_lt("The file cannot be fetched."), code=f"http_{status}")


def call_public(
    method: str,
    url: str,
    *,
    most_bytes: int,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One call without redirects; the body of the answer as far as one byte beyond
    ``most_bytes``.

    :raises PermanentError: it is no https address, or a private one
    :raises RetryableError: it cannot be reached
    """
    host, port, target = public_parts(url)
    pool = _pool(host, port)
    named = {"Host": host if port == 443 else f"{host}:{port}", "User-Agent": AGENT}
    try:
        answer = pool.request(
            method,
            target,
            body=body,
            headers={**(headers or {}), **named},
            preload_content=False,
            redirect=False,
        )
        content = read_body(answer, most_bytes, READ_SECONDS, decode=False)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise RetryableError(
            _lt("The file cannot be fetched."), code="unreachable", detail=str(error)
        ) from None
    finally:
        pool.close()
    return Response(status=answer.status, url=url, headers=answer.headers, body=content)


def _pool(host: str, port: int) -> urllib3.HTTPSConnectionPool:
    """Connections to the one address that was checked, under the host's name.

    :raises ConnectorError: the host has no public address
    """
    return urllib3.HTTPSConnectionPool(
        public_address(host, port),
        port=port,
        server_hostname=host,
        assert_hostname=host,
        timeout=urllib3.Timeout(connect=5, read=10),
        retries=False,
        ca_certs=requests.certs.where(),
    )


def public_parts(url: str) -> tuple[str, int, str]:
    """Host, port, and path with query, of an https address.

    :raises PermanentError: it is none
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or 443
    except ValueError:
        host = ""
    if not host or parts.scheme != "https":
        raise PermanentError(_lt("Only https addresses are fetched."), code="scheme")
    return host, port, f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
