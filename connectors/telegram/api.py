"""Calls of the Bot API."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from ..errors import PayloadError
from ..http import Http, Response
from ..payload import Node

T = TypeVar("T")


class BotApi:
    """One bot's way to Telegram.

    Its token is a part of each address, so that none is kept or shown.
    """

    def __init__(self, http: Http, api: str, token: str) -> None:
        self.http, self.api, self.token = http, api, token

    def updates(self, **options: Any) -> list[Any]:
        url = f"{self.api}/bot{self.token}/getUpdates"
        response = self.http.query(url, method="POST", json=options)
        result = self._result(response)
        if not isinstance(result, list):
            raise self.http.unreadable(response)
        return result

    def get(self, method: str, reader: Callable[[Node], T], **body: Any) -> T:
        """What ``reader`` takes from the result of a call that changes nothing."""
        url = f"{self.api}/bot{self.token}/{method}"
        return self._read(self.http.query(url, method="POST", json=body), reader)

    def file(self, path: str) -> bytes:
        return self.http.query(f"{self.api}/file/bot{self.token}/{quote(path)}").body

    def repeatable(self, method: str, body: Mapping[str, Any]) -> None:
        """A call that changes something, and nothing more when it is repeated."""
        url = f"{self.api}/bot{self.token}/{method}"
        self._result(self.http.command("POST", url, repeatable=True, json=body))

    def post(
        self,
        method: str,
        reader: Callable[[Node], T],
        body: Mapping[str, Any],
        files: Mapping[str, tuple[str, bytes, str]],
    ) -> T:
        """What ``reader`` takes from the message written; with files, by a form."""
        options: dict[str, Any] = {"json": body}
        if files:
            form = {name: as_field(value) for name, value in body.items()}
            options = {"data": form, "files": files}
        url = f"{self.api}/bot{self.token}/{method}"
        return self._read(self.http.command("POST", url, **options), reader)

    def _result(self, response: Response) -> Any:
        """``result`` of ``{"ok": true, "result"}``; a refusal may have the status of
        a success."""
        found = self.http.json_of(response)
        if isinstance(found, dict) and found.get("ok") is True and "result" in found:
            return found["result"]
        raise self.http.explain(response) or self.http.unreadable(response)

    def _read(self, response: Response, reader: Callable[[Node], T]) -> T:
        result = self._result(response)
        try:
            return reader(Node(result if isinstance(result, dict) else {}))
        except PayloadError:
            raise self.http.unreadable(response) from None


def as_field(value: Any) -> str:
    """A field of a form; objects are written as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
