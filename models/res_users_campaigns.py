"""Which twists somebody sees: those of the own campaigns (spec B20, C24)."""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import ormcache

SUPERVISORS = "social_inbox.group_social_inbox_supervisor"


class ResUsers(models.Model):
    """A *scope* is what somebody sees of a campaign: None for all of it, else the ids
    of those whose twists these are, with False for nobody's."""

    _inherit = "res.users"

    @ormcache("self.id")
    def _social_scopes(self):
        """:returns: ``{campaign id: scope}`` of the campaigns that this agent sees;
        kept until members of any campaign change"""
        self.ensure_one()
        campaigns = self.env["social.campaign"].sudo().with_context(active_test=False)
        found = campaigns.search(self._social_campaigns_domain())
        return {campaign.id: self._social_scope(campaign) for campaign in found}

    def _social_campaigns_domain(self):
        """Of which campaigns this user sees anything."""
        leads = Domain("supervisor_ids", "in", self.ids)
        return leads | Domain("user_ids", "in", self.ids)

    def _social_scope(self, campaign):
        """The scope in a campaign that this user sees, as a member or supervisor."""
        if self in campaign.supervisor_ids or not campaign.is_restricted:
            return None
        return frozenset((False, self.id))

    def _social_campaign_ids(self):
        """Ids of the campaigns of which this agent sees all, and of those of which
        only a part."""
        scopes = self._social_scopes()
        whole = [id_ for id_, scope in scopes.items() if scope is None]
        return whole, [id_ for id_ in scopes if id_ not in whole]

    def _social_supervises(self, campaign, user=None):
        """Whether this user decides for others in a campaign (or in none): approves,
        scores, reassigns.

        :param campaign: a ``social.campaign``, perhaps empty
        :param user: whose work it is about; some decide for a part of the agents only
        """
        self.ensure_one()
        if self.has_group(SUPERVISORS):
            return True
        return self in campaign.sudo().supervisor_ids

    def _social_campaign_domain(self, campaign="campaign_id", user="user_id"):
        """The domain of an agent's record rules, with the ids spelled out: that is
        compared in an index, where a sub-select would be run for each row.

        :param campaign: the field of the record that is its twist's campaign
        :param user: the field of whom its twist is assigned to
        """
        seen = scopes_domain(self._social_scopes(), campaign, user)
        return list(self._social_campaignless_domain(campaign, user) | seen)

    def _social_campaignless_domain(self, campaign, user):
        """What belongs to no campaign is everybody's."""
        return Domain(campaign, "=", False)


def scopes_domain(scopes, campaign, user):
    """Scopes as a domain; campaigns of the same scope together.

    :param scopes: as ``_social_scopes``
    """
    campaigns = defaultdict(list)
    for id_, scope in scopes.items():
        campaigns[scope].append(id_)
    return Domain.OR(
        Domain(campaign, "in", ids)
        & (Domain.TRUE if scope is None else Domain(user, "in", sorted(scope)))
        for scope, ids in campaigns.items()
    )
