"""A twist: one conversation, from the message that started it to its end."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty

from ..connectors.text import count
from . import phases
from .by_hand import refuse_system_fields
from .message_html import uploaded_ids


class SocialTwist(models.Model):
    """One conversation (spec A2, A5, A10, A13, A14, A19, A20, A23).

    What lists show and sort by is stored and written in bulk by the ingest. The
    chatter is for colleagues' notes only.
    """

    _name = "social.twist"
    _description = "Social Twist"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "last_message_date desc, id desc"
    _rec_names_search = ["name"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, index="trigram")
    phase = fields.Selection(
        phases.PHASES,
        default="listen",
        required=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    closed_from = fields.Selection(phases.PHASES, readonly=True, copy=False)
    next_phase_label = fields.Char(compute="_compute_next_phase")
    is_spam = fields.Boolean(string="Spam", readonly=True, copy=False)
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    priority = fields.Selection([("0", "Normal"), ("1", "High")], default="0")
    channel_id = fields.Many2one(
        "social.channel",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    platform = fields.Selection(related="channel_id.platform", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    profile_id = fields.Many2one(
        "social.profile",
        string="Author",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id",
        string="Person",
        store=True,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    tag_ids = fields.Many2many("social.tag", string="Tags")
    thread_id = fields.Char(readonly=True, copy=False)
    message_ids_social = fields.One2many("social.message", "twist_id", readonly=True)
    preview = fields.Char(string="Last Message", readonly=True)
    message_count = fields.Integer(string="Number of Messages", readonly=True)
    unread_count = fields.Integer(string="Unread", readonly=True)
    first_message_date = fields.Datetime(string="Started", readonly=True)
    last_message_date = fields.Datetime(string="Last Activity", readonly=True)
    last_inbound_date = fields.Datetime(string="Last Inbound", readonly=True)
    waiting_since = fields.Datetime(
        readonly=True, help="The first message from outside that has no answer yet."
    )
    has_attachment = fields.Boolean(readonly=True)

    _open_idx = models.Index(
        "(phase, last_message_date DESC, id DESC)"
        " INCLUDE (company_id, channel_id, user_id) WHERE is_open IS TRUE"
    )
    _recent_idx = models.Index(
        "(last_message_date DESC, id DESC) INCLUDE (company_id, channel_id, user_id)"
    )
    _unread_idx = models.Index(
        "(last_message_date DESC, id DESC) WHERE is_open IS TRUE AND unread_count > 0"
    )
    _user_idx = models.Index(
        "(user_id, last_message_date DESC, id DESC) WHERE is_open IS TRUE"
    )
    _thread_idx = models.Index("(channel_id, thread_id)")

    @api.depends("phase", "is_spam")
    def _compute_is_open(self):
        for twist in self:
            twist.is_open = twist.phase != "closed" and not twist.is_spam

    @api.depends("phase")
    def _compute_next_phase(self):
        labels = dict(self._fields["phase"]._description_selection(self.env))
        for twist in self:
            twist.next_phase_label = labels.get(phases.BY_HAND.get(twist.phase), False)

    def write(self, vals):
        refuse_system_fields(self, vals)
        by_system = self.env.su and self.env.context.get("social_inbox_by_system")
        if "phase" not in vals or by_system:
            return super().write(vals)
        self._check_move(vals["phase"])
        for origin, twists in self.grouped("phase").items():
            closing = phases.closing_values(origin, vals["phase"])
            super(SocialTwist, twists).write({**vals, **closing})
        return True

    def _write_by_system(self, vals):
        """Write what no person writes directly; whoever may write may cause it."""
        self.check_access("write")
        return self.sudo().write(vals)

    def unlink(self):
        """With messages and their files, which the database alone would leave."""
        messages = self.env["social.message"].sudo()
        messages.search([("twist_id", "in", self.ids)]).unlink()
        return super().unlink()

    # -- phases --------------------------------------------------------------------

    def _check_move(self, target):
        """Refuse what the table of phases does not allow by hand.

        :raises UserError: what to do first
        """
        labels = dict(self._fields["phase"]._description_selection(self.env))
        for twist in self:
            origin = twist.phase
            if origin == target or phases.may_move(origin, target, twist.closed_from):
                continue
            is_next = phases.ORDER.index(target) == phases.ORDER.index(origin) + 1
            if is_next and origin in phases.FORBIDDEN_NEXT:
                raise UserError(str(phases.FORBIDDEN_NEXT[origin]))
            raise UserError(
                self.env._(
                    "A twist in %(origin)s cannot be moved to %(target)s."
                    " Move it phase by phase, or close it.",
                    origin=labels[origin],
                    target=labels[target],
                )
            )

    def action_next_phase(self):
        """Move on by hand where the phase allows it (spec A10)."""
        for phase, twists in self.grouped("phase").items():
            if phase == "closed":
                raise UserError(self.env._("Closed is the last phase."))
            following = phases.ORDER[phases.ORDER.index(phase) + 1]
            twists.write({"phase": following})
        return True

    def action_previous_phase(self):
        """Take a move back (spec A20); a closed twist returns to where it was."""
        for twist in self:
            target = phases.BACK.get(twist.phase)
            if twist.phase == "closed":
                target = twist.closed_from or "listen"
            if not target:
                raise UserError(self.env._("Listen is the first phase."))
            twist.write({"phase": target})
        return True

    def action_close(self):
        """Close from any phase (spec A19)."""
        for twists in self.grouped("phase").values():
            twists.write({"phase": "closed"})
        return True

    def _check_allowed(self, action):
        labels = dict(self._fields["phase"]._description_selection(self.env))
        for twist in self:
            if twist.phase in phases.ALLOWED[action]:
                continue
            key = f"{action}_{twist.phase}"
            text = phases.REFUSED.get(key, phases.REFUSED[action])
            raise UserError(str(text) % {"phase": labels[twist.phase]})

    # -- reading, spam, assignment -------------------------------------------------

    def action_mark_read(self):
        self._write_by_system({"unread_count": 0})
        return True

    def action_mark_unread(self):
        read = self.filtered(lambda twist: not twist.unread_count)
        read._write_by_system({"unread_count": 1})
        return True

    def action_spam(self):
        """Out of lists and counts, still there (spec A9)."""
        self._write_by_system({"is_spam": True})
        return True

    def action_not_spam(self):
        self._write_by_system({"is_spam": False})
        return True

    def action_assign_to_me(self):
        self.write({"user_id": self.env.user.id})
        return True

    # -- person and answer ---------------------------------------------------------

    def action_assign_person(self):
        """Open the wizard that links the author to a person (spec A13)."""
        self.ensure_one()
        self._check_allowed("assign")
        return self._wizard("social.assign.person", self.env._("Assign Person"))

    def action_respond(self):
        """Open the wizard that answers the author (spec A14)."""
        self.ensure_one()
        self._check_respond()
        return self._wizard("social.respond", self.env._("Respond"))

    def _wizard(self, model, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_twist_id": self.id},
        }

    def assign_person(self, partner, lawful_basis, purpose=""):
        """Link the author's profile to a person, and with it all its messages.

        :param lawful_basis: a value of ``social.profile.lawful_basis``
        :raises UserError: the phase forbids it, or nothing says why it is lawful
        """
        self.ensure_one()
        self.check_access("write")
        self._check_allowed("assign")
        if not lawful_basis:
            raise UserError(self.env._("Say why the profile may be linked."))
        self.profile_id._assign_person(partner, lawful_basis, purpose)
        return True

    def respond(self, body, subject="", attachment_ids=(), message=None):
        """Answer the author on the platform the message came from (spec A14).

        :param body: HTML from an agent
        :param attachment_ids: ids of files the agent may write
        :param message: the ``social.message`` answered, the last inbound by default
        :returns: the queued ``social.message``
        :raises UserError: what to do first
        """
        self.ensure_one()
        self.check_access("write")
        self._check_respond()
        self._check_text(body, attachment_ids)
        parent = self._answerable(message) if message else self._last_inbound()
        self._check_files(body, attachment_ids)
        values = {
            "body": body,
            "subject": subject,
            "attachment_ids": list(attachment_ids),
        }
        answer = self.env["social.message"].sudo()._queue(self, parent, values)
        self._answered(answer)
        self.channel_id._trigger(answer.not_before)
        return answer.sudo(False)

    def _check_respond(self):
        self._check_allowed("respond")
        if not self.partner_id:
            raise UserError(
                self.env._("Assign a person first: answers go to people we know.")
            )
        if not self._last_inbound():
            raise UserError(self.env._("There is no message to answer."))
        if self.channel_id.state != "connected":
            raise UserError(
                self.env._(
                    "The channel %s is not connected, so nothing can be sent."
                    " Ask an administrator to connect it.",
                    self.channel_id.name,
                )
            )

    def _answerable(self, message):
        """The message, if it is one from outside in this twist."""
        parent = message.sudo()
        if parent.twist_id != self or parent.direction != "inbound":
            raise UserError(self.env._("That message is not of this twist."))
        return parent

    def _check_text(self, body, attachment_ids):
        if is_html_empty(body) and not attachment_ids:
            raise UserError(self.env._("Write an answer first."))
        limits = self.channel_id._limits()
        length = count(html2plaintext(body or "").strip(), limits.text_unit)
        if limits.text_length and length > limits.text_length:
            raise UserError(
                self.env._(
                    "The answer has %(length)s characters; %(limit)s are allowed.",
                    length=length,
                    limit=limits.text_length,
                )
            )

    def _check_files(self, body, attachment_ids):
        """Agents send only files that are theirs to send."""
        attachments = self.env["ir.attachment"]
        attachments.browse(attachment_ids).check_access("write")
        attachments.browse(uploaded_ids(body)).exists().check_access("read")

    def _last_inbound(self):
        return (
            self.env["social.message"]
            .sudo()
            .search(
                [("twist_id", "=", self.id), ("direction", "=", "inbound")],
                order="date desc, id desc",
                limit=1,
            )
        )

    def _answered(self, answer):
        """An answer was queued: it is the last message now."""
        values = {
            "message_count": self.message_count + 1,
            "last_message_date": answer.date,
            "preview": answer.preview,
            "waiting_since": False,
            "unread_count": 0,
        }
        if not self.user_id:
            values["user_id"] = self.env.user.id
        self._write_by_system(values)
        self._index_text(answer.text)
        self._notify_inbox(self.ids)

    def _message_sent(self, answer):
        """The state of an answer changed: open screens show it."""
        self._notify_inbox(self.ids)

    @api.model
    def _notify_inbox(self, twist_ids):
        """Tell open screens which twists changed; ids only, they read the rest."""
        if twist_ids:
            self.env.ref("social_inbox.group_social_inbox_agent")._bus_send(
                "social_inbox/twists", {"ids": list(twist_ids)}
            )

    # -- what the conversation shows -----------------------------------------------

    def conversation(self, limit=30, before=None):
        """The newest messages, oldest first, as the conversation draws them.

        :param before: id of a message; only older ones are returned
        :returns: ``{"messages": [dict], "has_more": bool}``
        """
        self.ensure_one()
        self.check_access("read")
        domain = Domain("twist_id", "=", self.id)
        if before:
            edge = self.env["social.message"].browse(before)
            domain &= Domain("date", "<", edge.date) | (
                Domain("date", "=", edge.date) & Domain("id", "<", edge.id)
            )
        found = self.env["social.message"].search(
            domain, order="date desc, id desc", limit=limit + 1
        )
        messages = found[:limit][::-1]
        return {
            "messages": messages._as_bubbles(),
            "has_more": len(found) > limit,
        }
