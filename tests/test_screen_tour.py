"""The Social Inbox screen in a real browser, as its users work with it."""

from email import message_from_bytes, policy

from odoo import fields
from odoo.tests import tagged

from .common import ArrivalCase, MailChannelCase, compose, mails_of
from .test_tour import BrowserCase

SCREEN = "/odoo/social-inbox"
NUMBERS = [
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
]


class ScreenCase(MailChannelCase, BrowserCase):
    def setUp(self):
        super().setUp()
        self.env["social.twist"].search([]).unlink()

    def tour(self, name, path=SCREEN):
        self.start_tour(path, name, login=self.agent.login, timeout=120)
        self.env.invalidate_all()

    def mail(self, subject, text="It rained in.", **headers):
        return compose(
            self.address,
            text,
            From=f"Ana <{self.customer}>",
            Subject=subject,
            **headers,
        )


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestScreenKeys(ScreenCase):
    def numbered(self):
        """Ten mails, the first one on top of the list."""
        twists = self.receive(
            *(
                self.mail(
                    f"Number {number}",
                    Date=f"Fri, 20 Nov 2026 10:00:{30 - place} +0100",
                )
                for place, number in enumerate(NUMBERS)
            )
        )
        return {twist.name.removeprefix("Number "): twist for twist in twists}

    def test_ten_twists_by_keyboard_only(self):
        twists = self.numbered()
        self.assertEqual(set(twists), set(NUMBERS))
        self.tour("social_inbox_screen_keys")
        nobody = self.env["res.users"]
        for number, known in {
            "One": ("listen", nobody, True, 1),
            "Two": ("understand", self.agent, False, 1),
            "Three": ("closed", nobody, False, 1),
            "Four": ("listen", nobody, False, 0),
            "Five": ("listen", nobody, False, 1),
            "Six": ("listen", nobody, False, 1),
            "Seven": ("closed", nobody, False, 1),
            "Eight": ("understand", nobody, False, 1),
            "Nine": ("listen", nobody, False, 1),
            "Ten": ("listen", nobody, False, 1),
        }.items():
            with self.subTest(number=number):
                twist = twists[number]
                unread = sum(twist.message_ids_social.mapped("is_unread"))
                facts = (twist.phase, twist.user_id, twist.is_spam, unread)
                self.assertEqual(facts, known)
        self.assertEqual(twists["Two"].sentiment, "bad")
        self.assertEqual(twists["Seven"].closed_from, "understand")
        drafts = self.env["social.draft"].search([])
        self.assertEqual(drafts.mapped("body"), ["c"])


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestScreenTakeNext(ArrivalCase, BrowserCase):
    def test_take_close_and_on_to_the_next(self):
        self.env["social.twist"].search([]).unlink()
        self.agent.social_after_finish = "take"
        calm, urgent, later = (
            self.arrive(compose("support@shop.example", Subject=f"{name} question"))
            for name in ("Calm", "Urgent", "Later")
        )
        urgent.priority = "1"
        self.start_tour(
            SCREEN, "social_inbox_take_next", login=self.agent.login, timeout=120
        )
        self.env.invalidate_all()
        for twist, phase in (
            (urgent, "closed"),
            (calm, "understand"),
            (later, "closed"),
        ):
            self.assertEqual((twist.user_id, twist.phase), (self.agent, phase))


class AnswerCase(ScreenCase):
    def setUp(self):
        super().setUp()
        self.parameters.set_param("social_inbox.undo_seconds", "60")
        self.twists = self.receive(
            self.mail("Another tent"), self.mail("A leaking tent")
        )
        self.twist = self.twists.filtered(lambda one: one.name == "A leaking tent")

    def answers(self):
        return self.messages().filtered(lambda one: one.direction == "outbound")

    def send(self):
        """Let the time in which an answer can be taken back pass."""
        self.answers().sudo().not_before = fields.Datetime.now()
        self.work()

    def check_sent(self):
        self.assertEqual(mails_of(self.customer), [])
        self.send()
        [raw] = mails_of(self.customer)
        mail = message_from_bytes(raw, policy=policy.default)
        self.assertEqual(mail["Subject"], "Re: A leaking tent")
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("Better words: a new pole comes.", text)
        self.assertEqual(self.twist.partner_id.name, "Ana Customer")
        self.assertFalse(self.twist.waiting_since)


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestScreenAnswer(AnswerCase):
    def test_answer_taken_back_changed_and_sent(self):
        self.env["mail.canned.response"].with_user(self.agent).create(
            {"source": "newpole", "substitution": "We send you a new pole."}
        )
        self.tour("social_inbox_screen_answer")
        self.check_sent()
        self.assertEqual(self.twist.phase, "understand")
        notes = self.twist.message_ids.filtered(
            lambda one: "She called, too." in (one.body or "")
        )
        self.assertEqual(notes.subtype_id, self.env.ref("mail.mt_note"))
        self.tour("social_inbox_screen_draft", f"{SCREEN}/{self.twist.id}")


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestScreenOnPhone(AnswerCase):
    browser_size = "360x780"
    touch_enabled = True

    def test_list_twist_details_and_back(self):
        self.tour("social_inbox_screen_phone")
        self.check_sent()


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestScreenSearch(ArrivalCase, BrowserCase):
    def test_search_spam_and_many_at_once(self):
        self.env["social.twist"].search([]).unlink()
        names = ("Red tent", "Blue tent", "Green tent", "Cheap watches")
        twists = self.arrive(
            *(compose("support@shop.example", Subject=name) for name in names)
        )
        red, blue, green, spam = (
            twists.filtered(lambda one, name=name: one.name == name) for name in names
        )
        red.user_id = self.agent
        spam.action_spam()
        self.env["ir.filters"].create(
            {
                "name": "Blue ones",
                "model_id": "social.twist",
                "domain": "[('name', 'ilike', 'blue')]",
                "context": "{}",
                "user_ids": self.agent.ids,
                "action_id": self.env.ref("social_inbox.social_twist_action").id,
            }
        )
        self.start_tour(
            SCREEN, "social_inbox_screen_search", login=self.agent.login, timeout=120
        )
        self.env.invalidate_all()
        phases = [twist.phase for twist in (red, blue, green, spam)]
        self.assertEqual(phases, ["listen", "listen", "understand", "listen"])
        causes = red.move_ids.filtered("user_id").sorted("id").mapped("cause")
        self.assertEqual(causes, ["hand", "undo"])
