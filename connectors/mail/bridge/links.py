"""Web addresses in mails: where they lead, without what is meant for the reader alone.

Nothing is asked for: redirects tell their target in the address itself.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import (
    SplitResult,
    parse_qs,
    parse_qsl,
    unquote,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

from lxml.html import HtmlElement

from ...text import one_line
from .trust import is_within

ADDRESS = re.compile(r"https?://[^\s<>\"'\]]*[^\s<>\"'.,;:!?)\]}]")
MOST_LINKS = 300
TELLING = ("v", "lc", "list", "story_fbid", "id", "comment_id", "fbid")
# host, beginning of the path, names of the parameter that holds the target
REDIRECTS = (
    ("google.com", "/url", ("q", "url")),
    ("safelinks.protection.outlook.com", "/", ("url",)),
    ("twitter.com", "/i/redirect", ("url",)),
    ("x.com", "/i/redirect", ("url",)),
    ("facebook.com", "/l.php", ("u",)),
    ("l.instagram.com", "/", ("u",)),
    ("youtube.com", "/attribution_link", ("u",)),
    ("linkedin.com", "/redir/redirect", ("url",)),
)
# https://click.redditmail.com/CL0/{the target, escaped}/{number}/{token}
IN_PATH = re.compile(r"https://click\.redditmail\.com/CL0/([^/?]+)", re.I)
# https://www.facebook.com/nd/?{path}&{parameters}, also /n/?
IN_QUERY = re.compile(r"(https://www\.facebook\.com/)nd?/\?([^&=]+)&?(.*)", re.I)


class Link(NamedTuple):
    """Where it leads, and the words under which it is shown."""

    url: str
    words: str = ""

    @property
    def host(self) -> str:
        return (_split(self.url).hostname or "").removeprefix("www.")

    @property
    def path(self) -> str:
        return _split(self.url).path

    def value(self, name: str) -> str:
        """A parameter's, or ""."""
        return parse_qs(_split(self.url).query).get(name, [""])[0]


def _split(url: str) -> SplitResult:
    """Its parts, all empty where it is no address."""
    try:
        split = urlsplit(url)
    except ValueError:
        return urlsplit("")
    return split


def links_of(root: HtmlElement | None, text: str) -> tuple[Link, ...]:
    """All links of a mail in order, each where it leads in the end."""
    found = list(_shown(root)) if root is not None else []
    found += [Link(url) for url in ADDRESS.findall(text)]
    return tuple(Link(unwrapped(url), words) for url, words in found[:MOST_LINKS])


def _shown(root: HtmlElement) -> Iterator[Link]:
    for node in root.iter("a"):
        url = (node.get("href") or "").strip()
        if url.startswith(("https://", "http://")):
            yield Link(url, one_line("".join(node.itertext()))[:200])


def unwrapped(url: str) -> str:
    """Where an address leads through the redirects that are known."""
    for _step in range(4):
        target = _target(url)
        if not target.startswith(("https://", "http://")):
            break
        url = target
    return url


def _target(url: str) -> str:
    if found := IN_PATH.match(url):
        return unquote(found[1])
    if found := IN_QUERY.match(url):
        return f"{found[1]}{unquote(found[2])}?{found[3]}"
    link = Link(url)
    for host, path, names in REDIRECTS:
        if is_within(link.host, (host,)) and link.path.startswith(path):
            values = (link.value(name) for name in names)
            return urljoin(url, next(filter(None, values), ""))
    return ""


def bare(url: str) -> str:
    """Without fragment and parameters, but for those that say what it is about."""
    split = _split(url)
    kept = [pair for pair in parse_qsl(split.query) if pair[0] in TELLING]
    return urlunsplit((split.scheme, split.netloc, split.path, urlencode(kept), ""))
