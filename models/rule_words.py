"""Words in texts, whatever their case and accents: pure, no records."""

import re
import unicodedata
from dataclasses import dataclass

MOST = 20_000  # characters of a message that rules look at
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
TOKEN = re.compile(f"[{ALONE}]|(?:(?![{ALONE}])[^\\W_][{MARKS}]*)+")
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


class Folded:
    """A text as words are looked for in it: made once, asked by all rules."""

    __slots__ = ("_found", "_line", "raw", "words")

    def __init__(self, text: str) -> None:
        self.raw = text[:MOST]
        self._found = tokens(self.raw)
        self.words = frozenset(self._found)
        self._line = ""

    @property
    def line(self) -> str:
        """Its words in order, for phrases: made when first asked for."""
        if not self._line:
            self._line = f" {' '.join(self._found)} "
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
