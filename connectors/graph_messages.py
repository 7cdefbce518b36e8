"""The inbox of direct messages of a page or an account: fetched, answered, searched.

https://developers.facebook.com/documentation/business-messaging/messenger-platform:
send-messages, conversations, discovery/private-replies, send-messages/attachment-upload
(2026-11)
"""

import json
from datetime import timedelta
from typing import Any, ClassVar

from .base import Finds, Moderates
from .errors import PermanentError, RetryableError, UnknownOutcomeError, _lt
from .graph_account import Body, GraphAccount, Read, as_payload, next_page, objects
from .graph_direct import PREFIX, DirectReader, moment
from .payload import Node
from .text import one_line
from .types import Attachment, Moderation, Reply, Sent, Target

WINDOW, HUMAN_WINDOW = timedelta(hours=24), timedelta(days=7)
THREADS = 10
MESSAGES = 20  # Meta tells no more of a conversation
FILE_KINDS = ("image", "video", "audio")
BLOCKS = {"block": "BLOCK_USER", "unblock": "UNBLOCK_USER"}


class GraphMessages(GraphAccount, Finds, Moderates):
    """An account with direct messages; ``inbox`` is whose conversations they are."""

    messenger: ClassVar[str]  # what the Graph calls the platform
    message_fields: ClassVar[str]
    person_fields: ClassVar[str]

    @property
    def inbox(self) -> str:
        return self.own_id

    @property
    def reader(self) -> DirectReader:
        window = HUMAN_WINDOW if self.values["human_agent"] else WINDOW
        return DirectReader(frozenset((self.own_id, self.inbox)), window)

    # -- receiving ---------------------------------------------------------------------

    def direct_arrival_id(self, one: Body) -> str:
        """The id of what ``messaging`` tells; "" if it is of no interest."""
        for key in ("message", "postback", "message_edit", "read", "delivery"):
            told = one.get(key)
            if not isinstance(told, dict):
                continue
            mids = told.get("mids") or told.get("mid")
            mids = [str(mid) for mid in (mids if isinstance(mids, list) else [mids])]
            if key == "message_edit":
                key = f"edit{told.get('num_edit')}"
            elif key in ("message", "postback"):
                key = "deleted" if told.get("is_deleted") else ""
            known = ":".join(mid for mid in mids if mid not in ("", "None"))
            return ":".join(filter(None, (known, key))) if known else ""
        return ""

    def with_person(self, body: Node) -> Body:
        """A told message with its author's profile, which webhooks do not bring."""
        one = body.node("messaging")
        message = one.node("message") or one.node("postback")
        sender = one.node("sender").text("id")
        if not message or message.flag("is_echo") or not sender or "person" in body:
            return body.value
        person = self.looked_up(sender, fields=self.person_fields)
        return {**body.value, "person": person} if person else body.value

    def read_direct(self, since: int, todo: Body) -> Read:
        """Conversations with something new, the latest first; their messages since."""
        fields = f"messages.limit({MESSAGES}){{{self.message_fields}}}"
        found = self.ask_edge(
            f"{self.inbox}/conversations",
            platform=self.messenger,
            updated_after_ms=since * 1000,
            fields=f"id,updated_time,{fields}",
            limit=THREADS,
            **after_of(todo),
        )
        threads = objects(found)
        messages = [
            one for thread in threads for one in objects(thread.get("messages"))
        ]
        fresh = newest_last(messages, "created_time", since)
        payloads = [
            as_payload(str(one["id"]), {"message": one}) for one in fresh if "id" in one
        ]
        after = next_page(found)
        # Versions of the API before 26 do not know updated_after_ms.
        has_more = after and len(newest_last(threads, "updated_time", since)) > 0
        return payloads, [{**todo, "after": after}] if has_more else []

    # -- sending -----------------------------------------------------------------------

    def send_direct(self, reply: Reply, **recipient: str) -> Sent:
        """A file goes as a message of its own, before the text.

        :param recipient: ``id``, or ``comment_id`` or ``post_id`` for a private answer
        """
        files = [self._uploaded(one) for one in reply.attachments]
        parts = [{"attachment": one} for one in files]
        if reply.text or not parts:
            parts.append({"text": reply.text, **self.tracked(reply)})
        answer: Body = {}
        for part in parts:
            answer = self._send_part(part, recipient, is_first=part is parts[0])
        return Sent(external_id=self.new_id(answer, "message_id"))

    def _send_part(self, part: Body, recipient: Body, *, is_first: bool) -> Body:
        body = {"recipient": recipient, "message": part}
        if "id" in recipient:
            body |= self.permission()
        try:
            return self.act("POST", f"{self.inbox}/messages", json=body)
        except RetryableError as error:
            if is_first:
                raise
            text = _lt("A file was sent to %(platform)s, the text perhaps not.")
            raise UnknownOutcomeError(
                text, code="half_sent", detail=error.detail, platform=self.label
            ) from None

    def permission(self) -> dict[str, str]:
        """By what right it is sent: as an answer, or by a person within 7 days."""
        if self.values["human_agent"]:
            return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        return {"messaging_type": "RESPONSE"}

    def tracked(self, reply: Reply) -> dict[str, str]:
        """What the platform gives back with its echo."""
        return {}

    def new_id(self, answer: Body, key: str) -> str:
        """The id of what was just written.

        :raises UnknownOutcomeError: the answer has none
        """
        if external_id := answer.get(key):
            return str(external_id)
        text = _lt("%(platform)s did not say whether it took the answer.")
        raise UnknownOutcomeError(text, code="no_id", platform=self.label)

    upload_path: ClassVar[str] = "message_attachments"

    @property
    def upload_to(self) -> dict[str, str]:
        return {"platform": self.messenger}

    def _uploaded(self, file: Attachment) -> Body:
        """Put a file on the platform, which changes nothing that anybody sees."""
        kind = file.mimetype.partition("/")[0]
        kind = kind if kind in FILE_KINDS else "file"
        attachment = {"type": kind, "payload": {"is_reusable": True}}
        answer = self.act(
            "POST",
            f"{self.inbox}/{self.upload_path}",
            repeatable=True,
            data={"message": json.dumps({"attachment": attachment}), **self.upload_to},
            files={"filedata": (file.filename, file.content, file.mimetype)},
        )
        uploaded = self.new_id(answer, "attachment_id")
        return {"type": kind, "payload": {"attachment_id": uploaded}}

    # -- looking for -------------------------------------------------------------------

    def find_direct(self, reply: Reply, person: str) -> Sent | None:
        """Our message with that text, after the one that it answers."""
        found = self.ask_edge(
            f"{self.inbox}/conversations",
            platform=self.messenger,
            user_id=person,
            fields=f"messages.limit({MESSAGES}){{id,created_time,from,message}}",
        )
        threads = objects(found)
        for one in objects(threads[0].get("messages")) if threads else []:
            if one.get("id") == reply.parent_id:
                return None
            if self.is_ours(one, reply, "message"):
                return found_as(one, "created_time")
        return None

    def is_ours(self, one: Body, reply: Reply, key: str) -> bool:
        author = one.get("from")
        author_id = author.get("id") if isinstance(author, dict) else ""
        same = one_line(str(one.get(key) or "")) == one_line(reply.text)
        if not same or author_id not in (self.own_id, self.inbox):
            return False
        sent_at = found_as(one, "created_time").sent_at
        return not (reply.sent_at and sent_at and sent_at < reply.sent_at)

    def person_of(self, reply: Reply) -> str:
        """Whom a private answer goes to."""
        if reply.thread_id.startswith(PREFIX):
            return person_of(reply.thread_id)
        return reply.recipient.external_id if reply.recipient else ""

    # -- moderating --------------------------------------------------------------------

    def until_gone(self, action: Moderation, *call: str, **options: Any) -> None:
        """A call that may be repeated; what is gone already needs no removing."""
        try:
            self.act(*call, repeatable=True, **options)
        except PermanentError as error:
            if action != "delete" or error.code != "gone":
                raise

    def block(self, action: Moderation, target: Target) -> None:
        """Block the person of a conversation, in it."""
        self.act(
            "POST",
            f"{self.inbox}/moderate_conversations",
            repeatable=True,
            json={
                "user_ids": [{"id": person_of(target.thread_id)}],
                "actions": [BLOCKS[action]],
            },
        )


def person_of(thread_id: str) -> str:
    """Whose conversation it is."""
    return thread_id.removeprefix(PREFIX)


def found_as(one: Body, time_key: str) -> Sent:
    return Sent(external_id=str(one.get("id")), sent_at=moment(Node(one), time_key))


def newest_last(found: list[Body], key: str, since: int) -> list[Body]:
    """Those of ``since`` or later, oldest first."""
    timed = []
    for one in found:
        at = moment(Node(one), key)
        if at and at.timestamp() >= since:
            timed.append((at, one))
    return [one for _at, one in sorted(timed, key=lambda pair: pair[0])]


def after_of(todo: Body) -> dict[str, Any]:
    return {"after": todo["after"]} if todo.get("after") else {}
