"""Logging in with OAuth 2 against a stub: the code flow, PKCE, and tokens made new."""

import base64
import hashlib
import time
import traceback
from urllib.parse import parse_qs, urlencode, urlsplit

from odoo.tests import BaseCase, tagged

from ..connectors.errors import (
    AuthError,
    ConnectorError,
    RateLimitedError,
    RetryableError,
)
from ..connectors.http import Http
from ..connectors.oauth import OAuth2, as_tokens
from . import connector_case
from .platform_stub import Answer, PlatformStub

BACK = "https://inbox.example/social_inbox/oauth"
# RFC 7636, appendix B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
SECRETS = {
    "client_secret": "cl13nt-s3cr3t",
    "access_token": "4cc3ss-t0ken",
    "refresh_token": "r3fr3sh-t0ken",
}
CODE = "c0de-of-the-l0gin"


class Login(OAuth2):
    """What a connector brings along, and no more."""

    authorize_url = "https://platform.example/authorize?theme=dark"
    scopes = ("read", "write:posts")

    def __init__(self, **values):
        self.values = {"client_id": "app-1", **SECRETS, **values}
        self.http = Http("Anything", secrets=SECRETS.values())


class Plain(Login):
    has_pkce = False
    authorize_options = {"access_type": "offline"}


class Basic(Login):
    """The app proves itself in the head."""

    def _client_proof(self):
        return {}

    def _token_headers(self):
        pair = f"{self.values['client_id']}:{self.values['client_secret']}"
        proof = base64.b64encode(pair.encode()).decode()
        return {**super()._token_headers(), "Authorization": f"Basic {proof}"}


@tagged("post_install", "-at_install")
class TestOAuth(connector_case.LoopbackCalls, BaseCase):
    def setUp(self):
        super().setUp()
        self.answer = Answer(200, self.tokens())
        self.stub = PlatformStub(lambda asked: self.answer)
        self.addCleanup(self.stub.close)

    def tokens(self, **changes):
        values = {
            "access_token": "new-1",
            "refresh_token": "new-2",
            "token_type": "bearer",
            "expires_in": 7200,
            "scope": "read write:posts",
        }
        found = {**values, **changes}
        return {name: value for name, value in found.items() if value is not ...}

    def login(self, kind=Login, **values):
        one = kind(**values)
        one.token_url = f"{self.stub.url}/token"
        self.addCleanup(one.http.close)
        return one

    def exchange(self, kind=Login, **values):
        return self.login(kind, **values).exchange(CODE, BACK, VERIFIER)

    def refused(self, kind, call):
        with self.assertRaises(ConnectorError) as caught:
            call()
        error = caught.exception
        self.assertIs(type(error), kind)
        shown = "".join(traceback.format_exception(error)) + error.detail + repr(error)
        for secret in (*SECRETS.values(), "new-1", "new-2"):
            self.assertNotIn(secret, shown)
        self.assertNotIn("%(", str(error))
        return error

    # -- the address to log in at --------------------------------------------------

    def asked_for(self, one):
        parts = urlsplit(one.authorization(BACK, "state-1", VERIFIER))
        self.assertEqual(parts.netloc + parts.path, "platform.example/authorize")
        return {name: one[0] for name, one in parse_qs(parts.query).items()}

    def test_authorization(self):
        self.assertEqual(
            self.asked_for(Login()),
            {
                "theme": "dark",
                "response_type": "code",
                "client_id": "app-1",
                "redirect_uri": BACK,
                "scope": "read write:posts",
                "state": "state-1",
                "code_challenge": CHALLENGE,
                "code_challenge_method": "S256",
            },
        )

    def test_the_challenge_is_the_verifiers_digest(self):
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        made = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        self.assertEqual(made, CHALLENGE)

    def test_authorization_without_pkce(self):
        asked = self.asked_for(Plain())
        self.assertEqual(asked["access_type"], "offline")
        self.assertNotIn("code_challenge", asked)
        self.assertNotIn("code_challenge_method", asked)

    def test_no_secret_in_the_address(self):
        address = Login().authorization(BACK, "state-1", VERIFIER)
        for secret in (*SECRETS.values(), VERIFIER):
            self.assertNotIn(secret, address)

    def test_nothing_to_register(self):
        self.assertEqual(Login().register(BACK), {})
        self.assertEqual(Login().oauth_urls(), (Login.authorize_url, ""))

    # -- the code for tokens -------------------------------------------------------

    def test_exchange(self):
        tokens = self.exchange()
        self.assertEqual(
            tokens.values, {"access_token": "new-1", "refresh_token": "new-2"}
        )
        self.assertEqual(tokens.scopes, ("read", "write:posts"))
        left = tokens.expires_at.timestamp() - time.time()
        self.assertAlmostEqual(left, 7200, delta=30)
        self.assertNotIn("new-1", repr(tokens))
        (asked,) = self.stub.asked
        self.assertEqual((asked.method, asked.path), ("POST", "/token"))
        self.assertEqual(asked.headers["accept"], "application/json")
        self.assertEqual(
            asked.form(),
            {
                "grant_type": "authorization_code",
                "code": CODE,
                "redirect_uri": BACK,
                "code_verifier": VERIFIER,
                "client_id": "app-1",
                "client_secret": SECRETS["client_secret"],
            },
        )
        self.assertFalse(asked.query)

    def test_exchange_without_pkce_and_secret(self):
        self.exchange(Plain, client_secret="")
        form = self.stub.asked[0].form()
        self.assertNotIn("code_verifier", form)
        self.assertNotIn("client_secret", form)
        self.assertEqual(form["client_id"], "app-1")

    def test_exchange_with_proof_in_the_head(self):
        self.exchange(Basic)
        asked = self.stub.asked[0]
        pair = base64.b64decode(asked.headers["authorization"].removeprefix("Basic "))
        self.assertEqual(pair, b"app-1:cl13nt-s3cr3t")
        self.assertNotIn("client_secret", asked.form())
        self.assertEqual(asked.headers["accept"], "application/json")

    def test_forms_of_answers(self):
        """A form, as older endpoints have it, says the same as JSON."""
        for body in (
            self.tokens(),
            self.tokens(expires_in="7200"),
            self.tokens(scope=["read", "write:posts"]),
            self.tokens(scope="read,write:posts"),
            urlencode(self.tokens()).encode(),
        ):
            with self.subTest(body):
                self.answer = Answer(200, body)
                tokens = self.exchange()
                self.assertEqual(tokens.values["access_token"], "new-1")
                self.assertEqual(tokens.scopes, ("read", "write:posts"))
                left = tokens.expires_at.timestamp() - time.time()
                self.assertAlmostEqual(left, 7200, delta=30)

    def test_what_is_not_said(self):
        self.answer = Answer(
            200,
            self.tokens(expires_in=..., scope=..., refresh_token=..., token_type=...),
        )
        tokens = self.exchange()
        self.assertEqual(tokens.values, {"access_token": "new-1"})
        self.assertIsNone(tokens.expires_at)
        self.assertEqual(tokens.scopes, ())

    def test_ends_that_are_none(self):
        for seconds in (0, None, "", "soon", [], {}, 1e30, -1e30, float("nan"), True):
            with self.subTest(seconds):
                found = as_tokens(self.tokens(expires_in=seconds))
                if seconds is not True:
                    self.assertIsNone(found.expires_at)

    def test_tokens_that_are_numbers(self):
        self.assertEqual(
            as_tokens({"access_token": 7, "scope": [1]}).values, {"access_token": "7"}
        )

    # -- tokens made new -----------------------------------------------------------

    def test_refresh(self):
        tokens = self.login().refresh()
        self.assertEqual(tokens.values["refresh_token"], "new-2")
        (asked,) = self.stub.asked
        self.assertEqual(
            asked.form(),
            {
                "grant_type": "refresh_token",
                "refresh_token": SECRETS["refresh_token"],
                "client_id": "app-1",
                "client_secret": SECRETS["client_secret"],
            },
        )

    def test_refresh_that_keeps_its_token(self):
        """What is not given anew must not be lost: it is no value."""
        self.answer = Answer(200, self.tokens(refresh_token=...))
        self.assertEqual(self.login().refresh().values, {"access_token": "new-1"})

    def test_refresh_without_a_token(self):
        error = self.refused(AuthError, self.login(refresh_token="").refresh)
        self.assertEqual(error.code, "no_refresh_token")
        self.assertFalse(self.stub.asked)

    # -- what goes wrong -----------------------------------------------------------

    def each_refusal(self, answer, kind):
        self.answer = answer
        for name, call in (("exchange", self.exchange), ("refresh", self.refresh)):
            with self.subTest(name):
                yield self.refused(kind, call)

    def refresh(self):
        return self.login().refresh()

    def test_refused(self):
        for status in (200, 400, 401, 403):
            body = {"error": "invalid_grant", "error_description": "Code was used."}
            for error in self.each_refusal(Answer(status, body), AuthError):
                self.assertEqual(error.code, "invalid_grant")
                self.assertEqual(error.detail, "Code was used.")

    def test_refused_in_other_forms(self):
        for body in (
            {"error": "invalid_client"},
            {"error": {"message": "No such app", "code": 101}},
            {"error": "invalid_scope", "access_token": None},
            b"error=unauthorized_client&error_description=Nobody",
        ):
            for error in self.each_refusal(Answer(400, body), AuthError):
                self.assertTrue(error.detail)

    def test_secrets_that_are_repeated(self):
        said = f"No: {' '.join(SECRETS.values())}"
        body = {"error": "invalid_grant", "error_description": said}
        for error in self.each_refusal(Answer(400, body), AuthError):
            self.assertEqual(error.detail, "No: *** *** ***")

    def test_out_of_order(self):
        for code in ("temporarily_unavailable", "server_error"):
            answer = Answer(400, {"error": code})
            for error in self.each_refusal(answer, RetryableError):
                self.assertEqual(error.code, code)

    def test_something_else(self):
        """A gateway's page is no refusal: nobody has to log in again for it."""
        for body in (
            b"<html>Welcome",
            b"[]",
            b"null",
            b"7",
            b'"x"',
            b"",
            b"{}",
            b"\xff",
        ):
            for _error in self.each_refusal(Answer(200, body), RetryableError):
                pass

    def test_statuses_without_words(self):
        for status in (401, 403):
            list(self.each_refusal(Answer(status, b"<html>"), AuthError))
        for status in (500, 502, 503):
            list(self.each_refusal(Answer(status), RetryableError))
        limited = Answer(429, headers={"Retry-After": "33"})
        for error in self.each_refusal(limited, RateLimitedError):
            self.assertEqual(error.retry_after, 33)
        list(self.each_refusal(Answer(cut=True), RetryableError))
