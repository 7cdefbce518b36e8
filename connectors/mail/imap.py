"""A mailbox over IMAP: new mails by UID, what becomes of them, copies of answers.

Sources: RFC 9051 (IMAP4rev2), RFC 6851 (MOVE), RFC 4315 (UIDPLUS),
RFC 6154 (special-use folders).
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from imaplib import IMAP4
from typing import Any

from imapclient import IMAPClient
from imapclient.imapclient import SENT

from ..errors import ConnectorError, RetryableError, SettingsError, _lt
from .failures import Server, no_folder, plain_words
from .imap_auth import sign_in
from .tls import TIMEOUT, tls_context

# A window of UIDs per SEARCH: its answer is one line, which imaplib limits to 1 MB.
FIRST_WINDOW, LARGEST_WINDOW, MOST_WINDOWS = 1_000, 50_000, 50


class Mailbox:
    """One signed-in IMAP connection; opened by ``connect``, ended by ``close``."""

    def __init__(self, client: IMAPClient, server: Server) -> None:
        self.client = client
        self.server = server
        self.folder = ""
        self.uidvalidity = 0
        self.uidnext = 0

    @classmethod
    def connect(cls, server: Server, values: Mapping[str, Any]) -> "Mailbox":
        """Connect, encrypt and sign in.

        :param values: the connector's settings
        :raises ConnectorError: what does not work, in plain words
        """
        context = tls_context(values["ca_certificate"], server)
        with plain_words(server):
            client = IMAPClient(
                server.host,
                port=server.port,
                ssl=server.security == "tls",
                ssl_context=context,
                timeout=TIMEOUT,
            )
            client.normalise_times = False  # aware times
            try:
                if server.security == "starttls":
                    client.starttls(context)
                sign_in(client, values)
            except BaseException:
                _hang_up(client)
                raise
        return cls(client, server)

    def close(self) -> None:
        """Log out, if the server still listens."""
        try:
            self.client.logout()
        except (OSError, IMAP4.error):
            self.abandon()

    def abandon(self) -> None:
        """Drop the connection without a word, its state being unknown."""
        _hang_up(self.client)

    def folders(self) -> list[str]:
        """Names of all folders that can be opened."""
        with plain_words(self.server):
            listed = self.client.list_folders()
        return [name for flags, _, name in listed if b"\\Noselect" not in flags]

    def select(self, folder: str, readonly: bool = True) -> None:
        """Open a folder and learn its UIDVALIDITY and UIDNEXT.

        :raises SettingsError: there is no such folder
        """
        try:
            with plain_words(self.server):
                found = self.client.select_folder(folder, readonly=readonly)
        except ConnectorError as error:
            if error.code != "command":
                raise
            names = self.folders()
            if folder in names:
                raise
            raise no_folder(folder, names) from None
        self.folder = folder
        self.uidvalidity = int(found[b"UIDVALIDITY"])
        self.uidnext = int(found.get(b"UIDNEXT") or self._uidnext())

    def _uidnext(self) -> int:
        """For old servers that do not say: after the last message."""
        with plain_words(self.server):
            return max(self.client.search(["UID", "*"]), default=0) + 1

    def uids(self, start: int, most: int) -> tuple[list[int], int]:
        """The next UIDs from ``start`` on, and the UID from which to go on.

        Looks through the mailbox in windows, so that a large one costs no more.
        """
        width = FIRST_WINDOW
        for _ in range(MOST_WINDOWS):
            if start >= self.uidnext:
                break
            end = min(start + width, self.uidnext) - 1
            with plain_words(self.server):
                found = self.client.search(["UID", f"{start}:{end}"])
            # "n:m" may be answered with a message outside when n is too high.
            found = sorted(uid for uid in found if start <= uid <= end)
            if found:
                rest = found[most:]
                return found[:most], rest[0] if rest else end + 1
            start, width = end + 1, min(width * 10, LARGEST_WINDOW)
        return [], start

    def items(self, uids: list[int], item: str) -> dict[int, Any]:
        """One FETCH item by UID; messages that have vanished are missing."""
        with plain_words(self.server):
            found = self.client.fetch(uids, [item])
        # Servers write the header names inside BODY[…] in their own way.
        name = item.replace(".PEEK", "").partition("[")[0].encode()
        return {
            uid: next(
                (one for key, one in values.items() if key.startswith(name)), None
            )
            for uid, values in found.items()
        }

    def bodies(self, uids: list[int]) -> dict[int, bytes]:
        """Whole mails by UID, not marked as read.

        :raises RetryableError: a mail that is there does not come
        """
        try:
            found = self.items(uids, "BODY.PEEK[]")
        except RetryableError as error:
            if error.code != "command" or len(uids) == 1:
                raise
            found = {}
        found = {uid: body for uid, body in found.items() if body is not None}
        missing = [uid for uid in uids if uid not in found]
        return found | self._one_by_one(missing) if missing else found

    def _one_by_one(self, uids: list[int]) -> dict[int, bytes]:
        """Mails that did not come in a batch; those that have vanished are left."""
        found: dict[int, bytes] = {}
        for uid in uids:
            if not self.existing([uid]):
                continue
            try:
                body = self.items([uid], "BODY.PEEK[]").get(uid)
            except RetryableError as error:
                if error.code != "command":
                    raise
                body = None
            if body is None and self.existing([uid]):
                raise RetryableError(
                    _lt("The server does not hand out the mail %(uid)s of %(folder)s."),
                    code="unreadable",
                    uid=str(uid),
                    folder=self.folder,
                )
            if body is not None:
                found[uid] = body
        return found

    def existing(self, uids: list[int]) -> list[int]:
        """Which of the UIDs are there and not marked as deleted."""
        if not uids:
            return []
        with plain_words(self.server):
            found = self.client.search(["UID", _joined(uids), "UNDELETED"])
        return sorted(set(found) & set(uids))

    def mark_seen(self, uids: list[int]) -> None:
        """Mark as read, in one command."""
        with plain_words(self.server):
            self.client.add_flags(uids, [b"\\Seen"], silent=True)

    def move(self, uids: list[int], folder: str) -> None:
        """Move to another folder, made when missing; repeating does no harm."""
        uids = self.existing(uids)
        if not uids:
            return
        self.make(folder)
        with plain_words(self.server):
            if self.client.has_capability("MOVE"):
                self.client.move(uids, folder)
                return
            self.client.copy(uids, folder)
            self.client.delete_messages(uids, silent=True)
            # A plain EXPUNGE would also remove what others marked as deleted.
            if self.client.has_capability("UIDPLUS"):
                self.client.uid_expunge(uids)

    def make(self, folder: str) -> None:
        """Create a folder unless it exists.

        :raises SettingsError: the server does not create it
        """
        with plain_words(self.server):
            if self.client.folder_exists(folder):
                return
            try:
                self.client.create_folder(folder)
                self.client.subscribe_folder(folder)
            except IMAP4.abort:
                raise
            except IMAP4.error as error:
                raise SettingsError(
                    _lt("The folder %(folder)s cannot be created."),
                    code="create_folder",
                    detail=self.server.said(error),
                    folder=folder,
                ) from None

    def sent_folder(self) -> str:
        """The folder of sent mails by its special use or usual name, else ""."""
        with plain_words(self.server):
            return self.client.find_special_folder(SENT) or ""

    def append(self, folder: str, mail: bytes, moment: datetime) -> None:
        """Put a copy into a folder, marked as read."""
        with plain_words(self.server):
            self.client.append(folder, mail, (b"\\Seen",), moment)

    def has_message(self, folder: str, message_id: str) -> bool:
        """Whether a folder holds a mail of this Message-ID."""
        self.select(folder)
        with plain_words(self.server):
            return bool(
                self.client.search(["UNDELETED", "HEADER", "Message-ID", message_id])
            )


def _joined(uids: list[int]) -> str:
    return ",".join(map(str, uids))


def _hang_up(client: IMAPClient) -> None:
    with suppress(OSError, IMAP4.error):
        client.shutdown()
