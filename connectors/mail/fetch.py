"""Pages of new mails: which UIDs, in which batches, and where to go on.

A cursor is JSON: ``folder``, ``uidvalidity``, ``uid`` (the last one dealt with),
``arrived`` (the newest INTERNALDATE so far, seconds since 1970) and, while a mailbox
whose UIDVALIDITY changed is read anew, ``known_until``.

A mail's id is its Message-ID and a hash of its body: one message that arrives by two
routes is one, two messages that share a Message-ID by mistake are two. In a mailbox
read anew, a mail is only left out when its Message-ID is known *and* it arrived
before the last one that was fetched; all others are fetched again, and the inbox
knows them by their id.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..types import Page, Payload
from .headers import message_id, split_mail
from .imap import Mailbox

KnownIds = Callable[[list[str]], set[str]]
MESSAGE_ID_ITEM = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How much at once: mails, bytes; ``known_ids`` says which ids are received."""

    batch: int
    batch_bytes: int
    known_ids: KnownIds | None = None
    with_receipt: bool = False


def payload_id(raw: bytes) -> str:
    """A mail's id, from its bytes alone, the same however often it is fetched."""
    headers, body = split_mail(raw)
    own_id = message_id(headers)
    if not own_id:
        return "sha256:" + hashlib.sha256(raw).hexdigest()
    return f"{own_id}#{hashlib.sha256(body).hexdigest()[:8]}"


def fetch_page(mailbox: Mailbox, folder: str, cursor: str, how: Fetching) -> Page:
    """The next mails of a folder.

    :raises ConnectorError: nothing is lost, since the cursor stays
    """
    mailbox.select(folder)
    state = _resumed(mailbox, cursor)
    uids, following = mailbox.uids(state["uid"] + 1, how.batch)
    if uids:
        uids, following = _within(mailbox, uids, following, how.batch_bytes)
    wanted = _unknown(mailbox, uids, state, how.known_ids)
    bodies = mailbox.bodies(wanted) if wanted else {}
    payloads = tuple(
        Payload(
            external_id=payload_id(bodies[uid]),
            body=bodies[uid],
            content_type="message/rfc822",
        )
        for uid in wanted
        if uid in bodies
    )
    return Page(
        payloads=payloads,
        cursor=_advanced(mailbox, state, uids, following),
        has_more=following < mailbox.uidnext,
        receipt=receipt(mailbox, uids) if how.with_receipt and uids else "",
    )


def receipt(mailbox: Mailbox, uids: list[int]) -> str:
    """What ``acknowledge`` needs to find the mails again."""
    return json.dumps(
        {"folder": mailbox.folder, "uidvalidity": mailbox.uidvalidity, "uids": uids}
    )


def receipt_of(text: str) -> tuple[str, int, list[int]]:
    """(folder, UIDVALIDITY, UIDs) of a receipt."""
    values = json.loads(text)
    return values["folder"], values["uidvalidity"], values["uids"]


def _resumed(mailbox: Mailbox, cursor: str) -> dict[str, Any]:
    """The cursor's state, or that of a mailbox to read from the beginning."""
    state = json.loads(cursor) if cursor else {}
    same = state.get("folder") == mailbox.folder
    if same and state.get("uidvalidity") == mailbox.uidvalidity:
        return state
    fresh = {"folder": mailbox.folder, "uidvalidity": mailbox.uidvalidity, "uid": 0}
    if same and (arrived := state.get("known_until", state.get("arrived"))):
        fresh |= {"known_until": arrived, "arrived": arrived}
    return fresh


def _within(
    mailbox: Mailbox, uids: list[int], following: int, limit: int
) -> tuple[list[int], int]:
    """As many as weigh no more than ``limit`` bytes, at least one."""
    sizes = mailbox.items(uids, "RFC822.SIZE")
    total = 0
    for index, uid in enumerate(uids):
        total += sizes.get(uid) or 0
        if total > limit and index:
            return uids[:index], uid
    return uids, following


def _unknown(
    mailbox: Mailbox,
    uids: list[int],
    state: dict[str, Any],
    known_ids: KnownIds | None,
) -> list[int]:
    """Without those which the inbox surely has, in a mailbox that is read anew."""
    until = state.get("known_until")
    if not uids or not known_ids or not until:
        return uids
    headers = mailbox.items(uids, MESSAGE_ID_ITEM)
    ids = {uid: message_id(headers.get(uid) or b"") for uid in uids}
    known = known_ids([one for one in ids.values() if one])
    times = mailbox.items(uids, "INTERNALDATE")
    return [
        uid
        for uid in uids
        if ids[uid] not in known or not times.get(uid) or _seconds(times[uid]) >= until
    ]


def _advanced(
    mailbox: Mailbox, state: dict[str, Any], uids: list[int], following: int
) -> str:
    """The cursor after a page; a mailbox read to its end is no longer read anew."""
    state = state | {"uid": following - 1}
    if uids:
        last = max(map(_seconds, _times(mailbox, uids[-1:])), default=0)
        # A date set in the future would hide what arrives until then.
        last = min(last, int(time.time()))
        state["arrived"] = max(last, state.get("arrived", 0))
    if following >= mailbox.uidnext:
        state.pop("known_until", None)
    return json.dumps(state)


def _times(mailbox: Mailbox, uids: list[int]) -> list[Any]:
    return [time for time in mailbox.items(uids, "INTERNALDATE").values() if time]


def _seconds(moment: Any) -> int:
    return int(moment.timestamp())
