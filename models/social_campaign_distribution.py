"""Giving a campaign's twists to its agents (spec B15)."""

from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .distribution_sql import AGENTS, ASSIGN, HOLDERS, LOCK, NOTE_ASSIGNED, WAITING
from .twist_distribution import Agent, Waiting, distribute

UNLOCKED = SQL()
MOST = 20_000  # twists of one run
WATCHED = {"distribution", "agent_limit", "user_ids", "only_present", "active"}


class SocialCampaign(models.Model):
    """A run holds the campaign and the agents it may give something to, so that two
    runs, or a run and Take Next, never give an agent more than the limit."""

    _inherit = "social.campaign"

    distribution = fields.Selection(
        [
            ("manual", "By hand"),
            ("round_robin", "One after the other"),
            ("least_busy", "Whoever holds least"),
            ("skill", "By skill"),
        ],
        default="manual",
        required=True,
        help="How twists that nobody is assigned to get to the agents.",
    )
    agent_limit = fields.Integer(
        string="Limit per Agent",
        default=20,
        help="The distribution and Take Next give an agent no more while so many open"
        " twists are held, of any campaign; 0: no limit. Users may have their own.",
    )
    keep_agent = fields.Boolean(
        string="Same Agent for the Same Person",
        help="Whoever has a person's last twist gets the next one, if there is room.",
    )
    only_present = fields.Boolean(
        string="Only Who Is Online",
        help="Agents who are offline, idle or not to be disturbed are given nothing.",
    )
    last_agent_id = fields.Many2one(
        "res.users", string="Last in Turn", readonly=True, copy=False
    )

    @api.constrains("agent_limit")
    def _check_agent_limit(self):
        if any(campaign.agent_limit < 0 for campaign in self):
            raise ValidationError(self.env._("A limit is 0 or more; 0: there is none."))

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & vals.keys():
            self._distribute_soon()
        return result

    # -- when ----------------------------------------------------------------------

    def _distribute_soon(self):
        """Let the scheduled action run as soon as this transaction is over, if any of
        these campaigns distributes by itself."""
        if any(campaign.distribution != "manual" for campaign in self.sudo()):
            self.env.ref("social_inbox.ir_cron_distribute").sudo()._trigger()

    @api.model
    def _room_was_made(self):
        """An agent has room again, in whatever campaign."""
        distributed = [("distribution", "!=", "manual")]
        self.sudo().search(distributed, limit=1)._distribute_soon()

    @api.model
    def _cron_distribute(self):
        """Give out what waits, campaign by campaign; commits as it goes."""
        self._give_away_of_absent()
        campaigns = self.sudo().search([("distribution", "!=", "manual")])
        retried = self.env["social.channel"]._retried
        self.env["ir.cron"]._commit_progress(remaining=len(campaigns))
        for campaign in campaigns:
            if not retried(campaign._distribute_in_job):
                return

    def _distribute_in_job(self):
        if self._is_working_time() and len(self._distribute()[0]) == MOST:
            self._distribute_soon()
        return self.env["ir.cron"]._commit_progress(1)

    def _is_working_time(self):
        calendar = self.resource_calendar_id
        if not calendar:
            return True
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        work = calendar._work_intervals_batch(now, now + timedelta(minutes=1))
        return bool(list(work[False]))

    def action_distribute(self):
        """Give out what waits now, also outside the working hours.

        :raises AccessError: the caller supervises the campaign not
        :raises UserError: the campaign is distributed by hand
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._social_supervises(self):
            raise AccessError(
                self.env._("Twists are distributed by supervisors of the campaign.")
            )
        if self.distribution == "manual":
            raise UserError(
                self.env._("Choose first how the campaign distributes its twists.")
            )
        given, left = self._distribute()
        return self._said_distributed(given, left)

    # -- how -----------------------------------------------------------------------

    def _distribute(self, without=None):
        """Give the most urgent twists that nobody has to the agents with room.

        :param without: ``res.users`` who are given nothing, as if absent
        :returns: (agents' ids by twist id, why others are left by theirs)
        :raises SerializationFailure: somebody else was faster; to be tried again
        """
        self.ensure_one()
        campaign = self.sudo()
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT FROM social_campaign WHERE id = %s FOR NO KEY UPDATE", self.id)
        )
        users = campaign._users_available()
        agents = campaign._agents(users - without if without else users, SQL(LOCK))
        waiting = campaign._waiting(agents)
        outcome = distribute(
            agents,
            waiting,
            in_turn=campaign.distribution == "round_robin",
            after=campaign.last_agent_id.id or 0,
            holders=campaign._holders(agents, waiting),
        )
        given = campaign._assign(outcome.given)
        if outcome.last and outcome.last != campaign.last_agent_id.id:
            campaign.last_agent_id = outcome.last
        return given, outcome.left

    def _users_available(self):
        """The campaign's agents who can be given something now."""
        users = self.with_context(active_test=True).user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )
        users -= users._social_absent()
        return users._social_present() if self.only_present else users

    def _agents(self, users, lock=UNLOCKED):
        """``Agent`` of each of these users, with what they hold now."""
        values = {"limit": self.agent_limit, "users": users.ids}
        rows = self.env.execute_query(SQL("%s %s", SQL(AGENTS, **values), lock))
        skills = {
            user.id: frozenset(user.social_skill_ids.mapped("code")) for user in users
        }
        return [
            Agent(user_id, load, limit, skills[user_id], last)
            for user_id, limit, last, load in rows
        ]

    def _waiting(self, agents):
        """``Waiting`` of the most urgent twists, as many as there may be room for."""
        is_skilled = self.distribution == "skill"
        room = MOST
        if all(agent.limit for agent in agents):
            room = sum(max(0, agent.limit - agent.load) for agent in agents)
        if not room:
            return []
        # some of them may need what nobody with room can do
        most = MOST if is_skilled else min(room, MOST)
        values = {"campaign": self.id, "now": fields.Datetime.now(), "most": most}
        rows = self.env.execute_query(SQL(WAITING, **values))
        if not is_skilled:
            return [Waiting(*row) for row in rows]
        twists = self.env["social.twist"].browse(row[0] for row in rows)
        needs = twists._needs(self._skills())
        return [Waiting(*row, needs[row[0]]) for row in rows]

    def _skills(self):
        """Codes of what any of the campaign's agents is good at."""
        return set(self.user_ids.social_skill_ids.mapped("code"))

    def _holders(self, agents, waiting):
        """Who has the last twist of these persons; None where that does not matter."""
        if not self.keep_agent:
            return None
        values = {
            "users": [agent.id for agent in agents],
            "twists": [twist.id for twist in waiting],
        }
        return dict(self.env.execute_query(SQL(HOLDERS, **values)))

    def _assign(self, given):
        """Assign many at once, without tracking; open screens are told.

        :param given: agents' ids by twist id
        :returns: those of them that nobody else took meanwhile
        """
        if not given:
            return {}
        values = {
            "twists": list(given),
            "agents": list(given.values()),
            "uid": self.env.uid,
            "now": fields.Datetime.now(),
        }
        assigned = dict(self.env.execute_query(SQL(ASSIGN, **values)))
        users = list(set(assigned.values()))
        # to the microsecond: two who were given something one after the other differ
        self.env.cr.execute(SQL(NOTE_ASSIGNED, users=users, now=datetime.utcnow()))
        self.env["res.users"].browse(users).invalidate_recordset(
            ["social_assigned_date"], flush=False
        )
        twists = self.env["social.twist"].browse(assigned)
        twists.invalidate_recordset(["user_id", "write_uid", "write_date"], flush=False)
        twists._notify_inbox(twists.ids)
        return assigned

    def _said_distributed(self, given, left):
        """What was given out, and why not more."""
        twists = self.env["social.twist"]
        done = self.env._("%s assigned", len(given))
        if not left:
            reasons = [] if given else [self._why_nothing()]
        else:
            reasons = twists.browse(left).sudo()._reasons_unassigned().values()
        return twists.browse(given)._result(done, len(given), list(reasons))

    def _why_nothing(self):
        campaign = self.sudo()
        agents = campaign._agents(campaign._users_available())
        if not agents:
            return self.env._("No agent of the campaign is there.")
        if not any(agent.has_room for agent in agents):
            return self.env._("All agents hold as many twists as they may.")
        return self.env._("Nothing waits.")
