"""From twists to tickets: created, linked, found again (spec A15, A17)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tests import Form, new_test_user, tagged

from .common import ArrivalCase, compose, mail_with_files


class TicketCase(ArrivalCase):
    """An agent who has no right in the helpdesk, and people who have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls.env["helpdesk.ticket"]
        cls.helper = cls.new_helper("helper", "user")
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Tents", "user_ids": [Command.set(cls.helper.ids)]}
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Ana", "email": "ana@home.example"}
        )
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")

    @classmethod
    def new_helper(cls, login, kind):
        return new_test_user(
            cls.env,
            f"social_{login}",
            groups=f"helpdesk_mgmt.group_helpdesk_{kind}",
            email=f"{login}@shop.example",
        )

    @classmethod
    def new_ticket(cls, name="Pole breaks", **values):
        return cls.tickets.create(
            {
                "name": name,
                "description": "<p>x</p>",
                "team_id": cls.team.id,
                "user_id": False,
                **values,
            }
        )

    @classmethod
    def twist_of(cls, *mails, phase="engage"):
        twist = cls.arrive(*mails)
        cls.put(twist, phase)
        return twist.with_user(cls.agent)

    @classmethod
    def in_phase(cls, phase, count=1):
        twists = cls.env["social.twist"].union(
            *(cls.twist_in(phase) for number in range(count))
        )
        return twists.with_user(cls.agent)

    def open(self, action):
        """The dialog that an action opens, for whoever asked for it."""
        self.assertEqual((action["target"], action["view_mode"]), ("new", "form"))
        return self.env[action["res_model"]].browse(action["res_id"])

    def dialog(self, action):
        return self.open(action).with_user(self.agent)

    def message_of(self, result):
        self.assertEqual(result["tag"], "social_inbox_result")
        return result["params"]["message"]


@tagged("post_install", "-at_install")
class TestCreateTicket(TicketCase):
    def test_agents_have_no_right_in_the_helpdesk(self):
        tickets = self.tickets.with_user(self.agent)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(tickets.has_access(operation))

    def test_what_it_begins_with(self):
        raw = compose(
            "support@shop.example",
            "It <b>rained</b> in.",
            From="Ana Customer <ana.form@customer.example>",
            Subject="A leaking tent",
        )
        twist = self.twist_of(raw)
        wizard = self.dialog(twist.action_create_ticket())
        self.assertEqual(wizard.mode, "new")
        self.assertEqual(wizard.name, "A leaking tent")
        self.assertEqual(wizard.message_id, twist.message_ids_social)
        self.assertEqual(wizard.priority, "1")
        self.assertFalse(wizard.skipped)
        for text in (
            "Ana Customer &lt;ana.form@customer.example&gt; wrote on Offline Mailbox",
            "11/20/26",
            "It &lt;b&gt;rained&lt;/b&gt; in.",
            f"/odoo/twists/{twist.id}",
        ):
            self.assertIn(text, str(wizard.description).replace("\u202f", " "))

    def test_create(self):
        twist = self.twist_of(
            compose("support@shop.example", From="Bo <bo.t@customer.example>")
        )
        tag = self.env["helpdesk.ticket.tag"].create({"name": "Pole"})
        category = self.env["helpdesk.ticket.category"].create({"name": "Repair"})
        wizard = Form(self.dialog(twist.action_create_ticket()))
        wizard.name = "Mend the pole"
        wizard.team_id = self.team
        wizard.user_id = self.helper
        wizard.category_id = category
        wizard.priority = "3"
        wizard.tag_ids = tag
        result = wizard.save().action_create()
        ticket = twist.ticket_id
        self.assertEqual(ticket.name, "Mend the pole")
        self.assertEqual((ticket.team_id, ticket.user_id), (self.team, self.helper))
        self.assertEqual((ticket.category_id, ticket.tag_ids), (category, tag))
        self.assertEqual(ticket.priority, "3")
        self.assertEqual(ticket.company_id, twist.company_id)
        self.assertEqual(ticket.channel_id.name, "Social")
        self.assertEqual(ticket.create_uid, self.agent)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_name, "Bo")
        self.assertEqual(ticket.partner_email, "bo.t@customer.example")
        self.assertNotIn(self.agent.partner_id, ticket.message_partner_ids)
        self.assertEqual(
            self.message_of(result),
            f"{ticket.number} created. The twist is in Process.",
        )
        self.assertEqual(result["params"]["open"]["action"]["res_id"], ticket.id)

    def test_a_message_of_another_conversation_is_not_quoted(self):
        twist, other = self.in_phase("engage"), self.in_phase("engage")
        for message in (other.message_ids_social, other.message_ids_social.id):
            with self.assertRaisesRegex(UserError, "not of these twists"):
                twist.create_ticket({}, message=message)

    def test_a_team_that_one_may_not_read(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Hidden"})
        self.env["ir.rule"].create(
            {
                "name": "not Hidden",
                "model_id": self.env["ir.model"]._get_id(team._name),
                "domain_force": f"[('id', '!=', {team.id})]",
            }
        )
        twist = self.in_phase("engage")
        with self.assertRaises(AccessError):
            twist.create_ticket({"team_id": team.id})
        self.assertFalse(twist.ticket_id)

    def test_the_twist_moves_to_process_and_says_why(self):
        twist = self.in_phase("engage")
        ticket = twist.create_ticket()
        self.assertEqual(twist.phase, "process")
        move = twist.move_ids[:1]
        self.assertEqual((move.cause, move.user_id), ("ticket", self.agent))
        self.assertIn(ticket.number, move.reason)
        self.assertFalse(ticket.activity_ids, "only a link asks somebody")

    def test_the_person_is_the_ticket_s_contact(self):
        twist = self.in_phase("engage")
        twist.profile_id.sudo()._assign_person(self.person, "contract")
        ticket = twist.create_ticket({"name": "T"})
        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(ticket.partner_name, "Ana")
        self.assertEqual(ticket.partner_email, "ana@home.example")

    def test_who_gets_it_unless_somebody_is_chosen(self):
        company = self.env.company
        company.helpdesk_mgmt_ticket_auto_assign = True
        ticket = self.in_phase("engage").create_ticket({"team_id": self.team.id})
        self.assertFalse(ticket.user_id, "not the agent")
        wizard = Form(self.dialog(self.in_phase("engage").action_create_ticket()))
        wizard.user_id = self.agent
        wizard.team_id = self.team
        self.assertFalse(wizard.user_id, "the agent is not of the team")

    def test_another_message_is_quoted(self):
        first = compose(
            "support@shop.example", "One", Message_ID="<one.q@customer.example>"
        )
        second = compose(
            "support@shop.example", "Two", In_Reply_To="<one.q@customer.example>"
        )
        twist = self.twist_of(first, second)
        old, new = twist.message_ids_social.sorted("id")
        wizard = Form(self.dialog(twist.action_create_ticket()))
        self.assertEqual(wizard.message_id, new)
        wizard.message_id = old
        self.assertIn("One", wizard.description)
        self.assertNotIn("Two", wizard.description)

    def test_a_message_of_another_twist(self):
        wizard = self.dialog(self.in_phase("engage").action_create_ticket())
        with self.assertRaisesRegex(UserError, "not of these twists"):
            wizard.message_id = self.in_phase("engage").message_ids_social

    def test_files(self):
        twist = self.twist_of(
            mail_with_files(
                ("pole.txt", "text", "plain", "broken"),
                ("page.html", "text", "html", "<script>1</script>"),
                ("unwanted.txt", "text", "plain", "no"),
            )
        )
        wizard = Form(self.dialog(twist.action_create_ticket()))
        self.assertEqual(len(wizard.attachment_ids), 3)
        offered = self.env["ir.attachment"].browse(wizard.file_ids.ids)
        wizard.attachment_ids = offered.filtered(lambda one: one.name != "unwanted.txt")
        wizard.save().action_create()
        copies = self.env["ir.attachment"].search(
            [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", twist.ticket_id.id)]
        )
        self.assertEqual(set(copies.mapped("name")), {"pole.txt", "page.html"})
        self.assertEqual(set(copies.mapped("mimetype")), {"text/plain"})
        self.assertEqual(len(twist.message_ids_social.attachment_ids), 3)

    def test_files_of_others(self):
        twist = self.in_phase("engage")
        other = self.twist_of(mail_with_files(("a.txt", "text", "plain", "secret")))
        own = self.env["ir.attachment"].with_user(self.agent)
        for file in (
            other.message_ids_social.attachment_ids,
            own.create({"name": "own", "raw": b"x"}),
        ):
            with self.assertRaises(AccessError):
                twist.create_ticket({}, attachment_ids=file.ids)

    def test_values_that_are_not_given_from_outside(self):
        twist = self.in_phase("engage")
        for values in (
            {"company_id": 1},
            {"partner_id": self.person.id},
            {"stage_id": self.done.id},
            {"number": "X"},
        ):
            with self.assertRaisesRegex(AccessError, next(iter(values))):
                twist.create_ticket(values)
        with self.assertRaisesRegex(AccessError, "ids of records"):
            twist.create_ticket({"tag_ids": [Command.create({"name": "new"})]})
        self.assertFalse(twist.ticket_id)

    def test_what_strangers_write_is_harmless(self):
        raw = compose(
            "support@shop.example",
            "<img src=x onerror=alert(1)><script>1</script>",
            From='"<script>2</script>" <x.y@customer.example>',
        )
        ticket = self.twist_of(raw).create_ticket()
        self.assertNotIn("<script", ticket.description)
        self.assertNotIn("<img", ticket.description)

    def test_a_title_is_needed(self):
        wizard = self.dialog(self.in_phase("engage").action_create_ticket())
        wizard.name = "  "
        with self.assertRaisesRegex(UserError, "title"):
            wizard.action_create()

    def test_refused_by_phase(self):
        for phase, create, link in (
            ("listen", "Move the twist to Engage", "Move it to Engage"),
            ("understand", "Move the twist to Engage", "Move it to Engage"),
            ("process", "in Process already. Link it", None),
            ("feedback", "in Feedback already. Link it", None),
            ("closed", "from a closed twist", "closed twist cannot be linked"),
        ):
            twist, ticket = self.in_phase(phase), self.new_ticket()
            with self.subTest(phase=phase), self.assertRaisesRegex(UserError, create):
                twist.create_ticket()
            if link:
                with self.assertRaisesRegex(UserError, link):
                    twist.link_ticket(ticket)
                with self.assertRaisesRegex(UserError, create):
                    twist.action_create_ticket()
                with self.assertRaisesRegex(UserError, link):
                    twist.action_link_ticket()

    def test_in_process_there_is_only_the_link(self):
        for phase in ("process", "feedback"):
            wizard = self.dialog(self.in_phase(phase).action_create_ticket())
            self.assertEqual((wizard.mode, wizard.can_create), ("link", False))
            wizard.mode = "new"
            with self.assertRaisesRegex(UserError, "already"):
                wizard.action_create()

    def test_one_ticket_for_many(self):
        twists = self.in_phase("engage", 2)
        linked = self.in_phase("engage")
        linked.link_ticket(self.new_ticket())
        self.put(linked, "engage")
        listening = self.in_phase("listen")
        everything = twists + linked + listening
        wizard = self.dialog(everything.action_create_ticket())
        self.assertIn("2 of 4 will be skipped", wizard.skipped)
        message = self.message_of(wizard.action_create())
        self.assertEqual(len(twists.ticket_id), 1)
        self.assertEqual(set(twists.mapped("phase")), {"process"})
        self.assertFalse(listening.ticket_id)
        self.assertIn(f"2 linked to {twists.ticket_id.number}, 2 skipped", message)
        self.assertIn("another ticket already", message)
        self.assertIn("Move the twist to Engage first", message)


@tagged("post_install", "-at_install")
class TestLinkTicket(TicketCase):
    def test_link(self):
        ticket = self.new_ticket()
        twist = self.in_phase("engage")
        wizard = Form(self.dialog(twist.action_link_ticket()))
        wizard.ticket_id = ticket.with_user(self.agent)
        result = wizard.save().action_link()
        self.assertEqual((twist.ticket_id, twist.phase), (ticket, "process"))
        self.assertEqual(
            self.message_of(result),
            f"Linked to {ticket.number}. The twist is in Process.",
        )

    def test_agents_find_tickets_of_their_companies_only(self):
        other = self.env["res.company"].create({"name": "Other Shop"})
        mine = self.new_ticket()
        theirs = self.new_ticket(team_id=False, company_id=other.id)
        tickets = self.tickets.with_user(self.agent)
        self.assertIn(mine, tickets.search([]))
        self.assertNotIn(theirs, tickets.search([]))
        with self.assertRaises(AccessError):
            self.in_phase("engage").link_ticket(theirs)

    def test_a_ticket_of_another_company_of_mine(self):
        other = self.env["res.company"].create({"name": "Other Shop"})
        self.agent.company_ids += other
        theirs = self.new_ticket(team_id=False, company_id=other.id)
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        twist = self.in_phase("engage")
        twist = twist.with_context(allowed_company_ids=[self.env.company.id, other.id])
        with self.assertRaisesRegex(UserError, "another company"):
            twist.link_ticket(theirs)
        with self.assertRaisesRegex(UserError, "Theirs belongs to another company"):
            twist.create_ticket({"team_id": team.id})
        self.assertEqual(twist.phase, "engage")

    def test_somebody_is_asked_once(self):
        leader = self.new_helper("leader", "user")
        member = self.team.user_ids
        for values, user in (
            ({"user_id": self.helper.id}, self.helper),
            ({}, member),
            ({"team_id": False}, self.env["res.users"]),
        ):
            ticket = self.new_ticket(**values)
            twist = self.in_phase("engage")
            twist.link_ticket(ticket)
            twist.link_ticket(ticket)
            [activity] = ticket.activity_ids
            self.assertEqual(activity.user_id, user)
            kind = self.env.ref("social_inbox.mail_activity_type_social")
            self.assertEqual(activity.activity_type_id, kind)
            self.assertEqual(activity.summary, "Ana waits for an answer on Mail")
        self.team.user_id = leader
        ticket = self.new_ticket()
        self.in_phase("engage", 2).link_ticket(ticket)
        self.assertEqual(ticket.activity_ids.user_id, leader)
        self.assertEqual(len(ticket.activity_ids), 2)

    def test_a_changed_link_takes_its_activity_along(self):
        old, new = self.new_ticket(), self.new_ticket()
        twist = self.in_phase("engage")
        twist.link_ticket(old)
        twist.link_ticket(new)
        self.assertFalse(old.activity_ids)
        self.assertEqual(len(new.activity_ids), 1)
        self.assertEqual(twist.ticket_id, new)

    def test_another_ticket_takes_the_activity_off_the_first(self):
        old, twist = self.new_ticket(), self.in_phase("engage")
        twist.link_ticket(old)
        self.assertEqual(old.social_waiting_count, 1)
        twist.action_previous_phase()
        new = twist.create_ticket({})
        self.assertEqual(twist.ticket_id, new)
        self.assertFalse(old.activity_ids)
        self.assertEqual((old.social_twist_count, old.social_waiting_count), (0, 0))

    def test_no_ticket(self):
        twist = self.in_phase("engage")
        for ticket in (0, False, self.tickets):
            with (
                self.subTest(ticket=ticket),
                self.assertRaisesRegex(UserError, "Choose a ticket"),
            ):
                twist.link_ticket(ticket)

    def test_from_feedback_the_phase_stays(self):
        twist = self.in_phase("feedback")
        twist.link_ticket(self.new_ticket())
        self.assertEqual(twist.phase, "feedback")

    def test_many_with_an_honest_result(self):
        ticket = self.new_ticket()
        here = self.in_phase("process")
        here.link_ticket(ticket)
        new = self.in_phase("engage", 2)
        twists = new + here + self.in_phase("closed")
        wizard = self.dialog(twists.action_link_ticket())
        wizard.ticket_id = ticket
        self.assertIn("this ticket already", wizard.skipped)
        message = self.message_of(wizard.action_link())
        self.assertEqual(new.ticket_id, ticket)
        self.assertTrue(message.startswith(f"2 linked to {ticket.number}, 2 skipped:"))

    def test_a_ticket_must_be_chosen(self):
        wizard = self.dialog(self.in_phase("engage").action_link_ticket())
        with self.assertRaisesRegex(UserError, "Choose a ticket"):
            wizard.action_link()

    def test_foreign_ids_in_the_dialog(self):
        other = self.env["res.company"].create({"name": "Other Shop"})
        wizard = self.dialog(self.in_phase("engage").action_link_ticket())
        theirs = self.new_ticket(team_id=False, company_id=other.id)
        with self.assertRaises(AccessError):
            self.env["social.create.ticket.suggestion"].with_user(self.agent).create(
                {"wizard_id": wizard.id, "ticket_id": theirs.id}
            )
        with self.assertRaises(AccessError):
            wizard.with_user(self.supervisor).read(["name"])

    def test_twists_cannot_be_linked_by_writing(self):
        with self.assertRaises(AccessError):
            self.in_phase("engage").write({"ticket_id": self.new_ticket().id})


@tagged("post_install", "-at_install")
class TestSuggestions(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.env["res.partner"].create({"name": "Camp", "is_company": True})
        cls.person.parent_id = cls.firm
        cls.colleague = cls.env["res.partner"].create(
            {"name": "Bea", "parent_id": cls.firm.id}
        )
        cls.twist = cls.twist_of(
            compose(
                "support@shop.example",
                From="Ana <ana.s@customer.example>",
                Subject="Leaking mountain tent",
            )
        )
        cls.twist.profile_id.sudo()._assign_person(cls.person, "contract")

    def reasons(self):
        found = self.twist._suggest_tickets()
        return {ticket: reason for ticket, reason in found}

    def test_of_the_same_people(self):
        own = self.new_ticket("Invoice", partner_id=self.person.id)
        firms = self.new_ticket("Order", partner_id=self.colleague.id)
        address = self.new_ticket("Ski", partner_email="ana.s@customer.example")
        closed = self.new_ticket(
            "Gone", partner_id=self.person.id, stage_id=self.done.id
        )
        reasons = self.reasons()
        self.assertEqual(reasons[own], "Of the same person")
        self.assertEqual(reasons[firms], "Of the same company")
        self.assertEqual(reasons[address], "From the same address")
        self.assertNotIn(closed, reasons)

    def test_of_a_similar_title(self):
        similar = self.new_ticket("Mountain tent is leaking")
        other = self.new_ticket("Quarterly bookkeeping")
        reason = "Similar title: leaking, mountain, tent"
        self.assertEqual(self.reasons()[similar], reason)
        self.assertNotIn(other, self.reasons())
        with patch.object(self.env.registry, "has_trigram", False):
            self.assertEqual(self.reasons()[similar], reason)
            self.assertNotIn(other, self.reasons())

    def test_people_first_and_both_reasons(self):
        similar = self.new_ticket("Leaking mountain tent")
        both = self.new_ticket("Leaking mountain tent", partner_id=self.person.id)
        first, *others = self.twist._suggest_tickets()
        self.assertEqual(first[0], both)
        self.assertIn("same person. Similar title", first[1])
        self.assertIn(similar, [ticket for ticket, reason in others])

    def test_one_click(self):
        similar = self.new_ticket("Leaking mountain tent")
        wizard = self.dialog(self.twist.action_create_ticket())
        line = wizard.suggestion_ids.filtered(lambda one: one.ticket_id == similar)
        line.action_link()
        self.assertEqual(self.twist.ticket_id, similar)
        again = self.dialog(self.twist.action_link_ticket())
        self.assertNotIn(similar, again.suggestion_ids.ticket_id)
        self.assertEqual(again.current_ticket_id, similar)

    def test_by_the_reader_s_rights(self):
        other = self.env["res.company"].create({"name": "Other Shop"})
        theirs = self.new_ticket(
            "Leaking mountain tent", team_id=False, company_id=other.id
        )
        self.assertNotIn(theirs, self.reasons())

    def test_without_words(self):
        twist = self.twist_of(compose("support@shop.example", Subject="Hi!"))
        self.assertEqual(twist._suggest_tickets(), [])


@tagged("post_install", "-at_install")
class TestDialogRights(TicketCase):
    """Ids come from the client, at saving and already while a form is filled in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.company"].create({"name": "Other Shop"})
        channel = cls.new_offline_channel("Theirs", company_id=other.id)
        cls.theirs = cls.twist_in("engage", channel)
        person = cls.env["res.partner"].create({"name": "Secret Customer"})
        cls.theirs.profile_id._assign_person(person, "contract")
        cls.theirs.write({"name": "Secret subject"})
        cls.theirs.sudo().write(
            {"feedback": "<p>Secret text</p>", "feedback_date": "2020-01-01"}
        )
        cls.theirs.sudo()._recount()
        cls.message = cls.theirs.message_ids_social
        cls.own = cls.twist_in("engage").with_user(cls.agent)
        cls.env.flush_all()
        # as in a request of its own
        cls.env.invalidate_all()

    def refused(self, model, values, names):
        """Whatever the form asks for, nothing of theirs is read."""
        records = self.env[model].with_user(self.agent)
        spec = {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in records._fields.items()
            if name not in MAGIC_COLUMNS and records._has_field_access(field, "read")
        }
        for name in spec:
            self.env.invalidate_all()
            with self.subTest(model=model, name=name):
                try:
                    asked = {**dict.fromkeys(names, {}), name: spec[name]}
                    shown = records.onchange(values, names, asked)
                except AccessError:
                    continue
                self.assertNotIn("Secret", str(shown))
                self.assertNotIn("customer.example", str(shown))

    def test_twists_of_another_company(self):
        for model in (
            "social.create.ticket",
            "social.create.idea",
            "social.answer.all",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.agent).create(
                    {"twist_ids": [Command.set(self.theirs.ids)]}
                )
        dialog = self.env["social.answer.all"].with_user(self.agent)
        dialog = dialog.create({"twist_ids": [Command.set(self.own.ids)]})
        with self.assertRaises(AccessError):
            dialog.text_ids = [
                Command.create({"twist_ids": [Command.set(self.theirs.ids)]})
            ]

    def test_while_a_form_is_filled_in(self):
        twists = {"twist_ids": [[6, 0, self.theirs.ids]]}
        for model in (
            "social.create.ticket",
            "social.create.idea",
            "social.answer.all",
        ):
            self.refused(model, twists, ["twist_ids"])
        text = {**twists, "body": "<p>{name}: {subject}</p>"}
        self.refused("social.answer.all.text", text, ["twist_ids", "body"])

    def test_a_message_while_a_form_is_filled_in(self):
        own, message = self.own.ids, self.message.id
        values = {"twist_ids": [[6, 0, own]], "message_id": message}
        for model in ("social.create.ticket", "social.create.idea"):
            self.refused(model, values, ["message_id"])
        values = {"twist_id": own[0], "message_id": message}
        self.refused("social.respond", values, ["message_id"])
        values = {
            "twist_id": self.theirs.id,
            "message_id": self.own.message_ids_social.id,
            "use_feedback": True,
        }
        self.refused("social.respond", values, ["twist_id", "use_feedback"])
        values = {"message_ids": [[6, 0, [message]]], "message_id": message}
        self.refused("social.invite", values, ["message_ids", "message_id"])
