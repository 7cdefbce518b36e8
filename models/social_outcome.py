"""Outcomes: how a twist is finished, in one step (spec B11)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import phases
from .outcome_template import check

TEMPLATES = ("text", "subject", "to")
# an agent writes the comment: it may not say whom an answer goes to
FORBIDDEN = {"to": ("comment",)}


class SocialOutcome(models.Model):
    """What an agent chooses instead of doing each step: an answer from a template,
    then the phase, tags, who works on it, a ticket or an idea, and when to look again.

    Administrators write them; agents use those of their campaigns.
    """

    _name = "social.outcome"
    _description = "Outcome"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    shortcut = fields.Char(
        help="Typed after :: in the composer, it finds this outcome."
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for the campaigns of all companies."
    )
    campaign_ids = fields.Many2many(
        "social.campaign",
        string="Campaigns",
        help="Empty: for all twists.",
    )
    platform = fields.Selection(
        selection=lambda self: self.env["social.channel"]._selection_any_platform(),
        string="Only on",
        help="Empty: on every platform.",
    )
    # the answer
    text = fields.Text(string="Answer", translate=True)
    subject = fields.Char(
        translate=True, help="Of answers by mail; empty: that of the message, with Re:."
    )
    to = fields.Char(
        help="Where an answer by mail goes, such as the address of a gateway; empty:"
        " to the author. Where the platform itself is connected, answers go there."
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="Empty: the campaign's, or else the person's.",
    )
    # what follows
    phase = fields.Selection(phases.PHASES, string="Then Move to")
    tag_ids = fields.Many2many("social.tag", string="Tags to Add")
    assign = fields.Selection(
        [
            ("me", "Whoever chooses the outcome"),
            ("user", "A certain agent"),
            ("nobody", "Nobody"),
        ],
        string="Assign to",
        help="Empty: it stays as it is.",
    )
    user_id = fields.Many2one("res.users", string="Agent")
    creates = fields.Selection(
        [("ticket", "A ticket"), ("idea", "An idea")], string="Create"
    )
    ticket_team_id = fields.Many2one("helpdesk.ticket.team", string="Team")
    ticket_category_id = fields.Many2one("helpdesk.ticket.category", string="Category")
    follow_up = fields.Selection(
        [("activity", "By an activity"), ("snooze", "Not before a time")],
        string="Look Again",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity",
        domain="[('res_model', 'in', [False, 'social.twist'])]",
    )
    activity_summary = fields.Char(string="Summary", translate=True)
    follow_up_days = fields.Integer(string="Days Later", default=3)
    follow_up_hours = fields.Integer(string="Hours Later")

    @api.constrains(*TEMPLATES)
    def _check_templates(self):
        """A text that cannot be rendered is refused, with the place of the mistake."""
        for outcome in self:
            for name in TEMPLATES:
                try:
                    check(self.env, outcome[name], FORBIDDEN.get(name, ()))
                except UserError as error:
                    raise ValidationError(outcome._placed(name, error)) from None

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """Each translation is a template of its own."""
        result = super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
        if field_name in TEMPLATES:
            for lang in translations:
                self.with_context(lang=lang)._check_templates()
        return result

    @api.constrains("subject", "to", "text", "creates", "phase")
    def _check_does_something(self):
        for outcome in self:
            if (outcome.to or outcome.subject) and not outcome.text:
                raise ValidationError(
                    self.env._("Write the answer that has this subject or address.")
                )

    @api.constrains("company_id", "campaign_ids", "ticket_team_id")
    def _check_company_of_parts(self):
        for outcome in self.filtered("company_id"):
            parts = [*outcome.campaign_ids, *outcome.ticket_team_id]
            for part in parts:
                if part.company_id not in (part.company_id[:0], outcome.company_id):
                    raise ValidationError(
                        self.env._("%s belongs to another company.", part.display_name)
                    )

    @api.constrains("follow_up", "follow_up_days", "follow_up_hours")
    def _check_follow_up(self):
        for outcome in self.filtered("follow_up"):
            days, hours = outcome.follow_up_days, outcome.follow_up_hours
            if min(days, hours) < 0 or not 0 < days * 24 + hours <= 366 * 24:
                raise ValidationError(
                    self.env._("Look again within a year, at least an hour later.")
                )

    @api.constrains("assign", "user_id")
    def _check_user(self):
        for outcome in self:
            user = outcome.user_id
            if outcome.assign == "user" and not user.has_group(
                "social_inbox.group_social_inbox_agent"
            ):
                raise ValidationError(
                    self.env._("Choose an agent whom twists are assigned to.")
                )

    def _placed(self, name, mistake):
        """A mistake, with the field that it is in."""
        label = self._fields[name]._description_string(self.env)
        return self.env._("%(field)s, %(mistake)s", field=label, mistake=mistake)

    # -- where it is offered -------------------------------------------------------

    @api.model
    def _fitting(self, twists):
        """The outcomes for any of these twists, by the caller's rights."""
        campaigns = twists.sudo().campaign_id.ids
        return self.search(
            [
                ("company_id", "in", [False, *twists.company_id.ids]),
                "|",
                ("campaign_ids", "=", False),
                ("campaign_ids", "in", campaigns),
                ("platform", "in", [False, *filter(None, twists.mapped("platform"))]),
            ]
        )

    def _why_not_here(self, twist):
        """Why it is not for this twist at all; empty if it is."""
        campaigns = self.sudo().campaign_ids
        if campaigns and twist.campaign_id.sudo() not in campaigns:
            return self.env._("This outcome is for other campaigns.")
        if self.platform and self.platform != twist.platform:
            return self.env._("This outcome is for another platform.")
        if self.company_id and self.company_id != twist.company_id:
            return self.env._("This outcome is for another company.")
        return "" if self.active else self.env._("This outcome is not used any more.")
