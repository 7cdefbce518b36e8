"""Assign Person in a real browser: choose, tick, assign, remove."""

from odoo.tests import tagged

from .test_person_suggestions import SuggestionCase
from .test_tour import BrowserCase


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestPersonTour(SuggestionCase, BrowserCase):
    def test_a_suggested_person_is_chosen_and_removed(self):
        profile = self.author("Xenia Kirsch")
        work = self.author("Xenia Kirsch", address="work@customer.example")
        early = self.author("Xenia Kirsch", address="early@customer.example")
        self.put(early.twist_ids, "listen")
        self.person_with(name="Xenia One", email=profile.handle)
        namesake = self.person_with(name="Xenia Kirsch")
        taken = self.author("Xenia Kirsch", address="taken@customer.example")
        taken.assign_person(namesake, "consent")
        self.start_tour(
            f"/odoo/twists/{profile.twist_ids.id}",
            "social_inbox_person",
            login=self.agent.login,
            timeout=120,
        )
        self.env.invalidate_all()
        self.assertEqual(work.partner_id, namesake)
        self.assertFalse(profile.partner_id)
        self.assertFalse(early.partner_id)
