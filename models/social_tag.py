"""Tags of twists, for agents' eyes only."""

from random import randint

from odoo import fields, models


class SocialTag(models.Model):
    """A word that agents put on twists to find them again."""

    _name = "social.tag"
    _description = "Social Tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))  # noqa: S311

    _name_uniq = models.UniqueIndex(
        "(lower(name->>'en_US'))", "There is a tag of this name already."
    )

    def write(self, vals):
        result = super().write(vals)
        self.env["social.twist"]._notify_inbox_of_all()
        return result

    def unlink(self):
        self.env["social.twist"]._notify_inbox_of_all()
        return super().unlink()
