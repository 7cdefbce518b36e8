"""Mails for benchmarks: the same ones for the same seed, on every machine.

The mixture is that of a support mailbox: a median of 5 KB; 30 % replies with
References; 10 % with an attachment of 50 KB unlike any other; 40 % in one of seven
languages and six charsets, with encoded words (RFC 2047); 60 % in plain text, 40 %
multipart/alternative (RFC 2046); four Received headers and a DKIM-Signature (RFC
6376, random bytes). People write several times: there are a third as many as mails.
"""

import base64
import quopri
import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import NamedTuple

START = datetime(2026, 1, 5, 8, tzinfo=timezone.utc)
STEP = timedelta(seconds=97)
ATTACHMENT_BYTES = 50_000
REPLIES, ATTACHMENTS, FOREIGN, ALTERNATIVES = 0.3, 0.1, 0.4, 0.4
"""Shares of all mails."""


class Language(NamedTuple):
    """How people of one language write; ``charsets`` can all encode ``text``."""

    charsets: tuple[str, ...]
    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """What sentences are made of."""
        return self.text.split()


ENGLISH = Language(
    ("us-ascii",),
    "Alex Miller",
    "the order parcel arrived broken please tell me when a new tent will be sent "
    "we bought it last week and need it for our trip thank you for your help "
    "invoice return refund size boots jacket warranty delivery",
)
LANGUAGES = (
    Language(
        ("utf-8", "iso-8859-1", "windows-1252"),
        "Jürgen Groß",
        "für die Rückgabe möchte ich wissen ob das Gestänge geprüft würde weil "
        "unsere Größe nicht passt schöne Grüße Lieferung später Tür",
    ),
    Language(
        ("utf-8", "iso-8859-1"),
        "Zoé Lefèvre",
        "la commande reçue était abîmée et je préfère être remboursée très vite "
        "où est le numéro de réclamation déjà envoyé à côté",
    ),
    Language(
        ("utf-8", "iso-8859-1"),
        "Íñigo Muñoz",
        "el envío llegó dañado y todavía no sé cuándo recibiré la devolución "
        "mañana salgo de excursión con niños ¿podrían ayudarme?",
    ),
    Language(
        ("utf-8",),
        "Łukasz Żółty",
        "paczka przyszła uszkodzona proszę o zwrot pieniędzy może już dziś "
        "śpiwór jest źle uszyty dziękuję",
    ),
    Language(
        ("utf-8", "koi8-r"),
        "Мария Ершова",
        "заказ пришёл повреждённым прошу прислать новую палатку когда будет "
        "доставка спасибо за быстрый ответ",
    ),
    Language(
        ("utf-8", "iso-2022-jp"),
        "山本恵子",
        "注文した 商品が まだ 届きません 確認を お願いします 返品の 手順を "
        "教えてください ありがとうございます。",
    ),
    Language(
        ("utf-8",),
        "نور الدين",
        "وصل الطرد تالفا أرجو إرسال خيمة جديدة متى التسليم شكرا لكم",
    ),
)


class Sent(NamedTuple):
    """What a later reply needs of an earlier mail."""

    message_id: str
    references: tuple[str, ...]
    subject: str
    person: int


class Generator:
    """The state of one run: random numbers, and what was sent so far."""

    def __init__(self, count: int, seed: int, to: str) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable is the aim
        self.people = max(1, count // 3)
        self.seed, self.to = seed, to
        self.sent: list[Sent] = []

    def mail(self, number: int) -> bytes:
        """The mail of that number; numbers must come in order from 0."""
        foreign = self.random.random() < FOREIGN
        language = self.random.choice(LANGUAGES) if foreign else ENGLISH
        charset = self.random.choice(language.charsets)
        sent = self._opening(number, language)
        self.sent.append(sent)
        body = self._body(language, charset)
        if self.random.random() < ATTACHMENTS:
            body = self._with_attachment(body, number)
        headers = self._transport(number) + self._headers(number, language, charset)
        return "\r\n".join(headers).encode("ascii") + b"\r\n" + body

    def _opening(self, number: int, language: Language) -> Sent:
        """A new thread, or a reply to one of the last 200 mails."""
        message_id = f"<{self.seed}.{number}.{self._hex(8)}@mail.example.org>"
        if not self.sent or self.random.random() >= REPLIES:
            subject = self._words(language, 5)
            person = self.random.randrange(self.people)
            return Sent(message_id, (), subject, person)
        parent = self.random.choice(self.sent[-200:])
        references = (*parent.references, parent.message_id)[-10:]
        subject = "Re: " + parent.subject.removeprefix("Re: ")
        return Sent(message_id, references, subject, parent.person)

    def _transport(self, number: int) -> list[str]:
        """Received four times, and signed."""
        date = format_datetime(START + STEP * number)
        hops = (
            "mx.shop.example",
            "filter.example.net",
            "out.example.org",
            "[10.0.0.7]",
        )
        received = [
            f"Received: from relay{hop}.example.net (relay{hop}.example.net "
            f"[198.51.100.{hop + 1}])\r\n\tby {host} (Postfix) with ESMTPS id "
            f"{self._hex(5)}\r\n\tfor <{self.to}>; {date}"
            for hop, host in enumerate(hops)
        ]
        signature = base64.b64encode(self.random.randbytes(192)).decode()
        return [
            *received,
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org;\r\n"
            "\ts=mail; h=from:to:subject:date:message-id:references;\r\n\tb="
            + "\r\n\t ".join(_cut(signature, 70)),
        ]

    def _headers(self, number: int, language: Language, charset: str) -> list[str]:
        sent = self.sent[-1]
        name = _encoded(f"{language.name} {sent.person}", charset)
        lines = [
            f"Message-ID: {sent.message_id}",
            f"Date: {format_datetime(START + STEP * number)}",
            f"From: {name} <person{sent.person}@example.com>",
            f"To: <{self.to}>",
            f"Subject: {_encoded(sent.subject, 'utf-8')}",
            "MIME-Version: 1.0",
        ]
        if sent.references:
            lines.append(f"In-Reply-To: {sent.references[-1]}")
            lines.append("References: " + "\r\n\t".join(sent.references))
        return lines

    def _body(self, language: Language, charset: str) -> bytes:
        """Text, or text and HTML, with the headers of its part."""
        size = self.random.lognormvariate(0, 0.55)
        if self.random.random() >= ALTERNATIVES:
            return _part("plain", self._prose(language, int(2600 * size)), charset)
        text = self._prose(language, int(1000 * size))
        html = "<html><body><p>" + text.replace("\r\n\r\n", "</p>\r\n<p>")
        parts = (
            _part("plain", text, charset),
            _part("html", html + "</p></body></html>\r\n", charset),
        )
        return self._multipart("alternative", parts)

    def _with_attachment(self, body: bytes, number: int) -> bytes:
        content = base64.encodebytes(self.random.randbytes(ATTACHMENT_BYTES))
        attachment = (
            b"Content-Type: application/octet-stream\r\n"
            b"Content-Transfer-Encoding: base64\r\n"
            b'Content-Disposition: attachment; filename="file%d.bin"\r\n\r\n' % number
        )
        parts = (body, attachment + content.replace(b"\n", b"\r\n"))
        return self._multipart("mixed", parts)

    def _multipart(self, subtype: str, parts: tuple[bytes, ...]) -> bytes:
        boundary = f"=_{self._hex(12)}"
        head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
        mark = f"--{boundary}".encode()
        inner = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
        return head.encode() + inner + mark + b"--\r\n"

    def _prose(self, language: Language, bytes_wanted: int) -> str:
        """Paragraphs of about so many bytes of UTF-8."""
        word_bytes = len(" ".join(language.words).encode()) / len(language.words)
        words = self.random.choices(
            language.words, k=int(bytes_wanted / word_bytes) + 5
        )
        lines = [" ".join(words[at : at + 10]) for at in range(0, len(words), 10)]
        blocks = ("\r\n".join(lines[at : at + 4]) for at in range(0, len(lines), 4))
        return "\r\n\r\n".join(blocks) + "\r\n"

    def _words(self, language: Language, count: int) -> str:
        return " ".join(self.random.choices(language.words, k=count))

    def _hex(self, length: int) -> str:
        return self.random.randbytes(length).hex()


def generate(
    count: int, seed: int = 1, to: str = "support@shop.example"
) -> Iterator[bytes]:
    """``count`` raw mails, oldest first, the same for the same arguments."""
    generator = Generator(count, seed, to)
    return map(generator.mail, range(count))


def _part(subtype: str, text: str, charset: str) -> bytes:
    """One text part; quoted-printable unless its charset is of seven bits."""
    raw, transfer = text.encode(charset), "7bit"
    if charset not in ("us-ascii", "iso-2022-jp"):
        raw, transfer = quopri.encodestring(raw.replace(b"\r\n", b"\n")), ""
        raw = raw.replace(b"\n", b"\r\n")
    head = (
        f"Content-Type: text/{subtype}; charset={charset}\r\n"
        f"Content-Transfer-Encoding: {transfer or 'quoted-printable'}\r\n\r\n"
    )
    return head.encode("ascii") + raw


def _encoded(text: str, charset: str) -> str:
    """Encoded words where needed, each at most 75 characters (RFC 2047, section 2)."""
    if text.isascii():
        return text
    raws = (chunk.encode(charset) for chunk in _cut(text, 9))
    words = (base64.b64encode(raw).decode() for raw in raws)
    return "\r\n ".join(f"=?{charset}?B?{word}?=" for word in words)


def _cut(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]
