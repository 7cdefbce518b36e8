"""A certification of Surveys before answering, with and without that app (B17)."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .test_training import TrainingCase


@tagged("post_install", "-at_install")
class TestCertificationWithoutSurveys(TrainingCase):
    def setUp(self):
        super().setUp()
        if "survey.survey" in self.env:
            self.skipTest("Surveys is installed")

    def test_nothing_is_asked_for(self):
        self.sale.certification = "7"
        self.assertTrue(self.twist._screen_composer()["can_reply"])
        note = self.sale.with_user(self.administrator).certification_note
        self.assertIn("Surveys is not installed", note)
        with self.assertRaisesRegex(UserError, "asks for no certification"):
            self.twist.action_certify()


@tagged("post_install", "-at_install")
class TestCertification(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "survey.survey" not in cls.env:
            cls.skipTest(cls, "Surveys is not installed")
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Good answers",
                "access_mode": "token",
                "scoring_type": "scoring_without_answers",
                "certification": True,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Who is right?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create(
                                    {
                                        "value": "The customer",
                                        "is_correct": True,
                                        "answer_score": 10,
                                    }
                                ),
                                Command.create({"value": "Nobody"}),
                            ],
                        }
                    )
                ],
            }
        )
        cls.sale.certification = str(cls.survey.id)

    def refusal(self, user=None):
        self.env.invalidate_all()
        composer = self.sold.with_user(user or self.agent)._screen_composer()
        self.assertEqual(composer["can_reply"], not composer["why_not"])
        return composer["why_not"], composer["do"]

    def attempt(self, is_right=True):
        """The agent begins it, chooses an answer and is done."""
        action = self.twist.action_certify()
        begun = self.env["survey.user_input"].search(
            [("survey_id", "=", self.survey.id), ("state", "=", "new")]
        )
        self.assertIn(begun.access_token, action["url"])
        question = self.survey.question_ids
        choice = question.suggested_answer_ids[0 if is_right else 1]
        begun._save_lines(question, str(choice.id))
        begun._mark_done()
        return begun

    def test_passed_failed_and_old(self):
        told = ("Pass the certification “Good answers” first.", "certify")
        self.assertEqual(self.refusal(), told)
        with self.assertRaisesRegex(UserError, "Good answers"):
            self.twist.respond("<p>Yes</p>")
        self.attempt(is_right=False)
        self.assertEqual(self.refusal(), told)
        passed = self.attempt()
        self.assertEqual(self.refusal(), ("", ""))
        self.assertTrue(self.twist.respond("<p>Yes</p>"))
        passed.end_datetime = fields.Datetime.now() - timedelta(days=31)
        self.assertEqual(self.refusal(), ("", ""))
        self.sale.certification_days = 30
        text, action = self.refusal()
        self.assertIn("again: it is valid for 30 days", text)
        self.assertEqual(action, "certify")

    def test_who_needs_it(self):
        self.attempt()
        self.assertFalse(self.refusal()[0], "the agent's own")
        for user in (self.colleague, self.lead, self.supervisor):
            self.assertTrue(self.refusal(user)[0])
        self.assertFalse(self.refusal(self.administrator)[0])

    def test_a_trial_is_none(self):
        passed = self.attempt()
        passed.test_entry = True
        self.assertTrue(self.refusal()[0])

    def test_an_attempt_that_was_begun_goes_on(self):
        first, again = self.twist.action_certify(), self.twist.action_certify()
        self.assertEqual(first["url"], again["url"])
        self.assertEqual(first["type"], "ir.actions.act_url")
        self.assertEqual(first["target"], "new")

    def test_no_attempt_is_left(self):
        self.survey.write({"is_attempts_limited": True, "attempts_limit": 1})
        self.attempt(is_right=False)
        with self.assertRaisesRegex(UserError, "No attempts left"):
            self.twist.action_certify()

    def test_training_comes_first(self):
        self.new_training(is_required=True)
        self.assertIn("Read “Answers” first", self.refusal()[0])

    def test_an_archived_one_is_not_asked_for(self):
        self.survey.active = False
        self.assertEqual(self.refusal(), ("", ""))
        note = self.sale.with_user(self.supervisor).certification_note
        self.assertIn("archived or deleted", note)

    def test_chosen_in_the_campaign(self):
        self.sale.certification = False
        with Form(self.sale.with_user(self.administrator)) as form:
            form.certification = str(self.survey.id)
            form.certification_days = 365
        self.assertTrue(self.refusal()[0])
        with self.assertRaisesRegex(ValidationError, "of the list"):
            self.sale.certification = "0"
        with self.assertRaisesRegex(ValidationError, "number of days"):
            self.sale.certification_days = -1
