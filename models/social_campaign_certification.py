"""A certification of Odoo's Surveys that agents need before they answer (spec B17).

Surveys is no dependency: where it is not installed nothing is asked for.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SURVEY, ATTEMPT = "survey.survey", "survey.user_input"
SUPERVISORS = "social_inbox.group_social_inbox_supervisor"


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    # the id of a survey, as text: a relation would need the application
    certification = fields.Selection(
        selection="_selection_certification",
        groups=SUPERVISORS,
        help="Whoever answers must have passed it; administrators need not.",
    )
    certification_days = fields.Integer(
        string="Valid for (Days)",
        groups=SUPERVISORS,
        help="After so many days it has to be passed again; 0: never.",
    )
    certification_note = fields.Char(
        string="About the Certification",
        compute="_compute_certification_note",
        groups=SUPERVISORS,
    )

    @api.depends("certification")
    def _compute_certification_note(self):
        for campaign in self:
            campaign.certification_note = campaign._certification_trouble()

    @api.depends("certification", "certification_days")
    def _compute_answer_refusal(self):
        return super()._compute_answer_refusal()

    @api.constrains("certification", "certification_days")
    def _check_certification(self):
        known = {value for value, _label in self._selection_certification()}
        for campaign in self:
            if campaign.certification_days < 0:
                raise ValidationError(
                    self.env._("Enter a number of days, or 0: it stays valid.")
                )
            chosen = campaign.certification
            if chosen and SURVEY in self.env and chosen not in known:
                raise ValidationError(self.env._("Choose a certification of the list."))

    @api.model
    def _selection_certification(self):
        if SURVEY not in self.env:
            return []
        # sudo: surveys are read by their own group, this by supervisors
        surveys = self.env[SURVEY].sudo().search([("certification", "=", True)])
        return [(str(one.id), one.title) for one in surveys]

    def _certification(self):
        """The survey, by the system; None if nothing is asked for."""
        chosen = self.sudo().certification
        if not chosen or SURVEY not in self.env:
            return None
        survey = self.env[SURVEY].sudo().browse(int(chosen)).exists()
        return survey.filtered(lambda one: one.active and one.certification) or None

    def _certification_trouble(self):
        """Why nothing is asked for though a certification is named, or none can be."""
        if SURVEY not in self.env:
            return self.env._(
                "The app Surveys is not installed, so no certification is asked for."
            )
        if self.sudo().certification and not self._certification():
            return self.env._(
                "The certification was archived or deleted, so none is asked for."
                " Choose another one."
            )
        return ""

    def _why_not_ready(self):
        refusal, action = super()._why_not_ready()
        if refusal:
            return refusal, action
        survey = self._certification()
        if not survey or self._certified(self.env.user):
            return "", ""
        text = self.env._("Pass the certification “%s” first.", survey.title)
        days = self.sudo().certification_days
        if days and self._passed(survey, self.env.user, days=0):
            text = self.env._(
                "Pass the certification “%(name)s” again: it is valid for %(days)s"
                " days.",
                name=survey.title,
                days=days,
            )
        return text, "certify"

    def _certified(self, users):
        """Which of some users have passed what is asked for, and not too long ago."""
        survey = self._certification()
        if not survey:
            return users
        return self._passed(survey, users, self.sudo().certification_days)

    def _passed(self, survey, users, days):
        domain = [
            ("survey_id", "=", survey.id),
            ("partner_id", "in", users.sudo().partner_id.ids),
            ("state", "=", "done"),
            ("scoring_success", "=", True),
            ("test_entry", "=", False),
        ]
        if days:
            since = fields.Datetime.now() - timedelta(days=days)
            domain.append(("end_datetime", ">=", since))
        persons = self.env[ATTEMPT].sudo().search(domain).partner_id
        return users.filtered(lambda one: one.sudo().partner_id in persons)

    def _start_certification(self):
        """Go on with the attempt that was begun, or begin one.

        :returns: Surveys' own action
        :raises UserError: there is no certification, or no attempt is left
        """
        survey = self._certification()
        if not survey:
            raise UserError(self.env._("This campaign asks for no certification."))
        user = self.env.user
        begun = [
            ("survey_id", "=", survey.id),
            ("partner_id", "=", user.partner_id.id),
            ("state", "!=", "done"),
            ("test_entry", "=", False),
        ]
        attempts = self.env[ATTEMPT].sudo()
        attempt = attempts.search(begun, limit=1)
        if not attempt or attempt.survey_time_limit_reached:
            attempt = survey._create_answer(user=user)
        return {**survey.action_start_survey(answer=attempt), "target": "new"}
