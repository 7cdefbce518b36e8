"""Sending answers: to the real SMTP server, and to one that follows a script."""

from datetime import datetime, timezone
from email import message_from_bytes, policy

from odoo.tests import tagged

from ..connectors.errors import (
    PermanentError,
    UnsupportedError,
)
from ..connectors.types import Attachment, Profile
from .mail_servers import MailServersCase, reply


@tagged("post_install", "-at_install")
class TestSend(MailServersCase):
    def arrived(self, connector):
        """The last mail in the mailbox, as read by the standard library."""
        body = connector.fetch("").payloads[-1].body
        return message_from_bytes(body, policy=policy.default)

    def test_answer_arrives_and_a_copy_is_kept(self):
        connector = self.connector(sender_name="Sh\u00f6p, Inc")
        moment = datetime(2026, 11, 3, 9, 0, tzinfo=timezone.utc)
        answer = reply(
            self.address,
            text="Gr\u00fc\u00dfe\n.\n.dot",
            body="<p>Gr\u00fc\u00dfe</p>",
            subject="Re: Gr\u00f6\u00dfe",
            parent_id="m2@example.com",
            ancestor_ids=("m2@example.com", "m1@example.com"),
            sent_at=moment,
        )
        sent = connector.send(answer)
        self.assertEqual(sent.external_id, f"{answer.key}@{self.servers['domain']}")
        mail = self.arrived(connector)
        self.assertEqual(mail["Message-ID"], f"<{sent.external_id}>")
        self.assertEqual(mail["In-Reply-To"], "<m2@example.com>")
        self.assertEqual(mail["References"], "<m1@example.com> <m2@example.com>")
        self.assertEqual(mail["Subject"], "Re: Gr\u00f6\u00dfe")
        self.assertEqual(mail["From"].addresses[0].display_name, "Sh\u00f6p, Inc")
        self.assertEqual(mail["Date"].datetime, moment)
        text, html = mail.iter_parts()
        self.assertEqual(text.get_content(), "Gr\u00fc\u00dfe\r\n.\r\n.dot\r\n")
        self.assertEqual(html.get_content().strip(), "<p>Gr\u00fc\u00dfe</p>")
        client = self.client()
        client.select_folder("Sent")
        self.assertEqual(client.search("SEEN"), [1])
        self.assertEqual(connector.find_sent(answer).external_id, sent.external_id)

    def test_sender_of_an_answer(self):
        """Undelivered mails come back to the mailbox all the same."""
        connector = self.connector(sender_name="Shop")
        for sender, shown in (
            (Profile(external_id="a@b.example", handle="a@b.example"), "Shop"),
            (Profile(external_id="", handle="", name="Sale"), "Sale"),
        ):
            connector.send(reply(self.address, sender=sender))
            mail = self.arrived(connector)
            [own] = mail["From"].addresses
            self.assertEqual(own.display_name, shown)
            self.assertEqual(own.addr_spec, sender.handle or self.address)
            self.assertTrue(mail["Message-ID"].endswith(f"@{self.servers['domain']}>"))

    def test_own_answer_is_recognised(self):
        connector = self.connector()
        connector.send(reply(self.address))
        event = next(connector.parse(connector.fetch("").payloads[0]))
        self.assertTrue(event.from_us)
        self.assertEqual(event.text, "Hello")

    def test_long_ids_are_not_encoded(self):
        """The standard library would encode what does not fit into a line."""
        ids = (f"{'x' * 120}@example.com", f"{'y' * 120}@example.com")
        connector = self.connector()
        connector.send(reply(self.address, parent_id=ids[0], ancestor_ids=ids))
        event = next(connector.parse(connector.fetch("").payloads[0]))
        self.assertEqual(event.ancestor_ids, ids)

    def test_made_up_parent_is_left_out(self):
        connector = self.connector()
        connector.send(reply(self.address, parent_id="sha256:00"))
        self.assertIsNone(self.arrived(connector)["In-Reply-To"])

    def test_attachments(self):
        files = (
            Attachment(
                filename="Gr\u00f6\u00dfe.pdf",
                mimetype="application/pdf",
                content=b"%PDF",
            ),
            Attachment(
                filename="old.eml", mimetype="message/rfc822", content=b"A: b\n\nc"
            ),
            Attachment(filename="a/b\r\nX: y", mimetype="junk", content=b"x"),
            Attachment(
                filename="i.png", mimetype="image/png", content=b"P", content_id="i1@x"
            ),
        )
        connector = self.connector()
        body = '<p><img src="cid:i1@x"></p>'
        connector.send(reply(self.address, body=body, attachments=files))
        event = next(connector.parse(connector.fetch("").payloads[0]))
        got = {one.filename: (one.content, one.content_id) for one in event.attachments}
        self.assertEqual(
            got,
            {
                "Gr\u00f6\u00dfe.pdf": (b"%PDF", ""),
                "old.eml": (b"A: b\n\nc", ""),
                "a_b X: y": (b"x", ""),
                "i.png": (b"P", "i1@x"),
            },
        )

    def test_attachment_that_is_not_here(self):
        file = Attachment(filename="a.png", url="https://example.com/a.png")
        with self.assertRaises(UnsupportedError):
            self.connector().send(reply(self.address, attachments=(file,)))

    def test_no_header_can_be_injected(self):
        evil = "x\r\nBcc: victim@example.com\r\n\r\n\x1bbody\0"
        connector = self.connector(sender_name=evil)
        recipient = Profile(external_id="1", handle=self.address, name=evil)
        connector.send(
            reply(self.address, subject=evil, recipient=recipient, parent_id=evil)
        )
        mail = self.arrived(connector)
        self.assertIsNone(mail["Bcc"])
        self.assertEqual(mail["Subject"], "x Bcc: victim@example.com body")
        self.assertEqual(mail.get_content().strip(), "Hello")

    def test_addresses_that_are_none(self):
        for handle in ("", "anna", "a@b c", "a@b\r\nRCPT TO:<c@d>", "a@b,c@d", "<a@b>"):
            with self.subTest(handle), self.assertRaises(PermanentError) as caught:
                self.connector().send(reply(handle))
            self.assertEqual(caught.exception.code, "address")

    def test_refused_recipient(self):
        connector = self.connector()
        with self.assertRaises(PermanentError) as caught:
            connector.send(reply("nobody@example.com"))
        self.assertEqual(caught.exception.code, "recipient")
        self.assertIn("550", caught.exception.detail)
        self.assertIsNone(connector.find_sent(reply("nobody@example.com")))
        connector.send(reply(self.address))

    def test_copy_fails_but_the_answer_is_sent(self):
        connector = self.connector(sent_folder="Missing")
        with self.assertLogs(level="WARNING"):
            connector.send(reply(self.address))
        self.assertEqual(len(connector.fetch("").payloads), 1)

    def test_no_copy_wanted(self):
        connector = self.connector(save_sent=False)
        answer = reply(self.address)
        connector.send(answer)
        self.assertIsNone(connector.find_sent(answer))
