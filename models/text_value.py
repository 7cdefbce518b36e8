"""Values of extra fields as strangers write them in a text (spec B12).

What cannot be read for certain is none: a wrong amount is worse than an empty field.
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from dateutil import parser

from ..connectors.text import clean

LONGEST_CHAR = 1000
LONGEST_TEXT = 10_000
LARGEST_INTEGER = 2**31 - 1  # more, the database would refuse to compare
NUMBER = re.compile(
    r"(?<![\d.,])(?:(?<!\w)[-+\u2212]\s?)?"
    r"\d(?:\d|[.,'\u2019](?=\d)|[ \xa0\u202f](?=\d{3}(?!\d)))*"
)
# with or without thousands apart, in India hundreds, too
WHOLE = re.compile(r"-?\s?(?:\d*|\d{1,3}(?:[.,'\u2019\s]\d{2,3})*[.,'\u2019\s]\d{3})")
SEPARATORS = re.compile(r"[.,'\u2019\s]")
TAG_ENDS = re.compile(r"[,;/|\n]+")
# two days that have nothing in common, by which a date that is not whole is known
PROBES = (datetime(2001, 1, 2, 3, 4), datetime(2016, 12, 30, 5, 6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How numbers, dates, and yes are written where the texts come from."""

    decimal_point: str = "."
    day_first: bool = True
    zone: str = "UTC"
    words: tuple[tuple[str, bool], ...] = (("yes", True), ("no", False))


def as_value(text, definition, habits):
    """A text as the value of an extra field, as the database keeps it.

    :param definition: dict of a property's definition
    :returns: None if it is none, or if the field's type takes no text
    """
    convert = CONVERTERS.get(definition["type"])
    text = clean(text).strip()
    return convert(text, definition, habits) if convert and text else None


def as_char(text, _definition, _habits):
    return " ".join(text.split())[:LONGEST_CHAR]


def as_text(text, _definition, _habits):
    return text[:LONGEST_TEXT]


def as_float(text, _definition, habits):
    """The first number, whatever its separators are, as in 1.234,50 or 1,234.50."""
    found = NUMBER.search(text)
    if not found:
        return None
    digits = found[0].replace("\u2212", "-").strip("+ ")
    point = decimal_point(digits, habits.decimal_point)
    before, _point, after = digits.rpartition(point) if point else (digits, "", "")
    if not WHOLE.fullmatch(before):
        return None
    whole = SEPARATORS.sub("", before)
    value = float(f"{whole}.{after or '0'}")
    return value if math.isfinite(value) else None


def decimal_point(digits, usual):
    """Which of a number's separators it is; "" if none of them is."""
    found = SEPARATORS.findall(digits)
    marks = [one for one in found if one in ".,"]
    if not marks or found[-1] not in ".,":
        return ""
    last = marks[-1]
    if found.count(last) > 1:
        return ""
    if len(set(found)) > 1 or last == usual:
        return last
    # 1,234 where the comma is usual between thousands; 1,5 or 0,123 is a fraction
    before, _point, after = digits.partition(last)
    is_grouped = len(after) == 3 and before.lstrip("-").strip("0") != ""
    return "" if is_grouped and len(before.lstrip("-")) <= 3 else last


def as_integer(text, definition, habits):
    value = as_float(text, definition, habits)
    if value is None or value != int(value) or abs(value) > LARGEST_INTEGER:
        return None
    return int(value)


def as_boolean(text, _definition, habits):
    words = dict(habits.words)
    return words.get(text.strip(" .!").casefold())


def as_date(text, _definition, habits):
    moment = as_moment(text, habits)
    return moment and moment.strftime("%Y-%m-%d")


def as_datetime(text, _definition, habits):
    moment = as_moment(text, habits, has_time=True)
    if not moment:
        return None
    zone = moment.tzinfo or ZoneInfo(habits.zone)
    try:
        utc = moment.replace(tzinfo=zone).astimezone(timezone.utc)
    except OverflowError:
        return None
    return utc.strftime("%Y-%m-%d %H:%M:%S")


def as_moment(text, habits, has_time=False):
    """A moment that the text tells wholly; None if it leaves something out."""
    if len(text) > 100:
        return None
    is_iso = bool(re.match(r"\d{4}\D", text))
    day_first = habits.day_first and not is_iso
    try:
        first, second = (
            parser.parse(text, dayfirst=day_first, default=one) for one in PROBES
        )
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    is_whole = first == second if has_time else first.date() == second.date()
    return first if is_whole and first.year >= 1000 else None


def as_choice(text, definition, _habits):
    """By its label, else by its technical value."""
    choices = [(one[0], one[1]) for one in definition.get("selection") or ()]
    return named(text, choices)


def as_tags(text, definition, _habits):
    """Those of the words that are tags; None if none is."""
    known = [(one[0], one[1]) for one in definition.get("tags") or ()]
    found = [named(word, known) for word in TAG_ENDS.split(text)]
    return list(dict.fromkeys(filter(None, found))) or None


def named(text, choices):
    wanted = " ".join(text.split()).casefold()
    labels = {" ".join(label.split()).casefold(): value for value, label in choices}
    values = {value.casefold(): value for value, _label in choices}
    return labels.get(wanted) or values.get(wanted)


CONVERTERS = {
    "char": as_char,
    "text": as_text,
    "integer": as_integer,
    "float": as_float,
    "monetary": as_float,
    "boolean": as_boolean,
    "date": as_date,
    "datetime": as_datetime,
    "selection": as_choice,
    "tags": as_tags,
}
