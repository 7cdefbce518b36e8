"""Applying an outcome to a twist: all of it, or nothing (spec B11)."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_datetime

from ..connectors.text import clean, text_to_html
from . import phases
from .guarded_error import GuardedError
from .phase_path import path

BEFORE = {"answer": "understand", "create": "engage"}  # the first phase that allows it


class SocialOutcome(models.Model):
    _inherit = "social.outcome"

    def _apply(self, twist, **given):
        """Do all that the outcome says to one twist, by the caller's rights; where the
        answer needs approval, what follows it waits with it.

        :param given: ``comment``, what the agent adds, inserted as it is; ``text``,
            the answer as the agent changed it, by default as rendered; ``message``,
            the ``social.message`` answered, by default the last one;
            ``guard_confirmed``: send what the guard warns of
        :returns: the ``social.outcome.use``, which can be undone
        :raises GuardedError: the agent has to confirm the answer; nothing was done
        :raises UserError: what was refused, and what to do first; nothing was done
        """
        self.ensure_one()
        self.check_access("read")
        twist.ensure_one()
        twist.check_access("write")
        if refusal := self._why_not(twist, given.get("message")):
            raise UserError(refusal)
        with self.env.cr.savepoint():
            use = self.env["social.outcome.use"]._begin(self, twist)
            for name in self._parts():
                if not use._puts_off(name):
                    self._do_or_say(name, use, given)
            use._end()
        return use

    def _parts(self):
        """What it does, in order: each name is that of a method ``_do_…``."""
        parts = {
            "answer": self.text,
            "tags": self.tag_ids,
            "assign": self.assign,
            "create": self.creates,
            "phase": self.phase,
            "follow_up": self.follow_up,
        }
        return [name for name, wanted in parts.items() if wanted]

    def _part_labels(self):
        return {
            "answer": self.env._("The answer"),
            "tags": self.env._("The tags"),
            "assign": self.env._("The agent"),
            "create": self.env._("The ticket or idea"),
            "phase": self.env._("The move"),
            "follow_up": self.env._("The follow-up"),
        }

    def _do(self, name, use, given):
        """One part, by the rights of whoever chose it."""
        twist = use.twist_id.sudo(False)
        if name in BEFORE:
            self._move_towards(twist, BEFORE[name])
        getattr(self, f"_do_{name}")(use, twist, given)

    def _do_or_say(self, name, use, given):
        """The same; a refusal says which part it was, a warning stays one."""
        try:
            self._do(name, use, given)
        except GuardedError:
            raise
        except UserError as error:
            raise UserError(
                self.env._(
                    "Nothing was done. %(part)s: %(reason)s",
                    part=self._part_labels()[name],
                    reason=error,
                )
            ) from error

    # -- the parts -----------------------------------------------------------------

    def _do_answer(self, use, twist, given):
        use.message_id = twist._respond_now(*self._answer(twist, given))

    def _answer(self, twist, given):
        """What ``_respond_now`` takes: the answer, and the message that is answered.

        :param given: as ``_apply``
        """
        message = given.get("message") or twist._last_inbound()
        rendered = self._rendered(twist, given.get("comment"), message)
        text = clean(given.get("text") or rendered["text"]).strip()
        values = {
            "text": text,
            "body": text_to_html(text),
            "subject": rendered["subject"],
            "recipient": rendered["to"],
            "keeps_draft": True,
            "guard_confirmed": given.get("guard_confirmed"),
        }
        return values, message

    def _warning(self, twist, given):
        """What the guard would warn of in the answer; None if of nothing, or if the
        answer is refused anyway."""
        if not self.text or self._why_not(twist):
            return None
        try:
            values, message = self._answer(twist, given)
            twist._guard(message, values)
        except GuardedError as warning:
            return warning
        except UserError:
            return None
        return None

    def _do_tags(self, use, twist, _given):
        added = self.tag_ids - twist.tag_ids
        use.tag_ids = added
        twist.write({"tag_ids": [Command.link(tag.id) for tag in added]})

    def _do_assign(self, _use, twist, _given):
        users = {"me": self.env.user, "user": self.user_id.sudo(False)}
        user = users.get(self.assign, self.env["res.users"])
        if twist.user_id != user:
            twist.write({"user_id": user.id})

    def _do_create(self, use, twist, _given):
        if self.creates == "idea":
            message = twist._last_inbound()
            values = {"name": twist.name, "description": message._as_quotation()}
            twist.create_idea(values, message)
        else:
            outcome = self.sudo()
            team, category = outcome.ticket_team_id, outcome.ticket_category_id
            twist.create_ticket({"team_id": team.id, "category_id": category.id})
        use.is_final = True

    def _do_phase(self, _use, twist, _given):
        self._move_towards(twist, self.phase, is_target=True)

    def _move_towards(self, twist, target, is_target=False):
        """Move by hand, phase by phase; a later phase is as good unless it is the aim.

        :raises UserError: what to do first
        """
        is_later = phases.ORDER.index(twist.phase) >= phases.ORDER.index(target)
        if is_later and not is_target:
            return
        steps, refused = path(twist.phase, target, twist.closed_from)
        for step in steps:
            twist.write({"phase": step})
        if refused:
            raise UserError(twist._refusal(refused[1]))

    def _do_follow_up(self, use, twist, _given):
        if self.follow_up == "snooze":
            twist._snooze(self._look_again())
            return
        use.activity_id = twist.activity_schedule(
            activity_type_id=self._activity_type().id,
            date_deadline=fields.Date.context_today(twist, self._look_again()),
            summary=self.activity_summary or self.name,
            user_id=(twist.user_id or self.env.user).id,
        )

    def _activity_type(self):
        to_do = self.env.ref("mail.mail_activity_data_todo")
        return self.sudo().activity_type_id or to_do

    def _look_again(self):
        days, hours = self.follow_up_days, self.follow_up_hours
        return fields.Datetime.now() + timedelta(days=days, hours=hours)

    # -- what would be -------------------------------------------------------------

    def _why_not(self, twist, message=None):
        """Why it cannot be applied now, with what to do first; empty if it can."""
        if refusal := self._why_not_here(twist):
            return refusal
        if twist.phase == "closed" and (self.text or self.creates):
            return twist._not_allowed("respond" if self.text else "create")
        if self.text and (refusal := self._why_not_answer(twist, message)):
            return refusal
        return self._why_not_move(twist)

    def _why_not_answer(self, twist, message):
        parent = (message or twist._last_inbound()).sudo()
        is_mailed = self.to and twist.channel_id._limits().has_subject
        return twist._why_not_answer(parent, is_mailed)[0]

    def _why_not_move(self, twist):
        """As far as the table of phases and the required fields tell."""
        phase, closed_from = twist.phase, twist.closed_from
        order = phases.ORDER.index
        for name, first in BEFORE.items():
            if name in self._parts() and order(phase) < order(first):
                phase = first
        if self.creates:
            if phase != "engage":
                return twist._not_allowed("create")
            phase = "process"
        target = self.phase or phase
        _steps, refused = path(phase, target, closed_from)
        if refused:
            return str(phases.refusal(*refused, closed_from) or "")
        is_left = target != twist.phase and not (self.creates and not self.phase)
        return twist._why_not_filled(target) if is_left else ""

    def _then_line(self, twist, names=None):
        """What else will happen, in one line; empty if nothing does.

        :param names: of the parts that are told; by default of all
        """
        names = self._parts() if names is None else names
        labels = twist._phase_labels()
        said = {
            "create": self.creates == "idea"
            and self.env._("creates an idea")
            or self.env._("creates a ticket"),
            "phase": self.env._("moves to %s", labels.get(self.phase)),
            "tags": self.env._("tags %s", ", ".join(self.tag_ids.mapped("name"))),
            "assign": self._said_assigned(),
            "follow_up": self._said_follow_up(),
        }
        return ", ".join(said[name] for name in names if name in said)

    def _said_assigned(self):
        if self.assign == "nobody":
            return self.env._("assigns nobody")
        user = self.env.user if self.assign == "me" else self.sudo().user_id
        return self.env._("assigns %s", user.name)

    def _said_follow_up(self):
        moment = self._look_again()
        if self.follow_up == "snooze":
            when = format_datetime(self.env, moment, dt_format="short")
            return self.env._("looked at again on %s", when)
        if self.follow_up_days == 1:
            return self.env._("follow-up tomorrow")
        return self.env._("follow-up in %s days", self.follow_up_days)
