"""Take Next: an agent asks for the most urgent twist, and has it (spec B15, B4)."""

from datetime import datetime

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .distribution_sql import AGENTS, LOCK, NOTE_ASSIGNED
from .screen_query import checked_query
from .twist_distribution import Waiting

URGENCY = "due_date, priority desc, waiting_since, id"
TRIED = 50  # twists that others may have taken since this transaction began
SKIPPED_MOST = 1000
LOCK_FREE = """
    SELECT id FROM social_twist
     WHERE id = %s AND user_id IS NULL FOR NO KEY UPDATE SKIP LOCKED
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    @api.model
    def screen_take_next(self, query, skip=()):
        """Assign the most urgent twist that nobody has to who asks, or show an own one
        that waits, whichever comes first: by due date, priority and waiting time.

        No two who ask at once are given the same.

        :param query: of the screen; its phase, assignee and order do not matter
        :param skip: ids of own twists that are not to be shown again
        :returns: ``{"id": int or False, "taken": bool, "text": str}``; the text says
            why there is none
        :raises AccessError: the caller may not work on twists
        :raises UserError: query or ids make no sense
        """
        self.check_access("write")
        domain = self._take_domain(checked_query(self.browse(), query))
        own = self._own_next(domain, checked_ids(self.env, skip))
        load, is_full = self._agent_locked()
        free = self._free_next(domain & ~is_full, own)
        if free:
            free.write({"user_id": self.env.uid})
            values = {"users": self.env.user.ids, "now": datetime.utcnow()}
            self.env.cr.execute(SQL(NOTE_ASSIGNED, **values))
        twist = free or own
        text = "" if twist else self._why_none(domain & is_full, load)
        return {"id": twist.id, "taken": bool(free), "text": text}

    @api.model
    def _take_domain(self, query):
        """What the screen's filters show and may be worked on now, of all phases."""
        asleep = Domain("snoozed_until", ">", fields.Datetime.now())
        filters = {**query, "assignee": "", "show_spam": False}
        return self._screen_domain(filters) & ~asleep

    @api.model
    def _own_next(self, domain, skipped):
        """The most urgent of the own twists whose author waits for an answer."""
        own = Domain("user_id", "=", self.env.uid) & Domain("id", "not in", skipped)
        waiting = Domain("waiting_since", "!=", False)
        return self.search(domain & own & waiting, order=URGENCY, limit=1)

    @api.model
    def _agent_locked(self):
        """How many open twists the caller holds, and what may not be taken therefore.

        The row is held and, if something is taken, changed: of two calls of the same
        agent, or of a call and a distribution, the later one counts anew.

        :returns: (int, ``Domain``)
        """
        values = {"users": self.env.user.ids, "limit": 0}
        self.flush_model(["user_id", "is_open"])
        self.env["res.users"].flush_model(["social_twist_limit"])
        rows = self.env.execute_query(SQL("%s %s", SQL(AGENTS, **values), SQL(LOCK)))
        [(_id, limit, _last, load)] = rows
        if limit:
            return load, Domain.TRUE if load >= limit else Domain.FALSE
        full = self.env["social.campaign"].search(
            [("agent_limit", ">", 0), ("agent_limit", "<=", load)]
        )
        return load, Domain("campaign_id", "in", full.ids)

    @api.model
    def _free_next(self, domain, own):
        """The most urgent that nobody has, locked; none if the own one comes first."""
        free = domain & Domain("user_id", "=", False)
        found = self.search(free, order=URGENCY, limit=TRIED)
        is_stale = False
        for twist in found:
            if own and own._urgency() < twist._urgency():
                break
            try:
                if twist._lock_free():
                    return twist
            except SerializationFailure:
                is_stale = True  # somebody took it since this transaction began
        else:
            if is_stale and len(found) == TRIED:
                raise SerializationFailure  # others come first: all of it anew
        return self.browse()

    def _lock_free(self):
        # without a savepoint nothing more could be done after a failure
        with self.env.cr.savepoint(flush=False):
            self.env.cr.execute(SQL(LOCK_FREE, self.id), log_exceptions=False)
            return self.env.cr.fetchone()

    def _urgency(self):
        return Waiting(
            self.id,
            due=self.due_date or None,
            is_high=self.priority == "1",
            since=self.waiting_since or None,
        ).urgency

    @api.model
    def _why_none(self, domain, load):
        """Why nothing was taken: there is nothing, or only beyond the limit."""
        beyond = domain & Domain("user_id", "=", False)
        if self.search(beyond, limit=1):
            return self.env._(
                "You hold %s open twists, the limit: finish one first.", load
            )
        return self.env._("Nothing is left to take. Well done.")


def checked_ids(env, ids):
    """A list of ids that a client sent.

    :raises UserError: it is none, or too long
    """
    is_list = isinstance(ids, (list, tuple)) and len(ids) <= SKIPPED_MOST
    if not is_list or not all(type(one) is int for one in ids):
        raise UserError(env._("That is no list of twists."))
    return list(ids)
