"""What installing and uninstalling cannot do by data files alone."""

from odoo.tools.sql import drop_index

from .models.res_partner import NAME_INDEX


def uninstall_hook(env):
    """Remove what belongs to no XML id: the channels' scheduled actions; platforms are
    told that nobody listens any more."""
    channels = env["social.channel"].with_context(active_test=False).search([])
    channels.filtered(lambda channel: channel.state != "draft")._unsubscribe()
    channels._remove_crons()
    parameters = env["ir.config_parameter"].sudo()
    parameters.search([("key", "=like", "social\\_inbox.%")]).unlink()
    drop_index(env.cr, NAME_INDEX, "res_partner")
    remove_activities(env)
    remove_foreign_keys(env)


def remove_activities(env):
    """Nobody can answer any more; what was done stays, as a to-do, in its record."""
    kind = env.ref("social_inbox.mail_activity_type_social", raise_if_not_found=False)
    if not kind:
        return
    activities = env["mail.activity"].sudo().with_context(active_test=False)
    activities = activities.search([("activity_type_id", "=", kind.id)])
    activities.filtered(lambda one: one.active and one.automated).unlink()
    todo = env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
    activities.exists().write({"activity_type_id": todo and todo.id})


def remove_foreign_keys(env):
    """Those of our columns in other modules' tables: Odoo drops the columns, and
    forgets the rows that tell of their keys."""
    constraints = env["ir.model.constraint"].sudo()
    ours = [("module.name", "=", "social_inbox"), ("type", "=", "f")]
    found = constraints.search([*ours, ("model.model", "not like", "social.")])
    found.unlink()
