"""Opinion leaders: who is found, with which figures, and what is done with them."""

from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged

from .common import ArrivalCase

NOON = datetime(2026, 3, 10, 12)
MONTH = timedelta(days=30)


class LeaderCase(ArrivalCase):
    """Authors with messages on chosen days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["social.message"].sudo()
        cls.messages.search([]).is_spam = True  # demo data count nowhere

    @classmethod
    def author(cls, count=0, phase="understand", person=None, channel=None, **values):
        """A twist of a new author, whose profile writes that many messages at noon."""
        twist = cls.twist_in(phase, channel=channel)
        twist.message_ids_social.sudo().is_spam = True
        profile = twist.profile_id
        if person:
            profile._assign_person(person, "contract")
        for _number in range(count):
            cls.write_message(twist, profile, **values)
        return twist

    @classmethod
    def write_message(cls, twist, profile=None, **values):
        return cls.messages.create(
            {
                "twist_id": twist.id,
                "channel_id": twist.channel_id.id,
                "company_id": twist.company_id.id,
                "profile_id": (profile or twist.profile_id).id,
                "direction": "inbound",
                "type": "related",
                "kind": "mail",
                "date": NOON,
                **values,
            }
        )

    def find(self, user=None, **asked):
        """The leaders found, by their busiest profile."""
        asked = {"min_messages": 1, "period": "all", **asked}
        user = user or self.agent
        search = self.env["social.leader.search"].with_user(user).create(asked)
        action = search.action_show()
        found = self.env["social.leader"].with_user(user).search(action["domain"])
        self.assertEqual(found, search.leader_ids)
        return found

    def assertFound(self, twists, **asked):
        found = self.find(**asked)
        self.assertEqual(found.profile_id, twists.profile_id)
        return found


@tagged("post_install", "-at_install")
class TestLeaderFigures(LeaderCase):
    def test_from_so_many_messages_on(self):
        two, three = self.author(2), self.author(3)
        self.assertFound(two | three, min_messages=2)
        self.assertFound(three, min_messages=3)
        self.assertFound(three.browse(), min_messages=4)

    def test_profiles_of_a_person_count_together(self):
        ana = self.env["res.partner"].create({"name": "Ana Reyes"})
        few, many = self.author(2, person=ana), self.author(3, person=ana)
        alone = self.author(4)
        few.profile_id.sudo().followers = 100
        many.profile_id.sudo().followers = 20
        found = self.assertFound(many, min_messages=5)
        self.assertEqual(found.partner_id, ana)
        self.assertEqual(found.name, "Ana Reyes")
        self.assertEqual(found.message_count, 5)
        self.assertEqual(found.profile_count, 2)
        self.assertEqual(found.reach, 120)
        unlinked = self.find(min_messages=4) - self.find(min_messages=5)
        unlinked = unlinked.filtered(lambda one: not one.partner_id)
        self.assertEqual(unlinked.profile_id, alone.profile_id)
        self.assertEqual(unlinked.name, alone.profile_id.name)

    def test_spam_does_not_count(self):
        twist, spam = self.author(3), self.author(5)
        self.write_message(twist, is_spam=True)
        spam.sudo().is_spam = True
        found = self.assertFound(twist)
        self.assertEqual(found.message_count, 3)

    def test_own_messages_do_not_count(self):
        twist = self.author(1)
        self.write_message(twist, direction="outbound", state="sent")
        self.assertEqual(self.assertFound(twist).message_count, 1)

    def test_days_begin_where_the_user_is(self):
        self.agent.tz = "Asia/Tokyo"  # nine hours before UTC
        for hour in ("14:59:59", "15:00:00"):
            self.author(1, date=f"2026-03-09 {hour}")
        early, late = self.twists_from("2026-03-09 14:59:59", "2026-03-09 15:00:00")
        custom = {"period": "custom", "date_from": "2026-03-10"}
        self.assertFound(late, **custom)
        custom = {"period": "custom", "date_to": "2026-03-09"}
        self.assertFound(early, **custom)
        both = {"date_from": "2026-03-09", "date_to": "2026-03-10"}
        self.assertFound(early | late, period="custom", **both)

    def twists_from(self, *dates):
        found = [self.messages.search([("date", "=", date)]).twist_id for date in dates]
        self.assertEqual([len(twist) for twist in found], [1, 1])
        return found

    def test_ready_periods(self):
        now = datetime.now()
        old = self.author(1, date=now - timedelta(days=40))
        new = self.author(1, date=now - timedelta(days=2))
        self.assertFound(new, period="30")
        self.assertFound(old | new, period="90")
        self.assertFound(old | new, period="all")

    def test_platform(self):
        mail, other = self.author(2), self.author(2)
        ana = self.env["res.partner"].create({"name": "Ana"})
        (mail | other).profile_id._assign_person(ana, "contract")
        self.env.cr.execute(
            "UPDATE social_profile SET platform = 'elsewhere' WHERE id = %s",
            (other.profile_id.id,),
        )
        self.env.invalidate_all()
        found = self.assertFound(mail, platform="mail")
        self.assertEqual((found.message_count, found.platforms), (2, "Mail"))
        both = self.find()
        self.assertEqual((both.message_count, both.platforms), (4, "Mail, elsewhere"))

    def test_replies_and_answers(self):
        ana = self.env["res.partner"].create({"name": "Ana"})
        twist, second = self.author(person=ana), self.author(person=ana)
        asked = self.write_message(twist)
        for state in ("sent", "sent", "failed", "cancelled", "queued"):
            self.write_message(
                twist, direction="outbound", state=state, parent_id=asked.id
            )
        stranger = self.author().profile_id
        self.write_message(twist, stranger, parent_id=asked.id)
        self.write_message(twist, stranger, parent_id=asked.id, is_spam=True)
        self.write_message(twist, parent_id=asked.id)
        self.write_message(twist, second.profile_id, parent_id=asked.id)
        found = self.find(min_messages=2)
        self.assertEqual(found.partner_id, ana)
        self.assertEqual(found.message_count, 3)
        self.assertEqual(found.answer_count, 2)
        self.assertEqual(found.reply_count, 1)

    def test_sentiment(self):
        for sentiments, worst, average in (
            (["good", "good", "bad", "neutral"], "bad", 0.25),
            (["good", "neutral", None], "neutral", 0.5),
            (["good", None], "good", 1),
            ([None], False, 0),
        ):
            with self.subTest(sentiments=sentiments):
                twist = self.author()
                for one in sentiments:
                    self.write_message(twist, sentiment=one)
                found = self.find().filtered(
                    lambda one, twist=twist: one.profile_id == twist.profile_id
                )
                self.assertEqual(found.sentiment_worst, worst)
                self.assertAlmostEqual(found.sentiment_average, average)

    def test_waiting_twists(self):
        ana = self.env["res.partner"].create({"name": "Ana"})
        waiting = self.author(1, person=ana)
        closed = self.author(1, phase="closed", person=ana)
        answered = self.author(1, person=ana)
        self.assertTrue(closed.waiting_since)
        (waiting | closed).sudo().waiting_since = NOON
        answered.sudo().waiting_since = False
        found = self.find()
        self.assertEqual(found.partner_id, ana)
        self.assertEqual(found.waiting_count, 1)

    def test_asked_again(self):
        twist = self.author(2)
        found = self.assertFound(twist, min_messages=2)
        rows = self.env["social.leader"].with_user(self.agent)
        context = {"social_leader_search_id": found.search_id.id}
        # as the web client calls a button when no row is chosen
        action = call_kw(rows, "action_change_search", [[]], {"context": context})
        self.assertEqual(action["res_id"], found.search_id.id)
        with Form(found.search_id) as form:
            form.min_messages = 3
        found.search_id.action_show()
        self.assertFalse(found.search([("search_id", "=", action["res_id"])]))

    def test_form_fills_the_days(self):
        searches = self.env["social.leader.search"].with_user(self.agent)
        form = Form(searches)
        self.assertEqual(form.min_messages, 5)
        form.period = "30"
        today = fields.Date.context_today(searches)
        self.assertEqual(str(form.date_from), str(today - MONTH))
        self.assertFalse(form.date_to)
        form.period = "all"
        self.assertFalse(form.date_from)

    def test_senseless_questions(self):
        for asked in (
            {"min_messages": 0},
            {"period": "custom", "date_from": "2026-03-02", "date_to": "2026-03-01"},
        ):
            with self.assertRaises(UserError):
                self.find(**asked)

    def test_grouping_sorting_and_export(self):
        self.author(2)
        self.author(3)
        found = self.find()
        self.assertEqual(found.mapped("message_count"), [3, 2])
        upwards = found.search([("id", "in", found.ids)], order="message_count")
        self.assertEqual(upwards, found[::-1])
        domain = [("search_id", "=", found.search_id.id)]
        [group] = found.formatted_read_group(
            domain, ["platforms"], ["message_count:sum", "__count"]
        )
        self.assertEqual((group["message_count:sum"], group["__count"]), (5, 2))
        self.agent.group_ids |= self.env.ref("base.group_allow_export")
        rows = found.export_data(["name", "message_count"])["datas"]
        self.assertEqual([row[1] for row in rows], [3, 2])


@tagged("post_install", "-at_install")
class TestLeaderRights(LeaderCase):
    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        foreign = new_test_user(
            self.env,
            "social_abroad",
            groups="social_inbox.group_social_inbox_agent",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        channel = self.new_offline_channel("Foreign", company_id=other.id)
        ours, theirs = self.author(2), self.author(2, channel=channel)
        self.assertFound(ours)
        self.assertFound(theirs, user=foreign)
        self.agent.company_ids |= other
        both = self.env["social.leader.search"].with_user(self.agent)
        both = both.with_context(
            allowed_company_ids=[self.env.company.id, other.id]
        ).create({"min_messages": 1, "period": "all"})
        both.action_show()
        self.assertEqual(
            set(both.leader_ids.profile_id.ids), set((ours | theirs).profile_id.ids)
        )
        alone = both.leader_ids.with_context(allowed_company_ids=other.ids)
        shown = alone.search([("search_id", "=", both.id)])
        self.assertEqual(shown.profile_id, theirs.profile_id)

    def test_each_sees_the_own_answer(self):
        self.author(2)
        mine, theirs = self.find(), self.find(self.supervisor)
        self.assertEqual(len(mine | theirs), 2)
        self.assertEqual(mine.search([]), mine)
        with self.assertRaises(AccessError):
            theirs.with_user(self.agent).read(["name"])
        with self.assertRaises(AccessError):
            theirs.search_id.with_user(self.agent).action_show()

    def test_rows_are_not_written_by_hand(self):
        self.author(2)
        found = self.find()
        for call in (
            lambda: found.write({"message_count": 9}),
            found.unlink,
            lambda: found.create({"search_id": found.search_id.id}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_outsiders(self):
        outsider = new_test_user(self.env, "social_none", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.find(outsider)


@tagged("post_install", "-at_install")
class TestLeaderActions(LeaderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana = cls.env["res.partner"].create({"name": "Ana"})
        cls.first = cls.author(2, person=cls.ana)
        cls.second = cls.author(1, person=cls.ana)
        cls.third = cls.author(4)

    def leaders(self):
        """The stranger with four messages, and Ana with three."""
        found = self.find()
        self.assertEqual(found.mapped("message_count"), [4, 3])
        return found

    def twists_of(self, action):
        return self.env["social.twist"].with_user(self.agent).search(action["domain"])

    def test_open_twists(self):
        stranger, ana = self.leaders()
        elsewhere = self.twist_in("listen")
        self.write_message(elsewhere, self.first.profile_id)
        mine = self.first | self.second | elsewhere
        self.assertEqual(set(self.twists_of(ana.action_view_twists())), set(mine))
        both = (stranger | ana).action_view_twists()
        self.assertEqual(set(self.twists_of(both)), set(mine | self.third))

    def test_open_person_or_profile(self):
        stranger, ana = self.leaders()
        action = ana.action_open_person()
        self.assertEqual((action["res_model"], action["res_id"]), self.key(self.ana))
        action = stranger.action_open_person()
        profile = self.third.profile_id
        self.assertEqual((action["res_model"], action["res_id"]), self.key(profile))

    def key(self, record):
        return record._name, record.id

    def test_assign_person(self):
        stranger, ana = self.leaders()
        with self.assertRaisesRegex(UserError, "already"):
            ana.action_assign_person()
        action = stranger.action_assign_person()
        wizards = self.env[action["res_model"]].with_user(self.agent)
        form = Form(wizards.with_context(**action["context"]))
        self.assertEqual(form.profile_id, self.third.profile_id)
        form.mode = "existing"
        form.partner_id = self.ana
        form.save().action_assign()
        self.assertEqual(self.third.profile_id.partner_id, self.ana)
        self.assertEqual(stranger.partner_id, self.ana)
        self.assertEqual(self.find().message_count, 7)

    def test_assign_person_needs_understand(self):
        self.put(self.third, "listen")
        with self.assertRaisesRegex(UserError, "Understand"):
            self.leaders()[0].action_assign_person()

    def assign(self, leaders, **values):
        action = leaders.action_assign_twists()
        wizards = self.env[action["res_model"]].with_user(self.agent)
        form = Form(wizards.with_context(**action["context"]))
        form.user_id = self.supervisor
        for name, value in values.items():
            setattr(form, name, value)
        wizard = form.save()
        count = wizard.twist_count
        wizard.action_assign()
        return count

    def test_assign_twists(self):
        self.put(self.second, "closed")
        self.third.user_id = self.agent
        leaders = self.leaders()
        self.assertEqual(self.assign(leaders), 1)
        self.assertEqual(self.first.user_id, self.supervisor)
        self.assertEqual(self.third.user_id, self.agent)
        self.assertFalse(self.second.user_id)
        with self.assertRaisesRegex(UserError, "no open twist"):
            self.assign(leaders)
        self.assertEqual(self.assign(leaders, take_over=True), 2)
        self.assertEqual(self.third.user_id, self.supervisor)

    def test_add_tags(self):
        leaders = self.leaders()
        known, new = self.env["social.tag"].create([{"name": "a"}, {"name": "b"}])
        category = self.env["res.partner.category"].create({"name": "Leader"})
        self.first.profile_id.tag_ids = known
        action = leaders.action_add_tags()
        wizards = self.env[action["res_model"]].with_user(self.agent)
        wizard = wizards.with_context(**action["context"]).create({})
        with self.assertRaisesRegex(UserError, "Choose"):
            wizard.action_add()
        wizard.write({"tag_ids": new.ids, "category_ids": category.ids})
        wizard.action_add()
        self.assertEqual(self.first.profile_id.tag_ids, known | new)
        for twist in (self.second, self.third):
            self.assertEqual(twist.profile_id.tag_ids, new)
        self.assertEqual(self.ana.category_id, category)

    def test_schedule_activity(self):
        action = self.leaders().action_schedule_activity()
        wizards = self.env[action["res_model"]].with_user(self.agent)
        form = Form(wizards.with_context(**action["context"]))
        form.activity_type_id = self.env.ref("mail.mail_activity_data_call")
        form.summary = "Ask for a review"
        form.activity_user_id = self.agent
        form.save().action_schedule_activities()
        profiles = (self.first | self.third).profile_id
        for profile in profiles:
            self.assertEqual(profile.activity_ids.summary, "Ask for a review")
        self.assertFalse(self.second.profile_id.activity_ids)

    def test_invite(self):
        twists = self.first | self.third
        self.put(twists, "engage")
        action = self.leaders().action_invite()
        self.assertEqual(action["res_model"], "social.invite")
        messages = self.env["social.message"].browse(
            action["context"]["default_message_ids"]
        )
        self.assertEqual(messages.profile_id, twists.profile_id)

    def test_far_dates(self):
        self.agent.tz = "Asia/Tokyo"
        for values in ({"date_to": "9999-12-31"}, {"date_from": "0001-01-01"}):
            with self.assertRaisesRegex(UserError, "Enter a year from"):
                self.find(period="custom", **values)

    def test_programs_are_no_leaders(self):
        twist = self.author(0)
        for kind in ("bounce", "reply", "bounce"):
            self.write_message(twist, automatic=kind)
        self.assertNotIn(twist.profile_id, self.find(min_messages=3).profile_id)
