"""One mail over SMTP, with a sure answer to the question whether it left.

Sources: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 6531 (SMTPUTF8).
"""

import re
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from ..errors import UnknownOutcomeError, UnsupportedError, _lt
from .failures import Server
from .smtp_auth import sign_in
from .smtp_failures import smtp_explained, smtp_refused
from .tls import TIMEOUT, tls_context

FINAL_TIMEOUT = 120.0  # some servers look through a mail before they take it
LINE_START = re.compile(rb"^\.", re.M)


class Outbox:
    """A kept connection to an SMTP server; opened by the first mail.

    :param values: the connector's settings
    """

    timeout = TIMEOUT
    final_timeout = FINAL_TIMEOUT

    def __init__(self, server: Server, values: Mapping[str, Any]) -> None:
        self.server = server
        self.values = values
        self.smtp: smtplib.SMTP | None = None

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        if self.smtp:
            with suppress(OSError):
                self.smtp.quit()
        self._drop()

    @contextmanager
    def keeping(self, secret: str) -> Iterator[None]:
        """Meanwhile the secret is taken out of whatever the server says."""
        server = self.server
        self.server = replace(server, secrets=(*server.secrets, secret))
        try:
            yield
        finally:
            self.server = server

    def _drop(self) -> None:
        if self.smtp:
            with suppress(OSError):
                self.smtp.close()
        self.smtp = None

    def connect(self) -> smtplib.SMTP:
        """Connect, encrypt and sign in, unless that is done.

        :raises ConnectorError: what does not work, in plain words
        """
        if self.smtp is None:
            try:
                self.smtp = self._opened()
                self._encrypt(self.smtp)
                sign_in(self.smtp, self.server, self.values)
            except (OSError, UnicodeError) as error:
                self._drop()
                raise smtp_explained(error, self.server) from None
            except BaseException:
                self._drop()
                raise
        return self.smtp

    def _opened(self) -> smtplib.SMTP:
        # Named, since asking for this machine's own name may take long.
        name = self.values["address"].rpartition("@")[2]
        name = name if name.isascii() else "localhost"
        server = self.server
        if server.security != "tls":
            return smtplib.SMTP(server.host, server.port, name, timeout=self.timeout)
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            name,
            timeout=self.timeout,
            context=tls_context(self.values["ca_certificate"], server),
        )

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self.server.security == "starttls":
            context = tls_context(self.values["ca_certificate"], self.server)
            code, words = smtp.starttls(context=context)
            if code != 220:
                raise smtplib.SMTPResponseException(code, words)
            smtp.ehlo_or_helo_if_needed()

    def deliver(self, sender: str, recipient: str, data: bytes) -> None:
        """Hand over one mail.

        :param data: with CRLF line ends; 8-bit only when an address is not ASCII
        :raises RetryableError: it surely did not leave, another try may work
        :raises PermanentError: the server refuses it
        :raises UnknownOutcomeError: it left, but no answer came
        """
        try:
            smtp = self._begun(sender, recipient, len(data))
            self._check("recipient", *smtp.rcpt(recipient))
            self._check("data", *smtp.docmd("DATA"), expected=(354,))
            quoted = LINE_START.sub(b"..", data)
            smtp.send(quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n")
            smtp.sock.settimeout(self.final_timeout)
            smtp.send(b".\r\n")
        except OSError as error:
            self._drop()
            raise smtp_explained(error, self.server) from None
        self._check("data", *self._outcome(smtp))

    def _begun(self, sender: str, recipient: str, size: int) -> smtplib.SMTP:
        """MAIL FROM, on a new connection when the kept one has ended meanwhile."""
        utf8 = not (sender + recipient).isascii()
        for is_kept in (self.smtp is not None, False):
            smtp = self.connect()
            options = self._options(smtp, size, utf8)
            try:
                code, words = smtp.mail(sender, options)
            except OSError:
                if not is_kept:
                    raise
                code, words = 421, b""
            if code == 421:
                self._drop()
            if code != 421 or not is_kept:
                break
        self._check("sender", code, words)
        return smtp

    def _options(self, smtp: smtplib.SMTP, size: int, utf8: bool) -> list[str]:
        options = [f"SIZE={size}"] if smtp.has_extn("size") else []
        if utf8 and not smtp.has_extn("smtputf8"):
            raise UnsupportedError(
                _lt("%(host)s does not send to addresses that are not ASCII."),
                code="smtputf8",
                **self.server.values,
            )
        return options + (["SMTPUTF8", "BODY=8BITMIME"] if utf8 else [])

    def _outcome(self, smtp: smtplib.SMTP) -> tuple[int, bytes]:
        """The server's answer to the whole mail."""
        code, words, reason = 0, b"", ""
        try:
            code, words = smtp.getreply()
            smtp.sock.settimeout(self.timeout)
        except OSError as error:
            reason = self.server.said(error)
        if 200 <= code < 600:
            return code, words
        self._drop()
        raise UnknownOutcomeError(
            _lt(
                "The mail went to %(host)s, but whether it was taken is unknown:"
                " no answer came."
            ),
            code="no_answer",
            detail=self.server.said(words),
            reason=reason,
            **self.server.values,
        )

    def _check(
        self, step: str, code: int, words: bytes, expected: tuple[int, ...] = ()
    ) -> None:
        """Raise unless the server agreed; the connection stays usable."""
        if code in (expected or range(200, 300)):
            return
        if code == 421:
            self._drop()
        if self.smtp:
            try:
                self.smtp.rset()
            except OSError:
                self._drop()
        raise smtp_refused(step, code, words, self.server)
