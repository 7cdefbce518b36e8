"""A group answer as a supervisor sends it and looks at what became of it (B18)."""

from odoo.tests import tagged

from .common import MailChannelCase, compose, mails_of
from .test_tour import BrowserCase


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestGroupAnswerTour(MailChannelCase, BrowserCase):
    def test_three_rows_one_answer(self):
        self.parameters.set_param("social_inbox.bulk_interval_seconds", "0")
        self.env["social.twist"].search([]).unlink()
        names = ("First", "Second", "Third")
        twists = self.receive(
            *(
                compose(
                    self.address,
                    Subject=f"{name} tent",
                    From=f"Ana <{name}.{self.customer}>",
                )
                for name in names
            )
        )
        for number, twist in enumerate(twists):
            person = self.env["res.partner"].create({"name": f"Person {number}"})
            twist.action_next_phase()
            twist.profile_id._assign_person(person, "contract")
        login = self.supervisor.login
        self.start_tour("/odoo/social-inbox", "social_inbox_group_answer", login=login)
        self.env.invalidate_all()
        group = self.env["social.group.answer"].search([])
        self.assertEqual(group.line_ids.twist_id, twists)
        self.assertEqual(group.user_id, self.supervisor)
        self.work()
        for name in names:
            [raw] = mails_of(f"{name}.{self.customer}".lower())
            self.assertIn(b"tents are late.", raw)
        path = "/odoo/social-group-answers"
        self.start_tour(path, "social_inbox_group_result", login=login)
