"""What Telegram's updates say: https://core.telegram.org/bots/api#update (10.3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..payload import Node
from ..text import clean
from ..types import Attachment, EditEvent, Event, MessageEvent, Post, Profile

# Fields of a message that hold one file: its media type, and its name's ending.
FILES = {
    "animation": ("video/mp4", "mp4"),
    "audio": ("audio/mpeg", "mp3"),
    "document": ("application/octet-stream", "bin"),
    "live_photo": ("video/mp4", "mp4"),
    "sticker": ("image/webp", "webp"),
    "video": ("video/mp4", "mp4"),
    "video_note": ("video/mp4", "mp4"),
    "voice": ("audio/ogg", "ogg"),
}
# What Telegram itself notes in a chat; nobody wrote it.
NOTES = re.compile(
    r"new_chat_|left_chat_|delete_chat_|chat_(owner|background|shared)|group_chat_"
    r"|supergroup_chat_|channel_chat_|message_auto_|migrate_|pinned_|forum_|general_"
    r"|video_chat_|boost_|connected_|write_access_|proximity_|users_shared|checklist_t"
    r"|giveaway|poll_option_|suggested_|paid_message_|direct_message_price|community_"
    r"|managed_|successful_payment|refunded_payment|gift|unique_gift|web_app_data"
)
PRIVATE_PREFIX = "-100"  # before the ids of supergroups and channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A chat and, where it has topics, one of them: ``123``, ``-100123:7`` or, for
    direct messages to a channel, ``-100123:d7``; a message's id comes after a slash."""

    chat: str
    topic: str = ""
    message: str = ""

    @classmethod
    def of(cls, text: str) -> "Address":
        place, _, message = text.partition("/")
        chat, _, topic = place.partition(":")
        return cls(chat=chat, topic=topic, message=message)

    @classmethod
    def of_message(cls, message: Node) -> "Address":
        topic = ""
        if "direct_messages_topic" in message:
            topic = "d" + message.node("direct_messages_topic").need("topic_id")
        elif message.flag("is_topic_message"):
            topic = message.need("message_thread_id")
        chat = message.node("chat").need("id")
        return cls(chat=chat, topic=topic, message=message.need("message_id"))

    @property
    def place(self) -> str:
        return f"{self.chat}:{self.topic}" if self.topic else self.chat

    def __str__(self) -> str:
        return f"{self.place}/{self.message}"


class MessageReader:
    """Messages of one bot.

    :param bot_id: the number at the beginning of its token
    :param username: its name, by which groups call it; may be empty
    """

    def __init__(self, bot_id: str, username: str) -> None:
        self.bot_id = bot_id
        name = re.escape(username.strip().lstrip("@"))
        self.called = re.compile(rf"@{name}(?!\w)", re.I) if name else None

    def events(self, update: Node) -> Iterator[Event]:
        """Private chats; in groups what calls or answers the bot, and comments on a
        channel's posts."""
        message = update.node("message") or update.node("edited_message")
        if not message:
            return
        event = self.event(message)
        if is_note(message) or not self._is_for_us(event, message):
            return
        if "edited_message" in update:
            yield EditEvent(
                external_id=event.external_id,
                body=event.body,
                text=event.text,
                edited_at=message.epoch("edit_date"),
            )
        else:
            yield event

    def event(self, message: Node) -> MessageEvent:
        address = Address.of_message(message)
        answered = message.node("reply_to_message")
        is_comment = answered.flag("is_automatic_forward")
        channel = answered.node("sender_chat").text("id") if is_comment else ""
        # all that is written in a topic answers the note that began it
        is_answer = answered and not is_comment and not is_note(answered)
        ancestors = (str(Address.of_message(answered)),) if is_answer else ()
        author = author_of(message)
        text = text_of(message)
        files = tuple(files_of(message))
        is_direct = is_private(message.node("chat"))
        return MessageEvent(
            external_id=str(address),
            author=author,
            sent_at=message.epoch("date"),
            body=text,
            text=text,
            quoted=message.node("quote").text("text"),
            kind="direct" if is_direct else "comment" if is_comment else "mention",
            thread_id=address.place if is_direct else "",
            ancestor_ids=ancestors,
            from_us=author.external_id in (self.bot_id, channel),
            visibility="private" if is_direct else "public",
            url=url_of(message),
            attachments=files,
            is_partial=not text and not files,
            post=post_of(answered) if is_comment else None,
        )

    def _is_for_us(self, event: MessageEvent, message: Node) -> bool:
        if message.flag("is_automatic_forward"):
            return False
        if event.kind != "mention" or event.from_us:
            return True
        answered = message.node("reply_to_message").node("from")
        if answered.text("id") == self.bot_id:
            return True
        if self.called and self.called.search(event.text):
            return True
        return any(
            entity.node("user").text("id") == self.bot_id
            for entity in entities_of(message)
        )


def entities_of(message: Node) -> Iterator[Node]:
    """What parts of the text are: names, links and so on."""
    yield from message.nodes("entities")
    yield from message.nodes("caption_entities")


def is_note(message: Node) -> bool:
    return any(map(NOTES.match, message.keys()))


def is_private(chat: Node) -> bool:
    return chat.text("type") == "private" or chat.flag("is_direct_messages")


def author_of(message: Node) -> Profile:
    """The person; for who writes as a group or a channel, that."""
    chat = message.node("sender_chat")
    one = chat or message.node("from")
    names = (one.text("first_name"), one.text("last_name"), one.text("title"))
    handle = one.text("username")
    return Profile(
        external_id=one.need("id"),
        handle=handle,
        name=" ".join(filter(None, names)),
        url=f"https://t.me/{handle}" if handle else "",
    )


def url_of(message: Node) -> str:
    """The address of a message in a group or channel; private chats have none."""
    chat = message.node("chat")
    name, number = chat.text("username"), chat.text("id")
    if is_private(chat) or not (name or number.startswith(PRIVATE_PREFIX)):
        return ""
    place = name or f"c/{number.removeprefix(PRIVATE_PREFIX)}"
    return f"https://t.me/{place}/{message.need('message_id')}"


def post_of(forward: Node) -> Post:
    """The channel's post, from its copy in the discussion group."""
    origin = forward.node("forward_origin")
    chat = origin.node("chat")
    name, number = chat.text("username"), origin.text("message_id")
    return Post(
        external_id=str(Address.of_message(forward)),
        text=text_of(forward),
        url=f"https://t.me/{name}/{number}" if name and number else "",
        author_name=chat.text("title"),
        sent_at=origin.epoch("date"),
    )


def text_of(message: Node) -> str:
    """The text with the addresses behind its words, or what else was said, in signs
    that need no translation."""
    if text := message.text("text") or message.text("caption"):
        hidden = (entity.text("url") for entity in entities_of(message))
        return "\n".join((text, *(url for url in hidden if url and url not in text)))
    return "\n".join(filter(None, _told(message)))


def _told(message: Node) -> Iterator[str]:
    venue, contact = message.node("venue"), message.node("contact")
    place = venue.node("location") or message.node("location")
    yield from (venue.text("title"), venue.text("address"))
    if place:
        # decimal numbers, for which ``Node`` has no method
        where = [str(place.value.get(one)) for one in ("latitude", "longitude")]
        yield clean(f"\U0001f4cd {', '.join(where)}")[:60]
    if contact:
        names = ("first_name", "last_name", "phone_number")
        yield " ".join(filter(None, ("\U0001f464", *map(contact.text, names))))
    dice, poll = message.node("dice"), message.node("poll")
    yield f"{dice.text('emoji')} {dice.text('value')}".strip()
    yield poll.text("question")
    yield from (f"- {one.text('text')}" for one in poll.nodes("options"))
    yield message.node("sticker").text("emoji")


def files_of(message: Node) -> Iterator[Attachment]:
    """The files, the largest size of a picture; each to be downloaded by its id."""
    sizes = list(message.nodes("photo"))
    if sizes:
        largest = max(sizes, key=lambda one: one.number("width") * one.number("height"))
        yield _file(largest, "photo", "image/jpeg", "jpg")
    for field, (mimetype, ending) in FILES.items():
        # an animation comes as a document too, for programs of long ago
        if field in message and not (field == "document" and "animation" in message):
            yield _file(message.node(field), field, mimetype, ending)


def _file(one: Node, field: str, mimetype: str, ending: str) -> Attachment:
    if one.flag("is_animated"):
        mimetype, ending = "application/x-tgsticker", "tgs"
    elif one.flag("is_video"):
        mimetype, ending = "video/webm", "webm"
    return Attachment(
        filename=one.text("file_name") or f"{field}.{ending}",
        mimetype=one.text("mime_type") or mimetype,
        size=max(0, one.number("file_size")),
        remote_id=one.need("file_id"),
    )
