"""Outsourcers on campaigns, and who decides for others there (spec B20, C24)."""

from odoo import api, fields, models

LEADS = "social_inbox.group_social_inbox_lead"
OUTSOURCED = {"outsourcer_ids", "is_apart"}


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    outsourcer_ids = fields.Many2many(
        "res.partner",
        "social_campaign_outsourcer_rel",
        "campaign_id",
        "partner_id",
        string="Outsourcers",
        compute="_compute_outsourcer_ids",
        store=True,
        readonly=False,
        # as text it is the form's alone: supervisors may not read that field
        domain="[('social_is_outsourcer', '=', True)]",
        groups="social_inbox.group_social_inbox_supervisor",
        help="Companies whose agents work on the campaign; their supervisors see what"
        " their own agents do, and what nobody is assigned to.",
    )
    is_apart = fields.Boolean(
        string="Outsourcers Apart",
        default=True,
        groups="social_inbox.group_social_inbox_supervisor",
        help="Agents of an outsourcer do not see what is assigned to others than their"
        " own colleagues.",
    )

    @api.depends("user_ids.social_outsourcer_id")
    def _compute_outsourcer_ids(self):
        """Agents bring their outsourcer along."""
        for campaign in self:
            campaign.outsourcer_ids |= campaign.user_ids.sudo().social_outsourcer_id

    def write(self, vals):
        result = super().write(vals)
        if OUTSOURCED & vals.keys():
            self._members_changed()
            for campaign in self.sudo():
                campaign._release_twists()
        return result

    def _members(self):
        """Also the supervisors of its outsourcers."""
        return super()._members() | self.sudo().outsourcer_ids.social_supervisor_ids

    def _members_changed(self):
        self._sync_leads()
        return super()._members_changed()

    @api.model
    def _sync_leads(self):
        """Whoever decides for others in some campaign gets the reports' menus; record
        rules show there what it is."""
        group = self.env.ref(LEADS, raise_if_not_found=False)
        if not group:
            return  # while the module is removed
        campaigns = self.sudo().with_context(active_test=False)
        led = campaigns.search([("supervisor_ids", "!=", False)])
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        outsourcers = partners.search([("social_supervisor_ids", "!=", False)])
        leads = led.supervisor_ids | outsourcers.social_supervisor_ids
        if group.sudo().user_ids != leads:
            group.sudo().user_ids = leads
