"""Tickets and ideas that a twist led to, and the feedback that comes back from them
(spec A15 to A18, C1)."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html_sanitize

from .social_message_pictures import with_own_pictures


class SocialTwist(models.Model):
    _inherit = "social.twist"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
        ondelete="set null",
    )
    idea_id = fields.Many2one(
        "social.idea",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
        ondelete="set null",
    )
    feedback = fields.Html(readonly=True, copy=False, sanitize=False)
    feedback_date = fields.Datetime(readonly=True, copy=False)
    feedback_user_id = fields.Many2one(
        "res.users", string="Feedback by", readonly=True, copy=False
    )
    feedback_source = fields.Char(
        string="Feedback from",
        readonly=True,
        copy=False,
        help="The ticket or idea on which it was written.",
    )
    feedback_edge = fields.Integer(
        readonly=True,
        copy=False,
        help="The newest message when the feedback was written: later ones tell it.",
    )
    feedback_due = fields.Boolean(
        readonly=True,
        copy=False,
        help="Feedback was written, and the author has not been answered since.",
    )

    _feedback_due_idx = models.Index("(feedback_date, id) WHERE feedback_due IS TRUE")

    def _link_to(self, record, action="link"):
        """Link twists to a ticket or an idea; those in Engage move to Process.

        The caller has checked that its user may know the record.

        :param record: one record of a model with ``social.feedback.mixin``
        :param action: ``create`` or ``link``, by which the phase is checked
        :raises UserError: the phase forbids it
        """
        record.ensure_one()
        self.check_access("write")
        self._check_allowed(action)
        if record.company_id and record.company_id != self.company_id:
            raise UserError(
                self.env._("%s belongs to another company.", record.display_name)
            )
        former = self.sudo()[record._social_link]
        self.sudo().write({record._social_link: record.id})
        (former | record)._social_links_changed()
        record._social_moved_here(self.sudo())
        if action == "link":
            record._social_linked(self.sudo())
        engaged = self.filtered(lambda twist: twist.phase == "engage")
        engaged._move("process", record._social_cause, record.display_name)
        self._notify_inbox(self.ids)

    def _take_feedback(self, text, source):
        """Keep feedback and move to Feedback, in the phases that take it.

        What the author was not told yet stays, above the new text.

        :param text: HTML, sanitised here
        :param source: the name of the ticket or idea, for the timeline
        :returns: (twists told, sentences why others were not)
        """
        refusals = {twist: twist._not_allowed("feedback") for twist in self}
        told = self.filtered(lambda twist: not refusals[twist])
        text = html_sanitize(text, sanitize_attributes=True, sanitize_style=True)
        newest = self.env["social.message"].sudo().search([], order="id desc", limit=1)
        fixed = {
            "feedback_edge": newest.id,
            "feedback_date": fields.Datetime.now(),
            "feedback_user_id": self.env.user.id,
        }
        values = {twist: twist._feedback_values(text, source) for twist in told.sudo()}
        for (feedback, sources), twists in told.sudo().grouped(values.get).items():
            twists.write({**fixed, "feedback": feedback, "feedback_source": sources})
        processed = told.filtered(lambda twist: twist.phase == "process")
        processed._move("feedback", "feedback", source)
        told.sudo()._recount()
        return told, [refusal for refusal in refusals.values() if refusal]

    def _feedback_values(self, text, source):
        """(feedback, its source); below what is still to be told, with pictures of
        the twist's own."""
        text = with_own_pictures(self, text, lambda one: f"/web/image/{one.id}")
        if not self.feedback_due:
            return text, source
        heading = Markup("<p><b>%s</b></p>") % source
        known = self._feedback_source()
        is_new = source not in (known, *known.split(", "))
        sources = f"{known}, {source}" if is_new else known
        return Markup(self.feedback) + heading + Markup(text), sources

    def _feedback_source(self):
        """The ticket or idea that the feedback came from."""
        record = (self.ticket_id or self.idea_id).sudo()
        return self.feedback_source or record.display_name or ""

    def _social_waits(self):
        """What an activity on a ticket or an idea says of this twist."""
        self.ensure_one()
        platforms = dict(self._fields["platform"]._description_selection(self.env))
        return self.env._(
            "%(author)s waits for an answer on %(platform)s",
            author=self.profile_id.display_name or self.name,
            platform=platforms.get(self.platform, self.platform),
        )
