"""Campaigns that give out their twists by themselves."""

import os
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..models import social_campaign_distribution
from .common import compose
from .test_campaign import TO, CampaignCase

AGENTS = "social_inbox.group_social_inbox_agent"
MANY_AGENTS = """
    INSERT INTO res_users (login, partner_id, company_id, active, share, create_date,
        social_twist_limit, notification_type)
    SELECT 'bench_agent_' || n, %(partner)s, %(company)s, TRUE, FALSE, now(), 0, 'email'
      FROM generate_series(1, %(count)s) AS n RETURNING id
"""
MANY_TWISTS = """
    INSERT INTO social_twist (name, phase, is_open, priority, channel_id, company_id,
        campaign_id, platform, profile_id, message_count, unread_count,
        first_message_date, last_message_date, waiting_since)
    SELECT 'Question ' || n, 'listen', TRUE, (n %% 2)::text, %(channel)s, %(company)s,
           %(campaign)s, 'mail', %(profile)s, 1, 1, %(now)s, %(now)s,
           %(now)s - interval '1 minute' * (n * 7919 %% 10007)
      FROM generate_series(1, %(count)s) AS n RETURNING id
"""


class DistributionCase(CampaignCase):
    """The campaign Sale with two agents, and what arrives there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.cron.trigger"].search([]).unlink()
        cls.sold.user_id = cls.lead  # nothing waits
        cls.cron = cls.env.ref("social_inbox.ir_cron_distribute")

    def wait(self, count=1, **values):
        """Twists of Sale that nobody has."""
        mails = [compose(TO) for _one in range(count)]
        twists = self.arrive(*mails, channel=self.sale_channel)
        if values:
            twists.sudo().write(values)
        self.env.flush_all()
        return twists

    def distribute(self, campaign=None):
        """As the scheduled action does."""
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def set_present(self, user, status="online"):
        presence = self.env["mail.presence"]
        presence.search([("user_id", "=", user.id)]).unlink()
        presence.create({"user_id": user.id, "status": status})
        self.env.invalidate_all()

    def set_out(self, user, since=0):
        """Out of office since so many hours."""
        begin = fields.Datetime.now() - timedelta(hours=since, minutes=1)
        user.out_of_office_from = begin
        self.env.flush_all()

    def loads(self, *users):
        count = self.env["social.twist"].search_count
        return [
            count([("user_id", "=", user.id), ("is_open", "=", True)]) for user in users
        ]

    def triggered(self):
        return self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.cron.id)]
        )


@tagged("post_install", "-at_install")
class TestDistributionModes(DistributionCase):
    def test_by_hand_nothing_is_given_out(self):
        twist = self.wait()
        self.assertFalse(self.triggered())
        self.distribute()
        self.assertFalse(twist.user_id)
        self.assertEqual(self.recall.distribution, "manual")

    def test_arrivals_start_the_distribution_once(self):
        self.sale.distribution = "least_busy"
        self.env["ir.cron.trigger"].search([]).unlink()
        twists = self.wait(4)
        self.assertEqual(self.triggered(), 1)
        self.distribute()
        self.assertEqual(self.loads(self.agent, self.colleague), [2, 2])
        self.assertEqual(twists.user_id, self.agent | self.colleague)

    def test_one_after_the_other_goes_on(self):
        self.sale.distribution = "round_robin"
        users = (self.agent | self.colleague).sorted("id")
        given = []
        for _turn in range(4):
            twist = self.wait()
            self.distribute()
            given.append(twist.user_id)
        self.assertEqual(given, [*users, *users])
        self.assertEqual(self.sale.last_agent_id, users[1])

    def test_whoever_holds_least_of_any_campaign(self):
        self.sale.distribution = "least_busy"
        self.open.user_id = self.agent
        first, second = self.wait(), self.wait()
        self.distribute()
        self.assertEqual((first | second).user_id, self.agent | self.colleague)
        self.assertEqual(self.loads(self.agent, self.colleague), [2, 1])

    def test_limit_of_campaign_and_of_user(self):
        self.sale.write({"distribution": "least_busy", "agent_limit": 2})
        self.colleague.social_twist_limit = 3
        twists = self.wait(8)
        self.distribute()
        self.assertEqual(self.loads(self.agent, self.colleague), [2, 3])
        left = twists.filtered(lambda one: not one.user_id)
        self.assertEqual(len(left), 3)
        for twist in left:
            self.assertIn(
                "as allowed", twist.with_user(self.supervisor).unassigned_reason
            )

    def test_the_most_urgent_first(self):
        self.sale.write({"distribution": "least_busy", "agent_limit": 1})
        calm, high, due = self.wait(), self.wait(priority="1"), self.wait()
        due.due_date = fields.Datetime.now() + timedelta(hours=1)
        self.distribute()
        self.assertFalse(calm.user_id)
        self.assertTrue(high.user_id and due.user_id)

    def test_room_that_is_made_is_filled(self):
        self.sale.write({"distribution": "least_busy", "agent_limit": 1})
        twists = self.wait(4)
        self.distribute()
        held = twists.filtered("user_id")
        for change in (
            lambda twist: twist.with_user(twist.user_id).action_close(),
            lambda twist: twist.write({"user_id": self.lead.id}),
        ):
            self.env["ir.cron.trigger"].search([]).unlink()
            change(held[0])
            self.assertEqual(self.triggered(), 1)
            self.distribute()
            held = twists.filtered(lambda one: one.user_id & self.sale.user_ids)
            self.assertEqual(self.loads(self.agent, self.colleague), [1, 1])
            held = held.filtered("is_open")

    def test_the_same_agent_for_the_same_person(self):
        self.sale.write({"distribution": "round_robin", "keep_agent": True})
        ana = {"From": "Ana <ana@customer.example>"}
        person = self.env["res.partner"].create({"name": "Ana"})
        first = self.arrive(compose(TO, **ana), channel=self.sale_channel)
        first.profile_id._assign_person(person, "contract")
        first.user_id = self.colleague
        second = self.twist_in("listen", channel=self.sale_channel)
        second.profile_id._assign_person(person, "contract")
        mails = [compose(TO, **ana) for _one in range(3)]
        others = self.arrive(*mails, channel=self.sale_channel)
        self.distribute()
        self.assertEqual((others | second).user_id, self.colleague)
        self.set_out(self.colleague)
        later = self.arrive(compose(TO, **ana), channel=self.sale_channel)
        self.distribute()
        self.assertEqual(later.user_id, self.agent)

    def test_snoozed_twists_wait(self):
        self.sale.distribution = "least_busy"
        twist = self.wait()
        later = fields.Datetime.now() + timedelta(hours=1)
        twist._write_by_system({"snoozed_until": later})
        self.distribute()
        self.assertFalse(twist.user_id)
        self.assertIn("snoozed", twist.with_user(self.supervisor).unassigned_reason)
        twist._write_by_system({"snoozed_until": later - timedelta(hours=2)})
        self.distribute()
        self.assertTrue(twist.user_id)

    def test_limits_are_numbers_from_zero(self):
        for record, name in (
            (self.sale, "agent_limit"),
            (self.sale, "give_away_hours"),
            (self.agent, "social_twist_limit"),
        ):
            with self.assertRaises(ValidationError):
                record[name] = -1

    def test_views(self):
        with Form(self.sale.with_user(self.administrator)) as form:
            form.distribution = "skill"
            form.agent_limit = 5
        self.assertEqual(self.sale.distribution, "skill")
        skills = self.env["social.skill"].with_user(self.supervisor)
        with Form(skills) as form:
            form.kind = "platform"
            form.platform = "mastodon"
        self.assertEqual(form.record.display_name, "Mastodon")
        twist = self.wait()
        self.assertTrue(Form(twist.with_user(self.supervisor)).record)


@tagged("post_install", "-at_install")
class TestDistributionPresence(DistributionCase):
    def test_the_absent_get_nothing(self):
        self.sale.distribution = "least_busy"
        self.set_out(self.agent)
        twists = self.wait(3)
        self.distribute()
        self.assertEqual(twists.user_id, self.colleague)
        self.set_out(self.colleague)
        twist = self.wait()
        self.distribute()
        self.assertFalse(twist.user_id)
        reason = twist.with_user(self.supervisor).unassigned_reason
        self.assertIn("No agent of the campaign is there", reason)
        self.agent.out_of_office_from = False
        self.distribute()
        self.assertEqual(twist.user_id, self.agent)

    def test_whoever_comes_back_as_planned(self):
        self.sale.distribution = "least_busy"
        self.set_out(self.agent, since=5)
        self.agent.out_of_office_to = fields.Datetime.now() - timedelta(hours=1)
        self.wait(2)
        self.distribute()
        self.assertEqual(self.loads(self.agent, self.colleague), [1, 1])

    def test_only_who_is_online(self):
        self.sale.write({"distribution": "least_busy", "only_present": True})
        for status, user in (("online", self.agent), ("away", self.colleague)):
            self.set_present(user, status)
        twists = self.wait(2)
        self.distribute()
        self.assertEqual(twists.user_id, self.agent)
        self.set_present(self.colleague)
        self.agent.manual_im_status = "busy"
        twist = self.wait()
        self.distribute()
        self.assertEqual(twist.user_id, self.colleague)

    def test_working_hours(self):
        self.sale.distribution = "least_busy"
        day = str(fields.Datetime.now().weekday())
        other = str((int(day) + 1) % 7)
        calendar = self.env["resource.calendar"].create({"name": "Shop", "tz": "UTC"})
        attendance = {"name": "Day", "hour_from": 0, "hour_to": 24, "dayofweek": other}
        calendar.attendance_ids = [Command.clear(), Command.create(attendance)]
        self.sale.resource_calendar_id = calendar
        twist = self.wait()
        self.distribute()
        self.assertFalse(twist.user_id)
        reason = twist.with_user(self.supervisor).unassigned_reason
        self.assertIn("outside the working hours", reason)
        calendar.attendance_ids.dayofweek = day
        self.distribute()
        self.assertTrue(twist.user_id)
        calendar.attendance_ids.dayofweek = other
        twist = self.wait()
        self.sale.with_user(self.supervisor).action_distribute()
        self.assertTrue(twist.user_id, "by hand at any hour")


@tagged("post_install", "-at_install")
class TestDistributionSkills(DistributionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale.distribution = "skill"
        cls.tag = cls.env["social.tag"].create({"name": "Warranty"})
        languages = cls.env["res.lang"].with_context(active_test=False)
        german = languages.search([("code", "=", "de_DE")])
        cls.german = cls.new_skill(kind="language", lang_id=german.id)
        english = languages.search([("code", "=", "en_US")])
        cls.english = cls.new_skill(kind="language", lang_id=english.id)
        cls.warranty = cls.new_skill(kind="tag", tag_id=cls.tag.id)

    @classmethod
    def new_skill(cls, **values):
        return cls.env["social.skill"].create(values)

    def written_in(self, language, **values):
        twist = self.wait(**values)
        twist.message_ids_social.sudo().language = language
        self.env.flush_all()
        return twist

    def test_codes(self):
        self.assertEqual(self.german.code, "language:de")
        self.assertEqual(self.warranty.code, f"tag:{self.tag.id}")
        self.tag.name = "Guarantee"
        self.assertEqual(self.warranty.name, "Guarantee")
        with self.assertRaises(ValidationError):
            self.new_skill(kind="platform")
        with self.assertRaises(ValidationError):
            self.new_skill(kind="tag", platform="mail")

    def test_language_and_tag(self):
        self.agent.social_skill_ids = self.german | self.english
        self.colleague.social_skill_ids = self.english | self.warranty
        german = self.written_in("de-CH")
        warranty = self.written_in("en", tag_ids=[Command.link(self.tag.id)])
        both = self.written_in("de", tag_ids=[Command.link(self.tag.id)])
        unknown = self.written_in(False)
        self.distribute()
        self.assertEqual(german.user_id, self.agent)
        self.assertEqual(warranty.user_id, self.colleague)
        self.assertFalse(both.user_id)
        self.assertTrue(unknown.user_id)
        reason = both.with_user(self.supervisor).unassigned_reason
        self.assertRegex(reason, "is good at: German.*, Warranty")
        self.colleague.social_skill_ids += self.german
        self.distribute()
        self.assertEqual(both.user_id, self.colleague)

    def test_what_is_nobodys_skill(self):
        other = self.env["social.tag"].create({"name": "Other"})
        tagged_other = self.written_in("fr", tag_ids=[Command.link(other.id)])
        self.distribute()
        self.assertTrue(tagged_other.user_id, "nobody has skills: all may")
        self.agent.social_skill_ids = self.german
        french = self.written_in("fr")
        self.distribute()
        self.assertFalse(french.user_id)
        result = self.sale.with_user(self.supervisor).action_distribute()
        self.assertIn("is good at: fr", result["params"]["message"])

    def test_platform(self):
        mail = self.new_skill(kind="platform", platform="mail")
        mastodon = self.new_skill(kind="platform", platform="mastodon")
        self.agent.social_skill_ids = mastodon
        self.colleague.social_skill_ids = mail
        twists = self.wait(3)
        self.distribute()
        self.assertEqual(twists.user_id, self.colleague)

    def test_the_last_message_from_outside_says_the_language(self):
        self.agent.social_skill_ids = self.german
        self.colleague.social_skill_ids = self.english
        first = compose(TO, Message_ID="<one@customer.example>")
        twist = self.arrive(first, channel=self.sale_channel)
        twist.message_ids_social.sudo().language = "de"
        reply = compose(TO, In_Reply_To="<one@customer.example>")
        self.arrive(reply, channel=self.sale_channel)
        last = twist.message_ids_social.sorted("id")[-1]
        last.sudo().write({"language": "en", "date": fields.Datetime.now()})
        self.env.flush_all()
        self.distribute()
        self.assertEqual(twist.user_id, self.colleague)


@tagged("post_install", "-at_install")
class TestDistributionRights(DistributionCase):
    def test_distribute_now(self):
        self.sale.distribution = "least_busy"
        for user in (self.agent, self.stranger):
            with self.assertRaises(AccessError):
                self.sale.with_user(user).action_distribute()
        for user in (self.lead, self.supervisor, self.administrator):
            twists = self.wait(2)
            result = self.sale.with_user(user).action_distribute()
            self.assertIn("2 assigned", result["params"]["message"])
            self.assertTrue(all(twist.user_id for twist in twists))
        result = self.sale.with_user(self.lead).action_distribute()
        self.assertIn("Nothing waits", result["params"]["message"])
        self.sale.distribution = "manual"
        with self.assertRaisesRegex(UserError, "Choose first"):
            self.sale.with_user(self.lead).action_distribute()

    def test_reasons_are_for_supervisors(self):
        twist = self.wait()
        with self.assertRaises(AccessError):
            twist.with_user(self.agent).read(["unassigned_reason"])

    def test_strangers_are_given_nothing(self):
        self.sale.distribution = "least_busy"
        other = self.env["res.company"].create({"name": "Other Company"})
        self.colleague.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        twists = self.wait(3)
        self.distribute()
        self.assertEqual(twists.user_id, self.agent)
        self.agent.active = False
        twist = self.wait()
        self.distribute()
        self.assertFalse(twist.user_id)

    def test_list_of_agents(self):
        self.sold.user_id = self.agent
        self.set_out(self.colleague)
        self.set_present(self.agent)
        agents = self.env["social.agent"].with_user(self.supervisor)
        mine = agents.browse(self.agent.id)
        self.assertEqual((mine.open_twist_count, mine.presence), (1, "here"))
        self.assertEqual(mine.campaign_ids, self.sale)
        self.assertEqual(agents.browse(self.colleague.id).presence, "absent")
        self.assertEqual(agents.browse(self.stranger.id).presence, "away")
        mine.twist_limit = 7
        self.assertEqual(self.agent.social_twist_limit, 7)
        self.assertEqual(mine.twist_limit, 7)
        skill = self.env["social.skill"].with_user(self.supervisor)
        skill = skill.create({"kind": "platform", "platform": "mail"})
        mine.skill_ids = skill
        self.assertEqual(self.agent.social_skill_ids, skill.sudo())
        with self.assertRaises(AccessError):
            mine.write({"user_id": self.lead.id})
        with self.assertRaises(AccessError):
            mine.with_user(self.agent).read(["user_id"])
        with self.assertRaises(AccessError):
            mine.with_user(self.agent).write({"twist_limit": 9})
        with self.assertRaises(AccessError):
            self.agent.with_user(self.agent).write({"social_twist_limit": 99})

    def test_agents_of_another_company_are_not_listed(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        values = {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        foreign = self.new_agent("social_foreign", **values)
        listed = self.env["social.agent"].with_user(self.supervisor).search([]).user_id
        self.assertIn(self.agent, listed)
        self.assertNotIn(foreign, listed)


@tagged("post_install", "-at_install")
class TestDistributionSpeed(DistributionCase):
    def many(self, agents, twists, limit=0):
        """Made by SQL: users and twists of Sale; the agents' ids."""
        facts = {
            "company": self.env.company.id,
            "partner": self.agent.partner_id.id,
            "channel": self.sale_channel.id,
            "campaign": self.sale.id,
            "profile": self.sold.profile_id.id,
            "now": fields.Datetime.now(),
        }
        rows = self.env.execute_query(SQL(MANY_AGENTS, **facts, count=agents))
        ids = [row[0] for row in rows]
        self.env.execute_query(SQL(MANY_TWISTS, **facts, count=twists))
        for table, user, other, value in (
            ("social_campaign_user_rel", "user_id", "campaign_id", self.sale.id),
            ("res_company_users_rel", "user_id", "cid", self.env.company.id),
            ("res_groups_users_rel", "uid", "gid", self.env.ref(AGENTS).id),
        ):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s, %s) SELECT unnest(%s), %s",
                    SQL.identifier(table),
                    SQL.identifier(user),
                    SQL.identifier(other),
                    ids,
                    value,
                )
            )
        self.env.invalidate_all()
        self.sale.write({"distribution": "least_busy", "agent_limit": limit})
        self.sale.user_ids -= self.agent | self.colleague
        return ids

    def cpu_seconds(self):
        """Of this process and PostgreSQL's, where Linux tells: however busy a machine
        is with other things, they say how long it takes."""
        stat = Path(f"/proc/{self.env.cr._cnx.info.backend_pid}/stat")
        if not stat.exists():
            return time.perf_counter()
        ticks = sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))
        return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")

    def test_ten_thousand_to_two_hundred_in_five_seconds(self):
        ids = self.many(200, 10_000, limit=60)
        for mode in ("least_busy", "round_robin", "skill"):
            self.sale.distribution = mode
            self.env.cr.execute(
                SQL(
                    "UPDATE social_twist SET user_id = NULL WHERE user_id = ANY(%s)",
                    ids,
                )
            )
            start = self.cpu_seconds()
            given, left = self.sale._distribute()
            seconds = self.cpu_seconds() - start
            self.assertEqual((len(given), left), (10_000, {}))
            self.assertEqual(set(Counter(given.values()).values()), {50})
            self.assertLess(seconds, 5, mode)

    def test_the_limits_hold_for_many(self):
        ids = self.many(20, 500, limit=7)
        given, _left = self.sale._distribute()
        self.assertEqual(Counter(given.values()), dict.fromkeys(ids, 7))

    def test_a_run_costs_the_same_however_much_waits(self):
        for mode in ("least_busy", "round_robin", "skill"):
            counts = []
            for size in (3, 40):
                self.sale.write({"distribution": mode, "agent_limit": 0})
                self.sale.keep_agent = True
                self.wait(size)
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                given, _left = self.sale._distribute()
                counts.append(self.env.cr.sql_log_count - before)
                self.assertEqual(len(given), size)
            self.assertEqual(*counts, mode)

    def test_reasons_of_many_cost_the_same(self):
        self.sale.write({"distribution": "skill", "agent_limit": 1})
        self.wait(30)
        self.distribute()
        left = self.env["social.twist"].search([("user_id", "=", False)])
        counts = []
        for twists in (left[:3], left[:3], left):
            self.env.invalidate_all()
            twists.mapped("user_id")
            before = self.env.cr.sql_log_count
            twists.with_user(self.supervisor).mapped("unassigned_reason")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])  # the first fills caches

    def test_more_than_a_run_can_do_go_on_at_once(self):
        self.sale.distribution = "least_busy"
        self.sale.agent_limit = 0
        self.wait(5)
        self.env["ir.cron.trigger"].search([]).unlink()
        with patch.object(social_campaign_distribution, "MOST", 2):
            self.distribute()
        self.assertEqual(sum(self.loads(self.agent, self.colleague)), 2)
        self.assertEqual(self.triggered(), 1)
