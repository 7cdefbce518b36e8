"""Words for PostgreSQL's full-text search, made here so that all databases agree."""

import re
import unicodedata

from odoo import fields

LONGEST_TEXT = 40_000
LAST_POSITION = 16_383  # of a tsvector; later words have none of their own
WORDS = re.compile(r"[^\W_]{1,60}")
# Chinese and Japanese are written without spaces: each character is a word
IDEOGRAPHS = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")


class SearchVector(fields.Text):
    """A ``tsvector`` column; its value is the text form that PostgreSQL reads."""

    _column_type = ("tsvector", "tsvector")
    prefetch = False


def as_vector(text):
    """The words of a text, without case and accents, as PostgreSQL reads them.

    Only letters and digits count, so that NW-4711 is found by 4711. Positions are
    given only where characters must be found in a row.
    """
    found = words(text[:LONGEST_TEXT])
    if text.isascii() or not IDEOGRAPHS.search(text):
        return " ".join(set(found))
    return " ".join(
        f"{word}:{min(position, LAST_POSITION)}"
        for position, word in enumerate(found, 1)
    )


def as_query(text):
    """A query for all words of a text, each from its beginning; "" without words.

    Characters of a word that is written without spaces must stand in a row.
    """
    rows = (
        " <-> ".join(f"{one}:*" for one in words(word))
        for word in WORDS.findall(folded(text))
    )
    return " & ".join(f"({row})" for row in rows)


def words(text):
    text = folded(text)
    if not text.isascii():
        text = IDEOGRAPHS.sub(r" \1 ", text)
    return WORDS.findall(text)


def folded(text):
    """Without case and accents."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in text if not unicodedata.combining(char))
