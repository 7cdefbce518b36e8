"""Answers and templates as WhatsApp takes them.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages and
…/whatsapp/templates (2026-11)
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import UnsupportedError, _lt
from ..payload import Node
from ..text import count
from ..types import Attachment, Moderation, Reply, Target, Template

USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?\w+")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
CAPTION = 1024
MB = 2**20
# By media type: the kind of message, and the largest file of that kind; else a
# document.
MEDIA: Mapping[str, tuple[str, int]] = {
    "image/jpeg": ("image", 5 * MB),
    "image/png": ("image", 5 * MB),
    "video/mp4": ("video", 16 * MB),
    "video/3gpp": ("video", 16 * MB),
    "audio/aac": ("audio", 16 * MB),
    "audio/amr": ("audio", 16 * MB),
    "audio/mp4": ("audio", 16 * MB),
    "audio/mpeg": ("audio", 16 * MB),
    "audio/ogg": ("audio", 16 * MB),
}
DOCUMENT_BYTES = 100 * MB
THUMB = "\U0001f44d"
EDGES: Mapping[str, tuple[str, str]] = {
    "like": ("POST", "messages"),
    "unlike": ("POST", "messages"),
    "block": ("POST", "block_users"),
    "unblock": ("DELETE", "block_users"),
}


def addressed(person: str) -> dict[str, Any]:
    """To a phone number, to a person's id for this business, or to a group."""
    base = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    if person.lstrip("+").isdigit():
        return {**base, "to": person}
    if USER_ID.fullmatch(person):
        return {**base, "recipient": person}
    return {**base, "recipient_type": "group", "to": person}


def person_in(thread_id: str) -> str:
    """Who is on the other side of a conversation."""
    return thread_id.partition(":")[2]


def answer(reply: Reply, media_id: str) -> dict[str, Any]:
    """A text, a file that was uploaded, or a template; quoting what it answers."""
    person = reply.recipient.external_id if reply.recipient else ""
    body = addressed(person_in(reply.thread_id) or person)
    if reply.parent_id:
        body["context"] = {"message_id": reply.parent_id}
    if reply.template:
        return body | {"type": "template", "template": filled(reply)}
    if not reply.attachments:
        text = {"body": reply.text, "preview_url": True}
        return body | {"type": "text", "text": text}
    (file,) = reply.attachments
    kind = kind_of(file, reply.text)
    media = {"id": media_id}
    if reply.text:
        media["caption"] = reply.text
    if kind == "document":
        media["filename"] = file.filename
    return body | {"type": kind, kind: media}


def kind_of(file: Attachment, text: str) -> str:
    """Sound takes no text beside it: with one, it goes as a document."""
    media = file.mimetype.partition(";")[0].strip()
    kind, most = MEDIA.get(media, ("document", DOCUMENT_BYTES))
    if len(file.content) > most or (kind == "audio" and text):
        return "document"
    return kind


def check_files(reply: Reply) -> None:
    """:raises UnsupportedError: it would be several messages"""
    if len(reply.attachments) > 1:
        raise UnsupportedError(_lt("WhatsApp takes one file an answer."), code="files")
    if reply.attachments and count(reply.text) > CAPTION:
        text = _lt("With a file, WhatsApp takes at most 1024 characters.")
        raise UnsupportedError(text, code="length")


def moderation(action: Moderation, target: Target) -> tuple[str, str, dict[str, Any]]:
    """(method, edge, body); a reaction without a sign is taken back.

    :raises UnsupportedError: there is no such thing
    """
    method, edge = EDGES.get(action, ("", ""))
    author = target.author.external_id if target.author else ""
    if edge == "messages":
        emoji = THUMB if action == "like" else ""
        reaction = {"message_id": target.external_id, "emoji": emoji}
        body = addressed(person_in(target.thread_id) or author)
        return method, edge, body | {"type": "reaction", "reaction": reaction}
    if edge:
        name = "user_id" if USER_ID.fullmatch(author) else "user"
        body = {"messaging_product": "whatsapp", "block_users": [{name: author}]}
        return method, edge, body
    raise UnsupportedError(_lt("WhatsApp has no such thing."), code=action)


# -- templates -------------------------------------------------------------------------


def template_of(found: Node) -> Template | None:
    """A template that values for its text are enough for, else None.

    Its id is ``[name, language, [names of variables]]``, where those have names.
    """
    if found.text("category") == "AUTHENTICATION":
        return None
    parts = list(found.nodes("components"))
    if not all(map(_is_plain, parts)):
        return None
    body = _part(parts, "BODY")
    names = list(dict.fromkeys(VARIABLE.findall(body)))
    if is_named := found.text("parameter_format") == "NAMED":
        for place, name in enumerate(names, 1):
            body = re.sub(rf"\{{\{{\s*{name}\s*\}}\}}", f"{{{{{place}}}}}", body)
    name, language = found.need("name"), found.need("language")
    texts = (_part(parts, "HEADER"), body, _part(parts, "FOOTER"))
    return Template(
        external_id=json.dumps([name, language, names if is_named else []]),
        name=name,
        language=language,
        body="\n\n".join(filter(None, texts)),
        variables=len(names),
    )


def _part(parts: list[Node], kind: str) -> str:
    return next((one.text("text") for one in parts if one.text("type") == kind), "")


def _is_plain(part: Node) -> bool:
    """Nothing to be filled in but the text: no file, no address of a button."""
    if part.text("type") == "HEADER":
        return part.text("format") == "TEXT" and not VARIABLE.search(part.text("text"))
    if part.text("type") != "BUTTONS":
        return part.text("type") in ("BODY", "FOOTER")
    return all(
        button.text("type") in ("QUICK_REPLY", "PHONE_NUMBER", "URL")
        and not VARIABLE.search(button.text("url"))
        for button in part.nodes("buttons")
    )


def filled(reply: Reply) -> dict[str, Any]:
    """The template with its values.

    :raises UnsupportedError: it is none that ``template_of`` gave
    """
    try:
        name, language, names = json.loads(reply.template)
    except ValueError:
        text = _lt("There is no such template, or it is not approved in this language.")
        raise UnsupportedError(text, code="template") from None
    told: dict[str, Any] = {"name": name, "language": {"code": language}}
    values = list(_values(names, reply.template_values))
    if values:
        told["components"] = [{"type": "body", "parameters": values}]
    return told


def _values(names: list[str], values: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for place, value in enumerate(values):
        named = {"parameter_name": names[place]} if place < len(names) else {}
        yield {"type": "text", **named, "text": value}
