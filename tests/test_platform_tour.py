"""What platforms bring to the screen, in a real browser (spec C3, C20, C25)."""

from datetime import datetime, timedelta
from unittest import skipUnless

from odoo import fields
from odoo.tests import tagged

from . import axe
from .fake_platform import FakePlatformCase, comment
from .test_screen_tour import SCREEN
from .test_tour import BrowserCase

POST = {
    "external_id": "p-1",
    "text": "Our new tents are here",
    "url": "https://fake.example/p-1",
    "author_name": "The Shop",
}


class PlatformScreenCase(FakePlatformCase, BrowserCase):
    def setUp(self):
        super().setUp()
        self.parameters = self.env["ir.config_parameter"].sudo()
        self.parameters.set_param("social_inbox.undo_seconds", "60")
        self.env["social.twist"].search([]).unlink()
        self.comment, self.direct, self.closed = self.arrive_in_turn(
            comment(
                "Where is my tent?",
                external_id="c-1",
                url="https://fake.example/c-1",
                post=POST,
                reply_as=["public", "private"],
                sent_at=ago(1),
            ),
            comment(
                "May I send the poles back?",
                kind="direct",
                visibility="private",
                thread_id="d-1",
                sent_at=ago(30),
                reply_until=ago(6),
            ),
            comment(
                "A closed discussion",
                can_reply=False,
                why_not="The post is closed.",
                url="https://fake.example/c-3",
                is_partial=True,
                sent_at=ago(2),
            ),
        )

    def arrive_in_turn(self, *arrivals):
        """Each a twist that its agent may answer."""
        return [self.ready(self.arrive(one)[-1]) for one in arrivals]


def ago(hours):
    moment = datetime.now() - timedelta(hours=hours)
    return moment.replace(microsecond=0).isoformat()


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestPlatformScreen(PlatformScreenCase):
    tour = "social_inbox_platform"

    def test_private_answer_hidden_comment_approved_text(self):
        self.start_tour(SCREEN, self.tour, login=self.agent.login, timeout=120)
        self.env.invalidate_all()
        [asked] = [value for name, value in self.box.asked if name == "moderate"]
        self.assertEqual((asked[0], asked[1].external_id), ("hide", "c-1"))
        self.assertTrue(self.messages(self.comment).is_hidden)
        answers = self.messages(self.comment | self.direct, "outbound").sudo()
        self.assertEqual(len(answers), 2)
        answers.not_before = fields.Datetime.now()
        self.work()
        replies = {one.kind: one for one in self.box.sent}
        private = replies["comment"]
        self.assertEqual(private.visibility, "private")
        self.assertEqual(private.text, "We look for it at once.")
        approved = replies["direct"]
        self.assertEqual(approved.template_values, ("Ana", "the poles"))
        self.assertEqual(approved.text, "Hello Ana, about the poles.")


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestPlatformScreenOnPhone(TestPlatformScreen):
    browser_size = "360x780"
    touch_enabled = True
    tour = "social_inbox_platform_phone"


SHOWN = ".o_inbox"
STEPS = (
    (
        """
        await until(() => document.querySelector('.o_inbox_visibilities'));
        document.querySelector('#o_inbox_visibility_private').click();
        await until(() => document.querySelector('.o_inbox_only'));
        """,
        SHOWN,
    ),
)
TEMPLATE_STEPS = (
    ("await until(() => document.querySelector('.o_inbox_template'));", SHOWN),
    (
        """
        const choice = document.querySelector('.o_inbox_template');
        choice.selectedIndex = 1;
        choice.dispatchEvent(new Event('change', {bubbles: true}));
        await until(() => document.querySelector('.o_inbox_gap input'));
        """,
        SHOWN,
    ),
)
REFUSED_STEPS = (
    ("await until(() => document.querySelector('.o_inbox_open_there'));", SHOWN),
)


@tagged("post_install", "-at_install", "social_inbox_browser")
@skipUnless(axe.AXE, axe.WITHOUT_AXE)
class TestPlatformForEveryone(PlatformScreenCase):
    def check(self, twist, steps, **options):
        self.browser_js(
            f"{SCREEN}/{twist.id}",
            axe.check(*steps),
            "!!document.querySelector('.o_inbox_composer')",
            login=self.agent.login,
            timeout=90,
            **options,
        )

    def check_all(self, **options):
        twists = (self.comment, self.direct, self.closed)
        for twist, steps in zip(
            twists, (STEPS, TEMPLATE_STEPS, REFUSED_STEPS), strict=True
        ):
            self.check(twist, steps, **options)

    def test_light(self):
        self.check_all()

    def test_dark(self):
        if "dark_mode" not in self.agent._fields:
            self.skipTest("needs the addon web_dark_mode")
        self.agent.dark_mode = True
        self.check_all(cookies={"color_scheme": "dark"})


@tagged("post_install", "-at_install", "social_inbox_browser")
@skipUnless(axe.AXE, axe.WITHOUT_AXE)
class TestPlatformForEveryoneOnPhone(TestPlatformForEveryone):
    browser_size = "360x780"
    touch_enabled = True
