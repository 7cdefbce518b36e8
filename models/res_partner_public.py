from odoo import models


class ResPartner(models.Model):
    """Persons as members of the community."""

    _inherit = "res.partner"

    def _community_name(self):
        """What other members see: a first name with an initial, never an address."""
        partner = self.sudo()  # only this much of the person is told
        name = (partner.name or "").strip()
        if not name or "@" in name:
            return self.env._("A member")
        if partner.is_company:
            return name
        first, *others = name.split()
        return f"{first} {others[-1][0]}." if others else first
