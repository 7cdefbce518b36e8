"""Twists of storms: found on arrival, shown together, answered once (spec C15)."""

from datetime import timedelta

from odoo import api, fields, models

from .ingest_batch import is_inbound
from .social_storm_trace import Arrival
from .text_similarity import signature

HOLDING = "social_inbox_holding"  # in the context: no feedback is needed to answer


class SocialTwist(models.Model):
    _inherit = "social.twist"

    storm_id = fields.Many2one(
        "social.storm",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Many similar messages came at the same time.",
    )

    @api.model
    def _rules_on_arrival(self, channel, threads):
        """First of all: rules may ask whether a twist is of a storm."""
        limits = self.env["social.campaign"]._storm_limits(channel.company_id.id)
        if limits:
            self._watch_for_storms(channel, threads, limits)
        return super()._rules_on_arrival(channel, threads)

    @api.model
    def _watch_for_storms(self, channel, threads, limits):
        arrivals = self._storm_arrivals(threads, limits)
        if not arrivals:
            return
        minutes = max(one.minutes for one in limits.values())
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        company = channel.company_id
        followed = self.env["social.storm.trace"]._add(company, arrivals, since)
        if followed:
            self.env["social.storm"]._begin(company, followed, limits)

    @api.model
    def _storm_arrivals(self, threads, limits):
        """One message of each thread that is watched, if it has text enough."""
        firsts = [
            (thread, one)
            for thread in threads
            if (thread.campaign_id or 0) in limits
            for one in thread.arrived
            if is_inbound(one) and not one.is_spam and one.event.automatic != "reply"
        ]
        firsts = list(
            {thread.id: (thread, one) for thread, one in firsts[::-1]}.values()
        )
        messages = self.env["social.message"].browse(
            one.message_id for _thread, one in firsts
        )
        rows = messages.sudo().search_fetch(
            [("id", "in", messages.ids)], ["profile_id"]
        )
        profiles = {row.id: row.profile_id.id for row in rows}
        made = []
        for thread, one in firsts[::-1]:
            event = one.event
            text = event.text or ("" if event.is_html else event.body)
            if found := signature(f"{event.subject} {text}"):
                profile_id, campaign = profiles[one.message_id], thread.campaign_id or 0
                made.append(Arrival(thread.id, profile_id, campaign, found))
        return made

    # -- what the inbox shows ------------------------------------------------------

    @api.model
    def screen_list(self, query, offset=0, limit=40):
        """:returns: also ``storms``, those that go on"""
        result = super().screen_list(query, offset=offset, limit=limit)
        storms = self.env["social.storm"]._going_on()
        return {**result, "storms": storms._as_banners()}

    # -- what supervisors do to all of them ----------------------------------------

    def _move_up_to_engage(self):
        """Phase by phase, as a person would."""
        for origin, target in (("listen", "understand"), ("understand", "engage")):
            self.filtered(lambda one, at=origin: one.phase == at).write(
                {"phase": target}
            )

    def _why_not_due(self):
        """A holding answer needs no feedback."""
        if self.env.context.get(HOLDING):
            return self.answer_refusal or ""
        return super()._why_not_due()
