"""Two agents in two browsers, and a real mailbox: what the screen shows by itself."""

import json

from odoo.tests import new_test_user, tagged

from ..devtools.chromium import browser
from .common import compose, drop, new_address
from .process_case import ProcessCase
from .processes import wait_until

AGENT = "social_inbox.group_social_inbox_agent,base.group_partner_manager"
SCREEN = "document.querySelector('.o_inbox_row[data-id]')"
TYPING = "document.activeElement.matches('.o_inbox_composer textarea')"
WAIT = 20
PASSWORD = "of both agents"


class Screen:
    """The Social Inbox in a browser of an agent."""

    def __init__(self, page, server, login):
        self.page = page
        self.url = f"http://127.0.0.1:{server.port}"
        page.goto(f"{self.url}/web/login", "document.forms.length")
        known = {"login": login, "password": PASSWORD}
        known["db"] = server.database
        request = {
            "method": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"jsonrpc": "2.0", "params": known}),
        }
        page.evaluate(f"fetch('/web/session/authenticate', {json.dumps(request)})")
        self.open()

    def open(self, path=""):
        self.page.goto(f"{self.url}/odoo/social-inbox{path}", SCREEN)

    def sees(self, expression, what=""):
        """Wait until JavaScript is true."""
        return wait_until(
            lambda: self.page.evaluate(expression), WAIT, what or expression
        )

    def shows(self, selector, text=""):
        """Wait for an element, with that text in it."""
        found = f"[...document.querySelectorAll({json.dumps(selector)})]"
        has = f".some((one) => one.textContent.includes({json.dumps(text)}))"
        return self.sees(f"{found}{has}", f"{selector}: {text}")

    def lacks(self, selector):
        return self.sees(f"!document.querySelector({json.dumps(selector)})")


@tagged("post_install", "-at_install", "social_inbox_processes")
class TestScreenStories(ProcessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.database.env() as env:
            for login, name in (("ada", "Ada Lovelace"), ("bob", "Bob Babbage")):
                new_test_user(env, login, AGENT, name=name, password=PASSWORD)

    def setUp(self):
        super().setUp()
        self.database.rows("DELETE FROM social_twist")
        self.address = new_address()
        self.worker = self.start()
        self.web = self.start(cron_threads=0)
        self.web.database = self.database.name
        self.channel = self.new_channel(self.address)

    def mail(self, **headers):
        return self.receive(self.worker, self.channel, self.address, **headers)

    def test_an_arrival_while_a_draft_is_open(self):
        known = {"Message-ID": "<tent@customer.example>", "Subject": "A tent"}
        twist = self.mail(**known)
        self.mail(Subject="Another")
        with browser() as page:
            ada = Screen(page, self.web, "ada")
            ada.open(f"/{twist}")
            ada.shows(".o_social_bubble", "Hello")
            page.press("e")
            ada.shows(".o_social_result", "Moved to Understand")
            self.assign(twist)
            ada.open(f"/{twist}")
            page.press("r")
            ada.sees(TYPING)
            page.type("We are looking into it")
            drop(
                self.address,
                [
                    compose(
                        self.address,
                        "It is urgent",
                        Subject="Re: A tent",
                        In_Reply_To=known["Message-ID"],
                    )
                ],
            )
            self.run_jobs(self.worker, self.channel)
            ada.shows(".o_social_bubble", "It is urgent")
            ada.shows(".o_inbox_newer", "1 new message")
            self.assertEqual(
                page.evaluate("document.activeElement.value"), "We are looking into it"
            )
            self.mail(Subject="The newest of all")
            ada.shows(".o_inbox_phase[data-phase='listen'] .o_inbox_phase_count", "2")
            ada.shows(".o_inbox_row", "The newest of all")
            page.goto(f"{ada.url}/odoo/social-inbox/{twist}", SCREEN)
            ada.sees(
                "document.querySelector('.o_inbox_composer textarea')?.value"
                " === 'We are looking into it'",
                "the draft after a reload",
            )
        self.assertNoErrors()

    def assign(self, twist):
        with self.database.env(self.agent_id) as env:
            partner = env["res.partner"].create({"name": "Ana"})
            env["social.twist"].browse(twist).assign_person(partner, "contract")

    def test_two_agents_on_one_twist(self):
        twist = self.mail(Subject="A tent")
        with browser() as page, browser() as other:
            ada, bob = Screen(page, self.web, "ada"), Screen(other, self.web, "bob")
            ada.open(f"/{twist}")
            bob.open(f"/{twist}")
            ada.shows(".o_inbox_toolbar [title*='Bob Babbage']")
            bob.shows(".o_inbox_toolbar [title*='Ada Lovelace']")
            other.press("n")
            bob.sees(TYPING)
            other.type("I take this one")
            ada.shows(".o_inbox_toolbar [title*='Bob Babbage is writing']")
            ada.shows(f".o_inbox_row[data-id='{twist}'] [title*='Bob Babbage']")
            other.press("Escape")
            other.press("i")
            ada.shows(".o_inbox_toolbar", "Bob Babbage")
            other.press("e")
            ada.lacks(f".o_inbox_row[data-id='{twist}']")
            ada.shows(".o_inbox_phase[data-phase='understand']", "1")
            ada.shows(".o_inbox_subtitle", "Understand")
        self.assertNoErrors()
