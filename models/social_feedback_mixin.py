"""What works on behalf of authors: tickets and ideas, with the way back to them."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class SocialFeedbackMixin(models.AbstractModel):
    """A record that serves twists and tells their agents what came of it (A15 to A18,
    C1).

    A model that inherits names its Many2one on ``social.twist`` in ``_social_link``.
    Whoever may write the record may write feedback; no right in the inbox is needed.
    """

    _name = "social.feedback.mixin"
    _description = "Social Feedback Mixin"
    _social_link = ""  # "ticket_id", "idea_id"
    _social_cause = ""  # a value of social.phase.move.cause

    social_twist_count = fields.Integer(
        string="Twists", compute="_compute_social_twist_count", compute_sudo=True
    )
    social_waiting_count = fields.Integer(
        string="Twists without Feedback",
        compute="_compute_social_twist_count",
        compute_sudo=True,
        help="Conversations in Process whose authors wait to hear what came of it.",
    )

    def _compute_social_twist_count(self):
        """Two figures for all records, in one query."""
        name = self._social_link
        groups = self.env["social.twist"]._read_group(
            [(name, "in", self.ids)], [name, "phase"], ["__count"]
        )
        self.social_twist_count = self.social_waiting_count = 0
        for record, phase, count in groups:
            origin = self.filtered(lambda one, key=record: one._origin == key)
            origin.social_twist_count += count
            if phase == "process":
                origin.social_waiting_count += count

    def _social_twists(self):
        """The twists that these records serve, read by the system."""
        domain = [(self._social_link, "in", self.ids)]
        return self.env["social.twist"].sudo().search(domain)

    def action_view_social_twists(self):
        """Open them, with the reader's own rights."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        domain = [(self._social_link, "in", self.ids)]
        return {**action, "domain": domain, "context": {}}

    def write_social_feedback(self, text):
        """Tell the agents of all twists what came of it (spec A18).

        :param text: HTML; shown in each twist, and the draft of its answer
        :returns: (twists told, sentences why others were not), both as the system
        :raises UserError: there is no text, or no twist
        """
        self.check_access("write")
        if is_html_empty(text):
            raise UserError(self.env._("Write what the authors should be told."))
        twists = self._social_twists()
        if not twists:
            raise UserError(self.env._("No twist is linked, so nobody is to be told."))
        names = ", ".join(self.mapped("display_name"))
        return twists._take_feedback(text, names)

    @api.model
    def _social_activity_type(self):
        return self.env.ref("social_inbox.mail_activity_type_social")
