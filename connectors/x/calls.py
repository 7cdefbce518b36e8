"""X: calls of API v2, its answers with errors in them, and images sent ahead."""

import base64
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from ..errors import _lt
from ..http import Http, Response
from ..types import Attachment
from .problems import known

Json = dict[str, Any]
Spend = Callable[[str, int], None]
PLACE = "/-_"  # what stays as it is in a path


class Calls:
    """Speaks for one account.

    :param base: the address of the API
    :param spend: is told of each thing that costs, by its name, and how many times
    """

    def __init__(self, http: Http, base: str, token: str, spend: Spend) -> None:
        self.http, self.base, self.spend = http, base, spend
        self.headers = {"Authorization": f"Bearer {token}"}

    def url(self, path: str) -> str:
        return f"{self.base}/2/{quote(path, safe=PLACE)}"

    def ask(self, path: str, **params: Any) -> Json:
        """A read; ``data`` may be absent where there is nothing.

        :raises ConnectorError: also when X answers 200 with nothing but errors
        """
        response = self.http.query(self.url(path), params=params, headers=self.headers)
        return self._good(response, is_needed=False)

    def one(self, path: str, **params: Any) -> Json:
        """The one object that is asked for."""
        response = self.http.query(self.url(path), params=params, headers=self.headers)
        return self._good(response, is_needed=True)["data"]

    def content(self, path: str) -> bytes:
        return self.http.query(self.url(path), headers=self.headers).body

    def pages(self, path: str, params: Json, most: int) -> Iterator[Json]:
        """Pages, newest first."""
        params = dict(params)
        for _ in range(most):
            page = self.ask(path, **params)
            yield page
            token = (page.get("meta") or {}).get("next_token")
            if not token:
                return
            params["pagination_token"] = token

    def command(
        self, method: str, path: str, body: Json | None = None, **options: Any
    ) -> Json:
        """A call that changes something; what it gives back.

        :param options: of ``Http.command``
        """
        options["headers"] = self.headers
        if body is not None:
            options["json"] = body
        response = self.http.command(method, self.url(path), **options)
        return self._good(response, is_needed=True)["data"]

    def upload(self, file: Attachment, category: str) -> str:
        """The id of an image that X now has; unused ones it forgets.

        https://docs.x.com/x-api/media/upload-media
        """
        media = base64.b64encode(file.content).decode()
        body = {"media": media, "media_category": category}
        data = self.command("POST", "media/upload", body, repeatable=True)
        return str(data["id"])

    def describe(self, media_id: str, text: str) -> None:
        body = {"id": media_id, "metadata": {"alt_text": {"text": text[:1000]}}}
        self.command("POST", "media/metadata", body, repeatable=True)
        self.spend("description", 1)

    def _good(self, response: Response, *, is_needed: bool) -> Json:
        """The answer, unless it tells of nothing but errors.

        :raises UnknownOutcomeError: a write that says neither yes nor no
        """
        answer = self.http.json_of(response)
        answer = answer if isinstance(answer, dict) else {}
        if "data" in answer:
            return answer
        errors = [one for one in answer.get("errors") or [] if isinstance(one, dict)]
        if errors:
            said = str(errors[0].get("detail") or errors[0].get("message") or "")
            raise known(errors[0], self.http, is_refusal=True) or self.http.permanent(
                _lt("%(platform)s refuses this."), code="errors", detail=said
            )
        if not is_needed:
            return answer
        raise self.http.unreadable(response)
