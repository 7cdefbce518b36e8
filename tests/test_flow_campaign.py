"""Flow analysis and overview by campaign and by its extra fields (spec A22, B20)."""

import re
from itertools import product

from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .test_campaign import FIELDS
from .test_flow import FIGURES, FlowCase, rounded

PROPERTIES = "campaign_properties"


class FlowCampaignCase(FlowCase):
    """Two twists of a campaign with extra fields, one of another, one of none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale, cls.recall = (cls.new_campaign(name) for name in ("Sale", "Recall"))
        cls.sale.property_definition = FIELDS
        channels = cls.sale.channel_ids, cls.recall.channel_ids, cls.channel
        sale, recall, none = channels
        cls.channels = sale | recall | none
        cls.first, cls.second, cls.recalled, cls.lonely = (
            cls.twist_in("listen", channel=channel)
            for channel in (sale, sale, recall, none)
        )
        cls.twists = cls.first | cls.second | cls.recalled | cls.lonely
        for number, twist in enumerate(cls.twists, start=1):
            cls.move(twist, "listen understand", number)
        filled = {"wish": "refund", "order_number": "NW 1", "marks": ["new", "old"]}
        cls.first[PROPERTIES] = {**filled, "urgent": True, "day": "2026-11-20"}
        cls.second[PROPERTIES] = {"wish": "repair", "marks": ["old"]}
        cls.env.flush_all()

    @classmethod
    def new_campaign(cls, name):
        campaign = cls.env["social.campaign"].create({"name": name})
        campaign.user_ids = cls.agent
        cls.new_offline_channel(name, campaign_id=campaign.id)
        return campaign


@tagged("post_install", "-at_install")
class TestFlowOfCampaigns(FlowCampaignCase):
    def figures(self, group, *measures, domain=(), user=None):
        domain = [
            ("twist_id", "in", self.twists.ids),
            ("event", "=", "left"),
            *domain,
        ]
        found = self.flow(user).formatted_read_group(domain, [group], measures)
        return {row[group]: [rounded(row[one]) for one in measures] for row in found}

    def test_by_campaign(self):
        rows = self.figures("campaign_id", "left:sum", "median_hours:median")
        names = {group and group[1]: row for group, row in rows.items()}
        self.assertEqual(names, {"Sale": [2, 1.5], "Recall": [1, 3], False: [1, 4]})
        chosen = [("campaign_id", "=", self.sale.id)]
        self.assertEqual(
            self.figures("phase", "left:sum", domain=chosen), {"listen": [2]}
        )

    def test_by_each_kind_of_extra_field(self):
        for name, rows in (
            ("wish", {"refund": [1], "repair": [1], False: [2]}),
            ("order_number", {"NW 1": [1], False: [3]}),
            ("urgent", {True: [1], False: [3]}),
        ):
            with self.subTest(name=name):
                self.assertEqual(self.figures(f"{PROPERTIES}.{name}", "left:sum"), rows)
        marks = self.figures(f"{PROPERTIES}.marks", "left:sum")
        self.assertEqual(
            {mark and mark[0]: row for mark, row in marks.items()},
            {"new": [1], "old": [2], False: [2]},
        )
        days = self.figures(f"{PROPERTIES}.day:month", "left:sum")
        self.assertEqual(sorted(days.values()), [[1], [3]])

    def test_filtered_by_an_extra_field(self):
        for name, operator, value, count in (
            ("wish", "=", "refund", 1),
            ("wish", "in", ["refund", "repair"], 2),
            ("order_number", "ilike", "nw", 1),
            ("urgent", "=", True, 1),
            ("marks", "in", "old", 2),
        ):
            with self.subTest(name=name, operator=operator):
                chosen = [(f"{PROPERTIES}.{name}", operator, value)]
                rows = self.figures("phase", "left:sum", domain=chosen)
                self.assertEqual(rows, {"listen": [count]})

    def test_as_the_pivot_asks(self):
        by_wish = f"{PROPERTIES}.wish"
        totals, rows = self.flow().formatted_read_grouping_sets(
            [("campaign_id", "=", self.sale.id)],
            [[], [by_wish, "phase"]],
            FIGURES,
        )
        self.assertEqual([row["left:sum"] for row in totals], [2])
        self.assertEqual({row[by_wish] for row in rows}, {"refund", "repair"})

    def test_twists_themselves_by_an_extra_field(self):
        found = (
            self.env["social.twist"]
            .with_user(self.agent)
            .formatted_read_group(
                [("campaign_id", "=", self.sale.id)],
                [f"{PROPERTIES}.wish"],
                ["message_count:sum"],
            )
        )
        self.assertEqual([row["message_count:sum"] for row in found], [1, 1])

    def test_the_client_offers_extra_fields_as_groups(self):
        for model in (self.flow(), self.env["social.twist"].with_user(self.agent)):
            arch = model.get_view(view_type="search")["arch"]
            self.assertIn(f"{{'group_by': '{PROPERTIES}'}}", arch)

    def test_listed_with_their_extra_fields(self):
        [row] = (
            self.flow()
            .search([("twist_id", "=", self.first.id)], limit=1)
            .read([PROPERTIES])
        )
        values = {one["name"]: one.get("value") for one in row[PROPERTIES]}
        self.assertEqual((values["wish"], values["order_number"]), ("refund", "NW 1"))


@tagged("post_install", "-at_install")
class TestOverviewOfCampaigns(FlowCampaignCase):
    def setUp(self):
        super().setUp()
        self.overview = self.env["social.phase.overview"].with_user(self.supervisor)

    def test_six_lines_unless_asked_by_campaign(self):
        lines = self.overview.search([])
        self.assertEqual(len(lines), 6)
        self.assertFalse(lines.campaign_id)
        self.assertEqual(self.overview.search_count([]), 6)
        self.assertEqual(len(self.overview.search([("phase", "=", "listen")])), 1)

    def test_one_campaign(self):
        for domain in (
            [("campaign_id", "=", self.sale.id)],
            [("campaign_id", "ilike", "Sale"), ("campaign_id.user_ids", "!=", False)],
        ):
            lines = self.overview.search(domain)
            self.assertEqual(len(lines), 6)
            self.assertEqual(lines.campaign_id, self.sale)
            line = lines[0]
            self.assertEqual((line.phase, line.left_week), ("listen", 2))
            self.assertEqual((line.twist_count, line.median_hours), (2, 1.5))
        line = self.overview.search([("campaign_id", "=", False)], limit=1)
        self.assertGreaterEqual(line.twist_count, 1)
        self.assertFalse(line.campaign_id)

    def test_grouped_by_campaign(self):
        listen = [("phase", "=", "listen")]
        found = self.overview.web_read_group(
            listen,
            ["campaign_id"],
            ["twist_count:sum", "left_week:sum"],
            auto_unfold=True,
            unfold_read_specification={"phase": {}, "twist_count": {}},
        )
        counts = {
            group["campaign_id"] and group["campaign_id"][0]: (
                group["twist_count:sum"],
                group["left_week:sum"],
            )
            for group in found["groups"]
        }
        self.assertEqual(counts[self.sale.id], (2, 2))
        self.assertEqual(counts[self.recall.id], (1, 1))
        [total] = self.overview.search(listen)
        self.assertEqual(
            total.twist_count, sum(twists for twists, _left in counts.values())
        )
        self.assertEqual(
            total.left_week, sum(left for _twists, left in counts.values())
        )

    def test_campaigns_are_not_computed_for_all_together(self):
        asked = [], [("campaign_id", "=", self.sale.id)]
        for domain, seqscan in product(asked, ("on", "off")):  # whatever is cheaper
            self.env.cr.execute(SQL("SET LOCAL enable_seqscan = %s", seqscan))
            query = self.overview._search(domain).select()
            plan = self.env.execute_query(SQL("EXPLAIN (COSTS OFF) %s", query))
            text = "\n".join(line for [line] in plan)
            scans = re.findall(r"Scan .*\bon social_phase_move\b", text)
            self.assertEqual(len(scans), 1, text)

    def test_on_to_the_campaigns_twists(self):
        domain = [("campaign_id", "=", self.sale.id), ("phase", "=", "listen")]
        [line] = self.overview.search(domain)
        self.env.invalidate_all()
        twists = self.env["social.twist"].with_user(self.supervisor)
        found = twists.search(line.action_view_twists()["domain"])
        self.assertEqual(found.sorted("id"), self.first | self.second)
        action = line.action_view_flow()
        rows = self.flow().search([*action["domain"], ("event", "=", "left")])
        self.assertEqual(rows.twist_id.sorted("id"), self.first | self.second)
        [line] = self.overview.search([("phase", "=", "listen")])
        self.assertFalse(line.action_view_flow()["domain"])

    def test_leads_see_their_campaigns_only(self):
        lead = new_test_user(
            self.env, "social_lead", groups="social_inbox.group_social_inbox_agent"
        )
        self.sale.supervisor_ids = lead
        lines = self.overview.with_user(lead).search([("campaign_id", "!=", False)])
        self.assertEqual(lines.campaign_id, self.sale)
