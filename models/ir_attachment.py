"""Files on ideas are read by colleagues only (spec B19)."""

from odoo import models


class IrAttachment(models.Model):
    """Files of ideas: agents put them into notes that the community does not see."""

    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        """Members read an idea, but not the files on it."""
        yield from super()._inaccessible_comodel_records(model_and_ids, operation)
        if not self.env.su and not self.env.user._is_internal():
            for res_id in filter(None, model_and_ids.get("social.idea", ())):
                yield "social.idea", res_id
