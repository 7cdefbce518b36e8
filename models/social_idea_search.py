"""Finding ideas by their words, and those that say the same in other words."""

from collections import Counter
from math import log

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .search_vector import IDEOGRAPHS, SearchVector, as_query, as_vector, words

SHORTEST = 4  # letters of a word that says something
ENDING = 2  # letters at the end of a word that change with its form
CANDIDATES = 200
LONGEST_QUESTION = 60  # words; more would not make it clearer


class SocialIdea(models.Model):
    _inherit = "social.idea"

    search_text = fields.Char(
        string="Words", compute="_compute_search_text", search="_search_search_text"
    )
    search_vector = SearchVector(
        compute="_compute_search_vector", store=True, groups=fields.NO_ACCESS
    )

    _search_idx = models.Index("USING gin (search_vector)")

    @api.depends("name", "summary")
    def _compute_search_vector(self):
        for idea in self:
            idea.search_vector = as_vector(f"{idea.name or ''} {idea.summary or ''}")

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        """Ideas that hold all words, each from its beginning."""
        if operator not in ("ilike", "like", "="):
            return NotImplemented
        query = as_query(value or "")
        return self._matching(query) if query else Domain.TRUE

    @api.model
    def _matching(self, query):
        """A domain for a query of PostgreSQL's full-text search."""
        self.flush_model(["search_vector"])  # the domain holds SQL of our own
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT id FROM social_idea WHERE search_vector @@ to_tsquery(%s,%s))",
                "simple",
                query,
            ),
        )

    @api.model
    def _similar(self, text, domain=(), limit=5):
        """Ideas that share words with a text, the most alike first.

        A word counts the more the fewer ideas have it, in whatever language: so no
        list of stop words is needed. Words in the title count twice.

        :param text: plain text
        :param domain: narrows where it looks; the user's rights do so anyway
        """
        asked = stems(text)
        if not asked:
            return self.browse()
        query = " | ".join(f"{stem}:*" for stem in asked)
        found = self.search_fetch(
            Domain(domain) & self._matching(query), ["name", "summary"], 0, CANDIDATES
        )
        needed = min(2, len(asked))
        shared = {idea: idea._shared_stems(asked) for idea in found}
        found = found.filtered(lambda idea: sum(shared[idea].values()) >= needed)
        common = Counter(stem for counts in shared.values() for stem in counts)
        total = len(shared)

        def likeness(idea):
            return sum(
                count * log(1 + total / common[stem])
                for stem, count in shared[idea].items()
            )

        return found.sorted(likeness, reverse=True)[:limit]

    def _shared_stems(self, asked):
        """{stem: 2 if it is in the title, else 1} of the stems that it has."""
        title = set(words(self.name or ""))
        rest = set(words(self.summary or ""))
        counts = {}
        for stem in asked:
            if any(word.startswith(stem) for word in title):
                counts[stem] = 2
            elif any(word.startswith(stem) for word in rest):
                counts[stem] = 1
        return counts


def stems(text):
    """Beginnings of the words that say something, without repetition, in order.

    Chinese and Japanese have no spaces: there each character counts.
    """
    found = dict.fromkeys(
        word if IDEOGRAPHS.match(word) else word[: max(SHORTEST, len(word) - ENDING)]
        for word in words(text)
        if len(word) >= SHORTEST or IDEOGRAPHS.match(word)
    )
    return list(found)[:LONGEST_QUESTION]
