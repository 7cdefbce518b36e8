"""What persons do in the community is noted on their profiles."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _trace_community(self, text, company):
        """Note on these persons' profiles what they did in a company's community.

        Whatever they did was allowed to them; the trace is the system's.

        :param text: one line, for agents: "Voted for …"
        :param company: whose community it is; other companies are not told
        :returns: the lines, as the system
        """
        now = fields.Datetime.now()
        profiles = self.env["social.profile"].sudo()
        traces = self.env["social.community.trace"].sudo()
        own = [("partner_id", "in", self.ids), ("company_id", "=", company.id)]
        return traces.create(
            [
                {
                    "profile_id": profile.id,
                    "partner_id": profile.partner_id.id,
                    "company_id": profile.company_id.id,
                    "date": now,
                    "kind": "activity",
                    "text": text,
                }
                for profile in profiles.search(own)
            ]
        )
