"""What the simulator declares: its form, its limits, and the failures on command."""

from ..errors import (
    ConnectorError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    UnknownOutcomeError,
    _lt,
)
from ..types import Kind, Limits, Setting, Template

FASTEST = 1000
PICTURES = {"attachment_bytes": 8 * 2**20, "attachment_types": ("image/",)}
LIMITS: dict[Kind, Limits] = {
    "comment": Limits(
        text_length=2200, text_unit="grapheme", attachments=1, **PICTURES
    ),
    "mention": Limits(text_length=500, text_unit="grapheme", attachments=4, **PICTURES),
    "review": Limits(text_length=4000, takes_files=False),
    "direct": Limits(
        text_length=1000, text_unit="utf16", attachments=4, attachment_bytes=8 * 2**20
    ),
}
MARKS: dict[str, tuple[type[ConnectorError], str, dict[str, float]]] = {
    "[fail]": (PermanentError, _lt("The simulator refuses this answer."), {}),
    "[later]": (RetryableError, _lt("The simulator is out of order for now."), {}),
    "[unknown]": (
        UnknownOutcomeError,
        _lt("The connection to the simulator broke while sending."),
        {},
    ),
    "[limit]": (
        RateLimitedError,
        _lt("The simulator wants fewer calls. The inbox waits."),
        {"retry_after": 120.0},
    ),
}
TEMPLATES = (
    Template(
        external_id="order-news",
        name="News about an order",
        language="en",
        body="Hello {{1}}, there is news about your order {{2}}. Just write back when "
        "it suits you. Your team of Nordwind Outdoor",
        variables=2,
    ),
    Template(
        external_id="rueckfrage",
        name="Rückfrage",
        language="de",
        body="Hallo {{1}}, zu Ihrer Anfrage haben wir noch eine Frage. Antworten Sie "
        "einfach auf diese Nachricht. Ihr Team von Nordwind Outdoor",
        variables=1,
    ),
)

STEPS = (
    _lt("Nothing is needed on any platform, and nothing leaves this machine."),
    _lt(
        "Choose a scenario and connect: what people wrote in the last days is there at "
        "once, the rest comes as time goes by. Who is answered writes back."
    ),
    _lt(
        "To see how failures look, write one of these into an answer: [fail] is "
        "refused for good, [later] is tried again, [unknown] is lost on its way, "
        "[limit] lets the channel wait."
    ),
)
SETTINGS = (
    Setting(
        name="scenario",
        label="Scenario",
        type="selection",
        help="Everyday: three days of questions, praise and complaints in twelve "
        "languages. An Angry Customer: one complaint that grows until it is "
        "answered well. A Storm: 260 messages within a quarter of an hour.",
        default="everyday",
        choices=(
            ("everyday", "Everyday"),
            ("complaint", "An Angry Customer"),
            ("storm", "A Storm"),
        ),
        required=True,
    ),
    Setting(
        name="speed",
        label="Speed",
        type="integer",
        help="How many minutes of the scenario pass in one minute, from 1 to 1000.",
        default=1,
    ),
    Setting(
        name="loop",
        label="Begin Again",
        type="boolean",
        help="An hour after its end, what came after the beginning comes again.",
        default=False,
    ),
)
