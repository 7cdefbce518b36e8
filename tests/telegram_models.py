"""Telegram's Bot API as aiogram's models describe it; unknown names are refused."""

import inspect
import io
import json
from typing import Any

import aiogram.methods
import aiogram.types
import pydantic
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from .platform_stub import Answer, Asked, PlatformStub

API = "10.3"
TOKEN = "110201543:s3cr3t-t0ken"
BOT = {
    "id": 110201543,
    "is_bot": True,
    "first_name": "Example Shop",
    "username": "example_bot",
}
METHODS = {
    name[0].lower() + name[1:]: one
    for name, one in vars(aiogram.methods).items()
    if inspect.isclass(one) and issubclass(one, aiogram.methods.TelegramMethod)
}


def check(kind: type[pydantic.BaseModel], value: Any) -> None:
    """:raises ValueError: the API knows no such value"""
    model = kind.model_validate(value)
    if found := list(strange(model)):
        raise ValueError(f"{kind.__name__} has no {found}")


def strange(value: Any, place: str = "") -> list[str]:
    """Where names stand that no model declares."""
    if isinstance(value, list):
        return [name for one in value for name in strange(one, f"{place}[]")]
    if not isinstance(value, pydantic.BaseModel):
        return []
    found = [f"{place}.{name}" for name in value.model_extra or {}]
    for name in type(value).model_fields:
        found += strange(getattr(value, name), f"{place}.{name}")
    return found


def body_of(asked: Asked) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a request, and its files as (name, content, media type)."""
    kind, options = parse_options_header(asked.headers.get("content-type", ""))
    if kind == "application/json":
        return asked.json(), {}
    parsed = FormDataParser().parse(
        io.BytesIO(asked.body), kind, len(asked.body), options
    )
    fields = {name: as_json(value) for name, value in parsed[1].items()}
    files = {
        name: (one.filename, one.read(), one.mimetype)
        for name, one in parsed[2].items()
    }
    return fields, files


def as_json(value: str) -> Any:
    """Forms write objects as JSON."""
    return json.loads(value) if value.startswith(("{", "[")) else value


class BotServer(PlatformStub):
    """The Bot API for one bot: checks each call, answers as it is told.

    ``results`` are answers' results by method; one that is an ``Answer`` is given as it
    is. ``calls`` are the methods with their fields, ``files`` those of the last call.
    """

    def __init__(self, **results: Any) -> None:
        self.results = {"getMe": BOT, "getUpdates": [], **results}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.files: dict[str, Any] = {}
        self.refused: list[str] = []
        super().__init__(self._respond)

    def _respond(self, asked: Asked) -> Answer:
        start = f"/bot{TOKEN}/"
        if asked.path.startswith(f"/file{start}"):
            return self.results["file"]
        if not asked.path.startswith(start):
            return refusal(401, "Unauthorized")
        method = asked.path.removeprefix(start)
        fields, self.files = body_of(asked)
        self.calls.append((method, fields))
        try:
            check(METHODS[method], fields | dict.fromkeys(self.files, "file"))
        except (KeyError, ValueError) as error:
            self.refused.append(str(error))
            return refusal(400, f"Bad Request: {error}")
        result = self.results.get(method, True)
        if callable(result):
            result = result(fields)
        if isinstance(result, Answer):
            return result
        return Answer(200, {"ok": True, "result": result})


def refusal(status: int, description: str, **parameters: Any) -> Answer:
    """As Telegram refuses: the status twice."""
    body = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Answer(status, body)


def written(**changes: Any) -> dict[str, Any]:
    """A message of the bot, as sending is answered."""
    chat = {"id": 1111111, "first_name": "Ana", "type": "private"}
    message = {"message_id": 77, "from": BOT, "chat": chat, "date": 1767222400}
    message |= {"text": "Thank you, we look into it.", **changes}
    check(aiogram.types.Message, message)
    return message
