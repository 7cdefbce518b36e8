"""Link the author of a twist to a person, with why that is lawful (spec A13)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

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
        [("existing", "A person we know"), ("new", "A new person")],
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
    reason = fields.Char(compute="_compute_reason")
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
    lawful_basis = fields.Selection(LAWFUL_BASES, required=True, default="contract")
    purpose = fields.Char(default=lambda self: self.env._("Answering the inquiry"))

    @api.constrains("twist_id")
    def _check_access_to_twist(self):
        """An id comes from the client: what it names would be shown by its name."""
        self.twist_id.sudo(False).check_access("write")

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

    @api.depends("profile_id", "partner_id")
    def _compute_reason(self):
        for wizard in self:
            profile = wizard.profile_id
            same_address = (
                wizard.partner_id
                and not profile.partner_id
                and wizard.partner_id == (profile and profile._suggest_person())
            )
            wizard.reason = same_address and self.env._(
                "Suggested because the mail address is the same."
            )

    @api.model
    def default_get(self, fields):
        """Begin with a new person when none is known or suggested."""
        values = super().default_get(fields)
        profile = self.new({"twist_id": values.get("twist_id")}).profile_id
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
