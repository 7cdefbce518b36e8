"""A mailbox on a real server as a channel, and what tests do with it."""

import json
import os
import secrets
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from imapclient import IMAPClient

from odoo.tests import TransactionCase, new_test_user

from ..connectors.types import Payload

SERVERS = os.environ.get("SOCIAL_INBOX_MAIL_SERVERS")
WITHOUT_SERVERS = (
    "needs mail servers on this machine: run by ./stack test, or name their"
    " description in SOCIAL_INBOX_MAIL_SERVERS"
)


def servers():
    """The servers' description: ports, password, certificate."""
    return json.loads(Path(SERVERS).read_text())


def new_address(name="box"):
    """An address that no other test uses; its mailbox is made at the first use."""
    return f"{name}.{secrets.token_hex(5)}@{servers()['domain']}"


def certificate():
    return Path(servers()["ca_file"]).read_text()


def mailbox(address):
    """A logged-in IMAP client; to be used in a ``with`` block."""
    facts = servers()
    context = ssl.create_default_context(cafile=facts["ca_file"])
    client = IMAPClient(
        facts["host"], port=facts["imaps_port"], ssl_context=context, timeout=20
    )
    client.login(address, facts["password"])
    return client


def drop(address, mails, folder="INBOX"):
    """Put raw mails into a mailbox, in order."""
    with mailbox(address) as client:
        for raw in mails:
            client.append(folder, raw)


def mails_of(address, folder="INBOX"):
    """The raw mails of a mailbox, oldest first."""
    with mailbox(address) as client:
        client.select_folder(folder, readonly=True)
        uids = client.search()
        found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        return [found[uid][b"BODY[]"] for uid in sorted(found)]


def compose(to, text="Hello", **headers):
    """A mail as bytes; header names with underscores for dashes."""
    mail = EmailMessage()
    values = {
        "From": "Ana Customer <ana@customer.example>",
        "To": to,
        "Subject": "A question",
        "Message-ID": f"<{secrets.token_hex(8)}@customer.example>",
        "Date": "Fri, 20 Nov 2026 10:00:00 +0100",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in values.items():
        if value is not None:
            mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


def html_mail(body, **headers):
    """A mail with an HTML body only."""
    mail = message_from_bytes(compose("support@shop.example", **headers))
    mail.set_type("text/html")
    mail.set_payload(body, "utf-8")
    return mail.as_bytes()


def mail_with_files(*files):
    """A mail with attachments; each is (file name, main type, subtype, text)."""
    mail = message_from_bytes(compose("support@shop.example"), policy=policy.default)
    for name, maintype, subtype, text in files:
        mail.add_attachment(
            text.encode(), maintype=maintype, subtype=subtype, filename=name
        )
    return mail.as_bytes()


def mail_settings(address, **changes):
    facts = servers()
    return {
        "mail_imap_host": facts["host"],
        "mail_imap_port": facts["imaps_port"],
        "mail_imap_security": "tls",
        "mail_username": address,
        "mail_password": facts["password"],
        "mail_address": address,
        "mail_sender_name": "Test Service",
        "mail_smtp_host": facts["host"],
        "mail_smtp_port": facts["smtp_port"],
        "mail_smtp_security": "starttls",
        "mail_ca_certificate": certificate(),
        **changes,
    }


class InboxCase(TransactionCase):
    """Users of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in ("agent", "supervisor", "administrator"):
            user = new_test_user(
                cls.env,
                f"social_{kind}",
                groups=f"social_inbox.group_social_inbox_{kind}",
                email=f"{kind}@shop.example",
            )
            setattr(cls, kind, user)
        cls.parameters = cls.env["ir.config_parameter"].sudo()
        cls.parameters.set_param("social_inbox.undo_seconds", "0")


class ArrivalCase(InboxCase):
    """Mails that arrive without a server: stored and read as after a fetch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.new_offline_channel("Offline Mailbox")

    @classmethod
    def new_offline_channel(cls, name, **values):
        """A mail channel that counts as connected; nothing answers behind it."""
        settings = {
            "mail_smtp_host": "smtp.shop.example",
            "mail_imap_host": "mail.shop.example",
            "mail_username": "box",
            "mail_password": "hunter2",
            "mail_address": "support@shop.example",
        }
        channel = cls.env["social.channel"].create(
            {"name": name, "platform": "mail", **settings, **values}
        )
        channel.state = "connected"
        return channel

    @classmethod
    def arrive(cls, *mails, channel=None):
        """Let raw mails arrive; the twists that hold them."""
        channel = channel or cls.channel
        payloads = [
            Payload(
                external_id=secrets.token_hex(8),
                body=raw,
                content_type="message/rfc822",
            )
            for raw in mails
        ]
        arrivals = cls.env["social.inbound"].sudo()
        arrivals._store(channel, payloads)
        while arrivals._process(channel):
            pass
        cls.env.invalidate_all()
        ids = [payload.external_id for payload in payloads]
        found = arrivals.search([("external_id", "in", ids)])
        return found.message_ids.twist_id.sorted("id")

    @classmethod
    def twist_in(cls, phase, channel=None):
        """A twist of its own in a phase, with an author of its own."""
        author = f"Ana <{secrets.token_hex(5)}@customer.example>"
        raw = compose("support@shop.example", From=author)
        twist = cls.arrive(raw, channel=channel)
        cls.put(twist, phase)
        return twist

    @classmethod
    def put(cls, twist, phase, closed_from=False):
        """Where tickets, ideas and time would have brought it."""
        by_system = twist.with_context(social_inbox_by_system=True).sudo()
        by_system.write({"phase": phase, "closed_from": closed_from})
        cls.env.flush_all()


class MailChannelCase(InboxCase):
    """A connected channel on a mailbox of its own."""

    def setUp(self):
        super().setUp()
        if not SERVERS:
            self.skipTest(WITHOUT_SERVERS)
        self.address = new_address()
        self.customer = new_address("customer")
        self.channel = self.new_channel()

    def new_channel(self, address=None, **changes):
        address = address or self.address
        return self.env["social.channel"].create(
            {
                "name": "Customer Service",
                "platform": "mail",
                "user_id": self.administrator.id,
                **mail_settings(address, **changes),
            }
        )

    def connect(self):
        self.channel.action_connect()

    def work(self, channel=None):
        """Run the channel's scheduled action as the scheduler does."""
        channel = channel or self.channel
        with self.enter_registry_test_mode():
            channel.sudo().cron_id.method_direct_trigger()
        self.env.invalidate_all()

    def receive(self, *mails):
        """Drop mails and let them arrive; the twists of this channel."""
        if self.channel.state != "connected":
            self.connect()
        drop(self.address, mails)
        self.work()
        return self.twists()

    def twists(self):
        return self.env["social.twist"].search([("channel_id", "=", self.channel.id)])

    def messages(self):
        return self.env["social.message"].search(
            [("channel_id", "=", self.channel.id)], order="date, id"
        )
