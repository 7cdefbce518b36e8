"""YouTube: comments and answers. Mails of 2016-2025."""

import re
from urllib.parse import urlencode

from ...types import Post, Profile
from .excerpt import Said, excerpt, said
from .links import Link
from .notice import Notice, Told, named
from .trust import is_within

SITE = "https://www.youtube.com"
HOSTS = ("youtube.com", "youtu.be")
CHANNEL = re.compile(r"/channel/(?P<id>UC[\w-]{20,24})/?")
HANDLE = re.compile(r"/@(?P<handle>[\w.-]{1,60})/?")
COMMENT = re.compile(r"[\w-]{10,60}(?:\.[\w-]{6,60})?")
VIDEO = re.compile(r"[\w-]{6,20}")


def read(notice: Notice) -> Told | None:
    """None for new videos, subscribers, milestones and the like."""
    who = said(notice.subject, notice.text)
    link = next(filter(_is_comment, notice.links), None)
    if not link or who.kind not in ("comment", "mention"):
        return None
    comment, video = link.value("lc"), link.value("v")
    top, _dot, answer = comment.partition(".")
    title = _title(notice, video)
    chrome = (notice.subject, who.name, f"@{who.handle}", who.line, title)
    return Told(
        kind="comment",
        author=_author(notice, who),
        text=excerpt(notice.text, chrome, HOSTS),
        external_id=comment,
        thread_id=top,
        ancestor_ids=(top,) if answer else (),
        url=f"{SITE}/watch?{urlencode({'v': video, 'lc': comment})}",
        post=Post(
            external_id=video,
            text=title,
            url=f"{SITE}/watch?{urlencode({'v': video})}",
        ),
    )


def _is_comment(link: Link) -> bool:
    is_theirs = is_within(link.host, HOSTS) and VIDEO.fullmatch(link.value("v"))
    return bool(is_theirs and COMMENT.fullmatch(link.value("lc")))


def _author(notice: Notice, who: Said) -> Profile:
    """By the channel of a link under the very name, as YouTube's own API tells."""
    names = {who.name, who.handle, f"@{who.handle}"} - {"", "@"}
    for link in notice.links:
        if link.words in names and (found := CHANNEL.fullmatch(link.path)):
            return Profile(
                external_id=found["id"],
                handle=who.handle,
                name=who.name or who.handle,
                url=f"{SITE}/channel/{found['id']}",
            )
    url = f"{SITE}/@{who.handle}" if who.handle else ""
    return named(who.name or who.handle, who.handle, url)


def _title(notice: Notice, video: str) -> str:
    """What the video is called, by a link to it that shows more than an address."""
    for link in notice.links:
        is_video = link.value("v") == video and not link.value("lc")
        if is_video and link.words and not link.words.startswith("http"):
            return link.words
    found = re.search(r"[\"“„«](.{3,120})[\"”“»]\s*$", notice.subject)
    return found[1] if found else ""
