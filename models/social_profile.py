"""Authors on platforms, and whom they are."""

from odoo import api, fields, models

from .by_hand import refuse_system_fields

LAWFUL_BASES = [
    ("consent", "Consent"),
    ("contract", "Contract or a request before one"),
    ("legal", "Legal obligation"),
    ("legitimate", "Legitimate interest"),
]


class SocialProfile(models.Model):
    """An author on one platform, linked to at most one person (spec A13).

    Its messages, past and to come, belong to the person through it.
    """

    _name = "social.profile"
    _description = "Social Profile"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "last_message_date desc, id desc"
    _rec_names_search = ["name", "handle"]
    _check_company_auto = True

    platform = fields.Selection(
        selection=lambda self: self.env["social.channel"]._selection_any_platform(),
        required=True,
        readonly=True,
    )
    external_id = fields.Char(required=True, readonly=True)
    handle = fields.Char(readonly=True, index="trigram")
    name = fields.Char(readonly=True, index="trigram")
    url = fields.Char(readonly=True)
    followers = fields.Integer(string="Audience", readonly=True)
    is_verified = fields.Boolean(string="Verified", readonly=True)
    avatar_url = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        readonly=True,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
    )
    lawful_basis = fields.Selection(
        LAWFUL_BASES,
        readonly=True,
        tracking=True,
        help="Why this profile may be linked to a person (GDPR, article 6).",
    )
    purpose = fields.Char(help="What the link is used for.", tracking=True)
    is_blocked = fields.Boolean(
        string="Blocked",
        readonly=True,
        tracking=True,
        help="Whatever this author sends arrives as spam.",
    )
    tag_ids = fields.Many2many("social.tag", string="Tags")
    message_count = fields.Integer(readonly=True)
    last_message_date = fields.Datetime(readonly=True)
    twist_ids = fields.One2many("social.twist", "profile_id")

    _external_uniq = models.UniqueIndex(
        "(company_id, platform, external_id)", "This profile is known already."
    )
    _lawful = models.Constraint(
        "CHECK (partner_id IS NULL OR lawful_basis IS NOT NULL)",
        "Say why the profile may be linked to a person: choose a lawful basis.",
    )
    _recent_idx = models.Index("(company_id, last_message_date DESC, id DESC)")

    @api.depends("name", "handle", "external_id")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.name or profile.handle or profile.external_id

    def write(self, vals):
        refuse_system_fields(self, vals)
        result = super().write(vals)
        self.env["social.twist"]._notify_inbox(self.ids, by="profile_id")
        return result

    def action_view_twists(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        return {**action, "domain": [("profile_id", "=", self.id)], "context": {}}

    def _assign_person(self, partner, lawful_basis, purpose=""):
        """Link to a person, with why that is lawful; twists follow by themselves."""
        self.check_access("write")
        self.sudo().write(
            {
                "partner_id": partner.id,
                "lawful_basis": lawful_basis,
                "purpose": purpose,
            }
        )

    def action_unlink_person(self):
        """Forget who is behind the profile, for example when consent is withdrawn."""
        self.check_access("write")
        values = dict.fromkeys(("partner_id", "lawful_basis", "purpose"), False)
        self.sudo().write(values)
        return True

    # -- spam ----------------------------------------------------------------------

    def action_block(self):
        """Whatever these authors send from now on arrives as spam (spec A9)."""
        self.check_access("write")
        self.sudo().write({"is_blocked": True})
        return True

    def action_unblock(self):
        self.check_access("write")
        self.sudo().write({"is_blocked": False})
        return True
