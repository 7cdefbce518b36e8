"""Connecting a mailbox: what works, and what is said when it does not."""

import logging
import tempfile
import traceback
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..connectors import CONNECTORS, Acknowledges, Finds, Pulls
from ..connectors.errors import AuthError, RetryableError, SettingsError
from ..connectors.mail import MailConnector, imap
from .mail_odd_servers import ExpiredServer, Proxy, ScriptedSmtp, TokenServer, free_port
from .mail_servers import MailServersCase, reply


@tagged("post_install", "-at_install")
class TestDeclaration(BaseCase):
    def test_registered(self):
        self.assertIs(CONNECTORS["mail"], MailConnector)
        for mixin in (Pulls, Acknowledges, Finds):
            self.assertTrue(issubclass(MailConnector, mixin))

    def test_each_setting_explains_itself(self):
        for setting in MailConnector.settings:
            with self.subTest(setting.name):
                self.assertTrue(setting.label and setting.help and setting.group)
                values = [value for value, _ in setting.choices]
                self.assertEqual(setting.type == "selection", bool(values))
                if values:
                    self.assertIn(setting.default, values)

    def test_secrets(self):
        names = {one.name for one in MailConnector.settings if one.secret}
        self.assertEqual(names, {"password", "smtp_password"})

    def test_unknown_setting(self):
        with self.assertRaises(TypeError):
            MailConnector({"imap_hots": "x"})

    def test_defaults(self):
        values = MailConnector({"imap_port": None, "folder": ""}).values
        self.assertEqual((values["imap_port"], values["folder"]), (993, "INBOX"))


@tagged("post_install", "-at_install")
class TestVerify(MailServersCase):
    def assert_fails(self, error, code, **settings):
        """Verify fails so, and shows the password nowhere."""
        connector = self.connector(**settings)
        with self.assertRaises(error) as caught:
            connector.verify()
        failure = caught.exception
        self.assertIs(type(failure), error)
        self.assertEqual(failure.code, code, str(failure))
        shown = traceback.format_exception(failure)
        shown += [repr(connector), repr(failure), failure.detail, str(failure.values)]
        if "password" in settings:
            self.assertNotIn(settings["password"], "".join(shown))
        return failure

    def test_everything_works(self):
        for security, port in (("tls", "imaps_port"), ("starttls", "imap_port")):
            with self.subTest(security):
                connector = self.connector(
                    imap_security=security,
                    imap_port=self.servers[port],
                    sender_name="Shop",
                )
                profile = connector.verify()
                self.assertEqual(profile.handle, self.address)
                self.assertEqual(profile.name, "Shop")

    def test_receive_only(self):
        self.assertEqual(self.connector(smtp_host="").verify().handle, self.address)

    def test_wrong_password(self):
        failure = self.assert_fails(AuthError, "password", password="wr0ng-pa55")
        self.assertIn("AUTHENTICATIONFAILED", failure.detail)

    def test_password_in_other_letters(self):
        self.assert_fails(AuthError, "password", password="p\u00e4ssw\u00f6rd-1")

    def test_control_character(self):
        self.assert_fails(SettingsError, "characters", password="x\r\nNOOP")

    def test_wrong_smtp_password(self):
        failure = self.assert_fails(AuthError, "password", smtp_password="wr0ng-pa55")
        self.assertIn("535", failure.detail)

    def test_unknown_host(self):
        self.assert_fails(RetryableError, "host", imap_host="mail.invalid")
        self.assert_fails(RetryableError, "host", smtp_host="mail.invalid")
        self.assert_fails(RetryableError, "host", imap_host=f"{'x' * 70}.example")

    def test_refused(self):
        self.assert_fails(RetryableError, "refused", imap_port=free_port())
        self.assert_fails(RetryableError, "refused", smtp_port=free_port())

    def test_silent_server(self):
        """A port with TLS from the start waits for us, and we for its greeting."""
        port = self.servers["imaps_port"]
        with patch.object(imap, "TIMEOUT", 0.3):
            self.assert_fails(
                RetryableError, "timeout", imap_port=port, imap_security="starttls"
            )

    def test_no_tls_on_this_port(self):
        port = self.servers["imap_port"]
        self.assert_fails(SettingsError, "no_tls", imap_port=port)
        self.assert_fails(SettingsError, "no_tls", smtp_security="tls")

    def test_certificate_not_trusted(self):
        self.assert_fails(SettingsError, "certificate", ca_certificate="")

    def test_certificate_of_another_name(self):
        proxy = Proxy(self.servers["imaps_port"], host="127.0.0.2")
        self.addCleanup(proxy.close)
        other = {"imap_host": "127.0.0.2", "imap_port": proxy.port}
        self.assert_fails(SettingsError, "certificate_name", **other)

    def test_certificate_authority_is_none(self):
        self.assert_fails(SettingsError, "ca", ca_certificate="junk")

    def test_certificate_expired(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        server = ExpiredServer(folder)
        self.addCleanup(server.close)
        self.assert_fails(
            SettingsError,
            "certificate_expired",
            imap_host="localhost",
            imap_port=server.port,
            ca_certificate=server.certificate,
        )

    def test_no_starttls(self):
        through = self.through(replace=((b" STARTTLS", b" STARTLTS"),))
        through["imap_security"] = "starttls"
        self.assert_fails(SettingsError, "no_starttls", **through)
        server = ScriptedSmtp()
        self.addCleanup(server.close)
        smtp = server.settings() | {"smtp_security": "starttls"}
        self.assert_fails(SettingsError, "no_starttls", **smtp)

    def test_login_disabled(self):
        through = self.through(replace=((b" STARTTLS", b" LOGINDISABLED"),))
        self.assert_fails(SettingsError, "login_disabled", **through)

    def test_connection_closed(self):
        """At each stage: greeting, capabilities, during the sign-in."""
        for size in (0, 10, 180, 360, 420, 480):
            with self.subTest(size):
                self.assert_fails(
                    RetryableError, "closed", **self.through(cut_after=size)
                )

    def test_other_answers_to_the_sign_in(self):
        answers = {
            b"[UNAVAILABLE] x": (RetryableError, "busy"),
            b"Too many simultaneous connections": (RetryableError, "connections"),
            b"[PRIVACYREQUIRED] x": (SettingsError, "login_disabled"),
            b"[EXPIRED] x": (AuthError, "expired"),
        }
        failed = b"[AUTHENTICATIONFAILED] Authentication failed."
        for answer, (error, code) in answers.items():
            with self.subTest(answer):
                through = self.through(replace=((failed, answer),))
                self.assert_fails(error, code, password="wr0ng-pa55", **through)

    def test_folder_missing(self):
        failure = self.assert_fails(SettingsError, "folder", folder="Nope")
        self.assertEqual(failure.values["folder"], "Nope")
        for name in ("INBOX", "Sent", "Archive"):
            self.assertIn(name, failure.values["folders"])
        self.assert_fails(SettingsError, "folder", sent_folder="Nope")

    def test_move_folder(self):
        self.assert_fails(SettingsError, "move_folder", after_fetch="move")
        connector = self.connector(after_fetch="move", move_folder="Done")
        connector.verify()
        self.assertTrue(self.client().folder_exists("Done"))

    def test_own_address(self):
        self.assert_fails(SettingsError, "own_address", address="support")

    def test_access_token(self):
        port = self.servers["tokeninfo_port"]
        server = TokenServer(port, self.address, "g00d-token")
        self.addCleanup(server.close)
        token = {"auth": "xoauth2", "smtp_host": ""}
        self.assertTrue(self.connector(password="g00d-token", **token).verify())
        self.assert_fails(AuthError, "password", password="b4d-token", **token)

    def test_nothing_secret_is_logged(self):
        """Even at the most talkative level of all libraries."""
        secret = self.servers["password"]
        with self.assertLogs(level=logging.DEBUG) as logs:
            connector = self.connector()
            connector.verify()
            connector.send(reply(self.address))
            logging.getLogger("end").info("end")
        self.assertNotIn(secret, "\n".join(logs.output))
