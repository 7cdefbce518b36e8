"""Calls, letters and visits as twists (spec B22)."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, tagged

from ..connectors.by_hand import TEXTS, ByHandConnector
from ..connectors.errors import PayloadError, UnsupportedError
from ..connectors.types import Payload
from .connector_case import GARBAGE, mutations
from .test_campaign import CampaignCase


@tagged("post_install", "-at_install")
class TestByHandConnector(TransactionCase):
    TOLD = {**dict.fromkeys(TEXTS, "x"), "at": "2026-11-20T10:00:00+00:00"}

    def parse(self, body):
        payload = Payload(external_id="x", body=body)
        return list(ByHandConnector({}).parse(payload))

    def test_a_contact(self):
        [event] = self.parse(json.dumps(self.TOLD).encode())
        self.assertEqual((event.body, event.subject, event.kind), ("x", "x", "direct"))
        self.assertFalse(event.can_reply)

    def test_garbage_and_mutations(self):
        for body in GARBAGE:
            with self.assertRaises(PayloadError):
                self.parse(body)
        for mutant in mutations(self.TOLD):
            try:
                self.parse(json.dumps(mutant).encode())
            except PayloadError:
                continue

    def test_nothing_is_sent(self):
        connector = ByHandConnector({})
        self.assertEqual(connector.verify().external_id, "by_hand")
        with self.assertRaises(UnsupportedError):
            connector.send(None)


@tagged("post_install", "-at_install")
class TestContactByHand(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Ana Customer", "phone": "+34 911 234 567"}
        )

    def log(self, user=None, **values):
        wizard = self.env["social.contact.by.hand"].with_user(user or self.agent)
        wizard = wizard.create({"text": "She wants her money back.", **values})
        action = wizard.action_log()
        self.env.invalidate_all()
        return self.env["social.twist"].browse(action["res_id"])

    def test_a_person_calls(self):
        with Form(self.env["social.contact.by.hand"].with_user(self.agent)) as form:
            form.who = "somebody"
            form.partner_id = self.person
            self.assertFalse(form.who)
            form.text = "Order 7 is broken"
        action = form.record.with_context(social_inbox_screen=True).action_log()
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        twist = self.env["social.twist"].browse(action["infos"]["twist_id"])
        self.assertEqual(twist.partner_id, self.person)
        self.assertEqual(twist.profile_id.lawful_basis, "contract")
        self.assertEqual((twist.platform, twist.phase), ("by_hand", "listen"))
        [message] = twist.message_ids_social
        self.assertEqual(
            (message.text, message.subject), ("Order 7 is broken", "Phone Call")
        )
        self.assertEqual(twist.company_id, self.env.company)
        pane = twist.with_user(self.agent)._screen_details()
        self.assertEqual(pane["sender"]["person"]["name"], "Ana Customer")

    def test_a_name_or_a_number(self):
        first = self.log(who="0911 234-567", kind="letter")
        again = self.log(who="(0911) 234567", kind="visit")
        self.assertEqual(first.profile_id, again.profile_id)
        self.assertEqual(first.profile_id.handle, "(0911) 234567")
        self.assertFalse(first.partner_id)
        one, other = self.log(who="Ana"), self.log(who="Ana")
        self.assertNotEqual(one.profile_id, other.profile_id)
        self.assertEqual(one.profile_id.name, "Ana")

    def test_in_a_campaign(self):
        self.sale.write({"match_kind": "simple", "match_pattern": "Order --ID--"})
        twist = self.log(who="Ana", text="Order 55", campaign_id=self.sale.id)
        self.assertEqual(twist.campaign_id, self.sale)
        again = self.log(who="Eva", text="order 55!", campaign_id=self.sale.id)
        self.assertEqual(again, twist)
        self.assertNotEqual(self.log(who="Eva", text="order 55!"), twist)
        self.assertEqual(len(self.sale.channel_ids), 2)

    def test_nothing_is_sent_back(self):
        twist = self.log(partner_id=self.person.id)
        self.put(twist, "engage")
        composer = twist.with_user(self.agent)._screen_composer()
        self.assertFalse(composer["can_reply"])
        self.assertIn("nothing can be sent from here", composer["why_not"])
        with self.assertRaisesRegex(UserError, "Answer the same way"):
            twist.with_user(self.agent).respond("<p>x</p>")
        twist.with_user(self.agent).post_note("Called back")

    def test_what_is_missing_is_said(self):
        for values, words in (
            ({}, "Say who it was"),
            ({"who": " "}, "Say who it was"),
            ({"who": "Ana", "text": " "}, "Write what was said"),
            ({"partner_id": self.person.id, "lawful_basis": False}, "why it may"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.log(**values)

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.log(who="Ana", campaign_id=self.recall.id)
        self.log(self.stranger, who="Ana", campaign_id=self.recall.id)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["social.campaign"].create(
            {"name": "Far", "company_id": company.id}
        )
        self.supervisor.company_ids += company
        with self.assertRaisesRegex(UserError, "another company"):
            self.log(self.supervisor, who="Ana", campaign_id=foreign.id)

    def test_nobody_connects_such_a_channel(self):
        wizard = self.env["social.connect"].with_user(self.administrator).create({})
        codes = {one["code"] for one in wizard.platforms}
        self.assertNotIn("by_hand", codes)
        self.assertIn("mail", codes)

    def test_a_marketing_campaign(self):
        self.sale.utm_campaign_id = self.env["utm.campaign"].create({"name": "Spring"})
        self.env.user.group_ids += self.env.ref(
            "social_inbox.group_social_inbox_administrator"
        )
        found = self.env["social.campaign"].search([("utm_campaign_id", "=", "Spring")])
        self.assertEqual(found, self.sale)
