"""Golden pairs of the mail connector: a mail as it came, and what it says."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from ..connectors.types import Attachment, Payload

FOLDER = Path(__file__).parent / "payloads"
OWN_ADDRESS = "support@shop.example"


def golden() -> Iterator[Path]:
    """The mails that have an expected reading beside them."""
    return iter(sorted((FOLDER / "mail").glob("*.eml")))


def malformed() -> Iterator[Path]:
    """Mails of which no more is expected than that nothing breaks."""
    return iter(sorted((FOLDER / "mail_malformed").glob("*.eml")))


def payload(body: bytes) -> Payload:
    """As fetch would have made it, but with a fixed id."""
    return Payload(external_id="payload-1", body=body, content_type="message/rfc822")


def expected(path: Path) -> list[dict[str, Any]]:
    """What the pair of a mail says."""
    return json.loads(path.with_suffix(".expected.json").read_text("utf-8"))


def as_json(value: Any) -> Any:
    """An event as JSON: its class, its fields without defaults, files by digest."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_json(one) for one in value]
    if isinstance(value, bytes):
        return f"sha256:{hashlib.sha256(value).hexdigest()[:16]}"
    if not hasattr(value, "__dataclass_fields__"):
        return value
    shown = {} if isinstance(value, Attachment) else {"class": type(value).__name__}
    for one in fields(value):
        content = getattr(value, one.name)
        if content != one.default:
            shown[one.name] = as_json(content)
    return shown
