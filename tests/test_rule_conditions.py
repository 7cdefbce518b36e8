"""What rules ask of messages, without any record."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models.rule_conditions import (
    Compiled,
    Facts,
    checks_of,
    is_emoji_only,
    is_link_only,
    language_tags,
    matching,
    speaks,
    until_stopped,
)
from ..models.rule_words import Folded, Terms, fold, tokens
from ..models.text_pattern import PatternTimeout, compile_pattern

WORDS = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Nd"), max_codepoint=0x24F),
    min_size=1,
    max_size=12,
)
ANYTHING = st.text(max_size=200)
PARTS = (
    "Größe",
    "ΣΊΣΥΦΟΣ,",
    "คืนเงิน",
    "한국어",
    "次の注文",
    "e\u0301te\u0301",
    "\u0301",
    "é" * 60,
)
SOME_TERMS = st.lists(
    st.sampled_from(
        ["tent", "Zelt", "für", '"leaking tent"', '"a b"', "😡", "a", "次の"]
    ),
    max_size=4,
).map(" ".join)


@tagged("post_install", "-at_install")
class TestWords(BaseCase):
    def found(self, words, text):
        return Terms.parse(words).any_in(Folded(text))

    def test_whole_words_in_any_case_and_with_any_accents(self):
        for words, text in (
            ("refund", "I want a REFUND!"),
            ("Ruckgabe", "für die Rückgabe"),
            ("remboursé", "je veux etre rembourse."),
            ("straße", "STRASSE"),
            ("σίσυφος", "ΣΊΣΥΦΟΣ"),
            ("バス", "次のバス停で"),
            ("ёлка", "ЕЛКА"),
            ("e-mail", "your E-Mail, please"),
            ('"money back"', "my money\n back"),
            ("„nie wieder“", "Nie  wieder!"),
            ("😡", "not good 😡😡"),
            ("a, b; c\nd", "d"),
        ):
            with self.subTest(words=words):
                self.assertTrue(self.found(words, text))

    def test_no_parts_of_words(self):
        for words, text in (
            ("fun", "refund"),
            ('"money back"', "back money"),
            ('"money back"', "money backs"),
            ("mail", "emails"),
            ("", "anything"),
            (' , "" ', "anything"),
        ):
            with self.subTest(words=words):
                self.assertFalse(self.found(words, text))

    def test_all(self):
        terms = Terms.parse('order "money back" 😡')
        self.assertTrue(terms.all_in(Folded("Money back for my order 😡")))
        self.assertFalse(terms.all_in(Folded("Money back for my order")))
        self.assertFalse(terms.all_in(Folded("my order 😡")))

    @settings(max_examples=300, deadline=None)
    @given(ANYTHING, WORDS, ANYTHING)
    def test_any_word_is_found_between_spaces(self, before, word, after):
        for written in (word, word.upper(), word.lower()):
            self.assertTrue(self.found(word, f"{before} {written} {after}"), written)

    @settings(max_examples=300, deadline=None)
    @given(ANYTHING)
    def test_folding_again_changes_nothing(self, text):
        self.assertEqual(fold(fold(text)), fold(text))
        self.assertEqual(tokens(fold(text)), tokens(text))

    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.sampled_from(PARTS) | ANYTHING), st.sampled_from(" \n\u2003,"))
    def test_words_looked_up_are_those_of_the_text(self, parts, between):
        text = between.join(parts)
        for _again in range(2):
            self.assertEqual(Folded(text).words, frozenset(tokens(text)))

    @settings(max_examples=300, deadline=None)
    @given(ANYTHING, ANYTHING)
    def test_any_words_can_be_typed(self, words, text):
        terms = Terms.parse(words)
        if terms.all_in(Folded(text)) and terms:
            self.assertTrue(terms.any_in(Folded(text)))


@tagged("post_install", "-at_install")
class TestTexts(BaseCase):
    def test_emoji_only(self):
        for text in ("👍", "👍🏽 ❤️", "👩‍👩‍👧", "🇩🇪", "1️⃣", " 😡\n😡 ", "☎"):
            self.assertTrue(is_emoji_only(text), text)
        for text in ("", " ", "ok 👍", "123", "©", "👍.", "\u200d", "#"):
            self.assertFalse(is_emoji_only(text), text)

    def test_links_only(self):
        for text in ("https://a.example/b?c=d", " http://a.example, www.b.example "):
            self.assertTrue(is_link_only(text), text)
        for text in ("", "see https://a.example", "a.example", "www."):
            self.assertFalse(is_link_only(text), text)

    def test_languages(self):
        self.assertEqual(language_tags("de, pt-BR zh_Hant"), ("de", "pt-br", "zh-hant"))
        self.assertTrue(speaks("de-AT", ("de",)))
        self.assertTrue(speaks("pt_BR", ("pt-br",)))
        self.assertFalse(speaks("pt", ("pt-br",)))
        self.assertFalse(speaks("den", ("de",)))
        self.assertFalse(speaks("", ("de",)))

    @settings(max_examples=300, deadline=None)
    @given(ANYTHING)
    def test_strangers_may_write_anything(self, text):
        facts = Facts(text=text)
        self.assertIn(is_emoji_only(text), (True, False))
        self.assertIn(is_link_only(text), (True, False))
        self.assertIsInstance(facts.folded.line, str)


@tagged("post_install", "-at_install")
class TestConditions(BaseCase):
    def matches(self, values, **facts):
        return Compiled(id=1, checks=checks_of(values)).matches(Facts(**facts))

    def test_each(self):
        for values, yes, no in (
            ({"only_new": True}, {"is_opening": True}, {}),
            ({"kind": "mail"}, {"kind": "mail"}, {"kind": "post"}),
            ({"sentiment": "bad"}, {"sentiment": "bad"}, {}),
            ({"rating_max": 2}, {"rating": 1}, {"rating": 0}),
            ({"rating_max": 2}, {"rating": 2}, {"rating": 3}),
            ({"rating_min": 4}, {"rating": 5}, {"rating": 3}),
            ({"followers_min": 9}, {"followers": 9}, {"followers": 8}),
            ({"followers_max": 9}, {"followers": 0}, {"followers": 10}),
            ({"verified": "yes"}, {"is_verified": True}, {}),
            ({"verified": "no"}, {}, {"is_verified": True}),
            ({"first_contact": "yes"}, {"is_first": True}, {}),
            ({"first_contact": "no"}, {}, {"is_first": True}),
            ({"languages": "de"}, {"language": "de-CH"}, {"language": "en"}),
            ({"words_any": "a b"}, {"text": "b"}, {"text": "c"}),
            ({"words_any": "a b"}, {"subject": "B"}, {"subject": "c"}),
            ({"words_all": "a b"}, {"text": "b", "subject": "a"}, {"text": "b"}),
            ({"words_none": "a b"}, {"text": "c"}, {"text": "c b"}),
            ({"only": "emoji"}, {"text": "👍"}, {"text": "good"}),
            ({"only": "link"}, {"text": "https://a.b"}, {"text": "good"}),
        ):
            with self.subTest(values=values, no=no):
                self.assertTrue(self.matches(values, **yes))
                self.assertFalse(self.matches(values, **no))

    def test_all_must_be_so(self):
        values = {"words_any": "refund", "words_none": "thanks", "kind": "mail"}
        self.assertTrue(self.matches(values, text="refund!", kind="mail"))
        self.assertFalse(self.matches(values, text="refund, thanks", kind="mail"))
        self.assertFalse(self.matches(values, text="refund!", kind="post"))

    def test_campaigns_and_channels(self):
        rule = Compiled(id=1, campaigns=frozenset([1]), channels=frozenset([2, 3]))
        self.assertTrue(rule.matches(Facts(campaign_id=1, channel_id=3)))
        self.assertFalse(rule.matches(Facts(campaign_id=0, channel_id=3)))
        self.assertFalse(rule.matches(Facts(campaign_id=1, channel_id=4)))

    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(st.tuples(SOME_TERMS, SOME_TERMS, SOME_TERMS, st.booleans())),
        st.lists(st.tuples(SOME_TERMS, st.booleans())),
    )
    def test_many_rules_match_as_each_alone(self, asked, messages):
        """Most rules are not even asked; that must make no difference."""
        rules = [
            Compiled(
                id=number,
                checks=checks_of(
                    {
                        "words_any": some,
                        "words_all": every,
                        "words_none": none,
                        "only_new": is_new,
                    }
                ),
            )
            for number, (some, every, none, is_new) in enumerate(asked)
        ]
        facts = [
            Facts(twist_id=number, text=text, is_opening=is_opening)
            for number, (text, is_opening) in enumerate(messages)
        ]
        alone = {
            rule.id: ids
            for rule in rules
            if (ids := [one.twist_id for one in facts if rule.matches(one)])
        }
        self.assertEqual(matching(rules, facts), (alone, {}))

    def test_a_slow_pattern_is_stopped_and_told(self):
        slow = Compiled(id=1, pattern=compile_pattern(r"(a+)+$", "regex"))
        good = Compiled(id=2, pattern=compile_pattern(r"a+b", "regex"))
        start = time.monotonic()
        texts = [Facts(twist_id=n, text="a" * 30_000 + "b!") for n in range(5)]
        found, failed = matching([slow, good], texts)
        self.assertEqual(found, {2: [0, 1, 2, 3, 4]})
        self.assertIsInstance(failed[1], PatternTimeout)
        self.assertLess(time.monotonic() - start, 5)

    def test_the_last_rule(self):
        rules = [Compiled(id=1), Compiled(id=2, stops=True), Compiled(id=3)]
        found = {1: [7, 8], 2: [8], 3: [7, 8]}
        self.assertEqual(until_stopped(rules, found), {1: [7, 8], 2: [8], 3: [7]})
        self.assertEqual(until_stopped(rules, {}), {})
        self.assertEqual(until_stopped(rules[:2], {3: [7]}), {})
