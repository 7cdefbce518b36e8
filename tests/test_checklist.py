"""The go-live checklist: what the system sees, what persons tick, going live."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import Form, HttpCase, tagged

from .outsourcer_case import OutsourcerCase
from .test_campaign import CampaignCase

HTTPS = "https://training.example"


class ChecklistCase(CampaignCase):
    """``sale`` has a connected channel, two agents and a supervisor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in ("social.outcome", "social.target", "social.guard.word"):
            cls.env[model].search([]).active = False
        cls.bare = cls.new_campaign("Bare")

    def points(self, campaign=None, user=None):
        """``{code: point}`` as somebody sees them now."""
        campaign = (campaign or self.sale).with_user(user or self.lead)
        campaign.invalidate_recordset()
        groups = campaign.checklist["groups"]
        return {one["code"]: one for group in groups for one in group["points"]}

    def state(self, code, campaign=None):
        return self.points(campaign, self.supervisor).get(code, {}).get("state")

    def assertTurns(self, code, before, change, after="done"):
        """A point that a change puts right."""
        self.assertEqual(self.state(code), before)
        change()
        self.env.flush_all()
        point = self.points()[code]
        self.assertEqual(point["state"], after, point["text"])
        return point


@tagged("post_install", "-at_install")
class TestPoints(ChecklistCase):
    def test_a_bare_campaign(self):
        states = {
            code: one["state"]
            for code, one in self.points(self.bare, self.supervisor).items()
        }
        self.assertEqual(
            states,
            {
                "channels": "missing",
                "arrivals": "missing",
                "sample": "missing",
                "agents": "missing",
                "supervisor": "missing",
                "distribution": "done",
                "hours": "advice",
                "first": "missing",
                "resolution": "advice",
                "about": "advice",
                "outcomes": "missing",
                "guard": "done",
                "words": "advice",
                "training": "advice",
                "scorecard": "advice",
            },
        )

    def test_channels(self):
        self.assertEqual(self.state("channels"), "done")
        self.assertEqual(self.state("health"), "done")
        self.sale_channel.missing_scopes = "pages_messaging"
        self.assertEqual(self.state("health"), "missing")
        self.sale_channel.write({"missing_scopes": False, "state": "broken"})
        points = self.points()
        self.assertEqual(points["channels"]["text"], "Connect Sales.")
        self.assertEqual(points["health"]["state"], "missing")

    def test_a_channel_that_only_receives(self):
        self.assertEqual(self.state("sending"), "done")
        feed = self.env["social.channel"].create(
            {"name": "News", "platform": "rss", "campaign_id": self.sale.id}
        )
        feed.state = "connected"
        self.assertEqual(self.state("sending"), "advice")
        self.sale_channel.campaign_id = False
        self.assertEqual(self.state("sending"), "missing")

    def test_a_sample_answer(self):
        self.assertEqual(self.state("arrivals"), "done")
        self.sold.profile_id._assign_person(
            self.env["res.partner"].create({"name": "Ana"}), "contract"
        )
        self.put(self.sold, "engage")
        answer = self.sold.with_user(self.agent).respond("<p>Yes</p>").sudo()
        self.assertTurns("sample", "missing", lambda: answer.write({"state": "sent"}))

    def test_trainees(self):
        self.assertIsNone(self.state("trainees"))
        self.agent.social_is_trainee = True
        self.assertEqual(self.state("trainees"), "done")
        self.lead.social_is_trainee = True
        self.assertEqual(self.state("trainees"), "missing")

    def test_work(self):
        hours = self.env.ref("resource.resource_calendar_std")
        sale = self.sale
        self.assertTurns(
            "hours", "advice", lambda: sale.write({"resource_calendar_id": hours.id})
        )
        target = {"name": "Soon", "hours": 4, "kind": "first"}
        of_another = {"campaign_ids": [Command.set(self.recall.ids)]}
        targets = self.env["social.target"]
        targets.create({**target, **of_another})
        point = self.assertTurns("first", "missing", lambda: targets.create(target))
        self.assertEqual(point["text"], "Soon.")
        done = {"name": "Done", "hours": 40, "kind": "resolution"}
        self.assertTurns("resolution", "advice", lambda: targets.create(done))

    def test_distribution(self):
        self.assertEqual(self.state("distribution"), "done")
        self.sale.agent_limit = 0
        self.assertEqual(self.state("distribution"), "advice")
        self.sale.write({"distribution": "skill", "agent_limit": 5})
        self.assertEqual(self.state("distribution"), "missing")
        english = self.env["res.lang"].search([("code", "=", "en_US")])
        skill = self.env["social.skill"].create({"lang_id": english.id})
        agents = self.agent | self.colleague
        self.assertTurns(
            "distribution",
            "missing",
            lambda: skill.write({"user_ids": [Command.set(agents.ids)]}),
        )

    def test_ready_answers(self):
        outcomes = self.env["social.outcome"]
        outcomes.create({"name": "Thanks", "text": "Thank you"})
        own = {"name": "Refund", "text": "x", "campaign_ids": [self.sale.id]}
        point = self.assertTurns("outcomes", "advice", lambda: outcomes.create(own))
        self.assertEqual(point["text"], "Refund.")

    def test_extra_fields(self):
        self.assertIsNone(self.state("fields"))
        number = {"name": "number", "string": "Number", "type": "char"}
        self.sale.property_definition = [number]
        self.sale.requirement_ids = [Command.create({"label": "Number"})]
        self.assertEqual(self.state("fields"), "done")
        self.sale.property_definition = [{**number, "name": "other"}]
        self.assertEqual(self.state("fields"), "missing")

    def test_identifier(self):
        self.assertIsNone(self.state("match"))
        self.sale.write({"match_kind": "simple", "match_pattern": "Ref --ID--"})
        self.assertTurns(
            "match", "missing", lambda: self.sold.write({"match_value": "7"})
        )
        self.sale.match_trouble = "It took too long."
        self.assertEqual(self.points()["match"]["text"], "It took too long.")

    def test_guard_and_words(self):
        kinds = ("iban", "card", "mail", "phone", "order")
        nothing = {f"guard_{kind}": "nothing" for kind in kinds}
        self.sale.write(nothing)
        self.assertTurns(
            "guard", "missing", lambda: self.sale.write({"guard_card": "refuse"})
        )
        words = self.env["social.guard.word"]
        self.assertTurns("words", "advice", lambda: words.create({"name": "Idiot"}))

    def test_training(self):
        values = {
            "name": "Manners",
            "url": HTTPS,
            "campaign_ids": [Command.set(self.sale.ids)],
            "is_required": True,
        }
        self.assertEqual(self.state("training"), "advice")
        training = self.env["social.training"].create(values)
        self.assertEqual(self.state("training"), "missing")
        for user in (self.agent, self.colleague):
            training.with_user(user).action_read()
        point = self.assertTurns(
            "training", "missing", training.with_user(self.lead).action_read
        )
        self.assertEqual(point["text"], "All agents have read all of it.")

    def test_scorecard(self):
        card = {
            "name": "Mails",
            "question_ids": [Command.create({"name": "Right?"})],
        }
        cards = self.env["social.scorecard"]
        cards.search([]).active = False
        self.assertTurns("scorecard", "advice", lambda: cards.create(card))

    def test_certification_of_no_app(self):
        if "survey.survey" in self.env:
            self.skipTest("Surveys is installed")
        self.assertIsNone(self.state("certification"))

    def test_many_names_are_few(self):
        users = self.env["res.users"].concat(
            *[self.new_agent(f"checklist_{number}") for number in range(4)]
        )
        self.bare.user_ids = users
        text = self.points(self.bare, self.supervisor)["agents"]["text"]
        self.assertIn("1 more", text)

    def test_the_same_queries_for_any_number(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.sale.with_user(self.lead).read(["checklist"])
            return self.cr.sql_log_count - start

        queries()
        before = queries()
        for number in range(5):
            self.sale.user_ids |= self.new_agent(f"many_{number}")
            self.new_offline_channel(f"Many {number}", campaign_id=self.sale.id)
        queries()
        self.assertLessEqual(queries(), before)


@tagged("post_install", "-at_install")
class TestChecklist(ChecklistCase):
    def test_ready_points_are_ticked_with_who_and_when(self):
        checks = self.sale.check_ids.with_user(self.lead)
        self.assertEqual(len(checks), 4)
        before = self.sale.with_user(self.lead).checklist
        checks[:1].action_tick()
        self.assertEqual(checks[0].done_user_id, self.lead)
        self.assertTrue(checks[0].done_date)
        self.sale.invalidate_recordset()
        after = self.sale.with_user(self.lead).checklist
        self.assertEqual(after["done"], before["done"] + 1)
        self.assertEqual(after["total"], before["total"])
        self.assertIn(self.lead.name, after["checks"][0]["who"])
        checks[:1].action_tick()
        self.assertFalse(checks[0].done_user_id or checks[0].done_date)

    def test_nobody_ticks_as_another(self):
        check = self.sale.check_ids[:1].with_user(self.lead)
        check.write({"is_done": True, "done_user_id": self.agent.id})
        self.assertEqual(check.done_user_id, self.lead)
        check.write({"done_user_id": self.agent.id})
        self.assertEqual(check.done_user_id, self.lead)

    def test_own_points(self):
        checks = self.env["social.campaign.check"].with_user(self.lead)
        own = checks.create(
            {"campaign_id": self.sale.id, "name": "Seen", "sequence": 0}
        )
        self.assertEqual(self.sale.check_ids[0], own.sudo())
        own.unlink()
        with self.assertRaises(AccessError):
            checks.create({"campaign_id": self.recall.id, "name": "Not mine"})
        with self.assertRaisesRegex(UserError, "stays in its campaign"):
            self.sale.check_ids.with_user(self.lead).campaign_id = self.recall

    def test_a_copy_begins_anew(self):
        self.sale.check_ids.is_done = True
        self.sale.check_ids[:1].name = "Ours"
        self.sale.with_user(self.lead).action_go_live()
        copy = self.sale.copy()
        names = self.sale.check_ids.mapped("name")
        self.assertEqual(copy.check_ids.mapped("name"), names)
        self.assertFalse(any(copy.check_ids.mapped("is_done")))
        self.assertFalse(copy.live_date)

    def test_campaigns_of_before_get_points(self):
        self.sale.check_ids.unlink()
        self.env["social.campaign.check"]._make_missing()
        self.assertEqual(len(self.sale.check_ids), 4)
        self.assertEqual(len(self.recall.check_ids), 4)

    def test_going_live(self):
        bare = self.bare.with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "(?s)channel.*agents.*supervisor"):
            bare.action_go_live()
        self.assertFalse(bare.live_date)
        sale = self.sale.with_user(self.lead)
        sale.action_go_live()
        self.assertTrue(sale.live_date)
        self.assertEqual(sale.live_user_id, self.lead)
        sale.action_not_live()
        self.assertFalse(sale.live_date or sale.live_user_id)

    def test_where_things_are_put_right(self):
        sale = self.sale.with_user(self.lead)
        for code, point in self.points().items():
            with self.subTest(code=code):
                action = sale.action_open_point(code)
                if point["is_linked"]:
                    self.assertTrue(self.env[action["res_model"]].has_access("read"))
        action = sale.action_open_point("agents")
        self.assertEqual(action["context"], {"social_open_at": "user_ids"})
        self.assertEqual(action["res_id"], sale.id)
        with self.assertRaisesRegex(UserError, "no such point"):
            sale.action_open_point("nonsense")

    def test_each_place_in_the_form_exists(self):
        for user in (self.supervisor, self.administrator):
            view = self.env["social.campaign"].with_user(user).get_view()["arch"]
            for code, name in self.places().items():
                with self.subTest(user=user.login, code=code):
                    self.assertIn(f'name="{name}"', view)

    def places(self):
        from ..models.social_campaign_checklist import ON_FORM

        return ON_FORM

    def test_the_form_still_saves(self):
        with Form(self.env["social.campaign"].with_user(self.administrator)) as form:
            form.name = "New"
        self.assertEqual(len(form.record.check_ids), 4)

    def test_the_list_is_called_by_its_campaign(self):
        action = self.sale.with_user(self.lead).action_view_checklist()
        self.assertIn("social_checklist", action["context"])
        named = self.sale.with_context(social_checklist=True)
        self.assertEqual(named.display_name, "Go-Live: Sale")
        self.assertEqual(self.sale.display_name, "Sale")

    def test_supervisors_are_told_who_changes_it(self):
        note = self.sale.with_user(self.lead).checklist["note"]
        self.assertIn("Administrators", note)
        self.sale.invalidate_recordset()
        self.assertFalse(self.sale.with_user(self.administrator).checklist["note"])

    def test_campaigns_to_supervise(self):
        ours = self.sale | self.recall | self.bare
        for user, found in (
            (self.lead, self.sale),
            (self.agent, self.bare.browse()),
            (self.supervisor, ours),
            (self.administrator, ours),
        ):
            campaigns = self.env["social.campaign"].with_user(user)
            mine = Domain("is_supervised", "=", True) & Domain("id", "in", ours.ids)
            with self.subTest(user=user.login):
                self.assertEqual(set(campaigns.search(mine).ids), set(found.ids))
                self.assertEqual(
                    self.sale.with_user(user).is_supervised, self.sale in found
                )

    def test_views_open(self):
        sale = self.sale.with_user(self.lead)
        self.assertEqual(sale.action_view_checklist()["res_id"], sale.id)
        domain = sale.action_view_checks()["domain"]
        found = self.env["social.campaign.check"].with_user(self.lead).search(domain)
        self.assertEqual(found, self.sale.check_ids)


@tagged("post_install", "-at_install")
class TestChecklistAccess(OutsourcerCase):
    def test_only_for_those_who_decide(self):
        for user in (self.agent, self.stranger, self.x1, self.xlead, self.portal):
            sale = self.sale.with_user(user)
            for call in (
                sale.action_view_checklist,
                sale.action_view_checks,
                sale.action_go_live,
                sale.action_not_live,
                lambda sale=sale: sale.action_open_point("agents"),
                self.sale.sudo().check_ids.with_user(user).action_tick,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        checks = self.env["social.campaign.check"].with_user(self.xlead)
        self.assertFalse(checks.search([("campaign_id", "=", self.sale.id)]))

    def test_leads_of_others_see_an_empty_one(self):
        """They have the field, but not of this campaign."""
        self.recall.supervisor_ids = self.agent
        sale = self.sale.with_user(self.agent)
        self.assertFalse(sale.checklist or sale.checklist_text)
        self.assertFalse(
            self.env["social.campaign.check"]
            .with_user(self.agent)
            .search([("campaign_id", "=", self.sale.id)])
        )
        self.assertTrue(self.recall.with_user(self.agent).checklist)

    def test_supervisors_open_the_form(self):
        for user in (self.supervisor, self.administrator):
            with self.subTest(user=user.login):
                form = Form(self.sale.with_user(user))
                self.assertEqual(len(form.outsourcer_ids), 2)

    def test_outsourcers_need_supervisors(self):
        def point():
            self.sale.invalidate_recordset()
            [people] = [
                group["points"]
                for group in self.sale.with_user(self.lead).checklist["groups"]
                if group["name"] == "People"
            ]
            return {one["code"]: one["state"] for one in people}["outsourcers"]

        self.assertEqual(point(), "done")
        self.y.social_supervisor_ids = False
        self.assertEqual(point(), "missing")


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestChecklistTour(ChecklistCase, HttpCase):
    browser_size = "1500x900"

    def test_a_lead_without_any_other_right(self):
        name = "social_inbox_checklist"
        self.start_tour("/odoo/social-go-live", name, login=self.lead.login)
        self.env.invalidate_all()
        self.assertEqual(self.sale.check_ids[0].done_user_id, self.lead)
        self.assertEqual(self.sale.live_user_id, self.lead)
