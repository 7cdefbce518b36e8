"""The real mail servers of tests, and mails to put into them.

They are described by a JSON file that SOCIAL_INBOX_MAIL_SERVERS names: an
IMAP server where every address is a user, and an SMTP server that delivers to it.
"""

import json
import os
import unittest
import uuid
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from odoo.tests import BaseCase

from ..connectors.mail import MailConnector
from ..connectors.types import Profile, Reply
from .mail_odd_servers import Proxy

VARIABLE = "SOCIAL_INBOX_MAIL_SERVERS"


class MailServersCase(BaseCase):
    """Gives each test a fresh mailbox on the real servers."""

    servers: dict[str, Any]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = os.environ.get(VARIABLE)
        if not path or not Path(path).exists():
            raise unittest.SkipTest(f"{VARIABLE} names no mail servers")
        cls.servers = json.loads(Path(path).read_text())
        cls.authority = Path(cls.servers["ca_file"]).read_text()

    def setUp(self):
        super().setUp()
        self.address = f"{uuid.uuid4().hex[:12]}@{self.servers['domain']}"

    def connector(self, **settings) -> MailConnector:
        """A connector to the test's mailbox, closed when the test ends."""
        values = {
            "imap_host": self.servers["host"],
            "imap_port": self.servers["imaps_port"],
            "username": self.address,
            "password": self.servers["password"],
            "address": self.address,
            "smtp_host": self.servers["host"],
            "smtp_port": self.servers["smtp_port"],
            "ca_certificate": self.authority,
        }
        connector = MailConnector(values | settings)
        self.addCleanup(connector.close)
        return connector

    def client(self) -> IMAPClient:
        """A second, plain connection to the mailbox, with INBOX opened."""
        client = IMAPClient(
            "127.0.0.1", port=self.servers["imap_port"], ssl=False, timeout=10
        )
        self.addCleanup(client.shutdown)
        client.login(self.address, self.servers["password"])
        client.select_folder("INBOX")
        return client

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Append mails to the mailbox."""
        client = self.client()
        for mail in mails:
            client.append(folder, mail)

    def through(self, **how) -> dict[str, Any]:
        """Settings that lead through a proxy to the real IMAP server."""
        proxy = Proxy(self.servers["imap_port"], **how)
        self.addCleanup(proxy.close)
        return {
            "imap_host": "127.0.0.1",
            "imap_port": proxy.port,
            "imap_security": "none",
        }


def mail(number: int, body: str = "", **headers: str) -> bytes:
    """A small mail; its Message-ID is ``<m{number}@example.com>``."""
    lines = [f"From: a{number}@example.com", f"Subject: mail {number}"]
    headers = {"Message_ID": f"<m{number}@example.com>"} | headers
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    text = "\r\n".join([*lines, "", body or f"body {number}", ""])
    return text.encode()


def reply(address: str, **values) -> Reply:
    """An answer to an address, with a key of its own."""
    defaults = {
        "key": uuid.uuid4().hex,
        "text": "Hello",
        "subject": "Re: mail",
        "recipient": Profile(external_id=address, handle=address, name="Anna"),
    }
    return Reply(**(defaults | values))
