"""The personal link of an invitation, as a browser without scripts follows it."""

import logging
import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.invitation import (
    COMMUNITY_PAGE,
    FINISH,
    PENDING_HOURS,
    WithoutTokens,
)
from .common import MailChannelCase, compose, mails_of
from .test_invitations import TEXT, InvitationCase

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
PASSWORD = "a long password 7"


class PageCase(InvitationCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.parameters.set_param("auth_signup.invitation_scope", "b2b")
        self.person.email = "ana@customer.example"
        self.invitation = self.invite().sudo()
        self.path = self.invitation._path()

    def get(self, step=""):
        return self.url_open(self.path + step)

    def post(self, step, page=None, **data):
        """Press a button of the page."""
        page = page or self.get()
        data["csrf_token"] = CSRF.search(page.text)[1]
        url = step if step.startswith(("/web", FINISH)) else self.path + step
        response = self.url_open(url, data=data)
        self.env.invalidate_all()
        return response

    def sign_up(self, form, login="ana@customer.example", **values):
        values = {"name": "Ana", "password": PASSWORD, **values}
        token = re.search(r'name="token" value="([^"]+)"', form.text)
        values["token"] = token[1] if token else ""
        values["confirm_password"] = values["password"]
        return self.post("/web/signup", form, login=login, **values)

    def log_in(self, form, login):
        return self.post("/web/login", form, login=login, password=login)

    def confirm(self, asked, label="join"):
        """Press a button of the page behind the login."""
        self.assertEqual(asked.request.path_url, FINISH)
        return self.post(f"{FINISH}/{label}", asked)

    def portal(self, login="ana_portal", person=None):
        values = {"partner_id": person.id} if person else {}
        return new_test_user(self.env, login, groups="base.group_portal", **values)

    def assertLanded(self, response):
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.request.path_url, COMMUNITY_PAGE)

    def assertOver(self, response, words):
        self.assertEqual(response.status_code, 410)
        self.assertIn(words, response.text)
        self.assertNotIn("<form", response.text)


@tagged("post_install", "-at_install")
class TestPage(PageCase):
    def test_what_it_shows(self):
        page = self.get()
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.env.company.name, page.text)
        for label in ("Join", "I have an account", "No, thank you"):
            self.assertIn(label, page.text)

    def test_what_it_does_not_show(self):
        self.twist.name = "A secret question"
        for page in (self.get(), self.get("/decline")):
            for secret in (
                "Ana",
                "ana@customer.example",
                self.profile.handle,
                "secret question",
                self.agent.name,
            ):
                self.assertNotIn(secret, page.text)

    def test_no_referrer_no_cache_no_frame(self):
        for page in (self.get(), self.get("/decline")):
            self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(page.headers["Cache-Control"], "no-store")
            self.assertEqual(page.headers["X-Frame-Options"], "DENY")
            self.assertIn("noindex", page.headers["X-Robots-Tag"])

    def test_looking_changes_nothing(self):
        """Previews of platforms and scanners of mail servers look, too."""
        self.get()
        self.get("/decline")
        for step in ("/join", "/login", "/accept", "/opened"):
            self.assertIn(self.get(step).status_code, (404, 405))
        self.env.invalidate_all()
        self.assertEqual(self.invitation.state, "sent")
        self.assertFalse(self.person.signup_type)

    def test_a_forged_form_changes_nothing(self):
        for step in ("/decline", "/join", "/login", "/opened"):
            response = self.url_open(self.path + step, data={"csrf_token": "x"})
            self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.invitation.state, "sent")

    def test_opened(self):
        self.assertEqual(self.post("/opened").status_code, 204)
        self.assertEqual(self.invitation.state, "opened")
        since = self.invitation.opened_date
        self.assertTrue(since)
        self.post("/opened")
        self.assertEqual(self.invitation.opened_date, since)
        self.assertEqual(self.kinds(), ["sent", "opened"])
        self.assertEqual(self.profile.opt_in, "invited")

    def test_a_colleague_looks(self):
        self.authenticate(self.supervisor.login, self.supervisor.login)
        page = self.get()
        self.assertIn("You are logged in as a colleague", page.text)
        self.post("/opened", page)
        self.assertEqual(self.invitation.state, "sent")
        self.assertIn("You cannot join this way", self.post("/accept", page).text)
        self.assertEqual(self.profile.opt_in, "invited")

    def test_garbage(self):
        for token in ("x", "0" * 32, "***", "%F0%9F%98%80", "a" * 5000):
            with self.subTest(token=token[:40]):
                page = self.url_open(f"/social/invitation/{token}")
                self.assertEqual(page.status_code, 404)

    def test_tokens_are_not_logged(self):
        token = self.path.rpartition("/")[2]
        [clean] = [
            one
            for one in logging.getLogger("werkzeug").filters
            if isinstance(one, WithoutTokens)
        ]
        quoted = self.path.replace("/", "%2F")
        args = (f"GET {self.path}/join HTTP/1.1", f"/web/login?redirect={quoted}%2Fx")
        record = logging.makeLogRecord({"msg": '"%s" %s', "args": args})
        self.assertTrue(clean.filter(record))
        self.assertIn("/social/invitation/***/join HTTP", record.getMessage())
        self.assertNotIn(token, record.getMessage())


@tagged("post_install", "-at_install")
class TestDecline(PageCase):
    def test_decline(self):
        form = self.get("/decline")
        done = self.post("/decline", form, reason="No time,\n sorry")
        self.assertIn("Thank you for telling us", done.text)
        self.assertEqual(self.invitation.state, "declined")
        self.assertEqual(self.invitation.decline_reason, "No time, sorry")
        self.assertFalse(self.invitation.is_final)
        self.assertEqual(self.profile.opt_in, "declined")
        self.assertEqual(self.kinds(), ["sent", "declined"])

    def test_never_again(self):
        self.post("/decline", self.get("/decline"), is_final="1", reason="x" * 9999)
        self.assertTrue(self.invitation.is_final)
        self.assertEqual(len(self.invitation.decline_reason), 500)

    def test_twice(self):
        form = self.get("/decline")
        self.post("/decline", form, reason="First")
        again = self.post("/decline", form, reason="Second")
        self.assertIn("You have said no already", again.text)
        self.assertEqual(self.invitation.decline_reason, "First")

    def test_changed_mind(self):
        self.post("/decline", self.get("/decline"))
        page = self.get()
        self.assertIn("If you have changed your mind", page.text)
        self.assertNotIn("No, thank you", page.text)
        self.assertLanded(self.sign_up(self.post("/join", page)))
        self.assertEqual(self.profile.opt_in, "successful")

    def test_odd_reasons(self):
        form = self.get("/decline")
        data = {"csrf_token": CSRF.search(form.text)[1]}
        files = {"reason": ("reason.txt", b"x")}
        self.url_open(f"{self.path}/decline", data=data, files=files)
        self.env.invalidate_all()
        self.assertEqual(self.invitation.state, "declined")
        self.assertFalse(self.invitation.decline_reason)

    def test_a_reason_without_characters_that_nothing_keeps(self):
        self.post("/decline", self.get("/decline"), reason="No\0time")
        self.assertEqual(self.invitation.decline_reason, "No time")

    def test_a_reason_is_text(self):
        self.post("/decline", self.get("/decline"), reason="<script>x()</script>")
        self.assertEqual(self.invitation.decline_reason, "<script>x()</script>")


@tagged("post_install", "-at_install")
class TestJoin(PageCase):
    def assertJoined(self, user, how):
        self.assertEqual(self.invitation.state, "successful")
        self.assertEqual(self.invitation.partner_id, user.partner_id)
        self.assertEqual(self.profile.opt_in, "successful")
        self.assertTrue(self.profile.opt_in_date)
        expected = ["sent", how, "successful"] if how else ["sent", "successful"]
        self.assertEqual(self.kinds(), expected)

    def user_of(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def join_by_sign_up(self):
        form = self.post("/join")
        self.assertEqual(form.request.path_url, "/web/signup")
        self.assertLanded(self.sign_up(form))
        user = self.user_of("ana@customer.example")
        self.assertTrue(user._is_portal())
        self.assertEqual(user.partner_id, self.person)
        self.assertJoined(user, "signed_up")

    def test_sign_up_by_invitation_only(self):
        self.assertEqual(self.url_open("/web/signup").status_code, 404)
        self.join_by_sign_up()

    def test_sign_up_where_anybody_may(self):
        self.parameters.set_param("auth_signup.invitation_scope", "b2c")
        self.join_by_sign_up()

    def test_a_person_without_mail_address(self):
        self.person.email = False
        form = self.post("/join")
        self.assertLanded(self.sign_up(form, login="ana@new.example"))
        self.assertEqual(self.user_of("ana@new.example").partner_id, self.person)

    def test_log_in_with_an_account(self):
        user = self.portal()
        form = self.post("/login")
        self.assertEqual(form.request.path_url, "/web/login")
        self.assertLanded(self.confirm(self.log_in(form, user.login)))
        self.assertJoined(user, "logged_in")
        self.assertEqual(self.profile.partner_id, user.partner_id)
        self.assertEqual(self.profile.lawful_basis, "consent")
        self.assertEqual(len(self.twist.activity_ids), 1)

    def test_log_in_instead_of_signing_up(self):
        """By the link below the sign-up form."""
        user = self.portal()
        self.post("/join")
        asked = self.log_in(self.url_open("/web/login"), user.login)
        self.assertLanded(self.confirm(asked))
        self.assertJoined(user, "logged_in")

    def test_join_with_an_account_asks_to_log_in(self):
        user = self.portal(person=self.person)
        form = self.post("/join")
        self.assertTrue(form.request.path_url.startswith("/web/login"))
        self.assertIn("Log in with the account that you have", form.text)
        self.assertLanded(self.log_in(form, user.login))
        self.assertJoined(user, "logged_in")

    def test_who_is_logged_in_joins_by_a_click(self):
        user = self.portal()
        self.authenticate(user.login, user.login)
        page = self.get()
        self.assertNotIn("I have an account", page.text)
        self.assertLanded(self.post("/accept", page))
        self.assertJoined(user, "")

    def test_logging_in_without_the_link_joins_nothing(self):
        user = self.portal(person=self.person)
        self.log_in(self.url_open("/web/login"), user.login)
        self.assertEqual(self.profile.opt_in, "invited")

    def test_looking_and_then_logging_in_joins_nothing(self):
        user = self.portal(person=self.person)
        self.get()
        self.log_in(self.url_open("/web/login"), user.login)
        self.assertEqual(self.invitation.state, "sent")

    def test_the_redirect_of_the_form_is_not_followed(self):
        user = self.portal()
        self.post("/login")
        form = self.url_open("/web/login?redirect=https://evil.example/")
        values = {"login": user.login, "password": user.login}
        values["redirect"] = "https://evil.example/"
        self.assertLanded(self.confirm(self.post("/web/login", form, **values)))

    def test_a_parameter_leads_nowhere(self):
        page = self.url_open(f"{self.path}?redirect=https://evil.example/")
        self.assertNotIn("evil", page.text)
        self.assertLanded(self.sign_up(self.post("/join", page)))

    def test_the_owner_comes_back(self):
        self.join_by_sign_up()
        self.assertLanded(self.get())

    def test_somebody_elses_second_use(self):
        self.join_by_sign_up()
        self.opener.cookies.clear()
        self.assertOver(self.get(), "This invitation was used already")
        eve = self.portal("eve_portal")
        self.authenticate(eve.login, eve.login)
        self.assertOver(self.get(), "This invitation was used already")
        self.assertEqual(self.invitation.partner_id, self.person)

    def test_a_form_that_was_open_while_another_joined(self):
        eve = self.portal("eve_portal")
        self.authenticate(eve.login, eve.login)
        page = self.get()
        self.invitation._accept(self.portal(), "")
        self.env.flush_all()
        refused = self.post("/accept", page)
        self.assertEqual(refused.status_code, 410)
        self.assertIn("not valid any more", refused.text)

    def test_revoked(self):
        self.invitation._note("revoked")
        self.env.flush_all()
        self.assertOver(self.get(), "This invitation was withdrawn")
        self.assertOver(self.get("/decline"), "This invitation was withdrawn")

    def test_revoked_while_the_form_is_open(self):
        page, form = self.get(), self.post("/join")
        self.invitation._note("revoked")
        self.env.flush_all()
        for step in ("/join", "/login"):
            self.assertOver(self.post(step, page), "This invitation was withdrawn")
        refused = self.sign_up(form)
        self.assertIn("not valid any more", refused.text)
        self.assertFalse(self.user_of("ana@customer.example"))
        declined = self.post("/decline", page)
        self.assertEqual(declined.status_code, 410)
        self.assertEqual(self.invitation.state, "revoked")

    def test_expired(self):
        self.invitation.expiry_date = fields.Datetime.now() - timedelta(seconds=1)
        self.env.flush_all()
        self.assertOver(self.get(), "This invitation has expired")
        self.env.invalidate_all()
        self.assertEqual(self.invitation.state, "expired")
        self.assertEqual(self.profile.opt_in, "expired")

    def test_somebody_else_logs_in_to_a_shared_browser(self):
        eve = self.portal("eve_portal")
        asked = self.log_in(self.post("/login"), eve.login)
        self.env.invalidate_all()
        self.assertEqual(self.invitation.state, "sent")
        self.assertIn("Join as eve_portal", re.sub(r"\s+", " ", asked.text))
        self.assertNotIn(self.path, asked.text)
        self.assertLanded(self.confirm(asked, "leave"))
        self.assertLanded(self.url_open(FINISH))
        self.assertEqual(self.profile.opt_in, "invited")

    def test_accepting_when_logged_out_meanwhile(self):
        """As by I Have an Account; no address that is logged holds the token."""
        data = {"csrf_token": CSRF.search(self.get().text)[1]}
        url = f"{self.path}/accept"
        response = self.url_open(url, data=data, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith("/web/login"))
        self.env.invalidate_all()
        self.assertEqual(self.invitation.state, "sent")

    def test_the_sign_up_form_dies_with_the_link(self):
        ends = {
            "revoked": lambda: self.invitation.with_user(self.agent).action_revoke(),
            "declined": lambda: self.invitation._decline(""),
            "expired": lambda: self.invitation._note_expired(),
        }
        for state, end in ends.items():
            with self.subTest(state=state):
                form = self.post("/join")
                token = re.search(r'name="token" value="([^"]+)"', form.text)[1]
                end()
                self.env.flush_all()
                self.opener.cookies.clear()  # a fresh browser
                page = self.url_open("/web/signup?token=" + token)
                self.sign_up(page, login="eve@evil.example")
                self.assertFalse(self.user_of("eve@evil.example"))
                values = {"user": self.administrator, "reason": "Test"}
                self.invitation = self.invite(**values).sudo()
                self.path = self.invitation._path()
                self.env.flush_all()

    def test_the_click_is_remembered_for_an_hour(self):
        user = self.portal()
        form = self.post("/login")
        with self.at(fields.Datetime.now() + timedelta(hours=PENDING_HOURS + 1)):
            self.log_in(form, user.login)
        self.assertEqual(self.invitation.state, "sent")

    def at(self, moment):
        """Another time for what the pages remember."""
        return patch.object(fields.Datetime, "now", lambda: moment)

    def test_a_person_changed_by_an_agent(self):
        """The account is made for whom the profile is linked to by now."""
        right = self.env["res.partner"].create(
            {"name": "Anabel", "email": "a@b.example"}
        )
        self.profile._assign_person(right, "contract")
        self.env.flush_all()
        self.assertLanded(self.sign_up(self.post("/join"), login="a@b.example"))
        self.assertEqual(self.user_of("a@b.example").partner_id, right)

    def test_portal_users_read_none_of_it(self):
        self.join_by_sign_up()
        user = self.user_of("ana@customer.example")
        for model in ("social.invitation", "social.community.trace", "social.profile"):
            self.assertFalse(self.env[model].with_user(user).has_access("read"))


@tagged("post_install", "-at_install")
class TestJoinByMail(MailChannelCase, HttpCase):
    def test_the_link_in_the_mail_works(self):
        mail = compose(self.address, From=f"Ana <{self.customer}>")
        twist = self.receive(mail).with_user(self.agent)
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.action_next_phase()
        twist.assign_person(person, "contract")
        twist.action_next_phase()
        twist.invite({"text": TEXT})
        self.work()
        [raw] = mails_of(self.customer)
        text = raw.decode().replace("=\r\n", "").replace("=3D", "=")
        [path] = set(re.findall(r"/social/invitation/\w+", text))
        page = self.url_open(path)
        data = {"csrf_token": CSRF.search(page.text)[1]}
        form = self.url_open(f"{path}/join", data=data)
        self.assertEqual(form.request.path_url, "/web/signup")
