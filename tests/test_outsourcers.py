"""Outsourcers: who sees, assigns, decides, and reads which reports."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.safe_eval import safe_eval

from . import test_campaign
from .outsourcer_case import OutsourcerCase
from .test_campaign import QUERY


@tagged("post_install", "-at_install")
class TestOutsourcerAccess(OutsourcerCase):
    assertSees = test_campaign.TestCampaignAccess.assertSees

    def test_agents_see_what_is_their_companys_or_nobodys(self):
        for user in (self.x1, self.x2, self.xlead):
            self.assertSees(user, self.twists_of("x1", "x2"))
        for user in (self.y1, self.ylead):
            self.assertSees(user, self.twists_of("y1"))

    def test_own_staff_see_all_of_the_campaign(self):
        for user in (self.agent, self.lead):
            self.assertSees(user, (self.twists_of(*self.of) | self.open).sorted("id"))
        self.assertSees(self.supervisor, self.twists.sorted("id"))

    def test_together(self):
        self.sale.is_apart = False
        self.assertSees(self.x1, self.twists_of(*self.of))
        self.assertSees(self.xlead, self.twists_of("x1", "x2"))

    def test_own_twists_only(self):
        self.sale.is_restricted = True
        self.assertSees(self.x1, self.twists_of("x1"))
        self.assertSees(self.xlead, self.twists_of("x1", "x2"))
        self.assertSees(self.agent, (self.twists_of("agent") | self.open).sorted("id"))

    def test_supervisors_of_a_campaign_see_all_of_it(self):
        self.sale.supervisor_ids |= self.xlead
        self.assertSees(self.xlead, self.twists_of(*self.of))

    def test_what_is_in_no_campaign_is_the_own_staffs(self):
        self.open.user_id = self.x1
        self.assertSees(self.x1, (self.twists_of("x1", "x2") | self.open).sorted("id"))
        self.assertSees(self.x2, self.twists_of("x1", "x2"))

    def test_changes_count_at_once(self):
        self.x2.social_outsourcer_id = self.y
        self.assertSees(self.x1, self.twists_of("x1"))
        self.assertSees(self.x2, self.twists_of("x2", "y1"))
        self.x.social_supervisor_ids = [Command.clear()]
        self.assertSees(self.xlead, self.env["social.twist"])
        self.sale.outsourcer_ids -= self.y
        self.assertSees(self.ylead, self.env["social.twist"])
        self.x1.social_outsourcer_id = False
        self.assertSees(self.x1, (self.twists_of(*self.of) | self.open).sorted("id"))

    def test_former_agents_twists_stay_their_companys(self):
        self.x1.active = False
        self.assertSees(self.x2, self.twists_of("x1", "x2"))
        self.assertSees(self.y1, self.twists_of("y1"))

    def test_notes_files_and_activities(self):
        twist = self.of["y1"]
        note = twist.message_post(body="A note", attachments=[("a.txt", b"a")])
        activity = twist.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id
        )
        for record in (note, note.attachment_ids, activity):
            self.assertTrue(record.with_user(self.y1).has_access("read"))
            for user in (self.x1, self.xlead):
                self.assertFalse(record.with_user(user).has_access("read"))

    def test_authors_and_invitations(self):
        for user, names in ((self.x1, ("x1", "x2")), (self.ylead, ("y1",))):
            profiles = self.env["social.profile"].with_user(user)
            found = profiles.search([("id", "in", self.twists.profile_id.ids)])
            self.assertEqual(found.sudo(), self.twists_of(*names).profile_id)
        theirs = self.of["y1"].profile_id
        values = {"profile_id": theirs.id, "company_id": theirs.company_id.id}
        dates = dict.fromkeys(("date", "expiry_date"), "2026-11-20 10:00:00")
        invitation = self.env["social.invitation"].create({**values, **dates})
        for record in (theirs, invitation):
            self.assertTrue(record.with_user(self.y1).has_access("read"))
            self.assertTrue(record.with_user(self.supervisor).has_access("read"))
            for user in (self.x1, self.xlead, self.stranger):
                self.assertFalse(record.with_user(user).has_access("read"))

    def test_reports_are_limited_to_ones_work(self):
        flow = self.env["social.flow.report"]
        self.env.flush_all()
        for user, twists in (
            (self.xlead, self.twists_of("x1", "x2")),
            (self.ylead, self.twists_of("y1")),
            (self.lead, self.twists_of(*self.of)),
            (self.supervisor, self.twists.sorted("id")),
        ):
            rows = flow.with_user(user).search([("twist_id", "in", self.twists.ids)])
            self.assertEqual(rows.sudo().twist_id.sorted("id"), twists)
            domain = flow.with_user(user).action_view_twists()["domain"]
            found = self.env["social.twist"].with_user(user).search(domain)
            self.assertEqual((found & self.twists).sorted("id"), twists)
        for user, count in ((self.xlead, 3), (self.ylead, 2), (self.lead, 5)):
            overview = self.env["social.phase.overview"].with_user(user)
            self.env.invalidate_all()
            [listen] = overview.search([("phase", "=", "listen")])
            self.assertEqual((listen.twist_count, listen.entered_today), (count, count))
        for user in (self.x1, self.agent):
            for model in ("social.flow.report", "social.phase.overview"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])


@tagged("post_install", "-at_install")
class TestOutsourcerWork(OutsourcerCase):
    def test_handing_over_within_the_own_company(self):
        for user in (self.x1, self.xlead):
            mine = self.of["x1"].with_user(user)
            for other in (self.y1, self.agent, self.supervisor):
                with self.assertRaisesRegex(AccessError, "your own company"):
                    mine.user_id = other
            mine.user_id = self.x2
            mine.user_id = False
            mine.user_id = self.x1
        self.of["x1"].with_user(self.xlead).action_assign_to_me()
        self.of["x1"].with_user(self.agent).user_id = self.y1

    def test_handing_over_where_all_work_together(self):
        self.sale.is_apart = False
        self.of["x1"].with_user(self.x1).user_id = self.agent
        with self.assertRaises(AccessError):
            self.of["x2"].with_user(self.xlead).user_id = self.agent

    def test_names_that_are_offered(self):
        team, own = {"x1", "x2", "xlead"}, {"agent", "y1", "social_lead"}
        twist = self.of["x1"].with_user(self.x1)
        setup = twist.screen_open(QUERY)["setup"]
        self.assertEqual({one["name"].split()[0] for one in setup["agents"]}, team)
        self.assertEqual([one["name"] for one in setup["channels"]], ["Sales"])
        offered = twist._screen_details()["twist"]["user_domain"]
        info = twist.fields_get(["user_id"], ["domain"])["user_id"]["domain"]
        users = self.env["res.users"].with_user(self.x1)
        in_form = safe_eval(info, {"company_id": twist.company_id.id})
        for domain in (offered, in_form):
            self.assertEqual(set(users.search(domain).mapped("login")), team)
        names = {one["name"] for one in twist.colleagues()}
        self.assertEqual({name.split()[0] for name in names}, {"x2", "xlead"})
        known = self.sold.with_user(self.agent).screen_open(QUERY)["setup"]["agents"]
        logins = self.env["res.users"].browse([one["id"] for one in known])
        self.assertLessEqual(team | own - {"agent"}, set(logins.mapped("login")))

    def test_who_decides_for_whom(self):
        for user, decides in (
            (self.xlead, self.x1 | self.x2),
            (self.ylead, self.y1),
            (self.lead, self.x1 | self.y1 | self.agent),
            (self.supervisor, self.x1 | self.y1 | self.agent),
            (self.x1, self.env["res.users"]),
        ):
            for other in self.x1 | self.x2 | self.y1 | self.agent:
                with self.subTest(user=user.login, other=other.login):
                    may = user._social_supervises_user(self.sale, other)
                    expected = other in decides or user in (self.lead, self.supervisor)
                    self.assertEqual(may, expected)
        self.assertFalse(self.xlead._social_supervises(self.sale))
        self.assertFalse(self.xlead._social_supervises_user(self.recall, self.x1))

    def test_agents_make_themselves_no_members_of_an_outsourcer(self):
        partner = self.x1.partner_id.with_user(self.x1)
        partner.parent_id = self.y
        self.env.flush_all()
        self.assertEqual(self.x1.social_outsourcer_id, self.x)
        for record, values in (
            (self.x, {"social_is_outsourcer": False}),
            (self.y, {"social_supervisor_ids": [Command.link(self.x1.id)]}),
            (self.y, {"social_agent_ids": [Command.link(self.x1.id)]}),
            (self.y, {"social_campaign_ids": [Command.clear()]}),
            (self.x1, {"social_outsourcer_id": False}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                record.with_user(self.x1).write(values)
        for record in (self.x, self.x1):
            with self.assertRaises(AccessError):
                record.with_user(self.x1).read(
                    ["social_supervisor_ids", "social_outsourcer_id"]
                    if record._name == "res.partner"
                    else ["social_outsourcer_id"]
                )

    def test_a_new_user_belongs_to_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Xaver", "parent_id": self.x.id}
        )
        user = new_test_user(
            self.env,
            "x3",
            groups="social_inbox.group_social_inbox_agent",
            partner_id=contact.id,
        )
        self.assertEqual(user.social_outsourcer_id, self.x)
        shop = self.env["res.partner"].create({"name": "Z", "is_company": True})
        (self.stranger | self.colleague).partner_id.parent_id = shop
        shop.social_is_outsourcer = True
        self.assertEqual(shop.social_agent_ids, self.stranger | self.colleague)
        with self.assertRaises(ValidationError):
            contact.social_is_outsourcer = True
        with self.assertRaisesRegex(ValidationError, "no right to work"):
            self.x.social_supervisor_ids |= self.employee
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.x.unlink()

    def test_agents_bring_their_outsourcer_along(self):
        self.assertEqual(self.sale.outsourcer_ids, self.x | self.y)
        self.assertTrue(self.sale.is_apart)
        self.recall.user_ids |= self.y1
        self.assertEqual(self.recall.outsourcer_ids, self.y)

    def test_leads_are_a_group(self):
        group = self.env.ref("social_inbox.group_social_inbox_lead")
        leads = self.lead | self.xlead | self.ylead
        several = leads | self.x1
        self.assertEqual(group.user_ids & several, leads)
        self.x.social_supervisor_ids = [Command.set(self.x1.ids)]
        self.assertEqual(
            group.user_ids & (leads | self.x1), leads - self.xlead | self.x1
        )

    def test_views(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_outsourcer_action"
        )
        partners = self.env["res.partner"].with_user(self.administrator)
        partners = partners.with_context(
            default_is_company=True, default_social_is_outsourcer=True
        )
        view = dict((kind, id_) for id_, kind in action["views"])["form"]
        with Form(partners, view=self.env["ir.ui.view"].browse(view)) as form:
            form.name = "Zebra"
            form.social_agent_ids.add(self.colleague)
            form.social_supervisor_ids.add(self.colleague)
            form.social_campaign_ids.add(self.recall)
        self.assertEqual(self.colleague.social_outsourcer_id, form.record)
        self.assertEqual(self.recall.outsourcer_ids, form.record)
        with Form(self.sale.with_user(self.administrator)) as form:
            form.is_apart = False
        self.assertFalse(self.sale.is_apart)


@tagged("post_install", "-at_install")
class TestOutsourcerDecisions(OutsourcerCase):
    """xlead and ylead see and decide what their own agents do, each."""

    def approval_of(self, name, twist=None):
        """An answer that waits, without a platform."""
        twist = twist or self.of[name]
        message = self.env["social.message"].create(
            {
                "twist_id": twist.id,
                "channel_id": twist.channel_id.id,
                "company_id": twist.company_id.id,
                "direction": "outbound",
                "type": "answer",
                "kind": "mail",
                "state": "waiting",
                "user_id": getattr(self, name).id,
                "text": "It is on its way.",
                "date": "2026-11-20 10:00:00",
            }
        )
        approval = self.env["social.approval"].create(
            {"message_id": message.id, "user_id": message.user_id.id}
        )
        message.approval_id = approval
        return approval

    def asked(self, approval):
        approval._ask_approvers()
        activities = self.env["social.twist"].search([])._approval_activities()
        return {one.user_id: one.res_id for one in activities}

    def assertReaders(self, record, readers):
        self.env.flush_all()
        users = (self.xlead, self.ylead, self.x1, self.x2, self.y1, self.lead)
        for user in (*users, self.supervisor):
            with self.subTest(user=user.login, model=record._name):
                mine = self.env[record._name].with_user(user)
                may = mine.has_access("read")
                found = may and mine.search([("id", "in", record.ids)])
                self.assertEqual(bool(found), user in readers)

    def test_approvals(self):
        approval = self.approval_of("x1")
        deciders = self.xlead | self.lead | self.supervisor
        self.assertReaders(approval, deciders | self.x1)
        for user in deciders | self.ylead | self.x2:
            mine = approval.with_user(user)
            found = mine.search([("can_decide", "=", True), ("id", "=", approval.id)])
            self.assertEqual(bool(found), user in deciders)
            if user in deciders:
                self.assertTrue(mine.can_decide)
                self.assertTrue(mine._for_decision())
            else:
                with self.assertRaises(AccessError):
                    mine.action_approve()
        approval.twist_id.user_id = self.y1
        self.assertReaders(approval, self.x1 | self.lead | self.supervisor)

    def test_whoever_is_asked_sees_the_twist(self):
        of_y, of_x = self.approval_of("y1"), self.approval_of("x1")
        of_y.requested_date = "2026-11-01 10:00:00"
        leads = {self.lead: of_y.twist_id.id}
        self.assertEqual(self.asked(of_y), {**leads, self.ylead: of_y.twist_id.id})
        found = self.asked(of_x)
        self.assertEqual(found.pop(self.xlead), of_x.twist_id.id)
        self.assertEqual(found, {**leads, self.ylead: of_y.twist_id.id})
        of_y.state = "rejected"
        of_y._tell_approvers_of_rest()
        activities = self.env["social.twist"].search([])._approval_activities()
        self.assertEqual(activities.user_id, self.lead | self.xlead)
        self.assertEqual(set(activities.mapped("res_id")), {of_x.twist_id.id})

    def test_group_answers(self):
        group = self.env["social.group.answer"].create(
            {
                "name": "Sorry",
                "user_id": self.x1.id,
                "company_id": self.sale.company_id.id,
                "campaign_ids": [Command.set(self.sale.ids)],
            }
        )
        line = self.env["social.group.answer.line"].create(
            {
                "group_id": group.id,
                "twist_id": self.of["x1"].id,
                "message_id": self.approval_of("x1").message_id.id,
            }
        )
        group.date = "2026-11-20 10:00:00"
        readers = self.x1 | self.xlead | self.lead | self.supervisor
        report = self.env["social.group.answer.report"].browse(line.id)
        for record in (group, line, report):
            self.assertReaders(record, readers)
        with self.assertRaises(AccessError):
            group.with_user(self.ylead).action_cancel()

    def test_targets_in_reports(self):
        target = self.env["social.target"].create({"name": "Soon", "hours": 1})
        line = self.env["social.twist.target"].create(
            {
                "twist_id": self.of["x1"].id,
                "target_id": target.id,
                "company_id": target.company_id.id,
                "kind": "first",
                "state": "reached",
                "started": "2026-11-20 10:00:00",
            }
        )
        report = self.env["social.target.report"].browse(line.id)
        self.assertReaders(report, self.xlead | self.lead | self.supervisor)
        line.user_id = self.y1
        self.assertReaders(report, self.lead | self.supervisor)
        self.assertReaders(self.env["social.agent"].browse(self.x1.id), self.supervisor)

    def test_storms(self):
        twist = self.of["x1"]
        storm = self.env["social.storm"].create(
            {
                "name": "Zebra",
                "sample": "Zebra",
                "company_id": twist.company_id.id,
                "campaign_id": self.sale.id,
                "twist_id": twist.id,
                "started": "2026-11-20 10:00:00",
            }
        )
        twist.storm_id = storm
        own = self.x1 | self.x2 | self.xlead | self.lead | self.supervisor
        self.assertReaders(storm, own)
        self.assertFalse(storm.with_user(self.y1)._going_on())
        self.of["y1"].storm_id = storm
        self.env.flush_all()
        [banner] = storm.with_user(self.y1)._going_on()._as_banners()
        self.assertEqual(banner["name"], self.of["y1"].name)
        self.assertIn("1 similar", banner["text"])
        action = storm.with_user(self.y1).action_view_twists()
        self.assertEqual(action["name"], self.of["y1"].name)
        [banner] = storm.with_user(self.x1)._going_on()._as_banners()
        self.assertEqual(banner["name"], "Zebra")

    def test_giving_away(self):
        def wizard(user, **values):
            users = [Command.set((self.x1 | self.y1).ids)]
            return (
                self.env["social.give.away"]
                .with_user(user)
                .create({"user_ids": users, "target": "nobody", **values})
            )

        other = {"target": "colleague", "colleague_id": self.agent.id}
        with self.assertRaisesRegex(AccessError, "your own company"):
            wizard(self.xlead, **other).action_give_away()
        campaigns = {"campaign_ids": [Command.set(self.sale.ids)]}
        self.assertEqual(wizard(self.xlead, **campaigns).twist_count, 1)
        with self.assertRaises(AccessError):
            wizard(self.x2, **campaigns).action_give_away()
        wizard(self.xlead).action_give_away()
        self.assertFalse(self.of["x1"].user_id)
        self.assertEqual(self.of["y1"].user_id, self.y1)

    def test_colleagues_that_are_offered(self):
        for model in ("social.give.away", "social.group.follow.up"):
            wizards = self.env[model].with_user(self.xlead)
            users = self.env["res.users"].search(wizards._domain_user())
            self.assertEqual(set(users.mapped("login")), {"x1", "x2", "xlead"})
        leaders = self.env["social.leader.assign"].with_user(self.xlead)
        self.assertNotIn(self.y1, self.env["res.users"].search(leaders._domain_user()))

    def test_a_score_shows_no_answer_of_others(self):
        answer = self.approval_of("y1").message_id
        card = self.env["social.scorecard"].create({"name": "Mails"})
        for user, text in ((self.xlead, False), (self.ylead, answer.text)):
            score = self.env["social.score"].with_user(user)
            new = score.new({"scorecard_id": card.id, "message_id": answer.id})
            self.assertEqual(new.text, text)


@tagged("post_install", "-at_install")
class TestOutsourcerSpeed(OutsourcerCase):
    select = test_campaign.TestCampaignSpeed.select

    def plan(self, query):
        """As of a table that was vacuumed: before that, no row of it is known to be
        visible to all, an index alone answers nothing, and any other is as cheap."""
        self.env.cr.execute(
            "UPDATE pg_class SET relallvisible = 1000 WHERE relname = 'social_twist'"
        )
        for kind in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL(f"enable_{kind}")))
        rows = self.env.execute_query(SQL("EXPLAIN (COSTS OFF) %s", query))
        return "\n".join(row[0] for row in rows)

    def test_rules_look_up_nothing(self):
        for user in (self.x1, self.xlead, self.agent):
            text = self.select("social.twist", user, []).code
            self.assertEqual(text.count("SELECT"), 1, text)

    def test_counts_are_read_in_the_index_alone(self):
        domain = [("is_open", "=", True), ("phase", "=", "listen")]
        for user in (self.x1, self.xlead):
            plan = self.plan(self.select("social.twist", user, domain))
            self.assertRegex(plan, r"Index Only Scan using social_twist_\w+_idx")

    def test_scopes_are_kept(self):
        for user in (self.x1, self.xlead):
            user._social_campaign_domain()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            user._social_scopes()
            user._social_team_ids()
            self.assertEqual(self.env.cr.sql_log_count, before)
