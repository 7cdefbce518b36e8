"""A platform that can do everything, without a network: what the inbox makes of it.

What it hands out and what it was asked for are class attributes, fresh for each test.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import replace
from datetime import datetime, timezone
from unittest.mock import patch

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..connectors import (
    CONNECTORS,
    Completes,
    Connector,
    Downloads,
    Finds,
    HasAccounts,
    Inspects,
    Moderates,
    OAuth2,
    Pulls,
    Templates,
    Webhooks,
)
from ..connectors.errors import PayloadError, WebhookRejected
from ..connectors.types import (
    Access,
    Account,
    Attachment,
    DeletionEvent,
    DeliveryEvent,
    EditEvent,
    Limits,
    MessageEvent,
    Page,
    Payload,
    Post,
    Profile,
    Sent,
    Setting,
    Template,
    Tokens,
    WebhookAnswer,
)
from .common import InboxCase

EVENTS = {"edit": EditEvent, "deletion": DeletionEvent, "delivery": DeliveryEvent}
TIMES = ("sent_at", "reply_until", "private_until", "edited_at", "deleted_at")


class FakeConnector(
    Connector,
    Completes,
    Pulls,
    Webhooks,
    OAuth2,
    Moderates,
    Downloads,
    Inspects,
    HasAccounts,
    Templates,
    Finds,
):
    """Arrivals are JSON objects with the fields of ``MessageEvent``."""

    code, label, icon = "fake", "Fake Platform", "fa-smile-o"
    settings = (
        Setting(name="page", label="Page", help="The page."),
        Setting(name="client_id", label="App", help="The app."),
        Setting(name="client_secret", label="Secret", help="Its secret.", secret=True),
        Setting(name="access_token", label="Token", help="The token.", secret=True),
        Setting(name="refresh_token", label="Token", help="A token.", secret=True),
    )
    limits = Limits(text_length=280)
    steps = ("Make an app.", "Allow it to read.")
    needs = ("read", "write")
    scopes = ("read", "write")
    authorize_url = "https://fake.example/login"

    def verify(self):
        self._ask("verify")
        return self.box.account

    def fetch(self, cursor):
        self._ask("fetch")
        payloads, self.box.waiting[:] = tuple(self.box.waiting), []
        cursor = str(len(self.box.asked))
        return Page(payloads=payloads, cursor=cursor, problem=self.box.problem)

    def complete(self, payload):
        self._ask("complete")
        values = json.loads(payload.body) | self.box.completion
        return replace(payload, body=json.dumps(values).encode())

    def parse(self, payload):
        try:
            values = json.loads(payload.body)
            yield as_event(values)
        except (ValueError, KeyError, TypeError) as error:
            raise PayloadError(str(error)) from None

    def send(self, reply):
        self._ask("send", reply)
        self.box.sent.append(reply)
        return Sent(external_id=f"sent-{reply.key}", url="https://fake.example/1")

    def find_sent(self, reply):
        self._ask("find_sent", reply)
        return self.box.found

    def limits_for(self, kind, visibility):
        if kind == "direct" or visibility == "private":
            return Limits(text_length=1000, takes_files=False)
        return self.limits

    def budget(self):
        return self.box.budget

    def receive(self, request):
        proof = hmac.new(b"s3cr3t", request.body, hashlib.sha256).hexdigest()
        if request.headers.get("x-signature") != proof:
            raise WebhookRejected("The signature is wrong.")
        return tuple(as_payload(one) for one in json.loads(request.body))

    def challenge(self, request):
        if request.query.get("token") == request.key:
            return WebhookAnswer(body=request.query["challenge"])
        return None

    def subscribe(self, url):
        self._ask("subscribe", url)

    def unsubscribe(self, url):
        self._ask("unsubscribe", url)

    def register(self, redirect_uri):
        self._ask("register", redirect_uri)
        return {"client_id": "app-1"}

    def exchange(self, code, redirect_uri, verifier):
        self._ask("exchange", (code, redirect_uri, verifier))
        return self.box.tokens

    def refresh(self):
        self._ask("refresh")
        return self.box.tokens

    def accounts(self):
        self._ask("accounts")
        return self.box.accounts

    def inspect(self):
        self._ask("inspect")
        return self.box.access

    def templates(self):
        self._ask("templates")
        return self.box.templates

    def moderations(self, kind, from_us):
        return ("delete",) if from_us else ("hide", "unhide", "like", "unlike", "block")

    def moderate(self, action, target):
        self._ask("moderate", (action, target))

    def download(self, attachment):
        self._ask("download", attachment)
        return Attachment(
            filename=attachment.filename, mimetype="image/png", content=b"content"
        )

    def _ask(self, name, value=None):
        self.spent += 1
        self.box.asked.append((name, value))
        if error := self.box.errors.get(name):
            raise error


class Box:
    """What the platform holds, and what it was asked for."""

    def __init__(self):
        self.waiting, self.asked, self.sent, self.errors = [], [], [], {}
        self.tokens = Tokens(values={"access_token": "t0ken-2"}, scopes=("read",))
        self.accounts = (
            Account(external_id="p1", name="Page 1", values={"page": "p1"}),
            Account(external_id="p2", name="Page 2", values={"page": "p2"}),
        )
        self.access, self.budget = Access(), None
        self.account = Profile(external_id="us", handle="shop", name="The Shop")
        self.problem, self.completion, self.found = None, {}, None
        self.templates = (
            Template(
                external_id="hello",
                name="hello",
                language="en",
                body="Hello {{1}}, about {{2}}.",
                variables=2,
            ),
        )

    def names(self):
        return [name for name, _value in self.asked]


def as_payload(values):
    body = json.dumps(values).encode()
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Payload(external_id=f"{values['external_id']}-{digest}", body=body)


def as_event(values):
    values = dict(values)
    kind = EVENTS.get(values.pop("event", ""), MessageEvent)
    for name in TIMES:
        if values.get(name):
            moment = datetime.fromisoformat(values[name])
            values[name] = moment.replace(tzinfo=timezone.utc)
    if kind is not MessageEvent:
        return kind(**values)
    values["author"] = Profile(**values["author"])
    if post := values.pop("post", None):
        values["post"] = Post(**post)
    files = values.pop("attachments", ())
    values["attachments"] = tuple(Attachment(**one) for one in files)
    values["reply_as"] = tuple(values.get("reply_as", ()))
    values["ancestor_ids"] = tuple(values.get("ancestor_ids", ()))
    values.setdefault("sent_at", None)
    return MessageEvent(**values)


def comment(text="Where is my tent?", **changes):
    """An arrival's values; each its own message and author unless said otherwise."""
    number = secrets.token_hex(4)
    return {
        "external_id": f"c-{number}",
        "author": {"external_id": f"a-{number}", "handle": "ana", "name": "Ana"},
        "body": text,
        "kind": "comment",
        **changes,
    }


class FakePlatformCase(CronMixinCase, InboxCase):
    """A connected channel on the platform."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.dict(CONNECTORS, {"fake": FakeConnector}))
        self.box = FakeConnector.box = Box()
        self.addCleanup(delattr, FakeConnector, "box")
        self.channel = self.new_channel()

    def new_channel(self, **values):
        channel = self.env["social.channel"].create(
            {
                "name": "The Page",
                "platform": "fake",
                "user_id": self.administrator.id,
                **values,
            }
        )
        channel.action_connect()
        return channel

    def arrive(self, *arrivals, channel=None):
        """Let arrivals be fetched and read; the twists of the channel."""
        self.box.waiting += map(as_payload, arrivals)
        return self.work(channel)

    def work(self, channel=None):
        """Run the channel's scheduled action as the scheduler does."""
        channel = channel or self.channel
        with self.enter_registry_test_mode():
            channel.sudo().cron_id.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["social.twist"].search(
            [("channel_id", "=", channel.id)], order="id"
        )

    def ready(self, twist):
        """The twist where its author may be answered."""
        twist.action_next_phase()
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.assign_person(person, "contract")
        return twist

    def messages(self, twist, direction="inbound"):
        return twist.message_ids_social.filtered(lambda m: m.direction == direction)
