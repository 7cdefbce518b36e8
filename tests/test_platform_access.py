"""Logging in, tokens made new, what is spent, and how a channel's health is told."""

from ast import literal_eval
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..connectors.errors import AuthError, RateLimitedError, RetryableError
from ..connectors.types import Access, Budget, Profile, Tokens
from .fake_platform import FakeConnector, FakePlatformCase, as_payload, comment

CHANNEL_LOG = "odoo.addons.social_inbox"


class AccessCase(FakePlatformCase):
    @contextmanager
    def own_transaction(self, channel):
        """Tokens are stored, in another transaction than the caller's."""
        places, store = [], type(channel)._store_tokens

        def stored(channel, tokens):
            places.append(channel.env.cr)
            store(channel, tokens)

        try:
            with patch.object(type(channel), "_store_tokens", stored):
                yield
        finally:
            self.assertEqual(len(places), 1)
            self.assertIsNot(places[0], self.env.cr)


@tagged("post_install", "-at_install")
class TestLogin(AccessCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("social_administrator", "social_administrator")
        self.start = f"/social_inbox/oauth/start/{self.channel.id}"

    def begin(self):
        answer = self.url_open(self.start, allow_redirects=False)
        self.assertEqual(answer.status_code, 303, answer.text[:500])
        parts = urlsplit(answer.headers["Location"])
        return parts, {name: value[0] for name, value in parse_qs(parts.query).items()}

    def back(self, **query):
        pairs = "&".join(f"{name}={value}" for name, value in query.items())
        return self.url_open(
            f"/social_inbox/oauth/callback?{pairs}", allow_redirects=False
        )

    def secret(self, name):
        known = self.channel.sudo().credential_ids
        return known.filtered(lambda one: one.name == name)._read_secret()

    def test_there_and_back(self):
        parts, query = self.begin()
        self.assertEqual(parts.netloc, "fake.example")
        self.assertEqual(query["client_id"], "app-1")
        self.assertEqual(query["code_challenge_method"], "S256")
        self.assertEqual(query["redirect_uri"], self.channel.login_redirect)
        answer = self.back(state=query["state"], code="c0de")
        self.assertEqual(answer.status_code, 303)
        where = answer.headers["Location"]
        self.assertTrue(where.endswith(f"/odoo/social-channels/{self.channel.id}"))
        code, redirect, verifier = dict(self.box.asked)["exchange"]
        self.assertEqual((code, redirect), ("c0de", self.channel.login_redirect))
        self.assertGreaterEqual(len(verifier), 43)
        self.env.invalidate_all()
        self.assertEqual(self.secret("access_token"), "t0ken-2")
        self.assertEqual(self.channel.missing_scopes, "write")
        self.assertIn("Rights are missing: write", self.channel.health)

    def test_a_way_back_that_was_not_begun(self):
        self.assertEqual(self.back(state="x", code="c").status_code, 400)
        _parts, query = self.begin()
        self.assertEqual(self.back(state="other", code="c").status_code, 400)
        again = self.back(state=query["state"], code="c")
        self.assertEqual(again.status_code, 400, "a state is used once")
        self.assertNotIn("exchange", self.box.names())

    def test_letters_that_no_state_has(self):
        self.begin()
        self.assertEqual(self.back(state="%C3%A9", code="c").status_code, 400)

    def test_the_tokens_stay_whatever_follows(self):
        """The code is used up: a login that is rolled back could not be repeated."""
        self.box.errors["accounts"] = RetryableError("Later.")
        _parts, query = self.begin()
        self.assertEqual(self.back(state=query["state"], code="c").status_code, 400)
        self.assertEqual(self.secret("access_token"), "t0ken-2")
        self.box.errors.clear()
        with self.own_transaction(self.channel):
            self.channel._login_finish("c", "v")

    def test_refused_by_the_person(self):
        _parts, query = self.begin()
        answer = self.back(state=query["state"], error="access_denied")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("access_denied", answer.text)

    def test_hostile_words_are_escaped(self):
        _parts, query = self.begin()
        script = "%3Cscript%3Ealert(1)%3C/script%3E"
        answer = self.back(state=query["state"], error=script)
        self.assertNotIn("<script>alert(1)", answer.text)

    def test_the_platform_takes_the_code_not(self):
        self.box.errors["exchange"] = AuthError("The code is too old.")
        _parts, query = self.begin()
        answer = self.back(state=query["state"], code="c0de")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("The code is too old.", answer.text)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_administrators_only(self):
        self.authenticate("social_agent", "social_agent")
        answer = self.url_open(self.start, allow_redirects=False)
        self.assertEqual(answer.status_code, 400)
        self.assertNotIn("register", self.box.names())
        with self.assertRaises(AccessError):
            self.channel.with_user(self.agent)._login_finish("c", "v")

    def test_one_account_is_chosen_by_itself(self):
        self.box.accounts = self.box.accounts[:1]
        self.channel._login_finish("c", "v")
        self.assertEqual(self.channel.settings["page"], "p1")
        self.assertEqual(self.channel.account_name, "Page 1")

    def test_another_account_is_refused(self):
        """The twists' answers would leave in its name."""
        self.box.account = Profile(external_id="them", handle="rival", name="Rival")
        self.box.accounts = self.box.accounts[:1]
        self.channel.action_connect()  # no twist yet: a mistake can be mended
        self.assertEqual(self.channel.account_name, "rival")
        self.arrive(comment())
        self.box.account = replace(self.box.account, external_id="us", handle="shop")
        for call in (
            lambda: self.channel._login_finish("c", "v"),
            self.channel.action_connect,
        ):
            with self.assertRaisesRegex(UserError, "That is shop, but .* to rival"):
                call()
        self.assertFalse((self.channel.settings or {}).get("page"))
        self.box.account = replace(self.box.account, external_id="them")
        self.channel._login_finish("c", "v")
        self.assertEqual(self.channel.settings["page"], "p1")

    def test_one_of_several_accounts(self):
        self.channel._login_finish("c", "v")
        self.assertNotIn("page", self.channel.settings or {})
        action = self.channel.action_choose_account()
        wizard = self.env["social.choose.account"].with_user(self.administrator)
        wizard = wizard.with_context(**action["context"]).create({})
        self.assertEqual(wizard.line_ids.mapped("name"), ["Page 1", "Page 2"])
        with self.assertRaisesRegex(UserError, "Choose one account"):
            wizard.action_choose()
        wizard.line_ids[1].is_chosen = True
        wizard.action_choose()
        self.assertEqual(self.channel.settings["page"], "p2")
        self.box.accounts = ()
        with self.assertRaisesRegex(UserError, "not lead to that account"):
            wizard.action_choose()


@tagged("post_install", "-at_install")
class TestTokens(AccessCase):
    def tokens(self, hours=2):
        end = datetime.now(timezone.utc) + timedelta(hours=hours)
        values = {"access_token": "new", "refresh_token": "rotated"}
        self.box.tokens = Tokens(values=values, expires_at=end.replace(microsecond=0))
        return end

    def age(self, **spans):
        now = fields.Datetime.now()
        began = now - timedelta(hours=spans.get("began", 0))
        self.channel.token_date = began
        if "left" in spans:
            self.channel.token_expiry_date = now + timedelta(hours=spans["left"])

    def test_made_new_before_the_end(self):
        self.tokens()
        self.age(began=1, left=1)
        self.work()
        self.assertNotIn("refresh", self.box.names())
        self.age(began=1.6, left=0.4)
        self.work()
        self.assertEqual(self.box.names().count("refresh"), 1)
        self.assertGreater(
            self.channel.token_expiry_date, fields.Datetime.now() + timedelta(hours=1.9)
        )
        names = self.channel.sudo().credential_ids.mapped("name")
        self.assertEqual(set(names), {"access_token", "refresh_token"})

    def test_connecting_signs_in_anew(self):
        self.tokens()
        error = AuthError("The token is void.")
        refused = [error]

        def verify(connector):
            if refused:
                raise refused.pop()
            return Profile(external_id="us", handle="shop")

        with (
            patch.object(FakeConnector, "verify", verify),
            self.enter_registry_test_mode(),
        ):
            self.channel.action_connect()
        self.assertIn("refresh", self.box.names())
        self.assertEqual(self.channel.state, "connected")
        self.box.errors |= {"verify": error, "refresh": AuthError("Log in again.")}
        with self.assertRaisesRegex(UserError, "Log in again."):
            self.channel.action_test_connection()

    def test_refused_tokens_are_made_new_once(self):
        self.tokens()
        self.age(began=1)
        self.box.errors["fetch"] = AuthError("The token is void.")
        with self.capture_triggers(self.channel.sudo().cron_id.id) as triggers:
            self.work()
            self.assertTrue(triggers.records)
        self.assertEqual(self.box.names().count("refresh"), 1)
        self.assertEqual(self.channel.state, "connected")
        with self.assertLogs(CHANNEL_LOG, "WARNING"):
            self.work()  # refused with the new ones, too
        self.assertEqual(self.box.names().count("refresh"), 1)
        self.assertEqual(self.channel.state, "broken")
        self.assertIn("The token is void.", self.channel.last_error)

    def test_answers_wait_for_new_tokens(self):
        twist = self.ready(self.arrive(comment())[0])
        self.tokens()
        self.age(began=1)
        twist.respond("<p>Hello</p>")
        self.box.errors["send"] = AuthError("The token is void.")
        self.work()
        self.assertEqual(self.messages(twist, "outbound").state, "queued")
        self.assertFalse(self.channel.send_error)
        self.box.errors.clear()
        self.work()
        self.assertEqual(self.messages(twist, "outbound").state, "sent")
        self.assertEqual(len(self.box.sent), 1)

    def test_rotated_tokens_outlive_a_failure(self):
        """What refuses the account afterwards takes them not back: the old are void."""
        self.tokens()
        self.box.errors["verify"] = AuthError("The token is void.")
        with (
            self.enter_registry_test_mode(),
            self.own_transaction(self.channel),
            self.assertRaisesRegex(UserError, "The token is void."),
        ):
            self.channel.action_test_connection()

    def test_new_tokens_that_do_not_help_are_not_made_for_ever(self):
        """However late the scheduler comes to the next try."""
        self.tokens()
        self.age(began=1)
        self.box.errors["fetch"] = AuthError("The token is void.")
        self.work()
        self.assertEqual(self.box.names().count("refresh"), 1)
        self.channel.token_date -= timedelta(minutes=10)
        self.channel.last_success_date -= timedelta(minutes=11)
        with self.assertLogs(CHANNEL_LOG, "WARNING"):
            self.work()
        self.assertEqual(self.box.names().count("refresh"), 1)
        self.assertEqual(self.channel.state, "broken")

    def test_no_new_tokens(self):
        self.age(began=1)
        self.box.errors["refresh"] = AuthError("Log in again.")
        self.box.errors["fetch"] = AuthError("The token is void.")
        with self.assertLogs(CHANNEL_LOG, "WARNING"):
            self.work()
        self.assertEqual(self.channel.state, "broken")
        self.assertEqual(self.channel.activity_ids.user_id, self.administrator)

    def test_blocked_with_the_reason_then_recovered(self):
        twist = self.ready(self.arrive(comment())[0])
        self.age(began=0)
        self.box.errors["fetch"] = AuthError("The token is void.")
        with self.assertLogs(CHANNEL_LOG, "WARNING"):
            self.work()
        shown = twist._screen_composer()
        self.assertFalse(shown["can_reply"])
        self.assertIn("The token is void.", shown["why_not"])
        self.box.errors.clear()
        before = self.channel.cursor
        self.channel.action_connect()
        self.assertEqual(self.channel.cursor, before, "the history is kept")
        self.assertTrue(twist._screen_composer()["can_reply"])
        activity = self.channel.activity_ids
        self.assertEqual(activity.summary, "Works again: The Page")
        self.assertEqual(activity.user_id, self.administrator)

    def test_a_part_that_did_not_come(self):
        self.box.problem = RetryableError("Feed 2 cannot be read.")
        with self.assertLogs(CHANNEL_LOG, "WARNING"):
            twists = self.arrive(comment())
        self.assertEqual(len(twists), 1)
        self.assertEqual(self.channel.state, "connected")
        self.assertEqual(self.channel.last_error, "Feed 2 cannot be read.")
        self.assertFalse(self.channel.retry_date)
        self.box.problem = None
        self.work()
        self.assertFalse(self.channel.last_error)

    def test_looked_at_once_a_day(self):
        end = datetime(2026, 12, 24, tzinfo=timezone.utc)
        self.box.access = Access(expires_at=end, missing_scopes=("write",))
        self.channel.look_date = False
        self.work()
        self.work()
        self.assertEqual(self.box.names().count("inspect"), 1)
        self.assertEqual(self.channel.token_expiry_date, end.replace(tzinfo=None))
        self.assertEqual(self.channel.missing_scopes, "write")

    def test_the_end_is_told_in_days(self):
        self.age(began=0, left=75)
        self.assertIn("ends in 3 days", self.channel.health)
        self.age(began=0, left=-1)
        self.assertIn("has ended", self.channel.health)
        self.channel._store_values({"refresh_token": "r"})
        self.age(began=0, left=75)
        self.channel.invalidate_recordset()
        self.assertFalse(self.channel.health)

    def test_what_needs_attention_is_told_and_found(self):
        self.assertFalse(self.channel.attention)
        now = fields.Datetime.now()
        wrong = {
            "not_sending": {"send_error": "The mail server is full."},
            "ending": {"token_expiry_date": now + timedelta(days=3)},
            "missing_rights": {"missing_scopes": "write"},
            "slowed": {"next_fetch_date": now + timedelta(hours=1)},
        }
        other = self.new_channel(name="Another")
        view = self.env.ref("social_inbox.social_channel_view_search")
        for name, values in wrong.items():
            self.channel.write(values)
            [node] = etree.fromstring(view.arch).xpath(f"//filter[@name='{name}']")
            domain = literal_eval(node.get("domain"))
            found = self.channel.search([*domain, ("platform", "=", "fake")])
            self.assertEqual(found, self.channel, name)
        said = self.channel.attention.split("\n")
        self.assertEqual((len(said), said[0]), (4, "The mail server is full."))
        self.env["social.inbound"]._store(other, [as_payload(comment())])
        waiting = [("inbound_ids.state", "in", ("pending", "failed"))]
        found = self.env["social.channel"].with_user(self.supervisor).search(waiting)
        self.assertEqual(found, other)
        with self.assertRaises(AccessError):
            self.env["social.channel"].with_user(self.agent).search(waiting)


@tagged("post_install", "-at_install")
class TestBudget(FakePlatformCase):
    def at(self, hour):
        moment = datetime(2026, 11, 20, hour, tzinfo=timezone.utc)
        module = "odoo.addons.social_inbox.models.social_channel_health.datetime"
        mock = self.enterContext(patch(module, wraps=datetime))
        mock.now.side_effect = lambda zone=None: moment.astimezone(zone)

    def test_what_is_spent_is_counted(self):
        # so much that nothing is slowed at any time of the day
        self.box.budget = Budget(per_day=100_000, unit="units", per_fetch=1)
        self.work()
        first = self.channel.spent_today
        self.assertGreater(first, 0)
        self.work()
        self.assertGreater(self.channel.spent_today, first)
        self.assertRegex(self.channel.usage, r"of 100000 units spent")

    def test_a_failure_costs_too(self):
        self.box.budget = Budget(per_day=1000)
        self.box.errors["fetch"] = RateLimitedError("Slow down.", retry_after=60)
        with self.assertLogs(CHANNEL_LOG, "WARNING"):
            self.work()
        self.assertGreater(self.channel.spent_today, 0)

    def test_slowed_so_that_it_lasts(self):
        """48 fetches of 2 fit into half of 192: one each half hour of a day."""
        self.box.budget = Budget(per_day=192, unit="units", per_fetch=2)
        channel = self.channel
        with patch.object(type(channel), "_budget_day", lambda *_: channel.usage_day):
            self.at(0)
            channel.usage_day = False
            until = channel._next_affordable(self.box.budget, 0)
            self.assertEqual(until, datetime(2026, 11, 20, 0, 30))
        self.box.budget = Budget(per_day=100_000, per_fetch=2)
        self.assertIsNone(channel._next_affordable(self.box.budget, 0))

    def test_spent_until_midnight_there(self):
        self.at(12)
        budget = Budget(per_day=10, zone="America/Los_Angeles")
        until = self.channel._next_affordable(budget, 10)
        self.assertEqual(until, datetime(2026, 11, 21, 8))

    def test_slowed_channels_do_not_fetch_but_send(self):
        twist = self.ready(self.arrive(comment())[0])
        self.channel.next_fetch_date = fields.Datetime.now() + timedelta(hours=1)
        self.assertIn("slowed", self.channel.health)
        twist.respond("<p>Hello</p>")
        fetched = self.box.names().count("fetch")
        self.work()
        self.assertEqual(self.box.names().count("fetch"), fetched)
        self.assertEqual(len(self.box.sent), 1)

    def test_whoever_asks_for_it_pays_for_it(self):
        self.channel.next_fetch_date = fields.Datetime.now() + timedelta(hours=1)
        fetched = self.box.names().count("fetch")
        with self.enter_registry_test_mode():
            self.channel.action_fetch_now()
        self.assertEqual(self.box.names().count("fetch"), fetched + 1)

    def test_connecting_again_fetches_at_once(self):
        self.channel.next_fetch_date = fields.Datetime.now() + timedelta(hours=1)
        self.channel.action_connect()
        self.assertFalse(self.channel.next_fetch_date)

    def test_days_with_another_hour(self):
        """Summer time begins at midnight in Cairo and ends at one in Havana."""
        for zone, moment, midnight in (
            ("Africa/Cairo", (2026, 4, 23, 12), (2026, 4, 23, 22)),
            ("America/Havana", (2026, 10, 31, 12), (2026, 11, 1, 4)),
            ("America/Los_Angeles", (2026, 3, 7, 12), (2026, 3, 8, 8)),
            ("America/Los_Angeles", (2026, 3, 8, 12), (2026, 3, 9, 7)),
        ):
            now = datetime(*moment, tzinfo=timezone.utc)
            found = self.channel._next_midnight(now, Budget(per_day=1, zone=zone))
            self.assertEqual(found.replace(tzinfo=None), datetime(*midnight), zone)
