"""Users of outsourcers see the work of their own company of agents (spec B20, C24)."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from .res_users_campaigns import SUPERVISORS, scopes_domain

ADMINISTRATORS = "social_inbox.group_social_inbox_administrator,base.group_erp_manager"
TEAM = {"partner_id", "social_outsourcer_id"}


class ResUsers(models.Model):
    _inherit = "res.users"

    social_outsourcer_id = fields.Many2one(
        "res.partner",
        string="Outsourcer",
        compute="_compute_social_outsourcer_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",  # nobody sees more because a contact was deleted
        domain=[("social_is_outsourcer", "=", True)],
        groups=ADMINISTRATORS,
        help="The company of agents that this user works for; empty for the own staff.",
    )

    @api.depends("partner_id")
    def _compute_social_outsourcer_id(self):
        """Only by whoever makes users: agents may change their contact's company."""
        for user in self:
            company = user.partner_id.commercial_partner_id.sudo()
            if company.social_is_outsourcer:
                user.social_outsourcer_id = company

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if users.sudo().social_outsourcer_id:
            self.env["social.campaign"]._members_changed()
        return users

    def write(self, vals):
        result = super().write(vals)
        if TEAM & vals.keys():
            self.env["social.campaign"]._members_changed()
        return result

    # -- whom somebody works with --------------------------------------------------

    def _social_supervised(self):
        """The outsourcers whose work this user decides on."""
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return partners.search([("social_supervisor_ids", "in", self.ids)])

    @ormcache("self.id")
    def _social_team_ids(self):
        """Ids of the users of the own outsourcer and of those supervised; None for
        the own staff, who work with everybody."""
        self.ensure_one()
        outsourcers = self.sudo().social_outsourcer_id | self._social_supervised()
        if not outsourcers or self.has_group(SUPERVISORS):
            return None
        return tuple(sorted({*outsourcers._social_team().ids, self.id}))

    def _social_is_apart(self, campaign):
        """Whether this user works with the own team only in a campaign (or in none)."""
        if self._social_team_ids() is None:
            return False
        campaign = campaign.sudo()
        if self in campaign.supervisor_ids:
            return False
        return campaign.is_apart or self not in campaign.user_ids

    # -- scopes --------------------------------------------------------------------

    def _social_campaigns_domain(self):
        """Also those that a supervised outsourcer works on."""
        supervised = self._social_supervised().ids
        theirs = Domain("outsourcer_ids", "in", supervised)
        return super()._social_campaigns_domain() | theirs

    def _social_scope(self, campaign):
        """The own team's where outsourcers are apart; supervisors of an outsourcer see
        its work also where they are no members."""
        supervised, team = (
            self._social_supervised_team(campaign),
            self._social_team_ids(),
        )
        if self in campaign.supervisor_ids:
            return None
        if self not in campaign.user_ids:
            return supervised
        scope = super()._social_scope(campaign)
        if scope is None and campaign.is_apart and team is not None:
            scope = frozenset((False, *team))
        return scope if scope is None else scope | supervised

    def _social_supervised_team(self, campaign):
        """What a supervisor sees of outsourcers that work on a campaign; () is none."""
        supervised = self._social_supervised()
        if self not in campaign.user_ids:
            supervised &= campaign.outsourcer_ids
        if not supervised:
            return frozenset()
        return frozenset((False, self.id, *supervised._social_team().ids))

    def _social_campaignless_domain(self, campaign, user):
        """What belongs to no campaign is the own staff's."""
        nobodys = super()._social_campaignless_domain(campaign, user)
        if self._social_team_ids() is None:
            return nobodys
        return nobodys & Domain(user, "=", self.id)

    # -- deciding for others -------------------------------------------------------

    def _social_supervises(self, campaign, user=None):
        """Also those of an outsourcer, for its agents."""
        if super()._social_supervises(campaign, user):
            return True
        team = self._social_supervised_team(campaign.sudo()) if campaign else ()
        return bool(user and user.id in team)

    def _social_supervises_user(self, campaign, user):
        """Whether this user decides for another one in a campaign (or in none)."""
        return self._social_supervises(campaign, user)

    def _social_lead_domain(self, campaign="campaign_id", user="user_id"):
        """What this user decides on, for record rules as ``_social_campaign_domain``.

        Nothing for those who do not decide; supervisors of the company need no rule.
        """
        return list(scopes_domain(self._social_lead_scopes(), campaign, user))

    @ormcache("self.id")
    def _social_lead_scopes(self):
        """:returns: ``{campaign id: scope}`` of what this user decides on by name, kept
        as ``_social_scopes``"""
        self.ensure_one()
        campaigns = self.env["social.campaign"].sudo().with_context(active_test=False)
        leads = Domain("supervisor_ids", "in", self.ids)
        leads |= Domain("outsourcer_ids", "in", self._social_supervised().ids)
        return {
            one.id: None
            if self in one.supervisor_ids
            else self._social_supervised_team(one)
            for one in campaigns.search(leads)
        }
