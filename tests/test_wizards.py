"""The dialogs of an agent: Respond and Assign Person, as their forms are used."""

from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..connectors.mail import MailConnector
from .common import ArrivalCase, compose


class WizardCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel.account_name = "support@shop.example"
        cls.twist = cls.twist_in("engage").with_user(cls.agent)
        cls.profile = cls.twist.profile_id
        cls.person = cls.env["res.partner"].create({"name": "Ana"})

    def open(self, action):
        """The form that an action opens, for the agent."""
        self.assertEqual((action["target"], action["view_mode"]), ("new", "form"))
        model = self.env[action["res_model"]].with_user(self.agent)
        return Form(model.with_context(**action["context"]))


@tagged("post_install", "-at_install")
class TestRespond(WizardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.sudo()._assign_person(cls.person, "contract")

    def twist_of(self, *mails):
        twist = self.arrive(*mails).with_user(self.agent)
        self.put(twist, "engage")
        twist.profile_id.sudo()._assign_person(self.person, "contract")
        return twist

    def answer_of(self, wizard, twist=None):
        result = wizard.action_send()
        self.assertEqual(result["type"], "ir.actions.act_window_close")
        twist = twist or self.twist
        return twist.message_ids_social.filtered(lambda one: one.state == "queued")

    def test_what_it_begins_with(self):
        form = self.open(self.twist.action_respond())
        self.assertEqual(form.recipient, f"Ana <{self.profile.handle}>")
        self.assertEqual(form.sender, "Offline Mailbox (support@shop.example)")
        self.assertEqual(form.subject, "Re: A question")
        self.assertFalse(form.body)
        self.assertFalse(form.automatic)
        self.assertEqual(form.visibility, "private")
        self.assertTrue(form.has_subject)

    def test_re_is_written_once(self):
        for subject, expected in (
            ("Re: Tent", "Re: Tent"),
            ("RE: Tent", "RE: Tent"),
            ("AW: Zelt", "AW: Zelt"),
            ("Regen", "Re: Regen"),
            (None, "Re:"),
        ):
            with self.subTest(subject=subject):
                mail = compose("support@shop.example", Subject=subject)
                form = self.open(self.twist_of(mail).action_respond())
                self.assertEqual(form.subject, expected)

    def test_reply_to_goes_before_the_sender(self):
        mail = compose("support@shop.example", Reply_To="Team <team@customer.example>")
        form = self.open(self.twist_of(mail).action_respond())
        self.assertIn("<team@customer.example>", form.recipient)

    def test_the_newest_inbound_message_is_answered(self):
        first = compose("support@shop.example", Message_ID="<one@customer.example>")
        second = compose(
            "support@shop.example",
            Subject="Still open",
            In_Reply_To="<one@customer.example>",
            Date="Sat, 21 Nov 2026 10:00:00 +0100",
        )
        form = self.open(self.twist_of(first, second).action_respond())
        self.assertEqual(form.subject, "Re: Still open")

    def test_a_machine_wrote(self):
        mail = compose("support@shop.example", Auto_Submitted="auto-replied")
        form = self.open(self.twist_of(mail).action_respond())
        self.assertEqual(form.automatic, "reply")

    def test_send(self):
        form = self.open(self.twist.action_respond())
        form.body = "<p>Thank you, <b>Ana</b></p>"
        form.subject = "Your tent"
        answer = self.answer_of(form.save())
        self.assertEqual(answer.subject, "Your tent")
        self.assertEqual(answer.text, "Thank you, *Ana*")
        self.assertIn("<b>Ana</b>", answer.body)
        self.assertEqual(answer.user_id, self.agent)
        self.assertEqual(answer.parent_id, self.twist._last_inbound())
        self.assertEqual(self.twist.user_id, self.agent)
        self.assertEqual(self.twist.unread_count, 0)

    def test_an_empty_answer_is_refused(self):
        form = self.open(self.twist.action_respond())
        form.body = "<p><br></p>"
        with self.assertRaisesRegex(UserError, "Write an answer first"):
            form.save().action_send()

    def test_files_are_taken_over(self):
        file = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create(
                {
                    "name": "tent.txt",
                    "raw": b"how to",
                    "res_model": "social.respond",
                    "res_id": 0,
                }
            )
        )
        form = self.open(self.twist.action_respond())
        form.attachment_ids.add(file)
        answer = self.answer_of(form.save())
        self.assertEqual(answer.attachment_ids, file)
        self.assertEqual((file.res_model, file.res_id), ("social.message", answer.id))
        [sent] = answer.sudo()._as_reply().attachments
        self.assertEqual((sent.filename, sent.content), ("tent.txt", b"how to"))

    def test_text_limit(self):
        limits = replace(MailConnector.limits, text_length=10)
        with patch.object(MailConnector, "limits", limits):
            form = self.open(self.twist.action_respond())
            self.assertEqual(form.text_length, 10)
            form.body = "<p>Eleven long</p>"
            self.assertEqual(form.character_count, 11)
            with self.assertRaisesRegex(UserError, "11 characters; 10 are allowed"):
                form.save().action_send()
            form.body = "<p>Ten chars!</p>"
            self.assertEqual(form.character_count, 10)
            self.assertTrue(self.answer_of(form.save()))

    def test_a_limit_in_the_platforms_own_unit(self):
        limits = replace(MailConnector.limits, text_length=5, text_unit="utf16")
        with patch.object(MailConnector, "limits", limits):
            form = self.open(self.twist.action_respond())
            form.body = "<p>😀😀😀</p>"
            self.assertEqual(form.character_count, 6)

    def test_without_a_limit_nothing_is_counted_down(self):
        form = self.open(self.twist.action_respond())
        self.assertFalse(form.text_length)

    def test_platform_without_subject(self):
        limits = replace(MailConnector.limits, has_subject=False)
        with patch.object(MailConnector, "limits", limits):
            self.assertFalse(self.open(self.twist.action_respond()).has_subject)
