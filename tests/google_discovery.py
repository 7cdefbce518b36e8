"""Requests and resources checked against Google's discovery documents.

They come in the wheel of google-api-python-client; ``./stack test`` names the folder
in SOCIAL_INBOX_GOOGLE. https://developers.google.com/discovery/v1/reference/apis
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = os.environ.get("SOCIAL_INBOX_GOOGLE")
WHY = (
    "needs Google's discovery documents: run by ./stack test, or name the folder in "
    "SOCIAL_INBOX_GOOGLE"
)
KINDS = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "array": list,
}


class Discovery:
    """One API. Its methods give problems in words; none: all is valid."""

    def __init__(self, name: str) -> None:
        path = Path(FOLDER or "") / f"{name}.json"
        self.document = json.loads(path.read_text("utf-8"))

    def of_request(self, asked: Any) -> list[str]:
        """A request that a ``PlatformStub`` was asked: method, path, query and body."""
        method = self._method(asked.method, asked.path)
        if method is None:
            return [f"no method {asked.method} {asked.path}"]
        found = list(self._of_query(method, asked.query))
        if "request" in method:
            found += self.of_resource(method["request"]["$ref"], asked.json())
        elif asked.body:
            found.append("a body that nobody asked for")
        return found

    def of_resource(self, schema: str, value: Any) -> list[str]:
        """A resource, by the name of its schema."""
        return list(self._of_value({"$ref": schema}, value, schema))

    def response_schema(self, asked: Any) -> str:
        method = self._method(asked.method, asked.path) or {}
        return method.get("response", {}).get("$ref", "")

    def _methods(self, inside: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield from inside.get("methods", {}).values()
        for resource in inside.get("resources", {}).values():
            yield from self._methods(resource)

    def _method(self, verb: str, path: str) -> dict[str, Any] | None:
        for one in self._methods(self.document):
            where = f"/{self.document['servicePath']}{one['path']}"
            pattern = re.sub(r"\{\+?\w+\}", "[^/]+", where)
            if one["httpMethod"] == verb and re.fullmatch(pattern, path):
                return one
        return None

    def _of_query(
        self, method: dict[str, Any], query: dict[str, list[str]]
    ) -> Iterator[str]:
        known = {**self.document["parameters"], **method.get("parameters", {})}
        for name, values in query.items():
            spec = known.get(name)
            if spec is None or spec.get("location") != "query":
                yield f"query {name}: unknown"
                continue
            if spec.get("repeated"):
                values = [one for value in values for one in value.split(",")]
            elif len(values) > 1:
                yield f"query {name}: more than once"
            for value in values:
                yield from self._of_parameter(spec, name, value)
        for name, spec in known.items():
            if (
                spec.get("required")
                and spec["location"] == "query"
                and name not in query
            ):
                yield f"query {name}: required"

    def _of_parameter(
        self, spec: dict[str, Any], name: str, value: str
    ) -> Iterator[str]:
        if "enum" in spec and value not in spec["enum"]:
            yield f"query {name}: {value} is none of {spec['enum']}"
        if spec.get("type") == "boolean" and value not in ("true", "false"):
            yield f"query {name}: {value} is no boolean"
        if spec.get("type") == "integer":
            low, high = int(spec.get("minimum", 0)), int(spec.get("maximum", 2**31))
            if not (value.isdigit() and low <= int(value) <= high):
                yield f"query {name}: {value} is not from {low} to {high}"

    def _of_value(self, spec: dict[str, Any], value: Any, where: str) -> Iterator[str]:
        if "$ref" in spec:
            spec = {"type": "object", **self.document["schemas"][spec["$ref"]]}
        kind = KINDS.get(spec.get("type", ""), object)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            yield f"{where}: no {spec['type']}"
            return
        if "enum" in spec and value not in spec["enum"]:
            yield f"{where}: {value} is none of {spec['enum']}"
        if kind is list:
            for index, one in enumerate(value):
                yield from self._of_value(spec["items"], one, f"{where}.{index}")
        if kind is dict and "properties" in spec:
            for key, one in value.items():
                if key not in spec["properties"]:
                    yield f"{where}.{key}: unknown"
                else:
                    inner = spec["properties"][key]
                    yield from self._of_value(inner, one, f"{where}.{key}")
