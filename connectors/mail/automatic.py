"""What machines write: automatic answers, mails of lists, reports on delivery.

Sources: RFC 3834 (automatic answers), RFC 3464 (delivery status), RFC 2919 (List-Id),
MS-OXCMAIL 2.2.3.2.14 (X-Auto-Response-Suppress).
"""

import re
from collections.abc import Iterator
from email.message import Message

from ..types import DeliveryEvent
from .bridge.excerpt import without_keys
from .headers import (
    Headers,
    addresses,
    first,
    header_text,
    headers_of,
    message_id,
    plain_id,
)


def automatic(headers: Headers) -> str:
    """Whether a machine wrote it: "bounce", "reply", "list" or ""."""
    if _is_bounce(headers):
        return "bounce"
    precedence = first(headers, "precedence").strip().lower()
    if "list-id" in headers or precedence == "list":
        return "list"
    submitted = first(headers, "auto-submitted").split(";")[0].strip().lower()
    if submitted not in ("", "no") or precedence in ("auto_reply", "bulk", "junk"):
        return "reply"
    suppress = first(headers, "x-auto-response-suppress").lower()
    if re.search(r"\b(all|oof|autoreply)\b", suppress):
        return "reply"
    marks = ("x-autoreply", "x-autorespond", "x-autorespond-from")
    return "reply" if any(_marked(headers, mark) for mark in marks) else ""


def _marked(headers: Headers, name: str) -> bool:
    return name in headers and first(headers, name).strip().lower() != "no"


def _is_bounce(headers: Headers) -> bool:
    kind = first(headers, "content-type").lower()
    if kind.lstrip().startswith("multipart/report") and "delivery-status" in kind:
        return True
    machines = {"<>": ("mailer-daemon@", "postmaster@"), "": ("mailer-daemon@",)}
    names = machines.get(first(headers, "return-path").strip())
    senders = [address for _, address in addresses(headers.get("from", []))]
    return bool(names) and any(sender.startswith(names) for sender in senders)


def deliveries(message: Message) -> Iterator[DeliveryEvent]:
    """Which message of ours did not arrive, and why in the server's words."""
    reason, original, failed = "", "", True
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            reason, failed = _status(part)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            original = original or _returned_id(part)
    if original and failed:
        yield DeliveryEvent(external_id=original, state="failed", reason=reason)


def _status(part: Message) -> tuple[str, bool]:
    """(reason, failed) of a delivery report; a mere delay is no failure."""
    reasons, actions = [], []
    for block in part.walk():
        headers = headers_of(block)
        actions += [one.strip().lower() for one in headers.get("action", [])]
        recipient = first(headers, "final-recipient").rpartition(";")[2].strip()
        said = first(headers, "diagnostic-code").partition(";")[2]
        said = said or first(headers, "status")
        if recipient or said:
            reasons.append(f"{recipient}: {said}" if recipient else said)
    reason = without_keys(header_text("; ".join(reasons)))[:1000]
    return reason, not actions or "failed" in actions


def _returned_id(part: Message) -> str:
    inner = part.get_payload()
    if isinstance(inner, list):
        return plain_id(str(inner[0].get("Message-ID", ""))) if inner else ""
    data = part.get_payload(decode=True) or b""
    return message_id(data)
