from odoo import models


class HelpdeskTicket(models.Model):
    """Tickets that serve twists."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "social.feedback.mixin"]
    _social_link = "ticket_id"
    _social_cause = "ticket"
