"""A mailbox: mails fetched over IMAP, answers sent over SMTP."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, ClassVar

from ..base import Acknowledges, Connector, Finds, Pulls
from ..errors import ConnectorError, SettingsError, UnsupportedError, _lt
from .bridge import Bridge
from .bridge.gateway import Gateway
from .failures import Server
from .fetch import Fetching, KnownIds, fetch_page, receipt_of
from .headers import ADDRESS
from .imap import Mailbox
from .parse import MailParser
from .settings import SETTINGS
from .smtp import Outbox
from .write import POLICY, envelope, own_id, written
from ..types import (
    Event,
    Kind,
    Limits,
    Page,
    Payload,
    Profile,
    Reply,
    Sent,
    Visibility,
)

PLAIN = Limits(takes_files=False)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_logger = logging.getLogger(__name__)


class MailConnector(Connector, Pulls, Acknowledges, Finds):
    """One mailbox with its address.

    Connections are opened when needed and kept until ``close``.

    ``known_ids`` may be set by the inbox: given Message-IDs, it returns those that it
    has, and a mailbox whose UIDVALIDITY changed is not downloaded again.
    """

    code = "mail"
    label = _lt("Mail")
    icon = "fa-envelope"
    settings = SETTINGS
    limits = Limits(
        is_html=True,
        has_subject=True,
        has_sender=True,
        attachment_bytes=25 * 1024 * 1024,
    )

    batch: ClassVar[int] = 100
    batch_bytes: ClassVar[int] = 20 * 1024 * 1024

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self.known_ids: KnownIds | None = None
        self._imap: Mailbox | None = None
        self._smtp: Outbox | None = None

    def close(self) -> None:
        for connection in (self._imap, self._smtp):
            if connection:
                connection.close()
        self._imap = self._smtp = None

    # Receiving

    def fetch(self, cursor: str) -> Page:
        """The next mails; see ``fetch`` for the cursor.

        A mail is taken whole, however large; a page holds at most ``batch`` mails
        and, beyond the first one, ``batch_bytes`` bytes.
        """
        how = Fetching(
            batch=self.batch,
            batch_bytes=self.batch_bytes,
            known_ids=self.known_ids,
            with_receipt=self.values["after_fetch"] != "leave",
        )
        with self._mailbox() as mailbox:
            return fetch_page(mailbox, self.values["folder"], cursor, how)

    def acknowledge(self, receipt: str) -> None:
        """Mark or move what a page held; nothing when the folder was made anew."""
        action = self.values["after_fetch"]
        if not receipt or action == "leave":
            return
        folder, uidvalidity, uids = receipt_of(receipt)
        with self._mailbox() as mailbox:
            mailbox.select(folder, readonly=False)
            if mailbox.uidvalidity != uidvalidity or not uids:
                return
            if action == "seen":
                mailbox.mark_seen(uids)
            else:
                mailbox.move(uids, self._move_folder())

    def parse(self, payload: Payload) -> Iterator[Event]:
        """A bounce also tells what became of our own mail; platforms' mails tell of
        what was written there."""
        bridge = Bridge.of(self.values)
        return MailParser(self.values["address"], bridge).parse(payload)

    # Sending

    def can_send(self) -> bool:
        return bool(self.values["smtp_host"])

    def external_id_of(self, reply: Reply) -> str:
        """The Message-ID, made from the answer's key."""
        return own_id(reply, self.values["address"])

    def send(self, reply: Reply) -> Sent:
        """Hand the answer to the SMTP server, then keep a copy in the mailbox.

        What comes back as undelivered comes to this mailbox, whoever is the sender. A
        copy that fails does not make the sending fail.

        :raises SettingsError: the mailbox only receives
        :raises UnknownOutcomeError: the mail left, but no answer came
        """
        outbox = self._outbox()
        reply = self._addressed(reply)
        address = self.values["address"]
        sender = envelope(address)
        recipient = envelope(reply.recipient.handle if reply.recipient else "")
        mail = written(reply, address, self.values["sender_name"])
        utf8 = not (sender + recipient).isascii()
        data = mail.as_bytes(policy=POLICY.clone(utf8=True) if utf8 else POLICY)
        with outbox.keeping(reply.reply_token):
            outbox.deliver(sender, recipient, data)
        moment = reply.sent_at or datetime.now(timezone.utc)
        self._keep_copy(data, moment)
        return Sent(external_id=own_id(reply, address), sent_at=moment)

    def find_sent(self, reply: Reply) -> Sent | None:
        """The answer in the folder of sent mails.

        None proves nothing where only this connector puts copies there: it does so
        after the server's consent, so that an answer of unknown outcome has no copy.
        """
        message_id = own_id(reply, self.values["address"])
        with self._mailbox() as mailbox:
            folder = self.values["sent_folder"] or mailbox.sent_folder()
            found = folder and mailbox.has_message(folder, f"<{message_id}>")
        return Sent(external_id=message_id) if found else None

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        """Platforms that take answers by mail take plain text."""
        if kind == "mail":
            return self.limits
        return Gateway.of(self.values).limits if self.values["gateway_to"] else PLAIN

    def _addressed(self, reply: Reply) -> Reply:
        """The answer as the platform's mail server, or the gateway, wants it.

        :raises UnsupportedError: it takes no answers by mail
        """
        if reply.reply_token:
            to = Profile(external_id=reply.reply_token, handle=reply.reply_token)
            subject = reply.subject or "Re:"
            return replace(reply, recipient=to, subject=subject, body="")
        if reply.kind in ("mail", "post"):
            return reply
        gateway = Gateway.of(self.values)
        if not gateway.to:
            text = _lt("The platform takes no answers by mail. Open it there.")
            raise UnsupportedError(text, code="no_answers")
        return gateway.addressed(reply)

    # Connecting

    def verify(self) -> Profile:
        """Sign in to both servers and look for the folders."""
        address = self.values["address"].strip().lower()
        if not ADDRESS.fullmatch(address):
            text = _lt("%(address)s is not a mail address.")
            raise SettingsError(text, code="own_address", address=address)
        Gateway.of(self.values).check()
        with self._mailbox() as mailbox:
            mailbox.select(self.values["folder"])
            if self.values["after_fetch"] == "move":
                mailbox.make(self._move_folder())
            if self.values["save_sent"] and self.values["sent_folder"]:
                mailbox.select(self.values["sent_folder"])
        if self.values["smtp_host"]:
            self._outbox().connect()
        return Profile(
            external_id=address, handle=address, name=self.values["sender_name"]
        )

    def _move_folder(self) -> str:
        folder = self.values["move_folder"]
        if not folder or folder == self.values["folder"]:
            text = _lt("Say to which other folder fetched mails are moved.")
            raise SettingsError(text, code="move_folder")
        return folder

    @contextmanager
    def _mailbox(self) -> Iterator[Mailbox]:
        """The IMAP connection; given up when anything fails in it."""
        if self._imap is None:
            self._imap = Mailbox.connect(self._server("imap"), self.values)
        try:
            yield self._imap
        except BaseException:
            self._imap.abandon()
            self._imap = None
            raise

    def _outbox(self) -> Outbox:
        if not self.values["smtp_host"]:
            raise SettingsError(
                _lt("This mailbox only receives: no server for outgoing mail is set."),
                code="receive_only",
            )
        if self._smtp is None:
            self._smtp = Outbox(self._server("smtp"), self.values)
        return self._smtp

    def _server(self, protocol: str) -> Server:
        names = [setting.name for setting in self.settings if setting.secret]
        for name in ("username", "smtp_username", *names):
            if CONTROL.search(str(self.values[name])):
                raise SettingsError(
                    _lt("The user name or the password holds a control character."),
                    code="characters",
                    setting=name,
                )
        return Server(
            protocol=protocol.upper(),
            host=self.values[f"{protocol}_host"].strip(),
            port=int(self.values[f"{protocol}_port"]),
            security=self.values[f"{protocol}_security"],
            secrets=tuple(self.values[name] for name in names),
        )

    def _keep_copy(self, data: bytes, moment: datetime) -> None:
        if not self.values["save_sent"]:
            return
        try:
            with self._mailbox() as mailbox:
                folder = self.values["sent_folder"] or mailbox.sent_folder()
                if folder:
                    mailbox.append(folder, data, moment)
        except ConnectorError as error:
            _logger.warning("No copy of the answer in the mailbox: %s", error)
