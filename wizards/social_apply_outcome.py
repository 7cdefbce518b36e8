"""Finish one twist or many with an outcome (spec B11)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

SHOWN = 5  # warnings of many


class SocialApplyOutcome(models.TransientModel):
    """Opened on a record made by the server, so that its twists exist."""

    _name = "social.apply.outcome"
    _inherit = "social.guard.dialog"
    _description = "Apply an Outcome"

    twist_ids = fields.Many2many("social.twist", required=True, string="Twists")
    twist_count = fields.Integer(compute="_compute_offered")
    offered_ids = fields.Many2many("social.outcome", compute="_compute_offered")
    outcome_id = fields.Many2one("social.outcome", domain="[('id', 'in', offered_ids)]")
    is_given = fields.Boolean(help="It was opened for a certain outcome.")
    uses_comment = fields.Boolean(related="outcome_id.uses_comment")
    has_answer = fields.Boolean(compute="_compute_effect")
    comment = fields.Text(help="The answer has a place for it.")
    recipient = fields.Char(string="To", compute="_compute_rendered")
    subject = fields.Char(compute="_compute_rendered")
    text = fields.Text(
        string="Answer",
        compute="_compute_text",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    then = fields.Char(compute="_compute_effect")
    skipped = fields.Text(compute="_compute_effect")
    can_apply = fields.Boolean(compute="_compute_effect")
    is_held = fields.Boolean(string="Needs Approval", compute="_compute_is_held")
    others_count = fields.Integer(
        string="Without a Warning",
        readonly=True,
        help="Of many, those of which the guard does not warn.",
    )

    @api.constrains("twist_ids", "outcome_id")
    def _check_access_to_twists(self):
        """Ids come from the client: what they name would be shown by its name."""
        for wizard in self:
            wizard.twist_ids.sudo(False).check_access("write")
            wizard.outcome_id.sudo(False).check_access("read")

    def _readable(self):
        """Twists and outcome by the caller's rights; ids come from the client, too, in
        a form that is not saved yet."""
        twists = self.twist_ids._origin.sudo(False)
        outcome = self.outcome_id._origin.sudo(False)
        twists.check_access("write")
        outcome.check_access("read")
        return twists, outcome

    @api.depends("twist_ids")
    def _compute_offered(self):
        for wizard in self:
            twists, _outcome = wizard._readable()
            wizard.twist_count = len(twists)
            wizard.offered_ids = self.env["social.outcome"]._fitting(twists)

    @api.depends("twist_ids", "outcome_id")
    def _compute_effect(self):
        for wizard in self:
            twists, outcome = wizard._readable()
            refusals = [outcome and outcome._why_not(twist) for twist in twists]
            refused = [text for text in refusals if text]
            able = twists.browse(
                twist.id
                for twist, refusal in zip(twists, refusals, strict=True)
                if not refusal
            )
            wizard.has_answer = bool(outcome.text)
            wizard.then = outcome and outcome._then_line((able or twists)[:1])
            wizard.can_apply = bool(outcome and able)
            wizard.skipped = bool(refused) and self._as_sentence(refused, twists)

    def _as_sentence(self, refused, twists):
        reasons = "\n".join(dict.fromkeys(refused))
        if len(twists) == 1:
            return reasons
        return self.env._(
            "%(count)s of %(all)s will be skipped:\n%(reasons)s",
            count=len(refused),
            all=len(twists),
            reasons=reasons,
        )

    @api.depends("twist_ids", "outcome_id", "text")
    def _compute_is_held(self):
        for wizard in self:
            twist, outcome = wizard._readable()
            is_asked = len(twist) == 1 and outcome.text
            given = {"text": wizard.text}
            wizard.is_held = is_asked and outcome._is_held(twist, given)

    @api.depends("twist_ids", "outcome_id", "comment")
    def _compute_rendered(self):
        for wizard in self:
            rendered = wizard._rendered()
            wizard.recipient = rendered.get("to")
            wizard.subject = rendered.get("subject")

    @api.depends("twist_ids", "outcome_id", "comment")
    def _compute_text(self):
        """As the first twist's author reads it; a mistake is told when it is sent."""
        for wizard in self:
            wizard.text = wizard._rendered().get("text")

    def _rendered(self):
        twists, outcome = self._readable()
        possible = (one for one in twists if not outcome._why_not(one))
        twist = next(possible, twists[:1])
        if not (outcome.text and twist):
            return {}
        try:
            return outcome._rendered(twist, self.comment)
        except UserError as error:
            return {"text": "", "subject": str(error)}

    # -- what is done --------------------------------------------------------------

    def action_apply(self):
        """Apply it, or stay open with what the guard warns of: of many it is asked
        before anything is done."""
        self.ensure_one()
        if self.twist_count > 1 and (warnings := self._warnings()):
            self.others_count = self.twist_count - len(warnings)
            return self._stay_open(self._said_warnings(warnings))
        return self.action_send()

    def action_send_others(self):
        """Of many, leave those alone of which the guard warns."""
        self.ensure_one()
        return self._send()

    def _send(self, **options):
        """Apply it to each twist; the text as it was changed, if there is one twist.

        :param options: ``guard_confirmed``
        """
        twists, outcome = self._readable()
        text = self.text if len(twists) == 1 and outcome.text else None
        return twists.apply_outcome(outcome.id, self.comment, text, **options)

    def _stay_open(self, warning):
        action = super()._stay_open(warning)
        return {**action, "name": self.outcome_id.name or action["name"]}

    def _warnings(self):
        """What the guard warns of, ``GuardedError`` by twist."""
        twists, outcome = self._readable()
        given = {"comment": self.comment}
        warnings = {twist: outcome._warning(twist, given) for twist in twists}
        return {twist: warning for twist, warning in warnings.items() if warning}

    def _said_warnings(self, warnings):
        lines = [
            f"{twist.display_name}: {warning.names()}"
            for twist, warning in list(warnings.items())[:SHOWN]
        ]
        if len(warnings) > SHOWN:
            lines.append(self.env._("and %s more", len(warnings) - SHOWN))
        return self.env._(
            "Nothing was sent yet. Found in %(count)s of %(all)s answers:\n%(lines)s",
            count=len(warnings),
            all=self.twist_count,
            lines="\n".join(lines),
        )
