"""One holding answer to all authors of a storm (spec C15)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..models.social_profile import LAWFUL_BASES
from ..models.social_twist_phase import COUNT
from ..models.social_twist_storm import HOLDING


class SocialStormAnswer(models.TransientModel):
    """Each author is answered once, in the newest of their twists; answers leave one
    after the other, as all answers to many."""

    _name = "social.storm.answer"
    _description = "Answer All of a Storm"

    storm_id = fields.Many2one("social.storm", required=True, ondelete="cascade")
    body = fields.Html(
        string="Answer",
        sanitize_style=True,
        help="Write {name} for the author's name and {subject} for the twist's"
        " subject.",
    )
    lawful_basis = fields.Selection(
        LAWFUL_BASES,
        string="Why Contacts May Be Made",
        help="Answers go to people we know. With a reason, a contact is made of each"
        " author that nobody is linked to yet; without one, they are left alone.",
    )
    author_count = fields.Integer(
        string="Authors to Answer", compute="_compute_author_count"
    )
    unknown_count = fields.Integer(
        string="Nobody Linked Yet", compute="_compute_author_count"
    )

    @api.constrains("storm_id")
    def _check_storm(self):
        """Ids come from the client."""
        for wizard in self:
            wizard.storm_id.with_user(self.env.user)._check_supervises()

    @api.depends("storm_id")
    def _compute_author_count(self):
        for wizard in self:
            twists = wizard._twists()
            wizard.author_count = len(twists)
            wizard.unknown_count = len(twists.filtered(lambda one: not one.partner_id))

    def _twists(self):
        """The newest twist of each author whom nobody has answered in this storm."""
        twists = self.storm_id._open_twists().sorted("id")
        answered = self.env["social.message"].search(
            [
                ("twist_id.storm_id", "=", self.storm_id.id),
                ("direction", "=", "outbound"),
                ("state", "!=", "cancelled"),
            ]
        )
        done = answered.twist_id.profile_id
        newest = {twist.profile_id: twist for twist in twists}
        return twists.browse(
            twist.id for author, twist in newest.items() if author not in done
        )

    def action_send(self):
        """Queue the answers; say honestly which, and offer to undo it.

        :raises UserError: nothing is written, or nobody is left to be answered
        """
        self.ensure_one()
        self.storm_id._check_supervises()
        if is_html_empty(self.body):
            raise UserError(self.env._("Write an answer first."))
        twists = self._twists()
        if not twists:
            raise UserError(self.env._("All authors of the storm have an answer."))
        early = twists.filtered(lambda one: one.phase == "listen")
        early.write({"phase": "understand"})
        self._make_contacts(twists)
        bodies = dict.fromkeys(twists, self.body)
        holding = twists.with_context(**{HOLDING: True})
        answers, skipped = holding._respond_to_all(bodies)
        undo = ("social.message", answers.ids, "action_undo_all")
        text = self.env._("%s queued", COUNT)
        return twists._result(text, len(answers), skipped, undo)

    def _make_contacts(self, twists):
        if not self.lawful_basis:
            return
        unknown = twists.profile_id.filtered(lambda one: not one.partner_id)
        people = self.env["res.partner"].create(
            [
                {
                    "name": author.display_name,
                    "email": "@" in (author.handle or "") and author.handle,
                    "company_id": False,
                }
                for author in unknown
            ]
        )
        for author, person in zip(unknown, people, strict=True):
            author.assign_person(person, self.lawful_basis, self.storm_id.name)
