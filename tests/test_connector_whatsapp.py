"""WhatsApp's Cloud API: payloads of Meta's own description, requests against it."""

import hashlib
import hmac
import json
from datetime import timedelta

from odoo.tests import tagged

from ..connectors.errors import (
    AuthError,
    PayloadError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    UnsupportedError,
    WebhookRejected,
)
from ..connectors.types import Attachment, Payload, Profile, Target, WebhookRequest
from ..connectors.whatsapp import WhatsAppConnector
from ..connectors.whatsapp.failures import REFUSALS
from . import connector_case
from .platform_stub import Answer
from .whatsapp_stub import ACCOUNT, APP, NUMBER, SECRET, TOKEN, GraphStub, refusal

USER = "US.13491208655302741918"
GROUP = "Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD"
MESSAGES, MEDIA = f"POST {NUMBER}/messages", f"POST {NUMBER}/media"
TEMPLATES, NUMBERS = f"GET {ACCOUNT}/message_templates", f"GET {ACCOUNT}/phone_numbers"
FILE = Attachment(filename="a.png", mimetype="image/png", content=b"\x89PNG")
PROOF = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()


class Receive:
    def signed(self, call, secret=SECRET):
        body = call if isinstance(call, bytes) else json.dumps(call).encode()
        made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"x-hub-signature-256": f"sha256={made}"}
        return WebhookRequest(key="k3y", headers=headers, body=body)

    def call(self, *bodies, number=NUMBER, field=""):
        """As Meta calls: payloads put back to where they were cut from."""
        changes = []
        for body in bodies:
            value = {"metadata": {**body["metadata"], "phone_number_id": number}}
            if body.get("contact"):
                value["contacts"] = [body["contact"]]
            name = "message_echoes" if body.get("echo") else "messages"
            for inner, place in (("message", name), ("status", "statuses")):
                if inner in body:
                    value[place] = [body[inner]]
            known = "smb_message_echoes" if body.get("echo") else "messages"
            changes.append({"field": field or known, "value": value})
        entry = {"id": ACCOUNT, "changes": changes}
        return {"object": "whatsapp_business_account", "entry": [entry]}

    def test_receive_each_payload(self):
        one = self.make("http://127.0.0.1:9")
        for path, payload in self.payloads():
            with self.subTest(path.name):
                body = json.loads(payload.body)
                # who is on the other side is told for messages alone
                (found,) = one.receive(self.signed(self.call(body)))
                self.assertEqual(json.loads(found.body), body)

    def test_receive_several_and_their_ids(self):
        one = self.make("http://127.0.0.1:9")
        names = ("text_message", "status_read", "status_delivered", "echo")
        bodies = [self.arrival(name) for name in names]
        found = one.receive(self.signed(self.call(*bodies)))
        wamid = bodies[1]["status"]["id"]
        ids = [
            bodies[0]["message"]["id"],
            f"{wamid}:read",
            f"{wamid}:delivered",
            bodies[3]["message"]["id"],
        ]
        self.assertEqual([payload.external_id for payload in found], ids)

    def test_receive_the_right_contact(self):
        """A call may tell of several persons."""
        body = self.arrival("user_id_alone")
        call = self.call(body)
        value = call["entry"][0]["changes"][0]["value"]
        other = {"profile": {"name": "Ben"}, "wa_id": "4915100000000"}
        value["contacts"].insert(0, other)
        one = self.make("http://127.0.0.1:9")
        (found,) = one.receive(self.signed(call))
        self.assertEqual(json.loads(found.body)["contact"], body["contact"])
        value["contacts"] = [other, other]
        (found,) = one.receive(self.signed(call))
        (event,) = one.parse(found)
        self.assertEqual((event.author.external_id, event.author.name), (USER, ""))

    def test_receive_what_concerns_others(self):
        one = self.make("http://127.0.0.1:9")
        body = self.arrival("text_message")
        calls = (
            self.call(body, number="999"),
            self.call(body, field="account_update"),
            {**self.call(body), "object": "page"},
        )
        for call in calls:
            self.assertEqual(one.receive(self.signed(call)), ())

    def test_receive_wrong_signatures(self):
        call = self.call(self.arrival("text_message"))
        wrong = self.signed(call, secret="other")  # noqa: S106
        one = self.make("http://127.0.0.1:9")
        for request in (wrong, WebhookRequest(key="k3y", body=wrong.body)):
            with self.assertRaises(WebhookRejected):
                one.receive(request)
        with self.assertRaises(WebhookRejected):
            self.make("http://127.0.0.1:9", client_secret="").receive(
                self.signed(call, secret="")
            )

    def test_receive_what_cannot_be_read(self):
        """It is kept whole, and fails when it is read."""
        one = self.make("http://127.0.0.1:9")
        odd = self.call(self.arrival("text_message"))
        odd["entry"][0]["changes"] = "x"
        for call in (b"{", b"[" * 100_000, odd):
            (payload,) = one.receive(self.signed(call))
            self.assertTrue(payload.external_id.startswith("call:"))
            with self.assertRaises(PayloadError):
                list(one.parse(payload))

    def test_receive_handshake(self):
        one = self.make("http://127.0.0.1:9")
        asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
        right = {**asked, "hub.verify_token": "k3y"}
        answer = one.challenge(WebhookRequest(key="k3y", method="GET", query=right))
        self.assertEqual(answer.body, "1158201444")
        with self.assertRaises(WebhookRejected):
            one.challenge(WebhookRequest(key="k3y", method="GET", query=asked))
        self.assertIsNone(one.challenge(self.signed(b"{}")))

    def test_receive_the_window(self):
        (event,) = self.events("text_message")
        self.assertEqual(event.reply_until - event.sent_at, timedelta(hours=24))
        (event,) = self.events("echo")
        self.assertIsNone(event.reply_until)

    def test_receive_nobody(self):
        (event,) = self.events("nobody")
        self.assertFalse(event.can_reply)
        self.assertIn("nobody can answer", event.why_not)


class Files:
    def download(self, found, content=b"\xff\xd8"):
        server = self.server(**{"GET 1003383421387256": found}, file=content)
        if callable(found):
            server.results["GET 1003383421387256"] = lambda asked: found(server)
        one = self.make(server.url)
        asked = Attachment(filename="image.jpg", remote_id="1003383421387256")
        return one.download(asked), server

    def test_download(self):
        found, server = self.download(
            lambda server: {"url": f"{server.url}/file", "file_size": 2},
            Answer(200, b"\xff\xd8"),
        )
        self.assertEqual((found.content, found.size), (b"\xff\xd8", 2))
        self.assertEqual(server.asked[0].query["phone_number_id"], [NUMBER])
        self.assertEqual(server.asked[1].headers["authorization"], f"Bearer {TOKEN}")
        self.assertEqual(found.url, "")

    def test_download_what_is_too_large_or_gone(self):
        with self.assertRaisesRegex(PermanentError, "too large"):
            self.download({"url": "x", "file_size": "99999999"})
        with self.assertRaises(RetryableError):
            self.download({})
        gone = refusal(100, "Unsupported get request", error_subcode=33)
        with self.assertRaisesRegex(PermanentError, "not there"):
            self.download(gone)


class Send:
    def sent(self, **changes):
        server = self.server()
        sent = self.make(server.url).send(self.a_reply(**changes))
        self.assertTrue(sent.external_id.startswith("wamid."))
        return server.calls[-1][2], server

    def test_send_text(self):
        body, server = self.sent()
        self.assertEqual(
            body,
            {
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": "16505551234",
                "context": {"message_id": "wamid.1"},
                "type": "text",
                "text": {"body": "Thank you, we look into it.", "preview_url": True},
            },
        )
        (asked,) = server.asked
        self.assertEqual(asked.path, f"/v26.0/{NUMBER}/messages")
        self.assertEqual(asked.query, {"appsecret_proof": [PROOF]})

    def test_send_to_whom(self):
        body, _server = self.sent(thread_id=f"{NUMBER}:{USER}", parent_id="")
        self.assertEqual(body["recipient"], USER)
        self.assertNotIn("context", body)
        body, _server = self.sent(thread_id=f"{NUMBER}:US.ENT.118157992128868")
        self.assertEqual(body["recipient"], "US.ENT.118157992128868")
        body, _server = self.sent(thread_id=f"{NUMBER}:{GROUP}")
        self.assertEqual((body["to"], body["recipient_type"]), (GROUP, "group"))
        body, _server = self.sent(thread_id="")
        self.assertEqual(body["to"], "16505551234")

    def test_send_files(self):
        large = b"\x89PNG" * 1_400_000
        cases = (
            ("image", "image/png", b"\x89PNG", "Look"),
            ("document", "image/png", large, "Look"),
            ("video", "video/mp4", b"film", "Look"),
            ("audio", "audio/ogg; codecs=opus", b"Ogg", ""),
            ("document", "audio/ogg", b"Ogg", "Listen"),
            ("document", "application/pdf", b"%PDF", ""),
        )
        for kind, mimetype, content, text in cases:
            with self.subTest(kind, mimetype=mimetype):
                file = Attachment(
                    filename="Größe.x", mimetype=mimetype, content=content
                )
                body, server = self.sent(attachments=(file,), text=text)
                self.assertEqual(body["type"], kind)
                expected = {"id": "4490709327384033"}
                expected |= {"caption": text} if text else {}
                expected |= {"filename": "Größe.x"} if kind == "document" else {}
                self.assertEqual(body[kind], expected)
                upload = server.calls[0][2]
                self.assertEqual(upload["type"], mimetype)
                media = mimetype.partition(";")[0]
                self.assertEqual(upload["file"], ("Größe.x", content, media))

    def test_send_what_would_be_two_messages(self):
        server = self.server()
        one = self.make(server.url)
        with self.assertRaisesRegex(UnsupportedError, "one file"):
            one.send(self.a_reply(attachments=(FILE, FILE)))
        with self.assertRaisesRegex(UnsupportedError, "1024"):
            one.send(self.a_reply(attachments=(FILE,), text="x" * 1025))
        self.assertEqual(server.calls, [])

    def test_send_a_file_that_does_not_arrive(self):
        """Nobody has seen anything yet: it is tried again."""
        for result in ({}, Answer(500), Answer(cut=True)):
            server = self.server(**{MEDIA: result})
            with self.assertRaises(RetryableError):
                self.make(server.url).send(self.a_reply(attachments=(FILE,)))
            self.assertEqual(len(server.calls), 1)

    def test_send_a_template(self):
        template = json.dumps(["2023_april_promo", "en_US", []])
        values = ("Mark", "FALL25")
        body, _server = self.sent(template=template, template_values=values, text="Hi")
        parameters = [{"type": "text", "text": value} for value in values]
        self.assertEqual(
            body["template"],
            {
                "name": "2023_april_promo",
                "language": {"code": "en_US"},
                "components": [{"type": "body", "parameters": parameters}],
            },
        )
        self.assertNotIn("text", body)

    def test_send_a_template_with_names_or_nothing(self):
        template = json.dumps(["order", "de", ["name", "order"]])
        body, _server = self.sent(template=template, template_values=("Ana", "17"))
        (part,) = body["template"]["components"]
        names = [one["parameter_name"] for one in part["parameters"]]
        self.assertEqual(names, ["name", "order"])
        template = json.dumps(["hello_world", "en_US", []])
        body, _server = self.sent(template=template)
        self.assertNotIn("components", body["template"])
        with self.assertRaisesRegex(UnsupportedError, "no such template"):
            self.make("http://127.0.0.1:9").send(self.a_reply(template="order"))

    def test_send_refusals(self):
        """HTTP 400 with a code; all in plain words."""
        for code, (text, name) in REFUSALS.items():
            with self.subTest(code):
                said = f"(#{code}) {SECRET} and so on"
                server = self.server(**{MESSAGES: refusal(code, said)})
                with self.assertRaises(PermanentError) as caught:
                    self.make(server.url).send(self.a_reply())
                error = caught.exception
                self.assertEqual((error.code, str(error)), (name, text))
                self.assertNotIn(SECRET, error.detail)

    def test_send_refusals_that_pass(self):
        cases = (
            (130429, RateLimitedError, 300.0),
            (131056, RetryableError, 10.0),
            (131016, RetryableError, 60.0),
            (80007, RateLimitedError, 300.0),
            (190, AuthError, None),
            (10, PermanentError, None),
            (131000, UnknownOutcomeError, None),
        )
        for code, kind, seconds in cases:
            with self.subTest(code):
                status = 500 if code == 131000 else 400
                answer = refusal(code, f"(#{code}) No", status)
                server = self.server(**{MESSAGES: answer})
                with self.assertRaises(kind) as caught:
                    self.make(server.url).send(self.a_reply())
                self.assertIs(type(caught.exception), kind)
                if seconds:
                    self.assertEqual(caught.exception.retry_after, seconds)

    def test_send_without_an_id(self):
        for result in ({}, {"messages": []}, {"messages": [{}]}, {"messages": ["x"]}):
            server = self.server(**{MESSAGES: result})
            with self.assertRaises(UnknownOutcomeError):
                self.make(server.url).send(self.a_reply())


class Moderate:
    def moderated(self, action, person="16505551234", author=""):
        server = self.server()
        target = Target(
            external_id="wamid.1",
            kind="direct",
            thread_id=f"{NUMBER}:{person}",
            author=Profile(external_id=author or person),
        )
        self.make(server.url).moderate(action, target)
        ((method, path, body),) = server.calls
        return method, path, body

    def test_moderations(self):
        one = self.connector_class(self.settings_values)
        expected = ("like", "unlike", "block", "unblock")
        self.assertEqual(one.moderations("direct", False), expected)
        self.assertEqual(one.moderations("direct", True), ())

    def test_moderate_like(self):
        for action, emoji in (("like", "\U0001f44d"), ("unlike", "")):
            _method, path, body = self.moderated(action, USER)
            self.assertEqual(path, f"{NUMBER}/messages")
            self.assertEqual(body["recipient"], USER)
            reaction = {"message_id": "wamid.1", "emoji": emoji}
            self.assertEqual(body["reaction"], reaction)

    def test_moderate_block(self):
        for action, method in (("block", "POST"), ("unblock", "DELETE")):
            for person, name in (("16505551234", "user"), (USER, "user_id")):
                found = self.moderated(action, GROUP, person)
                self.assertEqual(found[:2], (method, f"{NUMBER}/block_users"))
                self.assertEqual(found[2]["block_users"], [{name: person}])

    def test_moderate_what_there_is_not(self):
        with self.assertRaises(UnsupportedError):
            self.make("http://127.0.0.1:9").moderate("hide", Target(external_id="x"))


class Account:
    def test_account_verify(self):
        server = self.server()
        found = self.make(server.url).verify()
        self.assertEqual((found.external_id, found.name), (NUMBER, "Jasper's Market"))
        self.assertEqual(found.handle, "+1 555-078-3881")
        with self.assertRaisesRegex(SettingsError, "no phone number"):
            self.make(server.url, phone_number_id="7").verify()
        with self.assertRaisesRegex(SettingsError, "Enter the ID"):
            self.make(server.url, waba_id="").verify()
        with self.assertRaises(AuthError):
            self.make(server.url, access_token="").verify()

    def test_account_numbers(self):
        server = self.server()
        (found,) = self.make(server.url).accounts()
        self.assertEqual(found.external_id, NUMBER)
        self.assertEqual(found.name, "Jasper's Market +1 555-078-3881")
        values = {"phone_number_id": NUMBER, "waba_id": ACCOUNT}
        self.assertEqual(found.values, values)

    def test_account_is_looked_up(self):
        granted = [
            {"scope": "whatsapp_business_messaging"},
            {"scope": "whatsapp_business_management", "target_ids": [ACCOUNT]},
        ]
        server = self.server(**{"GET debug_token": self.token(granular_scopes=granted)})
        (found,) = self.make(server.url, waba_id="").accounts()
        self.assertEqual(found.values["waba_id"], ACCOUNT)
        server.results["GET debug_token"] = self.token(granular_scopes=granted[:1])
        self.assertEqual(self.make(server.url, waba_id="").accounts(), ())

    def token(self, **more):
        return {"data": {"app_id": APP, "is_valid": True, **more}}

    def test_account_inspect(self):
        data = self.token(expires_at=0, scopes=["whatsapp_business_messaging"])
        server = self.server(**{"GET debug_token": data})
        found = self.make(server.url).inspect()
        self.assertIsNone(found.expires_at)
        self.assertEqual(found.missing_scopes, ("whatsapp_business_management",))

    def test_account_subscribe(self):
        url = "https://inbox.example/social_inbox/hook/k3y"
        server = self.server()
        self.make(server.url).subscribe(url)
        first, second = server.calls
        self.assertEqual(first, ("POST", f"{ACCOUNT}/subscribed_apps", {}))
        configuration = {"override_callback_uri": url, "verify_token": "k3y"}
        expected = {"webhook_configuration": configuration}
        self.assertEqual(second, ("POST", NUMBER, expected))
        self.make(server.url).unsubscribe(url)
        expected = {"webhook_configuration": {"override_callback_uri": ""}}
        self.assertEqual(server.calls[-1], ("POST", NUMBER, expected))

    def template(self, *components, **more):
        values = {"name": "order", "language": "de", "status": "APPROVED"}
        return {**values, "category": "UTILITY", "components": [*components], **more}

    def templates(self, *found):
        server = self.server(**{TEMPLATES: {"data": [*found]}})
        return self.make(server.url).templates()

    def test_templates(self):
        body = {
            "type": "BODY",
            "text": "Hi {{1}}, use promo code {{2}}. {{1}}, that is 25%.",
        }
        header = {"type": "HEADER", "format": "TEXT", "text": "Fall Sale"}
        footer = {"type": "FOOTER", "text": "Tap Stop Promotions"}
        button = {"type": "QUICK_REPLY", "text": "Stop promotions"}
        buttons = {"type": "BUTTONS", "buttons": [button]}
        (found,) = self.templates(self.template(header, body, footer, buttons))
        self.assertEqual(found.external_id, '["order", "de", []]')
        self.assertEqual((found.name, found.language), ("order", "de"))
        text = f"Fall Sale\n\n{body['text']}\n\nTap Stop Promotions"
        self.assertEqual((found.body, found.variables), (text, 2))

    def test_templates_with_names(self):
        body = {"type": "BODY", "text": "Hi {{name}}, {{ order_1 }} for {{name}}."}
        (found,) = self.templates(self.template(body, parameter_format="NAMED"))
        self.assertEqual(found.body, "Hi {{1}}, {{2}} for {{1}}.")
        self.assertEqual(found.variables, 2)
        self.assertEqual(found.external_id, '["order", "de", ["name", "order_1"]]')

    def test_templates_that_need_more(self):
        body = {"type": "BODY", "text": "Hi"}
        url = {"type": "URL", "url": "https://shop.example/{{1}}"}
        code = {"type": "COPY_CODE"}
        found = self.templates(
            self.template({"type": "HEADER", "format": "IMAGE"}, body),
            self.template({"type": "HEADER", "format": "TEXT", "text": "{{1}}"}, body),
            self.template(body, {"type": "BUTTONS", "buttons": [url]}),
            self.template(body, {"type": "BUTTONS", "buttons": [code]}),
            self.template({"type": "CAROUSEL"}),
            self.template(body, category="AUTHENTICATION"),
            self.template(body, status="PENDING"),
        )
        self.assertEqual(found, ())

    def test_templates_over_pages(self):
        body = {"type": "BODY", "text": "Hi"}
        paging = {"cursors": {"after": "MjQZD"}, "next": "https://graph…"}
        pages = {
            None: {"data": [self.template(body, name="a")], "paging": paging},
            ("MjQZD",): {
                "data": [self.template(body, name="b")],
                "paging": {"cursors": {"after": "Mjg"}},
            },
        }

        def page(asked):
            self.assertEqual(asked.query["status"], ["APPROVED"])
            after = asked.query.get("after")
            return pages[tuple(after) if after else None]

        server = self.server(**{TEMPLATES: page})
        found = self.make(server.url).templates()
        self.assertEqual([one.name for one in found], ["a", "b"])

    def test_templates_without_end(self):
        """A cursor that leads nowhere new ends some time."""
        paging = {"cursors": {"after": "x"}, "next": "https://graph…"}
        server = self.server(**{TEMPLATES: {"data": [], "paging": paging}})
        self.assertEqual(self.make(server.url).templates(), ())
        self.assertLess(len(server.calls), 50)

    def test_templates_of_another_shape(self):
        for found in ({"data": "x"}, {"data": [{"status": 7.5}]}):
            server = self.server(**{TEMPLATES: found, NUMBERS: {"data": [{"id": {}}]}})
            one = self.make(server.url)
            for call in (one.templates, one.verify, one.accounts):
                with self.assertRaises(RetryableError):
                    call()
        broken = self.template({"type": "BODY", "text": "Hi"}, name="")
        with self.assertRaises(RetryableError):
            self.templates(broken)


@tagged("post_install", "-at_install")
class TestWhatsApp(
    Receive, Files, Send, Moderate, Account, connector_case.ConnectorCase
):
    connector_class = WhatsAppConnector
    settings_values = {
        "client_id": APP,
        "client_secret": SECRET,
        "access_token": TOKEN,
        "waba_id": ACCOUNT,
        "phone_number_id": NUMBER,
    }
    secret_values = (TOKEN, SECRET)

    def a_reply(self, **changes):
        values = {
            "thread_id": f"{NUMBER}:16505551234",
            "parent_id": "wamid.1",
            "ancestor_ids": ("wamid.1",),
            "recipient": Profile(external_id="16505551234", name="Sheena"),
            "kind": "direct",
            "visibility": "private",
            "parent_visibility": "private",
        }
        return super().a_reply(**{**values, **changes})

    def server(self, **results):
        server = GraphStub(**results)
        self.addCleanup(server.close)
        self.addCleanup(lambda: self.assertEqual(server.refused, []))
        return server

    def arrival(self, name):
        path = connector_case.PAYLOADS / "whatsapp" / f"{name}.json"
        return json.loads(path.read_text())

    def events(self, name):
        body = json.dumps(self.arrival(name)).encode()
        one = self.connector_class(self.settings_values)
        return list(one.parse(Payload(external_id="x", body=body)))
