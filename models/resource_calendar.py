"""Working hours, as targets need them: a whole span at once (spec C19)."""

from datetime import UTC, timedelta

from odoo import api, fields, models

from .working_time import WorkingTime

AHEAD = timedelta(weeks=5)  # of a calendar that is read; more if that is too little
FARTHEST = timedelta(weeks=110)


class CalendarClock:
    """The working hours of a calendar from a time on, read once; farther ahead only
    if that is needed."""

    def __init__(self, calendar, since):
        self.calendar, self.since = calendar, since
        self.ahead = AHEAD
        self._read()

    def _read(self):
        until = fields.Datetime.now() + self.ahead
        self.hours = WorkingTime(self.calendar._social_hours(self.since, until))

    def between(self, start, end):
        return self.hours.between(start, end)

    def after(self, moment, seconds):
        """None if nobody works in the next two years."""
        due = self.hours.after(moment, seconds)
        while due is None and self.ahead < FARTHEST:
            self.ahead *= 3
            self._read()
            due = self.hours.after(moment, seconds)
        return due


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _social_hours(self, since, until):
        """Pairs of naive UTC times in which somebody works, without the holidays.

        :param since: a naive UTC time, as ``until``
        """
        self.ensure_one()
        companies = [False, *self.company_id.ids]
        found = self._work_intervals_batch(
            since.replace(tzinfo=UTC),
            until.replace(tzinfo=UTC),
            domain=[("time_type", "=", "leave"), ("company_id", "in", companies)],
        )
        return [
            tuple(one.astimezone(UTC).replace(tzinfo=None) for one in (start, stop))
            for start, stop, _attendance in found[False]
        ]

    def write(self, vals):
        result = super().write(vals)
        self._social_changed()
        return result

    def _social_changed(self):
        """Campaigns that work by these hours have other due times."""
        if self:
            campaigns = self.env["social.campaign"].sudo()
            if campaigns.search([("resource_calendar_id", "in", self.ids)], limit=1):
                self.env["social.twist"]._targets_stale()


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances.calendar_id._social_changed()
        return attendances

    def write(self, vals):
        result = super().write(vals)
        self.calendar_id._social_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._social_changed()
        return result


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._social_changed()
        return leaves

    def write(self, vals):
        self._social_changed()
        result = super().write(vals)
        self._social_changed()
        return result

    def unlink(self):
        self._social_changed()
        return super().unlink()

    def _social_changed(self):
        """Holidays of all, not the days off of somebody."""
        leaves = self.filtered(lambda leave: not leave.resource_id)
        leaves.calendar_id._social_changed()
        if not all(leave.calendar_id for leave in leaves):
            self.env["social.twist"]._targets_stale()
