"""Two who decide about one answer at the same moment, each in a transaction."""

from contextlib import ExitStack

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import new_address
from .process_case import ProcessCase
from .processes import wait_until

TRAINEE = "social_inbox.group_social_inbox_agent,base.group_partner_manager"
SUPERVISOR = "social_inbox.group_social_inbox_supervisor"


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestApproversAtOnce(ProcessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.database.env() as env:
            trainee = new_test_user(env, "social_trainee", TRAINEE)
            trainee.social_is_trainee = True
            cls.agent_id = trainee.id  # who answers
            names = ("social_one", "social_two")
            users = [new_test_user(env, name, SUPERVISOR) for name in names]
            cls.one, cls.two = (user.id for user in users)

    def setUp(self):
        super().setUp()
        self.smtp_server = self.smtp()
        self.address = new_address()
        settings = self.smtp_server.settings()
        self.channel = self.new_channel(self.address, **settings)
        self.server = self.start()
        headers = {"Message_ID": f"<first.{self.address}>"}
        twist = self.receive(self.server, self.channel, self.address, **headers)
        self.answer = self.respond(twist)
        self.assertEqual(self.state(self.answer), "waiting")

    def approval(self, env):
        return env["social.message"].browse(self.answer).sudo().approval_id.sudo(False)

    def sent(self):
        self.run_jobs(self.server, self.channel, 2)
        return len(self.smtp_server.mails)

    def snapshot(self, env):
        """The transaction sees what was there before others commit."""
        self.assertEqual(self.approval(env).state, "waiting")

    def test_one_approves_while_the_other_rejects(self):
        self.assertEqual(self.sent(), 0)
        with ExitStack() as stack:
            second = stack.enter_context(self.database.env(self.two))
            self.snapshot(second)
            with self.database.env(self.one) as first:
                self.approval(first).action_approve()
                with self.assertRaisesRegex(UserError, "just now"):
                    self.approval(second).reject("No")
            # as Odoo's server, which runs the request again
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.approval(second).reject("No")
            second.cr.rollback()
            second.invalidate_all()
            with self.assertRaisesRegex(UserError, "has approved it already"):
                self.approval(second).reject("No")
        self.wait_for_state(self.answer, "sent")
        wait_until(lambda: self.smtp_server.mails, 30, "the mail came")
        self.assertEqual(self.sent(), 1)

    def test_its_author_takes_back_what_is_being_approved(self):
        with ExitStack() as stack:
            second = stack.enter_context(self.database.env(self.two))
            self.snapshot(second)
            self.act(self.answer, "action_withdraw")
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.approval(second).action_approve()
            second.cr.rollback()
            second.invalidate_all()
            with self.assertRaisesRegex(UserError, "taken back"):
                self.approval(second).action_approve()
        self.assertEqual(self.state(self.answer), "cancelled")
        self.assertEqual(self.sent(), 0)

    def test_a_server_that_dies_sends_nothing_that_waits(self):
        self.server.kill()
        self.server = self.start()
        self.assertEqual(self.sent(), 0)
        with self.database.env(self.one) as env:
            self.approval(env).approve_changed("<p>Better words</p>")
        self.wait_for_state(self.answer, "sent")
        self.assertEqual(self.sent(), 1)
