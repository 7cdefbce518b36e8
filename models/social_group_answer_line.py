"""Each twist of a group answer: the answer, or why there is none (spec B18)."""

from odoo import api, fields, models
from odoo.fields import Domain

LINE_STATES = [
    ("draft", "Not Sent Yet"),
    ("queued", "Waiting"),
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("unknown", "Perhaps Sent"),
    ("cancelled", "Withdrawn"),
    ("skipped", "Left Out"),
]
OF_MESSAGE = {one: one for one in ("sent", "failed", "unknown", "cancelled")}
GONE = ("failed", "skipped")  # what may be tried again
FIGURES = ("click_count", "first_click", "is_answered")


class SocialGroupAnswerLine(models.Model):
    """Written by the system alone; figures come from the report's view."""

    _name = "social.group.answer.line"
    _description = "Recipient of a Group Answer"
    _order = "id"
    _rec_name = "twist_id"

    group_id = fields.Many2one(
        "social.group.answer",
        string="Group Answer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(related="group_id.user_id", string="Answered by")
    company_id = fields.Many2one(related="group_id.company_id", store=True)
    twist_id = fields.Many2one(
        "social.twist", required=True, readonly=True, index=True, ondelete="cascade"
    )
    campaign_id = fields.Many2one(related="twist_id.campaign_id", store=True)
    channel_id = fields.Many2one(related="twist_id.channel_id")
    platform = fields.Selection(related="twist_id.platform")
    profile_id = fields.Many2one(related="twist_id.profile_id", string="Recipient")
    message_id = fields.Many2one(
        "social.message",
        string="Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(LINE_STATES, compute="_compute_state", store=True)
    skip_reason = fields.Char(readonly=True)
    reason = fields.Char(
        compute="_compute_reason",
        help="Why it was left out, or what the platform said.",
    )
    click_count = fields.Integer(string="Clicks", compute="_compute_figures")
    first_click = fields.Datetime(compute="_compute_figures")
    is_clicked = fields.Boolean(
        string="Clicked", compute="_compute_figures", search="_search_is_clicked"
    )
    is_answered = fields.Boolean(
        string="Replied",
        compute="_compute_figures",
        search="_search_is_answered",
        help="The author wrote again after the answer.",
    )

    _twist_uniq = models.Constraint(
        "UNIQUE (group_id, twist_id)", "A twist is answered once by a group answer."
    )

    @api.depends("message_id", "message_id.state", "skip_reason")
    def _compute_state(self):
        for line in self:
            if line.message_id:
                line.state = OF_MESSAGE.get(line.message_id.state, "queued")
            else:
                line.state = "skipped" if line.skip_reason else "draft"

    @api.depends("skip_reason", "message_id.error")
    def _compute_reason(self):
        for line in self:
            line.reason = line.skip_reason or line.sudo().message_id.error

    @api.depends("state", "click_ids")
    def _compute_figures(self):
        """One query for any number; read by the system for lines one may read."""
        report = self.env["social.group.answer.report"].sudo()
        rows = report.browse(self.ids).exists().read(FIGURES, load=None)
        figures = {row["id"]: row for row in rows}
        for line in self:
            row = figures.get(line.id, {})
            line.click_count = row.get("click_count", 0)
            line.first_click = row.get("first_click", False)
            line.is_clicked = bool(line.click_count)
            line.is_answered = bool(row.get("is_answered"))

    @api.model
    def _search_is_clicked(self, operator, value):
        return self._search_figure("is_clicked", operator, value)

    @api.model
    def _search_is_answered(self, operator, value):
        return self._search_figure("is_answered", operator, value)

    def _search_figure(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        report = self.env["social.group.answer.report"].sudo()
        found = Domain("id", "in", report._search([(name, "=", 1)]))
        return found if True in value else ~found

    # -- what is done further ------------------------------------------------------

    def action_group_answer(self):
        """Another group answer, to these."""
        return self._twists().action_group_answer()

    def action_view_twists(self):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        return {
            **action,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.sudo().twist_id.ids)],
            "context": {},
        }

    def action_follow_up(self):
        """Open the dialog that tags, snoozes or plans something for these twists."""
        twists = self._twists()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Follow Up"),
            "res_model": "social.group.follow.up",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_twist_ids": twists.ids},
        }

    def _twists(self):
        """The twists of these lines, by the caller's rights."""
        self.check_access("read")
        return self.sudo().twist_id.sudo(False)

    def _send_again(self):
        """Answers that failed are queued once more.

        :returns: sentences by line, why others are not
        """
        lines, refusals = self.sudo(), {}
        twists = lines.twist_id
        short = twists._refusals_in_short(
            {line.twist_id: line.message_id.parent_id for line in lines}
        )
        for line in self:
            if refusal := short[line.sudo().twist_id]:
                refusals[line] = refusal
        able = self - self.browse().union(*refusals)
        if able:
            able.sudo().message_id.sudo(False).action_send_again()
        return refusals
