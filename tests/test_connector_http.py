"""The way to the platforms: each failure its exception, nothing shown, nothing strange
fetched."""

import email.utils
import gzip
import tempfile
import time
import traceback
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import requests
import urllib3

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..connectors import addresses as hosts
from ..connectors import http, public_http
from ..connectors.addresses import public_address
from ..connectors.errors import (
    AuthError,
    ConnectorError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
)
from ..connectors.http import Http, Response
from ..connectors.public_http import fetch_public
from . import connector_case
from .http_odd_servers import HEAD, RawServer, TlsServer
from .mail_odd_servers import ExpiredServer, free_port
from .platform_stub import Answer, PlatformStub

AUTHORITIES = requests.certs.where()
SECRET = "s3cr3t/t0ken+=="
FAR = urllib3.exceptions.NewConnectionError(None, "no such host")


class HttpCase(connector_case.LoopbackCalls, BaseCase):
    def client(self, explain=lambda response: None) -> Http:
        client = Http("Anything", explain, (SECRET, ""))
        self.addCleanup(client.close)
        return client

    def stub(self, *answers: Answer) -> PlatformStub:
        """Gives the answers one after the other, the last one from then on."""
        left = list(answers)
        stub = PlatformStub(lambda asked: left.pop(0) if left[1:] else left[0])
        self.addCleanup(stub.close)
        return stub

    def raw(self, act, **options) -> RawServer:
        server = RawServer(act, **options)
        self.addCleanup(server.close)
        return server

    def failure(self, kind, call, *args, **options) -> ConnectorError:
        with self.assertRaises(ConnectorError) as caught:
            call(*args, **options)
        error = caught.exception
        self.assertIs(type(error), kind, error)
        shown = "".join(traceback.format_exception(error))
        shown += error.detail + repr(error) + str(error.values)
        self.assertNotIn(SECRET, shown)
        self.assertNotIn("%(", str(error))
        return error

    def each_call(self, url):
        """(how it is called, call) of a read, a write and a repeatable write."""
        client = self.client()
        yield "query", lambda: client.query(url)
        yield "command", lambda: client.command("POST", url, json={})
        yield "repeatable", lambda: client.command("PUT", url, repeatable=True)

    def assert_kinds(self, url, query, command, repeatable=None):
        kinds = (query, command, repeatable or query)
        for kind, (name, call) in zip(kinds, self.each_call(url), strict=True):
            with self.subTest(name):
                self.failure(kind, call)


@tagged("post_install", "-at_install")
class TestStatus(HttpCase):
    def test_good(self):
        for status in (200, 201, 202, 204):
            stub = self.stub(Answer(status, {"a": 1} if status != 204 else b""))
            for _name, call in self.each_call(stub.url):
                self.assertEqual(call().status, status)

    def test_what_is_asked(self):
        stub = self.stub(Answer(headers={"X-Any": "1"}, body={"a": [1]}))
        client = self.client()
        found = client.query_json(
            f"{stub.url}/path", params={"q": "ä b"}, headers={"Authorization": SECRET}
        )
        response = client.command("POST", stub.url, data={"text": "x"})
        self.assertEqual(found, {"a": [1]})
        self.assertEqual(response.json(), {"a": [1]})
        self.assertEqual(response.headers["x-any"], "1")
        self.assertTrue(response.is_write)
        self.assertEqual(client.calls, 2)
        first, second = stub.asked
        self.assertEqual((first.method, first.path), ("GET", "/path"))
        self.assertEqual(first.query, {"q": ["ä b"]})
        self.assertIn("SocialInbox", first.headers["user-agent"])
        self.assertEqual(second.form(), {"text": "x"})
        self.assertEqual(repr(response), "Response(status=200, is_write=True)")

    def test_each_status(self):
        retry, unknown = RetryableError, UnknownOutcomeError
        settings, final = SettingsError, PermanentError
        table = {
            300: (settings, final, final),
            304: (settings, final, final),
            400: (settings, final, final),
            401: (AuthError, AuthError, AuthError),
            402: (settings, final, final),
            403: (AuthError, final, final),
            404: (settings, final, final),
            408: (retry, unknown, retry),
            409: (settings, final, final),
            410: (settings, final, final),
            422: (settings, final, final),
            425: (retry, unknown, retry),
            429: (RateLimitedError,) * 3,
            500: (retry, unknown, retry),
            501: (retry, unknown, retry),
            502: (retry, unknown, retry),
            503: (retry, retry, retry),
            504: (retry, unknown, retry),
            520: (retry, unknown, retry),
        }
        for status, kinds in table.items():
            with self.subTest(status=status):
                self.assert_kinds(self.stub(Answer(status, b"")).url, *kinds)

    def test_accepted_status(self):
        stub = self.stub(Answer(304, b""))
        self.assertEqual(self.client().query(stub.url, accept=(304,)).status, 304)

    def test_the_platforms_own_codes_count_first(self):
        seen = []

        def explain(response):
            seen.append(response.json())
            return PermanentError("Closed.") if response.status == 500 else None

        client, stub = self.client(explain), self.stub(Answer(500, {"code": 7}))
        self.failure(PermanentError, client.command, "POST", stub.url)
        self.failure(AuthError, client.query, self.stub(Answer(401, b"<html>")).url)
        self.assertEqual(seen, [{"code": 7}, None])

    def test_what_the_server_said_is_kept_short(self):
        stub = self.stub(Answer(404, b"No\n such " + 1000 * b"x"))
        error = self.failure(SettingsError, self.client().query, stub.url)
        self.assertTrue(error.detail.startswith("404 No such xxx"))
        self.assertEqual(len(error.detail), http.DETAIL)
        self.assertEqual(error.code, "http_404")
        self.assertIn("Anything", str(error))

    def test_broken_json(self):
        deep = b"[" * 100_000
        for body in (b"", b"<html>", b"\xff", b"{'a': 1}", deep):
            with self.subTest(body[:10]):
                stub, client = self.stub(Answer(200, body)), self.client()
                self.failure(RetryableError, client.query_json, stub.url)
                response = client.command("POST", stub.url)
                self.assertIsNone(response.json())
                self.failure(UnknownOutcomeError, client.json_of, response)


@tagged("post_install", "-at_install")
class TestConnections(HttpCase):
    def test_refused(self):
        url = f"http://127.0.0.1:{free_port()}"
        self.assert_kinds(url, RetryableError, RetryableError)

    def test_unknown_host(self):
        """As ``requests`` tells it; asking the real network would be no test."""
        pool = urllib3.HTTPConnectionPool("no.example")
        error = urllib3.exceptions.MaxRetryError(pool, "/", FAR)
        adapter = requests.adapters.HTTPAdapter
        with patch.object(adapter, "send", side_effect=requests.ConnectionError(error)):
            self.assert_kinds("http://127.0.0.1/", RetryableError, RetryableError)

    def test_no_answer_to_the_handshake(self):
        adapter, late = requests.adapters.HTTPAdapter, requests.ConnectTimeout("late")
        with patch.object(adapter, "send", side_effect=late):
            self.assert_kinds("http://127.0.0.1/", RetryableError, RetryableError)

    def test_cut_before_the_request_is_read(self):
        server = self.raw(lambda client: None, reads=False)
        self.assert_kinds(server.url, RetryableError, UnknownOutcomeError)

    def test_cut_after_the_request(self):
        server = self.raw(lambda client: None)
        self.assert_kinds(server.url, RetryableError, UnknownOutcomeError)
        self.assertTrue(all(server.requests))

    def test_cut_within_the_answer(self):
        for head in (b"Content-Length: 100", b"Transfer-Encoding: chunked"):
            part = HEAD + head + b"\r\n\r\n5\r\n{"
            server = self.raw(lambda client, part=part: client.sendall(part))
            self.assert_kinds(server.url, RetryableError, UnknownOutcomeError)

    def test_no_http(self):
        server = self.raw(lambda client: client.sendall(b"220 mail ESMTP\r\n\r\n"))
        self.assert_kinds(server.url, RetryableError, UnknownOutcomeError)

    def test_silent(self):
        server = self.raw(lambda client: server.over.wait(0.5))
        seconds = {"READ_SECONDS": 0.1, "CONNECT_SECONDS": 0.1}
        with patch.multiple(http, **seconds):
            self.assert_kinds(server.url, RetryableError, UnknownOutcomeError)

    def test_slow_body(self):
        """Each byte comes in time, the whole never does."""
        server = self.raw(lambda client: server.drip(client))
        start = time.monotonic()
        with patch.object(http, "BODY_SECONDS", 0.1):
            self.assert_kinds(server.url, RetryableError, UnknownOutcomeError)
        self.assertLess(time.monotonic() - start, 5)

    def test_too_large(self):
        stub = self.stub(Answer(200, b" " * 1001))
        with patch.object(http, "MOST_BYTES", 1000):
            self.assert_kinds(stub.url, RetryableError, UnknownOutcomeError)
        with patch.object(http, "MOST_BYTES", 1001):
            self.assertEqual(len(self.client().query(stub.url).body), 1001)

    def test_compressed(self):
        packed = gzip.compress(b'{"a": 1}' + 100_000 * b" ")
        headers = {"Content-Encoding": "gzip"}
        stub = self.stub(Answer(200, packed, headers))
        self.assertEqual(self.client().query_json(stub.url), {"a": 1})
        with patch.object(http, "MOST_BYTES", 50_000):
            self.failure(RetryableError, self.client().query, stub.url)
        damaged = self.stub(Answer(200, b"no gzip at all", headers))
        self.assert_kinds(damaged.url, RetryableError, UnknownOutcomeError)

    def test_certificate(self):
        with tempfile.TemporaryDirectory() as folder:
            server = ExpiredServer(folder)
            self.addCleanup(server.close)
            url = f"https://localhost:{server.port}/"
            self.assert_kinds(url, SettingsError, SettingsError)

    def test_broken_tls_is_no_wrong_certificate(self):
        """What waiting may mend does not ask for a person."""
        server = self.raw(lambda client: client.sendall(b"no TLS\r\n"), reads=False)
        url = server.url.replace("http:", "https:")
        self.assert_kinds(url, RetryableError, UnknownOutcomeError)

    def test_address_that_is_none(self):
        for url in ("", "no address", "ftp://127.0.0.1/", "http://", "http://[::1"):
            with self.subTest(url):
                self.assert_kinds(url, SettingsError, SettingsError)

    def test_redirects(self):
        target = self.stub(Answer(200, {"a": 1}))
        stub = self.stub(Answer(302, b"", {"Location": f"{target.url}/there"}))
        self.assert_kinds(stub.url, SettingsError, PermanentError, PermanentError)
        self.assertFalse(target.asked)
        told = self.stub(Answer(302, {"why": "moved"}, {"Location": target.url}))
        error = self.failure(SettingsError, self.client().query, told.url)
        self.assertIn("moved", error.detail)
        client = self.client()
        self.assertEqual(client.query_json(stub.url, follow=True), {"a": 1})
        self.assertEqual(target.asked[0].path, "/there")

    def test_redirects_take_no_sign_in_along(self):
        target = self.stub(Answer(200, {}))
        away = target.url.replace("127.0.0.1", "localhost")
        stub = self.stub(Answer(302, b"", {"Location": away}))
        headers = {"Authorization": SECRET}
        with patch.object(http, "public_address"):
            self.client().query(stub.url, follow=True, headers=headers)
        self.assertNotIn("authorization", target.asked[0].headers)

    def test_redirects_lead_to_no_private_host(self):
        target = self.stub(Answer(200, {}))
        away = target.url.replace("127.0.0.1", "localhost")
        for place in (away, away.replace("http:", ""), "http://169.254.169.254/"):
            stub = self.stub(Answer(302, b"", {"Location": place}))
            error = self.failure(
                PermanentError, self.client().query, stub.url, follow=True
            )
            self.assertEqual(error.code, "private")
        self.assertFalse(target.asked)

    def test_redirects_without_end(self):
        stub = self.stub(Answer(302, b"", {"Location": "/"}))
        self.failure(RetryableError, self.client().query, stub.url, follow=True)

    def test_surroundings_change_nothing(self):
        """No proxy, no password file of the machine."""
        stub = self.stub(Answer(200, {}))
        proxy = f"http://127.0.0.1:{free_port()}"
        with patch.dict("os.environ", {"HTTP_PROXY": proxy, "http_proxy": proxy}):
            self.assertEqual(self.client().query(stub.url).status, 200)


@tagged("post_install", "-at_install")
class TestSecrets(HttpCase):
    def test_repeated_by_the_server(self):
        forms = (SECRET, "s3cr3t/t0ken%2B%3D%3D", "s3cr3t%2Ft0ken%2B%3D%3D")
        for form in forms:
            stub = self.stub(Answer(400, f"I heard {form}!".encode()))
            for _name, call in self.each_call(stub.url):
                with self.assertRaises(ConnectorError) as caught:
                    call()
                self.assertEqual(caught.exception.detail, "400 I heard ***!")

    def test_cut_after_masking(self):
        """No part of a secret is left where the words end."""
        stub = self.stub(Answer(400, b"x" * (http.DETAIL - 8) + SECRET.encode()))
        error = self.failure(SettingsError, self.client().query, stub.url)
        self.assertNotIn(SECRET[:4], error.detail)

    def test_in_the_address(self):
        for url in (f"ftp://127.0.0.1/bot{SECRET}/me", f"http://[::1/{SECRET}"):
            with self.subTest(url[:8]):
                self.failure(SettingsError, self.client().query, url)

    def test_pasted_with_too_much(self):
        """A line end, or typographic marks, that cannot be sent."""
        client = self.client()
        for token in (f"{SECRET}\n", f"\u201e{SECRET}\u201c", f"{SECRET}\r\nX: y"):
            headers = {"Authorization": f"Bearer {token}"}
            error = self.failure(
                SettingsError, client.query, self.stub(Answer()).url, headers=headers
            )
            self.assertEqual(error.code, "letters")

    def test_secrets_that_hold_each_other(self):
        client = Http("Anything", secrets=("abc", "abcdef"))
        self.assertEqual(client.masked("abcdef abc"), "*** ***")


@tagged("post_install", "-at_install")
class TestRetryAfter(HttpCase):
    def seconds(self, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return http.retry_after(Response(status=429, headers=named))

    def at(self, seconds):
        return datetime.now(timezone.utc) + timedelta(seconds=seconds)

    def test_forms(self):
        soon = self.at(90)
        rows = (
            {"Retry_After": "90"},
            {"Retry_After": " 90.0 "},
            {"Retry_After": email.utils.format_datetime(soon, usegmt=True)},
            {"Retry_After": soon.isoformat()},
            {"RateLimit_Reset": "90"},
            {"X_Rate_Limit_Reset": str(int(soon.timestamp()))},
            {"X_RateLimit_Reset": str(soon.timestamp())},
            {"X_RateLimit_Reset": soon.strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
            {"Retry_After": "90", "X_RateLimit_Reset": "7"},
        )
        for headers in rows:
            with self.subTest(headers):
                self.assertAlmostEqual(self.seconds(**headers), 90, delta=5)

    def test_nonsense_says_nothing(self):
        values = ("", "-5", "soon", "²", "1.2.3", "nan", "inf", "Mon, 99 Foo 2026")
        for name in ("Retry_After", "X_RateLimit_Reset"):
            for value in values:
                with self.subTest(f"{name} {value}"):
                    self.assertEqual(self.seconds(**{name: value}), 0)
        self.assertEqual(self.seconds(), 0)

    def test_what_is_over(self):
        past = self.at(-600)
        self.assertEqual(self.seconds(Retry_After=past.isoformat()), 0)
        self.assertEqual(self.seconds(X_RateLimit_Reset=str(past.timestamp())), 0)

    def test_a_day_at_most(self):
        day = http.LONGEST_WAIT
        for value in ("9" * 400, "10000000", self.at(10**7).isoformat()):
            self.assertEqual(self.seconds(Retry_After=value), day)
        self.assertEqual(self.client().rate_limited(float("inf")).retry_after, day)

    def test_in_failures(self):
        for status, kind, asked, least in (
            (429, RateLimitedError, "77", 77),
            (429, RateLimitedError, "0", 1),
            (503, RetryableError, "88", 88),
            (503, RetryableError, "", 0),
        ):
            with self.subTest(f"{status} {asked}"):
                stub = self.stub(Answer(status, headers={"Retry-After": asked}))
                error = self.failure(kind, self.client().query, stub.url)
                self.assertEqual(error.retry_after, least)


PUBLIC = ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c")
PRIVATE = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "192.0.2.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
)


@tagged("post_install", "-at_install")
class TestPublicAddress(HttpCase):
    def resolved(self, *addresses):
        found = [(2, 1, 6, "", (one, 443)) for one in addresses]
        return patch.object(hosts.socket, "getaddrinfo", return_value=found)

    def test_public(self):
        for address in (*PUBLIC, "64:ff9b::5db8:d70e"):
            with self.subTest(address), self.resolved(address):
                self.assertEqual(public_address("e.example", 443), address)

    def test_private(self):
        for address in PRIVATE:
            with self.subTest(address), self.resolved(address):
                self.failure(PermanentError, public_address, "e.example", 443)

    def test_both(self):
        """One private address among public ones is enough."""
        for addresses in ((PUBLIC[0], "10.0.0.1"), ("::1", PUBLIC[1]), ()):
            with self.subTest(addresses), self.resolved(*addresses):
                error = self.failure(PermanentError, public_address, "e.example", 443)
                self.assertIn("e.example", str(error))

    def test_numbers_are_hosts_too(self):
        for host in ("127.0.0.1", "::1", "0x7f.1", "2130706433", "localhost"):
            with self.subTest(host):
                self.failure(PermanentError, public_address, host, 443)

    def test_unknown(self):
        for error in (OSError("no"), UnicodeError("label too long"), ValueError("nul")):
            with patch.object(hosts.socket, "getaddrinfo", side_effect=error):
                self.failure(RetryableError, public_address, "e.example", 443)


@tagged("post_install", "-at_install")
class TestFetchPublic(HttpCase):
    """A TLS server on loopback stands for public hosts; all others are real."""

    HOSTS = ("files.example", "xn--mller-kva.example")

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = TlsServer(folder.name, self.HOSTS)
        self.addCleanup(self.server.close)
        self.start(public_http.requests.certs, "where", lambda: self.server.authority)
        self.start(public_http, "public_address", self.address)
        self.page(b"picture")

    def start(self, *args):
        patcher = patch.object(*args)
        patcher.start()
        self.addCleanup(patcher.stop)

    def address(self, host, port):
        return "127.0.0.1" if host in self.HOSTS else public_address(host, port)

    def page(self, body=b"", status=200, path="/a.png", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.server.pages[path] = (status, {"Content-Type": "image/png"} | named, body)

    def url(self, path="/a.png", host="files.example"):
        return f"https://{host}:{self.server.port}{path}"

    def fetch(self, url="", most_bytes=100):
        return fetch_public(
            url or self.url(), most_bytes=most_bytes, types=("image/", "video/")
        )

    def refused(self, kind, code, url="", **options):
        error = self.failure(kind, self.fetch, url, **options)
        self.assertEqual(error.code, code)

    def test_fetched(self):
        self.assertEqual(self.fetch(), b"picture")
        host, path = self.server.asked[0]
        self.assertEqual(host, f"files.example:{self.server.port}")
        self.assertEqual(path, "/a.png")

    def test_query_and_odd_letters(self):
        self.page(b"x", path="/%C3%BC%20a?b=%C3%A9")
        self.assertEqual(self.fetch(self.url("/ü%20a?b=é#part")), b"x")
        self.assertEqual(self.fetch(self.url(host="müller.example")), b"picture")
        self.page(b"root", path="/")
        self.assertEqual(self.fetch(self.url("")), b"root")

    def test_only_https(self):
        for url in (
            "http://files.example/a.png",
            "ftp://files.example/a.png",
            "file:///etc/passwd",
            "//files.example/a.png",
            "data:image/png;base64,AAAA",
            "https:///a.png",
            "https://[::1/a.png",
            "https://files.example:99999/",
            f"https://{'a' * 70}.example/",
            "",
        ):
            with self.subTest(url):
                error = self.failure(
                    PermanentError, fetch_public, url, most_bytes=9, types=("image/",)
                )
                self.assertEqual(error.code, "scheme")

    def test_private(self):
        for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
            with self.subTest(host):
                self.refused(PermanentError, "private", self.url(host=host))
                url = self.url(host=f"files.example@{host}")
                self.refused(PermanentError, "private", url)
        self.assertFalse(self.server.asked)

    def test_redirect(self):
        for status in (301, 302, 303, 307, 308):
            for place in ("/a.png", self.url(host="müller.example")):
                with self.subTest(f"{status} {place}"):
                    self.page(status=status, path="/old", Location=place)
                    self.assertEqual(self.fetch(self.url("/old")), b"picture")

    def test_redirect_to_a_forbidden_place(self):
        for place, code in (
            (self.url(host="127.0.0.1"), "private"),
            (f"//localhost:{self.server.port}/", "private"),
            ("http://files.example/", "scheme"),
            ("file:///etc/passwd", "scheme"),
        ):
            with self.subTest(place):
                self.page(status=302, path="/old", Location=place)
                self.refused(PermanentError, code, self.url("/old"))

    def test_redirect_without_end(self):
        self.page(status=302, path="/old", Location="/old")
        self.refused(RetryableError, "http_302", self.url("/old"))
        self.assertEqual(len(self.server.asked), public_http.REDIRECTS + 1)
        self.page(status=302, path="/old", Location="https://[::1")
        self.refused(RetryableError, "http_302", self.url("/old"))

    def test_size(self):
        self.page(b"x" * 100)
        self.assertEqual(len(self.fetch()), 100)
        self.page(b"x" * 101)
        self.refused(PermanentError, "size")
        self.page(b"x" * 101, Content_Length="50")
        self.assertEqual(len(self.fetch()), 50)
        self.page(b"x", Content_Length="50")
        self.refused(RetryableError, "unreachable")

    def test_slow(self):
        self.page(b"x" * 50)
        with patch.object(public_http, "READ_SECONDS", -1):
            self.refused(RetryableError, "unreachable")

    def test_type(self):
        for kind in ("text/html", "application/json", "", "x-image/png"):
            with self.subTest(kind):
                self.page(b"<svg/>", Content_Type=kind)
                self.refused(PermanentError, "type")
        self.page(b"x", Content_Type="Image/PNG; charset=x")
        self.assertEqual(self.fetch(), b"x")
        self.page(b"x", Content_Encoding="gzip")
        self.refused(PermanentError, "type")

    def test_status(self):
        kinds = {404: PermanentError, 403: PermanentError, 410: PermanentError}
        for status in (204, 408, 429, 500, 503):
            kinds[status] = RetryableError
        for status, kind in kinds.items():
            with self.subTest(status=status):
                self.page(b"", status=status)
                self.refused(kind, f"http_{status}")

    def test_certificate_is_of_the_name(self):
        self.HOSTS = (*self.HOSTS, "other.example")
        with mute_logger("urllib3.connection"):
            self.refused(RetryableError, "unreachable", self.url(host="other.example"))
        self.assertFalse(self.server.asked)

    def test_certificate_is_trusted(self):
        self.server.authority = AUTHORITIES
        self.refused(RetryableError, "unreachable")
        self.assertFalse(self.server.asked)

    def test_refused(self):
        url = f"https://files.example:{free_port()}/"
        self.refused(RetryableError, "unreachable", url)
