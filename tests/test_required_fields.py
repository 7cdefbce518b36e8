"""Extra fields that are filled in before a twist leaves a phase (spec B3)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .test_campaign import FIELDS, CampaignCase

SENTENCE = "Fill in Order Number and Wish first: .* leaves Understand"


@tagged("post_install", "-at_install")
class TestRequiredFields(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale.property_definition = FIELDS
        cls.require("Order Number")
        cls.require("wish ")
        cls.twist = cls.twist_of_sale()

    @classmethod
    def require(cls, label, phase="understand"):
        requirements = cls.env["social.campaign.requirement"]
        return requirements.with_user(cls.administrator).create(
            {"campaign_id": cls.sale.id, "phase": phase, "label": label}
        )

    @classmethod
    def twist_of_sale(cls, phase="understand"):
        twist = cls.twist_in(phase, channel=cls.sale_channel)
        return twist.with_user(cls.agent)

    def test_moves_by_hand_are_refused_with_the_fields(self):
        twist = self.twist
        for move in (
            twist.action_next_phase,
            twist.action_close,
            lambda: twist.write({"phase": "engage"}),
            lambda: twist.write({"phase": "closed"}),
        ):
            with self.assertRaisesRegex(UserError, SENTENCE):
                move()
        [pane] = twist.screen_read()["panes"]
        self.assertRegex(pane["actions"]["next"]["why_not"], SENTENCE)
        twist.campaign_properties = {"order_number": "S-1", "wish": "refund"}
        twist.action_next_phase()
        self.assertEqual(twist.phase, "engage")

    def test_only_what_is_missing_is_named(self):
        self.twist.campaign_properties = {"order_number": "S-1"}
        with self.assertRaisesRegex(UserError, "Fill in Wish first"):
            self.twist.action_next_phase()

    def test_a_number_that_is_zero_is_filled_in(self):
        self.require("Amount", "engage")
        twist = self.twist_of_sale("engage")
        with self.assertRaisesRegex(UserError, "Fill in Amount"):
            twist.action_close()
        twist.campaign_properties = {"amount": 0.0}
        twist.action_close()
        self.assertEqual(twist.phase, "closed")

    def test_other_phases_campaigns_and_the_way_back_are_free(self):
        self.twist.action_previous_phase()
        self.assertEqual(self.twist.phase, "listen")
        self.twist.action_next_phase()
        other = self.twist_in("understand").with_user(self.agent)
        other.action_next_phase()
        self.assertEqual(other.phase, "engage")

    def test_the_system_moves_freely(self):
        self.require("Amount", "engage")
        twist = self.twist_of_sale("engage")
        twist.create_ticket()
        self.assertEqual(twist.phase, "process")

    def test_an_outcome_is_refused(self):
        outcomes = self.env["social.outcome"]
        outcome = outcomes.create({"name": "Done", "phase": "closed"})
        with self.assertRaisesRegex(UserError, SENTENCE):
            self.twist.apply_outcome(outcome.id)
        [offered] = [one for one in self.twist.outcomes() if one["id"] == outcome.id]
        self.assertRegex(offered["why_not"], SENTENCE)

    def test_many_cost_the_same_however_many(self):
        few = self.env["social.twist"].union(*(self.twist_of_sale() for _n in "ab"))
        many = self.env["social.twist"].union(
            *(self.twist_of_sale() for _n in range(20))
        )
        counts = []
        for twists in (few, few, many):  # the first one fills the caches
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            result = twists.with_user(self.agent).action_next_phase()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertIn(f"{len(twists)} skipped", result["params"]["message"])
        self.assertEqual(counts[1], counts[2])

    def test_in_the_form_of_the_campaign(self):
        campaign = self.sale.with_user(self.administrator)
        with Form(campaign) as form, form.requirement_ids.new() as line:
            line.phase = "engage"
            line.label = "Amount"
        self.assertIn("Amount", campaign.requirement_ids.mapped("label"))
        with self.assertRaisesRegex(ValidationError, "no extra field “Sise”.*Amount"):
            self.require("Sise")

    def test_a_field_that_was_removed_is_not_asked_for(self):
        self.sale.property_definition = FIELDS[:1]
        self.twist.campaign_properties = {"order_number": "S-1"}
        self.twist.action_next_phase()

    def test_who_writes_them(self):
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                self.sale.with_user(user).write({"requirement_ids": [Command.clear()]})
        theirs = self.env["social.campaign.requirement"].with_user(self.stranger)
        self.assertFalse(theirs.search([("campaign_id", "=", self.sale.id)]))
