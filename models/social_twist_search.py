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
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE social_twist SET search_vector = %s WHERE id = %s",
                self._extended_vector(SQL("%s::tsvector", as_vector(text or ""))),
                self.id,
            )
        )
        self.invalidate_recordset(["search_vector"], flush=False)
