"""Outcomes whose answer needs approval, or a word of its writer (B11, C9, C18)."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..models.guarded_error import GuardedError
from .fake_platform import comment
from .test_approval import PHONE, ApprovalCase


class OutcomeOfAnswerCase(ApprovalCase):
    def setUp(self):
        super().setUp()
        self.parameters.set_param("social_inbox.undo_seconds", "60")
        self.tag = self.env["social.tag"].create({"name": "Complaint"})

    def new_outcome(self, text="Thank you. {{ comment }}", **values):
        values = {"name": "Thanks", "text": text, "phase": "closed", **values}
        return self.env["social.outcome"].create(values)

    def apply(self, outcome, user=None, *args, **options):
        twists = self.twist.with_user(user or self.trainee)
        return twists.apply_outcome(outcome.id, *args, **options)

    def use_of(self, result):
        undo = result["params"]["undo"]
        return self.env[undo["model"]].browse(undo["ids"])

    def answers(self, twist=None):
        return self.messages(twist or self.twist, "outbound")

    def to_do(self, user):
        return self.twist.activity_ids.filtered(lambda one: one.user_id == user)


@tagged("post_install", "-at_install")
class TestOutcomeApproval(OutcomeOfAnswerCase):
    def all_parts(self, **values):
        follow_up = {"follow_up": "activity", "activity_summary": "Ask again"}
        return self.new_outcome(
            tag_ids=[Command.set(self.tag.ids)],
            assign="user",
            user_id=self.agent.id,
            **follow_up,
            **values,
        )

    def test_the_rest_waits_for_the_approval(self):
        phase = self.twist.phase
        result = self.apply(self.all_parts())
        said = result["params"]["message"]
        self.assertIn("the answer waits for approval. Afterwards: ", said)
        self.assertIn("moves to Closed", said)
        self.assertEqual(result["params"]["next"]["infos"]["phases"], [phase])
        answer = self.answers()
        self.assertEqual(answer.state, "waiting")
        self.assertEqual(self.twist.phase, phase)
        self.assertEqual(self.twist.user_id, self.trainee)
        self.assertEqual(self.twist.tag_ids, self.tag)
        self.assertFalse(self.to_do(self.agent))
        approval = self.approval(answer, self.lead)
        said = f"assigns {self.agent.name}, moves to Closed, follow-up in 3 days"
        self.assertEqual(approval.afterwards, said)
        approval.action_approve()
        self.assertFalse(approval.afterwards)
        self.assertEqual(answer.state, "queued")
        self.assertEqual(self.twist.phase, "closed")
        self.assertEqual(self.twist.user_id, self.agent)
        self.assertEqual(self.to_do(self.agent).summary, "Ask again")
        self.assertEqual(self.twist.move_ids.sorted("id")[-1].create_uid, self.trainee)

    def test_it_is_said_before_and_to_whoever_decides(self):
        outcome = self.new_outcome(assign="me")
        for user, is_held in ((self.trainee, True), (self.agent, False)):
            action = self.twist.with_user(user).action_apply_outcome(outcome.id)
            dialog = self.env[action["res_model"]].with_user(user)
            self.assertEqual(dialog.browse(action["res_id"]).is_held, is_held)
        self.apply(outcome)
        conversation = self.twist.with_user(self.lead).conversation()
        [bubble] = [one for one in conversation["messages"] if one["approval"]]
        self.assertEqual(bubble["approval"]["then"], "assigns Trainee, moves to Closed")

    def test_approved_with_changes(self):
        self.apply(self.new_outcome())
        self.approval(self.answers(), self.lead).approve_changed("Thanks a lot")
        self.assertEqual(self.twist.phase, "closed")
        self.assertEqual(self.answers().text, "Thanks a lot")

    def test_snoozed_when_it_is_approved(self):
        outcome = self.new_outcome(phase=False, follow_up="snooze", follow_up_days=2)
        self.apply(outcome)
        self.assertFalse(self.twist.snoozed_until)
        self.approval(self.answers(), self.lead).action_approve()
        wait = self.twist.snoozed_until - fields.Datetime.now()
        self.assertAlmostEqual(wait, timedelta(days=2), delta=timedelta(minutes=1))

    def test_a_ticket_is_created_when_it_is_approved(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Repairs"})
        values = {"creates": "ticket", "ticket_team_id": team.id, "phase": False}
        use = self.use_of(self.apply(self.new_outcome(**values)))
        self.assertFalse(self.twist.ticket_id)
        self.approval(self.answers(), self.lead).action_approve()
        self.assertEqual(self.twist.ticket_id.team_id, team)
        self.assertEqual(self.twist.phase, "process")
        said = use.with_user(self.trainee).action_undo()["params"]["message"]
        self.assertIn("is there already", said)

    def test_rejected_nothing_is_moved(self):
        phase = self.twist.phase
        use = self.use_of(self.apply(self.all_parts()))
        self.approval(self.answers(), self.lead).reject("Friendlier, please.")
        self.assertEqual(self.twist.phase, phase)
        self.assertEqual(self.twist.user_id, self.trainee)
        self.assertFalse(use.rest)
        [told] = self.to_do(self.trainee)
        self.assertIn("Friendlier, please.", told.note)
        self.assertIn("outcome Thanks ends with it", told.note)
        self.assertIn("moves to Closed", told.note)
        answer = self.answers()
        answer.with_user(self.trainee).action_send_again()
        self.approval(answer, self.lead).action_approve()
        self.assertEqual((answer.state, self.twist.phase), ("queued", phase))

    def test_undone_while_it_waits(self):
        phase = self.twist.phase
        use = self.use_of(self.apply(self.all_parts())).with_user(self.trainee)
        answer = self.answers()
        self.assertIn("1 undone", use.action_undo()["params"]["message"])
        self.assertEqual(answer.state, "cancelled")
        self.assertEqual(answer.approval_id.state, "withdrawn")
        self.assertFalse(self.twist.tag_ids)
        self.assertFalse(use.rest)
        with self.assertRaisesRegex(UserError, "taken back"):
            self.approval(answer, self.lead).action_approve()
        self.assertEqual(self.twist.phase, phase)

    def test_undone_after_it_was_approved(self):
        phase = self.twist.phase
        use = self.use_of(self.apply(self.all_parts()))
        self.approval(self.answers(), self.lead).action_approve()
        self.assertEqual(self.twist.phase, "closed")
        use.with_user(self.trainee).action_undo()
        self.assertEqual(self.answers().state, "cancelled")
        self.assertEqual(self.twist.phase, phase)
        self.assertFalse(self.to_do(self.agent))
        undone = self.twist.move_ids.filtered(lambda one: one.to_phase == "closed")
        self.assertTrue(undone.is_undone)

    def test_taken_back_nothing_follows(self):
        use = self.use_of(self.apply(self.all_parts()))
        self.answers().with_user(self.trainee).take_back()
        self.assertFalse(use.rest)
        self.assertNotEqual(self.twist.phase, "closed")

    def test_moved_meanwhile(self):
        self.apply(self.new_outcome())
        twist = self.twist.with_user(self.agent)
        twist.action_close()
        twist.action_previous_phase()
        phase = self.twist.phase
        answer = self.answers()
        self.approval(answer, self.lead).action_approve()
        self.assertEqual((answer.state, self.twist.phase), ("queued", phase))
        [told] = self.to_do(self.trainee)
        self.assertIn("was moved meanwhile", told.note)

    def test_the_author_wrote_again_meanwhile(self):
        self.apply(self.new_outcome())
        first = self.messages(self.twist, "inbound")
        self.arrive(comment("And now?", ancestor_ids=[first.external_id]))
        self.assertEqual(len(self.messages(self.twist, "inbound")), 2)
        self.approval(self.answers(), self.lead).action_approve()
        self.assertNotEqual(self.twist.phase, "closed")
        self.assertIn("wrote again", self.to_do(self.trainee).note)

    def test_whoever_chose_it_has_left(self):
        self.apply(self.new_outcome())
        self.campaign.user_ids -= self.trainee
        self.twist.user_id = self.agent
        answer = self.answers()
        self.approval(answer, self.lead).action_approve()
        self.assertEqual(answer.state, "queued")
        self.assertNotEqual(self.twist.phase, "closed")
        self.assertIn("Finish it", self.to_do(self.lead).summary)

    def test_what_needs_no_approval_is_done_at_once(self):
        self.apply(self.new_outcome(), self.agent)
        self.assertEqual(self.answers().state, "queued")
        self.assertEqual(self.twist.phase, "closed")

    def test_many(self):
        self.twist |= self.new_twist()
        self.campaign.needs_approval = True
        result = self.apply(self.new_outcome(), self.agent)
        said = result["params"]["message"]
        self.assertIn("2 done, 2 waiting for approval", said)
        self.assertNotIn("closed", self.twist.mapped("phase"))
        self.answers().approval_id.with_user(self.lead).sudo(False).action_approve()
        self.assertEqual(self.twist.mapped("phase"), ["closed", "closed"])


@tagged("post_install", "-at_install")
class TestOutcomeGuard(OutcomeOfAnswerCase):
    def dialog(self, outcome):
        action = self.twist.with_user(self.agent).action_apply_outcome(outcome.id)
        return (
            self.env[action["res_model"]].with_user(self.agent).browse(action["res_id"])
        )

    def test_the_dialog_asks_first(self):
        dialog = self.dialog(self.new_outcome())
        with Form(dialog) as form:
            form.comment = PHONE
        action = dialog.action_apply()
        self.assertEqual((action["res_id"], action["name"]), (dialog.id, "Thanks"))
        self.assertIn("phone number", dialog.guard_warning)
        self.assertNotIn("Nothing was done", dialog.guard_warning)
        self.assertNotIn("901820", dialog.guard_warning)
        self.assertFalse(self.answers())
        self.assertNotEqual(self.twist.phase, "closed")
        result = dialog.action_send_anyway()
        self.assertEqual(result["params"]["message"], "Thanks: done")
        self.assertIn(PHONE, self.answers().text)
        self.assertEqual(self.twist.phase, "closed")

    def test_taken_out_it_is_sent(self):
        dialog = self.dialog(self.new_outcome(f"Thank you. {PHONE}"))
        dialog.action_apply()
        with Form(dialog) as form:
            form.text = "Thank you."
        self.assertEqual(dialog.action_apply()["params"]["message"], "Thanks: done")

    def test_by_the_public_method(self):
        outcome = self.new_outcome()
        with self.assertRaises(GuardedError):
            self.apply(outcome, self.agent, PHONE)
        self.assertFalse(self.answers())
        self.assertFalse(self.env["social.outcome.use"].search([]))
        self.apply(outcome, self.agent, PHONE, guard_confirmed=True)
        self.assertEqual(self.answers().state, "queued")

    def test_what_is_refused_stays_refused(self):
        self.campaign.guard_phone = "refuse"
        dialog = self.dialog(self.new_outcome(f"Thank you. {PHONE}"))
        for send in (dialog.action_apply, dialog.action_send_anyway):
            with self.assertRaisesRegex(UserError, "The answer: .*Take it out"):
                send()
        self.assertFalse(dialog.guard_warning)
        self.assertFalse(self.answers())

    def test_what_needs_approval_is_not_asked_for(self):
        self.campaign.guard_phone = "approve"
        self.dialog(self.new_outcome(f"Thank you. {PHONE}")).action_apply()
        self.assertEqual(self.answers().state, "waiting")
        self.assertNotEqual(self.twist.phase, "closed")

    def of_many(self):
        """Of three the guard warns of one, by its author's name."""
        self.twist |= self.new_twist()
        self.twist |= self.new_twist()
        self.env["social.guard.word"].create({"name": "bob", "severity": "warn"})
        warned = self.twist[1]
        warned.profile_id.handle = "bob"
        outcome = self.new_outcome("Thank you, {{ twist.profile_id.handle }}.")
        return self.dialog(outcome), warned

    def test_of_many_it_is_asked_before_anything_is_done(self):
        dialog, warned = self.of_many()
        dialog.action_apply()
        self.assertIn("1 of 3 answers", dialog.guard_warning)
        self.assertIn(f"{warned.display_name}: word", dialog.guard_warning)
        self.assertEqual(dialog.others_count, 2)
        self.assertFalse(self.answers())
        result = dialog.action_send_others()["params"]
        self.assertIn("Thanks: 2 done, 1 skipped", result["message"])
        self.assertIn("The answer holds this: word", result["message"])
        self.assertEqual(self.answers().twist_id, self.twist - warned)
        self.assertNotEqual(warned.phase, "closed")

    def test_of_many_all_are_sent_anyway(self):
        dialog, _warned = self.of_many()
        dialog.action_apply()
        result = dialog.action_send_anyway()["params"]
        self.assertIn("Thanks: 3 done", result["message"])
        self.assertEqual(len(self.answers()), 3)

    def test_many_by_the_public_method(self):
        dialog, warned = self.of_many()
        result = self.apply(dialog.outcome_id, self.agent)
        self.assertIn("2 done, 1 skipped", result["params"]["message"])
        self.assertNotIn("Send it anyway?", result["params"]["message"])
        self.assertFalse(self.answers(warned))
