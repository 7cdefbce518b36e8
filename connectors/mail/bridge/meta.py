"""Facebook and Instagram: comments, mentions, recommendations, messages.

Mails of 2010-2024. Ids as Graph has them: {post}_{comment}; page posts {page}_{post}.
"""

import re
from base64 import b64decode
from binascii import Error
from dataclasses import replace
from urllib.parse import unquote

from ...types import Kind, Post
from .excerpt import Said, excerpt, said, sender_name
from .links import Link, bare
from .notice import Notice, Told, named
from .trust import is_within

FACEBOOK, INSTAGRAM = "https://www.facebook.com", "https://www.instagram.com"
FACEBOOK_HOSTS = ("facebook.com", "facebookmail.com", "fb.com", "m.me", "fb.me")
INSTAGRAM_HOSTS = ("instagram.com", "ig.me")
# X-Facebook-Notify: feed_comment; mailid=… and the like; first match counts
NOTIFY: tuple[tuple[str, Kind | None], ...] = (
    ("digest", None),
    ("like", None),
    ("reaction", None),
    ("mention", "mention"),
    ("tag", "mention"),
    ("comment", "comment"),
    ("recommend", "review"),
    ("review", "review"),
    ("msg", "direct"),
    ("message", "direct"),
)
# /{page}/posts/{post}, /permalink.php, /photo.php, /groups/{group}/permalink/{post} …
IN_PATH = re.compile(r"/(?:posts|permalink|videos|reel|photos)/(?:[^/?]+/)*(\d{5,})/?")
INSTAGRAM_POST = re.compile(
    r"/(?:[\w.]+/)?(?:p|reel|tv)/(?P<code>[\w-]+)"
    r"(?:/c/(?P<top>\d+)(?:/r/(?P<answer>\d+))?)?/?"
)
INBOXES = {"Facebook": "messages/", "Instagram": "direct/inbox/"}
NUMBER = re.compile(r"\d{3,}")


def read_facebook(notice: Notice) -> Told | None:
    """None for likes, followers, digests, logins and the like."""
    told = _told(notice, FACEBOOK_HOSTS, "Facebook")
    if not told or told.kind == "direct":
        return told
    found = (_facebook_place(link, told) for link in notice.links)
    placed = next(filter(None, found), None)
    return placed or (_review(notice, told) if told.kind == "review" else None)


def _review(notice: Notice, told: Told) -> Told | None:
    """Recommendations have an address of their own only on the page."""
    shown = (one for one in notice.links if "/reviews" in one.path)
    url = next((bare(one.url) for one in shown if one.host == "facebook.com"), "")
    return replace(told, url=url) if told.author.name else None


def read_instagram(notice: Notice) -> Told | None:
    """None for likes, followers, digests, logins and the like."""
    told = _told(notice, INSTAGRAM_HOSTS, "Instagram")
    if not told or told.kind == "direct":
        return told
    links = [one for one in notice.links if is_within(one.host, INSTAGRAM_HOSTS)]
    places = filter(None, (INSTAGRAM_POST.fullmatch(one.path) for one in links))
    place = max(places, key=lambda one: bool(one["top"]), default=None)
    return _instagram_place(place, told) if place else None


def _kind(notice: Notice, who: Said) -> Kind | None:
    """As Facebook says itself, else by the words."""
    value = notice.header("x-facebook-notify").partition(";")[0].lower()
    known = [kind for word, kind in NOTIFY if word in value]
    return known[0] if known else who.kind


def _told(notice: Notice, hosts: tuple[str, ...], label: str) -> Told | None:
    """What does not depend on where it was written."""
    who = said(notice.subject, notice.text)
    kind = _kind(notice, who)
    name = who.name or sender_name(notice.sender[0], label)
    if kind is None or (kind == "direct" and not name):
        return None
    handle = who.handle or (name if label == "Instagram" and " " not in name else "")
    author = replace(named(name, handle), url=_author_url(notice, name, hosts))
    is_direct = kind == "direct"
    site = FACEBOOK if label == "Facebook" else INSTAGRAM
    return Told(
        kind=kind,
        author=author,
        text=excerpt(notice.text, (notice.subject, name, who.line), hosts),
        thread_id=f"{label.lower()}:{author.external_id}" if is_direct else "",
        url=f"{site}/{INBOXES[label]}" if is_direct else "",
        visibility="private" if is_direct else "public",
    )


def _author_url(notice: Notice, name: str, hosts: tuple[str, ...]) -> str:
    """Told by a link under the very name, unless that leads to the post."""
    for link in notice.links:
        is_profile = re.fullmatch(r"/[\w.]{2,60}/?", link.path)
        if link.words == name and is_profile and is_within(link.host, hosts):
            is_page = link.path.endswith(".php")
            return "" if is_page else bare(link.url).partition("?")[0]
    return ""


def _facebook_place(link: Link, told: Told) -> Told | None:
    """By a link to the comment or the post."""
    if not is_within(link.host, FACEBOOK_HOSTS):
        return None
    top, answer = (_comment_of(link, n) for n in ("comment_id", "reply_comment_id"))
    post, page = _post_of(link)
    post = post or top.partition("_")[0] if "_" in top else post
    if not post:
        return _hidden_place(link, told)
    post_id = f"{page}_{post}" if NUMBER.fullmatch(page) else ""
    post_url = f"{FACEBOOK}/{post_id or post}"
    if not top:
        return replace(told, external_id=post_id, thread_id=post_id, url=post_url)
    ids = [one if "_" in one else f"{post}_{one}" for one in (top, answer) if one]
    return replace(
        told,
        external_id=ids[-1],
        thread_id=ids[0],
        ancestor_ids=(*ids[:-1], *filter(None, (post_id,))),
        url=f"{FACEBOOK}/{ids[-1]}",
        post=_post(told, post_id or post, post_url),
    )


def _hidden_place(link: Link, told: Told) -> Told | None:
    """Posts that go by an opaque name, pfbid…, cannot be told by number."""
    if "pfbid" not in link.url:
        return None
    url = bare(link.url)
    post_url = re.sub(r"[?&]comment_id=[^&]*", "", url)
    return replace(told, thread_id=post_url, url=url)


def _post_of(link: Link) -> tuple[str, str]:
    """(post, page) by number; "" where it goes by another name."""
    found = IN_PATH.search(link.path)
    post = (found[1] if found else "") or link.value("story_fbid") or link.value("fbid")
    page = link.value("id")
    owner = re.match(r"/(\d{5,})/posts/", link.path)
    page = page or (owner[1] if owner else "")
    return (post, page) if NUMBER.fullmatch(post) else ("", "")


def _comment_of(link: Link, name: str) -> str:
    """A number, or {post}_{comment} where the link has that, in base64."""
    value = link.value(name)
    if NUMBER.fullmatch(value):
        return value
    try:
        plain = b64decode(unquote(value), validate=True).decode()
    except (Error, ValueError):
        return ""
    found = re.fullmatch(r"comment:(\d+_\d+)", plain)
    return found[1] if found else ""


def _instagram_place(place: re.Match[str], told: Told) -> Told:
    top, answer = place["top"], place["answer"]
    url = f"{INSTAGRAM}/p/{place['code']}/"
    if not top:
        return replace(told, thread_id=url, url=url, post=_post(told, url, url))
    return replace(
        told,
        external_id=answer or top,
        thread_id=top,
        ancestor_ids=(top,) if answer else (),
        url=url,
        post=_post(told, url, url),
    )


def _post(told: Told, external_id: str, url: str) -> Post:
    """What is commented on is ours; where we are mentioned is not."""
    return Post(external_id=external_id, url=url, from_us=told.kind != "mention")
