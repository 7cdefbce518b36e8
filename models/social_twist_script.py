"""Where the agents of a twist are in a guided script (spec B19)."""

from odoo import fields, models
from odoo.exceptions import UserError

NUMBERS = {"integer": int, "float": float, "monetary": float}
FILLED = ("char", "text", "selection", "boolean", "date", *NUMBERS)
LONGEST = 200  # steps that are remembered


class SocialTwist(models.Model):
    """Each method answers with what the panel shows, ``_script_as_dict``."""

    _inherit = "social.twist"

    script_id = fields.Many2one(
        "social.script", readonly=True, copy=False, ondelete="set null"
    )
    script_path = fields.Json(readonly=True, copy=False)  # ids of the steps until now

    def _details_as_dict(self):
        scripts = self.env["social.script"]._campaigns_with_one()
        known = {False, self.campaign_id.id} & scripts
        return {**super()._details_as_dict(), "has_script": bool(known)}

    def script_show(self):
        """The step at which the twist is, by the reader's rights."""
        self.ensure_one()
        self.check_access("read")
        return self._script_as_dict()

    def script_choose(self, choice_id):
        """Go on by a choice of the step that is shown.

        :returns: with ``outcome``, the id of the one that the choice ends in
        :raises UserError: a colleague went on meanwhile, or the script was changed
        """
        self._script_check()
        _script, steps = self._script_at()
        choices = steps[-1:].choice_ids
        choice = choices.filtered(lambda one: one.id == choice_id)
        if not choice:
            raise UserError(
                self.env._("The script has gone on meanwhile. Look at its step again.")
            )
        if choice.next_step_id:
            path = [*steps.ids, choice.next_step_id.id] if steps else []
            self._script_keep(choice.script_id, path[-LONGEST:])
        return {**self._script_as_dict(), "outcome": choice.outcome_id.id}

    def script_back(self):
        """To the step before."""
        self._script_check()
        script, steps = self._script_at()
        self._script_keep(script, steps.ids[:-1])
        return self._script_as_dict()

    def script_restart(self, script_id=None):
        """From the first step; of another script, if one is given."""
        self._script_check()
        script = self._script_at()[0]
        if script_id:
            found = self.env["social.script"]._fitting(self)
            script = found.filtered(lambda one: one.id == script_id)
            if not script:
                raise UserError(self.env._("That script is not for this twist."))
        self._script_keep(script, [])
        return self._script_as_dict()

    def script_fill(self, value):
        """Fill in the extra field that the step asks for.

        :raises UserError: the step asks for none, or the value does not fit
        """
        self._script_check()
        one = self._script_field(self._script_at()[1][-1:])
        if not one:
            raise UserError(self.env._("This step asks for no extra field."))
        field = self._fields["campaign_properties"]
        known = field.convert_to_export(self.campaign_properties, self) or {}
        filled = {**known, one["name"]: self._script_value(one, value)}
        self.write({"campaign_properties": filled})
        return self._script_as_dict()

    # -- where it is ---------------------------------------------------------------

    def _script_check(self):
        self.ensure_one()
        self.check_access("write")

    def _script_at(self):
        """(the script, the steps until now); what was removed since is left out."""
        found = self.env["social.script"]._fitting(self)
        script = found.filtered(lambda one: one == self.script_id) or found[:1]
        steps = script.step_ids
        known = set(steps.ids)
        path = self.script_path or [] if script == self.script_id else []
        kept = steps.browse(id_ for id_ in path if id_ in known)
        return script, kept or script._first_step()

    def _script_keep(self, script, path):
        self._write_by_system({"script_id": script.id, "script_path": path})

    def _script_as_dict(self):
        """:returns: ``scripts`` to choose from and ``script_id``; ``step`` with title,
        text, ``field`` (``{"label", "type", "value", "options"}`` or False) and
        ``choices`` (``{"id", "label", "ends"}``), False without a script; ``place``,
        which step it is, from 1
        """
        found = self.env["social.script"]._fitting(self)
        script, steps = self._script_at()
        step = steps[-1:]
        return {
            "scripts": [{"id": one.id, "name": one.name} for one in found],
            "script_id": script.id,
            "place": len(steps),
            "step": step
            and {
                "id": step.id,
                "title": step.title,
                "text": step.text or "",
                "field": self._script_field(step),
                "choices": [
                    {"id": one.id, "label": one.label, "ends": bool(one.outcome_id)}
                    for one in step.choice_ids
                ],
            },
        }

    # -- what a step asks for ------------------------------------------------------

    def _script_field(self, step):
        """The extra field that a step asks for; False if the campaign has none."""
        label = (step.field_label or "").strip().lower()
        if not (label and self.campaign_id):
            return False
        for one in self.read(["campaign_properties"])[0]["campaign_properties"]:
            if one["string"].lower() == label and one["type"] in FILLED:
                return {
                    "name": one["name"],
                    "label": one["string"],
                    "type": one["type"],
                    "value": one.get("value") or "",
                    "options": [list(pair) for pair in one.get("selection") or ()],
                }
        return False

    def _script_value(self, one, value):
        """What was typed, as the field holds it."""
        if one["type"] == "boolean":
            return bool(value)
        text = str(value or "").strip()
        try:
            if one["type"] in NUMBERS and text:
                return NUMBERS[one["type"]](text)
            if one["type"] == "date" and text:
                return fields.Date.to_string(fields.Date.to_date(text))
        except ValueError:
            raise UserError(
                self.env._("%s: that is no such value.", one["label"])
            ) from None
        options = [pair[0] for pair in one["options"]]
        if one["type"] == "selection" and text and text not in options:
            raise UserError(self.env._("%s: choose one of the list.", one["label"]))
        return text or False
