"""When twists are due: computed for many at once, by what was said (spec C19).

Nothing is counted up: the lines of a twist are made from its messages and moves each
time these change, so an answer that is withdrawn or a message that comes late are
right by themselves. What has ended stays as it was measured then.
"""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from . import target_sql
from .resource_calendar import CalendarClock
from .target_clock import Line, Turn, lines
from .working_time import AlwaysOpen

CRON = "social_inbox.ir_cron_recompute_targets"
AFTER = "social_inbox.targets_after"  # id of the twist that was looked at last
CHUNK = 2000  # twists of one transaction
LONG_AGO = timedelta(days=1)  # whoever waits since before yesterday is no news
QUIET = "social_inbox_reading"


class Twist(NamedTuple):
    id: int
    company_id: int
    campaign_id: int | None
    platform: str
    priority: str
    is_spam: bool
    is_closed: bool
    phase_since: object


class SocialTwist(models.Model):
    _inherit = "social.twist"

    due_soon_date = fields.Datetime(
        string="Due Soon from",
        readonly=True,
        copy=False,
        help="Warns before it is due.",
    )
    target_line_ids = fields.One2many(
        "social.twist.target", "twist_id", string="Targets", readonly=True
    )

    _due_idx = models.Index(
        "(due_date, last_message_date, id) INCLUDE (phase, company_id, channel_id,"
        " user_id, campaign_id, snoozed_until)"
        " WHERE is_open IS TRUE AND due_date IS NOT NULL"
    )

    # -- when ----------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if {"campaign_id", "priority"} & vals.keys():
            self._targets_again()
        return result

    def _write_unread(self, statement):
        """Whoever reads has not answered."""
        twists = self.with_context(**{QUIET: True})
        return super(SocialTwist, twists)._write_unread(statement)

    def _recount(self):
        result = super()._recount()
        if not self.env.context.get(QUIET):
            self._targets_again()
        return result

    @api.model
    def _targets_on_arrival(self, channel, threads):
        self.browse(thread.id for thread in threads)._targets_again()
        return super()._targets_on_arrival(channel, threads)

    def _targets_on_move(self, target):
        self._targets_again()
        return super()._targets_on_move(target)

    def _targets_again(self):
        """What these twists are due for now; nothing where nobody set up targets."""
        if self and self.env["social.target"]._plans():
            self.sudo()._set_targets()

    # -- what ----------------------------------------------------------------------

    def _set_targets(self, is_news=True):
        """A constant number of queries for any number of twists, on one calendar.

        :param is_news: whether those who missed a target are to be told
        """
        for model in ("social.message", "social.phase.move", "social.twist"):
            self.env[model].flush_model()
        twists = [Twist(*row) for row in self._rows(target_sql.TWISTS)]
        turns, pauses = self._turns(), self._pauses(twists)
        clocks = self._clocks(twists, turns)
        plans, now = self.env["social.target"]._plans(), fields.Datetime.now()
        chosen = {}
        new = {}
        for twist in twists:
            if twist.is_spam or twist.id not in turns:
                continue
            key = twist[1:5]
            if key not in chosen:
                chosen[key] = {
                    one.kind: one for one in reversed(plans) if one.fits(twist)
                }
            clock = clocks[twist.campaign_id]
            found = lines(turns[twist.id], pauses[twist.id], chosen[key], clock, now)
            new.update({(twist.id, *one[:2]): one.kept() for one in found})
        self._store_targets(twists, new, now - LONG_AGO if is_news else now)

    def _rows(self, statement):
        return self.env.execute_query(SQL(statement, self.ids))

    def _turns(self):
        """Lists of ``Turn`` by twist."""
        found = defaultdict(list)
        for id_, *values in self._rows(target_sql.TURNS):
            found[id_].append(Turn(*values))
        return found

    def _pauses(self, twists):
        """When each twist was closed: pairs of times, the last perhaps without end."""
        found = defaultdict(list)
        for id_, date, is_closed in self._rows(target_sql.CLOSINGS):
            pauses = found[id_]
            if is_closed:
                pauses.append((date, None))
            elif pauses:
                pauses[-1] = (pauses[-1][0], date)
        for twist in twists:
            pauses = found[twist.id]
            is_paused = bool(pauses) and pauses[-1][1] is None
            if is_paused and not twist.is_closed:
                pauses.pop()  # that move is just being undone
            elif twist.is_closed and not is_paused:
                pauses.append((twist.phase_since or fields.Datetime.now(), None))
        return found

    # -- working hours -------------------------------------------------------------

    @api.model
    def _clocks(self, twists, turns):
        """A clock by campaign id, which knows all that these twists need."""
        always, clocks, since = AlwaysOpen(), {}, {}
        ids = {twist.campaign_id for twist in twists if twist.campaign_id}
        campaigns = self.env["social.campaign"].browse(ids)
        calendars = {one.id: one.resource_calendar_id for one in campaigns}
        for twist in twists:
            calendar = calendars.get(twist.campaign_id)
            if calendar and twist.id in turns:
                first = turns[twist.id][0].date
                since[calendar] = min(since.get(calendar, first), first)
        known = {one: CalendarClock(one, first) for one, first in since.items()}
        for twist in twists:
            calendar = calendars.get(twist.campaign_id)
            clocks[twist.campaign_id] = known.get(calendar, always)
        return clocks

    # -- storing -------------------------------------------------------------------

    @api.model
    def _store_targets(self, twists, new, known_before):
        """Write what differs, and tell what changed.

        :param new: a ``Line`` by (twist id, kind, turn)
        :param known_before: what was missed before then is nobody told of
        """
        companies = {twist.id: twist.company_id for twist in twists}
        spam = {twist.id for twist in twists if twist.is_spam}
        rows = self.browse(companies)._rows(target_sql.KNOWN)
        known = {(row[0], *row[2:4]): as_line(row) for row in rows}
        alerted = {key[0] for key, line in known.items() if line.is_overdue}
        gone = [
            key
            for key, line in known.items()
            if key not in new and (key[0] in spam or not line.ended)
        ]
        changed = {
            key: line
            for key, line in new.items()
            if line != known.get(key)
            and not (key in known and line.same_end(known[key]))
        }
        if changed:
            self._upsert_targets(changed, companies, known_before)
        if gone:
            values = SQL(", ").join(SQL("%s", key) for key in gone)
            self.env.cr.execute(SQL(target_sql.DELETE, values))
        if changed or gone:
            self._set_due(list(companies))
            late = {key[0] for key, line in new.items() if line.is_overdue}
            if over := alerted - late:
                self.env["social.twist.target"]._clear_alerts(over)

    @api.model
    def _upsert_targets(self, changed, companies, known_before):
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s::timestamp, %s, %s::timestamp,"
                " %s::timestamp, %s, %s::timestamp, %s::timestamp, %s::int)",
                key[0],
                companies[key[0]],
                bool(line.is_overdue and line.due <= known_before),
                *line,
            )
            for key, line in sorted(changed.items())
        ]
        now, uid = self.env.cr.now(), self.env.uid
        statement = SQL(target_sql.UPSERT, rows=SQL(", ").join(rows), uid=uid, now=now)
        self.env.cr.execute(statement)

    @api.model
    def _set_due(self, ids):
        rows = self.env.execute_query(SQL(target_sql.DUE, sorted(ids)))
        twists = self.browse(ids)
        names = ["due_date", "due_soon_date", "target_line_ids"]
        twists.invalidate_recordset(names, flush=False)
        self.env["social.twist.target"].invalidate_model(flush=False)
        self._notify_inbox([row[0] for row in rows])

    # -- all of them ---------------------------------------------------------------

    @api.model
    def _targets_stale(self):
        """Targets, campaigns or calendars changed: a scheduled action looks at all
        that is open again."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return  # all goes
        self.env["ir.config_parameter"].sudo().set_param(AFTER, "0")
        self.env.ref(CRON).sudo()._trigger()

    @api.model
    def _cron_recompute_targets(self):
        """A part after the other, each committed; it goes on where it stopped."""
        parameters, cron = self.env["ir.config_parameter"].sudo(), self.env["ir.cron"]
        while after := parameters.get_param(AFTER):
            query = SQL(target_sql.OPEN, int(after), CHUNK)
            ids = [row[0] for row in self.env.execute_query(query)]
            self.browse(ids).sudo()._set_targets(is_news=False)
            is_last = len(ids) < CHUNK
            parameters.set_param(AFTER, False if is_last else str(ids[-1]))
            if not cron._commit_progress(len(ids), remaining=0 if is_last else 1):
                break

    # -- on the screen -------------------------------------------------------------

    @api.model
    def _screen_when(self, when):
        now, awake = fields.Datetime.now(), super()._screen_when("")
        if when == "overdue":
            return awake & Domain("due_date", "<=", now)
        if when == "soon":
            due = Domain("due_date", ">", now) & Domain("due_soon_date", "<=", now)
            return awake & due
        return super()._screen_when(when)

    def _screen_row(self):
        as_text = fields.Datetime.to_string
        due = {"due": as_text(self.due_date), "due_soon": as_text(self.due_soon_date)}
        return {**super()._screen_row(), **due}


def as_line(row):
    return Line(*row[2:])
