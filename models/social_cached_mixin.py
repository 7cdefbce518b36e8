"""Records that are read into a cache and seldom change."""

from odoo import api, models


class SocialCachedMixin(models.AbstractModel):
    """What is kept of them by ``tools.ormcache`` is forgotten with each change."""

    _name = "social.cached.mixin"
    _description = "Records Kept in a Cache"

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        self.env.registry.clear_cache()
        return created

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
