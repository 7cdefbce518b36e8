"""What an agent wants to see after finishing a twist (spec B4)."""

from odoo import api, fields, models

AFTER_FINISH = [
    ("off", "Go back to the list"),
    ("list", "Show the next one of the list"),
    ("take", "Take the next one"),
]


class ResUsers(models.Model):
    """What an agent wants to see next."""

    _inherit = "res.users"

    social_after_finish = fields.Selection(
        AFTER_FINISH,
        string="After Finishing a Twist",
        default="list",
        help="What the Social Inbox does when a twist is closed or moved on.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "social_after_finish"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "social_after_finish"]


class SocialTwist(models.Model):
    _inherit = "social.twist"

    @api.model
    def _screen_setup(self):
        setup = super()._screen_setup()
        setup["me"]["after_finish"] = self.env.user.social_after_finish or "list"
        return setup
