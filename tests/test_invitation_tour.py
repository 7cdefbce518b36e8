"""An author is invited, joins or says no: in a real browser, over a real mailbox."""

import re

from odoo.tests import tagged

from .common import MailChannelCase, compose, mails_of
from .test_tour import BrowserCase


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestInvitationTour(MailChannelCase, BrowserCase):
    def setUp(self):
        super().setUp()
        mail = compose(
            self.address, From=f"Ana <{self.customer}>", Subject="A leaking tent"
        )
        self.twist = self.receive(mail).with_user(self.agent)
        self.person = self.env["res.partner"].create({"name": "Ana Customer"})
        self.twist.action_next_phase()
        self.twist.assign_person(self.person, "contract")
        self.twist.action_next_phase()

    def start(self, url, tour, login=None):
        self.start_tour(url, tour, login=login, timeout=120)
        self.env.invalidate_all()

    def link(self):
        """From the mail that the customer got."""
        self.work()
        [raw] = mails_of(self.customer)
        text = raw.decode().replace("=\r\n", "").replace("=3D", "=")
        [path] = set(re.findall(r"/social/invitation/\w+", text))
        return path

    def test_from_invitation_to_community(self):
        idea = self.env["social.idea"].create(
            {"name": "A hood over helmets", "is_published": True}
        )
        self.start("/odoo/twists", "social_inbox_invite", self.agent.login)
        self.start(self.link(), "social_inbox_join")
        invitation = self.twist.profile_id.invitation_ids
        self.assertEqual(invitation.state, "successful")
        self.assertTrue(self.person.user_ids._is_portal())
        self.assertEqual(idea.vote_ids.partner_id, self.person)
        self.start("/odoo/twists", "social_inbox_joined", self.agent.login)

    def test_no_thank_you(self):
        invitation = self.twist.invite({"text": "Come: {link}"})
        self.start(self.link(), "social_inbox_decline")
        self.assertEqual(invitation.state, "declined")
        self.assertEqual(invitation.decline_reason, "No time")
        self.assertTrue(invitation.is_final)


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestInvitationTourOnPhone(TestInvitationTour):
    browser_size = "390x844"
    touch_enabled = True
