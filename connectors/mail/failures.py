"""What goes wrong with mail servers, in plain words and as the right exception.

Source: RFC 5530 (IMAP response codes).
"""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from imaplib import IMAP4
from typing import NamedTuple

from imapclient.exceptions import CapabilityError, LoginError

from ..errors import (
    AuthError,
    ConnectorError,
    RetryableError,
    SettingsError,
    _lt,
)

LONGEST_DETAIL = 500
# What imaplib and the system say of a broken connection; the server said nothing.
NOT_THE_SERVER = re.compile(r"socket error|\bEOF\b|timed out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where to connect; ``secrets`` are taken out of whatever is said about it."""

    protocol: str
    host: str
    port: int
    security: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def values(self) -> dict[str, str]:
        return {"server": self.protocol, "host": self.host, "port": str(self.port)}

    def said(self, words: object) -> str:
        """A server's words as one line, shortened, without our secrets."""
        if isinstance(words, bytes):
            words = words.decode("utf-8", "replace")
        text = " ".join(str(words).replace("\0", "").split())
        # imapclient shows bytes as Python writes them.
        text = re.sub(r"^b(['\"])(.*)\1$", r"\2", text)
        for secret in filter(None, self.secrets):
            text = text.replace(secret, "***")
        return text[:LONGEST_DETAIL]


@contextmanager
def plain_words(server: Server) -> Iterator[None]:
    """Failures of sockets, TLS and IMAP inside become the connector's exceptions."""
    try:
        yield
    except (OSError, IMAP4.error, UnicodeError, EOFError) as error:
        raise explained(error, server) from None


def explained(error: Exception, server: Server) -> ConnectorError:
    """The connector's exception for a failure of the network or the IMAP server."""
    if isinstance(error, ssl.SSLError):
        return _tls_error(error, server)
    # imapclient turns a connection that breaks during sign-in into a LoginError.
    if isinstance(error, IMAP4.abort) or isinstance(error.__context__, IMAP4.abort):
        return closed(server, error)
    if isinstance(error, IMAP4.error):
        return _imap_error(error, server)
    if isinstance(error, socket.gaierror | UnicodeError):
        text = _lt("There is no server by the name %(host)s.")
        return RetryableError(text, code="host", **server.values)
    if isinstance(error, ConnectionRefusedError):
        text = _lt("%(host)s does not answer on port %(port)s: wrong port?")
        return RetryableError(text, code="refused", **server.values)
    if isinstance(error, TimeoutError):
        return timed_out(server)
    if isinstance(error, ConnectionError | EOFError):
        return closed(server)
    text, reason = _lt("%(host)s cannot be reached: %(reason)s"), server.said(error)
    return RetryableError(text, code="unreachable", reason=reason, **server.values)


def timed_out(server: Server) -> RetryableError:
    """No answer in time."""
    text = _lt(
        "The %(server)s server %(host)s did not answer in time on port %(port)s:"
        " perhaps the port or the encryption is wrong."
    )
    return RetryableError(text, code="timeout", **server.values)


def closed(server: Server, error: object = "") -> RetryableError:
    """The connection broke, perhaps with the server's words."""
    text, detail = _lt("The %(server)s server %(host)s closed the connection."), ""
    if not NOT_THE_SERVER.search(str(error)):
        detail = server.said(error)
    return RetryableError(text, code="closed", detail=detail, **server.values)


def _tls_error(error: ssl.SSLError, server: Server) -> ConnectorError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_error(error, server)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return closed(server)
    return SettingsError(
        _lt(
            "%(host)s speaks no TLS on port %(port)s:"
            " choose another encryption or port."
        ),
        code="no_tls",
        reason=server.said(error.reason or error),
        **server.values,
    )


class Words(NamedTuple):
    """A failure's code and sentence.

    Named, since Odoo's export takes a bare tuple after ``_lt(…)`` for another call.
    """

    code: str
    text: str


# By OpenSSL's X509_V_ERR_…: CERT_HAS_EXPIRED, HOSTNAME_ and IP_ADDRESS_MISMATCH.
OTHER_NAME = Words(
    "certificate_name",
    _lt("The certificate of %(host)s belongs to a server of another name."),
)
CERTIFICATE_ERRORS = {
    10: Words("certificate_expired", _lt("The certificate of %(host)s has expired.")),
    62: OTHER_NAME,
    64: OTHER_NAME,
}
NOT_TRUSTED = Words(
    "certificate",
    _lt("The certificate of %(host)s is not signed by a trusted authority."),
)


def _certificate_error(
    error: ssl.SSLCertVerificationError, server: Server
) -> SettingsError:
    code, text = CERTIFICATE_ERRORS.get(error.verify_code, NOT_TRUSTED)
    reason = server.said(error.verify_message)
    return SettingsError(text, code=code, reason=reason, **server.values)


class Answer(NamedTuple):
    """What an IMAP server's refusal means, by its response code or own words."""

    pattern: str
    kind: type[ConnectorError]
    code: str
    text: str


ANSWERS = (
    Answer(
        r"\[UNAVAILABLE\]|\[SERVERBUG\]|temporar|try again|\[INUSE\]",
        RetryableError,
        "busy",
        _lt("The mail server has a passing problem."),
    ),
    Answer(
        r"\[LIMIT\]|too many|maximum number of connections|\[THROTTLED\]",
        RetryableError,
        "connections",
        _lt("The mail server allows no further connection at the moment."),
    ),
    Answer(
        r"\[PRIVACYREQUIRED\]|plaintext auth|login ?disabled",
        SettingsError,
        "login_disabled",
        _lt("The mail server allows no sign-in without encryption."),
    ),
    Answer(
        r"\[OVERQUOTA\]|quota",
        RetryableError,
        "quota",
        _lt("The mailbox is full."),
    ),
    Answer(
        r"\[NOPERM\]|\[READ-ONLY\]|permission",
        SettingsError,
        "permission",
        _lt("The mail server does not allow this in the folder."),
    ),
    Answer(
        r"\[EXPIRED\]|expired",
        AuthError,
        "expired",
        _lt("The password or the access token has expired."),
    ),
)


def _imap_error(error: Exception, server: Server) -> ConnectorError:
    detail = server.said(error)
    if isinstance(error, CapabilityError):
        return no_starttls(server)
    for pattern, kind, code, text in ANSWERS:
        if re.search(pattern, detail, re.I):
            return kind(text, code=code, detail=detail, **server.values)
    if isinstance(error, LoginError):
        return wrong_password(server, detail)
    text = _lt("The %(server)s server %(host)s refused a command.")
    return RetryableError(text, code="command", detail=detail, **server.values)


def no_starttls(server: Server) -> SettingsError:
    """The server cannot encrypt a connection that began without."""
    text = _lt("%(host)s does not offer STARTTLS on port %(port)s.")
    return SettingsError(text, code="no_starttls", **server.values)


def wrong_password(server: Server, detail: str) -> AuthError:
    """The server knows no such user, or not with this password."""
    text = _lt("%(host)s refused the user name or the password.")
    return AuthError(text, code="password", detail=detail, **server.values)


def no_folder(folder: str, names: list[str]) -> SettingsError:
    """A folder that does not exist, with up to ten that do."""
    known = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    text = _lt("The mailbox has no folder %(folder)s. It has: %(folders)s")
    return SettingsError(text, code="folder", folder=folder, folders=known)
