"""Which answers tell an author the feedback, when we also answer elsewhere."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from odoo.tests import tagged

from .common import compose
from .test_feedback_due import DueCase

TO = "support@shop.example"


@tagged("post_install", "-at_install")
class TestToldElsewhere(DueCase):
    def setUp(self):
        super().setUp()
        first = "<first@customer.example>"
        self.twist = self.twist_of(compose(TO, Message_ID=first))
        self.twist.link_ticket(self.new_ticket())
        ticket = self.served(self.twist.ticket_id)
        ticket.write_social_feedback("<p>Mended.</p>")
        self.first = first

    def answered_elsewhere(self, **past):
        moment = datetime.now(UTC) + timedelta(seconds=2) - timedelta(**past)
        self.arrive(
            compose(
                "ana@customer.example",
                "We look into it.",
                From=f"Shop <{TO}>",
                In_Reply_To=self.first,
                Date=format_datetime(moment),
            )
        )

    def test_an_old_answer_that_arrives_late_tells_nothing(self):
        self.answered_elsewhere(days=1)
        self.assertTrue(self.twist.feedback_due)

    def test_a_newer_answer_from_elsewhere_tells_it(self):
        past = self.twist.feedback_date - timedelta(hours=1)
        self.twist.sudo().feedback_date = past
        self.answered_elsewhere(minutes=5)
        self.assertFalse(self.twist.feedback_due)

    def test_an_answer_to_somebody_else_tells_the_author_nothing(self):
        other = compose(
            TO, "Me too", From="Bo <bo@customer.example>", In_Reply_To=self.first
        )
        self.arrive(other)
        for profile in self.twist._authors():
            person = self.env["res.partner"].create({"name": profile.name})
            profile.sudo()._assign_person(person, "contract")
        messages = self.twist.message_ids_social
        mine = messages.filtered(lambda one: one.profile_id == self.twist.profile_id)
        self.twist.respond("<p>Thanks, Bo.</p>", message=messages - mine)
        self.assertTrue(self.twist.feedback_due)
        self.twist.respond("<p>It is mended.</p>", message=mine)
        self.assertFalse(self.twist.feedback_due)
