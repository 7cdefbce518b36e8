"""The Mastodon connector against a stub that answers as the documentation says.

https://docs.joinmastodon.org/methods/ (July 2026). Real servers are in
``test_mastodon_servers``.
"""

import json
import time
from datetime import datetime, timedelta, timezone
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from ..connectors.errors import (
    AuthError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    UnsupportedError,
)
from ..connectors.mastodon import MastodonConnector, send
from ..connectors.types import Attachment, MessageEvent, Profile, Target
from . import connector_case
from .mastodon_entities import (
    ANA,
    BO,
    BRAND,
    INSTANCE,
    account,
    answer,
    notification,
    status,
)
from .platform_stub import Answer, PlatformStub

TOKEN, SECRET = "s3cr3t-t0ken", "s3cr3t-client"
NOT_FOUND = Answer(404, {"error": "Record not found"})
V1 = "/api/v1"


class MastodonStub:
    """A server with what a test puts into it.

    ``answers`` are by method and path, and win over what it does by itself.
    """

    def __init__(self):
        self.statuses, self.own = {}, []
        self.notifications = []
        self.contexts = {}
        self.answers = {}
        self.is_since = False  # min_id as since_id, as snac understands it
        self.knows_ids = True

    def put(self, *statuses):
        self.statuses |= {one["id"]: one for one in statuses}

    def notify(self, *keys, about=None):
        for key in keys:
            one = about or status(f"9{key}", ANA, f"{{brand}} {key}")
            self.put(one)
            self.notifications.append(notification(str(key), one))

    def __call__(self, asked):
        known = self.answers.get(f"{asked.method} {asked.path}")
        if known:
            return known(asked) if callable(known) else known
        if asked.method != "GET":
            return Answer(200, status("777", BRAND, "{ana} ok"))
        return self.shown(asked)

    def shown(self, asked):
        path = asked.path.removeprefix(V1)
        if path == "/accounts/verify_credentials":
            return Answer(200, {**BRAND, "source": {"privacy": "public"}})
        if path == "/api/v2/instance":
            return Answer(200, INSTANCE)
        if path == "/notifications":
            return Answer(200, self.page(asked.query))
        if path == f"/accounts/{BRAND['id']}/statuses":
            return Answer(200, self.own_page(asked.query))
        if path.endswith("/context"):
            empty = {"ancestors": [], "descendants": []}
            return Answer(200, self.contexts.get(path.split("/")[2], empty))
        if path.startswith("/statuses/"):
            found = self.statuses.get(path.split("/")[2])
            return Answer(200, found) if found else NOT_FOUND
        return NOT_FOUND

    def page(self, query):
        """Newest first; min_id gives the page just after it."""
        found = sorted(self.notifications, key=lambda one: int(one["id"]))
        low = int(query.get("min_id", ["0"])[0]) if self.knows_ids else 0
        high = int(query.get("max_id", ["999999"])[0]) if self.knows_ids else 999999
        found = [one for one in found if low < int(one["id"]) < high]
        limit = int(query["limit"][0])
        is_after = "min_id" in query and not self.is_since and self.knows_ids
        found = found[:limit] if is_after else found[-limit:]
        return found[::-1]

    def own_page(self, query):
        high = int(query.get("max_id", ["999999999"])[0])
        found = sorted(self.own, key=lambda one: -int(one["id"]))
        found = [one for one in found if int(one["id"]) < high]
        return found[: int(query["limit"][0])]


@tagged("post_install", "-at_install")
class TestMastodon(connector_case.ConnectorCase):
    connector_class = MastodonConnector
    settings_values = {
        "instance": "social.example",
        "client_id": "app",
        "client_secret": SECRET,
        "access_token": TOKEN,
    }
    secret_values = (TOKEN, SECRET)
    parent = status("parent-1", ANA, "{brand} hello")

    def make(self, url, **settings):
        values = {**self.settings_values, "instance": url, **settings}
        one = MastodonConnector(values)
        self.addCleanup(one.close)
        return one

    def stub(self, respond=None):
        """The contract's tests break the one write: what it answers is always there."""

        def answered(asked):
            if asked.method == "GET" and asked.path == f"{V1}/statuses/parent-1":
                return Answer(200, self.parent)
            return respond(asked)

        return super().stub(answered if respond else None)

    def served(self, **settings):
        """(what it serves, the stub, a connector)"""
        server = MastodonStub()
        stub = PlatformStub(server)
        self.addCleanup(stub.close)
        return server, stub, self.make(stub.url, **settings)

    def asked(self, stub, method, path):
        return [x for x in stub.asked if (x.method, x.path) == (method, path)]

    def fetched(self, one, cursor=""):
        """(events, page) of one fetch."""
        page = one.fetch(cursor)
        return [e for p in page.payloads for e in one.parse(p)], page

    # -- the server's address and its errors -------------------------------------------

    def test_address(self):
        for written, known in {
            "social.example": "https://social.example",
            " https://Social.example/ ": "https://social.example",
            "HTTP://127.0.0.1:80/@ana": "http://127.0.0.1:80",
            "social.example/@ana": "https://social.example",
            "https://user:pass@social.example": "https://social.example",
        }.items():
            self.assertEqual(MastodonConnector({"instance": written}).api, known)

    def test_errors_by_their_body(self):
        cases = (
            (401, {"error": "The access token was revoked"}, AuthError),
            (403, {"error": "This action is outside the authorized scopes"}, AuthError),
            (422, {"error": "This method requires an authenticated user"}, AuthError),
            (403, {"error": "Your login is currently disabled"}, AuthError),
            (401, b"<h1>No</h1>", AuthError),
            (422, b"", AuthError),
            (422, b"<html>snac</html>", AuthError),
            (403, {"error": "This action is not allowed"}, PermanentError),
            (404, {"error": "Record not found"}, PermanentError),
            (422, {"error": "Validation failed: Text can't be blank"}, PermanentError),
            (413, b"<html>nginx</html>", PermanentError),
            (422, {"error": ["odd"]}, PermanentError),
        )
        for code, body, kind in cases:
            server, _stub, one = self.served()
            server.put(self.parent)
            server.answers[f"POST {V1}/statuses"] = Answer(code, body)
            with self.subTest(code=code, body=body), self.assertRaises(kind) as caught:
                one.send(self.a_reply())
            self.assertIs(type(caught.exception), kind)
        self.assertNotIn("odd", str(caught.exception))

    def test_refusal_is_told(self):
        server, _stub, one = self.served()
        server.put(self.parent)
        words = f"Validation failed: {TOKEN} is too much"
        server.answers[f"POST {V1}/statuses"] = Answer(422, {"error": words})
        with self.assertRaisesRegex(PermanentError, "Validation failed") as caught:
            one.send(self.a_reply())
        self.assertNotIn(TOKEN, str(caught.exception))

    def test_rate_limit_ends_at_a_time_in_iso(self):
        server, _stub, one = self.served()
        moment = datetime.now(timezone.utc) + timedelta(seconds=200)
        for written in (
            moment.isoformat(),
            moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        ):
            headers = {"X-RateLimit-Reset": written, "X-RateLimit-Remaining": "0"}
            server.answers[f"GET {V1}/notifications"] = Answer(
                429, {"error": "Too many requests"}, headers
            )
            with self.assertRaises(RateLimitedError) as caught:
                one.fetch("")
            self.assertAlmostEqual(caught.exception.retry_after, 200, delta=10)

    def test_wrong_shapes_are_unreadable(self):
        for path in ("/accounts/verify_credentials", "/notifications"):
            server, _stub, one = self.served()
            server.answers[f"GET {V1}{path}"] = Answer(200, "text")
            with self.assertRaises(RetryableError):
                one.fetch("")

    # -- connecting --------------------------------------------------------------------

    def test_verify(self):
        _server, stub, one = self.served()
        profile = one.verify()
        self.assertEqual(profile.external_id, "brand@social.example")
        self.assertEqual(profile.name, "The Brand")
        self.assertEqual(profile.followers, 547)
        for asked in stub.asked:
            self.assertEqual(asked.headers["authorization"], f"Bearer {TOKEN}")
        self.assertEqual(
            self.asked(stub, "GET", f"{V1}/notifications")[0].query["limit"], ["1"]
        )

    def test_verify_older_server(self):
        server, _stub, one = self.served(text_limit=5000)
        server.answers["GET /api/v2/instance"] = Answer(404, b"no")
        instance = {"uri": "old.example", "configuration": "odd"}
        server.answers[f"GET {V1}/instance"] = Answer(200, instance)
        self.assertEqual(one.verify().external_id, "brand@old.example")

    def test_verify_compares_the_limit(self):
        _server, _stub, one = self.served(text_limit=501)
        with self.assertRaisesRegex(SettingsError, "at most 500") as caught:
            one.verify()
        self.assertEqual(caught.exception.code, "limit")
        self.served(text_limit=500)[2].verify()

    def test_verify_no_mastodon(self):
        server, _stub, one = self.served()
        path = f"GET {V1}/accounts/verify_credentials"
        server.answers[path] = Answer(200, {"hello": "world"})
        with self.assertRaisesRegex(SettingsError, "does not speak"):
            one.verify()
        server.answers[path] = NOT_FOUND
        with self.assertRaises(SettingsError):
            one.verify()

    def test_register(self):
        server, stub, one = self.served(access_token="", client_id="")
        answer_ = {"id": "1", "client_id": "app-1", "client_secret": SECRET}
        server.answers[f"POST {V1}/apps"] = Answer(200, answer_)
        found = one.register("https://odoo.example/back")
        self.assertEqual(found, {"client_id": "app-1", "client_secret": SECRET})
        asked = self.asked(stub, "POST", f"{V1}/apps")[0]
        self.assertNotIn("authorization", asked.headers)
        self.assertEqual(asked.json()["redirect_uris"], "https://odoo.example/back")
        self.assertEqual(asked.json()["scopes"].split(), list(one.needs))
        server.answers[f"POST {V1}/apps"] = Answer(200, {"other": 1})
        with self.assertRaises(SettingsError):
            one.register("https://odoo.example/back")

    def test_login(self):
        server, stub, one = self.served(access_token="")
        verifier, back = "v" * 43, "https://odoo.example/back"
        address = urlsplit(one.authorization(back, "state-1", verifier))
        query = {name: value[0] for name, value in parse_qs(address.query).items()}
        self.assertEqual(
            f"{stub.url}/oauth/authorize", address._replace(query="").geturl()
        )
        self.assertEqual(query["client_id"], "app")
        self.assertEqual(query["code_challenge_method"], "S256")
        self.assertEqual(query["scope"].split(), list(one.scopes))
        server.answers["POST /oauth/token"] = Answer(
            200,
            {
                "access_token": "new-token",
                "token_type": "Bearer",
                "scope": "read write",
                "created_at": 1573979017,
            },
        )
        tokens = one.exchange("the-code", back, verifier)
        self.assertEqual(tokens.values, {"access_token": "new-token"})
        self.assertIsNone(tokens.expires_at)
        self.assertEqual(tokens.scopes, ("read", "write"))
        form = self.asked(stub, "POST", "/oauth/token")[0].form()
        self.assertEqual(form["grant_type"], "authorization_code")
        self.assertEqual(form["code_verifier"], verifier)
        self.assertEqual(form["client_secret"], SECRET)
        server.answers["POST /oauth/token"] = Answer(400, {"error": "invalid_grant"})
        with self.assertRaises(AuthError):
            one.exchange("the-code", back, verifier)

    # -- fetching ----------------------------------------------------------------------

    def test_first_fetch_takes_the_newest_page(self):
        server, stub, one = self.served()
        server.notify(*range(1, 101))
        events, page = self.fetched(one)
        self.assertEqual(
            [e.external_id for e in events], [f"9{n}" for n in range(71, 101)]
        )
        self.assertFalse(page.has_more)
        asked = self.asked(stub, "GET", f"{V1}/notifications")
        self.assertEqual(len(asked), 1)
        self.assertEqual(asked[0].query["types[]"], ["mention", "quote", "update"])
        self.assertEqual(asked[0].query["limit"], ["30"])
        self.assertNotIn("min_id", asked[0].query)
        events, page = self.fetched(one, page.cursor)
        self.assertEqual((events, page.has_more), ([], False))

    def fetch_all(self, one, cursor):
        found, more = [], True
        while more:
            events, page = self.fetched(one, cursor)
            found += [e.external_id for e in events if isinstance(e, MessageEvent)]
            cursor, more = page.cursor, page.has_more
        return found, cursor

    def test_pages_after_a_pause(self):
        """Oldest first, none skipped and none twice, whatever ``min_id`` means."""
        for how in ("mastodon", "snac", "no ids"):
            server, _stub, one = self.served()
            server.is_since, server.knows_ids = how == "snac", how != "no ids"
            server.notify(1)
            _events, page = self.fetched(one)
            count = 20 if how == "no ids" else 97
            server.notify(*range(2, count + 2))
            with self.subTest(how):
                found, cursor = self.fetch_all(one, page.cursor)
                self.assertEqual(found, [f"9{n}" for n in range(2, count + 2)])
                server.notify(count + 2)
                found, _cursor = self.fetch_all(one, cursor)
                self.assertEqual(found, [f"9{count + 2}"])

    def test_nothing_at_first(self):
        """What comes between an empty start and the next fetch is not skipped."""
        server, _stub, one = self.served()
        _events, page = self.fetched(one)
        server.notify(*range(1, 71))
        found, _cursor = self.fetch_all(one, page.cursor)
        self.assertEqual(len(found), 70)

    def test_other_notifications_are_passed_over(self):
        """A server may ignore the types; a mention may be without its status."""
        server, _stub, one = self.served()
        server.notify(1)
        boost = notification("2", status("92", BO, "x"), "reblog")
        gone = {**notification("3", status("93", BO, "x")), "status": None}
        server.notifications += [boost, gone]
        events, page = self.fetched(one)
        self.assertEqual([e.external_id for e in events], ["91"])
        self.assertEqual(json.loads(page.cursor)["min_id"], "3")

    def test_answers_come_with_their_thread(self):
        server, stub, one = self.served()
        post = status("100", BRAND, "Launch day!")
        comment = answer("101", ANA, "{brand} nice", post)
        server.contexts["101"] = {"ancestors": [post], "descendants": []}
        server.notify(1, about=comment)
        events, page = self.fetched(one)
        self.assertEqual(events[0].post.text, "Launch day!")
        self.assertTrue(events[0].post.from_us)
        self.assertEqual(events[0].kind, "comment")
        self.assertEqual(events[0].thread_id, post["uri"])
        self.assertEqual(page.payloads[0].external_id, "101")
        self.assertEqual(len(self.asked(stub, "GET", f"{V1}/statuses/101/context")), 1)

    def test_thread_that_is_gone(self):
        server, _stub, one = self.served()
        server.answers[f"GET {V1}/statuses/101/context"] = NOT_FOUND
        server.notify(1, about=answer("101", ANA, "{brand}?", status("100", BO, "x")))
        events, _page = self.fetched(one)
        self.assertEqual((events[0].thread_id, events[0].ancestor_ids), ("", ("100",)))

    def test_long_thread_is_cut(self):
        server, _stub, one = self.served()
        thread = [status("100", ANA, "{brand} first")]
        for number in range(101, 150):
            thread.append(answer(str(number), BO, "{ana} so", thread[-1]))
        last = answer("150", ANA, "{brand} and you?", thread[-1])
        server.contexts["150"] = {"ancestors": thread, "descendants": []}
        server.notify(1, about=last)
        events, _page = self.fetched(one)
        self.assertEqual(events[0].thread_id, thread[0]["uri"])
        ids = events[0].ancestor_ids
        self.assertEqual((ids[0], ids[-1], len(ids)), ("149", "100", 20))

    def test_own_answers_written_elsewhere(self):
        server, _stub, one = self.served()
        asked = status("100", ANA, "{brand}?", created_at="2026-11-23T07:00:00.000Z")
        server.notify(1, about=asked)
        early = answer("50", BRAND, "{ana} old", status("49", ANA, "x"))
        early["created_at"] = "2025-01-01T00:00:00.000Z"
        ours = answer("101", BRAND, "{ana} yes", asked)
        thread = answer("102", BRAND, "and more", status("99", BRAND, "x"))
        server.own = [early, ours, thread, status("103", BRAND, "A post")]
        server.put(ours)
        events, page = self.fetched(one)
        told = [(e.external_id, e.from_us) for e in events]
        self.assertEqual(told, [("100", False), ("101", True)])
        server.own.append(answer("104", BRAND, "{ana} indeed", asked))
        server.put(server.own[-1])
        events, page = self.fetched(one, page.cursor)
        self.assertEqual([e.external_id for e in events], ["104"])
        self.assertEqual(self.fetched(one, page.cursor)[0], [])

    def test_many_own_answers_after_a_pause(self):
        server, _stub, one = self.served()
        asked = status("100", ANA, "{brand}?")
        server.own = [answer("200", BRAND, "{ana} 0", asked)]
        _events, page = self.fetched(one)
        server.own += [answer(str(n), BRAND, "{ana} 1", asked) for n in range(201, 246)]
        found, _cursor = self.fetch_all(one, page.cursor)
        self.assertEqual(sorted(found), [str(n) for n in range(201, 246)])

    def test_edits_and_removals_are_seen(self):
        server, _stub, one = self.served()
        server.notify(*range(1, 8))
        _events, page = self.fetched(one)
        changed = {**server.statuses["96"], "edited_at": "2026-11-24T00:00:00.000Z"}
        server.put({**changed, "content": "<p>Changed</p>"})
        del server.statuses["92"]
        seen, cursor = [], page.cursor
        for _turn in range(3):
            events, page = self.fetched(one, cursor)
            cursor = page.cursor
            seen += [(type(e).__name__, e.external_id) for e in events]
        self.assertCountEqual(seen, [("DeletionEvent", "92"), ("EditEvent", "96")])

    def test_edit_that_is_notified(self):
        server, _stub, one = self.served()
        edited = status("91", ANA, "New", edited_at="2026-11-24T00:00:00.000Z")
        server.notifications = [notification("1", edited, "update")]
        events, page = self.fetched(one)
        self.assertEqual(events[0].text, "New")
        self.assertEqual(page.payloads[0].external_id, "91#2026-11-24T00:00:00.000Z")

    def test_cursor_of_another_server(self):
        server, _stub, one = self.served()
        server.notify(1)
        cursor = json.dumps({"instance": "https://other.example", "min_id": "9"})
        events, page = self.fetched(one, cursor)
        self.assertEqual([e.external_id for e in events], ["91"])
        self.assertEqual(json.loads(page.cursor)["domain"], "social.example")

    def test_snacs_ids_stay_the_same(self):
        digest = "edbdc4d99502ba9ce55b9d868400cd1d"
        server, _stub, one = self.served()
        server.notify(1, about=status(f"1795812956{digest}", ANA, "{brand}"))
        server.statuses = {f"0000000000{digest}": server.notifications[0]["status"]}
        events, page = self.fetched(one)
        self.assertEqual(events[0].external_id, f"0000000000{digest}")
        self.assertEqual(self.fetched(one, page.cursor)[0], [])

    # -- sending -----------------------------------------------------------------------

    def sent(self, parent=None, text_limit=500, **changes):
        """What was posted in answer to a status."""
        server, stub, one = self.served(text_limit=text_limit)
        server.put(parent or self.parent)
        reply = self.a_reply(parent_id=(parent or self.parent)["id"], **changes)
        sent = one.send(reply)
        self.assertEqual(sent.external_id, "777")
        self.assertEqual(sent.url, "https://social.example/@brand/777")
        self.assertEqual(sent.sent_at.year, 2026)
        posted = self.asked(stub, "POST", f"{V1}/statuses")
        self.assertEqual(len(posted), 1)
        return posted[0]

    def ana(self):
        return Profile(external_id="ana@far.example", handle="ana@far.example")

    def test_answer(self):
        asked = self.sent(recipient=self.ana())
        self.assertEqual(asked.headers["idempotency-key"], connector_case.KEY)
        self.assertEqual(
            asked.json(),
            {
                "status": "@ana@far.example Thank you, we look into it.",
                "in_reply_to_id": "parent-1",
                "visibility": "public",
            },
        )

    def test_visibility_is_never_wider(self):
        cases = {
            ("public", "public"): "public",
            ("unlisted", "public"): "unlisted",
            ("private", "public"): "private",
            ("direct", "public"): "direct",
            ("public", "private"): "direct",
            ("unlisted", "private"): "direct",
            ("private", "private"): "private",
            ("direct", "private"): "direct",
            ("limited", "public"): "direct",
            (None, "public"): "direct",
        }
        for (theirs, ours), wanted in cases.items():
            with self.subTest(theirs=theirs, ours=ours):
                parent = {**self.parent, "visibility": theirs}
                asked = self.sent(parent, visibility=ours)
                self.assertEqual(asked.json()["visibility"], wanted)

    def test_the_person_is_named_once(self):
        local = {**self.parent, "account": BO}
        bo = Profile(external_id="bo@social.example", handle="bo@social.example")
        cases = (
            (self.parent, self.ana(), "Hi @ana@far.example!", None),
            (self.parent, self.ana(), "Hi @ANA@far.example.", None),
            (self.parent, self.ana(), "Hi @ana", "@ana@far.example Hi @ana"),
            (
                self.parent,
                self.ana(),
                "mail x@ana@far.example",
                "@ana@far.example mail",
            ),
            (self.parent, self.ana(), "@ana@far.example.org", "@ana@far.example @ana@"),
            (self.parent, None, "Hi", "@ana@far.example Hi"),
            (local, bo, "Hi @bo", None),
            (local, bo, "Hi @bob", "@bo@social.example Hi @bob"),
            (local, bo, "Hi @bo@far.example", "@bo@social.example Hi @bo@far.example"),
            (local, None, "Hi @bo", None),
            (local, None, "Hi", "@bo Hi"),
        )
        for parent, recipient, text, wanted in cases:
            with self.subTest(text):
                posted = self.sent(parent, recipient=recipient, text=text)
                shown = posted.json()["status"]
                self.assertTrue(shown.startswith(wanted or text), shown)
                if not wanted:
                    self.assertEqual(shown, text)

    def test_length_with_the_name(self):
        limits = MastodonConnector({**self.settings_values, "text_limit": 300})
        limits = limits.limits_for("mention", "public")
        self.assertEqual((limits.text_length, limits.text_unit), (268, "mastodon"))
        self.sent(recipient=self.ana(), text=495 * "x")
        with self.assertRaisesRegex(PermanentError, "has 501 characters"):
            self.sent(recipient=self.ana(), text=496 * "x")
        self.sent(recipient=self.ana(), text=996 * "x", text_limit=1001)

    def test_what_is_answered_is_gone(self):
        for code in (404, 410):
            server, stub, one = self.served()
            server.answers[f"GET {V1}/statuses/parent-1"] = Answer(code, b"gone")
            with self.assertRaisesRegex(PermanentError, "not there any more"):
                one.send(self.a_reply())
            self.assertEqual(self.asked(stub, "POST", f"{V1}/statuses"), [])

    def test_failure_before_the_write_may_be_repeated(self):
        server, _stub, one = self.served()
        for answer_, kind in (
            (Answer(500), RetryableError),
            (Answer(cut=True), RetryableError),
            (Answer(200, b"<html>"), RetryableError),
            (Answer(401), AuthError),
        ):
            server.answers[f"GET {V1}/statuses/parent-1"] = answer_
            with self.assertRaises(kind) as caught:
                one.send(self.a_reply())
            self.assertIs(type(caught.exception), kind)

    def test_taken_without_an_id(self):
        for body in ({}, [], {"id": None}, "x", {"id": 1, "created_at": "x"}):
            server, _stub, one = self.served()
            server.put(self.parent)
            server.answers[f"POST {V1}/statuses"] = Answer(200, body)
            with self.subTest(body), self.assertRaises(UnknownOutcomeError):
                one.send(self.a_reply())

    # -- files -------------------------------------------------------------------------

    FILE = Attachment(
        filename="box.png", mimetype="image/png", content=b"\x89PNG", alt_text="A box"
    )

    def test_files(self):
        server, stub, one = self.served()
        server.put(self.parent)
        server.answers["POST /api/v2/media"] = Answer(200, {"id": "22348641"})
        other = Attachment(filename="b.mp4", mimetype="video/mp4", content=b"film")
        one.send(self.a_reply(attachments=(self.FILE, other)))
        first, second = self.asked(stub, "POST", "/api/v2/media")
        self.assertIn(b'name="file"; filename="box.png"', first.body)
        self.assertIn(b"Content-Type: image/png", first.body)
        self.assertIn(b'name="description"\r\n\r\nA box', first.body)
        self.assertNotIn(b"description", second.body)
        posted = self.asked(stub, "POST", f"{V1}/statuses")[0].json()
        self.assertEqual(posted["media_ids"], ["22348641", "22348641"])

    def test_file_is_waited_for(self):
        server, stub, one = self.served()
        server.put(self.parent)
        server.answers["POST /api/v2/media"] = Answer(202, {"id": "5", "url": None})
        states = iter((206, 206, 200))
        server.answers[f"GET {V1}/media/5"] = lambda asked: Answer(next(states), {})
        with patch.object(send, "sleep") as slept:
            one.send(self.a_reply(attachments=(self.FILE,)))
        self.assertEqual(slept.call_count, 3)
        self.assertEqual(len(self.asked(stub, "POST", f"{V1}/statuses")), 1)

    def test_file_is_not_ready(self):
        server, stub, one = self.served()
        server.put(self.parent)
        server.answers["POST /api/v2/media"] = Answer(202, {"id": "5"})
        server.answers[f"GET {V1}/media/5"] = Answer(206, {})
        with (
            patch.object(send, "sleep"),
            self.assertRaisesRegex(RetryableError, r"still works on the file box\.png"),
        ):
            one.send(self.a_reply(attachments=(self.FILE,)))
        self.assertEqual(self.asked(stub, "POST", f"{V1}/statuses"), [])

    def test_file_is_refused_or_breaks(self):
        invalid = {"error": "Validation failed: File content type is invalid"}
        for answer_, kind in (
            (Answer(422, invalid), PermanentError),
            (Answer(500, {"error": "Error processing thumbnail"}), RetryableError),
            (Answer(cut=True), RetryableError),
            (Answer(200, {}), RetryableError),
            (Answer(200, []), RetryableError),
        ):
            server, _stub, one = self.served()
            server.put(self.parent)
            server.answers["POST /api/v2/media"] = answer_
            with self.subTest(answer_), self.assertRaises(kind) as caught:
                one.send(self.a_reply(attachments=(self.FILE,)))
            self.assertIs(type(caught.exception), kind)

    # -- finding -----------------------------------------------------------------------

    def found(self, *descendants, source=None, **changes):
        server, _stub, one = self.served()
        server.put(self.parent)
        context = {"ancestors": [], "descendants": list(descendants)}
        server.contexts["parent-1"] = context
        if source:
            server.answers[f"GET {V1}/statuses/{source[0]}/source"] = Answer(
                200, {"id": source[0], "text": source[1], "spoiler_text": ""}
            )
        return one.find_sent(self.a_reply(recipient=self.ana(), **changes))

    def test_find(self):
        text = "{ana} Thank you, we look into it."
        ours = answer("501", BRAND, text, self.parent)
        self.assertEqual(self.found(ours).external_id, "501")
        theirs = answer("502", BO, text, self.parent)
        below = answer("503", BRAND, text, theirs)
        other = answer("504", BRAND, "{ana} Another answer", self.parent)
        self.assertIsNone(self.found(theirs, below, other))
        self.assertEqual(self.found(theirs, below, other, ours).external_id, "501")

    def test_find_by_what_was_typed(self):
        """A server may show other words than were typed, such as bold ones."""
        ours = answer("501", BRAND, "{ana} <b>Thanks</b>", self.parent)
        typed = ("501", "@ana@far.example *Thanks*")
        found = self.found(ours, source=typed, text="*Thanks*")
        self.assertEqual(found.external_id, "501")
        self.assertIsNone(self.found(ours, text="*Thanks*"))

    def test_find_where_the_parent_is_gone(self):
        _server, _stub, one = self.served()
        self.assertIsNone(one.find_sent(self.a_reply()))

    def test_find_what_the_break_left(self):
        """The request arrived, the answer did not: found, and posted once."""
        server, stub, one = self.served()
        server.put(self.parent)
        kept = []

        def break_off(asked):
            text = asked.json()["status"].replace("@ana@far.example", "{ana}")
            kept.append(answer("505", BRAND, text, self.parent))
            server.contexts["parent-1"] = {"ancestors": [], "descendants": kept}
            return Answer(cut=True)

        server.answers[f"POST {V1}/statuses"] = break_off
        reply = self.a_reply(
            recipient=self.ana(), text="Yes: https://a.example/b <3\n\nBye"
        )
        kept_text = reply.text
        with self.assertRaises(UnknownOutcomeError):
            one.send(reply)
        self.assertIn(kept_text.split()[0], kept[0]["content"])
        kept[0]["content"] = kept[0]["content"].replace("<3", "&lt;3")
        self.assertEqual(one.find_sent(reply).external_id, "505")
        self.assertEqual(len(self.asked(stub, "POST", f"{V1}/statuses")), 1)

    # -- moderating --------------------------------------------------------------------

    def test_moderations(self):
        _server, stub, one = self.served()
        self.assertEqual(one.moderations("mention", True), ("delete",))
        theirs = one.moderations("mention", False)
        self.assertEqual(theirs, ("like", "unlike", "block", "unblock"))
        _server.put(self.parent)
        target = Target(external_id="parent-1")
        for action in theirs:
            one.moderate(action, target)
            one.moderate(action, target)
        one.moderate("delete", target)
        written = [f"{x.method} {x.path}" for x in stub.asked if x.method != "GET"]
        wanted = [
            f"POST {V1}/statuses/parent-1/favourite",
            f"POST {V1}/statuses/parent-1/unfavourite",
            f"POST {V1}/accounts/{ANA['id']}/block",
            f"POST {V1}/accounts/{ANA['id']}/unblock",
        ]
        twice = [one for one in wanted for _ in range(2)]
        self.assertEqual(written, [*twice, f"DELETE {V1}/statuses/parent-1"])

    def test_moderate_what_is_gone(self):
        server, stub, one = self.served()
        target = Target(external_id="404", author=self.ana())
        server.answers["GET /api/v2/search"] = Answer(403, {"error": "no right"})
        for one_target in (Target(external_id="404"), target):
            with self.assertRaisesRegex(PermanentError, "not there any more"):
                one.moderate("block", one_target)
        server.answers["GET /api/v2/search"] = Answer(200, {"accounts": [BO]})
        one.moderate("block", target)
        server.answers[f"GET {V1}/accounts/lookup"] = Answer(200, ANA)
        one.moderate("block", target)
        blocked = [x.path for x in stub.asked if x.method == "POST"]
        wanted = [f"{V1}/accounts/{key['id']}/block" for key in (BO, ANA)]
        self.assertEqual(blocked, wanted)
        (asked,) = self.asked(stub, "GET", "/api/v2/search")[1:]
        self.assertEqual(asked.query["q"], ["ana@far.example"])
        server.answers[f"POST {V1}/statuses/404/favourite"] = NOT_FOUND
        with self.assertRaises(PermanentError):
            one.moderate("like", target)
        server.answers[f"DELETE {V1}/statuses/404"] = NOT_FOUND
        one.moderate("delete", target)

    def test_moderate_what_is_not_offered(self):
        server, _stub, one = self.served()
        server.put(self.parent)
        server.answers[f"DELETE {V1}/statuses/parent-1"] = NOT_FOUND
        for action in ("delete", "hide"):
            with self.assertRaises(UnsupportedError):
                one.moderate(action, Target(external_id="parent-1"))

    # -- reading -----------------------------------------------------------------------

    def test_handles(self):
        """The own server's accounts come without their host, or with it."""
        for acct, host in (("bo", "social.example"), ("bo@x.example", "x.example")):
            _server, _stub, one = self.served()
            _server.notify(
                1, about=status("91", account("7", "Bo", acct=acct), "{brand}")
            )
            event = self.fetched(one)[0][0]
            self.assertEqual(event.author.external_id, f"bo@{host}")

    def test_rate_of_calls(self):
        """Within Mastodon's 300 calls in five minutes, fetched each minute."""
        server, stub, one = self.served()
        server.notify(*range(1, 30))
        _events, page = self.fetched(one)
        before = len(stub.asked)
        started = time.monotonic()
        for _minute in range(5):
            two = self.make(stub.url)
            page = two.fetch(page.cursor)
        self.assertLess(len(stub.asked) - before, 60)
        self.assertLess(time.monotonic() - started, 30)
