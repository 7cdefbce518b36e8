"""Text: HTML to plain text and back, counting, and where quotations begin."""

import time

from odoo.tests import BaseCase, tagged

from ..connectors.mail.quotes import split_html, split_text
from ..connectors.text import (
    clean,
    count,
    graphemes,
    html_fragment,
    html_to_text,
    text_to_html,
)


@tagged("post_install", "-at_install")
class TestHtmlToText(BaseCase):
    def assert_text(self, html, text):
        with self.subTest(html):
            self.assertEqual(html_to_text(html), text)

    def test_blocks(self):
        self.assert_text("", "")
        self.assert_text("plain", "plain")
        self.assert_text("<p>a</p><p>b</p>", "a\n\nb")
        self.assert_text("<div>a</div><div>b</div>c", "a\nb\nc")
        self.assert_text("<div>a</div><div><br></div><div>b</div>", "a\n\nb")
        self.assert_text("<div><div>a</div></div><div>b</div>", "a\nb")
        self.assert_text("a<br>b<br><br>c<br/></div>", "a\nb\n\nc")
        self.assert_text("a<br><br><br><br><br>b", "a\n\nb")
        self.assert_text("<h1>t</h1>a", "t\n\na")

    def test_lists_and_tables(self):
        self.assert_text("<ul><li>a</li><li>b <b>c</b></li></ul>d", "- a\n- b c\n\nd")
        self.assert_text(
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"
        )

    def test_inline(self):
        self.assert_text("a <b>b</b>\n <i>c</i>", "a b c")
        self.assert_text("x&nbsp;y &amp; &lt;z&gt; &#8211;", "x y & <z> \u2013")
        self.assert_text('<a href="https://e.com">here</a>', "here")
        self.assert_text('<img src="x" alt=" a\nb "><img src="y">', "[a b]")
        self.assert_text("<pre>a\n  b</pre>c", "a\nb\nc")

    def test_what_is_not_text(self):
        self.assert_text("<style>a{}</style>b<script>c</script>d", "bd")
        self.assert_text("<!-- a -->b<!--[if mso]>c<![endif]-->d", "bd")
        self.assert_text(
            "<html><head><title>t</title></head><body>b</body></html>", "b"
        )

    def test_damaged(self):
        self.assert_text("<p>a<div>b</p", "a\n\nb")
        self.assert_text("a</div></body></html>b", "a\nb")
        self.assert_text("a\0b\ud800c", "ab\ufffdc")
        self.assert_text("a<?xml:namespace prefix = o ns = 'urn:x' />z", "az")

    def test_deep(self):
        """Also what the parser would cut off."""
        for depth in (200, 300, 5000):
            html = "<div>a &amp;" * depth + "x" + "</div>" * depth + "y"
            with self.subTest(depth):
                words = html_to_text(html).split()
                self.assertEqual(words, ["a", "&"] * (depth - 1) + ["a", "&x", "y"])
                quoted = f'{html}<blockquote type="cite">z</blockquote>'
                self.assertEqual("".join(split_html(quoted)), quoted)

    def test_text_outside_the_body_is_kept(self):
        self.assert_text("<html><body><p>a</p></body></html>b", "a\n\nb")
        self.assert_text(
            "a<html><body>b</body></html><html><body>c</body></html>", "abc"
        )

    def test_fragment(self):
        pairs = {
            "<p>a</p>": "<p>a</p>",
            "<!DOCTYPE html><html><BODY class='x'>a</BODY></html >": "a",
            "<html><head><title>t</title></head><body>a</body></html>b": "ab",
            "<head><style>a</style><body>b": "b",
            "<head><p>a": "<head><p>a",
            "<header>a</header>": "<header>a</header>",
            "<body": "<body",
            "a</body>": "a",
            "<body>a</body>b</body>": "ab",
            "\u0130<body>a</body>": "\u0130a",
        }
        for html, fragment in pairs.items():
            with self.subTest(html):
                self.assertEqual(html_fragment(html), fragment)


@tagged("post_install", "-at_install")
class TestTextToHtml(BaseCase):
    def test_paragraphs(self):
        self.assertEqual(text_to_html("a\nb\n\nc\r\n"), "<p>a<br>b</p><p>c</p>")

    def test_escaped(self):
        self.assertEqual(
            text_to_html('<b> & "x"'), "<p>&lt;b&gt; &amp; &quot;x&quot;</p>"
        )

    def test_links(self):
        self.assertEqual(
            text_to_html("see https://e.com/?a=1&b=2."),
            '<p>see <a href="https://e.com/?a=1&amp;b=2">'
            "https://e.com/?a=1&amp;b=2</a>.</p>",
        )
        self.assertNotIn("<a", text_to_html("javascript:alert(1) http://"))

    def test_round_trip(self):
        text = "a < b\nc & d\n\n\u00fc https://example.com/x \U0001f44d"
        self.assertEqual(html_to_text(text_to_html(text)), text)


@tagged("post_install", "-at_install")
class TestCount(BaseCase):
    def test_units(self):
        family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
        rows = (
            ("", 0, 0, 0),
            ("abc", 3, 3, 3),
            ("\u00fc", 1, 1, 1),
            ("u\u0308", 2, 2, 1),
            ("\U0001f44d", 1, 2, 1),
            ("\U0001f44d\U0001f3fd", 2, 4, 1),
            (family, 5, 8, 1),
            ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 4, 8, 2),
            ("\U0001f1e9\U0001f1ea\U0001f1eb", 3, 6, 2),
            ("\u2764\ufe0f", 2, 2, 1),
            ("\u1112\u1161\u11ab\uae00", 4, 4, 2),
            ("\uac00\u11a8", 2, 2, 1),
            ("a\r\nb\u00fc", 5, 5, 4),
            ("\u3042\u3044", 2, 2, 2),
            ("1\ufe0f\u20e3", 3, 3, 1),
        )
        for text, chars, utf16, seen in rows:
            with self.subTest(ascii(text)):
                self.assertEqual(count(text), chars)
                self.assertEqual(count(text, "utf16"), utf16)
                self.assertEqual(count(text, "utf8"), len(text.encode()))
                self.assertEqual(
                    count(text, "utf16"), len(text.encode("utf-16-le")) / 2
                )
                self.assertEqual(count(text, "grapheme"), seen)
                self.assertEqual("".join(graphemes(text)), text)

    def assert_lengths(self, unit, rows):
        for text, length in rows:
            with self.subTest(ascii(text[:60])):
                self.assertEqual(count(text, unit), length)

    def test_weighted(self):
        """X's documentation, and the rules of twitter-text's conformance tests."""
        family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
        self.assert_lengths(
            "weighted",
            (
                ("", 0),
                ("caf\u00e9", 4),
                ("cafe\u0301", 4),
                ("\U0001f47e", 2),
                ("\U0001f64b\U0001f3fd", 2),
                ("\U0001f468\u200d\U0001f3a4", 2),
                (family, 2),
                (140 * family, 280),
                ("Hello, world! \U0001f44b", 16),
                ("\u65e5\u672c\u8a9e", 6),
                ("\ud55c\uad6d", 4),
                ("\u041f\u0440\u0438\u0432\u0435\u0442", 6),
                ("\u0645\u0631\u062d\u0628\u0627", 5),
                ("\u201ea\u201c \u2013 \u2032", 7),
                ("\u2026\u20ac\u2122", 6),
                ("1\u20e3", 2),
                ("1\ufe0f\u20e3", 2),
                ("\u203c\ufe0f\u2194\ufe0f\u2764\ufe0f", 6),
                ("\U0001f1e9\U0001f1ea", 2),
                ("A\ufb2c", 4),
            ),
        )

    def test_weighted_addresses(self):
        long_label = 64 * "a"
        self.assert_lengths(
            "weighted",
            (
                ("https://example.com", 23),
                ("https://example.com/very/long/path?with=query#and-more-of-it", 23),
                ("Hi http://example.com", 26),
                ("HTTPS://www.Example.COM/index.html.", 24),
                ("See (https://e.com/a), please", 37),
                ("https://e.com/list=a-", 23),
                ("https://a_b.example.com:8080/x", 23),
                ("https://e.com\u306e\u30da", 27),
                ("https://e.com/\u306e", 25),
                ("\u2066\u202ahttp://e.com/\u202c\u2069", 31),
                (f"https://{long_label}.com", 76),
                ("https://e.com https://e.com ", 48),
                ("example.com", 23),
                ("Look: x.com/shop/status/1!", 30),
                ("m\u00fcller.de", 23),
                (f"{long_label}.com", 68),
                ("ana@example.com", 15),
                ("Thanks.Anna", 11),
                ("e.g. 1.5 or so...", 17),
                ("https://", 8),
                ("https://localhost/x", 19),
                ("xhttps://e.com", 14),
            ),
        )

    def test_mastodon(self):
        """The rules of Mastodon's own tests of its limit."""
        self.assert_lengths(
            "mastodon",
            (
                ("", 0),
                (476 * "a" + f" http://{30 * 'b'}.com/example", 500),
                (10 * "a" + f"http://{30 * 'b'}.com/example", 59),
                ("http://example.com/?" + 1000 * "#foo?", 1024),
                (475 * "a" + f" @alice@{30 * 'b'}.com", 482),
                (f"@alice@{500 * 'b'}.com", 511),
                ("@ana @ben_2@social.example, hi", 15),
                ("ana@social.example", 18),
                ("https://social.example/@ana@other.example/1", 23),
                ("example.com", 11),
                (500 * "\u2728", 500),
                (500 * "\U0001f3f3\ufe0f\u200d\u26a7\ufe0f", 500),
            ),
        )

    def test_counting_takes_no_time(self):
        """Whatever is written: no pattern looks again and again."""
        for piece in (
            "a.",
            "a-",
            "@a",
            "@a.b",
            "a@",
            "https://",
            "https://a.",
            "a.de/",
        ):
            for unit in ("weighted", "mastodon"):
                with self.subTest(piece=piece, unit=unit):
                    start = time.process_time()
                    count("@" + 20_000 * piece, unit)
                    self.assertLess(time.process_time() - start, 2)

    def test_clean(self):
        self.assertEqual(clean("a\0\x07b\tc\n\udc80"), "ab\tc\n\ufffd")


@tagged("post_install", "-at_install")
class TestQuotes(BaseCase):
    """Beyond the golden mails: the other languages, and what is no quotation."""

    ATTRIBUTIONS = (
        "Anna <a@example.com> wrote:",
        "On 3.11.2026, at 10:00, Anna wrote:",
        "Am Di., 3. Nov. 2026 um 10:00 Uhr schrieb Anna <a@example.com>:",
        "Anna schrieb am 03.11.26 um 10:00:",
        "Le 03/11/2026 10:00, Anna a écrit :",
        "El 3/11/26 a las 10:00, Anna escribió:",
        "Il 03/11/26 10:00, Anna ha scritto:",
        "Op 03-11-26 om 10:00 schreef Anna:",
        "Em 03/11/2026 10:00, Anna escreveu:",
        "Den tis 3 nov. 2026 kl 10:00 skrev Anna <a@example.com>:",
        "W dniu 3.11.2026 o 10:00, Anna pisze napisał(a):",
        "3 ноября 2026, Anna пишет:",
        "2026年11月3日(火) 10:00 Anna <a@example.com>:",
        "Anna さんのメール:",
        "Anna <a@example.com> 于2026年11月3日周二 10:00写道：",
    )

    def test_attributions(self):
        for line in self.ATTRIBUTIONS:
            forms = [f"{line}\n\n> old\n> lines"]
            if any(char.isdigit() or char == "@" for char in line):
                forms.append(f"{line}\nold\nlines")
            for quoted in forms:
                with self.subTest(quoted):
                    self.assertEqual(split_text(f"new\n\n{quoted}"), ("new", quoted))

    def test_no_attribution(self):
        for text in (
            "My question is this:\nwhere is it?",
            "Hello\n\nI wrote:\nnothing",
            "Hello\n\nMy sister wrote:\nit is broken",
            "On Monday:\n- a\n- b",
            "Dear Anna,\nFrom: here\nto there",
            "a > b\n\nc",
        ):
            with self.subTest(text):
                self.assertEqual(split_text(text), (text, ""))

    def test_header_blocks(self):
        for sender, sent in (
            ("From", "Sent"),
            ("Von", "Gesendet"),
            ("De", "Envoyé"),
            ("De", "Enviado el"),
            ("Da", "Inviato"),
            ("Van", "Verzonden"),
            ("De", "Enviada em"),
            ("差出人", "送信日時"),
            ("发件人", "发送时间"),
            ("*From", "*Sent"),
        ):
            quoted = f"{sender}: Anna\n{sent}: 3.11.2026\nX: y\n\nold"
            with self.subTest(quoted):
                self.assertEqual(split_text(f"new\n\n{quoted}"), ("new", quoted))

    def test_nothing_new(self):
        for text in (
            "> a\n> b",
            "On Monday, Anna wrote:\n> a",
            "From: a\nSent: b\n\nc",
        ):
            with self.subTest(text):
                self.assertEqual(split_text(text), (text, ""))

    def test_html_text_after_the_quotation_stays(self):
        for html in (
            '<blockquote type="cite">a</blockquote><p>b</p>',
            '<div><div class="gmail_quote">a</div></div>b',
            "<p>a</p><blockquote style='x'>b</blockquote><div><div>c</div></div>",
        ):
            with self.subTest(html):
                self.assertEqual(split_html(html), (html, ""))

    def test_html_attribution_before_a_plain_blockquote(self):
        new, quoted = split_html(
            "<div>new</div><div>On Nov 3, 2026 Anna wrote:</div><br>"
            "<blockquote><p>old</p></blockquote>"
        )
        self.assertEqual(new, "<div>new</div>")
        self.assertEqual(
            quoted,
            "<div>On Nov 3, 2026 Anna wrote:</div><br>"
            "<blockquote><p>old</p></blockquote>",
        )

    def test_html_picture_alone_is_new(self):
        new, quoted = split_html(
            '<img src="cid:x"><blockquote type="cite">a</blockquote>'
        )
        self.assertEqual(new, '<img src="cid:x">')
        self.assertEqual(quoted, '<blockquote type="cite">a</blockquote>')
