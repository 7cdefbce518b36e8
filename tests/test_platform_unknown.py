"""Answers of unknown fate: looked for, recognised, and in nobody's way (C22)."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..connectors.errors import (
    PermanentError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
)
from ..connectors.types import Sent
from .fake_platform import FakeConnector, FakePlatformCase, comment

DELIVERY = "odoo.addons.social_inbox.models.social_message_delivery"
WORK = "odoo.addons.social_inbox.models.social_channel_work"


class AnswerCase(FakePlatformCase):
    def setUp(self):
        super().setUp()
        self.twist = self.ready(self.arrive(comment(thread_id="t-1"))[0])

    def answered(self, text="Hello"):
        self.twist.respond(f"<p>{text}</p>")
        return self.messages(self.twist, "outbound")[0]

    def later(self):
        """Long enough afterwards for an answer to be looked for."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE social_message SET write_date = write_date - interval '1 minute'"
        )
        self.env.invalidate_all()
        self.work()


@tagged("post_install", "-at_install")
class TestUnknown(AnswerCase):
    def setUp(self):
        super().setUp()
        self.box.errors["send"] = UnknownOutcomeError("The connection broke.")
        self.answer = self.answered()
        self.work()
        self.assertEqual(self.answer.state, "unknown")
        self.box.errors.clear()

    def test_always_looked_for_since_it_may_have_left(self):
        self.answer.not_before = left = self.answer.not_before - timedelta(hours=1)
        for _ in range(3):
            self.later()
        looks = [reply for name, reply in self.box.asked if name == "find_sent"]
        self.assertEqual(
            [one.sent_at.replace(tzinfo=None) for one in looks], 3 * [left]
        )

    def test_its_copy_gives_way(self):
        """Fetched before it was looked for: one answer, which keeps its answers."""
        us = {"external_id": "us", "name": "The Shop"}
        copy = comment("Hello", external_id="x-1", thread_id="t-1", author=us)
        child = comment("Thanks!", thread_id="t-1", ancestor_ids=["x-1"])
        self.arrive({**copy, "from_us": True}, child)
        self.box.found = Sent(external_id="x-1", url="https://fake.example/x-1")
        self.later()
        self.assertEqual(self.messages(self.twist, "outbound"), self.answer)
        self.assertEqual((self.answer.state, self.answer.external_id), ("sent", "x-1"))
        thanks = self.messages(self.twist).filtered("parent_id")
        self.assertEqual((thanks.parent_id, thanks.type), (self.answer, "reaction"))
        self.assertEqual(self.twist.message_count, 3)

    @mute_logger(DELIVERY)
    def test_what_cannot_be_looked_for_is_given_up(self):
        other = self.answered("Another")
        self.work()
        other.state = "unknown"
        for error in (PermanentError("Gone."), SettingsError("No."), TypeError("bug")):
            self.box.errors["find_sent"] = error
            self.later()
            self.later()
        self.assertEqual((self.answer + other).mapped("look_count"), [3, 3])
        self.assertEqual(self.box.names().count("find_sent"), 6)
        self.assertEqual(self.channel.state, "connected")


@tagged("post_install", "-at_install")
class TestInterrupted(AnswerCase):
    """The process was killed while it sent."""

    def setUp(self):
        super().setUp()
        self.answer = self.answered()
        self.answer.state = "sending"

    @mute_logger(DELIVERY, WORK)
    def test_nothing_waits_behind_it(self):
        for error in (
            SettingsError("The comment is gone."),
            RetryableError("Later."),
            TypeError("a bug"),
        ):
            self.answer.state = "sending"
            self.box.errors["find_sent"] = error
            fetched = self.box.names().count("fetch")
            other = self.answered("Another")
            self.work()
            self.assertEqual((self.answer.state, other.state), ("unknown", "sent"))
            self.assertEqual(self.box.names().count("fetch"), fetched + 1)
            self.assertFalse(self.channel.send_error)

    @mute_logger(DELIVERY)
    def test_an_answer_that_cannot_be_put_together(self):
        broken = patch.object(
            type(self.answer), "_as_reply", side_effect=FileNotFoundError("no file")
        )
        with broken:
            self.work()
        self.assertEqual(self.answer.state, "unknown")
        self.assertIn("fetch", self.box.names())

    def test_found(self):
        with patch.object(
            FakeConnector, "find_sent", return_value=Sent(external_id="x-1")
        ):
            self.work()
        self.assertEqual((self.answer.state, self.answer.external_id), ("sent", "x-1"))


@tagged("post_install", "-at_install")
class TestReports(AnswerCase):
    def test_a_late_report_takes_no_decision_back(self):
        answer = self.answered()
        self.work()
        report = {"event": "delivery", "external_id": answer.external_id}
        failed = {**report, "state": "failed", "reason": "Blocked"}
        self.arrive(failed)
        self.assertEqual(answer.state, "failed")
        answer.action_send_again()
        self.box.errors["send"] = RetryableError("Later.")
        self.arrive({**failed, "reason": "Blocked, still"})
        self.assertEqual(answer.state, "queued")
