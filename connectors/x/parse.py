"""X: what an arrival says.

X is renaming tweets to posts; both names are read.

https://docs.x.com/x-api/fundamentals/data-dictionary (2026-08-22)
"""

import mimetypes
from collections.abc import Iterator
from html import unescape
from typing import Any

from ..errors import _lt
from ..payload import Node, read_json
from ..types import (
    Attachment,
    DeletionEvent,
    EditEvent,
    Event,
    MessageEvent,
    Payload,
    Post,
    Profile,
)

NO_LANGUAGE = ("und", "zxx", "qam", "qct", "qht", "qme", "qst", "art")
NOT_FOUND = "/problems/resource-not-found"
SITE = "https://x.com"
NOT_SUMMONED = _lt(
    "X lets this app answer only people who mentioned or quoted the account."
    " Answer on X itself."
)


def events(payload: Payload, is_self_serve: bool, has_direct: bool) -> Iterator[Event]:
    """What an arrival says.

    :param is_self_serve: the app may answer only whoever mentioned the account
    :param has_direct: direct messages may be sent
    :raises PayloadError: it cannot be read
    """
    whole = read_json(payload)
    if "message" in whole:
        yield _direct(whole)
        return
    message = _mention(whole, is_self_serve, has_direct)
    yield message
    if len(_history(whole.node("post"))) > 1:
        yield EditEvent(
            external_id=message.external_id,
            body=message.body,
            text=message.text,
            edited_at=message.sent_at,
        )
    for error in whole.nodes("errors"):
        if error.text("type").endswith(NOT_FOUND):
            yield DeletionEvent(external_id=error.need("resource_id"))


def _mention(whole: Node, is_self_serve: bool, has_direct: bool) -> MessageEvent:
    """A post of others that mentions, quotes or answers the account, or one of ours.

    An edit is a new post on X; it keeps the id of the first.
    """
    post, own = whole.node("post"), whole.node("account").need("id")
    author = _author(whole, post.need("author_id"))
    referred = dict(_referred(post))
    parent = referred.get("replied_to", "")
    root = _post(whole, post.text("conversation_id"), own)
    text = text_of(post)
    direct = has_direct and _user(whole, author.external_id).flag("receives_your_dm")
    return MessageEvent(
        external_id=(_history(post) or (post.need("id"),))[0],
        author=author,
        sent_at=post.time("created_at"),
        body=text,
        text=text,
        kind="comment" if root and root.from_us else "mention",
        thread_id=post.text("conversation_id") or post.need("id"),
        ancestor_ids=(parent,) if parent and not _is(root, parent) else (),
        from_us=author.external_id == own,
        language="" if post.text("lang") in NO_LANGUAGE else post.text("lang"),
        url=_url(author.handle, post.need("id")),
        attachments=_files(whole, post),
        post=root or _post(whole, referred.get("quoted", ""), own),
        **_rights(not is_self_serve or _is_summoned(whole, own), direct),
    )


def _rights(is_public: bool, is_private: bool) -> dict[str, Any]:
    """Who may be answered how: in public, by direct message, or not at all."""
    if is_private:
        return {"reply_as": ("public", "private") if is_public else ("private",)}
    return {"can_reply": is_public, "why_not": "" if is_public else NOT_SUMMONED}


def _direct(whole: Node) -> MessageEvent:
    message, own = whole.node("message"), whole.node("account").need("id")
    sender = message.need("sender_id")
    text = text_of(message)
    return MessageEvent(
        external_id=message.need("id"),
        author=_author(whole, sender),
        sent_at=message.time("created_at"),
        body=text,
        text=text,
        kind="direct",
        thread_id=message.text("dm_conversation_id"),
        from_us=sender == own,
        visibility="private",
        attachments=_files(whole, message),
    )


def _history(post: Node) -> tuple[str, ...]:
    """The ids of all versions, oldest first; unless edited, the post's own alone."""
    found = post.texts("edit_history_post_ids") or post.texts("edit_history_tweet_ids")
    return tuple(one for one in found if one.strip())


def _referred(post: Node) -> Iterator[tuple[str, str]]:
    """(type, id) of posts that this one answers, quotes or repeats."""
    for name in ("referenced_posts", "referenced_tweets"):
        for one in post.nodes(name):
            yield one.text("type"), one.need("id")


def _is(post: Post | None, external_id: str) -> bool:
    return post is not None and post.external_id == external_id


def _post(whole: Node, number: str, own: str) -> Post | None:
    """The post of that number, if it is told and is no message itself."""
    for post in whole.nodes("posts"):
        if number and post.text("id") == number and not _mentions(post, own):
            author = _author(whole, post.text("author_id"))
            return Post(
                external_id=number,
                text=text_of(post),
                url=_url(author.handle, number),
                author_name=author.name,
                sent_at=post.time("created_at"),
                from_us=author.external_id == own,
            )
    return None


def _mentions(post: Node, own: str) -> bool:
    return any(one.text("id") == own for one in post.node("entities").nodes("mentions"))


def _is_summoned(whole: Node, own: str) -> bool:
    """Whether the author mentioned the account, or quoted a post of it."""
    post = whole.node("post")
    if _mentions(post, own) or post.text("in_reply_to_user_id") == own:
        return True
    quoted = {number for kind, number in _referred(post) if kind == "quoted"}
    posts = list(whole.nodes("posts"))
    return any(p.text("id") in quoted and p.text("author_id") == own for p in posts)


def _user(whole: Node, user_id: str) -> Node:
    """What is told of someone; nothing, if so."""
    found = (user for user in whole.nodes("users") if user.text("id") == user_id)
    return next(found, Node({}, "users"))


def _author(whole: Node, user_id: str) -> Profile:
    return profile_of(_user(whole, user_id), user_id)


def profile_of(user: Node, user_id: str) -> Profile:
    """A user object of X, perhaps empty."""
    handle = user.text("username")
    return Profile(
        external_id=user_id,
        handle=handle,
        name=user.text("name"),
        url=f"{SITE}/{handle}" if handle else "",
        avatar_url=user.text("profile_image_url"),
        followers=user.node("public_metrics").number("followers_count"),
        is_verified=user.flag("verified"),
    )


def text_of(one: Node) -> str:
    """The text with its addresses in full, without those of its own files."""
    long = next((one.node(n) for n in ("note_post", "note_tweet") if n in one), None)
    text = (long and long.text("text")) or one.text("text")
    for source in (one, long):
        for url in source.node("entities").nodes("urls") if source else ():
            if short := url.text("url"):
                full = "" if "media_key" in url else url.text("expanded_url", short)
                text = text.replace(short, full)
    return unescape(text).strip()


def _files(whole: Node, one: Node) -> tuple[Attachment, ...]:
    """Its pictures and films; of a film only the preview has an address."""
    keys = one.node("attachments").texts("media_keys")
    media = [file for file in whole.nodes("media") if file.text("media_key") in keys]
    return tuple(filter(None, (_file(file) for file in media)))


def _file(file: Node) -> Attachment | None:
    url = file.text("url") or file.text("preview_image_url")
    if not url.startswith("https://"):
        return None
    held = url.partition("/dm/")[2]  # …/data/dm/{message}/{media}/{name}
    filename = url.partition("?")[0].rpartition("/")[2] or "file"
    return Attachment(
        filename=filename,
        mimetype=mimetypes.guess_type(filename)[0] or "image/jpeg",
        url="" if held else url,
        alt_text=file.text("alt_text"),
        remote_id=held,
    )


def _url(handle: str, number: str) -> str:
    return f"{SITE}/{handle or 'i/web'}/status/{number}"
