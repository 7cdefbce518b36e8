"""Answering the author of a twist, and what the answers say about the twist."""

from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import (
    SQL,
    html2plaintext,
    html_sanitize,
    human_size,
    is_html_empty,
)

from ..connectors.text import count
from .guarded_error import GuardedError
from .message_html import uploaded_ids
from .social_twist import as_record

OPTIONS = {
    "not_before",
    "visibility",
    "template_id",
    "template_values",
    "guard_confirmed",
}
HELPING = {"listen": "next", "closed": "back"}  # actions, by phase
LATEST = timedelta(days=366)  # how far ahead an answer may be scheduled

# of each twist the last from outside, a machine's only if all are
LAST_INBOUND = """
    SELECT DISTINCT ON (twist_id) id FROM social_message
     WHERE twist_id = ANY(%s) AND direction = 'inbound'
  ORDER BY twist_id, COALESCE(automatic IN ('reply', 'bounce'), FALSE),
           date DESC, id DESC
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def respond(self, body, subject="", attachment_ids=(), message=None, **options):
        """Answer on the platform the message came from (spec A14).

        :param body: HTML from an agent
        :param attachment_ids: ids of files the agent may write
        :param message: the ``social.message`` answered or its id; by default the
            last one from outside that no machine wrote
        :param options: ``not_before``, a UTC or aware time before which it does not
            leave; ``visibility``, where the platform leaves a choice; ``template_id``
            and ``template_values`` (list of str), an approved text in place of
            ``body``; ``guard_confirmed``: send what the guard warns of
        :returns: the ``social.message``, queued or waiting for approval
        :raises UserError: what to do first
        """
        if options.keys() - OPTIONS:
            raise UserError(self.env._("There is no such option."))
        values = {"body": body, "subject": subject, "attachment_ids": attachment_ids}
        return self._respond_now({**values, **options}, message)

    def _respond_now(self, values, message=None):
        """Queue one answer, with all that follows; the caller's draft of it is gone,
        unless an approved text went in its place.

        :param values: as ``_respond``; ``not_before`` as it came from outside
        """
        time = values.get("not_before")
        values = {**values, "not_before": time and as_future(self.env, time)}
        message = as_record(self.env["social.message"], message)
        answer = self._respond(values, message)
        self._answered(answer)
        if not (values.get("template_id") or values.get("keeps_draft")):
            self._drop_draft("reply")
        self.channel_id._trigger(answer.not_before)
        return answer.sudo(False)

    def _respond(self, values, message=None):
        """Queue an answer; ``_answered`` follows, once for all that are queued.

        :param values: body (HTML from an agent), subject, ids of files; text, where
            it was typed as such, visibility, ``not_before``, key; ``recipient``, the
            mail address that an outcome says instead of the author's
        :returns: the queued ``social.message``, as the system
        """
        checked = self._checked_answer(values, message)
        return self.env["social.message"].sudo()._queue(*checked)

    def _respond_each(self, wanted, refusals):
        """Queue an answer for each of many twists, spaced in time; the number of
        queries does not depend on how many.

        :param wanted: (message that is answered, values as ``_respond``) by twist
        :param refusals: sentences by twist; those refused here are added
        :returns: the queued ``social.message``, as the system
        """
        checked = []
        for twist, (parent, values) in wanted.items():
            try:
                checked.append(twist._checked_answer(values, parent))
            except GuardedError:
                raise  # one text for many: its writer is asked once
            except UserError as error:
                refusals[twist] = str(error)
        answers = self.env["social.message"].sudo()._queue_all(checked)
        if answers:
            answers._spread()
        return answers

    def _checked_answer(self, values, message=None):
        """An answer that may be sent as it is, or the reason why not.

        :returns: what ``social.message._queue`` takes
        :raises UserError: what to do first
        """
        self.ensure_one()
        self.check_access("write")
        parent = self._answerable(message) if message else self._last_inbound()
        self._check_respond(parent, values.get("recipient"))
        self._check_visibility(parent, values.get("visibility"))
        values = self._with_template(parent, values)
        body = html_sanitize(
            values["body"] or "", sanitize_attributes=True, sanitize_style=True
        )
        attachment_ids = list(values.get("attachment_ids") or ())
        text = values.get("text") or html2plaintext(body or "").strip()
        limits = parent._limits_of_answer(values.get("visibility"))
        if values.get("recipient"):
            limits = self.channel_id._limits()
        self._check_text(body, attachment_ids, text, limits)
        self._check_files(body, attachment_ids, limits)
        values = {**values, "body": body, "attachment_ids": attachment_ids}
        return self, parent, values

    # -- what must be so before ----------------------------------------------------

    def _check_respond(self, parent=None, recipient=""):
        """Refuse an answer that phase, person or channel do not allow.

        :param recipient: another mail address than the author's
        """
        parent = parent or self._last_inbound()
        refusal = self._not_allowed("respond")
        refusal = refusal or self._why_not_answer(parent, recipient)[0]
        if refusal:
            raise UserError(refusal)

    def _why_not_respond(self, parent):
        """Why a message cannot be answered, and the action that helps.

        :returns: (sentence, "next", "back", "assign" or ""); the sentence is empty
            if it can be answered
        """
        if refusal := self._not_allowed("respond"):
            return refusal, HELPING.get(self.phase, "")
        return self._why_not_answer(parent)

    def _why_not_answer(self, parent, recipient=""):
        """As ``_why_not_respond``, whatever the phase.

        :param recipient: another mail address, to which a mail may go even where the
            author cannot be answered
        """
        if not parent:
            return self.env._("There is no message to answer."), ""
        if not parent.profile_id.partner_id:
            text = self.env._(
                "Assign a person first: answers go to people we know, and %s is"
                " not linked to one.",
                parent.profile_id.display_name,
            )
            return text, "assign"
        refusal = self._why_no_channel()
        return refusal or ("" if recipient else parent._why_not_answered()), ""

    def _why_no_channel(self):
        channel = self.channel_id
        if channel.state == "broken":
            return self.env._(
                "The channel %(channel)s needs attention, so nothing can be sent:"
                " %(reason)s Ask an administrator to connect it again.",
                channel=channel.name,
                reason=channel.sudo().last_error or "",
            )
        if channel.state != "connected":
            return self.env._(
                "The channel %s is not connected, so nothing can be sent."
                " Ask an administrator to connect it.",
                channel.name,
            )
        if not channel._can_send():
            return self.env._(
                "The channel %s only receives. Ask an administrator to set up sending.",
                channel.name,
            )
        return ""

    def _check_visibility(self, parent, visibility):
        if visibility and visibility not in parent._answer_visibilities():
            raise UserError(
                self.env._("The platform has no such answers. Choose another one.")
            )

    def _answerable(self, message):
        """The message, if it is one from outside in this twist."""
        parent = message.sudo()
        if parent.twist_id != self or parent.direction != "inbound":
            raise UserError(self.env._("That message is not of this twist."))
        return parent

    def _check_text(self, body, attachment_ids, text, limits):
        """:param text: the body as plain text, if that is known"""
        if is_html_empty(body) and not attachment_ids:
            raise UserError(self.env._("Write an answer first."))
        text = text or html2plaintext(body or "").strip()
        length = count(text, limits.text_unit)
        if limits.text_length and length > limits.text_length:
            raise UserError(
                self.env._(
                    "The answer has %(length)s characters; %(limit)s are allowed.",
                    length=length,
                    limit=limits.text_length,
                )
            )

    def _check_files(self, body, attachment_ids, limits):
        """Agents send only files that are theirs to send, within the limits."""
        attachments = self.env["ir.attachment"]
        files = attachments.browse(attachment_ids)
        files.check_access("write")
        pictures = attachments.browse(uploaded_ids(body)).exists()
        pictures.check_access("read")
        if (files | pictures) and not limits.takes_files:
            raise UserError(self.env._("The platform takes no files here."))
        for file in files if limits.attachment_types else ():
            if not (file.mimetype or "").startswith(limits.attachment_types):
                raise UserError(
                    self.env._("The platform does not take such files: %s", file.name)
                )
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
        self._answers_queued(answers)

    def _answers_queued(self, answers):
        """What follows for any number of twists, whoever is to work on them."""
        self._index_texts({one.twist_id.id: one.text or "" for one in answers})
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


def as_future(env, time, too_far=""):
    """A time from outside as Odoo stores it.

    :param time: datetime or ISO text, in UTC unless it names its offset
    :param too_far: what to say to more than a year, if it is no answer
    :raises UserError: it is no time, in the past or more than a year ahead
    """
    try:
        moment = datetime.fromisoformat(str(time))
    except ValueError:
        raise UserError(env._("Choose a date and a time.")) from None
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    moment, now = moment.replace(microsecond=0), fields.Datetime.now()
    if moment <= now:
        raise UserError(env._("That time is over. Choose a later one."))
    if moment > now + LATEST:
        text = env._("An answer can be scheduled for a year at most.")
        raise UserError(too_far or text)
    return moment
