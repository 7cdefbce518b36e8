"""By what a message continues a twist that its thread does not name (spec B12)."""

import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .text_of_event import Texts, look_in
from .text_pattern import ID_GROUP, PatternError, PatternTimeout, compile_pattern

_logger = logging.getLogger(__name__)

TIME_LIMIT = 0.5  # seconds for one pattern on one text
LONGEST_KEY = 200  # characters


def as_key(text):
    """What was found as it is compared: capitals and white space do not matter."""
    return " ".join(text.split()).casefold()[:LONGEST_KEY]


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    utm_campaign_id = fields.Many2one(
        "utm.campaign",
        string="Marketing Campaign",
        ondelete="set null",
        index="btree_not_null",
        help="What the contacts of this campaign come from.",
    )
    match_kind = fields.Selection(
        [("simple", "Simple Pattern"), ("regex", "Regular Expression")],
        string="Continue Twists by",
        help="A message that belongs to no known thread continues the twist of this"
        " campaign that has the same identifier, whoever wrote it.",
    )
    match_pattern = fields.Char(
        string="Identifier Looks Like",
        help="A simple pattern is text with the placeholder --ID--, as in Ref --ID--."
        " A regular expression has a group named id, as in Ref (?P<id>\\d+).",
    )
    match_place = fields.Selection(
        [
            ("both", "Subject and Text"),
            ("subject", "Subject"),
            ("body", "Text"),
            ("field", "Extra Field"),
        ],
        string="Look for It in",
        default="both",
        required=True,
    )
    match_field = fields.Char(
        string="Identifying Field",
        help="What the extraction rules find for this extra field is the identifier,"
        " or what the pattern finds in it.",
    )
    match_trouble = fields.Char(
        string="Why Switched Off",
        readonly=True,
        copy=False,
        help="Messages are threaded without the identifier until it is changed.",
    )

    def write(self, vals):
        """A new pattern is tried again."""
        if {"match_kind", "match_pattern"} & vals.keys():
            vals = {"match_trouble": False, **vals}
        return super().write(vals)

    @api.constrains("match_kind", "match_pattern", "match_place", "match_field")
    def _check_match(self):
        for campaign in self:
            if mistake := campaign._match_mistake():
                raise ValidationError(mistake)

    def _match_mistake(self):
        """What is wrong with the pattern, and where; empty if it can be used."""
        names = [one["name"] for one in self.property_definition or []]
        by_field = self.match_kind and self.match_place == "field"
        if by_field and self.match_field not in names:
            return self.env._("Choose the extra field that is the identifier.")
        try:
            self._compile_match()
        except PatternError as error:
            return self.env._(
                "The identifier cannot be looked for. %s", error.sentence(self.env)
            )
        return ""

    def _compile_match(self):
        """The ``Pattern``; None where nothing is looked for, or a whole field counts.

        :raises PatternError: it cannot be used
        """
        text = self.match_pattern or ""
        if not self.match_kind or (self.match_place == "field" and not text):
            return None
        pattern = compile_pattern(text, self.match_kind)
        if ID_GROUP not in pattern.names:
            raise PatternError(
                self.env._("Name a group id, as in (?P<id>…)."), len(text), text
            )
        return pattern

    def action_match_again(self):
        """Look for the identifier again, though it had taken too long."""
        self.check_access("write")
        self.sudo().match_trouble = False
        return True

    # -- arrivals ------------------------------------------------------------------

    def _read_match_keys(self, arrived):
        """Note on each ``ingest_batch.Arrived`` what the pattern finds in it.

        A pattern that takes too long is switched off: nothing waits for it.
        """
        campaign = self.sudo()
        if not campaign.match_kind or campaign.match_trouble:
            return
        extractor = campaign._extractor() if campaign.match_place == "field" else None
        for one in arrived:
            if one.is_spam or one.event.platform:
                continue
            try:
                one.match_key = campaign._match_key(one.texts, extractor)
            except (PatternError, PatternTimeout):
                campaign._switch_off_match(one.external_id)
                return

    def _switch_off_match(self, name):
        """What takes too long is not tried again until it is changed."""
        _logger.warning(
            "Campaign %s: the pattern for its identifier took too long on message %s"
            " and is switched off",
            self.id,
            name,
        )
        self.match_trouble = self.env._(
            "It took too long on a message and was switched off. Make it simpler."
        )

    def _match_key(self, texts, extractor=None):
        """What identifies the twist, as it is compared; "" if nothing is found.

        :param texts: ``text_of_event.Texts``
        :param extractor: ``text_extraction.Extractor``, where an extra field counts
        :raises PatternTimeout: the pattern took too long
        """
        pattern, place = self._compile_match(), self.match_place
        if extractor:
            text = extractor.raw(texts).get(self.match_field, "")
            if not pattern:
                return as_key(text)
            texts, place = Texts(text=text), "body"
        found = pattern and look_in(pattern, texts, place, TIME_LIMIT)
        return as_key(found[ID_GROUP] or "") if found else ""
