"""What became of group answers: one row for each recipient (spec B18)."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.social_group_answer_line import LINE_STATES

ROWS = """
    SELECT line.id, line.group_id, line.twist_id, line.company_id, line.campaign_id,
           line.state, twist.channel_id, twist.profile_id,
           twist.user_id AS assigned_id, answer_all.user_id, answer_all.date,
           1 AS recipients, (line.state = 'sent')::int AS sent,
           (line.state = 'failed')::int AS failed,
           (line.state = 'skipped')::int AS skipped,
           COALESCE(click.clicks, 0) AS click_count, click.first_click,
           (click.clicks IS NOT NULL)::int AS is_clicked,
           (line.state = 'sent' AND EXISTS (
               SELECT FROM social_message AS reply
                WHERE reply.twist_id = line.twist_id AND reply.date > answer.date
                  AND reply.direction = 'inbound'
                  AND reply.profile_id = answer.profile_id
                  AND reply.automatic IS NULL
           ))::int AS is_answered
      FROM social_group_answer_line AS line
      JOIN social_group_answer AS answer_all ON answer_all.id = line.group_id
      JOIN social_twist AS twist ON twist.id = line.twist_id
 LEFT JOIN social_message AS answer ON answer.id = line.message_id
 LEFT JOIN (SELECT social_line_id, count(*)::int AS clicks,
                   min(create_date) AS first_click
              FROM link_tracker_click WHERE social_line_id IS NOT NULL
          GROUP BY social_line_id) AS click ON click.social_line_id = line.id
     WHERE answer_all.date IS NOT NULL
"""


class SocialGroupAnswerReport(models.Model):
    """Each recipient has the id of its line, whose figures these are, too."""

    _name = "social.group.answer.report"
    _description = "Analysis of Group Answers"
    _auto = False
    _order = "id desc"
    _rec_name = "group_id"
    _depends = {
        "social.group.answer": ["date", "user_id"],
        "social.group.answer.line": [
            "group_id",
            "twist_id",
            "company_id",
            "campaign_id",
            "state",
            "message_id",
        ],
        "social.message": ["direction", "profile_id", "automatic", "date", "twist_id"],
        "social.twist": ["channel_id", "profile_id", "user_id"],
        "link.tracker.click": ["social_line_id"],
    }

    group_id = fields.Many2one(
        "social.group.answer", string="Group Answer", readonly=True
    )
    twist_id = fields.Many2one("social.twist", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    campaign_id = fields.Many2one("social.campaign", readonly=True)
    channel_id = fields.Many2one("social.channel", readonly=True)
    platform = fields.Selection(related="channel_id.platform")
    profile_id = fields.Many2one("social.profile", string="Recipient", readonly=True)
    assigned_id = fields.Many2one("res.users", string="Assigned to", readonly=True)
    user_id = fields.Many2one("res.users", string="Author", readonly=True)
    date = fields.Datetime(string="Queued on", readonly=True)
    state = fields.Selection(LINE_STATES, readonly=True)
    recipients = fields.Integer(readonly=True)
    sent = fields.Integer(readonly=True)
    failed = fields.Integer(readonly=True)
    skipped = fields.Integer(string="Left Out", readonly=True)
    click_count = fields.Integer(string="Clicks", readonly=True)
    first_click = fields.Datetime(readonly=True)
    is_clicked = fields.Integer(string="Clicked", readonly=True)
    is_answered = fields.Integer(
        string="Replied", readonly=True, help="The author wrote again afterwards."
    )

    @property
    def _table_query(self):
        return SQL(ROWS)


class SocialGroupAnswer(models.Model):
    """The figures of each group answer, one query for all that are shown."""

    _inherit = "social.group.answer"

    recipient_count = fields.Integer(string="Twists", compute="_compute_counts")
    queued_count = fields.Integer(string="Waiting", compute="_compute_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    unknown_count = fields.Integer(string="Perhaps Sent", compute="_compute_counts")
    withdrawn_count = fields.Integer(string="Withdrawn", compute="_compute_counts")
    skipped_count = fields.Integer(string="Left Out", compute="_compute_counts")
    clicked_count = fields.Integer(string="Clicked", compute="_compute_counts")
    answered_count = fields.Integer(string="Replied", compute="_compute_counts")
    progress = fields.Float(
        compute="_compute_counts", help="How many of the answers have left or failed."
    )

    @api.depends("date", "line_ids.state", "line_ids.click_ids")
    def _compute_counts(self):
        """As the reader sees them: only twists of the own campaigns."""
        groups = self.env["social.group.answer.report"]._read_group(
            [("group_id", "in", self.ids)],
            ["group_id", "state"],
            ["__count", "is_clicked:sum", "is_answered:sum"],
        )
        counts, clicked, answered = {}, {}, {}
        for group, state, number, clicks, replies in groups:
            counts[group.id, state] = number
            clicked[group.id] = clicked.get(group.id, 0) + clicks
            answered[group.id] = answered.get(group.id, 0) + replies
        for group in self:
            id_ = group._origin.id
            of = {state: counts.get((id_, state), 0) for state, _ in LINE_STATES}
            group.recipient_count = sum(of.values()) or len(group.line_ids)
            group.queued_count = of["queued"]
            group.sent_count = of["sent"]
            group.failed_count = of["failed"]
            group.unknown_count = of["unknown"]
            group.withdrawn_count = of["cancelled"]
            group.skipped_count = of["skipped"]
            group.clicked_count = clicked.get(id_, 0)
            group.answered_count = answered.get(id_, 0)
            all_answers = sum(of.values()) - of["skipped"]
            left = all_answers - of["queued"]
            group.progress = 100 * left / all_answers if all_answers else 0

    def _view_lines(self, name, domain):
        """The recipients of which something is so."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_group_answer_line_action"
        )
        return {
            **action,
            "name": f"{self.name}: {name}",
            "domain": [("group_id", "=", self.id), *domain],
        }

    def action_view_clicked(self):
        return self._view_lines(self.env._("Clicked"), [("is_clicked", "=", True)])

    def action_view_not_clicked(self):
        sent = [("state", "=", "sent"), ("is_clicked", "=", False)]
        return self._view_lines(self.env._("Did Not Click"), sent)

    def action_view_answered(self):
        return self._view_lines(self.env._("Replied"), [("is_answered", "=", True)])

    def action_view_failed(self):
        failed = [("state", "in", ["failed", "skipped", "unknown"])]
        return self._view_lines(self.env._("Not Sent"), failed)

    def action_view_all(self):
        return self._view_lines(self.env._("Recipients"), [])
