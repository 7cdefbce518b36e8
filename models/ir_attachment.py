"""Files on ideas are read by colleagues only (spec B19)."""

from odoo import models

from .social_message_delivery import DRAFT, UPLOAD_MODELS


class IrAttachment(models.Model):
    """Files of ideas: agents put them into notes that the community does not see."""

    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        """Members read an idea, but not the files on it."""
        yield from super()._inaccessible_comodel_records(model_and_ids, operation)
        if not self.env.su and not self.env.user._is_internal():
            for res_id in filter(None, model_and_ids.get("social.idea", ())):
                yield "social.idea", res_id

    def _as_files(self):
        """Name, type and size, as the composer lists them."""
        return [
            {
                "id": one.id,
                "name": one.name,
                "mimetype": one.mimetype,
                "size": one.file_size,
            }
            for one in self.sorted("id")
        ]

    def _is_for_draft(self, draft):
        """Whether a file was uploaded for what is being typed, and is in no record."""
        in_draft = self.res_model == DRAFT and self.res_id in (0, draft.id)
        return in_draft or (self.res_model in UPLOAD_MODELS and not self.res_id)
