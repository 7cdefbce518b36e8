"""Reddit: comments, answers, mentions, messages. Mails of 2019-2026."""

import re

from ...types import Post
from .excerpt import Said, excerpt, said
from .notice import Notice, Told, named
from .trust import is_within

SITE = "https://www.reddit.com"
HOSTS = ("reddit.com", "redd.it", "redditmail.com")
# /r/{community}/comments/{post}/{words}/{comment}/; the words may be "comment"
COMMENTS = re.compile(
    r"(?P<place>(?:/(?:r|user)/[\w-]+)?/comments/(?P<post>\w+))"
    r"(?:/(?P<words>[^/]*))?(?:/(?P<comment>\w+))?/?"
)


def read(notice: Notice) -> Told | None:
    """None for digests, trends, upvotes, awards and the like."""
    who = said(notice.subject, notice.text)
    if who.kind == "direct":
        return _direct(notice, who)
    links = [one for one in notice.links if is_within(one.host, HOSTS)]
    found = list(filter(None, (COMMENTS.fullmatch(one.path) for one in links)))
    place = next((one for one in found if one["comment"]), (found or [None])[0])
    if not place or who.kind not in ("comment", "mention"):
        return None
    comment, post = place["comment"], f"t3_{place['post']}"
    url = f"{SITE}{place['place']}/"
    chrome = (notice.subject, who.name, f"u/{who.handle}", who.handle, who.line)
    return Told(
        kind=who.kind,
        author=named(who.name or who.handle, who.handle, _profile(who)),
        text=excerpt(notice.text, chrome, HOSTS),
        external_id=f"t1_{comment}" if comment else "",
        thread_id=post,
        url=f"{url}_/{comment}/" if comment else url,
        post=Post(external_id=post, url=url, from_us="your post" in who.line.lower()),
    )


def _profile(who: Said) -> str:
    return f"{SITE}/user/{who.handle}" if who.handle else ""


def _direct(notice: Notice, who: Said) -> Told | None:
    if not who.handle:
        return None
    chrome = (notice.subject, f"u/{who.handle}", who.handle, who.line)
    return Told(
        kind="direct",
        author=named(who.name or who.handle, who.handle, _profile(who)),
        text=excerpt(notice.text, chrome, HOSTS),
        thread_id=f"reddit:@{who.handle.lower()}",
        url=f"{SITE}/message/messages",
        visibility="private",
    )
