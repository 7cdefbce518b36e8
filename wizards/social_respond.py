"""Answer the author of a twist on the platform the message came from (spec A14)."""

from odoo import api, fields, models
from odoo.tools import html2plaintext, is_html_empty

from ..connectors.text import count
from ..models.social_twist_answer import reply_subject


class SocialRespond(models.TransientModel):
    _name = "social.respond"
    _inherit = "social.guard.dialog"
    _description = "Respond"

    twist_id = fields.Many2one("social.twist", required=True, ondelete="cascade")
    message_id = fields.Many2one(
        "social.message",
        string="In Reply to",
        compute="_compute_message",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('twist_id', '=', twist_id), ('direction', '=', 'inbound')]",
    )
    recipient = fields.Char(string="To", compute="_compute_route")
    sender = fields.Char(string="From", compute="_compute_route")
    visibility = fields.Selection(related="message_id.visibility", related_sudo=False)
    automatic = fields.Selection(related="message_id.automatic", related_sudo=False)
    is_other_author = fields.Boolean(compute="_compute_route")
    has_subject = fields.Boolean(compute="_compute_route")
    subject = fields.Char(
        compute="_compute_subject", compute_sudo=False, store=True, readonly=False
    )
    feedback_source = fields.Char(compute="_compute_feedback_source")
    use_feedback = fields.Boolean(
        string="Begin with the feedback",
        compute="_compute_use_feedback",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    body = fields.Html(
        sanitize_style=True,
        compute="_compute_body",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")
    character_count = fields.Integer(compute="_compute_character_count")
    text_length = fields.Integer(compute="_compute_route")

    @api.constrains("twist_id", "message_id")
    def _check_access_to_twist(self):
        """Ids come from the client: what they name would be shown by its name."""
        for wizard in self:
            wizard.twist_id.sudo(False).check_access("write")
            wizard.twist_id._answerable(wizard.message_id)

    @api.depends("twist_id")
    def _compute_message(self):
        for wizard in self:
            wizard.twist_id.check_access("read")
            wizard.message_id = wizard.twist_id._last_inbound().sudo(False)

    def _check_readable(self, *names):
        """In a form that is not saved yet ids come from the client, too."""
        for name in names or ("twist_id", "message_id"):
            self[name]._origin.sudo(False).check_access("read")

    @api.depends("twist_id", "message_id")
    def _compute_route(self):
        """Whom the answer goes to, from which account, within which limits."""
        self._check_readable()
        for wizard in self:
            message, channel = wizard.message_id, wizard.twist_id.channel_id
            author = message.profile_id
            address = message.reply_address or author.handle
            name = author.name
            wizard.recipient = f"{name} <{address}>" if name else address
            wizard.is_other_author = author != wizard.twist_id.profile_id
            wizard.sender = f"{channel.name} ({channel.account_name or ''})"
            limits = message._limits_of_answer() if message else None
            wizard.has_subject = limits and limits.has_subject
            wizard.text_length = limits and limits.text_length

    @api.depends("message_id")
    def _compute_subject(self):
        self._check_readable()
        for wizard in self:
            wizard.subject = reply_subject(wizard.message_id.subject)

    def _is_to_be_told(self):
        """Whether the answer goes to the author whom the feedback is for."""
        self._check_readable()
        twist = self.twist_id
        return twist.feedback_due and self.message_id.profile_id == twist.profile_id

    @api.depends("twist_id", "message_id")
    def _compute_feedback_source(self):
        """Who wrote the feedback that the author is still to be told, and on what."""
        for wizard in self:
            twist = wizard.twist_id
            wizard.feedback_source = wizard._is_to_be_told() and self.env._(
                "%(user)s wrote feedback on %(record)s. It is your draft.",
                user=twist.feedback_user_id.sudo().name,
                record=twist._feedback_source(),
            )

    @api.depends("twist_id", "message_id")
    def _compute_use_feedback(self):
        for wizard in self:
            wizard.use_feedback = wizard._is_to_be_told()

    @api.depends("use_feedback")
    def _compute_body(self):
        """The feedback as the draft; taken away again unless it was changed."""
        for wizard in self:
            wizard._check_readable()
            draft = wizard.twist_id.feedback
            body = wizard.body
            if wizard.use_feedback and is_html_empty(body):
                body = draft
            elif not wizard.use_feedback and same_text(body, draft):
                body = False
            wizard.body = body

    @api.depends("body")
    def _compute_character_count(self):
        for wizard in self:
            message = wizard.message_id
            unit = message._limits_of_answer().text_unit if message else "char"
            text = html2plaintext(wizard.body or "").strip()
            wizard.character_count = count(text, unit)

    def _send(self, **options):
        """Queue the answer; it leaves when the time to undo is over."""
        self.twist_id.respond(
            self.body,
            subject=self.subject,
            attachment_ids=self.attachment_ids.ids,
            message=self.message_id,
            **options,
        )
        return {"type": "ir.actions.act_window_close"}


def same_text(one, other):
    """Whether two pieces of HTML read the same; editors change the tags."""
    return html2plaintext(one or "").split() == html2plaintext(other or "").split()
