"""The result of a rule's dry run (spec C15)."""

from odoo import fields, models


class SocialRuleTrial(models.TransientModel):
    """The result of a dry run, shown to whoever asked for it."""

    _name = "social.rule.trial"
    _description = "Dry Run of a Rule"

    rule_id = fields.Many2one("social.rule", readonly=True, ondelete="cascade")
    looked_at = fields.Integer(string="Messages Looked at", readonly=True)
    touched = fields.Integer(string="Twists Touched", readonly=True)
    is_cut = fields.Boolean(readonly=True)
    days = fields.Json(readonly=True)
    days_text = fields.Html(
        string="Twists by Day", compute="_compute_days_text", sanitize=False
    )
    twist_ids = fields.Json(readonly=True)

    def _compute_days_text(self):
        for trial in self:
            values = {"days": trial._days_as_bars()}
            trial.days_text = self.env["ir.qweb"]._render(
                "social_inbox.rule_trial_days", values
            )

    def _days_as_bars(self):
        most = max((count for _day, count in self.days or ()), default=1)
        return [
            {
                "day": fields.Date.to_date(day),
                "count": count,
                "width": max(1, round(100 * count / most)),
            }
            for day, count in self.days or ()
        ]

    def action_view_twists(self):
        """The twists that would be touched, as far as the reader may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        domain = [("id", "in", self.twist_ids or [])]
        return {**action, "name": self.rule_id.name, "domain": domain, "context": {}}
