"""What an agent has typed and not sent yet (spec C17)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..connectors.text import clean
from .by_hand import refuse_system_fields
from .social_message_delivery import UPLOAD_MODELS

KINDS = [("reply", "Answer"), ("note", "Note")]
TEXTS = ("body", "subject", "visibility")

# one statement: two tabs that save at once must both succeed
SAVE = """
    INSERT INTO social_draft AS draft (twist_id, user_id, company_id, kind, body,
        subject, visibility, message_id, revision, create_uid, write_uid,
        create_date, write_date)
    VALUES (%(twist)s, %(uid)s, %(company)s, %(kind)s, %(body)s, %(subject)s,
        %(visibility)s, %(message)s, nextval('social_draft_id_seq'), %(uid)s, %(uid)s,
        %(now)s, %(now)s)
    ON CONFLICT (twist_id, user_id, kind) DO UPDATE
       SET body = EXCLUDED.body, subject = EXCLUDED.subject,
           visibility = EXCLUDED.visibility, message_id = EXCLUDED.message_id,
           revision = EXCLUDED.revision, write_date = EXCLUDED.write_date
    RETURNING id, revision
"""


class SocialDraft(models.Model):
    """One unsent answer or note of one agent in one twist.

    Its files belong to it, and go with it unless they are sent. ``revision`` grows
    with each save, also after the draft was gone: a screen tells by it what is newer.
    """

    _name = "social.draft"
    _description = "Social Draft"
    _order = "write_date desc, id desc"
    _rec_name = "body"

    twist_id = fields.Many2one(
        "social.twist", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    body = fields.Text(string="Text", readonly=True)
    subject = fields.Char(readonly=True)
    message_id = fields.Many2one(
        "social.message", string="In Reply to", readonly=True, ondelete="set null"
    )
    visibility = fields.Selection(
        [("public", "Public"), ("private", "Private")], readonly=True
    )
    revision = fields.Integer(readonly=True)
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        domain=[("res_model", "=", "social.draft")],
        string="Attachments",
        readonly=True,
    )

    _twist_uniq = models.UniqueIndex(
        "(twist_id, user_id, kind)", "There is a draft already."
    )
    _user_idx = models.Index("(user_id, twist_id)")
    _message_idx = models.Index("(message_id) WHERE message_id IS NOT NULL")

    def write(self, vals):
        refuse_system_fields(self, vals)
        return super().write(vals)

    @api.model
    def _save(self, twist, kind, values):
        """Keep a text as the caller's draft; who may read the twist was checked.

        :param values: body, subject, visibility, message_id; what is missing is empty
        :returns: (the draft, its revision)
        """
        facts = {name: clean(values.get(name) or "") for name in TEXTS}
        facts["visibility"] = facts["visibility"] or None
        facts |= {
            "twist": twist.id,
            "company": twist.company_id.id,
            "uid": self.env.uid,
            "kind": kind,
            "message": values.get("message_id") or None,
            "now": fields.Datetime.now(),
        }
        self.flush_model()
        [(draft_id, revision)] = self.env.execute_query(SQL(SAVE, **facts))
        draft = self.browse(draft_id)
        draft.invalidate_recordset(flush=False)
        return draft, revision

    def _take_files(self, attachment_ids):
        """These are the draft's files from now on, no others.

        :param attachment_ids: ids of files uploaded for it, or its own already
        :raises AccessError: a file is somebody else's
        :raises UserError: a file belongs to another record
        """
        files = self.env["ir.attachment"].browse(attachment_ids or ()).exists()
        files.check_access("write")
        fresh = files.filtered(lambda one: one.res_model in UPLOAD_MODELS)
        own = files.filtered(
            lambda one: one.res_model == self._name and one.res_id in (0, self.id)
        )
        if files - fresh - own:
            raise UserError(self.env._("Upload the file here first."))
        moved = fresh | own.filtered(lambda one: not one.res_id)
        moved.write({"res_model": self._name, "res_id": self.id})
        place = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        (self.env["ir.attachment"].search(place) - files).unlink()

    @api.model
    def _mine(self, twists):
        """The caller's drafts in twists."""
        return self.search_fetch(
            [("twist_id", "in", twists.ids), ("user_id", "=", self.env.uid)],
            ["twist_id", "kind", *TEXTS, "message_id", "revision", "write_date"],
        )

    def _as_dict(self):
        """As the composer shows it."""
        self.ensure_one()
        return {
            "body": self.body or "",
            "subject": self.subject or "",
            "message_id": self.message_id.id,
            "visibility": self.visibility or "",
            "revision": self.revision,
            "date": fields.Datetime.to_string(self.write_date),
            "files": self.attachment_ids._as_files(),
        }

    @api.autovacuum
    def _gc_lost_files(self):
        """Files uploaded for a draft that was never saved."""
        limit = fields.Datetime.now() - timedelta(days=1)
        lost = [("res_model", "=", self._name), ("res_id", "=", 0)]
        self.env["ir.attachment"].sudo().search(
            [*lost, ("write_date", "<", limit)], limit=1000
        ).unlink()
