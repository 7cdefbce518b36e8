"""Patterns that people type, on texts that strangers write."""

import time

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged

from ..models.text_pattern import (
    KINDS,
    MAX_TEXT,
    PLACEHOLDER,
    PatternError,
    PatternTimeout,
    compile_pattern,
)

ENDS = "ABCXYZabcxyz0123456789äß_"
IDS = st.from_regex(rf"[{ENDS}](?:[{ENDS}./@-]{{0,12}}[{ENDS}])?", fullmatch=True)
PUNCTUATION = list("#:.,;()[]{}*+?|\\^$'\"!=&%/")
LITERALS = st.text(st.sampled_from([*PUNCTUATION, *"Ref No", " "]), max_size=8)
TEXTS = st.text(max_size=40)
SIGNS = st.text(
    st.sampled_from(list("()[]{}*+?|\\.^$<>!=:#&-,0123abcPpRLnsx\n ")), max_size=30
)
CATASTROPHES = (
    (r"(a+)+$", "a" * 50_000 + "b"),
    (r"(?:a|a)*$", "a" * 50_000 + "b"),
    (r"(x+x+)+y", "x" * 50_000),
    (r"(\w+\s?)*$", "word " * 9_000 + "!"),
    (r"((?1)a|b)", "a" * 50_000),
)


@tagged("post_install", "-at_install")
class TestTextPattern(TransactionCase):
    def found(self, pattern, text, kind="simple"):
        match = compile_pattern(pattern, kind).search(text, 1)
        return match and match["id"]

    def test_simple_patterns(self):
        for pattern, text, found in (
            ("@--ID--", "thanks @12345.", "12345"),
            ("@--ID--", "write to ana@shop.example", None),
            ("Ref --ID--", "your REF\n 12-34/5, please", "12-34/5"),
            ("Ref --ID--", "Href 12", None),
            ("#--ID--", "Order#77", "77"),
            ("No.: --ID--", "No.:12", "12"),
            ("番号--ID--", "注文番号12345です", "12345"),
            ("[--ID--]", "Re: [AB.7] hello", "AB.7"),
            ("--ID--", " (abc) ", "abc"),
            ("(--ID-- ok", "(x ok", "x"),
        ):
            with self.subTest(pattern=pattern):
                self.assertEqual(self.found(pattern, text), found)

    def test_labels_take_the_rest_of_the_line(self):
        for label, text, found in (
            ("Order number:", "Hi\n  Order  Number : 12 a \nBye", "12 a "),
            ("Order number", "order number = 12", "12"),
            ("Name:", "Surname: Ana", None),
            ("Name:", "Name:\n\nNext: x", None),
            ("Name:", "Name:\n\nName: Eva", "Eva"),
            ("=", "a = b", "b"),
        ):
            with self.subTest(label=label, text=text):
                self.assertEqual(self.found(label, text, "label"), found)

    @settings(max_examples=300, deadline=None)
    @given(LITERALS, LITERALS, IDS, TEXTS, TEXTS)
    def test_any_identifier_in_any_pattern_is_found(
        self, before, after, name, ahead, behind
    ):
        pattern = before + PLACEHOLDER + after
        compiled = compile_pattern(pattern, "simple")
        # what stands before it must not be such a reference, too, and the
        # identifier must not hold what ends it
        text = f"{ahead}\n{before}{name}{after}\n{behind}"
        words = after.split()
        assume(not (words and words[0] in name and not after[0].isspace()))
        assume(not compiled.search(f"{ahead}\n{before}", 1))
        assume(not compiled.search(f"{ahead}\n", 1))
        match = compiled.search(text, 1)
        self.assertEqual(match and match["id"], name)

    def test_mistakes_are_named_with_their_place(self):
        for pattern, kind, place in (
            ("", "simple", (0, 1, 1)),
            ("Ref", "simple", (3, 1, 4)),
            ("--ID-- --ID--", "simple", (7, 1, 8)),
            ("(", "regex", (1, 1, 2)),
            ("a\n(b", "regex", (4, 2, 3)),
            ("*a", "regex", (0, 1, 1)),
            ("x" * 2000, "regex", (1000, 1, 1001)),
            ("(" * 900 + ")" * 900, "regex", (1000, 1, 1001)),
            ("(" * 450 + ")" * 450, "regex", (0, 1, 1)),
        ):
            with self.subTest(pattern=pattern[:20]):
                with self.assertRaises(PatternError) as caught:
                    compile_pattern(pattern, kind)
                error = caught.exception
                self.assertEqual((error.position, error.line, error.column), place)
                self.assertIn(f"column {place[2]}", str(error))
                self.assertIn(f"haracter {place[2]}: ", error.sentence(self.env))

    @settings(max_examples=500, deadline=None)
    @given(SIGNS | st.text(max_size=30), st.sampled_from(KINDS), TEXTS)
    def test_nonsense_is_refused_or_works(self, pattern, kind, text):
        try:
            compile_pattern(pattern, kind).search(text, 0.1)
        except (PatternError, PatternTimeout):
            return

    def test_catastrophes_end_within_the_limit(self):
        for pattern, text in CATASTROPHES:
            with self.subTest(pattern=pattern):
                started = time.monotonic()
                with self.assertRaises(PatternTimeout):
                    compile_pattern(pattern, "regex").search(text, 0.2)
                self.assertLess(time.monotonic() - started, 2)

    def test_of_endless_texts_the_beginning(self):
        text = " " * MAX_TEXT + "#12"
        self.assertIsNone(self.found("#--ID--", text))
        self.assertEqual(self.found("#--ID--", text[3:]), "12")

    def test_names_of_groups(self):
        pattern = compile_pattern(r"(?P<one>\d+)-(?<two>\d+)", "regex")
        self.assertEqual(pattern.names, ("one", "two"))
        self.assertEqual(pattern.search("1-2", 1).groupdict(), {"one": "1", "two": "2"})
