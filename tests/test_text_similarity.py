"""Which texts are nearly the same."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models.text_similarity import are_alike, keys, signature, similarity

LETTERS = {"one": "abcdefghijklm", "other": "nopqrstuvwxyz"}
ALL = st.text("abcdefghijklmnopqrstuvwxyzäöüßéабвгдежзиклмнопрст", min_size=3)
COMPLAINT = (
    "Hello, since this morning I cannot log in to your shop any more, it only says"
    " that something went wrong. When will it work again? My order {} waits."
)


def texts(letters=None, least=15):
    words = st.text(letters, min_size=3, max_size=9) if letters else ALL
    return st.lists(words, min_size=least, max_size=80, unique=True)


@tagged("post_install", "-at_install")
class TestSimilarity(BaseCase):
    @settings(max_examples=200, deadline=None)
    @given(texts(), st.data())
    def test_small_edits_stay_similar(self, words, data):
        edited = list(words)
        place = data.draw(st.integers(0, len(words) - 1))
        edited[place] = data.draw(st.text("qxyz", min_size=3, max_size=6))
        one, other = signature(" ".join(words)), signature(" ".join(edited))
        lost = len(words[place]) / sum(map(len, words))
        if lost < 0.12:
            self.assertTrue(are_alike(one, other), similarity(one, other))
            self.assertTrue(set(keys(one)) & set(keys(other)))

    @settings(max_examples=200, deadline=None)
    @given(texts(LETTERS["one"]), texts(LETTERS["other"]))
    def test_unrelated_texts_are_not(self, words, others):
        one, other = signature(" ".join(words)), signature(" ".join(others))
        self.assertFalse(are_alike(one, other), similarity(one, other))

    @settings(max_examples=200, deadline=None)
    @given(st.text())
    def test_anything_has_one_or_none_and_is_like_itself(self, text):
        one = signature(text)
        if one:
            self.assertTrue(are_alike(one, signature(text)))
            for key in keys(one):
                self.assertLess(abs(key), 2**63)

    def test_what_differs_in_copies_does_not_count(self):
        one = signature(COMPLAINT.format("12345") + " https://t.example/a")
        other = signature("@shop " + COMPLAINT.format("98").upper())
        self.assertGreater(similarity(one, other), 0.8)

    def test_same_language_other_matter(self):
        others = (
            "Hello, I would like to know whether the tent is also made in green, and"
            " what the delivery to Norway costs. Thank you and kind regards, Ana",
            "When will my order be sent? It was said to take three days only.",
        )
        for text in others:
            found = similarity(signature(COMPLAINT), signature(text))
            self.assertLess(found, 0.3, text)

    def test_short_ones_have_none(self):
        for text in (
            "",
            "ok",
            "Thank you!",
            "👍👍👍",
            "https://a.example/b/c/d/e",
            "1" * 99,
        ):
            self.assertIsNone(signature(text), text)

    def test_other_scripts(self):
        russian = "Здравствуйте, сайт не работает с самого утра, что случилось?"
        japanese = "今朝からログインできません。いつ直りますか。教えてください。"
        self.assertTrue(are_alike(signature(russian), signature(f"{russian}!!")))
        self.assertTrue(are_alike(signature(japanese), signature(japanese + "至急")))
        self.assertFalse(are_alike(signature(russian), signature(japanese)))

    def test_fast(self):
        text = COMPLAINT * 40
        start = time.perf_counter()
        for _one in range(100):
            signature(text)
        self.assertLess((time.perf_counter() - start) / 100, 0.005)
