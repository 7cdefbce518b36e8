"""Reading what the platform answers, whatever comes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def objects(answer: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of a list, none if it is no list."""
    found = answer.get(key)
    return (
        [one for one in found if isinstance(one, dict)]
        if isinstance(found, list)
        else []
    )


def part(answer: Mapping[str, Any], key: str) -> dict[str, Any]:
    """An object, empty if it is none."""
    found = answer.get(key)
    return found if isinstance(found, dict) else {}


def moment_of(value: Any) -> datetime | None:
    """A time with its offset; None if it is none."""
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
