"""Sending what was typed as plain text: answers and notes, and what helps typing."""

import re

from markupsafe import Markup, escape

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, is_html_empty

from ..connectors.text import clean, text_to_html
from . import phases

KEY = re.compile(r"[0-9a-f]{32}")
SHOWN = 8  # ready answers and colleagues that are offered at once
OPTIONS = {
    "subject",
    "attachment_ids",
    "message",
    "visibility",
    "not_before",
    "then",
    "phase",
    "last_message_id",
    "despite_newer",
    "key",
    "ready_answer_ids",
    "template_id",
    "template_values",
    "guard_confirmed",
}
ANSWER = (
    "subject",
    "attachment_ids",
    "visibility",
    "not_before",
    "key",
    "template_id",
    "template_values",
    "guard_confirmed",
)

# Rows that others have locked are left out: the time is not worth a conflict.
USED = """
    UPDATE mail_canned_response SET last_used = now() AT TIME ZONE 'UTC'
     WHERE id IN (SELECT id FROM mail_canned_response WHERE id IN %s
                  FOR NO KEY UPDATE SKIP LOCKED)
"""


class SocialTwist(models.Model):
    """What the composer sends (spec A14, C16, C17)."""

    _inherit = "social.twist"

    # -- answers -------------------------------------------------------------------

    def respond_text(self, text, **options):
        """Answer with plain text as typed, unless something newer came meanwhile.

        :param text: plain text
        :param options: ``subject``, ``attachment_ids``, ``message``, ``visibility``,
            ``not_before`` as ``respond``; ``then``: "next" or "close" moves the twist
            afterwards, out of ``phase`` if that is given; ``last_message_id``: the
            newest message that the writer has seen, ``despite_newer``: send anyway;
            ``key``: 32 hex digits, of which a second call sends nothing again;
            ``ready_answer_ids``: those that were used; ``template_id``,
            ``template_values`` as ``respond``
        :returns: ``{"newer": [bubbles]}`` if nothing was sent, else ``{"id",
            "not_before", "move": {"moved", "phase", "why_not"}}``
        :raises UserError: what to do first
        """
        self.ensure_one()
        self.check_access("write")
        self._check_options(options)
        if known := self._queued_as(options.get("key")):
            return self._typed_result(known, {})
        newer = self._newer_than(options)
        if newer:
            return {"newer": newer._as_bubbles()}
        text = clean(text or "").strip()
        values = {name: options[name] for name in ANSWER if options.get(name)}
        values |= {"text": text, "body": text_to_html(text)}
        answer = self._respond_now(values, options.get("message"))
        self._note_used(options.get("ready_answer_ids"))
        return self._typed_result(answer, self._move_after(options))

    def _check_options(self, options):
        if options.keys() - OPTIONS:
            raise UserError(self.env._("There is no such option."))
        if options.get("then") not in (None, "", "next", "close"):
            raise UserError(self.env._("A twist is moved on or closed afterwards."))
        key = options.get("key")
        if key and not KEY.fullmatch(str(key)):
            raise UserError(self.env._("That is no key of an answer."))

    def _queued_as(self, key):
        """The caller's answer with this key: its first call succeeded, unheard."""
        messages = self.env["social.message"]
        return key and messages.search(
            [
                ("twist_id", "=", self.id),
                ("key", "=", key),
                ("user_id", "=", self.env.uid),
            ]
        )

    def _newer_than(self, options):
        """What others wrote since: the author, or a colleague who answered already."""
        seen = options.get("last_message_id")
        if seen is None or options.get("despite_newer"):
            return self.env["social.message"]
        from_others = Domain("direction", "=", "inbound") | (
            Domain("user_id", "!=", self.env.uid) & Domain("state", "!=", "cancelled")
        )
        domain = Domain([("twist_id", "=", self.id), ("id", ">", seen)])
        return self.env["social.message"].search(
            domain & Domain("is_spam", "=", False) & from_others, order="date, id"
        )

    def _typed_result(self, answer, move):
        delivery = answer.read(["not_before"], load=None)[0]
        return {
            "id": answer.id,
            "not_before": str(delivery["not_before"] or ""),
            "move": move,
        }

    def _move_after(self, options):
        """Move on after an answer, or say why not; the answer is queued anyhow.

        :returns: ``{"moved": bool, "phase": str, "why_not": str}``, with ``move_ids``
            if it moved; empty if no move was asked for
        """
        if not options.get("then"):
            return {}
        target = "closed"
        if options["then"] == "next":
            target = phases.following(self.phase)
        refusal = self._why_not_after(target, options.get("phase"))
        move = {"moved": not refusal, "why_not": refusal}
        if not refusal:
            self.write({"phase": target})
            move["move_ids"] = self._last_moves().ids
        return {**move, "phase": self.phase}

    def _why_not_after(self, target, origin):
        """:param origin: the phase that the writer saw, empty if that is no matter"""
        if self.phase == target or not target:
            return str(phases.NO_NEXT)
        if origin and origin != self.phase:
            phase = self._phase_labels()[self.phase]
            return self.env._("It is in %s already", phase)
        return self._refusal(target)

    # -- notes ---------------------------------------------------------------------

    def post_note(self, text, attachment_ids=(), partner_ids=()):
        """Leave a note for colleagues; the author never sees it.

        :param text: plain text as typed
        :param attachment_ids: ids of files the agent may write
        :param partner_ids: contacts of mentioned colleagues, who are notified
        :returns: id of the ``mail.message``
        :raises UserError: nothing was written, or somebody is no agent here
        """
        self.ensure_one()
        self.check_access("write")
        text = clean(text or "").strip()
        if not text and not attachment_ids:
            raise UserError(self.env._("Write a note first."))
        agents = self._mentioned(partner_ids)
        note = self.message_post(
            body=note_html(text, agents.partner_id),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=agents.partner_id.ids,
            attachment_ids=self._files_of_note(attachment_ids).ids,
        )
        self._drop_draft("note")
        self._notify_inbox(self.ids)
        return note.id

    def _mentioned(self, partner_ids):
        """The agents behind contacts; refused when one is none."""
        if not partner_ids:
            return self.env["res.users"]
        users = self._agents(Domain("partner_id", "in", list(partner_ids)))
        if set(partner_ids) - set(users.partner_id.ids):
            raise UserError(self.env._("Only agents of this company can be mentioned."))
        return users

    def _agents(self, domain, limit=None):
        """Users who may work on this twist."""
        agents = self.env.ref("social_inbox.group_social_inbox_agent").id
        able = Domain("all_group_ids", "in", agents) & Domain(
            "company_ids", "in", self.company_id.ids
        )
        users = self.env["res.users"]
        return users.search(domain & able, limit=limit, order="name, id")

    def _files_of_note(self, attachment_ids):
        """Files uploaded for a note, as this twist's."""
        files = self.env["ir.attachment"].browse(list(attachment_ids or ()))
        files.check_access("write")
        draft, place = self._draft_of("note"), {"res_model": self._name}
        own = files.filtered(lambda one: one._is_for_draft(draft))
        own.write({**place, "res_id": self.id})
        copies = [one.copy({**place, "res_id": self.id}) for one in files - own]
        return own.union(*copies)

    # -- what helps typing ---------------------------------------------------------

    def colleagues(self, term=""):
        """Agents to be mentioned in a note: those whose name begins so first.

        :returns: at most 8 ``{"id": contact, "name": str}``
        """
        self.ensure_one()
        self.check_access("read")
        term = (term or "").strip()
        matching = Domain("name", "ilike", term) if term else Domain.TRUE
        others = Domain("id", "!=", self.env.uid)
        beginning = Domain("name", "=ilike", f"{as_pattern(term)}%")
        users = self._agents(matching & others & beginning, SHOWN)
        users |= self._agents(matching & others, SHOWN)
        return [{"id": one.partner_id.id, "name": one.name} for one in users[:SHOWN]]

    def ready_answers(self, term=""):
        """Odoo's canned responses that the caller may use, best ones first.

        :param term: what was typed of the shortcut
        :returns: at most 8 ``{"id", "source", "text"}``, shortcuts that begin so
            before those that hold it, lately used ones first
        """
        self.ensure_one()
        self.check_access("read")
        term = (term or "").strip()
        answers = self.env["mail.canned.response"]
        order = "last_used desc nulls last, source, id"
        beginning = Domain("source", "=ilike", f"{as_pattern(term)}%")
        found = answers.search(beginning, limit=SHOWN, order=order)
        if term and len(found) < SHOWN:
            found |= answers.search(
                Domain("source", "ilike", term), limit=SHOWN, order=order
            )
        return [
            {"id": one.id, "source": one.source, "text": one.substitution}
            for one in found[:SHOWN]
        ]

    def _note_used(self, ready_answer_ids):
        """When they were used last; what the caller cannot read is left alone."""
        answers = self.env["mail.canned.response"]
        ids = [one for one in ready_answer_ids or () if isinstance(one, int)]
        if found := answers.search([("id", "in", ids)]):
            self.env.cr.execute(SQL(USED, tuple(found.ids)))
            found.invalidate_recordset(["last_used"])


def note_html(text, partners):
    """A note as HTML, with links on the names of those who are mentioned."""
    body = text_to_html(text)
    if is_html_empty(body):
        return ""
    for partner in partners.sorted(lambda one: -len(one.name or "")):
        name = escape(f"@{partner.name}")
        link = Markup(
            '<a href="/odoo/res.partner/{id}" class="o_mail_redirect"'
            ' data-oe-id="{id}" data-oe-model="res.partner">{name}</a>'
        )
        body = body.replace(str(name), str(link.format(id=partner.id, name=name)))
    return Markup(body)


def as_pattern(term):
    """A term without what has a meaning in patterns."""
    return re.sub(r"([\\%_])", r"\\\1", term)
