"""What installing and uninstalling cannot do by data files alone."""

from odoo.tools.sql import drop_index

from .models.res_partner import NAME_INDEX


def uninstall_hook(env):
    """Remove what belongs to no XML id: the channels' scheduled actions."""
    channels = env["social.channel"].with_context(active_test=False).search([])
    channels._remove_crons()
    parameters = env["ir.config_parameter"].sudo()
    parameters.search([("key", "=like", "social\\_inbox.%")]).unlink()
    drop_index(env.cr, NAME_INDEX, "res_partner")
