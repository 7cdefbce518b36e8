"""Everybody who is still to be told, and telling them all (spec C1, C23)."""

import time
from datetime import timedelta
from itertools import pairwise
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..connectors.mail import MailConnector
from .common import MailChannelCase, compose
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

    def test_braces_that_are_meant(self):
        twist = self.due()
        dialog = self.answer_dialog(twist)
        dialog.body = "<p>{name}, type {{name}} or {}</p>"
        self.assertIn("Author 0, type {name} or {}", dialog.preview)
        dialog.action_send()
        self.assertEqual(self.answers(twist).text, "Author 0, type {name} or {}")

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
        self.assertEqual(dialog.interval, 60, "the scheduler looks once a minute")
        self.assertIn("2 minutes", dialog.duration)
        with patch.object(type(self.channel), "_trigger") as trigger:
            dialog.action_send()
        [times] = trigger.call_args.args
        gaps = [(time - times[0]).total_seconds() for time in times]
        self.assertEqual(gaps, [0, 60, 120])
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

    def test_undo_by_whoever_may_only_read(self):
        twist = self.due()
        undo = self.answer_dialog(twist).action_send()["params"]["undo"]
        self.env["ir.rule"].create(
            {
                "name": "read only",
                "model_id": self.env["ir.model"]._get_id("social.twist"),
                "domain_force": "[(0, '=', 1)]",
                "perm_read": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        answers = self.env["social.message"].with_user(self.agent).browse(undo["ids"])
        self.assertEqual(answers.state, "queued")
        with self.assertRaises(AccessError):
            answers.action_undo_all()
        self.assertEqual(answers.state, "queued")

    def test_taken_back_after_a_colleague_closed(self):
        """The author is still to be told, whoever closed it meanwhile."""
        many, single = self.due(), self.due()
        answers = many._respond_to_all({many: "<p>x</p>"})[0]
        answer = single.respond("<p>x</p>")
        (many + single).with_user(self.supervisor).action_close()
        answers.action_undo_all()
        answer.action_withdraw()
        for twist in many + single:
            self.assertTrue(twist.feedback_due)
            self.assertEqual(twist.phase, "feedback")
            self.assertIn("withdrawn", twist.move_ids[:1].reason)

    def test_newer_feedback_while_the_dialog_is_open(self):
        twist, other = self.due(), self.due()
        dialog = self.answer_dialog(twist + other)
        self.served(twist.ticket_id).write_social_feedback("<p>Stop, it failed.</p>")
        message = self.message_of(dialog.action_send())
        self.assertEqual(
            message.splitlines(), ["1 queued, 1 skipped:", "newer feedback was written"]
        )
        self.assertTrue(twist.feedback_due)
        self.assertFalse(self.answers(twist))

    def test_a_person_assigned_while_the_dialog_is_open(self):
        able, later = self.due(), self.due()
        person = later.partner_id
        later.profile_id.sudo().action_unlink_person()
        self.env.invalidate_all()
        dialog = self.answer_dialog(able + later)
        later.profile_id.sudo()._assign_person(person, "contract")
        self.env.invalidate_all()
        message = self.message_of(dialog.action_send())
        self.assertIn("it could not be answered until now", message)
        self.assertTrue(self.answers(able))
        self.assertFalse(self.answers(later))

    def test_a_context_from_outside_skips_nothing(self):
        twist = self.due()
        twist.with_context(social_inbox_one_of_many=True).respond("<p>Mended.</p>")
        self.assertFalse(twist.feedback_due)

    def test_what_was_not_delivered_is_decided_by_a_person(self):
        for state, sentence in (
            ("unknown", "nobody knows whether an answer was sent"),
            ("failed", "an answer failed"),
        ):
            twist = self.due()
            self.answer_dialog(twist).action_send()
            answer = self.answers(twist)
            answer.sudo().state = state
            twist.sudo()._answer_changed(answer.sudo())
            self.assertIn(sentence, twist.answer_refusal)
            with self.assertRaisesRegex(UserError, sentence):
                twist.action_answer_all()
            answer.action_send_again()
            self.assertFalse(twist.answer_refusal or twist.feedback_due)

    def test_a_failure_from_before_the_feedback_is_over(self):
        twist, ticket = self.linked()
        twist.profile_id.sudo()._assign_person(self.person, "contract")
        answer = twist.respond("<p>We look into it.</p>").sudo()
        answer.state = "failed"
        twist.sudo()._answer_changed(answer)
        self.served(ticket).write_social_feedback("<p>Mended.</p>")
        self.assertFalse(twist.answer_refusal)

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


@tagged("post_install", "-at_install")
class TestTwoAuthors(DueCase):
    """Ana asked; Bo, whom we know as well, wrote below."""

    def setUp(self):
        super().setUp()
        to, first = "support@shop.example", "<q1@customer.example>"
        self.twist = self.twist_of(
            compose(
                to, "Mend it", From="Ana <ana.q@customer.example>", Message_ID=first
            ),
            compose(
                to,
                "Me too",
                From="Bo <bo.q@customer.example>",
                In_Reply_To=first,
                Date="Fri, 20 Nov 2026 11:00:00 +0100",
            ),
        )
        self.twist.link_ticket(self.new_ticket())
        for profile in self.twist._authors():
            person = self.env["res.partner"].create({"name": f"Mx {profile.name}"})
            profile.sudo()._assign_person(person, "contract")
        self.served(self.twist.ticket_id).write_social_feedback("<p>Mended.</p>")

    def test_who_is_listed_is_told(self):
        self.assertEqual(self.twist.profile_id.name, "Ana")
        dialog = self.answer_dialog(self.twist)
        dialog.body = "<p>Dear {name}, mended.</p>"
        self.assertEqual(dialog.preview_to, "Mx Ana")
        dialog.action_send()
        answer = self.answers(self.twist)
        self.assertEqual(answer.text, "Dear Mx Ana, mended.")
        self.assertEqual(answer.profile_id, self.twist.profile_id)

    def test_who_else_wrote_hinders_nothing(self):
        (self.twist._authors() - self.twist.profile_id).sudo().action_unlink_person()
        self.env.invalidate_all()
        self.assertFalse(self.twist.answer_refusal)

    def test_a_machine_is_not_told(self):
        self.arrive(
            compose(
                "support@shop.example",
                "I am away",
                From="Ana <ana.q@customer.example>",
                In_Reply_To="<q1@customer.example>",
                Auto_Submitted="auto-replied",
                Date="Fri, 20 Nov 2026 12:00:00 +0100",
            )
        )
        self.answer_dialog(self.twist).action_send()
        parent = self.answers(self.twist).parent_id
        self.assertEqual(parent.text.strip(), "Mend it")


@tagged("post_install", "-at_install")
class TestApart(MailChannelCase):
    """Answers of many on a real server: apart, and never before a single one."""

    def setUp(self):
        super().setUp()
        self.parameters.set_param("social_inbox.bulk_interval_seconds", "1")
        mails = [
            compose(self.address, From=f"{name} <{name}@customer.example>")
            for name in ("ana", "bo", "cem", "dee")
        ]
        twists = self.receive(*mails)
        twists._move("engage", "hand")
        for twist in twists:
            person = self.env["res.partner"].create({"name": twist.profile_id.name})
            twist.profile_id._assign_person(person, "contract")
        self.single, self.many = twists[0], twists[1:]

    def queue(self):
        """Three of many, all due, then a single one; in the order they left."""
        messages = self.env["social.message"].sudo()
        for twist in self.many:
            messages |= twist._respond({"body": "<p>Hi</p>", "subject": "x"})
        messages._spread()
        past = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        messages.not_before = past
        return messages, self.single.respond("<p>Hi</p>")

    def test_apart_and_behind_a_single_one(self):
        many, single = self.queue()
        left, turns = [], []
        send, model = MailConnector.send, type(self.channel)
        keep_apart = model._keep_apart

        def noting(connector, reply):
            left.append(reply.recipient.handle)
            return send(connector, reply)

        def noting_turn(channel):
            turns.append(time.monotonic())
            return keep_apart(channel)

        with (
            patch.object(MailConnector, "send", noting),
            patch.object(model, "_keep_apart", noting_turn),
        ):
            self.work()
        self.assertEqual(set((many | single).mapped("state")), {"sent"})
        self.assertEqual(left[0], self.single.profile_id.handle)
        gaps = [after - before for before, after in pairwise(turns)]
        self.assertTrue(all(gap >= 0.99 for gap in gaps), gaps)
        self.assertEqual(len(gaps), 2)

    def test_what_no_run_can_wait_for_is_left_to_later_ones(self):
        self.parameters.set_param("social_inbox.bulk_interval_seconds", "30")
        many, single = self.queue()
        self.work()
        self.assertEqual(sorted(many.mapped("state")), ["queued", "queued", "sent"])
        self.assertEqual(single.state, "sent")
        later = self.channel.sudo().cron_id
        later = self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", later.id)])
        soon = fields.Datetime.add(fields.Datetime.now(), seconds=20)
        self.assertTrue(later.filtered(lambda one: one.call_at > soon))
        self.work()
        self.assertEqual(many.mapped("state").count("sent"), 1, "too early")

    def test_a_single_one_that_is_sent_again_waits_for_nothing(self):
        many, single = self.queue()
        many[0].state = "failed"
        many[0].sudo(False).action_send_again()
        self.assertFalse(many[0].is_spaced)
        self.assertEqual(many[1:].mapped("is_spaced"), [True, True])
