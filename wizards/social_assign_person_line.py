"""Another profile that the dialog offers to link to the same person."""

from odoo import api, fields, models


class SocialAssignPersonLine(models.TransientModel):
    _name = "social.assign.person.line"
    _description = "Profile That May Be the Same Person's"

    wizard_id = fields.Many2one(
        "social.assign.person", required=True, ondelete="cascade"
    )
    profile_id = fields.Many2one("social.profile", required=True, ondelete="cascade")
    handle = fields.Char(related="profile_id.handle", related_sudo=False)
    platform = fields.Selection(related="profile_id.platform", related_sudo=False)
    reason = fields.Char(string="Why")
    is_assignable = fields.Boolean(string="Beyond Listen")
    is_chosen = fields.Boolean(string="Link")

    @api.constrains("profile_id")
    def _check_access_to_profile(self):
        """An id comes from the client: what it names would be shown by its name."""
        self.profile_id.sudo(False).check_access("read")
