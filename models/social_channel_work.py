"""The one job that works on a channel: fetch, read, send, in order.

Odoo's scheduler holds a row lock on the channel's own scheduled action while the
job runs, taken in another transaction before the job's snapshot begins. So a
channel is worked on by one process at a time, whatever their number.
"""

import logging
import time
from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..connectors import CONNECTORS, Acknowledges, Pulls
from ..connectors.errors import (
    ConnectorError,
    RateLimitedError,
    RetryableError,
    SettingsError,
)
from ..connectors.retry import next_delay
from .social_channel_login import Renewed
from .social_inbound import BATCH_ROWS

_logger = logging.getLogger(__name__)

CONFLICT_TRIES = 5
LONGEST_WAIT = 900.0  # seconds between two tries to fetch


class SocialChannel(models.Model):
    _inherit = "social.channel"

    def _cron_work(self):
        """Everything there is to do on this channel; commits as it goes.

        Called by the channel's scheduled action only.
        """
        self.ensure_one()
        if not self.exists() or self.state != "connected":
            self.env["ir.cron"]._commit_progress(deactivate=True)
            return
        try:
            self._work_off_arrivals()
            self._renew_if_due()
            with self._connector() as connector, self._counted(connector):
                self._work(connector)
        except Renewed:
            return
        except ConnectorError as error:
            self._retried(self._give_up, error)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            _logger.exception("Channel %s (%s)", self.id, self.platform)
            self._retried(self._give_up, self._as_connector_error(error))

    def _work(self, connector):
        """Send, fetch, and whatever belongs to what was fetched."""
        self._send(connector)
        self._complete_arrivals(connector)
        if self._must_wait():
            return
        if not self._is_slowed():
            self._fetch(connector)
            self._retried(self._slow_down, connector)
        self._send(connector)
        self._download(connector)
        self._look_at(connector)
        if not isinstance(connector, Pulls):
            self._retried(self._note_works, connector)

    @contextmanager
    def _counted(self, connector):
        """What is called costs something, also when it fails in the end."""
        try:
            yield
        except ConnectorError as error:
            self.env.cr.rollback()
            self._retried(self._count_usage, connector)
            self._renew_after(error)
            raise
        except Renewed:
            self._retried(self._count_usage, connector)
            raise
        self._retried(self._count_usage, connector)

    def _count_usage(self, connector):
        self._note_usage(connector)
        self._commit()

    def _as_connector_error(self, error):
        """A failure of ours, so that the channel shows it and goes on later."""
        if isinstance(error, UserError):
            return SettingsError(str(error))
        text = self.env._("An error of ours; the server's log says more: %s", error)
        return RetryableError(text)

    def _connector_class(self):
        return CONNECTORS[self.platform]

    def _must_wait(self):
        retry_date = self.sudo().retry_date
        return bool(retry_date and retry_date > fields.Datetime.now())

    def _time_left(self):
        """Seconds until the scheduler wants another job to have its turn."""
        end = self.env.context.get("cron_end_time", float("inf"))
        return end - time.monotonic()

    def _commit(self, done=0):
        """Commit and tell the scheduler; the seconds left for this run."""
        return self.env["ir.cron"]._commit_progress(done)

    def _retried(self, step, *args):
        """The result of a step that ends with a commit and may be repeated.

        People change channels and twists while a job fetches and reads: whoever
        commits last is refused by PostgreSQL, rolls back and does it again.
        """
        tries_left = CONFLICT_TRIES
        while True:
            try:
                return step(*args)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                tries_left -= 1
                if not tries_left:
                    raise
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)

    def _give_up(self, error):
        """Later, or never without a person, as the error's class says."""
        self.env.cr.rollback()
        self.invalidate_recordset()
        attempt = self.sudo().failure_count + 1
        is_temporary = isinstance(error, RetryableError)
        delay = min(next_delay(attempt, error), LONGEST_WAIT) if is_temporary else 0.0
        if isinstance(error, RateLimitedError):
            delay = max(delay, error.retry_after)
        log = _logger.warning if attempt == 1 else _logger.info
        log("Channel %s (%s): %s", self.id, self.platform, error)
        self._failed(error, delay)
        self._commit()
        if not is_temporary:
            self.env["ir.cron"]._commit_progress(deactivate=True)

    # -- fetching ------------------------------------------------------------------

    def _fetch(self, connector):
        """All pages: stored whole with the cursor, committed, then read."""
        if not isinstance(connector, Pulls):
            return
        connector.known_ids = self._known_ids
        self._retried(self._acknowledge, connector)
        stored, problem = 0, None
        while True:
            page = connector.fetch(self.sudo().cursor or "")
            problem = page.problem or problem
            self._retried(self._store_page, page)
            self._retried(self._acknowledge, connector)
            stored += len(page.payloads)
            if stored >= BATCH_ROWS or not page.has_more:
                self._work_off_arrivals()
                stored = 0
            if not page.has_more:
                break
            if self._time_left() <= 0:
                self._trigger()
                break
        if problem:
            self._retried(self._note_problem, problem)
        else:
            self._retried(self._note_success)

    def _store_page(self, page):
        """The arrivals and the cursor behind them in one transaction."""
        channel = self.sudo()
        self.env["social.inbound"].sudo()._store(self, page.payloads)
        values = {"cursor": page.cursor, "receipt": page.receipt}
        if any((channel[name] or "") != value for name, value in values.items()):
            channel.write(values)
        self._commit(len(page.payloads))

    def _acknowledge(self, connector):
        """Mark or move what is stored; done again after a crash before it."""
        channel = self.sudo()
        if not (channel.receipt and isinstance(connector, Acknowledges)):
            return
        connector.acknowledge(channel.receipt)
        channel.write({"receipt": False})
        self._commit()

    def _work_off_arrivals(self):
        """Read all that waits, batch by batch, while there is time."""
        while self._retried(self._read_batch):
            if self._time_left() <= 0:
                self._trigger()
                break

    def _read_batch(self):
        """How many arrivals were read, at most a batch."""
        arrivals = self.env["social.inbound"].sudo()
        try:
            count = arrivals._process(self, is_first_try=True)
        except UniqueViolation:  # mails and their platform told of the same at once
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            count = arrivals._process(self)
        if count:
            self._commit()
        return count

    def _note_problem(self, problem):
        """A part did not come, the rest did: shown, and nothing waits for it."""
        now, text = fields.Datetime.now(), self._explain(problem)
        values = {"last_success_date": now, "failure_count": 0, "retry_date": False}
        if self.last_error != text:
            _logger.warning("Channel %s (%s): %s", self.id, self.platform, problem)
            values |= {"last_error": text, "last_error_date": now}
        self.sudo().write(values)
        self._commit()

    def _note_success(self):
        if self.sudo().failure_count or self.last_error:
            _logger.info("Channel %s (%s) works again", self.id, self.platform)
            self._recovered()
        else:
            self.sudo().write({"last_success_date": fields.Datetime.now()})
        self._commit()

    def _note_works(self, connector):
        """The same where nothing is fetched: what was asked, if anything, went well."""
        if connector.calls or self.sudo().failure_count or self.last_error:
            self._note_success()

    def _known_ids(self, external_ids):
        """Those of the platform's ids that are messages of this channel already."""
        return set(
            self.env["social.message"]
            .sudo()
            .search_fetch(
                [
                    ("channel_id", "=", self.id),
                    ("external_id", "in", list(external_ids)),
                ],
                ["external_id"],
            )
            .mapped("external_id")
        )
