"""Feeds against a real HTTP server on loopback."""

import dataclasses
import json
import time
from unittest.mock import patch

from odoo.tests import tagged

from ..connectors import rss, rss_entries, rss_feed
from ..connectors.errors import (
    AuthError,
    ConnectorError,
    PayloadError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnsupportedError,
)
from ..connectors.http import Response
from ..connectors.types import EditEvent, MessageEvent, Payload
from . import connector_case
from .mail_odd_servers import free_port
from .platform_stub import Answer

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"
      xmlns:thr="http://purl.org/syndication/thread/1.0">
  <title>Garden News</title><link href="/"/><id>urn:feed:1</id>
  <updated>2026-05-04T10:00:00Z</updated>%s
</feed>"""
ATOM_ENTRY = """<entry><id>%(id)s</id><title type="html">Rain &amp;amp; sun</title>
  <link href="posts/%(id)s"/><updated>2026-05-0%(day)sT10:00:00Z</updated>
  <published>2026-05-0%(day)sT08:00:00+02:00</published>
  <author><name>Ana</name><uri>/ana</uri></author>
  <content type="html">&lt;p&gt;%(text)s &lt;a href="more"&gt;more&lt;/a&gt;&lt;/p&gt;
  </content></entry>"""
RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:media="http://search.yahoo.com/mrss/"><channel>
  <title>Shop</title><link>https://shop.example.com/</link>
  <language>de-at</language>%s</channel></rss>"""
RSS_ITEM = """<item><guid isPermaLink="false">%(id)s</guid><title>%(id)s</title>
  <link>/item/%(id)s</link><pubDate>Mon, 0%(day)s Jun 2026 10:00:00 GMT</pubDate>
  <description>%(text)s</description>%(more)s</item>"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://old.example.com/"><title>Old</title>
  <link>https://old.example.com/</link></channel>
  <item rdf:about="https://old.example.com/1"><title>First</title>
  <link>https://old.example.com/1</link><description>One</description>
  <dc:creator>Ben</dc:creator><dc:date>2026-03-01T09:00:00Z</dc:date></item>
</rdf:RDF>"""


def atom(*entries):
    return (ATOM % "".join(ATOM_ENTRY % one for one in entries)).encode()


def entry(name="urn:e:1", day=1, text="Hello"):
    return {"id": name, "day": day, "text": text}


def channel(*items, more=""):
    one = "".join(RSS_ITEM % {"more": "", **item} for item in items)
    return (RSS % (more + one)).encode()


def xml(body, status=200, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, body, {"Content-Type": "application/xml", **names})


def read(body, url="https://example.com/blog/feed.xml", **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return rss_feed.read_feed(
        Response(status=200, url=url, headers=names, body=body), "abc"
    )


def event(one, is_edit=False):
    return rss_entries.event_of(Payload(external_id="x", body=one.body(is_edit)))


def events_of(body, **headers):
    return [event(one) for one in read(body, **headers).entries]


@tagged("post_install", "-at_install")
class TestRss(connector_case.ConnectorCase):
    connector_class = rss.RssConnector
    settings_values = {"feeds": "https://example.com/feed.xml"}
    secret_values = ("s3cr3t-t0ken",)

    def make(self, url, **settings):
        feeds = settings.get("feeds") or f"{url}/feed.xml?token=s3cr3t-t0ken"
        one = self.connector_class({"feeds": feeds})
        self.addCleanup(one.close)
        return one

    def exchanges(self):
        calls = super().exchanges()
        del calls["send"]  # feeds only listen
        return calls

    def serve(self, pages):
        """A stub that answers by path; a value may be a function of the request."""

        def respond(asked):
            answer = pages.get(asked.path, Answer(404))
            return answer(asked) if callable(answer) else answer

        return self.stub(respond)

    # -- the list of feeds -------------------------------------------------------------

    def test_feeds_setting(self):
        one = self.connector_class(
            {
                "feeds": "\n# ours\n feed://a.example/x \nhttps://b.example\nfeed://a.example/x"
            }
        )
        self.assertEqual(
            [feed.address for feed in one.feeds()],
            ["http://a.example/x", "https://b.example"],
        )

    def test_feeds_setting_wrong(self):
        lines = ("", "# only", "no address", "ftp://x.example/", "http://[", "https://",
                 "https://ana:s3cr3t-t0ken@x.example/f")  # fmt: skip
        for line in lines:
            with self.subTest(line), self.assertRaises(SettingsError) as caught:
                self.connector_class({"feeds": line}).feeds()
            self.assertNotIn("s3cr3t", str(caught.exception))
        many = "\n".join(f"https://x.example/{number}" for number in range(101))
        with self.assertRaises(SettingsError):
            self.connector_class({"feeds": many}).feeds()

    def test_listens_only(self):
        one = self.connector_class(self.settings_values)
        self.assertFalse(one.can_send())
        self.assertEqual(one.limits.polling_minutes, 15)
        with self.assertRaises(UnsupportedError):
            one.send(self.a_reply())

    def test_verify_names_the_feeds(self):
        stub = self.serve({"/a": xml(atom(entry())), "/b": xml(channel())})
        profile = self.make(stub.url, feeds=f"{stub.url}/a\n{stub.url}/b").verify()
        self.assertEqual(profile.handle, "Garden News, Shop")
        with self.assertRaises(SettingsError) as caught:
            self.make(stub.url, feeds=f"{stub.url}/a\n{stub.url}/c?token=x").verify()
        self.assertIn("127.0.0.1/c.", str(caught.exception))
        self.assertNotIn("token", str(caught.exception))

    # -- fetching ----------------------------------------------------------------------

    def test_conditional_requests(self):
        document = xml(atom(entry()), ETag='W/"1"', Last_Modified="Mon, 04 May 2026")

        def respond(asked):
            return Answer(304) if "if-none-match" in asked.headers else document

        stub = self.serve({"/feed.xml": respond})
        one = self.make(stub.url)
        first = one.fetch("")
        self.assertEqual(len(first.payloads), 1)
        second = one.fetch(first.cursor)
        self.assertEqual(second.payloads, ())
        self.assertEqual(stub.asked[1].headers["if-none-match"], 'W/"1"')
        self.assertEqual(stub.asked[1].headers["if-modified-since"], "Mon, 04 May 2026")
        self.assertEqual(json.loads(second.cursor), json.loads(first.cursor))

    def test_only_what_is_new(self):
        pages = {"/feed.xml": xml(atom(entry()))}
        one = self.make(self.serve(pages).url)
        page = one.fetch("")
        self.assertEqual([p.external_id for p in page.payloads], ["urn:e:1"])
        pages["/feed.xml"] = xml(atom(entry("urn:e:2", 2), entry()))
        page = one.fetch(page.cursor)
        self.assertEqual([p.external_id for p in page.payloads], ["urn:e:2"])
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_an_edit(self):
        pages = {"/feed.xml": xml(atom(entry()))}
        one = self.make(self.serve(pages).url)
        page = one.fetch("")
        pages["/feed.xml"] = xml(atom(entry(text="Changed")))
        page = one.fetch(page.cursor)
        (payload,) = page.payloads
        self.assertRegex(payload.external_id, r"^urn:e:1#[0-9a-f]{12}$")
        (changed,) = one.parse(payload)
        self.assertIsInstance(changed, EditEvent)
        self.assertEqual(changed.external_id, "urn:e:1")
        self.assertIn("Changed", changed.text)
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_markup_alone_is_no_edit(self):
        pages = {"/feed.xml": xml(atom(entry(text="Hi")))}
        one = self.make(self.serve(pages).url)
        page = one.fetch("")
        pages["/feed.xml"] = xml(atom(entry(text="&lt;b&gt;Hi&lt;/b&gt;")))
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_an_entry_that_comes_back(self):
        pages = {"/feed.xml": xml(atom(entry()))}
        one = self.make(self.serve(pages).url)
        page = one.fetch("")
        pages["/feed.xml"] = xml(atom(entry("urn:e:2")))
        page = one.fetch(page.cursor)
        pages["/feed.xml"] = xml(atom(entry()))
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_the_first_time_only_the_newest(self):
        items = [
            {"id": f"{number}", "day": 1 + number % 9, "text": "x"}
            for number in range(50)
        ]
        pages = {"/feed.xml": xml(channel(*items))}
        one = self.make(self.serve(pages).url)
        page = one.fetch("")
        self.assertEqual(len(page.payloads), 20)
        dates = [next(one.parse(payload)).sent_at for payload in page.payloads]
        self.assertEqual(dates, sorted(dates))
        self.assertEqual(dates[-1].day, 9)
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_a_huge_feed_is_bounded(self):
        items = [{"id": f"{number}", "day": 1, "text": "x"} for number in range(400)]
        pages = {"/feed.xml": xml(channel())}
        one = self.make(self.serve(pages).url)
        cursor = one.fetch("").cursor
        pages["/feed.xml"] = xml(channel(*reversed(items)))
        page = one.fetch(cursor)
        self.assertEqual(len(page.payloads), 300)
        self.assertEqual(next(one.parse(page.payloads[-1])).subject, "399")
        self.assertLess(len(page.cursor), 15000)
        with (
            patch.object(rss, "MOST_BYTES", 1000),
            self.assertRaises(SettingsError) as e,
        ):
            one.fetch(cursor)
        self.assertEqual(e.exception.code, "size")

    def test_full_pages_leave_feeds_for_the_next(self):
        pages = {f"/{number}": xml(channel()) for number in range(3)}
        stub = self.serve(pages)
        one = self.make(
            stub.url, feeds="\n".join(f"{stub.url}/{number}" for number in range(3))
        )
        cursor = one.fetch("").cursor
        for number in range(3):
            items = [
                {"id": f"{number}.{index}", "day": 1, "text": "x"}
                for index in range(150)
            ]
            pages[f"/{number}"] = xml(channel(*items))
        first = one.fetch(cursor)
        self.assertEqual((len(first.payloads), first.has_more), (300, True))
        second = one.fetch(first.cursor)
        self.assertEqual((len(second.payloads), second.has_more), (150, False))
        third = one.fetch(second.cursor)
        self.assertEqual((len(third.payloads), third.has_more), (0, False))

    def test_slow_feeds_leave_the_rest_for_the_next_page(self):
        stub = self.serve({"/a": xml(channel()), "/b": xml(channel())})
        one = self.make(stub.url, feeds=f"{stub.url}/a\n{stub.url}/b")
        with patch.object(rss, "PAGE_SECONDS", 1e-9):
            page = one.fetch("")
        self.assertTrue(page.has_more)

    def test_feeds_taken_off_the_list_are_forgotten(self):
        stub = self.serve({"/a": xml(channel()), "/b": xml(channel())})
        cursor = (
            self.make(stub.url, feeds=f"{stub.url}/a\n{stub.url}/b").fetch("").cursor
        )
        page = self.make(stub.url, feeds=f"{stub.url}/b").fetch(cursor)
        self.assertEqual(len(json.loads(page.cursor)["feeds"]), 1)

    def test_redirect_and_relative_addresses(self):
        pages = {
            "/feed.xml": Answer(301, headers={"Location": "/new/place/feed.xml"}),
            "/new/place/feed.xml": xml(atom(entry())),
        }
        stub = self.serve(pages)
        one = self.make(stub.url)
        (payload,) = one.fetch("").payloads
        (message,) = one.parse(payload)
        self.assertEqual(message.url, f"{stub.url}/new/place/posts/urn:e:1")
        self.assertIn(f'href="{stub.url}/new/place/more"', message.body)
        self.assertEqual(message.author.url, f"{stub.url}/ana")

    def test_redirects_without_end(self):
        pages = {"/feed.xml": Answer(302, headers={"Location": "/feed.xml"})}
        with self.assertRaises(RetryableError):
            self.make(self.serve(pages).url).fetch("")

    def test_ttl(self):
        pages = {"/feed.xml": xml(channel(more="<ttl>30</ttl>"))}
        stub = self.serve(pages)
        one = self.make(stub.url)
        page = one.fetch("")
        page = one.fetch(page.cursor)
        self.assertEqual(len(stub.asked), 1)
        with patch.object(rss.time, "time", return_value=time.time() + 1801):
            one.fetch(page.cursor)
        self.assertEqual(len(stub.asked), 2)

    # -- feeds that fail ---------------------------------------------------------------

    def test_gone(self):
        stub = self.serve({"/feed.xml": Answer(410)})
        with self.assertRaises(SettingsError) as caught:
            self.make(stub.url).fetch("")
        self.assertEqual(caught.exception.code, "gone")

    def test_one_that_is_gone_is_not_asked_again(self):
        stub = self.serve({"/a": Answer(410), "/b": xml(channel())})
        one = self.make(stub.url, feeds=f"{stub.url}/a\n{stub.url}/b")
        cursor = ""
        for _ in range(2):
            page = one.fetch(cursor)
            cursor = page.cursor
            self.assertEqual(page.problem.code, "gone")
            self.assertIn("127.0.0.1/a", str(page.problem))
        self.assertEqual([asked.path for asked in stub.asked], ["/a", "/b", "/b"])

    def test_a_broken_feed_blocks_no_other(self):
        port = free_port()
        for answer in (
            Answer(500), Answer(404), Answer(403), Answer(401), Answer(cut=True),
            xml(b"<html><body>Maintenance</body></html>"), xml(b""), xml(b"\x00\xff"),
        ):  # fmt: skip
            with self.subTest(answer):
                stub = self.serve({"/bad": answer, "/good": xml(atom(entry()))})
                one = self.make(
                    stub.url,
                    feeds=f"http://127.0.0.1:{port}/\n{stub.url}/bad\n{stub.url}/good",
                )
                page = one.fetch("")
                self.assertEqual(len(page.payloads), 1)
                self.assertIsInstance(page.problem, ConnectorError)
                self.assertIn("127.0.0.1/", str(page.problem))

    def test_what_failed_is_read_once_it_works(self):
        pages = {"/bad": Answer(500), "/good": xml(channel())}
        stub = self.serve(pages)
        one = self.make(stub.url, feeds=f"{stub.url}/bad\n{stub.url}/good")
        page = one.fetch("")
        pages["/bad"] = xml(atom(entry()))
        page = one.fetch(page.cursor)
        self.assertEqual(len(page.payloads), 1)
        self.assertIsNone(page.problem)

    def test_all_fail(self):
        """What may pass by itself is told first: the channel tries again."""
        stub = self.serve({"/a": Answer(410), "/b": Answer(503), "/c": Answer(401)})
        feeds = "\n".join(f"{stub.url}/{name}" for name in "abc")
        with self.assertRaises(RetryableError):
            self.make(stub.url, feeds=feeds).fetch("")
        with self.assertRaises(AuthError) as caught:
            self.make(stub.url, feeds=f"{stub.url}/c").fetch("")
        self.assertIn("127.0.0.1/c is not public", str(caught.exception))

    def test_too_many_requests(self):
        """One site's limit holds up that feed alone, until it is over."""
        pages = {
            "/a": Answer(429, headers={"Retry-After": "600"}),
            "/b": xml(channel()),
        }
        stub = self.serve(pages)
        one = self.make(stub.url, feeds=f"{stub.url}/a\n{stub.url}/b")
        page = one.fetch("")
        self.assertIsInstance(page.problem, RateLimitedError)
        pages["/a"] = xml(atom(entry()))
        page = one.fetch(page.cursor)
        self.assertIsInstance(page.problem, RateLimitedError)
        self.assertGreater(page.problem.retry_after, 500)
        self.assertEqual([asked.path for asked in stub.asked], ["/a", "/b", "/b"])
        with patch.object(rss.time, "time", return_value=time.time() + 601):
            page = one.fetch(page.cursor)
        self.assertEqual(len(page.payloads), 1)
        self.assertIsNone(page.problem)

    def test_out_of_order_for_a_while(self):
        stub = self.serve(
            {"/a": Answer(503, headers={"Retry-After": "60"}), "/b": xml(channel())}
        )
        one = self.make(stub.url, feeds=f"{stub.url}/a\n{stub.url}/b")
        page = one.fetch(one.fetch("").cursor)
        self.assertEqual([asked.path for asked in stub.asked], ["/a", "/b", "/b"])
        self.assertEqual(page.payloads, ())

    # -- what feeds hold ---------------------------------------------------------------

    def test_atom(self):
        (message,) = events_of(atom(entry()))
        self.assertEqual(message.external_id, "urn:e:1")
        self.assertEqual(message.subject, "Rain & sun")
        self.assertEqual(message.text, "Hello more")
        self.assertEqual(message.language, "en")
        self.assertEqual(message.sent_at.isoformat(), "2026-05-01T06:00:00+00:00")
        self.assertEqual(message.author.name, "Ana")
        self.assertEqual(message.author.external_id, "https://example.com/ana")
        self.assertEqual((message.can_reply, message.visibility), (False, "public"))
        self.assertTrue(message.why_not)

    def test_rss(self):
        more = (
            "<dc:creator>Ben</dc:creator>"
            '<enclosure url="https://cdn.example.com/a%20b.mp3" length="12" '
            'type="audio/mpeg"/>'
            '<media:content url="https://cdn.example.com/p.jpg" fileSize="9" '
            'type="image/jpeg"/><media:content url="javascript:x" type="image/png"/>'
            '<media:content url="https://cdn.example.com/a%20b.mp3"/>'
            "<content:encoded>&lt;p&gt;The whole text of it&lt;/p&gt;</content:encoded>"
        )
        (message,) = events_of(
            channel({"id": "17", "day": 3, "text": "Short", "more": more})
        )
        self.assertEqual(message.external_id, "abc:17")
        self.assertEqual(message.text, "The whole text of it")
        self.assertEqual(message.language, "de-at")
        self.assertEqual(message.author.external_id, "https://shop.example.com/#Ben")
        found = [(one.filename, one.mimetype, one.size) for one in message.attachments]
        self.assertEqual(
            found, [("a b.mp3", "audio/mpeg", 12), ("p.jpg", "image/jpeg", 9)]
        )

    def test_rdf(self):
        (message,) = events_of(RDF.encode())
        self.assertEqual(message.external_id, "https://old.example.com/1")
        self.assertEqual(message.author.name, "Ben")
        self.assertEqual(message.sent_at.isoformat(), "2026-03-01T09:00:00+00:00")

    def test_comments_belong_to_what_they_comment_on(self):
        answer = ATOM_ENTRY % entry("urn:e:2", 2)
        body = ATOM % answer.replace(
            "<title", '<thr:in-reply-to ref="urn:e:1" href="/x"/><title', 1
        )
        (message,) = events_of(body.encode())
        self.assertEqual(message.ancestor_ids, ("urn:e:1",))
        self.assertEqual((message.kind, message.thread_id), ("comment", ""))
        odd = body.replace(' ref="urn:e:1" href="/x"', "")
        self.assertEqual(events_of(odd.encode())[0].kind, "post")

    def test_dates_that_nobody_can_read(self):
        item = RSS_ITEM % {"id": "1", "day": 1, "text": "x", "more": ""}
        for date in ("yesterday", "", "Mon, 32 Foo 2026 99:00:00 ZZT", "0000-00-00"):
            with self.subTest(date):
                body = item.replace("Mon, 01 Jun 2026 10:00:00 GMT", date)
                (message,) = events_of((RSS % body).encode())
                self.assertIsNone(message.sent_at)
        self.assertIsNone(rss_feed._iso(time.struct_time((10**9,) + (1,) * 8)))

    def test_ids(self):
        without = RSS_ITEM.replace('<guid isPermaLink="false">%(id)s</guid>', "")
        item = without % {"id": "1", "day": 1, "text": "x", "more": ""}
        (message,) = events_of((RSS % item).encode())
        self.assertEqual(message.external_id, "https://example.com/item/1")
        nameless = item.replace("<link>/item/1</link>", "")
        ids = {events_of((RSS % nameless).encode())[0].external_id for _ in range(2)}
        self.assertRegex(ids.pop(), r"^sha256:[0-9a-f]{64}$")
        self.assertFalse(ids)
        long = RSS_ITEM % {"id": "y" * 900, "day": 1, "text": "x", "more": ""}
        self.assertLess(len(events_of((RSS % long).encode())[0].external_id), 90)

    def test_an_id_that_entries_share_is_none(self):
        items = [
            RSS_ITEM % {"id": "same", "day": day, "text": "x", "more": ""}
            for day in (1, 2)
        ]
        body = RSS % "".join(items).replace("/item/same", "/item/1", 1)
        ids = [one.external_id for one in events_of(body.encode())]
        self.assertEqual(
            ids, ["https://example.com/item/1", "https://example.com/item/same"]
        )

    def test_authors(self):
        cases = {
            "<author>ana@example.com (Ana)</author>": ("mailto:ana@example.com", "Ana"),
            "<author>ben@example.com</author>": (
                "mailto:ben@example.com", "ben@example.com",
            ),
            "": ("https://shop.example.com/", "Shop"),
        }  # fmt: skip
        for more, (external_id, name) in cases.items():
            item = {"id": "1", "day": 1, "text": "x", "more": more}
            (message,) = events_of(channel(item))
            self.assertEqual(message.author.external_id, external_id)
            self.assertEqual(message.author.name, name)

    def test_excerpts(self):
        for text, is_partial in (("Read on [&#8230;]", True), ("All of it.", False)):
            (message,) = events_of(channel({"id": "1", "day": 1, "text": text}))
            self.assertEqual(message.is_partial, is_partial)

    def test_titles_alone(self):
        (message,) = events_of(channel({"id": "A &lt; B", "day": 1, "text": ""}))
        self.assertEqual((message.text, message.subject), ("A < B", "A < B"))

    def test_plain_text(self):
        body = atom(entry()).replace(b'<content type="html">', b'<content type="text">')
        (message,) = events_of(body)
        self.assertFalse(message.is_html)

    def test_hostile_markup(self):
        text = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=a()&gt;Hi"
        (message,) = events_of(channel({"id": "1", "day": 1, "text": text}))
        self.assertNotIn("script", message.body)
        self.assertNotIn("onerror", message.body)
        self.assertEqual(message.text, "Hi")

    def test_entities(self):
        """No file is read, nothing is blown up."""
        item = RSS_ITEM % {"id": "1", "day": 1, "text": "&x;", "more": ""}
        xxe = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + RSS % item
        self.assertNotIn("root:", str(events_of(xxe.encode())))
        names = "abcdefghi"
        lol = '<!ENTITY a "aaaaaaaaaa">' + "".join(
            f'<!ENTITY {after} "{10 * f"&{name};"}">'
            for name, after in zip(names, names[1:], strict=False)
        )
        bomb = f"<!DOCTYPE r [{lol}]>" + RSS % item.replace("&x;", "&i;")
        self.assertLess(len(str(read(bomb.encode()).entries)), 10000)

    def test_malformed_documents(self):
        """A loose parser reads what a strict one refuses."""
        whole = channel({"id": "1", "day": 1, "text": "Hi"})
        for body in (
            whole.replace(b"</channel></rss>", b""),
            whole.replace(b"Hi", b"Hi & you"),
            whole.replace(b"Hi", b"H\xefi"),
            whole.replace(b"<rss", b"\n\n <rss"),
            b"\xef\xbb\xbf" + whole,
        ):
            with self.subTest(body):
                (message,) = events_of(body)
                self.assertEqual(message.external_id, "abc:1")
        latin = whole.replace(b"Hi", "Grüße".encode("latin-1"))
        kind = "application/xml; charset=iso-8859-1"
        self.assertEqual(events_of(latin, content_type=kind)[0].text, "Grüße")

    def test_what_feedparser_stumbles_over(self):
        whole = channel({"id": "1", "day": 1, "text": "&amp;lt; &#x110000;"})
        for body in (whole, b"<html/>", b"", b"{}", b"GIF89a"):
            with self.subTest(body), self.assertRaises(RetryableError) as caught:
                read(body)
            self.assertEqual(caught.exception.code, "no_feed")
        with patch.object(rss_feed.feedparser, "parse", side_effect=KeyError("x")):
            self.assertRaises(RetryableError, read, whole)

    def test_odd_addresses(self):
        more = '<enclosure url="http://[x/" length="x" type="a/b"/>'
        item = {"id": "1", "day": 1, "text": "x", "more": more}
        (message,) = events_of(channel(item))
        self.assertEqual(message.attachments, ())

    def test_raw_fields_are_kept(self):
        (one,) = read(atom(entry())).entries
        raw = json.loads(one.body(False))["entry"]
        self.assertEqual(raw["published"], "2026-05-01T08:00:00+02:00")
        self.assertIn("content", raw)
        self.assertIsInstance(rss_feed.plain(1.5), str)

    def test_no_event_without_an_id(self):
        body = json.dumps({"entry": {"title": "x"}}).encode()
        with self.assertRaises(PayloadError):
            rss_entries.event_of(Payload(external_id="x", body=body))

    def test_events_are_messages(self):
        (one,) = read(atom(entry())).entries
        self.assertIsInstance(event(one), MessageEvent)
        self.assertIsInstance(event(one, is_edit=True), EditEvent)
        self.assertTrue(dataclasses.is_dataclass(one))
