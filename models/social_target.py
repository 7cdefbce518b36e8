"""What a campaign promises: how soon it answers, and how soon it is done (spec C19)."""

from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from .target_clock import KINDS, Plan

HOUR = 3600
MOST_HOURS = 24 * 365


class SocialTarget(models.Model):
    """For each kind the first that fits counts. Hours are those of the campaign's
    working hours; without any, day and night.

    What a target says is kept in a cache, since each arrival asks for it.
    """

    _name = "social.target"
    _description = "Social Target"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="Of each kind, the first target that fits counts."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        KINDS,
        string="What",
        required=True,
        default="first",
        help="First response: from the first message to the first answer.\n"
        "Next response: from each later message to its answer.\n"
        "Resolution: from the first message until it is closed, without the time in"
        " which the author is to answer.",
    )
    hours = fields.Float(
        string="Within",
        required=True,
        default=4.0,
        help="In working hours of the campaign; without any, day and night.",
    )
    warn_minutes = fields.Integer(
        string="Due Soon", default=30, help="So many minutes before, it is due soon."
    )
    campaign_ids = fields.Many2many(
        "social.campaign",
        string="Campaigns",
        check_company=True,
        help="None: all of the company, and what is in no campaign.",
    )
    platform = fields.Selection(
        selection=lambda self: self.env["social.channel"]._selection_any_platform(),
        help="Only what was written there; empty: everywhere.",
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High")],
        help="Only twists of that priority; empty: of any.",
    )

    @api.constrains("hours", "warn_minutes")
    def _check_times(self):
        for target in self:
            if not 0 < target.hours <= MOST_HOURS:
                raise ValidationError(
                    self.env._("A target takes a minute at least and a year at most.")
                )
            if target.warn_minutes < 0:
                raise ValidationError(
                    self.env._("The warning comes before the target, not after it.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        self._changed()
        return targets

    def write(self, vals):
        result = super().write(vals)
        self._changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_measured(self):
        lines = self.env["social.twist.target"].sudo()
        if lines.search([("target_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Twists are measured by this target already: archive it instead."
                )
            )

    def unlink(self):
        result = super().unlink()
        self._changed()
        return result

    @api.model
    def _changed(self):
        self.env.registry.clear_cache()
        self.env["social.twist"]._targets_stale()

    @api.model
    @tools.ormcache()
    def _plans(self):
        """What all targets say, in their order: a tuple of ``Plan``."""
        targets = self.sudo().search([("active", "=", True)])
        return tuple(
            Plan(
                id=target.id,
                company_id=target.company_id.id,
                kind=target.kind,
                seconds=max(1, round(target.hours * HOUR)),
                warn=timedelta(minutes=target.warn_minutes),
                campaign_ids=frozenset(target.campaign_ids.ids),
                platform=target.platform or "",
                priority=target.priority or "",
            )
            for target in targets
        )


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    target_ids = fields.Many2many(
        "social.target",
        string="Targets",
        compute="_compute_target_ids",
        help="Those that apply here; of each kind the first that fits counts.",
    )

    @api.depends("company_id")
    def _compute_target_ids(self):
        targets = self.env["social.target"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        for campaign in self:
            campaign.target_ids = targets.filtered(
                lambda target, campaign=campaign: (
                    target.company_id == campaign.company_id
                    and (
                        not target.campaign_ids
                        or campaign._origin in target.campaign_ids
                    )
                )
            )

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.env["social.twist"]._targets_stale()
        return result

    def action_take_twists(self):
        result = super().action_take_twists()
        self.env["social.twist"]._targets_stale()
        return result
