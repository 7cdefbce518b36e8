"""Two agents who answer the same twists at the same moment (spec B18)."""

from threading import Thread

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import new_address
from .process_case import ProcessCase
from .processes import wait_until

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestTwoSenders(ProcessCase):
    def setUp(self):
        super().setUp()
        address = new_address()
        channel = self.new_channel(address)
        self.twist = self.receive(self.start(), channel, address)
        with self.database.env(self.agent_id) as env:
            twist = env["social.twist"].browse(self.twist)
            twist.action_next_phase()
            person = env["res.partner"].create({"name": "Ana"})
            twist.assign_person(person, "contract", "Answer")

    def draft(self):
        with self.database.env(self.agent_id) as env:
            twist = env["social.twist"].browse(self.twist)
            group = twist.action_group_answer()["res_id"]
            env["social.group.answer"].browse(group).text = "Dear {{ person.name }}"
            return group

    def send(self, group, errors):
        try:
            with self.database.env(self.agent_id) as env:
                env["social.group.answer"].browse(group).action_send()
        except (UserError, SerializationFailure) as error:
            errors.append(error)

    def test_the_author_gets_one_answer(self):
        """The later one is sent back by the database; tried again, as Odoo does for
        each request, it leaves the twist to the first."""
        first, second, errors = self.draft(), self.draft(), []
        thread = Thread(target=self.send, args=(second, errors))
        with self.database.env(self.agent_id) as env:
            env["social.group.answer"].browse(first).action_send()
            env.flush_all()
            thread.start()
            wait_until(lambda: self.database.value(WAITING), 30, "the other waits")
        thread.join(30)
        self.send(second, errors)
        self.assertEqual(
            [type(one) for one in errors], [SerializationFailure, UserError]
        )
        self.assertIn("another group answer waits", str(errors[1]))
        rows = self.database.rows(
            "SELECT text FROM social_message"
            " WHERE twist_id = %s AND direction = 'outbound'",
            self.twist,
        )
        self.assertEqual(rows, [("Dear Ana",)])

    def test_sent_twice_at_once(self):
        """A double click: of one group answer everybody gets one."""
        group, errors = self.draft(), []
        thread = Thread(target=self.send, args=(group, errors))
        with self.database.env(self.agent_id) as env:
            env["social.group.answer"].browse(group).action_send()
            env.flush_all()
            thread.start()
            thread.join(30)
        [error] = errors
        self.assertIn("being sent already", str(error))
