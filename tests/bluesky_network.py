"""A real Bluesky network for tests, and people on it.

SOCIAL_INBOX_BLUESKY names a JSON file that says how to start the servers and where
their packages are; ``./stack test`` writes it.
"""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import time
import unittest
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import requests

from odoo.tests import BaseCase

from ..connectors.bluesky import BlueskyConnector
from ..connectors.types import Event, Profile, Reply

VARIABLE = "SOCIAL_INBOX_BLUESKY"
POST = "app.bsky.feed.post"
CHAT = {"Atproto-Proxy": "did:web:api.bsky.chat#bsky_chat"}
PASSWORD = "pw-of-a-person"


def description() -> dict[str, Any]:
    """What the file says.

    :raises unittest.SkipTest: there is none
    """
    path = os.environ.get(VARIABLE)
    if not path or not Path(path).exists():
        raise unittest.SkipTest(f"{VARIABLE} names no servers of Bluesky")
    return json.loads(Path(path).read_text())


class Network:
    """The servers, from their start until ``close``; ``pds`` is where people are."""

    def __init__(self) -> None:
        how = description()
        self.process = subprocess.Popen(
            how["command"],
            cwd=how["folder"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        line = ""
        while not line.startswith("{"):
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("Bluesky's servers did not start: see bluesky.log")
        self.servers = json.loads(line)
        self.pds = self.servers["pds"]

    def close(self) -> None:
        """They end with their standard input."""
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Person:
    """An account on the network, who writes by plain calls."""

    def __init__(self, pds: str, name: str) -> None:
        self.pds = pds
        self.handle = f"{name}-{uuid.uuid4().hex[:8]}.test"
        account = {"handle": self.handle, "email": f"{uuid.uuid4().hex}@example.com"}
        session = self.call(
            "com.atproto.server.createAccount", {**account, "password": PASSWORD}
        )
        self.did, self.token = session["did"], session["accessJwt"]

    def call(
        self, name: str, body: Any = None, chat: bool = False, **params: Any
    ) -> dict[str, Any]:
        """A procedure if there is a body, else a query."""
        headers = CHAT if chat else {}
        if hasattr(self, "token"):
            headers = {**headers, "Authorization": f"Bearer {self.token}"}
        answer = requests.request(
            "GET" if body is None else "POST",
            f"{self.pds}/xrpc/{name}",
            json=body,
            params=params,
            headers=headers,
            timeout=20,
        )
        assert answer.ok, f"{name}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else {}

    def upload(self, content: bytes, mimetype: str) -> dict[str, Any]:
        """The blob that a record may refer to."""
        url = f"{self.pds}/xrpc/com.atproto.repo.uploadBlob"
        bearer = {"Authorization": f"Bearer {self.token}", "Content-Type": mimetype}
        return requests.post(url, content, headers=bearer, timeout=20).json()["blob"]

    def expired(self, secret: str) -> str:
        """The access token as it is a minute after its end."""
        claims = json.loads(from_base64(self.token.split(".")[1]))
        claims |= {"exp": int(time.time()) - 60, "iat": int(time.time()) - 7260}
        head = {"typ": "at+jwt", "alg": "HS256"}
        signed = b".".join(to_base64(json.dumps(x).encode()) for x in (head, claims))
        proof = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
        return (signed + b"." + to_base64(proof)).decode()

    def record(self, collection: str, **values: Any) -> dict[str, Any]:
        """Write a record; ``{uri, cid}``."""
        moment = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        record = {"$type": collection, "createdAt": moment, **values}
        body = {"repo": self.did, "collection": collection, "record": record}
        return self.call("com.atproto.repo.createRecord", body)

    def post(self, text: str, above: Any = None, root: Any = None, **values: Any):
        """Write a post, in answer to one; ``{uri, cid}``."""
        if above:
            parent, first = pick(above), pick(root or above)
            values["reply"] = {"parent": parent, "root": first}
        return self.record(POST, text=text, **values)

    def announce(self, text: str) -> dict[str, Any]:
        """Write a post, and wait until it is seen: answers before are told nobody."""
        post = self.post(text)
        wait_for(lambda: self.call("app.bsky.feed.getPosts", uris=post["uri"])["posts"])
        return post

    def mention(self, who: "Person", text: str, **values: Any) -> dict[str, Any]:
        """Write a post whose text ends with somebody's handle."""
        start = len(text.encode())
        end = start + len(who.handle) + 1
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": who.did}
        index = {"byteStart": start, "byteEnd": end}
        facet = {"index": index, "features": [feature]}
        return self.post(f"{text}@{who.handle}", facets=[facet], **values)

    def app_password(self, chat: bool = False) -> str:
        body = {"name": uuid.uuid4().hex[:12], "privileged": chat}
        return self.call("com.atproto.server.createAppPassword", body)["password"]

    def notifications(self) -> list[dict[str, Any]]:
        name = "app.bsky.notification.listNotifications"
        return self.call(name)["notifications"]

    def is_known(self) -> bool:
        """Whether the AppView has heard of the account."""
        try:
            self.call("app.bsky.actor.getProfile", actor=self.did)
        except AssertionError:
            return False
        return True

    def profile(self) -> Profile:
        return Profile(external_id=self.did, handle=self.handle)


def from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def pick(post: dict[str, Any]) -> dict[str, str]:
    return {"uri": post["uri"], "cid": post["cid"]}


def wait_for(look: Callable[[], Any], seconds: float = 60) -> Any:
    """What ``look`` gives once it gives anything: the AppView needs a moment."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError("it never came")
        time.sleep(0.1)
    return found


class BlueskyNetworkCase(BaseCase):
    """Servers for the whole class; two people for each test."""

    network: Network

    @classmethod
    def _request_handler(cls, session: Any, request: Any, /, **options: Any) -> Any:
        """Odoo's guard against calls out of the machine knows one timeout, not two."""
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network = Network()
        cls.addClassCleanup(cls.network.close)

    def setUp(self):
        super().setUp()
        self.shop = Person(self.network.pds, "shop")
        self.ana = Person(self.network.pds, "ana")
        wait_for(self.shop.is_known)
        wait_for(self.ana.is_known)

    def connector(self, *, signed_in: bool = True, chat=False, **settings: Any):
        """The shop's, signed in as the inbox would; closed when the test ends."""
        values = {
            "service": self.network.pds,
            "handle": self.shop.handle,
            "direct_messages": chat,
            **settings,
        }
        if "app_password" not in values:
            values["app_password"] = self.shop.app_password(chat)
        one = BlueskyConnector(values)
        if signed_in:
            values = {**values, **one.refresh().values, **settings}
            one.close()
            one = BlueskyConnector(values)
        self.addCleanup(one.close)
        return one

    def events(self, one: BlueskyConnector, cursor: str = "") -> list[Event]:
        """All that is fetched and parsed."""
        payloads = one.fetch(cursor).payloads
        return [event for payload in payloads for event in one.parse(payload)]

    def arrived(self, one: BlueskyConnector, *uris: str) -> list[Event]:
        """The same, once these are among it."""

        def look() -> Iterable[Event]:
            found = self.events(one)
            missing = set(uris) - {event.external_id for event in found}
            return () if missing else found

        return wait_for(look)

    def answer(self, event: Event, **values: Any) -> Reply:
        """An answer to a message, as the inbox makes it."""
        defaults = {
            "key": uuid.uuid4().hex,
            "text": "Thank you!",
            "thread_id": event.thread_id,
            "parent_id": event.external_id,
            "ancestor_ids": (event.external_id, *event.ancestor_ids),
            "recipient": event.author,
            "kind": event.kind,
            "visibility": event.visibility,
            "parent_visibility": event.visibility,
        }
        return Reply(**{**defaults, **values})
