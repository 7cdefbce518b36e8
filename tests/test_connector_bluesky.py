"""The Bluesky connector against a stub, and the stub against Bluesky's lexicons.

The payloads were put together after what Bluesky's own servers answer, with invented
people; the lexicons say whether they could have come from there.
"""

import json
import subprocess
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from ..connectors.bluesky import BlueskyConnector, fetch, write
from ..connectors.bluesky import own as own_answers
from ..connectors.bluesky.session import expiry
from ..connectors.bluesky.text import facets, readable
from ..connectors.errors import (
    AuthError,
    PermanentError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    UnsupportedError,
)
from ..connectors.payload import Node
from ..connectors.types import Attachment, DeletionEvent, Profile, Target
from . import connector_case
from .bluesky_network import description, to_base64
from .bluesky_stub import (
    ANA,
    AUTHOR,
    BLOB,
    CHAT,
    CID,
    CONVO,
    GATE,
    ME,
    NOW,
    OURS,
    POST,
    THEIRS,
    Platform,
    notification,
    own,
    stamp,
    view,
)
from .connector_case import KEY
from .platform_stub import Answer

LEXICONS = Path(__file__).parent / "bluesky_lexicons.mjs"


@tagged("post_install", "-at_install")
class TestBluesky(connector_case.ConnectorCase):
    connector_class = BlueskyConnector
    settings_values = {
        "handle": "@Shop.example.com ",
        "app_password": "s3cr3t-t0ken",
        "access_token": "acc3ss-s3cr3t",
        "refresh_token": "r3fr3sh-s3cr3t",
        "account": f"shop.example.com {ME} https://pds.example",
        "direct_messages": True,
    }
    secret_values = ("s3cr3t-t0ken", "acc3ss-s3cr3t", "r3fr3sh-s3cr3t")
    sends_repeatably = True

    def make(self, url, **settings):
        values = {**self.settings_values, "service": f"{url}/", **settings}
        values.setdefault("account", "")
        values["account"] = values["account"].replace("https://pds.example", url)
        one = BlueskyConnector(values)
        self.addCleanup(one.close)
        return one

    def a_reply(self, **changes):
        values = {
            "thread_id": OURS,
            "parent_id": THEIRS,
            "ancestor_ids": (THEIRS, OURS),
            "recipient": Profile(external_id=ANA, handle=AUTHOR["handle"]),
        }
        return super().a_reply(**{**values, **changes})

    def platform(self, **settings):
        """(the platform, a connector to it)."""
        platform = Platform()
        return platform, self.make(self.stub(platform).url, **settings)

    def a_direct(self, **changes):
        values = {"thread_id": CONVO, "parent_id": f"{CONVO}/1", "kind": "direct"}
        private = {"visibility": "private", "parent_visibility": "private"}
        return self.a_reply(**{**values, **private, **changes})

    def exchanges(self):
        return {**super().exchanges(), "refresh": lambda one: one.refresh()}

    # Signing in

    def test_tokens(self):
        end = int(time.time()) + 7200
        claims = to_base64(json.dumps({"exp": end}).encode()).decode()
        self.assertEqual(expiry(f"x.{claims}.y").timestamp(), end)
        for token in ("", "opaque", "a.b.c", "a.e30.c", "a.eyJleHAiOiJ4In0.c"):
            self.assertIsNone(expiry(token))

    def test_session_is_kept_alive(self):
        platform, one = self.platform()
        tokens = one.refresh()
        (asked,) = platform.asked
        self.assertEqual(asked.path, "/xrpc/com.atproto.server.refreshSession")
        self.assertEqual(asked.headers["authorization"], "Bearer r3fr3sh-s3cr3t")
        self.assertEqual(tokens.values["access_token"], "access-2")
        self.assertEqual(tokens.values["refresh_token"], "refresh-2")
        self.assertNotIn("access-2", repr(tokens))

    def test_session_is_begun(self):
        """Without tokens, with those of another account, and with a dead one."""
        dead = Answer(400, {"error": "ExpiredToken", "message": "Token has expired"})
        for settings, calls in (
            ({"access_token": "", "refresh_token": "", "account": ""}, 1),
            ({"handle": "other.example.com"}, 1),
            ({}, 2),
        ):
            platform, one = self.platform(**settings)
            platform.failures["com.atproto.server.refreshSession"] = dead
            with self.subTest(settings):
                tokens = one.refresh()
                self.assertEqual(len(platform.asked), calls)
                who = settings.get("handle", "shop.example.com")
                sent = {"identifier": who, "password": "s3cr3t-t0ken"}
                self.assertEqual(platform.asked[-1].json(), sent)
                service = one.values["service"].rstrip("/")
                self.assertEqual(tokens.values["account"], f"{who} {ME} {service}")

    def test_the_account_may_be_kept_elsewhere(self):
        platform, one = self.platform()
        for endpoint, is_taken in (
            ("https://pds.example/", True),
            ("http://pds.example", True),  # only since the service is not secure, too
            ("", False),
        ):
            service = {"id": "#atproto_pds", "serviceEndpoint": endpoint}
            document = {"service": [{"id": "#other"}, "x", service]}
            body = {**platform.session(None), "didDoc": document}
            platform.failures["com.atproto.server.refreshSession"] = Answer(body=body)
            server = one.refresh().values["account"].split(" ")[2]
            self.assertEqual("pds.example" in server, is_taken)

    def test_no_call_without_session(self):
        for settings in ({"access_token": ""}, {"handle": "other.example.com"}):
            platform, one = self.platform(**settings)
            calls = {k: v for k, v in self.exchanges().items() if k != "refresh"}
            for name, call in calls.items():
                with self.subTest(name), self.assertRaises(AuthError):
                    call(one)
            self.assertEqual((platform.asked, one.calls), ([], 0))
            self.assertEqual(one.external_id_of(self.a_reply()), "")

    def test_refusals(self):
        codes = {
            "AuthenticationRequired": "password",
            "AuthFactorTokenRequired": "AuthFactorTokenRequired",
            "AccountTakedown": "AccountTakedown",
        }
        for code, expected in codes.items():
            platform, one = self.platform(access_token="")
            answer = Answer(401, {"error": code, "message": "s3cr3t-t0ken is wrong"})
            platform.failures["com.atproto.server.createSession"] = answer
            with self.subTest(code):
                error = self.fails(lambda one: one.refresh(), one)
                self.assertIs(type(error), AuthError)
                self.assertEqual(error.code, expected)
        platform, one = self.platform(app_password="", access_token="")
        self.assertEqual(self.fails(lambda one: one.refresh(), one).code, "no_password")

    def test_expired_token(self):
        for code in ("ExpiredToken", "InvalidToken", "AuthMissing"):
            for _, error in self.each_failure(Answer(400, {"error": code})):
                self.assertIs(type(error), AuthError)

    def test_verify(self):
        platform, one = self.platform()
        person = one.verify()
        self.assertEqual((person.external_id, person.name), (ME, "Shop"))
        self.assertEqual((person.handle, person.followers), ("shop.example.com", 7))
        asked = platform.asked[-2]
        self.assertEqual(asked.path, "/xrpc/chat.bsky.convo.listConvos")
        self.assertEqual(asked.headers["atproto-proxy"], CHAT)
        body = {"did": ME, "handle": "x.test", "active": False, "status": "suspended"}
        platform.failures["com.atproto.server.getSession"] = Answer(body=body)
        error = self.fails(lambda one: one.verify(), one)
        self.assertIn("suspended", str(error))

    def test_answers_that_say_nothing(self):
        for body in (b"[]", b"7", b'"x"', b"null"):
            for name, error in self.each_failure(Answer(body=body)):
                with self.subTest(name, body=body):
                    self.assertIs(type(error), RetryableError)

    # Receiving

    def test_fetch(self):
        platform, one = self.platform()
        platform.notifications = [
            notification(3, 30),
            notification(4, 20, "like"),
            notification(2, 60),
        ]
        page = self.fetched(one)
        self.assertEqual(self.numbers(page), ["2", "3"])
        self.assertFalse(page.has_more or page.problem)
        asked = platform.asked[0]
        self.assertEqual(asked.headers["authorization"], "Bearer acc3ss-s3cr3t")
        self.assertEqual(asked.query["reasons"], ["mention", "reply", "quote"])

    def fetched(self, one, cursor=""):
        with patch.object(fetch, "datetime", FixedDatetime):
            return one.fetch(cursor)

    def numbers(self, page):
        """The texts of what was handed out."""
        bodies = [json.loads(payload.body) for payload in page.payloads]
        return [x["notification"]["record"]["text"] for x in bodies]

    def test_nothing_is_handed_out_twice_or_left_out(self):
        platform, one = self.platform()
        platform.notifications = [notification(1, 50), notification(2, 40)]
        page = self.fetched(one)
        self.assertEqual(self.numbers(page), ["1", "2"])
        self.assertEqual(self.numbers(self.fetched(one, page.cursor)), [])
        # late ones, of an author whose clock is slow, and a new one
        platform.notifications += [notification(3, 45), notification(4, 1)]
        platform.notifications += [notification(5, 90)]
        page = self.fetched(one, page.cursor)
        self.assertEqual(self.numbers(page), ["5", "3", "4"])
        # what came an hour before the newest is not looked at any more
        platform.notifications += [notification(6, 70), notification(7, 59)]
        page = self.fetched(one, page.cursor)
        self.assertEqual(self.numbers(page), ["7"])
        self.assertLess(len(json.loads(page.cursor)["known"]), 6)

    def test_a_long_walk_goes_on_in_the_next_fetch(self):
        platform, one = self.platform(direct_messages=False)
        platform.notifications = [notification(n, n) for n in range(2, 9)]
        found, cursor, more = [], "", True
        with patch.multiple(fetch, PAGES=2, PAGE=2):
            while more:
                page = self.fetched(one, cursor)
                found += [self.numbers(page)]
                cursor, more = page.cursor, page.has_more
                if len(found) == 1:  # meanwhile
                    platform.notifications += [notification(9, 0)]
            page = self.fetched(one, cursor)
        self.assertEqual(found, [["5", "4", "3", "2"], ["8", "7", "6"], []])
        self.assertEqual(self.numbers(page), ["9"])
        self.assertEqual(self.numbers(self.fetched(one, page.cursor)), [])

    def test_only_likes(self):
        """Pages are empty then: the platform's cursor says how far back they lead."""
        platform, one = self.platform(direct_messages=False)
        likes = [notification(n, 600 * n, "like") for n in range(30)]
        platform.notifications = likes
        with patch.multiple(fetch, PAGES=9, PAGE=2):
            page = self.fetched(one)
        self.assertEqual((page.payloads, page.has_more), ((), False))
        self.assertEqual(len(platform.asked), 6)

    def test_opaque_cursors_and_times(self):
        """Neither has to be a time; then the walk goes on to its end."""
        platform, one = self.platform(direct_messages=False)
        odd = {**notification(1, 1), "indexedAt": "yesterday"}
        pages = iter(
            [
                {"notifications": [], "cursor": "opaque-1"},
                {"notifications": [odd], "cursor": "opaque-2"},
                {"notifications": [notification(2, 9999)], "cursor": "opaque-3"},
            ]
        )
        platform.listNotifications = lambda asked: next(pages)
        self.assertEqual(len(self.fetched(one).payloads), 1)
        self.assertEqual(platform.asked[1].query["cursor"], ["opaque-1"])

    def test_answers_given_elsewhere(self):
        """Those to whoever had spoken to us, and no other post of ours."""
        platform, one = self.platform(direct_messages=False)
        ours, theirs = platform.posts[OURS], view(THEIRS)
        mention = {"$type": "app.bsky.richtext.facet#mention", "did": ME}
        index = {"byteStart": 0, "byteEnd": 1}
        mentioning = view(THEIRS)
        mentioning["record"]["facets"] = [{"index": index, "features": [mention]}]
        unseen = {"uri": OURS, "notFound": True}
        platform.feed = [
            own(2, 1),
            own(3, 2, ours),
            own(4, 3, theirs),
            own(5, 4, mentioning),
            own(6, 5, theirs, ours),
            own(7, 6, view(THEIRS, above=OURS), unseen),
            {**own(8, 7, theirs, ours), "post": view(THEIRS)},
            own(9, 9999, theirs, ours),
        ]
        page = self.fetched(one)
        events = [event for payload in page.payloads for event in one.parse(payload)]
        wanted = [platform.feed[n]["post"]["uri"] for n in (5, 4, 3)]
        self.assertEqual([event.external_id for event in events], wanted)
        self.assertTrue(all(event.from_us for event in events))
        self.assertEqual([event.post.external_id for event in events][0], THEIRS)
        self.assertEqual(self.fetched(one, page.cursor).payloads, ())
        platform.feed.insert(0, own(10, 0, theirs, ours))
        with patch.object(own_answers, "PAGE", 3):
            self.assertEqual(len(self.fetched(one, page.cursor).payloads), 1)

    def test_the_account_is_so_new_that_its_feed_is_not_there(self):
        platform, one = self.platform(direct_messages=False)
        platform.notifications = [notification(1, 1)]
        name = "app.bsky.feed.getAuthorFeed"
        said = {"error": "InvalidRequest", "message": "Profile not found"}
        platform.failures[name] = Answer(400, said)
        self.assertEqual(len(self.fetched(one).payloads), 1)
        platform.failures[name] = Answer(400, {**said, "message": "Bad cursor"})
        with self.assertRaises(SettingsError):
            one.fetch("")

    def test_posts_around(self):
        platform, one = self.platform(direct_messages=False)
        reply = notification(1, 1, "reply")
        ends = {
            "parent": {"uri": THEIRS, "cid": CID},
            "root": {"uri": OURS, "cid": CID},
        }
        reply["record"]["reply"] = ends
        quote = {**notification(2, 2, "quote"), "reasonSubject": OURS}
        platform.notifications = [reply, quote]
        platform.notifications += [notification(n, n) for n in range(3, 40)]
        page = self.fetched(one)
        asked = [x for x in platform.asked if x.path.endswith("getPosts")]
        self.assertEqual([len(x.query["uris"]) for x in asked], [25, 16])
        around = {
            payload.external_id: set(json.loads(payload.body)["posts"])
            for payload in page.payloads
        }
        self.assertEqual(around[reply["uri"]], {THEIRS, OURS})
        self.assertEqual(around[quote["uri"]], {OURS})

    def log(self, number, ago=1, kind="logCreateMessage"):
        moment, rev = stamp(NOW - timedelta(minutes=ago)), f"3m2kd{number:02}5abc2a"
        message = {"$type": "chat.bsky.convo.defs#messageView", "id": rev, "rev": rev}
        message |= {"text": f"{number}", "sender": {"did": ANA}, "sentAt": moment}
        known = {"$type": f"chat.bsky.convo.defs#{kind}", "rev": rev, "convoId": CONVO}
        return {**known, "message": message}

    def test_direct_messages(self):
        platform, one = self.platform()
        platform.logs = [
            self.log(1, ago=5000),
            self.log(2, ago=3),
            self.log(3, kind="logReadMessage"),
            {"$type": "chat.bsky.convo.defs#logBeginConvo", "rev": "3", "convoId": "c"},
            self.log(4, kind="logDeleteMessage"),
        ]
        platform.notifications = [notification(1, 2)]
        page = self.fetched(one)
        ids = [payload.external_id for payload in page.payloads]
        self.assertEqual(ids[0], f"{CONVO}/3m2kd025abc2a")
        self.assertEqual(ids[2], f"{CONVO}/3m2kd045abc2a#deleted")
        self.assertTrue(page.has_more)
        asked = platform.asked[-1]
        self.assertEqual((asked.headers["atproto-proxy"], asked.query), (CHAT, {}))
        after = self.fetched(one, page.cursor)
        self.assertEqual((after.payloads, after.has_more), ((), False))
        self.assertEqual(platform.asked[-1].query, {"cursor": ["3m2kd045abc2a"]})
        events = [x for payload in page.payloads for x in one.parse(payload)]
        self.assertIsInstance(events[2], DeletionEvent)

    def test_a_chat_that_fails_keeps_back_no_mentions(self):
        refusal = {"error": "InvalidToken", "message": "Bad token method"}
        for answer, kind in (
            (Answer(400, refusal), SettingsError),
            (Answer(502, {"error": "UpstreamFailure"}), RetryableError),
        ):
            platform, one = self.platform()
            platform.notifications = [notification(1, 1)]
            platform.failures["chat.bsky.convo.getLog"] = answer
            page = self.fetched(one)
            self.assertEqual(len(page.payloads), 1)
            self.assertIs(type(page.problem), kind)
        platform.failures["chat.bsky.convo.getLog"] = Answer(
            400, {"error": "ExpiredToken"}
        )
        with self.assertRaises(AuthError):
            self.fetched(one)

    def test_direct_messages_are_fetched_only_if_wanted(self):
        platform, one = self.platform(direct_messages=False)
        one.verify()
        self.fetched(one)
        paths = {asked.path for asked in platform.asked}
        self.assertFalse([path for path in paths if "chat" in path])
        (path, payload) = next(x for x in self.payloads() if x[0].stem == "mention")
        (event,) = one.parse(payload)
        self.assertEqual(event.reply_as, ())

    def test_odd_facets(self):
        """Offsets that lie outside, within a character, or the wrong way round."""

        def shown(start, stop, uri="https://a.example/b"):
            index = {"byteStart": start, "byteEnd": stop}
            facet = {"index": index, "features": [{"uri": uri}]}
            return readable(Node({"text": "né a.example", "facets": [facet]}))

        self.assertEqual(shown(4, 13), "né https://a.example/b")
        self.assertEqual(shown(4, 13, "https://a.example/"), "né a.example")
        self.assertEqual(shown(0, 3), "né (https://a.example/b) a.example")
        for start, stop in ((-1, 3), (4, 99), (9, 4), (4, 4)):
            self.assertEqual(shown(start, stop), "né a.example")
        self.assertTrue(shown(2, 4))

    # Sending

    def test_answer(self):
        platform, one = self.platform()
        text = "Ja 🙂 @ana.bsky.social, @nobody.example: https://shop.example/ü! #neu"
        reply = self.a_reply(text=text)
        sent = one.send(reply)
        self.assertEqual(sent.external_id, one.external_id_of(reply))
        rkey = write.tid(KEY)
        self.assertEqual(sent.url, f"https://bsky.app/profile/{ME}/post/{rkey}")
        body = platform.asked[-1].json()
        self.assertEqual((body["repo"], body["rkey"]), (ME, rkey))
        record = body["record"]
        ends = {
            "parent": {"uri": THEIRS, "cid": CID},
            "root": {"uri": OURS, "cid": CID},
        }
        self.assertEqual(record["reply"], ends)
        shown = [
            (
                text.encode()[x["index"]["byteStart"] : x["index"]["byteEnd"]].decode(),
                next(value for key, value in x["features"][0].items() if key[0] != "$"),
            )
            for x in record["facets"]
        ]
        link = "https://shop.example/ü"
        found = [("@ana.bsky.social", ANA), (link, link), ("#neu", "neu")]
        self.assertEqual(shown, found)

    def test_answer_to_the_first_post(self):
        platform, one = self.platform()
        one.send(self.a_reply(parent_id=OURS))
        ref = {"uri": OURS, "cid": CID}
        record = platform.asked[-1].json()["record"]
        self.assertEqual(record["reply"], {"parent": ref, "root": ref})
        self.assertNotIn("facets", record)

    def test_a_repeat_writes_nothing(self):
        platform, one = self.platform()
        sent = one.send(self.a_reply())
        calls = len(platform.asked)
        self.assertEqual(one.send(self.a_reply()), sent)
        self.assertEqual(one.find_sent(self.a_reply()), sent)
        self.assertTrue(all(x.method == "GET" for x in platform.asked[calls:]))
        self.assertIsNone(one.find_sent(self.a_reply(key="f" * 32)))
        self.assertIsNone(one.find_sent(self.a_direct()))

    def test_keys_of_records(self):
        keys = {write.tid(f"{number:032x}") for number in range(1000)}
        self.assertEqual(len(keys), 1000)
        for key in keys:
            self.assertRegex(key, "^3k[a-z2-7]{11}$|^3l[a-z2-7]{11}$")
        self.assertEqual(write.tid(KEY), write.tid(KEY))

    def test_no_answer_possible(self):
        platform, one = self.platform()
        platform.posts[THEIRS]["viewer"] = {"replyDisabled": True}
        with self.assertRaises(PermanentError) as caught:
            one.send(self.a_reply())
        self.assertEqual(caught.exception.code, "threadgate")
        del platform.posts[THEIRS]
        with self.assertRaises(PermanentError) as caught:
            one.send(self.a_reply())
        self.assertEqual(caught.exception.code, "gone")
        self.assertTrue(all(x.method == "GET" for x in platform.asked))

    def test_pictures(self):
        platform, one = self.platform()
        picture = Attachment(
            filename="a.png", mimetype="image/png", content=b"\x89PNG", alt_text="A dot"
        )
        one.send(self.a_reply(attachments=(picture, picture)))
        upload = platform.asked[-2]
        self.assertEqual(upload.headers["content-type"], "image/png")
        self.assertEqual(upload.body, b"\x89PNG")
        embed = platform.asked[-1].json()["record"]["embed"]
        self.assertEqual(embed["$type"], "app.bsky.embed.images")
        self.assertEqual(embed["images"][1], {"image": BLOB, "alt": "A dot"})

    def test_files_that_are_not_taken(self):
        big = Attachment(
            filename="b.jpg", mimetype="image/jpeg", content=b"x" * 2000001
        )
        for file, kind in (
            (
                Attachment(filename="a.pdf", mimetype="application/pdf"),
                UnsupportedError,
            ),
            (big, PermanentError),
        ):
            platform, one = self.platform()
            with self.assertRaises(kind):
                one.send(self.a_reply(attachments=(file,)))
            with self.assertRaises(UnsupportedError):
                one.send(self.a_direct(attachments=(file,)))

    def test_send_directly(self):
        platform, one = self.platform()
        sent = one.send(self.a_direct(text="See https://shop.example"))
        self.assertEqual(sent.external_id, f"{CONVO}/3m2kd225abc2a")
        (asked,) = platform.asked
        self.assertEqual(asked.headers["atproto-proxy"], CHAT)
        body = asked.json()
        self.assertEqual(body["convoId"], CONVO)
        self.assertEqual(body["message"]["facets"][0]["index"]["byteStart"], 4)
        self.assertEqual(one.external_id_of(self.a_direct()), "")

    def test_private_answer_to_a_post(self):
        platform, one = self.platform()
        reply = self.a_reply(visibility="private", parent_visibility="public")
        one.send(reply)
        asked = platform.asked[0]
        self.assertEqual(asked.query, {"members": [ANA]})
        self.assertNotIn("facets", platform.asked[1].json()["message"])

    def test_failures_of_the_chat(self):
        name = "chat.bsky.convo.sendMessage"
        for code, kind in (
            ("InvalidToken", PermanentError),
            ("InvalidConvo", PermanentError),
            ("NotFollowedBySender", PermanentError),
            ("BlockedActor", PermanentError),
            ("InvalidRequest", PermanentError),
            ("ExpiredToken", AuthError),
        ):
            platform, one = self.platform()
            platform.failures[name] = Answer(400, {"error": code, "message": "No"})
            with self.subTest(code):
                error = self.fails(lambda one: one.send(self.a_direct()), one)
                self.assertIs(type(error), kind)
        for answer in (Answer(cut=True), Answer(502), Answer(body=b"<html>")):
            platform.failures[name] = answer
            error = self.fails(lambda one: one.send(self.a_direct()), one)
            self.assertIs(type(error), UnknownOutcomeError)

    def test_limits(self):
        one = BlueskyConnector(self.settings_values)
        public = one.limits_for("mention", "public")
        self.assertEqual((public.text_length, public.attachments), (300, 4))
        direct = one.limits_for("direct", "private")
        self.assertEqual((direct.text_length, direct.takes_files), (1000, False))
        self.assertEqual(public.text_unit, "grapheme")

    def test_facets(self):
        def found(text, did=""):
            return [
                text.encode()[x["index"]["byteStart"] : x["index"]["byteEnd"]].decode()
                for x in facets(text, lambda handle: did)
            ]

        self.assertEqual(found("#1 #1st x#no #ok, #" + "x" * 65), ["#1st", "#ok"])
        self.assertEqual(
            found("a@b.example @c.example (@d.example)", "did:x"),
            [
                "@c.example",
                "@d.example",
            ],
        )
        self.assertEqual(
            found("https://a.example/#tag?u=@c.example.", "did:x"),
            ["https://a.example/#tag?u=@c.example"],
        )

    # Moderation

    def target(self, uri=THEIRS, **values):
        author = Profile(external_id=ANA)
        return Target(external_id=uri, thread_id=OURS, author=author, **values)

    def test_failures_of_moderation(self):
        for answer, kind in (
            (Answer(400, {"error": "InvalidRequest"}), PermanentError),
            (Answer(422), PermanentError),
            (Answer(500), RetryableError),
            (Answer(cut=True), RetryableError),
            (Answer(401), AuthError),
        ):
            one = self.make(self.stub(lambda asked, answer=answer: answer).url)
            for action in one.moderate_by:
                uri = (
                    one.external_id_of(self.a_reply()) if action == "delete" else THEIRS
                )
                with self.subTest(action, answer=answer):
                    call = partial(one.moderate, action, self.target(uri))
                    self.assertIs(type(self.fails(lambda _, do=call: do(), one)), kind)

    def test_what_can_be_done(self):
        one = BlueskyConnector(self.settings_values)
        self.assertIn("hide", one.moderations("comment", False))
        self.assertNotIn("hide", one.moderations("mention", False))
        self.assertIn("delete", one.moderations("comment", True))
        self.assertEqual(one.moderations("direct", True), ())
        self.assertEqual(one.moderations("direct", False), ("block", "unblock"))
        known = {
            x
            for kind in ("comment", "direct", "post")
            for ours in (True, False)
            for x in one.moderations(kind, ours)
        }
        self.assertEqual(known, set(one.moderate_by))

    def test_like(self):
        platform, one = self.platform()
        one.moderate("like", self.target())
        rkey = write.tid(THEIRS)
        like = platform.records["app.bsky.feed.like", rkey]
        self.assertEqual(like["subject"], {"uri": THEIRS, "cid": CID})
        theirs = f"at://{ME}/app.bsky.feed.like/3m2klll5abc2a"
        platform.posts[THEIRS]["viewer"] = {"like": theirs}
        calls = len(platform.asked)
        one.moderate("like", self.target())
        self.assertEqual(len(platform.asked), calls + 1)
        one.moderate("unlike", self.target())
        deleted = [x.json()["rkey"] for x in platform.asked[-2:]]
        self.assertEqual(deleted, ["3m2klll5abc2a", rkey])

    def test_block(self):
        platform, one = self.platform()
        one.moderate("block", self.target())
        rkey = write.tid(ANA)
        block = platform.records["app.bsky.graph.block", rkey]
        self.assertEqual(block["subject"], ANA)
        one.moderate("unblock", self.target())
        self.assertEqual(platform.records, {})

    def test_hide(self):
        platform, one = self.platform()
        key = (GATE, "3m2kaaa5abc2a")
        for _ in range(2):
            one.moderate("hide", self.target())
            self.assertEqual(platform.records[key]["hiddenReplies"], [THEIRS])
        puts = [x.json() for x in platform.asked if x.method == "POST"]
        self.assertEqual([put["swapRecord"] for put in puts], [None])
        platform.records[key]["allow"] = []
        for _ in range(2):
            one.moderate("unhide", self.target())
        puts = [x.json() for x in platform.asked if x.method == "POST"]
        self.assertEqual([put["swapRecord"] for put in puts], [None, CID])
        gate = platform.records[key]
        self.assertEqual((gate["hiddenReplies"], gate["allow"]), ([], []))
        foreign = Target(external_id=OURS, thread_id=THEIRS)
        with self.assertRaises(PermanentError):
            one.moderate("hide", foreign)

    def test_hide_while_somebody_else_does(self):
        platform, one = self.platform()
        answer = Answer(400, {"error": "InvalidSwap", "message": "…"})
        platform.failures["com.atproto.repo.putRecord"] = answer
        with self.assertRaises(RetryableError):
            one.moderate("hide", self.target())

    def test_delete(self):
        platform, one = self.platform()
        sent = one.send(self.a_reply())
        one.moderate("delete", self.target(sent.external_id, from_us=True))
        self.assertEqual(platform.records, {})
        for uri in (THEIRS, f"{CONVO}/1", f"at://{ME}/app.bsky.actor.profile/self", ""):
            with self.assertRaises(PermanentError):
                one.moderate("delete", self.target(uri))

    # The official lexicons

    def test_lexicons_of_payloads(self):
        checks = []
        for _, payload in self.payloads():
            arrival = json.loads(payload.body)
            if log := arrival.get("log"):
                checks.append(("def", log["$type"], log))
                continue
            posts = list(arrival["posts"].values())
            if one := arrival.get("notification"):
                name = "app.bsky.notification.listNotifications"
                checks.append(("def", f"{name}#notification", one))
                checks.append(("record", POST, one["record"]))
            else:
                posts.append(arrival["own"])
            checks += [("def", "app.bsky.feed.defs#postView", post) for post in posts]
            checks += [("record", POST, post["record"]) for post in posts]
        self.assertEqual(self.complaints(checks), [])

    def complaints(self, checks):
        """What does not fit, as (what, id, value); see the script."""
        how = description()
        asked = [{"what": what, "id": i, "value": value} for what, i, value in checks]
        done = subprocess.run(
            [how["node"], LEXICONS, how["packages"]],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return json.loads(done.stdout)

    def test_lexicons_see_what_is_wrong(self):
        checks = [
            ("record", POST, {"$type": POST, "text": "No time"}),
            ("params", "app.bsky.feed.getPosts", {"uris": ["x"]}),
            ("input", "chat.bsky.convo.sendMessage", {"convoId": "1", "message": {}}),
            ("output", "com.atproto.server.getSession", {"did": ME}),
            ("def", "app.bsky.feed.defs#postView", {"uri": OURS}),
        ]
        self.assertEqual(len(self.complaints(checks)), 5)

    def test_lexicons_of_requests_and_answers(self):
        """Everything that the connector asks for, and what the stub says to it."""
        platform, one = self.platform()
        platform.notifications = [notification(n, n) for n in range(3)]
        platform.feed = [own(1, 1, platform.posts[THEIRS], platform.posts[OURS])]
        platform.logs = [self.log(1)]
        self.exercise(one)
        begun = self.make(one.values["service"], account="")
        begun.refresh()
        exchanges = zip(platform.asked, platform.answered, strict=True)
        checks = [check for pair in exchanges for check in self.checks(*pair)]
        names = {name for _, name, _ in checks}
        self.assertGreaterEqual(len(names), 18)
        self.assertEqual(self.complaints(checks), [])

    def exercise(self, one):
        """Each thing that the connector can do."""
        one.refresh()
        one.verify()
        page = self.fetched(one)
        self.fetched(one, page.cursor)
        picture = Attachment(filename="a.png", mimetype="image/png", content=b"x")
        text = f"@{AUTHOR['handle']} @nobody.example https://a.example #tag"
        one.send(self.a_reply(text=text, attachments=(picture,)))
        one.send(self.a_direct(text=text))
        one.send(self.a_reply(visibility="private"))
        for action in one.moderate_by:
            uri = one.external_id_of(self.a_reply()) if action == "delete" else THEIRS
            one.moderate(action, self.target(uri))

    def checks(self, asked, answer):
        """What of an exchange has a lexicon."""
        name = asked.path.removeprefix("/xrpc/")
        if asked.method == "GET":
            listed = ("uris", "reasons", "members")
            query = {
                key: values if key in listed else values[0]
                for key, values in asked.query.items()
            }
            if "limit" in query:
                query["limit"] = int(query["limit"])
            yield "params", name, query
        elif name.endswith(("putRecord", "deleteRecord", "createSession", "Message")):
            yield "input", name, asked.json()
            if name.endswith("putRecord"):
                yield "record", asked.json()["collection"], asked.json()["record"]
        if answer.status == 200 and answer.body:
            yield "output", name, answer.body


class FixedDatetime(datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW
