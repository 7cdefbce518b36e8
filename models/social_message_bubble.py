"""Messages as the conversation draws them (spec A5, A7, C22)."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

# what a browser shows without running anything in it; not SVG, not HTML
PREVIEWS = {
    "image": {"png", "jpeg", "gif", "webp", "bmp"},
    "video": {"mp4", "webm"},
    "audio": {"mpeg", "mp4", "ogg", "wav", "x-wav", "webm", "aac"},
}
BODY_FIELDS = (
    "text",
    "is_html",
    "source_html",
    "source_quote",
    "body_cache",
    "quote_cache",
)
BUBBLE_FIELDS = (
    "twist_id",
    "profile_id",
    "user_id",
    "direction",
    "type",
    "kind",
    "parent_id",
    "date",
    "subject",
    "preview",
    "url",
    "visibility",
    "automatic",
    "recipients",
    "is_spam",
    "is_unread",
    "sentiment",
    "relevance",
    "edited_date",
    "deleted_date",
    "state",
    "error",
    "not_before",
    "approval_id",
    "is_spaced",
    "channel_id",
    "external_id",
    "receipt",
    "is_partial",
    "is_hidden",
    "is_liked",
    "matched_by",
)
SOON = timedelta(minutes=1)
FILE_FIELDS = (
    "name",
    "description",
    "res_model",
    "res_id",
    "type",
    "mimetype",
    "file_size",
)
WEB = ("https://", "http://")  # a platform's link is a stranger's word
DECISIONS = {
    "queued": ["undo"],
    "failed": ["edit", "send_again"],
    "unknown": ["send_again", "mark_sent"],
    "cancelled": ["edit", "send_again"],
}


class SocialMessage(models.Model):
    _inherit = "social.message"

    _spam_idx = models.Index("(twist_id) WHERE is_spam IS TRUE")

    def _as_bubbles(self, files=None):
        """One dict each, as the conversation draws it; a constant number of queries.

        The messages are those of a page, in order: what each one answers is told
        where that is not the message directly above.

        :param files: their attachments, if they were read already
        """
        if files is None:
            files = self._files_shown(self.env["mail.message"])
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("type", "state", "receipt", "automatic", "kind")
        }
        may_decide = self.twist_id.has_access("write")
        own = files.filtered(lambda one: one.res_model == self._name).grouped("res_id")
        above = [self.browse(), *self]
        return [
            {
                **message._as_bubble(labels),
                "parent": message._answered(previous),
                "can": message._decisions() if may_decide else [],
                "moderations": message._moderations_shown() if may_decide else [],
                "attachments": message._files_beside(own.get(message.id, ())),
            }
            for message, previous in zip(self, above, strict=False)
        ]

    def _files_shown(self, chatter):
        """Attachments of these messages and of notes, in one query.

        sudo: files are read by the right on their message or note.
        """
        ours = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        theirs = Domain("id", "in", chatter.attachment_ids.ids)
        return (
            self.env["ir.attachment"]
            .sudo()
            .search_fetch(
                (ours | theirs) & Domain("res_field", "=", False),
                FILE_FIELDS,
                order="id",
            )
        )

    def _files_beside(self, files):
        """The files that the text does not show already, as dicts."""
        body = self.body or ""
        return [
            as_file(one)
            for one in files
            if not one.description or f"/web/image/{one.id}" not in body
        ]

    def _as_bubble(self, labels):
        author, user = self.profile_id, self.user_id
        person = author.partner_id
        return {
            "id": self.id,
            "direction": self.direction,
            "type": labels["type"].get(self.type),
            "type_code": self.type,
            "kind": labels["kind"].get(self.kind),
            "author": {
                "id": author.id,
                "name": author.display_name or "",
                "handle": author.handle or "",
                "image": avatar(person) or author._picture(),
            },
            "user": {"id": user.id, "name": user.name or "", "image": avatar(user)},
            "date": fields.Datetime.to_string(self.date),
            "subject": self.subject or "",
            "recipients": self.recipients or [],
            "body": self.body or "",
            "quote": self.quote or "",
            "automatic": labels["automatic"].get(self.automatic, ""),
            "visibility": self.visibility or "",
            "url": self.url if (self.url or "").startswith(WEB) else "",
            **self._marks_as_dict(),
            **self._delivery_as_dict(labels),
        }

    def _marks_as_dict(self):
        return {
            "is_spam": self.is_spam,
            "is_unread": self.is_unread,
            "is_new": self.is_unread and not self.is_spam,
            "sentiment": self.sentiment or "",
            "relevance": self.relevance or "",
            "edited": bool(self.edited_date),
            "edited_date": fields.Datetime.to_string(self.edited_date) or "",
            "deleted": bool(self.deleted_date),
            "deleted_date": fields.Datetime.to_string(self.deleted_date) or "",
            "is_partial": self.is_partial,
            "hidden": self.is_hidden,
            "liked": self.is_liked,
        }

    def _answered(self, above):
        """What this message answers, unless that stands directly above it.

        :returns: ``{"id", "preview", "author"}`` or False
        """
        parent = self.parent_id
        if not parent or parent == above:
            return False
        return {
            "id": parent.id,
            "preview": parent.preview or parent.subject or "",
            "author": parent._writer(),
        }

    def _writer(self):
        """Who wrote it, as agents read it: the author's name, a colleague's, or us."""
        if self.direction == "inbound":
            return self.profile_id.display_name or ""
        return self.user_id.name or self.env._("We")

    # -- delivery ------------------------------------------------------------------

    def _delivery_as_dict(self, labels):
        not_before = self.not_before if self.state == "queued" else False
        return {
            "state": self.state or "",
            "state_label": labels["receipt"].get(self.receipt)
            if self.state == "sent" and self.receipt
            else labels["state"].get(self.state, ""),
            "error": self._why_undelivered(),
            "not_before": fields.Datetime.to_string(not_before) or "",
        }

    def _why_undelivered(self):
        """The reason in words; a platform that gives none is said so."""
        if self.state == "failed" and not self.error:
            return self.env._("The platform refused it without saying why.")
        return self.error or ""

    def _decisions(self):
        """What a person may decide about an answer, by how far it got.

        :returns: some of ``undo``, ``send_now``, ``edit``, ``send_again``,
            ``mark_sent``, in the order of the buttons
        """
        decisions = list(DECISIONS.get(self.state, ()))
        wait = self.not_before and self.not_before - fields.Datetime.now()
        if self.state == "queued" and wait and wait > timedelta(0):
            # within the seconds to undo, undoing comes first
            decisions += ["edit"] if wait > SOON else []
            # of many answers each keeps its distance
            decisions += [] if self.is_spaced else ["send_now"]
        return decisions


def avatar(record):
    """Address of a person's or a user's picture; empty for nobody."""
    return f"/web/image/{record._name}/{record.id}/avatar_128" if record else ""


def as_file(attachment):
    """A file as conversations show it.

    :returns: dict with ``id``, ``name``, ``mimetype``, ``size`` (bytes), ``preview``
        (``image``, ``video``, ``audio``, ``pdf`` or empty), ``url`` of what is shown
        (empty where nothing is) and ``download_url``
    """
    preview = preview_of(attachment)
    content = f"/web/content/{attachment.id}"
    shown = f"/web/image/{attachment.id}" if preview == "image" else content
    return {
        "id": attachment.id,
        "name": attachment.name or "",
        "mimetype": attachment.mimetype or "",
        "size": attachment.file_size,
        "preview": preview,
        "url": shown if preview else "",
        "download_url": f"{content}?download=true",
    }


def preview_of(attachment):
    """How a file may be shown in the page; empty for those that are only downloaded.

    What lies elsewhere is not loaded by itself: that tells its sender of the reader.
    """
    if attachment.type != "binary":
        return ""
    mimetype = (attachment.mimetype or "").partition(";")[0].strip().lower()
    if mimetype == "application/pdf":
        return "pdf"
    family, _slash, kind = mimetype.partition("/")
    return family if kind in PREVIEWS.get(family, ()) else ""
