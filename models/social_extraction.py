"""Rules that fill a campaign's extra fields from what is written (spec B12)."""

import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import get_lang

from .text_extraction import Extractor, group_name, make_reader
from .text_pattern import PatternError
from .text_value import CONVERTERS, Habits

_logger = logging.getLogger(__name__)

ENGLISH = (("yes", True), ("true", True), ("x", True), ("no", False), ("false", False))


class SocialExtraction(models.Model):
    _name = "social.extraction"
    _description = "Extraction Rule"
    _order = "sequence, id"
    _rec_name = "pattern"

    campaign_id = fields.Many2one(
        "social.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("label", "After a Label"),
            ("simple", "Simple Pattern"),
            ("regex", "Regular Expression"),
        ],
        string="How",
        default="label",
        required=True,
        help="After a label the rest of the line is taken. A simple pattern is text"
        " with the placeholder --ID--. A regular expression may fill several fields:"
        " each named group fills the field of that name, as in"
        " (?P<order_number>\\d+).",
    )
    pattern = fields.Char(string="Look for", required=True)
    field_name = fields.Char(
        string="Extra Field",
        help="The field that is filled; empty where the groups of a regular expression"
        " name the fields.",
    )
    field_choices = fields.Json(compute="_compute_field_choices")
    trouble = fields.Char(string="Why Switched Off", readonly=True, copy=False)
    mistake = fields.Char(
        string="What Is Wrong", compute="_compute_mistake", help="It fills nothing."
    )

    @api.depends("campaign_id.field_choices")
    def _compute_field_choices(self):
        for rule in self:
            rule.field_choices = rule.campaign_id.field_choices

    @api.depends(
        "campaign_id.property_definition", "kind", "pattern", "field_name", "trouble"
    )
    def _compute_mistake(self):
        for rule in self:
            rule.mistake = rule._mistake() or rule.trouble

    @api.constrains("campaign_id", "kind", "pattern", "field_name")
    def _check_pattern(self):
        for rule in self:
            if mistake := rule._mistake():
                raise ValidationError(
                    self.env._(
                        "%(pattern)s cannot be used. %(mistake)s",
                        pattern=rule.pattern or "",
                        mistake=mistake,
                    )
                )

    def write(self, vals):
        """A changed rule is tried again."""
        if {"kind", "pattern"} & vals.keys():
            vals = {"trouble": False, **vals}
        return super().write(vals)

    def _mistake(self):
        """What is wrong with the rule, and where; empty if it can be used."""
        definition = self.campaign_id.property_definition or []
        try:
            reader = self._reader(definition)
        except PatternError as error:
            return error.sentence(self.env)
        except KeyError as error:
            return self._no_field(error.args[0], definition)
        known = {one["name"]: one for one in definition}
        for _group, name in reader.targets:
            if name not in known:
                return self.env._("Choose an extra field of the campaign.")
            if known[name]["type"] not in CONVERTERS:
                return self.env._(
                    "A text does not fill the field %s: its kind takes records.",
                    known[name].get("string") or name,
                )
        return "" if reader.targets else self.env._("Choose the field that it fills.")

    def _no_field(self, group, definition):
        """Why a group fills nothing."""
        names = [group_name(one.get("string") or one["name"]) for one in definition]
        if not names:
            return self.env._("The campaign has no extra fields yet.")
        return self.env._(
            "No extra field is called %(group)s. A group may be called: %(names)s.",
            group=group,
            names=", ".join(names),
        )

    def _reader(self, definition):
        """This rule as a ``text_extraction.Reader``.

        :raises PatternError: the pattern is wrong
        :raises KeyError: a group names no field
        """
        key = self._origin.id or self.id
        names = (self.kind or "label", self.pattern or "", self.field_name or "")
        return make_reader(key, *names, definition)

    def _switch_off(self):
        """What takes too long is not tried again until it is changed."""
        for rule in self:
            _logger.warning(
                "Extraction rule %s of campaign %s took too long and is switched off",
                rule.id,
                rule.campaign_id.id,
            )
        text = self.env._(
            "It took too long on a message and was switched off. Make it simpler."
        )
        self.sudo().write({"trouble": text})


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    extraction_ids = fields.One2many(
        "social.extraction",
        "campaign_id",
        string="Extraction Rules",
        copy=True,
        help="They fill the extra fields from the subject and text of what arrives.",
    )

    field_choices = fields.Json(compute="_compute_field_choices", exportable=False)

    @api.depends("property_definition")
    def _compute_field_choices(self):
        """Technical name and label of the extra fields that a text fills."""
        for campaign in self:
            campaign.field_choices = [
                [one["name"], one.get("string") or one["name"]]
                for one in campaign.property_definition or []
                if one["type"] in CONVERTERS
            ]

    def _extractor(self):
        """The rules that can be used, as one ``text_extraction.Extractor``."""
        definition = self.property_definition or []
        rules = self.extraction_ids.sorted(lambda one: (one.sequence, one.id))
        usable = rules.filtered(lambda one: not (one.trouble or one._mistake()))
        return Extractor(
            tuple(rule._reader(definition) for rule in usable),
            {one["name"]: one for one in definition},
            self._habits(),
        )

    def _habits(self):
        """How the campaign's customers write numbers, dates and yes."""
        lang = get_lang(self.env, self.lang or self.company_id.partner_id.lang)
        day, month = (lang.date_format.find(sign) for sign in ("%d", "%m"))
        local = self.with_context(lang=lang.code).env
        own = ((local._("Yes").casefold(), True), (local._("No").casefold(), False))
        return Habits(
            decimal_point=lang.decimal_point,
            day_first=day < month,
            zone=self.resource_calendar_id.tz or self.company_id.partner_id.tz or "UTC",
            words=(*ENGLISH, *own),
        )
