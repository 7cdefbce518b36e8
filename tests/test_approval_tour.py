"""A trainee and a supervisor at work on the same answers, each in a browser."""

from email import message_from_bytes, policy

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .common import mails_of
from .test_screen_tour import SCREEN, ScreenCase

AGENT = "social_inbox.group_social_inbox_agent"


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestApprovalTour(ScreenCase):
    def setUp(self):
        super().setUp()
        self.trainee = new_test_user(
            self.env, "social_trainee", groups=AGENT, social_is_trainee=True
        )
        self.lead = new_test_user(self.env, "social_lead", groups=AGENT)
        self.channel.campaign_id = self.env["social.campaign"].create(
            {
                "name": "Sale",
                "user_ids": [Command.set((self.trainee | self.lead).ids)],
                "supervisor_ids": [Command.set(self.lead.ids)],
            }
        )
        self.parameters.set_param("social_inbox.undo_seconds", "60")
        twists = self.receive(self.mail("Another tent"), self.mail("A leaking tent"))
        person = self.env["res.partner"].create({"name": "Ana"})
        twists.profile_id._assign_person(person, "contract")
        twists.with_user(self.trainee).action_next_phase()

    def as_user(self, user, name):
        self.start_tour(SCREEN, name, login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_approved_with_an_edit_and_rejected_with_a_note(self):
        self.as_user(self.trainee, "social_inbox_approval_trainee")
        self.as_user(self.lead, "social_inbox_approval_lead")
        answers = self.messages().filtered(lambda one: one.state == "queued")
        self.assertEqual(answers.approval_id.state, "edited")
        self.assertEqual(answers.approval_id.original_text, "We will see.")
        self.as_user(self.trainee, "social_inbox_approval_again")
        answers.sudo().not_before = fields.Datetime.now()
        self.work()
        [raw] = mails_of(self.customer)
        mail = message_from_bytes(raw, policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("A new pole comes.", text)
        self.assertNotIn("We will see.", text)
        states = self.messages().approval_id.mapped("state")
        self.assertCountEqual(states, ["edited", "rejected", "waiting"])
