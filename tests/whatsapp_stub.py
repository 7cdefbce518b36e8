"""WhatsApp's Cloud API on loopback: each request must have the fields it needs, and no
others.

Names from ``business-messaging-api_v23.0.yaml`` of github.com/facebook/openapi (MIT);
``recipient`` and ``user_id`` from the page on business-scoped user IDs, the phone
number's ``webhook_configuration`` from that on webhook overrides (both 2026-08).
"""

import io
import re
from typing import Any

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from .platform_stub import Answer, Asked, PlatformStub

VERSION = "v26.0"
TOKEN, SECRET = "s3cr3t-t0ken", "s3cr3t-app"  # noqa: S105
NUMBER, ACCOUNT, APP = "106540352242922", "102290129340398", "11223344"
# (needed, allowed besides) of each object in a message.
BASE = ({"messaging_product", "recipient_type", "type"}, {"to", "recipient", "context"})
PARTS: dict[str, tuple[set[str], set[str]]] = {
    "text": ({"body"}, {"preview_url"}),
    "image": ({"id"}, {"caption"}),
    "video": ({"id"}, {"caption"}),
    "audio": ({"id"}, set()),
    "document": ({"id"}, {"caption", "filename"}),
    "reaction": ({"message_id", "emoji"}, set()),
    "template": ({"name", "language"}, {"components"}),
    "context": ({"message_id"}, set()),
}
SENT = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "16505551234", "wa_id": "16505551234"}],
    "messages": [{"id": "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA"}],
}
NUMBERS = {
    "data": [
        {
            "id": NUMBER,
            "display_phone_number": "+1 555-078-3881",
            "verified_name": "Jasper's Market",
        }
    ]
}
Fields = dict[str, Any]


def check_object(value: Fields, needed: set[str], allowed: set[str]) -> None:
    names = set(value)
    assert needed <= names, f"missing: {needed - names}"
    assert names <= needed | allowed, f"unknown: {names - needed - allowed}"


def check_message(body: Fields) -> None:
    kind = body["type"]
    check_object(body, BASE[0] | {kind}, BASE[1])
    assert body["messaging_product"] == "whatsapp"
    assert body["recipient_type"] in ("individual", "group")
    assert ("to" in body) != ("recipient" in body), "to one of both"
    for name in {kind, "context"} & set(body):
        check_object(body[name], *PARTS[name])
        assert all(value != "" for value in body[name].values()) or name == "reaction"
    if kind == "template":
        check_template(body["template"])


def check_template(template: Fields) -> None:
    check_object(template["language"], {"code"}, {"policy"})
    for part in template.get("components", ()):
        check_object(part, {"type", "parameters"}, {"sub_type", "index"})
        for value in part["parameters"]:
            check_object(value, {"type", "text"}, {"parameter_name"})


def check_media(body: Fields) -> None:
    check_object(body, {"messaging_product", "file", "type"}, set())


def check_block(body: Fields) -> None:
    check_object(body, {"messaging_product", "block_users"}, set())
    for one in body["block_users"]:
        assert len(one) == 1
        assert set(one) <= {"user", "user_id"}


def check_number(body: Fields) -> None:
    check_object(body, {"webhook_configuration"}, set())
    configuration = body["webhook_configuration"]
    check_object(configuration, {"override_callback_uri"}, {"verify_token"})


def check_nothing(body: Fields) -> None:
    assert not body


CHECKS = {
    ("POST", f"{NUMBER}/messages"): check_message,
    ("POST", f"{NUMBER}/media"): check_media,
    ("POST", f"{NUMBER}/block_users"): check_block,
    ("DELETE", f"{NUMBER}/block_users"): check_block,
    ("POST", NUMBER): check_number,
    ("POST", f"{ACCOUNT}/subscribed_apps"): check_nothing,
    ("GET", f"{ACCOUNT}/phone_numbers"): check_nothing,
    ("GET", f"{ACCOUNT}/message_templates"): check_nothing,
    ("GET", "debug_token"): check_nothing,
}
MEDIA = re.compile(r"\d{10,}")


class GraphStub(PlatformStub):
    """``results`` are answers by "METHOD path"; one that can be called is given the
    request, an ``Answer`` is given as it is. ``calls`` are (method, path, body)."""

    def __init__(self, **results: Any) -> None:
        self.results = {
            f"POST {NUMBER}/messages": SENT,
            f"POST {NUMBER}/media": {"id": "4490709327384033"},
            f"GET {ACCOUNT}/phone_numbers": NUMBERS,
            **results,
        }
        self.calls: list[tuple[str, str, Fields]] = []
        self.refused: list[str] = []
        super().__init__(self._respond)

    def _respond(self, asked: Asked) -> Answer:
        if asked.path == "/file":
            return self.results["file"]
        path = asked.path.removeprefix(f"/{VERSION}/")
        body = body_of(asked)
        self.calls.append((asked.method, path, body))
        try:
            self._check(asked, path, body)
        except (AssertionError, KeyError) as error:
            self.refused.append(f"{asked.method} {path}: {error!r}")
            return refusal(100, f"Invalid parameter: {error}")
        result = self.results.get(f"{asked.method} {path}", {"success": True})
        if callable(result):
            result = result(asked)
        return result if isinstance(result, Answer) else Answer(200, result)

    def _check(self, asked: Asked, path: str, body: Fields) -> None:
        bearer = f"{APP}|{SECRET}" if path == "debug_token" else TOKEN
        assert asked.headers["authorization"] == f"Bearer {bearer}"
        is_file = asked.method == "GET" and MEDIA.fullmatch(path)
        (check_nothing if is_file else CHECKS[asked.method, path])(body)


def body_of(asked: Asked) -> Fields:
    """Fields of a body; a form's file as (name, content, media type)."""
    if not asked.body:
        return {}
    kind, options = parse_options_header(asked.headers.get("content-type", ""))
    if kind == "application/json":
        return asked.json()
    parser = FormDataParser()
    _, fields, files = parser.parse(
        io.BytesIO(asked.body), kind, len(asked.body), options
    )
    read = {
        name: (one.filename, one.read(), one.mimetype) for name, one in files.items()
    }
    return {**fields.to_dict(), **read}


def refusal(code: int, message: str, status: int = 400, **more: Any) -> Answer:
    """As the Graph refuses."""
    error = {"message": message, "type": "OAuthException", "code": code, **more}
    return Answer(status, {"error": error})
