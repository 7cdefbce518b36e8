"""What is done with those who clicked, or did not (spec B18)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class SocialGroupFollowUp(models.TransientModel):
    """Each part is optional: tags, a snooze, something to do."""

    _name = "social.group.follow.up"
    _description = "Follow Up on Twists"

    twist_ids = fields.Many2many("social.twist", required=True, string="Twists")
    twist_count = fields.Integer(compute="_compute_twist_count")
    tag_ids = fields.Many2many("social.tag", string="Add Tags")
    snoozed_until = fields.Datetime(string="Snooze until")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Schedule",
        domain=[("res_model", "in", [False, "social.twist"])],
    )
    summary = fields.Char()
    date_deadline = fields.Date(
        string="Due on", default=lambda self: fields.Date.context_today(self)
    )
    user_id = fields.Many2one(
        "res.users",
        string="For",
        default=lambda self: self.env.user,
        domain=lambda self: self._domain_user(),
    )

    @api.model
    def _domain_user(self):
        agents = self.env.ref("social_inbox.group_social_inbox_agent").id
        known = self.env["social.twist"]._known_agents_domain()
        return list(Domain("all_group_ids", "in", [agents]) & known)

    @api.constrains("twist_ids")
    def _check_access_to_twists(self):
        """Ids come from the client: what they name would be shown by its name."""
        self.twist_ids.sudo(False).check_access("write")

    @api.depends("twist_ids")
    def _compute_twist_count(self):
        for wizard in self:
            wizard.twist_count = len(wizard.twist_ids)

    def action_apply(self):
        """Do what was filled in, to all of them.

        :raises UserError: nothing was filled in, or the time is over
        """
        self.ensure_one()
        twists = self.twist_ids.sudo(False)
        twists.check_access("write")
        if not (self.tag_ids or self.snoozed_until or self.activity_type_id):
            raise UserError(
                self.env._("Choose tags, a time to snooze until, or an activity.")
            )
        if self.snoozed_until and self.snoozed_until <= fields.Datetime.now():
            raise UserError(self.env._("That time is over. Choose a later one."))
        if self.tag_ids:
            links = [Command.link(tag.id) for tag in self.tag_ids]
            twists.write({"tag_ids": links})
        if self.snoozed_until:
            twists._snooze(self.snoozed_until)
        if self.activity_type_id:
            twists.activity_schedule(
                activity_type_id=self.activity_type_id.id,
                summary=self.summary or "",
                date_deadline=self.date_deadline,
                user_id=(self.user_id or self.env.user).id,
            )
        return twists._result(self.env._("%s twists done", len(twists)), 0, [])
