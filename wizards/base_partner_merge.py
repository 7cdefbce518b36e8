"""What becomes of profiles and votes when contacts are merged."""

from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Profiles and twists follow by SQL; say so, and keep companies apart.

        Each profile keeps its own lawful basis. Votes go first: of two on one idea
        Odoo would delete all of the source's.
        """
        # sudo: who merges contacts need not work in the inbox
        votes = self.env["social.idea.vote"].sudo()
        votes._merge_voters(src_partners, dst_partner)
        profiles = self.env["social.profile"].sudo()
        moved = profiles.search([("partner_id", "in", src_partners.ids)])
        names = {profile.id: profile.partner_id.display_name for profile in moved}
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        moved._note_merge(names, dst_partner)
        return result
