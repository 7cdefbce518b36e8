"""Extra fields that are filled on arrival (spec B12)."""

import json

from odoo import api, models
from odoo.tools import SQL

# what a person or an earlier message filled in stays; a new twist has defaults alone
FILL_FIELDS = """
    UPDATE social_twist AS twist
       SET campaign_properties =
           COALESCE(campaign_properties, '{}') || new.found || CASE
               WHEN new.is_new THEN '{}'::jsonb
               ELSE COALESCE((
                   SELECT jsonb_object_agg(key, value)
                     FROM jsonb_each(COALESCE(campaign_properties, '{}'))
                    WHERE value NOT IN ('null', 'false', '""', '[]')), '{}') END
      FROM jsonb_to_recordset(%s) AS new (id int, is_new boolean, found jsonb)
     WHERE twist.id = new.id
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    @api.model
    def _extract_on_arrival(self, channel, threads):
        """Rules are read once for each campaign; what they find is written at once."""
        result = super()._extract_on_arrival(channel, threads)
        ids = {thread.campaign_id for thread in threads if thread.campaign_id}
        campaigns = self.env["social.campaign"].sudo().browse(ids)
        rows = []
        for campaign in campaigns:
            own = [one for one in threads if one.campaign_id == campaign.id]
            rows += self._extracted(campaign, own)
        if rows:
            self.flush_model(["campaign_properties"])
            self.env.cr.execute(SQL(FILL_FIELDS, json.dumps(rows)))
            self.invalidate_model(["campaign_properties"], flush=False)
        return result

    @api.model
    def _extracted(self, campaign, threads):
        """What a campaign's rules find in a batch: rows for FILL_FIELDS."""
        extractor = campaign._extractor()
        if not extractor.readers:
            return []
        found = [
            {"id": one.id, "is_new": not one.was_known, "found": told(extractor, one)}
            for one in threads
        ]
        if extractor.slow:
            self.env["social.extraction"].sudo().browse(extractor.slow)._switch_off()
        return [one for one in found if one["found"]]


def told(extractor, thread):
    """What the batch's messages from outside tell of a twist; the first one counts."""
    values = {}
    for one in thread.arrived:
        if not (one.event.from_us or one.is_spam):
            values = {**extractor.values(one.texts), **values}
    return values
