"""Telling others: one signed POST of JSON to an https address that anybody may reach.

The signature is that of the webhook channel: HMAC-SHA256 of the time, a dot and the
body, so that none is of use later.
"""

import hmac
import json
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from .errors import PermanentError, RetryableError, _lt
from .http import TRY_LATER
from .public_http import call_public, public_parts

MOST_BYTES = 64 * 1024  # of the answer, which nobody reads


def host_of(url: str) -> str:
    """The host of an address that can be told something.

    :raises PermanentError: it is no https address
    """
    return public_parts(url)[0]


def signed(payload: Mapping[str, Any], secret: str) -> tuple[bytes, dict[str, str]]:
    """Body and headers; without a secret nothing is signed."""
    body = json.dumps(payload, ensure_ascii=False).encode(errors="replace")
    moment = str(int(time.time()))
    headers = {"Content-Type": "application/json", "X-Timestamp": moment}
    if secret:
        mac = hmac.new(secret.encode(), moment.encode() + b"." + body, sha256)
        headers["X-Signature-256"] = f"sha256={mac.hexdigest()}"
    return body, headers


def post_public(url: str, payload: Mapping[str, Any], secret: str = "") -> None:
    """Tell it once; redirects are not followed.

    :raises RetryableError: it may work later
    :raises PermanentError: it will not: a private address, or refused there
    """
    body, headers = signed(payload, secret)
    answer = call_public("POST", url, most_bytes=MOST_BYTES, body=body, headers=headers)
    if 200 <= answer.status < 300:
        return
    is_final = 300 <= answer.status < 500 and answer.status not in (*TRY_LATER, 429)
    kind = PermanentError if is_final else RetryableError
    text = _lt("The address answers with status %(status)s.")
    raise kind(text, code=f"http_{answer.status}", status=str(answer.status))
