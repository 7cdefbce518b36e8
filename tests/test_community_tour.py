"""A member's story in a real browser, and an agent's who makes an idea of a twist."""

from odoo.tests import HttpCase, tagged

from .test_ideas import IdeaCase


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestCommunityTour(IdeaCase, HttpCase):
    def test_browse_vote_comment_and_suggest(self):
        idea = self.new_idea("A hood over helmets", description="<p>Please</p>")
        self.start_tour("/my", "social_inbox_community", login=self.member.login)
        self.env.invalidate_all()
        self.assertEqual(idea.vote_ids.partner_id, self.member.partner_id)
        [comment] = idea.with_user(self.agent)._comments()
        self.assertIn("I need that, too", comment["body"])
        mine = self.ideas.search([("partner_id", "=", self.member.partner_id.id)])
        self.assertEqual(mine.name, "Helmets with a hood inside")
        self.assertFalse(mine.is_published)


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestCommunityTourOnPhone(TestCommunityTour):
    browser_size = "390x844"
    touch_enabled = True


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestIdeaTour(IdeaCase, HttpCase):
    def test_an_idea_of_a_twist_and_a_link_to_a_similar_one(self):
        known = self.new_idea("A hood over helmets")
        second = self.twist_of(
            self.env["res.partner"].create({"name": "Ben"}), Subject="Hood and helmet"
        )
        self.twist.name = "Warm gloves"
        self.start_tour("/odoo/twists", "social_inbox_idea", login=self.agent.login)
        self.env.invalidate_all()
        self.assertEqual(self.twist.idea_id.name, "Warm gloves")
        self.assertEqual((second.idea_id, second.phase), (known, "process"))
        self.assertEqual(known.vote_count, 1)
