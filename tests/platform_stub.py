"""A platform's API on loopback: answers as it is told, and keeps what was asked."""

import http.server
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request as it came; header names in small letters.

    ``target`` is path and query together, nothing in them decoded.
    """

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    target: str = ""

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        """The last value of each field of a form."""
        found = parse_qs(self.body.decode(), keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}


@dataclass
class Answer:
    """What is answered; ``cut`` closes the connection after the request instead."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False

    def raw(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


Respond = Callable[[Asked], Answer]


class PlatformStub:
    """Serves until it is closed; ``asked`` are the requests so far, oldest first.

    :param respond: the answer to a request; may be replaced at any time
    """

    def __init__(self, respond: Respond = lambda asked: Answer()) -> None:
        self.respond, self.asked = respond, []
        stub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self) -> None:
                stub._serve(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = serve  # noqa: N815

            def log_message(self, *arguments: object) -> None:
                """Silent."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(
            target=self.server.serve_forever, args=(0.02,), daemon=True
        )
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def _serve(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        size = int(handler.headers.get("Content-Length") or 0)
        parts = urlsplit(handler.path)
        asked = Asked(
            method=handler.command,
            path=parts.path,
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in handler.headers.items()},
            body=handler.rfile.read(size),
            target=handler.path,
        )
        self.asked.append(asked)
        answer = self.respond(asked)
        if answer.cut:
            handler.close_connection = True
            return
        raw = answer.raw()
        headers = {"Content-Type": "application/json", **answer.headers}
        handler.send_response(answer.status)
        for name, value in {**headers, "Content-Length": str(len(raw))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(raw)
