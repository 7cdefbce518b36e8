"""The Social Inbox screen for everyone: axe-core finds no serious violation (C21)."""

from unittest import skipUnless

from odoo.tests import tagged

from . import axe
from .common import ArrivalCase, compose
from .test_tour import BrowserCase

READY = "!!document.querySelector('.o_inbox_row[data-id]')"
STEPS = (
    ("await until(() => document.querySelector('.o_searchview'));", ".o_inbox"),
    (
        "press('j'); await until(() => document.querySelector('.o_social_bubble'));",
        ".o_inbox",
    ),
    (
        "document.querySelector('.o_inbox_tab_note').click();"
        "await until(() => document.querySelector('.o_inbox_composer_note textarea'));",
        ".o_inbox",
    ),
    (
        "write('.o_inbox_composer_note textarea', '::tent');"
        "await until(() => document.querySelector('.o_inbox_suggestion'));",
        ".o_inbox",
    ),
    (
        """
        write('.o_inbox_composer_note textarea', '');
        await until(() => !document.querySelector('.o_inbox_suggestion'));
        document.activeElement.blur();
        if (!document.querySelector('.o_inbox_details')) {
            document.querySelector('.o_inbox_details_toggle').click();
        }
        await until(() => document.querySelector('.o_inbox_details section'));
        """,
        ".o_inbox",
    ),
    (
        """
        const close = ".o_inbox_details_close, .o_inbox_details_back";
        document.querySelector(close)?.click();
        press('x');
        const back = document.querySelector('.o_inbox_back');
        if (back) { back.click(); }
        await until(() => document.querySelector('.o_inbox_bulk'));
        """,
        ".o_inbox",
    ),
    (
        "press('h'); await until(() => document.querySelector('.o_inbox_keys'));",
        ".modal-body",  # the frame around is Odoo's
    ),
)


@tagged("post_install", "-at_install", "social_inbox_browser")
@skipUnless(axe.AXE, axe.WITHOUT_AXE)
class TestScreenForEveryone(ArrivalCase, BrowserCase):
    def check_screen(self, path="/odoo/social-inbox", **options):
        mails = [
            compose("support@shop.example", Subject=f"Tent {number}", Importance="high")
            for number in range(3)
        ]
        first, second, third = self.arrive(*mails)
        first.screen_assign(self.agent.id)
        second.screen_priority(True)
        third.action_mark_read()
        self.put(third, "understand")
        self.env["mail.canned.response"].with_user(self.agent).create(
            {"source": "tent", "substitution": "We send you a new tent."}
        )
        self.browser_js(
            path,
            axe.check(*STEPS),
            READY,
            login=self.agent.login,
            timeout=90,
            **options,
        )

    def test_light(self):
        self.check_screen()

    def test_dark(self):
        if "dark_mode" not in self.agent._fields:
            self.skipTest("needs the addon web_dark_mode")
        self.agent.dark_mode = True
        self.check_screen(cookies={"color_scheme": "dark"})


@tagged("post_install", "-at_install", "social_inbox_browser")
@skipUnless(axe.AXE, axe.WITHOUT_AXE)
class TestScreenForEveryoneOnPhone(TestScreenForEveryone):
    browser_size = "360x780"
    touch_enabled = True
