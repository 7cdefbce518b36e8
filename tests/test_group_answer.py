"""One text to the authors of many twists (spec B18)."""

import logging
import secrets
import time
from datetime import timedelta
from itertools import pairwise

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ArrivalCase, compose

_logger = logging.getLogger(__name__)

AGENT = "social_inbox.group_social_inbox_agent"


class GroupCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters.set_param("web.base.url", "https://odoo.shop.example")
        cls.parameters.set_param("social_inbox.bulk_interval_seconds", "5")

    @classmethod
    def known(cls, count=1, channel=None, phase="understand"):
        """Twists of authors who are linked to a person each."""
        mails = [
            compose(
                "support@shop.example",
                From=f"Ana <{secrets.token_hex(5)}@customer.example>",
            )
            for _one in range(count)
        ]
        twists = cls.arrive(*mails, channel=channel)
        cls.put(twists, phase)
        for number, twist in enumerate(twists):
            person = cls.env["res.partner"].create({"name": f"Author {number}"})
            twist.profile_id.sudo()._assign_person(person, "contract")
        return twists

    def draft(self, twists, text="Dear {{ person.name }}", user=None, **values):
        """The record behind the dialog, as its user sees it."""
        action = twists.with_user(user or self.agent).action_group_answer()
        group = self.env["social.group.answer"].with_user(user or self.agent)
        group = group.browse(action["res_id"])
        group.write({"text": text, **values})
        return group

    def answers(self, group):
        return group.sudo().line_ids.message_id.sorted("not_before")

    def deliver(self, answers, state="sent", error=False):
        """What the channel's job notes when the platform has answered."""
        for answer in answers.sudo():
            answer.write({"state": state, "error": error})
            answer.twist_id._answer_changed(answer)

    def states(self, group):
        return sorted(group.sudo().line_ids.mapped("state"))


@tagged("post_install", "-at_install")
class TestGroupAnswer(GroupCase):
    def test_each_author_gets_the_own_text(self):
        twists = self.known(3)
        group = self.draft(twists, "Dear {{ person.name }}: {{twist.name}}")
        result = group.action_send()
        self.assertEqual(result["params"]["message"], "3 answers queued")
        answers = self.answers(group)
        self.assertEqual(
            sorted(answers.mapped("text")),
            [f"Dear Author {number}: A question" for number in range(3)],
        )
        self.assertEqual(set(answers.mapped("state")), {"queued"})
        self.assertEqual(answers.user_id, self.agent)
        self.assertEqual(answers.twist_id, twists)
        self.assertEqual(group.state, "running")
        self.assertEqual(group.queued_count, 3)
        self.assertFalse(twists.user_id, "many are told; nobody works on them for it")

    def test_a_word_for_those_without(self):
        [twist] = self.known()
        group = self.draft(twist, "From {{ campaign.name ||| us }}, {{ agent.name }}")
        group.action_send()
        self.assertEqual(self.answers(group).text, f"From us, {self.agent.name}")

    def test_the_guard_asks_once(self):
        self.env.company.social_guard_scope = "all"
        twists = self.known(2)
        group = self.draft(twists, "Write to other@elsewhere.example")
        action = group.action_send()
        self.assertEqual((action["res_id"], action["target"]), (group.id, "new"))
        self.assertRegex(group.guard_warning, "elsewhere.example")
        self.assertFalse(self.answers(group))
        with self.assertRaises(AccessError):
            group.with_user(self.agent).write({"guard_confirmed": True})
        group.action_send_anyway()
        self.assertEqual(len(self.answers(group)), 2)

    def test_answers_of_a_trainee_wait(self):
        self.agent.social_is_trainee = True
        group = self.draft(self.known(2))
        group.action_send()
        answers = self.answers(group)
        self.assertEqual(answers.mapped("state"), ["waiting", "waiting"])
        self.assertEqual(group.state, "running")
        answers.approval_id.with_user(self.supervisor).action_approve()
        self.assertEqual(answers.mapped("state"), ["queued", "queued"])
        self.assertEqual(self.states(group), ["queued", "queued"])

    def test_nothing_of_the_text_is_evaluated(self):
        [twist] = self.known()
        twist.partner_id.name = "{{ agent.name }}"
        group = self.draft(twist, "Dear {{ person.name }}")
        group.action_send()
        self.assertEqual(self.answers(group).text, "Dear {{ agent.name }}")
        for text in (
            "{{ person.email }}",
            "{{ 7 * 7 }}",
            "{{ person.env['res.users'] }}",
            "{{ object.partner_id.name }}",
            "{nmae}",
            "   ",
        ):
            with self.subTest(text=text), self.assertRaises(UserError):
                self.draft(self.known(), text).action_send()

    def test_what_the_dialog_says_before(self):
        able, nobody, closed = self.known(2), self.known(2), self.known()
        nobody.profile_id.sudo().action_unlink_person()
        self.put(closed, "closed", "understand")
        group = self.draft(able + nobody + closed, "")
        with Form(group, view="social_inbox.social_group_answer_view_send") as form:
            form.text = "Dear {{ person.name }}"
            plan = form.plan
        self.assertEqual((plan["total"], plan["ready"]), (5, 2))
        self.assertEqual(plan["refusals"][0], ["no person is assigned", 2])
        self.assertIn("closed twist", plan["refusals"][1][0])
        self.assertEqual(
            [one["text"] for one in plan["previews"]],
            ["Dear Author 0", "Dear Author 1"],
        )
        self.assertEqual(plan["duration"], "5 seconds")
        [platform] = plan["platforms"]
        self.assertEqual(platform["longest"], len("Dear Author 0"))

    def test_partial_failure(self):
        """One channel disconnected, one person missing, one window over: the others
        get it, and each reason is kept."""
        able, nobody, late = self.known(2), self.known(), self.known()
        other = self.new_offline_channel("Second Mailbox")
        away = self.known(channel=other)
        other.state = "draft"
        nobody.profile_id.sudo().action_unlink_person()
        past = fields.Datetime.now() - timedelta(hours=1)
        late.message_ids_social.sudo().write({"reply_until": past})
        group = self.draft(able + nobody + away + late)
        result = group.action_send()
        self.assertEqual(result["params"]["done"], 2)
        self.assertEqual(
            sorted(reason for reason, _count in result["params"]["skipped"]),
            [
                "no person is assigned",
                "the channel Second Mailbox is not connected",
                "the reply window is over",
            ],
        )
        self.assertEqual(self.states(group), ["queued"] * 2 + ["skipped"] * 3)
        self.assertEqual((group.sent_count, group.skipped_count), (0, 3))

    def test_a_text_that_is_too_long_for_one_platform(self):
        """A platform of 300 characters beside mail, which takes any length."""
        bluesky = self.env["social.channel"].create(
            {"name": "Sky", "platform": "bluesky"}
        )
        bluesky.state = "connected"
        here, there = self.known(), self.known()
        post = {"channel_id": bluesky.id, "kind": "post", "visibility": "public"}
        there.message_ids_social.sudo().write(post)
        there.sudo().write({"channel_id": bluesky.id, "platform": "bluesky"})
        self.env.flush_all()
        group = self.draft(here + there, "x" * 301)
        plan = group.plan
        over = {one["name"]: one["over"] for one in plan["platforms"]}
        self.assertEqual(over["Bluesky"], 1)
        self.assertEqual(over["Mail"], 0)
        self.assertIn(["the text is too long for Bluesky", 1], plan["refusals"])
        group.action_send()
        self.assertEqual(self.answers(group).twist_id, here)

    def test_one_answer_for_each_author(self):
        first, second = self.known(), self.known()
        second.sudo().profile_id = first.profile_id
        second.message_ids_social.sudo().profile_id = first.profile_id
        self.env.flush_all()
        both = first + second
        group = self.draft(both)
        group.action_send()
        self.assertEqual(self.answers(group).twist_id, second, "the latest one")
        self.assertEqual(
            group.line_ids.filtered("skip_reason").reason,
            "its author gets the answer in another twist",
        )
        self.answers(group).sudo(False).with_user(self.agent).action_undo_all()
        again = self.draft(both, once_per_author=False)
        again.action_send()
        self.assertEqual(self.answers(again).twist_id, both)

    def test_spaced_on_each_channel(self):
        other = self.new_offline_channel("Second Mailbox")
        here, there = self.known(3), self.known(2, channel=other)
        group = self.draft(here + there)
        group.action_send()
        for channel, count in ((self.channel, 3), (other, 2)):
            answers = self.answers(group).filtered(
                lambda a, c=channel: a.channel_id == c
            )
            times = answers.mapped("not_before")
            gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
            self.assertEqual(gaps, [5.0] * (count - 1))
            self.assertTrue(all(answers.mapped("is_spaced")))

    def test_cancelled_in_the_middle(self):
        group = self.draft(self.known(3))
        group.action_send()
        first = self.answers(group)[:1]
        self.deliver(first)
        self.assertEqual(round(group.progress), 33)
        message = group.action_cancel()["params"]["message"]
        self.assertEqual(message, "2 withdrawn")
        self.assertEqual(self.states(group), ["cancelled", "cancelled", "sent"])
        self.assertEqual(group.state, "cancelled")
        self.assertEqual((group.sent_count, group.withdrawn_count), (1, 2))
        with self.assertRaisesRegex(UserError, "all has left"):
            group.action_cancel()

    def test_what_failed_is_tried_again(self):
        able, nobody = self.known(2), self.known()
        person = nobody.partner_id
        nobody.profile_id.sudo().action_unlink_person()
        group = self.draft(able + nobody)
        group.action_send()
        sent, failed = self.answers(group)
        self.deliver(sent)
        self.deliver(failed, "failed", "Mailbox full")
        self.assertEqual(group.state, "done")
        self.assertEqual(group.failed_count, 1)
        line = group.line_ids.filtered(lambda one: one.state == "failed")
        self.assertEqual(line.reason, "Mailbox full")
        nobody.profile_id.sudo()._assign_person(person, "contract")
        result = group.action_retry()
        self.assertEqual(result["params"]["done"], 2)
        self.assertEqual(self.states(group), ["queued", "queued", "sent"])
        self.assertFalse(group.line_ids.filtered("skip_reason"))

    def test_sent_once(self):
        group = self.draft(self.known())
        group.action_send()
        with self.assertRaisesRegex(UserError, "sent already"):
            group.action_send()

    def test_a_second_group_answer_waits_for_the_first(self):
        twists = self.known(2)
        mine, theirs = self.draft(twists), self.draft(twists, user=self.supervisor)
        mine.action_send()
        with self.assertRaisesRegex(UserError, "another group answer waits"):
            theirs.action_send()
        self.deliver(self.answers(mine))
        theirs.action_send()
        self.assertEqual(self.states(theirs), ["queued", "queued"])

    def test_who_replied(self):
        twists = self.known(2)
        group = self.draft(twists)
        group.action_send()
        self.deliver(self.answers(group))
        past = fields.Datetime.now() - timedelta(minutes=5)
        self.answers(group).write({"date": past})
        [first, _second] = twists
        reply = first.message_ids_social.filtered(
            lambda one: one.direction == "inbound"
        )
        reply[:1].sudo().write({"date": fields.Datetime.now()})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(group.answered_count, 1)
        lines = self.env["social.group.answer.line"].with_user(self.agent)
        found = lines.search([("group_id", "=", group.id), ("is_answered", "=", True)])
        self.assertEqual(found.twist_id, first)

    def test_states_are_searched(self):
        groups = self.env["social.group.answer"].with_user(self.agent)
        draft = self.draft(self.known())
        running = self.draft(self.known())
        running.action_send()
        done = self.draft(self.known())
        done.action_send()
        self.deliver(self.answers(done))
        for state, group in {"draft": draft, "running": running, "done": done}.items():
            self.assertIn(group, groups.search([("state", "=", state)]))
            others = groups.search([("state", "!=", state)])
            self.assertNotIn(group, others)

    def test_empty_drafts_are_removed(self):
        empty, written = self.draft(self.known(), ""), self.draft(self.known())
        past = fields.Datetime.now() - timedelta(days=2)
        for group in (empty, written):
            self.env.cr.execute(
                "UPDATE social_group_answer SET create_date = %s WHERE id = %s",
                [past, group.id],
            )
        self.env.invalidate_all()
        self.env["social.group.answer"]._gc_drafts()
        self.assertFalse(empty.exists())
        self.assertTrue(written.exists())


@tagged("post_install", "-at_install")
class TestRights(GroupCase):
    def test_how_many_at_once(self):
        twists = self.known(3)
        self.parameters.set_param("social_inbox.group_answer_limit", "2")
        with self.assertRaisesRegex(UserError, "may answer 2 twists at once"):
            twists.with_user(self.agent).action_group_answer()
        self.assertTrue(twists.with_user(self.supervisor).action_group_answer())
        self.parameters.set_param("social_inbox.group_answer_limit_supervisor", "2")
        with self.assertRaises(UserError):
            twists.with_user(self.supervisor).action_group_answer()

    def test_only_the_author_and_only_drafts(self):
        group = self.draft(self.known())
        for values in ({"date": fields.Datetime.now()}, {"user_id": self.agent.id}):
            with self.assertRaises(AccessError):
                group.write(values)
        with self.assertRaises(AccessError):
            group.with_user(self.supervisor).write({"text": "x"})
        with self.assertRaises(UserError):
            group.with_user(self.supervisor).action_send()
        group.action_send()
        with self.assertRaises(AccessError):
            group.write({"text": "x"})
        with self.assertRaises(UserError):
            group.action_discard()

    def test_who_sees_it(self):
        colleague = new_test_user(self.env, "social_colleague", groups=AGENT)
        leader = new_test_user(self.env, "social_leader", groups=AGENT)
        campaign = self.env["social.campaign"].create(
            {
                "name": "Sale",
                "user_ids": [(4, self.agent.id), (4, colleague.id)],
                "supervisor_ids": [(4, leader.id)],
            }
        )
        twists = self.known(2)
        twists.sudo().write({"campaign_id": campaign.id})
        group = self.draft(twists)
        group.action_send()
        self.assertEqual(group.campaign_ids, campaign)
        for user, sees in ((colleague, False), (leader, True), (self.supervisor, True)):
            for name in ("", ".line", ".report"):
                model = self.env[f"social.group.answer{name}"].with_user(user)
                path = "id" if not name else "group_id"
                found = model.search([(path, "=", group.id)])
                with self.subTest(user=user.login, model=model._name):
                    self.assertEqual(bool(found), sees)
        with self.assertRaises(AccessError):
            group.with_user(colleague).action_cancel()
        result = group.with_user(leader).action_cancel()
        self.assertEqual(result["params"]["done"], 2)

    def test_twists_of_others(self):
        campaign = self.env["social.campaign"].create(
            {"name": "Sale", "user_ids": [(4, self.supervisor.id)]}
        )
        twists = self.known(2)
        twists[0].sudo().campaign_id = campaign
        with self.assertRaises(AccessError):
            twists.with_user(self.agent).action_group_answer()
        twists[0].sudo().campaign_id = False
        group = self.draft(twists)
        twists[0].sudo().campaign_id = campaign
        self.env.flush_all()
        self.env.invalidate_all()
        group.action_send()
        self.assertEqual(self.answers(group).twist_id, twists[1])

    def test_several_companies(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.supervisor.company_ids += company
        channel = self.new_offline_channel("Abroad", company_id=company.id)
        both = self.known() + self.known(channel=channel)
        companies = self.supervisor.company_ids.ids
        twists = both.with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "one company at a time"):
            twists.with_context(allowed_company_ids=companies).action_group_answer()


@tagged("post_install", "-at_install")
class TestSpeed(GroupCase):
    def test_a_chunk_costs_the_same_however_large(self):
        counts = []
        for size in (5, 5, 40):
            group = self.draft(self.known(size), track_links=False)
            self.env.cr.flush()  # also what is noted when a transaction ends
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            group.action_send()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])

    def test_a_thousand_twists_are_queued_within_seconds(self):
        self.parameters.set_param("social_inbox.group_answer_limit", "1000")
        twists = self.known(1000)
        text = "Dear {{ person.name }}, see https://shop.example/late"
        start = time.monotonic()
        group = self.draft(twists, text)
        opened = time.monotonic() - start
        self.env.flush_all()
        self.env.invalidate_all()
        start = time.monotonic()
        self.assertEqual(group.plan["ready"], 1000)
        planned = time.monotonic() - start
        start, worked = time.monotonic(), time.process_time()
        result = group.action_send()
        self.env.flush_all()
        queued, worked = time.monotonic() - start, time.process_time() - worked
        self.assertEqual(result["params"]["done"], 1000)
        _logger.info(
            "1000 twists: opened %.1f s, plan %.1f s, queued %.1f s",
            *(opened, planned, queued),
        )
        self.assertLess(worked, 15, "seconds of work, however busy the machine is")
