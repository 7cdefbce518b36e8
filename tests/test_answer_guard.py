"""What the pure part of the guard finds in a text: all of it, and nothing else."""

import string
from unittest.mock import patch

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models import answer_guard
from ..models.answer_guard import IBAN_LENGTHS, find, is_card, is_iban

ALNUM = string.ascii_uppercase + string.digits
CALM = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
GAPS = st.sampled_from(["", " ", "-", "\u00a0", "."])


@st.composite
def iban(draw):
    country = draw(st.sampled_from(sorted(IBAN_LENGTHS)))
    length = IBAN_LENGTHS[country] - 4
    account = draw(st.text(string.digits, min_size=length, max_size=length))
    digits = "".join(str(int(char, 36)) for char in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{account}"


@st.composite
def card(draw):
    length = draw(st.integers(13, 19))
    rest = draw(st.text(string.digits, min_size=length - 2, max_size=length - 2))
    begin = draw(st.sampled_from("23456")) + rest
    [last] = [one for one in string.digits if is_card(begin + one)]
    return begin + last


def grouped(value, gap):
    return gap.join(value[place : place + 4] for place in range(0, len(value), 4))


def touches(text, kind, start, end):
    """Whether something is found in this part of a text."""
    return any(
        one.start < end and start < one.end
        for one in find(text)
        if kind in (one.kind, None)
    )


@tagged("post_install", "-at_install")
class TestFinding(BaseCase):
    @CALM
    @given(iban(), GAPS, st.text(), st.text())
    def test_every_iban_in_any_text(self, value, gap, before, after):
        written = grouped(value, gap)
        text = before + written + after
        self.assertTrue(is_iban(value))
        self.assertTrue(touches(text, "iban", len(before), len(before + written)))

    @CALM
    @given(card(), GAPS, st.text(), st.text())
    def test_every_card_in_any_text(self, value, gap, before, after):
        assume(not before[-1:].isdigit() and not after[:1].isdigit())
        written = grouped(value, gap)
        text = before + written + after
        self.assertTrue(touches(text, None, len(before), len(before + written)))

    @CALM
    @given(st.text(string.digits, min_size=13, max_size=19), st.text(ALNUM))
    def test_wrong_sums_are_nothing(self, digits, other):
        assume(not is_card(digits))
        self.assertFalse([one for one in find(digits) if one.kind == "card"])
        for country, length in IBAN_LENGTHS.items():
            value = (country + digits + other)[:length]
            found = [one for one in find(value) if one.kind == "iban"]
            expected = len(value) == length and is_iban(value)
            self.assertEqual(bool(found), expected, value)
            break

    @CALM
    @given(st.text())
    def test_any_text_is_searched(self, text):
        for one in find(text, region="DE", masks=["S###"], words=["tent"]):
            self.assertTrue(0 <= one.start < one.end <= len(text))

    @CALM
    @given(st.text(), st.text())
    def test_words_stand_alone(self, before, after):
        text = f"{before} Bl\u00f6der  HUND {after}"
        [first, *_more] = [one for one in find(text, words=["bloder hund"])]
        self.assertEqual(first.value, "bloder hund")
        assume(before[-1:].isalnum())
        glued = f"{before}hund"
        self.assertFalse(find(glued, words=["hund"]) if " " not in before else [])

    def test_known_numbers(self):
        """Of the documentation of banks and card companies."""
        for text, kind, value in (
            ("DE89 3704 0044 0532 0130 00", "iban", "DE89370400440532013000"),
            ("gb33bukb20201555555555", "iban", "GB33BUKB20201555555555"),
            ("NO93 8601 1117 947", "iban", "NO9386011117947"),
            ("4111 1111-1111 1111", "card", "4111111111111111"),
            ("378282246310005", "card", "378282246310005"),
            ("Ana.O'Hara+x@shop.example", "mail", "hara+x@shop.example"),
            ("S00042", "order", "S00042"),
            ("+49 30 901820", "phone", "+4930901820"),
            ("030/901820", "phone", "+4930901820"),
        ):
            with self.subTest(text=text):
                text = f"See: {text}, please."
                found = find(text, region="DE", masks=["S#####"])
                self.assertEqual(
                    [(one.kind, one.value) for one in found], [(kind, value)]
                )
                self.assertNotIn(found[0].value, found[0].text)

    def test_what_is_nothing(self):
        for text in (
            "Ask @ana@fedi.example",
            "It comes on 2026-11-28 at 10:00, for 1.249,00 EUR.",
            "Parcel 1234567890123",
            "Order S123",
            "The tents' posts",
        ):
            with self.subTest(text=text):
                self.assertFalse(
                    find(text, region="DE", masks=["S#####"], words=["tent"])
                )

    def test_phone_numbers_without_the_numbering_plans(self):
        with patch.object(answer_guard, "phonenumbers", None):
            found = find("Call +49 (30) 90 18 20 or 030 901820, not 12.11.2026.")
        self.assertEqual([one.value for one in found], ["4930901820", "030901820"])

    def test_invisible_characters_hide_nothing(self):
        [found] = find("Our law\u00adyer\u200b says", words=["L\u00e0wyer"])
        self.assertEqual((found.start, found.value), (4, "L\u00e0wyer"))
