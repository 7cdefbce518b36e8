"""The checklist's points about channels, people and work (spec B14).

Each is a ``Point``, or None where it does not apply. All read by the system, with a
constant number of queries.
"""

from odoo import models

from .social_campaign_checklist import Point


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    # -- channels ------------------------------------------------------------------

    def _connected(self):
        return self.channel_ids.filtered(lambda one: one.state == "connected")

    def _point_channels(self):
        name, channels = self.env._("A channel is connected"), self._connected()
        if channels:
            text = self.env._("Messages come from %s.", self._names(channels))
            return Point(name, "done", text)
        text = self.env._("Give the campaign a channel: without one nothing comes in.")
        if self.channel_ids:
            text = self.env._("Connect %s.", self._names(self.channel_ids))
        return Point(name, "missing", text)

    def _point_health(self):
        if not self.channel_ids:
            return None
        name = self.env._("All channels are healthy")
        ill = self.channel_ids.filtered(
            lambda one: one.state != "connected" or one.attention
        )
        if not ill:
            text = self.env._("No access ends soon, and nothing fails.")
            return Point(name, "done", text)
        text = self.env._("Look at %s: the channel says what is wrong.")
        if len(ill) > 1:
            text = self.env._("Look at %s: the channels say what is wrong.")
        return Point(name, "missing", text % self._names(ill))

    def _point_sending(self):
        connected = self._connected()
        if not connected:
            return None
        name = self.env._("Answers can be sent")
        mute = connected.filtered(lambda one: not one._can_send())
        if not mute:
            return Point(name, "done", self.env._("Each channel takes answers."))
        text = self.env._(
            "%s only receives: what comes there is answered on the platform itself.",
            self._names(mute),
        )
        return Point(name, "missing" if mute == connected else "advice", text)

    def _point_arrivals(self):
        name = self.env._("A message has arrived")
        twists = self.env["social.twist"]
        if twists.search([("campaign_id", "=", self.id)], limit=1):
            return Point(name, "done", self.env._("The campaign has twists."))
        text = self.env._("Write to one of the channels, and see whether it comes in.")
        return Point(name, "missing", text)

    def _point_sample(self):
        name = self.env._("An answer has been sent")
        sent = [
            ("campaign_id", "=", self.id),
            ("direction", "=", "outbound"),
            ("state", "=", "sent"),
        ]
        if self.env["social.message"].search(sent, limit=1):
            return Point(name, "done", self.env._("The platform has taken one."))
        text = self.env._("Answer a message of your own, and see how it looks there.")
        return Point(name, "missing", text)

    # -- people --------------------------------------------------------------------

    def _point_agents(self):
        name, agents = self.env._("Agents work on it"), self.user_ids
        if agents:
            return Point(name, "done", f"{self._names(agents)}.")
        text = self.env._("Choose agents: nobody else sees the campaign's twists.")
        return Point(name, "missing", text)

    def _point_supervisor(self):
        name, leads = self.env._("Somebody supervises it"), self.supervisor_ids
        if leads:
            return Point(name, "done", f"{self._names(leads)}.")
        text = self.env._(
            "Choose a supervisor: who approves answers, helps and decides?"
        )
        return Point(name, "missing", text)

    def _point_outsourcers(self):
        outsourcers = self.outsourcer_ids
        if not outsourcers:
            return None
        name = self.env._("Outsourcers have supervisors")
        alone = outsourcers.filtered(lambda one: not one.social_supervisor_ids)
        if not alone:
            return Point(name, "done", f"{self._names(outsourcers)}.")
        text = self.env._("Nobody of %s decides for its agents.", self._names(alone))
        return Point(name, "missing", text)

    def _point_trainees(self):
        trainees = self.user_ids.filtered("social_is_trainee")
        if not trainees:
            return None
        name = self.env._("Somebody approves the answers of trainees")
        approvers = self.supervisor_ids.filtered(lambda one: not one.social_is_trainee)
        if approvers:
            text = self.env._(
                "Answers of %(trainees)s wait for %(approvers)s.",
                trainees=self._names(trainees),
                approvers=self._names(approvers),
            )
            return Point(name, "done", text)
        text = self.env._(
            "Answers of %s wait, but no supervisor of the campaign may approve them.",
            self._names(trainees),
        )
        return Point(name, "missing", text)

    # -- work ----------------------------------------------------------------------

    def _point_distribution(self):
        name = self.env._("Twists find their agents")
        if self.distribution == "manual":
            text = self.env._("Agents choose for themselves, or press Take Next.")
            if not self.agent_limit:
                text = self.env._(
                    "Agents take as many twists as they like: set a limit."
                )
            return Point(name, "done" if self.agent_limit else "advice", text)
        unskilled = self.user_ids.filtered(lambda one: not one.social_skill_ids)
        if self.distribution == "skill" and unskilled:
            text = self.env._(
                "%s has no skills: what needs one goes to others.",
                self._names(unskilled),
            )
            return Point(name, "missing", text)
        if not self.agent_limit:
            text = self.env._("Set a limit, so that nobody is given too many.")
            return Point(name, "advice", text)
        label = self._fields["distribution"].convert_to_export(self.distribution, self)
        text = self.env._(
            "%(how)s, at most %(limit)s for each.", how=label, limit=self.agent_limit
        )
        return Point(name, "done", text)

    def _point_hours(self):
        name, calendar = self.env._("Working hours are set"), self.resource_calendar_id
        if calendar:
            return Point(name, "done", f"{calendar.display_name}.")
        text = self.env._(
            "Choose them unless agents work day and night: targets count all hours."
        )
        return Point(name, "advice", text)

    def _point_first(self):
        name = self.env._("The first answer has a target")
        text = self.env._("Say within how many hours authors get their first answer.")
        return self._point_of_target(name, "first", text)

    def _point_resolution(self):
        name = self.env._("Solving has a target")
        text = self.env._("Say within how many hours twists are done.")
        point = self._point_of_target(name, "resolution", text)
        return point if point.state == "done" else point._replace(state="advice")

    def _point_of_target(self, name, kind, advice):
        plans = [
            plan
            for plan in self.env["social.target"]._plans()
            if plan.kind == kind
            and plan.company_id == self.company_id.id
            and (not plan.campaign_ids or self.id in plan.campaign_ids)
        ]
        if not plans:
            return Point(name, "missing", advice)
        return Point(name, "done", f"{self._names(self._targets_of(plans))}.")

    def _targets_of(self, plans):
        return self.env["social.target"].browse(plan.id for plan in plans)
