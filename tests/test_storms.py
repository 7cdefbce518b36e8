"""Storms: similar arrivals as one matter."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import compose
from .test_campaign import QUERY, CampaignCase

TO = "support@shop.example"
TEXT = (
    "Hello, since this morning I cannot log in to your shop any more, it only says"
    " that something went wrong. My order {} is urgent, when will it work again?"
)
OTHERS = (
    "I would like to know whether the blue tent is also made in green.",
    "Thank you very much for the quick repair of my boots, they are like new.",
    "Is it possible to send the parcel to a neighbour, we are on holiday then?",
    "The instructions of the stove are missing in the box, please send them.",
)


class StormCase(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write(
            {
                "social_storm_watch": True,
                "social_storm_messages": 10,
                "social_storm_authors": 4,
                "social_storm_minutes": 30,
            }
        )
        cls.env["social.rule"].search([]).active = False

    def mails(self, count, first=0, authors=None, text=TEXT):
        return [
            compose(
                TO,
                text.format(10_000 + number) + "!" * (number % 3),
                Subject="Login",
                From=f"Ana <ana{number % (authors or 10_000)}@b.example>",
            )
            for number in range(first, first + count)
        ]

    def storms(self):
        return self.env["social.storm"].search([])


@tagged("post_install", "-at_install")
class TestStormArrivals(StormCase):
    def test_three_hundred_similar_mails_in_batches_are_one_storm(self):
        similar = self.env["social.twist"]
        for first in range(0, 300, 60):
            mails = self.mails(60, first)
            mails += [compose(TO, text, Subject=text[:9]) for text in OTHERS]
            similar |= self.arrive(*mails).filtered(lambda one: one.name == "Login")
        [storm] = self.storms()
        self.assertEqual(len(similar), 300)
        self.assertEqual(storm.twist_ids, similar)
        self.assertEqual((storm.twist_count, storm.author_count), (300, 300))
        self.assertEqual(storm.name, "Login")
        self.assertIn("cannot log in", storm.sample)
        unlike = self.env["social.twist"].search([("storm_id", "=", False)])
        self.assertEqual(len(unlike & self.arrived(OTHERS)), 20)

    def arrived(self, texts):
        names = [text[:9] for text in texts]
        return self.env["social.twist"].search([("name", "in", names)])

    def test_few_messages_or_few_authors_are_none(self):
        self.arrive(*self.mails(9))
        self.arrive(*self.mails(30, authors=3, text=OTHERS[0] + " {}"))
        self.assertFalse(self.storms())
        self.arrive(*self.mails(1, first=9))
        self.assertEqual(self.storms().twist_count, 10)

    def test_slow_ones_are_none(self):
        self.arrive(*self.mails(9))
        traces = self.env["social.storm.trace"].search([])
        traces.date = fields.Datetime.now() - timedelta(minutes=31)
        self.env.flush_all()
        self.arrive(*self.mails(9, first=9))
        self.assertFalse(self.storms())

    def test_each_campaign_by_itself(self):
        self.arrive(*self.mails(6), channel=self.sale_channel)
        self.arrive(*self.mails(6, first=6), channel=self.recall_channel)
        self.assertFalse(self.storms())
        self.sale.write(
            {
                "storm_mode": "own",
                "social_storm_messages": 8,
                "social_storm_authors": 2,
            }
        )
        self.recall.storm_mode = "off"
        self.arrive(*self.mails(6, first=20), channel=self.sale_channel)
        self.arrive(*self.mails(9, first=30), channel=self.recall_channel)
        self.assertEqual(self.storms().campaign_id, self.sale)
        self.assertEqual(self.storms().twist_count, 12)

    def test_not_watched_nothing_is_asked(self):
        self.env.company.social_storm_watch = False
        self.arrive(*self.mails(12))
        self.assertFalse(self.storms())
        self.assertFalse(self.env["social.storm.trace"].search_count([]))
        self.assertTrue(self.channel.company_id)
        with self.assertQueryCount(0):
            self.env["social.twist"]._rules_on_arrival(self.channel, [])

    def test_a_batch_costs_the_same_however_large(self):
        counts = []
        for size in (5, 20, 60):
            mails = self.mails(size, first=size * 10)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.arrive(*mails)
            counts.append(self.env.cr.sql_log_count - before)
        self.arrive(*self.mails(5, first=900))
        for size in (5, 40):
            mails = self.mails(size, first=1000 + size)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.arrive(*mails)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[-2], counts[-1])

    def test_over_after_some_quiet_hours_and_then_another(self):
        self.arrive(*self.mails(10))
        storm = self.storms()
        storm._cron_end()
        self.assertEqual(storm.state, "open")
        old = fields.Datetime.now() - timedelta(hours=7)
        self.env.cr.execute("UPDATE social_twist SET create_date = %s", [old])
        self.env.invalidate_all()
        storm._cron_end()
        self.assertEqual(storm.state, "over")
        self.arrive(*self.mails(9, first=100))
        self.assertEqual(self.storms(), storm)
        self.arrive(*self.mails(1, first=200))
        self.assertEqual(len(self.storms()), 2)

    def test_traces_go_but_not_those_of_a_storm(self):
        self.arrive(*self.mails(10), compose(TO, OTHERS[0]))
        traces = self.env["social.storm.trace"].search([])
        traces.date = fields.Datetime.now() - timedelta(hours=25)
        traces._gc_old()
        self.assertEqual(len(traces.exists()), 10)

    def test_limits_make_sense(self):
        campaign = self.sale.with_user(self.administrator)
        with Form(campaign) as form:
            form.storm_mode = "own"
            form.social_storm_messages = 5
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            campaign.social_storm_messages = 1
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestStormWork(StormCase):
    def setUp(self):
        super().setUp()
        self.twists = self.arrive(*self.mails(12, authors=6), channel=self.sale_channel)
        self.storm = self.storms()
        self.assertEqual(self.storm.twist_ids, self.twists)

    def test_in_the_inbox(self):
        for user, count, may in (
            (self.agent, 1, False),
            (self.lead, 1, True),
            (self.supervisor, 1, True),
            (self.stranger, 0, False),
        ):
            model = self.env["social.twist"].with_user(user)
            banners = model.screen_list(QUERY)["storms"]
            self.assertEqual(len(banners), count, user.login)
            if banners:
                self.assertIn("12 similar messages", banners[0]["text"])
                self.assertEqual(banners[0]["can_act"], may, user.login)
        query = {**QUERY, "storm_id": self.storm.id}
        listed = self.env["social.twist"].with_user(self.agent).screen_list(query)
        self.assertEqual({row["id"] for row in listed["rows"]}, set(self.twists.ids))

    def test_agents_decide_nothing(self):
        storm = self.storm.with_user(self.agent)
        for call in (storm.action_end, storm.action_answer, storm.action_one_ticket):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            self.env["social.storm.answer"].with_user(self.agent).create(
                {"storm_id": self.storm.id}
            )
        with self.assertRaises(AccessError):
            self.storm.with_user(self.stranger).action_view_twists()
            self.storm.with_user(self.stranger).name  # noqa: B018

    def test_one_ticket_also_for_what_comes_later(self):
        storm = self.storm.with_user(self.supervisor)
        storm.action_one_ticket()
        ticket = self.storm.ticket_id
        self.assertEqual(ticket.name, "Login")
        self.assertEqual(self.twists.ticket_id, ticket)
        self.assertEqual(set(self.twists.mapped("phase")), {"process"})
        with self.assertRaisesRegex(UserError, "have a ticket"):
            storm.action_one_ticket()
        later = self.arrive(*self.mails(2, first=50), channel=self.sale_channel)
        self.assertEqual(later.storm_id, self.storm)
        storm.action_one_ticket()
        self.assertEqual(later.ticket_id, ticket)
        self.assertEqual(self.storm.ticket_id, ticket)

    def wizard(self, user, **values):
        action = self.storm.with_user(user).action_answer()
        wizard = self.env["social.storm.answer"].with_user(user)
        wizard = wizard.browse(action["res_id"])
        with Form(wizard) as form:
            for name, value in values.items():
                form[name] = value
        return wizard

    def test_one_answer_for_each_author(self):
        wizard = self.wizard(self.supervisor, body="<p>Hello {name}, soon.</p>")
        self.assertEqual((wizard.author_count, wizard.unknown_count), (6, 6))
        told = wizard.action_send()["params"]
        self.assertEqual(told["done"], 0)
        self.assertEqual(told["skipped"], [["no person is assigned", 6]])
        wizard.lawful_basis = "contract"
        self.assertEqual(wizard.action_send()["params"]["done"], 6)
        answers = self.env["social.message"].search(
            [("twist_id", "in", self.twists.ids), ("direction", "=", "outbound")]
        )
        self.assertEqual(len(answers.twist_id.profile_id), 6)
        self.assertEqual(len(answers), 6)
        self.assertTrue(all(answers.sudo().mapped("is_spaced")))
        self.assertEqual(len(set(answers.sudo().mapped("not_before"))), 6)
        self.assertIn("Hello Ana, soon.", answers[0].text)
        with self.assertRaisesRegex(UserError, "have an answer"):
            self.wizard(self.supervisor, body="<p>Again</p>").action_send()
        later = self.mails(1, first=77)
        self.arrive(*later, channel=self.sale_channel)
        again = self.wizard(self.lead, body="<p>Soon</p>", lawful_basis="contract")
        self.assertEqual(again.author_count, 1)

    def test_nothing_is_sent_without_a_text(self):
        with self.assertRaisesRegex(UserError, "Write an answer"):
            self.wizard(self.supervisor).action_send()

    def test_ended(self):
        self.storm.with_user(self.lead).action_end()
        self.assertEqual(self.storm.state, "over")
        model = self.env["social.twist"].with_user(self.supervisor)
        self.assertFalse(model.screen_list(QUERY)["storms"])

    def test_rules_may_ask_for_storms(self):
        tag = self.env["social.tag"].create({"name": "Storm"})
        self.env["social.rule"].create(
            {
                "name": "Storm",
                "domain": "[('storm_id', '!=', False)]",
                "tag_ids": tag.ids,
            }
        )
        later = self.arrive(*self.mails(1, first=50), channel=self.sale_channel)
        self.assertEqual(later.tag_ids, tag)
