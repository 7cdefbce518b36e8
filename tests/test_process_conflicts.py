"""Agents who change what a job is at work on, and commit first."""

import json

from odoo.tests import tagged

from .common import compose, drop, new_address
from .process_case import ProcessCase
from .processes import wait_until
from .stalling_smtp import STALL


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestAgentsMeanwhile(ProcessCase):
    def setUp(self):
        super().setUp()
        self.smtp_server = self.smtp()
        self.address = new_address()
        settings = self.smtp_server.settings()
        self.channel = self.new_channel(self.address, **settings)
        self.server = self.start()

    def receive_first(self):
        headers = {"Message_ID": f"<first.{self.address}>"}
        return self.receive(self.server, self.channel, self.address, **headers)

    def assertRetried(self):
        """There was a conflict, and the job went on to its good end."""
        self.assertIn("could not serialize access", self.server.text())
        self.assertAllWell()

    def assertAllWell(self):
        """Every job came to its good end."""
        ended = {job.status for job in self.server.jobs() if job.end}
        self.assertEqual(ended, {"fully done"})
        self.assertNoErrors()

    def run_while(self, lock, change):
        """A job is stopped by a lock; ``change`` is committed; the job goes on."""
        cron, count = self.cron_of(self.channel), len(self.server.jobs())
        with self.database.held(lock) as wait_for_server:
            self.database.trigger([self.channel])
            wait_for_server()
            change()
        wait_until(lambda: self.server.has_run(cron, count + 1), 30, "the job's end")

    def test_twist_changed_while_a_reply_is_read(self):
        twist = self.receive_first()
        reply_id = f"reply.{self.address}"
        headers = {
            "Message_ID": f"<{reply_id}>",
            "In_Reply_To": f"<first.{self.address}>",
        }
        drop(self.address, [compose(self.address, **headers)])
        with self.database.env(self.agent_id) as env:
            env["social.twist"].browse(twist).action_mark_read()

        def change():
            with self.database.env(self.agent_id) as env:
                env["social.twist"].browse(twist).action_next_phase()

        self.run_while("LOCK TABLE social_message IN EXCLUSIVE MODE", change)
        self.assertAllRead(self.channel, [f"first.{self.address}", reply_id])
        rows = self.database.rows(
            "SELECT phase, message_count, unread_count FROM social_twist WHERE id = %s",
            twist,
        )
        self.assertEqual(rows, [("understand", 2, 1)])
        self.assertRetried()

    def test_channel_changed_while_arrivals_are_stored(self):
        drop(self.address, [compose(self.address, Message_ID="<one@b.example>")])

        def change():
            with self.database.env(self.agent_id) as env:
                env["social.channel"].browse(self.channel).name = "Renamed"

        self.run_while("LOCK TABLE social_inbound IN EXCLUSIVE MODE", change)
        self.assertAllRead(self.channel, ["one@b.example"])
        rows = self.database.rows(
            "SELECT name, cursor FROM social_channel WHERE id = %s", self.channel
        )
        [[name, cursor]] = rows
        self.assertEqual((name, json.loads(cursor)["uid"]), ("Renamed", 1))
        self.assertRetried()

    def test_answer_looked_at_while_it_is_sent(self):
        """Showing an answer keeps its sanitised text in the row being sent; the job
        holds no transaction meanwhile, so that nobody waits or conflicts."""
        twist = self.receive_first()
        self.smtp_server.after_mail = STALL
        answer = self.respond(twist)
        mails = self.smtp_server.mails
        wait_until(lambda: mails, 30, "the mail came")
        with self.database.env(self.agent_id) as env:
            env["social.twist"].browse(twist).conversation()
        self.smtp_server.after_mail = ""
        self.smtp_server.released.set()
        self.wait_for_state(answer, "sent")
        self.run_jobs(self.server, self.channel)
        self.assertEqual(len(mails), 1)
        self.assertAllWell()
