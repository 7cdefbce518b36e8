"""Rules: when something happens to a twist, and if it is so, then do that (C15)."""

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from . import phases
from .by_hand import refuse_system_fields
from .rule_conditions import Compiled, checks_of, language_tags
from .social_message import KINDS, SENTIMENTS
from .text_pattern import PatternError, compile_pattern

EVENTS = [
    ("arrival", "A message arrives"),
    ("move", "A twist is moved"),
    ("time", "Time has passed"),
]
TIMES = [
    ("last_message_date", "the last message"),
    ("waiting_since", "the author began to wait"),
    ("phase_since", "it came into its phase"),
]
UNITS = [("hours", "Hours"), ("days", "Days")]
YES_NO = [("yes", "Yes"), ("no", "No")]
ACTIONS = (
    "tag_ids",
    "user_id",
    "priority",
    "to_phase",
    "marks_spam",
    "ready_answer_id",
    "webhook_url",
    "planned_type_id",
    "snooze_hours",
)
OF_AUTHOR = ("followers_min", "followers_max", "verified", "first_contact")
NOT_COMPILED = {"last_error", "last_error_date", "message_main_attachment_id"}


class SocialRule(models.Model):
    """One rule. What it asks is compiled once and kept in a cache that every change
    clears, so that arrivals wait for no query."""

    _name = "social.rule"
    _description = "Rule of the Inbox"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="Rules are applied in this order, the lowest first."
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    campaign_ids = fields.Many2many(
        "social.campaign",
        string="Campaigns",
        ondelete="restrict",
        check_company=True,
        help="None: it is for twists of all campaigns, and of none.",
    )
    channel_ids = fields.Many2many(
        "social.channel",
        string="Channels",
        ondelete="restrict",
        check_company=True,
        help="None: it is for all channels.",
    )

    # -- when ----------------------------------------------------------------------
    event = fields.Selection(EVENTS, string="When", required=True, default="arrival")
    only_new = fields.Boolean(
        string="First Message Only", help="Only the message that begins a twist."
    )
    phase = fields.Selection(phases.PHASES, string="In Phase")
    time_number = fields.Integer(string="How Long", default=24)
    time_unit = fields.Selection(UNITS, string="Unit", default="hours", required=True)
    time_since = fields.Selection(
        TIMES, string="Since", default="waiting_since", required=True
    )

    # -- if ------------------------------------------------------------------------
    words_any = fields.Text(
        string="Any of These Words",
        help="Words, or phrases in quotes. Capitals and accents do not matter; words"
        " are found whole only.",
    )
    words_all = fields.Text(string="All of These Words")
    words_none = fields.Text(string="None of These Words")
    pattern = fields.Char(
        string="Regular Expression",
        help="For experts. Where it takes too long, the rule is switched off.",
    )
    only = fields.Selection(
        [("emoji", "Emoji"), ("link", "Links")], string="Nothing But"
    )
    kind = fields.Selection(KINDS, string="Kind of Message")
    languages = fields.Char(
        help="Like: de, pt-BR. Messages whose language is not known do not match."
    )
    followers_min = fields.Integer(string="Followers at Least")
    followers_max = fields.Integer(
        string="Followers at Most", help="0: any number of them."
    )
    verified = fields.Selection(YES_NO, string="Verified Author")
    first_contact = fields.Selection(
        YES_NO, help="Whether its author never wrote to us before."
    )
    rating_min = fields.Integer(string="Stars at Least")
    rating_max = fields.Integer(string="Stars at Most", help="0: any number of them.")
    sentiment = fields.Selection(SENTIMENTS, help="As an agent rated the message.")
    domain = fields.Char(
        string="Twist",
        default="[]",
        help="What must be so of the twist itself, before any rule has changed it.",
    )

    # -- then ----------------------------------------------------------------------
    tag_ids = fields.Many2many("social.tag", string="Add Tags")
    user_id = fields.Many2one(
        "res.users",
        string="Assign to",
        check_company=True,
        domain=lambda self: self.env["social.twist"]._domain_user(),
    )
    is_reassigned = fields.Boolean(
        string="Also from Others", help="Also where somebody is assigned already."
    )
    priority = fields.Selection([("1", "High"), ("0", "Normal")], string="Set Priority")
    to_phase = fields.Selection(
        phases.PHASES,
        string="Move to",
        help="Only where a person could move it by hand; else the log says why not.",
    )
    marks_spam = fields.Boolean(string="Mark as Spam")
    ready_answer_id = fields.Many2one(
        "mail.canned.response",
        string="Suggest an Answer",
        help="Agents who may use it see it above the answer; nobody sends it by"
        " accident.",
    )
    planned_type_id = fields.Many2one(
        "mail.activity.type",
        string="Plan an Activity",
        ondelete="restrict",
        domain=[("res_model", "in", [False, "social.twist"])],
    )
    planned_summary = fields.Char(string="What to Do")
    planned_user_id = fields.Many2one(
        "res.users",
        string="Activity for",
        check_company=True,
        domain=lambda self: self.env["social.twist"]._domain_user(),
        help="Nobody: whoever the twist is assigned to.",
    )
    planned_days = fields.Integer(string="Due in Days")
    snooze_hours = fields.Integer(string="Snooze for Hours")
    stops = fields.Boolean(
        string="Last Rule", help="No rule after this one is applied to the twist."
    )

    last_error = fields.Text(readonly=True, copy=False)
    last_error_date = fields.Datetime(string="Failed", readonly=True, copy=False)
    log_ids = fields.One2many("social.rule.log", "rule_id", readonly=True)
    log_count = fields.Integer(string="Applied", compute="_compute_log_count")

    _positive = models.Constraint(
        "CHECK (time_number > 0 AND followers_min >= 0 AND followers_max >= 0"
        " AND rating_min >= 0 AND rating_max >= 0 AND planned_days >= 0"
        " AND snooze_hours >= 0)",
        "Numbers of a rule are not below 0, and its time is at least 1.",
    )

    @api.constrains("domain")
    def _check_domain(self):
        twists = self.env["social.twist"].sudo()
        for rule in self:
            try:
                domain = Domain(rule._domain_as_list())
                domain.validate(twists)
                twists.search(domain, limit=1)
            except (ValueError, TypeError, SyntaxError, KeyError, AttributeError):
                raise ValidationError(
                    self.env._(
                        "The condition on the twist cannot be understood."
                        " Choose it again."
                    )
                ) from None

    @api.constrains("pattern")
    def _check_pattern(self):
        for rule in self.filtered("pattern"):
            try:
                compile_pattern(rule.pattern, "regex")
            except PatternError as error:
                raise ValidationError(error.sentence(self.env)) from None

    @api.constrains("languages")
    def _check_languages(self):
        for rule in self.filtered("languages"):
            if not language_tags(rule.languages):
                raise ValidationError(
                    self.env._("Write languages like this: de, pt-BR")
                )

    @api.constrains(*ACTIONS)
    def _check_actions(self):
        for rule in self:
            if not any(rule[name] for name in ACTIONS):
                raise ValidationError(
                    self.env._("Choose what the rule %s is to do.", rule.name)
                )

    def _compute_log_count(self):
        groups = self.env["social.rule.log"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
        )
        counts = dict(groups)
        for rule in self:
            rule.log_count = counts.get(rule, 0)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        refuse_system_fields(self, vals)
        if vals.keys() - NOT_COMPILED:
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # -- compiling -----------------------------------------------------------------

    @api.model
    @ormcache("company_id", "event")
    def _compiled(self, company_id, event):
        """The rules of a company for an event, in their order; kept until one is
        changed."""
        rules = self.sudo().search(
            [("company_id", "=", company_id), ("event", "=", event)]
        )
        return tuple(rule._compile() for rule in rules)

    def _compile(self):
        self.ensure_one()
        conditions = {name: self[name] for name in self._fields if name in CONDITIONS}
        return Compiled(
            id=self.id,
            checks=checks_of(conditions),
            pattern=self.pattern and compile_pattern(self.pattern, "regex") or None,
            campaigns=frozenset(self.campaign_ids.ids),
            channels=frozenset(self.channel_ids.ids),
            domain=self._domain_as_list(),
            phase=self.phase or "",
            stops=self.stops,
            asks_author=any(self[name] for name in OF_AUTHOR),
        )

    def _domain_as_list(self):
        """:raises ValueError, SyntaxError: it is none"""
        return literal_eval((self.domain or "").strip() or "[]")


CONDITIONS = {
    "only_new",
    "kind",
    "sentiment",
    "rating_min",
    "rating_max",
    "followers_min",
    "followers_max",
    "verified",
    "first_contact",
    "languages",
    "words_any",
    "words_all",
    "words_none",
    "only",
}
