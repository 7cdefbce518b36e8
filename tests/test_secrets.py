"""Settings and credentials of channels: kept apart, encrypted, shown to nobody."""

import os
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_security import SecurityCase


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
