"""From a mailbox to an answer in the customer's mailbox, through the public doors."""

from email import message_from_bytes, policy

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MailChannelCase, compose, drop, mails_of


@tagged("post_install", "-at_install")
class TestMailChannel(MailChannelCase):
    def respond(self, twist, body="<p>Thank you, we look into it.</p>", **values):
        twist = twist.with_user(self.agent)
        twist.action_next_phase()
        partner = self.env["res.partner"].create({"name": "Ana"})
        twist.assign_person(partner, "contract", "Answer")
        return twist.respond(body, **values)

    def test_arrival_becomes_a_twist(self):
        mail = compose(self.address, "The tent leaks.", From=f"Ana <{self.customer}>")
        twist = self.receive(mail)
        self.assertEqual(len(twist), 1)
        self.assertEqual(twist.phase, "listen")
        self.assertEqual(twist.name, "A question")
        self.assertEqual((twist.message_count, twist.unread_count), (1, 1))
        self.assertEqual(twist.profile_id.handle, self.customer)
        message = self.messages()
        self.assertEqual((message.type, message.direction), ("initial", "inbound"))
        self.assertIn("The tent leaks.", message.body)
        self.assertEqual(message.inbound_id.state, "done")
        self.assertEqual(str(message.date), "2026-11-20 09:00:00")

    def test_answer_arrives_in_the_same_thread(self):
        mail = compose(
            self.address,
            From=f"Ana <{self.customer}>",
            Message_ID="<first@customer.example>",
            References="<older@customer.example>",
        )
        twist = self.receive(mail)
        answer = self.respond(twist, subject="Re: A question")
        self.assertEqual(answer.state, "queued")
        self.assertEqual(twist.user_id, self.agent)
        self.work()
        self.assertEqual(answer.state, "sent", answer.error)
        [raw] = mails_of(self.customer)
        got = message_from_bytes(raw, policy=policy.default)
        self.assertEqual(got["In-Reply-To"], "<first@customer.example>")
        self.assertEqual(
            got["References"].split(),
            ["<older@customer.example>", "<first@customer.example>"],
        )
        self.assertEqual(got["From"], f"Test Service <{self.address}>")
        self.assertEqual(got["Subject"], "Re: A question")
        self.assertEqual(got["Message-ID"], f"<{answer.external_id}>")
        self.assertIn(answer.key, answer.external_id)
        self.assertIn("we look into it", got.get_body(("plain",)).get_content())
        self.assertIn("<p>", got.get_body(("html",)).get_content())
        self.assertEqual(len(mails_of(self.address, "Sent")), 1)

    def test_reply_to_our_answer_is_a_reaction(self):
        twist = self.receive(compose(self.address, From=f"Ana <{self.customer}>"))
        answer = self.respond(twist)
        self.work()
        reply = compose(
            self.address,
            "It works again.",
            From=f"Ana <{self.customer}>",
            In_Reply_To=f"<{answer.external_id}>",
            Date="Fri, 20 Nov 2099 10:00:00 +0100",  # taken as the time of arrival
        )
        self.assertEqual(self.receive(reply), twist)
        self.assertEqual(
            self.messages().sorted("id").mapped("type"),
            ["initial", "answer", "reaction"],
        )
        self.assertEqual(twist.unread_count, 1)
        self.assertTrue(twist.waiting_since)
        self.assertLess(twist.last_message_date.year, 2099)

    def test_reply_reopens_a_closed_twist(self):
        twist = self.receive(compose(self.address, Message_ID="<a@b.example>"))
        twist.action_close()
        twist.action_mark_read()
        self.receive(compose(self.address, In_Reply_To="<a@b.example>"))
        self.assertEqual((twist.phase, twist.is_open), ("listen", True))
        self.assertEqual(twist.unread_count, 1)

    def test_respond_needs_phase_and_person(self):
        twist = self.receive(compose(self.address)).with_user(self.agent)
        with self.assertRaisesRegex(UserError, "Understand first"):
            twist.respond("<p>x</p>")
        twist.action_next_phase()
        with self.assertRaisesRegex(UserError, "Assign a person first"):
            twist.respond("<p>x</p>")
        with self.assertRaisesRegex(UserError, "Assign a person first"):
            twist.action_respond()

    def test_empty_answer(self):
        twist = self.receive(compose(self.address, From=f"Ana <{self.customer}>"))
        with self.assertRaisesRegex(UserError, "Write an answer"):
            self.respond(twist, "<p><br></p>")

    def test_nothing_is_fetched_twice(self):
        self.receive(compose(self.address), compose(self.address))
        self.work()
        self.work()
        self.assertEqual(len(self.messages()), 2)

    def test_fetch_now(self):
        self.connect()
        drop(self.address, [compose(self.address)])
        with self.enter_registry_test_mode():
            action = self.channel.with_user(self.administrator).action_fetch_now()
        self.assertIn("1", action["params"]["message"])
        last = self.channel.with_user(self.supervisor).action_view_last_inbound()
        arrival = self.env["social.inbound"].browse(last["res_id"])
        self.assertIn("A question", arrival.outcome)

    def test_wrong_password(self):
        self.channel.mail_password = "wrong"
        with self.assertRaisesRegex(UserError, "(?i)password"):
            self.channel.action_test_connection()
        with self.assertRaises(UserError):
            self.channel.action_connect()
        self.assertEqual(self.channel.state, "draft")

    def test_password_that_stops_working(self):
        self.connect()
        self.channel.mail_password = "changed"
        self.work()
        self.assertEqual(self.channel.state, "broken")
        self.assertIn("password", self.channel.last_error.lower())
        activity = self.channel.activity_ids
        self.assertEqual(activity.user_id, self.administrator)
        self.channel.mail_password = "secret"
        self.connect()
        self.assertEqual(self.channel.state, "connected")
        self.assertIn("Works again", self.channel.activity_ids.summary)
        self.assertFalse(self.channel.last_error)

    def test_unknown_host(self):
        self.connect()
        self.channel.mail_imap_host = "no-such-host.invalid"
        self.work()
        self.assertEqual(self.channel.state, "connected")
        self.assertIn("no-such-host.invalid", self.channel.last_error)
        self.assertTrue(self.channel.sudo().retry_date)

    def test_after_fetch_move(self):
        self.channel.write({"mail_after_fetch": "move", "mail_move_folder": "Done"})
        self.receive(compose(self.address))
        self.assertEqual(mails_of(self.address), [])
        self.assertEqual(len(mails_of(self.address, "Done")), 1)

    def test_refused_recipient(self):
        mail = compose(self.address, From="Nobody <nobody@shop.example>")
        twist = self.receive(mail)
        answer = self.respond(twist)
        self.work()
        self.assertEqual(answer.state, "failed")
        self.assertTrue(answer.error)
        self.assertEqual(self.channel.state, "connected")

    def test_withdraw(self):
        self.parameters.set_param("social_inbox.undo_seconds", "60")
        twist = self.receive(compose(self.address, From=f"Ana <{self.customer}>"))
        answer = self.respond(twist)
        self.work()
        self.assertEqual(answer.state, "queued")
        answer.with_user(self.agent).action_withdraw()
        self.work()
        self.assertEqual(answer.state, "cancelled")
        self.assertEqual(mails_of(self.customer), [])
        with self.assertRaises(UserError):
            answer.with_user(self.agent).action_withdraw()
        answer.with_user(self.agent).action_send_again()
        self.work()
        self.assertEqual(answer.state, "sent")
        self.assertEqual(len(mails_of(self.customer)), 1)

    def test_pictures_of_an_answer(self):
        twist = self.receive(compose(self.address, From=f"Ana <{self.customer}>"))
        picture = self.env["ir.attachment"].with_user(self.agent)
        picture = picture.create(
            {"name": "dot.png", "raw": PIXEL, "res_model": "social.respond"}
        )
        body = f'<p>Look:</p><p><img src="/web/image/{picture.id}-ab/dot.png"/></p>'
        answer = self.respond(twist, body)
        self.assertIn("/web/image/", answer.body)
        bubble = twist.conversation()["messages"][-1]
        self.assertEqual(bubble["attachments"], [])
        self.work()
        self.assertEqual(answer.state, "sent", answer.error)
        got = message_from_bytes(mails_of(self.customer)[0], policy=policy.default)
        [image] = [part for part in got.walk() if part["Content-ID"]]
        self.assertEqual(image.get_content(), PIXEL)
        html = got.get_body(("html",)).get_content()
        self.assertIn(f"cid:{image['Content-ID'].strip('<>')}", html)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c6360606060000000050001a5f645400000000049454e44ae426082"
)
