"""The settings that each platform's connector declares, as fields and form.

No platform has a view or a column of its own: plain settings live in one JSON
column, secrets in ``social.credential``, and the form is built from what the
connector declares.
"""

from collections import Counter

from lxml import etree

from odoo import api, fields, models

from ..connectors import CONNECTORS

SECRET_SET = "••••••••"  # shown in place of a secret that is set
ADMIN = "social_inbox.group_social_inbox_administrator"
FIELD_TYPES = {
    "char": fields.Char,
    "password": fields.Char,
    "text": fields.Text,
    "integer": fields.Integer,
    "boolean": fields.Boolean,
    "selection": fields.Selection,
}


def field_name(platform, setting):
    return f"{platform}_{setting.name}"


def declared_settings():
    """(field name, platform, setting) of every connector."""
    for platform, connector in CONNECTORS.items():
        for setting in connector.settings:
            yield field_name(platform, setting), platform, setting


LABELS = Counter(setting.label for _name, _code, setting in declared_settings())


def full_label(platform, setting):
    """The field's label, with the platform where others have one called the same."""
    if LABELS[setting.label] == 1:
        return setting.label
    return f"{CONNECTORS[platform].label}: {setting.label}"


def make_field(platform, setting):
    """The Odoo field of a declared setting; its methods are made beside it."""
    name = field_name(platform, setting)
    options = {"selection": list(setting.choices)} if setting.choices else {}
    return FIELD_TYPES[setting.type](
        string=full_label(platform, setting),
        help=setting.help or None,
        compute=f"_compute_{name}",
        inverse=f"_inverse_{name}",
        copy=not setting.secret,
        groups=ADMIN,
        **options,
    )


def make_compute(platform, setting):
    @api.depends("settings", "platform")
    def compute(self):
        for channel in self:
            channel[field_name(platform, setting)] = channel._get_setting(
                platform, setting
            )

    return compute


def make_inverse(platform, setting):
    def inverse(self):
        for channel in self.filtered(lambda one: one.platform == platform):
            channel._set_setting(setting, channel[field_name(platform, setting)])

    return inverse


class SocialChannel(models.Model):
    _inherit = "social.channel"

    settings = fields.Json(default=lambda self: {}, groups=ADMIN)
    credential_ids = fields.One2many(
        "social.credential", "channel_id", groups=fields.NO_ACCESS
    )
    for _name, _platform, _setting in declared_settings():
        locals()[_name] = make_field(_platform, _setting)
        locals()[f"_compute_{_name}"] = make_compute(_platform, _setting)
        locals()[f"_inverse_{_name}"] = make_inverse(_platform, _setting)
    del _name, _platform, _setting

    def _get_setting(self, platform, setting):
        """A setting as the form shows it; of a secret only whether it is set."""
        self.ensure_one()
        ours = platform == self.platform
        if setting.secret:
            known = self.sudo().credential_ids.mapped("name") if ours else ()
            return SECRET_SET if setting.name in known else False
        values = (self.settings or {}) if ours else {}
        return values.get(setting.name, setting.default)

    def _set_setting(self, setting, value):
        """Keep one value; a secret that was not typed anew stays as it is."""
        self.ensure_one()
        if not setting.secret:
            self.settings = {
                **(self.settings or {}),
                setting.name: plain(value, setting),
            }
        elif value != SECRET_SET:
            self.env["social.credential"].sudo()._store_secret(
                self, setting.name, value
            )
            self.invalidate_recordset()

    def _setting_values(self):
        """All settings with their secrets, as the connector takes them."""
        self.ensure_one()
        channel = self.sudo()
        secrets = {
            credential.name: credential._read_secret()
            for credential in channel.credential_ids
        }
        return {**(channel.settings or {}), **secrets}

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        for place in arch.xpath("//group[@name='settings']"):
            for platform, connector in CONNECTORS.items():
                shown = [one for one in connector.settings if not one.hidden]
                for title, settings in grouped(shown):
                    group = settings_group(platform, self.env._(title), settings)
                    place.append(group)
                    self._translate_placeholders(group)
            self._shorten_labels(place)
        return arch, view

    def _shorten_labels(self, place):
        """The form is of one platform, which its labels need not say."""
        nodes = place.xpath(".//field")
        known = self.fields_get([node.get("name") for node in nodes], ["string"])
        for node in nodes:
            label = known.get(node.get("name"), {}).get("string", "")
            if ": " in label:
                node.set("string", label.partition(": ")[2])

    def _translate_placeholders(self, group):
        for node in group.xpath("field[@placeholder]"):
            node.set("placeholder", self.env._(node.get("placeholder")))


def plain(value, setting):
    """An Odoo field's value as JSON keeps it: False is only a boolean's."""
    return value if value or setting.type in ("boolean", "integer") else ""


def grouped(settings):
    """Settings by the title of their group, in the order declared."""
    groups = {}
    for setting in settings:
        groups.setdefault(setting.group, []).append(setting)
    return groups.items()


def settings_group(platform, title, settings):
    """The part of the form for one group of a platform's settings."""
    group = etree.Element(
        "group", string=title, invisible=f"platform != '{platform}'", groups=ADMIN
    )
    for setting in settings:
        group.append(setting_node(platform, setting))
    return group


def setting_node(platform, setting):
    node = etree.Element("field", name=field_name(platform, setting))
    if setting.required:
        node.set("required", f"platform == '{platform}'")
    if setting.placeholder:
        node.set("placeholder", setting.placeholder)
    if setting.secret:
        node.set("password", "True")
    if setting.type == "integer":
        node.set("options", "{'format': false}")
    if setting.shown_if:
        other, value = setting.shown_if
        node.set("invisible", f"{platform}_{other} != '{value}'")
    return node
