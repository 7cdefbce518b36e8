"""What X's own Python kit knows of its API: is a request right, is an answer?

The kit (``xdk``) is made from X's API description. Each of its methods names a path,
a verb and parameters; their types say which values are allowed, and pydantic models
which bodies. Its models let anything else through, so that names are compared here.
"""

import functools
import importlib
import importlib.util
import inspect
import re
import typing
from dataclasses import dataclass
from typing import Any

from .platform_stub import Asked

IS_HERE = importlib.util.find_spec("xdk") is not None
PARTS = ("users", "posts", "direct_messages", "media")
CLIENTS = ("UsersClient", "PostsClient", "DirectMessagesClient", "MediaClient")


@dataclass
class Operation:
    """One call of the API: ``values`` are the allowed ones by parameter, if listed."""

    verb: str
    path: str
    params: set[str]
    values: dict[str, set[str]]
    body: Any
    answer: Any

    def matches(self, asked: Asked) -> bool:
        pattern = re.sub(r"\{\w+\}", "[^/]+", self.path)
        return self.verb == asked.method and bool(re.fullmatch(pattern, asked.path))


@functools.cache
def operations() -> list[Operation]:
    found = []
    for part, client in zip(PARTS, CLIENTS, strict=True):
        kind = getattr(importlib.import_module(f"xdk.{part}.client"), client)
        for _name, method in inspect.getmembers(kind, inspect.isfunction):
            if "base_url" in inspect.getsource(method):
                found.append(_operation(method))
    return found


def _operation(method: Any) -> Operation:
    source = inspect.getsource(method)
    hints = typing.get_type_hints(method, localns=vars(typing))
    params = set(re.findall(r'params\["([^"]+)"\]', source))
    params |= {"pagination_token"} & set(inspect.signature(method).parameters)
    allowed = {name: _literals(hints.get(name.replace(".", "_"))) for name in params}
    return Operation(
        verb=re.search(r"client\.session\.(\w+)\(", source)[1].upper(),
        path=re.search(r'base_url\s*\+\s*"([^"]+)"', source)[1],
        params=params,
        values={name: values for name, values in allowed.items() if values},
        body=_model(hints.get("body")),
        answer=_model(hints.get("return")),
    )


def _literals(hint: Any) -> set[str]:
    if typing.get_origin(hint) is typing.Literal:
        return set(typing.get_args(hint))
    return {value for one in typing.get_args(hint) for value in _literals(one)}


def _model(hint: Any) -> Any:
    if inspect.isclass(hint) and hasattr(hint, "model_fields"):
        return hint
    return next(filter(None, map(_model, typing.get_args(hint))), None)


def operation_of(asked: Asked) -> Operation:
    found = [one for one in operations() if one.matches(asked)]
    assert found, f"X has no {asked.method} {asked.path}"
    return min(found, key=lambda one: one.path.count("{"))


def check_request(asked: Asked) -> Operation:
    """:raises AssertionError: X's kit would not ask so"""
    one = operation_of(asked)
    assert asked.headers.get("authorization", "").startswith("Bearer "), asked.headers
    for name, values in asked.query.items():
        assert name in one.params, f"{one.path} has no {name}"
        allowed = one.values.get(name)
        wrong = set(",".join(values).split(",")) - allowed if allowed else ()
        assert not wrong, f"{one.path} {name} has no {wrong}"
    assert bool(asked.body) == bool(one.body), f"{one.path}: {asked.body!r}"
    if one.body:
        check(one.body, asked.json())
    return one


def check(model: Any, value: dict[str, Any]) -> None:
    """Valid, and nothing in it that the model does not name."""
    made = model.model_validate(value)
    made.model_dump()
    _compare(made, value, model.__name__)


def _compare(made: Any, value: Any, place: str) -> None:
    if isinstance(value, list):
        for one, inner in zip(made, value, strict=True):
            _compare(one, inner, place)
    elif hasattr(made, "model_extra"):
        assert not made.model_extra, f"{place} has no {set(made.model_extra)}"
        for name, inner in value.items():
            if isinstance(inner, (dict, list)):
                _compare(getattr(made, name), inner, f"{place}.{name}")


def schema(name: str) -> Any:
    return getattr(importlib.import_module("xdk.schemas"), name)
