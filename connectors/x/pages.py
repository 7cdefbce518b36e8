"""X: what is asked for, and how its pages are cut into arrivals.

An arrival is ``{"account": {"id"}, "post" or "message": {…}, "users", "posts",
"media", "errors"}``: one object with all that X sent about it in ``includes``.

https://docs.x.com/x-api/fundamentals/data-dictionary (2026-08-22)
"""

import json
from collections.abc import Mapping
from typing import Any

from ..types import Payload

Json = dict[str, Any]
POST = "attachments,conversation_id,created_at,entities,lang,"
USER = "id,name,profile_image_url,public_metrics,receives_your_dm,username,verified"
MEDIA = "alt_text,media_key,preview_image_url,type,url"
DIRECT = "attachments,created_at,dm_conversation_id,event_type,id,text"
# What is asked for, by the names in use: "post" is the description 2.167 of August
# 2026, in which ids of others come by ``expansions`` alone.
POST_FIELDS: Mapping[str, Mapping[str, str]] = {
    "post": {
        "post.fields": POST + "id,note_post,text",
        "expansions": "attachments.media_keys,author_id,edit_history_post_ids,"
        "in_reply_to_user_id,referenced_posts",
        "user.fields": USER,
        "media.fields": MEDIA,
    },
    "tweet": {
        "tweet.fields": POST + "author_id,edit_history_tweet_ids,id,"
        "in_reply_to_user_id,note_tweet,referenced_tweets,text",
        "expansions": "attachments.media_keys,author_id,in_reply_to_user_id,"
        "referenced_tweets.id,referenced_tweets.id.author_id",
        "user.fields": USER,
        "media.fields": MEDIA,
    },
}
DIRECT_COMMON = {
    "event_types": "MessageCreate",
    "expansions": "attachments.media_keys,sender_id",
    "user.fields": USER,
    "media.fields": MEDIA,
}
DIRECT_FIELDS: Mapping[str, Mapping[str, str]] = {
    "post": {"dm_event.fields": DIRECT, **DIRECT_COMMON},
    "tweet": {"dm_event.fields": f"{DIRECT},sender_id", **DIRECT_COMMON},
}


def arrivals(pages: list[Json], name: str, account_id: str) -> tuple[Payload, ...]:
    """The objects of pages, newest first as X gives them, as arrivals, oldest first.

    :param name: ``post`` or ``message``
    """
    found: dict[int, Payload] = {}
    for page in pages:
        includes = page.get("includes") or {}
        for one in page.get("data") or []:
            whole = {"account": {"id": account_id}, name: one}
            whole |= _about(one, includes, page.get("errors") or [])
            body = json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()
            found[int(one["id"])] = Payload(
                external_id=f"{name}:{one['id']}", body=body
            )
    return tuple(found[number] for number in sorted(found))


def _about(one: Json, includes: Json, errors: list[Json]) -> Json:
    """What of a page belongs to one object."""
    ids = {ref["id"] for ref in _references(one)}
    posts = includes.get("posts") or includes.get("tweets") or []
    posts = [post for post in posts if post.get("id") in ids]
    people = {author for post in (one, *posts) if (author := post.get("author_id"))}
    people |= {one.get("sender_id"), one.get("in_reply_to_user_id")}
    keys = (one.get("attachments") or {}).get("media_keys") or []
    about = {
        "posts": posts,
        "users": [u for u in includes.get("users") or [] if u.get("id") in people],
        "media": [m for m in includes.get("media") or [] if m.get("media_key") in keys],
        "errors": [error for error in errors if error.get("resource_id") in ids],
    }
    return {name: values for name, values in about.items() if values}


def _references(post: Json) -> list[Json]:
    return post.get("referenced_posts") or post.get("referenced_tweets") or []
