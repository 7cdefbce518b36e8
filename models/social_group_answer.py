"""One text to the authors of many twists, each on the own platform (spec B18)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from .social_group_answer_line import GONE

STATES = [
    ("draft", "Draft"),
    ("running", "Sending"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
BY_HAND = {"name", "text", "once_per_author", "track_links"}
HAS_QUEUED = [("state", "=", "queued")]


class SocialGroupAnswer(models.Model):
    """What was told to many, and what became of it.

    Made by the system when twists are selected; its author changes the text until it
    is sent. The answers themselves are ordinary ones: queued by ``_respond_each``,
    spaced in time, sent by their channels.
    """

    _name = "social.group.answer"
    _description = "Group Answer"
    _order = "id desc"

    name = fields.Char(required=True)
    text = fields.Text(
        help="Plain text. Placeholders like {{ person.name }} become each author's own;"
        " {{ person.name ||| friend }} has a word for those without one."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Author",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(string="Queued on", readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    campaign_ids = fields.Many2many(
        "social.campaign", string="Campaigns", readonly=True, copy=False
    )
    once_per_author = fields.Boolean(
        string="One Answer per Author",
        default=True,
        help="Whoever wrote several of the twists gets one answer, to the latest.",
    )
    track_links = fields.Boolean(
        default=lambda self: self._has_public_address(),
        help="Web addresses in the text become short links that tell who clicked.",
    )
    is_cancelled = fields.Boolean(readonly=True, copy=False)
    line_ids = fields.One2many(
        "social.group.answer.line", "group_id", string="Recipients", readonly=True
    )
    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")

    # -- state ---------------------------------------------------------------------

    @api.depends("date", "is_cancelled", "line_ids.state")
    def _compute_state(self):
        """Not stored: the channels that send do not know of each other."""
        lines = self.env["social.group.answer.line"].sudo()
        groups = lines._read_group(
            [("group_id", "in", self.ids), *HAS_QUEUED], ["group_id"]
        )
        running = {group.id for (group,) in groups}
        for group in self:
            if not group.date:
                group.state = "draft"
            elif group._origin.id in running:
                group.state = "running"
            else:
                group.state = "cancelled" if group.is_cancelled else "done"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        sent, cancelled = Domain("date", "!=", False), Domain("is_cancelled", "=", True)
        running = Domain("line_ids", "any", HAS_QUEUED)
        domains = {
            "draft": ~sent,
            "running": sent & running,
            "done": sent & ~running & ~cancelled,
            "cancelled": sent & ~running & cancelled,
        }
        return Domain.OR(domains[one] for one in value if one in domains)

    # -- who may change what -------------------------------------------------------

    def write(self, vals):
        """By hand only the text, until it is sent, by its author.

        :raises AccessError: it was sent, it is another's, or the system keeps it
        """
        if not self.env.su:
            others = self.filtered(lambda one: one.user_id != self.env.user)
            if others or vals.keys() - BY_HAND or any(self.mapped("date")):
                raise AccessError(
                    self.env._(
                        "A group answer is changed by its author, until it is sent."
                    )
                )
        return super().write(vals)

    @api.model
    def _draft_for(self, twists):
        """A group answer without a text, to twists that the caller may answer.

        :raises UserError: they are too many, or of several companies
        """
        twists.check_access("write")
        twists = twists.sudo()
        if not twists:
            raise UserError(self.env._("Select twists to answer."))
        if len(twists.company_id) > 1:
            raise UserError(
                self.env._("Answer the twists of one company at a time, please.")
            )
        self._check_limit(twists)
        name = self.env._(
            "%(count)s twists, %(date)s",
            count=len(twists),
            date=fields.Date.to_string(fields.Date.context_today(self)),
        )
        group = self.sudo().create(
            {
                "name": name,
                "user_id": self.env.user.id,
                "company_id": twists.company_id.id,
                "campaign_ids": [Command.set(twists.campaign_id.ids)],
            }
        )
        group.line_ids.create(
            [{"group_id": group.id, "twist_id": twist.id} for twist in twists]
        )
        return group.sudo(False)

    @api.model
    def _check_limit(self, twists):
        limit = self.env.user._social_group_limit(twists.campaign_id, twists)
        if len(twists) > limit:
            raise UserError(
                self.env._(
                    "You may answer %(limit)s twists at once; these are %(count)s."
                    " Select fewer, or ask a supervisor.",
                    limit=limit,
                    count=len(twists),
                )
            )

    @api.autovacuum
    def _gc_drafts(self):
        """Dialogs that were closed before anything was written."""
        before = fields.Datetime.now() - timedelta(days=1)
        domain = [("date", "=", False), ("create_date", "<", before)]
        self.sudo().search([*domain, ("text", "in", [False, ""])]).unlink()

    # -- actions -------------------------------------------------------------------

    def action_discard(self):
        """Remove a draft.

        :raises UserError: it was sent
        """
        self.check_access("write")
        mine = self.filtered(lambda one: one.user_id == self.env.user and not one.date)
        if self - mine:
            raise UserError(self.env._("Only drafts of your own can be discarded."))
        self.sudo().unlink()
        return {"type": "ir.actions.act_window_close"}

    def action_send(self):
        """Queue one answer for each who can be answered; say honestly which.

        :raises UserError: there is no text, it was sent already, or is another's
        :returns: a notification that offers to undo it, and to see what becomes of it
        """
        self.ensure_one()
        return self._send()

    def _send(self):
        self._claim_draft()
        self._check_text()
        answers, refusals = self._queue_lines(self.sudo().line_ids)
        if not answers:
            raise UserError(self._none_sentence(refusals))
        self.sudo().date = fields.Datetime.now()
        return self._told(answers, list(refusals.values()))

    def _claim_draft(self):
        """Nobody else sends it at the same time, nor twice."""
        self.check_access("write")
        draft = self.sudo()
        if not draft.try_lock_for_update():
            raise UserError(self.env._("It is being sent already."))
        draft.invalidate_recordset()
        if draft.date:
            raise UserError(self.env._("It was sent already."))
        if draft.user_id != self.env.user:
            raise UserError(self.env._("A group answer is sent by its author."))

    def _told(self, answers, skipped):
        text = self.env._("%s answers queued", len(answers))
        undo = (self._name, self.ids, "action_cancel")
        result = answers.twist_id._result(text, len(answers), skipped, undo)
        details = {"name": self.env._("See Result"), "action": self._form_action()}
        result["params"]["open"] = details
        return result

    def _form_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _dialog_action(self):
        view = self.env.ref("social_inbox.social_group_answer_view_send")
        return {
            **self._form_action(),
            "name": self.env._("Group Answer"),
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_cancel(self):
        """Withdraw what has not left yet; what was sent stays sent.

        :returns: a notification that says how many were withdrawn
        """
        self.ensure_one()
        self.check_access("read")
        waiting = self.line_ids.filtered(lambda line: line.state == "queued")
        if not waiting:
            raise UserError(self.env._("Nothing waits any more: all has left."))
        result = waiting.sudo().message_id.sudo(False).action_undo_all()
        self.sudo().is_cancelled = True
        return result

    def action_retry(self):
        """Send again what failed, and what could not be answered before.

        :returns: a notification that says how many, and why others not
        """
        self.ensure_one()
        self.check_access("read")
        if not self.date:
            raise UserError(self.env._("It was not sent yet."))
        lines = self.line_ids.filtered(lambda line: line.state in GONE)
        if not lines:
            raise UserError(self.env._("Nothing failed, and nobody was left out."))
        failed = lines.filtered("message_id")
        refusals = failed._send_again()
        again = (failed - self.env[lines._name].union(*refusals)).sudo().message_id
        answers, others = self._queue_lines((lines - failed).sudo())
        self.sudo().is_cancelled = False
        told = (again | answers).sudo(False)
        return self._told(told, [*refusals.values(), *others.values()])
