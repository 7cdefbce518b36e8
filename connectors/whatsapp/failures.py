"""What WhatsApp's error codes say, in answers and in what became of messages.

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
(2026-11)
"""

from collections.abc import Mapping

from ..errors import ConnectorError, Refusal, RetryableError, _lt
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
REFUSALS: Mapping[int, Refusal] = {
    130472: Refusal(HELD, "experiment"),
    130497: Refusal(
        _lt("The account may not write to people in this country."), "country"
    ),
    131005: Refusal(
        _lt("The token has no right to send. Connect the number again."), "right"
    ),
    131021: Refusal(
        _lt("The message would go to the number that it comes from."), "self"
    ),
    131026: Refusal(
        _lt(
            "WhatsApp cannot deliver this. The person may not use WhatsApp, have an old"
            " version, or have blocked the number."
        ),
        "undeliverable",
    ),
    131030: Refusal(
        _lt("A test number writes only to the numbers on its list, in the app."),
        "test_number",
    ),
    131031: Refusal(
        _lt("Meta has locked the account. The reason is in WhatsApp Manager."),
        "locked",
    ),
    131037: Refusal(
        _lt("Meta has not yet approved the name of the phone number."),
        "name",
    ),
    131042: Refusal(
        _lt("Meta cannot charge the account. Look at its payment method."),
        "payment",
    ),
    131045: Refusal(NUMBER, "number"),
    131047: Refusal(WINDOW, "window"),
    131048: Refusal(
        _lt("WhatsApp limits the number, since people reported or blocked it."),
        "spam",
    ),
    131049: Refusal(HELD, "held"),
    131050: Refusal(
        _lt("This person wants no advertising from the account."), "stopped"
    ),
    131051: Refusal(_lt("WhatsApp does not take messages of this kind."), "type"),
    131052: Refusal(NO_MEDIA, "media"),
    131053: Refusal(NO_MEDIA, "media"),
    131062: Refusal(_lt("This template needs the person's phone number."), "no_number"),
    132000: Refusal(TEMPLATE, "values"),
    132001: Refusal(
        _lt("There is no such template, or it is not approved in this language."),
        "template",
    ),
    132005: Refusal(TEMPLATE, "values"),
    132007: Refusal(TEMPLATE, "values"),
    132008: Refusal(TEMPLATE, "values"),
    132012: Refusal(TEMPLATE, "values"),
    132015: Refusal(_lt("Meta has paused the template for its quality."), "template"),
    132016: Refusal(
        _lt("Meta has switched the template off for its quality."), "template"
    ),
    132018: Refusal(TEMPLATE, "values"),
    133010: Refusal(NUMBER, "number"),
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
            known[0] if known else "",
            error.node("error_data").text("details"),
            error.text("message"),
            error.text("title"),
        )
        if said := next(filter(None, told), ""):
            return said
    return ""
