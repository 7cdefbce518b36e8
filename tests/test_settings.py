"""What connectors declare as fields and form of a channel, and where it is kept."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools.misc import file_open

from ..connectors import CONNECTORS
from ..connectors.types import Setting
from ..models.social_channel_settings import field_name, grouped, setting_node
from .common import ArrivalCase

DOTS = "••••••••"


@tagged("post_install", "-at_install")
class TestSettings(ArrivalCase):
    def secrets(self, channel=None):
        credentials = (channel or self.channel).sudo().credential_ids
        return {one.name: one._read_secret() for one in credentials}

    def test_every_setting_is_a_field(self):
        for platform, connector in CONNECTORS.items():
            for setting in connector.settings:
                with self.subTest(setting=setting.name):
                    field = self.channel._fields[field_name(platform, setting)]
                    short = field.string.removeprefix(f"{connector.label}: ")
                    self.assertEqual(short, setting.label)
                    self.assertFalse(field.store)
                    self.assertEqual(field.copy, not setting.secret)

    def test_labels_are_unique_and_short_in_the_form(self):
        fields = self.env["social.channel"]._fields.values()
        labels = [one.string for one in fields]
        self.assertEqual(len(labels), len(set(labels)))
        arch = self.channel.get_view(view_type="form")["arch"]
        self.assertIn('string="App ID"', arch)
        self.assertNotIn('string="Facebook: ', arch)

    def test_create(self):
        self.assertEqual(self.channel.mail_imap_host, "mail.shop.example")
        self.assertEqual(self.channel.settings["imap_host"], "mail.shop.example")
        self.assertNotIn("password", self.channel.settings)
        self.assertEqual(self.secrets(), {"password": "hunter2"})
        self.assertEqual(self.channel.mail_password, DOTS)

    def test_what_is_not_given_has_its_default(self):
        self.assertEqual(self.channel.mail_imap_port, 993)
        self.assertEqual(self.channel.mail_imap_security, "tls")
        self.assertTrue(self.channel.mail_save_sent)
        self.assertFalse(self.channel.mail_smtp_username)

    def test_part_of_the_settings_leaves_the_rest(self):
        self.channel.write({"mail_imap_port": 143, "mail_save_sent": False})
        self.channel.write({"mail_folder": "Support"})
        self.env.invalidate_all()
        values = self.channel._setting_values()
        self.assertEqual(values["imap_port"], 143)
        self.assertIs(values["save_sent"], False)
        self.assertEqual(values["folder"], "Support")
        self.assertEqual(values["imap_host"], "mail.shop.example")
        self.assertEqual(values["password"], "hunter2")

    def test_an_emptied_setting_is_an_empty_text(self):
        self.channel.write({"mail_smtp_host": "smtp.shop.example"})
        self.channel.write({"mail_smtp_host": False})
        self.assertEqual(self.channel.settings["smtp_host"], "")

    def test_dots_typed_back_keep_the_secret(self):
        self.channel.write({"mail_password": DOTS, "mail_folder": "X"})
        self.assertEqual(self.secrets(), {"password": "hunter2"})

    def test_a_secret_typed_anew(self):
        self.channel.mail_password = "other"
        self.assertEqual(self.secrets(), {"password": "other"})
        self.assertEqual(self.channel.mail_password, DOTS)

    def test_an_emptied_secret_is_removed(self):
        self.channel.mail_password = False
        self.assertEqual(self.secrets(), {})
        self.assertFalse(self.channel.mail_password)

    def test_two_secrets_do_not_mix(self):
        self.channel.mail_smtp_password = "second"
        expected = {"password": "hunter2", "smtp_password": "second"}
        self.assertEqual(self.secrets(), expected)

    def test_copy_has_the_settings_and_no_secret(self):
        self.channel.mail_folder = "Support"
        copy = self.channel.copy()
        self.assertEqual(copy.mail_folder, "Support")
        self.assertEqual(copy.mail_imap_host, "mail.shop.example")
        self.assertEqual(self.secrets(copy), {})
        self.assertFalse(copy.mail_password)
        self.assertEqual(copy.state, "draft")
        copy.mail_folder = "Else"
        self.assertEqual(self.channel.mail_folder, "Support")

    def test_two_channels_at_once(self):
        values = {"platform": "mail", "mail_imap_host": "a.example"}
        first, second = self.env["social.channel"].create(
            [
                {"name": "A", "mail_password": "one", **values},
                {"name": "B", "mail_password": "two", **values},
            ]
        )
        self.assertEqual(self.secrets(first), {"password": "one"})
        self.assertEqual(self.secrets(second), {"password": "two"})
        (first | second).write({"mail_password": "same", "mail_imap_port": 1})
        self.assertEqual(self.secrets(first), self.secrets(second))

    def test_a_removed_channel_takes_its_secrets_along(self):
        channel = self.new_offline_channel("Short-lived")
        credentials = channel.sudo().credential_ids
        channel.unlink()
        self.assertFalse(credentials.exists())

    def test_form(self):
        form = Form(self.env["social.channel"].with_user(self.administrator))
        self.assertEqual(form.platform, "mail")
        self.assertEqual(form.mail_imap_port, 993)
        form.name = "New"
        form.mail_imap_host = "imap.example"
        form.mail_username = "box"
        form.mail_password = "typed"
        form.mail_address = "box@shop.example"
        channel = form.save()
        self.assertEqual(self.secrets(channel), {"password": "typed"})
        with Form(channel) as form:
            self.assertEqual(form.mail_password, DOTS)
            form.mail_folder = "Support"
        self.assertEqual(self.secrets(channel), {"password": "typed"})
        self.assertEqual(channel.mail_folder, "Support")

    def test_form_asks_for_what_is_required(self):
        form = Form(self.env["social.channel"].with_user(self.administrator))
        form.name = "New"
        form.mail_imap_host = "imap.example"
        form.mail_username = "box"
        form.mail_address = "box@shop.example"
        with self.assertRaisesRegex(AssertionError, "mail_password"):
            form.save()

    def form_of(self, user):
        channel = self.env["social.channel"].with_user(user)
        return etree.fromstring(channel.get_view(view_type="form")["arch"])

    def test_form_has_the_groups_for_administrators(self):
        arch = self.form_of(self.administrator)
        titles = arch.xpath("//group[@name='settings']/group/@string")
        declared = [title for title, _settings in grouped(CONNECTORS["mail"].settings)]
        self.assertEqual(titles[: len(declared)], declared)
        [password] = arch.xpath("//field[@name='mail_password']")
        self.assertEqual(password.get("password"), "True")
        self.assertEqual(password.get("required"), "platform == 'mail'")

    def test_form_has_no_setting_for_others(self):
        for user in (self.agent, self.supervisor):
            arch = self.form_of(user)
            self.assertTrue(arch.xpath("//field[@name='name']"))
            self.assertFalse(arch.xpath("//field[starts-with(@name, 'mail_')]"))
            self.assertFalse(arch.xpath("//button[@name='action_connect']"))

    def test_a_declared_setting_as_a_form_node(self):
        setting = Setting(name="token", label="Token", secret=True, placeholder="abc")
        node = setting_node("other", setting)
        self.assertEqual(node.get("name"), "other_token")
        self.assertEqual(node.get("password"), "True")
        self.assertEqual(node.get("placeholder"), "abc")
        self.assertIsNone(node.get("required"))

    def test_settings_are_written_by_administrators_only(self):
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                self.channel.with_user(user).write({"mail_password": "mine"})
        self.assertEqual(self.secrets(), {"password": "hunter2"})


@tagged("post_install", "-at_install")
class TestNeutralize(ArrivalCase):
    def test_a_copy_neither_reads_nor_answers(self):
        twist = self.twist_in("engage")
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.profile_id._assign_person(person, "contract")
        waiting = twist.respond("<p>Waiting</p>")
        sent = twist.respond("<p>Sent</p>")
        sent.state = "sent"
        self.channel.write({"cursor": "keep", "receipt": "drop"})
        self.env.flush_all()
        with file_open("social_inbox/data/neutralize.sql") as file:
            self.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(self.channel.credential_ids)
        self.assertEqual(self.channel.state, "draft")
        self.assertEqual((self.channel.cursor, self.channel.receipt), ("keep", False))
        self.assertEqual((waiting.state, sent.state), ("cancelled", "sent"))
        self.assertEqual(self.channel.mail_imap_host, "mail.shop.example")
