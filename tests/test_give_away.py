"""What agents hold who cannot go on with it goes to others."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_distribution import DistributionCase


@tagged("post_install", "-at_install")
class TestGiveAway(DistributionCase):
    def held(self, user, count=2):
        twists = self.wait(count)
        twists.user_id = user
        self.env.flush_all()
        return twists

    def wizard(self, user, **values):
        wizard = self.env["social.give.away"].with_user(user)
        values.setdefault("user_ids", self.agent)
        for name in ("user_ids", "campaign_ids"):
            if name in values:
                values[name] = [Command.set(values[name].ids)]
        return wizard.create({"reason": "on holiday", **values})

    def log_of(self, twist):
        events = twist.conversation()["events"]
        return " ".join(event["text"] for event in events)

    def test_to_nobody(self):
        twists, closed = self.held(self.agent), self.held(self.agent, 1)
        closed.action_close()
        wizard = self.wizard(self.supervisor, target="nobody")
        self.assertEqual(wizard.twist_count, 2)
        result = wizard.action_give_away()
        self.assertIn("2 given away", result["params"]["message"])
        self.assertFalse(twists.user_id)
        self.assertEqual(closed.user_id, self.agent)
        self.assertIn("Taken from", self.log_of(twists[0]))
        self.assertIn("on holiday", self.log_of(twists[0]))

    def test_to_a_colleague(self):
        twists = self.held(self.agent)
        values = {"target": "colleague", "colleague_id": self.colleague.id}
        self.wizard(self.lead, **values).action_give_away()
        self.assertEqual(twists.user_id, self.colleague)
        self.assertIn("to social_colleague", self.log_of(twists[1]))

    def test_to_the_distribution_but_not_back(self):
        self.sale.write({"distribution": "least_busy", "agent_limit": 5})
        twists = self.held(self.agent, 4)
        self.held(self.colleague, 2)
        result = self.wizard(self.supervisor).action_give_away()
        self.assertEqual(self.loads(self.agent, self.colleague), [0, 5])
        self.assertIn("nobody has it yet", result["params"]["message"])
        self.assertEqual(len(twists.filtered("user_id")), 3)

    def test_of_chosen_campaigns_only(self):
        twists, others = self.held(self.agent), self.open
        others.user_id = self.agent
        values = {"target": "nobody", "campaign_ids": self.sale}
        self.wizard(self.supervisor, **values).action_give_away()
        self.assertFalse(twists.user_id)
        self.assertEqual(others.user_id, self.agent)
        with self.assertRaisesRegex(UserError, "no open twists"):
            self.wizard(self.supervisor, **values).action_give_away()

    def test_whoever_decides_for_others(self):
        twists = self.held(self.agent)
        self.open.user_id = self.agent
        for user in (self.colleague, self.stranger):
            wizard = self.wizard(user, target="nobody")
            self.assertFalse(wizard.twist_count)
            with self.assertRaisesRegex(UserError, "no open twists"):
                wizard.action_give_away()
            with self.assertRaises(AccessError):
                self.wizard(user, campaign_ids=self.sale).action_give_away()
        with self.assertRaises(AccessError):
            self.wizard(self.lead, campaign_ids=self.recall).action_give_away()
        self.assertEqual(twists.user_id, self.agent)
        self.wizard(self.lead, target="nobody").action_give_away()
        self.assertFalse(twists.user_id)
        self.assertEqual(self.open.user_id, self.agent, "of no campaign")

    def test_a_colleague_who_may_not_have_them(self):
        self.held(self.agent)
        for colleague, text in (
            (self.stranger, "does not belong"),
            (self.agent, "not among them"),
            (self.env["res.users"], "Choose the colleague"),
            (self.env.ref("base.public_user"), "no right"),
        ):
            values = {"target": "colleague", "colleague_id": colleague.id}
            with self.assertRaisesRegex(UserError, text):
                self.wizard(self.supervisor, **values).action_give_away()

    def test_dialogs_of_others_are_not_seen(self):
        wizard = self.wizard(self.supervisor)
        with self.assertRaises(AccessError):
            wizard.with_user(self.agent).action_give_away()

    def test_from_the_list_of_agents(self):
        self.held(self.agent)
        agents = self.env["social.agent"].with_user(self.supervisor)
        action = agents.browse(self.agent.id).action_give_away()
        wizard = self.env["social.give.away"].with_user(self.supervisor)
        with Form(wizard.with_context(**action["context"])) as form:
            form.target = "nobody"
            self.assertEqual(form.twist_count, 2)
        self.assertEqual(form.record.user_ids, self.agent)
        domain = agents.browse(self.agent.id).action_view_twists()["domain"]
        self.assertEqual(self.env["social.twist"].search_count(domain), 2)

    def test_by_itself_after_the_campaigns_hours(self):
        self.sale.write({"distribution": "least_busy", "give_away_hours": 4})
        twists = self.held(self.agent)
        self.set_out(self.agent, since=3)
        self.distribute()
        self.assertEqual(twists.user_id, self.agent)
        self.set_out(self.agent, since=5)
        self.distribute()
        self.assertEqual(twists.user_id, self.colleague)
        self.assertIn("out of office", self.log_of(twists[0]))

    def test_never_by_itself_unless_the_campaign_says_so(self):
        self.sale.distribution = "least_busy"
        twists = self.held(self.agent)
        self.set_out(self.agent, since=999)
        self.distribute()
        self.assertEqual(twists.user_id, self.agent)

    def test_whoever_is_back_keeps_them(self):
        self.sale.give_away_hours = 4
        twists = self.held(self.agent)
        self.set_out(self.agent, since=5)
        self.agent.out_of_office_to = fields.Datetime.now() - timedelta(hours=1)
        self.env.flush_all()
        self.distribute()
        self.assertEqual(twists.user_id, self.agent)

    def test_who_leaves_the_campaign_makes_room(self):
        self.sale.distribution = "least_busy"
        twists = self.held(self.agent)
        self.env["ir.cron.trigger"].search([]).unlink()
        self.sale.user_ids -= self.agent
        self.assertTrue(self.triggered())
        self.distribute()
        self.assertEqual(twists.user_id, self.colleague)
