"""Tags of ideas, which the community reads (spec B19)."""

from random import randint

from odoo import fields, models


class SocialIdeaTag(models.Model):
    """A subject of ideas.

    Not ``social.tag``: those are agents' own words about conversations, while these
    are read by the community.
    """

    _name = "social.idea.tag"
    _description = "Social Idea Tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))  # noqa: S311

    _name_uniq = models.UniqueIndex(
        "(lower(name->>'en_US'))", "There is a tag of this name already."
    )
