"""What rules do to twists: planned one by one, done for all at once (spec C15)."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from . import phases
from .rule_plan import Plan
from .social_twist_ingest import QUIET

CHAIN = "social_inbox_rules"  # in the context: the rules that led to a move
TWIST_FIELDS = (
    "name",
    "phase",
    "closed_from",
    "is_spam",
    "user_id",
    "campaign_id",
    "company_id",
    "priority",
    "ready_answer_id",
)


class SocialRule(models.Model):
    _inherit = "social.rule"

    def _apply(self, event, found, occurrences):
        """:param found: ids of twists by rule, in the order of the rules"""
        ids = list(dict.fromkeys(id_ for ids in found.values() for id_ in ids))
        twists = self.env["social.twist"].sudo().browse(ids)
        plan = Plan(fields.Datetime.now())
        for rule in self.browse(found):
            rule._plan(twists.browse(found[rule.id]).with_prefetch(ids), plan)
        self._perform(twists, plan)
        self.env["social.rule.log"]._note(event, found, plan, occurrences)
        self._perform_moves(twists, plan)
        twists._notify_inbox(twists.ids)

    # -- planning ------------------------------------------------------------------

    def _plan(self, twists, plan):
        """All that this rule does to these twists, each by itself."""
        if self.tag_ids:
            self._plan_tags(twists, plan)
        methods = [method for name, method in PLANNERS.items() if self[name]]
        if methods:  # at once for all twists of the batch
            twists.browse(twists._prefetch_ids).fetch(TWIST_FIELDS)
        for method in methods:
            for twist in twists:
                getattr(self, method)(twist, plan)

    def _plan_tags(self, twists, plan):
        names = {tag.id: tag.name for tag in self.tag_ids}
        plan.tag(self.id, twists.ids, names)

    def _plan_user(self, twist, plan):
        user, before = self.user_id, plan.user_of(twist)
        if before == user.id:
            return
        if before and not self.is_reassigned:
            name = self.env["res.users"].browse(before).name
            plan.skip(self, twist, "assigned", name)
        elif twist._stranger(user):
            plan.skip(self, twist, "stranger", user.name)
        else:
            plan.values[twist.id]["user_id"] = user.id
            plan.note(self, twist, "assign", user.name)

    def _plan_priority(self, twist, plan):
        if (twist.priority or "0") != self.priority:
            plan.values[twist.id]["priority"] = self.priority
            plan.note(self, twist, f"priority_{self.priority}")

    def _plan_move(self, twist, plan):
        """Only as the table of phases allows; rules after a move see it as planned."""
        origin = plan.moves.get(twist.id, (twist.phase, 0))[0]
        target = self.to_phase
        if origin == target:
            return
        if phases.refusal(origin, target, twist.closed_from):
            plan.skip(self, twist, "phase", f"{origin}/{target}")
        elif twist.id in plan.moves:
            plan.skip(self, twist, "moved", target)
        else:
            plan.moves[twist.id] = (target, self.id)
            plan.note(self, twist, "phase", target)

    def _plan_spam(self, twist, plan):
        if not twist.is_spam:
            plan.spam.add(twist.id)
            plan.note(self, twist, "spam")

    def _plan_answer(self, twist, plan):
        if twist.ready_answer_id != self.ready_answer_id:
            plan.values[twist.id]["ready_answer_id"] = self.ready_answer_id.id
            plan.note(self, twist, "answer", self.ready_answer_id.source)

    def _plan_call(self, twist, plan):
        plan.calls.append((self.id, twist.id))
        plan.note(self, twist, "call", self._webhook_host())

    def _plan_activity(self, twist, plan):
        users = self.env["res.users"]
        user = self.planned_user_id or users.browse(plan.user_of(twist) or ())
        if not user:
            plan.skip(self, twist, "nobody")
        elif twist._stranger(user):
            plan.skip(self, twist, "stranger", user.name)
        else:
            days = timedelta(days=self.planned_days)
            plan.activities.append(
                {
                    "activity_type_id": self.planned_type_id.id,
                    "summary": self.planned_summary or self.name,
                    "res_id": twist.id,
                    "user_id": user.id,
                    "date_deadline": fields.Date.context_today(self) + days,
                }
            )
            plan.note(self, twist, "activity", user.name)

    def _plan_snooze(self, twist, plan):
        until = fields.Datetime.add(plan.now, hours=self.snooze_hours)
        plan.snoozed[twist.id] = until
        plan.note(self, twist, "snooze", fields.Datetime.to_string(until))

    # -- doing ---------------------------------------------------------------------

    def _perform(self, twists, plan):
        """Each kind of change once, for all twists that it concerns."""
        self._perform_tags(twists, plan)
        quiet = twists.with_context(**QUIET)
        for values, ids in plan.values_by_twists():
            quiet.browse(ids).write(values)
        for until, ids in plan.twists_by_snooze().items():
            quiet.browse(ids)._snooze(until)
        if plan.spam:
            quiet.browse(plan.spam)._mark_spam(True)
        self._perform_activities(plan)
        if plan.calls:
            self.env["social.rule.call"]._queue(plan.calls)

    def _perform_tags(self, twists, plan):
        """One statement, which also tells which were not there: the ORM would read
        and write twist by twist."""
        wanted = plan.wanted_tags()
        if not wanted:
            return
        field = twists._fields["tag_ids"]
        twist_ids, tag_ids = zip(*wanted, strict=True)
        added = self.env.execute_query(
            SQL(
                "INSERT INTO %(table)s (%(twist)s, %(tag)s)"
                " SELECT * FROM unnest(%(twists)s::int[], %(tags)s::int[])"
                " ON CONFLICT DO NOTHING RETURNING %(twist)s, %(tag)s",
                table=SQL.identifier(field.relation),
                twist=SQL.identifier(field.column1),
                tag=SQL.identifier(field.column2),
                twists=list(twist_ids),
                tags=list(tag_ids),
            )
        )
        plan.tagged(set(added))
        twists.invalidate_recordset(["tag_ids"])

    def _perform_activities(self, plan):
        if not plan.activities:
            return
        model = self.env["ir.model"]._get_id("social.twist")
        fixed = {"res_model_id": model, "automated": True}
        values = [{**fixed, **one} for one in plan.activities]
        activities = self.env["mail.activity"].sudo()
        activities.create(values[:1])
        # a hundred activities are one mail to their user, not a hundred
        activities.with_context(mail_activity_quick_update=True).create(values[1:])

    def _perform_moves(self, twists, plan):
        """Last of all: rules for moves see what the others did. A rule that is part of
        the chain already is not applied again, so that rules do not chase each other.
        """
        chain = self.env.context.get(CHAIN, ())
        for (target, rule_id), ids in plan.moves_by_target().items():
            reason = self.browse(rule_id).name
            moving = twists.browse(ids)
            moving = moving.with_context(**QUIET, **{CHAIN: (*chain, rule_id)})
            moving._move(target, "rule", reason)


# beside tags, which need nothing of the twists
PLANNERS = {
    "user_id": "_plan_user",
    "priority": "_plan_priority",
    "to_phase": "_plan_move",
    "marks_spam": "_plan_spam",
    "ready_answer_id": "_plan_answer",
    "webhook_url": "_plan_call",
    "planned_type_id": "_plan_activity",
    "snooze_hours": "_plan_snooze",
}
