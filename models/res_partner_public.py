"""The short name by which other members know a person (spec B19)."""

import re

from odoo import models

from .search_vector import IDEOGRAPHS

# An address of mail or web, or a telephone number, where a name should be.
ADDRESS = re.compile(r"@|://|\bwww\.|\w\.[a-z]{2,}\b|\d(?:[\s()/.+-]*\d){5}")


class ResPartner(models.Model):
    """Persons as members of the community."""

    _inherit = "res.partner"

    def _community_name(self):
        """What other members see: a first name with an initial, never an address."""
        partner = self.sudo()  # only this much of the person is told
        name = (partner.name or "").strip()
        if not name or ADDRESS.search(name):
            return self.env._("A member")
        return name if partner.is_company else short_name(name)


def short_name(name):
    """A name that says little: "Ana Berg" → "Ana B.".

    Which word of "Berg, Ana" is the family's differs: there all become initials. So
    does where a Chinese or Japanese name ends: its first character is shown.
    """
    if IDEOGRAPHS.match(name):
        return f"{name[0]}…"
    first, *others = name.replace(",", " ").split() or [name]
    initials = [word[0] for word in others if word[0].isalpha()]
    if "," in name:
        return " ".join(f"{initial}." for initial in (first[0], *initials[-1:]))
    return f"{first} {initials[-1]}." if initials else first
