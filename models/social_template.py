"""Texts that a platform approved, for answers outside its window (spec C3)."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..connectors import Templates
from ..connectors.text import clean, text_to_html

PLACE = re.compile(r"\{\{(\d+)\}\}")


class SocialTemplate(models.Model):
    """A copy of what the platform keeps; read again when the channel is looked at."""

    _name = "social.template"
    _description = "Approved Text"
    _order = "name, language, id"

    channel_id = fields.Many2one(
        "social.channel", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id")
    external_id = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    language = fields.Char(readonly=True)
    body = fields.Text(readonly=True)
    variables = fields.Integer(readonly=True)

    _external_uniq = models.UniqueIndex(
        "(channel_id, external_id)", "A channel has each text once."
    )

    @api.depends("name", "language")
    def _compute_display_name(self):
        for template in self:
            language = template.language
            name = template.name
            template.display_name = f"{name} ({language})" if language else name

    def _as_dicts(self):
        """As the composer offers them: id, name, language, body, variables."""
        names = ("id", "name", "language", "body", "variables")
        return [{name: one[name] or "" for name in names} for one in self]

    def _filled(self, values):
        """The text with its variables filled in.

        :raises UserError: a value is missing
        """
        self.ensure_one()
        values = [clean(str(value)).strip() for value in values or ()]
        if len(values) != self.variables or not all(values):
            raise UserError(self.env._("Fill in all the gaps of the text."))
        return PLACE.sub(lambda gap: part(values, int(gap[1])), self.body or self.name)


def part(values, number):
    return values[number - 1] if 0 < number <= len(values) else ""


class SocialChannel(models.Model):
    _inherit = "social.channel"

    template_ids = fields.One2many("social.template", "channel_id", readonly=True)

    def _has_templates(self):
        return bool(self.sudo().template_ids)

    def _refresh_templates(self, connector):
        """Read again which texts the platform approved."""
        if not isinstance(connector, Templates):
            return
        names = ("name", "language", "body", "variables")
        current = {
            one.external_id: {name: getattr(one, name) for name in names}
            for one in connector.templates()
        }
        known = self.sudo().template_ids
        for template in known:
            values = current.pop(template.external_id, None)
            if values is None:
                template.unlink()
            elif any(template[name] != value for name, value in values.items()):
                template.write(values)
        known.create(
            [
                {"channel_id": self.id, "external_id": external_id, **values}
                for external_id, values in current.items()
            ]
        )


class SocialMessage(models.Model):
    _inherit = "social.message"

    template_id = fields.Many2one(
        "social.template", readonly=True, ondelete="set null", copy=False
    )
    template_values = fields.Json(readonly=True, copy=False)


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _with_template(self, parent, values):
        """The answer's values with the approved text that was chosen, if one was.

        :raises UserError: the window is over and none was chosen, or it is of another
            channel
        """
        template = self.env["social.template"].sudo()
        template = template.browse(values.get("template_id") or ())
        if not template:
            if parent._is_window_over():
                raise UserError(
                    self.env._(
                        "The time for free answers is over. Choose one of the texts"
                        " that the platform approved."
                    )
                )
            return {**values, "template_id": False, "template_values": False}
        if template.channel_id != self.channel_id:
            raise UserError(self.env._("That text is not of this channel."))
        text = template._filled(values.get("template_values"))
        return {**values, "text": text, "body": text_to_html(text)}
