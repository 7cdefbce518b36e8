"""What works on behalf of authors: tickets and ideas, with the way back to them."""

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from .social_twist import as_record

WAITING = Domain("phase", "=", "process")
TELLABLE = ("process", "feedback")


class SocialFeedbackMixin(models.AbstractModel):
    """A record that serves twists and tells their agents what came of it (A15 to A18,
    C1).

    A model that inherits names its Many2one on ``social.twist`` in ``_social_link``.
    Whoever may write the record may write feedback; no right in the inbox is needed.
    """

    _name = "social.feedback.mixin"
    _description = "Social Feedback Mixin"
    _social_link = ""  # "ticket_id", "idea_id"
    _social_cause = ""  # a value of social.phase.move.cause
    _social_conversations_access = "read"  # what shows the texts of linked twists

    social_twist_count = fields.Integer(
        string="Twists",
        compute="_compute_social_twist_count",
        compute_sudo=True,
        groups="base.group_user",
    )
    social_waiting_count = fields.Integer(
        string="Twists without Feedback",
        compute="_compute_social_twist_count",
        compute_sudo=True,
        groups="base.group_user",  # not for customers who read their own ticket
        help="Conversations in Process whose authors wait to hear what came of it.",
    )
    social_told_count = fields.Integer(
        string="Twists with Feedback",
        compute="_compute_social_twist_count",
        compute_sudo=True,
        groups="base.group_user",
    )
    social_is_waiting = fields.Boolean(
        string="Waiting for Feedback",
        compute="_compute_social_is_waiting",
        search="_search_social_is_waiting",
        compute_sudo=True,
        groups="base.group_user",
    )

    def _compute_social_twist_count(self):
        """The figures of all records, in one query."""
        name = self._social_link
        groups = self.env["social.twist"]._read_group(
            self._social_domain(), [name, "phase"], ["__count"]
        )
        counts = Counter()
        for record, phase, count in groups:
            counts[record.id, phase] += count
            counts[record.id, "any"] += count
        for record in self:
            id_ = record._origin.id
            record.social_twist_count = counts[id_, "any"]
            record.social_waiting_count = counts[id_, "process"]
            record.social_told_count = counts[id_, "feedback"]

    def _compute_social_is_waiting(self):
        for record in self:
            record.social_is_waiting = bool(record.social_waiting_count)

    @api.model
    def _search_social_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        # a domain that is rewritten here asks nobody for the field's groups
        self._check_field_access(self._fields["social_is_waiting"], "read")
        linked = WAITING & Domain(
            [(self._social_link, "!=", False), ("is_spam", "=", False)]
        )
        twists = self.env["social.twist"].sudo()._search(linked)
        waiting = Domain("id", "in", twists.subselect(self._social_link))
        return waiting if True in value else ~waiting

    def _social_domain(self):
        """The twists that these records serve; nobody waits behind spam."""
        return Domain([(self._social_link, "in", self.ids), ("is_spam", "=", False)])

    def _social_twists(self):
        """The twists that these records serve, read by the system."""
        return self.env["social.twist"].sudo().search(self._social_domain())

    def _social_links_changed(self):
        self.invalidate_recordset(
            [
                "social_twist_count",
                "social_waiting_count",
                "social_told_count",
                "social_is_waiting",
            ],
            flush=False,
        )

    # -- what the conversations are ------------------------------------------------

    def action_view_social_twists(self):
        """Open them: agents their screens, others a dialog that only shows."""
        self.check_access("read")
        if not self.env.user.has_group("social_inbox.group_social_inbox_agent"):
            return self._social_dialog(
                "social.conversations", self.env._("Conversations")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        return {
            **action,
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": list(self._social_domain()),
            "context": {},
        }

    def _social_dialog(self, model, title):
        """A dialog on these records, made here: so its lines exist already."""
        dialog = self.env[model].create({"res_model": self._name, "res_ids": self.ids})
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # -- telling the authors -------------------------------------------------------

    def action_write_feedback(self):
        """Open the dialog that tells the agents what came of it (spec A18).

        :raises UserError: nobody is to be told
        """
        self.check_access("write")
        twists = self._social_twists()
        if not twists:
            raise UserError(self.env._("No twist is linked, so nobody is to be told."))
        if not set(twists.mapped("phase")) & set(TELLABLE):
            raise UserError(twists[:1]._not_allowed("feedback"))
        return self._social_dialog(
            "social.write.feedback", self.env._("Write Feedback to Social Inbox")
        )

    def write_social_feedback(self, text, twists=None):
        """Tell the agents of twists what came of it (spec A18).

        :param text: HTML; shown in each twist, and the draft of its answer
        :param twists: those to be told, or their ids; by default all that are linked
        :returns: (ids of the twists told, sentences why others were not)
        :raises UserError: there is no text, or no twist
        """
        self.check_access("write")
        told, refusals = self._write_social_feedback(text, twists)
        return told.ids, refusals

    def _write_social_feedback(self, text, twists=None):
        """As ``write_social_feedback``, with the twists themselves, as the system."""
        if is_html_empty(text):
            raise UserError(self.env._("Write what the authors should be told."))
        linked = self._social_twists()
        if not linked:
            raise UserError(self.env._("No twist is linked, so nobody is to be told."))
        if twists is not None:
            linked &= as_record(linked, twists)
        if not linked:
            raise UserError(self.env._("Choose at least one conversation."))
        names = ", ".join(self.mapped("display_name"))
        told, refusals = linked._take_feedback(text, names)
        self._social_links_changed()
        if told:
            self._social_feedback_written(told)
        return told, refusals

    def _social_can_close(self):
        """Whether the dialog offers to finish these records with the feedback."""
        return False

    def _social_close(self):
        """Finish these records, by the right of whoever writes the feedback."""
