"""The messages of a batch, stored at once: a part of ``social_twist_ingest``."""

from psycopg2.extras import Json

from odoo import models
from odoo.tools import SQL

from .ingest_batch import author_key, is_unread, pending_files, rights
from .social_message import one_line

OPTIONAL_TEXTS = (
    "kind",
    "subject",
    "url",
    "language",
    "visibility",
    "automatic",
    "reply_address",
)
FILES = {
    "attachments_mime_plainxml": True,  # a stranger's HTML is never served as such
    "image_no_postprocess": True,
}


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _create_messages(self, channel, arrived, profiles):
        """One statement for all: the ORM would cost twice as much a message.

        The table has no defaults, tracking or computed columns to be filled.
        """
        rows = [self._message_values(channel, one, profiles) for one in arrived]
        if not rows:
            return
        columns = list(rows[0])
        found = self.env.execute_query(
            SQL(
                "INSERT INTO social_message (%s) VALUES %s RETURNING external_id, id",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(SQL("%s", tuple(row.values())) for row in rows),
            )
        )
        ids = dict(found)
        for one in arrived:
            one.message_id = ids[one.external_id]
        self.env["social.message"].invalidate_model(flush=False)
        self._link_parents(arrived)
        self._create_attachments(arrived)

    def _message_values(self, channel, one, profiles):
        """The row of a message by column; what is absent is NULL, as the ORM has it."""
        event, now = one.event, self.env.cr.now()
        values = {
            "twist_id": one.twist.id,
            "channel_id": one.twist.channel_id,
            "company_id": channel.company_id.id,
            "campaign_id": one.twist.campaign_id or None,
            "profile_id": profiles[author_key(channel, event)],
            "is_bridged": bool(event.platform) or None,
            "direction": "outbound" if event.from_us else "inbound",
            "state": "sent" if event.from_us else None,
            "type": self._message_type(one),
            "external_id": one.external_id,
            "payload_id": one.payload_id,
            "parent_id": one.parent_id or None,
            "ancestor_ids": Json(event.ancestor_ids),
            "recipients": Json(event.recipients),
            "inbound_id": one.inbound_id,
            "date": one.date,
            "text": event.text or (None if event.is_html else event.body),
            "preview": one_line(event.text or event.body),
            "is_html": event.is_html,
            "source_html": event.body if event.is_html else None,
            "source_quote": event.quoted or None,
            "rating": event.rating,
            "is_spam": one.is_spam or None,
            "is_unread": is_unread(one) or None,
            **rights(event),
            "pending_files": pending_files(event),
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": now,
            "write_date": now,
        }
        for name in OPTIONAL_TEXTS:
            values[name] = getattr(event, name) or None
        return values

    def _message_type(self, one):
        """The seed's rule: initial, reaction to an answer of ours, or related."""
        if one.event.from_us:
            return "answer"
        if one.is_reaction:
            return "reaction"
        is_first = not one.twist.was_known and one.twist.arrived[0] is one
        return "initial" if is_first else "related"

    def _link_parents(self, arrived):
        """Parents that came in the same batch, in one statement."""
        rows = [
            SQL("(%s, %s)", one.message_id, one.parent.message_id)
            for one in arrived
            if one.parent
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE social_message SET parent_id = link.parent
                      FROM (VALUES %s) AS link (child, parent)
                     WHERE social_message.id = link.child
                    """,
                    SQL(", ").join(rows),
                )
            )

    def _create_attachments(self, arrived):
        values = [
            {
                "name": attachment.filename or self.env._("attachment"),
                "mimetype": attachment.mimetype,
                "raw": attachment.content,
                "url": attachment.url or False,
                "type": "url" if attachment.url else "binary",
                "description": attachment.content_id or attachment.alt_text or False,
                "res_model": "social.message",
                "res_id": one.message_id,
            }
            for one in arrived
            for attachment in one.event.attachments
            if not attachment.remote_id  # these are downloaded afterwards
        ]
        if values:
            self.env["ir.attachment"].with_context(**FILES).create(values)
