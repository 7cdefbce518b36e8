"""What becomes of answers: in the twist's lists, after failures, on both sides."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..connectors.errors import AuthError, RateLimitedError, UnknownOutcomeError
from ..connectors.mail import MailConnector
from ..connectors.retry import next_delay
from .common import MailChannelCase, compose, drop, mails_of


@tagged("post_install", "-at_install")
class TestAnswers(MailChannelCase):
    def setUp(self):
        super().setUp()
        self.person = self.env["res.partner"].create({"name": "Ana"})
        mail = compose(
            self.address,
            From=f"Ana <{self.customer}>",
            Message_ID="<first@a.example>",
            Date=None,
        )
        self.twist = self.receive(mail).with_user(self.agent)
        self.twist.action_next_phase()
        self.twist.assign_person(self.person.id, "contract")
        self.first = self.messages()

    def later(self, **headers):
        """Another mail of the same customer, a minute after the first."""
        headers = {"In_Reply_To": "<first@a.example>", "Date": None, **headers}
        before = self.messages()
        self.receive(
            compose(self.address, "More", From=f"Ana <{self.customer}>", **headers)
        )
        new = self.messages() - before
        new.date = self.first.date + timedelta(minutes=1)
        self.env.flush_all()
        return new

    def unknown_answer(self):
        answer = self.twist.respond("<p>Perhaps</p>")
        error = UnknownOutcomeError("The connection broke.")
        with patch.object(MailConnector, "send", side_effect=error):
            self.work()
        self.assertEqual(answer.state, "unknown")
        return answer

    def test_a_newer_question_still_waits(self):
        newer = self.later()
        self.assertEqual(self.twist.unread_count, 2)
        self.twist.respond("<p>To the first</p>", message=self.first.id)
        self.assertEqual(self.twist.unread_count, 1)
        self.assertEqual(self.twist.waiting_since, newer.date)
        self.twist.respond("<p>To the second</p>")
        self.assertEqual(
            (self.twist.unread_count, self.twist.waiting_since), (0, False)
        )

    def test_a_withdrawn_answer_answers_nothing(self):
        since = self.twist.waiting_since
        self.assertTrue(since)
        answer = self.twist.respond("<p>Wrong</p>")
        self.assertFalse(self.twist.waiting_since)
        self.assertIn("Wrong", self.twist.preview)
        answer.action_withdraw()
        self.assertEqual(self.twist.waiting_since, since)
        self.assertIn("Hello", self.twist.preview)

    def test_edit_a_withdrawn_answer(self):
        answer = self.twist.respond("<p>Almost right</p>", subject="Re: Tent")
        with self.assertRaises(UserError):
            answer.action_edit()
        answer.action_withdraw()
        action = answer.action_edit()
        self.assertEqual(action["views"], [(False, "form")])
        wizard = self.env["social.respond"].with_user(self.agent)
        wizard = wizard.with_context(**action["context"]).create({})
        self.assertIn("Almost right", wizard.body)
        self.assertEqual(wizard.subject, "Re: Tent")
        self.assertEqual(wizard.message_id, self.first)

    def test_an_undelivered_answer_is_seen(self):
        answer = self.unknown_answer()
        self.assertTrue(self.twist.has_undelivered)
        self.assertTrue(self.twist.waiting_since)
        activity = self.twist.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        answer.action_mark_sent()
        self.assertFalse(self.twist.has_undelivered)
        self.assertFalse(self.twist.waiting_since)
        self.assertFalse(self.twist.activity_ids)

    def test_a_copy_proves_that_it_was_sent(self):
        answer = self.unknown_answer()
        self.assertTrue(answer.external_id)
        copy = compose(
            self.address, From=self.address, Message_ID=f"<{answer.external_id}>"
        )
        self.receive(copy)
        self.assertEqual(answer.state, "sent")
        self.assertEqual(len(self.messages()), 2)
        self.work()
        self.assertFalse(self.channel.last_error)

    def test_reply_to_an_answer_of_unknown_fate(self):
        answer = self.unknown_answer()
        reaction = self.later(In_Reply_To=f"<{answer.external_id}>")
        self.assertEqual(reaction.parent_id, answer)
        self.assertEqual(reaction.type, "reaction")

    def test_send_again_asks_what_every_answer_asks(self):
        answer = self.unknown_answer()
        self.twist.action_close()
        with self.assertRaisesRegex(UserError, "closed"):
            answer.action_send_again()
        self.twist.action_previous_phase()
        answer.action_send_again()
        self.work()
        self.assertEqual(answer.state, "sent")
        [raw] = mails_of(self.customer)
        self.assertIn(answer.external_id.encode(), raw)

    def test_a_person_for_each_author(self):
        stranger = compose(
            self.address,
            From="Eve <eve@evil.example>",
            In_Reply_To="<first@a.example>",
            Date=None,
        )
        self.receive(stranger)
        message = self.messages().filtered(lambda m: m.profile_id.handle[:3] == "eve")
        with self.assertRaisesRegex(UserError, "Eve"):
            self.twist.respond("<p>Secrets</p>", message=message.id)
        self.twist.assign_person(self.person, "contract", profile=message.profile_id)
        self.twist.respond("<p>Fine</p>", message=message.id)
        other = self.env["social.profile"].search(
            [("id", "not in", self.twist._authors().ids)], limit=1
        ) or self.env["social.profile"].sudo().create(
            {
                "platform": "mail",
                "external_id": "x@x.example",
                "company_id": self.env.company.id,
            }
        )
        with self.assertRaisesRegex(UserError, "not written"):
            self.twist.assign_person(self.person, "contract", profile=other.id)

    def test_a_machine_is_not_answered_by_default(self):
        self.later(Auto_Submitted="auto-replied")
        answer = self.twist.respond("<p>Thanks</p>")
        self.assertEqual(answer.parent_id, self.first)

    def test_an_automatic_reply_reopens_nothing(self):
        self.twist.action_mark_read()
        self.twist.respond("<p>Done</p>")
        self.twist.action_close()
        self.later(Auto_Submitted="auto-replied")
        self.assertEqual(self.twist.phase, "closed")
        self.assertEqual(
            (self.twist.unread_count, self.twist.waiting_since), (0, False)
        )

    def test_encoded_address_of_a_picture(self):
        """The editor's address may be written in many ways; the right is asked once."""
        secret = self.env["ir.attachment"].create({"name": "s", "raw": b"TOP SECRET"})
        body = f'<p>x<img src="&#47;web/image/{secret.id}"/></p>'
        with self.assertRaises(AccessError):
            self.twist.respond(body)

    def test_answers_are_sanitised(self):
        answer = self.twist.respond('<p onclick="x()">Hi<script>y()</script></p>')
        source = answer.sudo().source_html
        self.assertNotIn("script", source)
        self.assertNotIn("onclick", source)

    def test_too_large_files(self):
        file = self.env["ir.attachment"].with_user(self.agent)
        file = file.create(
            {"name": "a", "raw": b"x" * 1000, "res_model": "social.respond"}
        )
        limits = MailConnector.limits
        small = type(limits)(is_html=True, attachment_bytes=999)
        with (
            patch.object(MailConnector, "limits", small),
            self.assertRaisesRegex(UserError, "allowed"),
        ):
            self.twist.respond("<p>x</p>", attachment_ids=file.ids)

    def test_a_missing_file_fails_before_sending(self):
        answer = self.twist.respond("<p>x</p>")
        answer.sudo().attachment_ids = [
            fields.Command.create({"name": "gone", "res_model": "social.message"})
        ]
        with (
            patch.object(
                type(self.env["social.message"]), "_as_reply", side_effect=OSError
            ),
            self.assertLogs("odoo.addons.social_inbox", "ERROR"),
        ):
            self.work()
        self.assertEqual(answer.state, "failed")
        self.assertEqual(mails_of(self.customer), [])


@tagged("post_install", "-at_install")
class TestHalves(MailChannelCase):
    """Receiving goes on when sending fails, and the other way round."""

    def answered_twist(self):
        twist = self.receive(compose(self.address, From=f"Ana <{self.customer}>"))
        twist.action_next_phase()
        twist.assign_person(self.env["res.partner"].create({"name": "A"}), "contract")
        return twist, twist.respond("<p>Hello</p>")

    def test_wrong_smtp_password_does_not_stop_receiving(self):
        twist, answer = self.answered_twist()
        self.channel.mail_smtp_password = "wrong"
        drop(self.address, [compose(self.address)])
        with self.assertLogs("odoo.addons.social_inbox", "WARNING"):
            self.work()
        self.assertEqual(len(self.twists()), 2)
        self.assertEqual((self.channel.state, answer.state), ("connected", "queued"))
        self.assertIn("password", self.channel.send_error.lower())
        self.assertEqual(self.channel.activity_ids.user_id, self.administrator)
        self.channel.mail_smtp_password = "secret"
        self.channel.action_connect()
        self.work()
        self.assertEqual(answer.state, "sent")
        self.assertFalse(self.channel.send_error)

    def test_answers_leave_while_receiving_fails(self):
        twist, answer = self.answered_twist()
        self.channel.mail_imap_port = 1
        self.channel.sudo().retry_date = fields.Datetime.now() + timedelta(hours=5)
        self.work()
        self.assertEqual(answer.state, "sent")
        self.assertEqual(len(mails_of(self.customer)), 1)

    def test_receive_only(self):
        twist = self.receive(compose(self.address, From=f"Ana <{self.customer}>"))
        twist.action_next_phase()
        twist.assign_person(self.env["res.partner"].create({"name": "A"}), "contract")
        self.channel.mail_smtp_host = False
        with self.assertRaisesRegex(UserError, "only receives"):
            twist.respond("<p>Hello</p>")

    def test_failing_for_an_hour_is_somebodys_work(self):
        self.connect()
        self.channel.mail_imap_host = "no-such-host.invalid"
        self.work()
        self.assertFalse(self.channel.activity_ids)
        past = fields.Datetime.now() - timedelta(hours=2)
        self.channel.sudo().write({"failing_since": past, "retry_date": False})
        self.work()
        self.assertEqual(len(self.channel.activity_ids), 1)

    def test_lost_key(self):
        self.connect()
        with (
            patch.dict(
                "os.environ",
                {"SOCIAL_INBOX_KEY": "b0Jm1lZ0m8bW9n0m8bW9n0m8bW9n0m8bW9n0m8bW9n0="},
            ),
            self.assertLogs("odoo.addons.social_inbox", "ERROR"),
        ):
            self.work()
        self.assertEqual(self.channel.state, "broken")
        self.assertIn("another key", self.channel.last_error)
        self.assertTrue(self.channel.activity_ids)

    def test_an_error_of_ours_is_shown(self):
        self.connect()
        with (
            patch.object(MailConnector, "fetch", side_effect=ZeroDivisionError("oops")),
            self.assertLogs("odoo.addons.social_inbox", "ERROR"),
        ):
            self.work()
        self.assertIn("oops", self.channel.last_error)
        self.assertEqual(self.channel.state, "connected")
        self.assertTrue(self.channel.sudo().retry_date)

    def test_refused_login_while_receiving_keeps_answers(self):
        twist, answer = self.answered_twist()
        answer.sudo().not_before = fields.Datetime.now() + timedelta(hours=1)
        with (
            patch.object(MailConnector, "fetch", side_effect=AuthError("No.")),
            self.assertLogs("odoo.addons.social_inbox", "WARNING"),
        ):
            self.work()
        self.assertEqual((self.channel.state, answer.state), ("broken", "queued"))

    def test_a_run_without_time_left_leaves_the_rest_to_the_next(self):
        twist, first = self.answered_twist()
        answers = first + twist.respond("<p>Two</p>") + twist.respond("<p>Three</p>")
        with patch.object(type(self.channel), "_time_left", return_value=0):
            self.work()  # one before fetching, one after
        self.assertEqual(answers.mapped("state"), ["sent", "sent", "queued"])
        self.work()
        self.assertEqual(set(answers.mapped("state")), {"sent"})

    def test_a_parameter_that_is_no_number(self):
        self.parameters.set_param("social_inbox.undo_seconds", "ten")
        with self.assertLogs("odoo.addons.social_inbox", "WARNING"):
            twist, answer = self.answered_twist()
        self.assertEqual((answer.not_before - answer.date).total_seconds(), 10)

    def test_only_agents_are_assigned(self):
        twist = self.receive(compose(self.address))
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaisesRegex(ValidationError, "no right"):
            twist.user_id = stranger
        twist.user_id = self.agent

    def test_one_tag_of_a_name(self):
        self.env["social.tag"].create({"name": "Warranty claim"})
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["social.tag"].create({"name": "WARRANTY claim"})


@tagged("post_install", "-at_install")
class TestDelay(BaseCase):
    def test_delays_grow_to_six_hours(self):
        for attempt, shortest, longest in ((1, 48, 72), (3, 192, 288)):
            self.assertTrue(shortest <= next_delay(attempt) <= longest)
        self.assertTrue(all(next_delay(n) <= 6 * 3600 for n in (20, 1025, 10**6)))
        self.assertEqual(next_delay(1, RateLimitedError("x", retry_after=90000)), 90000)
