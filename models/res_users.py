"""An agent's preferences for the Social Inbox screen."""

from odoo import fields, models


class ResUsers(models.Model):
    """What an agent prefers."""

    _inherit = "res.users"

    social_inbox_read_on_open = fields.Boolean(
        string="Opened Twists Are Read",
        help="Opening a twist in the Social Inbox marks its messages as read.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "social_inbox_read_on_open"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "social_inbox_read_on_open"]
