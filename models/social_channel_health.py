"""How a channel fares: its access, what it has spent, and what is slowed (C6, C7)."""

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..connectors import Inspects, Templates
from ..connectors.errors import ConnectorError

_logger = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(days=1)
SOON_DAYS = 7  # before its end an access that is not made new by itself is shown


class SocialChannel(models.Model):
    _inherit = "social.channel"

    calls_today = fields.Integer(readonly=True, copy=False)
    spent_today = fields.Float(readonly=True, copy=False)
    usage_day = fields.Date(readonly=True, copy=False)
    next_fetch_date = fields.Datetime(readonly=True, copy=False)
    look_date = fields.Datetime(readonly=True, copy=False)
    health = fields.Text(compute="_compute_health")
    attention = fields.Text(compute="_compute_attention")
    usage = fields.Char(compute="_compute_usage")

    # -- shown ---------------------------------------------------------------------

    @api.depends("token_expiry_date", "missing_scopes", "next_fetch_date", "state")
    def _compute_health(self):
        for channel in self:
            channel.health = "\n".join(channel._health_lines())

    @api.depends("health", "last_error", "send_error")
    def _compute_attention(self):
        """All that is wrong or will be, as lists and cards show it."""
        for channel in self:
            lines = (channel.last_error, channel.send_error, channel.health)
            channel.attention = "\n".join(filter(None, lines))

    def _health_lines(self):
        """What an administrator should know, though it works."""
        lines, now = [], fields.Datetime.now()
        end = self.token_expiry_date
        if end and end <= now:
            lines.append(self.env._("The access has ended. Log in again."))
        elif end and not self._renews_itself() and end < now + timedelta(SOON_DAYS):
            text = self.env._("The access ends in %s days. Log in again before.")
            lines.append(text % (end - now).days)
        if self.missing_scopes:
            text = self.env._("Rights are missing: %s. Log in again and grant them.")
            lines.append(text % self.missing_scopes)
        if self.next_fetch_date and self.next_fetch_date > now:
            text = self.env._(
                "Fetching is slowed so that the day's budget lasts; next at %s."
            )
            lines.append(text % format_datetime(self.env, self.next_fetch_date))
        return lines

    def _renews_itself(self):
        names = self.sudo().credential_ids.mapped("name")
        return "refresh_token" in names

    @api.depends("calls_today", "spent_today", "usage_day")
    def _compute_usage(self):
        for channel in self:
            channel.usage = channel._usage_text()

    def _usage_text(self):
        budget = self._budget()
        is_today = self.usage_day == self._budget_day(budget)
        calls = self.calls_today if is_today else 0
        spent = self.spent_today if is_today else 0.0
        if not budget:
            return self.env._("%s calls today", calls)
        return self.env._(
            "%(calls)s calls today; %(spent)s of %(limit)s %(unit)s spent",
            calls=calls,
            spent=f"{spent:.6g}",
            limit=f"{budget.per_day:.6g}",
            unit=budget.unit,
        )

    # -- spending ------------------------------------------------------------------

    def _budget(self):
        """``connectors.types.Budget`` or None, by the settings."""
        return self._connector_class()(self.sudo().settings or {}).budget()

    def _budget_day(self, budget):
        """The day as the platform counts it."""
        zone = ZoneInfo(budget.zone if budget else "UTC")
        return datetime.now(UTC).astimezone(zone).date()

    def _note_usage(self, connector):
        """Count what a run of the scheduled action cost; the caller commits."""
        if not connector.calls and not connector.spent:
            return
        channel, day = self.sudo(), self._budget_day(connector.budget())
        is_same = channel.usage_day == day
        channel.write(
            {
                "usage_day": day,
                "calls_today": connector.calls + (is_same and channel.calls_today),
                "spent_today": connector.spent + (is_same and channel.spent_today),
            }
        )

    def _slow_down(self, connector):
        """Put the next fetch off so that the day's budget lasts (spec C6).

        Half of it is left to answers and to catching up: as long as fetching every
        few minutes fits into the other half, nothing is slowed.
        """
        budget = connector.budget()
        until = budget and self._next_affordable(budget, connector.spent)
        if until or self.sudo().next_fetch_date:
            self.sudo().next_fetch_date = until or False
            self._commit()

    def _next_affordable(self, budget, spent):
        """When the next fetch fits into the budget; None: now.

        :param spent: what this run has cost so far
        """
        now = datetime.now(UTC)
        midnight = self._next_midnight(now, budget)
        if self.usage_day == self._budget_day(budget):
            spent += self.spent_today
        left = budget.per_day - spent
        fetches = max(0.0, left / 2) / max(budget.per_fetch, 1e-9)
        seconds = (midnight - now).total_seconds()
        if fetches < 1:
            return midnight.replace(tzinfo=None)
        interval = seconds / fetches
        if interval <= 60 * self._limits().polling_minutes:
            return None
        return min(midnight, now + timedelta(seconds=interval)).replace(
            tzinfo=None, microsecond=0
        )

    def _next_midnight(self, now, budget):
        zone = ZoneInfo(budget.zone)
        local = now.astimezone(zone)
        day = local.date() + timedelta(days=1)
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)

    def _is_slowed(self):
        date = self.sudo().next_fetch_date
        return bool(date and date > fields.Datetime.now())

    # -- looked at once a day ------------------------------------------------------

    def _look_at(self, connector):
        """Ask the platform what the token allows, and which texts it approved."""
        now = fields.Datetime.now()
        if self.look_date and self.look_date > now - LOOK_AGAIN:
            return
        values = {"look_date": now}
        try:
            if isinstance(connector, Inspects):
                access = connector.inspect()
                end = access.expires_at
                values["missing_scopes"] = ", ".join(access.missing_scopes)
                if end:
                    values["token_expiry_date"] = end.replace(tzinfo=None)
            if isinstance(connector, Templates):
                self._refresh_templates(connector)
        except ConnectorError as error:
            _logger.info("Channel %s cannot be looked at: %s", self.id, error)
        self.sudo().write(values)
