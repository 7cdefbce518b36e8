"""Mastodon's entities as its documentation shows them, with invented people.

https://docs.joinmastodon.org/entities/ Status, Account, Notification, Context,
MediaAttachment, Poll, Quote (July 2026).
"""

from typing import Any

Json = dict[str, Any]
HOME = "social.example"
FILES = "https://files.social.example"


def account(key: str, name: str, host: str = "", **changes: Any) -> Json:
    """An account of the own server, or of ``host``."""
    url = f"https://{host or HOME}/@{name}"
    picture = f"{FILES}/accounts/avatars/{key}/original/face.png"
    return {
        "id": key,
        "username": name,
        "acct": f"{name}@{host}" if host else name,
        "display_name": name.title(),
        "locked": False,
        "bot": False,
        "discoverable": True,
        "group": False,
        "indexable": True,
        "hide_collections": False,
        "noindex": False,
        "created_at": "2019-11-08T00:00:00.000Z",
        "note": "<p>Invented.</p>",
        "url": url,
        "uri": f"https://{host or HOME}/users/{name}",
        "avatar": picture,
        "avatar_static": picture,
        "header": f"{FILES}/accounts/headers/{key}/original/wide.png",
        "header_static": f"{FILES}/accounts/headers/{key}/original/wide.png",
        "followers_count": 547,
        "following_count": 404,
        "statuses_count": 28468,
        "last_status_at": "2026-11-17",
        "roles": [],
        "emojis": [],
        "fields": [],
        **changes,
    }


BRAND = account("14715", "brand", display_name="The Brand")
ANA = account("23634", "ana", "far.example", display_name="Ana :cat:")
BO = account("23700", "bo")
PRIVATE = {"visibility": "direct"}


def mention(of: Json) -> Json:
    """How a status names one of the people whom it mentions."""
    return {name: of[name] for name in ("id", "username", "url", "acct")}


def link(of: Json) -> str:
    """How a status's text shows one of them."""
    return (
        f'<span class="h-card" translate="no"><a href="{of["url"]}" class="u-url '
        f'mention">@<span>{of["username"]}</span></a></span>'
    )


def status(key: str, author: Json, text: str, **changes: Any) -> Json:
    """A status; ``text`` is HTML, with {brand} and {ana} for mentions of them."""
    people = [one for one in (BRAND, ANA, BO) if f"{{{one['username']}}}" in text]
    links = {one["username"]: link(one) for one in people}
    host = author["url"].split("/")[2]
    return {
        "id": key,
        "created_at": "2026-11-23T07:49:01.940Z",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"https://{host}/users/{author['username']}/statuses/{key}",
        "url": f"{author['url']}/{key}",
        "replies_count": 5,
        "reblogs_count": 6,
        "favourites_count": 11,
        "quotes_count": 0,
        "edited_at": None,
        "favourited": False,
        "reblogged": False,
        "muted": False,
        "bookmarked": False,
        "content": f"<p>{text.format(**links)}</p>" if text else "",
        "reblog": None,
        "application": None,
        "account": author,
        "media_attachments": [],
        "mentions": [mention(one) for one in people],
        "tags": [],
        "emojis": [],
        "quote": None,
        "card": None,
        "poll": None,
        **changes,
    }


def answer(key: str, author: Json, text: str, to: Json, **changes: Any) -> Json:
    """A status in answer to another."""
    above = {
        "in_reply_to_id": to["id"],
        "in_reply_to_account_id": to["account"]["id"],
        "visibility": to["visibility"],
    }
    return status(key, author, text, **{**above, **changes})


def notification(key: str, about: Json, kind: str = "mention") -> Json:
    return {
        "id": key,
        "type": kind,
        "group_key": f"ungrouped-{key}",
        "created_at": about["created_at"],
        "account": about["account"],
        "status": about,
    }


def media(key: str, kind: str, name: str, **changes: Any) -> Json:
    return {
        "id": key,
        "type": kind,
        "url": f"{FILES}/media_attachments/{key}/original/{name}",
        "preview_url": f"{FILES}/media_attachments/{key}/small/{name}",
        "remote_url": None,
        "text_url": None,
        "meta": {},
        "description": None,
        "blurhash": "UFBWY:8_0Jxv4mx]t8t64.%M-:IUWGWAt6M}",
        **changes,
    }


POLL = {
    "id": "34830",
    "expires_at": "2026-12-05T04:05:08.302Z",
    "expired": False,
    "multiple": False,
    "votes_count": 10,
    "voters_count": None,
    "voted": False,
    "own_votes": [],
    "options": [
        {"title": "accept", "votes_count": 6},
        {"title": "deny", "votes_count": 4},
    ],
    "emojis": [],
}
INSTANCE = {
    "domain": HOME,
    "title": "Social Example",
    "version": "4.6.0",
    "configuration": {
        "statuses": {
            "max_characters": 500,
            "max_media_attachments": 4,
            "characters_reserved_per_url": 23,
        }
    },
}


def payload(event: str, about: Json, *ancestors: Json) -> Json:
    """What the connector keeps of an arrival."""
    return {
        "event": event,
        "status": about,
        "ancestors": list(ancestors),
        "me": {name: BRAND[name] for name in ("id", "acct", "url")},
        "domain": HOME,
    }
