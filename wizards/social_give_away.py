"""Give away what agents hold who cannot go on with it (spec B15)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

SUPERVISORS = "social_inbox.group_social_inbox_supervisor"


class SocialGiveAway(models.TransientModel):
    """What they hold in campaigns that the caller supervises, as far as the caller
    decides for them, and no more."""

    _name = "social.give.away"
    _description = "Give Away Twists"

    user_ids = fields.Many2many(
        "res.users",
        string="Agents",
        required=True,
        domain=lambda self: self._domain_user(),
    )
    campaign_ids = fields.Many2many(
        "social.campaign", string="Campaigns", help="Empty: all that they hold."
    )
    target = fields.Selection(
        [
            ("distribution", "As each campaign distributes"),
            ("colleague", "To a colleague"),
            ("nobody", "To nobody yet"),
        ],
        string="To Whom",
        default="distribution",
        required=True,
    )
    colleague_id = fields.Many2one("res.users", domain=lambda self: self._domain_user())
    reason = fields.Char(
        required=True,
        default=lambda self: self.env._("out of office"),
        help="It stands in the conversation of each twist.",
    )
    twist_count = fields.Integer(
        string="Open Twists", compute="_compute_twist_count", compute_sudo=False
    )

    @api.depends("user_ids", "campaign_ids")
    def _compute_twist_count(self):
        for wizard in self:
            domain = wizard._domain_twists()
            wizard.twist_count = self.env["social.twist"].search_count(domain)

    @api.model
    def _domain_user(self):
        agents = self.env.ref("social_inbox.group_social_inbox_agent").id
        known = self.env["social.twist"]._known_agents_domain()
        return list(Domain("all_group_ids", "in", [agents]) & known)

    def _domain_twists(self):
        """What is given away: of the campaigns that the caller decides in.

        :raises AccessError: a chosen campaign is another supervisor's
        """
        held = Domain("user_id", "in", self.user_ids.ids) & Domain("is_open", "=", True)
        campaigns, me = self.campaign_ids._origin, self.env.user
        if campaigns:
            held &= Domain("campaign_id", "in", campaigns.ids)
        if me.has_group(SUPERVISORS):
            return held
        if set(campaigns.ids) - me._social_lead_scopes().keys():
            raise AccessError(
                self.env._("You do not supervise all of these campaigns.")
            )
        return held & Domain(me._social_lead_domain())

    def action_give_away(self):
        """Do it, and say what came of it.

        :raises UserError: there is nothing, or the colleague may not have it
        """
        self.ensure_one()
        twists = self.env["social.twist"].search(self._domain_twists())
        twists.check_access("write")
        if not twists:
            raise UserError(self.env._("They hold no open twists there."))
        is_colleague = self.target == "colleague"
        colleague = self.colleague_id if is_colleague else None
        if is_colleague:
            self._check_colleague(twists)
        given = twists._give_away(self.reason, colleague)
        assigned = {}
        if self.target == "distribution":
            for campaign in given.campaign_id:
                if campaign.sudo().distribution != "manual":
                    assigned |= campaign._distribute(without=self.user_ids)[0]
        return self._said_given(given, assigned)

    def _check_colleague(self, twists):
        colleague = self.colleague_id
        if not colleague:
            raise UserError(self.env._("Choose the colleague who gets them."))
        if colleague in self.user_ids:
            raise UserError(self.env._("Choose a colleague who is not among them."))
        if not colleague.has_group("social_inbox.group_social_inbox_agent"):
            raise UserError(
                self.env._("%s has no right to work in the inbox.", colleague.name)
            )
        twists._check_hand_over(colleague.id)
        for campaign in twists.campaign_id.sudo():
            if colleague not in campaign._users_allowed():
                raise UserError(
                    self.env._(
                        "%(user)s does not belong to the campaign %(campaign)s.",
                        user=colleague.name,
                        campaign=campaign.name,
                    )
                )
        if twists.company_id - colleague.company_ids:
            raise UserError(
                self.env._("%s does not work for that company.", colleague.name)
            )

    def _said_given(self, given, assigned):
        left = len(given) - len(assigned.keys() & set(given.ids))
        text = self.env._("%s given away", len(given))
        skipped = []
        if self.target == "distribution" and left:
            skipped = [self.env._("nobody has it yet")] * left
        return given._result(text, len(given), skipped)
