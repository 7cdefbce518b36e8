"""A channel is connected in a real browser, from choosing the platform to the first
message (spec A1, C6, C7)."""

import hashlib
import hmac
import json
import time

from odoo.tests import tagged

from .common import InboxCase
from .connector_case import LoopbackCalls
from .platform_stub import Answer, PlatformStub
from .test_screen_tour import SCREEN
from .test_tour import BrowserCase

SECRET = "correct-horse-battery"
CHANNELS = "/odoo/social-channels"


def sign(moment, body):
    raw = moment.encode() + b"." + body
    return "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()


def forum(asked):
    """A system at the reply address: it knows its secret, and the ping."""
    wanted = sign(asked.headers["x-timestamp"], asked.body)
    if asked.headers["x-signature-256"] != wanted:
        return Answer(403, {"error": "the signature is wrong"})
    return Answer(200, {"challenge": asked.json().get("challenge")})


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestConnectTour(LoopbackCalls, InboxCase, BrowserCase):
    def tour(self, name, path=CHANNELS):
        known = json.dumps(json.dumps({"url": self.stub.url, "secret": SECRET}))
        self.start_tour(
            path,
            name,
            code=f"sessionStorage.setItem('social_inbox_forum', {known});"
            f" odoo.startTour('{name}', {{stepDelay: 0}})",
            login=self.administrator.login,
            timeout=120,
        )
        self.env.invalidate_all()

    def post(self, channel, event):
        body, moment = json.dumps(event).encode(), str(int(time.time()))
        return self.opener.post(
            f"{self.base_url()}/social_inbox/webhook/{channel.webhook_key}",
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Timestamp": moment,
                "X-Signature-256": sign(moment, body),
            },
            timeout=20,
        )

    def test_from_the_platform_to_the_first_message(self):
        self.stub = PlatformStub(forum)
        self.addCleanup(self.stub.close)
        self.tour("social_inbox_connect")
        channel = self.env["social.channel"].search([("name", "=", "Our Forum")])
        self.assertEqual((channel.platform, channel.state), ("webhook", "connected"))
        answer = self.post(
            channel,
            {
                "version": 1,
                "event": "message",
                "id": "m-1",
                "author": {"id": "u-1", "name": "Ana"},
                "text": "Where is my tent?",
            },
        )
        self.assertEqual(answer.status_code, 200)
        self.tour("social_inbox_connected")
        self.tour("social_inbox_first_message", SCREEN)
        self.assertEqual(channel.twist_ids.preview, "Where is my tent?")


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestConnectTourOnPhone(TestConnectTour):
    browser_size = "390x844"
    touch_enabled = True
