"""Make an idea of twists, or link them to one that is there (spec A16, A17)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..connectors.text import text_to_html

TITLE_LENGTH = 120  # characters that a subject gives to a title


class SocialCreateIdea(models.TransientModel):
    _name = "social.create.idea"
    _description = "Create Idea"

    twist_ids = fields.Many2many("social.twist", required=True)
    twist_count = fields.Integer(compute="_compute_twists")
    mode = fields.Selection(
        [("new", "A new idea"), ("link", "An idea we have")],
        required=True,
        default="new",
    )
    can_create = fields.Boolean(compute="_compute_twists")
    message_id = fields.Many2one(
        "social.message",
        string="From the Message",
        compute="_compute_message_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('twist_id', 'in', twist_ids), ('direction', '=', 'inbound')]",
    )
    name = fields.Char(
        string="Title",
        compute="_compute_from_message",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    description = fields.Html(
        compute="_compute_from_message",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    tag_ids = fields.Many2many("social.idea.tag", string="Tags")
    partner_ids = fields.Many2many(
        "res.partner", string="Persons", compute="_compute_twists"
    )
    unknown_count = fields.Integer(compute="_compute_twists")
    count_votes = fields.Boolean(string="Count as their vote", default=True)
    idea_id = fields.Many2one("social.idea")
    similar_ids = fields.Many2many(
        "social.idea", string="Similar Ideas", compute="_compute_similar_ids"
    )

    @api.constrains("twist_ids", "message_id", "idea_id")
    def _check_access_to_twists(self):
        """Ids come from the client: what they name would be shown by its name."""
        for wizard in self:
            wizard.twist_ids.sudo(False).check_access("write")
            wizard.idea_id.sudo(False).check_access("read")
            if wizard.message_id.sudo().twist_id not in (
                *wizard.twist_ids,
                self.env["social.twist"],
            ):
                raise UserError(self.env._("That message is not of this twist."))

    def _check_readable(self, *names):
        """In a form that is not saved yet ids come from the client, too."""
        for name in names or ("twist_ids", "message_id"):
            self[name]._origin.sudo(False).check_access("read")

    @api.depends("twist_ids")
    def _compute_twists(self):
        self._check_readable("twist_ids")
        for wizard in self:
            twists = wizard.twist_ids
            wizard.twist_count = len(twists)
            wizard.can_create = any(
                not twist._not_allowed("create") for twist in twists
            )
            wizard.partner_ids = twists.partner_id
            wizard.unknown_count = len(
                twists.filtered(lambda twist: not twist.partner_id)
            )

    @api.depends("twist_ids")
    def _compute_message_id(self):
        self._check_readable("twist_ids")
        for wizard in self:
            first = wizard.twist_ids[:1]._origin
            wizard.message_id = first._last_inbound().sudo(False)

    @api.depends("message_id")
    def _compute_from_message(self):
        self._check_readable()
        for wizard in self:
            message = wizard.message_id
            subject = message.subject or wizard.twist_ids[:1].name or ""
            wizard.name = subject.strip()[:TITLE_LENGTH]
            wizard.description = text_to_html(message.text or "")

    @api.depends("name", "message_id", "twist_ids")
    def _compute_similar_ids(self):
        self._check_readable()
        for wizard in self:
            company = [("company_id", "in", wizard.twist_ids.company_id.ids)]
            text = f"{wizard.name or ''} {wizard.message_id.text or ''}"
            wizard.similar_ids = self.env["social.idea"]._similar(text, company)

    @api.onchange("idea_id")
    def _onchange_idea_id(self):
        if self.idea_id:
            self.mode = "link"

    @api.onchange("mode")
    def _onchange_mode(self):
        if self.mode == "new":
            self.idea_id = False

    def action_apply(self):
        """Create or link; says how many moved on and why others did not."""
        self.ensure_one()
        action = "create" if self.mode == "new" else "link"
        refusals = {twist: twist._not_allowed(action) for twist in self.twist_ids}
        able = self.twist_ids.filtered(lambda twist: not refusals[twist])
        if not able:
            raise UserError("\n".join(set(refusals.values())))
        idea = self._apply(able)
        skipped = [refusal for refusal in refusals.values() if refusal]
        return able._result(self._done_text(idea, able), len(able), skipped)

    def _apply(self, twists):
        if self.mode == "link":
            twists.link_idea(self.idea_id, self.count_votes)
            return self.idea_id.merged_into_id or self.idea_id
        values = {
            "name": self.name,
            "description": self.description,
            "tag_ids": self.tag_ids.ids,
        }
        return twists.create_idea(values, self.message_id, self.count_votes)

    def _done_text(self, idea, twists):
        if len(twists) == 1:
            if self.mode == "new":
                return self.env._("Idea “%s” created", idea.name)
            return self.env._("Linked to the idea “%s”", idea.name)
        return self.env._(
            "%(count)s linked to the idea “%(name)s”", count=len(twists), name=idea.name
        )
