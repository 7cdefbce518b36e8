"""Suggestions for what we make, collected from twists and from the community."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..connectors.text import html_to_text
from .by_hand import refuse_system_fields, without_system_defaults

STAGES = [
    ("new", "New"),
    ("review", "Under Review"),
    ("planned", "Planned"),
    ("done", "Done"),
    ("declined", "Declined"),
]
FROZEN = ("done", "declined")  # decided: no more votes, and the authors are told
TOLD = ("planned", *FROZEN)  # stages of which followers hear
SHOWN = {"name", "description", "stage", "public_answer", "is_published"}
SUMMARY_LENGTH = 2000  # characters of plain text: what is searched and shown in lists


class SocialIdea(models.Model):
    """A suggestion, with the twists it came from (spec A16, B19).

    What members of the community write stays hidden from others until an agent
    publishes it, unless the company publishes at once. A duplicate is merged into
    another idea and archived; its votes and twists go there.
    """

    _name = "social.idea"
    _description = "Idea"
    _inherit = ["mail.thread", "mail.activity.mixin", "social.feedback.mixin"]
    _order = "vote_count desc, id desc"
    _social_link = "idea_id"
    _social_cause = "idea"
    _social_conversations_access = "write"  # everybody reads published ideas

    name = fields.Char(required=True, tracking=True)
    description = fields.Html(sanitize_style=True)
    summary = fields.Text(compute="_compute_summary", store=True)
    stage = fields.Selection(
        STAGES,
        default="new",
        required=True,
        tracking=True,
        group_expand=True,
        copy=False,
        index=True,
    )
    public_answer = fields.Html(
        string="Official Answer",
        sanitize_style=True,
        copy=False,
        help="What we say about it; shown in the community beside the stage.",
    )
    is_published = fields.Boolean(
        string="In the Community",
        tracking=True,
        copy=False,
        help="Members of the community see it and vote on it. Its author always sees"
        " it.",
    )
    active = fields.Boolean(default=True)
    tag_ids = fields.Many2many("social.idea.tag", string="Tags")
    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        default=lambda self: self.env.user.partner_id,
        index="btree_not_null",
        ondelete="set null",
        help="Whose idea it is.",
    )
    message_id = fields.Many2one(
        "social.message",
        string="From the Message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="social_inbox.group_social_inbox_agent",
    )
    twist_ids = fields.One2many(
        "social.twist",
        "idea_id",
        string="Conversations",
        readonly=True,
        groups="social_inbox.group_social_inbox_agent",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    merged_into_id = fields.Many2one(
        "social.idea",
        string="Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="social_inbox.group_social_inbox_agent",  # its title may be hidden
    )
    merged_ids = fields.One2many(
        "social.idea",
        "merged_into_id",
        string="Merged Ideas",
        readonly=True,
        context={"active_test": False},
        groups="social_inbox.group_social_inbox_agent",
    )
    changed_date = fields.Datetime(
        string="Last Change",
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="When what the community sees of it changed last; votes do not count.",
    )

    _community_idx = models.Index("(company_id, vote_count DESC, id DESC)")

    @api.depends("description")
    def _compute_summary(self):
        for idea in self:
            text = html_to_text(idea.description or "")
            idea.summary = text[:SUMMARY_LENGTH].strip()

    @api.depends("name", "vote_count", "stage")
    @api.depends_context("social_idea_details", "lang")
    def _compute_display_name(self):
        """With stage and votes where somebody chooses among ideas."""
        super()._compute_display_name()
        if not self.env.context.get("social_idea_details"):
            return
        labels = dict(self._fields["stage"]._description_selection(self.env))
        for idea in self:
            idea.display_name = self.env._(
                "%(name)s (%(stage)s, %(count)s votes)",
                name=idea.name,
                stage=labels.get(idea.stage),
                count=idea.vote_count,
            )

    @api.constrains("company_id")
    def _check_company(self):
        """What belongs together stays in one company."""
        for idea in self.sudo():  # also what this company's users do not see
            merged = idea.merged_ids | idea.merged_into_id
            companies = idea.twist_ids.company_id | merged.company_id
            if companies - idea.company_id:
                raise ValidationError(
                    self.env._(
                        "“%s” stays in its company: conversations or other ideas"
                        " there belong to it. Create a new idea in the other company"
                        " instead.",
                        idea.name,
                    )
                )

    # -- changes, and who hears of them --------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_system_fields(self, vals)
        allowed = without_system_defaults(self)
        return super(SocialIdea, allowed).create(vals_list)

    def write(self, vals):
        """Decisions are told to followers and, through feedback, to the authors."""
        refuse_system_fields(self, vals)
        before = {idea: (idea.stage, idea.public_answer or "") for idea in self}
        if SHOWN & vals.keys():
            vals = {"changed_date": fields.Datetime.now(), **vals}
        result = super().write(vals)
        moved = self.filtered(lambda idea: idea.stage != before[idea][0])
        answered = self.filtered(
            lambda idea: idea.public_answer and idea.public_answer != before[idea][1]
        )
        (moved | answered).filtered(lambda idea: idea.stage in TOLD)._tell_followers()
        moved._decided()
        return result

    def _decided(self):
        """Ask for feedback to the authors of what is done or declined now."""
        decided = self.filtered(lambda idea: idea.stage in FROZEN)
        if decided:
            decided._ask_for_feedback()

    def action_publish(self):
        """Show it in the community."""
        self.write({"is_published": True})
        return True

    def action_unpublish(self):
        self.write({"is_published": False})
        return True

    def action_view_votes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_idea_vote_action"
        )
        return {**action, "domain": [("idea_id", "=", self.id)], "context": {}}

    def action_view_in_community(self):
        """Open its page as members see it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.access_url, "target": "new"}
