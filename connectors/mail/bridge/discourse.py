"""Discourse: posts of a forum that anybody may run.

Its lib/email/sender.rb, message_id_service.rb and user_notifications texts (2014-2025).
"""

import re
from dataclasses import replace

from .excerpt import clean_text
from .links import Link, bare
from .notice import Notice, Told, named
from .trust import is_within
from .words import VIA

MESSAGE_ID = re.compile(
    r"(?:discourse/post/(?P<post>\d+)|topic/(?P<topic>\d+)(?:/(?P<number>\d+))?"
    r"(?:\.\w+)?)@(?P<host>[\w.-]+)"
)
TOPIC = re.compile(r"/t/(?:[^/]+/)?(?P<topic>\d+)(?:/(?P<number>\d+))?/?")
TOKEN = re.compile(r"[\w.-]+\+[0-9a-f]{16,64}@[\w.-]+")
PRIVATE = re.compile(r"\[(?:PM|MP|PN)\]")
ENDS = re.compile(
    r"/t/|/u(?:sers)?/|unsubscribe|Previous|In Reply To|preferences", re.I
)


def read(notice: Notice) -> Told | None:
    """What somebody wrote; None for digests, welcomes and the like."""
    if not MESSAGE_ID.fullmatch(notice.message_id):
        return None
    topic = _topic(notice)
    if not topic:
        return None
    is_private = bool(PRIVATE.search(notice.subject))
    name = VIA.sub("", notice.sender[0])
    place = TOPIC.search(topic.path)
    text = clean_text(_own_part(notice.text), (topic.host,))
    return Told(
        kind="direct" if is_private else "comment" if notice.ancestor_ids else "post",
        author=replace(named(name), external_id=f"name:{name.casefold()}@{topic.host}"),
        text=text,
        subject=notice.subject,
        thread_id=f"https://{topic.host}/t/{place['topic'] if place else ''}",
        ancestor_ids=notice.ancestor_ids,
        url=bare(topic.url),
        visibility="private" if is_private else "public",
        is_partial=not text,
        reply_token=_token(notice),
        keeps_files=True,
    )


def _topic(notice: Notice) -> Link | None:
    """The post's address in the forum, else the topic's.

    Other topics may be linked in the text: that of the mail is told last.
    """
    archive = Link(notice.header("list-archive").strip("<>"))
    found = []
    for link in (*notice.links, archive):
        place = TOPIC.fullmatch(link.path)
        if place and is_within(link.host, notice.domains):
            found.append((link, place))
    same = [(one, place) for one, place in found if place[1] == found[-1][1][1]]
    exact = (one for one, place in same if place["number"])
    return next(exact, same[-1][0] if same else None)


def _own_part(text: str) -> str:
    """Above the rule below which the forum speaks: a post may hold rules, too."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        is_rule = line.strip() in ("---", "* * *", "- - -")
        if is_rule and ENDS.search("\n".join(lines[index + 1 : index + 5])):
            return "\n".join(lines[:index])
    return text


def _token(notice: Notice) -> str:
    """The address with the key of this post, at the forum's own mail server."""
    address = notice.reply_to
    domain = address.rpartition("@")[2]
    is_theirs = is_within(domain, notice.domains) or any(
        is_within(one, (domain,)) for one in notice.domains
    )
    return address if is_theirs and TOKEN.fullmatch(address) else ""
