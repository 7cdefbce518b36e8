"""Create a helpdesk ticket from twists, or link them to one (spec A15, A17)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SocialCreateTicket(models.TransientModel):
    """Opened on a record made by the server, so that its suggestions exist."""

    _name = "social.create.ticket"
    _description = "Create Ticket"

    twist_ids = fields.Many2many("social.twist", required=True, string="Twists")
    twist_count = fields.Integer(compute="_compute_twist_count")
    company_id = fields.Many2one("res.company", compute="_compute_twist_count")
    can_create = fields.Boolean(compute="_compute_twist_count")
    current_ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Linked so far to", compute="_compute_twist_count"
    )
    skipped = fields.Text(compute="_compute_skipped")
    mode = fields.Selection(
        [("new", "A new ticket"), ("link", "A ticket that is there already")],
        required=True,
        default="new",
    )
    # a new one
    message_id = fields.Many2one(
        "social.message",
        compute="_compute_message_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('twist_id', 'in', twist_ids), ('direction', '=', 'inbound')]",
        help="The ticket quotes it and offers its files.",
    )
    name = fields.Char(
        string="Title",
        compute="_compute_name",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        domain="[('company_id', 'in', [company_id, False])]",
    )
    team_user_ids = fields.Many2many(related="team_id.user_ids", related_sudo=False)
    category_id = fields.Many2one(
        "helpdesk.ticket.category",
        domain="[('company_id', 'in', [company_id, False])]",
    )
    priority = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["priority"]
            ._description_selection(self.env)
        ),
        default="1",
    )
    tag_ids = fields.Many2many(
        "helpdesk.ticket.tag",
        string="Tags",
        domain="[('company_id', 'in', [company_id, False])]",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        compute="_compute_user_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="team_id and [('id', 'in', team_user_ids)]"
        " or [('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    description = fields.Html(
        sanitize_style=True,
        compute="_compute_from_message",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    file_ids = fields.Many2many("ir.attachment", compute="_compute_file_ids")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files to Copy",
        compute="_compute_from_message",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', file_ids)]",
    )
    # one that is there
    suggestion_ids = fields.One2many(
        "social.create.ticket.suggestion", "wizard_id", readonly=True
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        domain="[('stage_id.closed', '=', False),"
        " ('company_id', 'in', [company_id, False])]",
    )

    @api.constrains("twist_ids", "message_id")
    def _check_access_to_twists(self):
        """Ids come from the client: what they name would be shown by its name."""
        for wizard in self:
            twists = wizard.twist_ids.sudo(False)
            twists.check_access("write")
            if wizard.message_id.sudo().twist_id - twists:
                raise UserError(self.env._("That message is not of these twists."))

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.suggestion_ids = [
                Command.create({"ticket_id": ticket.id, "reason": reason})
                for ticket, reason in wizard.twist_ids._suggest_tickets()
            ]
        return wizards

    def _check_readable(self, *names):
        """In a form that is not saved yet ids come from the client, too."""
        for name in names or ("twist_ids", "message_id"):
            self[name]._origin.sudo(False).check_access("read")

    @api.depends("twist_ids")
    def _compute_twist_count(self):
        self._check_readable("twist_ids")
        for wizard in self:
            twists = wizard.twist_ids
            wizard.twist_count = len(twists)
            wizard.company_id = twists[:1].company_id
            wizard.can_create = not all(one._not_allowed("create") for one in twists)
            wizard.current_ticket_id = len(twists) == 1 and twists.ticket_id

    @api.depends("twist_ids", "mode", "ticket_id")
    def _compute_skipped(self):
        """Said before, not only after: which of many are left alone."""
        self._check_readable()
        for wizard in self:
            able, refusals = wizard._able_twists(wizard.ticket_id)
            wizard.skipped = bool(refusals) and self.env._(
                "%(count)s of %(all)s will be skipped:\n%(reasons)s",
                count=len(refusals),
                all=len(wizard.twist_ids),
                reasons="\n".join(dict.fromkeys(refusals)),
            )

    @api.depends("twist_ids")
    def _compute_message_id(self):
        self._check_readable("twist_ids")
        for wizard in self:
            first = wizard._able_twists()[0][:1] or wizard.twist_ids[:1]
            wizard.message_id = first._last_inbound().sudo(False)

    @api.depends("twist_ids")
    def _compute_name(self):
        self._check_readable("twist_ids")
        for wizard in self:
            first = wizard._able_twists()[0][:1] or wizard.twist_ids[:1]
            wizard.name = first.name

    @api.depends("team_id")
    def _compute_user_id(self):
        """Whoever is not of the chosen team is not proposed."""
        for wizard in self:
            user = wizard.user_id
            is_member = not wizard.team_id or user in wizard.team_id.user_ids
            wizard.user_id = is_member and user

    @api.depends("message_id")
    def _compute_file_ids(self):
        self._check_readable()
        for wizard in self:
            wizard.file_ids = wizard.message_id.attachment_ids

    @api.depends("message_id")
    def _compute_from_message(self):
        self._check_readable()
        for wizard in self:
            message = wizard.message_id._origin
            wizard.description = message._as_quotation()
            wizard.attachment_ids = message.attachment_ids

    def _able_twists(self, ticket=None):
        """(the twists that may come along, sentences why others may not)"""
        action = "create" if self.mode == "new" else "link"
        one_only = len(self.twist_ids) == 1
        refusals = {
            twist: twist._not_allowed(action)
            or (not one_only and self._why_not_with_others(twist, ticket))
            for twist in self.twist_ids
        }
        able = self.twist_ids.filtered(lambda twist: not refusals[twist])
        return able, [text for text in refusals.values() if text]

    def _why_not_with_others(self, twist, ticket):
        """Links made before are not replaced in passing."""
        if twist.company_id != self.company_id:
            return self.env._("it belongs to another company")
        if twist.ticket_id and twist.ticket_id == ticket:
            return self.env._("it is linked to this ticket already")
        if twist.ticket_id:
            return self.env._("it is linked to another ticket already")
        return ""

    # -- what is done --------------------------------------------------------------

    def action_create(self):
        """Create the ticket; the twists are in Process then."""
        self.ensure_one()
        if not (self.name or "").strip():
            raise UserError(self.env._("Enter a title for the ticket."))
        twists, skipped = self._able_twists()
        if not twists:
            raise UserError(skipped[0] if skipped else self._no_twist())
        values = {
            "name": self.name.strip(),
            "description": self.description,
            "priority": self.priority,
            "team_id": self.team_id.id,
            "category_id": self.category_id.id,
            "tag_ids": self.tag_ids.ids,
            "user_id": self.user_id.id,
        }
        ticket = twists.create_ticket(values, self.message_id, self.attachment_ids.ids)
        text = self.env._("%s created", ticket.number)
        return self._say(text, ticket, twists, skipped)

    def action_link(self):
        self.ensure_one()
        return self._link(self.ticket_id)

    def _no_twist(self):
        return self.env._("There is no twist to link. Choose one first.")

    def _link(self, ticket):
        """Link to a ticket; those in Engage are in Process then."""
        if not ticket:
            raise UserError(self.env._("Choose a ticket, or create a new one."))
        twists, skipped = self._able_twists(ticket)
        if not twists:
            raise UserError(skipped[0] if skipped else self._no_twist())
        twists.link_ticket(ticket)
        return self._say("", ticket, twists, skipped)

    def _say(self, text, ticket, twists, skipped):
        """A notification with the way to the ticket."""
        if len(self.twist_ids) > 1:
            count = self.env._(
                "%(count)s linked to %(ticket)s",
                count=len(twists),
                ticket=ticket.number,
            )
            text = f"{text}. {count}" if text else count
        else:
            text = text or self.env._("Linked to %s", ticket.number)
            if twists.phase == "process":
                text = self.env._("%s. The twist is in Process.", text)
        result = twists._result(text, len(twists), skipped)
        ticket_form = {
            "type": "ir.actions.act_window",
            "res_model": ticket._name,
            "res_id": ticket.id,
            "views": [(False, "form")],
        }
        result["params"]["open"] = {"name": ticket.number, "action": ticket_form}
        return result


class SocialCreateTicketSuggestion(models.TransientModel):
    _name = "social.create.ticket.suggestion"
    _description = "Suggested Ticket"

    wizard_id = fields.Many2one(
        "social.create.ticket", required=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    reason = fields.Char(readonly=True)
    partner_id = fields.Many2one(related="ticket_id.partner_id", related_sudo=False)
    stage_id = fields.Many2one(related="ticket_id.stage_id", related_sudo=False)

    @api.constrains("wizard_id", "ticket_id")
    def _check_access_to_ticket(self):
        """Ids come from the client: what they name would be shown by its name."""
        self.ticket_id.sudo(False).check_access("read")
        self.wizard_id.sudo(False).check_access("write")

    def action_link(self):
        """Link to this one, without looking for others."""
        self.ensure_one()
        self.wizard_id.mode = "link"
        return self.wizard_id._link(self.ticket_id)
