"""Scripts and outcomes in a real browser, to a mail that arrives (B11, B19)."""

from email import message_from_bytes, policy

from odoo import Command
from odoo.tests import tagged

from .common import mails_of
from .test_screen_tour import SCREEN, ScreenCase


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestOutcomeTour(ScreenCase):
    browser_size = "1600x900"

    def setUp(self):
        super().setUp()
        self.env["social.script"].search([]).active = False
        self.env["social.outcome"].search([]).active = False
        self.campaign = self.env["social.campaign"].create(
            {
                "name": "Sale",
                "user_ids": [Command.set(self.agent.ids)],
                "property_definition": [
                    {"name": "order", "string": "Order Number", "type": "char"}
                ],
            }
        )
        self.channel.campaign_id = self.campaign
        self.sorry = self.env["social.outcome"].create(
            {
                "name": "Sorry",
                "shortcut": "sorry",
                "text": "Hello {{ person.name }}, sorry. {{ comment }}",
                "phase": "closed",
            }
        )
        [self.twist] = self.receive(self.mail("A leaking tent"))
        person = self.env["res.partner"].create({"name": "Ana"})
        self.twist.profile_id._assign_person(person, "contract")

    def new_script(self):
        script = self.env["social.script"].create(
            {"name": "Return", "campaign_ids": [Command.set(self.campaign.ids)]}
        )
        steps = self.env["social.script.step"]
        first = steps.create(
            {
                "script_id": script.id,
                "title": "Which order is it?",
                "field_label": "Order Number",
            }
        )
        second = steps.create({"script_id": script.id, "title": "Is it broken?"})
        for step, label, values in (
            (first, "It is known", {"next_step_id": second.id}),
            (second, "Yes", {"outcome_id": self.sorry.id}),
        ):
            values = {"step_id": step.id, "label": label, **values}
            self.env["social.script.choice"].create(values)

    def test_a_script_to_its_outcome(self):
        self.new_script()
        self.tour("social_inbox_outcome")
        self.assertEqual(self.twist.phase, "closed")
        self.assertEqual(self.twist.campaign_properties["order"], "S-12")
        self.work()
        [raw] = mails_of(self.customer)
        mail = message_from_bytes(raw, policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("Hello Ana, we are sorry. A new pole comes.", text)

    def test_by_key_and_by_shortcut(self):
        self.parameters.set_param("social_inbox.undo_seconds", "60")
        self.env["social.outcome"].create({"name": "Idle", "phase": "engage"})
        self.twist.with_user(self.agent).action_next_phase()
        self.env["social.campaign.requirement"].create(
            {"campaign_id": self.campaign.id, "label": "Order Number"}
        )
        self.sorry.phase = False
        self.sorry.tag_ids = self.env["social.tag"].create({"name": "Complaint"})
        self.tour("social_inbox_outcome_menu", f"{SCREEN}/{self.twist.id}")
        [answer] = self.messages().filtered(lambda one: one.direction == "outbound")
        self.assertEqual(answer.state, "cancelled")
        self.assertFalse(self.twist.tag_ids)

    def test_what_the_guard_warns_of(self):
        """By the menu, and by the shortcut where one thinks better of it."""
        self.campaign.guard_scope = "all"
        self.sorry.phase = False
        self.twist.with_user(self.agent).action_next_phase()
        self.tour("social_inbox_outcome_guard")
        answers = self.messages().filtered(lambda one: one.direction == "outbound")
        texts = sorted(answers.mapped("text"))
        phone = "Hello Ana, sorry. Call +49 30 901820."
        self.assertEqual(texts, [phone, "Hello Ana, we call you."])
