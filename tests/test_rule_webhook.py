"""Rules that tell other systems, on a TLS server that stands for a public one."""

import hmac
import json
import tempfile
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import file_path

from ..connectors import public_http
from ..connectors.addresses import public_address
from .common import compose
from .http_odd_servers import TlsServer
from .test_rules import RuleCase

TO = "support@shop.example"
HOST = "hooks.example"


@tagged("post_install", "-at_install")
class TestRuleWebhook(RuleCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = TlsServer(folder.name, (HOST,))
        self.addCleanup(self.server.close)
        for target, name, value in (
            (public_http.requests.certs, "where", lambda: self.server.authority),
            (public_http, "public_address", self.address),
        ):
            patcher = patch.object(target, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)
        self.rule = self.new_rule("Tell", webhook_url=self.url(), tag_ids=self.refund)
        self.rule.webhook_secret = "s3cret"

    def address(self, host, port):
        return "127.0.0.1" if host == HOST else public_address(host, port)

    def url(self, path="/a"):
        return f"https://{HOST}:{self.server.port}{path}"

    def reply(self, status, **headers):
        self.server.pages["/a"] = (status, headers, b"ok")

    def arrive_and_call(self):
        twist = self.arrive(compose(TO, "Hello", Subject="Tent"))
        call = self.env["social.rule.call"].search([("twist_id", "=", twist.id)])
        self.assertEqual(call.state, "queued")
        self.assertFalse(self.server.posted)
        return twist, call

    def send(self):
        with self.enter_registry_test_mode():
            self.env.ref("social_inbox.ir_cron_rule_calls").method_direct_trigger()
        self.env.invalidate_all()

    def test_signed_and_after_the_arrival(self):
        self.reply(200)
        twist, call = self.arrive_and_call()
        self.send()
        self.assertEqual(call.state, "sent")
        [(headers, body)] = self.server.posted
        told = json.loads(body)
        self.assertEqual(told["rule"]["name"], "Tell")
        self.assertEqual(told["id"], str(call.id))
        self.assertEqual(
            (told["twist"]["id"], told["twist"]["name"]), (twist.id, "Tent")
        )
        self.assertEqual(told["twist"]["tags"], ["Money Back"])
        signed = headers["X-Timestamp"].encode() + b"." + body
        mac = hmac.new(b"s3cret", signed, sha256).hexdigest()
        self.assertEqual(headers["X-Signature-256"], f"sha256={mac}")
        self.assertNotIn("s3cret", str(headers) + body.decode())
        self.send()
        self.assertEqual(len(self.server.posted), 1)
        self.assertIn(f"told {HOST}", self.told(twist)[0][1])

    def test_again_later_and_at_last_given_up(self):
        self.reply(503)
        _twist, call = self.arrive_and_call()
        self.send()
        self.assertEqual((call.state, call.attempts), ("queued", 1))
        self.assertGreater(call.not_before, fields.Datetime.now())
        self.send()
        self.assertEqual(call.attempts, 1)
        call.write({"attempts": 7, "not_before": fields.Datetime.now()})
        self.send()
        self.assertEqual(call.state, "failed")
        self.assertIn("503", call.error)
        self.assertIn("503", self.rule.last_error)
        self.assertTrue(self.rule.active)

    def test_refused_and_redirected_are_final(self):
        for status in (404, 302):
            self.server.posted.clear()
            self.reply(status, Location="https://10.0.0.1/")
            _twist, call = self.arrive_and_call()
            self.send()
            self.assertEqual((call.state, call.attempts), ("failed", 1), status)
            self.assertEqual(len(self.server.posted), 1)

    def test_private_addresses_are_told_nothing(self):
        for url in ("https://127.0.0.1/a", "https://localhost/a", "https://[::1]/a"):
            self.rule.webhook_url = url
            _twist, call = self.arrive_and_call()
            self.send()
            self.assertEqual(call.state, "failed", url)
        self.assertFalse(self.server.posted)

    def test_without_an_address_any_more(self):
        _twist, call = self.arrive_and_call()
        self.rule.webhook_url = False
        self.send()
        self.assertEqual(call.state, "failed")

    def test_old_calls_go(self):
        _twist, call = self.arrive_and_call()
        old = fields.Datetime.subtract(fields.Datetime.now(), days=31)
        self.env.cr.execute("UPDATE social_rule_call SET create_date = %s", [old])
        self.env.invalidate_all()
        call._gc_told()
        self.assertTrue(call.exists())
        call.state = "sent"
        call._gc_told()
        self.assertFalse(call.exists())

    def test_a_copy_of_the_database_tells_nobody(self):
        self.arrive_and_call()
        text = Path(file_path("social_inbox/data/neutralize.sql")).read_text()
        lines = [one for one in text.split(";") if "social_rule" in one]
        self.assertEqual(len(lines), 2)
        for line in lines:
            self.env.cr.execute(line)
        self.env.invalidate_all()
        self.assertFalse(self.rule.webhook_url)
        self.assertFalse(self.rule.sudo().webhook_cipher)
        self.assertFalse(self.env["social.rule.call"].search([]))
