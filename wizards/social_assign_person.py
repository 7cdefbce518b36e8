"""Link the author of a twist to a person, with why that is lawful (spec A13)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.social_profile import LAWFUL_BASES


class SocialAssignPerson(models.TransientModel):
    _name = "social.assign.person"
    _description = "Assign Person"

    twist_id = fields.Many2one("social.twist", required=True, ondelete="cascade")
    author_ids = fields.Many2many(
        "social.profile", string="Authors", compute="_compute_author_ids"
    )
    profile_id = fields.Many2one(
        "social.profile",
        string="Author",
        compute="_compute_profile_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', author_ids)]",
    )
    handle = fields.Char(related="profile_id.handle", related_sudo=False)
    current_partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Linked so far to", related_sudo=False
    )
    mode = fields.Selection(
        string="Assign to",
        selection=[("existing", "A person we know"), ("new", "A new person")],
        required=True,
        default="existing",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        compute="_compute_from_profile",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    suggestions = fields.Json(compute="_compute_suggestions", compute_sudo=False)
    name = fields.Char(
        compute="_compute_from_profile",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    email = fields.Char(
        compute="_compute_from_profile",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    phone = fields.Char()
    lawful_basis = fields.Selection(
        LAWFUL_BASES,
        compute="_compute_lawful_basis",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    purpose = fields.Char(
        compute="_compute_lawful_basis", compute_sudo=False, store=True, readonly=False
    )
    line_ids = fields.One2many(
        "social.assign.person.line",
        "wizard_id",
        string="Also by This Person?",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.constrains("twist_id", "profile_id", "partner_id")
    def _check_access_to_named(self):
        """Ids come from the client: what they name would be shown by its name."""
        self.twist_id.sudo(False).check_access("write")
        self.profile_id.sudo(False).check_access("read")
        self.partner_id.sudo(False).check_access("read")

    @api.depends("twist_id")
    def _compute_author_ids(self):
        for wizard in self:
            twist = wizard.twist_id
            wizard.author_ids = twist._authors() if twist else twist.profile_id

    @api.depends("twist_id")
    def _compute_profile_id(self):
        """Whoever is to be answered and is not linked yet, else the twist's author."""
        for wizard in self:
            twist = wizard.twist_id
            twist.check_access("read")
            asking = twist._last_inbound().profile_id.sudo(False)
            unknown = (asking | twist.profile_id).filtered(
                lambda one: not one.partner_id
            )
            wizard.profile_id = unknown[:1] or twist.profile_id

    @api.depends("profile_id")
    def _compute_from_profile(self):
        for wizard in self:
            profile = wizard.profile_id
            partner = profile.partner_id
            if profile and not partner:
                partner = profile._suggest_person()
            wizard.partner_id = partner
            wizard.name = profile.name or profile.handle
            wizard.email = profile.handle if "@" in (profile.handle or "") else False

    @api.depends("profile_id")
    def _compute_suggestions(self):
        for wizard in self:
            profile = wizard.profile_id.sudo(False)
            found = profile._suggest_persons() if profile else []
            wizard.suggestions = [
                profile._suggestion_as_dict(one)
                for one in found
                if one.person != profile.partner_id
            ]

    @api.depends("profile_id")
    def _compute_lawful_basis(self):
        """What was said at the last time, for a profile that is linked already."""
        for wizard in self:
            profile = wizard.profile_id.sudo(False)
            usual = self.env._("Answering the inquiry")
            wizard.lawful_basis = profile.lawful_basis or "contract"
            wizard.purpose = profile.purpose if profile.partner_id else usual

    @api.depends("profile_id", "partner_id", "mode")
    def _compute_line_ids(self):
        """Other profiles of the same author; nothing is ticked by itself."""
        for wizard in self:
            profile = wizard.profile_id.sudo(False)
            known = wizard.partner_id if wizard.mode == "existing" else None
            person = (known or self.env["res.partner"]).sudo(False)
            values = profile._lookalikes_as_dicts(person) if profile else []
            lines = [Command.create(one) for one in values]
            wizard.line_ids = [Command.clear(), *lines]

    @api.model
    def default_get(self, fields):
        """Begin with a new person when none is known or suggested."""
        values = super().default_get(fields)
        given = {"twist_id": values.get("twist_id")}
        if "profile_id" in values:
            given["profile_id"] = values["profile_id"]
        profile = self.new(given).profile_id.sudo(False)
        if profile and not (profile.partner_id or profile._suggest_person()):
            values["mode"] = "new"
        return values

    def action_assign(self):
        """Link the profile; all its messages belong to the person from now on."""
        self.ensure_one()
        partner = self.partner_id if self.mode == "existing" else self._create_person()
        if not partner:
            raise UserError(self.env._("Choose a person, or add a new one."))
        self.twist_id.assign_person(
            partner, self.lawful_basis, self.purpose, self.profile_id
        )
        if also := self.line_ids.filtered("is_chosen").profile_id:
            also.assign_person(partner, self.lawful_basis, self.purpose)
        return {"type": "ir.actions.act_window_close"}

    def action_unlink_person(self):
        """Forget who the author is, from where the person is changed."""
        self.ensure_one()
        self.profile_id.sudo(False).action_unlink_person()
        return {"type": "ir.actions.act_window_close"}

    def _create_person(self):
        if not (self.name or "").strip():
            raise UserError(self.env._("Enter the name of the new person."))
        return self.env["res.partner"].create(
            {
                "name": self.name.strip(),
                "email": self.email,
                "phone": self.phone,
                "company_id": False,
            }
        )
