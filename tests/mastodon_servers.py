"""The real servers of tests: two that speak Mastodon's API, and federate.

They are described by a JSON file that SOCIAL_INBOX_MASTODON names: the program (snac),
and for each server its address, host and folder. Each test makes people of its own.
"""

import contextlib
import ipaddress
import json
import os
import re
import subprocess
import time
import unittest
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from odoo.tests import BaseCase

from ..connectors.mastodon import MastodonConnector

VARIABLE = "SOCIAL_INBOX_MASTODON"
BACK = "urn:ietf:wg:oauth:2.0:oob"
SECONDS = 120  # snac delivers in rounds of a few seconds


@dataclass
class Person:
    """Somebody on one of the servers, who uses its API without our connector."""

    name: str
    server: dict[str, str]
    password: str = field(repr=False)
    token: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        return f"{self.name}@{self.server['host']}"

    def call(self, method: str, path: str, **options: Any) -> Any:
        answer = requests.request(
            method,
            self.server["url"] + path,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=20,
            **options,
        )
        answer.raise_for_status()
        return answer.json()

    def post(self, text: str, **options: Any) -> Any:
        return self.call("POST", "/api/v1/statuses", json={"status": text, **options})

    def mentions(self) -> list[Any]:
        options = {"types[]": "mention", "limit": 40}
        return self.call("GET", "/api/v1/notifications", params=options)


def log_in(
    connector: MastodonConnector, person: Person, back: str, **query: str
) -> str:
    """The code that the server's form gives, once name and password are typed."""
    address = connector.authorization(back, query.get("state", "s"), "v" * 43)
    page = requests.get(address, timeout=20).text
    form = re.search(r'<form[^>]*action="([^"]+)"', page)[1]
    values = {
        name[1]: value[1] if (value := re.search(r'value="([^"]*)"', tag)) else ""
        for tag in re.findall(r"<input[^>]*>", page)
        if (name := re.search(r'name="([^"]*)"', tag))
    }
    values |= {"login": person.name, "passwd": person.password}
    path = urlsplit(form).path
    answer = requests.post(
        person.server["url"] + path, data=values, timeout=20, allow_redirects=False
    )
    told = answer.headers.get("Location") or answer.text
    return re.search(r"(?:code=)?([0-9a-f]{16,})", told)[1]


def eventually(
    look: Callable[[], Any], what: str, seconds: float = SECONDS, pause: float = 1.0
) -> Any:
    """What ``look`` finds, once it finds something.

    :param pause: seconds between two looks, which keep the server from its work
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(pause)
    raise AssertionError(f"{what}: not within {seconds} seconds")


class MastodonServersCase(BaseCase):
    """A brand on one server, a fan on the other."""

    home: dict[str, str]
    away: dict[str, str]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = os.environ.get(VARIABLE) or "unset"
        if not Path(path).exists():
            raise unittest.SkipTest(f"no servers for Mastodon: {VARIABLE} is {path}")
        described = json.loads(Path(path).read_text())
        cls.program = described["program"]
        cls.home, cls.away = described["servers"]

    @classmethod
    def _request_handler(cls, session: Any, request: Any, /, **options: Any) -> Any:
        """The servers' loopback addresses are not the one that Odoo's guard knows."""
        host = urlsplit(request.url).hostname
        with contextlib.suppress(ValueError):
            if ipaddress.ip_address(host).is_loopback:
                return SEND(session, request, **options)
        return super()._request_handler(session, request, **options)

    def person(self, server: dict[str, str], name: str = "p") -> Person:
        """Somebody new; snac asks whether to hear of the program's news."""
        name += uuid.uuid4().hex[:10]
        command = [self.program, "adduser", server["folder"], name]
        made = subprocess.run(
            command, input="n\n", capture_output=True, text=True, check=True, timeout=20
        )
        password = re.search(r"User password is (\S+)", made.stdout)[1]
        person = Person(name, server, password)
        person.token = self.token(person)
        return person

    def token(self, person: Person) -> str:
        connector = self.connector(person.server["url"])
        registered = connector.register(BACK)
        connector = self.connector(person.server["url"], **registered)
        code = log_in(connector, person, BACK)
        return connector.exchange(code, BACK, "v" * 43).values["access_token"]

    def connector(self, url: str, **settings: Any) -> MastodonConnector:
        one = MastodonConnector({"instance": url, **settings})
        self.addCleanup(one.close)
        return one


SEND = requests.Session.send
