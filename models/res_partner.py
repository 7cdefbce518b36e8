from odoo import fields, models


class ResPartner(models.Model):
    """Persons: who is behind the profiles."""

    _inherit = "res.partner"

    social_profile_ids = fields.One2many(
        "social.profile",
        "partner_id",
        string="Social Profiles",
        groups="social_inbox.group_social_inbox_agent",
    )
    social_twist_count = fields.Integer(
        string="Twists",
        compute="_compute_social_twist_count",
        groups="social_inbox.group_social_inbox_agent",
    )
    social_profile_count = fields.Integer(
        string="Profiles",
        compute="_compute_social_profile_count",
        groups="social_inbox.group_social_inbox_agent",
    )

    def _compute_social_twist_count(self):
        self._count_by_partner("social.twist", "social_twist_count")

    def _compute_social_profile_count(self):
        self._count_by_partner("social.profile", "social_profile_count")

    def _count_by_partner(self, model, name):
        counts = dict(
            self.env[model]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner[name] = counts.get(partner._origin, 0)

    def action_view_social_twists(self):
        return self._social_action("social_inbox.social_twist_action")

    def action_view_social_profiles(self):
        return self._social_action("social_inbox.social_profile_action")

    def _social_action(self, xml_id):
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        domain = [("partner_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {}}
