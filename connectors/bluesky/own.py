"""Answers of the account that were written elsewhere, such as in the app.

They come newest first in the account's own feed, beside its other posts; wanted are
those to people who had spoken to it.
https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed (2026-07)
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..errors import SettingsError
from .answers import moment_of, objects, part
from .client import Client

PAGES, PAGE = 5, 50
NOT_KNOWN_YET = "Profile not found"  # of an account that was made moments ago
Own = tuple[datetime, dict[str, Any]]


def own_answers(client: Client, since: datetime) -> Iterator[Own]:
    """Answers not older than ``since``, as ``{own, posts}``: the post as it is shown,
    and by address those that it answers."""
    me, cursor = client.account.did, {}
    for _ in range(PAGES):
        try:
            answer = client.get(
                "app.bsky.feed.getAuthorFeed",
                actor=me,
                filter="posts_with_replies",
                limit=PAGE,
                **cursor,
            )
        except SettingsError as error:
            if NOT_KNOWN_YET not in error.detail:
                raise
            return
        items = objects(answer, "feed")
        found = [(moment_of(part(one, "post").get("indexedAt")), one) for one in items]
        yield from (
            (moment, _shown(one))
            for moment, one in found
            if moment and moment >= since and _is_wanted(one, f"at://{me}/")
        )
        cursor = {"cursor": answer.get("cursor")}
        oldest = found[-1][0] if found else None
        if not cursor["cursor"] or not oldest or oldest < since:
            return


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    reply = part(one, "reply")
    above = (part(reply, "root"), part(reply, "parent"))
    posts = {str(post["uri"]): post for post in above if "record" in post}
    return {"own": part(one, "post"), "posts": posts}


def _is_wanted(one: dict[str, Any], ours: str) -> bool:
    """Whether it is an answer of ours to somebody in a thread of ours, who answered
    us, or who mentioned us."""
    reply = part(one, "reply")
    parent = part(reply, "parent")
    if not _is_ours(part(one, "post"), ours) or not parent or _is_ours(parent, ours):
        return False
    record = part(parent, "record")
    above = part(part(record, "reply"), "parent")
    ends = (part(reply, "root"), above)
    return any(_is_ours(end, ours) for end in ends) or _mentions(record, ours)


def _is_ours(post: dict[str, Any], ours: str) -> bool:
    return str(post.get("uri")).startswith(ours)


def _mentions(record: dict[str, Any], ours: str) -> bool:
    features = (
        x for facet in objects(record, "facets") for x in objects(facet, "features")
    )
    return any(f"at://{one.get('did')}/" == ours for one in features)
