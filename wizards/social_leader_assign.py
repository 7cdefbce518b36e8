"""Give the open twists of opinion leaders to a colleague."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SocialLeaderAssign(models.TransientModel):
    _name = "social.leader.assign"
    _description = "Assign Twists of Opinion Leaders"

    leader_ids = fields.Many2many("social.leader", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Assign to",
        required=True,
        domain=lambda self: self._domain_user(),
    )
    take_over = fields.Boolean(
        string="Take Over from Colleagues",
        help="Also twists that somebody is assigned to already.",
    )
    twist_count = fields.Integer(
        string="Open Twists", compute="_compute_twist_count", compute_sudo=False
    )

    @api.model
    def _domain_user(self):
        agents = self.env.ref("social_inbox.group_social_inbox_agent").id
        known = self.env["social.twist"]._known_agents_domain()
        return list(Domain("all_group_ids", "in", [agents]) & known)

    @api.depends("leader_ids", "take_over")
    def _compute_twist_count(self):
        for wizard in self:
            wizard.twist_count = self.env["social.twist"].search_count(
                wizard._domain_twists()
            )

    def _domain_twists(self):
        domain = self.leader_ids._domain_twists() & Domain("is_open", "=", True)
        return domain if self.take_over else domain & Domain("user_id", "=", False)

    def action_assign(self):
        """Write the colleague on them; the rights are those on each twist."""
        self.ensure_one()
        twists = self.env["social.twist"].search(self._domain_twists())
        if not twists:
            raise UserError(
                self.env._("There is no open twist to assign. Close this dialog.")
            )
        twists.write({"user_id": self.user_id.id})
        return {"type": "ir.actions.act_window_close"}
