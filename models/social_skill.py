"""What agents are good at: a platform, a language, or what a tag stands for (B15)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = {"platform": "platform", "language": "lang_id", "tag": "tag_id"}


class SocialSkill(models.Model):
    """A skill is compared with what a twist needs by its ``code``: ``platform:mail``,
    ``language:de``, ``tag:7``."""

    _name = "social.skill"
    _description = "Skill"
    _order = "kind, name, id"

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(
        [("platform", "Platform"), ("language", "Language"), ("tag", "Tag")],
        default="language",
        required=True,
    )
    platform = fields.Selection(
        selection=lambda self: self.env["social.channel"]._selection_any_platform()
    )
    lang_id = fields.Many2one("res.lang", string="Language", ondelete="cascade")
    tag_id = fields.Many2one("social.tag", ondelete="cascade")
    code = fields.Char(compute="_compute_code", store=True)
    user_ids = fields.Many2many(
        "res.users",
        "social_skill_user_rel",
        "skill_id",
        "user_id",
        string="Agents",
    )

    _code_uniq = models.UniqueIndex("(code)", "There is this skill already.")

    @api.depends("kind", "platform", "lang_id.name", "tag_id.name")
    def _compute_name(self):
        labels = dict(self._fields["platform"]._description_selection(self.env))
        for skill in self:
            names = {
                "platform": labels.get(skill.platform),
                "language": skill.lang_id.name,
                "tag": skill.tag_id.name,
            }
            skill.name = names.get(skill.kind) or ""

    @api.depends("kind", "platform", "lang_id.iso_code", "tag_id")
    def _compute_code(self):
        for skill in self:
            values = {
                "platform": skill.platform,
                "language": as_language(skill.lang_id.iso_code),
                "tag": skill.tag_id.id,
            }
            value = values.get(skill.kind)
            skill.code = f"{skill.kind}:{value}" if value else False

    @api.constrains("kind", "platform", "lang_id", "tag_id")
    def _check_kind(self):
        for skill in self:
            if not skill[KINDS[skill.kind]]:
                raise ValidationError(
                    self.env._("Say which platform, language or tag it is.")
                )

    @api.model
    def _names_of(self, codes):
        """What skills are called that are nobody's, too."""
        platforms = dict(self._fields["platform"]._description_selection(self.env))
        known = self.sudo().search([("code", "in", list(codes))])
        names = {skill.code: skill.name for skill in known}
        for code in codes - names.keys():
            kind, _colon, value = code.partition(":")
            names[code] = platforms.get(value, value) if kind == "platform" else value
        return ", ".join(sorted(names.values()))


def as_language(code):
    """The language of a code that may name a country, too: ``de`` of ``de_CH``."""
    return (code or "").replace("_", "-").partition("-")[0].lower()
