"""Tickets: closing one asks for feedback to the twists behind it (spec A18)."""

from odoo import models


class HelpdeskTicket(models.Model):
    """Tickets that serve twists."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "social.feedback.mixin"]
    _social_link = "ticket_id"
    _social_cause = "ticket"

    def write(self, vals):
        """Closing a ticket asks for feedback, from form, board, list or portal."""
        open_ = self.browse()
        if "stage_id" in vals:
            open_ = self.filtered(lambda ticket: not ticket.closed)
        result = super().write(vals)
        if closed := open_.filtered("closed"):
            closed._ask_for_feedback()
        return result

    def _social_activity_user(self):
        """Its user, else its team's leader, else the team's first member."""
        return self.user_id or self.team_id.user_id or self.team_id.user_ids[:1]

    def _social_can_close(self):
        open_ = self.filtered(lambda ticket: not ticket.closed)
        return bool(open_) and all(one._social_closing_stage() for one in open_)

    def _social_close(self):
        open_ = self.filtered(lambda ticket: not ticket.closed)
        groups = open_.grouped(lambda ticket: ticket._social_closing_stage())
        for stage, tickets in groups.items():
            tickets.write({"stage_id": stage.id})

    def _social_closing_stage(self):
        """The first stage of its team that closes."""
        return self.team_id._get_applicable_stages().filtered("closed")[:1]
