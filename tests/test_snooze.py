"""Snoozing: out of the lists until a time, or until the author writes."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common import compose
from .test_campaign import CampaignCase

QUERY = {"phase": "listen"}


@tagged("post_install", "-at_install")
class TestSnooze(CronMixinCase, CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.later = fields.Datetime.now() + timedelta(hours=3)
        cls.mine = cls.open.with_user(cls.agent)
        cls.both = (cls.open | cls.sold).with_user(cls.agent)

    def listed(self, user=None, **query):
        model = self.env["social.twist"].with_user(user or self.agent)
        domain = [("id", "in", self.twists.ids)]
        return model.screen_list({**QUERY, "domain": domain, **query})

    def ids(self, **query):
        return {row["id"] for row in self.listed(**query)["rows"]}

    def wake(self):
        cron = self.env.ref("social_inbox.ir_cron_wake_twists")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def undo(self, result):
        undo = result["params"]["undo"]
        records = self.env[undo["model"]].with_user(self.agent).browse(undo["ids"])
        return getattr(records, undo["method"])(*undo["args"])

    def write_again(self, twist):
        [message] = twist.message_ids_social
        reply = compose(
            "support@shop.example",
            From=f"Ana <{twist.profile_id.handle}>",
            In_Reply_To=message.external_id,
        )
        self.assertEqual(self.arrive(reply), twist)

    def test_out_of_the_list_and_its_counts(self):
        before = self.listed()["counts"]["listen"]
        self.mine.screen_snooze(str(self.later))
        self.assertEqual(self.open.snoozed_until, self.later.replace(microsecond=0))
        listed = self.listed()
        self.assertEqual({row["id"] for row in listed["rows"]}, {self.sold.id})
        self.assertEqual(listed["counts"]["listen"], before - 1)
        self.assertEqual(listed["snoozed"], 1)
        self.assertNotIn(self.open.id, self.mine.screen_ids(QUERY))
        listed = self.listed(when="snoozed")
        [row] = listed["rows"]
        self.assertEqual(row["id"], self.open.id)
        self.assertEqual(row["snoozed_until"], str(self.open.snoozed_until))
        self.assertEqual(listed["counts"]["listen"], 1)
        self.assertTrue(self.open.is_open)

    def test_a_filter_of_the_search_bar_finds_them(self):
        self.open._snooze(self.later)
        domain = [("id", "in", self.twists.ids), ("snoozed_until", "!=", False)]
        self.assertEqual(self.ids(domain=domain), {self.open.id})

    def test_only_those_that_one_sees_are_counted(self):
        self.recalled._snooze(self.later)
        self.assertEqual(self.listed()["snoozed"], 0)
        self.assertEqual(self.listed(self.stranger)["snoozed"], 1)

    def test_nonsense_is_refused_in_words(self):
        now = fields.Datetime.now()
        for until, text in (
            (str(now - timedelta(minutes=1)), "is over"),
            (str(now + timedelta(days=400)), "for a year"),
            ("soon", "date and a time"),
            (None, "date and a time"),
            (False, "date and a time"),
            ([1], "date and a time"),
        ):
            with self.assertRaisesRegex(UserError, text):
                self.mine.screen_snooze(until)
        for before in (1, [1], [["x"]], [[1, [2]]], [["", ["x"]]]):
            with self.assertRaisesRegex(UserError, "cannot be undone"):
                self.mine.screen_snooze_again(before)
        self.put(self.open, "closed")
        with self.assertRaisesRegex(UserError, "Only open"):
            self.mine.screen_snooze(str(self.later))
        with self.assertRaises(UserError):
            self.listed(when=[1])

    def test_many_with_undo(self):
        first = self.later + timedelta(hours=1)
        self.sold._snooze(first)
        closed = self.twist_in("closed")
        twists = self.both | closed.with_user(self.agent)
        result = twists.screen_snooze(str(self.later))
        self.assertEqual(result["params"]["done"], 2)
        self.assertIn("2 snoozed until", result["params"]["message"])
        self.assertIn("only open twists", result["params"]["message"])
        self.assertEqual(self.sold.snoozed_until, self.later)
        self.undo(result)
        self.assertEqual(self.sold.snoozed_until, first)
        self.assertFalse(self.open.snoozed_until)

    def test_waking_by_hand_with_undo(self):
        self.both._snooze(self.later)
        result = self.both.action_unsnooze()
        self.assertEqual(result["params"]["done"], 2)
        self.assertEqual(self.ids(), set(self.both.ids))
        self.undo(result)
        self.assertEqual(self.both.mapped("snoozed_until"), [self.later] * 2)
        self.assertFalse(self.ids())

    def test_whoever_is_woken_is_given_out(self):
        """By hand and by time; not those that somebody has."""
        self.sale.distribution = "round_robin"
        mine = self.sold.with_user(self.agent)
        ours = "social_inbox.ir_cron_distribute"
        for user, wanted in ((False, True), (self.agent, False)):
            self.sold.user_id = user
            self.sold._snooze(self.later)
            with self.capture_triggers(ours) as triggers:
                mine.action_unsnooze()
            self.assertEqual(bool(triggers.records), wanted)
        self.sold.user_id = False
        self.sold._snooze(self.later)
        self.env.flush_all()
        with (
            freeze_time(self.later + timedelta(minutes=1)),
            self.capture_triggers(ours) as triggers,
        ):
            self.env["social.twist"]._cron_wake()
        self.assertTrue(triggers.records)

    def test_an_undo_that_comes_late_wakes(self):
        result = self.mine.screen_snooze(str(self.later))
        past = [["2020-01-01 00:00:00", self.open.ids]]
        self.mine.screen_snooze_again(past)
        self.assertFalse(self.open.snoozed_until)
        self.undo(result)
        self.assertFalse(self.open.snoozed_until)

    def test_time_wakes_them_unread(self):
        self.both.action_mark_read()
        self.open._snooze(self.later)
        self.sold._snooze(self.later + timedelta(days=1))
        self.wake()
        self.assertTrue(self.open.snoozed_until)
        trigger = self.env["ir.cron.trigger"].search(
            [("call_at", "=", self.later)], limit=1
        )
        self.assertEqual(
            trigger.cron_id, self.env.ref("social_inbox.ir_cron_wake_twists")
        )
        self.env.flush_all()
        with freeze_time(self.later + timedelta(minutes=1)):
            self.env["social.twist"]._cron_wake()
        self.assertFalse(self.open.snoozed_until)
        self.assertEqual(self.open.unread_count, 1)
        self.assertTrue(self.sold.snoozed_until)
        self.assertEqual(self.sold.unread_count, 0)
        self.assertIn(self.open.id, self.ids())

    def test_waking_costs_the_same_however_many(self):
        counts = []
        for size in (2, 8):
            raws = [compose("support@shop.example") for _one in range(size)]
            twists = self.arrive(*raws)
            twists.action_mark_read()
            twists._snooze(self.later)
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(self.later + timedelta(minutes=1)):
                before = self.env.cr.sql_log_count
                self.env["social.twist"]._cron_wake()
                counts.append(self.env.cr.sql_log_count - before)
            self.assertFalse(any(twists.mapped("snoozed_until")))
        self.assertEqual(*counts)

    def test_its_author_wakes_it(self):
        self.open._snooze(self.later)
        self.sold._snooze(self.later)
        self.write_again(self.open)
        self.assertFalse(self.open.snoozed_until)
        self.assertTrue(self.sold.snoozed_until)

    def test_closing_ends_it(self):
        self.mine.screen_snooze(str(self.later))
        self.mine.action_close()
        self.assertFalse(self.open.snoozed_until)

    def test_of_own_campaigns_only_and_not_by_writing(self):
        foreign = self.recalled.with_user(self.agent)
        for call in (
            lambda: foreign.screen_snooze(str(self.later)),
            foreign.action_unsnooze,
            lambda: self.mine.write({"snoozed_until": self.later}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_dialog(self):
        action = self.both.action_snooze()
        dialog = self.env["social.snooze"].with_user(self.agent)
        dialog = dialog.browse(action["res_id"])
        self.assertGreater(dialog.until, fields.Datetime.now())
        with Form(dialog) as form:
            form.until = self.later
        result = dialog.action_snooze()
        self.assertEqual(result["params"]["done"], 2)
        self.assertEqual(self.both.mapped("snoozed_until"), [self.later] * 2)
        with self.assertRaises(AccessError):
            dialog.with_user(self.colleague).action_snooze()

    def test_counts_are_read_in_the_index_alone(self):
        self.sale.is_restricted = True
        self.env.flush_all()
        model = self.env["social.twist"].with_user(self.agent)
        for kind in ("seqscan", "bitmapscan"):  # of a few rows all is as cheap
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL(f"enable_{kind}")))
        # as of a vacuumed table: else any narrower index is as cheap
        self.env.cr.execute(
            "UPDATE pg_class SET relallvisible = 1000 WHERE relname = 'social_twist'"
        )
        # rows that are few are found as fast by what is narrow
        self.env.cr.execute("DROP INDEX social_twist_rule_phase_idx")
        query = model._search(model._screen_domain({})).select(SQL("count(*)"))
        plan = self.env.execute_query(
            SQL("EXPLAIN (COSTS OFF) %s GROUP BY phase", query)
        )
        text = "\n".join(row[0] for row in plan)
        self.assertRegex(text, "Index Only Scan using social_twist_(open|campaign)_idx")

    def test_the_indexes_hold_the_columns_of_the_rules(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["social_twist_snoozed_idx"],
        )
        [[text]] = self.env.cr.fetchall()
        for name in ("phase", "company_id", "channel_id", "user_id", "campaign_id"):
            self.assertIn(name, text.split("INCLUDE")[1])
