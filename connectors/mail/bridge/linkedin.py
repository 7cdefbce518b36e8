"""LinkedIn: messages and InMail, comments and mentions.

Mails of 2021-2026; names of things as in connectors/linkedin/urns.py.
"""

import re
from dataclasses import replace
from urllib.parse import unquote

from ...types import Kind, Post, Profile
from .excerpt import Said, excerpt, said, sender_name
from .links import Link
from .notice import Notice, Told, named
from .words import VIA

SITE = "https://www.linkedin.com"
HOSTS = ("linkedin.com", "licdn.com", "lnkd.in")
# X-LinkedIn-Template: email_hire_inmail_initial_single_01 …; first match counts
TEMPLATES: tuple[tuple[str, Kind | None], ...] = (
    ("digest", None),
    ("inmail", "direct"),
    ("messaging", "direct"),
    ("member_message", "direct"),
    ("mentioned", "mention"),
    ("tagged", "mention"),
    ("comment", "comment"),
    ("replied", "comment"),
)
POST = re.compile(
    r"/(?:comm/)?feed/update/(?P<urn>(?:urn:li:)?(?:activity|share|ugcPost):\d+)"
)
THREAD = re.compile(r"/(?:comm/)?messaging/thread/(?P<id>[\w=+.-]+)")
PROFILE = re.compile(r"/(?:comm/)?in/(?P<name>[\w%-]+)")
COMMENT = re.compile(r"urn:li:comment:\(((?:urn:li:)?\w+:[\w-]+),(\w+)\)")
TOKEN = re.compile(r"[\w-]{16,64}@reply\.linkedin\.com")


def read(notice: Notice) -> Told | None:
    """None for digests, jobs, visitors of the profile and the like."""
    template = notice.header("x-linkedin-template").lower()
    known = [kind for word, kind in TEMPLATES if word in template]
    who = said(notice.subject, notice.text)
    kind = known[0] if known else who.kind
    if kind == "direct":
        return _direct(notice, who, "inmail" in template)
    if kind in ("comment", "mention"):
        return _public(notice, who, kind)
    return None


def _direct(notice: Notice, who: Said, is_inmail: bool) -> Told | None:
    thread = _first(THREAD, notice)
    name = sender_name(notice.sender[0], "LinkedIn") or who.name
    token = notice.reply_to if TOKEN.fullmatch(notice.reply_to) else ""
    if not thread and not token:
        return None
    text = excerpt(notice.text, (notice.subject, name, who.line), HOSTS)
    return Told(
        kind="direct",
        author=_author(notice, name),
        text=text,
        subject=notice.subject if is_inmail else "",
        thread_id=thread["id"] if thread else "",
        url=f"{SITE}/messaging/thread/{thread['id']}" if thread else "",
        visibility="private",
        is_partial=not (is_inmail and text),
        reply_token=token,
    )


def _public(notice: Notice, who: Said, kind: Kind) -> Told | None:
    """On a post; a comment goes by its number."""
    links = [link for link in notice.links if POST.search(unquote(link.path))]
    if not links:
        return None
    link = next((one for one in links if _comment(one, "commentUrn")), links[0])
    urn = _whole(POST.search(unquote(link.path))["urn"])  # type: ignore[index]
    name = who.name or sender_name(notice.sender[0], "LinkedIn")
    chrome = (notice.subject, name, who.line, f"{name} via LinkedIn")
    told = Told(
        kind=kind,
        author=_author(notice, name),
        text=excerpt(notice.text, chrome, HOSTS),
        external_id=urn if kind == "mention" else "",
        thread_id=urn,
        url=f"{SITE}/feed/update/{urn}",
    )
    return _on_post(told, urn, link)


def _on_post(told: Told, urn: str, link: Link) -> Told:
    """A comment's or an answer's number, and the comment that began the thread."""
    top, answer = _comment(link, "commentUrn"), _comment(link, "replyUrn")
    if not top:
        return told
    post, number = _whole(top[0]), (answer or top)[1]
    return replace(
        told,
        external_id=number,
        thread_id=f"urn:li:comment:({post},{top[1]})",
        ancestor_ids=(top[1],) if answer else (),
        url=f"{told.url}?commentUrn=urn%3Ali%3Acomment%3A%28"
        f"{post.replace(':', '%3A')}%2C{number}%29",
        post=Post(external_id=urn, url=told.url),
    )


def _comment(link: Link, name: str) -> tuple[str, str] | None:
    found = COMMENT.fullmatch(link.value(name))
    return (found[1], found[2]) if found else None


def _whole(urn: str) -> str:
    return urn if urn.startswith("urn:li:") else f"urn:li:{urn}"


def _first(pattern: re.Pattern[str], notice: Notice) -> re.Match[str] | None:
    found = (pattern.search(unquote(link.path)) for link in notice.links)
    return next(filter(None, found), None)


def _author(notice: Notice, name: str) -> Profile:
    """A profile is told by a link under the very name."""
    own = (one for one in notice.links if name and VIA.sub("", one.words) == name)
    found = next(filter(None, (PROFILE.search(one.path) for one in own)), None)
    return named(name, url=f"{SITE}/in/{found['name']}" if found else "")
