"""Moderation, files, pictures of authors, and mails that an API channel takes over."""

import base64
import io
import struct
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..connectors.errors import (
    AuthError,
    PermanentError,
    RetryableError,
    UnknownOutcomeError,
)
from ..connectors.types import Sent
from ..models import social_channel_files
from .fake_platform import FakeConnector, FakePlatformCase, comment

ANA = {"external_id": "a-1", "handle": "ana", "name": "Ana"}
LOG = "odoo.addons.social_inbox"


@tagged("post_install", "-at_install")
class TestModeration(FakePlatformCase):
    def setUp(self):
        super().setUp()
        self.twist = self.arrive(comment())[0]
        self.message = self.messages(self.twist).with_user(self.agent)

    def test_what_can_be_done(self):
        self.assertEqual(self.message.sudo()._moderations(), ["hide", "like", "block"])
        self.message.moderate("hide")
        self.message.moderate("like")
        shown = self.message.sudo()._moderations()
        self.assertEqual(shown, ["unhide", "unlike", "block"])
        self.assertTrue(self.message.is_hidden and self.message.is_liked)
        action, target = self.box.asked[-1][1]
        self.assertEqual(
            (action, target.external_id), ("like", self.message.external_id)
        )
        self.assertEqual(target.author.handle, "ana")
        self.message.moderate("unhide")
        self.assertFalse(self.message.is_hidden)

    def test_blocking_blocks_here_too(self):
        self.message.moderate("block")
        self.assertTrue(self.twist.profile_id.is_blocked)

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, "cannot do that"):
            self.message.moderate("delete")
        with self.assertRaisesRegex(UserError, "cannot do that"):
            self.message.moderate("no such thing")
        self.box.errors["moderate"] = PermanentError("It is too old.")
        with self.assertRaisesRegex(UserError, "It is too old."):
            self.message.moderate("hide")
        self.assertFalse(self.message.is_hidden)
        self.channel.action_disconnect()
        with self.assertRaisesRegex(UserError, "not connected"):
            self.message.moderate("hide")

    def test_a_login_that_ended_is_made_new(self):
        refused = FakeConnector.moderate

        def moderate(connector, action, target):
            if "refresh" not in self.box.names():
                raise AuthError("The token is too old.")
            refused(connector, action, target)

        with patch.object(FakeConnector, "moderate", moderate):
            self.message.moderate("hide")
        self.assertTrue(self.message.is_hidden)
        self.assertEqual(self.box.names()[-2:], ["refresh", "moderate"])

    def test_own_answers_can_be_deleted(self):
        self.ready(self.twist).respond("<p>Sorry</p>")
        answer = self.messages(self.twist, "outbound")
        self.assertEqual(answer.sudo()._moderations(), [])
        self.work()
        self.assertEqual(answer.sudo()._moderations(), ["delete"])
        answer.moderate("delete")
        self.assertTrue(answer.deleted_date)
        self.assertEqual(answer.sudo()._moderations(), [])

    def test_agents_only(self):
        nobody = new_test_user(self.env, "social_no", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.message.with_user(nobody).moderate("hide")
        self.assertNotIn("moderate", self.box.names())

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "social_stranger",
            groups="social_inbox.group_social_inbox_agent",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.message.with_user(stranger).moderate("hide")
        self.assertNotIn("moderate", self.box.names())

    def test_shown_with_words_to_those_who_may(self):
        bubble = self.twist.with_user(self.agent).conversation()["messages"][0]
        self.assertEqual(bubble["moderations"][0], {"code": "hide", "label": "Hide"})
        self.assertFalse(bubble["hidden"])


@tagged("post_install", "-at_install")
class TestUnknownFate(FakePlatformCase):
    """The connection broke after the request had left."""

    def setUp(self):
        super().setUp()
        twist = self.ready(self.arrive(comment())[0])
        self.box.errors["send"] = UnknownOutcomeError("The connection broke.")
        twist.respond("<p>Hello</p>")
        self.work()
        self.answer = self.messages(twist, "outbound")
        self.assertEqual(self.answer.state, "unknown")
        self.box.errors.clear()

    def later(self):
        self.env.cr.execute(
            "UPDATE social_message SET write_date = write_date - interval '1 minute'"
        )
        self.env.invalidate_all()
        self.work()

    def test_found_on_the_platform(self):
        self.work()
        self.assertNotIn("find_sent", self.box.names(), "not at once")
        self.box.found = Sent(external_id="x-1", url="https://fake.example/x-1")
        self.later()
        self.assertEqual((self.answer.state, self.answer.external_id), ("sent", "x-1"))
        reply = dict(self.box.asked)["find_sent"]
        self.assertEqual(reply.key, self.answer.key)
        self.assertTrue(reply.sent_at.tzinfo)

    def test_not_found_is_a_persons_decision(self):
        for _ in range(5):
            self.later()
        self.assertEqual(self.box.names().count("find_sent"), 3)
        self.assertEqual(self.answer.state, "unknown")
        self.assertFalse(self.box.sent)

    def test_the_platform_cannot_be_asked(self):
        self.box.errors["find_sent"] = RetryableError("Later.")
        self.later()
        self.assertEqual(self.answer.state, "unknown")
        self.assertFalse(self.channel.send_error)


@tagged("post_install", "-at_install")
class TestFiles(FakePlatformCase):
    def arrived(self):
        file = {"filename": "tent.png", "mimetype": "image/png", "remote_id": "f-1"}
        return self.messages(self.arrive(comment(attachments=[file]))[0])

    def test_downloaded_afterwards(self):
        message = self.arrived()
        file = message.attachment_ids
        self.assertEqual((file.name, file.raw), ("tent.png", b"content"))
        self.assertFalse(message.pending_files)
        self.assertTrue(message.twist_id.has_attachment)
        self.work()
        self.assertEqual(self.box.names().count("download"), 1)

    def test_tried_again_or_said(self):
        self.box.errors["download"] = RetryableError("Later.")
        message = self.arrived()
        self.assertTrue(message.pending_files)
        message.files_after = False
        self.box.errors["download"] = PermanentError("It is gone.")
        with self.assertLogs(LOG, "WARNING"):
            self.work()
        self.assertFalse(message.pending_files)
        notes = message.twist_id.message_ids.mapped("body")
        self.assertIn("tent.png", "".join(notes))


@tagged("post_install", "-at_install")
class TestPictures(FakePlatformCase):
    URL = "https://pictures.example/ana.png"

    def profile(self):
        author = {"external_id": "a", "name": "Ana", "avatar_url": self.URL}
        return self.arrive(comment(author=author))[0].profile_id

    def fetch(self, **behaviour):
        place = patch.object(social_channel_files, "fetch_public", **behaviour)
        with place as mock, self.enter_registry_test_mode():
            self.env.ref("social_inbox.ir_cron_fetch_avatars").method_direct_trigger()
        self.env.invalidate_all()
        return mock

    def png(self, size):
        drawn = io.BytesIO()
        Image.new("RGB", size, "green").save(drawn, "PNG")
        return drawn.getvalue()

    def bomb(self):
        """A few bytes that say that they are 3,600 million pixels."""
        drawn = io.BytesIO()
        Image.new("RGB", (9, 9)).save(drawn, "BMP")
        size = struct.pack("<ii", 60_000, 60_000)
        return drawn.getvalue()[:18] + size + drawn.getvalue()[26:]

    def test_fetched_once_and_small(self):
        profile = self.profile()
        mock = self.fetch(return_value=self.png((900, 600)))
        self.assertEqual(mock.call_args[0], (self.URL,))
        picture = Image.open(io.BytesIO(base64.b64decode(profile.avatar)))
        self.assertEqual(picture.size, (128, 85))
        self.fetch(side_effect=AssertionError("fetched again"))
        twist = profile.twist_ids
        shown = twist._screen_rows()[0]["author"]["image"]
        self.assertIn(f"/social.profile/{profile.id}/avatar", shown)

    def test_small_ones_are_drawn_anew_too(self):
        profile = self.profile()
        self.fetch(return_value=self.png((9, 9)) + b"<script>")
        kept = base64.b64decode(profile.avatar)
        self.assertEqual(Image.open(io.BytesIO(kept)).size, (9, 9))
        self.assertNotIn(b"script", kept)

    def test_no_picture(self):
        profile = self.profile()
        for behaviour in (
            {"return_value": b"<svg>"},
            {"side_effect": PermanentError("no")},
            {"return_value": b""},
            {"return_value": self.bomb()},
        ):
            profile.avatar_date = False
            self.fetch(**behaviour)
            self.assertFalse(profile.avatar)
            self.assertTrue(profile.avatar_date)


@tagged("post_install", "-at_install")
class TestTakenOver(FakePlatformCase):
    """What mails told of a platform goes on when its channel is connected (C5)."""

    def setUp(self):
        super().setUp()
        self.mails = self.new_channel(name="Mails")

    def told(self, **values):
        return self.arrive(
            comment(external_id="c-1", thread_id="t-1", platform="fake", **values),
            channel=self.mails,
        )

    def bridge(self, twist):
        """As a mail channel tells of another platform."""
        twist.is_bridged = True
        return twist

    def test_same_conversation(self):
        twist = self.bridge(self.told(is_partial=True, author=ANA))
        self.assertEqual(twist.platform, "fake")
        again = self.arrive(comment(external_id="c-2", thread_id="t-1", author=ANA))
        self.assertEqual(again, twist)
        self.assertEqual(twist.channel_id, self.channel)
        self.assertFalse(twist.is_bridged)
        self.assertEqual(len(twist.message_ids_social), 2)
        self.ready(twist).respond("<p>Hello</p>")
        self.work()
        self.assertEqual(self.box.sent[-1].thread_id, "t-1")

    def test_same_message(self):
        """The platform's own word replaces the mail's; it is one message."""
        twist = self.told(text="Where …", is_partial=True, can_reply=False)
        message = twist.message_ids_social
        self.assertTrue(message.is_bridged and message.is_partial and message.refusal)
        own = comment(
            "Where is my tent, please?",
            external_id="c-1",
            thread_id="root",
            post={"external_id": "p-1", "text": "Our tents"},
        )
        self.assertEqual(self.arrive(own), twist)
        self.assertEqual(twist.message_ids_social, message)
        self.assertEqual(message.text or message.body, message.text)
        self.assertIn("please", message.body)
        self.assertIn("please", twist.preview)
        self.assertFalse(message.is_bridged or message.is_partial or message.refusal)
        self.assertEqual(message.channel_id, self.channel)
        self.assertEqual(message.profile_id.external_id, own["author"]["external_id"])
        self.assertEqual(twist.profile_id, message.profile_id)
        self.assertEqual(twist.post["text"], "Our tents")
        self.assertEqual((twist.message_count, twist.unread_count), (1, 1))
        self.assertEqual(twist.search([("search_text", "=", "please")]), twist)
        self.ready(twist).respond("<p>Hello</p>")
        self.work()
        self.assertEqual(self.box.sent[-1].parent_id, "c-1")
        # what it says again is another content of its own, as ever
        self.arrive(comment(external_id="c-3", thread_id="t-1"))
        self.assertEqual(len(twist.message_ids_social), 3)

    def test_all_that_comes_at_once_is_found(self):
        names = ("c-1", "c-2")
        told = [comment("…", external_id=name, thread_id="t-1") for name in names]
        told = [{**one, "platform": "fake"} for one in told]
        twist = self.arrive(*told, channel=self.mails)
        words = ("kettle", "lantern")
        self.arrive(
            *(
                comment(word, external_id=name, thread_id="t-1")
                for name, word in zip(names, words, strict=True)
            )
        )
        for word in words:
            self.assertEqual(twist.search([("search_text", "=", word)]), twist)

    def test_a_thread_gets_its_name(self):
        """A mail can name a thread by its message alone."""
        told = comment(external_id="c-1", thread_id="c-1", platform="fake")
        twist = self.arrive(told, channel=self.mails)
        self.arrive(comment(external_id="c-1", thread_id="root"))
        self.assertEqual(twist.thread_id, "root")
        self.assertEqual(self.arrive(comment(thread_id="root")), twist)

    def test_a_mail_after_the_platform(self):
        """What the channel knows is not told again; what it does not, goes there."""
        twist = self.arrive(comment("In full", external_id="c-1", thread_id="t-1"))
        self.assertFalse(self.told(text="In …", is_partial=True))
        self.assertEqual(twist.message_ids_social.text or "In full", "In full")
        later = comment("Mo…", external_id="c-2", thread_id="t-1", platform="fake")
        self.assertFalse(self.arrive(later, channel=self.mails))
        self.assertEqual(len(twist.message_ids_social), 2)
        self.assertEqual(twist.message_ids_social.channel_id, self.channel)
        self.assertFalse(twist.is_bridged)
        self.arrive(comment("More", external_id="c-2", thread_id="t-1"))
        self.assertEqual(len(twist.message_ids_social), 2)
        self.assertEqual(twist.channel_id, self.channel)
        self.assertEqual(twist.preview, "More")

    def test_two_mailboxes(self):
        """Both are told of the same."""
        twist = self.told()
        other = self.new_channel(name="More Mails")
        again = comment(external_id="c-1", thread_id="t-1", platform="fake")
        self.assertFalse(self.arrive(again, channel=other))
        self.assertEqual(len(twist.message_ids_social), 1)

    def test_in_one_batch(self):
        told = [comment(external_id="c-1", thread_id="t-1") for _n in range(2)]
        told = [{**one, "platform": "fake"} for one in told]
        twist = self.arrive(*told, channel=self.mails)
        self.assertEqual(len(twist.message_ids_social), 1)
        self.arrive(*(comment(external_id=f"c-{n}", thread_id="t-1") for n in (1, 2)))
        self.assertEqual(twist.message_ids_social.channel_id, self.channel)
        self.assertEqual(len(twist.message_ids_social), 2)

    def test_persons_of_handles_stay(self):
        """A name alone may be of two people."""
        for name, stays in (("@ana", True), ("name:ana", False)):
            author = {"external_id": name, "name": "Ana"}
            told = comment(platform="fake", author=author)
            twist = self.ready(self.arrive(told, channel=self.mails)[-1])
            person = twist.partner_id
            self.arrive(comment(external_id=told["external_id"]))
            self.assertEqual(twist.partner_id == person, stays)
            self.assertNotEqual(twist.profile_id.external_id, name)

    def test_other_companies_stay_apart(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.mails.sudo().company_id = company
        twist = self.bridge(self.told())
        found = self.arrive(comment(external_id="c-2", thread_id="t-1"))
        self.assertNotEqual(found, twist)
