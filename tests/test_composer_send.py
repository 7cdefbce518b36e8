"""Answers and notes that were typed as plain text, from the composer to the queue."""

import json
import re
from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import file_open

from ..connectors.text import count
from .common import compose
from .test_composer import NEAR, ComposerCase

KEY = "0123456789abcdef" * 2


def in_hours(hours):
    return fields.Datetime.to_string(fields.Datetime.now() + timedelta(hours=hours))


class SendCase(ComposerCase):
    def answer(self, result):
        messages = self.env["social.message"].with_user(self.agent)
        return messages.browse(result["id"])

    def answers(self):
        self.twist.invalidate_recordset()
        return self.twist.message_ids_social.filtered("state")

    def later(self, user_id=None):
        """Another mail of the same author."""
        [first] = self.twist.message_ids_social.filtered(
            lambda one: one.direction == "inbound"
        )
        raw = compose(
            "support@shop.example",
            "And the pegs?",
            From=f"Ana <{self.twist.profile_id.handle}>",
            In_Reply_To=f"<{first.external_id.strip('<>')}>",
        )
        self.assertEqual(self.arrive(raw), self.twist.sudo())
        return self.twist.message_ids_social.sorted("id")[-1]


@tagged("post_install", "-at_install")
class TestRespondText(SendCase):
    def test_a_subject_is_one_line(self):
        subject = "Re: Tent\r\nBcc: eve@customer.example\n\n<b>Hi"
        answer = self.answer(self.twist.respond_text("Hi", subject=subject))
        self.assertEqual(answer.subject, "Re: Tent Bcc: eve@customer.example <b>Hi")

    def test_text_as_typed(self):
        text = "Hello <b>Ana</b> & co,\n\nsee https://shop.example/?a=1&b=2\nBye"
        answer = self.answer(self.twist.respond_text(f" {text}\n", subject="Re: Tent"))
        self.assertEqual(answer.text, text)
        self.assertEqual((answer.state, answer.subject), ("queued", "Re: Tent"))
        html = answer.sudo().source_html
        self.assertIn("Hello &lt;b&gt;Ana&lt;/b&gt; &amp; co,", html)
        self.assertIn('href="https://shop.example/?a=1&amp;b=2"', html)
        self.assertEqual(html.count("<p>"), 2)
        self.assertIn("<br>Bye", html)
        self.assertEqual(self.twist.user_id, self.agent)

    def test_the_draft_is_gone_and_its_files_sent(self):
        file, left = self.upload("a.txt"), self.upload("left.txt")
        ids = [file.id, left.id]
        self.twist.save_draft("reply", {**NEAR, "attachment_ids": ids})
        self.twist.save_draft("note", NEAR)
        result = self.twist.respond_text("Here", attachment_ids=file.ids)
        self.assertEqual(self.answer(result).attachment_ids, file)
        self.assertFalse(left.exists())
        self.assertFalse(self.twist.read_drafts()["reply"])
        self.assertTrue(self.twist.read_drafts()["note"])

    def test_the_wizard_ends_the_draft_too(self):
        self.twist.save_draft("reply", NEAR)
        self.twist.respond("<p>Hi</p>")
        self.assertFalse(self.twist.read_drafts()["reply"])

    def test_refused(self):
        file = self.upload(user=self.colleague)
        stranger = self.twist_in("listen").message_ids_social
        for text, options, error in (
            ("", {}, UserError),
            (" \n", {}, UserError),
            ("Hi", {"attachment_ids": file.ids}, AccessError),
            ("Hi", {"message": stranger.id}, UserError),
            ("Hi", {"visibility": "public"}, UserError),
            ("Hi", {"then": "dance"}, UserError),
            ("Hi", {"key": "short"}, UserError),
            ("Hi", {"state": "sent"}, UserError),
            ("Hi", {"not_before": "tomorrow"}, UserError),
            ("Hi", {"not_before": in_hours(-1)}, UserError),
            ("Hi", {"not_before": in_hours(24 * 400)}, UserError),
        ):
            with self.subTest(text=text, **options), self.assertRaises(error):
                self.twist.respond_text(text, **options)
        self.assertFalse(self.answers())
        with self.assertRaises(UserError):
            self.twist.respond("<p>Hi</p>", key=KEY)

    def test_too_long_in_the_platforms_unit(self):
        family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
        with self.limited(text_length=3, text_unit="grapheme"):
            self.twist.respond_text(family * 3)
            with self.assertRaisesRegex(UserError, "4 characters; 3"):
                self.twist.respond_text(family * 4)

    def test_visibility_chosen(self):
        with self.limited(visibilities=("public", "private")):
            result = self.twist.respond_text("Hi", visibility="public")
        self.assertEqual(self.answer(result).visibility, "public")
        self.assertEqual(self.answer(result).sudo()._as_reply().visibility, "public")

    def test_a_second_call_sends_nothing_again(self):
        first = self.twist.respond_text("Hi", key=KEY)
        again = self.twist.respond_text("Hi", key=KEY, then="close")
        self.assertEqual(first["id"], again["id"])
        self.assertEqual(len(self.answers()), 1)
        self.assertEqual(self.twist.phase, "engage")

    def test_moves_on(self):
        self.put(self.twist, "understand")
        result = self.twist.respond_text("Hi", then="next", phase="understand")
        move = result["move"]
        self.assertEqual((move["moved"], move["phase"]), (True, "engage"))
        self.env["social.phase.move"].with_user(self.agent).browse(
            move["move_ids"]
        ).action_undo()
        self.assertEqual(self.twist.phase, "understand")
        result = self.twist.respond_text("Hi", then="close")
        self.assertEqual((result["move"]["moved"], self.twist.phase), (True, "closed"))

    def test_a_move_refused_is_said_and_the_answer_queued(self):
        result = self.twist.respond_text("Hi", then="next")
        self.assertFalse(result["move"]["moved"])
        self.assertIn("ticket or an idea", result["move"]["why_not"])
        result = self.twist.respond_text("Hi", then="next", phase="understand")
        self.assertIn("Engage already", result["move"]["why_not"])
        self.assertEqual(self.twist.phase, "engage")
        self.assertEqual(self.answers().mapped("state"), ["queued", "queued"])

    def test_something_newer_from_outside(self):
        seen = self.twist._screen_composer()["last_message_id"]
        newer = self.later()
        result = self.twist.respond_text("Hi", last_message_id=seen, then="close")
        self.assertEqual([one["id"] for one in result["newer"]], [newer.id])
        self.assertIn("pegs", result["newer"][0]["body"])
        self.assertFalse(self.answers())
        self.assertEqual(self.twist.phase, "engage")
        options = {"last_message_id": seen, "despite_newer": True}
        self.assertTrue(self.twist.respond_text("Hi", **options)["id"])

    def test_newer_is_what_others_wrote(self):
        seen = self.twist._screen_composer()["last_message_id"]
        self.twist.respond_text("Mine", last_message_id=seen)
        self.assertTrue(self.twist.respond_text("Mine", last_message_id=seen)["id"])
        theirs = self.twist.with_user(self.colleague)
        shown = theirs.respond_text("Theirs", last_message_id=seen)["newer"]
        self.assertEqual(len(shown), 2)
        for answer in self.answers():
            answer.with_user(self.agent).action_withdraw()
        self.assertTrue(theirs.respond_text("Theirs", last_message_id=seen)["id"])

    def test_spam_is_nothing_newer(self):
        seen = self.twist._screen_composer()["last_message_id"]
        self.later().sudo().is_spam = True
        self.assertTrue(self.twist.respond_text("Hi", last_message_id=seen)["id"])


@tagged("post_install", "-at_install")
class TestSchedule(SendCase):
    def scheduled(self, **options):
        return self.answer(
            self.twist.respond_text("Later", **{"not_before": in_hours(2), **options})
        )

    def test_waits_for_its_time(self):
        answer = self.scheduled()
        delay = answer.not_before - fields.Datetime.now()
        self.assertAlmostEqual(delay.total_seconds(), 7200, delta=5)
        self.assertFalse(answer.sudo()._next_due(self.channel))
        bubble = answer._as_bubbles()[0]
        self.assertEqual(bubble["state"], "queued")
        self.assertEqual(
            bubble["not_before"], fields.Datetime.to_string(answer.not_before)
        )
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.channel.sudo().cron_id.id)]
        )
        if self.channel.sudo().cron_id:
            self.assertIn(answer.not_before, triggers.mapped("call_at"))

    def test_times_with_an_offset(self):
        zone = timezone(timedelta(hours=5, minutes=30))
        at = datetime.now(zone).replace(microsecond=0) + timedelta(hours=3)
        answer = self.scheduled(not_before=at.isoformat())
        utc = at.astimezone(timezone.utc).replace(tzinfo=None)  # noqa: UP017
        self.assertEqual(answer.not_before, utc)
        answer = self.twist.respond("<p>Hi</p>", not_before=f"{utc}")
        self.assertEqual(answer.not_before, utc)

    def test_not_before_the_time_to_undo_is_over(self):
        self.parameters.set_param("social_inbox.undo_seconds", "3600")
        soon = fields.Datetime.now() + timedelta(minutes=5)
        answer = self.scheduled(not_before=str(soon))
        self.assertGreater(answer.not_before, soon + timedelta(minutes=50))

    def test_send_now(self):
        answer = self.scheduled()
        self.assertIn("send_now", answer._as_bubbles()[0]["can"])
        answer.action_send_now()
        self.assertEqual(answer.sudo()._next_due(self.channel), answer)
        answer.action_withdraw()
        with self.assertRaisesRegex(UserError, "Withdrawn"):
            answer.action_send_now()

    def test_taken_back_into_the_composer(self):
        file = self.upload()
        answer = self.scheduled(attachment_ids=file.ids, subject="Re: Tent")
        self.twist.save_draft("reply", {"body": "More"})
        draft = answer.take_back()["reply"]
        self.assertEqual(draft["body"], "Later\n\nMore")
        self.assertEqual(draft["subject"], "Re: Tent")
        self.assertEqual([one["name"] for one in draft["files"]], ["pole.txt"])
        self.assertEqual(answer.state, "cancelled")
        ids = [one["id"] for one in draft["files"]]
        self.assertTrue(self.twist.respond_text("Now", attachment_ids=ids)["id"])
        with self.assertRaises(UserError):
            answer.with_user(self.colleague).take_back()

    def test_what_left_is_not_taken_back(self):
        answer = self.scheduled()
        answer.sudo().state = "sent"
        with self.assertRaisesRegex(UserError, "not possible any more"):
            answer.take_back()
        self.assertFalse(self.twist.read_drafts()["reply"])


@tagged("post_install", "-at_install")
class TestNotes(SendCase):
    def note(self, *args, **values):
        return self.env["mail.message"].browse(self.twist.post_note(*args, **values))

    def test_a_note_is_for_colleagues(self):
        file = self.upload()
        self.twist.save_draft("note", {**NEAR, "attachment_ids": file.ids})
        note = self.note("1 < 2\nAsk <b>Bea</b>", attachment_ids=file.ids)
        self.assertEqual(note.body, "<p>1 &lt; 2<br>Ask &lt;b&gt;Bea&lt;/b&gt;</p>")
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(note.author_id, self.agent.partner_id)
        self.assertEqual(note.attachment_ids, file)
        self.assertEqual(
            (file.res_model, file.res_id), (self.twist._name, self.twist.id)
        )
        self.assertFalse(self.twist.read_drafts()["note"])
        self.assertFalse(self.answers())
        file.with_user(self.colleague).read(["raw"])

    def test_mentions(self):
        bea = self.colleague.partner_id
        note = self.note("@Bea Colleague please", partner_ids=bea.ids)
        self.assertIn(bea, note.notified_partner_ids)
        self.assertIn(f'data-oe-id="{bea.id}"', note.body)
        self.assertIn(">@Bea Colleague</a> please", note.body)

    def test_only_agents_of_the_company_are_mentioned(self):
        employee = new_test_user(self.env, "social_none", groups="base.group_user")
        other = self.env["res.company"].create({"name": "Other Company"})
        elsewhere = new_test_user(
            self.env,
            "social_elsewhere",
            groups="social_inbox.group_social_inbox_agent",
            company_id=other.id,
            company_ids=other.ids,
        )
        before = self.twist.message_ids
        for partner in (self.person, employee.partner_id, elsewhere.partner_id):
            with self.assertRaisesRegex(UserError, "mentioned"):
                self.twist.post_note("Look", partner_ids=partner.ids)
        self.assertEqual(self.twist.message_ids, before)

    def test_refused(self):
        theirs = self.upload(user=self.colleague)
        with self.assertRaisesRegex(UserError, "Write a note"):
            self.twist.post_note(" \n")
        with self.assertRaises(AccessError):
            self.twist.post_note("Hi", attachment_ids=theirs.ids)

    def test_a_file_alone(self):
        note = self.note("", attachment_ids=self.upload().ids)
        self.assertEqual(note.attachment_ids.name, "pole.txt")


@tagged("post_install", "-at_install")
class TestCount(BaseCase):
    def test_as_the_composer_counts(self):
        path = "social_inbox/static/tests/inbox/composer/text_count_table.js"
        with file_open(path) as file:
            [table] = re.findall(r"String\.raw`(.*)`", file.read(), re.S)
        rows = json.loads(table)
        self.assertGreater(len(rows), 15)
        units = ("char", "grapheme", "utf16", "utf8", "weighted", "mastodon")
        for text, *lengths in rows:
            with self.subTest(text=text):
                self.assertEqual([count(text, unit) for unit in units], lengths)
