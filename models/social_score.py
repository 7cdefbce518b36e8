"""Scores: how good a colleague's answer was, by a scorecard (spec B14)."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .by_hand import refuse_system_fields

STATES = [("draft", "To Score"), ("done", "Scored"), ("agreed", "Agreed")]
FIXED = {"message_id", "twist_id", "user_id", "scorecard_id", "seed", "company_id"}


class SocialScore(models.Model):
    """One answer, or a whole twist, of one agent. Agents read their own once they are
    done, and nobody else's; whoever decides for them writes (see the record rules)."""

    _name = "social.score"
    _description = "Score"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "user_id"
    _check_company_auto = True

    scorecard_id = fields.Many2one(
        "social.scorecard", required=True, check_company=True, ondelete="restrict"
    )
    message_id = fields.Many2one(
        "social.message", string="Answer", index="btree_not_null", ondelete="set null"
    )
    twist_id = fields.Many2one(
        "social.twist",
        compute="_compute_about",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        required=True,
        compute="_compute_about",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_about",
        store=True,
        precompute=True,
        required=True,
    )
    campaign_id = fields.Many2one(
        "social.campaign",
        compute="_compute_about",
        store=True,
        precompute=True,
        ondelete="set null",
    )
    scorer_id = fields.Many2one("res.users", string="Scored by", readonly=True)
    date = fields.Datetime(
        string="Answered on",
        compute="_compute_about",
        store=True,
        precompute=True,
        required=True,
    )
    seed = fields.Char(
        readonly=True,
        help="Drawn at random by this, with which everybody can draw again; empty:"
        " chosen by hand.",
    )
    line_ids = fields.One2many(
        "social.score.line",
        "score_id",
        string="Questions",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    comment = fields.Text(tracking=True)
    agent_comment = fields.Text(
        string="What the Agent Says", readonly=True, tracking=True
    )
    result = fields.Float(
        string="Result (%)",
        compute="_compute_result",
        store=True,
        aggregator="avg",
        tracking=True,
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, tracking=True
    )
    text = fields.Text(string="The Answer", compute="_compute_text")
    conversation = fields.Html(compute="_compute_text", sanitize=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _message_uniq = models.UniqueIndex(
        "(message_id, scorecard_id) WHERE message_id IS NOT NULL",
        "This answer is scored already, or waits for it.",
    )
    _draft_idx = models.Index("(campaign_id, user_id) WHERE state = 'draft'")

    @api.depends("message_id")
    def _compute_about(self):
        for score in self:
            # sudo: what is chosen is checked by the constraint
            message = score.message_id.sudo()
            twist = message.twist_id or score.twist_id.sudo()
            score.twist_id = twist.sudo(False)
            score.user_id = score.user_id or message.user_id or twist.user_id
            score.company_id = twist.company_id or score.company_id
            score.campaign_id = twist.campaign_id or score.campaign_id
            score.date = message.date or score.date or fields.Datetime.now()

    @api.depends("scorecard_id")
    def _compute_line_ids(self):
        for score in self:
            if score.line_ids.question_id == score.scorecard_id.question_ids:
                continue
            lines = [
                Command.create({"question_id": one.id})
                for one in score.scorecard_id.question_ids
            ]
            score.line_ids = [Command.clear(), *lines]

    @api.depends("line_ids.answer", "line_ids.grade")
    def _compute_result(self):
        for score in self:
            score.result = score._result()

    def _result(self):
        """Percent of what the weights allow; 0 where something fatal went wrong."""
        lines = self.line_ids.filtered(lambda one: one._points() is not None)
        total = sum(lines.mapped("weight"))
        if not total or any(one.is_fatal and not one._points() for one in lines):
            return 0.0
        points = sum(one.weight * one._points() for one in lines)
        return round(100 * points / total, 1)

    @api.depends("message_id", "twist_id")
    @api.depends_context("uid")
    def _compute_text(self):
        """The answer for everybody who reads the score; the rest of the conversation
        as far as its reader sees the twist."""
        for score in self:
            answer, kept = score.message_id, score._origin.sudo().message_id
            is_shown = answer._origin == kept or answer._origin.has_access("read")
            score.text = is_shown and answer.sudo().text
            messages = self.env["social.message"].search(
                [("twist_id", "=", score.twist_id.id)], order="date, id"
            )
            score.conversation = self.env["ir.qweb"]._render(
                "social_inbox.score_conversation",
                {"messages": messages, "answer": score.message_id},
            )

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for score in self:
            score.is_mine = score.user_id == self.env.user

    @api.constrains("message_id", "twist_id", "user_id")
    def _check_about(self):
        for score in self.sudo():
            if not score.twist_id:
                raise ValidationError(self.env._("Choose an answer or a twist."))
            message = score.message_id
            is_theirs = (
                message.direction == "outbound" and message.user_id == score.user_id
            )
            if message and not (is_theirs and message.twist_id == score.twist_id):
                raise ValidationError(
                    self.env._("Choose an answer that this agent wrote in the twist.")
                )

    # -- writing -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_system_fields(self, vals)
        scores = super().create(vals_list)
        if not self.env.su:
            scores._check_scorer()
        return scores

    def write(self, vals):
        refuse_system_fields(self, vals)
        if FIXED & vals.keys() and any(one.state != "draft" for one in self):
            raise UserError(self.env._("What was scored stays as it is."))
        return super().write(vals)

    def _check_scorer(self):
        """:raises AccessError: somebody scores for whom they do not decide"""
        me = self.env.user
        for score in self:
            decides = me._social_supervises_user(score.campaign_id, score.user_id)
            if score.user_id == me or not decides:
                raise AccessError(
                    self.env._("Scores are given by the agent's supervisors.")
                )

    def action_done(self):
        """Show it to the agent.

        :raises UserError: a question has no answer
        """
        self.check_access("write")
        self._check_scorer()
        for score in self:
            lines = score.line_ids
            if not lines or any(one._points() is None for one in lines):
                raise UserError(self.env._("Answer all questions first."))
        self.sudo().write({"state": "done", "scorer_id": self.env.user.id})
        return True

    def action_agree(self, comment=""):
        """By the agent, who may say something about it.

        :param comment: plain text
        :raises AccessError: the score is somebody else's
        """
        self.check_access("read")
        self._check_own()
        self.sudo().write({"state": "agreed", "agent_comment": str(comment or "")})
        return True

    def action_comment(self, comment):
        """By the agent, who does not agree, or not yet."""
        self.check_access("read")
        self._check_own()
        self.sudo().write({"agent_comment": str(comment or "")})
        return True

    def _check_own(self):
        if any(one.user_id != self.env.user or one.state == "draft" for one in self):
            raise AccessError(self.env._("Only the agent who was scored says that."))


class SocialScoreLine(models.Model):
    _name = "social.score.line"
    _description = "Question of a Score"
    _order = "sequence, id"

    score_id = fields.Many2one(
        "social.score", required=True, index=True, ondelete="cascade"
    )
    question_id = fields.Many2one(
        "social.scorecard.question", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="question_id.sequence", store=True)
    scale = fields.Selection(related="question_id.scale")
    weight = fields.Float(related="question_id.weight", store=True)
    is_fatal = fields.Boolean(related="question_id.is_fatal", store=True)
    answer = fields.Selection([("yes", "Yes"), ("no", "No")])
    grade = fields.Selection([(str(one), str(one)) for one in range(1, 6)])
    comment = fields.Char()

    def _points(self):
        """From 0 to 1; None without an answer."""
        if self.scale == "five":
            return (int(self.grade) - 1) / 4 if self.grade else None
        return {"yes": 1.0, "no": 0.0}.get(self.answer)

    def write(self, vals):
        """What changes after the agent saw it is told in the score's log."""
        before = {one: one._as_text() for one in self}
        result = super().write(vals)
        for line, text in before.items():
            if line.score_id.state != "draft" and line._as_text() != text:
                line.score_id.message_post(
                    body=self.env._(
                        "%(question)s: %(before)s, now %(now)s",
                        question=line.question_id.name,
                        before=text,
                        now=line._as_text(),
                    )
                )
        return result

    def _as_text(self):
        labels = dict(self._fields["answer"]._description_selection(self.env))
        given = self.grade if self.scale == "five" else labels.get(self.answer)
        return " – ".join(filter(None, (given, self.comment))) or "–"
