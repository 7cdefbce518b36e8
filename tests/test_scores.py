"""Quality: scorecards, the sample of each week, scores and who sees them."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.social_score_sample import last_week
from .outsourcer_case import OutsourcerCase


class ScoreCase(OutsourcerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        questions = [
            {"name": "Right?", "weight": 3},
            {"name": "Kind?", "scale": "five"},
            {"name": "No data of others?", "is_fatal": True},
        ]
        cls.card = cls.env["social.scorecard"].create(
            {
                "name": "Mails",
                "question_ids": [Command.create(one) for one in questions],
            }
        )
        cls.sale.write({"scorecard_id": cls.card.id, "sample_size": 2})
        person = cls.env["res.partner"].create({"name": "Ana"})
        cls.answers = {}
        for name in ("x1", "y1", "agent"):
            twist = cls.of[name]
            twist.profile_id._assign_person(person, "contract")
            cls.put(twist, "engage")
            cls.answers[name] = cls.answers_of(getattr(cls, name), twist)
        cls.env.flush_all()

    @classmethod
    def answers_of(cls, user, twist, count=4):
        """Sent in the last week."""
        messages = cls.env["social.message"]
        for number in range(count):
            messages |= twist.with_user(user).respond(f"<p>Answer {number}</p>")
        date = last_week() + timedelta(days=1)
        messages.sudo().write({"state": "sent", "date": date})
        return messages.sudo()

    def scored(self, name, answers=("yes", "3", "yes"), scorer=None):
        score = self.env["social.score"].create(
            {"message_id": self.answers[name][0].id, "scorecard_id": self.card.id}
        )
        right, kind, data = score.line_ids
        right.answer, kind.grade, data.answer = answers
        score.with_user(scorer or self.supervisor).action_done()
        return score


@tagged("post_install", "-at_install")
class TestScores(ScoreCase):
    def test_result(self):
        for answers, result in (
            (("yes", "5", "yes"), 100),
            (("yes", "3", "yes"), 90),
            (("no", "5", "yes"), 40),
            (("yes", "1", "yes"), 80),
            (("yes", "5", "no"), 0),
        ):
            with self.subTest(answers):
                score = self.scored("x1", answers)
                self.assertEqual(score.result, result)
                score.unlink()

    def test_all_questions_are_answered(self):
        score = self.env["social.score"].create(
            {"message_id": self.answers["x1"][0].id, "scorecard_id": self.card.id}
        )
        self.assertEqual(len(score.line_ids), 3)
        self.assertEqual((score.user_id, score.campaign_id), (self.x1, self.sale))
        with self.assertRaisesRegex(UserError, "all questions"):
            score.with_user(self.xlead).action_done()

    def test_agents_see_their_own_when_done(self):
        scores = self.env["social.score"]
        done = self.scored("x1", scorer=self.xlead)
        self.sale._draw_sample(last_week())
        for user, found in (
            (self.x1, done),
            (self.y1, scores),
            (self.x2, scores),
            (self.agent, scores),
        ):
            self.assertEqual(scores.with_user(user).search([]).sudo(), found)
            lines = self.env["social.score.line"].with_user(user).search([])
            self.assertEqual(lines.sudo(), found.line_ids)
        mine = done.with_user(self.x1)
        self.assertIn("Answer", mine.text)
        with self.assertRaises(AccessError):
            mine.write({"comment": "x"})
        mine.action_comment("Really?")
        self.assertEqual((done.state, done.agent_comment), ("done", "Really?"))
        mine.action_agree("Right.")
        self.assertEqual((done.state, done.agent_comment), ("agreed", "Right."))
        with self.assertRaises(AccessError):
            done.with_user(self.xlead).action_agree()

    def test_who_scores(self):
        answer = self.answers["y1"][0]
        values = {"message_id": answer.id, "scorecard_id": self.card.id}
        for user in (self.xlead, self.x1, self.y1, self.agent):
            with self.assertRaises(AccessError):
                self.env["social.score"].with_user(user).create(values)
            with self.assertRaises(AccessError):
                answer.with_user(user).action_score()
        action = answer.with_user(self.ylead).action_score()
        score = self.env["social.score"].browse(action["res_id"])
        self.assertEqual(answer.with_user(self.lead).action_score(), action)
        self.assertFalse(score.with_user(self.xlead).has_access("read"))
        inbound = self.sold.message_ids_social
        with self.assertRaisesRegex(UserError, "answers of agents"):
            inbound.with_user(self.supervisor).action_score()

    def test_nobody_scores_themselves(self):
        self.sale.user_ids |= self.ylead
        twist = self.of["y1"]
        own = self.answers_of(self.ylead, twist, 1)
        with self.assertRaises(AccessError):
            own.with_user(self.ylead).action_score()

    def test_changes_afterwards_are_noted(self):
        score = self.scored("x1")
        score.line_ids[0].with_user(self.xlead).answer = "no"
        self.env.flush_all()
        self.assertEqual(score.result, 30)
        log = "".join(score.message_ids.mapped("body"))
        self.assertIn("Right?: Yes, now No", log)
        for values in ({"state": "agreed"}, {"agent_comment": "Thanks"}):
            with self.assertRaises(AccessError):
                score.with_user(self.xlead).write(values)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            score.with_user(self.xlead).message_id = self.answers["x1"][1]

    def test_average_of_an_agent(self):
        self.scored("x1")
        self.scored("y1", ("yes", "5", "no"))
        for user, expected in (
            (self.xlead, {self.x1: 90}),
            (self.lead, {self.x1: 90, self.y1: 0}),
            (self.x1, {self.x1: 90}),
        ):
            scores = self.env["social.score"].with_user(user)
            found = scores._read_group([], ["user_id"], ["result:avg"])
            self.assertEqual({one.sudo(): value for one, value in found}, expected)

    def test_views(self):
        score = self.scored("x1")
        with Form(score.with_user(self.xlead)) as form:
            form.comment = "Well done"
        self.assertIn("Answer 0", score.with_user(self.x1).conversation)
        with Form(self.sale.with_user(self.administrator)) as form:
            form.sample_size = 5


@tagged("post_install", "-at_install")
class TestSample(ScoreCase):
    def test_so_many_of_each_agent(self):
        drawn = self.sale._draw_sample(last_week())
        self.assertEqual(set(drawn.mapped("state")), {"draft"})
        for found in drawn.grouped("user_id").values():
            self.assertEqual(len(found), 2)
        self.assertEqual(drawn.user_id, self.x1 | self.y1 | self.agent)
        self.assertEqual(drawn.campaign_id, self.sale)
        for user, count in ((self.xlead, 2), (self.ylead, 2), (self.lead, 6)):
            seen = self.env["social.score"].with_user(user).search_count([])
            self.assertEqual(seen, count)

    def test_drawing_again_adds_nothing_and_gives_the_same(self):
        first = self.sale._draw_sample(last_week())
        self.assertFalse(self.sale._draw_sample(last_week()))
        answers = first.message_id
        self.assertEqual(
            set(first.mapped("seed")), {f"{self.sale.id}/{last_week():%Y-%m-%d}"}
        )
        first.unlink()
        self.assertEqual(self.sale._draw_sample(last_week()).message_id, answers)

    def test_what_was_scored_by_hand_counts(self):
        self.scored("x1")
        drawn = self.sale._draw_sample(last_week())
        self.assertEqual(len(drawn.filtered(lambda one: one.user_id == self.x1)), 1)

    def test_only_answers_that_people_sent_in_that_week(self):
        mine = self.answers["x1"]
        mine[0].state = "failed"
        mine[1].date = last_week() - timedelta(seconds=1)
        mine[2].date = last_week() + timedelta(days=7)
        mine[3].user_id = False
        drawn = self.sale._draw_sample(last_week())
        self.assertNotIn(self.x1, drawn.user_id)

    def test_the_scheduled_action_and_the_button(self):
        self.env["social.campaign"]._cron_draw_sample()
        self.assertEqual(self.env["social.score"].search_count([]), 6)
        self.sale.with_user(self.lead).action_draw_sample()
        self.assertEqual(self.env["social.score"].search_count([]), 6)
        for user in (self.x1, self.xlead):
            with self.assertRaisesRegex(UserError, "supervisors of the campaign"):
                self.sale.with_user(user).action_draw_sample()
        self.sale.scorecard_id = False
        with self.assertRaisesRegex(UserError, "scorecard"):
            self.sale.with_user(self.lead).action_draw_sample()

    def test_a_week_begins_on_monday(self):
        start = last_week()
        self.assertEqual(start.weekday(), 0)
        self.assertLess(start + timedelta(days=6), fields.Datetime.now())
