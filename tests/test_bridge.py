"""Mails of platforms: golden pairs, forged ones, and what must never be shown."""

import json
import re
import time
from dataclasses import astuple, replace

from odoo.tests import BaseCase, tagged

from ..connectors import CONNECTORS, OTHER_PLATFORMS
from ..connectors.errors import PermanentError, SettingsError
from ..connectors.mail import MailConnector
from ..connectors.mail.bridge import OTHER_ADDRESS, READERS, Bridge
from ..connectors.mail.bridge.excerpt import excerpt, without_keys
from ..connectors.mail.bridge.gateway import Gateway
from ..connectors.mail.bridge.links import bare, unwrapped
from ..connectors.mail.bridge.settings import PLATFORMS
from ..connectors.mail.bridge.trust import signed_domains
from ..connectors.mail.bridge.words import headline
from ..connectors.types import Payload, Profile, Reply
from . import mail_payloads

FOLDER = mail_payloads.FOLDER / "bridge"
SETTINGS = {
    "address": mail_payloads.OWN_ADDRESS,
    "authserv_id": "mx.shop.example",
    "bridge_domains": "forum.example.org example.org\nsocial.example",
    "gateway_sender": "mentions@gateway.example",
    "gateway_to": "tweet@gateway.example",
}
# kinds of a platform's mails that are no conversation
ORDINARY = {
    "discourse/digest",
    "facebook/like",
    "facebook/login",
    "gateway/newsletter",
    "gateway/unsigned",
    "github/build_failed",
    "github/closed_event",
    "instagram/followers",
    "linkedin/digest",
    "linkedin/jobs",
    "mastodon/favourite",
    "reddit/digest",
    "x/followed",
    "x/login",
    "x/recommended",
    "youtube/new_video",
}
SECRETS = re.compile(
    r"T0KEN|midToken|midSig|otpToken|unsub|bcode|email_token|correlation_id|n_m="
    r"|(?:reply|replies|unsub|notification)\+\w|@reply\.linkedin\.com|5ecre",
    re.I,
)


def mails(pattern="*/*.eml"):
    return sorted(FOLDER.glob(pattern))


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


def read(path, **settings):
    """The message of which a mail tells."""
    connector = MailConnector({**SETTINGS, **settings})
    body = path if isinstance(path, bytes) else path.read_bytes()
    [event] = connector.parse(mail_payloads.payload(body))
    return event


def told(name, **settings):
    return read(FOLDER / f"{name}.eml", **settings)


def texts(value):
    """All texts anywhere in an event, but the key that only sending reads."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


@tagged("post_install", "-at_install")
class TestBridge(BaseCase):
    maxDiff = None

    def test_pairs(self):
        self.assertGreaterEqual(len(mails()), 60)
        for path in mails():
            expected = path.with_suffix(".expected.json").read_text("utf-8")
            with self.subTest(name_of(path)):
                event = mail_payloads.as_json(read(path))
                self.assertEqual([event], json.loads(expected))

    def test_platforms(self):
        """Each is read as its folder says; what is forged is an ordinary mail."""
        for path in mails():
            event, folder = read(path), path.parent.name
            platform = {"gateway": "x", "forged": ""}.get(folder, folder)
            platform = "" if name_of(path) in ORDINARY else platform
            with self.subTest(name_of(path)):
                self.assertEqual(event.platform, platform)
                self.assertEqual(event.kind == "mail", not platform)

    def test_no_key_is_shown(self):
        found = [path for path in mails() if read(path).platform]
        self.assertGreater(len(found), 45)
        for path in found:
            event = read(path)
            with self.subTest(name_of(path)):
                shown = "\n".join(texts(astuple(replace(event, reply_token=""))))
                self.assertNotRegex(shown, SECRETS)
                self.assertNotIn(event.reply_token or "\0", repr(event))
                self.assertFalse(event.is_html)
                self.assertFalse(event.recipients or event.reply_address)

    def test_rights(self):
        """Either a key, or a gateway, or the reason why not."""
        for path in mails():
            event = read(path)
            with self.subTest(name_of(path)):
                self.assertEqual(bool(event.why_not), not event.can_reply)
                if event.platform and path.parent.name != "gateway":
                    self.assertEqual(bool(event.reply_token), event.can_reply)
                    self.assertTrue(event.url.startswith("https://"))
                    self.assertNotIn("unknown", event.external_id)

    def test_off(self):
        for path in mails():
            with self.subTest(name_of(path)):
                event = read(path, bridge="off", gateway_sender="")
                self.assertEqual((event.platform, event.kind), ("", "mail"))

    def test_without_a_server_nothing_is_believed(self):
        for path in mails():
            with self.subTest(name_of(path)):
                self.assertFalse(read(path, authserv_id="").platform)

    def test_explicit_trust(self):
        """Whoever believes senders believes unsigned mails, and no other sender."""
        path = FOLDER / "forged/github_no_signature.eml"
        self.assertEqual(read(path, bridge="sender").platform, "github")
        for name in ("facebook_headers_copied", "linkedin_sender_elsewhere"):
            name = f"forged/{name}"
            body = (FOLDER / f"{name}.eml").read_bytes()
            body = body.replace(b"@facebookmail.com", b"@mailer.example")
            self.assertFalse(read(body, bridge="sender").platform, name)
        self.assertFalse(told("forged/x_two_senders", bridge="sender").platform)
        self.assertFalse(told("gateway/newsletter", bridge="sender").platform)
        self.assertEqual(told("gateway/unsigned", bridge="sender").platform, "x")

    def test_another_address_than_ours(self):
        event = told("github/other_address")
        self.assertEqual((event.can_reply, event.why_not), (False, OTHER_ADDRESS))
        self.assertFalse(event.reply_token)

    def test_bounces_and_own_copies_stay(self):
        path = FOLDER / "github/issue_comment_2025.eml"
        own = "notifications@github.com"
        event = read(path, address=own)
        self.assertTrue(event.from_us)
        self.assertFalse(event.platform)

    def test_platforms_are_known(self):
        """Twists can be of each; those of connectors go by the connector's code."""
        known = CONNECTORS.keys() | OTHER_PLATFORMS.keys()
        codes = {reader.platform for reader in READERS} | {p for p, _ in PLATFORMS}
        self.assertFalse(codes - known)

    def test_what_cannot_be_read_stays_a_mail(self):
        """Whatever is missing from a platform's mail."""
        for path in mails():
            head, _mark, body = path.read_bytes().partition(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            for data in (b"", body[: len(body) // 2], body[len(body) // 2 :]):
                with self.subTest(name_of(path)):
                    read(head + b"\r\n\r\n" + data)
            for start in range(0, len(lines), 4):
                part = b"\r\n".join(lines[:start] + lines[start + 4 :])
                read(part + b"\r\n\r\n" + body)


@tagged("post_install", "-at_install")
class TestTrust(BaseCase):
    def signed(self, *values, server="mx.example"):
        items = [("Authentication-Results", value) for value in values]
        return set(signed_domains(items, server))

    def test_results(self):
        # fmt: off
        cases = (
            ("mx.example; dkim=pass header.d=github.com", {"github.com"}),
            ("MX.example 1;\r\n dkim=pass (2048-bit key) header.i=@a.github.com",
             {"a.github.com"}),
            ("mx.example; spf=pass smtp.mailfrom=a@b.c; dkim/1=pass header.d=x.com;"
             " dkim=fail header.d=y.com", {"x.com"}),
            ("mx.example; dkim=pass reason=\"ok; or so\" header.d=x.com", {"x.com"}),
            ("mx.example; none", set()),
            ("mx.example; dkim=pass", set()),
            ("mx.example; dkim=pass header.d=a.com header.d=x.com", set()),
            ("other.example; dkim=pass header.d=x.com", set()),
            ("mx.example.org; dkim=pass header.d=x.com", set()),
            ("mx.example; spf=pass (a; dkim=pass header.d=x.com)", set()),
            ("mx.example; spf=pass smtp.mailfrom=\"; dkim=pass header.d=x.com\"@b.c",
             set()),
            ("mx.example; spf=pass (open; dkim=pass header.d=x.com", set()),
            ("mx.example; spf=pass \"open; dkim=pass header.d=x.com", set()),
            ("mx.example; x-dkim=pass header.d=x.com", set()),
            ("mx.example; spf=dkim=pass header.d=x.com", set()),
            ("(mx.example; dkim=pass header.d=x.com) mx.example; dkim=none", set()),
            ("", set()), (";", set()), ("mx.example", set()), ("\\", set()),
        )
        # fmt: on
        for value, expected in cases:
            with self.subTest(value):
                self.assertEqual(self.signed(value), expected)

    def test_only_the_first_of_ours(self):
        none = "mx.example; spf=pass smtp.mailfrom=b.c"
        ours = "mx.example; dkim=fail header.d=b.c"
        forged = "mx.example; dkim=pass header.d=x.com"
        self.assertEqual(self.signed(ours, forged), set())
        self.assertEqual(self.signed(none, forged), {"x.com"})
        self.assertEqual(self.signed("other.example; dkim=none", forged), {"x.com"})

    def test_nameless_server(self):
        value = "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=x.com; dkim=pass"
        value += " (signature was verified) header.d=x.com;dmarc=pass action=none"
        self.assertEqual(self.signed(value, server="none"), {"x.com"})
        self.assertEqual(self.signed(value), set())

    def test_no_server(self):
        for value in ("; dkim=pass header.d=x.com", " ; dkim=pass header.d=x.com"):
            self.assertEqual(self.signed(value, server=""), set())
            self.assertEqual(self.signed(value, server=" "), set())

    def test_domains(self):
        bridge = Bridge.of(
            MailConnector({"bridge_domains": "A.example, com\n@b.c"}).values
        )
        self.assertEqual(bridge.domains, ("a.example", "b.c"))


@tagged("post_install", "-at_install")
class TestReading(BaseCase):
    def test_links(self):
        # fmt: off
        cases = (
            ("https://click.redditmail.com/CL0/https:%2F%2Fwww.reddit.com%2Fr%2Fa/1/0/x",
             "https://www.reddit.com/r/a"),
            ("https://www.google.com/url?q=https://x.com/a/status/1&sa=D",
             "https://x.com/a/status/1"),
            ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Ft.co%2Fa"
             "&data=05", "https://t.co/a"),
            ("https://www.facebook.com/nd/?permalink.php&story_fbid=1&id=2&mid=x",
             "https://www.facebook.com/permalink.php?story_fbid=1&id=2&mid=x"),
            ("https://www.youtube.com/attribution_link?u=/watch%3Fv%3Da",
             "https://www.youtube.com/watch?v=a"),
            ("https://evil.example/url?q=https://x.com", None),
            ("https://google.com.evil.example/url?q=https://x.com", None),
            ("https://www.google.com/url?q=javascript:alert(1)", None),
            ("https://[", None), ("https://x.com:port/", None), ("", None),
        )
        # fmt: on
        for url, expected in cases:
            with self.subTest(url):
                self.assertEqual(unwrapped(url), url if expected is None else expected)
                self.assertIsInstance(bare(url), str)

    def test_circles_end(self):
        url = "https://www.google.com/url?q=https://www.google.com/url?q=https://a.b"
        self.assertTrue(unwrapped(url).startswith("https://"))

    def test_headlines(self):
        # fmt: off
        cases = (
            ("Ana Costa commented on your post", "comment", "Ana Costa"),
            ("Ana Costa also commented on your photo.", "comment", "Ana Costa"),
            ("Ana Costa hat deinen Beitrag kommentiert", "comment", "Ana Costa"),
            ("Ana Costa a commenté votre publication", "comment", "Ana Costa"),
            ("Ana Costa comentó tu publicación", "comment", "Ana Costa"),
            ("Ana Costa ha risposto al tuo commento", "comment", "Ana Costa"),
            ("Ana heeft gereageerd op je bericht", "comment", "Ana"),
            ("Ana Costa vous a mentionné dans un commentaire", "mention", "Ana Costa"),
            ("You were mentioned by ana@t.example:", "mention", "ana@t.example"),
            ("New message from Ana Costa", "direct", "Ana Costa"),
            ("Ana Costa recommends Alpina", "review", "Ana Costa"),
            ("New comment on your video", "comment", ""),
            ("Ana Costa likes your post", None, ""),
            ("Ana Costa and 3 others followed you", None, ""),
            ("Your weekly digest", None, ""),
            ("", None, ""),
        )
        # fmt: on
        for line, kind, name in cases:
            with self.subTest(line):
                self.assertEqual(headline(line), (kind, name))

    def test_excerpt(self):
        chrome = ("Ana Costa commented on your post", "Ana Costa")
        text = (
            "Ana Costa commented on your post\n\nAna Costa\n2h\n\nOne\n\nTwo\n\nReply"
        )
        self.assertEqual(excerpt(text, chrome, ()), "One\n\nTwo")
        self.assertEqual(excerpt("Ana Costa\nOne", chrome, ()), "One")
        self.assertEqual(excerpt("", chrome, ()), "")
        self.assertEqual(excerpt("Reply\nUnsubscribe", chrome, ()), "")

    def test_keys(self):
        kept = "ana+tents@costa.example, a+b@c.example"
        self.assertEqual(without_keys(kept), kept)
        for key in (
            "reply+ABC123DEF@reply.github.com",
            "c15c178d-5301-4d85-81dc-bfcca1ed21ad@reply.linkedin.com",
            "replies+0f1e2d3c4b5a69788796a5b4c3d2e1f0@forum.example",
        ):
            self.assertEqual(without_keys(f"to <{key}>."), "to <***>.")

    def test_a_bounce_shows_no_key(self):
        body = (mail_payloads.FOLDER / "mail" / "bounce.eml").read_bytes()
        key = b"reply+ABC123DEF456@reply.github.com"
        found = re.search(rb"Final-Recipient: *rfc822; *(\S+)", body, re.I)
        body = body.replace(found[1], key)
        events = list(MailConnector({}).parse(mail_payloads.payload(body)))
        shown = " ".join(texts(tuple(astuple(one)[:6] for one in events)))
        self.assertNotIn("ABC123DEF456", shown.replace("\n", ""))


TEXTS = (
    "\n",
    " ",
    "\n ",
    'wrote: "',
    "@a",
    "https://x.com/a/status/1 ",
    "https://",
    "https://www.google.com/url?q=",
    "hat ",
    "reply+",
    "\n---",
    "\n,",
    "—\n",
    "+0123456789abcdef",
    "a-",
    "[",
)
SENDERS = {
    "facebook": "a@facebookmail.com",
    "discourse": "a@forum.example.org",
    "gateway": "mentions@gateway.example",
    "github": "notifications@github.com",
    "linkedin": "a@linkedin.com",
    "mastodon": "a@social.example",
    "youtube": "a@youtube.com",
}
IDS = {"github": "a/b/issues/1/2@github.com", "discourse": "topic/1/2@a.example"}
BEGINNING = """\
https://www.linkedin.com/feed/update/urn:li:share:1 https://social.example/@a@b.c/1
https://forum.example.org/t/a/1 https://www.youtube.com/watch?v=abcdefg&lc=abcdefghijk
https://www.facebook.com/a/posts/123456
"""


@tagged("post_install", "-at_install")
class TestBombs(BaseCase):
    def test_time_is_bounded(self):
        """Processor time, as for any mail."""
        for platform, sender in SENDERS.items():
            head = (
                f"From: {sender}\nSubject: Ana commented on your post"
                f"\nMessage-ID: <{IDS.get(platform, 'a@b')}>"
                "\nList-ID: <mention.a.social.example>\n\n"
            )
            for text in TEXTS:
                whole = head + BEGINNING + text * (60_000 // len(text))
                with self.subTest(platform=platform, text=text):
                    start = time.process_time()
                    event = read(whole.encode(), bridge="sender")
                    self.assertLess(time.process_time() - start, 2)
                    self.assertTrue(event.external_id)

    def test_results_of_servers(self):
        for value in ("(", '"', "dkim=pass ", "a=", "\\"):
            value = f"mx.example; {value * 60_000}"
            start = time.process_time()
            signed_domains([("Authentication-Results", value)], "mx.example")
            self.assertLess(time.process_time() - start, 1)


@tagged("post_install", "-at_install")
class TestSameIds(BaseCase):
    """What a mail tells goes by the ids of the platform's own connector."""

    def parsed(self, platform, body):
        connector = CONNECTORS[platform]
        values = {one.name: "x" for one in connector.settings if one.type == "char"}
        payload = Payload(external_id="1", body=json.dumps(body).encode())
        [event, *_rest] = connector(values).parse(payload)
        return event

    def assert_same(self, mail, event, *names):
        for name in ("external_id", "thread_id", *names):
            self.assertEqual(getattr(mail, name), getattr(event, name), name)

    def test_x(self):
        event = self.parsed(
            "x",
            {
                "account": {"id": "9"},
                "post": {
                    "id": "1990000000000000001",
                    "author_id": "7",
                    "conversation_id": "1990000000000000001",
                    "text": "@alpina my tent leaks. What now?",
                },
                "users": [{"id": "7", "username": "anacosta", "name": "Ana Costa"}],
            },
        )
        self.assert_same(told("x/mention_2025"), event, "url", "kind", "visibility")

    def test_x_direct(self):
        event = self.parsed(
            "x",
            {
                "account": {"id": "2356568077"},
                "message": {
                    "id": "1",
                    "sender_id": "998877",
                    "dm_conversation_id": "2356568077-998877",
                    "text": "My order is 77.",
                },
            },
        )
        self.assertEqual(told("x/direct_message").thread_id, event.thread_id)

    def linkedin(self, number, parent=""):
        post = "urn:li:activity:7249845722735403008"
        comment = {"entity": f"urn:li:comment:({post},{number})", "text": "Hello"}
        if parent:
            comment["parentComment"] = f"urn:li:comment:({post},{parent})"
        return self.parsed(
            "linkedin",
            {
                "action": "COMMENT",
                "organizationalEntity": "urn:li:organization:1",
                "sourcePost": post,
                "generatedActivity": comment["entity"],
                "decoratedGeneratedActivity": {"comment": comment},
            },
        )

    def test_linkedin(self):
        event = self.linkedin("7250063918948040706")
        names = ("url", "kind", "ancestor_ids")
        self.assert_same(told("linkedin/comment_2024"), event, *names)
        answer = self.linkedin("7250070000000000001", "7250063918948040706")
        self.assert_same(told("linkedin/reply_french"), answer, *names)
        post = told("linkedin/comment_2024").post
        self.assertEqual(post.external_id, event.post.external_id)
        self.assertEqual(post.url, event.post.url)

    def test_youtube(self):
        if "youtube" not in CONNECTORS:
            self.skipTest("YouTube is not connected yet")
        top, answer = "UgypQGihGEhMdN419p4AaABAg", "9-DtDYG9dPg9AR2oVSgU8"
        event = self.parsed(
            "youtube",
            {
                "us": "UCus",
                "thread": {"id": top, "snippet": {"videoId": "dQ8tEnT0001"}},
                "comment": {
                    "id": f"{top}.{answer}",
                    "snippet": {"parentId": top, "textDisplay": "Thank you"},
                },
                "video": {},
                "is_edit": False,
            },
        )
        mail = told("youtube/reply_2021_text")
        self.assert_same(mail, event, "url", "kind", "ancestor_ids")
        self.assertEqual(mail.post.external_id, event.post.external_id)


@tagged("post_install", "-at_install")
class TestGateway(BaseCase):
    def gateway(self, **settings):
        return Gateway.of(MailConnector({**SETTINGS, **settings}).values)

    def reply(self, **values):
        defaults = {
            "key": 32 * "a",
            "text": "On its way.",
            "kind": "mention",
            "parent_id": "42",
            "ancestor_ids": ("42",),
            "recipient": Profile(external_id="@ana", handle="ana"),
            "visibility": "public",
        }
        return Reply(**(defaults | values))

    def test_read(self):
        event = told("gateway/mention")
        self.assertEqual(event.external_id, "1990000000000000042")
        self.assertEqual(event.author.handle, "anacosta")
        self.assertTrue(event.can_reply)
        self.assertFalse(told("gateway/mention", gateway_to="").can_reply)

    def test_patterns(self):
        event = told(
            "gateway/mention",
            gateway_platform="mastodon",
            gateway_author=r"(?P<name>\w+) \(@(?P<handle>\w+)\)",
            gateway_text=r"\): (?P<text>.+?)\n",
            gateway_link=r"status/(?P<id>\d{4})",
        )
        self.assertEqual(event.platform, "mastodon")
        self.assertEqual(event.author.name, "anacosta")
        self.assertEqual(event.text, "@alpina where is my tent? https://t.co/xyz")
        self.assertEqual(event.external_id, "1990")

    def test_whole_domain(self):
        event = told("gateway/html", gateway_sender="@gateway.example")
        self.assertEqual(event.platform, "x")

    def test_wrong_pattern(self):
        with self.assertRaises(SettingsError) as caught:
            self.gateway(gateway_text="(").check()
        self.assertIn("(", str(caught.exception))
        self.assertFalse(told("gateway/mention", gateway_author="(").platform)

    def test_answer(self):
        reply = self.gateway(gateway_subject="{id}").addressed(self.reply())
        self.assertEqual(reply.recipient.handle, "tweet@gateway.example")
        self.assertEqual((reply.subject, reply.text), ("42", "@ana On its way."))
        self.assertFalse(reply.parent_id or reply.ancestor_ids or reply.body)

    def test_text_in_the_subject(self):
        gateway = self.gateway(gateway_subject="{text}", gateway_body="to {handle}")
        reply = gateway.addressed(self.reply(text="{id} is yours"))
        self.assertEqual((reply.subject, reply.text), ("{id} is yours", "to ana"))

    def test_too_long(self):
        gateway = self.gateway(gateway_limit=20)
        self.assertEqual(gateway.limits.text_length, 20)
        with self.assertRaises(PermanentError) as caught:
            gateway.addressed(self.reply(text="x" * 16))
        self.assertEqual(caught.exception.code, "too_long")
        self.gateway(gateway_limit=0).addressed(self.reply(text="x" * 999))

    def test_limits(self):
        connector = MailConnector(SETTINGS)
        self.assertTrue(connector.limits_for("mail", "private").is_html)
        self.assertEqual(connector.limits_for("mention", "public").text_length, 280)
        plain = MailConnector({}).limits_for("comment", "public")
        self.assertFalse(plain.is_html or plain.takes_files or plain.has_subject)


@tagged("post_install", "-at_install")
class TestGuide(BaseCase):
    def test_what_is_recognised(self):
        """The guide's table says what the golden mails show."""
        guide = (FOLDER.parent.parent.parent / "docs" / "mail-bridge.md").read_text()
        rows = re.findall(
            r"^\| [^|]+ \| `(\w+)` \| ([^|]+) \|.*\| ([^|]+) \|$", guide, re.M
        )
        said = {
            code: (set(kinds.split(", ")), by_mail != "no")
            for code, kinds, by_mail in rows
        }
        shown = {}
        for path in mails():
            event = read(path)
            if event.platform and path.parent.name != "gateway":
                kinds, by_mail = shown.get(event.platform, (set(), False))
                by_mail = by_mail or bool(event.reply_token)
                shown[event.platform] = (kinds | {event.kind}, by_mail)
        self.assertEqual(said, shown)
        self.assertEqual(said.keys(), {reader.platform for reader in READERS})
