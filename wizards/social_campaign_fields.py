"""The extra fields of a campaign, defined without opening one of its twists."""

from odoo import fields, models


class SocialCampaignFields(models.TransientModel):
    """Odoo defines such fields where they are filled in; here that is nothing but the
    dialog's own record."""

    _name = "social.campaign.fields"
    _description = "Extra Fields of a Campaign"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one(
        "social.campaign", required=True, readonly=True, ondelete="cascade"
    )
    sample_properties = fields.Properties(
        "Extra Fields", definition="campaign_id.property_definition"
    )


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    def action_define_fields(self):
        """Open the dialog in which extra fields are added, changed and removed."""
        self.ensure_one()
        self.check_access("write")
        dialog = self.env["social.campaign.fields"].create({"campaign_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Extra Fields of %s", self.name),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
