"""Each step of sending, with a server that follows a script."""

from unittest.mock import patch

from odoo.tests import tagged

from ..connectors.errors import (
    PermanentError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    UnsupportedError,
)
from ..connectors.mail.smtp import Outbox
from .mail_odd_servers import ScriptedSmtp
from .mail_servers import MailServersCase, reply


@tagged("post_install", "-at_install")
class TestScripted(MailServersCase):
    """What a server may answer at each step, and what that means."""

    def scripted(self, script=None, **options):
        server = ScriptedSmtp(script, **options)
        self.addCleanup(server.close)
        return server, self.connector(save_sent=False, **server.settings())

    def assert_fails(self, script, error, code):
        server, connector = self.scripted(script)
        with self.assertRaises(error) as caught:
            connector.send(reply("anna@example.com"))
        self.assertIs(type(caught.exception), error)
        self.assertEqual(caught.exception.code, code)
        return server, connector

    def test_passing_problems(self):
        for step in ("MAIL", "RCPT", "DATA"):
            with self.subTest(step):
                self.assert_fails({step: "451 4.7.1 later"}, RetryableError, "busy")

    def test_refusals(self):
        steps = {"MAIL": "sender", "RCPT": "recipient", "DATA": "refused"}
        for step, code in steps.items():
            with self.subTest(step):
                self.assert_fails({step: "554 5.7.1 no"}, PermanentError, code)

    def test_too_large(self):
        for answer in ("552 too much", "554 5.3.4 Message too big"):
            with self.subTest(answer):
                self.assert_fails({"DATA": answer}, PermanentError, "too_large")

    def test_authentication_wanted(self):
        self.assert_fails({"MAIL": "530 5.7.0 login"}, SettingsError, "smtp_auth")

    def test_hang_up_before_the_mail_left(self):
        for step in ("MAIL", "RCPT"):
            with self.subTest(step):
                server, _ = self.assert_fails(
                    {step: "hang up"}, RetryableError, "closed"
                )
                self.assertEqual(server.received, [])

    def test_hang_up_after_the_mail_left(self):
        server, _ = self.assert_fails(
            {"DATA": "hang up"}, UnknownOutcomeError, "no_answer"
        )
        self.assertEqual(len(server.received), 1)

    def test_no_answer_after_the_mail_left(self):
        with patch.object(Outbox, "final_timeout", 0.3):
            self.assert_fails({"DATA": "stall"}, UnknownOutcomeError, "no_answer")

    def test_no_answer_before_the_mail_left(self):
        with patch.object(Outbox, "timeout", 0.3):
            self.assert_fails({"RCPT": "stall"}, RetryableError, "timeout")

    def test_connection_is_kept(self):
        server, connector = self.scripted()
        for _ in range(3):
            connector.send(reply("anna@example.com"))
        self.assertEqual((server.connections, len(server.received)), (1, 3))

    def test_connection_is_renewed(self):
        server, connector = self.scripted()
        connector.send(reply("anna@example.com"))
        server.drop()
        connector.send(reply("anna@example.com"))
        self.assertEqual((server.connections, len(server.received)), (2, 2))

    def test_kept_connection_is_told_to_go(self):
        """421 at MAIL on a kept connection: once more on a new one, no more."""
        server, connector = self.scripted()
        connector.send(reply("anna@example.com"))
        server.script["MAIL"] = "421 4.3.2 shutting down"
        with self.assertRaises(RetryableError):
            connector.send(reply("anna@example.com"))
        self.assertEqual((server.connections, len(server.received)), (2, 1))

    def test_domain_in_other_letters(self):
        server, connector = self.scripted(enable_SMTPUTF8=False)
        connector.send(reply("anna@b\u00fccher.example"))
        self.assertIn(b"anna@xn--bcher-kva.example", server.received[0])

    def test_name_in_other_letters(self):
        server, connector = self.scripted(enable_SMTPUTF8=True)
        connector.send(reply("j\u00f6rg@b\u00fccher.example"))
        self.assertEqual(server.recipients, ["j\u00f6rg@xn--bcher-kva.example"])
        header = "To: Anna <j\u00f6rg@xn--bcher-kva.example>\r\n"
        self.assertIn(header.encode(), server.received[0])

    def test_name_in_other_letters_on_a_server_that_cannot(self):
        _, connector = self.scripted(enable_SMTPUTF8=False)
        with self.assertRaises(UnsupportedError) as caught:
            connector.send(reply("j\u00f6rg@example.com"))
        self.assertEqual(caught.exception.code, "smtputf8")

    def test_receive_only(self):
        with self.assertRaises(SettingsError) as caught:
            self.connector(smtp_host="").send(reply("anna@example.com"))
        self.assertEqual(caught.exception.code, "receive_only")
