"""Which rules match which twists, many at once (spec C15)."""

import logging
import traceback

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .rule_conditions import matching, until_stopped
from .text_pattern import PatternTimeout

_logger = logging.getLogger(__name__)


class SocialRule(models.Model):
    """All conditions are asked of the twists as they are before any rule changes
    them; so the domains of all rules are one statement."""

    _inherit = "social.rule"

    @api.model
    def _run(self, event, rules, facts, occurrences=None):
        """Apply rules to the twists of these messages.

        :param rules: ``Compiled``, in their order
        :param facts: ``Facts`` of messages
        :param occurrences: by twist id, what tells this time from another
        """
        found = self.sudo()._matching(rules, facts)
        if found:
            self.sudo()._apply_all(event, found, occurrences or {})

    def _matching(self, rules, facts):
        """:returns: ids of twists by rule, in the order of the rules"""
        found, failed = matching(rules, facts)
        found = self._in_domains(rules, found, failed)
        for rule_id, error in failed.items():
            self.browse(rule_id)._failed(error)
        return until_stopped(rules, found)

    def _in_domains(self, rules, found, failed):
        """Only the twists that are in their rule's domain; one statement for all.

        :param failed: takes the errors of domains that cannot be searched, by rule
        """
        asked = {rule.id: rule for rule in rules if rule.domain and rule.id in found}
        if not asked:
            return found
        left = {id_: ids for id_, ids in found.items() if id_ not in asked}

        def search(ids):
            some = [asked[id_] for id_ in ids]
            for rule_id, twist_id in self._search_domains(some, found):
                left.setdefault(rule_id, []).append(twist_id)

        self._safely(list(asked), search, failed.__setitem__)
        return left

    def _search_domains(self, rules, found):
        """:returns: pairs of ids, rule and twist"""
        twists = self.env["social.twist"].sudo().with_context(active_test=False)
        own, parts, of_row = SQL.identifier(twists._table, "id"), [], []
        for rule in rules:
            query = twists._search(Domain(rule.domain))
            if query.from_clause == SQL.identifier(twists._table):
                holds = query.where_clause or SQL("TRUE")
                of_row.append(SQL("(%s, %s)", rule.id, holds))
            else:  # it joins tables of its own
                query.add_where(SQL("%s = ANY(%s)", own, found[rule.id]))
                parts.append(SQL("(%s)", query.select(SQL("%s::int", rule.id), own)))
        if of_row:  # whose conditions need the twist alone: each row is read once
            asked = {id_ for rule in rules for id_ in found[rule.id]}
            parts.append(
                SQL(
                    "(SELECT rule.id, %(own)s FROM %(twist)s CROSS JOIN LATERAL"
                    " (VALUES %(rules)s) AS rule (id, holds)"
                    " WHERE %(own)s = ANY(%(asked)s) AND rule.holds)",
                    own=own,
                    twist=SQL.identifier(twists._table),
                    rules=SQL(", ").join(of_row),
                    asked=list(asked),
                )
            )
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        hits = {rule.id: set(found[rule.id]) for rule in rules}
        return [row for row in rows if row[1] in hits[row[0]]]

    def _apply_all(self, event, found, occurrences):
        def apply(ids):
            some = {id_: found[id_] for id_ in ids}
            self._apply(event, some, occurrences)

        self._safely(
            list(found), apply, lambda id_, error: self.browse(id_)._failed(error)
        )

    # -- what goes wrong -----------------------------------------------------------

    def _safely(self, ids, work, failed):
        """Do something for many rules at once or, if that fails, for each by itself:
        one that fails changes nothing, keeps no other back and costs no message.

        :param ids: of rules
        :param work: function of such ids
        :param failed: function of a rule's id and its error
        """
        self.env.flush_all()
        try:
            # what is told at the commit is told then, not at each savepoint
            with self.env.cr.savepoint(flush=False):
                work(ids)
                self.env.flush_all()
            return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # any: what a rule asks or writes is any module's
            self.env.clear()
            if len(ids) == 1:
                failed(ids[0], error)
                return
        for id_ in ids:
            self._safely([id_], work, failed)

    def _failed(self, error):
        """Note why a rule was not applied; one that takes too long is switched off,
        and an administrator is asked to mend it.

        The log tells where it failed, but not the error's own words: they may quote
        messages or a rule's secrets. Administrators read them on the rule.
        """
        self.ensure_one()
        is_slow = isinstance(error, PatternTimeout)
        text = f"{type(error).__name__}: {error}"
        if is_slow:
            text = self.env._(
                "Its regular expression takes too long, so the rule was switched off."
                " Make it simpler."
            )
        else:
            places = "".join(traceback.format_tb(error.__traceback__))
            kind = type(error).__name__
            _logger.error("Rule %s failed, %s\n%s", self.id, kind, places)
        self._note_error(text)
        if is_slow:
            self.active = False
            self._ask_administrator(text)

    def _note_error(self, text):
        """Once an hour: batches of many channels would wait for each other."""
        now = fields.Datetime.now()
        hour_ago = fields.Datetime.subtract(now, hours=1)
        if self.last_error != text or self.last_error_date < hour_ago:
            self.write({"last_error": text, "last_error_date": now})

    def _ask_administrator(self, text):
        group = self.env.ref("social_inbox.group_social_inbox_administrator")
        writer = self.write_uid | self.create_uid
        user = (writer & group.all_user_ids)[:1] or group.all_user_ids[:1]
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("Rule switched off: %s", self.name),
            note=text,
            user_id=(user or self.env.user).id,
        )
