"""WhatsApp Cloud API: one phone number of a business.

https://developers.facebook.com/documentation/business-messaging/whatsapp (v26.0,
2026-11). Messages come by webhook alone: they cannot be fetched.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..base import Downloads, Moderates, Webhooks
from ..errors import (
    ConnectorError,
    PayloadError,
    RetryableError,
    UnknownOutcomeError,
    _lt,
)
from ..graph import check_signature, handshake
from ..http import MOST_BYTES, Response
from ..payload import Node, read_json
from ..types import (
    Attachment,
    Event,
    Kind,
    Limits,
    Moderation,
    Payload,
    Reply,
    Sent,
    Target,
    WebhookAnswer,
    WebhookRequest,
)
from .account import BusinessAccount
from .failures import explain_whatsapp
from .messages import message_events, status_events
from .settings import SETTINGS, STEPS
from .write import DOCUMENT_BYTES, answer, check_files, moderation

OBJECT = "whatsapp_business_account"
# By the webhook's field: the list of what it tells, and what one is called in payloads.
LISTS = {
    "messages": (("messages", "message"), ("statuses", "status")),
    "smb_message_echoes": (("message_echoes", "message"),),
}


class WhatsAppConnector(BusinessAccount, Webhooks, Downloads, Moderates):
    """One phone number. A conversation is with one person or group.

    The person can be answered freely for 24 hours after each message, then by
    templates that Meta approved.
    """

    code = "whatsapp"
    label = _lt("WhatsApp")
    icon = "fa-whatsapp"
    limits = Limits(text_length=4096, attachments=1, attachment_bytes=DOCUMENT_BYTES)
    settings = SETTINGS
    steps = STEPS
    steps_url = "https://developers.facebook.com/apps/"
    needs = BusinessAccount.scopes
    asks_for_key = True

    def explain(self, response: Response) -> ConnectorError | None:
        return explain_whatsapp(self.http, response)

    # -- receiving ---------------------------------------------------------------------

    def challenge(self, request: WebhookRequest) -> WebhookAnswer | None:
        return handshake(request, request.key)

    def receive(self, request: WebhookRequest) -> tuple[Payload, ...]:
        """What concerns this number: an app's calls may tell of several.

        Nothing says when a call was signed, and Meta repeats for days: none is too old.
        """
        check_signature(request, self.values["client_secret"])
        with suppress(ValueError, RecursionError, PayloadError):
            call = read_json(Payload(external_id="call", body=request.body))
            return tuple(self._arrivals(call))
        name = f"call:{hashlib.sha256(request.body).hexdigest()}"
        return (Payload(external_id=name, body=request.body),)

    def _arrivals(self, call: Node) -> Iterator[Payload]:
        if call.text("object") != OBJECT:
            return
        for entry in call.nodes("entry"):
            for change in entry.nodes("changes"):
                field, value = change.text("field"), change.node("value")
                number = value.node("metadata").text("phone_number_id")
                if field in LISTS and number == self.number_id:
                    yield from self._told(field, value)

    def _told(self, field: str, value: Node) -> Iterator[Payload]:
        for place, name in LISTS[field]:
            for one in value.nodes(place):
                body = {"metadata": value.value["metadata"], name: one.value}
                external_id = one.need("id")
                if name == "status":
                    external_id = f"{external_id}:{one.text('status')}"
                else:
                    body["contact"] = contact_of(value, one)
                    body["echo"] = field != "messages"
                yield Payload(external_id=external_id, body=json.dumps(body).encode())

    def parse(self, payload: Payload) -> Iterator[Event]:
        body = read_json(payload)
        if "status" in body:
            yield from status_events(body)
        else:
            yield from message_events(body)

    def download(self, attachment: Attachment) -> Attachment:
        """Meta keeps files for 30 days; the address is good for five minutes."""
        found = self.ask(attachment.remote_id, phone_number_id=self.number_id)
        size, url = found.get("file_size"), str(found.get("url") or "")
        if str(size or 0).isdigit() and int(size or 0) > MOST_BYTES:
            text = _lt("The file is too large to be fetched.")
            raise self.http.permanent(text, code="size")
        if not url:
            raise self.unreadable()
        content = self.http.query(url, headers=self.authorized()).body
        return replace(attachment, content=content, size=len(content))

    # -- answering ---------------------------------------------------------------------

    def send(self, reply: Reply) -> Sent:
        """A message that quotes the one it answers.

        :raises UnsupportedError: several files, or one with a text of more than 1024
            characters: that would be two messages
        """
        check_files(reply)
        media_id = "".join(map(self._uploaded, reply.attachments))
        return self._sent(answer(reply, media_id))

    def _uploaded(self, file: Attachment) -> str:
        """Nobody sees a file before a message holds it."""
        found = self.act(
            "POST",
            f"{self.number_id}/media",
            repeatable=True,
            data={"messaging_product": "whatsapp", "type": file.mimetype},
            files={"file": (file.filename, file.content, file.mimetype)},
        )
        if media_id := found.get("id"):
            return str(media_id)
        text = _lt("WhatsApp did not say whether it took the file.")
        raise RetryableError(text, code="no_id")

    def _sent(self, body: dict[str, Any]) -> Sent:
        found = self.act("POST", f"{self.number_id}/messages", json=body).get(
            "messages"
        )
        first = found[0] if isinstance(found, list) and found else None
        external_id = first.get("id") if isinstance(first, dict) else None
        if not external_id:
            text = _lt("%(platform)s did not say whether it took the answer.")
            raise UnknownOutcomeError(text, code="no_id", platform=self.label)
        return Sent(external_id=str(external_id))

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        """WhatsApp lets block who wrote within the last 24 hours."""
        return () if from_us else ("like", "unlike", "block", "unblock")

    def moderate(self, action: Moderation, target: Target) -> None:
        """A like is a reaction, that is, a message of its own."""
        method, edge, body = moderation(action, target)
        path = f"{self.number_id}/{edge}"
        self.act(method, path, repeatable=True, json=body)


def contact_of(value: Node, message: Node) -> dict[str, Any]:
    """Who is on the other side, of those that a call names."""
    sides = ("from", "from_user_id", "to", "to_user_id")
    ids = set(filter(None, map(message.text, sides)))
    contacts = list(value.nodes("contacts"))
    for contact in contacts:
        if ids & {contact.text("wa_id"), contact.text("user_id")}:
            return contact.value
    return contacts[0].value if len(contacts) == 1 else {}
