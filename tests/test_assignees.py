"""Whom the twist's form offers as the one who works on it (spec B20)."""

from odoo.tests import Form, tagged

from .test_campaign import CampaignCase


@tagged("post_install", "-at_install")
class TestAssignees(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.us = cls.agent | cls.colleague | cls.stranger | cls.lead | cls.supervisor

    def offered(self, twist):
        """Those of our users that the list of the form shows."""
        domain = [("id", "in", self.us.ids), *twist.user_domain]
        return self.env["res.users"].with_user(twist.env.user).search(domain)

    def test_members_of_the_campaign(self):
        sold = self.sold.with_user(self.agent)
        members = self.agent | self.colleague | self.lead | self.supervisor
        self.assertEqual(self.offered(sold).sorted("id"), members.sorted("id"))
        for user in members:
            sold.user_id = user

    def test_every_agent_where_there_is_no_campaign(self):
        found = self.offered(self.open.with_user(self.agent))
        self.assertEqual(found.sorted("id"), self.us.sorted("id"))

    def test_as_the_campaign_changes_in_the_form(self):
        with Form(self.sold.with_user(self.supervisor)) as form:
            form.campaign_id = self.recall
            domain = [("id", "in", self.us.ids), *form.user_domain]
            found = self.env["res.users"].search(domain)
            self.assertEqual(found.sorted("id"), self.stranger | self.supervisor)

    def test_the_form_and_the_pane_offer_the_same(self):
        for twist in (self.sold | self.open).with_user(self.agent):
            pane = twist._screen_details()["twist"]["user_domain"]
            self.assertEqual(twist.user_domain, pane)
            arch = twist.get_view(view_type="form")["arch"]
            self.assertIn('domain="user_domain"', arch)
