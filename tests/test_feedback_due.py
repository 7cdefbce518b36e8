"""Everybody who is still to be told, and telling them all (spec C1, C23)."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..connectors.mail import MailConnector
from .test_feedback import FeedbackCase


class DueCase(FeedbackCase):
    def due(self, count=1, ticket=None, text="<p>Mended.</p>"):
        """Twists whose authors are to be told, each with a person of its own."""
        twists, ticket = self.linked(ticket=ticket, count=count)
        for number, twist in enumerate(twists):
            person = self.env["res.partner"].create({"name": f"Author {number}"})
            twist.profile_id.sudo()._assign_person(person, "contract")
        self.served(ticket).write_social_feedback(text)
        return twists

    def listed(self):
        action = self.env.ref("social_inbox.social_feedback_due_action")
        twists = self.env["social.twist"].with_user(self.agent)
        return twists.search(safe_eval(action.domain), order="feedback_date, id")

    def answer_dialog(self, twists):
        return self.dialog(twists.action_answer_all())

    def answers(self, twists):
        return twists.message_ids_social.filtered(
            lambda one: one.direction == "outbound"
        ).sorted("not_before")


@tagged("post_install", "-at_install")
class TestList(DueCase):
    def test_who_is_listed(self):
        due = self.due(2)
        spam, closed, answered = self.due(), self.due(), self.due()
        spam.action_spam()
        closed.action_close()
        answered.respond("<p>Mended.</p>")
        self.linked()
        self.assertEqual(self.listed(), due)

    def test_oldest_first(self):
        new, old = self.due(), self.due()
        past = fields.Datetime.now() - timedelta(days=1)
        old.sudo().feedback_date = past
        self.assertEqual(self.listed(), old + new)

    def test_columns(self):
        twist = self.due()
        self.assertEqual(twist.feedback_text, "Mended.")
        self.assertFalse(twist.answer_refusal)
        nobody = self.due()
        nobody.profile_id.sudo().action_unlink_person()
        self.assertEqual(nobody.answer_refusal, "no person is assigned")
        self.channel.state = "draft"
        twist.invalidate_recordset(["answer_refusal"])
        self.assertEqual(
            twist.answer_refusal, "the channel Offline Mailbox is not connected"
        )
        self.channel.state = "connected"
        self.channel.mail_smtp_host = False
        twist.invalidate_recordset(["answer_refusal"])
        self.assertEqual(
            twist.answer_refusal, "the channel Offline Mailbox only receives"
        )

    def test_the_column_says_what_an_answer_would(self):
        """In few words, but never another verdict than ``respond`` itself."""
        twist = self.due()
        for prepare in (
            lambda: None,
            lambda: twist.profile_id.sudo().action_unlink_person(),
            lambda: self.put(twist, "closed"),
        ):
            prepare()
            twist.invalidate_recordset(["answer_refusal"])
            if twist.answer_refusal:
                with self.assertRaises(UserError):
                    twist._check_respond()
            else:
                twist._check_respond()

    def test_the_column_of_a_list_takes_few_queries(self):
        few, many = self.due(2), self.due(20)
        counts = []
        for twists in (few, few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            twists.mapped("answer_refusal")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])


@tagged("post_install", "-at_install")
class TestAnswerAll(DueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters.set_param("social_inbox.bulk_interval_seconds", "5")

    def test_one_text_for_one_ticket(self):
        dialog = self.answer_dialog(self.due(3))
        self.assertEqual((dialog.text_count, dialog.ready_count), (1, 3))
        with Form(dialog) as form:
            self.assertIn("Mended.", form.body)
            form.body = "<p>Dear {name}, {subject} is mended.</p>"
            self.assertIn("Author", form.preview_to)
            dear = f"Dear {form.preview_to}, A question is mended."
            self.assertIn(dear, form.preview)
        result = dialog.action_send()
        self.assertEqual(self.message_of(result), "3 queued")

    def test_each_gets_an_answer_of_the_own(self):
        twists = self.due(3)
        dialog = self.answer_dialog(twists)
        dialog.body = "<p>Dear {name}</p>"
        dialog.action_send()
        answers = self.answers(twists)
        self.assertEqual(
            sorted(answers.mapped("text")),
            ["Dear Author 0", "Dear Author 1", "Dear Author 2"],
        )
        self.assertEqual(answers.twist_id, twists)
        self.assertEqual(set(answers.mapped("state")), {"queued"})
        self.assertEqual(set(answers.mapped("subject")), {"Re: A question"})
        self.assertEqual(answers.user_id, self.agent)
        self.assertEqual(twists.user_id, self.agent)
        self.assertFalse(self.listed() & twists)

    def test_names_are_text(self):
        twist = self.due()
        twist.partner_id.name = "<b>{subject}</b>"
        dialog = self.answer_dialog(twist)
        dialog.body = "<p>{name}</p>"
        dialog.action_send()
        self.assertEqual(self.answers(twist).text, "<b>{subject}</b>")

    def test_a_text_for_each_ticket_and_feedback(self):
        first, second = self.due(2), self.due(text="<p>Sent back.</p>")
        dialog = self.answer_dialog(first + second)
        self.assertEqual(dialog.text_ids.mapped("author_count"), [2, 1])
        self.assertEqual(dialog.text_ids.mapped("excerpt"), ["Mended.", "Sent back."])
        dialog.text_ids[1].body = "<p>Money back.</p>"
        dialog.action_send()
        self.assertEqual(set(self.answers(first).mapped("text")), {"Mended."})
        self.assertEqual(self.answers(second).text, "Money back.")

    def test_placeholders_that_do_not_exist(self):
        dialog = self.answer_dialog(self.due())
        dialog.body = "<p>Dear {nmae}</p>"
        with self.assertRaisesRegex(UserError, "{nmae} is no placeholder.*{name}"):
            dialog.action_send()
        dialog.body = "<p><br></p>"
        with self.assertRaisesRegex(UserError, "Write what the authors of"):
            dialog.action_send()

    def test_spaced_on_each_channel(self):
        here = self.due(3)
        other = self.new_offline_channel("Second Mailbox")
        self.channel, first = other, self.channel
        there = self.due(2)
        self.channel = first
        self.answer_dialog(here + there).action_send()
        for twists, count in ((here, 3), (there, 2)):
            times = self.answers(twists).mapped("not_before")
            gaps = [(time - times[0]).total_seconds() for time in times]
            self.assertEqual(gaps, [5.0 * number for number in range(count)])

    def test_behind_what_waits_already(self):
        first, second = self.due(2), self.due()
        self.answer_dialog(first).action_send()
        self.answer_dialog(second).action_send()
        last = max(self.answers(first).mapped("not_before"))
        gap = self.answers(second).not_before - last
        self.assertEqual(gap.total_seconds(), 5)

    def test_the_schedule_is_woken_while_they_fall_due(self):
        self.parameters.set_param("social_inbox.bulk_interval_seconds", "50")
        twists = self.due(3)
        dialog = self.answer_dialog(twists)
        self.assertEqual(dialog.interval, 50)
        self.assertIn("2 minutes", dialog.duration)
        with patch.object(type(self.channel), "_trigger") as trigger:
            dialog.action_send()
        [times] = trigger.call_args.args
        gaps = [(time - times[0]).total_seconds() for time in times]
        self.assertEqual(gaps, [0, 60, 100])
        self.assertEqual(trigger.call_count, 1)

    def test_an_honest_result(self):
        able, nobody, undue = self.due(2), self.due(2), self.due()
        nobody.profile_id.sudo().action_unlink_person()
        undue.respond("<p>Mended.</p>")
        dialog = self.answer_dialog(able + nobody + undue)
        self.assertEqual(
            dialog.skipped,
            "3 cannot be answered: no person is assigned (2), no feedback is due (1)",
        )
        message = self.message_of(dialog.action_send())
        self.assertEqual(
            message.splitlines(),
            [
                "2 queued, 3 skipped:",
                "no person is assigned (2)",
                "no feedback is due",
            ],
        )

    def test_what_changes_meanwhile_is_said(self):
        able, gone = self.due(), self.due()
        dialog = self.answer_dialog(able + gone)
        gone.action_close()
        message = self.message_of(dialog.action_send())
        self.assertIn("1 queued, 1 skipped", message)
        self.assertIn("closed twist cannot be answered", message)
        self.assertFalse(self.answers(gone))

    def test_a_text_that_is_too_long_for_one_platform(self):
        twists = self.due(2)
        dialog = self.answer_dialog(twists)
        limits = MailConnector.limits
        small = type(limits)(is_html=True, text_length=3)
        with patch.object(MailConnector, "limits", small):
            message = self.message_of(dialog.action_send())
        self.assertIn("0 queued, 2 skipped", message)
        self.assertIn("3 are allowed. (2)", message)

    def test_nobody_can_be_answered(self):
        twist = self.due()
        twist.profile_id.sudo().action_unlink_person()
        with self.assertRaisesRegex(UserError, "no person is assigned"):
            twist.action_answer_all()

    def test_close_what_is_answered(self):
        twists = self.due(2)
        dialog = self.answer_dialog(twists)
        self.assertFalse(dialog.close_twists)
        dialog.close_twists = True
        dialog.action_send()
        self.assertEqual(set(twists.mapped("phase")), {"closed"})

    def test_undo_withdraws_all_that_has_not_left(self):
        twists = self.due(3)
        dialog = self.answer_dialog(twists)
        dialog.close_twists = True
        undo = dialog.action_send()["params"]["undo"]
        self.assertEqual((undo["model"], len(undo["ids"])), ("social.message", 3))
        answers = self.env["social.message"].with_user(self.agent).browse(undo["ids"])
        answers[0].sudo().state = "sent"
        message = self.message_of(getattr(answers, undo["method"])())
        self.assertEqual(
            message.splitlines(), ["2 withdrawn, 1 skipped:", "it has left already"]
        )
        states = answers.mapped("state")
        self.assertEqual(states, ["sent", "cancelled", "cancelled"])
        self.assertEqual(self.listed() & twists, answers[1:].twist_id)
        self.assertEqual(answers[0].twist_id.phase, "closed")

    def test_undo_by_whoever_may_not(self):
        twist = self.due()
        undo = self.answer_dialog(twist).action_send()["params"]["undo"]
        answers = self.env["social.message"].with_user(self.helper).browse(undo["ids"])
        with self.assertRaises(AccessError):
            answers.action_undo_all()

    def test_a_failed_answer_is_due_again(self):
        open_, closed = self.due(), self.due()
        self.answer_dialog(open_).action_send()
        dialog = self.answer_dialog(closed)
        dialog.close_twists = True
        dialog.action_send()
        self.assertFalse(self.listed() & (open_ + closed))
        for answer in self.answers(open_ + closed).sudo():
            answer.write({"state": "failed", "error": "Refused."})
            answer.twist_id._answer_changed(answer)
        self.assertEqual(self.listed() & (open_ + closed), open_ + closed)
        self.assertEqual(closed.phase, "feedback")
        self.assertIn("not delivered", closed.move_ids[:1].reason)

    def test_closed_by_hand_stays_closed_after_another_failure(self):
        twist = self.in_phase("engage")
        twist.profile_id.sudo()._assign_person(self.person, "contract")
        answer = twist.respond("<p>x</p>").sudo()
        twist.action_close()
        answer.write({"state": "failed"})
        twist._answer_changed(answer)
        self.assertEqual(twist.phase, "closed")
