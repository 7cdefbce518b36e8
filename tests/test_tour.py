"""Users' stories in a real browser, over a real mailbox."""

import json
from contextlib import nullcontext
from email import message_from_bytes, policy
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..connectors.errors import PayloadError
from ..connectors.mail import MailConnector
from .common import (
    ArrivalCase,
    MailChannelCase,
    certificate,
    compose,
    drop,
    mails_of,
    servers,
)


class BrowserCase(HttpCase):
    def enter_registry_test_mode(self):
        """Browser tests are in it from their beginning."""
        return nullcontext()


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestAnswerTour(MailChannelCase, BrowserCase):
    lawful_basis = "consent"

    def answer(self):
        mail = compose(
            self.address,
            "It rained in.",
            From=f"Ana <{self.customer}>",
            Subject="A leaking tent",
            Message_ID="<tent@customer.example>",
        )
        twist = self.receive(mail)
        self.start_tour(
            "/odoo/twists", "social_inbox_answer", login=self.agent.login, timeout=120
        )
        self.env.invalidate_all()
        self.assertEqual(twist.phase, "understand")
        self.assertEqual(twist.partner_id.name, "Ana Customer")
        self.assertEqual(twist.profile_id.lawful_basis, self.lawful_basis)
        self.assertEqual(twist.user_id, self.agent)
        return twist

    def test_undo_and_edit(self):
        twist = self.answer()
        self.start_tour(
            "/odoo/twists", "social_inbox_undo", login=self.agent.login, timeout=120
        )
        self.env.invalidate_all()
        answers = self.messages().filtered(lambda one: one.direction == "outbound")
        self.assertEqual(answers.sorted("id").mapped("state"), ["cancelled", "queued"])
        self.work()
        [raw] = mails_of(self.customer)
        self.assertIn(b"Better words.", raw)
        self.assertFalse(twist.waiting_since)

    def test_from_arrival_to_answer(self):
        self.answer()
        self.assertEqual(mails_of(self.customer), [])
        self.work()
        [raw] = mails_of(self.customer)
        got = message_from_bytes(raw, policy=policy.default)
        self.assertEqual(got["In-Reply-To"], "<tent@customer.example>")
        self.assertEqual(got["Subject"], "Re: A leaking tent")
        text = got.get_body(("plain",)).get_content()
        self.assertIn("We send you a new pole today.", text)


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestAnswerTourOnPhone(TestAnswerTour):
    browser_size = "390x844"
    touch_enabled = True
    lawful_basis = "contract"  # as proposed: a list over a dialog is not for tours


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestCaseTour(MailChannelCase, BrowserCase):
    """A whole case over a real mailbox: the agent, helpdesk, the agent again."""

    def tour(self, url, name):
        self.start_tour(url, name, login=self.agent.login, timeout=120)
        self.env.invalidate_all()

    def test_from_listen_to_closed_with_a_ticket(self):
        mail = compose(
            self.address,
            "It rained in.",
            From=f"Ana <{self.customer}>",
            Subject="A leaking tent",
            Message_ID="<tent@customer.example>",
        )
        twist = self.receive(mail)
        self.tour("/odoo/twists", "social_inbox_case")
        ticket = twist.ticket_id
        self.assertEqual(ticket.partner_id.name, "Ana Customer")
        self.assertEqual((twist.sentiment, twist.relevance), ("bad", "3"))
        helper = new_test_user(
            self.env, "helper", groups="helpdesk_mgmt.group_helpdesk_user"
        )
        ticket.with_user(helper).write_social_feedback("<p>A new pole comes.</p>")
        self.tour(f"/odoo/twists/{twist.id}", "social_inbox_case_end")
        self.assertEqual((twist.phase, twist.closed_from), ("closed", "feedback"))
        self.work()
        [raw] = mails_of(self.customer)
        self.assertIn(b"A new pole comes.", raw)
        path = [(one.to_phase, one.cause) for one in twist.move_ids.sorted("id")]
        self.assertEqual(
            path,
            [
                ("listen", "arrival"),
                ("understand", "hand"),
                ("engage", "hand"),
                ("process", "ticket"),
                ("feedback", "feedback"),
                ("closed", "hand"),
            ],
        )


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestBoardTour(ArrivalCase, BrowserCase):
    def test_cards_move_as_the_phases_allow(self):
        new, old = self.arrive(
            compose("support@shop.example", Subject="New tent"),
            compose("support@shop.example", Subject="Old tent"),
        )
        self.put(old, "engage")
        self.start_tour("/odoo/twists", "social_inbox_board", login=self.agent.login)
        self.env.invalidate_all()
        self.assertEqual((new.phase, old.phase), ("understand", "engage"))


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestSupervisorTour(ArrivalCase, BrowserCase):
    def test_undo_of_a_move_and_of_many(self):
        self.env["social.twist"].search([]).unlink()
        new, wrong, old = self.arrive(
            *(
                compose("support@shop.example", Subject=f"{name} tent")
                for name in ("New", "Wrong", "Old")
            )
        )
        self.put(wrong, "understand")
        self.put(old, "engage")
        self.start_tour(
            "/odoo/twists", "social_inbox_supervisor", login=self.supervisor.login
        )
        self.env.invalidate_all()
        phases = [twist.phase for twist in (new, wrong, old)]
        self.assertEqual(phases, ["listen", "understand", "engage"])
        causes = wrong.move_ids.filtered("user_id").mapped("cause")
        self.assertEqual(causes, ["undo", "hand", "undo", "hand"])


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestArrivalTour(MailChannelCase, BrowserCase):
    def test_a_failed_arrival_is_tried_again(self):
        error = PayloadError("the header is broken")
        with patch.object(MailConnector, "parse", side_effect=error):
            self.assertFalse(self.receive(compose(self.address)))
        arrivals = self.env["social.inbound"]
        arrival = arrivals.search([("channel_id", "=", self.channel.id)])
        self.assertEqual(arrival.state, "failed")
        self.start_tour(
            "/odoo/social-arrivals", "social_inbox_arrival", login=self.supervisor.login
        )
        self.env.invalidate_all()
        self.assertEqual(arrival.state, "pending")
        self.work()
        self.assertEqual(arrival.state, "done")
        self.assertEqual(self.twists().name, "A question")


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestChannelTour(MailChannelCase, BrowserCase):
    def test_a_mailbox_is_connected(self):
        drop(self.address, [compose(self.address), compose(self.address)])
        facts = servers()
        server = {
            "imap_host": facts["host"],
            "imap_port": facts["imaps_port"],
            "username": self.address,
            "address": self.address,
            "password": facts["password"],
            "ca_certificate": certificate(),
        }
        known = json.dumps(json.dumps(server))
        self.start_tour(
            "/odoo/social-channels",
            "social_inbox_channel",
            code=f"sessionStorage.setItem('social_inbox_server', {known});"
            " odoo.startTour('social_inbox_channel', {stepDelay: 0})",
            login=self.administrator.login,
            timeout=120,
        )
        self.env.invalidate_all()
        channel = self.env["social.channel"].search([("name", "=", "New Mailbox")])
        self.assertEqual(channel.state, "connected")
        self.assertEqual(channel.account_name, self.address)
        self.assertEqual(len(channel.twist_ids), 2)
        self.assertEqual(channel._setting_values()["password"], facts["password"])
