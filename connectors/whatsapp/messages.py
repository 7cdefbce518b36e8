"""What WhatsApp's webhooks say.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
and …/whatsapp/business-scoped-user-ids (2026-08)
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Literal

from ..errors import _lt
from ..payload import Node
from ..text import clean
from ..types import (
    Attachment,
    DeletionEvent,
    DeliveryEvent,
    EditEvent,
    Event,
    MessageEvent,
    Post,
    Profile,
)
from .failures import reason_of

WINDOW = timedelta(hours=24)
STATES: Mapping[str, Literal["delivered", "read", "failed"]] = {
    "delivered": "delivered",
    "read": "read",
    "played": "read",  # a voice message that was listened to
    "failed": "failed",
}
ENDINGS = {
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/3gpp": "3gp",
    "video/mp4": "mp4",
}
FILES = ("image", "video", "audio", "voice", "document", "sticker")
NOBODY = _lt("WhatsApp does not say who wrote this, so nobody can answer it.")
SILENT = frozenset(("system", "request_welcome", "ephemeral"))


def status_events(body: Node) -> Iterator[Event]:
    """``{"status"}``: what became of a message of ours; "sent" is nothing new."""
    status = body.node("status")
    state = STATES.get(status.text("status"))
    if state:
        reason = reason_of(status) if state == "failed" else ""
        yield DeliveryEvent(external_id=status.need("id"), state=state, reason=reason)


def message_events(body: Node) -> Iterator[Event]:
    """``{"metadata", "contact", "message", "echo"}``: a message, with the person that
    it is from; with ``echo`` it is ours, written in the app on the phone."""
    message = body.node("message")
    kind = message.need("type")
    removed_reaction = kind == "reaction" and not message.node(kind).text("emoji")
    if kind in SILENT or removed_reaction:
        return
    if kind == "revoke":
        yield DeletionEvent(
            external_id=message.node("revoke").need("original_message_id"),
            deleted_at=message.epoch("timestamp"),
        )
    elif kind == "edit":
        edit = message.node("edit")
        text = text_of(edit.node("message"))
        yield EditEvent(
            external_id=edit.need("original_message_id"),
            body=text,
            text=text,
            edited_at=message.epoch("timestamp"),
        )
    else:
        yield _message(body, message)


def _message(body: Node, message: Node) -> MessageEvent:
    metadata, from_us = body.node("metadata"), body.flag("echo")
    number = metadata.need("phone_number_id")
    person = person_of(body.node("contact"), message, from_us)
    sent_at = message.epoch("timestamp")
    text, files = text_of(message), tuple(files_of(message))
    answered = message.node("reaction").text("message_id")
    answered = answered or message.node("context").text("id")
    group = message.text("group_id")
    is_known = bool(group) or not person.external_id.startswith("?")
    return MessageEvent(
        external_id=message.need("id"),
        author=ours(metadata) if from_us else person,
        sent_at=sent_at,
        body=text,
        text=text,
        kind="direct",
        thread_id=f"{number}:{group or person.external_id}",
        ancestor_ids=(answered,) if answered else (),
        from_us=from_us,
        visibility="private",
        attachments=files,
        can_reply=is_known,
        why_not="" if is_known else NOBODY,
        reply_until=sent_at + WINDOW if sent_at and not from_us else None,
        is_partial=not text and not files,
        post=post_of(message.node("referral")),
    )


def person_of(contact: Node, message: Node, from_us: bool) -> Profile:
    """The other side. Its id is the one for this business, which stays when a user
    name hides the phone number; before there were such ids, it is the number."""
    side = "to" if from_us else "from"
    phone = contact.text("wa_id") or message.text(side)
    user = contact.text("user_id") or message.text(f"{side}_user_id")
    profile = contact.node("profile")
    return Profile(
        external_id=user.strip() or phone.strip() or f"?{message.need('id')}",
        handle=profile.text("username").lstrip("@") or (f"+{phone}" if phone else ""),
        name=profile.text("name"),
        url=f"https://wa.me/{phone}" if phone.isdigit() else "",
    )


def ours(metadata: Node) -> Profile:
    number = metadata.need("phone_number_id")
    return Profile(external_id=number, handle=metadata.text("display_phone_number"))


def post_of(referral: Node) -> Post | None:
    """The advertisement or post from which one came to write."""
    name = referral.text("source_id") or referral.text("source_url")
    if not name.strip():
        return None
    told = (referral.text("headline"), referral.text("body"))
    return Post(
        external_id=name,
        text="\n".join(filter(None, told)),
        url=referral.text("source_url"),
        image_url=referral.text("image_url") or referral.text("thumbnail_url"),
    )


def files_of(message: Node) -> Iterator[Attachment]:
    """Each to be downloaded by its id."""
    for field in FILES:
        if file := message.node(field):
            mimetype = file.text("mime_type") or "application/octet-stream"
            ending = ENDINGS.get(mimetype.partition(";")[0].strip(), "bin")
            yield Attachment(
                filename=file.text("filename") or f"{field}.{ending}",
                mimetype=mimetype,
                remote_id=file.need("id"),
            )


# -- what was said ---------------------------------------------------------------------


def text_of(message: Node) -> str:
    """The text, or what else was said, in signs that need no translation."""
    kind = message.text("type")
    told = TOLD.get(kind, lambda one: [message.node(kind).text("caption")])
    return "\n".join(filter(None, told(message)))


def _text(message: Node) -> list[str]:
    return [message.node("text").text("body")]


def _button(message: Node) -> list[str]:
    return [message.node("button").text("text")]


def _reaction(message: Node) -> list[str]:
    return [message.node("reaction").text("emoji")]


def _interactive(message: Node) -> list[str]:
    """What was chosen from buttons or a list, or that a form was sent."""
    one = message.node("interactive")
    chosen = one.node("button_reply") or one.node("list_reply")
    told = [chosen.text("title"), chosen.text("description")]
    return [*told, one.node("nfm_reply").text("body")]


def _location(message: Node) -> list[str]:
    one = message.node("location")
    # decimal numbers, for which ``Node`` has no method
    where = [str(one.value.get(name)) for name in ("latitude", "longitude")]
    place = clean(f"\U0001f4cd {', '.join(where)}")[:60]
    return [one.text("name"), one.text("address"), place]


def _contacts(message: Node) -> list[str]:
    return [
        " ".join(
            filter(
                None,
                (
                    "\U0001f464",
                    one.node("name").text("formatted_name"),
                    *(phone.text("phone") for phone in one.nodes("phones")),
                ),
            )
        )
        for one in message.nodes("contacts")
    ]


def _order(message: Node) -> list[str]:
    order = message.node("order")
    items = [
        f"\U0001f6d2 {item.text('quantity')} × {item.text('product_retailer_id')}"
        for item in order.nodes("product_items")
    ]
    return [*items, order.text("text")]


TOLD: Mapping[str, Callable[[Node], list[str]]] = {
    "text": _text,
    "button": _button,
    "reaction": _reaction,
    "interactive": _interactive,
    "location": _location,
    "contacts": _contacts,
    "order": _order,
}
