"""Search in the texts of a twist's messages: one tsvector for each twist."""

import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

LONGEST_VECTOR = 400_000  # bytes; PostgreSQL refuses a megabyte
LONGEST_TEXT = 40_000
WORDS = re.compile(r"[^\W_]+")
# Chinese and Japanese are written without spaces: each character is a word
IDEOGRAPHS = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")


def as_words(text):
    """Only words and spaces, so that NW-4711 is found by 4711."""
    return " ".join(WORDS.findall(IDEOGRAPHS.sub(r" \1 ", text)))


def as_query(word):
    """A word from its beginning; characters of a word without spaces in a row."""
    parts = IDEOGRAPHS.sub(r" \1 ", word).split()
    return "(" + " <-> ".join(f"{part}:*" for part in parts) + ")"


class SocialTwist(models.Model):
    _inherit = "social.twist"

    search_text = fields.Char(
        string="Text", compute="_compute_search_text", search="_search_search_text"
    )

    def _auto_init(self):
        """The column and its index are PostgreSQL's: the ORM knows no tsvector."""
        result = super()._auto_init()
        self.env.cr.execute(
            """
            ALTER TABLE social_twist ADD COLUMN IF NOT EXISTS search_vector tsvector;
            CREATE INDEX IF NOT EXISTS social_twist_search_vector_index
                ON social_twist USING gin (search_vector);
            """
        )
        return result

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        """Twists whose messages hold all words, each from its beginning."""
        if operator not in ("ilike", "like", "="):
            return NotImplemented
        query = " & ".join(map(as_query, WORDS.findall(value or "")))
        if not query:
            return Domain.TRUE
        found = SQL(
            "(SELECT id FROM social_twist WHERE search_vector @@ to_tsquery(%s, %s))",
            "simple",
            self._fold(query),
        )
        return Domain("id", "in", found)

    @api.model
    def _fold(self, text):
        """Without accents, as the index is, where the database can."""
        return self.env.registry.unaccent(SQL("%s", text))

    @api.model
    def _extended_vector(self):
        """SQL: the index of ``twist`` with the words of ``new.text`` added."""
        return SQL(
            """
            CASE WHEN COALESCE(
                    pg_column_size(twist.search_vector || ''::tsvector), 0) < %s
                THEN COALESCE(twist.search_vector, '') || to_tsvector('simple', %s)
                ELSE twist.search_vector END
            """,
            LONGEST_VECTOR,
            self.env.registry.unaccent(SQL("new.text")),
        )

    def _index_text(self, text):
        """Add a text to the index of one twist."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """
                UPDATE social_twist AS twist SET search_vector = %s
                  FROM (VALUES (%s)) AS new (text) WHERE twist.id = %s
                """,
                self._extended_vector(),
                as_words((text or "")[:LONGEST_TEXT]),
                self.id,
            )
        )
