"""Servers that misbehave on purpose; each runs in a thread until it is closed."""

import asyncio
import contextlib
import http.server
import json
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Proxy:
    """Passes connections to a server on, with what it says changed or cut.

    :param replace: pairs of bytes, replaced in each piece that the server sends
    :param cut_after: bytes from the server after which everything is closed
    """

    def __init__(
        self,
        target: int,
        replace: tuple[tuple[bytes, bytes], ...] = (),
        cut_after: int | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.target, self.replace, self.left = target, replace, cut_after
        self.sockets: list[socket.socket] = []
        self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def close(self) -> None:
        for one in (self.listener, *self.sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target), 10)
                self.sockets += [client, server]
                for pair in ((client, server, bytes), (server, client, self._changed)):
                    threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(
        self,
        source: socket.socket,
        target: socket.socket,
        change: Callable[[bytes], bytes],
    ) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(change(data))
                if self.left is not None and self.left <= 0:
                    break
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _changed(self, data: bytes) -> bytes:
        for old, new in self.replace:
            data = data.replace(old, new)
        if self.left is not None:
            data, self.left = data[: self.left], self.left - len(data)
        return data


def free_port() -> int:
    """A port on the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class ScriptedSmtp:
    """An SMTP server that follows a script.

    :param script: by command ("MAIL", "RCPT", "DATA") what it answers; "hang up"
        closes the connection, "stall" never answers
    """

    def __init__(self, script: dict[str, str] | None = None, **options) -> None:
        from aiosmtpd.controller import Controller  # only tests have it

        self.script = script or {}
        self.received: list[bytes] = []
        self.connections = 0
        self.recipients: list[str] = []
        self.open: list[Any] = []
        self.port = free_port()
        self.controller = Controller(self, "127.0.0.1", self.port, **options)
        self.controller.start()

    def close(self) -> None:
        self.controller.stop()

    def drop(self) -> None:
        """Close the connections that are open, as after a long silence."""
        for server in self.open:
            self.controller.loop.call_soon_threadsafe(server.transport.abort)

    def settings(self) -> dict[str, Any]:
        """The connector's settings that lead here."""
        return {
            "smtp_host": "127.0.0.1",
            "smtp_port": self.port,
            "smtp_security": "none",
        }

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        self.open.append(server)
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return await self._answer("RCPT", server)

    async def handle_DATA(self, server, session, envelope):
        self.received.append(envelope.content)
        return await self._answer("DATA", server)

    async def _answer(self, command: str, server) -> str:
        answer = self.script.get(command, "250 OK")
        if answer == "hang up":
            server.transport.abort()
        elif answer == "stall":
            await asyncio.sleep(30)
        return answer


class ExpiredServer:
    """Speaks TLS with a certificate that was valid until yesterday."""

    def __init__(self, folder: str) -> None:
        path = Path(folder) / "server.pem"
        self.certificate = write_certificate(path, names=("localhost",), days=-1)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(path)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with client, contextlib.suppress(OSError):
                    self.context.wrap_socket(client, server_side=True).close()


def write_certificate(path: Path, *, names: tuple[str, ...], days: int) -> str:
    """Key and certificate into a file; the certificate in PEM format.

    :param days: how long it is valid from now on; less than 0: since when it is over
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + pem)
    return pem.decode()


class TokenServer:
    """Tells the IMAP server whose access token ``good`` is; no other is known."""

    def __init__(self, port: int, address: str, good: str) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = parse_qs(urlsplit(self.path).query).get("access_token", [""])
                known = asked[0] == good
                answer = {"email": address, "active": "true"} if known else {}
                body = json.dumps(answer).encode()
                self.send_response(200 if known else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Nothing to tell."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)
