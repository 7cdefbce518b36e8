"""Every move of a twist from phase to phase: who, when, why, after how long."""

from datetime import timedelta

from babel.dates import format_timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse, get_lang

from . import phases
from .social_twist_phase import COUNT

CAUSES = [
    ("arrival", "Arrived"),
    ("hand", "By hand"),
    ("undo", "Undone"),
    ("reply", "A new message"),
    ("ticket", "A ticket"),
    ("idea", "An idea"),
    ("feedback", "Feedback"),
    ("rule", "A rule"),
]
UNDO_HOURS = 1

ARRIVALS = """
    INSERT INTO social_phase_move (twist_id, company_id, channel_id, to_phase, cause,
        date, create_uid, write_uid, create_date, write_date)
    SELECT id, company_id, channel_id, phase, 'arrival', phase_since, %s, %s, %s, %s
      FROM social_twist WHERE id = ANY(%s)
"""


class SocialPhaseMove(models.Model):
    """One move (spec C2, A22). Written with the move itself; only the reason is
    added later, by whoever moved.

    ``seconds`` is the time that the twist spent in the phase it left. A move that was
    undone and the undoing are both marked, and counted by no report.
    """

    _name = "social.phase.move"
    _description = "Social Phase Move"
    _order = "date desc, id desc"
    _rec_name = "to_phase"

    twist_id = fields.Many2one(
        "social.twist", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    channel_id = fields.Many2one(
        "social.channel", required=True, readonly=True, ondelete="restrict"
    )
    from_phase = fields.Selection(phases.PHASES, string="From", readonly=True)
    to_phase = fields.Selection(
        phases.PHASES, string="To", required=True, readonly=True
    )
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    reason = fields.Char()
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    seconds = fields.Integer(string="Seconds in Phase", readonly=True, aggregator="avg")
    duration = fields.Char(string="Time in Phase", compute="_compute_duration")
    is_back = fields.Boolean(string="Back", readonly=True)
    is_undone = fields.Boolean(string="Undone", readonly=True)
    can_explain = fields.Boolean(compute="_compute_can_explain")

    _twist_idx = models.Index("(twist_id, date DESC, id DESC)")
    _date_idx = models.Index("(date, to_phase)")

    @api.depends("seconds", "from_phase")
    @api.depends_context("lang")
    def _compute_duration(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        for move in self:
            move.duration = move.from_phase and format_timedelta(
                timedelta(seconds=move.seconds), locale=locale, threshold=1.5
            )

    @api.depends("user_id", "cause")
    @api.depends_context("uid")
    def _compute_can_explain(self):
        for move in self:
            move.can_explain = move.cause == "hand" and move.user_id == self.env.user

    def write(self, vals):
        """By hand only the reason, and only of one's own moves.

        :raises AccessError: the move is somebody else's, or not by hand
        """
        if not self.env.su:
            if set(vals) != {"reason"} or not all(self.mapped("can_explain")):
                raise AccessError(
                    self.env._("A reason is added by whoever made the move, no more.")
                )
            self.twist_id.check_access("write")
            return super(SocialPhaseMove, self.sudo()).write(vals)
        return super().write(vals)

    # -- noting --------------------------------------------------------------------

    @api.model
    def _note_arrivals(self, twist_ids):
        """The first row of new twists, in one statement."""
        now, uid = self.env.cr.now(), self.env.uid
        self.env["social.twist"].flush_model(["phase", "phase_since", "channel_id"])
        self.env.cr.execute(SQL(ARRIVALS, uid, uid, now, now, list(twist_ids)))

    @api.model
    def _note(self, twists, target, cause, reason=""):
        """Note that twists leave their phases for another; before they do.

        :returns: the moves
        """
        now = fields.Datetime.now()
        user = self.env.user if self.env.uid != SUPERUSER_ID else self.env["res.users"]
        moves = self.sudo().create(
            [
                {
                    "twist_id": twist.id,
                    "company_id": twist.company_id.id,
                    "channel_id": twist.channel_id.id,
                    "from_phase": twist.phase,
                    "to_phase": target,
                    "cause": cause,
                    "reason": reason,
                    "user_id": user.id,
                    "date": now,
                    "seconds": (now - (twist.phase_since or now)).total_seconds(),
                    "is_back": phases.is_back(twist.phase, target),
                    "is_undone": cause == "undo",
                }
                for twist in twists
            ]
        )
        twists.invalidate_recordset(["move_ids"])  # the ORM would add them at its end
        return moves

    # -- undoing -------------------------------------------------------------------

    def action_undo(self):
        """Take one's own last moves back, whatever the table of phases says.

        :returns: a notification that says how many were undone, and why others not
        """
        moves = self.exists()
        moves.twist_id.check_access("write")
        last = moves.twist_id._last_moves()
        reasons = {move: move._why_not_undone(last) for move in moves}
        undone = moves.filtered(lambda move: not reasons[move])
        for origin, group in undone.grouped("from_phase").items():
            group.twist_id._move(origin, "undo")
        for move in undone:  # the time in the phase goes on as if nothing had been
            since = move.date - timedelta(seconds=move.seconds)
            move.twist_id.sudo().phase_since = since
        undone.sudo().is_undone = True
        skipped = [reason for reason in reasons.values() if reason]
        text = self.env._("%s undone", COUNT)
        return self.env["social.twist"]._result(text, len(undone), skipped)

    def _why_not_undone(self, last):
        """What is in the way of taking a move back; empty if nothing is.

        :param last: the last moves of the twists
        """
        if self.user_id != self.env.user or self.cause != "hand":
            return self.env._("only moves made by yourself can be undone")
        if self not in last or self.is_undone:
            return self.env._("the twist was moved again since")
        if self.date < fields.Datetime.subtract(
            fields.Datetime.now(), hours=UNDO_HOURS
        ):
            return self.env._("it was moved more than an hour ago")
        return ""
