"""Training of a campaign: who sees, reads and needs it (spec B17)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .test_campaign import CampaignCase

PAGE = "https://training.example/answers"


class TrainingCase(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create({"name": "Ana"})
        for twist in cls.twists:
            cls.put(twist, "engage")
            twist.profile_id._assign_person(cls.person, "contract")
        cls.twist = cls.sold.with_user(cls.agent)

    @classmethod
    def new_training(cls, name="Answers", **values):
        training = cls.env["social.training"].with_user(cls.administrator)
        created = training.create(
            {
                "name": name,
                "url": PAGE,
                "campaign_ids": [Command.set(cls.sale.ids)],
                **values,
            }
        )
        return created.sudo(False)

    def shown(self, twist=None, user=None):
        twist = (twist or self.sold).with_user(user or self.agent)
        return twist._screen_details()["twist"]["training"]


@tagged("post_install", "-at_install")
class TestTraining(TrainingCase):
    def test_beside_the_conversations_of_its_campaign(self):
        training = self.new_training(is_required=True)
        [one] = self.shown()
        self.assertEqual(
            one,
            {
                "id": training.id,
                "name": "Answers",
                "url": PAGE,
                "is_required": True,
                "read": "",
            },
        )
        self.assertEqual(self.shown(self.open), [])
        self.assertEqual(self.shown(self.recalled, self.stranger), [])
        training.active = False
        self.assertEqual(self.shown(), [])

    def test_a_file(self):
        training = self.new_training(
            url=False, file=b"JVBERi0=", file_name="how to.pdf"
        )
        [one] = self.shown()
        path = f"/web/content/social.training/{training.id}/file/how%20to.pdf"
        self.assertEqual(one["url"], path)

    def test_what_it_needs(self):
        for url in (
            False,
            "http://x.example",
            "javascript:alert(1)",
            "https://",
            "https://[",
        ):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.new_training(url=url)

    def test_read_once_by_each(self):
        training = self.new_training()
        mine = training.with_user(self.agent)
        mine.action_read()
        mine.action_read()
        self.assertEqual(training.read_ids.user_id, self.agent)
        self.assertTrue(self.shown()[0]["read"])
        self.assertFalse(self.shown(user=self.colleague)[0]["read"])
        missing = training.with_user(self.supervisor).missing_user_ids
        self.assertEqual(missing, self.colleague | self.lead)

    def test_nothing_answers_before_it_was_read(self):
        self.new_training("First", is_required=True)
        self.new_training("Optional")
        second = self.new_training("Second", is_required=True)
        second.with_user(self.agent).action_read()
        told = "Read “First” first"
        composer = self.twist._screen_composer()
        self.assertFalse(composer["can_reply"])
        self.assertIn(told, composer["why_not"])
        self.assertEqual(composer["do"], "")
        for call in (
            lambda: self.twist.respond("<p>Yes</p>"),
            lambda: self.twist.respond_text("Yes"),
        ):
            with self.assertRaisesRegex(UserError, told):
                call()
        unread = self.env["social.training"].search([("name", "=", "First")])
        unread.with_user(self.agent).action_read()
        self.assertTrue(self.twist._screen_composer()["can_reply"])
        self.assertTrue(self.twist.respond_text("Yes"))

    def test_supervisors_read_it_too_administrators_need_not(self):
        self.new_training(is_required=True)
        for user in (self.lead, self.supervisor):
            composer = self.sold.with_user(user)._screen_composer()
            self.assertIn("Read “Answers” first", composer["why_not"])
        composer = self.sold.with_user(self.administrator)._screen_composer()
        self.assertTrue(composer["can_reply"])
        composer = self.open.with_user(self.agent)._screen_composer()
        self.assertTrue(composer["can_reply"], "of no campaign")

    def test_a_removed_reading_has_to_be_done_again(self):
        training = self.new_training(is_required=True)
        training.with_user(self.agent).action_read()
        self.assertTrue(self.twist._screen_composer()["can_reply"])
        training.read_ids.with_user(self.administrator).unlink()
        self.assertFalse(self.twist._screen_composer()["can_reply"])

    def test_chosen_in_the_campaign(self):
        training = self.new_training(campaign_ids=False)
        self.assertEqual(self.shown(), [])
        with Form(self.sale.with_user(self.administrator)) as form:
            form.training_ids.add(training)
        self.assertEqual(self.shown()[0]["id"], training.id)
        with Form(self.sale.with_user(self.administrator)) as form:
            form.training_ids.clear()
        self.assertEqual(self.shown(), [])

    def test_without_any_it_costs_no_query(self):
        self.twist._screen_composer()
        self.env.invalidate_all()
        self.sale.sudo().with_user(self.agent).name  # noqa: B018 -- reads the campaign
        with self.assertQueryCount(0):
            self.env["social.training"]._of_campaigns()

    def test_asked_once_for_any_number_of_answers(self):
        self.new_training(is_required=True)
        more = self.twist_in("listen", channel=self.sale_channel)
        self.env.invalidate_all()
        twists = (self.sold | more).with_user(self.agent)
        parents = twists._last_inbounds()
        first, second = twists.sorted("id")
        self.assertTrue(first._why_not_answer(parents[0])[0])
        second.campaign_id.sudo().answer_refusal  # noqa: B018
        with self.assertQueryCount(0):
            self.assertTrue(second.campaign_id.sudo().answer_refusal)

    def test_who_sees_who_has_read_it(self):
        training = self.new_training()
        for user in (self.agent, self.colleague):
            training.with_user(user).action_read()
        readings = training.read_ids

        def seen(user):
            model = self.env["social.training.read"].with_user(user)
            return model.search([("id", "in", readings.ids)])

        self.assertEqual(seen(self.agent).user_id, self.agent)
        self.assertFalse(seen(self.stranger))
        for user in (self.lead, self.supervisor, self.administrator):
            self.assertEqual(seen(user), readings)

    def test_strangers_and_their_hands(self):
        training = self.new_training()
        with self.assertRaises(AccessError):
            training.with_user(self.stranger).action_read()
        with self.assertRaises(AccessError):
            training.with_user(self.agent).write({"name": "x"})
        with self.assertRaises(AccessError):
            self.env["social.training.read"].with_user(self.agent).create(
                {"training_id": training.id, "user_id": self.agent.id}
            )
