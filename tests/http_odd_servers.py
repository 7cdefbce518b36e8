"""HTTP servers that misbehave on purpose, and one that speaks TLS."""

import contextlib
import http.server
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from .mail_odd_servers import write_certificate

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class RawServer:
    """Does with each connection what it is told; ``requests`` are their first bytes.

    :param act: gets the connection, after the head of a request was read if ``reads``
    """

    def __init__(
        self, act: Callable[[socket.socket], None], *, reads: bool = True
    ) -> None:
        self.act, self.reads = act, reads
        self.requests: list[bytes] = []
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with client, contextlib.suppress(OSError):
                    client.settimeout(5)
                    if self.reads:
                        self.requests.append(self._head_of(client))
                    self.act(client)

    @staticmethod
    def _head_of(client: socket.socket) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                break
            head += piece
        return head

    def drip(self, client: socket.socket) -> None:
        """A body that comes byte by byte and never ends."""
        client.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")
        while not self.over.wait(0.02):
            client.sendall(b" ")


class TlsServer:
    """Answers GET over TLS as ``Host`` for names of ``names``.

    ``pages`` maps a path with its query to (status, headers, body); ``asked`` are the
    pairs (host, path) that came. ``authority`` is the file to trust.
    """

    def __init__(self, folder: str, names: tuple[str, ...]) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []
        self.posted: list[tuple[dict[str, str], bytes]] = []
        path = Path(folder) / "tls.pem"
        certificate = write_certificate(path, names=names, days=1)
        self.authority = str(Path(folder) / "authority.pem")
        Path(self.authority).write_text(certificate)
        tls = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tls._answer(self)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                tls.posted.append((dict(self.headers), self.rfile.read(length)))
                tls._answer(self)

            def log_message(self, *arguments: object) -> None:
                """Silent."""

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *arguments: object) -> None:
                """Clients that do not trust it are no news."""

        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(
            target=self.server.serve_forever, args=(0.02,), daemon=True
        )
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def _answer(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        self.asked.append((handler.headers["Host"], handler.path))
        status, headers, body = self.pages.get(handler.path, (404, {}, b""))
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
