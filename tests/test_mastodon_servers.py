"""The Mastodon connector between two real servers that federate."""

import uuid

import requests

from odoo.tests import tagged

from ..connectors.errors import (
    AuthError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    UnknownOutcomeError,
    UnsupportedError,
)
from ..connectors.http import LONGEST_WAIT
from ..connectors.types import (
    Attachment,
    EditEvent,
    MessageEvent,
    Profile,
    Reply,
    Target,
)
from .mail_odd_servers import free_port
from .mastodon_servers import BACK, MastodonServersCase, eventually, log_in
from .platform_stub import Answer, PlatformStub

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b49444154"
    "78da6364f80f00010501012718e3660000000049454e44ae426082"
)


@tagged("post_install", "-at_install")
class TestMastodonServers(MastodonServersCase):
    def setUp(self):
        super().setUp()
        self.brand = self.person(self.home, "brand")
        self.fan = self.person(self.away, "fan")
        self.one = self.connected(self.home["url"])
        self.cursor = self.one.fetch("").cursor
        self.seen = []

    def connected(self, url, **settings):
        values = {"access_token": self.brand.token, "text_limit": 1000, **settings}
        return self.connector(url, **values)

    def through(self, respond):
        """A connector that speaks to the home server by way of ``respond``, which is
        given what was asked and a function that passes it on."""

        def passed_on(asked):
            answer = requests.request(
                asked.method,
                self.home["url"] + asked.path,
                params=asked.query,
                headers={**asked.headers, "host": self.home["host"]},
                data=asked.body,
                timeout=20,
            )
            kept = {"Content-Type": answer.headers.get("Content-Type", "")}
            return Answer(answer.status_code, answer.content, kept)

        stub = PlatformStub(lambda asked: respond(asked, passed_on))
        self.addCleanup(stub.close)
        return self.connected(stub.url)

    def fetched(self, kind=MessageEvent):
        """The next event of a kind, whenever it comes."""

        def look():
            page = self.one.fetch(self.cursor)
            self.cursor = page.cursor
            self.seen += [e for p in page.payloads for e in self.one.parse(p)]
            return [event for event in self.seen if isinstance(event, kind)]

        found = eventually(look, f"a {kind.__name__}")[0]
        self.seen.remove(found)
        return found

    def mentioned(self, text="when does it come?", **options):
        """What the fan asks, as the brand's inbox has it and as the fan's server."""
        asked = self.fan.post(f"@{self.brand.address} {text}", **options)
        event = self.fetched()
        self.assertIn(text, event.text)
        return event, asked

    def reply(self, event, text="Tomorrow!", **changes):
        values = {
            "key": uuid.uuid4().hex,
            "text": text,
            "thread_id": event.thread_id,
            "parent_id": event.external_id,
            "ancestor_ids": (event.external_id, *event.ancestor_ids),
            "recipient": event.author,
            "kind": event.kind,
            "visibility": event.visibility,
            "parent_visibility": event.visibility,
        }
        return Reply(**{**values, **changes})

    def heard(self, text):
        """The answer as the fan sees it, at home."""

        def look():
            for one in self.fan.mentions():
                if one["status"] and text in one["status"]["content"]:
                    return one["status"]
            return None

        return eventually(look, f"the fan hears {text}")

    def answers_of_brand(self, event):
        path = f"/api/v1/statuses/{event.external_id}/context"
        return self.brand.call("GET", path)["descendants"]

    # -- connecting --------------------------------------------------------------------

    def test_verify(self):
        profile = self.one.verify()
        self.assertEqual(profile.handle, self.brand.address)
        self.assertEqual(profile.url, f"{self.home['url']}/{self.brand.name}")

    def test_login_with_a_web_page_to_come_back_to(self):
        back = "https://odoo.example/social_inbox/oauth"
        registered = self.one.register(back)
        one = self.connector(self.home["url"], **registered)
        code = log_in(one, self.brand, back)
        tokens = one.exchange(code, back, "v" * 43)
        two = self.connector(self.home["url"], **tokens.values)
        self.assertEqual(two.verify().handle, self.brand.address)
        # snac looks at the app's secret alone, not at the code
        wrong = self.connector(self.home["url"], **registered | {"client_secret": "x"})
        with self.assertRaises(AuthError):
            wrong.exchange(code, back, "v" * 43)

    def test_wrong_and_revoked_tokens(self):
        event, _asked = self.mentioned()
        wrong = self.connected(self.home["url"], access_token="wrong")
        for call in (
            wrong.verify,
            lambda: wrong.fetch(""),
            lambda: wrong.send(self.reply(event)),
        ):
            with self.assertRaises(AuthError) as caught:
                call()
            self.assertIs(type(caught.exception), AuthError)
        registered = self.one.register(BACK)
        one = self.connector(self.home["url"], **registered)
        token = one.exchange(log_in(one, self.brand, BACK), BACK, "v" * 43)
        token = token.values["access_token"]
        two = self.connected(self.home["url"], access_token=token)
        two.verify()
        revoked = requests.post(
            f"{self.home['url']}/oauth/revoke",
            data={**registered, "token": token},
            timeout=20,
        )
        self.assertEqual(revoked.status_code, 200)
        three = self.connected(self.home["url"], access_token=token)
        with self.assertRaises(AuthError):
            three.verify()

    def test_rate_limit(self):
        """snac has none: what stands before it says so, as Mastodon would."""
        headers = {"X-RateLimit-Reset": "2099-01-01T00:00:00.000000Z"}
        busy = Answer(429, {"error": "Too many requests"}, headers)
        one = self.through(lambda asked, pass_on: busy)
        with self.assertRaises(RateLimitedError) as caught:
            one.fetch(self.cursor)
        self.assertEqual(caught.exception.retry_after, LONGEST_WAIT)

    # -- there and back ----------------------------------------------------------------

    def test_mention_and_answer(self):
        event, asked = self.mentioned("wann kommt es?", language="de")
        self.assertEqual(event.author.handle, self.fan.address)
        self.assertEqual(event.kind, "mention")
        self.assertEqual(event.visibility, "public")
        self.assertEqual(event.thread_id, asked["uri"])
        self.assertEqual(event.url, asked["url"])
        self.assertEqual(event.reply_as, ("public", "private"))
        sent = self.one.send(self.reply(event))
        heard = self.heard("Tomorrow!")
        self.assertEqual(heard["in_reply_to_id"][10:], asked["id"][10:])
        self.assertEqual(heard["url"], sent.url)
        self.assertEqual(heard["visibility"], "public")
        # our own answer, seen there, has the id that sending it gave
        ours = self.fetched()
        self.assertEqual(ours.external_id, sent.external_id)
        self.assertTrue(ours.from_us)
        self.assertEqual(ours.ancestor_ids, (event.external_id,))
        # the fan goes on: the same conversation
        self.fan.post(f"@{self.brand.address} thank you", in_reply_to_id=heard["id"])
        thanks = self.fetched()
        self.assertEqual(thanks.thread_id, event.thread_id)
        self.assertEqual(thanks.ancestor_ids, (sent.external_id, event.external_id))
        self.assertIsNone(thanks.post)

    def test_direct_stays_direct(self):
        event, _asked = self.mentioned("my number is 7", visibility="direct")
        self.assertEqual(event.visibility, "private")
        self.assertEqual(event.reply_as, ())
        self.one.send(self.reply(event, "a secret answer"))
        heard = self.heard("a secret answer")
        self.assertIn(heard["visibility"], ("private", "direct"))
        account = heard["account"]["id"]
        shown = self.fan.call("GET", f"/api/v1/accounts/{account}/statuses?limit=40")
        self.assertNotIn("a secret answer", str(shown))

    def test_private_answer_to_a_public_mention(self):
        event, _asked = self.mentioned()
        self.one.send(self.reply(event, "between us", visibility="private"))
        heard = self.heard("between us")
        self.assertIn(heard["visibility"], ("private", "direct"))

    def test_comment_on_our_post(self):
        post = self.brand.post(f"Launch day! @{self.fan.address}")
        there = self.heard("Launch day!")
        self.fan.post(f"@{self.brand.address} nice", in_reply_to_id=there["id"])
        comment = self.fetched()
        self.assertEqual(comment.kind, "comment")
        self.assertEqual(comment.thread_id, post["uri"])
        self.assertIn("Launch day!", comment.post.text)
        self.assertTrue(comment.post.from_us)

    def test_files_both_ways(self):
        media = self.fan.call(
            "POST",
            "/api/v2/media",
            files={"file": ("dot.png", PIXEL, "image/png")},
            data={"description": "A dot"},
        )
        event, _asked = self.mentioned("see", media_ids=[media["id"]])
        (picture,) = event.attachments
        self.assertEqual((picture.alt_text, picture.mimetype), ("A dot", "image/png"))
        self.assertEqual(requests.get(picture.url, timeout=20).content, PIXEL)
        file = Attachment(
            filename="back.png", mimetype="image/png", content=PIXEL, alt_text="Back"
        )
        self.one.send(self.reply(event, "and back", attachments=(file,)))
        (shown,) = self.heard("and back")["media_attachments"]
        self.assertEqual(shown["description"], "Back")
        self.assertEqual(requests.get(shown["url"], timeout=20).content, PIXEL)

    def test_edit(self):
        event, asked = self.mentioned()
        path = f"/api/v1/statuses/{asked['id']}"
        text = f"@{self.brand.address} never mind"
        self.fan.call("PUT", path, json={"status": text})
        edit = self.fetched(EditEvent)
        self.assertEqual(edit.external_id, event.external_id)
        self.assertIn("never mind", edit.text)
        self.assertIsNotNone(edit.edited_at)

    def test_many_at_once(self):
        """None skipped, none twice, whatever ``min_id`` means to the server.

        From the same server: between two, some may take minutes.
        """
        names = [f"bulk number {number}." for number in range(35)]
        near = self.person(self.home)
        for name in names:
            near.post(f"@{self.brand.address} {name}")
        mentions = self.brand.mentions
        eventually(lambda: len(mentions()) >= len(names), "all are there", 300, 3)
        found, more = [], True
        while more:
            page = self.one.fetch(self.cursor)
            self.cursor, more = page.cursor, page.has_more
            found += [e.text for p in page.payloads for e in self.one.parse(p)]
        wanted = [text for name in names for text in found if name in text]
        self.assertEqual((len(found), len(set(wanted))), (len(names), len(names)))
        self.assertEqual(self.one.fetch(self.cursor).payloads, ())

    def test_moderating(self):
        event, asked = self.mentioned()
        target = Target(external_id=event.external_id, author=event.author)
        path = f"/api/v1/statuses/{event.external_id}"
        for action, liked in (("like", True), ("like", True), ("unlike", False)):
            self.one.moderate(action, target)
            self.assertIs(self.brand.call("GET", path)["favourited"], liked)
        self.one.moderate("block", target)
        self.one.moderate("unblock", target)
        sent = self.one.send(self.reply(event))
        with self.assertRaises(UnsupportedError):  # this version of snac cannot
            self.one.moderate("delete", Target(external_id=sent.external_id))
        self.one.moderate("delete", Target(external_id="0" * 42))

    def test_answer_to_nothing(self):
        event, _asked = self.mentioned()
        with self.assertRaises(PermanentError):
            self.one.send(self.reply(event, parent_id="0" * 42))

    # -- in bad weather ----------------------------------------------------------------

    def test_break_between_request_and_answer(self):
        """The server took it and the connection broke: found, and nothing doubled."""
        event, _asked = self.mentioned()

        def break_off(asked, pass_on):
            answer = pass_on(asked)
            is_post = asked.method == "POST" and asked.path == "/api/v1/statuses"
            return Answer(cut=True) if is_post else answer

        text = "It *comes* on Monday, see https://shop.example/a?b=1 &c\n\n- one\n- two"
        reply = self.reply(event, text)
        with self.assertRaises(UnknownOutcomeError):
            self.through(break_off).send(reply)
        found = self.one.find_sent(reply)
        (posted,) = self.answers_of_brand(event)
        self.assertEqual(found.url, posted["url"])
        self.assertEqual(found.external_id[10:], posted["id"][10:])
        self.heard("on Monday")

    def test_break_before_the_server_took_it(self):
        event, _asked = self.mentioned()

        def break_off(asked, pass_on):
            is_post = asked.method == "POST" and asked.path == "/api/v1/statuses"
            return Answer(cut=True) if is_post else pass_on(asked)

        reply = self.reply(event)
        with self.assertRaises(UnknownOutcomeError):
            self.through(break_off).send(reply)
        self.assertIsNone(self.one.find_sent(reply))
        self.assertEqual(self.answers_of_brand(event), [])
        sent = self.one.send(reply)
        self.assertEqual(self.one.find_sent(reply), sent)

    def test_server_is_down(self):
        event, _asked = self.mentioned()
        one = self.connected(f"http://127.0.0.1:{free_port()}")
        for call in (
            lambda: one.fetch(self.cursor),
            lambda: one.send(self.reply(event)),
        ):
            with self.assertRaises(RetryableError) as caught:
                call()
            self.assertIs(type(caught.exception), RetryableError)

    def test_person_is_named_for_the_server_of_another(self):
        """Without the host in the name, nobody elsewhere would hear."""
        event, _asked = self.mentioned()
        self.one.send(self.reply(event, f"@{self.fan.name} is it you?"))
        self.assertIn(self.fan.address, self.heard("is it you?")["content"])
        nobody = Profile(external_id="", handle="")
        self.one.send(self.reply(event, "without a name", recipient=nobody))
        self.assertIn(self.fan.address, self.heard("without a name")["content"])
