"""What came of a ticket goes back to the authors (spec A17, A18)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import compose
from .test_tickets import TicketCase
from .test_tour import BrowserCase


class FeedbackCase(TicketCase):
    def linked(self, phase="process", ticket=None, count=1):
        """Twists of a ticket, in a phase."""
        ticket = ticket or self.new_ticket()
        twists = self.in_phase("engage", count)
        twists.link_ticket(ticket)
        self.put(twists, phase)
        return twists, ticket

    def served(self, ticket, user=None):
        return ticket.with_user(user or self.helper)

    def feedback_dialog(self, ticket, user=None):
        action = self.served(ticket, user).action_write_feedback()
        return self.open(action).with_user(user or self.helper)


@tagged("post_install", "-at_install")
class TestWriteFeedback(FeedbackCase):
    def test_the_helper_has_no_right_in_the_inbox(self):
        for model in ("social.twist", "social.message", "social.profile"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.helper).search([])

    def test_feedback_reaches_the_twist(self):
        twist, ticket = self.linked()
        dialog = self.feedback_dialog(ticket)
        self.assertEqual(dialog.source, ticket.display_name)
        dialog.text = "<p>A new pole is on its way.</p>"
        message = self.message_of(dialog.action_send())
        self.assertEqual(message, "Feedback given: Ana will be answered")
        self.assertEqual(twist.phase, "feedback")
        self.assertIn("A new pole", twist.feedback)
        self.assertEqual(twist.feedback_user_id, self.helper)
        self.assertTrue(twist.feedback_date)
        self.assertTrue(twist.feedback_due)
        move = twist.move_ids[:1]
        self.assertEqual((move.cause, move.user_id), ("feedback", self.helper))
        self.assertIn(ticket.number, move.reason)

    def test_every_kind_of_helper(self):
        for kind in ("user_own", "user_team", "user", "manager"):
            user = self.new_helper(f"kind_{kind}", kind)
            self.team.user_ids += user
            twist, ticket = self.linked(ticket=self.new_ticket(user_id=user.id))
            dialog = self.feedback_dialog(ticket, user)
            dialog.text = "<p>Done</p>"
            dialog.action_send()
            self.assertEqual((twist.phase, twist.feedback_user_id), ("feedback", user))

    def test_a_ticket_that_one_may_not_write(self):
        twist, ticket = self.linked()
        own_only = self.new_helper("own_only", "user_own")
        portal = new_test_user(self.env, "social_fb_portal", groups="base.group_portal")
        ticket.partner_id = portal.partner_id
        employee = new_test_user(self.env, "social_fb_no", groups="base.group_user")
        foreign = self.new_helper("foreign", "user")
        other = self.env["res.company"].create({"name": "Other Shop"})
        foreign.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for user in (own_only, portal, employee, foreign, self.agent):
            served = self.served(ticket, user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    served.write_social_feedback("<p>x</p>")
                with self.assertRaises(AccessError):
                    served.action_write_feedback()
                with self.assertRaises(AccessError):
                    self.env["social.write.feedback"].with_user(user).create(
                        {"res_model": ticket._name, "res_ids": ticket.ids}
                    )
        self.assertFalse(twist.feedback)

    def test_dialogs_of_others(self):
        twist, ticket = self.linked()
        dialog = self.feedback_dialog(ticket)
        other = self.new_helper("other_helper", "user")
        for records in (dialog, dialog.line_ids):
            with self.assertRaises(AccessError):
                records.with_user(other).read(["create_date"])
        with self.assertRaises(AccessError):
            dialog.line_ids.read(["twist_id"])
        with self.assertRaises(AccessError):
            dialog.line_ids.twist_id = twist

    def test_other_models(self):
        models = ("res.partner", "social.twist", "social.feedback.mixin", "no.such")
        for model in models:
            dialogs = self.env["social.write.feedback"].with_user(self.agent)
            with self.subTest(model=model), self.assertRaises(AccessError):
                dialogs.create({"res_model": model, "res_ids": self.person.ids})
            dialogs = self.env["social.conversations"].with_user(self.agent)
            with self.subTest(model=model), self.assertRaises(AccessError):
                dialogs.create({"res_model": model, "res_ids": self.person.ids}).read(
                    ["content"]
                )
        dialogs = self.env["social.conversations"].with_user(self.agent)
        with self.assertRaises(AccessError):
            dialogs.create({"res_model": "helpdesk.ticket", "res_ids": ["x"]}).read(
                ["content"]
            )

    def test_several_with_one_left_out(self):
        twists, ticket = self.linked(count=3)
        dialog = self.feedback_dialog(ticket)
        self.assertEqual(len(dialog.line_ids), 3)
        self.assertEqual(set(dialog.line_ids.mapped("platform")), {"Mail"})
        self.assertIn("Hello", dialog.line_ids[:1].text)
        with Form(dialog) as form:
            form.text = "<p>Done</p>"
            with form.line_ids.edit(0) as line:
                line.is_chosen = False
        message = self.message_of(dialog.action_send())
        self.assertEqual(message, "Feedback given to 2 conversations")
        phases = sorted(twists.mapped("phase"))
        self.assertEqual(phases, ["feedback", "feedback", "process"])

    def test_who_was_told_is_not_told_again_in_passing(self):
        told, ticket = self.linked("feedback")
        dialog = self.feedback_dialog(ticket)
        self.assertTrue(dialog.line_ids.is_chosen)
        self.linked("process", ticket)
        lines = self.feedback_dialog(ticket).line_ids
        self.assertEqual(lines.filtered("is_chosen").mapped("phase"), ["Process"])
        self.assertTrue(all(lines.mapped("can_tell")))

    def test_nobody_chosen_or_nothing_written(self):
        twist, ticket = self.linked()
        dialog = self.feedback_dialog(ticket)
        with self.assertRaisesRegex(UserError, "Write what"):
            dialog.action_send()
        dialog.text = "<p>Done</p>"
        dialog.line_ids.is_chosen = False
        with self.assertRaisesRegex(UserError, "Choose at least one"):
            dialog.action_send()

    def test_without_twists(self):
        ticket = self.new_ticket()
        with self.assertRaisesRegex(UserError, "nobody is to be told"):
            self.served(ticket).action_write_feedback()
        with self.assertRaisesRegex(UserError, "nobody is to be told"):
            self.served(ticket).write_social_feedback("<p>x</p>")

    def test_feedback_by_phase(self):
        ticket = self.new_ticket()
        by_phase = {
            phase: self.linked(phase, ticket)[0]
            for phase in ("engage", "process", "feedback", "closed")
        }
        text = "<p>It is mended.</p>"
        told, refusals = self.served(ticket).write_social_feedback(text)
        told = self.env["social.twist"].browse(told)
        self.assertEqual(told, by_phase["process"] + by_phase["feedback"])
        self.assertEqual(len(refusals), 2)
        self.assertIn("phase Engage takes no feedback", " ".join(refusals))
        self.assertIn("closed twist takes no feedback", " ".join(refusals))
        self.assertEqual(set(told.mapped("phase")), {"feedback"})
        self.assertFalse(by_phase["engage"].feedback or by_phase["closed"].feedback)

    def test_a_ticket_whose_twists_take_none(self):
        twist, ticket = self.linked("closed")
        with self.assertRaisesRegex(UserError, "closed twist takes no feedback"):
            self.served(ticket).action_write_feedback()

    def test_lines_say_why_not(self):
        twist, ticket = self.linked()
        self.linked("closed", ticket)
        lines = self.feedback_dialog(ticket).line_ids
        self.assertEqual(sorted(lines.mapped("is_chosen")), [False, True])
        self.assertIn("closed", lines.filtered("refusal").refusal)

    def test_spam_is_not_told(self):
        twist, ticket = self.linked()
        twist.action_spam()
        with self.assertRaisesRegex(UserError, "nobody is to be told"):
            self.served(ticket).write_social_feedback("<p>x</p>")

    def test_feedback_is_made_safe(self):
        twist, ticket = self.linked()
        text = '<p onclick="x()">Hi<script>y()</script></p>'
        self.served(ticket).write_social_feedback(text)
        self.assertEqual(str(twist.feedback), "<p>Hi</p>")

    def test_the_answer_to_an_api_is_plain(self):
        twist, ticket = self.linked()
        told = self.served(ticket).write_social_feedback("<p>Done</p>")
        self.assertEqual(told, (twist.ids, []))

    def test_second_feedback_is_put_below_the_first(self):
        twist, ticket = self.linked()
        idea = self.env["social.idea"].create({"name": "Steel <poles>"})
        twist._link_to(idea)
        self.served(ticket).write_social_feedback("<p>A pole is on its way.</p>")
        self.assertEqual(twist.feedback_source, ticket.display_name)
        idea.write_social_feedback("<p>Steel poles are planned.</p>")
        idea.write_social_feedback("<p>In spring.</p>")
        heading = "<p><b>Steel &lt;poles&gt;</b></p>"
        self.assertEqual(
            str(twist.feedback),
            "<p>A pole is on its way.</p>"
            f"{heading}<p>Steel poles are planned.</p>{heading}<p>In spring.</p>",
        )
        source = f"{ticket.display_name}, Steel <poles>"
        self.assertEqual(twist.feedback_source, source)

    def test_feedback_after_the_answer_stands_alone(self):
        twist, ticket = self.linked()
        twist.profile_id.sudo()._assign_person(self.person, "contract")
        self.served(ticket).write_social_feedback("<p>Mended.</p>")
        twist.respond("<p>Mended.</p>")
        self.served(ticket).write_social_feedback("<p>Broken again.</p>")
        self.assertEqual(str(twist.feedback), "<p>Broken again.</p>")

    def test_close_the_ticket_too(self):
        twist, ticket = self.linked()
        dialog = self.feedback_dialog(ticket)
        self.assertTrue(dialog.can_close)
        dialog.write({"text": "<p>Done</p>", "close": True})
        dialog.action_send()
        self.assertTrue(ticket.closed)
        self.assertFalse(ticket.activity_ids, "nothing is left to be asked for")
        self.assertFalse(self.feedback_dialog(ticket).can_close)

    def test_activities_are_done_by_feedback(self):
        twists, ticket = self.linked(count=2)
        first, second = twists
        activities = ticket.activity_ids.sudo()
        served = self.served(ticket)
        served.write_social_feedback("<p>Mended.</p>", first)
        left = ticket.activity_ids.sudo()
        self.assertEqual(left.mapped("social_twist_id"), second.ids)
        done = activities - left
        self.assertFalse(done.active)
        self.assertIn("Mended.", ticket.message_ids[:1].body)
        self.assertEqual(ticket.message_ids[:1].author_id, self.helper.partner_id)
        served.write_social_feedback("<p>Also this.</p>", second.ids)
        self.assertFalse(ticket.activity_ids)

    def test_one_note_for_many_activities(self):
        twists, ticket = self.linked(count=3)
        activities = ticket.activity_ids.sudo()
        before = len(ticket.message_ids)
        self.served(ticket).write_social_feedback("<p>Mended.</p>")
        self.assertFalse(ticket.activity_ids)
        self.assertEqual(set(activities.mapped("feedback")), {"Mended."})
        self.assertEqual(len(ticket.message_ids), before + 1)

    def test_without_an_activity_a_note_remains(self):
        twist = self.in_phase("engage")
        ticket = twist.create_ticket({"team_id": self.team.id})
        self.served(ticket).write_social_feedback("<p>Mended &lt;b&gt;.</p>")
        note = ticket.message_ids[:1]
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertIn("Mended &lt;b&gt;.", note.body)


@tagged("post_install", "-at_install")
class TestPictures(FeedbackCase):
    """Pictures that a helper puts into feedback, as the editor uploads them."""

    def told_with_picture(self, count=1):
        """(the twists, the dialog, its picture)"""
        twists, ticket = self.linked(count=count)
        for twist in twists:
            twist.profile_id.sudo()._assign_person(self.person, "contract")
        dialog = self.feedback_dialog(ticket)
        attachments = self.env["ir.attachment"].with_user(self.helper)
        picture = attachments.create(
            {
                "name": "pole.png",
                "raw": b"\x89PNG\r\n",
                "res_model": dialog._name,
                "res_id": dialog.id,
            }
        )
        dialog.text = f'<p>New: <img src="/web/image/{picture.id}-abc/pole.png"></p>'
        dialog.action_send()
        return twists, dialog, picture

    def pictures_of(self, twist):
        domain = [("res_model", "=", "social.twist"), ("res_id", "=", twist.id)]
        return self.env["ir.attachment"].with_user(self.agent).search(domain)

    def test_they_outlive_the_dialog(self):
        twist, dialog, picture = self.told_with_picture()
        dialog.sudo().unlink()
        self.assertFalse(picture.sudo().exists())
        [own] = self.pictures_of(twist)
        self.assertIn(f'src="/web/image/{own.id}"', twist.feedback)
        self.assertEqual(own.raw, b"\x89PNG\r\n")

    def test_they_are_sent(self):
        twists, dialog, picture = self.told_with_picture(count=2)
        dialog.sudo().unlink()
        dialog = self.dialog(twists.action_answer_all())
        self.assertEqual(dialog.text_count, 1, "copies of one picture are the same")
        dialog.action_send()
        for twist in twists:
            own = self.pictures_of(twist)
            self.assertIn(f'src="/web/image/{own.id}"', twist.feedback)
            answer = twist.message_ids_social.filtered("user_id")
            self.assertEqual(answer.attachment_ids.checksum, own.checksum)
            self.assertIn(
                f"cid:{answer.attachment_ids.description}", answer.sudo().source_html
            )

    def test_of_others_none_is_shown(self):
        twist, ticket = self.linked()
        secret = self.env["ir.attachment"].create({"name": "s.png", "raw": b"s"})
        text = f'<p><img src="/web/image/{secret.id}"></p>'
        with self.assertRaises(AccessError):
            self.served(ticket).write_social_feedback(text)


@tagged("post_install", "-at_install")
class TestIdeas(FeedbackCase):
    """The same way back from an idea."""

    def test_from_the_link_to_the_answer(self):
        idea = self.env["social.idea"].create({"name": "A lighter pole"})
        twist = self.in_phase("engage")
        twist._link_to(idea.with_user(self.agent))
        self.assertEqual((twist.idea_id, twist.phase), (idea, "process"))
        self.assertIn("Ana waits", idea.activity_ids.summary)
        with patch.object(type(self.env["bus.bus"]), "_sendone") as send:
            idea.with_user(self.agent)._ask_for_feedback()
        payloads = [call.args[2] for call in send.call_args_list]
        self.assertIn({"model": "social.idea", "ids": idea.ids}, payloads)
        self.assertIn(self.agent, idea.activity_ids.user_id)
        dialog = self.feedback_dialog(idea, self.agent)
        self.assertFalse(dialog.can_close)
        dialog.text = "<p>We build it.</p>"
        dialog.action_send()
        self.assertEqual(twist.phase, "feedback")
        self.assertFalse(idea.activity_ids)


@tagged("post_install", "-at_install")
class TestConversations(FeedbackCase):
    def content(self, ticket, user=None):
        action = self.served(ticket, user).action_view_social_twists()
        self.assertEqual(action["res_model"], "social.conversations")
        return str(self.open(action).with_user(user or self.helper).content)

    def test_agents_go_to_the_twists(self):
        twist, ticket = self.linked()
        action = self.served(ticket, self.agent).action_view_social_twists()
        self.assertEqual(action["res_model"], "social.twist")
        found = self.env["social.twist"].with_user(self.agent).search(action["domain"])
        self.assertEqual(found, twist)

    def test_helpers_see_the_linked_conversations_and_nothing_else(self):
        raw = compose(
            "support@shop.example",
            "It <script>rained</script> in.",
            From="Cem <cem@customer.example>",
            Subject="Wet",
        )
        twist = self.twist_of(raw)
        stranger = self.in_phase("engage")
        ticket = twist.create_ticket({"team_id": self.team.id})
        self.served(ticket).write_social_feedback("<p>Mended.</p>")
        content = self.content(ticket)
        for text in ("Cem", "Mail", "Feedback", "Wet", "Mended.", "&lt;script&gt;"):
            self.assertIn(text, content)
        self.assertNotIn("<script", content)
        self.assertNotIn(stranger.profile_id.handle, content)

    def test_the_newest_messages_only(self):
        ids = [f"<m{number}.conv@customer.example>" for number in range(5)]
        mails = [
            compose(
                "support@shop.example",
                f"Text {number}",
                Message_ID=ids[number],
                In_Reply_To=ids[0] if number else None,
                Date=f"Fri, 20 Nov 2026 1{number}:00:00 +0100",
            )
            for number in range(5)
        ]
        twist = self.twist_of(*mails)
        ticket = twist.create_ticket({"team_id": self.team.id})
        content = self.content(ticket)
        self.assertNotIn("Text 1", content)
        self.assertLess(content.index("Text 2"), content.index("Text 4"))

    def test_the_number_of_queries_does_not_grow(self):
        tickets = self.new_ticket(), self.new_ticket()
        for ticket, count in zip(tickets, (2, 12), strict=True):
            self.linked(ticket=ticket, count=count)
        self.content(tickets[0])
        counts = []
        for ticket in tickets:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.content(ticket)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_rights_are_asked_each_time(self):
        twist, ticket = self.linked()
        own_only = self.new_helper("conv_own", "user_own")
        with self.assertRaises(AccessError):
            self.served(ticket, own_only).action_view_social_twists()
        dialog = self.env["social.conversations"].with_user(own_only)
        dialog = dialog.create({"res_model": ticket._name, "res_ids": ticket.ids})
        with self.assertRaises(AccessError):
            dialog.read(["content"])
        portal = new_test_user(self.env, "social_co_portal", groups="base.group_portal")
        ticket.partner_id = portal.partner_id
        with self.assertRaises(AccessError):
            self.served(ticket, portal).action_view_social_twists()


@tagged("post_install", "-at_install")
class TestClosing(FeedbackCase):
    def close(self, tickets, user=None):
        """Close as a user does; what the user's browser is told."""
        with patch.object(type(self.env["bus.bus"]), "_sendone") as send:
            tickets.with_user(user or self.helper).write({"stage_id": self.done.id})
        return [
            call.args[2]
            for call in send.call_args_list
            if call.args[1] == "social_inbox/feedback_wanted"
        ]

    def test_whoever_closes_is_asked_at_once(self):
        twist, ticket = self.linked()
        payload = {"model": "helpdesk.ticket", "ids": ticket.ids}
        self.assertEqual(self.close(ticket), [payload])
        self.assertTrue(ticket.closed, "closing is not blocked")
        self.assertEqual(twist.phase, "process")

    def test_from_the_form(self):
        twist, ticket = self.linked()
        with Form(ticket.with_user(self.helper)) as form:
            form.stage_id = self.done
        activity = ticket.activity_ids.sudo().filtered(
            lambda one: not one.social_twist_id
        )
        self.assertFalse(activity, "the helper is asked by the link's already")

    def test_an_activity_stays_until_feedback_is_written(self):
        twist, ticket = self.linked()
        closer = self.new_helper("closer", "user")
        self.close(ticket, closer)
        [own] = ticket.activity_ids.filtered(lambda one: one.user_id == closer)
        self.assertEqual(own.summary, "Tell the authors what came of it")
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        self.close(ticket, closer)
        mine = ticket.activity_ids.filtered(lambda one: one.user_id == closer)
        self.assertEqual(mine, own, "once")
        self.served(ticket, closer).write_social_feedback("<p>Done</p>")
        self.assertFalse(ticket.activity_ids)

    def test_it_stays_while_somebody_waits(self):
        twists, ticket = self.linked(count=2)
        closer = self.new_helper("closer2", "user")
        self.close(ticket, closer)
        self.served(ticket, closer).write_social_feedback("<p>x</p>", twists[0])
        self.assertIn(closer, ticket.activity_ids.user_id)
        self.served(ticket, closer).write_social_feedback("<p>x</p>", twists[1])
        self.assertFalse(ticket.activity_ids)

    def test_by_the_portal_or_a_robot(self):
        portal = new_test_user(self.env, "social_cl_portal", groups="base.group_portal")
        robot = self.env.ref("base.user_root")
        for user in (portal, robot):
            twist = self.in_phase("engage")
            ticket = twist.create_ticket({"team_id": self.team.id})
            ticket = ticket.with_user(user).sudo()
            with patch.object(type(self.env["bus.bus"]), "_sendone") as send:
                ticket.write({"stage_id": self.done.id})
            sent = [call.args[1] for call in send.call_args_list]
            self.assertNotIn("social_inbox/feedback_wanted", sent)
            self.assertEqual(ticket.sudo().activity_ids.user_id, self.team.user_ids)

    def test_nobody_waits(self):
        without = self.new_ticket()
        told, told_ticket = self.linked("feedback")
        closed, closed_ticket = self.linked("closed")
        tickets = without + told_ticket + closed_ticket
        tickets.activity_ids.unlink()
        self.assertEqual(self.close(tickets), [])
        self.assertFalse(tickets.activity_ids)

    def test_a_closed_ticket_that_moves_to_another_closed_stage(self):
        twist, ticket = self.linked()
        self.close(ticket)
        cancelled = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
        with patch.object(type(self.env["bus.bus"]), "_sendone") as send:
            ticket.with_user(self.helper).stage_id = cancelled
        sent = [call.args[1] for call in send.call_args_list]
        self.assertNotIn("social_inbox/feedback_wanted", sent)

    def test_many_in_the_list(self):
        tickets = self.new_ticket() + self.new_ticket() + self.new_ticket()
        for ticket in tickets[:2]:
            self.linked(ticket=ticket)
        [payload] = self.close(tickets)
        self.assertEqual(payload["ids"], tickets[:2].ids)
        dialog = self.feedback_dialog(tickets[:2])
        self.assertEqual(len(dialog.line_ids), 2)
        dialog.text = "<p>Done</p>"
        dialog.action_send()
        self.assertFalse(tickets.activity_ids)


@tagged("post_install", "-at_install")
class TestOnTheTicket(FeedbackCase):
    def test_figures(self):
        twists, ticket = self.linked(count=2)
        self.linked("feedback", ticket)
        self.linked("closed", ticket)
        ticket.invalidate_recordset()
        ticket = ticket.with_user(self.helper)
        self.assertEqual(ticket.social_twist_count, 4)
        self.assertEqual(ticket.social_waiting_count, 2)
        self.assertEqual(ticket.social_told_count, 1)
        self.assertTrue(ticket.social_is_waiting)

    def test_customers_do_not_read_them(self):
        twist, ticket = self.linked()
        portal = new_test_user(self.env, "social_fi_portal", groups="base.group_portal")
        ticket.partner_id = portal.partner_id
        own = ticket.with_user(portal)
        self.assertEqual(own.read(["name"])[0]["name"], ticket.name)
        for name in (
            "social_twist_count",
            "social_waiting_count",
            "social_told_count",
            "social_is_waiting",
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                own.read([name])
        with self.assertRaises(AccessError):
            own.search([("social_is_waiting", "=", True)])

    def test_filter(self):
        twists, waiting = self.linked()
        told, other = self.linked("feedback")
        tickets = self.tickets.with_user(self.helper)
        here = [("id", "in", (waiting + other).ids)]
        found = tickets.search([*here, ("social_is_waiting", "=", True)])
        self.assertEqual(found, waiting)
        found = tickets.search([*here, ("social_is_waiting", "=", False)])
        self.assertEqual(found, other)

    def test_figures_of_a_list_are_one_query(self):
        tickets = self.tickets.union(*(self.linked()[1] for number in range(5)))
        tickets.invalidate_recordset()
        with self.assertQueryCount(1):
            tickets.mapped("social_waiting_count")


@tagged("post_install", "-at_install")
class TestDraft(FeedbackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.new_ticket()

    def told_twist(self):
        twist, ticket = self.linked(ticket=self.ticket)
        twist.profile_id.sudo()._assign_person(self.person, "contract")
        self.served(ticket).write_social_feedback("<p>Mended.</p>")
        return twist

    def respond(self, twist, **context):
        action = twist.action_respond()
        return Form(
            self.env["social.respond"]
            .with_user(self.agent)
            .with_context(**action["context"], **context)
        )

    def test_the_feedback_is_the_draft(self):
        form = self.respond(self.told_twist())
        self.assertIn("Mended.", form.body)
        self.assertIn(self.ticket.number, form.feedback_source)
        self.assertIn(self.helper.name, form.feedback_source)

    def test_the_draft_can_be_taken_away(self):
        form = self.respond(self.told_twist())
        form.use_feedback = False
        self.assertFalse(form.body)
        form.use_feedback = True
        self.assertIn("Mended.", form.body)
        form.body = "<p>Own words</p>"
        form.use_feedback = False
        self.assertIn("Own words", form.body)

    def test_the_draft_names_where_it_was_written(self):
        twist = self.told_twist()
        idea = self.env["social.idea"].create({"name": "Steel poles"})
        twist.respond("<p>Mended.</p>")
        twist._link_to(idea)
        idea.write_social_feedback("<p>They are planned.</p>")
        source = self.respond(twist).feedback_source
        self.assertIn("Steel poles", source)
        self.assertNotIn(self.ticket.number, source)

    def test_the_draft_is_for_the_author_only(self):
        """Somebody else wrote below: what came of it is none of their business."""
        twist = self.told_twist()
        first = twist.message_ids_social
        self.arrive(
            compose(
                "support@shop.example",
                "Me too",
                From="Bo <bo.draft@customer.example>",
                In_Reply_To=f"<{first.external_id}>",
                Date="Sat, 21 Nov 2026 10:00:00 +0100",
            )
        )
        other = twist.message_ids_social - first
        bo = self.env["res.partner"].create({"name": "Bo"})
        other.profile_id.sudo()._assign_person(bo, "contract")
        form = self.respond(twist)
        self.assertIn(other.profile_id.handle, form.recipient)
        self.assertFalse(form.body or form.feedback_source or form.use_feedback)
        self.assertFalse(form.save().body)
        form = self.respond(twist, default_message_id=first.id)
        self.assertIn("Mended.", form.body)
        self.assertTrue(form.feedback_source)

    def test_after_the_answer_there_is_no_draft(self):
        twist = self.told_twist()
        self.respond(twist).save().action_send()
        self.assertFalse(twist.feedback_due)
        self.assertTrue(twist.feedback, "it is still shown")
        form = self.respond(twist)
        self.assertFalse(form.body or form.feedback_source)

    def test_a_withdrawn_answer_is_opened_with_its_own_text(self):
        twist = self.told_twist()
        answer = twist.respond("<p>Other words</p>")
        answer.action_withdraw()
        context = answer.action_edit()["context"]
        wizard = self.env["social.respond"].with_user(self.agent)
        self.assertIn("Other words", Form(wizard.with_context(**context)).body)
        created = wizard.with_context(**context).create({})
        self.assertIn("Other words", created.body)


@tagged("post_install", "-at_install")
class TestPortalCloses(FeedbackCase, HttpCase):
    def test_a_customer_closes_the_own_ticket(self):
        portal = new_test_user(self.env, "social_pc_portal", groups="base.group_portal")
        twist = self.in_phase("engage")
        ticket = twist.create_ticket({"team_id": self.team.id}).sudo()
        ticket.partner_id = portal.partner_id
        self.authenticate(portal.login, portal.login)
        url = f"/ticket/close?ticket_id={ticket.id}&stage_id={self.done.id}"
        self.assertTrue(self.url_open(url).ok)
        self.env.invalidate_all()
        self.assertTrue(ticket.closed)
        self.assertEqual(ticket.activity_ids.user_id, self.team.user_ids)


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestFeedbackTour(FeedbackCase, BrowserCase):
    def test_from_closing_to_the_draft(self):
        raw = compose("support@shop.example", "It rained in.", Subject="Leaking tent")
        twist = self.twist_of(raw)
        twist.profile_id.sudo()._assign_person(self.person, "contract")
        ticket = twist.create_ticket({"team_id": self.team.id})
        self.start_tour(
            f"/odoo/helpdesk.ticket/{ticket.id}",
            "social_inbox_feedback",
            login=self.helper.login,
            timeout=120,
        )
        self.env.invalidate_all()
        self.assertTrue(ticket.closed)
        self.assertEqual(
            (twist.phase, twist.feedback_user_id), ("feedback", self.helper)
        )
        self.assertFalse(ticket.activity_ids)
        self.start_tour(
            "/odoo/social-feedback-due",
            "social_inbox_feedback_draft",
            login=self.agent.login,
            timeout=120,
        )
        self.env.invalidate_all()
        self.assertFalse(twist.feedback_due)
