"""A Telegram bot: https://core.telegram.org/bots/api (10.3, 2026-11)."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from ..base import Connector, Downloads, Moderates, Pulls, Webhooks
from ..errors import (
    ConnectorError,
    PayloadError,
    PermanentError,
    SettingsError,
    WebhookRejected,
    _lt,
)
from ..http import Response
from ..payload import Node, read_json
from ..types import (
    Attachment,
    Event,
    Kind,
    Limits,
    Moderation,
    Page,
    Payload,
    Profile,
    Reply,
    Sent,
    Target,
    WebhookRequest,
)
from .api import BotApi
from .failures import TAKEN_ELSEWHERE, explain_telegram
from .messages import Address, MessageReader, url_of
from .settings import SETTINGS, STEPS
from .write import FILE_BYTES, MODERATIONS, content, destination, moderation

BATCH = 100
UPDATES = ["message", "edited_message"]
HEADER = "x-telegram-bot-api-secret-token"


class TelegramConnector(Connector, Pulls, Webhooks, Moderates, Downloads):
    """One bot. Persons write to it, call it in groups where it is a member, or comment
    on posts of a channel in whose discussion group it is.

    A private chat is one conversation; in groups one is a message to the bot and what
    follows it by answers.
    """

    code = "telegram"
    label = _lt("Telegram")
    icon = "fa-telegram"
    api: ClassVar[str] = "https://api.telegram.org"
    # Telegram says "characters"; counted so, a text is never too long for it.
    limits = Limits(
        text_length=4096,
        text_unit="utf16",
        attachments=1,
        attachment_bytes=FILE_BYTES,
    )
    settings = SETTINGS
    steps = STEPS
    steps_url = "https://core.telegram.org/bots/features#creating-a-new-bot"

    # Receiving

    def fetch(self, cursor: str) -> Page:
        """The next updates. The cursor is the first id that is not stored yet: asking
        from there on tells Telegram that it may forget those before."""
        if self.values["delivery"] != "polling":
            return Page(payloads=(), cursor=cursor)
        offset = {"offset": json.loads(cursor)} if cursor else {}
        options = {"limit": BATCH, "timeout": 0, "allowed_updates": UPDATES}
        found = self.bot.updates(**options, **offset)
        numbers = list(filter(None, map(number_of, found)))
        return Page(
            payloads=tuple(self._wanted(found)),
            cursor=json.dumps(max(numbers) + 1) if numbers else cursor,
            has_more=len(found) == BATCH,
        )

    def receive(self, request: WebhookRequest) -> tuple[Payload, ...]:
        """One update. Telegram signs and dates nothing; it repeats the secret that it
        was given with the address."""
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret(request.key).encode()):
            raise WebhookRejected(_lt("The secret is wrong."), code="secret")
        try:
            return tuple(self._wanted([json.loads(request.body)]))
        except (ValueError, RecursionError):
            name = hashlib.sha256(request.body).hexdigest()
            return (Payload(external_id=name, body=request.body),)

    def parse(self, payload: Payload) -> Iterator[Event]:
        bot_id = self.values["token"].partition(":")[0]
        reader = MessageReader(bot_id, self.values["username"])
        yield from reader.events(read_json(payload))

    def download(self, attachment: Attachment) -> Attachment:
        """At most 20 MB. The file's address holds the token, so it is not kept."""
        path = self.bot.get("getFile", path_of, file_id=attachment.remote_id)
        found = self.bot.file(path)
        return replace(attachment, content=found, size=len(found))

    def _wanted(self, updates: list[Any]) -> Iterator[Payload]:
        """Those that say something to us, or that cannot be read: what others say to
        each other in a group is not kept."""
        for update in updates:
            body = json.dumps(update).encode()
            name = number_of(update) or hashlib.sha256(body).hexdigest()
            payload = Payload(external_id=str(name), body=body)
            try:
                is_wanted = any(True for _event in self.parse(payload))
            except PayloadError:
                is_wanted = True
            if is_wanted:
                yield payload

    # Answering

    def send(self, reply: Reply) -> Sent:
        """Write to the chat of the message answered, as an answer to that message.

        :raises UnsupportedError: several files, or one with a text of more than 1024
            characters: that would be two messages
        """
        method, text, files = content(reply)
        body = destination(reply) | text
        try:
            return self.bot.post(method, sent_of, body, files)
        except PermanentError as error:
            if error.code != "migrated":
                raise
            chat = error.values["chat"]
        # a group that became a supergroup: nothing was written in the old one
        body = {**body, "chat_id": chat}
        body.pop("reply_parameters", None)
        return self.bot.post(method, sent_of, body, files)

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        """To delete and block others, the bot must be an administrator of the group."""
        return MODERATIONS[kind == "direct", from_us]

    def moderate(self, action: Moderation, target: Target) -> None:
        """A like is a reaction; who is blocked cannot be in the group any more."""
        method, body = moderation(action, target)
        try:
            self.bot.repeatable(method, body)
        except PermanentError as error:
            if error.code != "no_message":
                raise

    # Connecting

    def verify(self) -> Profile:
        me = self.bot.get("getMe", profile_of)
        wanted = self.values["username"].strip().lstrip("@")
        if wanted and wanted.lower() != me.handle.lower():
            text = _lt("The token belongs to the bot %(found)s, not to %(wanted)s.")
            raise SettingsError(text, code="username", found=me.handle, wanted=wanted)
        return me

    def subscribe(self, url: str) -> None:
        """Calls from now on; or, where messages are fetched, none any more.

        :raises SettingsError: messages are to be fetched, yet another program is called
        """
        if self.values["delivery"] == "webhook":
            secret = self._secret(url.rstrip("/").rpartition("/")[2])
            hook = {"url": url, "secret_token": secret, "allowed_updates": UPDATES}
            self.bot.repeatable("setWebhook", hook)
        elif (called := self._called()) == url:
            self.unsubscribe(url)
        elif called:
            raise SettingsError(TAKEN_ELSEWHERE, code="webhook")

    def unsubscribe(self, url: str) -> None:
        """No more calls to this address; those to another program stay."""
        if self._called() == url:
            self.bot.repeatable("deleteWebhook", {})

    def explain(self, response: Response) -> ConnectorError | None:
        return explain_telegram(self.http, response)

    @cached_property
    def bot(self) -> BotApi:
        return BotApi(self.http, self.api, self.values["token"])

    def _called(self) -> str:
        """The address that Telegram calls; "" if there is none."""
        return self.bot.get("getWebhookInfo", lambda info: info.text("url"))

    def _secret(self, key: str) -> str:
        """What calls to the address that ends in ``key`` must bring along."""
        token = self.values["token"].encode()
        return hmac.new(token, key.encode(), hashlib.sha256).hexdigest()


def number_of(update: Any) -> int:
    """The id of an update, which counts up; 0 if it has none."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if isinstance(found, int) else 0


def profile_of(me: Node) -> Profile:
    handle = me.need("username")
    url = f"https://t.me/{handle}"
    name = me.text("first_name")
    return Profile(external_id=me.need("id"), handle=handle, name=name, url=url)


def path_of(file: Node) -> str:
    return file.need("file_path")


def sent_of(message: Node) -> Sent:
    return Sent(
        external_id=str(Address.of_message(message)),
        url=url_of(message),
        sent_at=message.epoch("date"),
    )
