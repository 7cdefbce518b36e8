"""Tag opinion leaders: their profiles here, their contacts everywhere in Odoo."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SocialLeaderTag(models.TransientModel):
    _name = "social.leader.tag"
    _description = "Tag Opinion Leaders"

    leader_ids = fields.Many2many("social.leader", required=True)
    tag_ids = fields.Many2many("social.tag", string="Tags of Profiles")
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Tags of Contacts",
        help="For those who are linked to a person; shown wherever contacts are.",
    )

    def action_add(self):
        """Add to the tags that are there; none is removed."""
        self.ensure_one()
        if not self.tag_ids and not self.category_ids:
            raise UserError(self.env._("Choose a tag to add."))
        profiles = self.leader_ids._profiles()
        profiles.write({"tag_ids": list(map(Command.link, self.tag_ids.ids))})
        if self.category_ids:
            links = list(map(Command.link, self.category_ids.ids))
            profiles.partner_id.write({"category_id": links})
        return {"type": "ir.actions.act_window_close"}
