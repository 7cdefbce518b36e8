"""A short reference of each twist, which its customers may be told (spec B12)."""

import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import hmac

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none looks like another
CHECK_LENGTH = 5
LONGEST_ID = 9  # digits; the database counts twists to two billion
REFERENCE = re.compile(
    rf"0*([1-9]\d{{0,{LONGEST_ID}}})-([0-9A-Z]{{{CHECK_LENGTH}}})", re.IGNORECASE
)


class SocialTwist(models.Model):
    """The number alone could be guessed, and with it anybody could write into
    somebody else's twist: some signs that only this database can make follow it."""

    _inherit = "social.twist"

    reference = fields.Char(
        compute="_compute_reference",
        search="_search_reference",
        help="Tell it to the author, as in Ref 4711-7KQ2M: an answer that names it is"
        " found again where the campaign looks for it.",
    )

    def _compute_reference(self):
        for twist in self:
            twist.reference = twist._reference(twist._origin.id or 0)

    @api.model
    def _reference(self, twist_id):
        """The public reference of a twist; empty for one that is not stored."""
        if not twist_id:
            return ""
        made = int(hmac(self.env(su=True), "social_inbox.reference", twist_id), 16)
        check = ""
        for _place in range(CHECK_LENGTH):
            made, digit = divmod(made, len(DIGITS))
            check += DIGITS[digit]
        return f"{twist_id}-{check}"

    @api.model
    def _id_of_reference(self, text):
        """The id that a reference tells, if this database made it; else 0."""
        found = REFERENCE.fullmatch(text.strip())
        if not found:
            return 0
        twist_id = int(found[1])
        is_ours = self._reference(twist_id) == f"{twist_id}-{found[2].upper()}"
        return twist_id if is_ours and twist_id < 2**31 else 0

    @api.model
    def _search_reference(self, operator, value):
        """Twists by their whole references."""
        if operator not in ("=", "ilike", "like", "in"):
            return NotImplemented
        texts = value if operator == "in" else [value]
        ids = [self._id_of_reference(text) for text in texts if isinstance(text, str)]
        return Domain("id", "in", ids)
