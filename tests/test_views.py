"""Every screen opens in a real browser, as each kind of user."""

from odoo.tests import HttpCase, tagged

from .common import ArrivalCase, compose, html_mail, mail_with_files

CLICK = (
    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
    ".startClickEverywhere('social_inbox.social_inbox_menu');"
)


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestClickEverywhere(ArrivalCase, HttpCase):
    """A green load says little about cards and widgets: each is drawn here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for phase in ("listen", "understand", "engage", "process", "feedback"):
            cls.twist_in(phase)
        twist = cls.arrive(mail_with_files(("a.png", "image", "png", "not a picture")))
        cls.arrive(html_mail("<p><img src='https://a.example/a.png'>Hello</p>"))
        twist.activity_schedule("mail.mail_activity_data_todo", user_id=cls.agent.id)
        twist.tag_ids = cls.env["social.tag"].create({"name": "Tent poles"})
        person = cls.env["res.partner"].create({"name": "Ana"})
        cls.put(twist, "engage")
        twist.assign_person(person, "consent")
        twist.with_user(cls.agent).respond("<p>Yes</p>").sudo().state = "failed"
        broken = compose("support@shop.example")
        cls.arrive(broken).message_ids_social.inbound_id.state = "failed"

    def click_as(self, login):
        self.browser_js(
            "/odoo",
            CLICK,
            "odoo.isReady === true",
            login=login,
            timeout=300,
            success_signal="clickbot test succeeded",
        )

    def test_as_administrator(self):
        self.click_as("admin")

    def test_as_supervisor(self):
        self.click_as(self.supervisor.login)

    def test_as_agent(self):
        self.click_as(self.agent.login)
