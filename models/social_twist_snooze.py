"""Twists that nobody needs to look at until a later time (spec B15).

A snoozed twist stays open in its phase, but leaves the usual lists and counts. It
comes back when its time is over, unread, or as soon as its author writes.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from .ingest_batch import wants_attention
from .social_twist_answer import as_future
from .social_twist_phase import COUNT

CRON = "social_inbox.ir_cron_wake_twists"
WAKE = """
    UPDATE social_twist SET snoozed_until = NULL
     WHERE %s AND snoozed_until IS NOT NULL RETURNING id, is_open
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    _snoozed_idx = models.Index(
        "(snoozed_until) INCLUDE (phase, company_id, channel_id, user_id, campaign_id)"
        " WHERE snoozed_until IS NOT NULL"
    )

    # -- by hand -------------------------------------------------------------------

    def action_snooze(self):
        """Open the dialog that asks until when."""
        self.check_access("write")
        dialog = self.env["social.snooze"].create({"twist_ids": self.ids})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Snooze"),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def screen_snooze(self, until):
        """Out of the usual lists until then, or until the author writes.

        :param until: a time as ISO text, in UTC unless it names its offset
        :returns: as ``_result``, with an undo
        :raises UserError: it is no time, it is over or more than a year ahead; or the
            only twist is not open
        """
        self.check_access("write")
        until = as_snooze(self.env, until)
        known = self.filtered("is_open")
        refusal = self.env._("only open twists can be snoozed")
        if len(self) == 1 and not known:
            text = self.env._("Only open twists can be snoozed. Open it again first.")
            raise UserError(text)
        undo = known._undo_snooze()
        known._snooze(until)
        time = format_datetime(self.env, until, dt_format="short")
        text = (
            self.env._("Snoozed until %s", time),
            self.env._("%(count)s snoozed until %(time)s", count=COUNT, time=time),
        )
        skipped = [refusal] * len(self - known)
        return self._result(text, len(known), skipped, undo)

    def action_unsnooze(self):
        """Back in the usual lists, at once.

        :returns: as ``_result``, with an undo
        """
        self.check_access("write")
        snoozed = self.filtered("snoozed_until")
        undo = snoozed._undo_snooze()
        snoozed._snooze(False)
        text = self.env._("Awake again"), self.env._("%s awake again", COUNT)
        return self._result(text, len(snoozed), [], undo)

    def screen_snooze_again(self, before):
        """Undo ``screen_snooze`` and ``action_unsnooze``.

        :param before: pairs of a time ("" for awake) and the ids of the twists that
            slept until then; a time that is over means awake
        :raises UserError: it is no such list
        """
        self.check_access("write")
        for until, twist_ids in checked_pairs(self.env, before):
            twists = self & self.browse(twist_ids)
            is_ahead = until and until > fields.Datetime.to_string(
                fields.Datetime.now()
            )
            twists._snooze(is_ahead and as_snooze(self.env, until))
        text = self.env._("As before"), self.env._("%s as before", COUNT)
        return self._result(text, len(self), [])

    def _snooze(self, until):
        """Those that are woken are given out, if they are nobody's.

        :param until: a UTC time, or False to wake them
        """
        self._write_by_system({"snoozed_until": until})
        if not until:
            self._give_out_soon()
        elif self:
            self.env.ref(CRON).sudo()._trigger(at=until)

    def _give_out_soon(self):
        """The distribution left them alone while they were snoozed."""
        self.filtered(lambda twist: not twist.user_id).campaign_id._distribute_soon()

    def _undo_snooze(self):
        groups = self.grouped("snoozed_until").items()
        before = [
            [fields.Datetime.to_string(until) or "", twists.ids]
            for until, twists in groups
        ]
        return "social.twist", self.ids, "screen_snooze_again", [before]

    # -- waking --------------------------------------------------------------------

    @api.model
    def _cron_wake(self):
        """Those whose time is over come back, as unread: somebody wanted to go on
        with them then. A constant number of queries."""
        now = fields.Datetime.now()
        woken = self._wake(SQL("snoozed_until <= %s", now)).exists()
        woken.filtered(lambda twist: not twist.unread_count).action_mark_unread()
        woken._give_out_soon()

    @api.model
    def _work_on_arrivals(self, channel, threads):
        """First of all, whoever was to be heard again has been: what a rule decides
        afterwards stays."""
        asking = [
            thread.id
            for thread in threads
            if thread.was_known and any(map(wants_attention, thread.arrived))
        ]
        if asking:
            self._wake(SQL("id = ANY(%s)", asking))
        return super()._work_on_arrivals(channel, threads)

    def _targets_on_move(self, target):
        if target == "closed":
            self.sudo().filtered("snoozed_until").write({"snoozed_until": False})
        return super()._targets_on_move(target)

    @api.model
    def _wake(self, which):
        """:param which: a condition; all are written in one statement
        :returns: those woken that are open"""
        self.flush_model(["snoozed_until", "is_open"])
        rows = self.env.execute_query(SQL(WAKE, which))
        ids = [row[0] for row in rows]
        self.browse(ids).invalidate_recordset(["snoozed_until"], flush=False)
        self._notify_inbox(ids)
        return self.browse(id_ for id_, is_open in rows if is_open)

    # -- on the screen -------------------------------------------------------------

    @api.model
    def screen_list(self, query, offset=0, limit=40):
        """With ``snoozed``: how many the query would find that are snoozed."""
        result = super().screen_list(query, offset=offset, limit=limit)
        return {**result, "snoozed": self._screen_snoozed(query)}

    @api.model
    def _screen_snoozed(self, query):
        """One number from the small index of those that sleep."""
        return self.search_count(self._screen_domain({**query, "when": "snoozed"}))

    @api.model
    def _screen_domain(self, query):
        domain, when = super()._screen_domain(query), query.get("when")
        fields_asked = {one.field_expr for one in domain.iter_conditions()}
        if not when and "snoozed_until" in fields_asked:
            return domain  # a filter of the search bar says which
        return domain & self._screen_when(when)

    @api.model
    def _screen_when(self, when):
        """What ``when`` of a query asks for; "" for all that are awake."""
        return Domain("snoozed_until", "!=" if when == "snoozed" else "=", False)

    def _screen_row(self):
        until = fields.Datetime.to_string(self.snoozed_until)
        return {**super()._screen_row(), "snoozed_until": until}


def as_snooze(env, until):
    """As ``as_future``, in words that fit."""
    return as_future(env, until, env._("Snooze it for a year at most."))


def checked_pairs(env, pairs):
    """Pairs of a text and ids, from a client.

    :raises UserError: they are something else
    """
    try:
        found = [(until, list(ids)) for until, ids in pairs]
        kinds = {type(id_) for _until, ids in found for id_ in ids} <= {int}
    except (TypeError, ValueError):
        kinds = False
    if not kinds or not all(isinstance(until, str) for until, _ids in found):
        raise UserError(env._("That cannot be undone."))
    return found
