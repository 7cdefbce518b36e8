"""Reading mails: golden pairs, damaged mails, and mails made to do damage."""

import random
import time
from dataclasses import astuple

from odoo.tests import BaseCase, tagged

from ..connectors.errors import PayloadError
from ..connectors.mail.fetch import payload_id
from ..connectors.mail.headers import message_id, split_mail
from ..connectors.mail.parse import MailParser
from ..connectors.types import MessageEvent
from . import mail_payloads

HEAD = b"From: a@example.com\r\nSubject: s\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"
SECONDS = 2


def parse(body):
    """The events of a mail."""
    parser = MailParser(mail_payloads.OWN_ADDRESS)
    return list(parser.parse(mail_payloads.payload(body)))


def texts(value):
    """All texts anywhere in an event."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


@tagged("post_install", "-at_install")
class TestGolden(BaseCase):
    maxDiff = None

    def test_pairs(self):
        paths = list(mail_payloads.golden())
        self.assertGreater(len(paths), 60)
        for path in paths:
            with self.subTest(path.stem):
                events = [
                    mail_payloads.as_json(one) for one in parse(path.read_bytes())
                ]
                self.assertEqual(events, mail_payloads.expected(path))

    def test_each_pair_is_whole(self):
        mails = {path.stem for path in mail_payloads.golden()}
        folder = mail_payloads.FOLDER / "mail"
        readings = {path.name.split(".")[0] for path in folder.glob("*.expected.json")}
        self.assertEqual(mails, readings)

    def test_no_letter_is_lost(self):
        """New and quoted text together hold every word of a plain text mail."""
        for path in mail_payloads.golden():
            event = parse(path.read_bytes())[-1]
            _, body = split_mail(path.read_bytes())
            if path.stem.startswith("text_"):
                with self.subTest(path.stem):
                    kept = f"{event.body} {event.quoted}".split()
                    self.assertEqual(kept, body.decode().split())

    def test_same_id_in_fetch_and_parse(self):
        """The inbox asks for known ids with what fetch reads in the headers."""
        for path in mail_payloads.golden():
            raw = path.read_bytes()
            event = parse(raw)[-1]
            with self.subTest(path.stem):
                own_id = message_id(split_mail(raw)[0])
                self.assertEqual(event.external_id, own_id or "payload-1")
                self.assertTrue(payload_id(raw).startswith(own_id or "sha256:"))


@tagged("post_install", "-at_install")
class TestDamaged(BaseCase):
    def assert_readable(self, body):
        """Events that a database can store, or a PayloadError; nothing else."""
        try:
            events = parse(body)
        except PayloadError as error:
            self.assertTrue(error.code)
            return
        self.assertIsInstance(events[-1], MessageEvent)
        for text in texts(tuple(astuple(one) for one in events)):
            self.assertNotIn("\0", text)
            text.encode()

    def test_malformed(self):
        for path in mail_payloads.malformed():
            with self.subTest(path.stem):
                self.assert_readable(path.read_bytes())

    def test_what_is_no_mail(self):
        for body in (b"", b"\r\n \0\r\n", b"\0\0", b"::\r\n\r\n:"):
            with self.subTest(body), self.assertRaises(PayloadError):
                parse(body)

    def test_mutations(self):
        """The corpus with bytes changed, cut and mixed; seeded, at most 5 seconds."""
        chance = random.Random(2047)
        corpus = [path.read_bytes() for path in mail_payloads.golden()]
        corpus += [path.read_bytes() for path in mail_payloads.malformed()]
        end, done = time.monotonic() + 5, 0
        while time.monotonic() < end and done < 3000:
            body = mutated(chance.choice(corpus), chance.choice(corpus), chance)
            with self.subTest(body=body):
                self.assert_readable(body)
            done += 1
        self.assertGreater(done, 200)


def mutated(body, other, chance):
    """A mail after one to four accidents."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(body) + 1)
        end = min(start + chance.randrange(60), len(body))
        accidents = (
            b"",
            chance.randbytes(end - start),
            body[start:end] * 3,
            other[start : start + 200],
            chance.choice(
                (b'"', b"\0", b"\xff", b"=?", b"\r\n", b"\n\n", b"(", b";", b"--")
            ),
        )
        body = body[:start] + chance.choice(accidents) + body[end:]
    return body


def nested(depth, filling=b"x\r\n"):
    """A multipart in a multipart in a …"""
    parts = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one)
        for one in range(depth)
    )
    return HEAD + b"".join(parts) + b"Content-Type: text/plain\r\n\r\n" + filling


ROWS = {
    "nested multiparts": nested(1000),
    "nested multiparts, long": nested(100, b"x\r\n" * 600_000),
    "nested mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"x",
    "many parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"--a\r\n\r\nx\r\n" * 100_000,
    "many headers": b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + HEAD,
    "long header": b"Subject: " + b"x" * 5_000_000 + b"\r\n" + HEAD,
    "many references": b"References: " + b"<a@b>\r\n " * 200_000 + b"\r\n" + HEAD,
    "many recipients": b"To: " + b"a@b.example, " * 100_000 + b"\r\n" + HEAD,
    "comments": b"From: " + b"(" * 60_000 + b"\r\n" + HEAD,
    "quotes": b"To: " + b'"\\' * 30_000 + b"\r\n" + HEAD,
    "dots": b"To: " + b"a." * 30_000 + b"\r\n" + HEAD,
    "angles": b"To: " + b"<" * 60_000 + b"\r\n" + HEAD,
    "encoded words": b"Subject: " + b"=?a?q?" * 9000 + b"\r\n" + HEAD,
    "parameters": b"Content-Type: text/plain; " + b"a=b; " * 50_000 + b"\r\n" + HEAD,
    "open parameter": b'Content-Type: text/plain; a="' + b";" * 99_999 + b"\r\n" + HEAD,
    "quoted lines": HEAD + b"\r\n" + b"> x\r\n" * 150_000,
    "attributions": HEAD + b"\r\n" + (b"On " + b"wrote " * 60 + b":\r\n") * 2000,
    "spaces": HEAD + b"\r\n" + b" " * 300_000 + b"x",
    "senders": HEAD + b"\r\n" + b"From: x\r\n" * 100_000,
    "flowed": HEAD
    + b"Content-Type: text/plain; format=flowed\r\n\r\n"
    + b"abc \r\n" * 100_000,
    "blockquotes": HTML + b"<blockquote type=cite>x</blockquote>y" * 20_000,
    "nested blockquotes": HTML + b"<blockquote type=cite>" * 30_000 + b"x",
    "tags": HTML + b"<body " * 100_000,
    "openings": HTML + b"<" * 500_000,
    "line breaks": HTML + b"a<blockquote>x</blockquote>" + b"<br>" * 150_000 + b"y",
    "base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"!" * 3_000_000,
    "reports": HEAD
    + b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n\r\n"
    + b"--a\r\nContent-Type: message/delivery-status\r\n\r\n"
    + b"Final-Recipient: x\r\n\r\n" * 20_000,
}


@tagged("post_install", "-at_install")
class TestBombs(BaseCase):
    def test_time_is_bounded(self):
        """Processor time, since other work on the machine is not the parser's."""
        for name, body in ROWS.items():
            with self.subTest(name):
                start = time.process_time()
                event = parse(body)[-1]
                self.assertLess(time.process_time() - start, SECONDS)
                self.assertEqual(event.author.handle, "a@example.com")

    def test_what_is_not_taken_apart_is_kept_whole(self):
        event = parse(nested(1000))[-1]
        self.assertEqual(event.subject, "s")
        self.assertEqual(event.attachments[0].content, nested(1000))
        self.assertEqual(event.attachments[0].mimetype, "message/rfc822")
