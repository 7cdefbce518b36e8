"""Who may do what, as real users of each group through the ORM."""

import os
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ArrivalCase, compose, mail_with_files

OPERATIONS = ("read", "write", "create", "unlink")
NOBODY = dict.fromkeys(
    (
        "social.channel",
        "social.credential",
        "social.inbound",
        "social.profile",
        "social.tag",
        "social.twist",
        "social.message",
        "social.respond",
        "social.assign.person",
    ),
    "",
)
AGENT = {
    **NOBODY,
    "social.channel": "read",
    "social.profile": "read write",
    "social.tag": "read write create",
    "social.twist": "read write",
    "social.message": "read",
    "social.respond": "read write create unlink",
    "social.assign.person": "read write create unlink",
}
SUPERVISOR = {**AGENT, "social.inbound": "read"}
ADMINISTRATOR = {
    **SUPERVISOR,
    "social.channel": "read write create unlink",
    "social.inbound": "read unlink",
    "social.profile": "read write unlink",
    "social.tag": "read write create unlink",
    "social.twist": "read write unlink",
}


class SecurityCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "social_portal", groups="base.group_portal")
        cls.employee = new_test_user(cls.env, "social_none", groups="base.group_user")
        cls.twist = cls.twist_in("understand")
        cls.message = cls.env["social.message"].search(
            [("twist_id", "=", cls.twist.id)]
        )
        cls.person = cls.env["res.partner"].create({"name": "Ana"})


@tagged("post_install", "-at_install")
class TestGroups(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["social.tag"].create({"name": "Leaking tent"})

    def records(self):
        return {
            "social.channel": self.channel,
            "social.credential": self.channel.sudo().credential_ids,
            "social.inbound": self.message.inbound_id,
            "social.profile": self.twist.profile_id,
            "social.tag": self.tag,
            "social.twist": self.twist,
            "social.message": self.message,
        }

    def assertRights(self, user, rights):
        records = self.records()
        for model, allowed in rights.items():
            for operation in OPERATIONS:
                with self.subTest(user=user.login, model=model, operation=operation):
                    target = records.get(model, self.env[model])
                    if operation == "create":
                        target = self.env[model]
                    may = target.with_user(user).has_access(operation)
                    self.assertEqual(may, operation in allowed.split())

    def test_every_model_is_in_the_table(self):
        ours = {name for name in self.registry if name.startswith("social.")}
        self.assertEqual(ours, set(NOBODY))

    def test_outsiders(self):
        for user in (self.portal, self.employee):
            self.assertRights(user, NOBODY)

    def test_agent(self):
        self.assertRights(self.agent, AGENT)

    def test_supervisor(self):
        self.assertRights(self.supervisor, SUPERVISOR)

    def test_administrator(self):
        self.assertRights(self.administrator, ADMINISTRATOR)

    def test_outsiders_use_no_public_method(self):
        for user in (self.portal, self.employee):
            twist, message = self.twist.with_user(user), self.message.with_user(user)
            for call in (
                twist.conversation,
                twist.action_mark_read,
                twist.action_close,
                twist.action_spam,
                lambda twist=twist: twist.assign_person(self.person, "consent"),
                lambda twist=twist: twist.respond("<p>x</p>"),
                message.action_withdraw,
                message.action_send_due,
                self.channel.with_user(user).action_disconnect,
                self.channel.with_user(user).action_fetch_now,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_agents_do_not_work_on_channels(self):
        for user in (self.agent, self.supervisor):
            channel = self.channel.with_user(user)
            for call in (
                channel.action_connect,
                channel.action_disconnect,
                channel.action_fetch_now,
                channel.action_test_connection,
                channel.unlink,
                lambda channel=channel: channel.write({"name": "x"}),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_message_state_is_not_written_by_hand(self):
        self.twist.profile_id.partner_id = self.person
        answer = self.twist.with_user(self.agent).respond("<p>Yes</p>")
        for user in (self.agent, self.supervisor, self.administrator):
            for values in ({"state": "sent"}, {"text": "x"}, {"key": "x"}):
                with self.assertRaises(AccessError):
                    answer.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self.env["social.message"].with_user(self.administrator).create({})

    def test_profile_is_linked_with_a_reason_only(self):
        profile = self.twist.profile_id.with_user(self.agent)
        for values in (
            {"partner_id": self.person.id},
            {"lawful_basis": "consent"},
            {"handle": "other@customer.example"},
        ):
            with self.assertRaises(AccessError):
                profile.write(values)
        profile.write({"purpose": "Answering"})
        with self.assertRaisesRegex(UserError, "why"):
            self.twist.with_user(self.agent).assign_person(self.person, False)
        self.assertFalse(profile.partner_id)

    def test_answer_to_a_message_of_another_twist(self):
        self.twist.profile_id.partner_id = self.person
        stranger = self.twist_in("listen")
        [message] = stranger.message_ids_social
        wizard = (
            self.env["social.respond"]
            .with_user(self.agent)
            .create({"twist_id": self.twist.id, "body": "<p>Yes</p>"})
        )
        with self.assertRaisesRegex(UserError, "not of this twist"):
            wizard.message_id = message
        with self.assertRaisesRegex(UserError, "not of this twist"):
            self.twist.with_user(self.agent).respond("<p>x</p>", message=message)

    def test_files_of_others_cannot_be_sent(self):
        self.twist.profile_id.partner_id = self.person
        twist = self.twist.with_user(self.agent)
        attachments = self.env["ir.attachment"]
        secret = attachments.with_user(self.supervisor).create(
            {"name": "secret.txt", "raw": b"secret"}
        )
        elsewhere = attachments.create(
            {
                "name": "company.txt",
                "raw": b"secret",
                "res_model": "res.company",
                "res_id": self.env.company.id,
            }
        )
        for one in (secret, elsewhere):
            with self.assertRaises(AccessError):
                twist.respond("<p>Here</p>", attachment_ids=one.ids)
        own = attachments.with_user(self.agent).create({"name": "a.txt", "raw": b"a"})
        answer = twist.respond("<p>Here</p>", attachment_ids=own.ids)
        self.assertEqual(answer.attachment_ids, own)
        self.assertFalse(secret.res_id)


@tagged("post_install", "-at_install")
class TestSecrets(SecurityCase):
    def test_settings_are_for_administrators(self):
        hidden = ["settings", "mail_imap_host", "mail_username", "mail_password"]
        for user in (self.agent, self.supervisor):
            channel = self.channel.with_user(user)
            for name in hidden:
                with (
                    self.subTest(user=user.login, field=name),
                    self.assertRaises(AccessError),
                ):
                    channel.read([name])
            self.assertFalse(set(hidden) & set(channel.fields_get()))
            with self.assertRaises(AccessError):
                channel.search([("settings", "!=", False)])

    def test_administrators_see_whether_a_secret_is_set(self):
        channel = self.channel.with_user(self.administrator)
        [values] = channel.read(["mail_password", "mail_smtp_password"])
        self.assertEqual(values["mail_password"], "••••••••")
        self.assertFalse(values["mail_smtp_password"])
        [everything] = channel.read([])
        self.assertNotIn("hunter2", str(everything))
        self.administrator.group_ids += self.env.ref("base.group_allow_export")
        [exported] = channel.export_data(["mail_password"])["datas"]
        self.assertEqual(exported, ["••••••••"])

    def test_credentials_are_unreadable(self):
        credential = self.channel.sudo().credential_ids
        users = (self.agent, self.supervisor, self.administrator)
        admin = self.env.ref("base.user_admin")
        for user in (*users, admin):
            mine = credential.with_user(user)
            for call in (
                lambda mine=mine: mine.read(["name"]),
                lambda mine=mine: mine.read(["value"]),
                lambda mine=mine: mine.search([]),
                lambda mine=mine: mine.search_read([], ["value"]),
                lambda mine=mine: mine.write({"value": "x"}),
                lambda mine=mine: mine.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
            with self.assertRaises(AccessError):
                self.channel.with_user(user).read(["credential_ids"])

    def raw_values(self):
        self.env.flush_all()
        self.cr.execute("SELECT value FROM social_credential")
        return " ".join(value for (value,) in self.cr.fetchall())

    def test_encrypted_at_rest(self):
        self.assertNotIn("hunter2", self.raw_values())
        self.cr.execute("SELECT settings::text FROM social_channel")
        self.assertNotIn("hunter2", str(self.cr.fetchall()))
        values = self.channel._setting_values()
        self.assertEqual(values["password"], "hunter2")

    def test_the_same_secret_looks_different_each_time(self):
        before = self.raw_values()
        self.channel.mail_password = "hunter2"
        self.assertNotEqual(self.raw_values(), before)

    def test_another_key(self):
        key = Fernet.generate_key().decode()
        with (
            patch.dict(os.environ, {"SOCIAL_INBOX_KEY": key}),
            self.assertRaisesRegex(UserError, "another key. Enter them again"),
        ):
            self.channel._setting_values()

    def test_key_from_the_environment(self):
        key = Fernet.generate_key().decode()
        with patch.dict(os.environ, {"SOCIAL_INBOX_KEY": key}):
            self.channel.mail_password = "other"
            self.assertEqual(self.channel._setting_values()["password"], "other")
        credential = self.channel.sudo().credential_ids
        clear = Fernet(key).decrypt(credential.value.encode())
        self.assertEqual(clear, b"other")

    def test_raw_columns(self):
        columns = {
            "social.message": (
                "source_html",
                "source_quote",
                "body_cache",
                "quote_cache",
            ),
            "social.channel": ("cursor", "receipt", "retry_date"),
        }
        records = {"social.message": self.message, "social.channel": self.channel}
        for model, names in columns.items():
            for name in names:
                for user in (self.agent, self.administrator):
                    record = records[model].with_user(user)
                    with (
                        self.subTest(user=user.login, field=name),
                        self.assertRaises(AccessError),
                    ):
                        record.read([name])


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
            with self.subTest(model=model, by="onchange"):
                with self.assertRaises(AccessError):
                    wizard.onchange(values, ["twist_id"], {name: {} for name in names})
            for name in names:
                with self.subTest(model=model, field=name):
                    with self.assertRaises(AccessError, msg=name):
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
