"""What WhatsApp's error codes say, in answers and in what became of messages.

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
(2026-11)
"""

from collections.abc import Mapping

from ..errors import ConnectorError, RetryableError, _lt
from ..graph import explain_graph
from ..http import DETAIL, Http, Response
from ..payload import Node

WINDOW = _lt(
    "More than 24 hours have passed since this person wrote. Use a template instead."
)
NO_MEDIA = _lt("WhatsApp could not take the file. Try another format.")
TEMPLATE = _lt("WhatsApp refuses the values for this template. Look at its example.")
NUMBER = _lt("The phone number is not ready to send. Look at it in WhatsApp Manager.")
HELD = _lt("WhatsApp holds the message back, so that people get less advertising.")
REFUSALS: Mapping[int, tuple[str, str]] = {
    130472: ("experiment", HELD),
    130497: ("country", _lt("The account may not write to people in this country.")),
    131005: ("right", _lt("The token has no right to send. Connect the number again.")),
    131021: ("self", _lt("The message would go to the number that it comes from.")),
    131026: (
        "undeliverable",
        _lt(
            "WhatsApp cannot deliver this. The person may not use WhatsApp, have an old"
            " version, or have blocked the number."
        ),
    ),
    131030: (
        "test_number",
        _lt("A test number writes only to the numbers on its list, in the app."),
    ),
    131031: (
        "locked",
        _lt("Meta has locked the account. The reason is in WhatsApp Manager."),
    ),
    131037: (
        "name",
        _lt("Meta has not yet approved the name of the phone number."),
    ),
    131042: (
        "payment",
        _lt("Meta cannot charge the account. Look at its payment method."),
    ),
    131045: ("number", NUMBER),
    131047: ("window", WINDOW),
    131048: (
        "spam",
        _lt("WhatsApp limits the number, since people reported or blocked it."),
    ),
    131049: ("held", HELD),
    131050: ("stopped", _lt("This person wants no advertising from the account.")),
    131051: ("type", _lt("WhatsApp does not take messages of this kind.")),
    131052: ("media", NO_MEDIA),
    131053: ("media", NO_MEDIA),
    131062: ("no_number", _lt("This template needs the person's phone number.")),
    132000: ("values", TEMPLATE),
    132001: (
        "template",
        _lt("There is no such template, or it is not approved in this language."),
    ),
    132005: ("values", TEMPLATE),
    132007: ("values", TEMPLATE),
    132008: ("values", TEMPLATE),
    132012: ("values", TEMPLATE),
    132015: ("template", _lt("Meta has paused the template for its quality.")),
    132016: ("template", _lt("Meta has switched the template off for its quality.")),
    132018: ("values", TEMPLATE),
    133010: ("number", NUMBER),
}
RATE = frozenset((130429, 133016))
# Seconds to wait: nothing was written. 131056 is for one recipient, not for all.
LATER: Mapping[int, float] = {131016: 60.0, 131056: 10.0, 131057: 300.0}


def explain_whatsapp(http: Http, response: Response) -> ConnectorError | None:
    found = response.json()
    error = found.get("error") if isinstance(found, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, int) or code not in LATER:
        return explain_graph(http, response, REFUSALS, RATE)
    text = _lt("WhatsApp does not take the message now. It goes out a little later.")
    return RetryableError(
        text,
        retry_after=LATER[code],
        code=f"graph_{code}",
        detail=http.masked(str(error.get("message") or ""))[:DETAIL],
    )


def reason_of(status: Node) -> str:
    """Why a message failed: our words for the code, else Meta's."""
    for error in status.nodes("errors"):
        known = REFUSALS.get(error.number("code"))
        told = (
            known[1] if known else "",
            error.node("error_data").text("details"),
            error.text("message"),
            error.text("title"),
        )
        if said := next(filter(None, told), ""):
            return said
    return ""
