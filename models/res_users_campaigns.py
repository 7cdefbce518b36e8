"""Which twists somebody sees: those of the own campaigns (spec B20, C24)."""

from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    def _social_campaign_ids(self):
        """Ids of the campaigns of which this agent sees all, and of those of which
        only what is the agent's own or nobody's."""
        self.ensure_one()
        campaigns = self.env["social.campaign"].sudo().with_context(active_test=False)
        member = Domain("user_ids", "in", self.ids)
        whole = Domain("supervisor_ids", "in", self.ids)
        whole |= member & Domain("is_restricted", "=", False)
        return (
            campaigns.search(whole).ids,
            campaigns.search(member & ~whole).ids,
        )

    def _social_supervises(self, campaign):
        """Whether this user decides for others in a campaign (or in none): approves,
        scores, reassigns.

        :param campaign: a ``social.campaign``, perhaps empty
        """
        self.ensure_one()
        if self.has_group("social_inbox.group_social_inbox_supervisor"):
            return True
        return self in campaign.sudo().supervisor_ids

    def _social_campaign_domain(self, campaign="campaign_id", user="user_id"):
        """The domain of an agent's record rules, with the ids spelled out: that is
        compared in an index, where a sub-select would be run for each row.

        What belongs to no campaign is everybody's.

        :param campaign: the field of the record that is its twist's campaign
        :param user: the field of whom its twist is assigned to
        """
        whole, own = self._social_campaign_ids()
        domain = Domain(campaign, "in", [False, *whole])
        if own:
            mine = Domain(user, "in", [False, self.id])
            domain |= Domain(campaign, "in", own) & mine
        return list(domain)
