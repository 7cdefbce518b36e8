"""LinkedIn: calls of the versioned API (Rest.li 2.0).

Brackets that are part of the language stay as they are, names in them are escaped, so
that addresses are written here and not by ``requests``.
"""

from collections.abc import Callable, Iterator
from typing import Any

from ..http import Http, Response
from .urns import escaped

Json = dict[str, Any]
PAGE = 100


class Calls:
    """Speaks for one page.

    :param base: the address of the API
    :param counted: is told of each call
    """

    def __init__(self, http: Http, base: str, counted: Callable[[], None]) -> None:
        self.http, self.base, self.counted = http, base, counted
        self.headers: dict[str, str] = {}

    def signed(self, token: str, version: str) -> "Calls":
        self.headers = {
            "Authorization": f"Bearer {token}",
            "LinkedIn-Version": version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        return self

    def ask(self, path: str, **options: Any) -> Response:
        self.counted()
        return self.http.query(self.url(path), headers=self.headers, **options)

    def one(self, path: str) -> Json:
        """An object.

        :raises RetryableError: the answer is none
        """
        response = self.ask(path)
        found = self.http.json_of(response)
        if not isinstance(found, dict):
            raise self.http.unreadable(response)
        return found

    def pages(self, path: str) -> Iterator[list[Json]]:
        """The elements of a finder, page by page."""
        start, sign = 0, "&" if "?" in path else "?"
        while True:
            page = self.one(f"{path}{sign}start={start}&count={PAGE}")
            elements = [one for one in page.get("elements") or [] if one]
            yield elements
            if len(elements) < PAGE:
                return
            start += PAGE

    def command(self, method: str, path: str, **options: Any) -> Response:
        """A call that changes something; see ``Http.command``."""
        self.counted()
        options["headers"] = self.headers
        return self.http.command(method, self.url(path), **options)

    def url(self, path: str) -> str:
        return f"{self.base}/rest/{path}"


def comments_of(urn: str) -> str:
    """The path of comments on a post, or of answers to a comment."""
    return f"socialActions/{escaped(urn)}/comments"
