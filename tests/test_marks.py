"""Reading, spam, blocked authors, sentiment and relevance, on messages and twists."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ArrivalCase, compose

TO = "support@shop.example"
FIRST = "<first@customer.example>"


class ConversationCase(ArrivalCase):
    """A twist with three messages from outside, the middle one by somebody else."""

    def setUp(self):
        super().setUp()
        self.twist = self.arrive(
            compose(TO, "It rained in.", Message_ID=FIRST),
            compose(
                TO,
                "Buy pills.",
                From="Bo <bo@spam.example>",
                In_Reply_To=FIRST,
                Date="Fri, 20 Nov 2026 11:00:00 +0100",
            ),
            compose(
                TO,
                "Still wet.",
                In_Reply_To=FIRST,
                Date="Fri, 20 Nov 2026 12:00:00 +0100",
            ),
        ).with_user(self.agent)
        messages = self.env["social.message"].with_user(self.agent)
        self.first, self.second, self.third = messages.search(
            [("twist_id", "=", self.twist.id)], order="date"
        )

    def texts(self, **options):
        page = self.twist.conversation(**options)
        return [message["body"].striptags() for message in page["messages"]]


@tagged("post_install", "-at_install")
class TestReading(ConversationCase):
    def test_arrivals_are_unread_one_by_one(self):
        self.assertEqual(self.twist.unread_count, 3)
        self.first.action_mark_read()
        self.assertEqual(self.twist.unread_count, 2)
        unread = [one["is_unread"] for one in self.twist.conversation()["messages"]]
        self.assertEqual(unread, [False, True, True])

    def test_the_whole_twist(self):
        self.twist.action_mark_read()
        self.assertEqual(self.twist.unread_count, 0)
        self.assertFalse(self.third.is_unread)
        self.twist.action_mark_unread()
        self.assertEqual(self.twist.unread_count, 1)
        self.assertTrue(self.third.is_unread)

    def test_an_answer_reads_what_it_answers(self):
        self.twist.profile_id._assign_person(
            self.env["res.partner"].create({"name": "Ana"}), "contract"
        )
        self.twist.action_next_phase()
        self.twist.respond("<p>Sorry.</p>", message=self.first)
        self.assertEqual(self.twist.unread_count, 2)
        self.first.action_mark_unread()
        self.assertEqual(self.twist.unread_count, 3)

    def test_opening_reads_only_for_those_who_want_it(self):
        self.assertFalse(self.twist.conversation()["read_on_open"])
        self.twist.action_opened()
        self.assertEqual(self.twist.unread_count, 3)
        self.agent.with_user(self.agent).social_inbox_read_on_open = True
        self.assertTrue(self.twist.conversation()["read_on_open"])
        self.twist.action_opened()
        self.assertEqual(self.twist.unread_count, 0)
        self.assertFalse(self.twist.conversation()["read_on_open"])


@tagged("post_install", "-at_install")
class TestSpam(ConversationCase):
    def test_a_message_leaves_lists_and_counts(self):
        self.third.action_spam()
        self.assertEqual((self.twist.message_count, self.twist.unread_count), (2, 2))
        self.assertEqual(self.twist.last_message_date, self.second.date)
        self.assertEqual(self.twist.preview, "Buy pills.")
        self.assertFalse(self.twist.is_spam)
        self.assertEqual(self.texts(), ["It rained in.", "Buy pills."])
        self.assertEqual(self.twist.conversation()["spam_count"], 1)

    def test_show_spam_and_not_spam(self):
        self.second.action_spam()
        self.assertEqual(len(self.texts()), 2)
        self.assertIn("Buy pills.", self.texts(show_spam=True))
        self.second.action_not_spam()
        self.assertEqual(len(self.texts()), 3)
        self.assertEqual((self.twist.message_count, self.twist.unread_count), (3, 3))
        self.assertEqual(self.twist.conversation()["spam_count"], 0)

    def test_spam_does_not_wait(self):
        (self.first | self.third).action_spam()
        self.assertEqual(self.twist.waiting_since, self.second.date)

    def test_nothing_but_spam_is_a_spam_twist(self):
        (self.first | self.second | self.third).action_spam()
        self.assertTrue(self.twist.is_spam)
        self.assertFalse(self.twist.is_open)
        self.assertEqual(len(self.texts()), 3)
        self.first.action_not_spam()
        self.assertFalse(self.twist.is_spam)
        self.assertEqual(self.texts(), ["It rained in."])

    def test_the_whole_twist_and_undo(self):
        self.second.action_spam()
        result = self.twist.action_spam()["params"]
        self.assertEqual(result["message"], "1 marked as spam")
        self.assertFalse(self.twist.is_open)
        undo = result["undo"]
        getattr(self.env[undo["model"]].browse(undo["ids"]), undo["method"])()
        self.assertFalse(self.twist.is_spam)
        self.assertTrue(self.second.is_spam, "marked before, and not by this")

    def test_a_spam_twist_of_spam_messages_comes_back_with_them(self):
        (self.first | self.second | self.third).action_spam()
        self.twist.action_not_spam()
        self.assertFalse(self.twist.is_spam)
        self.assertEqual(self.twist.message_count, 3)

    def test_other_marks_leave_spam_alone(self):
        self.put(self.twist, "understand")
        self.twist.action_spam()
        self.first.action_mark_read()
        self.first.rate(sentiment="bad")
        self.assertTrue(self.twist.is_spam)

    def test_spam_is_not_counted_at_the_person(self):
        self.put(self.twist, "understand")
        person = self.env["res.partner"].create({"name": "Ana"})
        self.twist.assign_person(person, "contract")
        counted = person.with_user(self.agent)
        self.assertEqual(counted.social_twist_count, 1)
        self.twist.action_spam()
        counted.invalidate_recordset()
        self.assertEqual(counted.social_twist_count, 0)
        domain = counted.action_view_social_twists()["domain"]
        self.assertFalse(self.env["social.twist"].search(domain))

    def test_our_own_messages_are_no_spam(self):
        self.twist.profile_id._assign_person(
            self.env["res.partner"].create({"name": "Ana"}), "contract"
        )
        self.twist.action_next_phase()
        answer = self.twist.respond("<p>Sorry.</p>")
        with self.assertRaisesRegex(UserError, "not on our own"):
            answer.action_spam()


@tagged("post_install", "-at_install")
class TestBlocked(ConversationCase):
    def another(self, **headers):
        headers = {"From": "Bo <bo@spam.example>", **headers}
        return self.arrive(compose(TO, "More pills.", **headers))

    def test_a_new_twist_of_a_blocked_author_is_spam(self):
        self.second.profile_id.action_block()
        twist = self.another()
        self.assertTrue(twist.is_spam)
        self.assertFalse(twist.is_open)
        self.assertEqual((twist.message_count, twist.unread_count), (0, 0))
        self.assertFalse(twist.waiting_since)
        self.assertEqual(twist.preview, "More pills.")

    def test_in_a_known_twist_only_the_message_is(self):
        before = self.twist.last_message_date
        self.second.profile_id.action_block()
        self.another(In_Reply_To=FIRST, Date="Fri, 20 Nov 2026 13:00:00 +0100")
        self.assertFalse(self.twist.is_spam)
        self.assertEqual((self.twist.message_count, self.twist.unread_count), (3, 3))
        self.assertEqual(self.twist.last_message_date, before)
        self.assertEqual(self.twist.preview, "Still wet.")
        self.assertEqual(self.twist.conversation()["spam_count"], 1)

    def test_a_blocked_author_reopens_nothing(self):
        self.twist.action_close()
        self.second.profile_id.action_block()
        self.another(In_Reply_To=FIRST)
        self.assertEqual(self.twist.phase, "closed")

    def test_unblocked_authors_are_heard_again(self):
        author = self.second.profile_id
        author.action_block()
        spam = self.another(Message_ID="<pills@spam.example>")
        self.assertTrue(spam.is_spam)
        author.action_unblock()
        self.another(In_Reply_To="<pills@spam.example>")
        self.assertEqual(spam.unread_count, 1)
        self.assertEqual((spam.is_spam, spam.is_open), (False, True))

    def test_others_in_a_blocked_authors_twist_are_heard(self):
        self.second.profile_id.action_block()
        spam = self.another(Message_ID="<pills@spam.example>")
        self.arrive(compose(TO, "My order?", In_Reply_To="<pills@spam.example>"))
        self.assertEqual((spam.is_spam, spam.is_open), (False, True))
        self.assertEqual((spam.message_count, spam.preview), (1, "My order?"))

    def test_what_a_person_marked_as_spam_stays(self):
        self.twist.action_spam()
        self.arrive(compose(TO, "More", In_Reply_To=FIRST))
        self.assertEqual((self.twist.is_spam, self.twist.is_open), (True, False))

    def test_what_comes_back_from_spam_is_unread(self):
        self.second.profile_id.action_block()
        spam = self.another()
        spam.with_user(self.agent).action_not_spam()
        self.assertEqual((spam.message_count, spam.unread_count), (1, 1))

    def test_undo_of_blocking_unblocks(self):
        undo = self.twist.action_block_author()["params"]["undo"]
        self.assertTrue(self.twist.is_spam)
        twist = self.env[undo["model"]].with_user(self.agent).browse(undo["ids"])
        getattr(twist, undo["method"])()
        self.assertFalse(twist.is_spam or twist.profile_id.is_blocked)

    def test_block_from_the_twist_and_unblock(self):
        self.twist.action_block_author()
        author = self.twist.profile_id
        self.assertTrue(self.twist.is_spam and author.is_blocked)
        author.action_unblock()
        fresh = self.arrive(compose(TO, "Hello again"))
        self.assertFalse(fresh.is_spam)


@tagged("post_install", "-at_install")
class TestRating(ConversationCase):
    def setUp(self):
        super().setUp()
        self.put(self.twist, "understand")

    def test_the_twist_shows_the_worst_and_the_highest(self):
        self.first.rate(sentiment="good", relevance="0")
        self.assertEqual((self.twist.sentiment, self.twist.relevance), ("good", "0"))
        self.second.rate(sentiment="bad", relevance="1")
        self.third.rate(sentiment="neutral", relevance="3")
        self.assertEqual((self.twist.sentiment, self.twist.relevance), ("bad", "3"))
        self.second.rate(sentiment=False)
        self.assertEqual(self.twist.sentiment, "neutral")
        self.third.action_spam()
        self.assertEqual((self.twist.sentiment, self.twist.relevance), ("good", "1"))

    def test_one_alone_keeps_the_other(self):
        self.first.rate(sentiment="bad", relevance="2")
        self.first.rate(sentiment="good")
        self.assertEqual((self.first.sentiment, self.first.relevance), ("good", "2"))

    def test_wrong_input(self):
        for wrong in ({"sentiment": "awful"}, {"relevance": "4"}):
            with self.assertRaisesRegex(UserError, "no such value"):
                self.first.rate(**wrong)
        with self.assertRaisesRegex(UserError, "Only sentiment and relevance"):
            self.first.rate(state="sent")
        with self.assertRaisesRegex(UserError, "Only sentiment and relevance"):
            self.first.rate()

    def test_in_each_phase(self):
        for phase in ("understand", "engage", "process", "feedback", "closed"):
            with self.subTest(phase=phase):
                self.put(self.twist, phase)
                self.assertTrue(self.twist.conversation()["can_rate"])
                self.first.rate(sentiment="bad")
                self.first.rate(sentiment=False)
        self.put(self.twist, "listen")
        self.assertFalse(self.twist.conversation()["can_rate"])
        with self.assertRaisesRegex(UserError, "Move the twist to Understand first"):
            self.first.rate(sentiment="bad")

    def test_outsiders_mark_nothing(self):
        outsider = new_test_user(self.env, "social_none", groups="base.group_user")
        message = self.first.with_user(outsider)
        for call in (
            lambda: message.rate(sentiment="bad"),
            message.action_spam,
            message.action_mark_read,
            self.first.profile_id.with_user(outsider).action_block,
        ):
            with self.assertRaises(AccessError):
                call()
