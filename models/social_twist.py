"""A twist: one conversation, from the message that started it to its end."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import phases
from .by_hand import refuse_system_fields
from .social_message import RELEVANCES, SENTIMENTS


class SocialTwist(models.Model):
    """One conversation (spec A2, A5, A10, A13, A14, A19, A20, A23).

    What lists show and sort by is stored and written in bulk by the ingest. The
    chatter is for colleagues' notes only.
    """

    _name = "social.twist"
    _description = "Social Twist"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "last_message_date desc, id desc"
    _rec_names_search = ["name"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, index="trigram")
    phase = fields.Selection(
        phases.PHASES,
        default="listen",
        required=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    closed_from = fields.Selection(phases.PHASES, readonly=True, copy=False)
    phase_since = fields.Datetime(
        string="In Phase since", readonly=True, copy=False, default=fields.Datetime.now
    )
    is_spam = fields.Boolean(string="Spam", readonly=True, copy=False)
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    priority = fields.Selection([("0", "Normal"), ("1", "High")], default="0")
    channel_id = fields.Many2one(
        "social.channel",
        required=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    platform = fields.Selection(
        selection=lambda self: self.env["social.channel"]._selection_any_platform(),
        readonly=True,
        help="Where it was written, also where mails tell of it.",
    )
    is_bridged = fields.Boolean(
        readonly=True, copy=False, help="Mails of the platform tell of it."
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    profile_id = fields.Many2one(
        "social.profile",
        string="Author",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    is_blocked = fields.Boolean(
        related="profile_id.is_blocked", string="Author Blocked"
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id",
        string="Person",
        store=True,
        index="btree_not_null",
        tracking=False,  # the profile says it once, for all its twists
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        tracking=True,
        domain=lambda self: self._domain_user(),
    )
    tag_ids = fields.Many2many("social.tag", string="Tags")
    thread_id = fields.Char(readonly=True, copy=False)
    message_ids_social = fields.One2many("social.message", "twist_id", readonly=True)
    preview = fields.Char(string="Last Message", readonly=True)
    message_count = fields.Integer(string="Number of Messages", readonly=True)
    unread_count = fields.Integer(string="Unread", readonly=True)
    first_message_date = fields.Datetime(string="Started", readonly=True)
    last_message_date = fields.Datetime(string="Last Activity", readonly=True)
    last_inbound_date = fields.Datetime(string="Last Inbound", readonly=True)
    waiting_since = fields.Datetime(
        readonly=True, help="The first message from outside that has no answer yet."
    )
    has_attachment = fields.Boolean(readonly=True)
    reply_until = fields.Datetime(
        string="Answer until",
        readonly=True,
        copy=False,
        help="Afterwards the platform takes no answer to what came so far.",
    )
    post = fields.Json(readonly=True, copy=False)
    sentiment = fields.Selection(
        SENTIMENTS, readonly=True, copy=False, help="The worst of its messages."
    )
    relevance = fields.Selection(
        RELEVANCES, readonly=True, copy=False, help="The highest of its messages."
    )
    has_undelivered = fields.Boolean(
        string="Not Delivered",
        readonly=True,
        help="An answer failed, or nobody knows whether it was sent.",
    )

    _open_idx = models.Index(
        "(phase, last_message_date DESC, id DESC)"
        " INCLUDE (company_id, channel_id, user_id, campaign_id, snoozed_until)"
        " WHERE is_open IS TRUE"
    )
    _recent_idx = models.Index(
        "(last_message_date DESC, id DESC)"
        " INCLUDE (company_id, channel_id, user_id, campaign_id)"
    )
    _unread_idx = models.Index(
        "(last_message_date DESC, id DESC) WHERE is_open IS TRUE AND unread_count > 0"
    )
    _user_idx = models.Index(
        "(user_id, last_message_date DESC, id DESC) WHERE is_open IS TRUE"
    )
    _waiting_idx = models.Index(
        "(last_message_date DESC, id DESC)"
        " WHERE is_open IS TRUE AND waiting_since IS NOT NULL"
    )
    _thread_idx = models.Index("(channel_id, thread_id)")
    _spam_idx = models.Index("(id) WHERE is_spam IS TRUE")
    _bridged_idx = models.Index(
        "(company_id, platform, channel_id) WHERE is_bridged IS TRUE"
    )

    @api.depends("phase", "is_spam")
    def _compute_is_open(self):
        for twist in self:
            twist.is_open = twist.phase != "closed" and not twist.is_spam

    def write(self, vals):
        refuse_system_fields(self, vals)
        return super().write(vals)

    def _write_by_system(self, vals):
        """Write what no person writes directly; whoever may write may cause it."""
        self.check_access("write")
        return self.sudo().write(vals)

    @api.constrains("user_id")
    def _check_user(self):
        agents = "social_inbox.group_social_inbox_agent"
        for user in self.user_id:
            if not user.has_group(agents):
                raise ValidationError(
                    self.env._("%s has no right to work in the inbox.", user.name)
                )

    @api.model
    def _domain_user(self):
        agents = self.env.ref("social_inbox.group_social_inbox_agent").id
        return f"[('all_group_ids', 'in', {agents}), ('company_ids', 'in', company_id)]"

    def unlink(self):
        """With messages and their files, which the database alone would leave."""
        self.check_access("unlink")
        messages = self.env["social.message"].sudo()
        messages.search([("twist_id", "in", self.ids)]).unlink()
        drafts = self.env["social.draft"].sudo()
        drafts.search([("twist_id", "in", self.ids)]).unlink()
        activities = self.env["mail.activity"].sudo()
        activities.search([("social_twist_id", "in", self.ids)]).unlink()
        return super().unlink()

    # -- person and answer ---------------------------------------------------------

    def action_assign_person(self):
        """Open the wizard that links the author to a person (spec A13)."""
        self.ensure_one()
        self._check_allowed("assign")
        return self._wizard("social.assign.person", self.env._("Assign Person"))

    def action_respond(self):
        """Open the wizard that answers the author (spec A14)."""
        self.ensure_one()
        self._check_respond()
        return self._wizard("social.respond", self.env._("Respond"))

    def action_assign_to_me(self):
        self.write({"user_id": self.env.user.id})
        return True

    def _wizard(self, model, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],  # for callers that are no buttons
            "target": "new",
            "context": {**self.env.context, "default_twist_id": self.id},
        }

    def assign_person(self, partner, lawful_basis, purpose="", profile=None):
        """Link an author's profile to a person, and with it all its messages.

        :param partner: a ``res.partner`` or its id
        :param lawful_basis: a value of ``social.profile.lawful_basis``
        :param profile: a ``social.profile`` that wrote in this twist, or its id;
            the twist's author by default
        :raises UserError: the phase forbids it, or nothing says why it is lawful
        """
        self.ensure_one()
        self.check_access("write")
        self._check_allowed("assign")
        if not lawful_basis:
            raise UserError(self.env._("Say why the profile may be linked."))
        author = as_record(self.env["social.profile"], profile) or self.profile_id
        if author not in self._authors():
            raise UserError(self.env._("That author has not written in this twist."))
        author._assign_person(author._known_person(partner), lawful_basis, purpose)
        return True

    def _authors(self):
        """The profiles that wrote in this twist, its own author first."""
        self.ensure_one()
        groups = self.env["social.message"]._read_group(
            [("twist_id", "=", self.id), ("direction", "=", "inbound")], ["profile_id"]
        )
        return self.profile_id.union(*(profile for (profile,) in groups))


def as_record(model, value):
    """A record given as such or by its id, for callers inside and outside."""
    return value if isinstance(value, models.BaseModel) else model.browse(value or ())
