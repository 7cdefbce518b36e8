"""Mails in which platforms tell what was written there.

Which platform it is says the domain that signed the mail, by the word of our own
server: never the sender or a header alone, which anybody may write. What is told goes
by the ids that the platform's own connector uses, so that it goes on there once that is
connected. A platform's mail of any other kind stays a mail.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...errors import _lt
from ...types import MessageEvent
from ..body import Content
from ..headers import Headers
from . import discourse, github, linkedin, mastodon, meta, reddit, x, youtube
from .gateway import Gateway
from .notice import Notice, Told
from .trust import is_within, signed_domains

OTHER_ADDRESS = _lt(
    "Answers by mail are only taken from the address that the platform wrote to, which"
    " is not this channel's. Open it on the platform."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A platform: the domains of its mails, and who reads them.

    Without ``domains``, anybody may run it: those that the administrator trusts.
    ``why_not`` is said where no answer goes by mail.
    """

    platform: str
    read: Callable[[Notice], Told | None] = field(repr=False)
    domains: tuple[str, ...] = ()
    why_not: str


READERS = (
    Reader(
        platform="github",
        read=github.read,
        domains=("github.com",),
        why_not=_lt("GitHub takes no answer to this mail. Open it on GitHub."),
    ),
    Reader(
        platform="linkedin",
        read=linkedin.read,
        domains=("linkedin.com",),
        why_not=_lt("LinkedIn takes no answers by mail. Open it on LinkedIn."),
    ),
    Reader(
        platform="facebook",
        read=meta.read_facebook,
        domains=("facebookmail.com",),
        why_not=_lt("Facebook takes no answers by mail. Open it on Facebook."),
    ),
    Reader(
        platform="instagram",
        read=meta.read_instagram,
        domains=("instagram.com",),
        why_not=_lt("Instagram takes no answers by mail. Open it on Instagram."),
    ),
    Reader(
        platform="x",
        read=x.read,
        domains=("x.com", "twitter.com"),
        why_not=_lt("X takes no answers by mail. Open it on X."),
    ),
    Reader(
        platform="youtube",
        read=youtube.read,
        domains=("youtube.com",),
        why_not=_lt("YouTube takes no answers by mail. Open it on YouTube."),
    ),
    Reader(
        platform="reddit",
        read=reddit.read,
        domains=("reddit.com", "redditmail.com"),
        why_not=_lt("Reddit takes no answers by mail. Open it on Reddit."),
    ),
    Reader(
        platform="discourse",
        read=discourse.read,
        why_not=_lt("The forum takes no answer to this mail. Open it in the forum."),
    ),
    Reader(
        platform="mastodon",
        read=mastodon.read,
        why_not=_lt("Mastodon takes no answers by mail. Open it on Mastodon."),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """What the administrator trusts.

    :param trust: ``dkim``, ``sender`` (its address is believed, too) or ``off``
    :param server: the name by which our server signs its results (authserv-id)
    :param domains: of forums and Mastodon servers
    """

    trust: str = "off"
    server: str = ""
    domains: tuple[str, ...] = ()
    own_address: str = ""
    gateway: Gateway = Gateway()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Bridge":
        """By the channel's settings."""
        domains = values["bridge_domains"].replace(",", " ").lower().split()
        return cls(
            trust=values["bridge"],
            server=values["authserv_id"].strip(),
            domains=tuple(one.strip(".@") for one in domains if "." in one.strip(".")),
            own_address=values["address"],
            gateway=Gateway.of(values),
        )

    def told(
        self,
        event: MessageEvent,
        items: Iterable[tuple[str, str]],
        headers: Headers,
        content: Content,
    ) -> MessageEvent:
        """The message of which a mail tells; the mail's own if it tells of none.

        :param items: the mail's headers in order
        """
        if event.from_us or event.automatic == "bounce" or self._is_idle():
            return event
        notice = Notice(
            headers=headers,
            content=content,
            message_id=event.external_id,
            ancestor_ids=event.ancestor_ids,
            subject=event.subject,
            own_address=self.own_address,
            domains=self.domains,
        )
        address = notice.sender[1]
        signed = None if self.trust == "sender" else signed_domains(items, self.server)
        if self.gateway.knows(address, signed):
            read = self.gateway.told(notice)
            return self._of_gateway(event, read) if read else event
        for reader in READERS if self.trust != "off" else ():
            if self._vouched(reader, address, signed) and (read := reader.read(notice)):
                return _event(event, read, reader, notice.is_for_us)
        return event

    def _is_idle(self) -> bool:
        return self.trust == "off" and not self.gateway.sender

    def _vouched(
        self, reader: Reader, address: str, signed: frozenset[str] | None
    ) -> bool:
        """Whether its sender is of the platform, and the platform says so."""
        domains = reader.domains or self.domains
        is_sender = is_within(address.rpartition("@")[2], domains)
        return is_sender and (
            signed is None or any(is_within(one, domains) for one in signed)
        )

    def _of_gateway(self, event: MessageEvent, told: Told) -> MessageEvent:
        reader = Reader(
            platform=self.gateway.platform,
            read=self.gateway.told,
            why_not=_lt("The gateway takes no answers: no address is set for them."),
        )
        event = _event(event, told, reader, is_for_us=True)
        takes = bool(self.gateway.to)
        return replace(event, can_reply=takes, why_not="" if takes else event.why_not)


NO_BRIDGE = Bridge()


def _event(
    event: MessageEvent, told: Told, reader: Reader, is_for_us: bool
) -> MessageEvent:
    """The mail's event as that of the message it tells of."""
    external_id = told.external_id or event.external_id
    author = told.author
    if not author.handle and not author.name:
        author = replace(author, external_id=f"unknown:{external_id}")
    token = told.reply_token if is_for_us else ""
    why_not = OTHER_ADDRESS if told.reply_token and not is_for_us else reader.why_not
    return replace(
        event,
        platform=reader.platform,
        external_id=external_id,
        author=author,
        kind=told.kind,
        body=told.text,
        text=told.text,
        quoted=told.quoted,
        is_html=False,
        subject=told.subject,
        thread_id=told.thread_id,
        ancestor_ids=told.ancestor_ids,
        url=told.url,
        visibility=told.visibility,
        is_partial=told.is_partial,
        from_us=told.from_us,
        post=told.post,
        automatic="",
        recipients=(),
        reply_address="",
        reply_token=token,
        can_reply=bool(token),
        why_not="" if token else why_not,
        attachments=event.attachments if told.keeps_files else (),
    )
