"""The generic webhook, against its own documentation: schema and examples."""

import base64
import dataclasses
import hmac
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import jsonschema

from odoo.tests import tagged

from ..connectors import webhook, webhook_events
from ..connectors.errors import (
    AuthError,
    PayloadError,
    PermanentError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    UnsupportedError,
    WebhookRejected,
)
from ..connectors.types import (
    Attachment,
    DeletionEvent,
    DeliveryEvent,
    EditEvent,
    MessageEvent,
    Payload,
    Profile,
    Target,
    WebhookRequest,
)
from . import connector_case
from .platform_stub import Answer

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = (DOCS / "webhook-channel.md").read_text("utf-8")
SCHEMA = json.loads((DOCS / "webhook-schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SECRET = "s3cr3t-t0ken-s3cr3t-t0ken"  # noqa: S105
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=timezone.utc)
OUTBOUND = ("reply", "moderation", "ping")


def examples(language="json"):
    """The guide's examples in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S)


def inbound_examples():
    found = map(json.loads, examples())
    return [one for one in found if one.get("event") not in OUTBOUND]


def example(name):
    found = (json.loads(one) for one in examples())
    return next(one for one in found if one.get("event") == name)


def signature(moment, body, secret=SECRET):
    raw = str(moment).encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), raw, sha256).hexdigest()


def call(event, *, age=0, secret=SECRET, **changes):
    """A signed call as it reaches the channel."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    moment = int(NOW.timestamp()) - age
    headers = {
        "x-timestamp": str(moment),
        "x-signature-256": signature(moment, body, secret),
        **changes.pop("headers", {}),
    }
    values = {"key": "k", "headers": headers, "body": body, "received_at": NOW}
    return WebhookRequest(**{**values, **changes})


def message(**changes):
    values = {"version": 1, "event": "message", "id": "m-1", "author": {"id": "u-1"}}
    return {**values, "text": "Hi", **changes}


@tagged("post_install", "-at_install")
class TestWebhook(connector_case.ConnectorCase):
    connector_class = webhook.WebhookConnector
    settings_values = {"secret": SECRET, "reply_url": "https://example.com/replies"}
    secret_values = (SECRET,)

    def make(self, url, **settings):
        values = {**self.settings_values, "reply_url": f"{url}/replies", **settings}
        one = self.connector_class(values)
        self.addCleanup(one.close)
        return one

    @property
    def one(self):
        return self.connector_class(self.settings_values)

    def receiver(self, answer=None):
        """Takes answers as the guide asks; checks each call."""

        def respond(asked):
            self.assertEqual((asked.method, asked.path), ("POST", "/replies"))
            self.assertEqual(asked.headers["content-type"], "application/json")
            moment = asked.headers["x-timestamp"]
            self.assertLess(abs(time.time() - int(moment)), 30)
            self.assertEqual(
                asked.headers["x-signature-256"], signature(moment, asked.body)
            )
            VALIDATOR.validate(asked.json())
            if asked.json()["event"] == "ping":
                return Answer(body={"challenge": asked.json()["challenge"]})
            return answer or Answer(201, {"id": "a-1", "url": "https://x.example/a-1"})

        return self.stub(respond)

    def received(self, event, **options):
        return self.one.receive(call(event, **options))

    def events(self, event):
        return [one for payload in self.received(event) for one in self.parse(payload)]

    def parse(self, payload):
        return list(self.one.parse(payload))

    # -- the guide ---------------------------------------------------------------------

    def test_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_examples_are_valid(self):
        self.assertGreater(len(examples()), 8)
        for text in examples():
            with self.subTest(text):
                VALIDATOR.validate(json.loads(text))

    def test_examples_are_received(self):
        kinds = set()
        for event in inbound_examples():
            with self.subTest(event):
                found = self.events(event)
                self.assertEqual(len(found), len(event.get("events", [event])))
                kinds |= set(map(type, found))
        expected = {MessageEvent, EditEvent, DeletionEvent, DeliveryEvent}
        self.assertEqual(kinds, expected)

    def test_every_field_of_the_guide_is_known(self):
        """What the schema names for a message is what the parser reads."""
        asked = set()
        spy = type("Spy", (webhook_events.Node,), {})
        for name in ("text", "flag", "number", "time", "node", "nodes", "texts"):
            original = getattr(webhook_events.Node, name)

            def spied(self, key, *rest, original=original):
                asked.add(key)
                return original(self, key, *rest)

            setattr(spy, name, spied)
        for event in inbound_examples():
            for one in event.get("events", [event]):
                reader = webhook_events.READERS[one["event"]]
                reader(spy(one), "x")
        named = set()
        for name in ("message", "edit", "deletion", "delivery"):
            named |= set(SCHEMA["$defs"][name]["properties"])
        self.assertEqual(named - asked, {"version", "event", "id"})

    def test_golden_payloads_are_valid(self):
        for path, payload in self.payloads():
            with self.subTest(path.name):
                VALIDATOR.validate(json.loads(payload.body))

    def test_schema_refuses(self):
        without = message()
        del without["author"]
        for event in (
            without,
            message(id=""),
            message(version=2),
            message(event="shout"),
            message(kind="mail"),
            message(rating=6),
            message(sent_at="yesterday"),
            message(txet="Hi"),
            message(url="javascript:alert(1)"),
            message(attachments=[{"name": "x"}]),
            {"version": 1, "event": "delivery", "id": "a", "state": "lost"},
            {"version": 1, "events": [{"event": "ping"}]},
            {**example("reply"), "key": "x"},
        ):
            with self.subTest(event):
                self.assertFalse(VALIDATOR.is_valid(event))

    def test_the_guides_python(self):
        scope = {}
        exec(examples("python")[0], scope)  # noqa: S102 - our own documentation
        body, headers = scope["signed"](SECRET, message())
        small = {name.lower(): value for name, value in headers.items()}
        request = call(body, headers=small, received_at=None)
        self.assertEqual(len(self.one.receive(request)), 1)

    @unittest.skipUnless(shutil.which("openssl"), "needs openssl")
    def test_the_guides_shell(self):
        """What curl would post, signed by openssl; the network is left out."""
        script = examples("sh")[0].replace("curl -sS", "printf '%s\\n'")
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                ["sh", "-c", script],
                env={"SECRET": SECRET, "ADDRESS": "x", "PATH": os.environ["PATH"]},
                cwd=folder,
                capture_output=True,
                text=True,
                check=True,
                timeout=20,
            )
        lines = done.stdout.splitlines()
        headers = dict(
            line.lower().split(": ") for line in lines if line.startswith("X-")
        )
        request = call(lines[-1].encode(), headers=headers, received_at=None)
        self.assertEqual(len(self.one.receive(request)), 1)

    def test_the_guides_signature(self):
        text = " ".join(GUIDE.split("To try your own code:")[1].split()[:40])
        secret, moment, body, expected = re.findall(r"`(.+?)`", text)[:4]
        self.assertEqual(signature(moment, body.encode(), secret), expected)

    # -- signatures --------------------------------------------------------------------

    def test_signed(self):
        (payload,) = self.received(message())
        self.assertEqual(payload.external_id, "m-1")

    def test_wrongly_signed(self):
        good = call(message())
        moment = good.headers["x-timestamp"]
        cases = {
            "another secret": call(message(), secret="another-secret-of-36-characters"),
            "another body": dataclasses.replace(good, body=good.body + b" "),
            "another time": call(message(), headers={"x-timestamp": f"{moment[:-1]}1"}),
            "no signature": call(message(), headers={"x-signature-256": ""}),
            "no headers": dataclasses.replace(good, headers={}),
            "no time": call(message(), headers={"x-timestamp": ""}),
            "odd time": call(message(), headers={"x-timestamp": "²"}),
            "endless time": call(message(), headers={"x-timestamp": "9" * 5000}),
            "odd signature": call(message(), headers={"x-signature-256": "sha256=é"}),
            "without its name": call(
                message(), headers={"x-signature-256": signature(1, b"")[7:]}
            ),
        }
        for name, request in cases.items():
            with self.subTest(name), self.assertRaises(WebhookRejected):
                self.one.receive(request)

    def test_too_old(self):
        for age in (-300, 0, 300):
            self.assertEqual(len(self.received(message(), age=age)), 1)
        for age in (-302, 302, 10**6):
            with self.subTest(age), self.assertRaises(WebhookRejected) as caught:
                self.received(message(), age=age)
            self.assertEqual(caught.exception.code, "time")

    def test_two_signatures_while_the_secret_changes(self):
        body = json.dumps(message()).encode()
        moment = int(NOW.timestamp())
        both = f"{signature(moment, body, 'x' * 30)}, {signature(moment, body)}"
        request = call(message(), headers={"x-signature-256": both})
        self.assertEqual(len(self.one.receive(request)), 1)

    def test_without_a_secret_nothing_comes(self):
        for secret in ("", "short"):
            one = self.connector_class({"secret": secret})
            with self.assertRaises(WebhookRejected):
                one.receive(call(message(), secret=secret))
            with self.assertRaises(SettingsError):
                one.verify()

    # -- handshakes --------------------------------------------------------------------

    def test_challenge(self):
        request = WebhookRequest(key="k", method="GET", query={"challenge": "k3J_9-x"})
        answer = self.one.challenge(request)
        self.assertEqual(answer.content_type, "application/json")
        expected = signature("challenge", b"k3J_9-x")
        self.assertEqual(
            json.loads(answer.body), {"challenge": "k3J_9-x", "signature": expected}
        )

    def test_no_challenge(self):
        for query in ({}, {"challenge": ""}, {"challenge": "a.b"}, {"challenge": "ä"},
                      {"challenge": "x" * 201}, {"challenge": "<script>"}):  # fmt: skip
            request = WebhookRequest(key="k", method="GET", query=query)
            self.assertIsNone(self.one.challenge(request))
            with self.assertRaises(WebhookRejected):
                self.one.receive(request)

    def test_ping(self):
        ping = example("ping")
        answer = self.one.challenge(call(ping))
        self.assertEqual(json.loads(answer.body), {"challenge": ping["challenge"]})
        with self.assertRaises(WebhookRejected):
            self.one.challenge(call(ping, secret="another-secret-of-36-characters"))

    def test_no_ping(self):
        for event in (message(), message(text='"ping"'), b'{"ping"', b'["ping"]'):
            self.assertIsNone(self.one.challenge(call(event)))

    # -- arrivals ----------------------------------------------------------------------

    def test_batches(self):
        batch = {
            "version": 1,
            "events": [message(id=f"m-{number}", version=None) for number in range(3)],
        }
        for event in batch["events"]:
            del event["version"]
        payloads = self.received(batch)
        self.assertEqual([p.external_id for p in payloads], ["m-0", "m-1", "m-2"])
        self.assertEqual([len(self.parse(p)) for p in payloads], [1, 1, 1])
        self.assertEqual(self.received({"version": 1, "events": []}), ())

    def test_what_cannot_be_read_is_kept(self):
        bodies = (b"{", b"", b"[]", b"7", b"\xff", b"[" * 100000, b"{}", b'{"id": 7}',
                  b'{"version": 1, "events": [7, null, [], {"event": 1}]}')  # fmt: skip
        for body in bodies:
            with self.subTest(body[:20]):
                payloads = self.received(body)
                self.assertTrue(payloads)
                for payload in payloads:
                    self.assertRegex(payload.external_id, r"^sha256:[0-9a-f]{64}$")
                    with self.assertRaises(PayloadError):
                        self.parse(payload)

    def test_arrival_ids(self):
        """A message comes once; two edits of it are two arrivals, the same is one."""
        edit = {"version": 1, "event": "edit", "id": "m-1", "text": "A"}
        (first,), (again,) = self.received(edit), self.received(edit)
        (other,) = self.received({**edit, "text": "B"})
        (whole,) = self.received(message())
        self.assertEqual(first.external_id, again.external_id)
        self.assertEqual(len({first.external_id, other.external_id, "m-1"}), 3)
        self.assertEqual(whole.external_id, "m-1")

    # -- parsing -----------------------------------------------------------------------

    def test_kinds_and_visibilities(self):
        cases = {
            (None, None): ("post", "public"),
            ("direct", None): ("direct", "private"),
            ("direct", "public"): ("direct", "public"),
            ("comment", "private"): ("comment", "private"),
            ("mail", None): ("post", "public"),
            ("shout", "secret"): ("post", "public"),
        }
        for (kind, visibility), expected in cases.items():
            (event,) = self.events(message(kind=kind, visibility=visibility))
            self.assertEqual((event.kind, event.visibility), expected)

    def test_html(self):
        (event,) = self.events(message(text=None, html="<p>Hi <b>you</b></p>"))
        self.assertTrue(event.is_html)
        self.assertEqual(event.text, "Hi you")
        (event,) = self.events(message(text="Hello", html="<p>Hi</p>"))
        self.assertEqual((event.body, event.text), ("<p>Hi</p>", "Hello"))

    def test_attachments(self):
        content = base64.b64encode(b"\x89PNG").decode()
        files = [
            {"name": "a.png", "type": "image/png", "content": content, "size": 99},
            {"name": "b", "url": "https://x.example/b", "size": 5},
            {"name": "c", "url": "file:///etc/passwd"},
            {"content": content},
        ]
        (event,) = self.events(message(text=None, attachments=files))
        found = [
            (one.filename, one.content, one.url, one.size) for one in event.attachments
        ]
        self.assertEqual(
            found,
            [
                ("a.png", b"\x89PNG", "", 4),
                ("b", b"", "https://x.example/b", 5),
                ("file", b"\x89PNG", "", 4),
            ],
        )
        (payload,) = self.received(message(attachments=[{"content": "*"}]))
        with self.assertRaises(PayloadError):
            self.parse(payload)

    def test_ancestors(self):
        changes = {"parent_id": "b", "ancestor_ids": ["b", "a"], "thread_id": "t"}
        (event,) = self.events(message(**changes))
        self.assertEqual((event.thread_id, event.ancestor_ids), ("t", ("b", "a")))

    def test_rights_to_answer(self):
        (event,) = self.events(message(can_reply=False))
        self.assertTrue(event.why_not)
        changes = {
            "reply_until": "2026-05-05T10:00:00Z",
            "reply_as": ["private", "loud"],
            "private_until": "2026-05-06T10:00:00+02:00",
        }
        (event,) = self.events(message(why_not="Closed.", **changes))
        self.assertEqual((event.can_reply, event.why_not), (True, ""))
        self.assertEqual(event.reply_until - NOW, timedelta(days=1))
        self.assertEqual(event.private_until - NOW, timedelta(days=1, hours=22))
        self.assertEqual(event.reply_as, ("private",))

    def test_refused(self):
        delivery = {"version": 1, "event": "delivery", "id": "a", "state": "lost"}
        for event in (
            message(version=2),
            message(version=None),
            message(event="shout"),
            message(event="ping"),
            message(id=" "),
            message(id="x" * 501),
            message(author=None),
            message(author={"id": "x" * 501}),
            message(text=None),
            message(sent_at="yesterday"),
            message(post={"text": "x"}),
            delivery,
        ):
            with self.subTest(event), self.assertRaises(PayloadError):
                self.events(event)

    # -- connecting --------------------------------------------------------------------

    def test_verify(self):
        stub = self.receiver()
        self.assertEqual(self.make(stub.url).verify().handle, "127.0.0.1")
        self.assertEqual(stub.asked[0].json()["event"], "ping")
        stub.respond = lambda asked: Answer(body={"challenge": "another"})
        for body in ({"challenge": "another"}, {}, []):
            stub.respond = lambda asked, body=body: Answer(body=body)
            with self.assertRaises(SettingsError):
                self.make(stub.url).verify()

    def test_listens_only(self):
        one = self.connector_class({"secret": SECRET, "moderates": True})
        self.assertEqual(one.verify().handle, "webhook")
        self.assertFalse(one.can_send())
        self.assertEqual(one.moderations("post", False), ())

    def test_reply_address(self):
        for url in ("http://example.com/", "ftp://x.example", "example.com", "https://",
                    "http://[", "https:///x"):  # fmt: skip
            one = self.connector_class({**self.settings_values, "reply_url": url})
            for fails in (one.verify, lambda one=one: one.send(self.a_reply())):
                with self.subTest(url), self.assertRaises(SettingsError) as caught:
                    fails()
                self.assertEqual(caught.exception.code, "reply_url")

    def test_limits(self):
        self.assertFalse(self.one.limits_for("post", "public").takes_files)
        one = self.make("http://127.0.0.1", takes_files=True, text_length=280)
        limits = one.limits_for("direct", "private")
        self.assertEqual((limits.text_length, limits.attachments), (280, 10))
        self.assertTrue(limits.takes_files)

    # -- sending -----------------------------------------------------------------------

    def test_send_is_the_guides_example(self):
        wanted = example("reply")
        to = wanted["recipient"]
        reply = self.a_reply(
            key=wanted["key"],
            text=wanted["text"],
            thread_id=wanted["thread_id"],
            parent_id=wanted["parent_id"],
            ancestor_ids=tuple(wanted["ancestor_ids"]),
            recipient=Profile(
                external_id=to["id"], handle=to["handle"], name=to["name"]
            ),
            kind=wanted["kind"],
            visibility=wanted["visibility"],
            sent_at=datetime.fromisoformat(wanted["sent_at"]),
        )
        stub = self.receiver()
        sent = self.make(stub.url).send(reply)
        self.assertEqual(stub.asked[0].json(), wanted)
        self.assertEqual(stub.asked[0].headers["idempotency-key"], wanted["key"])
        self.assertEqual((sent.external_id, sent.url), ("a-1", "https://x.example/a-1"))

    def test_send_a_file(self):
        one = Attachment(filename="a.png", mimetype="image/png", content=b"\x89PNG")
        stub = self.receiver()
        nobody = self.a_reply(attachments=(one,), recipient=None, thread_id="")
        self.make(stub.url).send(nobody)
        (file,) = stub.asked[0].json()["attachments"]
        self.assertEqual(base64.b64decode(file["content"]), b"\x89PNG")
        self.assertNotIn("recipient", stub.asked[0].json())

    def test_what_was_sent_is_seen_again(self):
        stub = self.receiver()
        sent = self.make(stub.url).send(self.a_reply())
        (event,) = self.events(message(id=sent.external_id, from_us=True))
        self.assertEqual((event.external_id, event.from_us), (sent.external_id, True))

    def test_no_id_back(self):
        for body in ({}, [], {"id": ""}, {"id": 7}, {"id": "x" * 501}):
            stub = self.receiver(Answer(200, body))
            with self.subTest(body), self.assertRaises(UnknownOutcomeError):
                self.make(stub.url).send(self.a_reply())
            with self.subTest(body), self.assertRaises(RetryableError):
                self.make(stub.url, honours_keys=True).send(self.a_reply())

    def test_odd_link_back(self):
        stub = self.receiver(Answer(200, {"id": "a-1", "url": "javascript:x"}))
        self.assertEqual(self.make(stub.url).send(self.a_reply()).url, "")

    def test_refusals(self):
        cases = {400: PermanentError, 403: PermanentError, 404: PermanentError,
                 409: PermanentError, 302: PermanentError, 401: AuthError}  # fmt: skip
        for status, kind in cases.items():
            answer = Answer(status, {"error": "The order is closed."})
            answer.headers["Location"] = "/elsewhere"
            stub = self.receiver(answer)
            with self.subTest(status), self.assertRaises(kind) as caught:
                self.make(stub.url).send(self.a_reply())
            self.assertIn("The order is closed.", caught.exception.detail)
            self.assertEqual(len(stub.asked), 1)

    # -- moderating --------------------------------------------------------------------

    def test_moderate(self):
        wanted = example("moderation")
        target = Target(
            external_id=wanted["id"],
            kind=wanted["kind"],
            parent_id=wanted["parent_id"],
            author=Profile(external_id=wanted["author_id"]),
        )
        stub = self.receiver(Answer(204, b""))
        one = self.make(stub.url, moderates=True)
        one.moderate("hide", target)
        one.moderate("hide", target)
        one.moderate("like", Target(external_id="c-801"))
        self.assertEqual(stub.asked[0].json(), wanted)
        keys = [asked.headers["idempotency-key"] for asked in stub.asked]
        self.assertEqual(keys[0], keys[1])
        self.assertNotEqual(keys[0], keys[2])
        for action in one.moderations("comment", False):
            one.moderate(action, target)

    def test_moderate_what_cannot_be(self):
        ours = Target(external_id="a-1", from_us=True)
        one = self.make(self.receiver().url, moderates=True)
        self.assertEqual(one.moderations("comment", True), ("delete",))
        with self.assertRaises(UnsupportedError):
            one.moderate("hide", ours)
        with self.assertRaises(UnsupportedError):
            self.one.moderate("hide", Target(external_id="c-1"))
        with self.assertRaises(PermanentError):
            stub = self.receiver(Answer(422))
            self.make(stub.url, moderates=True).moderate("delete", ours)

    def test_no_event_of_another_kind(self):
        with self.assertRaises(PayloadError):
            self.parse(
                Payload(external_id="x", body=json.dumps(example("reply")).encode())
            )


@tagged("post_install", "-at_install")
class TestWebhookRepeats(TestWebhook):
    """The receiver says that repeats are safe."""

    settings_values = {**TestWebhook.settings_values, "honours_keys": True}
    sends_repeatably = True

    def test_no_id_back(self):
        stub = self.receiver(Answer(200, {}))
        with self.assertRaises(RetryableError):
            self.make(stub.url).send(self.a_reply())
