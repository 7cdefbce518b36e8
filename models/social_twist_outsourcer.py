"""Users of an outsourcer hand twists over among themselves (spec B20, C24)."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def write(self, vals):
        """:raises AccessError: an outsourcer's user assigns somebody else's agent"""
        if vals.get("user_id") and not self.env.su:
            self._check_hand_over(vals["user_id"])
        return super().write(vals)

    def _check_hand_over(self, user_id):
        me = self.env.user
        team = me._social_team_ids()
        if team is None or user_id in team:
            return
        campaigns = self.sudo().campaign_id
        if any(me._social_is_apart(one) for one in campaigns or [campaigns]):
            raise AccessError(
                self.env._("You can assign twists to agents of your own company only.")
            )

    @api.model
    def _domain_user(self):
        """Who is offered in forms."""
        domain = super()._domain_user()
        ids = self._known_agent_ids()
        if ids is None:
            return domain
        return f"[('id', 'in', {ids}), *{domain}]"

    def _users_as_domain(self):
        """Who is offered in the pane beside the conversation."""
        domain = super()._users_as_domain()
        me = self.env.user
        if not me._social_is_apart(self.campaign_id):
            return domain
        return [*domain, ["id", "in", list(me._social_team_ids())]]

    @api.model
    def _known_agent_ids(self):
        """Whom the reader knows by name: the own team, and the members of campaigns
        where outsourcers are not apart; None for the own staff, who know all."""
        me = self.env.user
        team = me._social_team_ids()
        if team is None:
            return None
        campaigns = self.env["social.campaign"].sudo()
        shared = [("user_ids", "in", me.ids), ("is_apart", "=", False)]
        return sorted({*team, *campaigns.search(shared)._members().ids})

    @api.model
    def _known_agents_domain(self):
        """Who is offered where a colleague is chosen."""
        ids = self._known_agent_ids()
        return Domain.TRUE if ids is None else Domain("id", "in", ids)

    def _agents(self, domain, limit=None):
        """Who can be mentioned in a note."""
        return super()._agents(domain & self._known_agents_domain(), limit=limit)

    @api.model
    def _screen_setup(self):
        """Without the names of other outsourcers' agents, and without channels of
        campaigns that the reader does not see."""
        setup, ids = super()._screen_setup(), self._known_agent_ids()
        if ids is None:
            return setup
        campaigns = [one["id"] for one in setup["campaigns"]]
        domain = [("campaign_id", "in", campaigns)]
        channels = set(self.env["social.channel"].search(domain).ids)
        return {
            **setup,
            "agents": [one for one in setup["agents"] if one["id"] in ids],
            "channels": [one for one in setup["channels"] if one["id"] in channels],
        }
