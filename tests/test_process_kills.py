"""Servers and connections that end in the middle of their work."""

import json
from email import message_from_bytes, policy

from odoo.tests import tagged

from ..connectors.mail.fetch import payload_id
from .common import MailChannelCase, compose, drop, mails_of, new_address
from .process_case import ProcessCase
from .processes import wait_until
from .stalling_smtp import DROP, STALL, StallingSmtp


def numbered(address, count):
    """``count`` mails by id, in order."""
    ids = [f"{number}.{address}" for number in range(count)]
    return {one: compose(address, Message_ID=f"<{one}>") for one in ids}


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestKilledWhileReceiving(ProcessCase):
    def setUp(self):
        super().setUp()
        self.address = new_address()
        self.mails = numbered(self.address, 5)
        self.channel = self.new_channel(self.address)

    def arrivals(self):
        """(how many arrivals are stored, UID of the cursor or 0)."""
        statement = "SELECT count(*) FROM social_inbound WHERE channel_id = %s"
        count = self.database.value(statement, self.channel)
        statement = "SELECT cursor FROM social_channel WHERE id = %s"
        cursor = self.database.value(statement, self.channel)
        return count, json.loads(cursor)["uid"] if cursor else 0

    def message_count(self):
        statement = "SELECT count(*) FROM social_message WHERE channel_id = %s"
        return self.database.value(statement, self.channel)

    def kill_at(self, statement, *values):
        """Stop a server where it needs the lock of ``statement``, and kill it there.

        :returns: what is stored at that moment: (arrivals, cursor's UID, messages)
        """
        server = self.start()
        with self.database.held(statement, *values) as wait_for_server:
            self.database.trigger([self.channel])
            wait_for_server()
            server.kill()
            return *self.arrivals(), self.message_count()

    def check_after_restart(self):
        server = self.start()
        self.run_jobs(server, self.channel, times=2)
        self.assertAllRead(self.channel, self.mails)
        self.assertEqual(self.arrivals(), (len(self.mails), len(self.mails)))
        self.assertEqual(server.errors(), [])

    def test_before_arrivals_are_stored(self):
        drop(self.address, self.mails.values())
        stored = self.kill_at("LOCK TABLE social_inbound IN EXCLUSIVE MODE")
        self.assertEqual(stored, (0, 0, 0))
        self.check_after_restart()

    def test_before_arrivals_are_read(self):
        drop(self.address, self.mails.values())
        stored = self.kill_at("LOCK TABLE social_profile IN EXCLUSIVE MODE")
        self.assertEqual(stored, (5, 5, 0))
        self.check_after_restart()

    def test_in_the_middle_of_reading(self):
        """Profiles are counted and twists made when the messages are written."""
        drop(self.address, self.mails.values())
        stored = self.kill_at("LOCK TABLE social_message IN EXCLUSIVE MODE")
        self.assertEqual(stored, (5, 5, 0))
        self.check_after_restart()

    def test_before_the_end_of_reading(self):
        """A reply: its message is written when its twist's counters are locked."""
        [first, *others] = self.mails
        drop(self.address, [self.mails[first]])
        server = self.start()
        self.run_jobs(server, self.channel)
        server.kill()
        reply = {"Message_ID": f"<reply.{first}>", "In_Reply_To": f"<{first}>"}
        self.mails = {
            first: self.mails[first],
            f"reply.{first}": compose(self.address, **reply),
        }
        drop(self.address, [self.mails[f"reply.{first}"]])
        stored = self.kill_at(
            "SELECT id FROM social_twist WHERE channel_id = %s FOR NO KEY UPDATE",
            self.channel,
        )
        self.assertEqual(stored, (2, 2, 1))
        self.check_after_restart()

    def test_between_two_pages(self):
        """The first page is stored; a mail of the second one is held."""
        self.mails = numbered(self.address, 130)
        drop(self.address, self.mails.values())
        [*_, last] = mails_of(self.address)
        stored = self.kill_at(
            "INSERT INTO social_inbound (channel_id, external_id, state)"
            " VALUES (%s, %s, 'pending')",
            self.channel,
            payload_id(last),
        )
        self.assertEqual(stored, (100, 100, 0))
        self.check_after_restart()


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestKilledWhileSending(ProcessCase):
    def prepare(self, smtp):
        """(server, twist to answer) in a channel that sends by this SMTP server."""
        self.address = new_address()
        self.channel = self.new_channel(self.address, **smtp.settings())
        server = self.start()
        return server, self.receive(server, self.channel, self.address)

    def restarted(self, answer, state):
        """A new server that has worked on the channel; the answer's state then."""
        server = self.start()
        self.run_jobs(server, self.channel)
        self.assertEqual(self.state(answer), state)
        return server

    def killed_after_the_mail(self):
        """(SMTP server, answer) when a server was killed before it heard back."""
        smtp = self.smtp(after_mail=STALL)
        server, twist = self.prepare(smtp)
        answer = self.respond(twist)
        self.wait_for_mails(smtp, 1)
        self.assertEqual(self.state(answer), "sending")
        server.kill()
        smtp.released.set()
        smtp.after_mail = ""
        return smtp, answer

    def wait_for_mails(self, smtp, count):
        wait_until(lambda: len(smtp.mails) == count, 30, f"{count} mails came")

    def message_ids(self, smtp):
        mails = [message_from_bytes(raw, policy=policy.default) for raw in smtp.mails]
        return [mail["Message-ID"] for mail in mails]

    def test_never_sent_again_by_itself(self):
        smtp, answer = self.killed_after_the_mail()
        server = self.restarted(answer, "unknown")
        self.assertIn("interrupted", self.message(answer)[1])
        self.run_jobs(server, self.channel, times=3)
        self.assertEqual(self.state(answer), "unknown")
        self.assertEqual(len(smtp.mails), 1)
        self.act(answer, "action_send_again")
        self.wait_for_state(answer, "sent")
        first, second = self.message_ids(smtp)
        self.assertEqual(first, second)
        self.assertEqual(first, f"<{self.message(answer)[2]}>")
        self.assertFalse(self.message(answer)[1])
        self.assertNoErrors()

    def test_found_in_the_folder_of_sent_mails(self):
        smtp, answer = self.killed_after_the_mail()
        drop(self.address, smtp.mails, "Sent")
        server = self.restarted(answer, "sent")
        self.assertEqual(self.message_ids(smtp), [f"<{self.message(answer)[2]}>"])
        self.run_jobs(server, self.channel, times=2)
        self.assertEqual(len(smtp.mails), 1)
        self.assertEqual(len(mails_of(self.address, "Sent")), 1)
        self.assertNoErrors()

    def test_before_the_mail(self):
        """Claimed and committed, and then no greeting came until the end."""
        smtp = self.smtp()
        server, twist = self.prepare(smtp)
        smtp.is_silent = True
        answer = self.respond(twist)
        self.wait_for_state(answer, "sending")
        server.kill()
        smtp.is_silent = False
        server = self.restarted(answer, "unknown")
        self.act(answer, "action_mark_sent")
        self.run_jobs(server, self.channel, times=2)
        self.assertEqual(self.message(answer)[:2], ("sent", None))
        self.assertEqual(smtp.mails, [])
        self.assertNoErrors()


@tagged("post_install", "-at_install")
class TestLostConnection(MailChannelCase):
    def test_no_answer_to_the_whole_mail(self):
        smtp = StallingSmtp(after_mail=DROP)
        self.addCleanup(smtp.stop)
        self.channel.write(smtp.settings())
        twist = self.receive(compose(self.address, From=f"Ana <{self.customer}>"))
        twist = twist.with_user(self.agent)
        twist.action_next_phase()
        partner = self.env["res.partner"].create({"name": "Ana"})
        twist.assign_person(partner, "contract", "Answer")
        answer = twist.respond("<p>Thank you.</p>")
        self.work()
        self.work()
        self.assertEqual(answer.state, "unknown")
        self.assertIn("unknown", answer.error)
        self.assertEqual(len(smtp.mails), 1)
        self.assertEqual(mails_of(self.address, "Sent"), [])
        self.assertEqual(self.channel.state, "connected")
