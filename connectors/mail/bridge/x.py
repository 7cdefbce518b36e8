"""X: mentions, answers, direct messages. Mails of 2013-2025."""

import re

from ...types import Profile
from .excerpt import Said, excerpt, said
from .links import Link
from .notice import Notice, Told
from .trust import is_within

SITE = "https://x.com"
HOSTS = ("x.com", "twitter.com", "t.co")
STATUS = re.compile(r"/(?P<user>\w{1,15}|i/web|i)/status(?:es)?/(?P<id>\d+)/?")
MESSAGES = re.compile(r"/messages/(?P<id>\d+-\d+)/?")
NO_USERS = ("i", "i/web")


def read(notice: Notice) -> Told | None:
    """None for likes, followers, recommended posts, logins and the like."""
    who = said(notice.subject, notice.text)
    if who.kind == "direct":
        return _direct(notice, who)
    link = _status(notice, who) if who.kind in ("comment", "mention") else None
    if not link or not who.kind:
        return None
    place = STATUS.fullmatch(link.path)
    user = place["user"] if place and place["user"] not in NO_USERS else who.handle
    number = place["id"] if place else ""
    names = (f"{who.name} (@{user})", f"{who.name} @{user}")
    chrome = (notice.subject, who.line, who.name, *names)
    return Told(
        kind=who.kind,
        author=_author(who, user),
        text=excerpt(notice.text, chrome, HOSTS),
        external_id=number,
        thread_id=number,
        url=f"{SITE}/{user or 'i/web'}/status/{number}",
    )


def _status(notice: Notice, who: Said) -> Link | None:
    """The author's; else the first."""
    links = [one for one in notice.links if is_within(one.host, HOSTS)]
    places = [(STATUS.fullmatch(one.path), one) for one in links]
    found = [(place["user"].lower(), one) for place, one in places if place]
    own = (one for user, one in found if user == who.handle.lower())
    return next(own, found[0][1] if found else None)


def _direct(notice: Notice, who: Said) -> Told | None:
    """A conversation of two goes by both numbers; whose is whose is not told."""
    links = (MESSAGES.fullmatch(one.path) for one in notice.links)
    found = next(filter(None, links), None)
    author = _author(who, who.handle)
    if not author.name and not author.handle:
        return None
    return Told(
        kind="direct",
        author=author,
        text=excerpt(notice.text, (notice.subject, who.name, who.line), HOSTS),
        thread_id=found["id"] if found else f"x:{author.external_id}",
        url=f"{SITE}/messages/{found['id']}" if found else f"{SITE}/messages",
        visibility="private",
    )


def _author(who: Said, user: str) -> Profile:
    external_id = f"@{user.lower()}" if user else f"name:{who.name.casefold()}"
    url = f"{SITE}/{user}" if user else ""
    return Profile(external_id=external_id, handle=user, name=who.name, url=url)
