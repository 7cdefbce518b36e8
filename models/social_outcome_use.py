"""Which outcome was applied to which twist, and the way back (spec B11)."""

from odoo import api, fields, models
from odoo.fields import Command

from .social_twist_phase import COUNT

UNSENT = ("waiting", "queued")  # an answer that can still be taken back


class SocialOutcomeUse(models.Model):
    """Kept by the system; whoever applied it may undo it while its answer waits."""

    _name = "social.outcome.use"
    _description = "Outcome of a Twist"
    _order = "id desc"
    _rec_name = "outcome_id"

    twist_id = fields.Many2one(
        "social.twist", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    outcome_id = fields.Many2one(
        "social.outcome", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    message_id = fields.Many2one("social.message", string="Answer", readonly=True)
    from_phase = fields.Char(readonly=True)
    move_id = fields.Many2one("social.phase.move", string="Last Move", readonly=True)
    first_move_id = fields.Many2one("social.phase.move", readonly=True)
    tag_ids = fields.Many2many("social.tag", string="Tags Added", readonly=True)
    former_user_id = fields.Many2one(
        "res.users", string="Assigned before", readonly=True
    )
    given_user_id = fields.Many2one("res.users", string="Assigned", readonly=True)
    activity_id = fields.Many2one("mail.activity", string="Follow-Up", readonly=True)
    former_snooze = fields.Datetime(string="Snoozed before", readonly=True)
    given_snooze = fields.Datetime(string="Snoozed", readonly=True)
    is_final = fields.Boolean(
        readonly=True, help="It made a ticket or an idea, which is not undone."
    )
    is_undone = fields.Boolean(string="Undone", readonly=True)

    @api.model
    def _begin(self, outcome, twist):
        """What there was before; read with the twist by whoever may write it."""
        return self.sudo().create(
            {
                "twist_id": twist.id,
                "company_id": twist.company_id.id,
                "outcome_id": outcome.id,
                "user_id": self.env.uid,
                "from_phase": twist.phase,
                "former_user_id": twist.user_id.id,
                "former_snooze": twist.snoozed_until,
                "move_id": twist._last_moves().id,
            }
        )

    def _end(self):
        """What it came to; again when something of it is done later."""
        moves = self.env["social.phase.move"].sudo()
        made = moves.search(
            [("twist_id", "=", self.twist_id.id), ("id", ">", self.move_id.id or 0)],
            order="id",
        )
        values = {
            "given_user_id": self.twist_id.user_id.id,
            "given_snooze": self.twist_id.snoozed_until,
        }
        if made:
            first = self.first_move_id or made[0]
            values |= {"first_move_id": first.id, "move_id": made[-1].id}
        self.write(values)

    # -- the way back --------------------------------------------------------------

    def action_undo(self):
        """Take one's own outcomes back, those of which nothing has left yet.

        :returns: a notification that says how many were undone, and why others not
        """
        uses = self.exists()
        uses.check_access("read")
        uses.twist_id.check_access("write")
        skipped, undone = [], 0
        for use in uses.sudo():
            refusal = use._why_not_undone()
            if refusal:
                skipped.append(refusal)
            else:
                use._undo()
                undone += 1
        text = self.env._("%s undone", COUNT)
        return self.env["social.twist"]._result(text, undone, skipped)

    def _why_not_undone(self):
        if self.user_id != self.env.user:
            return self.env._("only what you chose yourself can be undone")
        if self.is_undone:
            return self.env._("it is undone already")
        if self.is_final:
            return self.env._("its ticket or idea is there already")
        answer = self.message_id.try_lock_for_update()
        answer.invalidate_recordset(["state"])
        if self.message_id and answer.state not in (*UNSENT, "cancelled"):
            return self.env._("its answer has left already")
        if self.first_move_id and self.twist_id._last_moves() != self.move_id:
            return self.env._("the twist was moved again since")
        return ""

    def _undo(self):
        twist = self.twist_id
        if self.message_id.state in UNSENT:
            self.message_id.sudo(False).action_withdraw()
        if self.first_move_id:
            self._undo_moves(twist)
        twist.write({"tag_ids": [Command.unlink(tag.id) for tag in self.tag_ids]})
        self._undo_snooze()
        if twist.user_id == self.given_user_id != self.former_user_id:
            twist.sudo(False).write({"user_id": self.former_user_id.id})
        self.activity_id.unlink()
        self.is_undone = True

    def _undo_snooze(self):
        """As it was, unless somebody, or the author, changed it since."""
        twist, former = self.twist_id, self.former_snooze
        if twist.snoozed_until == self.given_snooze != former:
            is_ahead = former and former > fields.Datetime.now()
            twist.sudo(False)._snooze(former if is_ahead else False)

    def _undo_moves(self, twist):
        """As if the twist had stayed where it was."""
        moves = self.env["social.phase.move"].search(
            [("twist_id", "=", twist.id), ("id", ">=", self.first_move_id.id)]
        )
        first = moves.sorted("id")[:1]
        twist._move(self.from_phase, "undo")
        moves.is_undone = True
        twist.phase_since = fields.Datetime.subtract(first.date, seconds=first.seconds)
