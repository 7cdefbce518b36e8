"""The demo mailbox: complete, dated, in order, and readable by the mail connector."""

import importlib.util
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..connectors.mail import MailConnector
from ..connectors.types import DeliveryEvent, MessageEvent, Payload

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LANGUAGES = {"de": 14, "en": 12, "fr": 8, "ja": 6}
THREADS = {
    "01": ("09", "21"),
    "03": ("12", "24", "33"),
    "05": ("16", "29"),
    "06": ("18", "39"),
    "08": ("22", "30"),
}
ATTACHMENTS = {
    "01": "Gestänge gebrochen.jpg",
    "08": "Stückliste Klassensatz.csv",
    "11": "IMG_2231.png",
    "14": "Kaufbeleg Größe 43.png",
    "22": "Termin.ics",
    "23": "注文画面.png",
    "26": "Numéro de série – veste réclamée.txt",
    "29": "Attestation TVA – Atelier Morel.pdf",
    "36": "cracked_pole.jpg",
}


def demo_mails():
    """The module ``devtools/demo_mails.py``; devtools is no part of the addon."""
    path = ROOT / "devtools" / "demo_mails.py"
    spec = importlib.util.spec_from_file_location("demo_mails", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ids(parsed: Message, *headers: str) -> list[str]:
    """The message ids in some headers."""
    found = " ".join(parsed.get(header, "") for header in headers)
    return re.findall(r"<[^<>\s]+>", found)


@tagged("post_install", "-at_install")
class TestDemoMails(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.module = demo_mails()
        cls.mails = cls.module.load(NOW)
        cls.parsed = {name[:2]: message_from_bytes(raw) for name, raw in cls.mails}
        connector = MailConnector({})
        cls.events = {
            name[:2]: tuple(connector.parse(Payload(external_id=name, body=raw)))
            for name, raw in cls.mails
        }

    def event(self, number: str) -> MessageEvent:
        """The one message of a mail; a bounce reports a delivery beside it."""
        found = [e for e in self.events[number] if isinstance(e, MessageEvent)]
        self.assertEqual(len(found), 1, number)
        return found[0]

    def test_forty_in_four_languages(self):
        names = [name for name, _raw in self.mails]
        self.assertEqual(len(names), 40)
        counts = {code: sum(n[3:5] == code for n in names) for code in LANGUAGES}
        self.assertEqual(counts, LANGUAGES)
        self.assertLess(sum(len(raw) for _name, raw in self.mails), 1_000_000)

    def test_files_are_numbered_in_order_of_arrival(self):
        numbers = [name[:2] for name, _raw in self.mails]
        self.assertEqual(numbers, [f"{number:02}" for number in range(1, 41)])

    def test_bytes_are_as_they_travel(self):
        for name, raw in self.mails:
            with self.subTest(name):
                self.assertNotRegex(raw, rb"(?<!\r)\n")

    def test_no_placeholder_is_left(self):
        for name, raw in self.mails:
            with self.subTest(name):
                self.assertNotRegex(raw, rb"@[+-]\d+d")

    def test_dates_are_in_the_last_six_days_and_ascend(self):
        dates = [
            parsedate_to_datetime(parsed["Date"])
            for number, parsed in self.parsed.items()
            if number != "17"
        ]
        self.assertEqual(dates, sorted(dates))
        self.assertGreater(dates[0], NOW - timedelta(days=6))
        self.assertLess(dates[-1], NOW)
        self.assertNotIn("Date", self.parsed["17"])

    def test_placeholder_formats(self):
        for placeholder, expected in {
            b"@-2d 03:15@": b"Sat, 28 Feb 2026 06:45:00 +0000",
            b"@-2d 03:15 +0900@": b"Sat, 28 Feb 2026 15:45:00 +0900",
            b"@-2d 03:15 +0100 %d.%m.%Y %H:%M@": b"28.02.2026 07:45",
            b"@-0d 00:00 +0000 %A %a %B %b@": b"Monday Mon March Mar",
            b"@+1d 00:30@": b"Tue, 03 Mar 2026 10:30:00 +0000",
            b"someone@-2.example": b"someone@-2.example",
        }.items():
            with self.subTest(placeholder):
                self.assertEqual(self.module.fill(placeholder, NOW), expected)

    def test_naive_now_is_refused(self):
        with self.assertRaises(ValueError):
            self.module.load(NOW.replace(tzinfo=None))

    def test_replies_name_an_earlier_mail(self):
        seen: dict[str, str] = {}
        roots: dict[str, list[str]] = {}
        for number, parsed in self.parsed.items():
            known = [seen[i] for i in ids(parsed, "References") if i in seen]
            if ids(parsed, "In-Reply-To", "References"):
                self.assertTrue(known, f"{number} answers nothing that is there")
                roots.setdefault(known[0], []).append(number)
            seen |= dict.fromkeys(ids(parsed, "Message-ID"), number)
        self.assertEqual({k: tuple(v) for k, v in roots.items()}, THREADS)

    def test_message_ids_are_unique(self):
        found = [i for p in self.parsed.values() for i in ids(p, "Message-ID")]
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(len(found), 39)
        self.assertNotIn("Message-ID", self.parsed["38"])

    def test_only_reserved_domains(self):
        reserved = rb"(example|example\.(com|org|net))$"
        for name, raw in self.mails:
            header = raw.partition(b"\r\n\r\n")[0]
            addresses = re.findall(rb"^(?:From|To|Cc):.*?@([\w.-]+)", header, re.M)
            self.assertGreaterEqual(len(addresses), 2, name)
            for domain in addresses:
                self.assertRegex(domain, reserved, name)

    def test_connector_reads_every_one(self):
        for number in self.events:
            with self.subTest(number):
                event = self.event(number)
                self.assertIn("@", event.author.handle)
                self.assertTrue(event.text.strip() or event.attachments)
                self.assertTrue(event.subject)
                self.assertTrue(NOW - timedelta(days=6) < event.sent_at < NOW)
                self.assertNotIn("\x00", event.text + event.body)

    def test_connector_reads_threads(self):
        for first, replies in THREADS.items():
            root = self.event(first).external_id
            for number in replies:
                self.assertIn(root, self.event(number).ancestor_ids, number)

    def test_connector_sets_quotations_apart(self):
        for number, (new, old) in {
            "12": ("no answer, and the tracking", "I ordered a sleeping bag"),
            "16": ("la facture rectificative que vous", "Veuillez nous excuser"),
            "21": ("zwei Tage früher", "bitte schneiden Sie nur"),
            "22": ("15 % Schulrabatt", "gern beliefern wir"),
            "24": ("my THIRD message", "I need it by FRIDAY"),
            "29": ("autoliquidation", "26100 Romans-sur-Isère"),
            "30": ("nur 20 statt 30", "Videotermin"),
            "33": ("in the wrong depot", "full refund"),
            "39": ("サイズはぴったりです", "同封のラベルで"),
        }.items():
            with self.subTest(number):
                event = self.event(number)
                self.assertIn(new, event.text)
                self.assertNotIn(old, event.text)
                self.assertIn(old, event.quoted)

    def test_connector_leaves_answers_between_quoted_lines(self):
        for number, lines in {
            "09": ("> und eine Lieferadresse.", "Lindenweg 14"),
            "18": ("> 返送用ラベルをお送りしますので、", "〒390-0874"),
        }.items():
            for line in lines:
                self.assertIn(line, self.event(number).text)

    def test_connector_reads_attachments(self):
        for number, filename in ATTACHMENTS.items():
            with self.subTest(number):
                (attachment,) = self.event(number).attachments
                self.assertEqual(attachment.filename, filename)
                self.assertGreater(len(attachment.content), 100)

    def test_connector_marks_automatic_mails(self):
        marks = {number: self.event(number).automatic for number in self.events}
        automatic = {number: mark for number, mark in marks.items() if mark}
        self.assertEqual(automatic, {"19": "reply", "20": "bounce", "27": "list"})

    def test_connector_reads_the_bounce(self):
        (delivery,) = (e for e in self.events["20"] if isinstance(e, DeliveryEvent))
        self.assertEqual(delivery.state, "failed")
        self.assertIn("70c4d9", delivery.external_id)
        self.assertIn("h.lindqvist@fjallnet.example", delivery.reason)

    def test_connector_reads_broken_ones(self):
        for number, text in {
            "17": "invalid or used",
            "25": "müßte ich darauf verzichten",
            "28": "renvoyé les bâtons",
            "34": "klemmt der Reißverschluss",
            "36": "no rocks, no jump",
            "38": "Gerd Lüders",
        }.items():
            with self.subTest(number):
                self.assertIn(text, self.event(number).text)
        self.assertIn("Remboursement non reçu", self.event("28").subject)
