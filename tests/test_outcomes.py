"""Outcomes: templates, all parts or none, who may, the way back (spec B10, B11)."""

from datetime import timedelta
from email import message_from_bytes, policy

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..models.outcome_template import KNOWN
from ..models.phase_path import path
from ..models.phases import ORDER
from .common import MailChannelCase, compose, mails_of
from .test_campaign import CampaignCase

HOSTILE = "{{ 7*7 }} <script>alert(1)</script> %(x)s {{ agent.login }}"


class OutcomeCase(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Ana Costa", "email": "ana@costa.example"}
        )
        cls.tag = cls.env["social.tag"].create({"name": "Complaint"})
        cls.know(cls.sold)

    @classmethod
    def know(cls, twist):
        twist.profile_id._assign_person(cls.person, "contract")

    @classmethod
    def new_outcome(cls, text="Thank you", **values):
        outcomes = cls.env["social.outcome"].with_user(cls.administrator)
        return outcomes.create({"name": "Test", "text": text, **values}).sudo(False)

    def twist_of_sale(self, phase="understand"):
        twist = self.twist_in(phase, channel=self.sale_channel)
        self.know(twist)
        return twist.with_user(self.agent)

    def text_of(self, template, comment="", twist=None):
        outcome = self.new_outcome(template).with_user(self.agent)
        twist = twist or self.sold.with_user(self.agent)
        return outcome._rendered(twist, comment)["text"]


@tagged("post_install", "-at_install")
class TestTemplates(OutcomeCase):
    def test_what_templates_name(self):
        self.sale.address_ids = [Command.create({"code": "fb", "address": "f@g.ex"})]
        self.sale.property_definition = [
            {"name": "order", "string": "Order Number", "type": "char"}
        ]
        self.sold.campaign_properties = {"order": "S-12"}
        for template, text in (
            ("Hello {{ person.name }}!", "Hello Ana Costa!"),
            ("{{ twist.name }}/{{ object.name }}", "A question/A question"),
            ("{{ message.text }}", "Hello"),
            ("{{ message.profile_id.partner_id.name.upper() }}", "ANA COSTA"),
            ("{{ agent.name }}", self.agent.name),
            ("{{ campaign.name }}", "Sale"),
            ("{{ addresses['fb'] }}", "f@g.ex"),
            ("{{ fields['Order Number'] }}", "S-12"),
            ("{{ 'new' if twist.phase == 'listen' else 'old' }}", "new"),
            ("{{ twist.user_id.name ||| nobody }}", "nobody"),
            ("{{ person.name.split()[0] }}", "Ana"),
            ("{{ len(twist.tag_ids) + 1 }} ", "1"),
        ):
            with self.subTest(template=template):
                self.assertEqual(self.text_of(template), text)

    def test_a_missing_person(self):
        self.open.profile_id.partner_id = False
        text = self.text_of("Hello {{ person.name ||| there }}!", twist=self.open)
        self.assertEqual(text, "Hello there!")
        self.assertEqual(self.text_of("{{ person.city }}", twist=self.open), "")

    def test_what_a_comment_says_is_no_template(self):
        self.assertEqual(self.text_of("{{ comment }}", HOSTILE), HOSTILE)

    def test_what_the_author_wrote_is_no_template(self):
        self.sold.sudo().name = HOSTILE
        self.assertEqual(self.text_of("{{ twist.name }}"), HOSTILE)

    def test_broken_templates_are_refused_with_their_place(self):
        for template, words in (
            ("Hello\n{{ persn.name }}", "line 2, {{ persn.name }}.*no persn.*person"),
            ("{{ person.nam }}", "line 1.*no field nam"),
            ("{{ person.name", "Two braces stand alone"),
            ("}} {{ person.name }}", "Two braces stand alone"),
            ("{{ person. }}", "cannot be understood"),
            ("{{  }}", "nothing between"),
            ("{{ 9**9**9 }}", "Only \\+ and -"),
            ("{{ 'a' * 999999999 }}", "Only \\+ and -"),
            ("{{ twist.env }}", "no field env"),
            ("{{ twist.sudo() }}", "cannot be called"),
            ("{{ twist.unlink() }}", "cannot be called"),
            ("{{ env['res.users'] }}", "no env"),
            ("{{ user.name }}", "no user"),
            ("{{ twist.__class__ }}", "no field __class__"),
            ("{{ twist.tag_ids.name }}", "no field name"),
            ("{{ [x for x in twist] }}", "more than a template"),
            ("{{ (lambda: 1)() }}", "cannot be called"),
            ("{{ f'{agent}' }}", "more than a template"),
            ("{{ 'a'.format(agent) }}", "cannot be called"),
        ):
            sentence = f"(?s)Answer, .*{words}"
            with (
                self.subTest(template=template),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                self.new_outcome(template)

    def test_translations_are_checked_too(self):
        self.env["res.lang"]._activate_lang("de_DE")
        outcome = self.new_outcome("Hello {{ person.name }}")
        with self.assertRaisesRegex(ValidationError, "no persn"):
            outcome.update_field_translations(
                "text", {"de_DE": "Hallo {{ persn.name }}"}
            )

    def test_mistakes_that_only_show_in_use(self):
        with self.assertRaisesRegex(UserError, "Answer, line 1.*no address “fb”"):
            self.text_of("{{ addresses['fb'] }}")
        with self.assertRaisesRegex(UserError, "no extra field “Shop”"):
            self.text_of("{{ fields['Shop'] }}")
        with self.assertRaisesRegex(UserError, "line 2.*no value here"):
            self.text_of("a\n{{ person.name + 1 }}")

    def test_what_the_agent_may_not_read_is_not_told(self):
        outcome = self.new_outcome("{{ message.reply_token }}")
        with self.assertRaisesRegex(UserError, "Answer, line 1"):
            outcome.with_user(self.agent)._rendered(self.sold.with_user(self.agent))

    def test_the_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["res.lang"]._activate_lang("fr_FR")
        outcome = self.new_outcome("Hello").with_user(self.agent)
        translations = {"de_DE": "Hallo", "fr_FR": "Bonjour"}
        outcome.sudo().update_field_translations("text", translations)
        twist = self.sold.with_user(self.agent)

        def text():
            return outcome._rendered(twist)["text"]

        self.person.lang = "de_DE"
        self.assertEqual(text(), "Hallo")
        self.sale.lang = "fr_FR"
        self.assertEqual(text(), "Bonjour")
        outcome.sudo().lang = "en_US"
        self.assertEqual(text(), "Hello")

    def test_the_recipient(self):
        twist = self.sold.with_user(self.agent)

        def to(template):
            return self.new_outcome("x", to=template)._rendered(twist)["to"]

        self.assertEqual(to("{{ person.email }}"), "ana@costa.example")
        for template in ("{{ person.city }}", "no address", "a@b.example, c@d.example"):
            with self.assertRaisesRegex(UserError, "is not a mail address"):
                to(template)
        with self.assertRaisesRegex(ValidationError, "comment cannot be used here"):
            to("{{ comment }}@shop.example")

    def test_the_subject_is_one_line(self):
        outcome = self.new_outcome("x", subject="{{ comment }}")
        twist = self.sold.with_user(self.agent)
        rendered = outcome._rendered(twist, "A\r\nBcc: x@y.example")
        self.assertEqual(rendered["subject"], "A Bcc: x@y.example")
        rendered = self.new_outcome("x")._rendered(twist)
        self.assertEqual(rendered["subject"], "Re: A question")

    def test_the_ready_ones_can_be_rendered(self):
        self.sale.address_ids = [
            Command.create({"code": "facebook", "address": "page@gateway.example"})
        ]
        twist = self.sold.with_user(self.agent)
        for name in (
            "reply_facebook",
            "reply_linkedin",
            "reply_tweet",
            "thank_and_close",
            "ask_for_details",
        ):
            outcome = self.env.ref(f"social_inbox.outcome_{name}")
            text = outcome.with_user(self.agent)._rendered(twist, "Nice tent!")["text"]
            self.assertIn("Nice tent!", text)
            self.assertNotIn("{{", text)

    def test_a_preview_in_the_form(self):
        outcomes = self.env["social.outcome"].with_user(self.administrator)
        with Form(outcomes) as form:
            form.name = "Test"
            form.text = "Hello {{ person.name }}: {{ comment }}"
            form.phase = "closed"
            form.sample_twist_id = self.sold
            form.sample_comment = "Soon."
            self.assertEqual(form.sample_text, "Hello Ana Costa: Soon.")
            self.assertEqual(form.sample_then, "moves to Closed")
            self.assertFalse(form.sample_problem)
            form.text = "Hello {{ persn }}"
            self.assertIn("no persn", form.sample_problem)
            self.assertFalse(form.sample_text)
            form.text = "Hello"
        self.assertFalse(self.sold.sudo().message_ids_social.filtered("user_id"))

    def test_names_are_what_the_form_says(self):
        arch = self.env.ref("social_inbox.social_outcome_view_form").arch
        for name in KNOWN - {"object"}:
            self.assertRegex(arch, rf"<code>{name}\b|\b{name}\.")


@tagged("post_install", "-at_install")
class TestApply(CronMixinCase, OutcomeCase):
    def all_parts(self, **values):
        return self.new_outcome(
            "Hello {{ person.name }}. {{ comment }}",
            phase="closed",
            tag_ids=[Command.set(self.tag.ids)],
            assign="me",
            follow_up="activity",
            follow_up_days=3,
            **values,
        )

    def test_all_parts(self):
        twist = self.twist_of_sale("listen")
        outcome = self.all_parts()
        result = twist.apply_outcome(outcome.id, HOSTILE)
        [answer] = twist.message_ids_social.filtered(lambda one: one.user_id)
        self.assertEqual(answer.text, f"Hello Ana Costa. {HOSTILE}")
        self.assertNotIn("<script", answer.sudo().source_html)
        self.assertEqual(answer.user_id, self.agent)
        self.assertEqual((twist.phase, twist.closed_from), ("closed", "understand"))
        self.assertEqual(twist.tag_ids, self.tag)
        self.assertEqual(twist.user_id, self.agent)
        [activity] = twist.activity_ids
        today = fields.Date.context_today(twist)
        self.assertEqual(activity.date_deadline, today + timedelta(days=3))
        self.assertEqual(result["params"]["next"]["infos"]["phases"], ["closed"])

    def test_undo(self):
        self.parameters.set_param("social_inbox.undo_seconds", "10")
        twist = self.twist_of_sale("listen")
        result = twist.apply_outcome(self.all_parts().id)
        undo = result["params"]["undo"]
        use = self.env[undo["model"]].browse(undo["ids"])
        stolen = use.with_user(self.colleague).action_undo()
        self.assertIn("only what you chose", stolen["params"]["message"])
        use.with_user(self.agent).action_undo()
        self.env.invalidate_all()
        [answer] = twist.message_ids_social.filtered(lambda one: one.user_id)
        self.assertEqual(answer.state, "cancelled")
        self.assertEqual(twist.phase, "listen")
        self.assertFalse(twist.tag_ids | twist.sudo().tag_ids)
        self.assertFalse(twist.user_id)
        self.assertFalse(twist.activity_ids)
        again = use.with_user(self.agent).action_undo()
        self.assertIn("undone already", again["params"]["message"])

    def test_an_answer_that_left_is_not_undone(self):
        twist = self.twist_of_sale()
        result = twist.apply_outcome(self.new_outcome(phase="closed").id)
        use = self.env["social.outcome.use"].browse(result["params"]["undo"]["ids"])
        use.sudo().message_id.state = "sent"
        said = use.with_user(self.agent).action_undo()["params"]["message"]
        self.assertIn("has left already", said)
        self.assertEqual(twist.phase, "closed")

    def test_what_agents_change(self):
        twist = self.twist_of_sale()
        twist.apply_outcome(self.new_outcome().id, text="Something else\n{{ 1 }}")
        answers = twist.message_ids_social.filtered(lambda one: one.user_id)
        self.assertEqual(answers.text, "Something else\n{{ 1 }}")

    def test_nothing_is_done_where_a_part_is_refused(self):
        twist = self.twist_of_sale("engage")
        outcome = self.new_outcome(
            tag_ids=[Command.set(self.tag.ids)],
            assign="user",
            user_id=self.stranger.id,
        )
        with self.assertRaisesRegex(
            UserError, "Nothing was done. The agent: .*does not belong"
        ):
            twist.apply_outcome(outcome.id)
        self.assertFalse(twist.tag_ids)
        self.assertFalse(twist.message_ids_social.filtered(lambda one: one.user_id))
        self.assertFalse(self.env["social.outcome.use"].search([]))

    def test_a_draft_of_something_else_stays(self):
        twist = self.twist_of_sale()
        twist.save_draft("reply", {"body": "Half a sen"})
        twist.apply_outcome(self.new_outcome().id)
        self.assertEqual(twist.read_drafts()["reply"]["body"], "Half a sen")

    def test_why_not(self):
        outcome = self.new_outcome().with_user(self.agent)
        stranger = self.twist_in("understand", channel=self.sale_channel)
        for twist, words in (
            (stranger.with_user(self.agent), "Assign a person first"),
            (self.twist_of_sale("closed"), "Move it back to its phase first"),
        ):
            with self.assertRaisesRegex(UserError, words):
                twist.apply_outcome(outcome.id)
            [offered] = [one for one in twist.outcomes() if one["id"] == outcome.id]
            self.assertRegex(offered["why_not"], words)
        ahead = self.new_outcome(phase="feedback")
        with self.assertRaisesRegex(UserError, "by itself when a ticket"):
            self.twist_of_sale("engage").apply_outcome(ahead.id)

    def test_step_by_step(self):
        for origin, target, steps in (
            ("listen", "engage", ["understand", "engage"]),
            ("engage", "listen", ["understand", "listen"]),
            ("process", "closed", ["closed"]),
        ):
            self.assertEqual(path(origin, target, ""), (steps, None))
        self.assertEqual(path("closed", "listen", "understand")[0][0], "understand")
        self.assertEqual(path("listen", "process", "")[1], ("engage", "process"))
        for origin in ORDER:
            for target in ORDER:
                steps, refused = path(origin, target, "engage")
                self.assertTrue(refused or not steps or steps[-1] == target)
        twist = self.twist_of_sale("listen")
        twist.apply_outcome(self.new_outcome(False, phase="engage").id)
        self.assertEqual(twist.phase, "engage")

    def test_a_ticket(self):
        twist = self.twist_of_sale("listen")
        team = self.env["helpdesk.ticket.team"].create({"name": "Repairs"})
        outcome = self.new_outcome(creates="ticket", ticket_team_id=team.id)
        result = twist.apply_outcome(outcome.id)
        self.assertEqual(twist.ticket_id.sudo().team_id, team)
        self.assertEqual(twist.phase, "process")
        self.assertFalse(result["params"]["undo"])
        with self.assertRaisesRegex(UserError, "Process already"):
            twist.apply_outcome(outcome.id)

    def test_an_idea(self):
        twist = self.twist_of_sale("engage")
        twist.apply_outcome(self.new_outcome(False, creates="idea").id)
        self.assertEqual(twist.idea_id.name, twist.name)

    def test_snooze(self):
        twist = self.twist_of_sale()
        outcome = self.new_outcome(
            False, follow_up="snooze", follow_up_days=0, follow_up_hours=4
        )
        twist.apply_outcome(outcome.id)
        wait = twist.snoozed_until - fields.Datetime.now()
        self.assertAlmostEqual(wait.total_seconds(), 4 * 3600, delta=60)
        waking = self.env["ir.cron.trigger"].search(
            [("call_at", "=", twist.snoozed_until)], limit=1
        )
        self.assertEqual(
            waking.cron_id, self.env.ref("social_inbox.ir_cron_wake_twists")
        )

    def test_a_snooze_is_undone(self):
        self.sale.distribution = "round_robin"
        twist, now = self.twist_of_sale(), fields.Datetime.now()
        outcome = self.new_outcome(False, follow_up="snooze", follow_up_days=2)

        def undone(former):
            twist._snooze(former)
            result = twist.apply_outcome(outcome.id)
            self.assertGreater(twist.snoozed_until, now + timedelta(days=1))
            return self.env["social.outcome.use"].browse(
                result["params"]["undo"]["ids"]
            )

        before = now.replace(microsecond=0) + timedelta(hours=5)
        undone(before).with_user(self.agent).action_undo()
        self.assertEqual(twist.snoozed_until, before)
        use = undone(False)
        with self.capture_triggers("social_inbox.ir_cron_distribute") as given_out:
            use.with_user(self.agent).action_undo()
        self.assertFalse(twist.snoozed_until)
        self.assertTrue(given_out.records)
        over = undone(before)
        over.former_snooze = now - timedelta(hours=1)
        over.with_user(self.agent).action_undo()
        self.assertFalse(twist.snoozed_until)

    def test_what_woke_a_twist_is_not_undone(self):
        twist = self.twist_of_sale()
        later = fields.Datetime.now().replace(microsecond=0) + timedelta(hours=5)
        twist._snooze(later)
        result = twist.apply_outcome(self.new_outcome().id)
        self.assertEqual(twist.snoozed_until, later)
        twist._snooze(False)
        use = self.env["social.outcome.use"].browse(result["params"]["undo"]["ids"])
        use.with_user(self.agent).action_undo()
        self.assertFalse(twist.snoozed_until)

    def test_many_at_once(self):
        twists = self.twist_of_sale() | self.twist_of_sale("listen")
        closed = self.twist_of_sale("closed")
        outcome = self.new_outcome("{{ twist.profile_id.handle }}", phase="closed")
        result = (twists | closed).apply_outcome(outcome.id)["params"]
        self.assertIn("Test: 2 done, 1 skipped", result["message"])
        self.assertEqual(twists.mapped("phase"), ["closed", "closed"])
        for twist in twists:
            [answer] = twist.message_ids_social.filtered(lambda one: one.user_id)
            self.assertEqual(answer.text, twist.profile_id.handle)
            self.assertTrue(answer.is_spaced)

    def test_the_dialog(self):
        twist = self.twist_of_sale()
        outcome = self.all_parts()
        action = twist.action_apply_outcome(outcome.id)
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        with Form(dialog.with_user(self.agent)) as form:
            self.assertEqual(form.text, "Hello Ana Costa.")
            self.assertIn("moves to Closed", form.then)
            form.comment = "It is on its way."
            self.assertEqual(form.text, "Hello Ana Costa. It is on its way.")
            form.text = form.text.replace("Ana Costa", "Ana")
        dialog.with_user(self.agent).action_apply()
        answers = twist.message_ids_social.filtered(lambda one: one.user_id)
        self.assertEqual(answers.text, "Hello Ana. It is on its way.")

    def test_the_shortcut(self):
        twist = self.twist_of_sale()
        outcome = self.new_outcome(shortcut="thx")
        [found] = [one for one in twist.ready_answers("thx") if "outcome" in one]
        self.assertEqual((found["outcome"], found["source"]), (outcome.id, "thx"))
        self.assertFalse([one for one in twist.ready_answers() if "outcome" in one])


@tagged("post_install", "-at_install")
class TestOutcomeAccess(OutcomeCase):
    def test_who_writes_them(self):
        outcome = self.new_outcome()
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                outcome.with_user(user).write({"text": "Changed"})
            with self.assertRaises(AccessError):
                self.env["social.outcome"].with_user(user).create({"name": "x"})

    def test_who_reads_them(self):
        own = self.new_outcome(campaign_ids=[Command.set(self.sale.ids)])
        other = self.new_outcome(campaign_ids=[Command.set(self.recall.ids)])
        anybody = self.new_outcome()
        three = own | other | anybody

        def seen(user):
            outcomes = self.env["social.outcome"].with_user(user)
            return outcomes.search([("id", "in", three.ids)])

        self.assertEqual(seen(self.agent), own | anybody)
        self.assertEqual(seen(self.stranger), other | anybody)
        self.assertEqual(seen(self.supervisor), three)
        self.assertEqual(seen(self.administrator), three)
        twist = self.twist_of_sale()
        offered = {one["id"] for one in twist.outcomes()}
        self.assertFalse(offered & set(other.ids))
        with self.assertRaises(AccessError):
            twist.apply_outcome(other.id)
        with self.assertRaisesRegex(UserError, "other campaigns"):
            twist.with_user(self.supervisor).apply_outcome(other.id)

    def test_strangers(self):
        outcome, twist = self.new_outcome(), self.twist_of_sale()
        result = twist.apply_outcome(outcome.id)
        use = self.env["social.outcome.use"].browse(result["params"]["undo"]["ids"])
        theirs = twist.with_user(self.stranger)
        for call in (
            theirs.outcomes,
            theirs.action_apply_outcome,
            lambda: theirs.apply_outcome(outcome.id),
            use.with_user(self.stranger).action_undo,
            lambda: (
                self.env["social.apply.outcome"]
                .with_user(self.stranger)
                .create({"twist_ids": [Command.set(twist.ids)]})
            ),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_an_outcome_for_another_platform(self):
        outcome = self.new_outcome(platform="facebook")
        twist = self.twist_of_sale()
        self.assertNotIn(outcome.id, {one["id"] for one in twist.outcomes()})
        with self.assertRaisesRegex(UserError, "another platform"):
            twist.apply_outcome(outcome.id)

    def test_agents_give_no_recipient(self):
        twist = self.twist_of_sale()
        for call in (twist.respond, twist.respond_text):
            with self.assertRaisesRegex(UserError, "no such option"):
                call("x", recipient="me@evil.example")
        for given in ({}, None, "x", [1, 2], 0, 2**31 - 1):
            with self.assertRaisesRegex(UserError, "Choose an outcome"):
                twist.apply_outcome(given)


@tagged("post_install", "-at_install")
class TestOutcomeByMail(MailChannelCase):
    def test_it_arrives_at_the_address_of_the_campaign(self):
        gateway = f"gate.{self.customer}"
        campaign = self.env["social.campaign"].create(
            {
                "name": "Sale",
                "user_ids": [Command.set(self.agent.ids)],
                "address_ids": [Command.create({"code": "page", "address": gateway})],
            }
        )
        self.channel.campaign_id = campaign
        twist = self.receive(
            compose(self.address, From=f"Ana <{self.customer}>", Date=None)
        ).with_user(self.agent)
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.profile_id.sudo()._assign_person(person, "contract")
        outcome = self.env["social.outcome"].create(
            {
                "name": "To the Page",
                "text": "@{{ person.name }} {{ comment }}",
                "subject": "Answer to {{ twist.name }}",
                "to": "{{ addresses['page'] }}",
                "phase": "closed",
            }
        )
        twist.apply_outcome(outcome.id, HOSTILE)
        self.work()
        [mail] = map(read, mails_of(gateway))
        self.assertEqual(mail["To"], gateway)
        self.assertEqual(mail["Subject"], "Answer to A question")
        self.assertIn(f"@Ana {HOSTILE}", mail.get_body(("plain",)).get_content())
        html = mail.get_body(("html",)).get_content()
        self.assertNotIn("<script>", html)
        self.assertFalse(mails_of(self.customer))
        self.assertEqual(twist.phase, "closed")
        own = self.env["social.outcome"].create({"name": "Own", "text": "Bye"})
        twist.action_previous_phase()
        twist.apply_outcome(own.id)
        self.work()
        self.assertEqual(len(mails_of(self.customer)), 1)


def read(raw):
    return message_from_bytes(raw, policy=policy.default)
