"""Whether Meta's own SDK knows what a connector asks for: edges, parameters, fields.

``facebook-business`` is made by Meta from the description of its API; nothing of it is
called but the look-up of what a request may hold.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from facebook_business.api import FacebookAdsApi

from .platform_stub import Asked

# What every edge takes, and what reading objects in objects takes.
COMMON = frozenset(("fields", "limit", "after", "appsecret_proof"))
MODIFIERS = frozenset(("limit", "after"))
INNER = {
    ("PagePost", "comments"): "Comment",
    ("Comment", "parent"): "Comment",
    ("IGMedia", "comments"): "IGComment",
    ("IGComment", "replies"): "IGComment",
    ("IGComment", "media"): "IGMedia",
    ("IGUser", "mentioned_comment"): "IGComment",
    ("IGUser", "mentioned_media"): "IGMedia",
}
# Meta left these out of the SDK; from the reference of the node, 2026-11.
UNLISTED = {
    "PagePost": {"comments"},
    "Comment": {"comments"},
    "UnifiedThread": {"messages"},
}
FORM = re.compile(rb'form-data; name="(\w+)"\r\n\r\n([^\r]*)')  # without files
NAME = re.compile(r"(\w+)((?:\.\w+\([^()]*\))*)")


@cache
def described(name: str) -> type:
    return getattr(import_module(f"facebook_business.adobjects.{name.lower()}"), name)


@cache
def fields_of(name: str) -> frozenset[str]:
    field = described(name).Field
    known = {value for key, value in vars(field).items() if not key.startswith("_")}
    edges = {key[4:] for key in vars(described(name)) if key.startswith("get_")}
    return frozenset(known | edges | UNLISTED.get(name, set()))


@cache
def edge(name: str, method: str) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    """(verb, path, types of parameters, values of enumerations)."""
    api = FacebookAdsApi.init(access_token="x", crash_log=False)
    asked = getattr(described(name)("1", api=api), method)(pending=True)
    checker = asked._param_checker
    return asked._method, asked._path[-1], checker._type_check_info, checker._enum_data


def problems(asked: Asked, name: str, method: str) -> list[str]:
    """What the SDK does not know of a request to an edge."""
    verb, path, types, enums = edge(name, method)
    found = []
    if asked.method != verb or path.strip("/") != asked.path.rpartition("/")[2]:
        found.append(f"{asked.method} {asked.path} is no {verb} {path}")
    for key, value in params(asked).items():
        if key not in types and key not in COMMON:
            found.append(f"{asked.path}: no parameter {key}")
        elif key in types:
            found += _values(types[key], enums, key, value)
    return found


def node_problems(asked: Asked, name: str) -> list[str]:
    """What the SDK does not know of a request for an object's fields."""
    unknown = params(asked).keys() - COMMON
    found = [f"{asked.path}: no parameter {key}" for key in unknown]
    return found + field_problems(name, params(asked).get("fields", ""))


def params(asked: Asked) -> dict[str, Any]:
    found = {key: values[-1] for key, values in asked.query.items()}
    media = asked.headers.get("content-type", "")
    if media.startswith("application/json") and asked.body:
        found |= asked.json()
    if media.startswith("multipart/form-data"):
        found |= {one.decode(): two.decode() for one, two in FORM.findall(asked.body)}
    return found


def _values(kind: str, enums: dict[str, Any], key: str, value: Any) -> list[str]:
    listed = kind.startswith("list<")
    kind = kind.removeprefix("list<").rstrip(">")
    if kind not in enums:
        return []
    known = {str(one) for one in enums[kind]}
    given = value.split(",") if listed and isinstance(value, str) else value
    given = given if isinstance(given, list) else [given]
    return [f"{key}: no value {one}" for one in given if one not in known]


def field_problems(name: str, asked: str) -> list[str]:
    """What is not a field of an object, or of an object in it."""
    found = []
    for field, modifiers, inner in parts(asked):
        if field not in fields_of(name):
            found.append(f"{name} has no {field}")
        if modifiers and hasattr(described(name), f"get_{field}"):
            known = edge(name, f"get_{field}")[2].keys() | MODIFIERS
            found += [f"{field}: no {one}" for one in modifiers if one not in known]
        if inner and (name, field) in INNER:
            found += field_problems(INNER[name, field], inner)
    return found


def parts(asked: str) -> Iterator[tuple[str, list[str], str]]:
    """(field, its modifiers, the fields asked of it) of a list of fields."""
    place = 0
    while place < len(asked):
        match = NAME.match(asked, place)
        assert match, asked[place:]
        place = match.end()
        inner = ""
        if asked[place : place + 1] == "{":
            end = _closing(asked, place)
            inner, place = asked[place + 1 : end], end + 1
        yield match[1], re.findall(r"\.(\w+)\(", match[2]), inner
        assert asked[place : place + 1] in ("", ","), asked[place:]
        place += 1


def _closing(text: str, start: int) -> int:
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return place
    raise AssertionError(json.dumps(text))
