"""Storms: many similar messages in a short time, as one matter (spec C15)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_time

from .social_message import one_line
from .social_twist_phase import COUNT

QUIET_HOURS = 6  # after which a storm is over by itself
JOIN = """
    UPDATE social_twist AS twist SET storm_id = leader.storm_id
      FROM social_storm_trace AS trace
      JOIN social_storm_trace AS leader
        ON leader.id = COALESCE(trace.leader_id, trace.id)
     WHERE trace.twist_id = twist.id AND twist.storm_id IS NULL
       AND leader.storm_id IS NOT NULL
       AND (trace.id = ANY(%(leaders)s) OR trace.leader_id = ANY(%(leaders)s))
"""


class SocialStorm(models.Model):
    _name = "social.storm"
    _description = "Storm"
    _order = "started desc, id desc"

    name = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    campaign_id = fields.Many2one("social.campaign", readonly=True, ondelete="cascade")
    state = fields.Selection(
        [("open", "Going on"), ("over", "Over")],
        default="open",
        required=True,
        readonly=True,
    )
    started = fields.Datetime(required=True, readonly=True)
    ended = fields.Datetime(readonly=True)
    last_seen = fields.Datetime(compute="_compute_counts")
    twist_count = fields.Integer(string="Similar Twists", compute="_compute_counts")
    author_count = fields.Integer(string="Authors", compute="_compute_counts")
    twist_id = fields.Many2one(
        "social.twist",
        string="Began with",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose message is shown here, to those who see it.",
    )
    sample = fields.Text(readonly=True)
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True, ondelete="set null")
    twist_ids = fields.One2many("social.twist", "storm_id", readonly=True)

    _open_idx = models.Index("(company_id) WHERE state = 'open'")

    @api.depends("twist_ids")
    @api.depends_context("uid")
    def _compute_counts(self):
        """Counted when shown: arrivals of many channels would wait for each other to
        count them here."""
        groups = self.env["social.twist"]._read_group(
            [("storm_id", "in", self.ids)],
            ["storm_id"],
            ["__count", "profile_id:count_distinct", "last_inbound_date:max"],
        )
        counts = {storm: rest for storm, *rest in groups}
        for storm in self:
            count, authors, last = counts.get(storm, (0, 0, False))
            storm.twist_count, storm.author_count = count, authors
            storm.last_seen = last

    @api.depends("name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Its name is the subject of the first message: whoever does not see that one
        reads the name of a similar twist of their own."""
        readable = self.sudo(False)._filtered_access("read")
        for storm in self:
            if storm.sudo(False) in readable:
                storm.display_name = storm.name
            else:
                storm.display_name = storm.sudo(False)._my_first().name or ""

    def _my_first(self):
        domain = [("storm_id", "=", self.id)]
        return self.env["social.twist"].search(domain, order="id", limit=1)

    # -- how one begins and ends ---------------------------------------------------

    @api.model
    def _begin(self, company, leader_ids, limits):
        """Leaders that have enough followers begin a storm; all who follow one belong
        to it.

        :param limits: ``Limits`` by campaign
        """
        traces = self.env["social.storm.trace"].sudo()
        leaders = traces.browse(leader_ids)
        calm = leaders.filtered(lambda one: not one.storm_id)
        for leader, since, date in self._enough(calm, limits):
            text = leader.twist_id.message_ids_social.filtered(
                lambda one: one.direction == "inbound"
            ).sorted("id")[:1]
            leader.storm_id = self.sudo().create(
                {
                    "name": one_line(text.subject or text.text or since.name, 80),
                    "company_id": company.id,
                    "campaign_id": leader.campaign,
                    "twist_id": leader.twist_id.id,
                    "started": date,
                    "sample": text.text or text.subject,
                }
            )
        self.env.flush_all()
        self.env.cr.execute(SQL(JOIN, leaders=leader_ids))
        self.env["social.twist"].invalidate_model(["storm_id"], flush=False)

    def _enough(self, leaders, limits):
        """:returns: (leader, its twist, date of the first) each"""
        now, found = fields.Datetime.now(), []
        for campaign, group in leaders.grouped("campaign").items():
            wanted = limits[campaign]
            since = now - timedelta(minutes=wanted.minutes)
            for id_, messages, authors, date in group._counts(group.ids, since):
                if messages >= wanted.messages and authors >= wanted.authors:
                    leader = group.browse(id_)
                    found.append((leader, leader.twist_id, date))
        return found

    @api.model
    def _cron_end(self):
        """What has been quiet for some hours is over."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), hours=QUIET_HOURS)
        for storm in self.search([("state", "=", "open")]):
            newest = storm.twist_ids.sorted("id")[-1:].create_date or storm.started
            if newest < limit:
                storm._end()

    def _end(self):
        """What is similar from now on begins another one."""
        traces = self.env["social.storm.trace"].sudo()
        traces.search([("storm_id", "in", self.ids)]).unlink()
        self.sudo().write({"state": "over", "ended": fields.Datetime.now()})
        self.env["social.twist"]._notify_inbox_of_all()

    # -- what supervisors do -------------------------------------------------------

    def _check_supervises(self):
        """:raises AccessError: the caller decides for nobody in its campaign"""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._social_supervises(self.campaign_id):
            raise AccessError(self.env._("That is decided by a supervisor."))

    def action_end(self):
        self._check_supervises()
        self._end()
        return self._told(self.env._("The storm is over"), 1)

    def action_view_twists(self):
        self.ensure_one()
        if not self._my_first():
            self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        domain = [("storm_id", "=", self.id)]
        return {**action, "name": self.display_name, "domain": domain, "context": {}}

    def action_one_ticket(self):
        """One ticket for all open twists; what comes later is linked when this is
        called again.

        :raises UserError: there is nothing left to link
        """
        self._check_supervises()
        twists = self._open_twists().filtered(lambda one: not one.ticket_id)
        twists._move_up_to_engage()
        ready = twists.filtered(lambda one: not one._not_allowed("link"))
        if not ready:
            raise UserError(self.env._("All twists of the storm have a ticket."))
        ticket = self.ticket_id
        if not ticket:
            engaged = ready.filtered(lambda one: not one._not_allowed("create"))
            if not engaged:
                raise UserError(self.env._("Move a twist of the storm to Engage."))
            ticket = engaged.create_ticket({"name": self.name})
            self.sudo().ticket_id = ticket
            ready -= engaged
        if ready:
            ready.link_ticket(ticket.id)
        return self._told(self.env._("%s have one ticket now", COUNT), len(twists))

    def action_answer(self):
        """Open the dialog for one holding answer to all authors."""
        self._check_supervises()
        wizard = self.env["social.storm.answer"].create({"storm_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer All of the Storm"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _open_twists(self):
        domain = [("storm_id", "in", self.ids), ("is_open", "=", True)]
        return self.env["social.twist"].search(domain)

    def _told(self, text, count):
        return self.env["social.twist"]._result(text, count, [])

    @api.model
    def _going_on(self):
        """Open storms, of which the reader sees a twist at least."""
        storms = self.sudo().search([("state", "=", "open")])
        if not storms:
            return self.browse()
        domain = [("storm_id", "in", storms.ids)]
        groups = self.env["social.twist"]._read_group(domain, ["storm_id"])
        return self.browse(storm.id for (storm,) in groups)

    def _as_banners(self):
        """What the inbox shows of storms.

        :returns: list of ``{"id", "text", "name", "can_act": bool}``
        """
        user = self.env.user
        return [
            {
                "id": storm.id,
                "name": storm.display_name,
                "text": self.env._(
                    "Storm: %(count)s similar messages since %(time)s",
                    count=storm.twist_count,
                    time=format_time(
                        self.env, storm.sudo().started, time_format="short"
                    ),
                ),
                "can_act": user._social_supervises(storm.sudo().campaign_id),
            }
            for storm in self
            if storm.twist_count
        ]
