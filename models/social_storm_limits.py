"""From when on similar arrivals are a storm: by company, or by campaign (spec C15)."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import ormcache

LIMITS = ("social_storm_messages", "social_storm_authors", "social_storm_minutes")


class Limits(NamedTuple):
    messages: int
    authors: int
    minutes: int


class StormLimits(models.AbstractModel):
    """So many messages, of so many authors, in so many minutes."""

    _name = "social.storm.limits"
    _description = "Limits of a Storm"

    social_storm_messages = fields.Integer(
        string="Similar Messages", default=20, help="At least so many messages."
    )
    social_storm_authors = fields.Integer(
        string="Different Authors", default=5, help="Of at least so many people."
    )
    social_storm_minutes = fields.Integer(
        string="Within Minutes", default=30, help="In this time."
    )

    _storm_positive = models.Constraint(
        "CHECK (social_storm_messages > 1 AND social_storm_authors > 0"
        " AND social_storm_minutes > 0)",
        "A storm has at least 2 messages of 1 author in 1 minute.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if any(name.startswith("social_storm") for name in vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    def _limits(self):
        return Limits(*(self[name] for name in LIMITS))


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "social.storm.limits"]

    social_storm_watch = fields.Boolean(
        string="Watch for storms",
        help="Many similar messages in a short time are shown as one storm.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    social_storm_watch = fields.Boolean(
        related="company_id.social_storm_watch", readonly=False
    )
    social_storm_messages = fields.Integer(
        related="company_id.social_storm_messages", readonly=False
    )
    social_storm_authors = fields.Integer(
        related="company_id.social_storm_authors", readonly=False
    )
    social_storm_minutes = fields.Integer(
        related="company_id.social_storm_minutes", readonly=False
    )


class SocialCampaign(models.Model):
    _name = "social.campaign"
    _inherit = ["social.campaign", "social.storm.limits"]

    storm_mode = fields.Selection(
        [
            ("company", "As the company says"),
            ("own", "By limits of its own"),
            ("off", "Never"),
        ],
        string="Watch for Storms",
        default="company",
        required=True,
    )

    @api.model
    @ormcache("company_id")
    def _storm_limits(self, company_id):
        """``Limits`` by campaign's id, 0 for twists of none; without those that are not
        watched. Kept until one is changed."""
        company = self.env["res.company"].sudo().browse(company_id)
        found = {0: company._limits()} if company.social_storm_watch else {}
        campaigns = self.sudo().with_context(active_test=False)
        for one in campaigns.search([("company_id", "=", company_id)]):
            if one.storm_mode == "own":
                found[one.id] = one._limits()
            elif one.storm_mode == "company" and company.social_storm_watch:
                found[one.id] = found[0]
        return found

    def write(self, vals):
        if "storm_mode" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
