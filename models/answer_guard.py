"""What must not be in a public answer by mistake: numbers, addresses, words (C9).

Pure: texts in, findings out.
"""

import re
import unicodedata
from dataclasses import dataclass

try:  # Odoo's own optional dependency for phone numbers
    import phonenumbers
except ImportError:
    phonenumbers = None

KINDS = ("iban", "card", "mail", "order", "phone", "word")
LEVELS = ("nothing", "warn", "approve", "refuse")  # each stronger than the one before
# of each country, as the registry of ISO 13616 has them
IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
GAP = r"[\s.\-\u00ad\u2010-\u2015/_]"  # what people put between groups of digits
IBAN_START = re.compile(rf"(?=[A-Za-z]{{2}}{GAP}{{0,2}}[0-9])")
DIGITS = re.compile(r"[0-9]+")
DIGIT_RUN = re.compile(rf"[0-9]+(?:{GAP}{{1,2}}[0-9]+)*")
CARD_LENGTHS = range(13, 20)
CARD_BEGINS = "23456"  # those of payment cards, not of airlines and fuel
# not a handle of the fediverse, which begins with an @
MAIL = re.compile(r"(?<![\w.%+@-])[\w.%+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)[1-9](?:[\s()./-]{0,2}[0-9]){6,13}"
    r"|\(?0[1-9][0-9]{1,4}\)?[\s/-]{1,2}[0-9](?:[\s-]?[0-9]){4,9})(?![0-9])"
)
KEPT = 2  # characters at each end that a masked text still shows


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of a text. ``value`` compares it, whatever way it is written."""

    kind: str
    start: int
    end: int
    value: str
    text: str  # masked, but for words

    def overlaps(self, others):
        return any(self.start < one.end and one.start < self.end for one in others)


def find(text, *, region="", masks=(), words=()):
    """All that is found in a text, in its order; no two findings overlap, but words
    stand for themselves.

    :param region: country code, for phone numbers without one
    :param masks: how order numbers look: ``S#####``, at least so many digits
    :param words: words and phrases to look for
    """
    text = text or ""
    finders = {
        "iban": ibans(text),
        "card": cards(text),
        "mail": mails(text),
        "order": orders(text, masks),
        "phone": phones(text, region),
    }
    findings = []
    for kind, found in finders.items():
        for start, end, value in found:
            masked = MASKS.get(kind, masked_middle)(text[start:end])
            one = Finding(kind, start, end, value, masked)
            if not one.overlaps(findings):
                findings.append(one)
    return sorted(
        [*findings, *phrases(text, words)], key=lambda one: (one.start, one.kind)
    )


# -- each kind: (start, end, value) ----------------------------------------------------


def ibans(text):
    for begin in IBAN_START.finditer(text):
        start = begin.start()
        length = IBAN_LENGTHS.get(text[start : start + 2].upper())
        end, value = gathered(text, start, length or 0)
        if value and is_iban(value):
            yield start, end, value


def gathered(text, start, length):
    """So many letters and digits from there on, over small gaps.

    :returns: (end, the characters); no characters where there are not as many
    """
    found, place, gap = [], start, 0
    while len(found) < length and place < len(text) and gap <= 2:
        char = text[place]
        if char.isascii() and char.isalnum():
            found.append(char.upper())
            gap = 0
        elif re.match(GAP, char):
            gap += 1
        else:
            break
        place += 1
    return place, "".join(found) if length and len(found) == length else ""


def is_iban(value):
    """:param value: capitals and digits only"""
    if not value[2:4].isdigit():
        return False
    moved = value[4:] + value[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def cards(text):
    for run in DIGIT_RUN.finditer(text):
        groups = [
            (run.start() + group.start(), run.start() + group.end())
            for group in DIGITS.finditer(run[0])
        ]
        yield from cards_of_groups(text, groups)


def cards_of_groups(text, groups):
    for first, (start, _end) in enumerate(groups):
        digits, found = "", None
        for begin, end in groups[first:]:
            digits += text[begin:end]
            if len(digits) > CARD_LENGTHS[-1]:
                break
            if is_card(digits):
                found = (start, end, digits)
        if found:
            yield found


def is_card(digits):
    """By its length, its first digit and Luhn's sum."""
    if len(digits) not in CARD_LENGTHS or digits[0] not in CARD_BEGINS:
        return False
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[::-2]))) % 10 == 0


def mails(text):
    for found in MAIL.finditer(text):
        yield found.start(), found.end(), found[0].casefold()


def orders(text, masks):
    for mask in masks:
        for found in mask_pattern(mask).finditer(text):
            yield found.start(), found.end(), found[0].upper()


def mask_pattern(mask):
    parts = [
        rf"[0-9]{{{len(part)},}}" if part[0] == "#" else re.escape(part)
        for part in re.findall(r"#+|[^#]+", mask)
    ]
    return re.compile(rf"(?<!\w){''.join(parts)}(?!\w)", re.IGNORECASE)


def phones(text, region):
    if phonenumbers:
        yield from phones_by_plan(text, region)
        return
    for found in PHONE.finditer(text):
        digits = "".join(DIGITS.findall(found[0]))
        yield found.start(), found.end(), digits.removeprefix("00")


def phones_by_plan(text, region):
    """Those that the countries' numbering plans have."""
    for found in phonenumbers.PhoneNumberMatcher(text, region or None):
        form = phonenumbers.PhoneNumberFormat.E164
        value = phonenumbers.format_number(found.number, form)
        yield found.start, found.end, value


# -- words -----------------------------------------------------------------------------


def phrases(text, words):
    """Whole words and phrases, whatever their accents, case and spaces."""
    folded = {folded_text(word)[0].strip(): word for word in words}
    folded.pop("", None)
    if not folded:
        return []
    longest_first = sorted(folded, key=len, reverse=True)
    pattern = "|".join(
        r"\s+".join(map(re.escape, one.split())) for one in longest_first
    )
    plain, places = folded_text(text)
    return [
        Finding(
            "word",
            places[found.start()],
            places[found.end() - 1] + 1,
            folded[" ".join(found[0].split())],
            text[places[found.start()] : places[found.end() - 1] + 1],
        )
        for found in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", plain)
    ]


def folded_text(text):
    """Without accents, case and invisible characters.

    :returns: (text, for each of its characters the place in the original)
    """
    chars, places = [], []
    for place, char in enumerate(text or ""):
        for one in unicodedata.normalize("NFKD", char).casefold():
            if unicodedata.category(one) not in ("Mn", "Cf"):
                chars.append(one)
                places.append(place)
    return "".join(chars), places


# -- masks -----------------------------------------------------------------------------


def masked_middle(text):
    """Enough to find it in the text, not enough to use it."""
    last = len(text) - KEPT
    return "".join(
        "•" if KEPT <= place < last and char.isalnum() else char
        for place, char in enumerate(text)
    )


def masked_mail(text):
    name, _at, domain = text.partition("@")
    return f"{name[:1]}•••@{domain}"


MASKS = {"mail": masked_mail}
