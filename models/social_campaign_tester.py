"""What a campaign's patterns would do with a text, shown while they are typed."""

from markupsafe import Markup

from odoo import api, fields, models

from .text_of_event import Texts
from .text_pattern import PatternError, PatternTimeout

ROW = Markup("<tr><th class='pe-3 align-top'>%s</th><td>%s</td></tr>")
TABLE = Markup("<table class='table table-sm w-auto mb-0'><tbody>%s</tbody></table>")
MISTAKE = Markup("<span class='text-danger'>%s</span>")
NOTHING = Markup("<span class='text-muted'>%s</span>")
LINK = Markup("<a href='/odoo/social.twist/%s' target='_blank'>%s</a>")


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    test_subject = fields.Char(
        store=False, exportable=False, help="Of a message to try the patterns on."
    )
    test_text = fields.Text(
        string="Text to Test",
        store=False,
        exportable=False,
        help="Paste what a customer wrote: below you see what is found in it.",
    )
    test_result = fields.Html(
        string="What Is Found",
        compute="_compute_test_result",
        sanitize=False,
        exportable=False,
    )

    @api.depends(
        "test_subject",
        "test_text",
        "property_definition",
        "match_kind",
        "match_pattern",
        "match_place",
        "match_field",
        "extraction_ids.sequence",
        "extraction_ids.kind",
        "extraction_ids.pattern",
        "extraction_ids.field_name",
    )
    def _compute_test_result(self):
        for campaign in self:
            subject, text = campaign.test_subject or "", campaign.test_text or ""
            if not (subject or text).strip():
                campaign.test_result = False
                continue
            texts = Texts(subject=subject, text=text)
            extractor = campaign._extractor()
            rows = [campaign._test_of_match(texts, extractor)]
            rows += campaign._tests_of_fields(texts, extractor)
            campaign.test_result = TABLE % Markup().join(ROW % row for row in rows)

    def _test_of_match(self, texts, extractor):
        """(label, what the pattern finds and which twist would go on)."""
        label = self.env._("Identifier")
        if not self.match_kind:
            return label, NOTHING % self.env._("None: threads alone count.")
        if mistake := self._match_mistake():
            return label, MISTAKE % mistake
        by_field = extractor if self.match_place == "field" else None
        try:
            key = self._match_key(texts, by_field)
        except (PatternError, PatternTimeout):
            return label, MISTAKE % self.env._("The pattern takes too long.")
        if not key:
            return label, NOTHING % self.env._("Not found: a new twist would begin.")
        twist = self._twist_named(key)
        if not twist:
            text = self.env._("%s; no twist has it yet: a new one would begin.", key)
            return label, text
        link = LINK % (twist.id, twist.display_name)
        return label, Markup("%s → %s") % (key, link)

    def _twist_named(self, key):
        """The twist that a message with this identifier would continue."""
        twists = self.env["social.twist"]
        domain = [
            ("campaign_id", "=", self._origin.id or 0),
            ("is_spam", "=", False),
            "|",
            ("match_value", "=", key),
            ("id", "=", twists._id_of_reference(key)),
        ]
        order = "is_open desc, last_message_date desc, id desc"
        return twists.search(domain, order=order, limit=1)

    def _tests_of_fields(self, texts, extractor):
        """(label, value) of each extra field that a rule fills; and what is wrong."""
        raw = extractor.raw(texts)
        rows = []
        for name in dict.fromkeys(
            name for reader in extractor.readers for _group, name in reader.targets
        ):
            definition = extractor.definitions[name]
            value = self._test_value(definition, raw.get(name), extractor)
            rows.append((definition.get("string") or name, value))
        for rule in self.extraction_ids:
            if (rule._origin.id or rule.id) in extractor.slow:
                text = self.env._("This rule takes too long.")
                rows.append((rule.pattern, MISTAKE % text))
            elif rule.mistake and rule.pattern:
                rows.append((rule.pattern, MISTAKE % rule.mistake))
        return rows

    def _test_value(self, definition, text, extractor):
        """What a field would hold, as its reader writes it."""
        if text is None:
            return NOTHING % self.env._("Not found")
        value = extractor.value(definition["name"], text)
        if value is None:
            return MISTAKE % self.env._("“%s” does not fit; it stays empty.", text)
        twists = self.env["social.twist"]
        return twists._field_as_text({**definition, "value": value})
