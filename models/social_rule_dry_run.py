"""What a rule would have done in the last days, without doing it (spec C15)."""

import time

from odoo import fields, models
from odoo.tools import SQL

from .rule_conditions import Facts
from .social_twist_rules import FACT_COLUMNS

DAYS = 30
CHUNK = 1000
MOST = 100_000  # messages
SECONDS = 20.0
MOST_SHOWN = 5000  # twists in the list that opens
# newest first, page by page by the index on dates; each message is looked at once
PAST = """
    SELECT %(columns)s, message.date
      FROM social_message AS message
      JOIN social_twist AS twist ON twist.id = message.twist_id
 LEFT JOIN social_profile AS profile ON profile.id = message.profile_id
     WHERE message.direction = 'inbound' AND message.is_spam IS NOT TRUE
       AND message.company_id = %(company)s
       AND message.date >= %(since)s
       AND (message.date, message.id) < (%(edge)s, %(edge_id)s)
  ORDER BY message.date DESC, message.id DESC LIMIT %(limit)s
"""
LAST_ID = 2**31 - 1


class SocialRule(models.Model):
    _inherit = "social.rule"

    def action_dry_run(self):
        """Look which twists of the last 30 days the rule would touch; nothing is
        changed. Messages are looked at in chunks, as long as there is time.

        :returns: an action that opens the result
        """
        self.ensure_one()
        self.check_access("read")
        days, looked_at, is_cut = self._try_out()
        touched = {twist_id for ids in days.values() for twist_id in ids}
        trial = self.env["social.rule.trial"].create(
            {
                "rule_id": self.id,
                "looked_at": looked_at,
                "is_cut": is_cut,
                "touched": len(touched),
                "twist_ids": sorted(touched, reverse=True)[:MOST_SHOWN],
                "days": [
                    [str(day), len(ids)] for day, ids in sorted(days.items())[::-1]
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry Run: %s", self.name),
            "res_model": trial._name,
            "res_id": trial.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _try_out(self):
        """:returns: (ids of twists by day, how many messages were looked at, whether
        there are more)"""
        rule = self.sudo()
        compiled, until = rule._compile(), time.monotonic() + SECONDS
        edge, looked_at, days = (fields.Datetime.now(), LAST_ID), 0, {}
        while True:
            rows = rule._past(edge)
            looked_at += len(rows)
            for twist_id, day in rule._touched(compiled, rows):
                days.setdefault(day, set()).add(twist_id)
            if len(rows) < CHUNK:
                return days, looked_at, False
            if looked_at >= MOST or time.monotonic() > until:
                return days, looked_at, True
            edge = (rows[-1][-1], rows[-1][1])

    def _past(self, edge):
        self.env.flush_all()
        since = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS)
        return self.env.execute_query(
            SQL(
                PAST,
                columns=SQL(FACT_COLUMNS),
                company=self.company_id.id,
                since=since,
                edge=edge[0],
                edge_id=edge[1],
                limit=CHUNK,
            )
        )

    def _touched(self, compiled, rows):
        """:returns: pairs (twist id, day), of the messages that match"""
        facts = [Facts(*row[:-1]) for row in rows]
        if self.event != "arrival":
            facts = self._facts_in_phase(facts)
        found = set(self._matching([compiled], facts).get(self.id, ()))
        matching = [one for one in facts if one.twist_id in found]
        dates = {row[1]: row[-1].date() for row in rows}
        return [
            (one.twist_id, dates[one.message_id])
            for one in matching
            if compiled.matches(one)
        ]

    def _facts_in_phase(self, facts):
        """Rules that do not wait for messages: of what they are about, as it is now."""
        domain = [("id", "in", [one.twist_id for one in facts])]
        if self.phase:
            domain.append(("phase", "=", self.phase))
        if self.event == "time":
            now = fields.Datetime.now()
            limit = fields.Datetime.subtract(now, **{self.time_unit: self.time_number})
            domain += [(self.time_since, "<=", limit), ("is_open", "=", True)]
        ids = set(self.env["social.twist"].sudo().search(domain).ids)
        return [one for one in facts if one.twist_id in ids]
