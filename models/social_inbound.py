"""Arrivals as they came, stored whole before anybody reads them (spec C22)."""

import base64
import hashlib
import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, groupby

from ..connectors.errors import PayloadError
from ..connectors.text import clean
from ..connectors.types import Payload

_logger = logging.getLogger(__name__)

BATCH_ROWS = 500
BATCH_BYTES = 48 * 2**20
GC_ROWS = 10_000
LONGEST_ID = 600  # characters, of at most 4 bytes: an index takes 2,700 bytes
KEEP_DAYS_PARAMETER = "social_inbox.keep_arrivals_days"


class SocialInbound(models.Model):
    """One arrival: a mail's source, a webhook's body, an item of a platform's list.

    Stored with the channel's cursor in one transaction; unique by (channel,
    external id). A failed one stays until a person decides.
    """

    _name = "social.inbound"
    _description = "Social Arrival"
    _order = "id desc"
    _rec_name = "external_id"

    channel_id = fields.Many2one(
        "social.channel", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id")
    external_id = fields.Char(required=True, readonly=True)
    content_type = fields.Char(readonly=True)
    body = fields.Binary(attachment=False, readonly=True)
    body_name = fields.Char(compute="_compute_body_name")
    size = fields.Integer(string="Size (bytes)", readonly=True)
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="pending",
    )
    error = fields.Text(readonly=True)
    done_date = fields.Datetime(readonly=True)
    early_for = fields.Char(
        readonly=True, help="The id of the message that it changes, not known yet."
    )
    message_ids = fields.One2many("social.message", "inbound_id", readonly=True)
    outcome = fields.Char(compute="_compute_outcome")

    _external_uniq = models.UniqueIndex(
        "(channel_id, external_id)", "This has been received already."
    )
    _waiting_idx = models.Index("(channel_id, id) WHERE state = 'pending'")
    _failed_idx = models.Index("(channel_id, id) WHERE state = 'failed'")
    _early_idx = models.Index(
        "(channel_id, early_for) WHERE early_for IS NOT NULL AND state = 'done'"
    )
    _done_idx = models.Index("(done_date) WHERE state = 'done'")

    def _auto_init(self):
        """Sources are kept uncompressed: base64 hardly shrinks, and trying costs more
        than writing them."""
        result = super()._auto_init()
        self.env.cr.execute(
            "ALTER TABLE social_inbound ALTER COLUMN body SET STORAGE EXTERNAL"
        )
        return result

    @api.depends("content_type", "external_id")
    def _compute_body_name(self):
        for arrival in self:
            ending = "eml" if arrival.content_type == "message/rfc822" else "json"
            arrival.body_name = f"arrival-{arrival.id}.{ending}"

    @api.depends("state", "error", "message_ids")
    def _compute_outcome(self):
        for arrival in self:
            arrival.outcome = arrival._outcome()

    def _outcome(self):
        """What became of it, in one line (spec B5)."""
        if self.state == "failed":
            return self.env._("It could not be read: %s", self.error or "")
        if self.state == "pending":
            return self.env._("It waits to be read.")
        if not self.message_ids:
            return self.env._("It held no new message.")
        twists = self.message_ids.twist_id.mapped("display_name")
        return self.env._("It became a message in: %s", ", ".join(twists))

    def _source(self):
        """The arrival's bytes, exactly as they came."""
        return base64.b64decode(self.body or b"")

    def action_retry(self):
        """Read failed arrivals again."""
        failed = self.filtered(lambda arrival: arrival.state == "failed")
        if not failed:
            raise UserError(self.env._("Only failed arrivals can be tried again."))
        for channel in failed.channel_id:
            if channel.state != "connected":
                raise UserError(
                    self.env._("The channel %s is not connected.", channel.name)
                )
        failed.sudo().write({"state": "pending", "error": False})
        failed.channel_id._trigger()
        return True

    def action_view_twist(self):
        self.ensure_one()
        if not self.message_ids:
            raise UserError(self.outcome)
        return self.message_ids.twist_id[:1].get_formview_action()

    # -- storing -------------------------------------------------------------------

    @api.model
    def _store(self, channel, payloads, is_incomplete=False):
        """Keep payloads whole, in one statement; known ones are left alone.

        :param payloads: ``connectors.types.Payload`` objects
        :param is_incomplete: what they name is to be fetched before they are read
        :returns: how many were new
        """
        if not payloads:
            return 0
        rows = [
            SQL(
                "(%s, %s, %s, %s::bytea, %s, 'pending', %s, %s, %s, %s, %s)",
                channel.id,
                stored_id(payload.external_id),
                payload.content_type,
                base64.b64encode(payload.body).decode(),  # text: half as long as hex
                len(payload.body),
                is_incomplete or None,
                self.env.uid,
                self.env.uid,
                self.env.cr.now(),
                self.env.cr.now(),
            )
            for payload in payloads
        ]
        # one INSERT: the ORM has no ON CONFLICT, which makes repeats harmless
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO social_inbound (channel_id, external_id, content_type,
                    body, size, state, is_incomplete, create_uid, write_uid,
                    create_date, write_date)
                VALUES %s
                ON CONFLICT (channel_id, external_id) DO NOTHING
                """,
                SQL(", ").join(rows),
            )
        )
        return self.env.cr.rowcount

    # -- reading -------------------------------------------------------------------

    @api.model
    def _process(self, channel, is_first_try=False):
        """Turn the next waiting arrivals of a channel into messages.

        The caller commits. A batch that fails is halved until the poisoned row
        stands alone; it becomes ``failed``, the others go through.

        :param is_first_try: the caller takes the batch again, in a new transaction, if
            another channel's job was faster
        :raises UniqueViolation: at the first try
        :returns: how many arrivals were worked off
        """
        arrivals = self._next_batch(channel)
        if arrivals:
            events = arrivals._parse(channel)
            self._ingest_or_bisect(channel, events, is_first_try)
        return len(arrivals)

    @api.model
    def _next_batch(self, channel):
        """At most ``BATCH_ROWS`` arrivals and about ``BATCH_BYTES``, oldest first."""
        self.flush_model(["channel_id", "state", "size"])
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM (
                    SELECT id, sum(size) OVER (ORDER BY id) - size AS before
                      FROM social_inbound
                     WHERE channel_id = %s AND state = 'pending'
                       AND is_incomplete IS NOT TRUE
                  ORDER BY id LIMIT %s) AS waiting
                WHERE before < %s ORDER BY id
                """,
                channel.id,
                BATCH_ROWS,
                BATCH_BYTES,
            )
        )
        return self.browse(row[0] for row in self.env.cr.fetchall())

    def _parse(self, channel):
        """Pairs (arrival, events) of those that can be read; the others fail."""
        parsed, failures = [], {}
        connector = channel._connector_class()(channel.sudo().settings or {})
        for arrival in self:
            payload = Payload(
                external_id=arrival.external_id,
                body=arrival._source(),
                content_type=arrival.content_type or "",
            )
            try:
                parsed.append((arrival, tuple(connector.parse(payload))))
            except PayloadError as error:
                failures[arrival.id] = channel._explain(error)
            except Exception as error:
                _logger.exception("Arrival %s cannot be parsed", arrival.id)
                failures[arrival.id] = f"{type(error).__name__}: {error}"
        self.invalidate_recordset(["body"])
        self._fail(failures)
        return parsed

    @api.model
    def _ingest_or_bisect(self, channel, parsed, is_first_try=False):
        if not parsed:
            return
        try:
            with self.env.cr.savepoint():
                self.env["social.twist"]._ingest(channel, parsed)
                arrivals = self.browse(arrival.id for arrival, events in parsed)
                arrivals._done()
                self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if is_first_try and isinstance(error, UniqueViolation):
                raise
            self.env.invalidate_all(flush=False)
            if len(parsed) == 1:
                _logger.exception("Arrival %s cannot be taken", parsed[0][0].id)
                self._fail({parsed[0][0].id: f"{type(error).__name__}: {error}"})
                return
            middle = len(parsed) // 2
            self._ingest_or_bisect(channel, parsed[:middle])
            self._ingest_or_bisect(channel, parsed[middle:])

    @api.model
    def _note_early(self, early):
        """Edits and deletions that came before their message wait for it.

        :param early: the message's id by the arrival's
        """
        by_name = groupby(early, key=early.get)
        for name, ids in by_name:
            self.sudo().browse(ids).early_for = name

    @api.model
    def _read_again(self, channel, names):
        """What came too early for these messages is read once more."""
        early = [("channel_id", "=", channel.id), ("early_for", "in", names)]
        found = self.sudo().search([*early, ("state", "=", "done")])
        found.write({"state": "pending", "early_for": False})

    def _done(self):
        self.sudo().write({"state": "done", "done_date": fields.Datetime.now()})

    @api.model
    def _fail(self, failures):
        """Mark arrivals failed; ``failures`` maps ids to the reason."""
        by_reason = groupby(failures, key=failures.get)
        for reason, ids in by_reason:
            values = {"state": "failed", "error": clean(reason)}
            self.browse(ids).sudo().write(values)

    @api.autovacuum
    def _gc_done(self):
        """Remove what was read long ago; failed arrivals stay.

        :returns: how many were removed, and whether more are left
        """
        days = self.env["social.channel"]._parameter(KEEP_DAYS_PARAMETER, 30)
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        done = [("state", "=", "done"), ("done_date", "<", limit)]
        found = self.sudo().search(done, order="done_date", limit=GC_ROWS)
        found.unlink()
        return len(found), int(len(found) == GC_ROWS)


def stored_id(name):
    """A platform's id as a database takes it; one without end by its content."""
    name = clean(name)
    if len(name) <= LONGEST_ID:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"{name[: LONGEST_ID - len(digest)]}{digest}"
