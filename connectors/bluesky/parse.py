"""Reading what ``fetch`` cut: a notification with the posts around it, an answer of our
own, or an entry of the chat's log.

``{"me": did, "notification": …, "posts": {uri: …}}``, the same with ``own`` in place of
the notification, or ``{"me": did, "log": …}``; the parts are as the platform gave them,
see the lexicons app.bsky.notification.listNotifications, app.bsky.feed.defs and
chat.bsky.convo.defs.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..errors import _lt
from ..payload import Node, read_json
from ..types import (
    DeletionEvent,
    Event,
    Kind,
    MessageEvent,
    Payload,
    Post,
    Profile,
    Visibility,
)
from .embeds import cards, files, media, quoted
from .text import readable

APP = "https://bsky.app/profile"
POST = "app.bsky.feed.post"
KINDS: dict[str, Kind] = {"reply": "comment", "mention": "mention", "quote": "mention"}
FEW = _lt("The author lets only some people answer.")
BLOCKED = _lt("One of the two accounts has blocked the other.")


def events(payload: Payload, chats: bool) -> Iterator[Event]:
    """:param chats: whether the account may write direct messages"""
    arrival = read_json(payload)
    around = Around(arrival.node("posts"), arrival.need("me"))
    if "log" in arrival:
        yield from _chat_events(arrival.node("log"), around.me)
    elif "own" in arrival:
        yield _own(arrival.node("own"), around)
    elif "notification" in arrival:
        yield from _post_events(arrival.node("notification"), around, chats)
    else:
        raise arrival.wrong("notification")


class Around(NamedTuple):
    """The posts that a post stands among, by address, and who we are."""

    posts: Node
    me: str

    def is_ours(self, uri: str) -> bool:
        return uri.startswith(f"at://{self.me}/")

    def post(self, uri: str) -> Post | None:
        """The one that began the thread, or is quoted."""
        view = self.posts.node(uri)
        author = view.node("author")
        images = files(media(view.node("embed")))
        if not uri:
            return None
        return Post(
            external_id=uri,
            text=readable(view.node("record")),
            url=url_of(uri),
            author_name=author.text("displayName") or author.text("handle"),
            image_url=next((one.url for one in images), ""),
            sent_at=view.time("indexedAt"),
            from_us=self.is_ours(uri),
        )


def ends(record: Node) -> tuple[str, str]:
    """The posts that a post answers: the one above it and the first of all; or ""."""
    reply = record.node("reply")
    return reply.node("parent").text("uri"), reply.node("root").text("uri")


def _post_events(one: Node, around: Around, chats: bool) -> Iterator[Event]:
    """Above what somebody wrote may stand an answer of ours that nobody has seen."""
    uri, record, author = one.need("uri"), one.node("record"), one.node("author")
    parent, root = ends(record)
    above, view = around.posts.node(parent), around.posts.node(uri)
    if above and around.is_ours(parent) and parent != root:
        yield _own(above, around)
    is_quote = one.text("reason") == "quote"
    why_not = _why_not(view, author)
    private = chats and not why_not and _is_open(author)
    as_either: tuple[Visibility, ...] = ("public", "private") if private else ()
    yield MessageEvent(
        author=profile(author),
        sent_at=one.time("indexedAt"),
        kind=KINDS.get(one.text("reason"), "mention"),
        from_us=around.is_ours(uri),
        can_reply=not why_not,
        why_not=why_not,
        reply_as=as_either,
        post=around.post(one.text("reasonSubject") if is_quote else root),
        **_said(uri, record, view),
    )


def _own(view: Node, around: Around) -> MessageEvent:
    record = view.node("record")
    return MessageEvent(
        author=profile(view.node("author")),
        sent_at=view.time("indexedAt"),
        kind="comment",
        from_us=True,
        post=around.post(ends(record)[1]),
        **_said(view.need("uri"), record, view),
    )


def _said(uri: str, record: Node, view: Node) -> dict[str, Any]:
    """What a post says and where it stands."""
    parent, root = ends(record)
    embed = view.node("embed")
    text = "\n\n".join(filter(None, (readable(record), *cards(embed, record))))
    return {
        "external_id": uri,
        "body": text,
        "text": text,
        "quoted": quoted(embed),
        "thread_id": root or uri,
        "ancestor_ids": tuple(dict.fromkeys(filter(None, (parent, root)))),
        "language": next(iter(record.texts("langs")), ""),
        "url": url_of(uri),
        "attachments": tuple(files(media(embed))),
    }


def url_of(uri: str) -> str:
    """The page of a post in the app."""
    did, _, place = uri.removeprefix("at://").partition("/")
    rkey = place.removeprefix(f"{POST}/")
    return f"{APP}/{did}/post/{rkey}" if did and rkey != place else ""


def profile(author: Node) -> Profile:
    did, handle = author.need("did"), author.text("handle")
    return Profile(
        external_id=did,
        handle=handle,
        name=author.text("displayName") or handle,
        url=f"{APP}/{did}",
        avatar_url=author.text("avatar"),
        is_verified=author.node("verification").text("verifiedStatus") == "valid",
    )


def _why_not(view: Node, author: Node) -> str:
    """Why the message cannot be answered, or ""."""
    between = author.node("viewer")
    if between.flag("blockedBy") or between.text("blocking"):
        return BLOCKED
    return FEW if view.node("viewer").flag("replyDisabled") else ""


def _is_open(author: Node) -> bool:
    """Whether the author takes direct messages of ours: by default, those whom one
    follows may write."""
    chat = author.node("associated").node("chat")
    allowed = chat.text("allowIncoming", "following")
    follows = bool(author.node("viewer").text("followedBy"))
    return allowed == "all" or (allowed == "following" and follows)


# The chat


def _chat_events(log: Node, me: str) -> Iterator[Event]:
    message, convo = log.node("message"), log.need("convoId")
    external_id = message_id(convo, message.need("id"))
    is_deleted = message.text("$type").endswith("#deletedMessageView")
    if is_deleted or log.text("$type").endswith("#logDeleteMessage"):
        yield DeletionEvent(external_id=external_id)
    elif log.text("$type").endswith("#logCreateMessage"):
        yield _direct(log, message, me)


def message_id(convo: str, message: str) -> str:
    return f"{convo}/{message}"


def _direct(log: Node, message: Node, me: str) -> MessageEvent:
    convo, sender = log.need("convoId"), message.node("sender").need("did")
    known = {one.text("did"): one for one in log.nodes("relatedProfiles")}
    above = message.node("replyTo").text("id")
    text = readable(message)
    return MessageEvent(
        external_id=message_id(convo, message.need("id")),
        author=profile(known.get(sender) or message.node("sender")),
        sent_at=message.time("sentAt"),
        body=text,
        text=text,
        quoted=quoted(message.node("embed")),
        kind="direct",
        thread_id=convo,
        ancestor_ids=(message_id(convo, above),) if above else (),
        from_us=sender == me,
        visibility="private",
    )
