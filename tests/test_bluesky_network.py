"""The Bluesky connector against Bluesky's own servers."""

import time
from dataclasses import replace
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..connectors.bluesky import fetch
from ..connectors.bluesky.client import Client
from ..connectors.errors import (
    AuthError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
)
from ..connectors.types import Attachment, DeletionEvent, Target
from .bluesky_network import POST, BlueskyNetworkCase, pick, wait_for
from .mail_odd_servers import Proxy

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da63fcff1f0002eb01f5da6f8b290000000049454e44ae426082"
)


@tagged("post_install", "-at_install")
class TestBlueskyNetwork(BlueskyNetworkCase):
    def posts(self, person):
        """How many posts somebody has."""
        name = "com.atproto.repo.listRecords"
        found = person.call(name, repo=person.did, collection=POST)
        return len(found["records"])

    def seen_by(self, person, uri):
        """The notification of a post, once it is there."""
        return wait_for(
            lambda: [one for one in person.notifications() if one["uri"] == uri]
        )[0]

    # Receiving

    def test_verify(self):
        person = self.connector().verify()
        self.assertEqual(person.external_id, self.shop.did)
        self.assertEqual(person.handle, self.shop.handle)

    def test_mention_is_answered(self):
        one = self.connector()
        said = self.ana.mention(self.shop, "Wann öffnet ihr? 🙂 ", langs=["de"])
        (event,) = self.arrived(one, said["uri"])
        self.assertEqual(event.kind, "mention")
        self.assertEqual(event.author.handle, self.ana.handle)
        self.assertEqual(event.text, f"Wann öffnet ihr? 🙂 @{self.shop.handle}")
        self.assertEqual((event.language, event.visibility), ("de", "public"))
        self.assertEqual(event.thread_id, said["uri"])
        self.assertTrue(event.can_reply)

        reply = self.answer(event, text=f"Um 9 🕘 @{self.ana.handle} #öffnungszeit")
        sent = one.send(reply)
        self.assertEqual(sent.external_id, one.external_id_of(reply))
        told = self.seen_by(self.ana, sent.external_id)
        self.assertEqual(told["record"]["reply"]["parent"], pick(said))
        kinds = [x["features"][0]["$type"] for x in told["record"]["facets"]]
        self.assertEqual([kind.partition("#")[2] for kind in kinds], ["mention", "tag"])
        self.assertEqual(one.find_sent(reply), sent)

        self.ana.post("Danke", above=told, root=said)
        found = wait_for(lambda: [x for x in self.events(one) if x.text == "Danke"])
        self.assertEqual(found[0].ancestor_ids, (sent.external_id, said["uri"]))
        self.assertEqual(found[0].thread_id, event.thread_id)
        ours = {x.external_id for x in self.events(one) if x.from_us}
        self.assertEqual(ours, {sent.external_id})

    def test_answer_to_a_post_of_ours(self):
        one = self.connector()
        post = self.shop.announce("New shoes!")
        said = self.ana.post("In red, too?", above=post)
        (event,) = self.arrived(one, said["uri"])
        self.assertEqual(event.kind, "comment")
        self.assertEqual(event.post.external_id, post["uri"])
        self.assertEqual(event.post.text, "New shoes!")
        self.assertTrue(event.post.from_us)
        sent = one.send(self.answer(event))
        record = self.seen_by(self.ana, sent.external_id)["record"]
        self.assertEqual(record["reply"], {"root": pick(post), "parent": pick(said)})

    def test_answer_in_the_app(self):
        """Seen before anybody answers it."""
        one = self.connector()
        said = self.ana.mention(self.shop, "Hello ")
        (event,) = self.arrived(one, said["uri"])
        own = self.shop.post("Hello Ana", above=said)
        self.shop.post("Buy shoes!")
        found = self.arrived(one, own["uri"])
        self.assertEqual([x.text for x in found if x.from_us], ["Hello Ana"])
        self.assertEqual(found[-1].ancestor_ids, (event.external_id,))

    def test_quote(self):
        one = self.connector()
        post = self.shop.announce("New shoes!")
        embed = {"$type": "app.bsky.embed.record", "record": pick(post)}
        said = self.ana.post("Look at these", embed=embed)
        (event,) = self.arrived(one, said["uri"])
        self.assertEqual((event.kind, event.thread_id), ("mention", said["uri"]))
        self.assertEqual(event.post.text, "New shoes!")
        self.assertEqual(event.quoted, "New shoes!")

    def test_likes_are_no_messages(self):
        one = self.connector()
        post = self.shop.announce("New shoes!")
        self.ana.record("app.bsky.feed.like", subject=pick(post))
        self.ana.record("app.bsky.graph.follow", subject=self.shop.did)
        said = self.ana.mention(self.shop, "Hello ")
        self.assertEqual(len(self.arrived(one, said["uri"])), 1)

    def test_nothing_twice_and_nothing_left_out(self):
        """Also one whose author's clock is slow, so that it stands among older ones."""
        one = self.connector()
        first = self.ana.mention(self.shop, "one ")
        self.arrived(one, first["uri"])
        page = one.fetch("")
        self.assertEqual([x.external_id for x in page.payloads], [first["uri"]])
        self.assertFalse(one.fetch(page.cursor).payloads)
        late = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1800))
        slow = self.ana.mention(self.shop, "late ", createdAt=late)
        second = self.ana.mention(self.shop, "two ")
        self.arrived(one, slow["uri"], second["uri"])
        again = one.fetch(page.cursor)
        found = [x.external_id for x in again.payloads]
        self.assertEqual(found, [slow["uri"], second["uri"]])
        self.assertFalse(one.fetch(again.cursor).payloads)

    def test_paging(self):
        one = self.connector()
        said = [self.ana.mention(self.shop, f"{n} ")["uri"] for n in range(7)]
        self.arrived(one, *said)
        for name in ("PAGES", "PAGE"):
            self.startPatcher(patch.object(fetch, name, 2))
        found, cursor, pages = [], "", 0
        while pages < 10:
            page = one.fetch(cursor)
            found += [x.external_id for x in page.payloads]
            cursor, pages = page.cursor, pages + 1
            if not page.has_more:
                break
        self.assertEqual((sorted(found), pages), (sorted(said), 2))
        self.assertEqual(one.fetch(cursor).payloads, ())

    # Sending

    def test_pictures(self):
        one = self.connector()
        said = self.ana.mention(self.shop, "How does it look? ")
        (event,) = self.arrived(one, said["uri"])
        picture = Attachment(
            filename="a.png", mimetype="image/png", content=PIXEL, alt_text="A dot"
        )
        sent = one.send(self.answer(event, attachments=(picture,) * 2))
        told = self.seen_by(self.ana, sent.external_id)
        images = told["record"]["embed"]["images"]
        self.assertEqual([x["alt"] for x in images], ["A dot"] * 2)
        self.assertEqual(images[0]["image"]["mimeType"], "image/png")

    def test_pictures_arrive(self):
        one = self.connector()
        image = {"image": self.ana.upload(PIXEL, "image/png"), "alt": "A dot"}
        embed = {"$type": "app.bsky.embed.images", "images": [image]}
        said = self.ana.mention(self.shop, "Like this ", embed=embed)
        (event,) = self.arrived(one, said["uri"])
        (picture,) = event.attachments
        self.assertEqual(picture.alt_text, "A dot")
        self.assertIn(self.ana.did, picture.url)

    def test_too_long(self):
        one = self.connector()
        said = self.ana.mention(self.shop, "Hello ")
        (event,) = self.arrived(one, said["uri"])
        family = "👩‍👩‍👧"
        sent = one.send(self.answer(event, text="y" * 299 + family))
        self.assertTrue(sent.external_id)
        with self.assertRaises(PermanentError) as caught:
            one.send(self.answer(event, text="x" * 301))
        self.assertIn("300", caught.exception.detail)

    def test_the_post_is_gone(self):
        one = self.connector()
        said = self.ana.mention(self.shop, "Hello ")
        (event,) = self.arrived(one, said["uri"])
        rkey = said["uri"].rpartition("/")[2]
        body = {"repo": self.ana.did, "collection": POST, "rkey": rkey}
        self.ana.call("com.atproto.repo.deleteRecord", body)
        wait_for(lambda: not self.events(one))
        with self.assertRaises(PermanentError) as caught:
            one.send(self.answer(event))
        self.assertEqual(caught.exception.code, "gone")

    def test_only_some_may_answer(self):
        one = self.connector()
        said = self.ana.mention(self.shop, "Hello ")
        gate = {
            "$type": "app.bsky.feed.threadgate",
            "post": said["uri"],
            "allow": [],
            "createdAt": "2026-01-01T00:00:00Z",
        }
        body = {
            "repo": self.ana.did,
            "collection": gate["$type"],
            "rkey": said["uri"].rpartition("/")[2],
            "record": gate,
        }
        self.ana.call("com.atproto.repo.putRecord", body)
        (event,) = wait_for(lambda: [x for x in self.events(one) if not x.can_reply])
        self.assertTrue(event.why_not)
        with self.assertRaises(PermanentError) as caught:
            one.send(self.answer(event))
        self.assertEqual(caught.exception.code, "threadgate")

    # A connection that breaks

    def cut(self, values, after):
        """Settings that lead through a proxy, which closes after so many bytes of the
        servers' answers."""
        proxy = Proxy(urlsplit(self.network.pds).port, cut_after=after)
        self.addCleanup(proxy.close)
        server = f"http://127.0.0.1:{proxy.port}"
        account = values["account"].split(" ")
        return {**values, "account": " ".join([*account[:2], server])}

    def test_a_repeat_after_a_break_does_not_double_the_post(self):
        """The write reaches the servers, its answer is cut: within the status line,
        the headers, or not long before its end."""
        one = self.connector()
        said = self.ana.mention(self.shop, "Hello ")
        (event,) = self.arrived(one, said["uri"])
        post = Client.post
        for number, after in enumerate((1, 60, 600), 1):
            reply = self.answer(event, text=f"Number {number}")

            def broken(client, *arguments, after=after):
                client.values = self.cut(client.values, after)
                return post(client, *arguments)

            with self.subTest(after):
                quiet = mute_logger("urllib3.connection")  # of headers without an end
                with patch.object(Client, "post", broken), quiet:
                    self.assertRaises(RetryableError, one.send, reply)
                self.assertEqual(self.posts(self.shop), number)
                sent = one.send(reply)
                self.assertEqual(one.send(reply), sent)
                self.assertEqual(self.posts(self.shop), number)

    # Signing in

    def test_nobody_is_signed_in(self):
        one = self.connector(signed_in=False)
        with self.assertRaises(AuthError):
            one.verify()
        self.assertEqual(one.calls, 0)
        tokens = one.refresh()
        self.assertGreater(tokens.expires_at.timestamp(), time.time() + 3600)

    def test_wrong_password(self):
        one = self.connector(signed_in=False, app_password="xxxx-xxxx-xxxx-xxxx")
        with self.assertRaises(AuthError) as caught:
            one.refresh()
        self.assertEqual(caught.exception.code, "password")

    def test_revoked_password(self):
        """The session ends with it, at the latest when it is to be made new."""
        one = self.connector()
        name = "com.atproto.server.listAppPasswords"
        for password in self.shop.call(name)["passwords"]:
            body = {"name": password["name"]}
            self.shop.call("com.atproto.server.revokeAppPassword", body)
        with self.assertRaises(AuthError):
            one.refresh()

    def test_a_session_is_kept_alive_without_the_password(self):
        one = self.connector()
        other = self.connector(
            signed_in=False, **{**one.values, "app_password": "wrong"}
        )
        tokens = other.refresh()
        was = one.values["refresh_token"]
        self.assertNotEqual(tokens.values["refresh_token"], was)
        after = self.connector(signed_in=False, **{**one.values, **tokens.values})
        self.assertEqual(after.verify().external_id, self.shop.did)

    def test_a_dead_session_is_begun_anew(self):
        one = self.connector(refresh_token="no.such.token")
        tokens = one.refresh()
        self.assertTrue(tokens.values["refresh_token"])

    def test_expired_and_broken_tokens(self):
        for token, code in (
            (self.shop.expired(self.network.servers["secret"]), "ExpiredToken"),
            ("no.such.token", "InvalidToken"),
        ):
            one = self.connector(access_token=token)
            with self.subTest(code), self.assertRaises(AuthError) as caught:
                one.fetch("")
            self.assertEqual(caught.exception.code, code)

    def test_too_many_sign_ins(self):
        one = self.connector(signed_in=False, handle="ghost.test")
        for _ in range(40):
            try:
                one.refresh()
            except RateLimitedError as error:
                self.assertGreater(error.retry_after, 30)
                self.assertLessEqual(error.retry_after, 300)
                return
            except AuthError:
                continue
        self.fail("the limit was never reached")

    # Direct messages

    def convo(self):
        name = "chat.bsky.convo.getConvoForMembers"
        return self.ana.call(name, chat=True, members=[self.shop.did])["convo"]["id"]

    def say(self, convo, text):
        body = {"convoId": convo, "message": {"text": text}}
        return self.ana.call("chat.bsky.convo.sendMessage", body, chat=True)

    def test_direct_messages(self):
        one = self.connector(chat=True)
        one.verify()
        convo = self.convo()
        said = self.say(convo, "A private word")
        page = one.fetch("")
        (event,) = [x for payload in page.payloads for x in one.parse(payload)]
        self.assertEqual((event.kind, event.visibility), ("direct", "private"))
        self.assertEqual(event.external_id, f"{convo}/{said['id']}")
        self.assertEqual(event.author.external_id, self.ana.did)

        sent = one.send(self.answer(event, text="See https://example.com"))
        after = one.fetch(page.cursor)
        (own,) = [x for payload in after.payloads for x in one.parse(payload)]
        self.assertEqual((own.external_id, own.from_us), (sent.external_id, True))
        got = self.ana.call("chat.bsky.convo.getMessages", chat=True, convoId=convo)[
            "messages"
        ][0]
        self.assertEqual(got["text"], "See https://example.com")
        self.assertEqual(got["facets"][0]["index"], {"byteStart": 4, "byteEnd": 23})

        body = {"convoId": convo, "messageId": said["id"]}
        self.ana.call("chat.bsky.convo.deleteMessageForSelf", body, chat=True)
        last = one.fetch(after.cursor)
        (gone,) = [x for payload in last.payloads for x in one.parse(payload)]
        self.assertEqual(gone, DeletionEvent(external_id=event.external_id))
        self.assertFalse(one.fetch(last.cursor).has_more)

    def test_private_answer_to_a_post(self):
        one = self.connector(chat=True)
        self.ana.record("app.bsky.graph.follow", subject=self.shop.did)
        said = self.ana.mention(self.shop, "Hello ")
        found = self.arrived(one, said["uri"])
        (event,) = [x for x in found if x.kind == "mention"]
        self.assertEqual(event.reply_as, ("public", "private"))
        one.send(self.answer(event, visibility="private", text="Between us"))
        name = "chat.bsky.convo.getMessages"
        got = self.ana.call(name, chat=True, convoId=self.convo())["messages"]
        self.assertEqual([x["text"] for x in got], ["Between us"])

    def test_password_without_the_right_to_the_chat(self):
        one = self.connector(chat=True, app_password=self.shop.app_password())
        with self.assertRaises(SettingsError) as caught:
            one.verify()
        self.assertEqual(caught.exception.code, "no_chat")
        said = self.ana.mention(self.shop, "Hello ")
        self.assertEqual(len(self.arrived(one, said["uri"])), 1)
        self.assertEqual(one.fetch("").problem.code, "no_chat")
        convo = self.convo()
        self.say(convo, "A private word")
        other = self.connector(chat=True)
        (event,) = [x for x in self.events(other) if x.kind == "direct"]
        with self.assertRaises(PermanentError):
            one.send(self.answer(event))

    def test_direct_message_too_long(self):
        one = self.connector(chat=True)
        self.say(self.convo(), "A private word")
        (event,) = self.events(one)
        with self.assertRaises(PermanentError):
            one.send(self.answer(event, text="x" * 1001))

    def test_direct_message_of_unknown_outcome(self):
        one = self.connector(chat=True)
        self.say(self.convo(), "A private word")
        (event,) = self.events(one)
        broken = self.connector(signed_in=False, **self.cut(one.values, 1))
        with self.assertRaises(UnknownOutcomeError):
            broken.send(self.answer(event))

    # Moderation

    def target(self, event):
        return Target(
            external_id=event.external_id,
            kind=event.kind,
            thread_id=event.thread_id,
            author=event.author,
            from_us=event.from_us,
        )

    def comment(self, one):
        """(a post of ours, somebody's answer to it)."""
        post = self.shop.announce("New shoes!")
        said = self.ana.post("Ugly.", above=post)
        (event,) = self.arrived(one, said["uri"])
        return post, event

    def likes(self, uri):
        found = self.shop.call("app.bsky.feed.getPosts", uris=[uri])["posts"]
        return found[0]["likeCount"]

    def test_like(self):
        one = self.connector()
        _, event = self.comment(one)
        target = self.target(event)
        for _ in range(2):
            one.moderate("like", target)
        wait_for(lambda: self.likes(event.external_id) == 1)
        for _ in range(2):
            one.moderate("unlike", target)
        wait_for(lambda: self.likes(event.external_id) == 0)
        self.shop.record(
            "app.bsky.feed.like",
            subject={"uri": event.external_id, "cid": self.cid(event)},
        )
        wait_for(lambda: self.likes(event.external_id) == 1)
        one.moderate("unlike", target)
        wait_for(lambda: self.likes(event.external_id) == 0)

    def cid(self, event):
        name = "app.bsky.feed.getPosts"
        return self.shop.call(name, uris=[event.external_id])["posts"][0]["cid"]

    def test_hide(self):
        one = self.connector()
        post, event = self.comment(one)
        rkey = post["uri"].rpartition("/")[2]
        name, kind = "com.atproto.repo.getRecord", "app.bsky.feed.threadgate"

        def hidden():
            found = self.shop.call(name, repo=self.shop.did, collection=kind, rkey=rkey)
            return found["value"]["hiddenReplies"]

        for _ in range(2):
            one.moderate("hide", self.target(event))
            self.assertEqual(hidden(), [event.external_id])
        for _ in range(2):
            one.moderate("unhide", self.target(event))
            self.assertEqual(hidden(), [])
        foreign = replace(self.target(event), thread_id=event.external_id)
        with self.assertRaises(PermanentError):
            one.moderate("hide", foreign)

    def test_delete(self):
        one = self.connector()
        _, event = self.comment(one)
        with self.assertRaises(PermanentError):
            one.moderate("delete", self.target(event))
        sent = one.send(self.answer(event))
        for _ in range(2):
            one.moderate("delete", Target(external_id=sent.external_id))
        self.assertEqual(self.posts(self.shop), 1)

    def test_block(self):
        one = self.connector()
        _, event = self.comment(one)

        def blocking():
            found = self.shop.call("app.bsky.actor.getProfile", actor=self.ana.did)
            return bool(found["viewer"].get("blocking"))

        for _ in range(2):
            one.moderate("block", self.target(event))
        wait_for(blocking)
        for _ in range(2):
            one.moderate("unblock", self.target(event))
        wait_for(lambda: not blocking())
        self.shop.record("app.bsky.graph.block", subject=self.ana.did)
        wait_for(blocking)
        one.moderate("unblock", self.target(event))
        wait_for(lambda: not blocking())
