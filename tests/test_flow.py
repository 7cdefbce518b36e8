"""Flow analysis: figures computed by hand, in views as the web client asks for them."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .common import ArrivalCase

HOUR = 3600
FIGURES = ["entered:sum", "left:sum", "balance:sum", "median_hours:median"]


class FlowCase(ArrivalCase):
    """Twists whose moves are written with chosen dates and durations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = datetime.now().replace(microsecond=0)
        cls.moves = cls.env["social.phase.move"].sudo()

    @classmethod
    def move(cls, twist, path, hours, ago=timedelta(days=1), **values):
        """One move, as "listen understand", after so many hours in the first phase."""
        origin, target = path.split()
        return cls.moves.create(
            {
                "twist_id": twist.id,
                "company_id": twist.company_id.id,
                "channel_id": twist.channel_id.id,
                "from_phase": origin,
                "to_phase": target,
                "cause": "hand",
                "user_id": cls.agent.id,
                "date": cls.now - ago,
                "seconds": int(hours * HOUR),
                **values,
            }
        )

    def flow(self, user=None):
        return self.env["social.flow.report"].with_user(user or self.supervisor)

    def figures(self, group, *measures, domain=(), user=None):
        """Measures of this test's channel by the value of the group."""
        domain = [("channel_id", "=", self.channel.id), *domain]
        found = self.flow(user).formatted_read_group(domain, [group], measures)
        return {row[group]: [rounded(row[one]) for one in measures] for row in found}


def rounded(value):
    return round(value, 6) if isinstance(value, float) else value


@tagged("post_install", "-at_install")
class TestFlow(FlowCase):
    def test_entered_and_left(self):
        first, second = self.twist_in("listen"), self.twist_in("listen")
        self.move(first, "listen understand", 2)
        self.move(first, "understand engage", 1)
        self.move(second, "listen closed", 4)
        rows = self.figures("phase", *FIGURES[:3])
        self.assertEqual(
            rows,
            {
                "listen": [2, 2, 0],
                "understand": [1, 1, 0],
                "engage": [1, 0, 1],
                "closed": [1, 0, 1],
            },
        )

    def test_phases_in_their_order(self):
        twist = self.twist_in("listen")
        for path in ("listen understand", "understand engage", "engage closed"):
            self.move(twist, path, 1)
        order = ["listen", "understand", "engage", "closed"]
        self.assertEqual(list(self.figures("phase", "left:sum")), order)
        self.assertEqual(list(self.figures("to_phase", "left:sum")), order)
        [rows] = self.flow().formatted_read_grouping_sets(
            [("channel_id", "=", self.channel.id), ("event", "=", "left")],
            [["from_phase", "to_phase"]],
            ["left:sum"],
        )
        self.assertEqual([row["from_phase"] for row in rows], order[:-1])

    def test_percentiles_of_any_group(self):
        twist = self.twist_in("listen")
        for hours in (1, 2, 3, 4, 100):
            self.move(twist, "listen understand", hours)
        for hours in (10, 20):
            self.move(twist, "understand listen", hours, user_id=self.supervisor.id)
        measures = ("median_hours:median", "percentile_90_hours:percentile_90")
        rows = self.figures("phase", *measures, "hours:avg")
        # the 90th of 1, 2, 3, 4, 100 lies at 0.9 * 4 = 3.6 steps: 4 + 0.6 * 96
        self.assertEqual(rows["listen"], [3, 61.6, 22])
        self.assertEqual(rows["understand"], [15, 19, 15])
        by_user = self.figures("user_id", *measures, domain=[("event", "=", "left")])
        names = (self.agent, self.supervisor)
        keys = [(user.id, user.display_name) for user in names]
        self.assertEqual([by_user[key] for key in keys], [[3, 61.6], [15, 19]])
        platform = self.figures("platform", measures[0])
        self.assertEqual(platform, {"mail": [4]})

    def test_percentiles_of_totals_and_lists(self):
        twist = self.twist_in("listen")
        for hours in (1, 2, 6):
            self.move(twist, "listen understand", hours)
        domain = [("channel_id", "=", self.channel.id)]
        totals, rows = self.flow().formatted_read_grouping_sets(
            domain, [[], ["phase"]], ["median_hours:median"]
        )
        self.assertEqual([row["median_hours:median"] for row in totals], [2])
        medians = {row["phase"]: row["median_hours:median"] for row in rows}
        self.assertEqual(medians, {"listen": 2, "understand": False})
        found = self.flow().web_read_group(
            domain, ["phase"], ["median_hours:median"], order="phase"
        )
        self.assertEqual(found["groups"][0]["median_hours:median"], 2)
        sorted_by_it = self.flow().formatted_read_group(
            [*domain, ("event", "=", "left")],
            ["phase"],
            ["median_hours:median"],
            order="median_hours:median desc",
        )
        self.assertEqual(len(sorted_by_it), 1)

    def test_days(self):
        twist = self.twist_in("listen")
        day = timedelta(days=1)
        for ago in (10 * day, 10 * day, 3 * day):
            self.move(twist, "listen understand", 1, ago=ago)
        rows = self.figures("date:day", "left:sum", domain=[("event", "=", "left")])
        self.assertEqual(sorted(rows.values()), [[1], [2]])
        recent = [("event", "=", "left"), ("date", ">=", "-5d")]
        self.assertEqual(
            self.figures("phase", "left:sum", domain=recent), {"listen": [1]}
        )

    def test_conversion_back_and_reopened(self):
        twist = self.twist_in("listen")
        for path in ("understand engage",) * 2 + ("understand closed",):
            self.move(twist, path, 1)
        self.move(twist, "understand listen", 1, is_back=True)
        self.move(twist, "closed listen", 1)
        rates = ("on_rate:avg", "closed_rate:avg", "back_rate:avg")
        counts = ("back_count:sum", "reopened_count:sum")
        rows = self.figures("from_phase", *rates, domain=[("event", "=", "left")])
        self.assertEqual(rows["understand"], [0.5, 0.25, 0.25])
        self.assertEqual(rows["closed"], [False, False, False])
        rows = self.figures("phase", *counts)
        self.assertEqual(rows["understand"], [1, 0])
        self.assertEqual(rows["closed"], [0, 1])

    def test_undone_and_spam_count_nowhere(self):
        twist, spam = self.twist_in("listen"), self.twist_in("listen")
        self.move(twist, "listen understand", 1)
        self.move(twist, "listen understand", 50, is_undone=True)
        self.move(spam, "listen understand", 60)
        spam.with_user(self.agent).action_spam()
        rows = self.figures("phase", *FIGURES)
        self.assertEqual(rows["listen"], [1, 1, 0, 1])
        self.assertEqual(rows["understand"], [1, 0, 1, False])

    def test_moves_of_the_model_itself(self):
        twist = self.twist_in("listen").with_user(self.agent)
        twist.action_next_phase()
        twist.action_previous_phase()
        rows = self.figures("phase", "entered:sum", "left:sum", "back_count:sum")
        self.assertEqual(rows, {"listen": [2, 1, 0], "understand": [1, 1, 1]})
        causes = self.figures("cause", "entered:sum")
        self.assertEqual(causes, {"arrival": [1], "hand": [2]})

    def test_on_to_the_twists(self):
        first, second = self.twist_in("listen"), self.twist_in("listen")
        self.move(first, "listen understand", 1)
        self.move(second, "listen closed", 1)
        cell = [("channel_id", "=", self.channel.id), ("to_phase", "=", "closed")]
        flow = self.flow()
        twists = self.env["social.twist"].with_user(self.supervisor)
        # as the web client calls a button when no row is chosen
        context = {"active_domain": cell}
        action = call_kw(flow, "action_view_twists", [[]], {"context": context})
        self.assertEqual(twists.search(action["domain"]), second)
        self.assertEqual(twists.search_count(action["domain"]), 1)
        rows = flow.search([("twist_id", "=", first.id)])
        action = rows.action_view_twists()
        self.assertEqual(twists.search(action["domain"]), first)
        action = rows[0].action_view_twist()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (first._name, first.id)
        )


@tagged("post_install", "-at_install")
class TestOverview(FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a company of its own: no demo data
        cls.company = cls.env["res.company"].create({"name": "Overview Company"})
        cls.channel = cls.new_offline_channel("Own", company_id=cls.company.id)
        cls.reader = new_test_user(
            cls.env,
            "social_reader",
            groups="social_inbox.group_social_inbox_supervisor",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Asia/Tokyo",
        )

    def overview(self, user=None, companies=None):
        lines = self.env["social.phase.overview"].with_user(user or self.reader)
        if companies:
            lines = lines.with_context(allowed_company_ids=companies.ids)
        lines.invalidate_model()
        return {line.phase: line for line in lines.search([])}

    def test_one_line_per_phase_in_order(self):
        order = ["listen", "understand", "engage", "process", "feedback", "closed"]
        self.assertEqual(list(self.overview()), order)
        self.assertEqual(self.overview()["engage"].twist_count, 0)

    def test_now(self):
        for days in (1, 3, 8):
            twist = self.twist_in("understand")
            twist.sudo().phase_since = self.now - timedelta(days=days)
        twist.with_user(self.reader).action_mark_read()
        self.twist_in("closed")
        self.twist_in("understand").with_user(self.reader).action_spam()
        lines = self.overview()
        line = lines["understand"]
        self.assertEqual((line.twist_count, line.message_count), (3, 3))
        self.assertEqual((line.unread_count, line.waiting_count), (2, 3))
        self.assertEqual(line.oldest_date, self.now - timedelta(days=8))
        self.assertAlmostEqual(line.so_far_hours, 72, delta=0.1)
        closed = lines["closed"]
        self.assertEqual((closed.twist_count, closed.so_far_hours), (1, 0))
        self.assertFalse(closed.oldest_date)

    def test_entered_and_left(self):
        twist = self.twist_in("closed")
        self.moves.search([("twist_id", "=", twist.id)]).unlink()
        day = timedelta(days=1)
        for ago, hours in ((day * 0, 1), (6 * day, 2), (8 * day, 6), (91 * day, 900)):
            self.move(twist, "listen understand", hours, ago=ago)
        self.move(twist, "listen understand", 700, is_undone=True)
        lines = self.overview()
        line = lines["listen"]
        self.assertEqual((line.left_today, line.left_week), (1, 2))
        self.assertEqual((line.entered_week, line.balance_week), (0, -2))
        # 1, 2 and 6 hours in the last 90 days: the 90th lies 0.8 steps after 2
        self.assertAlmostEqual(line.median_hours, 2)
        self.assertAlmostEqual(line.percentile_90_hours, 5.2)
        line = lines["understand"]
        self.assertEqual((line.entered_today, line.entered_week), (1, 2))
        self.assertEqual((line.left_week, line.balance_week), (0, 2))

    def test_today_begins_where_the_user_is(self):
        twist = self.twist_in("closed")
        self.moves.search([("twist_id", "=", twist.id)]).unlink()
        midnight = self.now + timedelta(hours=9)  # the clock in Tokyo
        since = timedelta(hours=midnight.hour, minutes=midnight.minute)
        since += timedelta(seconds=midnight.second)
        self.move(twist, "listen closed", 1, ago=since)
        self.move(twist, "listen closed", 1, ago=since + timedelta(seconds=1))
        self.assertEqual(self.overview()["listen"].left_today, 1)

    def test_companies(self):
        self.twist_in("engage")
        self.assertEqual(self.overview()["engage"].twist_count, 1)
        before = self.overview(self.supervisor)["engage"].twist_count
        self.supervisor.company_ids |= self.company
        alone = self.overview(self.supervisor, self.company)
        self.assertEqual(alone["engage"].twist_count, 1)
        both = self.overview(self.supervisor, self.supervisor.company_ids)
        self.assertEqual(both["engage"].twist_count, before + 1)
        with self.assertRaises(AccessError):
            self.overview(self.reader, self.env.company)

    def test_on_to_twists_and_flow(self):
        engaged, spam = self.twist_in("engage"), self.twist_in("engage")
        spam.with_user(self.reader).action_spam()
        line = self.overview()["engage"]
        twists = self.env["social.twist"].with_user(self.reader)
        self.assertEqual(twists.search(line.action_view_twists()["domain"]), engaged)
        action = line.action_view_flow()
        self.assertEqual(action["res_model"], "social.flow.report")
        self.assertIn("search_default_engage", action["context"])


@tagged("post_install", "-at_install")
class TestFlowRights(FlowCase):
    def test_agents_and_outsiders(self):
        outsider = new_test_user(self.env, "social_none", groups="base.group_user")
        twist = self.twist_in("listen")
        for user in (self.agent, outsider):
            for model in ("social.flow.report", "social.phase.overview"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                twist.with_user(user).search([("flow_ids", "!=", False)])

    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        channel = self.new_offline_channel("Foreign", company_id=other.id)
        twist = self.twist_in("listen", channel=channel)
        domain = [("twist_id", "=", twist.id)]
        self.assertFalse(self.flow().search_count(domain))
        self.assertFalse(self.flow().formatted_read_group(domain, ["phase"], []))
        self.supervisor.company_ids |= other
        both = self.supervisor.company_ids.ids
        flow = self.flow().with_context(allowed_company_ids=both)
        self.assertEqual(flow.search_count(domain), 1)
