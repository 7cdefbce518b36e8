"""X: every request and every payload against X's own Python kit.

The arrivals under ``payloads/x`` have the fields of its models, made from X's API
description; what they say is invented.
"""

import base64
import json
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest import skipUnless
from unittest.mock import patch

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
from ..connectors.types import Attachment, Payload, Profile, Target
from ..connectors.x import XConnector
from ..connectors.x.reading import number_at
from . import connector_case, x_official
from .platform_stub import Answer

ME, BEN = "2244994945", "1750000000000000002"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc).timestamp()
PROBLEMS = "https://api.x.com/2/problems"
ACCOUNT = {"id": ME, "name": "Harbour Bikes", "username": "harbourbikes"}
WRITER = {"id": BEN, "name": "Ben Okoro", "username": "benokoro"}
# By the names of the API's description, as they are in the kit's models.
RENAMED = {
    "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
}
MODELS = {"users": "User", "posts": "Post", "media": "Media"}


def post(number, text="@harbourbikes hello", **more):
    return {"id": str(number), "author_id": BEN, "text": text, **more}


def message(number, sender=BEN, text="hello"):
    ids = {"id": str(number), "sender_id": sender, "dm_conversation_id": f"{BEN}-{ME}"}
    return {**ids, "event_type": "MessageCreate", "text": text}


def page(data, token=""):
    meta = {"result_count": len(data), **({"next_token": token} if token else {})}
    found = {"data": data, "includes": {"users": [WRITER]}} if data else {}
    return {**found, "meta": meta}


class XParts:
    """What tests of X share, beside or without the contract."""

    connector_class = XConnector
    secret_values = ("s3cr3t-t0ken", "s3cr3t-r3fresh", "s3cr3t-cli3nt")
    settings_values = {
        "client_id": "client-1",
        "client_secret": "s3cr3t-cli3nt",
        "access_token": "s3cr3t-t0ken",
        "refresh_token": "s3cr3t-r3fresh",
        "user_id": ME,
    }

    def setUp(self):
        super().setUp()
        clock = patch.object(time, "time", lambda: NOW)
        clock.start()
        self.addCleanup(clock.stop)

    def a_reply(self, **changes):
        values = {
            "parent_id": "1980000000000000101",
            "thread_id": "1980000000000000101",
            "recipient": Profile(external_id=BEN, handle="benokoro"),
        }
        return super().a_reply(**{**values, **changes})

    def a_message(self, **changes):
        values = {"kind": "direct", "visibility": "private", "thread_id": f"{BEN}-{ME}"}
        return self.a_reply(**{**values, **changes})

    def answers(self, *answers):
        """A connector and the stub that gives these in turn; each request is checked
        by X's kit, and so is each answer that is no failure."""
        left = list(answers)

        def respond(asked):
            answer = left.pop(0)
            answer = answer if isinstance(answer, Answer) else Answer(200, answer)
            if x_official.IS_HERE and not asked.path.startswith("/2/oauth2"):
                self.check(asked, answer)
            return answer

        stub = self.stub(respond)
        self.addCleanup(lambda: self.assertFalse(left, "more was expected"))
        return self.make(stub.url), stub

    def check(self, asked, answer):
        try:
            one = x_official.check_request(asked)
            if answer.status < 300 and one.answer and isinstance(answer.body, dict):
                x_official.check(one.answer, answer.body)
        except AssertionError as error:
            self.wrong.append(str(error))

    @property
    def wrong(self):
        if not hasattr(self, "_wrong"):
            self._wrong = []
            self.addCleanup(lambda: self.assertEqual(self._wrong, []))
        return self._wrong


class SignIn:
    def test_signin_authorization(self):
        url = self.make("https://x.example").authorization("https://in", "s1", "v" * 43)
        self.assertTrue(url.startswith("https://x.com/i/oauth2/authorize?"))
        for part in ("code_challenge_method=S256", "offline.access", "dm.read"):
            self.assertIn(part, url)

    def test_signin_exchange(self):
        given = {"access_token": "a2", "refresh_token": "r2", "expires_in": 7200}
        given |= {"token_type": "bearer", "scope": "tweet.read offline.access"}
        one, stub = self.answers(given, {"data": ACCOUNT})
        tokens = one.exchange("code-1", "https://in", "v" * 43)
        expected = {"access_token": "a2", "refresh_token": "r2", "user_id": ME}
        self.assertEqual(tokens.values, expected)
        self.assertEqual(tokens.scopes, ("tweet.read", "offline.access"))
        asked = stub.asked[0]
        self.assertEqual(asked.path, "/2/oauth2/token")
        self.assertEqual(asked.form()["code_verifier"], "v" * 43)
        self.assertNotIn("client_secret", asked.form())
        proof = base64.b64encode(b"client-1:s3cr3t-cli3nt").decode()
        self.assertEqual(asked.headers["authorization"], f"Basic {proof}")
        self.assertEqual(stub.asked[1].headers["authorization"], "Bearer a2")

    def test_signin_new_token_is_kept_secret(self):
        given = {"access_token": "n3w-s3cr3t", "token_type": "bearer"}
        one, _ = self.answers(given, Answer(403, {"detail": "n3w-s3cr3t"}))
        error = self.fails(lambda x: x.exchange("code-1", "https://in", "v"), one)
        self.assertNotIn("n3w-s3cr3t", repr(error) + error.detail)

    def test_signin_refresh(self):
        """The new refresh token takes the place of the old one."""
        one, stub = self.answers({"access_token": "a3", "refresh_token": "r3"})
        tokens = one.refresh()
        self.assertEqual(tokens.values, {"access_token": "a3", "refresh_token": "r3"})
        self.assertEqual(stub.asked[0].form()["refresh_token"], "s3cr3t-r3fresh")

    def test_signin_refresh_refused(self):
        one, _ = self.answers(Answer(400, {"error": "invalid_request"}))
        with self.assertRaises(AuthError):
            one.refresh()

    def test_signin_verify(self):
        account = {**ACCOUNT, "verified": True, "public_metrics": metrics(7)}
        one, stub = self.answers({"data": account}, page([]), page([]))
        expected = Profile(
            external_id=ME,
            handle="harbourbikes",
            name="Harbour Bikes",
            url="https://x.com/harbourbikes",
            followers=7,
            is_verified=True,
        )
        self.assertEqual(one.verify(), expected)
        paths = [asked.path for asked in stub.asked]
        expected = ["/2/users/me", f"/2/users/{ME}/mentions", "/2/dm_events"]
        self.assertEqual(paths, expected)
        self.assertEqual(stub.asked[1].query["max_results"], ["5"])

    def test_signin_verify_without_messages(self):
        one, stub = self.answers({"data": ACCOUNT}, page([]))
        one.values["direct_messages"] = False
        one.verify()
        self.assertEqual(len(stub.asked), 2)

    def test_signin_verify_budget(self):
        one = self.make("https://x.example", daily_budget="much")
        self.assertIs(type(self.fails(lambda x: x.verify(), one)), SettingsError)

    def test_signin_verify_empty(self):
        """An answer without what was asked for."""
        one, _ = self.answers({})
        self.assertIs(type(self.fails(lambda x: x.verify(), one)), RetryableError)


def metrics(followers):
    others = {"following_count": 1, "post_count": 1, "listed_count": 0}
    return {"followers_count": followers, **others}


class Fetch:
    def ids(self, found):
        return [payload.external_id for payload in found.payloads]

    def test_fetch_first(self):
        """The last two days, one page of each, oldest first."""
        old = int(number_at(NOW - 3 * 86400))
        first, second = int(number_at(NOW - 500)), int(number_at(NOW - 300))
        one, stub = self.answers(
            page([post(second), post(first)], "more-of-these-posts"),
            page([message(first + 1), message(old)], "more-of-these-messages"),
        )
        found = one.fetch("")
        expected = [f"post:{first}", f"message:{first + 1}", f"post:{second}"]
        self.assertEqual(self.ids(found), expected)
        since = stub.asked[0].query["since_id"]
        self.assertEqual(since, [number_at(NOW - 48 * 3600)])
        cursor = json.loads(found.cursor)
        expected = {"mentions": str(second), "direct": str(first + 1), "at": int(NOW)}
        self.assertEqual(cursor, expected)
        self.assertFalse(found.has_more)

    def test_fetch_names(self):
        for naming, name in (("post", "referenced_posts"), ("tweet", "tweet.fields")):
            stub = self.stub(lambda asked: Answer(200, page([])))
            self.make(stub.url, naming=naming).fetch("")
            asked = [one.query for one in stub.asked]
            self.assertIn(name, str(asked))
            self.assertEqual("post.fields" in asked[0], naming == "post")
            self.assertEqual("tweet.fields" in asked[0], naming == "tweet")

    def test_fetch_pages(self):
        """All that is new is read before anything is handed out, oldest first."""
        one, stub = self.answers(
            page([post(1009), post(1008)], "token-2-of-mentions"),
            page([post(1007)]),
            page([message(909), message(908)], "token-2-of-messages"),
            page([message(907), message(905)], "token-3-of-messages"),
        )
        cursor = {"mentions": "1005", "direct": "906", "at": NOW - 60}
        found = one.fetch(json.dumps(cursor))
        expected = ["message:907", "message:908", "message:909"]
        expected += ["post:1007", "post:1008", "post:1009"]
        self.assertEqual(self.ids(found), expected)
        tokens = [asked.query.get("pagination_token") for asked in stub.asked]
        self.assertEqual(
            tokens, [None, ["token-2-of-mentions"], None, ["token-2-of-messages"]]
        )
        self.assertEqual(stub.asked[0].query["since_id"], ["1005"])
        cursor = json.loads(found.cursor)
        self.assertEqual((cursor["mentions"], cursor["direct"]), ("1009", "909"))

    def test_fetch_nothing_new(self):
        """The cursor stays; fewer messages are asked for when that was of late."""
        one, stub = self.answers(page([]), page([message(906)]))
        cursor = {"mentions": "1005", "direct": "906", "at": NOW - 60}
        found = one.fetch(json.dumps(cursor))
        self.assertEqual(found.payloads, ())
        self.assertEqual(json.loads(found.cursor), {**cursor, "at": int(NOW)})
        self.assertEqual(stub.asked[1].query["max_results"], ["20"])
        self.assertEqual(one.spent, 0)

    def test_fetch_a_page_that_fails(self):
        """Nothing is handed out, so that nothing is skipped."""
        reset = {"x-rate-limit-reset": str(int(NOW) + 600)}
        one, _ = self.answers(page([post(1009)], "token"), Answer(429, headers=reset))
        error = self.fails(lambda x: x.fetch(""), one)
        self.assertIs(type(error), RateLimitedError)
        self.assertAlmostEqual(error.retry_after, 600, delta=2)

    def test_fetch_day_limit(self):
        headers = {"x-user-limit-24hour-remaining": "0"}
        headers["x-user-limit-24hour-reset"] = str(int(NOW) + 30000)
        one, _ = self.answers(Answer(429, {}, headers))
        error = self.fails(lambda x: x.fetch(""), one)
        self.assertAlmostEqual(error.retry_after, 30000, delta=2)

    def test_fetch_partial_errors(self):
        """What X cannot show of others is told with the arrival."""
        problem = {"type": f"{PROBLEMS}/resource-not-found", "title": "Not Found"}
        problem |= {"detail": "gone", "resource_type": "post", "resource_id": "77"}
        answer = page([post(1009, referenced_posts=[{"type": "quoted", "id": "77"}])])
        one, _ = self.answers({**answer, "errors": [problem]}, page([]))
        found = one.fetch("")
        self.assertEqual(json.loads(found.payloads[0].body)["errors"], [problem])

    def test_fetch_only_errors(self):
        problem = {"type": f"{PROBLEMS}/not-authorized-for-resource", "title": "No"}
        problem |= {"detail": "protected", "resource_type": "user", "value": ME}
        problem |= {"parameter": "id", "resource_id": ME, "section": "data"}
        one, _ = self.answers({"errors": [problem]})
        self.assertIs(type(self.fails(lambda x: x.fetch(""), one)), PermanentError)

    def test_fetch_account_is_looked_up(self):
        one, stub = self.answers({"data": ACCOUNT}, page([]), page([]))
        one.values["user_id"] = ""
        one.fetch("")
        self.assertEqual(stub.asked[1].path, f"/2/users/{ME}/mentions")

    def test_fetch_parse_of_what_is_fetched(self):
        mentions = [{"start": 0, "end": 13, "id": ME, "username": "harbourbikes"}]
        picture = {"media_key": "3_1", "type": "photo", "url": "https://pbs/a.jpg"}
        mine = post(
            1009,
            entities={"mentions": mentions},
            attachments={"media_keys": ["3_1"]},
        )
        answer = page([mine, post(1008)])
        answer["includes"] |= {"media": [picture, {**picture, "media_key": "3_2"}]}
        one, _ = self.answers(answer, page([]))
        second, first = one.fetch("").payloads
        self.assertNotIn("media", json.loads(second.body))
        (event,) = one.parse(first)
        self.assertEqual(event.author.handle, "benokoro")
        self.assertTrue(event.can_reply)
        self.assertEqual(len(event.attachments), 1)

    def test_fetch_download(self):
        one, stub = self.answers(Answer(200, b"JFIF"))
        file = Attachment(filename="a.jpg", remote_id="303/9/AbC_d3.jpg")
        found = one.download(file)
        self.assertEqual((found.content, found.size), (b"JFIF", 4))
        path = "/2/dm_conversations/media/303/9/AbC_d3.jpg"
        self.assertEqual(stub.asked[0].path, path)


class Cost:
    """Prices of https://docs.x.com/x-api/getting-started/pricing (2026-08-22)."""

    def test_cost_budget(self):
        one = self.make("https://x.example", daily_budget="2,50")
        budget = one.budget()
        self.assertEqual((budget.per_day, budget.unit), (2.5, "USD"))
        self.assertAlmostEqual(budget.per_fetch, 0.015)
        one = self.make(
            "https://x.example",
            daily_budget="1",
            is_own_app=True,
            direct_messages=False,
        )
        self.assertAlmostEqual(one.budget().per_fetch, 0.001)
        self.assertIsNone(self.make("https://x.example").budget())

    def test_cost_fetch(self):
        one, _ = self.answers(page([post(2), post(1)]), page([message(3)]))
        one.fetch(json.dumps({"mentions": "0", "direct": "0", "at": NOW - 60}))
        self.assertAlmostEqual(one.spent, 2 * 0.005 + 0.010)

    def test_cost_messages_once_a_day(self):
        """Those read before are paid again on another day alone."""
        for before, spent in ((NOW - 60, 0.010), (NOW - 86400, 0.020)):
            one, _ = self.answers(page([]), page([message(3), message(2)]))
            one.fetch(json.dumps({"mentions": "9", "direct": "2", "at": before}))
            self.assertAlmostEqual(one.spent, spent)

    def test_cost_answers(self):
        link = "See https://bikes.example.com"
        cases = (
            (self.a_reply(kind="mention"), 0.010),
            (self.a_reply(kind="post"), 0.015),
            (self.a_reply(kind="post", text=link), 0.200),
            (self.a_message(), 0.015),
        )
        for reply, cost in cases:
            data = {"id": "9", "text": "x"}
            if reply.visibility == "private":
                data = {"dm_event_id": "9", "dm_conversation_id": "c"}
            one, _ = self.answers({"data": data})
            one.send(reply)
            self.assertAlmostEqual(one.spent, cost)

    def test_cost_nothing_for_failures(self):
        one, _ = self.answers(Answer(403, {}))
        self.fails(lambda x: x.send(self.a_reply()), one)
        self.assertEqual(one.spent, 0)


class Send:
    created = {"data": {"id": "1990000000000000001", "text": "Thank you"}}
    sent = {"data": {"dm_event_id": "1990000000000000002", "dm_conversation_id": "c"}}
    image = Attachment(
        filename="a.png", mimetype="image/png", content=b"PNG", alt_text="A wheel"
    )

    def test_send_answer(self):
        one, stub = self.answers(Answer(201, self.created))
        sent = one.send(self.a_reply())
        self.assertEqual(sent.external_id, "1990000000000000001")
        url = "https://x.com/i/web/status/1990000000000000001"
        self.assertEqual(sent.url, url)
        body = {
            "text": "Thank you, we look into it.",
            "reply": {"in_reply_to_tweet_id": "1980000000000000101"},
        }
        self.assertEqual(stub.asked[0].json(), body)

    def test_send_images(self):
        media = {"data": {"id": "77", "media_key": "3_77"}}
        described = {"data": {"id": "77"}}
        one, stub = self.answers(media, described, media, self.created)
        second = replace(self.image, alt_text="")
        one.send(self.a_reply(attachments=(self.image, second)))
        upload = {"media": "UE5H", "media_category": "tweet_image"}
        self.assertEqual(stub.asked[0].json(), upload)
        text = stub.asked[1].json()["metadata"]["alt_text"]["text"]
        self.assertEqual(text, "A wheel")
        self.assertEqual(stub.asked[3].json()["media"], {"media_ids": ["77", "77"]})

    def test_send_message(self):
        one, stub = self.answers(Answer(201, self.sent))
        sent = one.send(self.a_message())
        self.assertEqual(sent.external_id, "1990000000000000002")
        path = f"/2/dm_conversations/with/{BEN}/messages"
        self.assertEqual(stub.asked[0].path, path)
        self.assertEqual(stub.asked[0].json(), {"text": "Thank you, we look into it."})

    def test_send_message_image_alone(self):
        one, stub = self.answers({"data": {"id": "77"}}, Answer(201, self.sent))
        image = replace(self.image, alt_text="")
        one.send(self.a_message(text="", attachments=(image,)))
        self.assertEqual(stub.asked[0].json()["media_category"], "dm_image")
        self.assertEqual(stub.asked[1].json(), {"attachments": [{"media_id": "77"}]})

    def test_send_group(self):
        one, stub = self.answers(Answer(201, self.sent))
        one.send(self.a_message(thread_id="1578398451921985538"))
        path = "/2/dm_conversations/1578398451921985538/messages"
        self.assertEqual(stub.asked[0].path, path)

    def test_send_private_answer_to_a_mention(self):
        one, stub = self.answers(Answer(201, self.sent))
        one.send(self.a_reply(visibility="private"))
        self.assertIn(f"/with/{BEN}/", stub.asked[0].path)
        self.assertEqual(one.limits_for("mention", "private").text_length, 10000)
        self.assertEqual(one.limits_for("mention", "public").text_length, 280)

    def test_send_nobody(self):
        one = self.make("https://x.example")
        error = self.fails(lambda x: x.send(self.a_message(recipient=None)), one)
        self.assertEqual(error.code, "recipient")

    def refusal(self, status=403, **problem):
        one, _ = self.answers(Answer(status, {"status": status, **problem}))
        return self.fails(lambda x: x.send(self.a_reply()), one)

    def test_send_refusals(self):
        """By their words; 403 has no codes."""
        cases = {
            "You are not allowed to create a Post with duplicate content.": "duplicate",
            "Reply to this conversation is not allowed because you have not been"
            " mentioned or otherwise engaged by the author of the post": "not_summoned",
            "You do not have permission to DM one or more participants.": "no_direct",
            "Your Tweet text is too long.": "length",
        }
        for detail, code in cases.items():
            with self.subTest(code):
                error = self.refusal(detail=detail, title="Forbidden")
                self.assertIs(type(error), PermanentError)
                self.assertEqual(error.code, code)
                self.assertTrue(error.detail)

    def test_send_problems(self):
        cases = (
            (402, "credits", RateLimitedError),
            (403, "usage-capped", RateLimitedError),
            (403, "client-forbidden", SettingsError),
            (403, "oauth1-permissions", PermanentError),
            (403, "unsupported-authentication", AuthError),
            (404, "resource-not-found", PermanentError),
            (400, "invalid-request", PermanentError),
        )
        for status, kind, error in cases:
            with self.subTest(kind):
                found = self.refusal(status, type=f"{PROBLEMS}/{kind}", title="Problem")
                self.assertIs(type(found), error)

    def test_send_problem_of_a_server(self):
        """Whatever it says: the answer may have been taken."""
        error = self.refusal(500, type=f"{PROBLEMS}/internal-error")
        self.assertIs(type(error), UnknownOutcomeError)

    def test_send_good_status_with_errors(self):
        errors = [{"detail": "duplicate content", "title": "Forbidden"}]
        errors[0] |= {"type": "about:blank"}
        stub = self.stub(lambda asked: Answer(200, {"errors": errors}))
        error = self.fails(lambda x: x.send(self.a_reply()), self.make(stub.url))
        self.assertEqual((type(error), error.code), (PermanentError, "duplicate"))
        errors[0]["detail"] = "another reason"
        error = self.fails(lambda x: x.send(self.a_reply()), self.make(stub.url))
        self.assertEqual((type(error), error.code), (PermanentError, "errors"))

    def test_send_good_status_with_nothing(self):
        for body in ({}, [], {"errors": ["x"]}):
            stub = self.stub(lambda asked, body=body: Answer(201, body))
            error = self.fails(lambda x: x.send(self.a_reply()), self.make(stub.url))
            self.assertIs(type(error), UnknownOutcomeError)


class Find:
    moment = datetime.fromtimestamp(NOW - 60, timezone.utc)

    def own(self, number, text, **more):
        return post(number, text, author_id=ME, conversation_id=self.thread, **more)

    thread = "1980000000000000101"

    def test_find_answer(self):
        """X begins it with names and shortens its links."""
        number = int(number_at(NOW - 30))
        urls = [{"start": 14, "end": 29, "url": "https://t.co/x1"}]
        urls[0]["expanded_url"] = "https://bikes.example.com"
        text = "@benokoro See https://t.co/x1"
        mine = self.own(number, text, entities={"urls": urls})
        one, stub = self.answers(page([self.own(number + 1, "Another"), mine]))
        reply = self.a_reply(text="See https://bikes.example.com", sent_at=self.moment)
        self.assertEqual(one.find_sent(reply).external_id, str(number))
        self.assertEqual(stub.asked[0].path, f"/2/users/{ME}/tweets")
        since = number_at(NOW - 660)
        self.assertEqual(stub.asked[0].query["since_id"], [since])

    def test_find_not_there(self):
        number = int(number_at(NOW - 30))
        other = post(number, "Thank you, we look into it.", conversation_id="elsewhere")
        one, _ = self.answers(page([{**other, "author_id": ME}]))
        self.assertIsNone(one.find_sent(self.a_reply(sent_at=self.moment)))

    def test_find_message(self):
        number = int(number_at(NOW - 30))
        text = "Thank you, we look into it."
        old = message(int(number_at(NOW - 90000)), ME, text)
        mine = message(number, ME, text)
        one, stub = self.answers(page([message(number + 1, BEN, text), mine, old]))
        reply = self.a_message(sent_at=self.moment)
        self.assertEqual(one.find_sent(reply).external_id, str(number))
        path = f"/2/dm_conversations/with/{BEN}/dm_events"
        self.assertEqual(stub.asked[0].path, path)
        self.assertAlmostEqual(one.spent, 0.030)

    def test_find_message_of_old(self):
        """The same text of long ago is another."""
        moment = NOW - timedelta(days=2).total_seconds()
        old = message(int(number_at(moment)), ME, "Thank you, we look into it.")
        one, _ = self.answers(page([old]))
        self.assertIsNone(one.find_sent(self.a_message(sent_at=self.moment)))


class Moderate:
    def target(self, **values):
        author = Profile(external_id=BEN)
        return Target(
            **{"external_id": "55", "kind": "comment", **values}, author=author
        )

    def test_moderate_what_is_possible(self):
        one = self.make("https://x.example")
        cases = {
            ("comment", False): ("hide", "unhide"),
            ("mention", False): (),
            ("direct", False): ("block", "unblock"),
            ("direct", True): (),
            ("mention", True): ("delete",),
        }
        for (kind, from_us), expected in cases.items():
            self.assertEqual(one.moderations(kind, from_us), expected)

    def test_moderate_hide(self):
        for action, hidden in (("hide", True), ("unhide", False)):
            one, stub = self.answers({"data": {"hidden": hidden}})
            one.moderate(action, self.target())
            asked = stub.asked[0]
            self.assertEqual((asked.method, asked.path), ("PUT", "/2/tweets/55/hidden"))
            self.assertEqual(asked.json(), {"hidden": hidden})
            self.assertAlmostEqual(one.spent, 0.005)

    def test_moderate_delete(self):
        """What is gone already counts as deleted."""
        problem = {"type": f"{PROBLEMS}/resource-not-found", "title": "Not Found"}
        problem |= {"detail": "gone", "resource_type": "post"}
        answers = (Answer(404, problem), {"errors": [problem]})
        one, stub = self.answers({"data": {"deleted": True}}, *answers)
        for _ in range(3):
            one.moderate("delete", self.target(from_us=True))
        asked = stub.asked[0]
        self.assertEqual((asked.method, asked.path), ("DELETE", "/2/tweets/55"))
        self.assertAlmostEqual(one.spent, 0.030)

    def test_moderate_delete_refused(self):
        one, _ = self.answers(Answer(403, {"detail": "not yours"}))
        error = self.fails(
            lambda x: x.moderate("delete", self.target(from_us=True)), one
        )
        self.assertIs(type(error), PermanentError)

    def test_moderate_block(self):
        blocked = {"data": {"blocked": True}}
        one, stub = self.answers(blocked, {"data": {"blocked": False}})
        one.moderate("block", self.target(kind="direct"))
        one.moderate("unblock", self.target(kind="direct"))
        paths = [asked.path for asked in stub.asked]
        expected = [f"/2/users/{BEN}/dm/block", f"/2/users/{BEN}/dm/unblock"]
        self.assertEqual(paths, expected)

    def test_moderate_impossible(self):
        one = self.make("https://x.example")
        with self.assertRaises(UnsupportedError):
            one.moderate("like", self.target())


@tagged("post_install", "-at_install")
class TestX(
    SignIn, Fetch, Cost, Send, Find, Moderate, XParts, connector_case.ConnectorCase
):
    def exchanges(self):
        find = {"find": lambda one: one.find_sent(self.a_reply())}
        return super().exchanges() | find

    @skipUnless(x_official.IS_HERE, "xdk is not installed")
    def test_payloads_are_as_described(self):
        for path, payload in self.payloads():
            with self.subTest(path.name):
                whole = json.loads(payload.body)
                if "message" in whole:
                    x_official.check(x_official.schema("DmEvent"), whole["message"])
                else:
                    x_official.check(x_official.schema("Post"), renamed(whole["post"]))
                for name, model in MODELS.items():
                    for one in whole.get(name, ()):
                        x_official.check(x_official.schema(model), renamed(one))

    def test_rights_by_access(self):
        """Enterprise apps may answer any post."""
        path = connector_case.PAYLOADS / "x" / "not_summoned.json"
        one = self.connector_class({"access": "enterprise"})
        event = next(one.parse(Payload(external_id="x", body=path.read_bytes())))
        self.assertTrue(event.can_reply)
        self.assertFalse(event.why_not)

    def test_no_private_answer_without_messages(self):
        path = connector_case.PAYLOADS / "x" / "mention.json"
        one = self.connector_class({"direct_messages": False})
        event = next(one.parse(Payload(external_id="x", body=path.read_bytes())))
        self.assertEqual(event.reply_as, ())


def renamed(one):
    return {RENAMED.get(name, name): value for name, value in one.items()}
