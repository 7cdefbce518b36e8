"""What the conversation shows of the chatter: notes of colleagues, and changes."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty
from odoo.tools.translate import LazyTranslate

from .social_message import one_line
from .social_message_bubble import as_file, avatar

_lt = LazyTranslate(__name__)

WRITTEN = ("comment", "email")  # by persons; the rest is logged by the system
MOVED = "phase"  # told by social.phase.move, with cause and reason
OF_PROFILE = ("partner_id", "is_blocked")  # of the author, as far as it concerns us
VALUES = ("char", "text", "datetime", "float", "integer")
CHATTER_FIELDS = (
    "model",
    "message_type",
    "date",
    "author_id",
    "email_from",
    "create_uid",
    "body",
    "attachment_ids",
)
TRACKING_FIELDS = (
    "mail_message_id",
    "field_id",
    *(f"{side}_value_{column}" for side in ("old", "new") for column in VALUES),
)
# by field: (kind, something was set, it was taken away)
SENTENCES = {
    "user_id": (
        "assign",
        _lt("%(who)s assigned it to %(new)s"),
        _lt("%(who)s took it from %(old)s"),
    ),
    "ticket_id": (
        "ticket",
        _lt("%(who)s linked the ticket %(new)s"),
        _lt("%(who)s unlinked the ticket %(old)s"),
    ),
    "idea_id": (
        "idea",
        _lt("%(who)s linked the idea %(new)s"),
        _lt("%(who)s unlinked the idea %(old)s"),
    ),
    "partner_id": (
        "person",
        _lt("%(who)s linked the author to %(new)s"),
        _lt("%(who)s unlinked the author from %(old)s"),
    ),
    "is_blocked": (
        "block",
        _lt("%(who)s blocked the author"),
        _lt("%(who)s unblocked the author"),
    ),
}
TAKEN = _lt("%(who)s took it on")
CHANGED = _lt("%(who)s changed %(field)s from %(old)s to %(new)s")


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _message_post_after_hook(self, message, msg_values):
        """A note is part of the conversation: open screens show it."""
        self._notify_inbox(self.ids)
        return super()._message_post_after_hook(message, msg_values)

    def _chatter_shown(self, span):
        """What colleagues wrote and the system logged in a span of time, oldest first.

        Changes of the author's profile are told, too: that is where a person is linked.

        :param span: function that makes the span's domain on a date field
        :returns: ``mail.message`` as the system
        """
        twist = Domain("model", "=", self._name) & Domain("res_id", "=", self.id)
        author = self.profile_id.id
        profile = Domain("model", "=", "social.profile") & Domain("res_id", "=", author)
        kinds = Domain("message_type", "!=", "user_notification")
        # sudo: whoever reads the twist, which was checked, reads what is written on it
        return (
            self.env["mail.message"]
            .sudo()
            .search_fetch(
                (twist | profile) & kinds & span("date"),
                CHATTER_FIELDS,
                order="date, id",
            )
            .filtered(lambda one: one.model == self._name or not is_note(one))
        )

    def _as_notes(self, chatter):
        """:returns: list of ``{"id", "date", "author": {"name", "image"}, "body": safe
        HTML, "attachments": [dict], "is_mine": bool}``"""
        me = self.env.user.partner_id
        return [
            {
                "id": note.id,
                "date": fields.Datetime.to_string(note.date),
                "author": {
                    "name": note.author_id.name or note.email_from or "",
                    "image": avatar(note.author_id),
                },
                "body": note.body or "",
                "attachments": [as_file(one) for one in note.attachment_ids],
                "is_mine": note.author_id == me,
            }
            for note in chatter.filtered(is_note)
            if note.attachment_ids or not is_html_empty(note.body)
        ]

    def _as_events_of_log(self, chatter):
        """One line for each change that was tracked, or for what was logged in words.

        :returns: list as ``social.phase.move._as_events``
        """
        logs = chatter.filtered(lambda one: not is_note(one))
        trackings = self.env["mail.tracking.value"].sudo()  # as the chatter itself
        if logs:
            trackings = trackings.search_fetch(
                [("mail_message_id", "in", logs.ids)], TRACKING_FIELDS, order="id"
            )
        by_log = trackings.grouped("mail_message_id")
        events = []
        for log in logs:
            changes = by_log.get(log, trackings.browse())
            events += [self._event_of_change(log, change) for change in changes]
            if log.model == self._name and not is_html_empty(log.body):
                text = one_line(html2plaintext(log.body, include_references=False))
                events.append(event("log", log, log.id, text))
        return [one for one in events if one]

    def _event_of_change(self, log, change):
        """What a tracked change says, as an event; None where it is told elsewhere."""
        name = self._tracked_names(log.model).get(change.field_id.id)
        told = OF_PROFILE if log.model == "social.profile" else self._fields
        if name not in told or name == MOVED:
            return None
        record = self.env[log.model]
        old, new = value_of(change, "old"), value_of(change, "new")
        kind, was_set, was_cleared = SENTENCES.get(name, ("change", CHANGED, CHANGED))
        if name == "user_id" and change.new_value_integer == log.create_uid.id:
            was_set = TAKEN
        text = str(was_set if new else was_cleared) % {
            "who": log.author_id.name or self.env._("The system"),
            "field": record._fields[name]._description_string(self.env),
            "old": old or "–",
            "new": new or "–",
        }
        return event(kind, log, f"{log.id}-{change.id}", text)

    def _tracked_names(self, model):
        """Names of a model's fields by the ids that trackings carry; cached by Odoo."""
        ids = self.env["ir.model.fields"]._get_ids(model)
        return {field_id: name for name, field_id in ids.items()}


def is_note(message):
    """Whether a person wrote it, rather than the system logged it."""
    return message.message_type in WRITTEN


def event(kind, log, key, text):
    return {
        "id": f"log-{key}",
        "kind": kind,
        "date": fields.Datetime.to_string(log.date),
        "text": text,
        "reason": "",
        "is_undone": False,
    }


def value_of(change, side):
    """A tracked value as text, by whichever column holds it; empty for nothing."""
    values = (change[f"{side}_value_{column}"] for column in VALUES)
    return next((str(value) for value in values if value), "")
