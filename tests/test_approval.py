"""Answers that wait for approval, and the guard before them (spec C9, C18)."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .fake_platform import FakePlatformCase, comment

PHONE = "Call +49 30 901820."
AGENT = "social_inbox.group_social_inbox_agent"


class ApprovalCase(FakePlatformCase):
    """A campaign with a trainee, a colleague and a supervisor who is an agent by
    group; another campaign with a stranger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.de")
        cls.trainee = cls.new_agent("trainee", social_is_trainee=True)
        cls.lead = cls.new_agent("lead")
        cls.stranger = cls.new_agent("stranger")
        cls.campaign = cls.new_campaign(
            "Sale", cls.trainee | cls.agent | cls.lead, cls.lead
        )
        cls.new_campaign("Recall", cls.stranger, cls.stranger)

    def setUp(self):
        super().setUp()
        self.channel.campaign_id = self.campaign
        self.twist = self.new_twist()

    @classmethod
    def new_agent(cls, name, **values):
        values = {"email": f"{name}@shop.example", "name": name.title(), **values}
        return new_test_user(cls.env, f"social_{name}", groups=AGENT, **values)

    @classmethod
    def new_campaign(cls, name, users, supervisors):
        return cls.env["social.campaign"].create(
            {
                "name": name,
                "user_ids": [Command.set(users.ids)],
                "supervisor_ids": [Command.set(supervisors.ids)],
            }
        )

    def new_twist(self, **values):
        values = {"reply_as": ["public", "private"], **values}
        twist = self.arrive(comment(**values))[-1]
        return self.ready(twist)

    def answer(self, user=None, text="<p>It is on its way.</p>", **options):
        return self.twist.with_user(user or self.trainee).respond(text, **options)

    def put(self, phase):
        by_system = self.twist.with_context(social_inbox_by_system=True).sudo()
        by_system.write({"phase": phase})

    def approval(self, answer, user):
        return answer.sudo().approval_id.with_user(user).sudo(False)

    def sent(self):
        self.work()
        return [reply.text for reply in self.box.sent]


@tagged("post_install", "-at_install")
class TestApproval(ApprovalCase):
    def test_a_trainees_answer_waits_until_it_is_approved(self):
        answer = self.answer()
        self.assertEqual(answer.state, "waiting")
        self.assertEqual(self.sent(), [])
        approval = self.approval(answer, self.lead)
        self.assertEqual(approval.reason, "Written by a trainee")
        self.assertTrue(approval.can_decide)
        approval.action_approve()
        self.assertEqual(answer.state, "queued")
        self.assertEqual(self.sent(), ["It is on its way."])
        self.assertEqual(answer.state, "sent")
        self.assertEqual(
            (approval.state, approval.approver_id), ("approved", self.lead)
        )

    def test_who_needs_none(self):
        self.assertEqual(self.answer(self.agent).state, "queued")

    def test_reasons_are_settings(self):
        self.campaign.needs_approval = True
        answer = self.answer(self.agent)
        self.assertEqual(answer.state, "waiting")
        approval = self.approval(answer, self.lead)
        self.assertIn("All answers of the campaign", approval.reason)

    def test_a_large_audience(self):
        self.env.company.social_approval_followers = 5000
        self.twist.profile_id.sudo().followers = 4999
        self.assertEqual(self.answer(self.agent).state, "queued")
        self.twist.profile_id.sudo().followers = 5000
        answer = self.answer(self.agent)
        self.assertEqual(answer.state, "waiting")
        reason = self.approval(answer, self.lead).reason
        self.assertEqual(reason, "Its author has 5000 followers")
        private = self.answer(self.agent, visibility="private")
        self.assertEqual(private.state, "queued")
        self.campaign.approval_followers = 10000
        self.assertEqual(self.answer(self.agent).state, "queued")

    def test_nothing_that_waits_can_be_sent_by_its_author(self):
        answer = self.answer()
        mine = answer.with_user(self.trainee)
        for call in (
            mine.action_send_now,
            mine.action_send_again,
            mine.action_mark_sent,
            mine.action_edit,
            lambda: answer.sudo().write({"state": "queued"}),
            lambda: answer.sudo().write({"state": "sending"}),
        ):
            with self.assertRaises(UserError):
                call()
        mine.action_send_due()
        with self.assertRaises(AccessError):
            self.approval(answer, self.trainee).action_approve()
        mine.action_withdraw()
        self.assertEqual(answer.approval_id.state, "withdrawn")
        mine.action_send_again()
        self.assertEqual(answer.state, "waiting")
        self.assertEqual(self.sent(), [])

    def test_a_colleague_sends_no_trainees_answer_again(self):
        answer = self.answer()
        answer.with_user(self.trainee).action_withdraw()
        answer.with_user(self.agent).action_send_again()
        self.assertEqual(answer.state, "waiting")
        self.assertEqual(answer.approval_id.user_id, self.trainee)

    def test_who_decides(self):
        answer = self.answer()
        for user in (self.trainee, self.agent, self.stranger):
            approval = self.approval(answer, user)
            for call in (
                approval.action_approve,
                approval.action_edit,
                approval.action_reject,
                lambda one=approval: one.approve_changed("Yes"),
                lambda one=approval: one.reject("No"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        with self.assertRaises(AccessError):
            answer.with_user(self.agent).action_withdraw()
        for user in (self.lead, self.supervisor, self.administrator):
            self.assertTrue(self.approval(answer, user).can_decide)
        self.assertEqual(answer.state, "waiting")

    def test_four_eyes(self):
        self.campaign.needs_approval = True
        for user in (self.lead, self.supervisor):
            answer = self.answer(user)
            self.assertEqual(answer.state, "waiting")
            with self.assertRaisesRegex(AccessError, "somebody else"):
                self.approval(answer, user).action_approve()
        own = self.answer(self.administrator)
        self.approval(own, self.administrator).action_approve()
        self.assertEqual(own.state, "queued")
        self.lead.social_is_trainee = True
        others = self.answer()
        with self.assertRaisesRegex(AccessError, "trainee"):
            self.approval(others, self.lead).action_approve()

    def test_searching_for_what_one_decides(self):
        answer = self.answer()
        found = {
            user.login: answer.approval_id
            in self.env["social.approval"]
            .with_user(user)
            .search([("can_decide", "=", True)])
            for user in (
                self.trainee,
                self.agent,
                self.stranger,
                self.lead,
                self.supervisor,
                self.administrator,
            )
        }
        self.assertEqual(list(found.values()), [False, False, False, True, True, True])
        mine = self.env["social.approval"].with_user(self.trainee).search([])
        self.assertEqual(mine, answer.approval_id)

    def test_the_second_of_two_approvers_is_told(self):
        answer = self.answer()
        self.approval(answer, self.lead).action_approve()
        with self.assertRaisesRegex(UserError, "Lead has approved it already"):
            self.approval(answer, self.supervisor).reject("No")
        other = self.answer()
        other.with_user(self.trainee).action_withdraw()
        with self.assertRaisesRegex(UserError, "taken back"):
            self.approval(other, self.lead).action_approve()

    def test_an_edit_keeps_both_texts(self):
        answer = self.answer()
        self.approval(answer, self.lead).approve_changed("It leaves\ntomorrow.")
        approval = answer.approval_id
        self.assertEqual(approval.state, "edited")
        self.assertEqual(approval.original_text, "It is on its way.")
        self.assertEqual(self.sent(), ["It leaves\ntomorrow."])
        [bubble] = [
            one
            for one in self.twist.conversation()["messages"]
            if one["id"] == answer.id
        ]
        self.assertIn("tomorrow", bubble["body"])
        self.assertEqual(bubble["approval"]["original"], "It is on its way.")
        self.assertEqual(bubble["approval"]["approver"], self.lead.name)

    def test_a_text_left_as_it_was_is_approved_unchanged(self):
        answer = self.answer()
        self.approval(answer, self.lead).approve_changed(answer.text)
        self.assertEqual(answer.approval_id.state, "approved")

    def test_an_edit_is_checked_as_every_answer(self):
        answer = self.answer()
        approval = self.approval(answer, self.lead)
        with self.assertRaisesRegex(UserError, "280 are allowed"):
            approval.approve_changed("x" * 281)
        with self.assertRaisesRegex(UserError, "Write an answer first"):
            approval.approve_changed(" ")
        self.campaign.guard_phone = "refuse"
        with self.assertRaisesRegex(UserError, "Everybody could read"):
            approval.approve_changed(PHONE)
        self.assertEqual(answer.state, "waiting")

    def test_the_dialogs(self):
        answer = self.answer()
        for name in ("action_edit", "action_reject"):
            action = getattr(self.approval(answer, self.lead), name)()
            dialog = self.env[action["res_model"]].with_user(self.lead)
            dialog = dialog.browse(action["res_id"])
            self.assertEqual(dialog.text, "It is on its way.")
            with self.assertRaises(AccessError):
                dialog.with_user(self.agent).read(["text"])
        dialog.note = "Friendlier, please."
        dialog.action_reject()
        self.assertEqual(answer.approval_id.state, "rejected")

    def test_a_rejected_text_is_the_authors_draft_again(self):
        file = self.env["ir.attachment"].with_user(self.trainee)
        self.twist.with_user(self.trainee).save_draft("reply", {"body": "Later"})
        answer = self.answer(visibility="private")
        self.twist.with_user(self.trainee).save_draft("reply", {"body": "More"})
        with self.assertRaisesRegex(UserError, "why it is rejected"):
            self.approval(answer, self.lead).reject("  ")
        self.approval(answer, self.lead).reject("Friendlier, please.")
        self.assertEqual(answer.state, "cancelled")
        draft = self.twist.with_user(self.trainee).read_drafts()["reply"]
        self.assertEqual(draft["body"], "It is on its way.\n\nMore")
        self.assertEqual(draft["visibility"], "private")
        self.assertFalse(self.twist.with_user(self.lead).read_drafts()["reply"])
        [activity] = self.twist.activity_ids.filtered(
            lambda one: one.user_id == self.trainee
        )
        self.assertIn("Friendlier", activity.note)
        self.assertEqual(self.sent(), [])
        again = self.answer(text="<p>Dear Ana</p>")
        self.assertFalse(activity.exists())
        self.assertEqual(again.state, "waiting")
        self.assertFalse(file.search([("res_model", "=", "social.draft")]))

    def test_files_come_back_with_the_text(self):
        file = self.env["ir.attachment"].with_user(self.trainee)
        file = file.create({"name": "a.png", "raw": b"x", "mimetype": "image/png"})
        answer = self.answer(attachment_ids=file.ids)
        self.approval(answer, self.lead).reject("No picture, please.")
        draft = self.twist.with_user(self.trainee).read_drafts()["reply"]
        self.assertEqual([one["name"] for one in draft["files"]], ["a.png"])

    def test_taking_back_gives_the_draft(self):
        answer = self.answer()
        with self.assertRaises(AccessError):
            answer.with_user(self.agent).take_back()
        drafts = answer.with_user(self.trainee).take_back()
        self.assertEqual(drafts["reply"]["body"], "It is on its way.")
        self.assertEqual(answer.approval_id.state, "withdrawn")

    def test_a_rejected_answer_waits_again_whoever_sends_it(self):
        answer = self.answer()
        self.approval(answer, self.lead).reject("No")
        self.trainee.social_is_trainee = False
        answer.with_user(self.trainee).action_send_again()
        self.assertEqual(answer.state, "waiting")
        reason = self.approval(answer, self.lead).reason
        self.assertEqual(reason, "It was rejected before")

    def test_what_was_approved_is_sent_again_without_asking(self):
        answer = self.answer()
        self.approval(answer, self.lead).action_approve()
        answer.with_user(self.trainee).action_withdraw()
        answer.with_user(self.trainee).action_send_again()
        self.assertEqual(answer.state, "queued")


@tagged("post_install", "-at_install")
class TestTwistMeanwhile(ApprovalCase):
    def test_the_author_still_waits(self):
        since = self.twist.waiting_since
        self.assertTrue(since)
        answer = self.answer()
        self.assertEqual(self.twist.waiting_since, since)
        self.assertTrue(self.twist.awaits_approval)
        self.assertEqual(self.twist.unread_count, 0)
        self.assertIn("on its way", self.twist.preview)
        self.approval(answer, self.lead).action_approve()
        self.assertFalse(self.twist.waiting_since)
        self.assertFalse(self.twist.awaits_approval)

    def test_it_does_not_move_on_with_an_answer_that_waits(self):
        twist = self.twist.with_user(self.trainee)
        result = twist.respond_text("Soon.", then="close")
        self.assertTrue(result["is_waiting"])
        self.assertFalse(result["move"]["moved"])
        self.assertIn("waits for approval", result["move"]["why_not"])
        self.assertNotEqual(twist.phase, "closed")

    def test_a_twist_closed_meanwhile(self):
        """By hand: an approved answer leaves as a queued one does; a rejected one
        brings the twist back."""
        approved, rejected = self.answer(), self.answer()
        self.twist.with_user(self.agent).action_close()
        self.approval(approved, self.lead).action_approve()
        self.assertEqual(self.twist.phase, "closed")
        self.assertEqual(len(self.sent()), 1)
        self.approval(rejected, self.lead).reject("Better words, please.")
        self.assertEqual(self.twist.phase, "understand")

    def test_the_window_is_over_by_then(self):
        now = datetime(2026, 11, 20, 12)
        until = (now + timedelta(hours=1)).isoformat()
        with freeze_time(now):
            self.box.templates = ()
            self.channel.look_date = False
            self.twist = self.new_twist(
                kind="direct",
                visibility="private",
                reply_as=["private"],
                reply_until=until,
            )
            answer = self.answer()
            approval = self.approval(answer, self.lead)
            self.assertEqual(str(approval.reply_until), "2026-11-20 13:00:00")
        with freeze_time(now + timedelta(hours=2)):
            with self.assertRaisesRegex(UserError, "took answers until"):
                approval.action_approve()
            approval.reject("Too late.")
        self.assertEqual(answer.state, "cancelled")

    def test_a_time_that_was_chosen_is_kept(self):
        later = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)
        answer = self.answer(not_before=later)
        self.approval(answer, self.lead).action_approve()
        self.assertEqual(answer.not_before, later)
        answer = self.answer(not_before=later)
        with freeze_time(later + timedelta(hours=1)):
            self.approval(answer, self.lead).action_approve()
            self.assertLessEqual(answer.not_before, fields.Datetime.now())

    def test_nobody_is_told_twice(self):
        self.put("process")
        self.twist.sudo()._take_feedback("<p>New pole</p>", "Tent")
        self.assertFalse(self.twist.answer_refusal)
        self.answer()
        self.assertIn("waits for approval", self.twist.answer_refusal)

    def test_the_screen(self):
        answer = self.answer()
        [bubble] = [
            one
            for one in self.twist.with_user(self.lead).conversation()["messages"]
            if one["id"] == answer.id
        ]
        self.assertEqual(bubble["can"], ["approve", "edit_approve", "reject"])
        self.assertEqual(bubble["state_label"], "Waiting for Approval")
        self.assertEqual(bubble["approval"]["reason"], "Written by a trainee")
        for user, can in ((self.trainee, ["take_back"]), (self.agent, [])):
            page = self.twist.with_user(user).conversation()["messages"]
            [shown] = [one for one in page if one["id"] == answer.id]
            self.assertEqual(shown["can"], can)
        query = {"phase": self.twist.phase, "assignee": "approval"}
        shown = self.twist.with_user(self.lead).screen_list(query)
        self.assertEqual([row["id"] for row in shown["rows"]], self.twist.ids)
        self.assertEqual(shown["approvals"], 1)
        self.assertTrue(shown["rows"][0]["awaits_approval"])
        self.assertEqual(
            self.twist.with_user(self.stranger).screen_list(query)["approvals"], 0
        )


@tagged("post_install", "-at_install")
class TestApprovers(ApprovalCase):
    def activities(self):
        kind = self.env.ref("social_inbox.mail_activity_type_approval")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def test_one_activity_however_many_answers_wait(self):
        first = self.answer()
        self.twist = other = self.new_twist()
        second = self.answer()
        [activity] = self.activities()
        self.assertEqual(activity.user_id, self.lead)
        self.assertIn("Sale", activity.summary)
        self.assertEqual(activity.res_id, first.twist_id.id)
        self.approval(first, self.lead).action_approve()
        self.assertEqual(self.activities(), activity)
        self.assertEqual(activity.res_id, other.id)
        self.approval(second, self.lead).reject("No")
        self.assertFalse(self.activities())

    def test_without_own_supervisors_those_of_the_company_are_asked(self):
        self.campaign.supervisor_ids = False
        self.answer()
        users = self.activities().user_id
        self.assertIn(self.supervisor, users)
        self.assertNotIn(self.lead, users)

    def test_many_at_once_leave_apart(self):
        answers = self.answer() | self.answer()
        approvals = answers.sudo().approval_id.with_user(self.lead).sudo(False)
        result = approvals.action_approve()
        self.assertEqual(result["params"]["message"], "2 approved")
        self.assertEqual(answers.mapped("is_spaced"), [True, True])

    def test_what_a_trainee_has_learnt(self):
        for decide in (
            lambda one: one.action_approve(),
            lambda one: one.approve_changed("Other words"),
            lambda one: one.reject("No"),
        ):
            decide(self.approval(self.answer(), self.lead))
        groups = self.env["social.approval"].with_user(self.supervisor)
        counted = groups._read_group(
            [("user_id", "=", self.trainee.id), ("is_trainee", "=", True)],
            ["state"],
            ["__count"],
        )
        self.assertEqual(dict(counted), {"approved": 1, "edited": 1, "rejected": 1})


@tagged("post_install", "-at_install")
class TestGuard(ApprovalCase):
    def test_a_warning_has_to_be_confirmed(self):
        with self.assertRaisesRegex(UserError, "phone number"):
            self.answer(self.agent, f"<p>{PHONE}</p>")
        self.assertFalse(self.messages(self.twist, "outbound"))
        answer = self.answer(self.agent, f"<p>{PHONE}</p>", guard_confirmed=True)
        self.assertEqual(answer.state, "queued")

    def test_the_composer_is_told_where(self):
        twist = self.twist.with_user(self.agent)
        text = f"Hello.\n{PHONE}"
        result = twist.respond_text(f"  {text} ", then="close")
        [finding] = result["guarded"]["findings"]
        self.assertEqual(text[finding["start"] : finding["end"]], "+49 30 901820")
        self.assertEqual(finding["kind"], "phone")
        self.assertNotIn("901820", str(result))
        self.assertFalse(self.messages(self.twist, "outbound"))
        self.assertNotEqual(twist.phase, "closed")
        self.assertTrue(twist.respond_text(text, guard_confirmed=True)["id"])

    def test_private_answers_are_not_searched_unless_it_is_said(self):
        text = f"<p>{PHONE}</p>"
        self.assertTrue(self.answer(self.agent, text, visibility="private"))
        self.campaign.guard_scope = "all"
        with self.assertRaisesRegex(UserError, "the answer holds"):
            self.answer(self.agent, text, visibility="private")

    def test_each_kind_has_its_level(self):
        text = f"<p>{PHONE}</p>"
        self.campaign.guard_phone = "approve"
        answer = self.answer(self.agent, text)
        self.assertEqual(answer.state, "waiting")
        reason = self.approval(answer, self.lead).reason
        self.assertIn("phone number", reason)
        self.assertNotIn("901820", reason)
        self.campaign.guard_phone = "refuse"
        with self.assertRaisesRegex(UserError, "Take it out"):
            self.answer(self.agent, text, guard_confirmed=True)
        self.campaign.guard_phone = "nothing"
        self.assertEqual(self.answer(self.agent, text).state, "queued")
        self.campaign.guard_phone = False
        self.env.company.social_guard_phone = "nothing"
        self.assertEqual(self.answer(self.agent, text).state, "queued")

    def test_our_own_is_no_finding(self):
        company = self.env.company
        company.write({"phone": "+49 30 901820", "email": "help@shop.example"})
        self.env["res.partner.bank"].create(
            {
                "acc_number": "DE89 3704 0044 0532 0130 00",
                "partner_id": company.partner_id.id,
            }
        )
        self.agent.signature = "<p>Alex, 030 901 821</p>"
        own = (
            "<p>030 901820, HELP@shop.example, DE89370400440532013000,"
            " agent@shop.example, +49 30 901821</p>"
        )
        self.assertEqual(self.answer(self.agent, own).state, "queued")
        with self.assertRaises(UserError):
            self.answer(self.lead, own)

    def test_order_numbers(self):
        with self.assertRaises(ValidationError):
            self.campaign.order_masks = "S"
        text = "<p>Your order web-004711 leaves.</p>"
        self.assertEqual(self.answer(self.agent, text).state, "queued")
        self.env.company.social_order_masks = "S#####, WEB-######"
        with self.assertRaisesRegex(UserError, "order number"):
            self.answer(self.agent, text)
        self.campaign.order_masks = "A##"
        self.assertEqual(self.answer(self.agent, text).state, "queued")

    def test_sales_orders_are_known_by_their_numbering(self):
        self.env["ir.sequence"].search([("code", "=", "sale.order")]).unlink()
        self.env["ir.sequence"].create(
            {"name": "Sales", "code": "sale.order", "prefix": "S", "padding": 5}
        )
        with self.assertRaisesRegex(UserError, "order number S0"):
            self.answer(self.agent, "<p>S00042 leaves.</p>")

    def test_guarded_words(self):
        words = self.env["social.guard.word"]
        word = words.create({"name": "lawyer", "severity": "approve"})
        words.create({"name": "idiot", "severity": "refuse"})
        answer = self.answer(self.agent, "<p>Our LAWYER says</p>")
        self.assertEqual(answer.state, "waiting")
        with self.assertRaisesRegex(UserError, "word Idiot"):
            self.answer(self.agent, "<p>Idiot!</p>")
        other = self.env["social.campaign"].search([("name", "=", "Recall")])
        word.campaign_ids = other
        answer = self.answer(self.agent, "<p>Our lawyer says</p>")
        self.assertEqual(answer.state, "queued")
        word.write({"campaign_ids": False, "severity": "warn"})
        with self.assertRaisesRegex(UserError, "word lawyer"):
            self.answer(self.agent, "<p>Our lawyer says</p>")
        word.unlink()
        self.assertTrue(self.answer(self.agent, "<p>Our lawyer says</p>"))

    def test_the_dialog_asks_first(self):
        wizard = self.env["social.respond"].with_user(self.agent)
        wizard = wizard.create({"twist_id": self.twist.id, "body": f"<p>{PHONE}</p>"})
        action = wizard.action_send()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertIn("phone number", wizard.guard_warning)
        self.assertIn(PHONE, wizard.body)
        self.assertFalse(self.messages(self.twist, "outbound"))
        wizard.action_send_anyway()
        self.assertEqual(len(self.messages(self.twist, "outbound")), 1)

    def test_answering_all_asks_once(self):
        self.twist |= self.new_twist()
        self.put("process")
        self.twist.sudo()._take_feedback(f"<p>{PHONE}</p>", "Tent")
        action = self.twist.with_user(self.agent).action_answer_all()
        wizard = self.env[action["res_model"]].with_user(self.agent)
        wizard = wizard.browse(action["res_id"])
        wizard.close_twists = True
        wizard.action_send()
        self.assertIn("phone number", wizard.guard_warning)
        self.assertFalse(self.messages(self.twist, "outbound"))
        self.campaign.needs_approval = True
        result = wizard.action_send_anyway()
        self.assertIn("2 waiting for approval", result["params"]["message"])
        self.assertEqual(set(self.twist.mapped("phase")), {"feedback"})
        self.assertEqual(self.sent(), [])

    def test_a_setting_that_makes_no_sense(self):
        with self.assertRaises(ValidationError):
            self.campaign.approval_followers = -1
        with self.assertRaises(ValidationError):
            self.env.company.social_order_masks = "S#"
        with self.assertRaises(UserError):
            self.answer(self.agent, guard="no")
