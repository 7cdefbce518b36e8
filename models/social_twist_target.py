"""The targets of each twist, and telling those who can still reach them (spec C19)."""

from odoo import api, fields, models
from odoo.tools import SQL

from .target_clock import KINDS

STATES = [
    ("running", "Running"),
    ("paused", "Waiting for the Author"),
    ("reached", "Reached"),
    ("breached", "Missed"),
    ("dropped", "Not Needed"),
]
ACTIVITY = "social_inbox.mail_activity_type_target"
MOST = 1000  # of one transaction

# each line once, when its time is over
OVERDUE = """
    UPDATE social_twist_target AS line SET state = 'breached', is_alerted = TRUE
      FROM (SELECT id, is_alerted IS TRUE AS was_alerted FROM social_twist_target
             WHERE due <= %(now)s AND ended IS NULL AND paused IS NULL
               AND (state = 'running' OR is_alerted IS NOT TRUE)
             ORDER BY due LIMIT %(most)s) AS before
     WHERE line.id = before.id
 RETURNING line.twist_id, line.kind, before.was_alerted
"""
SOON = """
    UPDATE social_twist_target SET is_warned = TRUE
     WHERE id IN (SELECT id FROM social_twist_target
                   WHERE soon <= %(now)s AND due > %(now)s AND ended IS NULL
                     AND paused IS NULL AND is_warned IS NOT TRUE LIMIT %(most)s)
 RETURNING twist_id
"""


class SocialTwistTarget(models.Model):
    """One target of one twist. Written by the system alone, in bulk."""

    _name = "social.twist.target"
    _description = "Target of a Twist"
    _order = "started, id"
    _rec_name = "kind"

    twist_id = fields.Many2one(
        "social.twist", required=True, readonly=True, ondelete="cascade"
    )
    target_id = fields.Many2one(
        "social.target", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    kind = fields.Selection(KINDS, string="What", required=True, readonly=True)
    turn = fields.Integer(readonly=True, help="Which one of several of its kind.")
    state = fields.Selection(STATES, required=True, readonly=True)
    started = fields.Datetime(required=True, readonly=True)
    due = fields.Datetime(readonly=True)
    soon = fields.Datetime(string="Due Soon from", readonly=True)
    paused = fields.Datetime(string="Paused since", readonly=True)
    ended = fields.Datetime(readonly=True)
    seconds_left = fields.Integer(readonly=True)
    hours_left = fields.Float(
        string="Left",
        compute="_compute_hours_left",
        help="Working hours that were left when the clock stood.",
    )
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, help="Who gave the answer."
    )
    is_alerted = fields.Boolean(readonly=True)
    is_warned = fields.Boolean(readonly=True)

    _line_uniq = models.UniqueIndex("(twist_id, kind, turn)")
    _due_idx = models.Index("(due) WHERE ended IS NULL AND paused IS NULL")
    _soon_idx = models.Index(
        "(soon) WHERE ended IS NULL AND paused IS NULL AND is_warned IS NOT TRUE"
    )

    @api.depends("seconds_left", "state")
    def _compute_hours_left(self):
        for line in self:
            line.hours_left = (
                line.state in ("paused", "reached") and line.seconds_left / 3600
            )

    # -- telling -------------------------------------------------------------------

    @api.model
    def _cron_tell(self):
        """Who can still reach a target, or has missed one, hears it once."""
        while self._tell_overdue() == MOST:
            self.env["ir.cron"]._commit_progress(MOST)
        self._tell_soon()

    @api.model
    def _tell_overdue(self):
        """An activity for the assignee; else for the supervisors of the campaign.

        :returns: how many lines were looked at
        """
        rows = self._changed_by(OVERDUE)
        new = [
            (twist_id, kind) for twist_id, kind, was_alerted in rows if not was_alerted
        ]
        twists = self.env["social.twist"].browse(twist_id for twist_id, _kind in new)
        labels = dict(self._fields["kind"]._description_selection(self.env))
        model, kind_of = (
            self.env["ir.model"]._get_id("social.twist"),
            self.env.ref(ACTIVITY),
        )
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model,
                    "res_id": twist.id,
                    "activity_type_id": kind_of.id,
                    "summary": self.env._("%s is overdue", labels[kind]),
                    "user_id": user.id,
                    "date_deadline": fields.Date.context_today(twist),
                }
                for twist, (_id, kind) in zip(twists, new, strict=True)
                for user in twist.user_id or twist.campaign_id.supervisor_ids
                if user.active
            ]
        )
        self.env["social.twist"]._notify_inbox({row[0] for row in rows})
        return len(rows)

    @api.model
    def _tell_soon(self):
        """A short notice on the screen of each assignee; one, however many it is."""
        rows = self._changed_by(SOON)
        twists = self.env["social.twist"].browse({row[0] for row in rows})
        for user, own in twists.grouped("user_id").items():
            if user:
                text = self.env._("Due soon: %s", own[0].name)
                if len(own) > 1:
                    text = self.env._("%s of your twists are due soon.", len(own))
                user._bus_send(
                    "simple_notification", {"type": "warning", "message": text}
                )
        self.env["social.twist"]._notify_inbox(twists.ids)

    @api.model
    def _changed_by(self, statement):
        self.flush_model()
        now = fields.Datetime.now()
        rows = self.env.execute_query(SQL(statement, now=now, most=MOST))
        self.invalidate_model(flush=False)
        return rows

    @api.model
    def _clear_alerts(self, twist_ids):
        """What was missed has been done: nobody needs to be told any more."""
        domain = [
            ("res_model", "=", "social.twist"),
            ("res_id", "in", list(twist_ids)),
            ("activity_type_id", "=", self.env.ref(ACTIVITY).id),
        ]
        self.env["mail.activity"].sudo().search(domain).unlink()
