"""A channel on the simulator, through the public doors: full at once, and lively."""

import time
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..connectors.simulator import SimulatorConnector
from .common import InboxCase


@tagged("post_install", "-at_install")
class TestSimulatorChannel(InboxCase):
    def setUp(self):
        super().setUp()
        self.now = datetime.now(timezone.utc)
        clock = patch.object(
            SimulatorConnector, "clock", staticmethod(lambda: self.now)
        )
        clock.start()
        self.addCleanup(clock.stop)

    def connected(self, **settings):
        channel = self.env["social.channel"].create(
            {"name": "Training", "platform": "simulator", **settings}
        )
        channel.action_connect()
        self.work(channel)
        return channel

    def work(self, channel):
        with self.enter_registry_test_mode():
            channel.sudo().cron_id.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(channel.last_error)

    def message(self, channel, external_id):
        return self.env["social.message"].search(
            [("channel_id", "=", channel.id), ("external_id", "=", external_id)]
        )

    def respond(self, message, body="<p>Thank you, we look into it.</p>"):
        twist = message.twist_id.with_user(self.agent)
        if twist.phase == "listen":
            twist.action_next_phase()
            partner = self.env["res.partner"].create({"name": "Somebody"})
            twist.assign_person(partner, "contract", "Answer")
        return twist.respond(body, message=message)

    def test_full_at_once(self):
        start = time.monotonic()
        channel = self.connected()
        self.assertLess(time.monotonic() - start, 60)
        twists = self.env["social.twist"].search([("channel_id", "=", channel.id)])
        self.assertGreaterEqual(len(twists), 40)
        kinds = self.env["social.message"].search([("channel_id", "=", channel.id)])
        self.assertEqual(
            set(kinds.mapped("kind")), {"comment", "mention", "review", "direct"}
        )
        self.assertFalse(channel.failed_count)
        own = self.message(channel, "everyday-t1a")
        self.assertEqual((own.direction, own.state), ("outbound", "sent"))

    def test_what_messages_allow(self):
        channel = self.connected()
        comment = self.message(channel, "everyday-t3")
        self.assertEqual(comment._answer_visibilities(), ["public", "private"])
        self.assertIn("Fjellheim", comment.twist_id.post["text"])
        closed = self.message(channel, "everyday-k1")
        with self.assertRaisesRegex(UserError, "closed"):
            self.respond(closed)
        fresh = self.message(channel, "everyday-d12")
        self.assertFalse(fresh._is_window_over())
        self.assertTrue(self.message(channel, "everyday-d5")._is_window_over())

    def test_pictures_are_fetched(self):
        channel = self.connected()
        (picture,) = self.message(channel, "everyday-d1").attachment_ids
        self.assertEqual(
            (picture.name, picture.mimetype), ("two-sizes.png", "image/png")
        )
        self.assertTrue(picture.raw.startswith(b"\x89PNG"))

    def test_who_is_answered_writes_back(self):
        channel = self.connected()
        question = self.message(channel, "everyday-t3")
        answer = self.respond(question)
        self.work(channel)
        self.assertEqual(answer.state, "sent", answer.error)
        self.now += timedelta(minutes=5)
        self.work(channel)
        reaction = self.message(channel, "everyday-a3")
        self.assertEqual(reaction.twist_id, question.twist_id)
        self.assertEqual((reaction.type, reaction.parent_id), ("reaction", answer))

    def test_failures_on_command(self):
        channel = self.connected()
        message = self.message(channel, "everyday-t3")
        states = {"[fail]": "failed", "[later]": "queued", "[unknown]": "unknown"}
        for mark, state in states.items():
            answer = self.respond(message, f"<p>Thanks {mark}</p>")
            self.work(channel)
            self.assertEqual(answer.state, state)
            self.assertIn("simulator", answer.error)

    def test_storm(self):
        channel = self.connected(simulator_scenario="storm", simulator_speed=60)
        self.now += timedelta(minutes=1)
        self.work(channel)
        found = self.env["social.message"].search_count(
            [("channel_id", "=", channel.id)]
        )
        self.assertGreater(found, 250)
        self.assertFalse(channel.failed_count)
