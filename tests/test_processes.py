"""Several servers on one database, and when the scheduler sends an answer."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

from odoo import fields
from odoo.tests import tagged

from .common import compose, drop, new_address
from .process_case import ProcessCase
from .processes import wait_until

CUSTOMERS = 7  # fewer than mails: channels that run side by side share profiles
DROPS = 60
# Odoo's scheduler looks at the clock each minute; another database's trigger just
# before that can cost it one round.
LATEST = 125  # seconds


def mails_for(address):
    """(Message-ID, raw mail) of ``DROPS`` mails: new ones, replies, and repeats."""
    made = []
    for number in range(DROPS):
        own_id = f"{number}.{address}"
        headers = {"From": f"C <c{number % CUSTOMERS}@customer.example>"}
        if number % 4 == 3:
            headers["In_Reply_To"] = f"<{made[number // 2][0]}>"
        raw = compose(address, Message_ID=f"<{own_id}>", **headers)
        made.append(made[number - 5] if number % 12 == 11 else (own_id, raw))
    return made


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestTwoServers(ProcessCase):
    def setUp(self):
        super().setUp()
        self.mails = {
            address: mails_for(address) for address in map(new_address, "abc")
        }
        self.channels = {self.new_channel(address): address for address in self.mails}
        self.first = next(iter(self.channels))
        self.workers = [self.start(), self.start()]
        self.door = self.start(cron_threads=0)
        with self.database.env(self.agent_id) as env:
            day = fields.Datetime.now() + timedelta(days=1)
            keys = env["res.users.apikeys"]
            self.key = keys._generate("rpc", "test", day)
        self.done = Event()

    def fetch_now(self):
        """A person presses the button again and again; how often it worked.

        Refused is right while a job is at work on the channel, and nothing else.
        """
        count = 0
        while not self.done.is_set():
            status, answer = self.door.call(
                self.key, "social.channel", "action_fetch_now", [self.first]
            )
            if status == 200:
                self.assertEqual(answer["params"]["type"], "success", answer)
                count += 1
            else:
                self.assertIn("already executing", answer)
        return count

    def drop_all(self, address):
        """While the servers are at work: a few at once, a moment between them."""
        raws = [raw for _own_id, raw in self.mails[address]]
        for start in range(0, DROPS, 4):
            drop(address, raws[start : start + 4])
            time.sleep(0.2)

    def is_complete(self):
        """Whether the servers have read all mailboxes to their ends."""
        self.database.trigger(self.channels)
        time.sleep(0.3)
        rows = self.database.rows("SELECT cursor FROM social_channel")
        uids = [json.loads(cursor)["uid"] for [cursor] in rows if cursor]
        pending = self.database.value(
            "SELECT count(*) FROM social_inbound WHERE state = 'pending'"
        )
        return uids == [DROPS] * len(self.channels) and not pending

    def both_worked(self):
        """Which of the servers takes a job is chance: triggers until both have."""
        self.database.trigger(self.channels)
        time.sleep(0.2)
        return all(worker.jobs() for worker in self.workers)

    def jobs_by_cron(self):
        jobs = [job for server in self.servers for job in server.jobs()]
        for job in jobs:
            self.assertEqual(job.status, "fully done")
        by_cron = {}
        for job in sorted(jobs, key=lambda job: job.start):
            by_cron.setdefault(job.cron, []).append(job)
        return by_cron

    def is_idle(self):
        return all(job.end for server in self.servers for job in server.jobs())

    def assertOneAtATime(self):
        """No job of a channel began in any process before the last one ended."""
        by_cron = self.jobs_by_cron()
        self.assertEqual(sorted(by_cron), sorted(map(self.cron_of, self.channels)))
        for jobs in by_cron.values():
            for before, after in zip(jobs, jobs[1:], strict=False):
                self.assertLessEqual(before.end, after.start, (before, after))

    def test_each_mail_is_one_message(self):
        with ThreadPoolExecutor() as threads:
            self.addCleanup(self.done.set)
            fetching = threads.submit(self.fetch_now)
            try:
                droppers = [threads.submit(self.drop_all, one) for one in self.mails]
                wait_until(self.is_complete, 75, "all mails are read")
                wait_until(self.both_worked, 20, "both servers took a job")
                wait_until(lambda: fetching.done() or self.door.jobs(), 20, "fetched")
            finally:
                self.done.set()
            for dropper in droppers:
                dropper.result()
            self.assertTrue(fetching.result())
        wait_until(self.is_idle, 20, "all jobs ended")
        for channel, address in self.channels.items():
            ids = {own_id for own_id, _raw in self.mails[address]}
            self.assertAllRead(channel, ids)
        self.assertNoErrors()
        self.assertOneAtATime()


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestTimeToUndo(ProcessCase):
    """An answer waits some seconds, in which its author may take it back."""

    def queue(self, seconds):
        """(SMTP server, id of an answer that may leave in so many seconds)."""
        smtp, address = self.smtp(), new_address()
        channel = self.new_channel(address, **smtp.settings())
        twist = self.receive(self.start(), channel, address)
        self.set_undo_seconds(seconds)
        self.addCleanup(self.set_undo_seconds, 0)
        return smtp, self.respond(twist)

    def set_undo_seconds(self, seconds):
        with self.database.env() as env:
            name = "social_inbox.undo_seconds"
            env["ir.config_parameter"].set_param(name, str(seconds))

    def late(self, answer):
        """Seconds since the answer may leave; negative before."""
        statement = (
            "SELECT extract(epoch FROM now() AT TIME ZONE 'UTC' - not_before)::float"
            " FROM social_message WHERE id = %s"
        )
        return self.database.value(statement, answer)

    def test_leaves_by_itself(self):
        smtp, answer = self.queue(3)
        wait_until(lambda: smtp.mails, LATEST + 5, "the mail came")
        self.assertGreaterEqual(self.late(answer), 0)
        self.assertLess(self.late(answer), LATEST)
        self.wait_for_state(answer, "sent")
        self.assertNoErrors()

    def test_leaves_at_once_when_the_time_is_over(self):
        smtp, answer = self.queue(4)
        self.act(answer, "action_send_due")  # too early: nothing may leave
        wait_until(lambda: self.late(answer) >= 0, 10, "the time is over")
        self.assertEqual((self.state(answer), smtp.mails), ("queued", []))
        self.act(answer, "action_send_due")
        wait_until(lambda: smtp.mails, 10, "the mail came")
        self.assertLess(self.late(answer), 5)
        self.wait_for_state(answer, "sent")
        self.assertNoErrors()
