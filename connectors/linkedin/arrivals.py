"""LinkedIn: notifications as they come, pushed or asked for.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/
organizations/organization-social-action-notifications,
https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation (2026-08)
"""

import hashlib
import hmac
import json
import re
from dataclasses import replace

from ..errors import WebhookRejected, _lt
from ..payload import read_json
from ..types import Payload, WebhookAnswer, WebhookRequest
from .calls import Calls, Json, comments_of
from .urns import escaped, post_and_number

CHALLENGE = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
EVENT = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
PREFIX = "hmacsha256="


def payload_of(notification: Json) -> Payload:
    """The same however it came, pushed or asked for."""
    body = json.dumps(notification, ensure_ascii=False, sort_keys=True).encode()
    number = notification.get("notificationId") or hashlib.sha256(body).hexdigest()
    return Payload(external_id=f"notification:{number}", body=body)


def completed(calls: Calls, payload: Payload) -> Payload:
    """With the comment that it names: the notification says not what that answers.

    As it is, if it has the comment, names none, or the comment is gone.
    """
    told = read_json(payload)
    named = told.node("decoratedGeneratedActivity").node("comment").text("entity")
    post, number = post_and_number(named or told.text("generatedActivity"))
    if not number or "comment" in told or told.text("action") == "COMMENT_DELETE":
        return payload
    response = calls.ask(f"{comments_of(post)}/{number}", accept=(404,))
    if response.status == 404:
        return payload
    whole = {**told.value, "comment": calls.http.json_of(response)}
    return replace(payload, body=payload_of(whole).body)


def signature(secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, "sha256").hexdigest()


def answer(request: WebhookRequest, secret: str) -> WebhookAnswer | None:
    """What the handshake is answered with.

    Only a UUID is: else anyone could have a notification of their own making signed.
    """
    if request.method != "GET":
        return None
    code = request.query.get("challengeCode", "")
    if not CHALLENGE.fullmatch(code):
        raise WebhookRejected(_lt("The handshake is not LinkedIn's."), code="code")
    right = signature(secret, code.encode())
    body = json.dumps({"challengeCode": code, "challengeResponse": right})
    return WebhookAnswer(body=body, content_type="application/json")


def notifications(request: WebhookRequest, secret: str) -> list[Json]:
    """Those of a batch, of whatever page."""
    given = request.headers.get("x-li-signature", "").removeprefix(PREFIX).lower()
    right = signature(secret, PREFIX.encode() + request.body)
    if not hmac.compare_digest(given.encode(), right.encode()):
        raise WebhookRejected(_lt("The signature is not LinkedIn's."), code="signature")
    try:
        batch = json.loads(request.body)
    except ValueError:
        return []
    if not isinstance(batch, dict) or batch.get("type") != EVENT:
        return []
    return [one for one in batch.get("notifications") or () if isinstance(one, dict)]


def subscription(app: str, person: str, page: str) -> str:
    """The path of what is pushed, by app, person and page."""
    names = (f"urn:li:developerApplication:{app}", person, page)
    app, person, page = map(escaped, names)
    key = f"developerApplication:{app},user:{person},entity:{page}"
    return f"eventSubscriptions/({key},eventType:{EVENT})"
