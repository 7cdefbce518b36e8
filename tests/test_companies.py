"""One company never sees what is another's, by whatever door."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import compose, mail_with_files
from .test_security import SecurityCase


@tagged("post_install", "-at_install")
class TestCompanies(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Company"})
        cls.foreign_agent = new_test_user(
            cls.env,
            "social_foreign",
            groups="social_inbox.group_social_inbox_administrator",
            company_id=cls.other.id,
            company_ids=[Command.set(cls.other.ids)],
        )
        cls.foreign_channel = cls.new_offline_channel(
            "Foreign", company_id=cls.other.id
        )
        cls.foreign_twist = cls.arrive(
            mail_with_files(("a.txt", "text", "plain", "a")),
            channel=cls.foreign_channel,
        )
        cls.put(cls.foreign_twist, "understand")
        [cls.foreign_message] = cls.foreign_twist.message_ids_social

    def foreign_records(self):
        return (
            self.foreign_channel,
            self.foreign_twist,
            self.foreign_message,
            self.foreign_twist.profile_id,
            self.foreign_message.inbound_id,
            self.foreign_message.attachment_ids,
        )

    def test_nothing_of_another_company(self):
        for record in self.foreign_records():
            self.assertTrue(record)
            mine = record.with_user(self.administrator)
            theirs = record.with_user(self.foreign_agent)
            with self.subTest(model=record._name):
                self.assertNotIn(record, mine.search([]))
                self.assertIn(record, theirs.search([("id", "in", record.ids)]))
                with self.assertRaises(AccessError):
                    mine.read(["display_name"])
                theirs.read(["display_name"])

    def test_their_agent_sees_only_theirs(self):
        for model in ("channel", "twist", "message", "profile", "inbound"):
            found = self.env[f"social.{model}"].with_user(self.foreign_agent).search([])
            companies = found.sudo().mapped("company_id")
            self.assertEqual(companies, self.other, model)

    def test_public_methods(self):
        twist = self.foreign_twist.with_user(self.administrator)
        message = self.foreign_message.with_user(self.administrator)
        calls = (
            twist.conversation,
            twist.action_mark_read,
            lambda: twist.assign_person(self.person, "consent"),
            lambda: twist.respond("<p>x</p>"),
            message.action_send_again,
            self.foreign_channel.with_user(self.administrator).action_test_connection,
            self.foreign_message.inbound_id.with_user(
                self.administrator
            ).action_view_twist,
        )
        for index, call in enumerate(calls):
            with self.subTest(call=index), self.assertRaises(AccessError, msg=index):
                call()
        ours = self.twist.with_user(self.administrator)
        with self.assertRaises(AccessError):
            ours.conversation(before=message.id)

    def test_wizards_show_nothing_of_it(self):
        values = {"twist_id": self.foreign_twist.id}
        names_of = {
            "social.respond": ["subject", "message_id", "recipient", "twist_id"],
            "social.assign.person": [
                "name",
                "email",
                "handle",
                "profile_id",
                "twist_id",
            ],
        }
        for model, names in names_of.items():
            wizard = self.env[model].with_user(self.agent)
            spec = {name: {} for name in names}
            with self.assertRaises(AccessError, msg=model):
                wizard.onchange(values, ["twist_id"], spec)
            for name in names:
                with self.assertRaises(AccessError, msg=f"{model}.{name}"):
                    wizard.create(values).read([name])

    def test_a_person_of_another_company(self):
        person = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": self.other.id}
        )
        with self.assertRaises(UserError):
            self.twist.with_user(self.agent).assign_person(person, "consent")

    def test_same_author_is_two_profiles(self):
        raw = compose("support@shop.example", From="Same <same@customer.example>")
        ours = self.arrive(raw)
        theirs = self.arrive(raw, channel=self.foreign_channel)
        self.assertNotEqual(ours.profile_id, theirs.profile_id)
        self.assertEqual(theirs.profile_id.company_id, self.other)

    def test_dialogs_are_their_users(self):
        self.put(self.foreign_twist, "engage")
        message = self.foreign_message
        for model, values in (
            ("social.create.idea", {"twist_ids": self.foreign_twist.ids}),
            ("social.invite", {"message_ids": message.ids}),
            ("social.respond", {"twist_id": self.foreign_twist.id}),
            ("social.assign.person", {"twist_id": self.foreign_twist.id}),
        ):
            dialog = self.env[model].with_user(self.foreign_agent).create(values)
            with self.subTest(model=model):
                found = self.env[model].with_user(self.administrator)
                self.assertFalse(found.search([("id", "=", dialog.id)]))
                with self.assertRaises(AccessError):
                    dialog.with_user(self.administrator).write({"write_uid": 1})

    def test_defaults_are_no_door_for_system_fields(self):
        ideas = self.env["social.idea"]
        hidden = ideas.create({"name": "SECRET", "company_id": self.other.id})
        mine = ideas.with_user(self.administrator).with_context(
            default_message_id=self.foreign_message.id,
            default_merged_into_id=hidden.id,
            default_name="By default",
        )
        idea = mine.create({})
        self.assertEqual(idea.name, "By default")
        self.assertFalse(idea.sudo().message_id or idea.sudo().merged_into_id)
