"""Opinion leaders as an agent, and the flow as a supervisor, in a real browser."""

from odoo.tests import HttpCase, tagged

from .common import ArrivalCase, compose


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestReportsTour(ArrivalCase, HttpCase):
    def arrive_from(self, name, subject, count=1):
        mails = [
            compose(
                "support@shop.example",
                From=f"{name} <{name.replace(' ', '.')}@customer.example>",
                Subject=subject,
            )
            for _number in range(count)
        ]
        return self.arrive(*mails)

    def tour(self, url, name, user):
        self.start_tour(url, name, login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_leaders(self):
        self.env["social.message"].search([]).sudo().is_spam = True
        twists = self.arrive_from("Busy Bea", "Too many tents", 4)
        self.arrive_from("Quiet Quentin", "One tent", 2)
        self.tour("/odoo/twists", "social_inbox_leaders", self.agent)
        [profile] = twists.profile_id
        self.assertEqual(profile.tag_ids.name, "Tent Testers")

    def test_flow(self):
        self.env["social.phase.move"].search([]).sudo().unlink()
        twist = self.arrive_from("Slow Sam", "A slow tent")
        twist.with_user(self.agent).action_next_phase()
        self.env.flush_all()
        self.tour("/odoo/social-overview", "social_inbox_flow", self.supervisor)
