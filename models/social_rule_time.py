"""Rules for when time has passed: looked for by a job, once for each occasion (C15)."""

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 500
# an occasion is the moment from which the time counts: another one, another time
DUE = """
    SELECT twist.id, twist.%(since)s
      FROM social_twist AS twist
     WHERE twist.company_id = %(company)s AND twist.is_open IS TRUE
       AND twist.%(since)s <= %(limit)s
       AND (twist.%(since)s, twist.id) > (%(edge)s, %(edge_id)s)
       AND %(phase)s
       AND NOT EXISTS (
            SELECT FROM social_rule_log AS log
             WHERE log.rule_id = %(rule)s AND log.twist_id = twist.id
               AND log.occurrence = twist.%(since)s::text)
  ORDER BY twist.%(since)s, twist.id LIMIT %(batch)s
"""
EARLIEST = "1970-01-01"


class SocialRule(models.Model):
    _inherit = "social.rule"

    @api.model
    def _cron_time(self):
        """Apply the rules for times, each batch committed by itself."""
        rules = self.search([("event", "=", "time")])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(rules))
        for rule in rules:
            edge = (EARLIEST, 0)
            while edge:
                edge = rule._apply_due(edge)
                if not cron._commit_progress(0 if edge else 1):
                    return

    def _apply_due(self, edge):
        """Apply the rule to the next batch of twists whose time has come.

        :param edge: (moment, twist id) after which they are looked for
        :returns: the edge of the next batch; None after the last one
        """
        compiled = self._compile()
        rows = self._due(edge)
        if rows:
            twists = self.env["social.twist"].sudo().browse(row[0] for row in rows)
            occurrences = {id_: fields.Datetime.to_string(at) for id_, at in rows}
            self._run("time", [compiled], twists._facts(), occurrences)
        return (rows[-1][1], rows[-1][0]) if len(rows) == BATCH else None

    def _due(self, edge):
        """:returns: pairs (twist id, the moment from which its time counts)"""
        self.ensure_one()
        self.env["social.twist"].flush_model()
        now = fields.Datetime.now()
        limit = fields.Datetime.subtract(now, **{self.time_unit: self.time_number})
        phase = SQL("twist.phase = %s", self.phase) if self.phase else SQL("TRUE")
        query = SQL(
            DUE,
            since=SQL.identifier(self.time_since),
            company=self.company_id.id,
            limit=limit,
            edge=edge[0],
            edge_id=edge[1],
            phase=phase,
            rule=self.id,
            batch=BATCH,
        )
        return self.env.execute_query(query)
