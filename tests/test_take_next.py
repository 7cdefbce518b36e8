"""Take Next: the most urgent twist for whoever asks, and for nobody else."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .test_distribution import DistributionCase

QUERY = {"phase": "listen"}


class TakeCase(DistributionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.open | cls.recalled).user_id = cls.supervisor

    def take(self, user, skip=(), **query):
        model = self.env["social.twist"].with_user(user)
        result = model.screen_take_next({**QUERY, **query}, list(skip))
        self.env.flush_all()
        return result

    def hours(self, number):
        return fields.Datetime.now() + timedelta(hours=number)


@tagged("post_install", "-at_install")
class TestTakeNext(TakeCase):
    def test_the_most_urgent_is_taken(self):
        calm, high, late, early = (self.wait() for _one in range(4))
        high.priority = "1"
        late.due_date, early.due_date = self.hours(2), self.hours(-1)
        self.env.flush_all()
        skip = []
        for twist in (early, late, high, calm):
            result = self.take(self.agent, skip)
            self.assertEqual(result, {"id": twist.id, "taken": True, "text": ""})
            self.assertEqual(twist.user_id, self.agent)
            skip.append(twist.id)
        result = self.take(self.agent, skip)
        self.assertFalse(result["id"] or result["taken"])
        self.assertIn("Nothing is left", result["text"])

    def test_of_equals_who_waits_longest(self):
        later, longer, done = (self.wait() for _one in range(3))
        later._write_by_system({"waiting_since": self.hours(-1)})
        longer._write_by_system({"waiting_since": self.hours(-2)})
        done._write_by_system({"waiting_since": False})
        self.env.flush_all()
        self.assertEqual(self.take(self.agent)["id"], longer.id)
        self.assertEqual(self.take(self.colleague)["id"], later.id)

    def test_an_own_one_that_waits_comes_first_if_more_urgent(self):
        mine, free = self.wait(), self.wait()
        mine.user_id = self.agent
        mine.due_date = self.hours(1)
        self.env.flush_all()
        result = self.take(self.agent)
        self.assertEqual((result["id"], result["taken"]), (mine.id, False))
        self.assertEqual(self.take(self.agent, mine.ids)["id"], free.id)
        self.assertEqual(self.take(self.agent, [free.id])["id"], mine.id)

    def test_snoozed_closed_and_spam_are_not_taken(self):
        snoozed, closed, spam = (self.wait() for _one in range(3))
        snoozed._write_by_system({"snoozed_until": self.hours(1)})
        closed.action_close()
        spam.action_spam()
        self.env.flush_all()
        self.assertFalse(self.take(self.agent)["id"])
        snoozed._write_by_system({"snoozed_until": self.hours(-1)})
        self.env["social.twist"]._cron_wake()
        self.env.flush_all()
        self.assertEqual(self.take(self.agent)["id"], snoozed.id)

    def test_limit(self):
        self.wait(4)
        self.sale.agent_limit = 2
        skip = []
        for _one in range(2):
            skip.append(self.take(self.agent, skip)["id"])
        result = self.take(self.agent, skip)
        self.assertFalse(result["id"])
        self.assertIn("You hold 2 open twists, the limit", result["text"])
        self.assertIn(self.take(self.agent)["id"], skip, "an own one is shown")
        free = self.twist_in("listen")
        self.assertEqual(self.take(self.agent, skip)["id"], free.id, "of no campaign")
        self.agent.social_twist_limit = 4
        skip.append(free.id)
        skip.append(self.take(self.agent, skip)["id"])
        self.assertIn("You hold 4", self.take(self.agent, skip)["text"])
        self.env["social.twist"].browse(skip[0]).with_user(self.agent).action_close()
        self.env.flush_all()
        self.assertTrue(self.take(self.agent, skip)["taken"])

    def test_only_what_one_may_see(self):
        twist = self.wait()
        self.assertFalse(self.take(self.stranger)["id"])
        self.assertEqual(self.take(self.lead, self.sold.ids)["id"], twist.id)
        other = self.wait()
        skip = (self.open | self.recalled).ids
        self.assertEqual(self.take(self.supervisor, skip)["id"], other.id)
        employee = new_test_user(self.env, "social_none", groups="base.group_user")
        portal = new_test_user(self.env, "social_portal", groups="base.group_portal")
        for user in (employee, portal):
            with self.assertRaises(AccessError):
                self.take(user)

    def test_of_what_the_screen_shows(self):
        sold, other = self.wait(), self.twist_in("understand")
        query = {"channel_id": self.channel.id}
        self.assertEqual(self.take(self.agent, **query)["id"], other.id)
        named = {"domain": [("id", "=", 0)]}
        self.assertFalse(self.take(self.agent, [other.id], **named)["id"])
        query = {"campaign_id": self.sale.id, "phase": "engage", "assignee": "mine"}
        self.assertEqual(self.take(self.agent, [other.id], **query)["id"], sold.id)

    def test_nonsense_is_refused(self):
        model = self.env["social.twist"].with_user(self.agent)
        for query, skip in (
            ("x", []),
            ({**QUERY, "domain": [("nothing", "=", 1)]}, []),
            (QUERY, "x"),
            (QUERY, ["1"]),
            (QUERY, [True]),
            (QUERY, [1] * 1001),
        ):
            with self.assertRaises(UserError):
                model.screen_take_next(query, skip)

    def test_taking_is_told_in_the_log(self):
        twist = self.wait()
        self.take(self.agent)
        self.env.cr.precommit.run()
        texts = [event["text"] for event in twist.conversation()["events"]]
        self.assertTrue(any("took it on" in text for text in texts), texts)

    def test_preference(self):
        model = self.env["social.twist"].with_user(self.agent)
        for wish in ("list", "take", "off"):
            self.agent.with_user(self.agent).social_after_finish = wish
            setup = model.screen_open(QUERY)["setup"]
            self.assertEqual(setup["me"]["after_finish"], wish)


@tagged("post_install", "-at_install")
class TestTakeNextSpeed(TakeCase):
    def plan(self, model, domain, order):
        """How PostgreSQL would search if it may neither sort nor read the table."""
        query = model._search(domain, order=order, limit=50)
        for kind in ("seqscan", "bitmapscan", "sort"):  # of a few rows all is as cheap
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL(f"enable_{kind}")))
        select = query.select()
        rows = self.env.execute_query(SQL("EXPLAIN (COSTS OFF) %s", select))
        return "\n".join(row[0] for row in rows)

    def test_what_is_free_is_read_in_its_order(self):
        from ..models.social_twist_take import URGENCY

        model = self.env["social.twist"].with_user(self.agent)
        domain = model._take_domain(QUERY) & fields.Domain("user_id", "=", False)
        plan = self.plan(model, domain, URGENCY)
        self.assertIn("using social_twist_unassigned_idx", plan)
        self.assertNotIn("Sort", plan)

    def test_the_index_is_partial_and_knows_the_rules(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["social_twist_unassigned_idx"],
        )
        [[text]] = self.env.cr.fetchall()
        self.assertIn("WHERE ((is_open IS TRUE) AND (user_id IS NULL))", text)
        for name in ("company_id", "channel_id", "campaign_id", "snoozed_until"):
            self.assertIn(name, text.split("INCLUDE")[1])

    def test_taking_costs_the_same_however_much_waits(self):
        counts = []
        self.wait(2)
        skip = [self.take(self.agent)["id"]]
        for size in (2, 60):
            self.wait(size)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            result = self.take(self.agent, skip)
            self.assertTrue(result["taken"])
            skip.append(result["id"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
