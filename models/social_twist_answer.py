"""Answering the author of a twist, and what the answers say about the twist."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import (
    SQL,
    html2plaintext,
    html_sanitize,
    human_size,
    is_html_empty,
)

from ..connectors.text import count
from .message_html import uploaded_ids
from .social_twist import as_record

# of each twist the last from outside, a machine's only if all are
LAST_INBOUND = """
    SELECT DISTINCT ON (twist_id) id FROM social_message
     WHERE twist_id = ANY(%s) AND direction = 'inbound'
  ORDER BY twist_id, COALESCE(automatic IN ('reply', 'bounce'), FALSE),
           date DESC, id DESC
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def respond(self, body, subject="", attachment_ids=(), message=None):
        """Answer on the platform the message came from (spec A14).

        :param body: HTML from an agent
        :param attachment_ids: ids of files the agent may write
        :param message: the ``social.message`` answered or its id; by default the
            last one from outside that no machine wrote
        :returns: the queued ``social.message``
        :raises UserError: what to do first
        """
        message = as_record(self.env["social.message"], message)
        values = {"body": body, "subject": subject, "attachment_ids": attachment_ids}
        answer = self._respond(values, message)
        self._answered(answer)
        self.channel_id._trigger(answer.not_before)
        return answer.sudo(False)

    def _respond(self, values, message=None):
        """Queue an answer; ``_answered`` follows, once for all that are queued.

        :param values: body (HTML from an agent), subject, ids of files
        :returns: the queued ``social.message``, as the system
        """
        self.ensure_one()
        self.check_access("write")
        parent = self._answerable(message) if message else self._last_inbound()
        self._check_respond(parent)
        body = html_sanitize(
            values["body"] or "", sanitize_attributes=True, sanitize_style=True
        )
        attachment_ids = list(values.get("attachment_ids") or ())
        self._check_text(body, attachment_ids)
        self._check_files(body, attachment_ids)
        values = {**values, "body": body, "attachment_ids": attachment_ids}
        return self.env["social.message"].sudo()._queue(self, parent, values)

    # -- what must be so before ----------------------------------------------------

    def _check_respond(self, parent=None):
        """Refuse an answer that phase, person or channel do not allow."""
        self._check_allowed("respond")
        parent = parent or self._last_inbound()
        if not parent:
            raise UserError(self.env._("There is no message to answer."))
        if not parent.profile_id.partner_id:
            raise UserError(
                self.env._(
                    "Assign a person first: answers go to people we know, and %s is"
                    " not linked to one.",
                    parent.profile_id.display_name,
                )
            )
        self._check_channel()

    def _check_channel(self):
        channel = self.channel_id
        if channel.state != "connected":
            raise UserError(
                self.env._(
                    "The channel %s is not connected, so nothing can be sent."
                    " Ask an administrator to connect it.",
                    channel.name,
                )
            )
        if not channel._can_send():
            raise UserError(
                self.env._(
                    "The channel %s only receives. Ask an administrator to set up"
                    " sending.",
                    channel.name,
                )
            )

    def _answerable(self, message):
        """The message, if it is one from outside in this twist."""
        parent = message.sudo()
        if parent.twist_id != self or parent.direction != "inbound":
            raise UserError(self.env._("That message is not of this twist."))
        return parent

    def _check_text(self, body, attachment_ids):
        if is_html_empty(body) and not attachment_ids:
            raise UserError(self.env._("Write an answer first."))
        limits = self.channel_id._limits()
        length = count(html2plaintext(body or "").strip(), limits.text_unit)
        if limits.text_length and length > limits.text_length:
            raise UserError(
                self.env._(
                    "The answer has %(length)s characters; %(limit)s are allowed.",
                    length=length,
                    limit=limits.text_length,
                )
            )

    def _check_files(self, body, attachment_ids):
        """Agents send only files that are theirs to send, within the limits."""
        attachments = self.env["ir.attachment"]
        files = attachments.browse(attachment_ids)
        files.check_access("write")
        pictures = attachments.browse(uploaded_ids(body)).exists()
        pictures.check_access("read")
        limits = self.channel_id._limits()
        size = sum((files | pictures).mapped("file_size"))
        if limits.attachment_bytes and size > limits.attachment_bytes:
            raise UserError(
                self.env._(
                    "The files have %(size)s together; %(limit)s are allowed.",
                    size=human_size(size),
                    limit=human_size(limits.attachment_bytes),
                )
            )
        if limits.attachments and len(files) > limits.attachments:
            raise UserError(
                self.env._("At most %s files are allowed.", limits.attachments)
            )

    def _last_inbound(self):
        """The message to answer: the last from outside, a machine's only if all are."""
        return self._last_inbounds()

    def _last_inbounds(self):
        """The messages to answer, one of each twist, read by the system."""
        messages = self.env["social.message"].sudo()
        if not self.ids:
            return messages
        messages.flush_model(["twist_id", "direction", "automatic", "date"])
        rows = self.env.execute_query(SQL(LAST_INBOUND, self.ids))
        return messages.browse(row[0] for row in rows)

    # -- what follows --------------------------------------------------------------

    def _answered(self, answers):
        """Answers were queued: the last messages now, and their author's work."""
        nobodys = self.filtered(lambda twist: not twist.user_id)
        nobodys._write_by_system({"user_id": self.env.user.id})
        for answer in answers:
            answer.twist_id._index_text(answer.text)
        self._read_until_answered()
        self.sudo()._recount()

    def _answer_changed(self, answer):
        """An answer got another state; who wrote it hears when it did not arrive."""
        self._recount()
        kind = "mail.mail_activity_data_warning"
        if answer.state == "cancelled":
            self._reopen_untold(self.env._("An answer was withdrawn"))
        if answer.state in ("failed", "unknown"):
            self._reopen_untold(self.env._("An answer was not delivered"))
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                kind,
                summary=self.env._("An answer was not delivered"),
                note=answer.error,
                user_id=(answer.user_id or self.user_id or self.env.user).id,
            )
        elif not self.has_undelivered:
            self.activity_unlink([kind])

    @api.model
    def _answers_seen(self, message_ids):
        """Answers of unknown fate whose copy arrived: they were sent."""
        answers = self.env["social.message"].browse(message_ids)
        answers = answers.filtered(lambda one: one.state in ("unknown", "sending"))
        answers.write({"state": "sent", "error": False})
        for answer in answers:
            answer.twist_id._answer_changed(answer)


def reply_subject(subject):
    """``Re:`` once, whatever the answers before it were called."""
    subject = (subject or "").strip()
    if subject[:3].lower() in ("re:", "aw:", "sv:"):
        return subject
    return f"Re: {subject}".strip()
