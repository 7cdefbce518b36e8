"""Extra fields that are filled in before a twist leaves a phase (spec B3)."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.i18n import format_list

from . import phases


class SocialCampaignRequirement(models.Model):
    """One extra field of one campaign, asked for in one phase.

    Moves by hand are refused without it; those that the system makes are not.
    """

    _name = "social.campaign.requirement"
    _inherit = "social.cached.mixin"
    _description = "Required Field of a Campaign"
    _order = "campaign_id, phase, id"
    _rec_name = "label"

    campaign_id = fields.Many2one(
        "social.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id")
    phase = fields.Selection(
        [one for one in phases.PHASES if one[0] != "closed"],
        string="Before It Leaves",
        required=True,
        default="understand",
    )
    property_name = fields.Char(readonly=True)
    label = fields.Char(
        string="Extra Field",
        compute="_compute_label",
        inverse="_inverse_label",
        required=True,
        help="The label of the extra field, as the twist's form shows it.",
    )

    _property_uniq = models.Constraint(
        "UNIQUE(campaign_id, phase, property_name)",
        "The field is required in this phase already.",
    )

    @api.depends("property_name", "campaign_id.property_definition")
    def _compute_label(self):
        for one in self:
            one.label = one._fields_by_name().get(one.property_name, "")

    def _inverse_label(self):
        for one in self:
            wanted, known = (one.label or "").strip().lower(), one._fields_by_name()
            found = [name for name in known if known[name].lower() == wanted]
            if not found:
                raise ValidationError(
                    self.env._(
                        "The campaign has no extra field “%(label)s”. There are:"
                        " %(known)s.",
                        label=one.label or "",
                        known=", ".join(known.values()) or self.env._("none"),
                    )
                )
            one.property_name = found[0]

    def _fields_by_name(self):
        """Labels of the campaign's extra fields by what the system calls them."""
        definition = self.campaign_id.sudo().property_definition or ()
        return {
            one["name"]: one.get("string") or ""
            for one in definition
            if one.get("type") != "separator"
        }

    @api.model
    @tools.ormcache()
    def _required(self):
        """:returns: names of fields by (id of the campaign, phase)"""
        found = {}
        for one in self.sudo().search([("property_name", "!=", False)]):
            names = found.setdefault((one.campaign_id.id, one.phase), [])
            names.append(one.property_name)
        return found


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    requirement_ids = fields.One2many(
        "social.campaign.requirement",
        "campaign_id",
        string="Required Fields",
        help="What agents fill in before a twist goes on from a phase.",
    )


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _refusal(self, target):
        """Also while required fields are empty."""
        return super()._refusal(target) or self._why_not_filled(target)

    def _why_not_filled(self, target):
        """What to fill in before it goes on to a later phase; empty if nothing.

        Going back is free: whoever moved it too early need not invent a value.
        """
        if phases.ORDER.index(target) <= phases.ORDER.index(self.phase):
            return ""
        required = self.env["social.campaign.requirement"]._required()
        names = required.get((self.campaign_id.id, self.phase))
        missing = self._missing_fields(names) if names else []
        if not missing:
            return ""
        return self.env._(
            "Fill in %(fields)s first: the campaign needs it before a twist leaves"
            " %(phase)s.",
            fields=format_list(self.env, missing),
            phase=self._phase_labels()[self.phase],
        )

    def _missing_fields(self, names):
        """Labels of those of the extra fields that hold nothing."""
        definition = self.campaign_id.sudo().property_definition or ()
        field = self._fields["campaign_properties"]
        filled = field.convert_to_export(self.campaign_properties, self) or {}
        return [
            one.get("string") or ""
            for one in definition
            if one["name"] in names and is_empty(filled.get(one["name"]))
        ]


def is_empty(value):
    """Zero is a value, and equals False."""
    return value is None or value is False or value in ("", [])
