"""Gateways that turn posts into mails and mails into posts, such as TweetyMail was.

Their mails are known by their sender; what stands where is told by patterns that the
administrator may change, and answers leave as a mail of a fixed form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...errors import PermanentError, SettingsError, _lt
from ...types import Limits, Profile, Reply
from .excerpt import clean_text, excerpt
from .links import bare
from .notice import Notice, Told, named
from .trust import is_within

MOST_TEXT = 20_000
AUTHOR = r"@(?P<handle>\w{1,30})"
LINK = r"https?://\S{1,200}?/status(?:es)?/(?P<id>\d+)"
# above this line the author speaks, where no pattern says otherwise
ENDS = re.compile(
    r"^[ \t]*(?:-{2,}|_{2,}|—|https?://\S+|To reply\b.*)[ \t\r]*$", re.M | re.I
)
PLACEHOLDER = re.compile(r"\{(text|handle|id)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """``sender`` empty: there is none; ``to`` empty: it takes no answers.

    Patterns are regular expressions: ``author`` with a group ``handle`` (and
    ``name``), ``link`` with ``id``, ``text`` with ``text``.
    """

    platform: str = "x"
    sender: str = ""
    author: str = ""
    text: str = ""
    link: str = ""
    to: str = ""
    subject: str = ""
    body: str = ""
    limit: int = 0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Gateway":
        """By the channel's settings."""
        return cls(
            platform=values["gateway_platform"],
            sender=values["gateway_sender"].strip().lower(),
            author=values["gateway_author"],
            text=values["gateway_text"],
            link=values["gateway_link"],
            to=values["gateway_to"].strip(),
            subject=values["gateway_subject"],
            body=values["gateway_body"],
            limit=max(0, int(values["gateway_limit"] or 0)),
        )

    def check(self) -> None:
        """:raises SettingsError: a pattern cannot be read"""
        for pattern in (self.author, self.text, self.link):
            try:
                re.compile(pattern)
            except re.error as error:
                text = _lt("The gateway's pattern %(pattern)s is wrong: %(reason)s.")
                raise SettingsError(
                    text, code="pattern", pattern=pattern, reason=str(error)
                ) from None

    def knows(self, address: str, domains: frozenset[str] | None) -> bool:
        """Whether a mail is the gateway's.

        :param domains: those that vouch for it; None: its sender's word is enough
        """
        domain = address.rpartition("@")[2]
        is_sender = address == self.sender or f"@{domain}" == self.sender
        is_vouched = domains is None or any(
            is_within(domain, (one,)) or is_within(one, (domain,)) for one in domains
        )
        return bool(self.sender) and is_sender and is_vouched

    def told(self, notice: Notice) -> Told | None:
        """None where no author is told."""
        text = notice.text[:MOST_TEXT]
        author = self._found("author", notice.subject, text)
        handle = author.get("handle", "")
        if not handle and not author.get("name"):
            return None
        link = self._found("link", text, *(one.url for one in notice.links))
        said = self._found("text", text).get("text", "") if self.text else ""
        words = clean_text(said, ()) or excerpt(ENDS.split(text)[0], (), ())
        head = re.compile(
            rf"\s*(?:[^\n:]{{0,60}} )?\(?@{re.escape(handle)}\)?:?\s+", re.I
        )
        return Told(
            kind="mention",
            author=named(author.get("name") or handle, handle),
            text=words if said else head.sub("", words, count=1).strip(),
            external_id=link.get("id", ""),
            thread_id=link.get("id", ""),
            url=bare(link.get("", "")),
            is_partial=not words,
        )

    def _found(self, name: str, *places: str) -> dict[str, str]:
        """The groups of a pattern where it is found first, the whole under ""."""
        pattern = getattr(self, name) or {"author": AUTHOR, "link": LINK}.get(name, "")
        try:
            matcher = re.compile(pattern, re.S if name == "text" else 0)
        except re.error:  # checked when the channel was connected
            return {}
        found = next(filter(None, map(matcher.search, places)), None)
        if not found:
            return {}
        groups = {key: value or "" for key, value in found.groupdict().items()}
        return {"": found[0], **groups}

    # -- answers -------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        return Limits(text_length=self.limit, takes_files=False)

    def addressed(self, reply: Reply) -> Reply:
        """An answer as the mail that the gateway posts.

        :raises PermanentError: it is too long with what the form adds
        """
        values = {
            "text": reply.text.strip(),
            "handle": reply.recipient.handle if reply.recipient else "",
            "id": reply.parent_id,
        }
        filled = {
            name: PLACEHOLDER.sub(lambda one: values[one[1]], getattr(self, name))
            for name in ("subject", "body")
        }
        self._check_length(filled)
        to = Profile(external_id=self.to, handle=self.to)
        return replace(
            reply,
            recipient=to,
            subject=filled["subject"],
            text=filled["body"],
            body="",
            parent_id="",
            ancestor_ids=(),
        )

    def _check_length(self, filled: dict[str, str]) -> None:
        length = max(
            (len(filled[name]) for name in filled if "{text}" in getattr(self, name)),
            default=0,
        )
        if self.limit and length > self.limit:
            text = _lt(
                "With what the gateway adds, the answer has %(length)s characters;"
                " %(limit)s are allowed."
            )
            raise PermanentError(
                text, code="too_long", length=str(length), limit=str(self.limit)
            )
