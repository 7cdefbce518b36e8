"""The steps of a guided script, and what may be chosen in each (spec B19)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SocialScriptStep(models.Model):
    _name = "social.script.step"
    _inherit = "social.cached.mixin"
    _description = "Step of a Script"
    _order = "script_id, sequence, id"
    _rec_name = "title"

    script_id = fields.Many2one(
        "social.script", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="script_id.company_id")
    sequence = fields.Integer(default=10)
    title = fields.Char(required=True, translate=True)
    text = fields.Text(
        string="What to Say", translate=True, help="What the agent reads out or asks."
    )
    field_label = fields.Char(
        string="Extra Field to Fill In",
        help="The label of an extra field of the campaign; agents fill it in here.",
    )
    choice_ids = fields.One2many(
        "social.script.choice", "step_id", string="Choices", copy=True
    )

    def unlink(self):
        """Choices that led here lead nowhere then, which their script says."""
        choices = self.env["social.script.choice"]
        choices.search([("next_step_id", "in", self.ids)]).next_step_id = False
        return super().unlink()


class SocialScriptChoice(models.Model):
    _name = "social.script.choice"
    _inherit = "social.cached.mixin"
    _description = "Choice in a Script"
    _order = "step_id, sequence, id"
    _rec_name = "label"

    step_id = fields.Many2one(
        "social.script.step", required=True, index=True, ondelete="cascade"
    )
    script_id = fields.Many2one(related="step_id.script_id")
    company_id = fields.Many2one(related="step_id.company_id")
    sequence = fields.Integer(default=10)
    label = fields.Char(required=True, translate=True)
    next_step_id = fields.Many2one(
        "social.script.step",
        domain="[('script_id', '=', script_id)]",
        ondelete="set null",
    )
    outcome_id = fields.Many2one("social.outcome", ondelete="set null")

    @api.constrains("next_step_id", "outcome_id", "step_id")
    def _check_where_it_leads(self):
        for choice in self:
            if choice.next_step_id and choice.outcome_id:
                raise ValidationError(
                    self.env._(
                        "“%s” leads either to a step or to an outcome, not to both.",
                        choice.label,
                    )
                )
            if choice.next_step_id.script_id - choice.script_id:
                raise ValidationError(
                    self.env._("“%s” leads to a step of another script.", choice.label)
                )


class SocialOutcome(models.Model):
    _inherit = "social.outcome"

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_a_script_ends_in_it(self):
        choices = self.env["social.script.choice"].sudo()
        found = choices.search([("outcome_id", "in", self.ids)], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "The script “%s” ends in it. Change the script first, or archive"
                    " the outcome.",
                    found.script_id.name,
                )
            )
