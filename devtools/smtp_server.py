"""A real SMTP server on loopback that delivers each mail into a maildir.

Run as `python -m devtools.smtp_server --help`. Any address may log in with the
password; STARTTLS first, then AUTH (RFC 3207, RFC 4954). Refused are wrong
passwords (535), recipients `nobody@...` (550) and mails over 25 MB (552).
"""

import argparse
import asyncio
import logging
import signal
import ssl
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from devtools.maildir import deliver

SIZE_LIMIT = 25 * 2**20  # bytes


class Mailboxes:
    """The handler of aiosmtpd: what to do with recipients and with content."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options
    ) -> str:
        if address.lower().startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        for address in dict.fromkeys(map(str.lower, envelope.rcpt_tos)):
            deliver(self.root, address, envelope.content)
        return "250 2.0.0 delivered"


def authenticator(password: bytes):
    """A check of passwords; `handled=False` lets aiosmtpd answer 535 when it fails."""

    def check(server, session, envelope, mechanism: str, data: LoginPassword):
        good = data.password == password
        return AuthResult(success=good, handled=False, auth_data=data.login)

    return check


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def serve(arguments: argparse.Namespace) -> None:
    """Answer until the process is asked to end."""
    context = tls_context(arguments.certificate, arguments.key)
    options = {
        "hostname": "localhost",
        "tls_context": context,
        "authenticator": authenticator(arguments.password.encode()),
        "auth_required": True,
        "auth_require_tls": True,
        "enable_SMTPUTF8": True,
        "data_size_limit": SIZE_LIMIT,
        "timeout": 60,
    }
    loop = asyncio.get_running_loop()
    handler = Mailboxes(arguments.root)
    server = await loop.create_server(
        lambda: SMTP(handler, loop=loop, **options), "127.0.0.1", arguments.port
    )
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with server:
        await ended.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--root", type=Path, required=True, help="folder of maildirs")
    parser.add_argument("--certificate", type=Path, required=True)
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--password", required=True)
    # aiosmtpd warns of its own deprecated attribute at each login.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
