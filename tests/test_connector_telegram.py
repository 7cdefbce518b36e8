"""A Telegram bot against the Bot API as aiogram's models describe it."""

import hashlib
import hmac
import json

import aiogram
import aiogram.types

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
from ..connectors.telegram import TelegramConnector
from ..connectors.telegram.failures import REFUSALS
from ..connectors.types import Attachment, Payload, Profile, Target, WebhookRequest
from . import connector_case
from .platform_stub import Answer
from .telegram_models import API, TOKEN, BotServer, check, refusal, written

URL = "https://inbox.example/social_inbox/hook/k3y"
FILE = Attachment(filename="a.png", mimetype="image/png", content=b"\x89PNG")


class Fetch:
    def test_pages_and_cursor(self):
        """What is asked for next confirms what is stored, and no more."""
        first = [
            self.update("private_text") | {"update_id": 500 + i} for i in range(100)
        ]
        pages = {None: first, 600: [self.update("private_edited") | {"update_id": 600}]}
        server = self.server(getUpdates=lambda body: pages.get(body.get("offset"), []))
        one = self.make(server.url)
        page = one.fetch("")
        self.assertEqual((len(page.payloads), page.cursor), (100, "600"))
        self.assertTrue(page.has_more)
        self.assertEqual(page.payloads[0].external_id, "500")
        page = one.fetch(page.cursor)
        self.assertEqual((len(page.payloads), page.cursor), (1, "601"))
        self.assertFalse(page.has_more)
        page = one.fetch(page.cursor)
        self.assertEqual((page.payloads, page.cursor), ((), "601"))
        bodies = [body for _method, body in server.calls]
        self.assertNotIn("offset", bodies[0])
        self.assertEqual([body["offset"] for body in bodies[1:]], [600, 601])
        for body in bodies:
            self.assertEqual(body["allowed_updates"], ["message", "edited_message"])
            self.assertEqual((body["limit"], body["timeout"]), (100, 0))

    def test_a_cursor_is_used_again_after_a_failure(self):
        server = self.server(getUpdates=refusal(502, "Bad Gateway"))
        one = self.make(server.url)
        with self.assertRaises(RetryableError):
            one.fetch("600")
        server.results["getUpdates"] = [self.update("private_text")]
        self.assertEqual(one.fetch("600").cursor, "874320002")

    def test_groups_chatter_is_not_kept_but_passed(self):
        chatter = self.update("group_chatter")
        server = self.server(getUpdates=[self.update("private_text"), chatter])
        page = self.make(server.url).fetch("")
        self.assertEqual(len(page.payloads), 1)
        self.assertEqual(page.cursor, json.dumps(chatter["update_id"] + 1))

    def test_what_cannot_be_read_is_kept(self):
        odd = [{"update_id": 7, "message": {"message_id": []}}, "what?"]
        server = self.server(getUpdates=odd)
        page = self.make(server.url).fetch("")
        self.assertEqual([one.external_id for one in page.payloads][0], "7")
        self.assertEqual((len(page.payloads), page.cursor), (2, "8"))
        server.results["getUpdates"] = ["what?"]
        self.assertEqual(self.make(server.url).fetch("600").cursor, "600")

    def test_an_answer_of_another_shape(self):
        for result in ({"x": 1}, True, None):
            server = self.server(getUpdates=result)
            with self.assertRaises(RetryableError):
                self.make(server.url).fetch("")
        stub = self.stub(lambda asked: Answer(200, {"ok": True}))
        with self.assertRaises(RetryableError):
            self.make(stub.url).fetch("")

    def test_nothing_is_fetched_where_telegram_calls(self):
        server = self.server()
        page = self.make(server.url, delivery="webhook").fetch("5")
        self.assertEqual((page.payloads, page.cursor), ((), "5"))
        self.assertEqual(server.calls, [])

    def test_conflicts_in_plain_words(self):
        hook = (
            "Conflict: can't use getUpdates method while webhook is active; use"
            " deleteWebhook to delete the webhook first"
        )
        two = (
            "Conflict: terminated by other getUpdates request; make sure that only one"
            " bot instance is running"
        )
        for text, kind, word in (
            (hook, SettingsError, "webhook"),
            (two, RetryableError, "fetches"),
        ):
            server = self.server(getUpdates=refusal(409, text))
            with self.assertRaisesRegex(kind, word) as caught:
                self.make(server.url).fetch("")
            self.assertIs(type(caught.exception), kind)
            self.assertIn("@BotFather", str(caught.exception))

    def test_download(self):
        path = "photos/file 1.jpg"
        server = self.server(
            getFile={"file_id": "F", "file_unique_id": "u", "file_path": path},
            file=Answer(200, b"\xff\xd8 picture"),
        )
        asked = Attachment(filename="photo.jpg", mimetype="image/jpeg", remote_id="F")
        found = self.make(server.url).download(asked)
        self.assertEqual(found.content, b"\xff\xd8 picture")
        self.assertEqual((found.filename, found.size), ("photo.jpg", 10))
        self.assertNotIn(TOKEN, repr(found) + found.url)
        self.assertEqual(server.calls, [("getFile", {"file_id": "F"})])
        self.assertEqual(server.asked[-1].path, f"/file/bot{TOKEN}/photos/file%201.jpg")

    def test_download_of_what_is_not_given(self):
        server = self.server(getFile=refusal(400, "Bad Request: file is too big"))
        asked = Attachment(filename="film.mp4", remote_id="F")
        with self.assertRaisesRegex(PermanentError, "20 MB"):
            self.make(server.url).download(asked)
        server.results["getFile"] = {"file_id": "F", "file_unique_id": "u"}
        with self.assertRaises(RetryableError):
            self.make(server.url).download(asked)


class Webhook:
    def request(self, body, key="k3y", secret=None):
        made = hmac.new(TOKEN.encode(), key.encode(), hashlib.sha256).hexdigest()
        name = "x-telegram-bot-api-secret-token"
        given = made if secret is None else secret
        return WebhookRequest(key=key, headers={name: given}, body=body)

    def test_the_same_arrival_as_by_fetching(self):
        update = self.update("private_text")
        one = self.make("http://127.0.0.1:9")
        (payload,) = one.receive(self.request(json.dumps(update).encode()))
        self.assertEqual(payload.external_id, str(update["update_id"]))
        fetched = self.make(self.server(getUpdates=[update]).url).fetch("")
        self.assertEqual(fetched.payloads, (payload,))

    def test_wrong_secrets(self):
        one = self.make("http://127.0.0.1:9")
        body = json.dumps(self.update("private_text")).encode()
        requests = [
            self.request(body, secret=""),
            self.request(body, secret="x" * 64),
            self.request(body, secret="ü"),
            self.request(body, key="other", secret=one._secret("k3y")),
            WebhookRequest(key="k3y", body=body),
        ]
        for request in requests:
            with self.assertRaises(WebhookRejected):
                one.receive(request)
        self.assertIsNone(one.challenge(requests[0]))

    def test_chatter_and_garbage(self):
        one = self.make("http://127.0.0.1:9")
        chatter = json.dumps(self.update("group_chatter")).encode()
        self.assertEqual(one.receive(self.request(chatter)), ())
        for body in (b"{", b"\xff", b"[" * 100_000, b'"x"'):
            (payload,) = one.receive(self.request(body))
            self.assertEqual(len(payload.external_id), 64)

    def test_subscribe(self):
        server = self.server()
        one = self.make(server.url, delivery="webhook")
        one.subscribe(URL)
        ((method, body),) = server.calls
        self.assertEqual((method, body["url"]), ("setWebhook", URL))
        self.assertRegex(body["secret_token"], r"^[A-Za-z0-9_-]{1,256}$")
        self.assertEqual(body["secret_token"], one._secret("k3y"))
        self.assertNotIn("drop_pending_updates", body)
        request = self.request(json.dumps(self.update("voice")).encode())
        self.assertEqual(len(one.receive(request)), 1)

    def info(self, url):
        return {"url": url, "has_custom_certificate": False, "pending_update_count": 0}

    def test_fetching_ends_calls_to_us_alone(self):
        server = self.server(getWebhookInfo=self.info(URL))
        self.make(server.url).subscribe(URL)
        self.assertIn(("deleteWebhook", {}), server.calls)
        server.results["getWebhookInfo"] = self.info("")
        self.make(server.url).subscribe(URL)
        self.assertEqual(server.calls[-1][0], "getWebhookInfo")
        server.results["getWebhookInfo"] = self.info("https://elsewhere.example/")
        with self.assertRaisesRegex(SettingsError, "another program"):
            self.make(server.url).subscribe(URL)
        self.assertEqual(server.calls[-1][0], "getWebhookInfo")

    def test_unsubscribe(self):
        server = self.server(getWebhookInfo=self.info(URL))
        one = self.make(server.url, delivery="webhook")
        one.unsubscribe(URL)
        self.assertEqual(server.calls[-1], ("deleteWebhook", {}))
        server.results["getWebhookInfo"] = self.info("https://elsewhere.example/")
        one.unsubscribe(URL)
        self.assertEqual(server.calls[-1][0], "getWebhookInfo")

    def test_verify(self):
        server = self.server()
        me = self.make(server.url).verify()
        self.assertEqual((me.external_id, me.handle), ("110201543", "example_bot"))
        self.assertEqual(
            (me.name, me.url), ("Example Shop", "https://t.me/example_bot")
        )
        self.make(server.url, username="").verify()
        with self.assertRaisesRegex(SettingsError, "example_bot, not to other_bot"):
            self.make(server.url, username="@other_bot").verify()
        for status, text in ((401, "Unauthorized"), (404, "Not Found")):
            server.results["getMe"] = refusal(status, text)
            with self.assertRaises(AuthError):
                self.make(server.url).verify()


class Send:
    def sent(self, method="sendMessage", result=None, **changes):
        server = self.server(**{method: result or written()})
        sent = self.make(server.url).send(self.a_reply(**changes))
        ((called, body),) = server.calls
        self.assertEqual(called, method)
        return sent, body, server

    def test_to_a_private_chat(self):
        sent, body, _server = self.sent()
        self.assertEqual(sent.external_id, "1111111/77")
        self.assertEqual(sent.url, "")
        self.assertEqual(sent.sent_at.isoformat(), "2025-12-31T23:06:40+00:00")
        asked = {"message_id": 1001, "allow_sending_without_reply": True}
        text = "Thank you, we look into it."
        self.assertEqual(
            body, {"chat_id": "1111111", "reply_parameters": asked, "text": text}
        )

    def test_without_a_message_to_answer(self):
        _sent, body, _server = self.sent(parent_id="", ancestor_ids=())
        self.assertEqual((body["chat_id"], len(body)), ("1111111", 2))
        _sent, body, _server = self.sent(parent_id="", thread_id="", ancestor_ids=())
        self.assertEqual((body["chat_id"], len(body)), ("1111111", 2))

    def test_to_a_group(self):
        chat = {
            "id": -1009876543210,
            "title": "Testers",
            "type": "supergroup",
            "is_forum": True,
        }
        result = written(chat=chat, message_thread_id=12, is_topic_message=True)
        sent, body, _server = self.sent(
            result=result, kind="mention", parent_id="-1009876543210:12/1028"
        )
        self.assertEqual(sent.external_id, "-1009876543210:12/77")
        self.assertEqual(sent.url, "https://t.me/c/9876543210/77")
        self.assertEqual(body["message_thread_id"], 12)
        asked = {"message_id": 1028, "allow_sending_without_reply": False}
        self.assertEqual(body["reply_parameters"], asked)

    def test_to_a_channels_direct_messages(self):
        parent = "-1006666666666:d1111111/1034"
        _sent, body, _server = self.sent(parent_id=parent)
        self.assertEqual(body["direct_messages_topic_id"], 1111111)
        self.assertEqual(body["chat_id"], "-1006666666666")

    def test_the_id_is_the_one_that_parse_gives(self):
        update = {"update_id": 1, "message": written()}
        body = json.dumps(update).encode()
        one = self.connector_class(self.settings_values)
        (event,) = one.parse(Payload(external_id="1", body=body))
        sent, _body, _server = self.sent()
        self.assertEqual(event.external_id, sent.external_id)
        self.assertTrue(event.from_us)

    def test_send_files(self):
        large = FILE.content * 2_600_000
        cases = (
            ("sendPhoto", "photo", "image/png", b"\x89PNG"),
            ("sendPhoto", "photo", "image/jpeg", b"\xff\xd8"),
            ("sendDocument", "document", "image/png", large),
            ("sendVideo", "video", "video/mp4", b"film"),
            ("sendDocument", "document", "image/gif", b"GIF"),
            ("sendDocument", "document", "application/pdf", b"%PDF"),
        )
        for method, field, mimetype, content in cases:
            with self.subTest(mimetype):
                name = "Größe\n.x"
                file = Attachment(filename=name, mimetype=mimetype, content=content)
                _sent, body, server = self.sent(method, attachments=(file,))
                self.assertEqual(body["caption"], "Thank you, we look into it.")
                self.assertEqual(body["reply_parameters"]["message_id"], 1001)
                ((found, (filename, data, media)),) = server.files.items()
                self.assertEqual((found, data, media), (field, content, mimetype))
                self.assertIn("Größe", filename)

    def test_a_file_alone(self):
        _sent, body, _server = self.sent("sendPhoto", text="", attachments=(FILE,))
        self.assertEqual(body["caption"], "")

    def test_what_would_be_two_messages(self):
        server = self.server()
        one = self.make(server.url)
        with self.assertRaisesRegex(UnsupportedError, "one file"):
            one.send(self.a_reply(attachments=(FILE, FILE)))
        with self.assertRaisesRegex(UnsupportedError, "1024"):
            one.send(self.a_reply(attachments=(FILE,), text="\U0001f600" * 513))
        self.assertEqual(server.calls, [])
        self.sent("sendPhoto", attachments=(FILE,), text="\U0001f600" * 512)

    def test_a_group_that_became_a_supergroup(self):
        moved = refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=-1004444,
        )
        chat = {"id": -1004444, "title": "Family", "type": "supergroup"}
        answers = {"-4444": moved, "-1004444": written(chat=chat)}
        server = self.server(sendMessage=lambda body: answers[body["chat_id"]])
        reply = self.a_reply(kind="mention", parent_id="-4444/1024")
        sent = self.make(server.url).send(reply)
        self.assertEqual(sent.external_id, "-1004444/77")
        self.assertEqual(len(server.calls), 2)
        self.assertNotIn("reply_parameters", server.calls[1][1])

    def test_send_refusals(self):
        words = {
            "Forbidden: bot was blocked by the user": "blocked the bot",
            "Forbidden: user is deactivated": "account",
            "Forbidden: bot can't initiate conversation with a user": "first",
            "Forbidden: bot was kicked from the supergroup chat": "removed",
            "Forbidden: bot is not a member of the channel chat": "not in this group",
            "Forbidden: the group chat was deleted": "know this chat",
            "Bad Request: chat not found": "know this chat",
            "Bad Request: message to be replied not found": "to answer",
            "Bad Request: message is too long": "too long",
            "Bad Request: message caption is too long": "1024",
            "Bad Request: TOPIC_CLOSED": "closed",
            "Bad Request: message thread not found": "gone",
            "Bad Request: not enough rights to send text messages to the chat": "admin",
            "Bad Request: CHAT_ADMIN_REQUIRED": "admin",
            "Bad Request: PHOTO_INVALID_DIMENSIONS": "width",
            "Bad Request: something new": "refuses",
        }
        for said, word in words.items():
            with self.subTest(said):
                status = 403 if said.startswith("Forbidden") else 400
                server = self.server(sendMessage=refusal(status, said))
                with self.assertRaisesRegex(PermanentError, word) as caught:
                    self.make(server.url).send(self.a_reply())
                self.assertIn(said.split(": ", 1)[1], caught.exception.detail)
        self.assertTrue(all(key == key.lower() for key in REFUSALS))

    def test_too_fast(self):
        for result in (
            refusal(429, "Too Many Requests: retry after 33", retry_after=33),
            Answer(200, refusal(429, "Too Many", retry_after=33).body),
        ):
            server = self.server(sendMessage=result)
            with self.assertRaises(RateLimitedError) as caught:
                self.make(server.url).send(self.a_reply())
            self.assertEqual(caught.exception.retry_after, 33)

    def test_an_answer_without_the_message(self):
        for result in (True, {"message_id": 5}, "x"):
            server = self.server(sendMessage=result)
            with self.assertRaises(UnknownOutcomeError):
                self.make(server.url).send(self.a_reply())

    def test_the_token_is_in_no_failure(self):
        server = self.server(sendMessage=refusal(400, f"Bad Request: {TOKEN}"))
        with self.assertRaises(PermanentError) as caught:
            self.make(server.url).send(self.a_reply())
        self.assertNotIn(TOKEN, caught.exception.detail)


class Moderate:
    def calls(self, action, author="2222222", **changes):
        server = self.server()
        values = {"external_id": "-1001234567890/1026", "kind": "mention"}
        target = Target(author=Profile(external_id=author), **{**values, **changes})
        self.make(server.url).moderate(action, target)
        ((method, body),) = server.calls
        self.assertEqual(body.pop("chat_id"), "-1001234567890")
        return method, body

    def test_what_can_be_done(self):
        one = self.connector_class(self.settings_values)
        self.assertEqual(one.moderations("direct", False), ("like", "unlike"))
        self.assertEqual(one.moderations("direct", True), ("delete",))
        self.assertIn("block", one.moderations("comment", False))
        self.assertEqual(one.moderations("mention", True), ("delete",))

    def test_each(self):
        thumb = [{"type": "emoji", "emoji": "\U0001f44d"}]
        message = {"message_id": 1026}
        user, unban = {"user_id": 2222222}, {"only_if_banned": True}
        for action, method, body in (
            ("like", "setMessageReaction", message | {"reaction": thumb}),
            ("unlike", "setMessageReaction", message | {"reaction": []}),
            ("delete", "deleteMessage", message),
            ("block", "banChatMember", user),
            ("unblock", "unbanChatMember", user | unban),
        ):
            with self.subTest(action):
                self.assertEqual(self.calls(action), (method, body))

    def test_who_wrote_as_a_channel(self):
        for action, method in (
            ("block", "banChatSenderChat"),
            ("unblock", "unbanChatSenderChat"),
        ):
            found = self.calls(action, author="-1005555555555")
            self.assertEqual(found, (method, {"sender_chat_id": -1005555555555}))
        self.assertEqual(self.calls("like", author="-1005555")[0], "setMessageReaction")

    def test_what_is_gone_already(self):
        said = "Bad Request: message to delete not found"
        server = self.server(deleteMessage=refusal(400, said))
        self.make(server.url).moderate("delete", Target(external_id="-100/5"))

    def test_moderate_refusals(self):
        for said, word in (
            ("message can't be deleted for everyone", "48 hours"),
            ("not enough rights to restrict/unrestrict chat member", "administrator"),
            ("user is an administrator of the chat", "cannot be blocked"),
        ):
            server = self.server(deleteMessage=refusal(400, f"Bad Request: {said}"))
            with self.assertRaisesRegex(PermanentError, word):
                self.make(server.url).moderate("delete", Target(external_id="-100/5"))

    def test_what_there_is_not(self):
        with self.assertRaises(UnsupportedError):
            self.make("http://127.0.0.1:9").moderate("hide", Target(external_id="1/5"))


@tagged("post_install", "-at_install")
class TestTelegram(Fetch, Webhook, Send, Moderate, connector_case.ConnectorCase):
    connector_class = TelegramConnector
    settings_values = {"token": TOKEN, "username": "@example_bot"}

    def a_reply(self, **changes):
        values = {
            "thread_id": "1111111",
            "parent_id": "1111111/1001",
            "ancestor_ids": ("1111111/1001",),
            "recipient": Profile(external_id="1111111", name="Ana"),
            "kind": "direct",
            "visibility": "private",
            "parent_visibility": "private",
        }
        return super().a_reply(**{**values, **changes})

    def server(self, **results):
        server = BotServer(**results)
        self.addCleanup(server.close)
        self.addCleanup(lambda: self.assertEqual(server.refused, []))
        return server

    def update(self, name):
        path = connector_case.PAYLOADS / "telegram" / f"{name}.json"
        return json.loads(path.read_text())

    def test_payloads_are_of_the_api(self):
        self.assertEqual(aiogram.__api_version__, API)
        for path, payload in self.payloads():
            with self.subTest(path.name):
                check(aiogram.types.Update, json.loads(payload.body))

    def test_strange_names_are_noticed(self):
        update = self.update("private_text")
        update["message"]["chat"]["colour"] = "red"
        with self.assertRaisesRegex(ValueError, "message.chat.colour"):
            check(aiogram.types.Update, update)

    def test_without_a_user_name_only_answers_arrive(self):
        one = TelegramConnector({"token": TOKEN})
        for name, number in (("group_mention", 0), ("group_answer", 1)):
            body = json.dumps(self.update(name)).encode()
            found = list(one.parse(Payload(external_id="1", body=body)))
            self.assertEqual(len(found), number, name)

    def test_own_messages_in_groups(self):
        """Telegram gives bots none of their own; should it, they are ours."""
        update = self.update("group_answer")
        update["message"] = update["message"]["reply_to_message"]
        body = json.dumps(update).encode()
        one = self.connector_class(self.settings_values)
        (event,) = one.parse(Payload(external_id="1", body=body))
        self.assertTrue(event.from_us)
        self.assertEqual(event.external_id, "-1001234567890/50")
