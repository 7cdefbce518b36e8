"""The pane beside the conversation: what it says, to whom, and what that costs."""

import json
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import compose
from .test_invitations import InvitationCase

AGENT = "social_inbox.group_social_inbox_agent"


class DetailsCase(InvitationCase):
    """The twist of an author whose person works for a company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.env["res.partner"].create(
            {"name": "Customer Ltd", "is_company": True}
        )
        cls.person.write(
            {"parent_id": cls.firm.id, "function": "Buyer", "phone": "+34911234567"}
        )
        cls.colleague = cls.env["res.partner"].create(
            {"name": "Bea", "parent_id": cls.firm.id}
        )

    def details(self, twist=None, user=None):
        """What the reader gets, which must also be JSON."""
        twist = (twist or self.twist).with_user(user or self.agent)
        found = twist._screen_details()
        self.assertEqual(json.loads(json.dumps(found)), found)
        return found

    def records(self, twist=None, user=None):
        """{key: part} of the person's records."""
        twist = (twist or self.twist).with_user(user or self.agent)
        found = twist.screen_person_records()
        self.assertTrue(json.dumps(found))
        return {one["key"]: one for one in found}

    def ticket(self, partner=None, **values):
        return self.env["helpdesk.ticket"].create(
            {
                "name": "Broken pole",
                "description": "It broke",
                "partner_id": (partner or self.person).id,
                "company_id": self.env.company.id,
                **values,
            }
        )

    def hide_tickets(self):
        """As if agents were given no tickets but those of their other groups."""
        rule = self.env.ref("social_inbox.helpdesk_ticket_rule_agent")
        rule.domain_force = [(0, "=", 1)]

    def another(self, twist, phase="engage", subject="Another"):
        """Another twist of the same author."""
        raw = compose(
            "support@shop.example",
            From=f"Ana <{twist.profile_id.handle}>",
            Subject=subject,
        )
        found = self.arrive(raw)
        self.put(found, phase)
        return found


@tagged("post_install", "-at_install")
class TestSender(DetailsCase):
    def test_profile(self):
        self.profile.tag_ids = self.env["social.tag"].create({"name": "VIP"})
        sender = self.details()["sender"]
        profile = sender["profile"]
        sent = fields.Datetime.to_string(self.twist.first_message_date)
        self.assertEqual(profile["id"], self.profile.id)
        self.assertEqual(profile["name"], "Ana")
        self.assertEqual(profile["handle"], self.profile.handle)
        self.assertEqual(profile["platform"], "Mail")
        self.assertEqual(profile["message_count"], 1)
        self.assertEqual((profile["first_date"], profile["last_date"]), (sent, sent))
        self.assertEqual([tag["name"] for tag in profile["tags"]], ["VIP"])
        self.assertFalse(profile["is_blocked"])
        self.assertEqual(sender["authors"], [])

    def test_person(self):
        person = self.details()["sender"]["person"]
        self.assertEqual(person["job"], "Buyer, Customer Ltd")
        self.assertEqual(person["phone"], "+34911234567")
        self.assertEqual(person["lawful_basis"], "Contract or a request before one")
        self.assertIn(f"/res.partner/{self.person.id}/", person["image"])
        self.assertTrue(person["can_open"])

    def test_a_company_works_for_nobody(self):
        self.profile._assign_person(self.firm, "contract")
        self.assertEqual(self.details()["sender"]["person"]["job"], "")

    def test_a_person_the_reader_may_not_see(self):
        """The name is in the inbox anyhow; nothing else is told."""
        self.person.email = "secret@customer.example"
        self.env["ir.rule"].create(
            {
                "name": "Nobody sees Ana",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": [("id", "!=", self.person.id)],
            }
        )
        found = self.details()
        self.assertEqual(found["sender"]["person"]["name"], "Ana Customer")
        self.assertFalse(found["sender"]["person"]["can_open"])
        self.assertNotIn("secret@customer.example", json.dumps(found))

    def test_without_person(self):
        self.profile.action_unlink_person()
        sender = self.details()["sender"]
        self.assertIs(sender["person"], False)
        self.assertTrue(sender["can_suggest"])
        self.put(self.twist, "listen")
        self.assertFalse(self.details()["sender"]["can_suggest"])

    def test_suggestions(self):
        agent = self.twist.with_user(self.agent)
        self.assertEqual(agent.person_suggestions(), [], "somebody is linked")
        self.profile.action_unlink_person()
        self.person.email = self.profile.handle
        [found] = agent.person_suggestions()
        self.assertEqual(found["id"], self.person.id)
        self.assertIn("Same mail address", found["reasons"][0]["text"])
        self.put(self.twist, "listen")
        self.assertEqual(agent.person_suggestions(), [])

    def test_community(self):
        community = self.details()["sender"]["community"]
        self.assertEqual(
            community,
            {"state": "", "since": "", "is_member": False, "invitation": False},
        )
        invitation = self.invite().sudo()
        community = self.details()["sender"]["community"]
        self.assertEqual(community["state"], "Invited")
        self.assertEqual(community["invitation"]["id"], invitation.id)
        self.assertEqual(community["invitation"]["state"], "Sent")
        invitation._note("successful")
        community = self.details()["sender"]["community"]
        self.assertTrue(community["is_member"])
        self.assertEqual(community["state"], "Successful")

    def test_earlier_twists_of_author_and_person(self):
        own = self.another(self.twist, "understand", "Own")
        spam = self.another(self.twist, subject="Spam")
        spam.sudo().is_spam = True
        elsewhere = self.twist_in("engage")
        elsewhere.profile_id._assign_person(self.person, "contract")
        sender = self.details()["sender"]
        self.assertEqual(
            [(one["id"], one["phase"]) for one in sender["earlier"]],
            [(elsewhere.id, "Engage"), (own.id, "Understand")],
        )
        self.assertEqual(sender["earlier_count"], 2)

    def test_more_earlier_twists_are_counted(self):
        for number in range(7):
            self.another(self.twist, subject=f"Number {number}")
        sender = self.details()["sender"]
        self.assertEqual(len(sender["earlier"]), 5)
        self.assertEqual(sender["earlier_count"], 7)

    def test_other_authors(self):
        other = self.twist_in("engage")
        self.twist.message_ids_social.sudo().copy(
            {"profile_id": other.profile_id.id, "external_id": "other"}
        )
        [author] = self.details()["sender"]["authors"]
        self.assertEqual(author["handle"], other.profile_id.handle)


@tagged("post_install", "-at_install")
class TestTwistDetails(DetailsCase):
    def test_twist(self):
        self.twist.write({"user_id": self.agent.id, "priority": "1"})
        self.twist.tag_ids = self.env["social.tag"].create({"name": "Tent"})
        twist = self.details()["twist"]
        self.assertEqual(twist["phase"], "Engage")
        self.assertEqual(twist["channel"], "Offline Mailbox")
        self.assertEqual(twist["priority"], "1")
        self.assertEqual(twist["user"]["id"], self.agent.id)
        self.assertEqual([tag["name"] for tag in twist["tags"]], ["Tent"])
        for name in ("ticket", "idea", "feedback"):
            self.assertIs(twist[name], False)

    def test_who_may_be_assigned(self):
        stranger = new_test_user(self.env, "no_agent", groups="base.group_user")
        users = self.env["res.users"].search(self.details()["twist"]["user_domain"])
        self.assertIn(self.agent, users)
        self.assertNotIn(stranger, users)

    def test_ticket_idea_and_feedback(self):
        ticket = self.ticket()
        idea = self.env["social.idea"].create({"name": "Lighter poles"})
        self.twist.link_ticket(ticket)
        self.twist.link_idea(idea)
        ticket.write_social_feedback("<p>A pole is on its way.</p>")
        twist = self.details()["twist"]
        self.assertEqual(twist["ticket"]["name"], ticket.display_name)
        self.assertEqual(twist["ticket"]["model"], "helpdesk.ticket")
        self.assertEqual(twist["ticket"]["stage"], ticket.stage_id.name)
        self.assertEqual(twist["idea"]["stage"], "New")
        feedback = twist["feedback"]
        self.assertIn("A pole is on its way.", feedback["html"])
        self.assertEqual(feedback["who"], self.env.user.name)
        self.assertEqual(feedback["source"], ticket.display_name)
        self.assertTrue(feedback["due"])

    def test_a_ticket_the_reader_may_not_see(self):
        ticket = self.ticket()
        self.twist.link_ticket(ticket)
        self.hide_tickets()
        found = self.details()["twist"]["ticket"]
        self.assertEqual(found["name"], ticket.display_name)
        self.assertFalse(found["can_open"])
        self.assertEqual(found["stage"], "")

    def test_actions_say_what_to_do_first(self):
        actions = self.twist._details_actions()
        self.assertEqual({one["why_not"] for one in actions.values()}, {""})
        self.put(self.twist, "listen")
        self.profile.action_unlink_person()
        actions = self.twist._details_actions()
        self.assertIn("Understand first", actions["assign_person"]["why_not"])
        self.assertIn("Engage first", actions["create_ticket"]["why_not"])
        self.assertIn("Assign a person first", actions["unlink_person"]["why_not"])
        self.assertEqual(actions["block_author"]["why_not"], "")

    def test_strangers_see_nothing(self):
        stranger = new_test_user(self.env, "no_agent", groups="base.group_user")
        twist = self.twist.with_user(stranger)
        for call in (
            twist._screen_details,
            twist.screen_person_records,
            twist.person_suggestions,
        ):
            with self.assertRaises(AccessError):
                call()


@tagged("post_install", "-at_install")
class TestCosts(DetailsCase):
    def count(self, call):
        """Queries of a call by the agent whose rights and labels are known already."""
        twist = self.twist.with_user(self.agent)
        getattr(twist, call)()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        getattr(twist, call)()
        return self.env.cr.sql_log_count - before

    def fill(self):
        """Everything that costs a query is there."""
        tags = self.env["social.tag"].create([{"name": "Tent"}, {"name": "VIP"}])
        self.profile.tag_ids = self.twist.tag_ids = tags
        self.twist.user_id = self.agent
        for number in range(7):
            self.another(self.twist, subject=f"Number {number}")

    def test_without_person(self):
        self.profile.action_unlink_person()
        self.fill()
        self.assertLessEqual(self.count("_screen_details"), 15)

    def test_with_person_and_all_that_came_of_it(self):
        self.fill()
        ticket = self.ticket()
        self.twist.link_ticket(ticket)
        self.twist.link_idea(self.env["social.idea"].create({"name": "Poles"}))
        ticket.with_user(self.env.ref("base.user_admin")).write_social_feedback("Yes")
        self.invite()
        self.assertLessEqual(self.count("_screen_details"), 20)

    def test_records_cost_the_same_however_many(self):
        self.ticket()
        before = self.count("screen_person_records")
        for _number in range(8):
            self.ticket()
        self.assertLessEqual(self.count("screen_person_records"), before + 1)
        self.assertLessEqual(before, 6)


@tagged("post_install", "-at_install")
class TestPersonTickets(DetailsCase):
    def test_open_ones_of_the_persons_company(self):
        mine, colleagues = self.ticket(), self.ticket(self.colleague)
        stranger = self.env["res.partner"].create({"name": "Zoe"})
        self.ticket(stranger)
        closed = self.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )
        self.ticket(stage_id=closed.id)
        found = self.records()["tickets"]
        self.assertEqual(
            {one["id"] for one in found["records"]}, {mine.id, colleagues.id}
        )
        self.assertEqual((found["count"], found["total"]), (2, ""))
        self.assertEqual(found["label"], "Open Tickets")
        [row] = [one for one in found["records"] if one["id"] == mine.id]
        self.assertEqual(row["name"], mine.display_name)
        self.assertEqual(row["state"], mine.stage_id.name)
        self.assertFalse(row["is_late"])
        by_action = self.env[found["action"]["res_model"]].search(
            found["action"]["domain"]
        )
        self.assertEqual(by_action, mine | colleagues)

    def test_five_and_how_many_there_are(self):
        for _number in range(7):
            self.ticket()
        found = self.records()["tickets"]
        self.assertEqual((len(found["records"]), found["count"]), (5, 7))

    def test_none(self):
        self.assertNotIn("tickets", self.records())
        self.ticket()
        self.profile.action_unlink_person()
        self.assertEqual(self.records(), {})

    def test_of_another_company(self):
        """Not even for a reader who works for both."""
        other = self.env["res.company"].create({"name": "Other Company"})
        self.ticket(company_id=other.id)
        self.agent.company_ids |= other
        twist = self.twist.with_context(allowed_company_ids=self.agent.company_ids.ids)
        self.assertEqual(self.records(twist), {})
        mine = self.ticket()
        [row] = self.records(twist)["tickets"]["records"]
        self.assertEqual(row["id"], mine.id)

    def test_by_the_readers_rights(self):
        self.ticket()
        self.hide_tickets()
        self.assertEqual(self.records(), {})
        both = new_test_user(
            self.env, "both", groups=f"{AGENT},helpdesk_mgmt.group_helpdesk_user"
        )
        self.assertEqual(self.records(user=both)["tickets"]["count"], 1)

    def test_readers_who_may_not_read_tickets_at_all(self):
        self.ticket()
        rights = self.env["ir.model.access"].search(
            [("model_id.model", "=", "helpdesk.ticket")]
        )
        rights.perm_read = False
        self.assertEqual(self.records(), {})


@tagged("post_install", "-at_install")
class TestPersonSales(DetailsCase):
    """Orders and invoices, in databases that have them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not {"sale.order", "account.move"} <= cls.env.registry.models.keys():
            cls.skipTest(cls, "sales and invoices are not installed")
        cls.product = cls.env["product.product"].create(
            {
                "name": "Tent",
                "list_price": 100,
                "taxes_id": False,
                "invoice_policy": "order",
            }
        )
        cls.seller = new_test_user(
            cls.env,
            "social_seller",
            groups=f"{AGENT},sales_team.group_sale_salesman_all_leads",
        )
        cls.accountant = new_test_user(
            cls.env,
            "social_accountant",
            groups=f"{AGENT},account.group_account_invoice",
        )

    def order(self, partner=None):
        line = Command.create({"product_id": self.product.id, "product_uom_qty": 2})
        return self.env["sale.order"].create(
            {"partner_id": (partner or self.person).id, "order_line": [line]}
        )

    def invoice(self):
        order = self.order()
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date_due = fields.Date.today() - timedelta(days=3)
        invoice.invoice_payment_term_id = False
        invoice.action_post()
        return invoice

    def test_without_rights_no_section(self):
        self.order()
        self.invoice()
        self.assertEqual(self.records(), {})

    def test_orders_and_quotations(self):
        order, colleagues = self.order(), self.order(self.colleague)
        self.order()._action_cancel()
        order.action_confirm()
        parts = self.records(user=self.seller)
        found = parts["orders"]
        states = {one["id"]: one["state"] for one in found["records"]}
        self.assertEqual(states, {order.id: "Sales Order", colleagues.id: "Quotation"})
        self.assertEqual(found["count"], 2)
        self.assertIn("400.00", found["total"])
        self.assertIn("200.00", found["records"][0]["amount"])

    def test_unpaid_invoices(self):
        invoice = self.invoice()
        parts = self.records(user=self.accountant)
        [row] = parts["invoices"]["records"]
        self.assertEqual(row["id"], invoice.id)
        self.assertEqual(row["state"], "Not Paid")
        self.assertTrue(row["is_late"])
        self.assertIn("200.00", row["amount"])
        self.assertIn("200.00", parts["invoices"]["total"])

    def test_orders_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.order().sudo().company_id = other
        self.seller.company_ids |= other
        twist = self.twist.with_context(allowed_company_ids=self.seller.company_ids.ids)
        self.assertNotIn("orders", self.records(twist, self.seller))
