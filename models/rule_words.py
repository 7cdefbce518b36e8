"""Words in texts, whatever their case and accents: pure, no records."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

MOST = 20_000  # characters of a message that rules look at
LONGEST = 40  # letters of a word that is worth keeping
ACCENTS = re.compile("[\u0300-\u036f]")
MARKS = "".join(  # vowel signs and the like belong to their word
    chr(code)
    for code in range(0x300, 0x10000)
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
# scripts that put no spaces between words: there each letter stands alone
ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
LETTERS = f"[^\\W_{ALONE}]"  # and digits
TOKEN = re.compile(f"[{ALONE}]|{LETTERS}+(?:[{MARKS}]+{LETTERS}*)*")
BREAKS = {code: " " for code in range(128) if not chr(code).isalnum()}
SIMPLE_TOKEN = re.compile(r"[^\W_]+")
SPECIAL = re.compile(f"[{ALONE}{MARKS}]")  # without them, a token is simple
TERM = re.compile(r'"([^"]*)"?|([^\s,;"]+)')
QUOTES = dict.fromkeys(map(ord, "“”„‟«»"), '"')


def fold(text: str) -> str:
    """In small letters and without accents: ``Für`` and ``FUR`` are the same."""
    if text.isascii():
        return text.lower()
    # the dotless i, whose capital is the I of all others
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    plain = ACCENTS.sub("", plain)
    if plain.isascii():
        return plain.lower()
    return unicodedata.normalize("NFC", plain).casefold()


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order."""
    folded = fold(text)
    if folded.isascii():  # half the time of a regular expression
        return folded.translate(BREAKS).split()
    return (TOKEN if SPECIAL.search(folded) else SIMPLE_TOKEN).findall(folded)


def _words_in(text: str) -> Iterable[str]:
    """The same, in no order. No word reaches over a space, so what is written again
    and again, in this text or others, is looked up."""
    if text.isascii():
        return tokens(text)
    parts = set(text.split())
    long = [part for part in parts if len(part) > LONGEST]
    if long:
        parts.difference_update(long)
    found = chain.from_iterable(map(_known_words, parts))
    return chain(found, tokens(" ".join(long))) if long else found


@lru_cache(maxsize=20_000)  # 5 MB at most
def _known_words(part: str) -> tuple[str, ...]:
    return tuple(tokens(part))


class Folded:
    """A text as words are looked for in it: made once, asked by all rules."""

    __slots__ = ("_line", "raw", "words")

    def __init__(self, text: str) -> None:
        self.raw = text[:MOST]
        self.words = frozenset(_words_in(self.raw))
        self._line = ""

    @property
    def line(self) -> str:
        """Its words in order, for phrases: made when first asked for."""
        if not self._line:
            self._line = f" {' '.join(tokens(self.raw))} "
        return self._line


@dataclass(frozen=True, slots=True)
class Terms:
    """Words, phrases (words in a row) and signs that are no words, like emoji."""

    words: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Terms":
        """From what a person wrote: words by spaces, commas or lines, phrases in
        quotes."""
        words, phrases, signs = set(), [], []
        for quoted, bare in TERM.findall((text or "").translate(QUOTES)):
            found = tokens(quoted or bare)
            if len(found) == 1:
                words.add(found[0])
            elif found:
                phrases.append(f" {' '.join(found)} ")
            elif sign := (quoted or bare).strip():
                signs.append(sign)
        return cls(frozenset(words), tuple(phrases), tuple(signs))

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.signs)

    def needed_by_any(self) -> frozenset[str]:
        """Words of which a text has one, if any of these is in it; empty: unknown."""
        if self.signs:
            return frozenset()
        return self.words | {max(phrase.split(), key=len) for phrase in self.phrases}

    def needed_by_all(self) -> frozenset[str]:
        """A word that a text has, if all of these are in it; empty: unknown."""
        words = {*self.words, *" ".join(self.phrases).split()}
        return frozenset([max(sorted(words), key=len)] if words else ())

    def any_in(self, text: Folded) -> bool:
        return (
            not self.words.isdisjoint(text.words)
            or any(phrase in text.line for phrase in self.phrases)
            or any(sign in text.raw for sign in self.signs)
        )

    def all_in(self, text: Folded) -> bool:
        return (
            self.words <= text.words
            and all(phrase in text.line for phrase in self.phrases)
            and all(sign in text.raw for sign in self.signs)
        )
