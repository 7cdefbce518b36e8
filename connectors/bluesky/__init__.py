"""Bluesky: mentions, answers and quotes of an account, and its direct messages."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timezone
from typing import ClassVar

from ..base import Connector, Finds, Moderates, Pulls, Refreshes
from ..errors import AuthError, ConnectorError, SettingsError, UnsupportedError, _lt
from ..http import Response
from ..types import (
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
    Tokens,
    Visibility,
)
from . import write
from .answers import moment_of, part
from .client import Client
from .failures import explained
from .fetch import fetch_page
from .parse import APP, POST, events, message_id, url_of
from .session import account_of
from .settings import SETTINGS, STEPS, STEPS_URL
from .text import facets

PUBLIC = Limits(
    text_length=300,
    text_unit="grapheme",
    attachments=4,
    attachment_bytes=4 * write.IMAGE_BYTES,
    attachment_types=("image/",),
)
DIRECT = Limits(text_length=1000, text_unit="grapheme", takes_files=False)
MODERATIONS: dict[Kind, tuple[Moderation, ...]] = {
    "comment": ("hide", "unhide", "like", "unlike", "block", "unblock"),
    "direct": ("block", "unblock"),
}
ELSEWHERE: tuple[Moderation, ...] = ("like", "unlike", "block", "unblock")
Moderate = Callable[[Client, Target, str], None]


class BlueskyConnector(Connector, Refreshes, Pulls, Finds, Moderates):
    """One account, by an app password.

    A session is begun with the password once and then kept alive, since few may be
    begun (30 in 5 minutes, 300 a day); without one, each call raises ``AuthError``,
    upon which ``refresh`` is asked for.
    """

    code = "bluesky"
    label = _lt("Bluesky")
    icon = "fa-cloud"
    settings = SETTINGS
    steps = STEPS
    steps_url = STEPS_URL
    limits = PUBLIC

    moderate_by: ClassVar[dict[Moderation, Moderate]] = {
        "like": lambda client, target, _: write.like(client, target.external_id),
        "unlike": lambda client, target, _: write.unlike(client, target.external_id),
        "delete": lambda client, target, _: write.delete(client, target.external_id),
        "block": lambda client, _, author: write.block(client, author),
        "unblock": lambda client, _, author: write.unblock(client, author),
        "hide": lambda client, target, _: write.hide(
            client, target.thread_id, target.external_id
        ),
        "unhide": lambda client, target, _: write.hide(
            client, target.thread_id, target.external_id, hidden=False
        ),
    }

    @property
    def client(self) -> Client:
        return Client(self.http, self.values)

    def explain(self, response: Response) -> ConnectorError | None:
        return explained(self.http, response)

    def refresh(self) -> Tokens:
        """A session kept alive or, failing that, begun anew with the password."""
        if account_of(self.values) and self.values["refresh_token"]:
            with suppress(AuthError):  # unused for months, or signed out elsewhere
                return self.client.renew()
        return self.client.sign_in()

    def verify(self) -> Profile:
        client = self.client
        session = client.get("com.atproto.server.getSession")
        if session.get("active") is False:
            text = _lt("The account is not active: %(status)s.")
            status = str(session.get("status") or "-")
            raise SettingsError(text, code="inactive", status=status)
        did = client.account.did
        client.get("app.bsky.notification.listNotifications", limit=1)
        if self.values["direct_messages"]:
            client.get("chat.bsky.convo.listConvos", chat=True, limit=1)
        found = client.get("app.bsky.actor.getProfile", actor=did)
        handle = str(found.get("handle") or "")
        followers = found.get("followersCount")
        return Profile(
            external_id=did,
            handle=handle,
            name=str(found.get("displayName") or handle),
            url=f"{APP}/{did}",
            avatar_url=str(found.get("avatar") or ""),
            followers=followers if isinstance(followers, int) else 0,
        )

    # Receiving

    def fetch(self, cursor: str) -> Page:
        return fetch_page(self.client, cursor, bool(self.values["direct_messages"]))

    def parse(self, payload: Payload) -> Iterator[Event]:
        return events(payload, bool(self.values["direct_messages"]))

    # Sending

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        return DIRECT if visibility == "private" else PUBLIC

    def external_id_of(self, reply: Reply) -> str:
        """A post's address, made from the answer's key; a chat message's id is the
        platform's choice."""
        account = account_of(self.values)
        if reply.visibility == "private" or not account:
            return ""
        return f"at://{account.did}/{POST}/{write.tid(reply.key)}"

    def send(self, reply: Reply) -> Sent:
        """A post, which a repeat does not double, or a direct message."""
        if reply.visibility == "private":
            return self._send_direct(reply)
        if found := self.find_sent(reply):
            return found
        client = self.client
        record = write.answer(client, reply)
        client.put(POST, write.tid(reply.key), record)
        return self._sent(reply, record)

    def find_sent(self, reply: Reply) -> Sent | None:
        """The post with the answer's key; direct messages bear no such key."""
        if reply.visibility == "private":
            return None
        found = self.client.record(POST, write.tid(reply.key))
        return self._sent(reply, part(found, "value")) if found else None

    def _sent(self, reply: Reply, record: dict[str, object]) -> Sent:
        uri = self.external_id_of(reply)
        moment = moment_of(record.get("createdAt"))
        return Sent(external_id=uri, url=url_of(uri), sent_at=moment)

    def _send_direct(self, reply: Reply) -> Sent:
        if reply.attachments:
            text = _lt("Direct messages on Bluesky take no files.")
            raise UnsupportedError(text, code="files")
        client, convo = self.client, reply.thread_id
        message: dict[str, object] = {"text": reply.text}
        if found := facets(reply.text, client.resolve):
            message["facets"] = found
        if not convo or convo.startswith("at://"):  # in answer to a post
            convo = self._convo_with(reply.recipient)
        body = {"convoId": convo, "message": message}
        sent = client.post("chat.bsky.convo.sendMessage", body, chat=True)
        return Sent(
            external_id=message_id(convo, str(sent.get("id") or "")),
            sent_at=datetime.now(timezone.utc),
        )

    def _convo_with(self, person: Profile | None) -> str:
        members = [person.external_id if person else ""]
        name = "chat.bsky.convo.getConvoForMembers"
        convo = part(self.client.ask(name, chat=True, members=members), "convo")
        return str(convo.get("id") or "")

    # Moderation

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        if from_us:
            return () if kind == "direct" else ("like", "unlike", "delete")
        return MODERATIONS.get(kind, ELSEWHERE)

    def moderate(self, action: Moderation, target: Target) -> None:
        author = target.author.external_id if target.author else ""
        self.moderate_by[action](self.client, target, author)
