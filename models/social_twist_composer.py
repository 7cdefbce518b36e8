"""What the composer below a conversation shows, and the drafts it keeps."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, html2plaintext

from .social_draft import KINDS
from .social_message_bubble import WEB
from .social_twist_answer import reply_subject

# machine-made or by a person, by us or not: what the reader has seen goes up to it
NEWEST = "SELECT max(id) FROM social_message WHERE twist_id = %s"


class SocialTwist(models.Model):
    """Composing an answer or a note (spec A14, C3, C17, C25)."""

    _inherit = "social.twist"

    # -- what the composer shows ---------------------------------------------------

    def _screen_composer(self):
        """All that the composer needs to be drawn.

        :returns: ``can_reply``, ``why_not`` and ``do`` (the action that helps: assign,
            next, back or ""); ``reply_until``, the end of the window (UTC or "");
            ``needs_template`` and ``templates``, where it is over; where an answer goes
            (``_composer_route``); what the platform takes (``_composer_limits``);
            ``phase``, ``undo_seconds``;
            ``feedback`` (``_composer_feedback``); ``drafts`` as ``read_drafts``;
            ``last_message_id``, the newest that the reader can have seen
        """
        self.ensure_one()
        self.check_access("read")
        drafts = self.env["social.draft"]._mine(self)
        parent = self._draft_parent(drafts) or self._last_inbound()
        refusal, action = self._why_not_respond(parent)
        return {
            "can_reply": not refusal,
            "why_not": refusal,
            "do": action,
            "phase": self.phase,
            "undo_seconds": self.env["social.message"]._undo_seconds(),
            "reply_until": fields.Datetime.to_string(parent._window()) or "",
            "needs_template": parent._is_window_over() and not refusal,
            "templates": self._composer_templates(parent),
            "last_message_id": self._newest_message_id(),
            "feedback": self._composer_feedback(parent),
            "drafts": self._drafts_as_dict(drafts),
            **self._composer_route(parent),
            **self._composer_limits(parent),
        }

    def _composer_route(self, parent):
        """Whom an answer goes to, from which account, who can see it.

        :returns: ``message_id`` (the message answered), ``whom``, ``sender``,
            ``visibility``, ``visibilities`` (more than one: a choice), ``is_public``
            (the message answered), ``subject``, ``is_other_author``, ``automatic``
            (what a machine wrote, else ""), ``open_url`` (of the message, where its
            platform takes no free answer by us, else "")
        """
        author, channel = parent.profile_id, self.channel_id
        address = parent.reply_address or author.handle or ""
        choices = parent._answer_visibilities() if parent else ["private"]
        visibility = parent.visibility
        labels = dict(parent._fields["automatic"]._description_selection(self.env))
        return {
            "message_id": parent.id,
            "whom": {"name": author.name or address, "address": address},
            "sender": {"name": channel.name, "account": self._speaking_account(parent)},
            "visibility": visibility if visibility in choices else choices[0],
            "visibilities": choices,
            "is_public": parent.visibility == "public",
            "subject": reply_subject(parent.subject) if parent else "",
            "is_other_author": bool(parent) and author != self.profile_id,
            "automatic": labels.get(parent.automatic, ""),
            "open_url": self._composer_open_url(parent),
        }

    def _composer_open_url(self, parent):
        is_refused = parent and (parent._is_window_over() or parent._why_not_answered())
        url = is_refused and parent.url or ""
        return url if url.startswith(WEB) else ""

    def _speaking_account(self, parent):
        """The account in whose name an answer is given, as its reader sees it."""
        limits = self.channel_id._limits_for(parent.kind or "direct", "private")
        sender = self.campaign_id.sudo()._as_sender() if limits.has_sender else None
        return (sender and sender.handle) or self.channel_id.account_name or ""

    def _draft_parent(self, drafts):
        """The message that the answer was begun for, as long as it is there: what is
        newer may be of somebody else."""
        draft = drafts.filtered(lambda one: one.kind == "reply")
        parent = draft.message_id.sudo()  # read by the right on the twist
        is_here = parent.twist_id == self and parent.direction == "inbound"
        is_shown = is_here and (self.is_spam or not parent.is_spam)
        return parent if is_shown else parent.browse()

    def _composer_limits(self, parent):
        """What the platform takes, by who will see the answer.

        :returns: ``limits_by`` visibility: ``length`` in ``unit``, ``files``, ``bytes``
            (0 means none), ``types`` (beginnings of media types, empty: any),
            ``takes_files``; ``limits``: those of the visibility that is offered first;
            ``is_html``, ``has_subject``
        """
        choices = parent._answer_visibilities() if parent else ["private"]
        kind = parent.kind or "direct"
        found = {one: self.channel_id._limits_for(kind, one) for one in choices}
        first = found.get(parent.visibility) or found[choices[0]]
        limits = {one: limits_as_dict(limits) for one, limits in found.items()}
        return {
            "limits_by": limits,
            "limits": limits_as_dict(first),
            "is_html": first.is_html,
            "has_subject": first.has_subject,
        }

    def _composer_templates(self, parent):
        """Texts that may go where the window is over; none where it is open."""
        if not parent._is_window_over():
            return []
        return self.channel_id.sudo().template_ids._as_dicts()

    def _composer_feedback(self, parent):
        """The feedback that the author is still to be told, as a draft.

        :returns: ``{"text", "user", "source"}``, or False
        """
        if not self.feedback_due or parent.profile_id != self.profile_id:
            return False
        return {
            "text": html2plaintext(self.feedback, include_references=False).strip(),
            "user": self.feedback_user_id.sudo().name or "",
            "source": self._feedback_source(),
        }

    def _newest_message_id(self):
        self.env["social.message"].flush_model(["twist_id"])
        [(newest,)] = self.env.execute_query(SQL(NEWEST, self.id))
        return newest or 0

    # -- drafts --------------------------------------------------------------------

    def save_draft(self, kind, values):
        """Keep what the caller has typed; nothing typed and no file: forget it.

        :param kind: ``reply`` or ``note``
        :param values: ``body`` (plain text), ``subject``, ``visibility``,
            ``message_id`` (the message answered), ``attachment_ids`` (absent: the
            files stay as they are)
        :returns: ``{"revision": int}``; empty if there is no draft any more
        :raises AccessError: a file is not the caller's
        """
        self.ensure_one()
        self.check_access("write")
        self._check_draft(kind, values)
        body, files = (values.get("body") or "").strip(), values.get("attachment_ids")
        if not body and not files:
            mine = self._draft_of(kind)
            if files is not None or not mine.attachment_ids:
                mine.unlink()
                return {}
        draft, revision = self.env["social.draft"]._save(self, kind, values)
        if files is not None:
            draft._take_files(files)
        return {"revision": revision}

    def _check_draft(self, kind, values):
        if kind not in dict(KINDS):
            raise UserError(self.env._("There is no such draft."))
        visibility = values.get("visibility")
        if visibility and visibility not in ("public", "private"):
            raise UserError(self.env._("An answer is public or private."))
        if message_id := values.get("message_id"):
            self._answerable(self.env["social.message"].browse(message_id))

    def read_drafts(self):
        """The caller's drafts in this twist.

        :returns: ``{"reply": dict or False, "note": dict or False}``; a dict has
            ``body``, ``subject``, ``message_id``, ``visibility``, ``files``,
            ``revision`` (grows with each save) and ``date`` (of the last save)
        """
        self.ensure_one()
        self.check_access("read")
        return self._drafts_as_dict(self.env["social.draft"]._mine(self))

    def _drafts_as_dict(self, drafts):
        drafts = drafts.grouped("kind")
        return {
            kind: drafts[kind]._as_dict() if kind in drafts else False
            for kind, _label in KINDS
        }

    def _draft_of(self, kind):
        drafts = self.env["social.draft"]._mine(self)
        return drafts.filtered(lambda draft: draft.kind == kind)

    def _drop_draft(self, kind):
        """What was typed has been sent: its draft and the files left out of it go."""
        self._draft_of(kind).unlink()

    def _draft_marks(self):
        """Ids of those twists in which the caller has a draft, by one query."""
        drafts = self.env["social.draft"]._mine(self)
        return set(drafts.mapped("twist_id").ids)


def limits_as_dict(limits):
    """``connectors.types.Limits`` as the composer reads them."""
    return {
        "length": limits.text_length,
        "unit": limits.text_unit,
        "files": limits.attachments,
        "bytes": limits.attachment_bytes,
        "types": list(limits.attachment_types),
        "takes_files": limits.takes_files,
    }
