"""Five campaigns, and an outsourcer who works on two of them: its agent and its
supervisor, each in a browser (spec B)."""

from email import message_from_bytes, policy

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import ArrivalCase, compose, mails_of
from .test_screen_tour import SCREEN, ScreenCase

AGENT = "social_inbox.group_social_inbox_agent"


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestCampaignTour(ScreenCase, ArrivalCase):
    """X-Force works on Sale and Returns, Yes Men on Sale and Recall; Sale has a real
    mailbox."""

    browser_size = "1600x900"

    def setUp(self):
        super().setUp()
        for model in ("social.campaign", "social.outcome", "social.script"):
            self.env[model].search([]).active = False
        self.new_users()
        own, x, y = self.agent, self.x1 | self.x2 | self.trainee, self.y1
        self.sale = self.new_campaign("Sale", own | x | y, self.channel)
        self.returns = self.new_campaign("Returns", own | x)
        self.recall = self.new_campaign("Recall", own | y)
        self.spring = self.new_campaign("Spring", own)
        self.loans = self.new_campaign("Loans", own)
        self.new_script()
        self.new_twists()

    def new_users(self):
        for name in ("x1", "x2", "trainee", "xlead", "y1"):
            user = new_test_user(self.env, f"{name}_", groups=AGENT, name=name.title())
            setattr(self, name, user)
        self.x1.social_after_finish = "take"
        self.trainee.social_is_trainee = True
        xs = self.x1 | self.x2 | self.trainee | self.xlead
        for name, users, leads in (
            ("X-Force", xs, self.xlead),
            ("Yes Men", self.y1, self.env["res.users"]),
        ):
            self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "social_is_outsourcer": True,
                    "social_agent_ids": [Command.set(users.ids)],
                    "social_supervisor_ids": [Command.set(leads.ids)],
                }
            )

    def new_campaign(self, name, users, channel=None):
        campaign = self.env["social.campaign"].create(
            {
                "name": name,
                "user_ids": [Command.set(users.ids)],
                "property_definition": [
                    {"name": "order", "string": "Order Number", "type": "char"}
                ],
            }
        )
        channel = channel or self.new_offline_channel(name)
        channel.campaign_id = campaign
        return campaign

    def new_script(self):
        """Two questions, the second one ends in an answer and Closed; a scorecard."""
        sorry = self.env["social.outcome"].create(
            {
                "name": "Sorry",
                "text": "Hello {{ person.name }}, sorry. {{ comment }}",
                "phase": "closed",
            }
        )
        script = self.env["social.script"].create(
            {"name": "Broken", "campaign_ids": [Command.set(self.sale.ids)]}
        )
        questions = (("Which order is it?", "Order Number"), ("Is it broken?", False))
        first, second = (
            self.env["social.script.step"].create(
                {"script_id": script.id, "title": title, "field_label": label}
            )
            for title, label in questions
        )
        for step, label, values in (
            (first, "It is known", {"next_step_id": second.id}),
            (second, "Yes", {"outcome_id": sorry.id}),
        ):
            values = {"step_id": step.id, "label": label, **values}
            self.env["social.script.choice"].create(values)
        lines = [{"name": "Right?", "weight": 4}, {"name": "Kind?", "scale": "five"}]
        self.sale.scorecard_id = self.env["social.scorecard"].create(
            {"name": "Mails", "question_ids": [Command.create(one) for one in lines]}
        )

    def new_twists(self):
        names = ("A leaking tent", "A blue tent", "A tent of theirs")
        found = self.receive(*(self.mail(name) for name in names))
        self.tent, self.blue, self.theirs = (
            found.filtered(lambda one, name=name: one.name == name) for name in names
        )
        person = self.env["res.partner"].create({"name": "Ana"})
        found.profile_id._assign_person(person, "contract")
        self.tent.priority = "1"
        for twist, user, text in (
            (self.blue, self.trainee, "A trainee's words."),
            (self.theirs, self.y1, "Words of theirs."),
        ):
            twist.user_id = user
            self.put(twist, "understand")
            twist.with_user(user).respond_text(text, subject=f"Re: {twist.name}")
        self.boots, self.stove, self.flower, self.borrowed = (
            self.arrive(
                compose("support@shop.example", Subject=name),
                channel=campaign.channel_ids,
            )
            for name, campaign in (
                ("Wrong boots", self.returns),
                ("A hot stove", self.recall),
                ("A spring flower", self.spring),
                ("A borrowed tent", self.loans),
            )
        )

    def as_user(self, user, name, path=SCREEN):
        self.start_tour(path, name, login=user.login, timeout=120)
        self.env.invalidate_all()

    def answer_of(self, twist):
        return twist.message_ids_social.filtered(lambda one: one.direction != "inbound")

    def test_an_outsourcers_agent_and_supervisor(self):
        self.as_user(self.x1, "social_inbox_campaign_agent")
        self.check_agent()
        self.as_user(self.xlead, "social_inbox_campaign_lead")
        self.check_lead()
        self.as_user(self.xlead, "social_inbox_campaign_score", "/odoo/social-messages")
        self.check_score()

    def check_agent(self):
        self.assertEqual((self.tent.phase, self.tent.user_id), ("closed", self.x1))
        self.assertEqual(self.tent.campaign_properties["order"], "S-12")
        self.assertEqual((self.boots.phase, self.boots.user_id), ("listen", self.x1))
        others = self.stove | self.flower | self.borrowed
        self.assertFalse(others.user_id)
        self.work()
        raws = mails_of(self.customer)
        mails = [message_from_bytes(raw, policy=policy.default) for raw in raws]
        texts = {
            mail["Subject"]: mail.get_body(("plain",)).get_content() for mail in mails
        }
        self.assertEqual(
            set(texts), {"Re: A leaking tent", "Re: A tent of theirs"}
        )  # what waits for approval is not sent
        text = texts["Re: A leaking tent"]
        self.assertIn("Hello Ana, sorry. A new pole comes.", text)

    def check_lead(self):
        answer = self.answer_of(self.blue)
        approval = answer.approval_id
        self.assertEqual(
            (approval.state, approval.approver_id), ("approved", self.xlead)
        )
        self.assertEqual(self.boots.user_id, self.x2)
        self.work()
        self.assertEqual(answer.state, "sent")
        self.assertEqual(len(mails_of(self.customer)), 3)

    def check_score(self):
        [score] = self.env["social.score"].search([])
        self.assertEqual(score.message_id, self.answer_of(self.tent))
        self.assertEqual((score.user_id, score.scorer_id), (self.x1, self.xlead))
        self.assertEqual((score.state, score.result), ("done", 90))
        self.assertTrue(score.with_user(self.x1).has_access("read"))
        for user in (self.x2, self.y1):
            self.assertFalse(score.with_user(user).has_access("read"))
