"""Mail channels on a copied database, worked on by servers that the test starts."""

import shutil
import tempfile
from unittest import SkipTest

from odoo.tests.common import BaseCase, new_test_user

from .common import (
    SERVERS,
    WITHOUT_SERVERS,
    compose,
    drop,
    mail_settings,
)
from .processes import ODOO, TEMPLATE, WITHOUT_ODOO, Copy, Server, wait_until
from .stalling_smtp import StallingSmtp

AGENT_GROUPS = (
    "social_inbox.group_social_inbox_administrator,base.group_partner_manager"
)


class ProcessCase(BaseCase):
    """One database for all tests of a class; channels and servers of each test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not SERVERS:
            raise SkipTest(WITHOUT_SERVERS)
        if not (TEMPLATE and ODOO):
            raise SkipTest(WITHOUT_ODOO)
        cls.folder = tempfile.mkdtemp(prefix="social_inbox_")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.database = Copy()
        cls.addClassCleanup(cls.database.drop)
        cls.database.rows("UPDATE ir_cron SET active = FALSE")
        cls.database.rows(
            "UPDATE ir_config_parameter SET value = '0' WHERE key = %s",
            "social_inbox.undo_seconds",
        )
        with cls.database.env() as env:
            cls.agent_id = new_test_user(env, "social_agent", AGENT_GROUPS).id

    def setUp(self):
        super().setUp()
        self.servers = []
        self.addCleanup(self._rest)

    def _rest(self):
        """No channel of this test is worked on any more."""
        self.database.rows("UPDATE ir_cron SET active = FALSE")
        self.database.rows("DELETE FROM ir_cron_trigger")

    def start(self, **options):
        server = Server(self.database, self.folder, **options)
        self.addCleanup(server.kill)
        self.servers.append(server)
        return server

    def smtp(self, **options):
        server = StallingSmtp(**options)
        self.addCleanup(server.stop)
        return server

    def new_channel(self, address, **changes):
        """The id of a connected channel."""
        with self.database.env() as env:
            values = {"name": address, "platform": "mail"}
            settings = mail_settings(address, **changes)
            channel = env["social.channel"].create({**values, **settings})
            channel.action_connect()
            return channel.id

    def cron_of(self, channel):
        statement = "SELECT cron_id FROM social_channel WHERE id = %s"
        return self.database.value(statement, channel)

    def run_jobs(self, server, channel, times=1):
        """Let a server work on a channel so many times more."""
        cron = self.cron_of(channel)
        done = len([1 for job in server.jobs() if job.cron == cron and job.end])
        for number in range(done + 1, done + times + 1):
            self.database.trigger([channel])
            wait_until(
                lambda number=number: server.has_run(cron, number),
                40,
                f"run {number} of the job of channel {channel}",
            )

    def receive(self, server, channel, address, **headers):
        """Let one mail arrive; the id of its twist."""
        drop(address, [compose(address, **headers)])
        self.run_jobs(server, channel)
        statement = "SELECT max(id) FROM social_twist WHERE channel_id = %s"
        return self.database.value(statement, channel)

    def respond(self, twist, body="<p>Thank you.</p>"):
        """Queue an answer as an agent does; the id of the message."""
        with self.database.env(self.agent_id) as env:
            twist = env["social.twist"].browse(twist)
            twist.action_next_phase()
            partner = env["res.partner"].create({"name": "Ana"})
            twist.assign_person(partner, "contract", "Answer")
            return twist.respond(body).id

    def message(self, message):
        """(state, error, external id) as they are stored."""
        statement = "SELECT state, error, external_id FROM social_message WHERE id = %s"
        [row] = self.database.rows(statement, message)
        return row

    def state(self, message):
        return self.message(message)[0]

    def wait_for_state(self, message, state, seconds=30):
        wait_until(
            lambda: self.state(message) == state,
            seconds,
            f"message {message} is {state}",
        )

    def act(self, message, action):
        """What an agent's button does to a message."""
        with self.database.env(self.agent_id) as env:
            getattr(env["social.message"].browse(message), action)()

    def assertCountersExact(self):
        """What lists show is what is there, over the whole database."""
        wrong = self.database.rows(
            """
            SELECT twist.id, message_count, count(message)
              FROM social_twist AS twist
         LEFT JOIN social_message AS message ON message.twist_id = twist.id
          GROUP BY twist.id HAVING message_count != count(message)
            """
        )
        self.assertFalse(wrong, "twists with a wrong message_count")
        wrong = self.database.rows(
            """
            SELECT profile.id, message_count, count(message)
              FROM social_profile AS profile
         LEFT JOIN social_message AS message
                ON message.profile_id = profile.id AND direction = 'inbound'
          GROUP BY profile.id HAVING message_count != count(message)
            """
        )
        self.assertFalse(wrong, "profiles with a wrong message_count")

    def assertAllRead(self, channel, ids):
        """Each of these mails is exactly one message, and nothing waits or failed.

        :param ids: the Message-IDs, without brackets
        """
        rows = self.database.rows(
            """
            SELECT external_id FROM social_message
             WHERE channel_id = %s AND direction = 'inbound'
            """,
            channel,
        )
        self.assertEqual(sorted(row[0] for row in rows), sorted(ids))
        rows = self.database.rows(
            "SELECT state, error FROM social_inbound"
            " WHERE channel_id = %s AND state != 'done'",
            channel,
        )
        self.assertFalse(rows, "arrivals that were not read")
        self.assertCountersExact()

    def assertNoErrors(self):
        for server in self.servers:
            self.assertEqual(server.errors(), [])
            failed = [job for job in server.jobs() if job.status == "failed"]
            self.assertFalse(failed)
