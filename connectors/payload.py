"""Reading what strangers send: JSON whose every value may be something else."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from .errors import PayloadError, _lt
from .text import clean
from .types import Payload

LATEST = 253402300799  # seconds: the end of the year 9999
FRACTION = re.compile(r"\.(\d+)")


def read_json(payload: Payload) -> "Node":
    """The arrival as an object.

    :raises PayloadError: it is no JSON, or no object
    """
    try:
        value = json.loads(payload.body)
    except (ValueError, RecursionError):
        raise PayloadError(_lt("The arrival is no JSON."), code="json") from None
    if not isinstance(value, dict) or not value:
        raise PayloadError(_lt("The arrival is no JSON object."), code="object")
    return Node(value)


class Node:
    """An object of a JSON text; what is asked for has the type asked for.

    What is absent or null is empty. Texts hold nothing that a database refuses.

    :raises PayloadError: from each method, if the value is of another type
    """

    __slots__ = ("path", "value")

    def __init__(self, value: dict[str, Any], path: str = "") -> None:
        self.value, self.path = value, path

    def __contains__(self, key: str) -> bool:
        return self.value.get(key) is not None

    def __bool__(self) -> bool:
        return bool(self.value)

    def keys(self) -> list[str]:
        return [clean(key) for key in self.value]

    def text(self, key: str, default: str = "") -> str:
        """A text; a whole number is written out, since ids come as either."""
        value = self.value.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.wrong(key)
        return clean(str(value))

    def need(self, key: str) -> str:
        """A text that must be there."""
        value = self.text(key)
        if not value.strip():
            raise self.wrong(key)
        return value

    def number(self, key: str, default: int = 0) -> int:
        """A whole number, also one written as text; within 32 bits."""
        value = self.value.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise self.wrong(key)
        try:
            number = int(value)
        except (ValueError, OverflowError):
            raise self.wrong(key) from None
        return max(-(2**31), min(number, 2**31 - 1))

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.value.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(key)
        return value

    def node(self, key: str) -> "Node":
        """An object, empty if absent."""
        value = self.value.get(key)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise self.wrong(key)
        return Node(value, self._under(key))

    def nodes(self, key: str) -> Iterator["Node"]:
        """The objects of a list, none if absent."""
        for index, value in enumerate(self._list(key)):
            place = f"{key}.{index}"
            if not isinstance(value, dict):
                raise self.wrong(place)
            yield Node(value, self._under(place))

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, none if absent."""
        found = self._list(key)
        if not all(isinstance(one, str) for one in found):
            raise self.wrong(key)
        return tuple(map(clean, found))

    def time(self, key: str) -> datetime | None:
        """A time in ISO 8601, in UTC unless it names its offset."""
        value = self.text(key)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(_for_python_3_10(value))
            if moment.tzinfo is None:
                return moment.replace(tzinfo=timezone.utc)
            return moment.astimezone(timezone.utc)
        except (ValueError, OverflowError):
            raise self.wrong(key) from None

    def epoch(self, key: str, per_second: int = 1) -> datetime | None:
        """A time in seconds since 1970, or in parts of them; 0 counts as absent.

        :param per_second: 1000 for milliseconds
        """
        value = self.value.get(key)
        if value in (None, "", 0):
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise self.wrong(key)
        try:
            seconds = float(value) / per_second
            if not 0 <= seconds <= LATEST:
                raise ValueError
            return datetime.fromtimestamp(seconds, timezone.utc) if seconds else None
        except (ValueError, OverflowError):
            raise self.wrong(key) from None

    def wrong(self, key: str) -> PayloadError:
        """The failure that names the place."""
        text = _lt("The arrival's %(field)s is missing or is something else.")
        return PayloadError(text, code="field", field=self._under(key))

    def _list(self, key: str) -> list[Any]:
        value = self.value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(key)
        return value

    def _under(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def _for_python_3_10(time: str) -> str:
    """A time in ISO 8601 as Python 3.10 reads it: six digits, an offset for Z."""
    time = FRACTION.sub(lambda match: f".{match[1][:6]:0<6}", time, count=1)
    return f"{time[:-1]}+00:00" if time[-1:] in "zZ" else time
