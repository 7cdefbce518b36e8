"""When twists are given out, what each needs, and why one is left (spec B15)."""

from odoo import api, fields, models
from odoo.tools import SQL

from .distribution_sql import NEEDS
from .social_skill import as_language

SUPERVISORS = "social_inbox.group_social_inbox_supervisor"


class SocialTwist(models.Model):
    _inherit = "social.twist"

    unassigned_reason = fields.Char(
        string="Why Unassigned",
        compute="_compute_unassigned_reason",
        compute_sudo=True,
        groups=SUPERVISORS,
        help="Why the distribution gave it to nobody.",
    )

    # in the order in which twists are given out and taken
    _unassigned_idx = models.Index(
        "(due_date, priority DESC, waiting_since, id)"
        " INCLUDE (company_id, channel_id, campaign_id, snoozed_until)"
        " WHERE is_open IS TRUE AND user_id IS NULL"
    )

    @api.depends("user_id", "is_open", "campaign_id.distribution")
    def _compute_unassigned_reason(self):
        reasons = self._origin._reasons_unassigned()
        for twist in self:
            twist.unassigned_reason = reasons.get(twist._origin.id, "")

    def write(self, vals):
        """Whoever is assigned no more has room for others."""
        before = self.user_id if "user_id" in vals else self.env["res.users"]
        result = super().write(vals)
        if before - before.browse(vals.get("user_id") or ()):
            self.env["social.campaign"]._room_was_made()
        return result

    # -- hooks ---------------------------------------------------------------------

    @api.model
    def _distribute_on_arrival(self, channel, threads):
        """Not in the transaction of the arrivals: channels that arrive at once would
        wait for each other's agents, or fail. The scheduled action follows at once."""
        result = super()._distribute_on_arrival(channel, threads)
        ids = {thread.campaign_id for thread in threads if thread.campaign_id}
        self.env["social.campaign"].browse(sorted(ids))._distribute_soon()
        return result

    def _work_on_moves(self, target):
        result = super()._work_on_moves(target)
        if target == "closed" and self.user_id:
            self.env["social.campaign"]._room_was_made()
        return result

    # -- what they need ------------------------------------------------------------

    def _needs(self, skills):
        """Of platform, language and tags, those that are anybody's skill.

        A platform or language counts as soon as any platform or language does: then
        whoever is good at others is not the one to ask. A tag counts by itself.

        :param skills: codes of all agents' skills
        :returns: a frozenset of codes by twist id
        """
        kinds = {code.partition(":")[0] for code in skills}
        rows = self.env.execute_query(SQL(NEEDS, twists=self.ids))
        return {
            twist_id: frozenset(
                [
                    *kept("platform", platform, kinds),
                    *kept("language", as_language(language), kinds),
                    *skills.intersection(f"tag:{tag}" for tag in tags),
                ]
            )
            for twist_id, platform, language, tags in rows
        }

    def _reasons_unassigned(self):
        """Why these have nobody, by id; not those that are given out by hand.

        A constant number of queries for each campaign.
        """
        reasons = {}
        waiting = self.filtered(lambda twist: twist.is_open and not twist.user_id)
        for campaign, twists in waiting.grouped("campaign_id").items():
            if campaign.sudo().distribution in ("round_robin", "least_busy", "skill"):
                reasons |= twists._reasons_in(campaign.sudo())
        return reasons

    def _reasons_in(self, campaign):
        if not campaign._is_working_time():
            text = self.env._("It is outside the working hours of the campaign.")
            return dict.fromkeys(self.ids, text)
        agents = campaign._agents(campaign._users_available())
        if not agents:
            text = self.env._("No agent of the campaign is there.")
            return dict.fromkeys(self.ids, text)
        needs = dict.fromkeys(self.ids, frozenset())
        if campaign.distribution == "skill":
            needs = self._needs(campaign._skills())
        return {twist.id: twist._reason(agents, needs[twist.id]) for twist in self}

    def _reason(self, agents, needs):
        skilled = [agent for agent in agents if needs <= agent.skills]
        if not skilled:
            names = self.env["social.skill"]._names_of(needs)
            return self.env._("No agent who is there is good at: %s", names)
        if not any(agent.has_room for agent in skilled):
            return self.env._("Whoever could take it holds as many twists as allowed.")
        now = fields.Datetime.now()
        if self.snoozed_until and self.snoozed_until > now:
            return self.env._("It is snoozed.")
        return self.env._("It is given out in a few minutes.")


def kept(kind, value, kinds):
    """The code of a skill, if there is one of its kind."""
    return [f"{kind}:{value}"] if value and kind in kinds else []
