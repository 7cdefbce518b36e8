"""Outsourcers: companies of agents that work on campaigns (spec B20)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_users_outsourcer import ADMINISTRATORS

AGENTS = "social_inbox.group_social_inbox_agent"
OUTSOURCER = {"social_is_outsourcer", "social_supervisor_ids", "social_agent_ids"}


class ResPartner(models.Model):
    """Only administrators see and change these fields: agents may write contacts, but
    not decide who sees what."""

    _inherit = "res.partner"

    social_is_outsourcer = fields.Boolean(
        string="Is an Outsourcer",
        groups=ADMINISTRATORS,
        help="A company of agents who work on your campaigns.",
    )
    social_agent_ids = fields.Many2many(
        "res.users",
        string="Agents of the Outsourcer",
        compute="_compute_social_agent_ids",
        inverse="_inverse_social_agent_ids",
        groups=ADMINISTRATORS,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(AGENTS).id)],
    )
    social_supervisor_ids = fields.Many2many(
        "res.users",
        "social_outsourcer_supervisor_rel",
        "partner_id",
        "user_id",
        string="Supervisors of the Outsourcer",
        groups=ADMINISTRATORS,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(AGENTS).id)],
        help="They see the work of its agents and what nobody is assigned to, on the"
        " campaigns that it works on; they reassign, approve and score only there.",
    )
    social_campaign_ids = fields.Many2many(
        "social.campaign",
        "social_campaign_outsourcer_rel",
        "partner_id",
        "campaign_id",
        string="Campaigns",
        groups=ADMINISTRATORS,
    )

    @api.depends_context("uid")
    def _compute_social_agent_ids(self):
        for partner in self:
            partner.social_agent_ids = partner._social_team()

    def _inverse_social_agent_ids(self):
        """Administrators of the inbox need no right to change users for that."""
        for partner in self:
            before, now = partner._social_team(), partner.social_agent_ids.sudo()
            (before - now).write({"social_outsourcer_id": False})
            (now - before).write({"social_outsourcer_id": partner.id})

    @api.constrains("social_supervisor_ids")
    def _check_social_supervisor_ids(self):
        for user in self.sudo().social_supervisor_ids:
            if not user.has_group(AGENTS):
                raise ValidationError(
                    self.env._("%s has no right to work in the inbox.", user.name)
                )

    @api.constrains("social_is_outsourcer", "is_company")
    def _check_social_is_outsourcer(self):
        for partner in self.sudo():
            if partner.social_is_outsourcer and not partner.is_company:
                raise ValidationError(
                    self.env._("An outsourcer is a company: make the contact one.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(OUTSOURCER & vals.keys() for vals in vals_list):
            self.env["social.campaign"]._members_changed()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if vals.get("social_is_outsourcer"):
            self._social_take_users()
        if OUTSOURCER & vals.keys():
            self.env["social.campaign"]._members_changed()
        return result

    def _social_take_users(self):
        """Those of a company that becomes an outsourcer are its agents."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        theirs = [
            ("partner_id.commercial_partner_id", "in", self.ids),
            ("social_outsourcer_id", "=", False),
        ]
        for user in users.search(theirs):
            user.social_outsourcer_id = user.partner_id.commercial_partner_id

    def _social_team(self):
        """The users of these outsourcers, also former ones, read by the system."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return users.search([("social_outsourcer_id", "in", self.ids)])
