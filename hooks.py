"""What installing and uninstalling cannot do by data files alone."""


def uninstall_hook(env):
    """Remove what belongs to no XML id: the channels' scheduled actions."""
    channels = env["social.channel"].with_context(active_test=False).search([])
    channels._remove_crons()
    parameters = env["ir.config_parameter"].sudo()
    parameters.search([("key", "=like", "social\\_inbox.%")]).unlink()
