"""Choose which of several ideas stays."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SocialIdeaMerge(models.TransientModel):
    _name = "social.idea.merge"
    _description = "Merge Ideas"

    idea_ids = fields.Many2many("social.idea", string="Ideas", required=True)
    target_id = fields.Many2one(
        "social.idea",
        string="Keep",
        required=True,
        compute="_compute_target_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', idea_ids)]",
        help="The others are archived; their votes, twists and followers go here.",
    )

    @api.constrains("idea_ids", "target_id")
    def _check_access_to_ideas(self):
        """Ids come from the client: what they name would be shown by its name."""
        for wizard in self:
            (wizard.idea_ids | wizard.target_id).sudo(False).check_access("write")

    @api.depends("idea_ids")
    def _compute_target_id(self):
        for wizard in self:
            # in a form that is not saved yet ids come from the client, too
            wizard.idea_ids._origin.sudo(False).check_access("write")
            ideas = wizard.idea_ids.sorted(lambda idea: (-idea.vote_count, idea.id))
            wizard.target_id = ideas[:1]

    def action_merge(self):
        """Merge, and open what stays."""
        self.ensure_one()
        if self.target_id not in self.idea_ids:
            raise UserError(self.env._("Keep one of the chosen ideas."))
        self.idea_ids.merge_into(self.target_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "social.idea",
            "res_id": self.target_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
