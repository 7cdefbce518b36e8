"""What goes wrong with mail servers, in plain words and as the right exception.

Sources: RFC 5530 (IMAP response codes), RFC 3463 (enhanced status codes),
RFC 5321 (SMTP replies).
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from imaplib import IMAP4

from imapclient.exceptions import CapabilityError, LoginError

from ..errors import (
    AuthError,
    ConnectorError,
    PermanentError,
    RetryableError,
    SettingsError,
)

LONGEST_DETAIL = 500
# X509_V_ERR_CERT_HAS_EXPIRED, …_HOSTNAME_MISMATCH, …_IP_ADDRESS_MISMATCH
EXPIRED, WRONG_NAME, WRONG_ADDRESS = 10, 62, 64


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
        text = f"There is no server by the name {server.host}."
        return RetryableError(text, code="host", **server.values)
    if isinstance(error, ConnectionRefusedError):
        text = f"{server.host} does not answer on port {server.port}: wrong port?"
        return RetryableError(text, code="refused", **server.values)
    if isinstance(error, TimeoutError):
        return timed_out(server)
    if isinstance(error, ConnectionError | EOFError):
        return closed(server, error)
    text = f"{server.host} cannot be reached."
    detail = server.said(error)
    return RetryableError(text, code="unreachable", detail=detail, **server.values)


def timed_out(server: Server) -> RetryableError:
    """No answer in time."""
    text = (
        f"The {server.protocol} server {server.host} did not answer in time on port"
        f" {server.port}: perhaps the port or the encryption is wrong."
    )
    return RetryableError(text, code="timeout", **server.values)


def closed(server: Server, error: object = "") -> RetryableError:
    """The connection broke."""
    text = f"The {server.protocol} server {server.host} closed the connection."
    detail = server.said(error)
    return RetryableError(text, code="closed", detail=detail, **server.values)


def _tls_error(error: ssl.SSLError, server: Server) -> ConnectorError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_error(error, server)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return closed(server, error)
    text = (
        f"{server.host} speaks no TLS on port {server.port}:"
        " choose another encryption or port."
    )
    detail = server.said(error.reason or error)
    return SettingsError(text, code="no_tls", detail=detail, **server.values)


def _certificate_error(
    error: ssl.SSLCertVerificationError, server: Server
) -> SettingsError:
    code, text = {
        EXPIRED: ("certificate_expired", "has expired"),
        WRONG_NAME: ("certificate_name", "belongs to a server of another name"),
        WRONG_ADDRESS: ("certificate_name", "belongs to a server of another name"),
    }.get(error.verify_code, ("certificate", "is not signed by a trusted authority"))
    text = f"The certificate of {server.host} {text}."
    detail = server.said(error.verify_message)
    return SettingsError(text, code=code, detail=detail, **server.values)


# By RFC 5530's response code or the server's own words: class, code, sentence.
IMAP_WORDS: tuple[tuple[str, type[ConnectorError], str, str], ...] = (
    (
        r"\[UNAVAILABLE\]|\[SERVERBUG\]|temporar|try again|\[INUSE\]",
        RetryableError,
        "busy",
        "The mail server has a passing problem.",
    ),
    (
        r"\[LIMIT\]|too many|maximum number of connections|\[THROTTLED\]",
        RetryableError,
        "connections",
        "The mail server allows no further connection at the moment.",
    ),
    (
        r"\[PRIVACYREQUIRED\]|plaintext auth|login ?disabled",
        SettingsError,
        "login_disabled",
        "The mail server allows no sign-in without encryption.",
    ),
    (
        r"\[OVERQUOTA\]|quota",
        RetryableError,
        "quota",
        "The mailbox is full.",
    ),
    (
        r"\[NOPERM\]|\[READ-ONLY\]|permission",
        SettingsError,
        "permission",
        "The mail server does not allow this in the folder.",
    ),
    (
        r"\[EXPIRED\]|expired",
        AuthError,
        "expired",
        "The password or the access token has expired.",
    ),
)


def _imap_error(error: Exception, server: Server) -> ConnectorError:
    detail = server.said(error)
    if isinstance(error, CapabilityError):
        return _no_starttls(server)
    for pattern, kind, code, text in IMAP_WORDS:
        if re.search(pattern, detail, re.I):
            return kind(text, code=code, detail=detail, **server.values)
    if isinstance(error, LoginError):
        return wrong_password(server, detail)
    text = f"The {server.protocol} server {server.host} refused a command."
    return RetryableError(text, code="command", detail=detail, **server.values)


def _no_starttls(server: Server) -> SettingsError:
    text = f"{server.host} does not offer STARTTLS on port {server.port}."
    return SettingsError(text, code="no_starttls", **server.values)


def wrong_password(server: Server, detail: str) -> AuthError:
    """The server knows no such user, or not with this password."""
    text = f"{server.host} refused the user name or the password."
    return AuthError(text, code="password", detail=detail, **server.values)


def no_folder(folder: str, names: list[str]) -> SettingsError:
    """A folder that does not exist, with up to ten that do."""
    known = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    text = f"The mailbox has no folder {folder}. It has: {known}"
    return SettingsError(text, code="folder", folder=folder, folders=known)


# By the step at which a server says no: code and sentence.
SMTP_STEPS = {
    "sender": ("sender", "The mail server refuses the sender's address."),
    "recipient": ("recipient", "The mail server refuses the recipient."),
    "data": ("refused", "The mail server refuses the mail."),
}
TOO_LARGE = re.compile(r"\b5\.[23]\.[34]\b|too (?:large|big)|size.*exceed|exceed.*size")


def smtp_explained(error: Exception, server: Server) -> ConnectorError:
    """The exception for an SMTP connection that fails before a mail has left."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        late = isinstance(error.__context__, TimeoutError)
        return timed_out(server) if late else closed(server, error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _no_starttls(server)
    if isinstance(error, smtplib.SMTPResponseException):
        return busy(server, server.said(error.smtp_error), error.smtp_code)
    if isinstance(error, smtplib.SMTPException):
        return busy(server, server.said(error))
    return explained(error, server)


def busy(server: Server, detail: str, code: int = 0) -> RetryableError:
    """The server says: not now."""
    text = f"The {server.protocol} server {server.host} has a passing problem."
    detail = f"{code} {detail}" if code else detail
    return RetryableError(text, code="busy", detail=detail, **server.values)


def smtp_refused(step: str, code: int, words: bytes, server: Server) -> ConnectorError:
    """The exception for an SMTP reply that is no consent.

    :param step: "sender", "recipient" or "data"
    """
    detail = server.said(f"{code} {words.decode('utf-8', 'replace')}")
    if code == 530:
        text = f"{server.host} sends only after signing in: user name and password."
        return SettingsError(text, code="smtp_auth", detail=detail, **server.values)
    if code == 552 or TOO_LARGE.search(detail.lower()):
        text = "The mail is too large for the mail server."
        return PermanentError(text, code="too_large", detail=detail, **server.values)
    if code < 500:
        return busy(server, detail)
    name, text = SMTP_STEPS[step]
    text = f"{text} It says: {detail}"
    return PermanentError(text, code=name, detail=detail, **server.values)
