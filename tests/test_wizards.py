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
        cls.profile.sudo().partner_id = cls.person

    def twist_of(self, *mails):
        twist = self.arrive(*mails).with_user(self.agent)
        self.put(twist, "engage")
        twist.profile_id.sudo().partner_id = self.person
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


@tagged("post_install", "-at_install")
class TestAssignPerson(WizardCase):
    def test_same_mail_address_is_suggested(self):
        known = self.env["res.partner"].create(
            {"name": "Ana Known", "email": self.profile.handle.upper()}
        )
        form = self.open(self.twist.action_assign_person())
        self.assertEqual((form.mode, form.partner_id), ("existing", known))
        self.assertIn("mail address is the same", form.reason)
        form.partner_id = self.person
        self.assertFalse(form.reason)

    def test_no_suggestion_of_two(self):
        values = {"name": "Ana", "email": self.profile.handle}
        self.env["res.partner"].create([values, values])
        form = self.open(self.twist.action_assign_person())
        self.assertFalse(form.partner_id)
        self.assertEqual(form.mode, "new")

    def test_no_suggestion_from_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create(
            {
                "name": "Ana",
                "email": self.profile.handle,
                "company_id": company.id,
            }
        )
        form = self.open(self.twist.action_assign_person())
        self.assertFalse(form.partner_id)

    def test_a_new_person(self):
        form = self.open(self.twist.action_assign_person())
        self.assertEqual(form.mode, "new")
        self.assertEqual((form.name, form.email), ("Ana", self.profile.handle))
        form.name = "  Ana Customer "
        form.phone = "+49 431 000"
        form.lawful_basis = "consent"
        form.purpose = "Repairing her tent"
        form.save().action_assign()
        person = self.twist.partner_id
        self.assertEqual(person.name, "Ana Customer")
        self.assertEqual((person.email, person.phone), (form.email, "+49 431 000"))
        self.assertFalse(person.company_id)
        self.assertEqual(self.profile.lawful_basis, "consent")
        self.assertEqual(self.profile.purpose, "Repairing her tent")

    def test_all_of_the_authors_messages_follow(self):
        author = f"Ana <{self.profile.handle}>"
        other = self.arrive(compose("support@shop.example", From=author))
        form = self.open(self.twist.action_assign_person())
        form.save().action_assign()
        self.assertNotEqual(other, self.twist)
        self.assertEqual(other.partner_id, self.twist.partner_id)
        later = self.arrive(compose("support@shop.example", From=author))
        self.assertEqual(later.partner_id, self.twist.partner_id)
        self.assertEqual(later.message_ids_social.partner_id, self.twist.partner_id)

    def test_a_name_is_needed(self):
        form = self.open(self.twist.action_assign_person())
        form.name = " "
        with self.assertRaisesRegex(UserError, "Enter the name of the new person"):
            form.save().action_assign()

    def test_a_person_is_needed(self):
        wizard = (
            self.env["social.assign.person"]
            .with_user(self.agent)
            .create({"twist_id": self.twist.id, "mode": "existing"})
        )
        with self.assertRaisesRegex(UserError, "Choose a person, or add a new one"):
            wizard.action_assign()

    def test_a_lawful_basis_is_needed(self):
        form = self.open(self.twist.action_assign_person())
        with self.assertRaisesRegex(AssertionError, "lawful_basis"):
            form.lawful_basis = False
            form.save()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.twist.assign_person(self.person, False)

    def test_not_in_listen(self):
        form = self.open(self.twist.action_assign_person())
        wizard = form.save()
        self.put(self.twist, "listen")
        with self.assertRaisesRegex(UserError, "Move the twist to Understand first"):
            wizard.action_assign()
        self.assertFalse(self.profile.partner_id)

    def test_reassign(self):
        self.twist.assign_person(self.person, "consent", "First")
        other = self.env["res.partner"].create({"name": "Bea"})
        form = self.open(self.twist.action_assign_person())
        self.assertEqual(form.current_partner_id, self.person)
        self.assertEqual((form.mode, form.partner_id), ("existing", self.person))
        self.assertFalse(form.reason)
        form.partner_id = other
        form.lawful_basis = "legitimate"
        form.save().action_assign()
        self.assertEqual(self.twist.partner_id, other)
        self.assertEqual(self.profile.lawful_basis, "legitimate")
