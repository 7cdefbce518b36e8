"""Extra fields that agents fill in beside the conversation (spec B20)."""

from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import get_lang

from .text_value import Habits, as_value

# the others are filled in in the twist's form
EDITABLE = ("char", "text", "integer", "float", "date", "boolean", "selection", "tags")
LONGEST = 10_000  # characters


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def write_field(self, name, value):
        """Fill in one extra field of the campaign.

        :param name: its technical name
        :param value: what was typed, "" empties it; a selection's or a date's value;
            True or False; for tags the list of their technical names
        :raises UserError: it does not fit the field
        """
        self.ensure_one()
        self.check_access("write")
        definition = self.campaign_id.sudo().property_definition or []
        known = {one["name"]: one for one in definition if one["type"] in EDITABLE}
        if not isinstance(name, str) or name not in known:
            raise UserError(
                self.env._("The campaign has no such field any more: load the page.")
            )
        kept = self._field_from_input(known[name], value)
        values = self.campaign_properties._values or {}
        self.write({"campaign_properties": {**values, name: kept}})
        return True

    def _field_from_input(self, definition, value):
        """What came from the client, as an extra field keeps it.

        :raises UserError: it does not fit; says what would
        """
        kind, expected = definition["type"], INPUTS.get(definition["type"], str)
        if not isinstance(value, expected) or len(str(value)) > LONGEST:
            raise UserError(self.env._("This is no value of such a field."))
        if kind == "boolean":
            return value
        if not value:
            return False
        if kind == "tags":
            chosen = set(filter(lambda one: isinstance(one, str), value))
            kept = [one[0] for one in definition.get("tags") or () if one[0] in chosen]
        elif kind == "date":
            kept = as_iso(value)
        else:
            kept = as_value(value, definition, self._habits_of_user())
        if not kept and kept != 0:
            raise UserError(self._why_no_value(kind, value))
        return kept

    def _why_no_value(self, kind, value):
        if kind == "integer":
            return self.env._("“%s” is no whole number.", value)
        if kind == "float":
            return self.env._("“%s” is no number.", value)
        if kind == "date":
            return self.env._("“%s” is no date.", value)
        return self.env._("“%s” is not one of the choices.", value)

    def _habits_of_user(self):
        lang = get_lang(self.env)
        return Habits(decimal_point=lang.decimal_point)

    def _field_as_input(self, one):
        """How an extra field is filled in beside the conversation.

        :returns: ``name``, ``type``, ``raw`` (the value as the input has it) and
            ``choices`` (``[[value, label]]``); nothing where that is done in the form
        """
        if one["type"] not in EDITABLE:
            return {}
        options = one.get("selection" if one["type"] == "selection" else "tags")
        return {
            "name": one["name"],
            "type": one["type"],
            "raw": self._field_raw(one["type"], one.get("value")),
            "choices": [list(choice[:2]) for choice in options or ()],
        }

    def _field_raw(self, kind, value):
        if kind == "boolean":
            return bool(value)
        if kind == "tags":
            return list(value or ())
        if value is None or value is False:
            return ""
        if kind == "float":
            point = self._habits_of_user().decimal_point
            return f"{value:.15g}".replace(".", point)
        return str(value)


def as_iso(text):
    """A day as browsers give it; None if it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


INPUTS = {"boolean": bool, "tags": list}
