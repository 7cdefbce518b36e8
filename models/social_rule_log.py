"""What rules did to twists: why was it moved? (spec C15)"""

import json

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime
from odoo.tools.translate import LazyTranslate

from . import phases
from .social_rule import EVENTS

_lt = LazyTranslate(__name__)

KEEP_DAYS_PARAMETER = "social_inbox.rule_log_days"
GC_ROWS = 10_000
DONE = {
    "tag": _lt("tagged %s"),
    "assign": _lt("assigned to %s"),
    "priority_1": _lt("high priority"),
    "priority_0": _lt("normal priority"),
    "phase": _lt("moved to %s"),
    "spam": _lt("marked as spam"),
    "answer": _lt("suggested the answer %s"),
    "call": _lt("told %s"),
    "activity": _lt("planned an activity for %s"),
    "snooze": _lt("snoozed until %s"),
}
SKIPPED = {
    "assigned": _lt("it is assigned to %s already"),
    "stranger": _lt("%s does not belong to its campaign"),
    "moved": _lt("not moved to %s: another rule moves it"),
    "nobody": _lt("nobody is assigned who could be asked"),
}
NOTE_COLUMNS = ("rules", "names", "twists", "done", "skipped", "occurrences")
NOTE = """
    INSERT INTO social_rule_log (rule_id, name, twist_id, event, date, done, skipped,
        occurrence)
    SELECT row.rule_id, row.name, row.twist_id, %(event)s, %(now)s, row.done,
           row.skipped, row.occurrence
      FROM unnest(%(rules)s::int[], %(names)s::text[], %(twists)s::int[],
                  %(done)s::jsonb[], %(skipped)s::jsonb[], %(occurrences)s::text[])
           AS row (rule_id, name, twist_id, done, skipped, occurrence)
"""
ONCE = "ON CONFLICT DO NOTHING"  # each occurrence


class SocialRuleLog(models.Model):
    """One rule applied to one twist. Codes are kept, not sentences: each reader reads
    them in the own language."""

    _name = "social.rule.log"
    _description = "Applied Rule"
    _order = "date desc, id desc"
    _log_access = False  # it is written once, and has a date of its own

    rule_id = fields.Many2one("social.rule", readonly=True, ondelete="set null")
    name = fields.Char(string="Name of the Rule", readonly=True)
    twist_id = fields.Many2one(
        "social.twist", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="twist_id.company_id")
    event = fields.Selection(EVENTS, string="When", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    done = fields.Json(readonly=True)
    skipped = fields.Json(readonly=True)
    occurrence = fields.Char(readonly=True)
    text = fields.Char(string="What Was Done", compute="_compute_text")

    _once_uniq = models.UniqueIndex(
        "(rule_id, twist_id, occurrence) WHERE occurrence IS NOT NULL",
        "That rule was applied to that twist already.",
    )
    _twist_idx = models.Index("(twist_id, date DESC, id DESC)")
    _rule_idx = models.Index("(rule_id, date DESC, id DESC)")
    _date_idx = models.Index("(date)")

    @api.depends("done", "skipped")
    @api.depends_context("lang", "tz")
    def _compute_text(self):
        labels = self.env["social.twist"]._phase_labels()
        for log in self:
            parts = [log._as_text(*one, labels) for one in log.done or ()]
            text = ", ".join(parts)
            reasons = [log._why_not(*one, labels) for one in log.skipped or ()]
            if reasons:
                why = self.env._("not done: %s", " ".join(reasons))
                text = f"{text}; {why}" if text else why
            log.text = text or self.env._("nothing to do")

    def _as_text(self, code, detail, labels):
        if code == "phase":
            detail = labels.get(detail, detail)
        elif code == "snooze":
            detail = format_datetime(self.env, detail)
        sentence = str(DONE.get(code, code))
        return sentence % detail if "%s" in sentence else sentence

    def _why_not(self, code, detail, labels):
        if code == "phase":
            origin, _slash, target = detail.partition("/")
            template = phases.refusal(origin, target, "") or phases.SKIPPED_PHASE
            names = {"origin": labels.get(origin), "target": labels.get(target)}
            return str(template) % names
        sentence = str(SKIPPED.get(code, code))
        detail = labels.get(detail, detail)
        return sentence % detail if "%s" in sentence else sentence

    # -- writing -------------------------------------------------------------------

    @api.model
    def _note(self, event, found, plan, occurrences):
        """One row for each rule and twist to which something was done, or not done for
        a reason; for times also where nothing was, so that it is not tried again.

        :param found: ids of twists by rule
        :param occurrences: by twist id, what tells this time from another
        """
        rows = []
        for rule in self.env["social.rule"].browse(found):
            for twist_id in found[rule.id]:
                key, occurrence = (rule.id, twist_id), occurrences.get(twist_id)
                done, skipped = plan.done.get(key, []), plan.skipped.get(key, [])
                if done or skipped or occurrence:
                    notes = (one and json.dumps(one) or None for one in (done, skipped))
                    rows.append((rule.id, rule.name, twist_id, *notes, occurrence))
        if rows:
            columns = map(list, zip(*rows, strict=True))
            values = dict(zip(NOTE_COLUMNS, columns, strict=True))
            now = fields.Datetime.now()
            note = SQL(NOTE, **values, event=event, now=now)
            # without a name for the time there is nothing to be twice
            self.env.cr.execute(SQL("%s %s", note, SQL(ONCE if occurrences else "")))
            self.invalidate_model(flush=False)

    def _as_events(self):
        """As ``social.phase.move._as_events``."""
        return [
            {
                "id": f"rule-{log.id}",
                "kind": "rule",
                "date": fields.Datetime.to_string(log.date),
                "text": self.env._(
                    "The rule “%(rule)s”: %(done)s", rule=log.name, done=log.text
                ),
                "reason": "",
                "is_undone": False,
            }
            for log in self
        ]

    @api.autovacuum
    def _gc_old(self):
        """Remove what rules did long ago; not what keeps a rule for times from doing
        it to an open twist again.

        :returns: how many were removed, and whether more are left
        """
        days = self.env["social.channel"]._parameter(KEEP_DAYS_PARAMETER, 180)
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        domain = [
            ("date", "<", limit),
            "|",
            ("occurrence", "=", False),
            ("twist_id.is_open", "=", False),
        ]
        found = self.sudo().search(domain, order="date", limit=GC_ROWS)
        found.unlink()
        return len(found), int(len(found) == GC_ROWS)
