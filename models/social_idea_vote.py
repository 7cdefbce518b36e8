"""Votes on ideas by customers and staff (spec B19)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .social_idea import FROZEN


class SocialIdeaVote(models.Model):
    """One vote. Written by the system only; read by agents.

    When a contact is deleted its vote stays, without a name. That it was the staff's
    is kept as it was at the time.
    """

    _name = "social.idea.vote"
    _description = "Social Idea Vote"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    idea_id = fields.Many2one(
        "social.idea", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Voter",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    is_staff = fields.Boolean(string="Staff", readonly=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    stage = fields.Selection(related="idea_id.stage")

    # a constraint, not an index: merging contacts looks for constraints only
    _once = models.Constraint(
        "UNIQUE (idea_id, partner_id)", "This person voted on the idea already."
    )

    @api.model
    def _merge_voters(self, sources, target):
        """Votes of merged contacts: each idea keeps the first of theirs."""
        votes = self.search([("partner_id", "in", (sources | target).ids)], order="id")
        twice = self.browse()
        for same in votes.grouped("idea_id").values():
            twice |= same[1:]
        twice.unlink()
        (votes - twice).write({"partner_id": target.id})
        self.env.flush_all()


class SocialIdea(models.Model):
    _inherit = "social.idea"

    vote_ids = fields.One2many(
        "social.idea.vote",
        "idea_id",
        string="Voters",
        readonly=True,
        groups="social_inbox.group_social_inbox_agent",
    )
    vote_count = fields.Integer(
        string="Votes", compute="_compute_vote_counts", store=True, copy=False
    )
    staff_vote_count = fields.Integer(
        string="Staff Votes", compute="_compute_vote_counts", store=True, copy=False
    )
    customer_vote_count = fields.Integer(
        string="Customer Votes", compute="_compute_vote_counts", store=True, copy=False
    )
    is_voted = fields.Boolean(
        string="Voted by Me", compute="_compute_is_voted", compute_sudo=True
    )
    is_votable = fields.Boolean(compute="_compute_is_votable")

    @api.depends("vote_ids.is_staff")
    def _compute_vote_counts(self):
        groups = self.env["social.idea.vote"]._read_group(
            [("idea_id", "in", self.ids)], ["idea_id", "is_staff"], ["__count"]
        )
        counts = {(idea.id, is_staff): count for idea, is_staff, count in groups}
        for idea in self:
            idea.staff_vote_count = counts.get((idea._origin.id, True), 0)
            idea.customer_vote_count = counts.get((idea._origin.id, False), 0)
            idea.vote_count = idea.staff_vote_count + idea.customer_vote_count

    @api.depends("vote_ids.partner_id")
    @api.depends_context("uid")
    def _compute_is_voted(self):
        partner = self.env.user.partner_id
        mine = self.env["social.idea.vote"]._read_group(
            [("idea_id", "in", self.ids), ("partner_id", "=", partner.id)], ["idea_id"]
        )
        voted = {idea.id for (idea,) in mine}
        for idea in self:
            idea.is_voted = idea._origin.id in voted

    @api.depends("stage", "active")
    def _compute_is_votable(self):
        for idea in self:
            idea.is_votable = idea.active and idea.stage not in FROZEN

    # -- voting --------------------------------------------------------------------

    def action_vote(self):
        """Vote as the user, who hears of decisions from now on; twice counts once.

        :raises UserError: voting is over
        :raises AccessError: nobody is logged in, or may not see the idea
        """
        self._check_member()
        self._check_votable()
        partner = self.env.user.partner_id
        for idea in self.sudo():
            if idea._add_votes(partner):
                idea._follow(partner)
                idea._trace(self.env._("Voted for “%s”", idea.name))
        return True

    def action_unvote(self):
        """Take the user's vote back; without one nothing happens.

        :raises UserError: voting is over
        :raises AccessError: nobody is logged in, or may not see the idea
        """
        self._check_member()
        self._check_votable()
        partner = self.env.user.partner_id
        self._lock_votes()
        mine = [("idea_id", "in", self.ids), ("partner_id", "=", partner.id)]
        self.env["social.idea.vote"].sudo().search(mine).unlink()
        if self.env.user.share:
            others = self.sudo().filtered(lambda idea: idea.partner_id != partner)
            others.message_unsubscribe(partner.ids)
        return True

    def _check_member(self):
        if self.env.user._is_public():
            raise AccessError(self.env._("Log in to take part."))
        self.check_access("read")

    def _check_votable(self):
        labels = dict(self._fields["stage"]._description_selection(self.env))
        for idea in self:
            if not idea.active:
                raise UserError(
                    self.env._(
                        "“%s” is archived or merged into another idea. Vote there.",
                        idea.name,
                    )
                )
            if not idea.is_votable:
                raise UserError(
                    self.env._(
                        "Voting on “%(name)s” is over: its stage is %(stage)s.",
                        name=idea.name,
                        stage=labels[idea.stage],
                    )
                )

    def _lock_votes(self):
        """One voter after the other; who comes second sees the first one's vote.

        Waiting ends in a serialization failure, and Odoo repeats the request.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM social_idea WHERE id = ANY(%s) ORDER BY id"
                " FOR NO KEY UPDATE",
                self.ids,
            )
        )

    def _add_votes(self, partners):
        """Count votes of persons who have none yet, as the system.

        :returns: the new votes
        """
        self.ensure_one()
        self._lock_votes()
        votes = self.env["social.idea.vote"].sudo()
        known = [("idea_id", "=", self.id), ("partner_id", "in", partners.ids)]
        new = partners - votes.search(known).partner_id
        return votes.create(
            [
                {
                    "idea_id": self.id,
                    "partner_id": one.id,
                    "is_staff": not one.partner_share,
                }
                for one in new.sudo()
            ]
        )
