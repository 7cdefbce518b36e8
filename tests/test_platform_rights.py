"""Rights to answer come with each message: windows, private answers, limits, texts."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..connectors.types import Template
from .fake_platform import FakePlatformCase, comment

NOW = datetime(2026, 11, 20, 12)


def at(hours):
    return (NOW + timedelta(hours=hours)).isoformat()


@tagged("post_install", "-at_install")
class TestRights(FakePlatformCase):
    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))

    def twist(self, **values):
        return self.ready(self.arrive(comment(sent_at=at(-1), **values))[-1])

    def answer(self, twist, **options):
        twist.respond("<p>It is on its way.</p>", **options)
        self.work()
        return self.box.sent[-1]

    def test_the_answer_knows_what_it_answers(self):
        twist = self.twist()
        reply = self.answer(twist)
        self.assertEqual((reply.kind, reply.visibility), ("comment", "public"))
        self.assertEqual(reply.parent_visibility, "public")
        self.assertEqual(reply.parent_id, self.messages(twist).external_id)
        message = self.messages(twist, "outbound")
        self.assertEqual(message.state, "sent")
        self.assertEqual(message.external_id, f"sent-{reply.key}")

    def test_a_key_that_only_sending_reads(self):
        """It came with the message, goes with the answer, and nobody sees it."""
        twist = self.twist(reply_token="k3y")
        self.assertEqual(self.answer(twist).reply_token, "k3y")
        self.assertNotIn("k3y", repr(self.box.sent[-1]))
        message = self.messages(twist).sudo()
        for user in (self.agent, self.supervisor, self.administrator):
            theirs = message.with_user(user).sudo(False)
            self.assertNotIn("reply_token", theirs.fields_get())
            with self.assertRaises(AccessError):
                theirs.read(["reply_token"])
            with self.assertRaises(AccessError):
                theirs.search([("reply_token", "=", "k3y")])
            shown = twist.with_user(user)
            self.assertNotIn("k3y", str(shown.screen_read()))
        self.assertNotIn("k3y", str(message.copy_data()))

    def test_no_answer_with_the_platforms_reason(self):
        url = "https://fake.example/c-1"
        twist = self.twist(can_reply=False, why_not="The post is closed.", url=url)
        with self.assertRaisesRegex(UserError, "The post is closed."):
            twist.respond("<p>Hello</p>")
        shown = twist._screen_composer()
        self.assertEqual(shown["why_not"], "The post is closed.")
        self.assertFalse(shown["can_reply"])
        self.assertEqual(shown["open_url"], url)
        other = self.twist(can_reply=False)
        with self.assertRaisesRegex(UserError, "takes no answer"):
            other.respond("<p>Hello</p>")

    def test_private_or_public_is_a_choice(self):
        twist = self.twist(reply_as=["public", "private"], private_until=at(2))
        shown = twist._screen_composer()
        self.assertEqual(shown["visibilities"], ["public", "private"])
        self.assertEqual(shown["visibility"], "public")
        self.assertTrue(shown["is_public"])
        self.assertEqual(shown["open_url"], "")
        self.assertEqual(shown["limits_by"]["public"]["length"], 280)
        self.assertEqual(shown["limits_by"]["private"]["length"], 1000)
        reply = self.answer(twist, visibility="private")
        self.assertEqual(reply.visibility, "private")
        self.assertEqual(reply.parent_visibility, "public")

    def test_private_answers_have_a_window_of_their_own(self):
        twist = self.twist(reply_as=["public", "private"], private_until=at(-0.5))
        self.assertEqual(twist._screen_composer()["visibilities"], ["public"])
        with self.assertRaisesRegex(UserError, "no such answers"):
            twist.respond("<p>Hello</p>", visibility="private")
        self.assertEqual(self.answer(twist).visibility, "public")

    def test_limits_by_who_sees_it(self):
        twist = self.twist(reply_as=["public", "private"])
        long = f"<p>{'x' * 500}</p>"
        with self.assertRaisesRegex(UserError, "500 characters; 280 are allowed"):
            twist.respond(long)
        twist.respond(long, visibility="private")
        file = self.env["ir.attachment"].create({"name": "a.png", "raw": b"x"})
        with self.assertRaisesRegex(UserError, "takes no files"):
            twist.respond("<p>See</p>", visibility="private", attachment_ids=file.ids)

    def test_window_open_and_over(self):
        self.box.templates = ()
        self.channel.look_date = False
        twist = self.twist(kind="direct", visibility="private", reply_until=at(1))
        self.assertEqual(twist.reply_until, NOW + timedelta(hours=1))
        row = twist._screen_rows()[0]
        self.assertEqual(row["reply_until"], "2026-11-20 13:00:00")
        self.assertEqual(twist._screen_composer()["reply_until"], "2026-11-20 13:00:00")
        self.answer(twist)
        with freeze_time(NOW + timedelta(hours=2)):
            with self.assertRaisesRegex(UserError, "took answers until"):
                twist.respond("<p>Late</p>")
            self.assertFalse(twist._screen_composer()["can_reply"])

    def test_whoever_writes_again_opens_the_window_anew(self):
        author = {"external_id": "a-1", "handle": "ana", "name": "Ana"}
        direct = {"kind": "direct", "visibility": "private", "thread_id": "t-1"}
        twist = self.twist(author=author, reply_until=at(1), **direct)
        first = self.messages(twist)
        with freeze_time(NOW + timedelta(hours=2)):
            again = comment(author=author, sent_at=at(2), reply_until=at(26), **direct)
            self.assertEqual(self.arrive(again), twist)
            self.assertEqual(twist.reply_until, NOW + timedelta(hours=26))
            self.answer(twist, message=first)

    def test_afterwards_only_approved_texts(self):
        twist = self.twist(kind="direct", visibility="private", reply_until=at(1))
        template = self.channel.template_ids
        self.assertEqual(template.name, "hello")
        with freeze_time(NOW + timedelta(hours=2)):
            shown = twist._screen_composer()
            self.assertTrue(shown["can_reply"] and shown["needs_template"])
            self.assertEqual(shown["templates"][0]["body"], "Hello {{1}}, about {{2}}.")
            with self.assertRaisesRegex(UserError, "Choose one of the texts"):
                twist.respond("<p>Late</p>")
            chosen = {"template_id": template.id}
            with self.assertRaisesRegex(UserError, "Fill in all the gaps"):
                twist.respond("", template_values=["Ana"], **chosen)
            values = ["Ana", "the tent"]
            agents = twist.with_user(self.agent)
            agents.save_draft("reply", {"body": "When she writes again"})
            agents.respond_text("", template_values=values, **chosen)
            kept = agents.read_drafts()["reply"]
            self.assertEqual(kept["body"], "When she writes again")
            self.work()
        reply = self.box.sent[-1]
        self.assertEqual(reply.template, "hello")
        self.assertEqual(reply.template_values, ("Ana", "the tent"))
        self.assertEqual(reply.text, "Hello Ana, about the tent.")

    def test_texts_of_other_channels(self):
        other = self.new_channel(name="Another")
        self.work(other)
        twist = self.twist()
        with self.assertRaisesRegex(UserError, "not of this channel"):
            twist.respond(
                "", template_id=other.template_ids.id, template_values=["a", "b"]
            )

    def test_approved_texts_are_read_again(self):
        self.work()
        self.box.templates = (
            Template(external_id="hello", name="hi", language="de"),
            Template(external_id="new", name="new"),
        )
        self.channel.look_date = False
        self.work()
        names = self.channel.template_ids.mapped("display_name")
        self.assertEqual(names, ["hi (de)", "new"])
        self.box.templates = ()
        self.channel.look_date = False
        self.work()
        self.assertFalse(self.channel.template_ids)

    def test_the_post_comes_first(self):
        post = {
            "external_id": "p-1",
            "text": "Our new tents are here",
            "url": "https://fake.example/p-1",
            "author_name": "The Shop",
            "image_url": "https://fake.example/tents.jpg?a=1&b=2",
        }
        twist = self.twist(post=post)
        shown = twist.conversation()["post"]
        self.assertEqual(shown["url"], "https://fake.example/p-1")
        self.assertIn("Our new tents", shown["body"])
        picture = 'data-src="https://fake.example/tents.jpg?a=1&amp;b=2"'
        self.assertIn(picture, shown["body"])
        self.assertEqual(shown["direction"], "outbound")

    def test_excerpts_say_so(self):
        twist = self.twist(is_partial=True, url="https://fake.example/1")
        bubble = twist.conversation()["messages"][0]
        self.assertTrue(bubble["is_partial"])

    def test_delivery_reports(self):
        twist = self.twist()
        self.answer(twist)
        answer = self.messages(twist, "outbound")
        for state in ("delivered", "read", "delivered"):
            self.arrive(
                {
                    "event": "delivery",
                    "external_id": answer.external_id,
                    "state": state,
                }
            )
        self.assertEqual(answer.receipt, "read")
        failed = {"event": "delivery", "external_id": answer.external_id}
        self.arrive({**failed, "state": "failed", "reason": "Blocked"})
        self.assertEqual((answer.state, answer.error), ("failed", "Blocked"))
