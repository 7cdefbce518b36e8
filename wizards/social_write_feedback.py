"""Tell the agents of twists what came of a ticket or an idea (spec A18)."""

from odoo import api, fields, models
from odoo.fields import Command

from ..models.social_feedback_mixin import TELLABLE, WAITING
from .social_conversations import served_records


class SocialWriteFeedback(models.TransientModel):
    """For whoever may write the ticket or idea; no right in the inbox is needed.

    Opened on a record made by the server: its lines name what the user may not read.
    """

    _name = "social.write.feedback"
    _description = "Write Feedback"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    source = fields.Char(string="About", compute="_compute_source")
    text = fields.Html(sanitize_style=True)
    line_ids = fields.One2many(
        "social.write.feedback.line", "wizard_id", string="Conversations"
    )
    can_close = fields.Boolean(compute="_compute_source")
    close = fields.Boolean(string="Close it, too")

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            records = served_records(wizard)
            records.check_access("write")
            twists = records._social_twists().sorted("phase_since")
            # who was told already is told again only if nobody else waits
            waiting = twists.filtered_domain(WAITING) or twists
            wizard.sudo().line_ids = [
                Command.create(line_values(twist, twist in waiting)) for twist in twists
            ]
        return wizards

    @api.depends("res_model", "res_ids")
    def _compute_source(self):
        for wizard in self:
            records = served_records(wizard)
            records.check_access("read")
            wizard.source = ", ".join(records.mapped("display_name"))
            wizard.can_close = records._social_can_close()

    def action_send(self):
        """Tell those that are ticked; say how many, and why others were not."""
        self.ensure_one()
        records = served_records(self)
        records.check_access("write")
        twists = self.line_ids.filtered("is_chosen").sudo().twist_id
        told, refusals = records._write_social_feedback(self.text, twists)
        if self.close and self.can_close:
            records._social_close()
        text = self.env._("Feedback given to %s conversations", len(told))
        if len(told) == 1:
            author = told.profile_id.display_name
            text = self.env._("Feedback given: %s will be answered", author)
        return self.env["social.twist"]._result(text, len(told), refusals)


class SocialWriteFeedbackLine(models.TransientModel):
    """One conversation, in words: the user may have no right to read the twist."""

    _name = "social.write.feedback.line"
    _description = "Conversation for Feedback"
    _order = "id"

    wizard_id = fields.Many2one(
        "social.write.feedback", required=True, readonly=True, ondelete="cascade"
    )
    twist_id = fields.Many2one(
        "social.twist", groups=fields.NO_ACCESS, readonly=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean(string="Tell")
    can_tell = fields.Boolean(readonly=True)
    author = fields.Char(readonly=True)
    platform = fields.Char(readonly=True)
    phase = fields.Char(readonly=True)
    since = fields.Datetime(readonly=True)
    text = fields.Char(string="Last Message", readonly=True)
    refusal = fields.Char(string="Why Not", readonly=True)


def line_values(twist, is_chosen):
    platforms = dict(twist._fields["platform"]._description_selection(twist.env))
    can_tell = twist.phase in TELLABLE
    return {
        "twist_id": twist.id,
        "is_chosen": can_tell and is_chosen,
        "can_tell": can_tell,
        "author": twist.profile_id.display_name,
        "platform": platforms.get(twist.platform, twist.platform),
        "phase": twist._phase_labels()[twist.phase],
        "since": twist.phase_since,
        "text": twist.preview,
        "refusal": twist._not_allowed("feedback"),
    }
