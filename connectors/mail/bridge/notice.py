"""A platform's mail as its readers get it, and what they make of it."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement

from ...text import html_tree, tree_to_text
from ...types import Kind, Post, Profile, Visibility
from ..body import Content
from ..headers import Headers, addresses, first, header_text
from .links import Link, links_of

LARGEST = 300_000  # characters; platforms' mails are far smaller
HIDDEN = etree.XPath(
    "descendant::*[contains(translate(@style, ' ', ''), 'display:none')]"
)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A mail for which a platform's domain vouches.

    ``message_id`` and ``ancestor_ids`` are the mail's own; ``domains`` are those
    that the administrator trusts, of servers that anybody may run.
    """

    headers: Headers
    content: Content = field(repr=False)
    message_id: str
    ancestor_ids: tuple[str, ...] = ()
    subject: str = ""
    own_address: str = ""
    domains: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        return header_text(first(self.headers, name))

    @cached_property
    def sender(self) -> tuple[str, str]:
        """(name, address); empty unless exactly one is named."""
        found = addresses(self.headers.get("from", []))
        return found[0] if len(found) == 1 else ("", "")

    @property
    def reply_to(self) -> str:
        """The address that takes answers; "" unless exactly one is named."""
        values = self.headers.get("reply-to", [])
        found = addresses(values)
        if len(found) != 1:
            return ""
        written = re.search(re.escape(found[0][1]), " ".join(values), re.I)
        return written[0] if written else ""  # keys are not to be put in small letters

    @cached_property
    def text(self) -> str:
        """The plain version, else that of the HTML."""
        content = self.content
        plain = content.alternative if content.is_html else content.plain
        return plain[:LARGEST] if plain.strip() else self.rich_text

    @cached_property
    def rich_text(self) -> str:
        """The HTML as text; "" when there is none."""
        return "" if self._tree is None else tree_to_text(self._tree)

    @cached_property
    def _tree(self) -> HtmlElement | None:
        """Without what is hidden: that repeats the text for lists of mails."""
        if not self.content.is_html:
            return None
        root = html_tree(self.content.html[:LARGEST])
        for node in HIDDEN(root):
            node.drop_tree()
        return root

    @cached_property
    def links(self) -> tuple[Link, ...]:
        return links_of(self._tree, self.text)

    @cached_property
    def is_for_us(self) -> bool:
        """Whether it was sent to the channel's own address: answers by mail are taken
        from that alone to which the platform wrote."""
        names = ("to", "cc", "x-github-recipient-address")
        values = [value for name in names for value in self.headers.get(name, [])]
        return any(one == self.own_address.lower() for _, one in addresses(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a mail tells of one message on a platform; see ``types.MessageEvent``.

    ``reply_token`` is the address that takes an answer to it; without one, none goes
    by mail. Without an ``external_id``, the mail's own is the message's.
    """

    kind: Kind
    author: Profile
    text: str = ""
    quoted: str = ""
    subject: str = ""
    external_id: str = ""
    thread_id: str = ""
    ancestor_ids: tuple[str, ...] = ()
    url: str = ""
    visibility: Visibility = "public"
    is_partial: bool = True
    from_us: bool = False
    reply_token: str = field(default="", repr=False)
    keeps_files: bool = False
    post: Post | None = None


def named(name: str, handle: str = "", url: str = "") -> Profile:
    """Someone of whom no id is told: known by the handle, else by the name.

    Who has neither is nobody that could be known again.
    """
    external_id = f"@{handle.lower()}" if handle else f"name:{name.casefold()}"
    return Profile(external_id=external_id, handle=handle, name=name, url=url)
