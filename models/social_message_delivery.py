"""From a queued answer to the platform: one write each, never a blind repeat."""

import logging
import secrets
from dataclasses import replace
from datetime import UTC, timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import html2plaintext

from ..connectors import Finds
from ..connectors.errors import (
    AuthError,
    ConnectorError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
)
from ..connectors.retry import MAX_TRIES, next_delay
from ..connectors.text import clean, one_line
from ..connectors.types import Attachment, Reply
from .social_message import STATES, naive

_logger = logging.getLogger(__name__)

UNDO_PARAMETER = "social_inbox.undo_seconds"
RESULT_TRIES = 5
LOOKS = 3
LOOK_AFTER = timedelta(seconds=30)  # a slow server may still be at work on it
CHANNEL_ERRORS = (AuthError, SettingsError, RateLimitedError)
UPLOAD_MODELS = (False, "social.respond", "mail.compose.message")
DRAFT = "social.draft"


class SocialMessage(models.Model):
    _inherit = "social.message"

    state = fields.Selection(
        STATES, readonly=True, copy=False, help="Of an answer: how far it got."
    )
    key = fields.Char(readonly=True, copy=False)
    not_before = fields.Datetime(readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False)
    look_count = fields.Integer(
        readonly=True,
        copy=False,
        help="How often an answer of unknown fate was looked for on the platform.",
    )

    _queue_idx = models.Index(
        "(channel_id, not_before, id) WHERE state IN ('queued', 'sending', 'unknown')"
    )
    _key_uniq = models.UniqueIndex("(key) WHERE key IS NOT NULL", "The key is used.")

    # -- queueing ------------------------------------------------------------------

    @api.model
    def _queue(self, twist, parent, values):
        """Put an answer into the outbox; it leaves when the time to undo is over.

        :param parent: the inbound message that is answered
        :param values: body (HTML), subject, attachment ids; the text, if it was typed
            as such, visibility, key, a time before which it does not leave, and
            ``template_id`` with ``template_values``
        """
        return self._queue_all([(twist, parent, values)])

    @api.model
    def _queue_all(self, checked):
        """Put any number of answers into the outbox.

        :param checked: (twist, parent, values) as ``_queue`` takes them
        """
        messages = self.create([self._queued_values(*one) for one in checked])
        for message, (_twist, _parent, values) in zip(messages, checked, strict=True):
            body = message._take_pictures(values["body"])
            if body != values["body"]:
                message.source_html = body
            if values.get("attachment_ids"):
                message._attach(values["attachment_ids"])
        return messages

    @api.model
    def _queued_values(self, twist, parent, values):
        """An answer's columns, as ``_queue`` was told."""
        now = fields.Datetime.now()
        undone = now + timedelta(seconds=self._undo_seconds())
        body = values["body"]
        text = values.get("text") or html2plaintext(body).strip()
        return {
            "twist_id": twist.id,
            "channel_id": twist.channel_id.id,
            "company_id": twist.company_id.id,
            "profile_id": parent.profile_id.id,
            "user_id": self.env.user.id,
            "direction": "outbound",
            "type": "answer",
            "kind": "mail" if values.get("recipient") else parent.kind,
            "recipient_address": values.get("recipient"),
            "visibility": values.get("visibility") or parent._answer_visibilities()[0],
            "template_id": values.get("template_id"),
            "template_values": values.get("template_values"),
            "parent_id": parent.id,
            "ancestor_ids": parent._ancestors_of_reply(),
            "reply_address": parent.reply_address,
            "date": now,
            "subject": one_line(clean(values.get("subject") or "")) or False,
            "text": text,
            "preview": " ".join(text.split())[:200],
            "source_html": body,
            "is_html": True,
            "state": "queued",
            "key": values.get("key") or secrets.token_hex(16),
            "not_before": max(undone, values.get("not_before") or undone),
        }

    @api.model
    def _undo_seconds(self):
        return self.env["social.channel"]._parameter(UNDO_PARAMETER, 10)

    def _attach(self, attachment_ids):
        """Take over files uploaded for this answer; others are copied."""
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        uploaded = attachments.filtered(
            lambda one: one.res_model in (*UPLOAD_MODELS, DRAFT)
        )
        place = {"res_model": self._name, "res_id": self.id}
        uploaded.write(place)
        for attachment in attachments - uploaded:
            attachment.copy(place)

    def _ancestors_of_reply(self):
        """The platform's ids above an answer to this message, nearest first."""
        ids = [self.external_id, *(self.ancestor_ids or ())]
        return [one for one in ids if one]

    # -- sending -------------------------------------------------------------------

    @api.model
    def _next_due(self, channel):
        """The answer that leaves next: a single one before those of many."""
        due = [
            ("channel_id", "=", channel.id),
            ("state", "=", "queued"),
            ("not_before", "<=", fields.Datetime.now()),
        ]
        single, order = [*due, ("is_spaced", "=", False)], "not_before, id"
        return self.search(single, order=order, limit=1) or self.search(
            due, order=order, limit=1
        )

    def _deliver(self, connector):
        """Send one answer: claimed and committed before the network is touched.

        :raises AuthError, SettingsError, RateLimitedError: the channel cannot send
        :returns: False when the channel should not send more for now
        """
        self.ensure_one()
        try:
            reply = self._as_reply()
        except Exception:
            _logger.exception("Message %s cannot be put together", self.id)
            text = self.env._("It could not be put together: a file is missing.")
            self._note({"state": "failed", "error": text})
            return True
        if not self._claim(connector.external_id_of(reply)):
            return False
        try:
            sent = connector.send(reply)
        except Exception as error:
            self._note_error(error)
            if isinstance(error, CHANNEL_ERRORS):
                raise
            return not isinstance(error, RetryableError)
        self._note_sent(sent)
        return True

    def _claim(self, external_id):
        """Mark as being sent, and commit that; False when a person was faster.

        The id that the answer will have is kept before it leaves, where the platform
        lets us choose it: so its copy, a bounce and replies are recognised even if
        nobody learns what became of it.
        """
        values = {"state": "sending", "attempts": self.attempts + 1}
        if external_id:
            values["external_id"] = external_id
        try:
            if not self.try_lock_for_update():
                return False
            self.write(values)
            if self.is_spaced:
                self.channel_id._keep_apart()
            self.env["ir.cron"]._commit_progress()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            self.channel_id._trigger()
            return False
        return True

    def _as_reply(self):
        """This answer as its connector takes it."""
        self.ensure_one()
        parent = self.parent_id
        limits = self.channel_id._limits_for(self.kind, self.visibility or "private")
        ancestors = tuple(self.ancestor_ids or ())
        return Reply(
            key=self.key,
            text=self.text or "",
            body=self.source_html or "" if limits.is_html else "",
            thread_id=self.parent_id._thread_of_platform(),
            parent_id=parent.external_id or "",
            ancestor_ids=ancestors,
            recipient=self._as_recipient(),
            reply_token="" if self.recipient_address else parent.reply_token or "",
            kind=self.kind,
            visibility=self.visibility or "private",
            parent_visibility=parent.visibility or "private",
            subject=self.subject or "",
            attachments=tuple(map(as_attachment, self.attachment_ids)),
            template=self.template_id.external_id or "",
            template_values=tuple(self.template_values or ()),
            sender=self.campaign_id.sudo()._as_sender() if limits.has_sender else None,
        )

    def _note_sent(self, sent):
        now = fields.Datetime.now()
        self._note(
            {
                "state": "sent",
                "external_id": sent.external_id,
                "url": sent.url,
                "date": naive(sent.sent_at) or now,
                "error": False,
            }
        )

    def _note_error(self, error):
        """What follows from a failure, by its class alone."""
        if not isinstance(error, ConnectorError):
            _logger.error("Sending message %s failed", self.id, exc_info=error)
        text = self.channel_id._explain(error)
        if isinstance(error, CHANNEL_ERRORS):
            values = {"state": "queued", "attempts": self.attempts - 1}
        elif isinstance(error, RetryableError) and self.attempts < MAX_TRIES:
            wait = timedelta(seconds=next_delay(self.attempts, error))
            values = {"state": "queued", "not_before": fields.Datetime.now() + wait}
        elif isinstance(error, (RetryableError, PermanentError)):
            values = {"state": "failed"}
        else:  # also an error of ours, perhaps after the request left
            values = {"state": "unknown"}
        self._note({**values, "error": text})

    def _note(self, values):
        """Write a result and commit; a conflict must not turn sent into unknown."""
        for tries_left in reversed(range(RESULT_TRIES)):
            try:
                self.write(values)
                self.twist_id._answer_changed(self)
                self.env["ir.cron"]._commit_progress(1)
                return
            except UniqueViolation:  # its copy arrived first, under the same id
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                if not self._replace_copy(values["external_id"]):
                    values = {**values, "external_id": False}
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if not tries_left:
                    raise
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)

    def _replace_copy(self, external_id):
        """Take the place of this answer's copy, which came while its fate was unknown.

        :returns: False if the id is that of something else
        """
        copy = self.search(
            [
                ("twist_id", "=", self.twist_id.id),
                ("channel_id", "=", self.channel_id.id),
                ("external_id", "=", external_id),
                ("direction", "=", "outbound"),
                ("key", "=", False),
            ]
        )
        self.search([("parent_id", "in", copy.ids)]).write({"parent_id": self.id})
        copy.unlink()
        return bool(copy)

    def _recover(self, connector):
        """After a crash: was this answer sent? Else a person decides.

        One that cannot be looked for now keeps no other back: it is looked for later,
        like all of unknown fate.
        """
        self.ensure_one()
        found = None
        if isinstance(connector, Finds):
            try:
                found = self._find(connector)
            except ConnectorError as error:
                _logger.info("Message %s is not looked for now: %s", self.id, error)
        if found:
            self._note_sent(found)
        else:
            text = self.env._(
                "The server was interrupted while sending. Look on the platform"
                " whether the answer is there, then choose It was sent or Send again."
            )
            self._note({"state": "unknown", "error": text})

    def _find(self, connector):
        """The answer on the platform; None if it is not there or cannot be looked for.

        :raises RetryableError, AuthError: not now
        """
        try:
            return connector.find_sent(self._as_sent())
        except (RetryableError, AuthError):
            raise
        except ConnectorError as error:
            _logger.warning("Message %s cannot be looked for: %s", self.id, error)
        except Exception:
            _logger.exception("Message %s cannot be looked for", self.id)
        return None

    def _as_sent(self):
        """This answer as its connector looks for it: since when it may be there."""
        since = self.not_before or self.date
        return replace(self._as_reply(), sent_at=since.replace(tzinfo=UTC))

    @api.model
    def _to_look_for(self, channel):
        """Answers of unknown fate that may have shown up on the platform by now."""
        before = fields.Datetime.now() - LOOK_AFTER
        return self.search(
            [
                ("channel_id", "=", channel.id),
                ("state", "=", "unknown"),
                ("look_count", "<", LOOKS),
                ("write_date", "<", before),
            ],
            order="id",
        )

    def _look_for(self, connector):
        """Whether it is there after all; what is not found stays unknown (spec C22)."""
        if found := self._find(connector):
            self._note_sent(found)
        else:
            self.look_count += 1


def as_attachment(attachment):
    return Attachment(
        filename=attachment.name or "",
        mimetype=attachment.mimetype or "application/octet-stream",
        content=attachment.raw or b"",
        size=attachment.file_size,
        content_id=attachment.description or "",
    )
