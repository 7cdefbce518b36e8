"""The door that platforms knock at."""

import hashlib
import hmac
import json
from unittest.mock import patch

import psycopg2

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..connectors.errors import RetryableError
from ..controllers import webhook
from ..hooks import uninstall_hook
from .fake_platform import FakePlatformCase, comment


@tagged("post_install", "-at_install")
class TestWebhook(FakePlatformCase, HttpCase):
    def post(self, arrivals, proof=None, key=None):
        body = json.dumps(arrivals).encode()
        proof = proof or hmac.new(b"s3cr3t", body, hashlib.sha256).hexdigest()
        key = self.channel.webhook_key if key is None else key
        return self.opener.post(
            f"{self.base_url()}/social_inbox/webhook/{key}",
            data=body,
            headers={"X-Signature": proof, "Content-Type": "application/json"},
            timeout=20,
        )

    def waiting(self):
        return self.env["social.inbound"].search([("channel_id", "=", self.channel.id)])

    def test_stored_answered_then_worked_on(self):
        with self.capture_triggers(self.channel.sudo().cron_id.id) as triggers:
            answer = self.post([comment("One"), comment("Two")])
            self.assertEqual(len(triggers.records), 1)
        self.assertEqual((answer.status_code, answer.text), (200, "OK"))
        self.assertNotIn("session_id", answer.cookies)
        self.assertEqual(self.waiting().mapped("state"), ["pending", "pending"])
        self.assertEqual(len(self.work()), 2)

    def test_what_arrivals_name_is_fetched_first(self):
        self.box.completion = {"body": "The whole text"}
        self.post([comment("")])
        self.assertTrue(self.waiting().is_incomplete)
        [twist] = self.work()
        self.assertEqual(twist.preview, "The whole text")
        self.assertEqual(self.box.names().count("complete"), 1)
        self.arrive(comment())
        self.assertEqual(
            self.box.names().count("complete"), 1, "fetched ones are whole"
        )

    def test_what_cannot_be_completed_waits_and_is_then_read(self):
        self.box.errors["complete"] = RetryableError("Later.")
        self.post([comment("Only this")])
        self.assertFalse(self.work())
        self.assertEqual(self.waiting().state, "pending")
        self.env.cr.execute(
            "UPDATE social_inbound SET create_date = create_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        self.assertEqual(self.work().preview, "Only this")

    def test_the_same_again_is_no_other(self):
        arrival = comment()
        for _ in range(2):
            self.assertEqual(self.post([arrival]).status_code, 200)
        self.assertEqual(len(self.waiting()), 1)
        self.assertEqual(len(self.arrive(arrival)), 1)

    @mute_logger("odoo.http")
    def test_unknown_key(self):
        for key in ("0" * 32, "x", "%00"):
            self.assertEqual(self.post([comment()], key=key).status_code, 404)
        mails = self.env["social.channel"].create({"name": "M", "platform": "mail"})
        self.assertEqual(self.post([], key=mails.webhook_key).status_code, 404)

    def test_wrong_signature(self):
        self.assertEqual(self.post([comment()], proof="0" * 64).status_code, 403)
        self.assertFalse(self.waiting())

    def test_too_large(self):
        with patch.dict(type(self)._largest(), {"max_content_length": 1000}):
            self.assertEqual(self.post([comment("x" * 2000)]).status_code, 413)
        self.assertFalse(self.waiting())

    @staticmethod
    def _largest():
        return webhook.Webhook.receive.original_routing

    def test_disconnected_and_broken(self):
        self.channel.state = "broken"
        self.assertEqual(self.post([comment()]).status_code, 200)
        self.assertEqual(len(self.waiting()), 1)
        self.channel.action_disconnect()
        self.assertEqual(self.post([comment()]).status_code, 404)
        self.assertEqual(len(self.waiting()), 1)

    def test_handshake_before_connecting(self):
        self.channel.action_disconnect()
        key = self.channel.webhook_key
        answer = self.url_open(
            f"/social_inbox/webhook/{key}?token={key}&challenge=12345"
        )
        self.assertEqual((answer.status_code, answer.text), (200, "12345"))
        answer = self.url_open(f"/social_inbox/webhook/{key}?token=x&challenge=1")
        self.assertEqual(answer.status_code, 404)

    def test_unreadable_credentials(self):
        self.channel._store_values({"access_token": "t0ken"})
        self.channel.sudo().credential_ids.write({"value": "garbage"})
        answer = self.post([comment()])
        self.assertEqual(answer.status_code, 503)
        self.assertIn("Retry-After", answer.headers)

    @mute_logger("odoo.http")
    def test_database_down(self):
        """The platform shall come again, where Odoo would say that nothing is here."""
        webhook.post_load()  # as Odoo does when it loads the module by itself
        down = psycopg2.OperationalError("down")
        with patch.object(http, "Registry", side_effect=down):
            answer = self.post([comment()])
            other = self.url_open("/social_inbox/other")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.headers["Retry-After"], "60")
        self.assertEqual(other.status_code, 404)

    def test_connecting_tells_the_address(self):
        asked = dict(self.box.asked)
        self.assertEqual(asked["subscribe"], self.channel.webhook_url)
        self.assertTrue(self.channel.webhook_url.endswith(self.channel.webhook_key))
        self.channel.action_disconnect()
        self.assertIn("unsubscribe", self.box.names())

    def test_leaving_without_credentials(self):
        """They were encrypted with a key that is lost."""
        self.channel._store_values({"access_token": "t0ken"})
        self.channel.sudo().credential_ids.write({"value": "garbage"})
        with self.assertLogs("odoo.addons.social_inbox", "WARNING"):
            self.channel.action_disconnect()
        self.assertEqual(self.channel.state, "draft")

    def test_the_platform_is_told_of_the_end(self):
        address = self.channel.webhook_url
        uninstall_hook(self.env)
        self.assertEqual(self.box.asked[-1], ("unsubscribe", address))
        other = self.new_channel()
        address = other.webhook_url
        other.unlink()
        self.assertEqual(self.box.asked[-1], ("unsubscribe", address))
        asked = len(self.box.asked)
        with self.assertRaises(AccessError):
            self.new_channel().with_user(self.agent).unlink()
        self.assertNotIn("unsubscribe", self.box.names()[asked:])
        self.env["social.channel"].create({"name": "D", "platform": "fake"}).unlink()
        self.assertNotIn("unsubscribe", self.box.names()[asked:])

    def test_keys_are_secret_and_unique(self):
        other = self.channel.copy()
        self.assertNotEqual(other.webhook_key, self.channel.webhook_key)
        self.assertEqual(len(other.webhook_key), 32)
        fields = self.env["social.channel"].with_user(self.agent).fields_get()
        self.assertNotIn("webhook_key", fields)
        self.assertNotIn("webhook_url", fields)
