"""What goes wrong while sending, in plain words and as the right exception.

Sources: RFC 5321 (SMTP replies), RFC 3463 (enhanced status codes).
"""

import re
import smtplib

from ..errors import ConnectorError, PermanentError, RetryableError, SettingsError, _lt
from .failures import Server, Words, closed, explained, no_starttls, timed_out

# By the step at which a server says no: code and sentence.
SMTP_STEPS = {
    "sender": Words("sender", _lt("The mail server refuses the sender's address.")),
    "recipient": Words("recipient", _lt("The mail server refuses the recipient.")),
    "data": Words("refused", _lt("The mail server refuses the mail.")),
}
TOO_LARGE = re.compile(r"\b5\.[23]\.[34]\b|too (?:large|big)|size.*exceed|exceed.*size")


def smtp_explained(error: Exception, server: Server) -> ConnectorError:
    """The exception for an SMTP connection that fails before a mail has left."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        late = isinstance(error.__context__, TimeoutError)
        return timed_out(server) if late else closed(server)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return no_starttls(server)
    if isinstance(error, smtplib.SMTPResponseException):
        return busy(server, server.said(error.smtp_error), error.smtp_code)
    if isinstance(error, smtplib.SMTPException):
        return busy(server, server.said(error))
    return explained(error, server)


def busy(server: Server, detail: str, code: int = 0) -> RetryableError:
    """The server says: not now."""
    text = _lt("The %(server)s server %(host)s has a passing problem.")
    detail = f"{code} {detail}" if code else detail
    return RetryableError(text, code="busy", detail=detail, **server.values)


def smtp_refused(step: str, code: int, words: bytes, server: Server) -> ConnectorError:
    """The exception for an SMTP reply that is no consent.

    :param step: "sender", "recipient" or "data"
    """
    detail = server.said(f"{code} {words.decode('utf-8', 'replace')}")
    if code == 530:
        text = _lt("%(host)s sends only after signing in: user name and password.")
        return SettingsError(text, code="smtp_auth", detail=detail, **server.values)
    if code == 552 or TOO_LARGE.search(detail.lower()):
        text = _lt("The mail is too large for the mail server.")
        return PermanentError(text, code="too_large", detail=detail, **server.values)
    if code < 500:
        return busy(server, detail)
    name, text = SMTP_STEPS[step]
    return PermanentError(text, code=name, detail=detail, **server.values)
