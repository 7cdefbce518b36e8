"""What somebody typed to be looked for in strangers' texts, safely (spec B12).

A simple pattern is literal text with the placeholder ``--ID--``; a label is literal
text, after which the rest of the line is taken; a regular expression is one of the
``regex`` package, which unlike ``re`` can be stopped when it takes too long. Capitals
do not matter. No record is used here.
"""

from dataclasses import dataclass
from functools import lru_cache

import regex

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
PLACEHOLDER = "--ID--"
ID_GROUP = "id"
KINDS = ("simple", "label", "regex")
MAX_PATTERN = 1000  # characters
MAX_TEXT = 100_000  # of a longer text only its beginning is looked through
FLAGS = regex.V0 | regex.IGNORECASE | regex.MULTILINE
# letters of scripts that write no space between words end an identifier
WORD = r"(?:(?![\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])\w)"
# it ends in a letter or digit: what follows is the sentence's
IDENTIFIER = rf"{WORD}(?:(?:{WORD}|[./@-])*{WORD})?"
# what nests too deeply to be read at all
TOO_DEEP = (RecursionError, OverflowError, MemoryError)


class PatternError(ValueError):
    """A pattern cannot be used.

    :param message: why; the package's own is in English
    :param position: which character of the pattern is wrong, from 0
    """

    def __init__(self, message, position=0, text=""):
        super().__init__(message, position)
        self.message, self.position = message, position
        before = text[:position]
        self.line = before.count("\n") + 1
        self.column = position - (before.rfind("\n") + 1) + 1

    def __str__(self):
        reason = getattr(self.message, "_source", self.message)  # as in the source
        return f"{reason} (line {self.line}, column {self.column})"

    def sentence(self, env):
        """Where and why, in the language of whoever typed it."""
        if self.line > 1:
            return env._(
                "Line %(line)s, character %(column)s: %(reason)s",
                line=self.line,
                column=self.column,
                reason=self.message,
            )
        return env._(
            "Character %(column)s: %(reason)s",
            column=self.column,
            reason=self.message,
        )


class PatternTimeout(Exception):
    """A pattern took too long on a text."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was understood."""

    compiled: regex.Pattern

    @property
    def names(self):
        """The names of its groups, in their order."""
        return tuple(self.compiled.groupindex)

    def search(self, text, timeout):
        """The first place where it is found, as ``re`` gives it; None if nowhere.

        :param timeout: seconds
        :raises PatternTimeout: it was not done by then
        """
        try:
            return self.compiled.search(text[:MAX_TEXT], timeout=timeout)
        except (TimeoutError, MemoryError) as error:
            raise PatternTimeout from error


@lru_cache(maxsize=512)
def compile_pattern(text, kind):
    """Understand a pattern.

    :param kind: one of KINDS; simple patterns and labels have a group named ``id``
    :raises PatternError: it cannot be used; says where and why
    """
    if not text.strip():
        raise PatternError(_lt("There is nothing to look for."))
    if len(text) > MAX_PATTERN:
        raise PatternError(_lt("The pattern is too long."), MAX_PATTERN, text)
    expression = EXPRESSIONS.get(kind, str)(text)
    try:
        return Pattern(regex.compile(expression, FLAGS, cache_pattern=False))
    except regex.error as error:
        raise PatternError(error.msg, error.pos or 0, text) from error
    except TOO_DEEP as error:
        raise PatternError(_lt("The pattern is too deeply nested."), 0, text) from error


def simple_expression(text):
    """The regular expression of a simple pattern.

    :raises PatternError: the placeholder is missing or there twice
    """
    before, placeholder, after = text.strip().partition(PLACEHOLDER)
    if not placeholder:
        raise PatternError(_lt("The placeholder --ID-- is missing."), len(text), text)
    if PLACEHOLDER in after:
        again = text.rfind(PLACEHOLDER)
        raise PatternError(_lt("The placeholder --ID-- is there twice."), again, text)
    starts = rf"(?<!{WORD})" if is_word(before[:1] or "x") or before == "@" else ""
    ends = rf"(?!{WORD})" if is_word(after[-1:] or "x") else ""
    found = f"(?P<{ID_GROUP}>{IDENTIFIER})"
    return f"{starts}{literal(before)}{found}{literal(after)}{ends}"


def label_expression(text):
    """The regular expression of a label: what follows in its line, if anything does.

    A colon or an equals sign may be missing in either.
    """
    label = text.strip().rstrip(":=").rstrip() or text.strip()
    starts = rf"(?<!{WORD})" if is_word(label[0]) else ""
    ends = rf"(?!{WORD})" if is_word(label[-1]) else ""
    rest = rf"[^\S\r\n]*+[:=]?+[^\S\r\n]*+(?P<{ID_GROUP}>\S[^\r\n]*)"
    return f"{starts}{literal(label)}{ends}{rest}"


EXPRESSIONS = {"simple": simple_expression, "label": label_expression}


def is_word(char):
    """Whether a pattern that begins or ends so must not do so within a word."""
    return bool(regex.fullmatch(WORD, char)) or char == "@"


def literal(text):
    """Itself, whatever white space is between its words; after punctuation, as in
    ``No.: --ID--``, there may be none."""
    words = r"\s+".join(regex.escape(word) for word in text.split())
    starts = r"\s+" if text[:1].isspace() else ""
    if not (words and text[-1:].isspace()):
        return f"{starts}{words}"
    return f"{starts}{words}\\s{'+' if is_word(text.rstrip()[-1]) else '*'}"
