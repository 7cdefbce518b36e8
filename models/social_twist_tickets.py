"""From twists to helpdesk tickets: created, linked, and found again (spec A15)."""

import re

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from .social_twist import as_record

RELATIONS = {
    "team_id": "helpdesk.ticket.team",
    "category_id": "helpdesk.ticket.category",
    "tag_ids": "helpdesk.ticket.tag",
    "user_id": "res.users",
}
GIVEN = {"name", "description", "priority", *RELATIONS}
WORD = re.compile(r"\w{4,}")
SIMILAR = 0.3  # of PostgreSQL's 0 to 1
SUGGESTIONS = 5  # of each kind

SIMILAR_TITLES = """
    SELECT id FROM (
        SELECT id, GREATEST(similarity(name, %(title)s),
                            word_similarity(%(title)s, name)) AS score
          FROM helpdesk_ticket WHERE id IN %(open)s) AS ticket
     WHERE score >= %(least)s ORDER BY score DESC, id DESC LIMIT %(limit)s
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def action_create_ticket(self):
        """Open the dialog that creates a ticket or links one; for many at once, too.

        :raises UserError: no phase of these twists allows either
        """
        return self._ticket_dialog("create", self.env._("Create Ticket"))

    def action_link_ticket(self):
        """Open the same dialog at the tickets that are there already (spec A17)."""
        return self._ticket_dialog("link", self.env._("Link to a Ticket"))

    def _ticket_dialog(self, action, title):
        self.check_access("write")
        may = self.filtered(lambda twist: not twist._not_allowed("link"))
        if not may:
            self[:1]._check_allowed(action)
        may_create = may.filtered(lambda twist: not twist._not_allowed("create"))
        if action == "create" and not may_create:
            action, title = "link", self.env._("Link to a Ticket")
        mode = "new" if action == "create" else "link"
        dialog = self.env["social.create.ticket"].create(
            {"twist_ids": [Command.set(self.ids)], "mode": mode}
        )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # -- creating ------------------------------------------------------------------

    def create_ticket(self, values=None, message=None, attachment_ids=()):
        """Create one ticket for these twists; agents need no right in the helpdesk.

        :param values: title, description, priority; ids of team, category, user and
            a list of tags' ids. What is missing comes from the first twist
        :param message: the ``social.message`` that is quoted, or its id; by default
            the last one from outside
        :param attachment_ids: files of messages of these twists, to be copied
        :returns: the ``helpdesk.ticket``
        :raises UserError: what to do first
        """
        self.check_access("write")
        self._check_allowed("create")
        if len(self.company_id) != 1:
            raise UserError(
                self.env._("One ticket is for twists of one company. Choose fewer.")
            )
        message = as_record(self.env["social.message"], message)
        if message.sudo().twist_id - self:
            raise UserError(self.env._("That message is not of these twists."))
        message = message or self[:1]._last_inbound()
        files = self._files_for_ticket(attachment_ids)
        values = {
            **self._ticket_defaults(message),
            **self._ticket_values(values or {}),
        }
        tickets = self.env["helpdesk.ticket"].sudo().with_company(self.company_id)
        # the agent hears of it by feedback, not by each of its mails
        ticket = tickets.with_context(mail_create_nosubscribe=True).create(values)
        for file in files.with_context(attachments_mime_plainxml=True):
            file.copy({"res_model": ticket._name, "res_id": ticket.id})
        ticket = self.env["helpdesk.ticket"].browse(ticket.id)
        self._link_to(ticket, "create")
        return ticket

    def link_ticket(self, ticket):
        """Link these twists to a ticket that the user may read.

        :param ticket: a ``helpdesk.ticket`` or its id
        :raises UserError: the phase forbids it, or it is of another company
        """
        ticket = as_record(self.env["helpdesk.ticket"], ticket)
        ticket = self.env["helpdesk.ticket"].browse(ticket.ids)
        if len(ticket) != 1:
            raise UserError(self.env._("Choose a ticket."))
        ticket.check_access("read")
        self._link_to(ticket)
        return True

    def _ticket_defaults(self, message):
        """What a ticket begins with; a person only if all twists are of the same."""
        partner = self.partner_id if all(self.mapped("partner_id")) else None
        partner = partner if partner and len(partner) == 1 else None
        author = self.profile_id if len(self.profile_id) == 1 else None
        channel = self.env.ref(
            "social_inbox.helpdesk_ticket_channel_social", raise_if_not_found=False
        )
        handle = author and author.handle or ""
        return {
            "name": self[:1].name,
            "description": message._as_quotation() or self[:1].name,
            "company_id": self.company_id.id,
            "channel_id": channel and channel.id,
            "partner_id": partner and partner.id,
            "partner_name": partner and partner.name or author and author.display_name,
            "partner_email": partner and partner.email or "@" in handle and handle,
            "user_id": False,
        }

    def _ticket_values(self, values):
        """Values from outside, checked: the ticket is created by the system.

        :raises AccessError: a field that is not given here, or what is unreadable
        """
        if unknown := values.keys() - GIVEN:
            names = ", ".join(sorted(unknown))
            raise AccessError(self.env._("These are not set here: %s", names))
        kept = {
            name: values[name] for name in values.keys() - RELATIONS if values[name]
        }
        for name in values.keys() & RELATIONS.keys():
            records = self.env[RELATIONS[name]].browse(only_ids(self.env, values[name]))
            records.check_access("read")
            self._check_company_of(records)
            is_many = name == "tag_ids"
            kept[name] = [Command.set(records.ids)] if is_many else records.id
        return kept

    def _check_company_of(self, records):
        company = self.company_id
        for record in records.sudo():
            is_user = record._name == "res.users"
            companies = record.company_ids if is_user else record.company_id
            if companies and company not in companies:
                raise UserError(
                    self.env._("%s belongs to another company.", record.display_name)
                )

    def _files_for_ticket(self, attachment_ids):
        """Files of messages of these twists, and of nothing else."""
        files = self.env["ir.attachment"].browse(attachment_ids)
        files.check_access("read")
        messages = self.env["social.message"].browse(files.sudo().mapped("res_id"))
        is_elsewhere = set(files.sudo().mapped("res_model")) - {"social.message"}
        if is_elsewhere or messages.sudo().twist_id - self:
            raise AccessError(self.env._("Only files of these twists are copied."))
        return files.sudo()

    # -- finding -------------------------------------------------------------------

    def _open_tickets(self):
        """Domain: the tickets that these twists may be linked to."""
        return Domain("stage_id.closed", "=", False) & Domain(
            "company_id", "in", [False, *self.company_id.ids]
        )

    def _suggest_tickets(self):
        """Open tickets that may be about the same, with why; by the user's rights.

        :returns: a list of (ticket, reason), the likeliest first
        """
        open_ = self._open_tickets() & Domain("id", "not in", self.ticket_id.ids)
        found = {}
        for ticket in self._tickets_of_authors(open_):
            found[ticket] = self._why_same_author(ticket)
        for ticket in self._tickets_of_title(open_):
            words = sorted(words_of(ticket.name) & words_of(self[:1].name))
            reason = self.env._("Similar title")
            if words:
                reason = self.env._("Similar title: %s", ", ".join(words))
            found[ticket] = f"{found[ticket]}. {reason}" if ticket in found else reason
        return list(found.items())

    def _tickets_of_authors(self, open_):
        commercial = self.partner_id.commercial_partner_id
        handles = [handle for handle in self.profile_id.mapped("handle") if handle]
        return self.env["helpdesk.ticket"].search(
            open_
            & (
                Domain("commercial_partner_id", "in", commercial.ids)
                | Domain("partner_email", "in", handles)
            ),
            order="id desc",
            limit=SUGGESTIONS,
        )

    def _why_same_author(self, ticket):
        partner = ticket.partner_id
        if partner and partner in self.partner_id:
            return self.env._("Of the same person")
        if partner and partner.commercial_partner_id in (
            self.partner_id.commercial_partner_id
        ):
            return self.env._("Of the same company")
        return self.env._("From the same address")

    def _tickets_of_title(self, open_):
        """By PostgreSQL's trigrams where they are installed, else by the words."""
        tickets = self.env["helpdesk.ticket"]
        title = self[:1].name or ""
        words = sorted(words_of(title), key=len, reverse=True)[:SUGGESTIONS]
        if not words:
            return tickets
        if not self.env.registry.has_trigram:
            similar = Domain.OR([("name", "ilike", word)] for word in words)
            return tickets.search(open_ & similar, order="id desc", limit=SUGGESTIONS)
        tickets.flush_model(["name"])
        rows = self.env.execute_query(
            SQL(
                SIMILAR_TITLES,
                title=" ".join(words),
                open=tickets._search(open_).subselect(),
                least=SIMILAR,
                limit=SUGGESTIONS,
            )
        )
        return tickets.browse(row[0] for row in rows)


def words_of(text):
    """The words of a title that tell it from others, in lower case."""
    return {word.lower() for word in WORD.findall(text or "")}


def only_ids(env, value):
    """An id or ids from outside, as a list; commands would act as the system.

    :raises AccessError: it is something else
    """
    ids = value if isinstance(value, (list, tuple)) else [value] if value else []
    if not all(isinstance(one, int) for one in ids):
        raise AccessError(env._("Give the ids of records that are there."))
    return ids
