"""By what a message continues a twist that its thread does not name (spec B12)."""

import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .text_of_event import look_in, texts_of
from .text_pattern import ID_GROUP, PatternError, PatternTimeout, compile_pattern

_logger = logging.getLogger(__name__)

TIME_LIMIT = 0.5  # seconds for one pattern on one text
LONGEST_KEY = 200  # characters


def as_key(text):
    """What was found as it is compared: capitals and white space do not matter."""
    return " ".join(text.split()).casefold()[:LONGEST_KEY]


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

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
        [("both", "Subject and Text"), ("subject", "Subject"), ("body", "Text")],
        string="Look for It in",
        default="both",
        required=True,
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

    @api.constrains("match_kind", "match_pattern")
    def _check_match(self):
        for campaign in self:
            if mistake := campaign._match_mistake():
                raise ValidationError(mistake)

    def _match_mistake(self):
        """What is wrong with the pattern, and where; empty if it can be used."""
        try:
            self._compile_match()
        except PatternError as error:
            return self.env._(
                "The identifier cannot be looked for. %s", error.sentence(self.env)
            )
        return ""

    def _compile_match(self):
        """The ``Pattern``; None where nothing is looked for.

        :raises PatternError: it cannot be used
        """
        if not self.match_kind:
            return None
        text = self.match_pattern or ""
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
        for one in arrived:
            if one.is_spam or one.event.platform:
                continue
            try:
                one.match_key = campaign._match_key(texts_of(one.event))
            except (PatternError, PatternTimeout):
                _logger.warning(
                    "Campaign %s: the pattern for its identifier took too long on"
                    " message %s and is switched off",
                    campaign.id,
                    one.external_id,
                )
                campaign.match_trouble = self.env._(
                    "It took too long on a message and was switched off."
                    " Make the pattern simpler."
                )
                return

    def _match_key(self, texts):
        """What identifies the twist, as it is compared; "" if nothing is found.

        :param texts: ``text_of_event.Texts``
        :raises PatternTimeout: the pattern took too long
        """
        pattern = self._compile_match()
        found = pattern and look_in(pattern, texts, self.match_place, TIME_LIMIT)
        return as_key(found[ID_GROUP] or "") if found else ""
