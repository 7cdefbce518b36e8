"""Rules from arrival to log, as real users of each group meet them."""

from datetime import timedelta
from itertools import count
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.social_rule_actions import SocialRule as Actions
from .common import compose
from .test_campaign import CampaignCase

TO = "support@shop.example"
ENGINE = "odoo.addons.social_inbox.models.social_rule_engine"


class RuleCase(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.refund, cls.tent = cls.env["social.tag"].create(
            [{"name": "Money Back"}, {"name": "Leaking Tents"}]
        )
        cls.answer = cls.env["mail.canned.response"].create(
            {
                "source": "sorry",
                "substitution": "We are sorry.",
                "group_ids": [
                    Command.link(
                        cls.env.ref("social_inbox.group_social_inbox_agent").id
                    )
                ],
            }
        )
        cls.env["social.rule"].search([]).active = False

    @classmethod
    def new_rule(cls, name="Refunds", **values):
        for key in ("tag_ids", "campaign_ids", "channel_ids"):
            if key in values:
                values[key] = [Command.set(values[key].ids)]
        if not {"user_id", "to_phase", "marks_spam", "webhook_url"} & values.keys():
            values.setdefault("tag_ids", [Command.set(cls.refund.ids)])
        return cls.env["social.rule"].create({"name": name, **values})

    def told(self, twist):
        """What the log says, in order."""
        logs = self.env["social.rule.log"].search([("twist_id", "=", twist.id)])
        return [(log.name, log.text) for log in logs.sorted("id")]


@tagged("post_install", "-at_install")
class TestRuleArrivals(RuleCase):
    def test_what_matches_is_tagged_and_logged(self):
        self.new_rule(words_any='refund "money back"')
        hit = self.arrive(compose(TO, "I want my Money  Back!"))
        miss = self.arrive(compose(TO, "Thank you."))
        self.assertEqual(hit.tag_ids, self.refund)
        self.assertFalse(miss.tag_ids)
        self.assertEqual(self.told(hit), [("Refunds", "tagged Money Back")])
        self.assertEqual(self.told(miss), [])

    def test_all_actions(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.new_rule(
            tag_ids=self.refund | self.tent,
            user_id=self.agent.id,
            priority="1",
            to_phase="understand",
            ready_answer_id=self.answer.id,
            planned_type_id=todo.id,
            planned_summary="Call",
            planned_days=2,
            snooze_hours=3,
        )
        self.env.invalidate_all()  # what was typed is stored
        first, second = self.arrive(compose(TO), compose(TO, From="bo@shop.example"))
        for twist in first | second:
            self.assertEqual(twist.tag_ids, self.refund | self.tent)
            self.assertEqual(twist.user_id, self.agent)
            self.assertEqual((twist.priority, twist.phase), ("1", "understand"))
            self.assertEqual(twist.ready_answer_id, self.answer)
            self.assertEqual(twist.activity_ids.user_id, self.agent)
            self.assertEqual(twist.activity_ids.summary, "Call")
            due = fields.Date.context_today(twist) + timedelta(days=2)
            self.assertEqual(twist.activity_ids.date_deadline, due)
            left = twist.snoozed_until - fields.Datetime.now()
            self.assertAlmostEqual(left.total_seconds(), 3 * 3600, delta=60)
            self.assertEqual(twist.move_ids[0].cause, "rule")
            self.assertEqual(twist.move_ids[0].reason, "Refunds")
            [(_name, text)] = self.told(twist)
            for words in (
                "Leaking Tents",
                "assigned to social_agent",
                "high priority",
                "moved to Understand",
                "suggested the answer sorry",
                "planned an activity for social_agent",
                "snoozed until",
            ):
                self.assertIn(words, text)

    def test_spam(self):
        self.new_rule("Pills", words_any="pills", marks_spam=True)
        twist = self.arrive(compose(TO, "Buy pills"))
        self.assertTrue(twist.is_spam)
        self.assertFalse(twist.is_open)
        twist.with_user(self.agent).action_not_spam()
        self.assertTrue(twist.is_open)

    def test_order_and_the_last_rule(self):
        self.new_rule("Second", sequence=2, priority="0", stops=True)
        self.new_rule("First", sequence=1, priority="1", tag_ids=self.tent)
        self.new_rule("Never", sequence=3, tag_ids=self.refund)
        twist = self.arrive(compose(TO))
        self.assertEqual(twist.tag_ids, self.tent | self.refund)
        self.assertEqual([name for name, _text in self.told(twist)][:1], ["First"])
        self.assertNotIn("Never", [name for name, _text in self.told(twist)])

    def test_the_twist_as_it_was_before_any_rule(self):
        domain = f"[('tag_ids', 'in', {self.tent.ids})]"
        self.new_rule("First", sequence=1, tag_ids=self.tent)
        self.new_rule("Second", sequence=2, domain=domain)
        first = compose(TO, Message_ID="<a@customer.example>")
        twist = self.arrive(first)
        self.assertEqual(twist.tag_ids, self.tent)
        self.arrive(compose(TO, In_Reply_To="<a@customer.example>"))
        self.assertEqual(twist.tag_ids, self.tent | self.refund)

    def test_domains_of_many_rules_are_one_statement(self):
        rules = [
            self.new_rule(f"Rule {number}", domain=f"[('name', 'ilike', '{word}')]")
            for number, word in enumerate(("tent", "boot", "tent"))
        ]
        counts = []
        for rule in rules[::-1]:
            twist = self.arrive(compose(TO, Subject="A tent"))
            names = [name for name, _text in self.told(twist)]
            self.assertEqual(twist.tag_ids, self.refund, names)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.arrive(compose(TO, Subject="A hat"))
            counts.append(self.env.cr.sql_log_count - before)
            if rule == rules[1]:
                break
        self.assertEqual(len(set(counts)), 1)

    def test_each_rule_by_its_own_domain(self):
        mine = self.env.user.name
        domains = {
            "name": "[('name', 'ilike', 'tent')]",
            "other": "[('name', 'ilike', 'boot')]",
            "either": "['|', ('name', 'ilike', 'boot'), ('priority', '=', '0')]",
            "author": "[('profile_id.handle', 'ilike', 'customer.example')]",
            "nobody": "[('profile_id.handle', '=', 'nobody@else.example')]",
            "tags": "[('tag_ids.name', 'ilike', 'tent')]",
            "order": "[('user_id', '=', False), ('platform', '=', 'mail')]",
            "assigned": f"[('user_id.name', '=', '{mine}')]",
            "parts": "['!', ('name', 'ilike', 'tent')]",
        }
        for number, (name, domain) in enumerate(domains.items()):
            self.new_rule(name, sequence=number, domain=domain)
        self.new_rule("hats", sequence=20, words_any="hats", domain=domains["order"])
        mails = (compose(TO, Subject=subject) for subject in ("A tent", "Boots, hats"))
        told = {
            twist.name: [name for name, _text in self.told(twist)]
            for twist in self.arrive(*mails)
        }
        self.assertEqual(
            told,
            {
                "A tent": ["name", "either", "author", "order"],
                "Boots, hats": ["other", "either", "author", "order", "parts", "hats"],
            },
        )

    def test_campaigns_and_channels(self):
        self.new_rule("Sale", campaign_ids=self.sale)
        self.new_rule("Open", channel_ids=self.channel, tag_ids=self.tent)
        sold = self.arrive(compose(TO), channel=self.sale_channel)
        open_ = self.arrive(compose(TO))
        self.assertEqual((sold.tag_ids, open_.tag_ids), (self.refund, self.tent))

    def test_only_new_and_first_contact(self):
        self.new_rule("New", only_new=True)
        self.new_rule("Stranger", first_contact="yes", tag_ids=self.tent)
        who = "Eve <eve@customer.example>"
        mail = compose(TO, From=who, Message_ID="<b@customer.example>")
        twist = self.arrive(mail)
        self.assertEqual(twist.tag_ids, self.tent | self.refund)
        twist.tag_ids = False
        self.arrive(compose(TO, From=who, In_Reply_To="<b@customer.example>"))
        self.assertFalse(twist.tag_ids)
        again = self.arrive(compose(TO, From=who))
        self.assertEqual(again.tag_ids, self.refund)

    def test_of_two_in_a_batch_the_first_is_the_first_contact(self):
        self.new_rule("Stranger", first_contact="yes")
        who = "Eve <eve@customer.example>"
        early = compose(TO, From=who, Date="Fri, 20 Nov 2026 09:00:00 +0100")
        one, other = self.arrive(early, compose(TO, From=who))
        tagged = (one | other).filtered("tag_ids")
        self.assertEqual(len(tagged), 1)
        other = (one | other) - tagged
        self.assertLess(tagged.first_message_date, other.first_message_date)

    def test_our_own_and_spam_are_no_arrivals(self):
        self.new_rule()
        twist = self.twist_in("listen")
        twist.profile_id.action_block()
        twist.tag_ids = False
        blocked = compose(TO, From=f"Ana <{twist.profile_id.handle}>")
        self.assertFalse(self.arrive(blocked).tag_ids)

    def test_assigned_to_others(self):
        rule = self.new_rule("Mine", user_id=self.agent.id)
        first = compose(TO, Message_ID="<c@customer.example>")
        reply = {"In_Reply_To": "<c@customer.example>"}
        twist = self.arrive(first)
        twist.user_id = self.supervisor
        self.arrive(compose(TO, **reply))
        self.assertEqual(twist.user_id, self.supervisor)
        self.assertIn("assigned to social_supervisor", self.told(twist)[-1][1])
        rule.is_reassigned = True
        self.arrive(compose(TO, **reply))
        self.assertEqual(twist.user_id, self.agent)

    def test_nobody_from_outside_the_campaign(self):
        self.new_rule("Stranger", user_id=self.stranger.id)
        twist = self.arrive(compose(TO), channel=self.sale_channel)
        self.assertFalse(twist.user_id)
        self.assertIn("does not belong to its campaign", self.told(twist)[0][1])

    def test_moves_only_as_the_table_of_phases_allows(self):
        self.new_rule("Too far", to_phase="process")
        twist = self.arrive(compose(TO))
        self.assertEqual(twist.phase, "listen")
        [(_name, text)] = self.told(twist)
        self.assertIn("cannot be moved to Process", text)

    def test_a_batch_costs_the_same_however_large(self):
        self.new_rule("A", words_any="hello", user_id=self.agent.id, priority="1")
        self.new_rule("B", first_contact="yes", to_phase="understand", sequence=11)
        self.new_rule("C", domain="[('priority', '=', '0')]", snooze_hours=1)
        counts, seconds = [], count()
        start = fields.Datetime.now()
        for size in (1, 5, 20):
            mails = [compose(TO, From=f"a{n}{size}@b.example") for n in range(size)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            with patch.object(
                fields.Datetime,
                "now",  # it goes on while a batch is worked on
                lambda *_args: start + timedelta(seconds=next(seconds)),
            ):
                twists = self.arrive(*mails)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(twists.mapped("phase")), {"understand"})
        # none for each of 15 more; what is kept in memory may be read again meanwhile
        self.assertLess(counts[2] - counts[1], 5, counts)

    def test_without_rules_nothing_is_asked(self):
        self.arrive(compose(TO))
        self.env.flush_all()
        self.assertTrue(self.channel.company_id)
        with self.assertQueryCount(0):
            self.env["social.twist"]._rules_on_arrival(self.channel, [])

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.new_rule(company_id=company.id)
        self.assertFalse(self.arrive(compose(TO)).tag_ids)


@tagged("post_install", "-at_install")
class TestRuleMoves(RuleCase):
    def test_on_move(self):
        self.new_rule("Moved", event="move", phase="understand")
        self.new_rule("Any", event="move", tag_ids=self.tent)
        twist = self.twist_in("listen").with_user(self.agent)
        self.assertFalse(twist.tag_ids)
        twist.action_next_phase()
        self.assertEqual(twist.tag_ids, self.refund | self.tent)
        twist.tag_ids = False
        twist.action_next_phase()
        self.assertEqual(twist.tag_ids, self.tent)

    def test_conditions_are_those_of_the_last_message(self):
        self.new_rule("Moved", event="move", words_any="hello", kind="mail")
        self.new_rule("Not", event="move", words_any="bye", tag_ids=self.tent)
        twist = self.twist_in("listen").with_user(self.agent)
        twist.action_next_phase()
        self.assertEqual(twist.tag_ids, self.refund)

    def test_rules_do_not_chase_each_other(self):
        self.new_rule("On", event="move", phase="understand", to_phase="engage")
        self.new_rule("Back", event="move", phase="engage", to_phase="understand")
        twist = self.twist_in("listen").with_user(self.agent)
        twist.action_next_phase()
        self.assertEqual(twist.phase, "understand")
        causes = twist.move_ids.sorted("id").mapped("cause")
        self.assertEqual(causes[-3:], ["hand", "rule", "rule"])

    def test_a_rule_that_fails_stops_no_agent(self):
        rule = self.new_rule("Broken", event="move")
        twist = self.twist_in("listen").with_user(self.agent)
        with self.broken(), mute_logger(ENGINE):
            twist.action_next_phase()
        self.assertEqual(twist.phase, "understand")
        self.assertIn("ZeroDivisionError", rule.last_error)

    def test_the_log_tells_where_but_quotes_nothing(self):
        rule = self.new_rule("Broken", event="move")
        twist = self.twist_in("listen").with_user(self.agent)

        words = "what Ana wrote"

        def fail(*args):
            raise ValueError(words)

        broken = patch.object(self.registry["social.rule"], "_plan_tags", fail)
        with broken, self.assertLogs(ENGINE, "ERROR") as logs:
            twist.action_next_phase()
        [line] = logs.output
        self.assertIn("ValueError", line)
        self.assertIn("in fail", line)
        self.assertNotIn(words, line)
        self.assertIn(words, rule.last_error)

    def broken(self):
        return patch.object(
            self.registry["social.rule"], "_plan_tags", lambda *args: 1 / 0
        )


@tagged("post_install", "-at_install")
class TestRuleFailures(RuleCase):
    def test_one_that_fails_costs_no_message_and_no_other_rule(self):
        broken = self.new_rule("Broken", tag_ids=self.tent, sequence=1)
        self.new_rule("Good")
        plan = Actions._plan_tags

        def fail(rule, twists, gathered):
            if rule == broken:
                rule.env.cr.execute("SELECT 1/0")
            return plan(rule, twists, gathered)

        with (
            patch.object(self.registry["social.rule"], "_plan_tags", fail),
            mute_logger(ENGINE, "odoo.sql_db"),
        ):
            first, second = self.arrive(compose(TO), compose(TO))
        self.assertEqual(first.tag_ids | second.tag_ids, self.refund)
        self.assertEqual(len(first.message_ids_social), 1)
        self.assertIn("DivisionByZero", broken.last_error)
        self.assertTrue(broken.active)

    def test_a_domain_that_cannot_be_searched_any_more(self):
        self.env["ir.model.fields"].create(
            {
                "name": "x_gone",
                "model_id": self.env["ir.model"]._get_id("social.twist"),
                "ttype": "char",
            }
        )
        broken = self.new_rule("Broken", domain="[('x_gone', '=', 'a')]")
        self.new_rule("Good", domain="[('phase', '=', 'listen')]", tag_ids=self.tent)
        self.env.registry.clear_cache()
        gone = "[('x_other', '=', 'a')]"
        self.env.cr.execute(
            "UPDATE social_rule SET domain = %s WHERE id = %s", [gone, broken.id]
        )
        self.env.invalidate_all()
        with mute_logger(ENGINE):
            twist = self.arrive(compose(TO))
        self.assertEqual(twist.tag_ids, self.tent)
        self.assertIn("x_other", broken.last_error)

    def test_a_slow_pattern_switches_its_rule_off(self):
        slow = self.new_rule("Slow", pattern=r"(a+)+$", tag_ids=self.tent)
        self.new_rule("Good")
        twist = self.arrive(compose(TO, f"{'a' * 900}b"))
        self.assertEqual(twist.tag_ids, self.refund)
        self.assertFalse(slow.active)
        self.assertIn("too long", slow.last_error)
        self.assertIn("Slow", slow.activity_ids.summary)
        group = self.env.ref("social_inbox.group_social_inbox_administrator")
        self.assertIn(slow.activity_ids.user_id, group.all_user_ids)


@tagged("post_install", "-at_install")
class TestRuleTimes(RuleCase):
    def run_times(self):
        with self.enter_registry_test_mode():
            self.env.ref("social_inbox.ir_cron_rule_times").method_direct_trigger()
        self.env.invalidate_all()

    def age(self, twist, name, **since):
        moment = fields.Datetime.subtract(fields.Datetime.now(), **since)
        twist.sudo()[name] = moment
        self.env.flush_all()

    def test_once_for_each_occasion(self):
        self.new_rule("Late", event="time", time_number=2, time_unit="days")
        late, early = self.twist_in("listen"), self.twist_in("listen")
        self.age(late, "waiting_since", days=3)
        self.age(early, "waiting_since", days=1)
        self.run_times()
        self.assertEqual((late.tag_ids, early.tag_ids), (self.refund, self.tent[:0]))
        late.tag_ids = False
        self.run_times()
        self.assertFalse(late.tag_ids)
        self.age(late, "waiting_since", days=4)
        self.run_times()
        self.assertEqual(late.tag_ids, self.refund)
        self.assertEqual(len(self.told(late)), 2)

    def test_since_and_phase(self):
        self.new_rule(
            "Stuck", event="time", time_since="phase_since", phase="understand"
        )
        self.new_rule(
            "Quiet",
            event="time",
            time_since="last_message_date",
            time_unit="hours",
            time_number=5,
            tag_ids=self.tent,
        )
        twists = [self.twist_in(phase) for phase in ("listen", "understand", "closed")]
        for twist in twists:
            self.age(twist, "phase_since", days=2)
            self.age(twist, "last_message_date", hours=6)
        self.run_times()
        self.assertEqual(twists[0].tag_ids, self.tent)
        self.assertEqual(twists[1].tag_ids, self.refund | self.tent)
        self.assertFalse(twists[2].tag_ids)

    def test_conditions_count_too(self):
        self.new_rule("Late", event="time", words_any="tent", time_number=1)
        twist = self.twist_in("listen")
        self.age(twist, "waiting_since", days=1)
        self.run_times()
        self.assertFalse(twist.tag_ids)
        self.assertEqual(self.told(twist), [])

    def test_what_keeps_it_from_being_done_again_is_kept(self):
        self.new_rule("Late", event="time", time_number=1)
        open_, closed = self.twist_in("listen"), self.twist_in("listen")
        for twist in open_ | closed:
            self.age(twist, "waiting_since", days=300)
        self.run_times()
        self.put(closed, "closed")
        logs = self.env["social.rule.log"].search(
            [("twist_id", "in", (open_ | closed).ids)]
        )
        logs.sudo().date = fields.Datetime.subtract(fields.Datetime.now(), days=200)
        logs._gc_old()
        self.assertEqual(logs.exists().twist_id, open_)

    def test_the_database_keeps_it_once(self):
        self.new_rule("Late", event="time", time_number=1)
        twist = self.twist_in("listen")
        self.age(twist, "waiting_since", days=3)
        self.run_times()
        log = self.env["social.rule.log"].search([("twist_id", "=", twist.id)])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            log.sudo().copy({"occurrence": log.occurrence, "rule_id": log.rule_id.id})


@tagged("post_install", "-at_install")
class TestRuleLog(RuleCase):
    def test_in_the_conversation_and_by_whose_rights(self):
        self.new_rule(
            "Refunds", words_any="hello", to_phase="process", tag_ids=self.refund
        )
        twist = self.arrive(compose(TO), channel=self.sale_channel)
        [event] = [
            one
            for one in twist.with_user(self.agent).conversation()["events"]
            if one["kind"] == "rule"
        ]
        self.assertIn("The rule “Refunds”: tagged Money Back", event["text"])
        self.assertIn("cannot be moved to Process", event["text"])
        for user, may in ((self.agent, True), (self.stranger, False)):
            found = self.env["social.rule.log"].with_user(user)
            self.assertEqual(
                bool(found.search([("twist_id", "=", twist.id)])), may, user.login
            )
        with Form(twist.with_user(self.agent)) as form:
            self.assertEqual(len(form.rule_log_ids), 1)

    def test_old_ones_go(self):
        self.new_rule()
        twist = self.arrive(compose(TO))
        log = self.env["social.rule.log"].search([("twist_id", "=", twist.id)])
        self.parameters.set_param("social_inbox.rule_log_days", "10")
        log.sudo().date = fields.Datetime.subtract(fields.Datetime.now(), days=9)
        log._gc_old()
        self.assertTrue(log.exists())
        log.sudo().date = fields.Datetime.subtract(fields.Datetime.now(), days=11)
        log._gc_old()
        self.assertFalse(log.exists())

    def test_a_rule_that_is_gone_keeps_its_name(self):
        rule = self.new_rule()
        twist = self.arrive(compose(TO))
        rule.unlink()
        self.assertEqual(self.told(twist)[0][0], "Refunds")


@tagged("post_install", "-at_install")
class TestRuleAnswers(RuleCase):
    def test_suggested_until_answered_to_those_who_may_use_it(self):
        self.new_rule(ready_answer_id=self.answer.id)
        twist = self.arrive(compose(TO))
        mine = twist.with_user(self.agent)
        suggested = mine._screen_composer()["suggested"]
        self.assertEqual(
            (suggested["source"], suggested["text"]), ("sorry", "We are sorry.")
        )
        self.answer.group_ids = self.env.ref("base.group_system")
        self.assertFalse(mine._screen_composer()["suggested"])
        self.put(twist, "engage")
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.profile_id._assign_person(person, "contract")
        self.assertFalse(twist.message_ids_social.filtered("user_id"))
        mine.respond("<p>Sorry!</p>")
        self.assertFalse(twist.ready_answer_id)


@tagged("post_install", "-at_install")
class TestRuleDryRun(RuleCase):
    def setUp(self):
        super().setUp()
        self.hits = self.arrive(
            *[compose(TO, "My refund?", Subject=f"{n}") for n in range(3)]
        )
        self.misses = self.arrive(compose(TO, "Thanks"))
        self.today = fields.Datetime.now()
        messages = (self.hits | self.misses).message_ids_social
        messages.sudo().date = self.today
        self.hits[0].message_ids_social.sudo().date = fields.Datetime.subtract(
            self.today, days=3
        )
        self.env.flush_all()

    def trial(self, rule, user=None):
        action = rule.with_user(user or self.supervisor).action_dry_run()
        trial = self.env["social.rule.trial"].with_user(user or self.supervisor)
        return trial.browse(action["res_id"])

    def test_what_would_be_touched_and_nothing_is_changed(self):
        rule = self.new_rule(words_any="refund", to_phase="understand")
        trial = self.trial(rule)
        self.assertEqual(trial.touched, 3)
        self.assertFalse(trial.is_cut)
        self.assertGreaterEqual(trial.looked_at, 4)
        self.assertEqual([count for _day, count in trial.days], [2, 1])
        self.assertIn("2", trial.days_text)
        domain = trial.action_view_twists()["domain"]
        self.assertEqual(self.env["social.twist"].search(domain), self.hits)
        self.assertEqual(set(self.hits.mapped("phase")), {"listen"})
        self.assertFalse(self.hits.tag_ids)
        self.assertEqual(self.told(self.hits[0]), [])

    def test_also_of_a_rule_that_is_off_and_by_its_domain(self):
        rule = self.new_rule(
            words_any="refund", domain=f"[('id', '=', {self.hits[1].id})]", active=False
        )
        self.assertEqual(self.trial(rule).twist_ids, self.hits[1].ids)

    def test_times(self):
        rule = self.new_rule(
            event="time", words_any="refund", time_since="waiting_since", time_number=2
        )
        moment = fields.Datetime.subtract(self.today, hours=3)
        self.hits[:2].sudo().waiting_since = moment
        self.hits[2].sudo().waiting_since = self.today
        self.assertEqual(set(self.trial(rule).twist_ids or ()), set(self.hits[:2].ids))

    def test_in_chunks_and_honest_when_cut(self):
        rule = self.new_rule(words_any="refund")
        module = "odoo.addons.social_inbox.models.social_rule_dry_run"
        with patch(f"{module}.CHUNK", 2):
            trial = self.trial(rule)
            self.assertEqual((trial.touched, trial.is_cut), (3, False))
            with patch(f"{module}.MOST", 2):
                trial = self.trial(rule)
        self.assertEqual((trial.looked_at, trial.is_cut), (2, True))

    def test_for_supervisors(self):
        rule = self.new_rule(words_any="refund")
        for user in (self.agent, self.stranger):
            with self.assertRaises(AccessError):
                rule.with_user(user).action_dry_run()
        trial = self.trial(rule)
        other = self.trial(rule, self.administrator)
        self.assertFalse(other.with_user(self.supervisor).has_access("read"))
        self.assertTrue(trial.has_access("read"))


@tagged("post_install", "-at_install")
class TestRuleForms(RuleCase):
    def test_administrators_write_supervisors_read(self):
        rules = self.env["social.rule"]
        with Form(rules.with_user(self.administrator)) as form:
            form.name = "Refunds"
            form.words_any = "refund"
            form.tag_ids.add(self.refund)
            form.webhook_url = "https://hooks.shop.example/a"
            form.webhook_secret = "s3cret"
        rule = form.record
        self.assertEqual(rule.webhook_secret, "••••••••")
        self.assertEqual(rule.sudo()._read_webhook_secret(), "s3cret")
        self.assertNotIn("s3cret", rule.sudo().webhook_cipher)
        with Form(rule.with_user(self.administrator)) as form:
            form.name = "Money"
        self.assertEqual(rule.sudo()._read_webhook_secret(), "s3cret")
        mine = rule.with_user(self.supervisor)
        self.assertEqual(mine.name, "Money")
        for name in ("webhook_url", "webhook_secret", "webhook_cipher"):
            with self.assertRaises(AccessError):
                mine.read([name])
        with self.assertRaises(AccessError):
            rule.with_user(self.administrator).read(["webhook_cipher"])
        for user in (self.supervisor, self.agent):
            with self.assertRaises(AccessError):
                rule.with_user(user).name = "Mine"
        with self.assertRaises(AccessError):
            rule.with_user(self.agent).read(["name"])

    def test_what_cannot_be(self):
        rule = self.new_rule()
        for values in (
            {"domain": "[('nonsense', '=', 1)]"},
            {"domain": "[(1, 2, 3, 4)]"},
            {"domain": "__import__('os')"},
            {"pattern": "(a"},
            {"languages": "1"},
            {"webhook_url": "http://hooks.shop.example"},
            {"webhook_url": "file:///etc/passwd"},
            {"tag_ids": [Command.clear()]},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                rule.with_user(self.administrator).write(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            rule.time_number = 0
            self.env.flush_all()

    def test_what_the_system_keeps(self):
        rule = self.new_rule().with_user(self.administrator)
        with self.assertRaises(AccessError):
            rule.last_error = "x"

    def test_a_change_counts_at_once(self):
        rule = self.new_rule(words_any="bye")
        self.assertFalse(self.arrive(compose(TO)).tag_ids)
        rule.words_any = "hello"
        self.assertEqual(self.arrive(compose(TO)).tag_ids, self.refund)
        rule.active = False
        self.assertFalse(self.arrive(compose(TO)).tag_ids)

    def test_outsiders(self):
        rule = self.new_rule()
        for group in ("base.group_portal", "base.group_user"):
            user = new_test_user(self.env, f"x_{group}", groups=group)
            with self.assertRaises(AccessError):
                rule.with_user(user).action_dry_run()
