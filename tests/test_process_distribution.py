"""Agents who take, and jobs that distribute, in sessions at the same time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import api
from odoo.modules.registry import Registry
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tests import tagged
from odoo.tests.common import new_test_user
from odoo.tools import mute_logger

from .process_case import ProcessCase

QUERY = {"phase": "listen"}
PRESSES = 25
TWISTS = """
    INSERT INTO social_twist (name, phase, is_open, priority, channel_id, company_id,
        campaign_id, platform, message_count, unread_count, last_message_date)
    SELECT 'Question ' || n, 'listen', TRUE, '0', id, company_id, campaign_id, 'mail',
           1, 1, now() AT TIME ZONE 'UTC'
      FROM social_channel, generate_series(1, %s) AS n WHERE id = %s
"""


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestTakenAtOnce(ProcessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.database.env() as env:
            group = "social_inbox.group_social_inbox_agent"
            users = [new_test_user(env, f"taker_{one}", group) for one in range(8)]
            cls.users = [user.id for user in users]
            values = {"name": "Rush", "user_ids": cls.users, "agent_limit": 0}
            cls.campaign = env["social.campaign"].create(values).id
        cls.registry = Registry(cls.database.name)

    def setUp(self):
        super().setUp()
        with self.database.env() as env:
            values = {"name": "Rush", "platform": "mail", "campaign_id": self.campaign}
            channel = env["social.channel"].create(values)
            self.channel = channel.id
        self.forget()

    def forget(self):
        """Nothing waits, and nobody holds anything."""
        self.database.rows("UPDATE social_twist SET user_id = NULL, is_open = FALSE")

    def wait(self, count, **values):
        """Twists that nobody has."""
        self.database.rows(TWISTS, count, self.channel)
        with self.database.env() as env:
            env["social.campaign"].browse(self.campaign).write(values)

    def session(self, user, step):
        """What a step gives, in a transaction of its own; again as Odoo does it when
        somebody else was faster."""
        while True:
            try:
                with self.registry.cursor() as cr:  # commits at its end
                    return step(api.Environment(cr, user, {}))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                continue

    def press(self, user, times):
        """The ids that an agent takes, who presses the key so many times."""
        taken = []
        self.together.wait()
        for _time in range(times):
            found = self.session(
                user,
                lambda env: env["social.twist"].screen_take_next(QUERY, taken),
            )
            if found["taken"]:
                taken.append(found["id"])
        return taken

    def distribute(self):
        def step(env):
            return env["social.campaign"].browse(self.campaign)._distribute()[0]

        self.together.wait()
        return list(self.session(api.SUPERUSER_ID, step))

    def at_once(self, *calls):
        """The results of calls, each in a thread, that begin together."""
        self.together = Barrier(len(calls))
        with (
            mute_logger("odoo.sql_db"),
            ThreadPoolExecutor(len(calls)) as threads,
        ):
            futures = [threads.submit(*call) for call in calls]
            return [future.result(300) for future in futures]

    def held(self):
        rows = self.database.rows(
            """
            SELECT user_id, count(*) FROM social_twist
             WHERE is_open AND channel_id = %s GROUP BY user_id
            """,
            self.channel,
        )
        return dict(rows)

    def test_no_two_agents_take_the_same_and_none_is_lost(self):
        self.wait(150)
        results = self.at_once(*((self.press, user, PRESSES) for user in self.users))
        taken = [one for result in results for one in result]
        self.assertEqual(len(taken), 150)
        self.assertEqual(len(set(taken)), 150)
        self.assertEqual(self.held(), dict(Counter(self.owners(results))))

    def owners(self, results):
        for user, result in zip(self.users, results, strict=True):
            yield from [user] * len(result)

    def test_the_same_agent_in_two_tabs_keeps_to_the_limit(self):
        self.wait(30, agent_limit=7)
        user = self.users[0]
        results = self.at_once(*((self.press, user, 6) for _tab in range(3)))
        self.assertEqual(sum(map(len, results)), 7)
        self.assertEqual(self.held(), {user: 7, None: 23})

    def test_two_distributions_and_agents_who_take(self):
        self.wait(60, agent_limit=6, distribution="least_busy")
        results = self.at_once(
            (self.distribute,),
            (self.distribute,),
            *((self.press, user, 4) for user in self.users),
        )
        given = [one for result in results for one in result]
        self.assertEqual(len(given), len(set(given)))
        held = self.held()
        self.assertEqual(held.pop(None), 12)
        self.assertEqual(held, dict.fromkeys(self.users, 6))

    def test_two_distributions_give_each_twist_once(self):
        for mode in ("round_robin", "skill"):
            with self.subTest(mode=mode):
                self.forget()
                self.wait(400, agent_limit=0, distribution=mode)
                results = self.at_once(*[(self.distribute,)] * 3)
                given = [one for result in results for one in result]
                self.assertEqual((len(given), len(set(given))), (400, 400))
                self.assertEqual(self.held(), dict.fromkeys(self.users, 50))
