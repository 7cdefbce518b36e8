"""Initial, answer, reaction, related: whatever the order of arrival."""

from itertools import permutations

from odoo.tests import tagged

from .common import ArrivalCase, compose

TO = "support@shop.example"
QUESTION, ANSWER, THANKS, OTHER = (
    f"{name}@mail.example" for name in ("question", "answer", "thanks", "other")
)
EXPECTED = {
    QUESTION: ("initial", False),
    ANSWER: ("answer", QUESTION),
    THANKS: ("reaction", ANSWER),
    OTHER: ("related", QUESTION),
}


def angle(*ids):
    return " ".join(f"<{one}>" for one in ids)


def at(hour):
    return f"Fri, 20 Nov 2026 {hour}:00:00 +0100"


@tagged("post_install", "-at_install")
class TestMessageTypes(ArrivalCase):
    def mails(self):
        """A question, our answer from another program, thanks, and a second author."""
        ours = "Shop <support@shop.example>"
        return {
            QUESTION: compose(TO, Message_ID=angle(QUESTION), Date=at(10)),
            ANSWER: compose(
                "ana@customer.example",
                From=ours,
                Message_ID=angle(ANSWER),
                In_Reply_To=angle(QUESTION),
                References=angle(QUESTION),
                Date=at(11),
            ),
            THANKS: compose(
                TO,
                Message_ID=angle(THANKS),
                In_Reply_To=angle(ANSWER),
                References=angle(QUESTION, ANSWER),
                Date=at(12),
            ),
            OTHER: compose(
                TO,
                From="Bo <bo@customer.example>",
                Message_ID=angle(OTHER),
                In_Reply_To=angle(QUESTION),
                References=angle(QUESTION),
                Date=at(13),
            ),
        }

    def assertTypes(self, twists):
        self.assertEqual(len(twists), 1)
        messages = self.env["social.message"].search([("twist_id", "=", twists.id)])
        found = {
            one.external_id: (one.type, one.parent_id.external_id) for one in messages
        }
        self.assertEqual(found, EXPECTED)
        self.assertEqual(twists.profile_id.handle, "ana@customer.example")
        self.assertEqual(twists.first_message_date, messages[-1].date)

    def test_every_order_of_single_arrivals(self):
        mails = self.mails()
        for number, order in enumerate(permutations(mails)):
            with self.subTest(order=order):
                channel = self.new_offline_channel(f"Mailbox {number}")
                twists = self.env["social.twist"]
                for name in order:
                    twists |= self.arrive(mails[name], channel=channel)
                self.assertTypes(twists)

    def test_late_in_a_batch(self):
        mails = self.mails()
        for late in mails:
            with self.subTest(late=late):
                channel = self.new_offline_channel(f"Late {late}")
                others = [mails[name] for name in mails if name != late]
                twists = self.arrive(*others, channel=channel)
                twists |= self.arrive(mails[late], channel=channel)
                self.assertTypes(twists)

    def test_whoever_answers_us_first_is_the_author(self):
        mails = self.mails()
        twist = self.arrive(mails[ANSWER])
        self.assertEqual(twist.profile_id.handle, "support@shop.example")
        person = self.env["res.partner"].create({"name": "Ana"})
        known = self.arrive(compose(TO, Subject="Before")).profile_id
        known._assign_person(person, "contract")
        self.assertEqual(self.arrive(mails[THANKS]), twist)
        self.assertEqual(twist.profile_id, known)
        self.assertEqual(twist.partner_id, person)
        types = self.env["social.message"].search([("twist_id", "=", twist.id)])
        self.assertEqual(types.mapped("type"), ["reaction", "answer"])

    def test_a_late_answer_of_ours_leaves_newer_questions_waiting(self):
        mails = self.mails()
        twist = self.arrive(mails[QUESTION], mails[OTHER])
        since = twist.waiting_since
        self.arrive(mails[ANSWER])
        self.assertLess(since, twist.waiting_since)
        self.assertEqual(twist.waiting_since, twist.last_message_date)

    def test_a_batch_is_as_one_by_one(self):
        wrong_clock = (
            compose(TO, Message_ID=angle(QUESTION), Date=at(11)),
            compose(
                TO,
                Message_ID=angle(OTHER),
                In_Reply_To=angle(QUESTION),
                References=angle(QUESTION),
                Date=at(10),
            ),
        )
        mails = self.mails()
        for name, pair in (
            ("clock", wrong_clock),
            ("ours first", (mails[ANSWER], mails[THANKS])),
        ):
            with self.subTest(name):
                one_by_one = self.new_offline_channel(f"Single {name}")
                at_once = self.new_offline_channel(f"Batch {name}")
                for mail in pair:
                    single = self.arrive(mail, channel=one_by_one)
                batch = self.arrive(*pair, channel=at_once)
                self.assertEqual(self.facts(batch), self.facts(single))

    def facts(self, twist):
        messages = self.env["social.message"].search([("twist_id", "=", twist.id)])
        types = {one.external_id: (one.type, one.parent_id.preview) for one in messages}
        return twist.profile_id.handle, types
