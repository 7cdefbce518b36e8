"""Queues of work: their channels, agents, rules and extra fields."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..connectors.mail.headers import ADDRESS
from ..connectors.types import Profile
from . import phases

# later phases are reached by a ticket or an idea, which a closed twist may not have
REOPEN_PHASES = ("listen", "understand", "engage")
MEMBERSHIP = {"user_ids", "supervisor_ids", "is_restricted"}
# of any number of twists, which the ORM would load one by one with their messages
TAKE_TWISTS = """
    WITH taken AS (
        UPDATE social_twist
           SET campaign_id = %(campaign)s, write_date = %(now)s,
               user_id = CASE WHEN user_id = ANY(%(users)s) THEN user_id END
         WHERE channel_id = ANY(%(channels)s) AND campaign_id IS NULL
     RETURNING id)
    UPDATE social_message SET campaign_id = %(campaign)s
      FROM taken WHERE twist_id = taken.id
"""


class SocialCampaign(models.Model):
    """A queue of work (spec B3, B12, B20, C24).

    A channel's twists belong to its campaign from their arrival on. Who sees them
    is decided by record rules over ``res.users._social_campaign_domain``, which
    are kept in a cache until the members of any campaign change.
    """

    _name = "social.campaign"
    _description = "Social Campaign"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    description = fields.Html(help="What the agents of the campaign should know.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    channel_ids = fields.One2many(
        "social.channel",
        "campaign_id",
        string="Channels",
        help="What arrives there from now on belongs to the campaign.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "social_campaign_user_rel",
        "campaign_id",
        "user_id",
        string="Agents",
        domain=lambda self: self._domain_users(),
        help="They work on the campaign's twists; other agents do not see them.",
    )
    supervisor_ids = fields.Many2many(
        "res.users",
        "social_campaign_supervisor_rel",
        "campaign_id",
        "user_id",
        string="Supervisors",
        domain=lambda self: self._domain_users(),
        help="They see all of the campaign, also where agents see less.",
    )
    is_restricted = fields.Boolean(
        string="Own Twists Only",
        help="Agents see their own twists and those that nobody is assigned to.",
    )
    sender_name = fields.Char(help="Answers by mail come from this name.")
    sender_address = fields.Char(
        help="Answers by mail come from this address; the mail server of the channel"
        " must be allowed to send for it, and replies to it must reach the channel."
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar", string="Working Hours", check_company=True
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="The language in which the campaign's customers are answered.",
    )
    reopen_phase = fields.Selection(
        [phase for phase in phases.PHASES if phase[0] in REOPEN_PHASES],
        string="Reopen in",
        default="listen",
        required=True,
        help="The phase of a closed twist that hears from its author again.",
    )
    property_definition = fields.PropertiesDefinition(string="Extra Fields")
    open_twist_count = fields.Integer(compute="_compute_open_twist_count")
    has_earlier_twists = fields.Boolean(
        compute="_compute_has_earlier_twists",
        help="What came on the channels before they belonged to the campaign.",
    )

    @api.depends("channel_ids")
    @api.depends_context("uid")
    def _compute_has_earlier_twists(self):
        twists = self.env["social.twist"]
        for campaign in self:
            channels = campaign.channel_ids.ids
            domain = [("channel_id", "in", channels), ("campaign_id", "=", False)]
            found = channels and twists.search(domain, limit=1)
            campaign.has_earlier_twists = bool(found)

    @api.depends_context("uid")
    def _compute_open_twist_count(self):
        counts = dict(
            self.env["social.twist"]._read_group(
                [("campaign_id", "in", self.ids), ("is_open", "=", True)],
                ["campaign_id"],
                ["__count"],
            )
        )
        for campaign in self:
            campaign.open_twist_count = counts.get(campaign, 0)

    @api.model
    def _domain_users(self):
        agents = self.env.ref("social_inbox.group_social_inbox_agent").id
        return f"[('all_group_ids', 'in', {agents}), ('company_ids', 'in', company_id)]"

    @api.constrains("user_ids", "supervisor_ids")
    def _check_users(self):
        agents = "social_inbox.group_social_inbox_agent"
        for user in self.user_ids | self.supervisor_ids:
            if not user.has_group(agents):
                raise ValidationError(
                    self.env._("%s has no right to work in the inbox.", user.name)
                )

    @api.constrains("company_id")
    def _check_company_of_twists(self):
        twists = self.env["social.twist"].sudo().with_context(active_test=False)
        for campaign in self:
            foreign = [
                ("campaign_id", "=", campaign.id),
                ("company_id", "!=", campaign.company_id.id),
            ]
            if twists.search(foreign, limit=1):
                raise ValidationError(
                    self.env._(
                        "The campaign has twists already: make a new campaign for"
                        " another company."
                    )
                )

    @api.constrains("sender_address")
    def _check_sender_address(self):
        for campaign in self.filtered("sender_address"):
            if not ADDRESS.fullmatch(campaign.sender_address):
                raise ValidationError(
                    self.env._("%s is not a mail address.", campaign.sender_address)
                )

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        self._members_changed()
        return campaigns

    def write(self, vals):
        result = super().write(vals)
        if MEMBERSHIP & vals.keys():
            self._members_changed()
            for campaign in self.sudo():
                campaign._release_twists()
        return result

    def unlink(self):
        result = super().unlink()
        self._members_changed()
        return result

    def _members_changed(self):
        """Record rules name campaigns by their ids, which are kept with them."""
        self.env.registry.clear_cache()
        self.env["social.twist"]._notify_inbox_of_all()

    def _as_sender(self):
        """Whose answers they are; None where the channel's account speaks itself."""
        address, name = self.sender_address or "", self.sender_name or ""
        if not (address or name):
            return None
        return Profile(external_id=address, handle=address, name=name)

    def _release_twists(self):
        """Open twists of those who left the campaign are nobody's again: in a campaign
        with own twists only, no other agent would see them."""
        twists = self.env["social.twist"].search(
            [
                ("campaign_id", "=", self.id),
                ("is_open", "=", True),
                ("user_id", "not in", [False, *self._users_allowed().ids]),
            ]
        )
        twists.write({"user_id": False})

    def _users_allowed(self):
        """Who may be assigned: its agents and supervisors, and those of the company."""
        group = self.env.ref("social_inbox.group_social_inbox_supervisor")
        return self._members() | group.all_user_ids

    def _members(self):
        """Who works on it."""
        return self.user_ids | self.supervisor_ids

    # -- actions -------------------------------------------------------------------

    def action_take_twists(self):
        """What came on its channels before, and is in no campaign, belongs to it, too;
        whoever does not is not assigned any more."""
        self.ensure_one()
        self.check_access("write")
        campaign = self.sudo()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                TAKE_TWISTS,
                campaign=campaign.id,
                channels=campaign.with_context(active_test=False).channel_ids.ids,
                users=campaign._users_allowed().ids,
                now=fields.Datetime.now(),
            )
        )
        self.env.invalidate_all(flush=False)
        self.env["social.twist"]._notify_inbox_of_all()
        return True

    def action_view_twists(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        context = {"search_default_open": 1}
        domain = [("campaign_id", "=", self.id)]
        return {**action, "domain": domain, "context": context}


class SocialChannel(models.Model):
    _inherit = "social.channel"

    campaign_id = fields.Many2one(
        "social.campaign",
        index="btree_not_null",
        check_company=True,
        help="What arrives from now on belongs to this campaign.",
    )

    def _own_senders(self):
        """Addresses from which colleagues write, besides the channel's own."""
        address = self.sudo().campaign_id.sender_address
        return {address.lower()} if address else set()
