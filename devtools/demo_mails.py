"""The demo mailbox: raw mails whose dates are written relative to now.

The files in ``demo/mails`` hold placeholders instead of dates::

    @-2d 03:15@                         two days, three hours, 15 minutes ago, UTC
    @-2d 03:15 +0100@                   the same moment on a clock an hour ahead
    @-2d 03:15 +0100 %d.%m.%Y@          in a format of its own, as in a quotation
    @+1d 00:00@                         in one day, as in an invitation

Without a format the date is written as in RFC 5322, section 3.3. Formats know the
numbers of ``strftime`` and the English ``%a %A %b %B``, whatever the locale is.
Everything works on bytes: the files have many charsets, and some are broken.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

MAILS = Path(__file__).resolve().parent.parent / "demo" / "mails"

RFC_5322 = "%a, %d %b %Y %H:%M:%S %z"
DAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    *("Saturday", "Sunday"),
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

PLACEHOLDER = re.compile(
    rb"@(?P<sign>[+-])(?P<days>\d+)d (?P<hours>\d\d):(?P<minutes>\d\d)"
    rb"(?: (?P<zone>[+-]\d{4}))?(?: (?P<format>[^@\r\n]+))?@"
)


def load(now: datetime) -> list[tuple[str, bytes]]:
    """Every demo mail as (file name, raw mail), oldest first.

    :param now: aware; the mails arrived during the six days before it
    :raises ValueError: ``now`` is naive
    """
    if now.utcoffset() is None:
        raise ValueError("now must be an aware datetime")
    files = [(path.name, path.read_bytes()) for path in MAILS.glob("*.eml")]
    files.sort(key=lambda file: (-age(file[1]), file[0]))
    return [(name, fill(raw, now)) for name, raw in files]


def age(raw: bytes) -> timedelta:
    """How long before now a mail with placeholders arrived.

    The youngest date of its header counts; a broken mail may have no Date, but
    Received is there.

    :raises ValueError: there is no placeholder
    """
    header = raw.partition(b"\r\n\r\n")[0]
    return -max(map(_offset, PLACEHOLDER.finditer(header)))


def fill(raw: bytes, now: datetime) -> bytes:
    """The mail with every placeholder replaced by its date."""
    return PLACEHOLDER.sub(lambda match: _written(match, now), raw)


def _offset(match: re.Match[bytes]) -> timedelta:
    days, hours, minutes = map(int, match.group("days", "hours", "minutes"))
    offset = timedelta(days=days, hours=hours, minutes=minutes)
    return -offset if match["sign"] == b"-" else offset


def _written(match: re.Match[bytes], now: datetime) -> bytes:
    zone = datetime.strptime((match["zone"] or b"+0000").decode(), "%z").tzinfo
    moment = (now + _offset(match)).astimezone(zone)
    layout = match["format"].decode("ascii") if match["format"] else RFC_5322
    return moment.strftime(_with_names(layout, moment)).encode("ascii")


def _with_names(layout: str, moment: datetime) -> str:
    """The format with English names put in, as strftime follows the locale."""
    day, month = DAYS[moment.weekday()], MONTHS[moment.month - 1]
    names = {"%A": day, "%a": day[:3], "%B": month, "%b": month[:3]}
    for code, name in names.items():
        layout = layout.replace(code, name)
    return layout
