"""Messages that continue a twist by what they name (spec B12)."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..connectors.types import MessageEvent, Profile
from ..models import social_campaign_match
from .common import compose, html_mail
from .test_campaign import TO, CampaignCase

TRAP = r"Order (?P<id>\w+)(a+)+$"


class MatchCase(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale.write({"match_kind": "simple", "match_pattern": "Order --ID--"})

    def mail(self, text="Hello", subject="A question", **headers):
        headers.setdefault("From", "Ana <ana@customer.example>")
        return compose(TO, text, Subject=subject, **headers)

    def sell(self, *mails):
        return self.arrive(*mails, channel=self.sale_channel)


@tagged("post_install", "-at_install")
class TestMatch(MatchCase):
    def test_across_batches(self):
        first = self.sell(self.mail("My order 4711/b has not come."))
        self.assertEqual(first.match_value, "4711/b")
        again = self.sell(self.mail("Where is it?", "ORDER  4711/B!"))
        self.assertEqual(again, first)
        self.assertEqual(first.message_count, 2)
        joined = first.message_ids_social.filtered("matched_by")
        self.assertEqual(joined.matched_by, "4711/b")
        self.assertEqual(joined.type, "related")

    def test_within_a_batch(self):
        twists = self.sell(
            self.mail("Order 1"), self.mail("Order 2"), self.mail("Again: order 1")
        )
        self.assertEqual(twists.mapped("match_value"), ["1", "2"])
        self.assertEqual(twists.mapped("message_count"), [2, 1])

    def test_where_it_is_looked_for(self):
        for place, found in (("subject", "9"), ("body", "8"), ("both", "9")):
            self.sale.match_place = place
            twist = self.sell(
                self.mail("Order 8", "Order 9", From=f"{place}@x.example")
            )
            self.assertEqual(twist.match_value, found)

    def test_html_and_what_is_quoted(self):
        html = "<p>Order\n<b>77-x</b></p>"
        first = self.sell(html_mail(html))
        self.assertEqual(first.match_value, "77-x")
        text = "Thanks\n\nOn Monday, Shop wrote:\n> Your Order 77-x\n> is on its way\n"
        self.assertEqual(self.sell(self.mail(text)), first)

    def test_another_author_joins_and_is_told(self):
        first = self.sell(self.mail("Order 5"))
        self.sell(self.mail("order 5, I am his wife", From="Eva <eva@else.example>"))
        messages = first.with_user(self.agent).message_ids_social.sorted("id")
        own, other = messages._as_bubbles()
        self.assertEqual(own["matched"], "")
        self.assertIn("names 5, but Eva did not begin this", other["matched"])
        self.sell(self.mail("order 5 once more"))
        last = first.message_ids_social.sorted("id")[-1]
        self.assertEqual(last._why_matched(), "Joined because it names 5.")

    def test_another_campaign_does_not_match(self):
        self.recall.write({"match_kind": "simple", "match_pattern": "Order --ID--"})
        first = self.sell(self.mail("Order 6"))
        other = self.arrive(self.mail("Order 6"), channel=self.recall_channel)
        self.assertNotEqual(first, other)
        self.assertEqual(other.match_value, "6")
        self.assertNotEqual(self.arrive(self.mail("Order 6")), first)

    def test_another_mailbox_of_the_campaign_does(self):
        first = self.sell(self.mail("Order 7"))
        mailbox = self.new_offline_channel("Second", campaign_id=self.sale.id)
        self.assertEqual(self.arrive(self.mail("Order 7"), channel=mailbox), first)
        self.assertEqual(first.channel_id, self.sale_channel)
        self.assertEqual(
            first.message_ids_social.channel_id, self.sale_channel | mailbox
        )

    def test_closed_twists_are_reopened(self):
        first = self.sell(self.mail("Order 10"))
        self.put(first, "closed", "engage")
        self.sale.reopen_phase = "understand"
        self.assertEqual(self.sell(self.mail("Order 10")), first)
        self.assertEqual((first.phase, first.is_open), ("understand", True))

    def test_the_open_one_of_several(self):
        closed = self.sell(self.mail("Order 11"))
        self.put(closed, "closed", "engage")
        open_one = self.sell(self.mail("else"))
        open_one.sudo().match_value = closed.match_value
        self.assertEqual(self.sell(self.mail("Order 11")), open_one)

    def test_thread_ids_win(self):
        first = self.sell(self.mail("Order 12"))
        other = self.sell(self.mail("Hi", Message_ID="<other@x.example>"))
        reply = self.mail("Order 12", In_Reply_To="<other@x.example>")
        self.assertEqual(self.sell(reply), other)
        self.assertFalse(other.match_value)  # it is the name of the first one
        self.assertEqual(first.message_count, 1)

    def test_a_later_message_names_the_twist(self):
        twist = self.sell(self.mail("Hi", Message_ID="<late@x.example>"))
        self.assertFalse(twist.match_value)
        self.sell(self.mail("Order 13", In_Reply_To="<late@x.example>"))
        self.assertEqual(twist.match_value, "13")
        self.assertEqual(self.sell(self.mail("Order 13")), twist)
        self.sell(self.mail("Order 99", In_Reply_To="<late@x.example>"))
        self.assertEqual(twist.match_value, "13")

    def test_references(self):
        self.sale.match_pattern = "Ref --ID--"
        twist = self.sell(self.mail("Hello"))
        reference = twist.reference
        self.assertRegex(reference, rf"^{twist.id}-[0-9A-Z]{{5}}$")
        stranger = self.mail(f"ref {reference.lower()}", From="eva@else.example")
        self.assertEqual(self.sell(stranger), twist)
        for guess in (twist.id, f"{twist.id}-00000", f"0-{reference}", f"{2**40}-AB"):
            found = self.sell(self.mail(f"Ref {guess}", From="eva@else.example"))
            self.assertNotEqual(found, twist)
        self.sale.channel_ids -= self.sale_channel
        self.recall.channel_ids += self.sale_channel
        self.recall.write({"match_kind": "simple", "match_pattern": "Ref --ID--"})
        self.assertNotEqual(self.sell(self.mail(f"Ref {reference}")), twist)
        model = self.env["social.twist"].with_user(self.agent)
        self.assertEqual(model.search([("reference", "=", reference)]), twist)
        self.assertFalse(model.search([("reference", "ilike", f"{twist.id}-AAAAA")]))

    def test_blocked_authors_join_nothing(self):
        first = self.sell(self.mail("Order 14"))
        other = self.sell(self.mail("Hi", From="Eva <eva@else.example>"))
        other.profile_id.sudo().is_blocked = True
        spam = self.sell(self.mail("Order 14", From="Eva <eva@else.example>"))
        self.assertNotEqual(spam, first)
        self.assertFalse(spam.match_value)

    def test_a_thread_that_joined_stays_and_is_answered_there(self):
        channel = self.env["social.channel"].create(
            {"name": "Stage", "platform": "simulator", "campaign_id": self.sale.id}
        )

        def say(name, thread, text):
            author = Profile(external_id=thread, handle=thread)
            event = MessageEvent(
                external_id=name,
                author=author,
                sent_at=None,
                body=text,
                kind="direct",
                thread_id=thread,
                visibility="private",
            )
            arrival = (
                self.env["social.inbound"]
                .sudo()
                .create({"channel_id": channel.id, "external_id": name})
            )
            self.env["social.twist"]._ingest(channel, [(arrival, (event,))])
            self.env.invalidate_all()
            return self.env["social.message"].search([("external_id", "=", name)])

        first = say("m1", "ana", "order 20")
        joined = say("m2", "eva", "order 20")
        follows = say("m3", "eva", "thanks")
        own = say("m4", "ana", "thanks")
        messages = first | joined | follows | own
        self.assertEqual(messages.twist_id, first.twist_id)
        self.assertEqual(
            [one._thread_of_platform() for one in messages],
            ["ana", "eva", "eva", "ana"],
        )
        self.assertEqual(joined._as_target().thread_id, "eva")

    def test_mistakes_are_refused_with_their_place(self):
        for kind, pattern, words in (
            ("simple", "Order", "Character 6: The placeholder"),
            ("simple", "", "Character 1: There is nothing"),
            ("regex", "Order (", "Character 8: missing )"),
            ("regex", r"Order \d+", "Character 10: Name a group id"),
        ):
            with self.assertRaisesRegex(ValidationError, words.replace(")", r"\)")):
                self.sale.write({"match_kind": kind, "match_pattern": pattern})

    def test_what_takes_too_long_is_switched_off(self):
        self.sale.write({"match_kind": "regex", "match_pattern": TRAP})
        evil = "Order 1" + "a" * 5000 + "!"
        logger = social_campaign_match.__name__
        with (
            patch.object(social_campaign_match, "TIME_LIMIT", 0.1),
            self.assertLogs(logger, "WARNING") as logged,
        ):
            twists = self.sell(self.mail(evil), self.mail(evil), self.mail("Order 2aa"))
        self.assertEqual(len(logged.output), 1)
        self.assertEqual(len(twists), 3)
        self.assertIn("too long", self.sale.match_trouble)
        self.sale.match_pattern = r"Order (?P<id>\w+)"
        self.assertFalse(self.sale.match_trouble)
        self.sale.match_trouble = "x"
        self.sale.with_user(self.administrator).action_match_again()
        self.assertFalse(self.sale.match_trouble)

    @mute_logger("odoo.sql_db")
    def test_a_batch_costs_the_same_however_large(self):
        counts = []
        for size in (1, 6, 30):
            known = self.sell(*(self.mail(f"Order {size}.{n}") for n in range(size)))
            mails = [self.mail(f"Order {size}.{n}") for n in range(size)]
            mails += [self.mail(f"Order {size}.new{n}") for n in range(size)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            twists = self.sell(*mails)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(twists), 2 * size)
            self.assertLess(known, twists)
        self.assertEqual(counts[1], counts[2])
