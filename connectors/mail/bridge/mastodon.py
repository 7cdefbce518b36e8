"""Mastodon: mentions on a server that anybody may run.

Its app/mailers/notification_mailer.rb and the views beside it (2017-2026).
"""

import re

from ...text import one_line
from ...types import Profile
from .excerpt import clean_text, paragraphs
from .links import Link
from .notice import Notice, Told
from .trust import is_within

# <mention.{user}.{server}>, in mails since version 4.2
LIST_ID = re.compile(r"<(?P<kind>\w+)\.[\w.-]+>")
KINDS = ("mention", "quote")
STATUS = re.compile(
    r"/(?:web/)?(?:statuses/|@(?P<acct>[\w.]+(?:@[\w.-]+)?)/)(?P<id>\d+)"
)
CONVERSATION = re.compile(r"conversation-\d+\.\d{4}-\d\d-\d\d@[\w.-]+")
ACCT = re.compile(r"@?\b(?P<name>\w[\w.]*)@(?P<server>[\w-]+(?:\.[\w-]+)+)")
SUBJECTS = re.compile(
    r"mention|erwähn|mencion|menzion|vermeld|genoemd|メンション|quoted|zitiert", re.I
)


def read(notice: Notice) -> Told | None:
    """A mention; None for followers, favourites and the like."""
    link = next(filter(None, (_status(one, notice) for one in notice.links)), None)
    found = LIST_ID.search(notice.header("list-id"))
    is_mention = found["kind"] in KINDS if found else SUBJECTS.search(notice.subject)
    if not link or not is_mention:
        return None
    place = STATUS.match(link.path)
    conversations = filter(CONVERSATION.fullmatch, notice.ancestor_ids)
    acct = _acct(notice, (place and place["acct"]) or "", link.host)
    text = _text(notice, acct, link)
    return Told(
        kind="mention",
        author=_author(notice, acct, link.host),
        text=text,
        external_id=place["id"] if place else "",
        ancestor_ids=tuple(conversations),
        url=f"https://{link.host}{link.path}",
        is_partial=not text,
    )


def _status(link: Link, notice: Notice) -> Link | None:
    is_status = STATUS.fullmatch(link.path) and is_within(link.host, notice.domains)
    return link if is_status else None


def _acct(notice: Notice, told: str, host: str) -> str:
    """user@server, as the server's own API would tell it."""
    if not told:
        named = ACCT.search(notice.subject) or ACCT.search(notice.text[:500])
        local = re.search(r"@(\w[\w.]*)|by (\w[\w.]*)", notice.subject)
        told = named[0].lstrip("@") if named else ""
        told = told or ((local[1] or local[2]) if local else "")
    return told if "@" in told or not told else f"{told}@{host}"


def _author(notice: Notice, acct: str, host: str) -> Profile:
    """The name stands above the @name in the HTML."""
    lines = [one_line(line) for line in notice.rich_text[:6000].split("\n")]
    lines = [line for line in lines if line]
    shown = {f"@{acct}", f"@{acct.removesuffix('@' + host)}"}
    at = next((i for i, line in enumerate(lines) if line in shown and i), 0)
    name = lines[at - 1] if at else acct.partition("@")[0]
    local = acct.removesuffix(f"@{host}")
    return Profile(
        external_id=acct.lower() or "name:",
        handle=acct,
        name=name,
        url=f"https://{host}/@{local}" if acct else "",
    )


def _text(notice: Notice, acct: str, link: Link) -> str:
    """Between the line that says who mentioned us and the link to the status."""
    body = re.split(r"\n-{3,}\s*\n", notice.text)[0]
    parts = list(paragraphs(body))
    name = acct.partition("@")[0]
    while parts and _is_heading(parts[0], name):
        parts.pop(0)
    last = next((i for i, part in enumerate(parts) if link.path in part), len(parts))
    return clean_text("\n\n".join(parts[:last]), (link.host,))


def _is_heading(part: str, name: str) -> bool:
    line = one_line(part)
    says = SUBJECTS.search(line) and name.lower() in line.lower() and len(line) < 200
    return bool(says) or line.lstrip("@").startswith(f"{name}@") and " " not in line
