"""Anything else: signed JSON in and out, in the inbox's own documented form.

The form is docs/webhook-channel.md and docs/webhook-schema.json. A signature is the
HMAC-SHA256 of the time, a dot and the body, so that none is of use later.
"""

import hmac
import json
import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from .base import Connector, Moderates, Webhooks
from .errors import (
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    UnsupportedError,
    WebhookRejected,
    _lt,
)
from .types import (
    Event,
    Kind,
    Limits,
    Moderation,
    Payload,
    Profile,
    Reply,
    Sent,
    Target,
    Visibility,
    WebhookAnswer,
    WebhookRequest,
)
from .webhook_answers import moderation_event, reply_event
from .webhook_events import LONGEST_ID, VERSION, event_of, payloads_of
from .webhook_settings import SETTINGS, STEPS

WINDOW = 300  # seconds that a call may be old, or its sender's clock be ahead
SHORTEST_SECRET = 16
CHALLENGE = re.compile(r"[\w-]{1,200}", re.ASCII)
LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
OURS: tuple[Moderation, ...] = ("delete",)
THEIRS: tuple[Moderation, ...] = (
    "hide", "unhide", "like", "unlike", "delete", "block", "unblock",
)  # fmt: skip


class WebhookConnector(Connector, Webhooks, Moderates):
    """Arrivals are posted to the channel's address, answers to the reply address."""

    code = "webhook"
    label = _lt("Webhook")
    icon = "fa-plug"
    limits = Limits(takes_files=False)
    steps = STEPS
    settings = SETTINGS

    def can_send(self) -> bool:
        return bool(self.values["reply_url"])

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        takes = bool(self.values["takes_files"])
        return Limits(
            text_length=max(0, int(self.values["text_length"])),
            takes_files=takes,
            attachments=10 if takes else 0,
            attachment_bytes=10 * 2**20 if takes else 0,
        )

    def verify(self) -> Profile:
        """A signed ping to the reply address, if there is one.

        :raises SettingsError: the secret is too short, the address is none, or
            whatever answers there does not know the ping
        """
        if not self._has_secret():
            text = _lt("Choose a secret of %(length)s characters or more.")
            raise SettingsError(text, code="secret", length=str(SHORTEST_SECRET))
        if not self.can_send():
            return Profile(external_id="webhook", handle="webhook")
        challenge = secrets.token_urlsafe(24)
        ping = {"version": VERSION, "event": "ping", "challenge": challenge}
        body, headers = self._signed(ping)
        url = self._reply_url()
        answer = self.http.query_json(url, method="POST", data=body, headers=headers)
        if not isinstance(answer, dict) or answer.get("challenge") != challenge:
            text = _lt(
                "The reply address does not answer the ping: it must give back the "
                "challenge as JSON."
            )
            raise SettingsError(text, code="challenge")
        host = str(urlsplit(url).hostname)
        return Profile(external_id=host, handle=host)

    # -- receiving ---------------------------------------------------------------------

    def challenge(self, request: WebhookRequest) -> WebhookAnswer | None:
        """A ping, signed or as a GET with ``?challenge=…``: proves our address.

        The answer to the latter is signed with the word challenge in place of a time,
        so that nobody gets a signature for a message from us.
        """
        if request.method == "GET":
            word = request.query.get("challenge", "")
            if not CHALLENGE.fullmatch(word):
                return None
            signature = self._signature(b"challenge", word.encode())
            return _json_answer({"challenge": word, "signature": signature})
        if b'"ping"' not in request.body:
            return None
        self._check(request)
        try:
            ping = json.loads(request.body)
        except (ValueError, RecursionError):
            return None
        if not isinstance(ping, dict) or ping.get("event") != "ping":
            return None
        return _json_answer({"challenge": ping.get("challenge") or ""})

    def receive(self, request: WebhookRequest) -> tuple[Payload, ...]:
        """The events of a signed call; one that cannot be read is kept whole."""
        self._check(request)
        return tuple(payloads_of(request.body))

    def _check(self, request: WebhookRequest) -> None:
        """:raises WebhookRejected: not signed with the secret, or not just now"""
        if not self._has_secret():
            raise WebhookRejected(_lt("The channel has no secret."), code="secret")
        time = request.headers.get("x-timestamp", "")
        given = request.headers.get("x-signature-256", "").replace(",", " ").split()
        if not (time.isascii() and time.isdigit() and len(time) < 13):
            raise WebhookRejected(_lt("The call tells no time."), code="time")
        wanted = self._signature(time.encode(), request.body).encode()
        matches = [hmac.compare_digest(wanted, one.encode()) for one in given[:5]]
        if not any(matches):
            raise WebhookRejected(_lt("The signature is wrong."), code="signature")
        now = request.received_at or datetime.now(timezone.utc)
        if abs(now.timestamp() - int(time)) > WINDOW:
            raise WebhookRejected(_lt("The call is too old."), code="time")

    def parse(self, payload: Payload) -> Iterator[Event]:
        yield event_of(payload)

    # -- sending -----------------------------------------------------------------------

    def send(self, reply: Reply) -> Sent:
        """Post the answer; the receiver says which id it has got.

        :raises SettingsError: there is no address for answers
        """
        answer = self._post(reply_event(reply), reply.key)
        given = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(given, str) or not 0 < len(given) <= LONGEST_ID:
            kind = (
                RetryableError if self.values["honours_keys"] else UnknownOutcomeError
            )
            text = _lt("The reply address took the answer but gave no id back.")
            raise kind(text, code="id")
        url = answer.get("url")
        is_web = isinstance(url, str) and url.startswith(("https://", "http://"))
        return Sent(external_id=given, url=url if is_web else "")

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        if not (self.values["moderates"] and self.can_send()):
            return ()
        return OURS if from_us else THEIRS

    def moderate(self, action: Moderation, target: Target) -> None:
        """Post the request; the receiver takes a repeat as the same."""
        if action not in self.moderations(target.kind, target.from_us):
            raise UnsupportedError(_lt("The webhook cannot do that."), code=action)
        name = f"{action} {target.external_id}".encode()
        body, headers = self._signed(moderation_event(action, target))
        headers["Idempotency-Key"] = sha256(name).hexdigest()[:32]
        self.http.command(
            "POST", self._reply_url(), repeatable=True, data=body, headers=headers
        )

    def _post(self, event: dict[str, Any], key: str) -> Any:
        body, headers = self._signed(event)
        headers["Idempotency-Key"] = key
        response = self.http.command(
            "POST",
            self._reply_url(),
            repeatable=bool(self.values["honours_keys"]),
            data=body,
            headers=headers,
        )
        return self.http.json_of(response)

    def _has_secret(self) -> bool:
        return len(str(self.values["secret"])) >= SHORTEST_SECRET

    def _reply_url(self) -> str:
        """:raises SettingsError: it is no https address; http is for this machine"""
        url = str(self.values["reply_url"]).strip()
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or is_local):
            text = _lt("The reply address must begin with https://.")
            raise SettingsError(text, code="reply_url")
        return url

    def _signed(self, event: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        body = json.dumps(event, ensure_ascii=False).encode(errors="replace")
        time = str(int(datetime.now(timezone.utc).timestamp()))
        return body, {
            "Content-Type": "application/json",
            "X-Timestamp": time,
            "X-Signature-256": self._signature(time.encode(), body),
        }

    def _signature(self, time: bytes, body: bytes) -> str:
        key = str(self.values["secret"]).encode()
        return f"sha256={hmac.new(key, time + b'.' + body, sha256).hexdigest()}"


def _json_answer(values: dict[str, Any]) -> WebhookAnswer:
    return WebhookAnswer(body=json.dumps(values), content_type="application/json")
