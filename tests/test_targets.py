"""Targets: when twists are due, who is told, and what that costs."""

from datetime import datetime, timedelta

import pytz
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.social_twist_targets import AFTER
from .common import compose
from .test_campaign import CampaignCase

TO = "support@shop.example"
MONDAY = datetime(2026, 3, 2, 9, 0)  # in summer time four weeks later
HOUR = timedelta(hours=1)
CRONS = {
    "tell": "social_inbox.ir_cron_tell_targets",
    "again": "social_inbox.ir_cron_recompute_targets",
}


class TargetCase(CampaignCase):
    """Three targets, and what is asked and answered at given times."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["social.target"].search([]).active = False
        cls.targets = cls.env["social.target"].create(
            [
                {"name": "Answer", "kind": "first", "hours": 4, "warn_minutes": 60},
                {"name": "Again", "kind": "next", "hours": 8},
                {"name": "Done", "kind": "resolution", "hours": 24},
            ]
        )
        cls.first, cls.next, cls.resolution = cls.targets

    def ask(self, moment=MONDAY, channel=None, count=1, **headers):
        """Twists whose first message was sent just then."""
        headers.setdefault("Date", moment.strftime("%a, %d %b %Y %H:%M:%S +0000"))
        mails = [compose(TO, **headers) for _one in range(count)]
        with freeze_time(moment + timedelta(seconds=30)):
            return self.arrive(*mails, channel=channel or self.sale_channel)

    def ask_again(self, twist, moment):
        message = twist.message_ids_social.sorted("date")[0]
        headers = {
            "From": f"Ana <{twist.profile_id.handle}>",
            "In_Reply_To": message.external_id,
        }
        self.assertEqual(self.ask(moment, **headers), twist)

    def answer(self, twist, moment, user=None, is_sent=True):
        """By a person; sent at once, without a platform behind it."""
        if not twist.partner_id:
            person = self.env["res.partner"].create({"name": "Ana"})
            twist.profile_id._assign_person(person, "contract")
        with freeze_time(moment):
            if twist.phase == "listen":
                self.put(twist, "engage")
            answer = twist.with_user(user or self.agent).respond("<p>Yes</p>")
            if is_sent:
                self.sent(answer)
        self.env.flush_all()
        return answer.sudo()

    def sent(self, answer):
        """As after the platform took it, without the commit."""
        answer = answer.sudo()
        answer.write({"state": "sent", "date": fields.Datetime.now()})
        answer.twist_id._answer_changed(answer)

    def line(self, twist, kind="first", turn=0):
        lines = twist.target_line_ids
        return lines.filtered(lambda one: (one.kind, one.turn) == (kind, turn))

    def run_cron(self, name, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(CRONS[name]).method_direct_trigger()
        self.env.invalidate_all()

    def activities(self, twist):
        kind = self.env.ref("social_inbox.mail_activity_type_target")
        return twist.activity_ids.filtered(lambda one: one.activity_type_id == kind)


@tagged("post_install", "-at_install")
class TestTargets(TargetCase):
    def test_due_on_arrival(self):
        twist = self.ask()
        self.assertEqual(twist.due_date, MONDAY + 4 * HOUR)
        self.assertEqual(twist.due_soon_date, MONDAY + 3 * HOUR)
        self.assertEqual(self.line(twist).state, "running")
        due = self.line(twist, "resolution").due
        self.assertEqual(due, MONDAY + 24 * HOUR)

    def test_without_targets_nothing_is_due(self):
        self.targets.active = False
        twist = self.ask()
        self.assertFalse(twist.due_date)
        self.assertFalse(twist.target_line_ids)

    def test_the_first_target_that_fits_counts(self):
        values = {"kind": "first", "sequence": 1, "hours": 1}
        self.env["social.target"].create(
            [
                {**values, "name": "Recall", "campaign_ids": self.recall.ids},
                {**values, "name": "High", "priority": "1"},
                {**values, "name": "Other", "platform": "mastodon"},
            ]
        )
        self.assertEqual(self.ask().due_date, MONDAY + 4 * HOUR)
        twist = self.ask(channel=self.recall_channel)
        self.assertEqual(twist.due_date, MONDAY + HOUR)
        twist = self.ask()
        twist.with_user(self.agent).priority = "1"
        self.assertEqual(twist.due_date, MONDAY + HOUR)
        twist.priority = "0"
        twist.with_user(self.supervisor).campaign_id = self.recall
        self.assertEqual(twist.due_date, MONDAY + HOUR)

    def test_answered_in_time(self):
        twist = self.ask()
        self.answer(twist, MONDAY + 2 * HOUR)
        line = self.line(twist)
        self.assertEqual(line.state, "reached")
        self.assertEqual(line.ended, MONDAY + 2 * HOUR)
        self.assertEqual(line.user_id, self.agent)
        resolution = self.line(twist, "resolution")
        self.assertEqual(resolution.state, "paused")
        self.assertEqual(resolution.hours_left, 22)
        self.assertFalse(twist.due_date)

    def test_answers_count_when_they_are_sent(self):
        twist = self.ask()
        answer = self.answer(twist, MONDAY + 2 * HOUR, is_sent=False)
        self.assertEqual(self.line(twist).state, "running")
        with freeze_time(MONDAY + 5 * HOUR):
            self.sent(answer)
        self.assertEqual(self.line(twist).state, "breached")
        self.assertEqual(self.line(twist).ended, MONDAY + 5 * HOUR)

    def test_a_withdrawn_answer_answers_nothing(self):
        twist = self.ask()
        answer = self.answer(twist, MONDAY + 2 * HOUR, is_sent=False)
        answer.action_withdraw()
        self.assertFalse(self.line(twist).ended)
        self.assertEqual(twist.due_date, MONDAY + 4 * HOUR)

    def test_the_next_question(self):
        twist = self.ask()
        self.answer(twist, MONDAY + HOUR)
        self.ask_again(twist, MONDAY + 10 * HOUR)
        line = self.line(twist, "next", 1)
        self.assertEqual(line.due, MONDAY + 18 * HOUR)
        resolution = self.line(twist, "resolution")
        self.assertEqual(resolution.state, "running")
        self.assertEqual(resolution.due, MONDAY + 33 * HOUR)
        self.assertEqual(twist.due_date, line.due)

    def test_closed_and_reopened(self):
        twist = self.ask()
        self.answer(twist, MONDAY + HOUR)
        self.ask_again(twist, MONDAY + 2 * HOUR)
        with freeze_time(MONDAY + 4 * HOUR):
            twist.with_user(self.agent).action_close()
        resolution = self.line(twist, "resolution")
        self.assertEqual(resolution.state, "reached")
        self.assertEqual(self.line(twist, "next", 1).state, "dropped")
        self.assertFalse(twist.due_date)
        self.ask_again(twist, MONDAY + 50 * HOUR)
        self.assertEqual(twist.phase, "listen")
        self.assertEqual(resolution.state, "running")
        # it arrived half a minute after it was written
        self.assertEqual(resolution.due, MONDAY + 71 * HOUR + timedelta(seconds=30))

    def test_an_undone_closing_is_none(self):
        twist = self.ask()
        with freeze_time(MONDAY + HOUR):
            result = twist.with_user(self.agent).action_close()
            self.assertEqual(self.line(twist).state, "dropped")
            undo = result["params"]["undo"]
            moves = self.env[undo["model"]].with_user(self.agent).browse(undo["ids"])
            moves.action_undo()
        self.assertEqual(twist.due_date, MONDAY + 4 * HOUR)

    def test_spam_is_due_for_nothing(self):
        twist = self.ask()
        twist.with_user(self.agent).action_spam()
        self.assertFalse(twist.due_date)
        self.assertFalse(twist.target_line_ids)
        twist.with_user(self.agent).action_not_spam()
        self.assertEqual(twist.due_date, MONDAY + 4 * HOUR)

    def test_nonsense_is_refused(self):
        for values in ({"hours": 0}, {"hours": 9999}, {"warn_minutes": -1}):
            with self.assertRaises(ValidationError):
                self.first.write(values)
        self.ask()
        with self.assertRaisesRegex(UserError, "archive it"):
            self.first.unlink()
        with self.assertRaises(AccessError):
            self.first.with_user(self.supervisor).hours = 1

    def test_who_sees_the_lines(self):
        twist = self.ask(channel=self.recall_channel)
        line = self.line(twist)
        self.assertTrue(line.with_user(self.stranger).read(["state"]))
        self.assertTrue(line.with_user(self.supervisor).read(["state"]))
        for user in (self.agent, self.lead):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["state"])

    def test_campaigns_list_theirs(self):
        own = self.first.copy({"campaign_ids": [Command.set(self.recall.ids)]})
        self.assertNotIn(own, self.sale.target_ids)
        self.assertIn(own, self.recall.with_user(self.stranger).target_ids)
        self.assertIn(self.first, self.sale.target_ids)


@tagged("post_install", "-at_install")
class TestTargetHours(TargetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "Europe/Vienna",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "full_day",
                        }
                    )
                    for day in range(5)
                ],
            }
        )
        cls.sale.resource_calendar_id = cls.calendar

    def local(self, *moment):
        zone = pytz.timezone("Europe/Vienna")
        local = zone.localize(datetime(*moment))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def due(self, *moment):
        return self.ask(self.local(*moment)).due_date

    def test_over_a_weekend(self):
        due = self.due(2026, 3, 6, 15, 0)  # two hours on Friday, two on Monday
        self.assertEqual(due, self.local(2026, 3, 9, 11, 0))

    def test_over_the_change_to_summer_time(self):
        due = self.due(2026, 3, 27, 15, 0)
        self.assertEqual(due, self.local(2026, 3, 30, 11, 0))
        self.assertEqual(due.hour, 9)  # in UTC an hour less than in winter

    def test_at_night(self):
        due = self.due(2026, 3, 3, 22, 0)
        self.assertEqual(due, self.local(2026, 3, 4, 13, 0))

    def test_holidays(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": self.local(2026, 3, 3, 0, 0),
                "date_to": self.local(2026, 3, 3, 23, 59),
            }
        )
        due = self.due(2026, 3, 2, 15, 0)
        self.assertEqual(due, self.local(2026, 3, 4, 11, 0))

    def test_long_targets_read_farther_ahead(self):
        self.first.hours = 400  # ten weeks of work
        twist = self.ask(self.local(2026, 3, 2, 9, 0))
        self.assertEqual(self.line(twist).due, self.local(2026, 5, 8, 17, 0))

    def test_without_any_hours_nothing_is_due(self):
        self.calendar.attendance_ids.unlink()
        twist = self.ask(self.local(2026, 3, 2, 9, 0))
        self.assertFalse(twist.due_date)
        self.assertEqual(self.line(twist).state, "running")

    def test_the_clock_stands_at_night_too(self):
        twist = self.ask(self.local(2026, 3, 2, 9, 0))
        self.answer(twist, self.local(2026, 3, 2, 12, 0))
        self.ask_again(twist, self.local(2026, 3, 3, 20, 0))
        line = self.line(twist, "resolution")
        # three of 24 hours were used: 21 from Wednesday on are two days and a half
        self.assertEqual(line.due, self.local(2026, 3, 6, 14, 0))

    def test_a_change_of_hours_counts_for_what_is_open(self):
        twist = self.ask(self.local(2026, 3, 2, 15, 0))
        closed = self.ask(self.local(2026, 3, 2, 15, 0))
        with freeze_time(self.local(2026, 3, 2, 16, 0)):
            closed.action_close()
        self.run_cron("again", MONDAY)
        self.calendar.attendance_ids.filtered(lambda one: one.dayofweek == "1").unlink()
        self.assertEqual(self.parameters.get_param(AFTER), "0")
        self.run_cron("again", self.local(2026, 3, 2, 16, 0))
        self.assertFalse(self.parameters.get_param(AFTER))
        self.assertEqual(twist.due_date, self.local(2026, 3, 4, 11, 0))
        self.assertEqual(self.line(closed).state, "dropped")

    def test_a_change_of_targets_counts_for_what_is_open(self):
        twist = self.ask(self.local(2026, 3, 2, 9, 0))
        self.run_cron("again", MONDAY)
        self.first.hours = 2
        self.run_cron("again", self.local(2026, 3, 2, 9, 30))
        self.assertEqual(twist.due_date, self.local(2026, 3, 2, 11, 0))
        self.first.active = False
        self.run_cron("again", self.local(2026, 3, 2, 9, 30))
        self.assertFalse(self.line(twist))
        self.sale.resource_calendar_id = False
        self.assertEqual(self.parameters.get_param(AFTER), "0")


@tagged("post_install", "-at_install")
class TestTargetAlerts(TargetCase):
    def test_the_assignee_is_told_once(self):
        twist = self.ask()
        twist.user_id = self.agent
        self.run_cron("tell", MONDAY + 3.9 * HOUR)
        self.assertFalse(self.activities(twist))
        for _again in range(2):
            self.run_cron("tell", MONDAY + 4.1 * HOUR)
            [activity] = self.activities(twist)
            self.assertEqual(activity.user_id, self.agent)
            self.assertIn("First Response", activity.summary)
        self.assertEqual(self.line(twist).state, "breached")
        self.assertEqual(twist.due_date, MONDAY + 4 * HOUR)

    def test_done_in_the_end(self):
        twist = self.ask()
        twist.user_id = self.agent
        self.run_cron("tell", MONDAY + 4.1 * HOUR)
        self.answer(twist, MONDAY + 5 * HOUR)
        self.assertFalse(self.activities(twist))
        self.assertEqual(self.line(twist).state, "breached")
        self.run_cron("tell", MONDAY + 6 * HOUR)
        self.assertFalse(self.activities(twist))

    def test_of_nobodys_twists_the_supervisors_are_told(self):
        twist, other = self.ask(), self.ask(channel=self.recall_channel)
        self.run_cron("tell", MONDAY + 4.1 * HOUR)
        self.assertEqual(self.activities(twist).user_id, self.lead)
        self.assertFalse(self.activities(other))  # there is none

    def test_what_is_old_when_it_arrives_is_no_news(self):
        date = "Mon, 02 Feb 2026 09:00:00 +0000"
        twist = self.ask(Date=date)
        twist.user_id = self.agent
        self.assertEqual(self.line(twist).state, "breached")
        self.run_cron("tell", MONDAY + HOUR)
        self.assertFalse(self.activities(twist))

    def test_new_targets_alarm_nobody(self):
        self.targets.active = False
        twist = self.ask()
        twist.user_id = self.agent
        self.targets.active = True
        self.run_cron("again", MONDAY + 5 * HOUR)
        self.assertEqual(self.line(twist).state, "breached")
        self.run_cron("tell", MONDAY + 5 * HOUR)
        self.assertFalse(self.activities(twist))

    def test_a_warning_before(self):
        self.env["bus.bus"].search([]).unlink()
        twists = self.ask(count=2)
        twists.user_id = self.agent
        for _again in range(2):
            self.run_cron("tell", MONDAY + 3.2 * HOUR)
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].search([("message", "like", "due soon")])
        self.assertEqual(len(sent), 1)
        lines = twists.target_line_ids.filtered(lambda one: one.kind == "first")
        self.assertTrue(all(lines.mapped("is_warned")))


@tagged("post_install", "-at_install")
class TestTargetScreen(TargetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["social.twist"].with_user(cls.agent)

    def ids(self, moment, **query):
        with freeze_time(moment):
            query = {"phase": "listen", "channel_id": self.sale_channel.id, **query}
            return [row["id"] for row in self.model.screen_list(query)["rows"]]

    def test_filters_and_order(self):
        self.sold.unlink()
        later, first = self.ask(MONDAY + 2 * HOUR), self.ask()
        moment = MONDAY + 3.5 * HOUR
        self.assertEqual(self.ids(moment, when="soon"), first.ids)
        self.assertEqual(self.ids(moment, when="overdue"), [])
        moment = MONDAY + 4.5 * HOUR
        self.assertEqual(self.ids(moment, when="overdue"), first.ids)
        self.assertEqual(self.ids(moment, when="soon"), [])
        first.with_user(self.agent).screen_priority(True)
        none = self.ask(MONDAY + 3 * HOUR)
        none.target_line_ids.unlink()
        none._set_due(none.ids)
        expected = [first.id, later.id, none.id]
        self.assertEqual(self.ids(moment, order="due"), expected)
        first._snooze(moment + 9 * HOUR)
        self.assertEqual(self.ids(moment, when="overdue"), [])

    def test_rows_say_when(self):
        twist = self.ask()
        row = twist._screen_row()
        self.assertEqual(row["due"], str(MONDAY + 4 * HOUR))
        self.assertEqual(row["due_soon"], str(MONDAY + 3 * HOUR))


@tagged("post_install", "-at_install")
class TestTargetSpeed(TargetCase):
    def count(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_batch_costs_the_same_however_large(self):
        calendar = self.env.company.resource_calendar_id
        self.sale.resource_calendar_id = calendar
        counts = [
            self.count(lambda size=size: self.ask(count=size)) for size in (1, 5, 20)
        ]
        self.assertEqual(counts[1], counts[2])

    def test_computing_again_costs_the_same_however_many(self):
        twists = self.ask(count=20)
        self.first.hours = 5
        some = self.count(twists[:5]._set_targets)
        self.first.hours = 6
        self.assertEqual(self.count(twists._set_targets), some)
        self.assertLess(self.count(twists._set_targets), some)  # nothing to write

    def test_alerts_cost_the_same_however_many(self):
        model = self.env["social.twist.target"]
        counts = []
        for size in (5, 20):
            twists = self.ask(count=size)
            twists.user_id = self.agent
            with freeze_time(MONDAY + 5 * HOUR):
                counts.append(self.count(model._tell_overdue))
            self.assertEqual(len(twists.activity_ids), size)
        self.assertLessEqual(counts[1] - counts[0], 15)  # followers are added by Odoo

    def test_reading_computes_nothing(self):
        twist = self.ask()
        line = self.line(twist)
        line.sudo().write({"due": False})
        twist.with_user(self.agent).action_mark_read()
        self.assertFalse(line.due)


@tagged("post_install", "-at_install")
class TestTargetReport(TargetCase):
    def test_reached_and_missed(self):
        reached, missed, closed = self.ask(), self.ask(), self.ask()
        missed.user_id = self.colleague
        self.answer(reached, MONDAY + HOUR)
        with freeze_time(MONDAY + HOUR):
            closed.action_close()
        report = self.env["social.target.report"].with_user(self.supervisor)
        domain = [
            ("twist_id", "in", (reached | missed | closed).ids),
            ("kind", "=", "first"),
        ]
        with freeze_time(MONDAY + 5 * HOUR):
            rows = report._read_group(
                domain,
                ["campaign_id", "user_id", "platform", "date:week"],
                ["reached:sum", "breached:sum", "reached_rate:avg"],
            )
        found = {row[1]: row[4:] for row in rows}
        self.assertEqual(found[self.agent], (1, 0, 100))
        self.assertEqual(found[self.colleague], (0, 1, 0))
        self.assertEqual(len(rows), 2)
        self.assertEqual({row[0] for row in rows}, {self.sale})
        with self.assertRaises(AccessError):
            report.with_user(self.agent).search([])

    def test_views(self):
        targets = self.env["social.target"].with_user(self.administrator)
        with Form(targets) as form:
            form.name = "Fast"
            form.hours = 0.5
            form.campaign_ids.add(self.sale)
        self.assertIn(form.record, self.sale.target_ids)
        for user, model in (
            (self.administrator, "social.campaign"),
            (self.agent, "social.twist"),
            (self.supervisor, "social.target.report"),
        ):
            for kind in ("list", "form", "search", "pivot", "kanban"):
                self.env[model].with_user(user).get_view(view_type=kind)
