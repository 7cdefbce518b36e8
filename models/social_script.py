"""Guided scripts: question by question to an outcome (spec B19)."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .script_path import problems_of


class SocialScript(models.Model):
    """Steps with choices that lead on, or end in an outcome.

    A script is offered to agents once each of its steps leads to an outcome; until
    then its form says what is missing.
    """

    _name = "social.script"
    _inherit = "social.cached.mixin"
    _description = "Guided Script"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for the campaigns of all companies."
    )
    campaign_ids = fields.Many2many(
        "social.campaign",
        string="Campaigns",
        help="Empty: for the twists of all campaigns.",
    )
    step_ids = fields.One2many(
        "social.script.step",
        "script_id",
        string="Steps",
        copy=True,
        help="The first one is where it begins.",
    )
    is_ready = fields.Boolean(
        compute="_compute_problems",
        store=True,
        help="Each step leads to an outcome: agents see the script.",
    )
    problems = fields.Text(compute="_compute_problems", store=True, string="To Mend")

    @api.depends(
        "step_ids.title",
        "step_ids.sequence",
        "step_ids.choice_ids.label",
        "step_ids.choice_ids.next_step_id",
        "step_ids.choice_ids.outcome_id",
    )
    def _compute_problems(self):
        for script in self:
            steps = script.step_ids.sorted(lambda one: (one.sequence, one.id or 0))
            grave, minor = problems_of(self.env, steps)
            script.problems = "\n".join([*grave, *minor])
            script.is_ready = not grave

    @api.constrains("company_id", "campaign_ids")
    def _check_company_of_campaigns(self):
        for script in self.filtered("company_id"):
            if script.campaign_ids.company_id - script.company_id:
                raise ValidationError(
                    self.env._("The campaigns of a script are of its own company.")
                )

    @api.model
    @tools.ormcache()
    def _campaigns_with_one(self):
        """Ids of campaigns that have a script; with False where one is for all."""
        found = set()
        for script in self.sudo().search([("is_ready", "=", True)]):
            found.update(script.campaign_ids.ids or [False])
        return frozenset(found)

    @api.model
    def _fitting(self, twist):
        """The scripts for a twist, by the caller's rights."""
        return self.search(
            [
                ("is_ready", "=", True),
                ("company_id", "in", [False, twist.company_id.id]),
                "|",
                ("campaign_ids", "=", False),
                ("campaign_ids", "in", twist.sudo().campaign_id.ids),
            ]
        )

    def _first_step(self):
        return self.step_ids.sorted(lambda one: (one.sequence, one.id))[:1]
