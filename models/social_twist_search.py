"""Search in the texts of a twist's messages: one tsvector for each twist."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .search_vector import SearchVector, as_query, as_vector

LONGEST_VECTOR = 400_000  # bytes; PostgreSQL refuses a megabyte


class SocialTwist(models.Model):
    _inherit = "social.twist"

    search_text = fields.Char(
        string="Text", compute="_compute_search_text", search="_search_search_text"
    )
    search_vector = SearchVector(readonly=True, copy=False, groups=fields.NO_ACCESS)

    _search_idx = models.Index("USING gin (search_vector)")

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        """Twists whose messages hold all words, each from its beginning."""
        if operator not in ("ilike", "like", "="):
            return NotImplemented
        query = as_query(value or "")
        if not query:
            return Domain.TRUE
        found = SQL(
            "(SELECT id FROM social_twist WHERE search_vector @@ to_tsquery(%s, %s))",
            "simple",
            query,
        )
        return Domain("id", "in", found)

    @api.model
    def _extended_vector(self, vector):
        """SQL: the index of ``twist`` with more words, unless it is full.

        :param vector: SQL of a tsvector
        """
        # concatenated, since of the column alone PostgreSQL tells the packed size
        return SQL(
            """
            CASE WHEN COALESCE(pg_column_size(search_vector || ''::tsvector), 0) < %s
                 THEN COALESCE(search_vector, '') || %s ELSE search_vector END
            """,
            LONGEST_VECTOR,
            vector,
        )

    def _index_text(self, text):
        """Add a text to the index of one twist."""
        self.ensure_one()
        self._index_texts({self.id: text or ""})

    @api.model
    def _index_texts(self, texts):
        """Add texts to the index of their twists.

        :param texts: str by the id of a twist
        """
        if not texts:
            return
        self.flush_model()
        rows = [SQL("(%s, %s::tsvector)", id_, as_vector(texts[id_])) for id_ in texts]
        self.env.cr.execute(
            SQL(
                "UPDATE social_twist SET search_vector = %s"
                " FROM (VALUES %s) AS new (id, vector) WHERE social_twist.id = new.id",
                self._extended_vector(SQL("new.vector")),
                SQL(", ").join(rows),
            )
        )
        self.invalidate_model(["search_vector"], flush=False)
