"""An answer becomes a mail.

Sources: RFC 5322 (format), RFC 6532 (UTF-8 in headers), RFC 5890 (IDNA).
"""

from datetime import datetime, timezone
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

from ..errors import PermanentError, UnsupportedError, _lt
from ..text import clean, one_line
from ..types import Attachment, Reply
from .headers import ADDRESS, plain_id


class IdsHeader:
    """A header of message ids, one per line: the standard library would encode
    ids that are too long for its lines, which no reader of mails understands."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Called by the header registry."""
        kwds["decoded"] = kwds["parse_tree"] = value

    def fold(self, *, policy: EmailPolicy) -> str:
        """The whole header as it is written."""
        ids = f"{policy.linesep} ".join(str(self).split())
        return f"{self.name}: {ids}{policy.linesep}"  # type: ignore[attr-defined]


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("references", IdsHeader)
    registry.map_to_type("in-reply-to", IdsHeader)
    return registry


POLICY = SMTP.clone(cte_type="7bit", header_factory=_registry())


def own_id(reply: Reply, address: str) -> str:
    """The Message-ID of an answer, without brackets; the same on every try."""
    return f"{reply.key}@{_ascii_domain(address.rpartition('@')[2])}"


def written(reply: Reply, address: str, sender_name: str) -> EmailMessage:
    """The whole mail.

    :raises PermanentError: no recipient, or what cannot be a mail address
    :raises UnsupportedError: an attachment without content
    """
    recipient = reply.recipient.handle if reply.recipient else ""
    name = reply.recipient.name if reply.recipient else ""
    own = (reply.sender.handle, reply.sender.name) if reply.sender else ("", "")
    mail = EmailMessage(policy=POLICY)
    mail["From"] = _mailbox(own[0] or address, own[1] or sender_name)
    mail["To"] = _mailbox(recipient, name)
    mail["Subject"] = _one_line(reply.subject)
    mail["Date"] = format_datetime(reply.sent_at or datetime.now(timezone.utc))
    mail["Message-ID"] = f"<{own_id(reply, address)}>"
    _add_ancestors(mail, reply)
    _add_body(mail, reply)
    return mail


def envelope(address: str) -> str:
    """An address as SMTP takes it: its domain in ASCII."""
    address = address.strip()
    if not address:
        raise PermanentError(_lt("The mail address is missing."), code="address")
    if not ADDRESS.fullmatch(address) or not address.isprintable():
        shown, text = one_line(address)[:100], _lt("%(address)s is not a mail address.")
        raise PermanentError(text, code="address", address=shown)
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        text = _lt("%(domain)s is not the name of a mail server.")
        raise PermanentError(text, code="address", domain=domain) from None


def _mailbox(address: str, name: str) -> Address:
    local, _, domain = envelope(address).rpartition("@")
    return Address(display_name=_one_line(name), username=local, domain=domain)


def _one_line(text: str) -> str:
    """Without anything that could end a header."""
    return one_line("".join(char if char.isprintable() else " " for char in text))


def _add_ancestors(mail: EmailMessage, reply: Reply) -> None:
    """In-Reply-To and References; ids that we made up ourselves are left out."""
    ids = [plain_id(one) for one in (reply.parent_id, *reply.ancestor_ids)]
    ids = list(dict.fromkeys(one for one in ids if one and "sha256:" not in one))
    if ids:
        if ids[0] == plain_id(reply.parent_id):
            mail["In-Reply-To"] = f"<{ids[0]}>"
        mail["References"] = " ".join(f"<{one}>" for one in reversed(ids))


def _add_body(mail: EmailMessage, reply: Reply) -> None:
    text = clean(reply.text)
    mail.set_content(text if text.endswith("\n") else text + "\n")
    inline = [one for one in reply.attachments if _is_inline(one, reply.body)]
    if reply.body:
        mail.add_alternative(clean(reply.body), subtype="html")
        html = mail.get_payload()[-1]
        for attachment in inline:
            html.add_related(
                _content(attachment),
                *_kind(attachment),
                filename=_file_name(attachment),
                disposition="inline",
                cid=f"<{attachment.content_id}>",
            )
    for attachment in reply.attachments:
        if attachment not in inline:
            mail.add_attachment(
                _content(attachment),
                *_kind(attachment),
                filename=_file_name(attachment),
            )


def _is_inline(attachment: Attachment, html: str) -> bool:
    return bool(attachment.content_id) and f"cid:{attachment.content_id}" in html


def _content(attachment: Attachment) -> bytes:
    if not attachment.content and attachment.url:
        text = _lt("The file %(file)s is not here to be sent.")
        raise UnsupportedError(text, code="attachment", file=attachment.filename)
    return attachment.content


def _kind(attachment: Attachment) -> tuple[str, str]:
    """Main and sub type; mails in mails may not be encoded (RFC 2046, 5.2.1)."""
    main, _, sub = attachment.mimetype.partition(";")[0].strip().partition("/")
    known = main.isalnum() and sub.isascii() and sub.replace("-", "").isprintable()
    if not known or not sub or " " in sub or main in ("message", "multipart"):
        return "application", "octet-stream"
    return main, sub


def _file_name(attachment: Attachment) -> str:
    return _one_line(attachment.filename).replace("/", "_") or "file"
