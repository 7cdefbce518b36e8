"""Is a campaign ready to begin? What the system sees, and what persons tick (B14)."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime, format_list
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

LEADS = "social_inbox.group_social_inbox_lead"
MOST_NAMES = 3
# each is a method _point_<code>, in this order
GROUPS = (
    (_lt("Channels"), ("channels", "health", "sending", "arrivals", "sample")),
    (_lt("People"), ("agents", "supervisor", "outsourcers", "trainees")),
    (_lt("Work"), ("distribution", "hours", "first", "resolution")),
    (_lt("Answers"), ("about", "outcomes", "fields", "match", "guard", "words")),
    (_lt("Quality"), ("training", "certification", "scorecard")),
)
BLOCKING = ("channels", "agents", "supervisor")
# where it is put right: what the campaign's form shows, or else an action
ON_FORM = {
    "agents": "user_ids",
    "supervisor": "supervisor_ids",
    "outsourcers": "outsourcer_ids",
    "hours": "resource_calendar_id",
    "distribution": "distribution",
    "about": "description",
    "fields": "extra_fields",
    "match": "matching",
    "guard": "approval",
    "trainees": "approval",
    "training": "training",
    "certification": "training",
}
ACTIONS = {
    "channels": "social_inbox.social_channel_action",
    "health": "social_inbox.social_channel_action",
    "sending": "social_inbox.social_channel_action",
    "arrivals": "social_inbox.social_twist_action",
    "sample": "social_inbox.social_twist_action",
    "first": "social_inbox.social_target_action",
    "resolution": "social_inbox.social_target_action",
    "outcomes": "social_inbox.social_outcome_action",
    "words": "social_inbox.social_guard_word_action",
    "scorecard": "social_inbox.social_scorecard_action",
}
OF_CAMPAIGN = {"channels", "health", "sending", "arrivals", "sample"}


class Point(NamedTuple):
    """``done``, ``missing``, or ``advice``: one may well begin without it."""

    name: str
    state: str
    text: str


class SocialCampaign(models.Model):
    """Nothing here stops a campaign that works already: going live only notes when,
    and by whom. Those who decide for others in the campaign see it."""

    _inherit = "social.campaign"

    check_ids = fields.One2many(
        "social.campaign.check",
        "campaign_id",
        string="Points to Tick",
        groups=LEADS,
        copy=True,
    )
    checklist = fields.Json(compute="_compute_checklist", groups=LEADS)
    checklist_text = fields.Char(
        string="Ready to Go Live", compute="_compute_checklist", groups=LEADS
    )
    is_supervised = fields.Boolean(
        string="Mine to Supervise",
        compute="_compute_is_supervised",
        search="_search_is_supervised",
    )
    live_date = fields.Datetime(string="Live since", readonly=True, copy=False)
    live_user_id = fields.Many2one(
        "res.users", string="Made Live by", readonly=True, copy=False
    )

    @api.depends("supervisor_ids")
    @api.depends_context("uid")
    def _compute_is_supervised(self):
        for campaign in self:
            campaign.is_supervised = self.env.user._social_supervises(campaign)

    @api.model
    def _search_is_supervised(self, operator, value):
        if operator != "in":
            return NotImplemented
        if self.env.user._social_supervises(self.browse()):
            return Domain.TRUE if True in value else Domain.FALSE
        mine = Domain("supervisor_ids", "in", self.env.user.ids)
        return mine if True in value else ~mine

    @api.depends_context("uid", "lang", "tz")
    def _compute_checklist(self):
        for campaign in self:
            origin = campaign._origin
            shown = origin and self.env.user._social_supervises(origin)
            found = origin._checklist() if shown else None
            campaign.checklist = found
            campaign.checklist_text = found and self.env._(
                "%(done)s of %(total)s", done=found["done"], total=found["total"]
            )

    @api.depends_context("social_checklist")
    def _compute_display_name(self):
        """The list is of a campaign, and says so where it is called by its name."""
        result = super()._compute_display_name()
        if self.env.context.get("social_checklist"):
            for campaign in self:
                campaign.display_name = self.env._("Go-Live: %s", campaign.name)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        checks = self.env["social.campaign.check"].sudo()
        checks._make_ready(campaigns.filtered(lambda one: not one.sudo().check_ids))
        return campaigns

    # -- actions -------------------------------------------------------------------

    def action_view_checklist(self):
        """The list, by itself.

        :raises AccessError: the caller decides for nobody here
        """
        self._check_supervised()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_campaign_checklist_action"
        )
        return {**action, "res_id": self.id}

    def action_view_checks(self):
        """The points that persons tick, to be added, changed and put in order."""
        self._check_supervised()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_campaign_check_action"
        )
        return {
            **action,
            "domain": [("campaign_id", "=", self.id)],
            "context": {"default_campaign_id": self.id},
        }

    def action_open_point(self, code):
        """Where a point of the list is put right.

        :param code: as in the checklist
        :raises UserError: there is no such point
        """
        self._check_supervised()
        if code in ON_FORM:
            return self._form_action(ON_FORM[code])
        if code not in ACTIONS:
            raise UserError(self.env._("The checklist has no such point."))
        action = self.env["ir.actions.act_window"]._for_xml_id(ACTIONS[code])
        if code in OF_CAMPAIGN:
            action["domain"] = [("campaign_id", "=", self.id)]
        return {**action, "context": {}}

    def action_go_live(self):
        """Note that the campaign has begun.

        :raises UserError: something is missing without which nothing would be answered
        """
        self._check_supervised()
        campaign = self.sudo()
        missing = [one.text for one in campaign._blocking() if one.state != "done"]
        if missing:
            lines = "\n".join(f"• {text}" for text in missing)
            text = self.env._("Before the campaign goes live:\n%s", lines)
            raise UserError(text)
        campaign.write(
            {"live_date": fields.Datetime.now(), "live_user_id": self.env.uid}
        )
        return True

    def action_not_live(self):
        """It has not begun after all; nothing else changes."""
        self._check_supervised()
        self.sudo().write({"live_date": False, "live_user_id": False})
        return True

    # -- business ------------------------------------------------------------------

    def _check_supervised(self):
        """:raises AccessError: the caller decides for nobody in the campaign"""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._social_supervises(self):
            raise AccessError(self.env._("This is for supervisors of the campaign."))

    def _form_action(self, place):
        """The campaign's own form, opened at a page or field."""
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "context": {"social_open_at": place},
        }

    def _blocking(self):
        return [getattr(self, f"_point_{code}")() for code in BLOCKING]

    def _checklist(self):
        """What is there and what is missing, read by the system: whoever sees it is
        to know, too, what stands where they may not look.

        :returns: ``{"done", "total", "groups": [{"name", "points": [{"code", "name",
            "state", "text", "is_linked"}]}], "checks": [{"id", "name", "is_done",
            "who"}], "note"}``; advice does not count
        """
        groups = [
            {"name": self.env._(title), "points": self._points(codes)}
            for title, codes in GROUPS
        ]
        checks = [self._check_as_dict(one) for one in self.sudo().check_ids]
        states = [one["state"] for group in groups for one in group["points"]]
        done = states.count("done") + sum(one["is_done"] for one in checks)
        missing = states.count("missing") + sum(not one["is_done"] for one in checks)
        return {
            "done": done,
            "total": done + missing,
            "groups": groups,
            "checks": checks,
            "note": self._note_for_reader(),
        }

    def _note_for_reader(self):
        if self.has_access("write"):
            return ""
        return self.env._(
            "Administrators of the inbox change campaigns and channels: tell them what"
            " is missing."
        )

    def _points(self, codes):
        found = {code: getattr(self.sudo(), f"_point_{code}")() for code in codes}
        return [
            {"code": code, **point._asdict(), "is_linked": self._is_linked(code)}
            for code, point in found.items()
            if point
        ]

    def _is_linked(self, code):
        """Whether the reader may look where it is put right."""
        action = ACTIONS.get(code)
        if not action:
            return True
        model = self.env.ref(action).sudo().res_model
        return self.env[model].has_access("read")

    def _check_as_dict(self, check):
        who = check.is_done and self.env._(
            "%(name)s, %(date)s",
            name=check.done_user_id.name,
            date=format_datetime(self.env, check.done_date, dt_format="short"),
        )
        return {
            "id": check.id,
            "name": check.name,
            "is_done": check.is_done,
            "who": who or "",
        }

    def _names(self, records):
        """Some of them by name, and how many more there are."""
        names = records[:MOST_NAMES].mapped("display_name")
        if len(records) > MOST_NAMES:
            names.append(self.env._("%s more", len(records) - MOST_NAMES))
        return format_list(self.env, names)
