"""What every connector must do: a test class of a platform inherits it.

Beside it, ``tests/payloads/<code>/`` holds arrivals as they came, each with a file of
the same name and ``.expected.json``: the events, as ``as_json`` writes them.
"""

import base64
import dataclasses
import json
import socket
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from odoo.tests import BaseCase

from ..connectors import CONNECTORS, Connector, Pulls
from ..connectors.errors import (
    AuthError,
    ConnectorError,
    PayloadError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
)
from ..connectors.types import Event, Payload, Profile, Reply
from .mail_odd_servers import free_port
from .platform_stub import Answer, PlatformStub

PAYLOADS = Path(__file__).parent / "payloads"
EXPECTED = ".expected.json"
CONTENT_TYPES = {".json": "application/json", ".xml": "application/xml"}
GARBAGE = (b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe\x00", b"{}", b"[[]]")
KEY = "0123456789abcdef0123456789abcdef"


def as_json(event: Event) -> dict[str, Any]:
    """An event as plain values: its class, and what is not the default."""
    return {"event": type(event).__name__, **_values(event)}


def _values(one: Any) -> dict[str, Any]:
    found = {}
    for field in dataclasses.fields(one):
        value = getattr(one, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            found[field.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _values(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value


class LoopbackCalls:
    """Mixed into a ``BaseCase`` that calls servers on this machine."""

    @classmethod
    def _request_handler(cls, session: Any, request: Any, /, **options: Any) -> Any:
        """Odoo's guard against calls out of the machine knows one timeout, not two."""
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)


class ConnectorContract(LoopbackCalls):
    """Mixed into a ``BaseCase`` of one platform.

    ``secret_values`` are settings that must never be shown. ``make`` gives a connector
    that speaks to a stub; ``exchange`` names what is tried with broken servers.
    """

    connector_class: ClassVar[type[Connector]]
    settings_values: ClassVar[dict[str, Any]] = {}
    secret_values: ClassVar[tuple[str, ...]] = ("s3cr3t-t0ken",)
    has_server: ClassVar[bool] = True
    # the platform honours a key of ours: a break while sending is no unknown outcome
    sends_repeatably: ClassVar[bool] = False

    def make(self, url: str, **settings: Any) -> Connector:
        """A connector whose platform is at ``url``; to be overridden where the address
        is a setting. By default the class attribute ``api`` names it."""
        one = self.connector_class({**self.settings_values, **settings})
        one.api = url
        self.addCleanup(one.close)
        return one

    def a_reply(self, **changes: Any) -> Reply:
        """An answer that the platform would take."""
        values = {
            "key": KEY,
            "text": "Thank you, we look into it.",
            "thread_id": "thread-1",
            "parent_id": "parent-1",
            "ancestor_ids": ("parent-1",),
            "recipient": Profile(external_id="author-1", handle="ana", name="Ana"),
            "kind": "mention",
            "visibility": "public",
            "parent_visibility": "public",
        }
        return Reply(**{**values, **changes})

    def stub(self, respond=None) -> PlatformStub:
        stub = PlatformStub(respond or (lambda asked: Answer()))
        self.addCleanup(stub.close)
        return stub

    # -- what it declares --------------------------------------------------------------

    def test_contract_declaration(self):
        one = self.connector_class
        self.assertIs(CONNECTORS[one.code], one)
        self.assertRegex(one.code, r"^[a-z][a-z0-9_]*$")
        self.assertTrue(one.label and one.icon.startswith("fa-"))
        self.assertTrue(one.steps, "say what to do on the platform")
        self.assertRegex(one.steps_url or "https://", r"^https://")
        for setting in one.settings:
            with self.subTest(setting.name):
                self.assertTrue(setting.label and setting.help)
                values = [value for value, _ in setting.choices]
                self.assertEqual(setting.type == "selection", bool(values))
                if values:
                    self.assertIn(setting.default, values)
        with self.assertRaises(TypeError):
            one({"no_such_setting": "x"})

    def test_contract_repr(self):
        one = self.connector_class(self.settings_values)
        for secret in self.secret_values:
            self.assertNotIn(secret, repr(one))

    # -- parsing -----------------------------------------------------------------------

    def payloads(self) -> list[tuple[Path, Payload]]:
        folder = PAYLOADS / self.connector_class.code
        files = sorted(
            path
            for path in folder.iterdir()
            if not path.name.endswith(EXPECTED) and path.suffix in CONTENT_TYPES
        )
        return [(path, self.payload_of(path)) for path in files]

    def payload_of(self, path: Path) -> Payload:
        return Payload(
            external_id=path.stem,
            body=path.read_bytes(),
            content_type=CONTENT_TYPES[path.suffix],
        )

    def parsed(self, payload: Payload) -> list[dict[str, Any]]:
        one = self.connector_class(self.settings_values)
        return [as_json(event) for event in one.parse(payload)]

    def test_contract_golden_payloads(self):
        found = self.payloads()
        self.assertGreaterEqual(len(found), 3, "too few payloads")
        for path, payload in found:
            with self.subTest(path.name):
                expected = path.with_suffix(EXPECTED)
                if not expected.exists():
                    found = json.dumps(self.parsed(payload), indent=4)
                    self.fail(
                        f"Check this by hand, then keep it in {expected}:\n{found}"
                    )
                self.assertEqual(self.parsed(payload), json.loads(expected.read_text()))

    def test_contract_parse_is_pure(self):
        """No network, no clock: twice the same, whatever was done before."""
        refuse = OSError("parse must not open a connection")
        with (
            patch.object(socket, "create_connection", side_effect=refuse),
            patch.object(socket.socket, "connect", side_effect=refuse),
        ):
            for path, payload in self.payloads():
                with self.subTest(path.name):
                    self.assertEqual(self.parsed(payload), self.parsed(payload))

    def test_contract_times_are_aware(self):
        one = self.connector_class(self.settings_values)
        for _path, payload in self.payloads():
            for event in one.parse(payload):
                for field in dataclasses.fields(event):
                    value = getattr(event, field.name)
                    if isinstance(value, datetime):
                        self.assertEqual(value.utcoffset().total_seconds(), 0)

    def test_contract_garbage(self):
        one = self.connector_class(self.settings_values)
        for body in GARBAGE:
            with self.subTest(body), self.assertRaises(PayloadError):
                list(one.parse(Payload(external_id="x", body=body)))

    def test_contract_mutations(self):
        """Each value of each payload replaced by something else: events come, or a
        PayloadError, and nothing else."""
        one = self.connector_class(self.settings_values)
        for path, payload in self.payloads():
            if path.suffix != ".json":
                continue
            for mutant in mutations(json.loads(payload.body)):
                body = json.dumps(mutant).encode()
                try:
                    events = list(one.parse(Payload(external_id="x", body=body)))
                except PayloadError:
                    continue
                for event in events:
                    self.assertIsInstance(event.external_id, str)
                    self.assertTrue(event.external_id)
                    written = json.dumps(as_json(event), ensure_ascii=False)
                    self.assertNotIn("\\u0000", written)
                    written.encode()  # no lone surrogate

    # -- broken servers ----------------------------------------------------------------

    def exchanges(self) -> dict[str, Any]:
        """Functions of a connector that call the platform once or more."""
        calls = {"verify": lambda one: one.verify()}
        if issubclass(self.connector_class, Pulls):
            calls["fetch"] = lambda one: one.fetch("")
        calls["send"] = lambda one: one.send(self.a_reply())
        return calls

    def fails(self, call, one: Connector) -> ConnectorError:
        with self.assertRaises(ConnectorError) as caught:
            call(one)
        error = caught.exception
        shown = "".join(traceback.format_exception(error))
        shown += repr(error) + error.detail + str(error.values)
        for secret in self.secret_values:
            self.assertNotIn(secret, shown)
        self.assertTrue(str(error))
        self.assertNotIn("%(", str(error))
        return error

    def each_failure(self, answer: Answer):
        """(name, error) of each exchange with a server that answers only so.

        It repeats what it was sent, secrets too: none may be shown.
        """

        def respond(asked):
            if isinstance(answer.body, bytes) or answer.cut:
                return answer
            heard = [*asked.headers.values(), asked.path, asked.body.decode("latin-1")]
            body = {**answer.body, "heard": heard}
            return dataclasses.replace(answer, body=body)

        for name, call in self.exchanges().items():
            stub = self.stub(respond)
            with self.subTest(name):
                yield name, self.fails(call, self.make(stub.url))

    def test_contract_401(self):
        if self.has_server:
            for _name, error in self.each_failure(Answer(401)):
                self.assertIs(type(error), AuthError)

    def test_contract_422(self):
        if self.has_server:
            for name, error in self.each_failure(Answer(422)):
                others = (SettingsError, AuthError)
                kinds = PermanentError if name == "send" else others
                self.assertIsInstance(error, kinds)

    def test_contract_429(self):
        if self.has_server:
            for _name, error in self.each_failure(
                Answer(429, headers={"Retry-After": "77"})
            ):
                self.assertIs(type(error), RateLimitedError)
                self.assertGreaterEqual(error.retry_after, 70)

    def test_contract_503(self):
        if self.has_server:
            for _name, error in self.each_failure(
                Answer(503, headers={"Retry-After": "88"})
            ):
                self.assertIs(type(error), RetryableError)
                self.assertGreaterEqual(error.retry_after, 80)

    def test_contract_500(self):
        if self.has_server:
            for name, error in self.each_failure(Answer(500)):
                kind = self.unknown if name == "send" else RetryableError
                self.assertIs(type(error), kind)

    @property
    def unknown(self) -> type[ConnectorError]:
        return RetryableError if self.sends_repeatably else UnknownOutcomeError

    def test_contract_broken_answer(self):
        if self.has_server:
            for name, error in self.each_failure(Answer(200, b"<html>Welcome")):
                kind = self.unknown if name == "send" else RetryableError
                self.assertIs(type(error), kind)

    def test_contract_cut_connection(self):
        """The request left, no answer came."""
        if self.has_server:
            for name, error in self.each_failure(Answer(cut=True)):
                kind = self.unknown if name == "send" else RetryableError
                self.assertIs(type(error), kind)

    def test_contract_refused_connection(self):
        if self.has_server:
            for name, call in self.exchanges().items():
                with self.subTest(name):
                    one = self.make(f"http://127.0.0.1:{free_port()}")
                    self.assertIs(type(self.fails(call, one)), RetryableError)


class ConnectorCase(ConnectorContract, BaseCase):
    """For platforms without anything else to set up. Tag the subclass, and define it
    in the test file: what is imported is collected again."""


def mutations(value: Any):
    """The value with each of its parts replaced by something unexpected, or gone."""
    for place in places(value):
        for other in (None, 0, -1, "", "x", [], {}, True, "\x00\ud800", 10**20):
            yield replaced(value, place, other)
        yield replaced(value, place, ...)


def places(value: Any, path: tuple = ()):
    pairs = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


def replaced(value: Any, place: tuple, other: Any) -> Any:
    """A copy with one part replaced; ``...`` takes it out."""
    key, rest = place[0], place[1:]
    copy = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        copy[key] = replaced(copy[key], rest, other)
    elif other is ...:
        del copy[key]
    else:
        copy[key] = other
    return copy
