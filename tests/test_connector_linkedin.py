"""LinkedIn, against a stub that wants what LinkedIn wants of every call.

LinkedIn publishes no machine-readable description. The notifications under
``payloads/linkedin`` have the fields of "Organization Social Action Notifications",
their comments those of "Comments API" (learn.microsoft.com/en-us/linkedin/marketing/
community-management, 2026-08); what they say is invented.
"""

import hashlib
import hmac
import json
import time
from datetime import datetime, timezone
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
    WebhookRejected,
)
from ..connectors.linkedin import LinkedInConnector
from ..connectors.types import Payload, Target, WebhookRequest
from . import connector_case
from .platform_stub import Answer

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc).timestamp()
PAGE, PERSON = "urn:li:organization:2414183", "urn:li:person:zLqTygBP8S"
POST, NUMBER = "urn:li:activity:7094637247890620418", "7094977717598625792"
THREAD = f"urn:li:comment:({POST},{NUMBER})"
SHARE = "urn:li:share:7095000000000000001"
ESCAPED_POST = "urn%3Ali%3Aactivity%3A7094637247890620418"
ESCAPED_THREAD = f"urn%3Ali%3Acomment%3A%28{ESCAPED_POST}%2C{NUMBER}%29"
ESCAPED_PAGE = "urn%3Ali%3Aorganization%3A2414183"
UUID = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
ACTOR = "actor=urn%3Ali%3Aorganization%3A2414183"


def notification(number, at=NOW, **changes):
    values = {
        "notificationId": number,
        "organizationalEntity": PAGE,
        "action": "COMMENT",
        "sourcePost": POST,
        "generatedActivity": THREAD,
        "lastModifiedAt": int(at * 1000),
    }
    return {**values, **changes}


def comment(number="79", text="Thank you, we look into it.", **changes):
    values = {
        "id": number,
        "commentUrn": f"urn:li:comment:({POST},{number})",
        "actor": PAGE,
        "object": POST,
        "message": {"text": text},
        "created": {"time": int(NOW * 1000)},
    }
    return {**values, **changes}


def page(elements):
    return {"elements": elements, "paging": {"start": 0, "count": 100, "links": []}}


class LinkedInParts:
    connector_class = LinkedInConnector
    secret_values = ("s3cr3t-t0ken", "s3cr3t-r3fresh", "s3cr3t-cli3nt")
    settings_values = {
        "client_id": "client-1",
        "client_secret": "s3cr3t-cli3nt",
        "access_token": "s3cr3t-t0ken",
        "refresh_token": "s3cr3t-r3fresh",
        "organization": "2414183",
    }

    def setUp(self):
        super().setUp()
        clock = patch.object(time, "time", lambda: NOW)
        clock.start()
        self.addCleanup(clock.stop)

    def make(self, url, **settings):
        one = super().make(url, **settings)
        one.login = url
        return one

    def a_reply(self, **changes):
        values = {"kind": "comment", "thread_id": THREAD, "parent_id": NUMBER}
        return super().a_reply(**{**values, **changes})

    def answers(self, *answers):
        """A connector and the stub that gives these in turn to well-formed calls."""
        left = list(answers)

        def respond(asked):
            if asked.path.startswith("/rest/") and (said := refused(asked)):
                return Answer(400, {"status": 400, **said})
            answer = left.pop(0)
            return answer if isinstance(answer, Answer) else Answer(200, answer)

        stub = self.stub(respond)
        self.addCleanup(lambda: self.assertFalse(left, "more was expected"))
        return self.make(stub.url), stub

    def raw(self, asked):
        """The address without what ``requests`` may have done to it."""
        return asked.target.removeprefix("/rest/")


def refused(asked):
    """What LinkedIn says of a call that lacks something."""
    version = asked.headers.get("linkedin-version", "")
    if not (len(version) == 6 and version.isdigit()):
        return {"code": "VERSION_MISSING", "message": "A version must be present."}
    if asked.headers.get("x-restli-protocol-version") != "2.0.0":
        return {"message": "Invalid protocol version"}
    if not asked.headers.get("authorization", "").startswith("Bearer "):
        return {"message": "Empty oauth2_access_token"}
    if asked.body and asked.headers.get("content-type") != "application/json":
        return {"message": "Unsupported content type"}
    return None


class SignIn:
    def test_signin_authorization(self):
        url = LinkedInConnector(self.settings_values).authorization(
            "https://in", "s", ""
        )
        self.assertTrue(
            url.startswith("https://www.linkedin.com/oauth/v2/authorization")
        )
        self.assertIn("w_organization_social_feed", url)
        self.assertNotIn("code_challenge", url)

    def test_signin_exchange(self):
        given = {"access_token": "a2", "expires_in": 5183999, "scope": "a,b"}
        one, stub = self.answers(given)
        tokens = one.exchange("code-1", "https://in", "")
        self.assertEqual(tokens.values, {"access_token": "a2"})
        self.assertEqual(tokens.scopes, ("a", "b"))
        form = stub.asked[0].form()
        expected = {
            "grant_type": "authorization_code",
            "code": "code-1",
            "client_id": "client-1",
            "client_secret": "s3cr3t-cli3nt",
            "redirect_uri": "https://in",
        }
        self.assertEqual(form, expected)
        self.assertEqual(stub.asked[0].path, "/oauth/v2/accessToken")

    def test_signin_refresh(self):
        one, stub = self.answers({"access_token": "a3", "refresh_token": "r3"})
        one.refresh()
        form = stub.asked[0].form()
        self.assertEqual(form["client_id"], "client-1")
        self.assertEqual(form["refresh_token"], "s3cr3t-r3fresh")

    def test_signin_without_refresh_token(self):
        """Not every app is given one: one logs in again after 60 days."""
        one = self.make("https://linkedin.example", refresh_token="")
        self.assertIs(type(self.fails(lambda x: x.refresh(), one)), AuthError)

    def test_signin_verify(self):
        about = {"localizedName": "Harbour Bikes", "vanityName": "harbour-bikes"}
        one, stub = self.answers(about, page([]))
        profile = one.verify()
        self.assertEqual(profile.external_id, PAGE)
        self.assertEqual(profile.name, "Harbour Bikes")
        url = "https://www.linkedin.com/company/harbour-bikes"
        self.assertEqual(profile.url, url)
        self.assertEqual(self.raw(stub.asked[0]), "organizations/2414183")
        self.assertEqual(one.spent, 2)

    def test_signin_no_page(self):
        one = self.make("https://linkedin.example", organization="")
        error = self.fails(lambda x: x.verify(), one)
        self.assertEqual((type(error), error.code), (SettingsError, "organization"))

    def test_signin_accounts(self):
        roles = [
            {"organization": PAGE, "roleAssignee": PERSON, "role": "ADMINISTRATOR"},
            {"organizationTarget": "urn:li:organization:5", "roleAssignee": PERSON},
            {"organization": "urn:li:organizationBrand:6", "roleAssignee": PERSON},
        ]
        names = [{"localizedName": "Harbour Bikes"}, {}]
        one, stub = self.answers(page(roles), *names)
        first, second = one.accounts()
        self.assertEqual((first.external_id, first.name), (PAGE, "Harbour Bikes"))
        self.assertEqual(first.values, {"organization": "2414183"})
        self.assertEqual(second.name, "5")
        asked = "organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"
        self.assertEqual(self.raw(stub.asked[0]), f"{asked}&start=0&count=100")

    def test_signin_inspect(self):
        told = {"active": True, "status": "active", "expires_at": int(NOW) + 600}
        told["scope"] = "rw_organization_admin,r_organization_social_feed"
        one, stub = self.answers(told, {"active": False, "status": "expired"})
        access = one.inspect()
        self.assertEqual(access.expires_at.timestamp(), NOW + 600)
        self.assertEqual(access.missing_scopes, ("w_organization_social_feed",))
        form = stub.asked[0].form()
        expected = {
            "client_id": "client-1",
            "client_secret": "s3cr3t-cli3nt",
            "token": "s3cr3t-t0ken",
        }
        self.assertEqual(form, expected)
        self.assertIs(type(self.fails(lambda x: x.inspect(), one)), AuthError)

    def test_signin_budget(self):
        one = self.make("https://linkedin.example", daily_calls=500)
        self.assertEqual((one.budget().per_day, one.budget().unit), (500, "calls"))
        self.assertIsNone(self.make("https://linkedin.example").budget())


class Fetch:
    def until(self, found):
        return json.loads(found.cursor)["until"]

    def times(self, asked):
        """The seconds that were asked for, before now."""
        found = asked.query["timeRange"][0].strip("()").split(",")
        return [NOW - int(one.partition(":")[2]) / 1000 for one in found]

    def test_fetch_first(self):
        """From two days ago on, a day at once, oldest first."""
        two = [notification(2, NOW - 10), notification(1, NOW - 20)]
        one, stub = self.answers(page(two), page([]))
        found = one.fetch("")
        ids = [payload.external_id for payload in found.payloads]
        self.assertEqual(ids, ["notification:1", "notification:2"])
        actions = (
            "COMMENT,ADMIN_COMMENT,COMMENT_EDIT,COMMENT_DELETE,SHARE,SHARE_MENTION"
        )
        begin, end = int((NOW - 172800) * 1000), int((NOW - 86400) * 1000)
        asked = (
            f"organizationalEntityNotifications?q=criteria&actions=List({actions})"
            f"&organizationalEntity={ESCAPED_PAGE}"
            f"&timeRange=(start:{begin},end:{end})&start=0&count=100"
        )
        self.assertEqual(self.raw(stub.asked[0]), asked)
        self.assertTrue(found.has_more)
        self.assertEqual(self.until(found), NOW - 86400)
        found = one.fetch(found.cursor)
        self.assertEqual(self.times(stub.asked[1]), [87000, 600])
        self.assertTrue(found.has_more)

    def test_fetch_again(self):
        """Some minutes are asked for twice: notifications may come late."""
        one, stub = self.answers(page([]))
        found = one.fetch(json.dumps({"until": NOW - 900}))
        self.assertEqual(self.times(stub.asked[0]), [1500, 0])
        self.assertFalse(found.has_more)
        self.assertEqual(self.until(found), NOW)

    def test_fetch_long_after(self):
        """LinkedIn keeps them for 60 days."""
        one, stub = self.answers(page([]))
        found = one.fetch(json.dumps({"until": NOW - 90 * 86400}))
        self.assertEqual(self.times(stub.asked[0]), [60 * 86400, 59 * 86400])
        self.assertTrue(found.has_more)

    def test_fetch_pages(self):
        many = [notification(number) for number in range(100)]
        one, stub = self.answers(page(many), page([notification(100)]))
        found = one.fetch("")
        self.assertEqual(len(found.payloads), 101)
        starts = [asked.query["start"] for asked in stub.asked]
        self.assertEqual(starts, [["0"], ["100"]])
        self.assertEqual(one.spent, 2)

    def test_fetch_no_object(self):
        one, _ = self.answers([])
        self.assertIs(type(self.fails(lambda x: x.fetch(""), one)), RetryableError)

    def test_fetch_without_id(self):
        """What has no number is known by what it says."""
        one, _ = self.answers(page([notification(None), notification(None, NOW - 1)]))
        first, second = one.fetch("").payloads
        self.assertNotEqual(first.external_id, second.external_id)


class Complete:
    def payload(self, **changes):
        body = json.dumps(notification(1, **changes)).encode()
        return Payload(external_id="notification:1", body=body)

    def test_complete(self):
        """What a comment answers is told by the comment alone."""
        answer = comment("80", "So?", actor=PERSON, parentComment=THREAD)
        one, stub = self.answers(answer)
        urn = "urn:li:comment:(activity:7094637247890620418,80)"
        payload = self.payload(generatedActivity=urn)
        found = one.complete(payload)
        self.assertEqual(found.external_id, payload.external_id)
        self.assertEqual(
            self.raw(stub.asked[0]), f"socialActions/{ESCAPED_POST}/comments/80"
        )
        (event,) = one.parse(found)
        self.assertEqual(event.external_id, "80")
        self.assertEqual((event.thread_id, event.ancestor_ids), (THREAD, (NUMBER,)))
        self.assertEqual(event.text, "So?")
        self.assertIs(one.complete(found), found)

    def test_complete_gone(self):
        one, _ = self.answers(Answer(404, {"status": 404}))
        payload = self.payload()
        self.assertIs(one.complete(payload), payload)

    def test_complete_nothing(self):
        one = self.make("https://linkedin.example")
        for changes in ({"action": "COMMENT_DELETE"}, {"generatedActivity": SHARE}):
            payload = self.payload(**changes)
            self.assertIs(one.complete(payload), payload)

    def test_complete_later(self):
        one, _ = self.answers(Answer(429, headers={"Retry-After": "9"}))
        error = self.fails(lambda x: x.complete(self.payload()), one)
        self.assertIs(type(error), RateLimitedError)


class Push:
    def request(self, body, signature="", **changes):
        right = hmac.new(b"s3cr3t-cli3nt", b"hmacsha256=" + body, hashlib.sha256)
        headers = {"x-li-signature": signature or right.hexdigest()}
        return WebhookRequest(
            **{"key": "k", "headers": headers, "body": body, **changes}
        )

    def batch(self, *notifications, kind="ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"):
        return json.dumps({"type": kind, "notifications": notifications}).encode()

    def test_push_receive(self):
        """The same arrival as a fetched one; those of other pages are left out."""
        other = notification(2, organizationalEntity="urn:li:organization:5")
        one, _ = self.answers(page([notification(1)]))
        found = one.receive(self.request(self.batch(notification(1), other, 7)))
        self.assertEqual(found, one.fetch("").payloads)

    def test_push_prefix(self):
        body = self.batch(notification(1))
        request = self.request(body)
        signature = "hmacsha256=" + request.headers["x-li-signature"].upper()
        one = self.make("https://linkedin.example")
        self.assertEqual(len(one.receive(self.request(body, signature))), 1)

    def test_push_forged(self):
        one = self.make("https://linkedin.example")
        request = self.request(self.batch(notification(1)))
        for changes in ({"body": request.body + b" "}, {"headers": {}}):
            forged = WebhookRequest(
                **{
                    "key": "k",
                    "headers": request.headers,
                    "body": request.body,
                    **changes,
                }
            )
            with self.assertRaises(WebhookRejected):
                one.receive(forged)
        with self.assertRaises(WebhookRejected):
            one.receive(self.request(request.body, "ü"))

    def test_push_others(self):
        one = self.make("https://linkedin.example")
        for body in (b"{", b"[]", self.batch(kind="LEAD_ACTION")):
            self.assertEqual(one.receive(self.request(body)), ())

    def test_push_challenge(self):
        one = self.make("https://linkedin.example")
        asked = WebhookRequest(key="k", method="GET", query={"challengeCode": UUID})
        answer = one.challenge(asked)
        right = hmac.new(b"s3cr3t-cli3nt", UUID.encode(), hashlib.sha256).hexdigest()
        expected = {"challengeCode": UUID, "challengeResponse": right}
        self.assertEqual(json.loads(answer.body), expected)
        self.assertEqual(answer.content_type, "application/json")
        self.assertIsNone(one.challenge(WebhookRequest(key="k", method="POST")))

    def test_push_challenge_signs_nothing_else(self):
        """A body of a stranger would be signed as LinkedIn signs."""
        one = self.make("https://linkedin.example")
        forged = "hmacsha256=" + self.batch(notification(1)).decode()
        for code in (forged, "", UUID + "x", UUID + "\n"):
            request = WebhookRequest(
                key="k", method="GET", query={"challengeCode": code}
            )
            with self.assertRaises(WebhookRejected):
                one.challenge(request)

    def test_push_subscribe(self):
        roles = page([{"organization": PAGE, "roleAssignee": PERSON}])
        gone = Answer(404, {"status": 404})
        one, stub = self.answers(roles, Answer(204, b""), roles, gone)
        one.values["application_id"] = "77"
        one.subscribe("https://inbox.example/hook")
        one.unsubscribe("https://inbox.example/hook")
        path = (
            "eventSubscriptions/(developerApplication:urn%3Ali%3AdeveloperApplication%3A77"
            ",user:urn%3Ali%3Aperson%3AzLqTygBP8S"
            f",entity:{ESCAPED_PAGE}"
            ",eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)"
        )
        put, delete = stub.asked[1], stub.asked[3]
        self.assertEqual((put.method, self.raw(put)), ("PUT", path))
        self.assertEqual(put.json(), {"webhook": "https://inbox.example/hook"})
        self.assertEqual((delete.method, self.raw(delete)), ("DELETE", path))

    def test_push_subscribe_without_app(self):
        one, stub = self.answers()
        one.subscribe("https://inbox.example/hook")
        one.unsubscribe("https://inbox.example/hook")
        self.assertEqual(stub.asked, [])

    def test_push_subscribe_without_role(self):
        one, stub = self.answers(page([]))
        one.values["application_id"] = "77"
        one.subscribe("https://inbox.example/hook")
        self.assertEqual(len(stub.asked), 1)


class Send:
    text = "Thank you, we look into it."

    def test_send_to_comment(self):
        one, stub = self.answers(Answer(201, comment("81")))
        sent = one.send(self.a_reply())
        self.assertEqual(sent.external_id, "81")
        self.assertIn("feed/update/urn:li:activity:7094637247890620418?", sent.url)
        asked = stub.asked[0]
        self.assertEqual(asked.method, "POST")
        self.assertEqual(self.raw(asked), f"socialActions/{ESCAPED_THREAD}/comments")
        expected = {
            "actor": PAGE,
            "object": POST,
            "parentComment": THREAD,
            "message": {"text": self.text},
        }
        self.assertEqual(asked.json(), expected)

    def test_send_to_answer(self):
        """There are two levels: it goes below the upper comment."""
        one, stub = self.answers(Answer(201, comment("82")))
        one.send(self.a_reply(parent_id="80", ancestor_ids=("80", NUMBER)))
        self.assertEqual(stub.asked[0].json()["parentComment"], THREAD)

    def test_send_to_mention(self):
        one, stub = self.answers(Answer(201, comment("83")))
        one.send(self.a_reply(kind="mention", thread_id=SHARE, parent_id=SHARE))
        path = "socialActions/urn%3Ali%3Ashare%3A7095000000000000001/comments"
        self.assertEqual(self.raw(stub.asked[0]), path)
        body = {"actor": PAGE, "object": SHARE, "message": {"text": self.text}}
        self.assertEqual(stub.asked[0].json(), body)

    def test_send_header_alone(self):
        for value in ("84", f"urn:li:comment:({POST},84)"):
            one, _ = self.answers(Answer(201, b"", {"x-restli-id": value}))
            self.assertEqual(one.send(self.a_reply()).external_id, "84")

    def test_send_private(self):
        one = self.make("https://linkedin.example")
        error = self.fails(lambda x: x.send(self.a_reply(visibility="private")), one)
        self.assertIs(type(error), UnsupportedError)

    def test_send_same_id_as_parsed(self):
        one, _ = self.answers(Answer(201, comment("85")), comment("85"))
        sent = one.send(self.a_reply())
        seen = notification(
            9,
            action="ADMIN_COMMENT",
            generatedActivity="urn:li:comment:(activity:7094637247890620418,85)",
        )
        payload = Payload(external_id="x", body=json.dumps(seen).encode())
        (event,) = one.parse(one.complete(payload))
        self.assertEqual(event.external_id, sent.external_id)
        self.assertTrue(event.from_us)

    def refusal(self, status, call=None, **body):
        one, _ = self.answers(Answer(status, {"status": status, **body}))
        call = call or (lambda x: x.send(self.a_reply()))
        return self.fails(call, one)

    def test_send_refusals(self):
        cases = (
            (426, {"code": "NONEXISTENT_VERSION"}, SettingsError),
            (401, {"code": "EXPIRED_ACCESS_TOKEN"}, AuthError),
            (401, {"serviceErrorCode": 65601}, AuthError),
            (403, {"code": "ACCESS_DENIED", "message": "No"}, PermanentError),
            (404, {"code": "RESOURCE_NOT_FOUND"}, PermanentError),
            (422, {"code": "DUPLICATE_POST", "message": "duplicate"}, PermanentError),
            (400, {"serviceErrorCode": 100, "message": "Bad"}, PermanentError),
            (500, {"message": "Internal Server Error"}, UnknownOutcomeError),
        )
        for status, body, error in cases:
            with self.subTest(body):
                self.assertIs(type(self.refusal(status, **body)), error)

    def test_send_no_role_to_read(self):
        body = {"code": "ACCESS_DENIED", "message": "Not enough permissions"}
        error = self.refusal(403, lambda one: one.fetch(""), **body)
        self.assertIs(type(error), AuthError)
        self.assertIn("administrator", str(error))

    def test_send_day_limit(self):
        """Until midnight UTC, unless LinkedIn says how long."""
        text = "Resource level throttle APPLICATION DAY limit is reached."
        error = self.refusal(429, message=text, serviceErrorCode=101)
        self.assertIs(type(error), RateLimitedError)
        self.assertAlmostEqual(error.retry_after, 12 * 3600, delta=2)


class Find:
    moment = datetime.fromtimestamp(NOW - 60, timezone.utc)

    def test_find(self):
        others = [comment("1", "Else"), comment("2", actor=PERSON)]
        old = comment("3", created={"time": int((NOW - 90000) * 1000)})
        one, stub = self.answers(page([*others, old, comment("4")]))
        sent = one.find_sent(self.a_reply(sent_at=self.moment))
        self.assertEqual(sent.external_id, "4")
        asked = f"socialActions/{ESCAPED_THREAD}/comments?start=0&count=100"
        self.assertEqual(self.raw(stub.asked[0]), asked)

    def test_find_nothing(self):
        one, _ = self.answers(page([comment("1", "Else")]))
        self.assertIsNone(one.find_sent(self.a_reply()))


class Moderate:
    def target(self, **changes):
        values = {"external_id": "80", "kind": "comment", "thread_id": THREAD}
        return Target(**{**values, **changes})

    def test_moderate_choices(self):
        one = self.make("https://linkedin.example")
        cases = {
            ("comment", False): ("like", "unlike", "delete"),
            ("comment", True): ("delete",),
            ("mention", False): ("like", "unlike"),
            ("mention", True): (),
        }
        for (kind, from_us), expected in cases.items():
            self.assertEqual(one.moderations(kind, from_us), expected)

    def test_moderate_like(self):
        """What is liked already counts as liked."""
        one, stub = self.answers(Answer(201, b""), Answer(409, {"status": 409}))
        one.moderate("like", self.target())
        one.moderate("like", self.target(kind="mention", thread_id=SHARE))
        asked, second = stub.asked
        self.assertEqual(self.raw(asked), f"reactions?{ACTOR}")
        root = f"urn:li:comment:({POST},80)"
        self.assertEqual(asked.json(), {"root": root, "reactionType": "LIKE"})
        self.assertEqual(second.json()["root"], SHARE)

    def test_moderate_unlike(self):
        one, stub = self.answers(Answer(204, b""))
        one.moderate("unlike", self.target())
        asked = stub.asked[0]
        entity = f"urn%3Ali%3Acomment%3A%28{ESCAPED_POST}%2C80%29"
        path = f"reactions/(actor:{ESCAPED_PAGE},entity:{entity})"
        self.assertEqual((asked.method, self.raw(asked)), ("DELETE", path))

    def test_moderate_delete(self):
        one, stub = self.answers(Answer(204, b""), Answer(404, {"status": 404}))
        one.moderate("delete", self.target())
        one.moderate("delete", self.target())
        asked = stub.asked[0]
        path = f"socialActions/{ESCAPED_POST}/comments/80?{ACTOR}"
        self.assertEqual((asked.method, self.raw(asked)), ("DELETE", path))

    def test_moderate_impossible(self):
        one = self.make("https://linkedin.example")
        for action, thread in (("hide", THREAD), ("delete", SHARE)):
            with self.assertRaises(UnsupportedError):
                one.moderate(action, self.target(thread_id=thread))


@tagged("post_install", "-at_install")
class TestLinkedIn(
    SignIn,
    Fetch,
    Complete,
    Push,
    Send,
    Find,
    Moderate,
    LinkedInParts,
    connector_case.ConnectorCase,
):
    def exchanges(self):
        return super().exchanges() | {
            "find": lambda one: one.find_sent(self.a_reply()),
            "accounts": lambda one: one.accounts(),
            "complete": lambda one: one.complete(self.payload()),
        }
