"""One thing that fails keeps nothing else back, and a channel finds its way again."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..connectors.errors import (
    AuthError,
    PayloadError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
)
from ..models import social_channel_work
from .fake_platform import FakeConnector, FakePlatformCase, as_payload, comment

COMPLETION = "odoo.addons.social_inbox.models.social_inbound_completion"
WORK = "odoo.addons.social_inbox.models.social_channel_work"


class FailureCase(FakePlatformCase):
    def called(self, *arrivals):
        """What the platform's calls bring is stored, and waits to be completed."""
        inbound = self.env["social.inbound"].sudo()
        payloads = [as_payload(one) for one in arrivals]
        inbound._store(self.channel, payloads, is_incomplete=True)

    def age_arrivals(self):
        self.env.cr.execute(
            "UPDATE social_inbound SET create_date = create_date - interval '1 hour'"
        )
        self.env.invalidate_all()

    def count(self, name):
        return self.box.names().count(name)


@tagged("post_install", "-at_install")
class TestCompletion(FailureCase):
    @mute_logger(COMPLETION, WORK)
    def test_what_is_refused_is_read_as_it_came(self):
        """Nothing waits behind it, and the channel fetches on."""
        failures = (PermanentError("No."), SettingsError("No."), PayloadError("No."))
        for error in (*failures, TypeError("a bug")):
            self.box.errors["complete"] = error
            self.called(comment("As it came"), comment("As it came"))
            fetched, known = self.count("fetch"), len(self.twists())
            self.assertEqual(len(self.work()), known + 2)
            self.assertEqual(self.count("fetch"), fetched + 1)
            self.assertEqual(self.channel.state, "connected")

    def twists(self):
        return self.env["social.twist"].search([("channel_id", "=", self.channel.id)])

    def test_all_that_waited_for_long_is_read_at_once(self):
        for error in (RetryableError("Later."), AuthError("The token is void.")):
            self.box.errors["complete"] = error
            self.called(*(comment() for _ in range(3)))
            self.age_arrivals()
            self.called(comment())
            asked, known = self.count("complete"), len(self.twists())
            self.assertEqual(len(self.work()), known + 3)
            self.assertEqual(self.count("complete"), asked + 1)
            self.box.errors.clear()
            self.assertEqual(len(self.work()), known + 4)

    def test_a_limit_of_calls_is_kept(self):
        self.box.errors["complete"] = RateLimitedError("Slow down.", retry_after=3000)
        self.called(comment("One"))
        with self.assertLogs(WORK, "WARNING"):
            self.work()
        wait = self.channel.retry_date - fields.Datetime.now()
        self.assertGreater(wait, timedelta(minutes=45))
        self.called(comment("Two"))
        self.assertFalse(self.work())
        self.assertEqual(self.count("complete"), 1)
        self.age_arrivals()
        self.assertEqual(len(self.work()), 2)
        self.assertEqual(self.count("complete"), 1)


@tagged("post_install", "-at_install")
class TestFilesLater(FailureCase):
    def arrived(self, name="tent.png", **values):
        file = {"filename": name, "mimetype": "image/png", "remote_id": f"id-{name}"}
        twist = self.arrive(comment(attachments=[file], **values))[-1]
        return self.messages(twist)

    def later(self, messages):
        messages.sudo().files_after = False
        self.work()

    def test_the_channel_does_not_wait_for_a_file(self):
        self.box.errors["download"] = RetryableError("The file's server is down.")
        first = self.arrived()
        self.assertFalse(self.channel.last_error or self.channel.retry_date)
        self.box.errors.clear()
        second = self.arrived("other.png")
        self.assertTrue(second.attachment_ids, "which came after it is there")
        self.assertFalse(first.attachment_ids, "it has its own time")
        self.later(first)
        self.assertTrue(first.attachment_ids)

    def test_not_for_ever(self):
        self.box.errors["download"] = RetryableError("The file's server is down.")
        message = self.arrived()
        for _ in range(7):
            self.assertTrue(message.pending_files)
            self.later(message)
        self.assertFalse(message.pending_files)
        self.assertEqual(self.count("download"), 8)
        notes = message.twist_id.message_ids.mapped("body")
        self.assertIn("tent.png", "".join(notes))

    def test_a_token_that_has_ended_loses_no_file(self):
        self.channel.token_date = fields.Datetime.now() - timedelta(hours=2)
        self.box.errors["download"] = AuthError("The token is void.")
        message = self.arrived()
        self.assertEqual(self.count("refresh"), 1)
        self.box.errors.clear()
        self.work()
        self.assertTrue(message.attachment_ids)

    @mute_logger("odoo.addons.social_inbox.models.social_channel_files")
    def test_an_error_of_ours(self):
        self.box.errors["download"] = TypeError("a bug")
        message = self.arrived()
        self.assertFalse(message.pending_files)
        self.assertEqual(self.channel.state, "connected")
        self.assertFalse(self.channel.last_error)


@tagged("post_install", "-at_install")
class TestOnlyCalled(FailureCase):
    """A platform that calls, and of which nothing is fetched."""

    def setUp(self):
        super().setUp()
        nothing = patch.object(social_channel_work, "Pulls", type("Nothing", (), {}))
        self.enterContext(nothing)

    def test_it_works_again(self):
        self.box.errors["complete"] = RateLimitedError("Slow down.", retry_after=60)
        self.called(comment())
        with self.assertLogs(WORK, "WARNING"):
            self.work()
        self.assertEqual(self.channel.last_error, "Slow down.")
        self.box.errors.clear()
        self.channel.retry_date = False
        self.assertTrue(self.work())
        self.assertFalse(self.channel.last_error)
        self.assertFalse(self.channel.failure_count)

    def test_success_is_only_told_of_what_was_asked(self):
        self.channel.last_success_date = long_ago = "2026-01-01 00:00:00"
        self.work()
        self.assertEqual(str(self.channel.last_success_date), long_ago)
        with patch.object(FakeConnector, "calls", 1):
            self.work()
        self.assertGreater(str(self.channel.last_success_date), long_ago)
