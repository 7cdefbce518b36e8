"""Tell everybody who waits for it what came of tickets and ideas (spec C1)."""

from collections import Counter
from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import html2plaintext, is_html_empty
from odoo.tools.misc import babel_locale_parse, get_lang

from ..models.social_message import one_line


class SocialAnswerAll(models.TransientModel):
    """Opened on a record made by the server, so that its texts exist."""

    _name = "social.answer.all"
    _inherit = "social.guard.dialog"
    _description = "Answer All"

    twist_ids = fields.Many2many("social.twist", required=True, string="Twists")
    text_ids = fields.One2many(
        "social.answer.all.text", "wizard_id", string="Answers", readonly=False
    )
    text_count = fields.Integer(compute="_compute_text_count")
    body = fields.Html(
        string="Answer",
        sanitize_style=True,
        compute="_compute_body",
        inverse="_inverse_body",
        help="Write {name} for the author's name and {subject} for the twist's"
        " subject.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    preview_to = fields.Char(compute="_compute_preview")
    ready_count = fields.Integer(string="Answers to Send", compute="_compute_ready")
    skipped = fields.Text(compute="_compute_ready")
    interval = fields.Integer(
        string="Seconds between Answers",
        compute="_compute_ready",
        help="Answers of one channel leave at least as many seconds apart as the system"
        " parameter social_inbox.bulk_interval_seconds says (2 unless it is set), so"
        " that its platform's limits are kept; single answers go first. From 10 seconds"
        " on they are planned whole minutes apart, since the scheduler looks once a"
        " minute.",
    )
    duration = fields.Char(
        compute="_compute_ready",
        help="Counted from the first answer, which leaves about a minute after the time"
        " to undo is over, or earlier.",
    )
    close_twists = fields.Boolean(string="Close the twists that are answered")

    @api.constrains("twist_ids")
    def _check_access_to_twists(self):
        """Ids come from the client: what they name would be shown by its name."""
        self.twist_ids.sudo(False).check_access("write")

    @api.model
    def _open(self, twists):
        """A dialog with one text for each ticket or idea and what it said.

        :raises UserError: none of the twists can be answered
        """
        wizard = self.create({"twist_ids": [Command.set(twists.ids)]})
        ready, refusals = wizard._ready()
        if not ready:
            raise UserError(wizard.skipped or self.env._("Select twists to answer."))
        ready = ready.sorted(lambda twist: (twist.feedback_date, twist.id))
        wizard.text_ids = [
            Command.create(
                {
                    "source": group[0]._feedback_source(),
                    "seen": seen,
                    "body": group[0].feedback,
                    "twist_ids": [Command.set(group.ids)],
                }
            )
            for seen, group in ready.grouped(ready._feedback_seen().get).items()
        ]
        return wizard

    def _ready(self):
        """(the twists that can be answered, reasons why others cannot)"""
        self.twist_ids._origin.sudo(False).check_access("write")
        refusals = {twist: twist._why_not_due() for twist in self.twist_ids}
        ready = self.twist_ids.filtered(lambda twist: not refusals[twist])
        return ready, [text for text in refusals.values() if text]

    @api.depends("text_ids")
    def _compute_text_count(self):
        for wizard in self:
            wizard.text_count = len(wizard.text_ids)

    @api.depends("text_ids.body")
    def _compute_body(self):
        for wizard in self:
            only = wizard.text_ids if len(wizard.text_ids) == 1 else None
            wizard.body = only and only.body

    def _inverse_body(self):
        for wizard in self:
            if len(wizard.text_ids) == 1:
                wizard.text_ids.body = wizard.body

    @api.depends("body")
    def _compute_preview(self):
        for wizard in self:
            first = example(wizard.text_ids.twist_ids)
            wizard.preview = first._filled(wizard.body)
            wizard.preview_to = first._placeholders()["{name}"]

    @api.depends("twist_ids")
    def _compute_ready(self):
        seconds = self.env["social.channel"]._seconds_between()
        locale = babel_locale_parse(get_lang(self.env).code)
        for wizard in self:
            ready, refusals = wizard._ready()
            longest = max(map(len, ready.grouped("channel_id").values()), default=1)
            span = timedelta(seconds=seconds * (longest - 1))
            wizard.ready_count = len(ready)
            wizard.interval = seconds
            wizard.duration = span and format_timedelta(span, locale=locale)
            wizard.skipped = self._as_sentence(refusals)

    def _as_sentence(self, refusals):
        """Why some cannot be answered, each reason once."""
        if not refusals:
            return False
        reasons = ", ".join(
            f"{reason} ({count})" for reason, count in Counter(refusals).most_common()
        )
        return self.env._(
            "%(count)s cannot be answered: %(reasons)s",
            count=len(refusals),
            reasons=reasons,
        )

    def _send(self, **options):
        """Queue one answer for each; say honestly which, and offer to undo it."""
        bodies, refusals = {}, self._changed_since()
        for text in self.text_ids:
            text._check_text()
            bodies.update(dict.fromkeys(text.twist_ids, text.body))
        answers, skipped = self.twist_ids._respond_to_all(bodies, refusals, **options)
        waiting = answers.filtered(lambda answer: answer.state == "waiting")
        if self.close_twists and answers - waiting:
            (answers - waiting).twist_id.write({"phase": "closed"})
        text = self.env._("%s queued", len(answers))
        if waiting:
            text = self.env._(
                "%(queued)s queued, %(waiting)s waiting for approval",
                queued=len(answers - waiting),
                waiting=len(waiting),
            )
        undo = ("social.message", answers.ids, "action_undo_all")
        return answers.twist_id._result(text, len(answers), skipped, undo)

    def _changed_since(self):
        """Why twists are left alone that are not as the dialog showed them."""
        texts = {twist: text for text in self.text_ids for twist in text.twist_ids}
        seen, refusals = self.twist_ids._feedback_seen(), {}
        for twist in self.twist_ids.filtered(lambda one: not one._why_not_due()):
            if twist not in texts:
                refusals[twist] = self.env._("it could not be answered until now")
            elif texts[twist].seen != seen[twist]:
                refusals[twist] = self.env._("newer feedback was written")
        return refusals


class SocialAnswerAllText(models.TransientModel):
    """What the authors behind one ticket or idea are told."""

    _name = "social.answer.all.text"
    _description = "Answer to Many"
    _order = "id"

    wizard_id = fields.Many2one("social.answer.all", required=True, ondelete="cascade")
    source = fields.Char(string="Ticket or Idea", readonly=True)
    seen = fields.Text(readonly=True)  # the feedback that the body was made from
    twist_ids = fields.Many2many("social.twist", string="Twists", readonly=True)
    author_count = fields.Integer(string="Authors", compute="_compute_author_count")
    body = fields.Html(string="Answer", sanitize_style=True)
    excerpt = fields.Char(string="Text", compute="_compute_excerpt")
    preview = fields.Html(compute="_compute_excerpt", sanitize=False)
    preview_to = fields.Char(compute="_compute_excerpt")

    @api.constrains("twist_ids")
    def _check_access_to_twists(self):
        """Ids come from the client: what they name would be shown by its name."""
        self.twist_ids.sudo(False).check_access("write")

    @api.depends("twist_ids")
    def _compute_author_count(self):
        for text in self:
            text.author_count = len(text.twist_ids)

    @api.depends("body", "twist_ids")
    def _compute_excerpt(self):
        for text in self:
            first = example(text.twist_ids)
            text.excerpt = one_line(html2plaintext(text.body or ""))
            text.preview = first._filled(text.body)
            text.preview_to = first._placeholders()["{name}"]

    def _check_text(self):
        """Nothing empty is sent, nor what was meant as a placeholder.

        :raises UserError: what is wrong with the text
        """
        if is_html_empty(self.body):
            raise UserError(
                self.env._("Write what the authors of %s are told.", self.source)
            )
        messages = self.env["social.message"]
        messages._check_placeholders(html2plaintext(self.body))


def example(twists):
    """The message of the author who waits longest; the preview is made for it.

    :raises AccessError: ids came from the client that its user may not answer
    """
    twists = twists._origin.sudo(False)
    twists.check_access("write")
    oldest = twists.sorted(lambda twist: (twist.feedback_date, twist.id))[:1]
    messages = twists.env["social.message"].sudo()
    return oldest._messages_to_tell().get(oldest) or messages
