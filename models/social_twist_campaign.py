"""The campaign of a twist, and the campaign's extra fields (spec B3, B20, C24)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date, format_datetime, html2plaintext
from odoo.tools.misc import formatLang

SUPERVISORS = "social_inbox.group_social_inbox_supervisor"


class SocialTwist(models.Model):
    _inherit = "social.twist"

    campaign_id = fields.Many2one(
        "social.campaign",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        copy=False,
        help="That of the channel when the twist began; supervisors change it.",
    )
    campaign_properties = fields.Properties(
        "Extra Fields", definition="campaign_id.property_definition", copy=False
    )
    user_domain = fields.Json(compute="_compute_user_domain")

    _campaign_idx = models.Index(
        "(campaign_id, phase, last_message_date DESC, id DESC)"
        " INCLUDE (company_id, channel_id, user_id, snoozed_until)"
        " WHERE is_open IS TRUE AND campaign_id IS NOT NULL"
    )

    @api.depends("campaign_id", "company_id")
    @api.depends_context("uid")
    def _compute_user_domain(self):
        """For forms, whose list of users then says what the pane's says."""
        for twist in self:
            twist.user_domain = twist._users_as_domain()

    def write(self, vals):
        """Only supervisors change the campaign; whoever does not belong to the new
        one works on the twist no more.

        :raises AccessError: the caller is no supervisor
        """
        if "campaign_id" not in vals:
            return super().write(vals)
        if not (self.env.su or self.env.user.has_group(SUPERVISORS)):
            raise AccessError(
                self.env._("The campaign of a twist is changed by a supervisor.")
            )
        result = super().write(vals)
        strangers = self.sudo().filtered(lambda twist: twist._stranger(twist.user_id))
        if strangers:
            strangers.write({"user_id": False})
        return result

    @api.constrains("user_id")
    def _check_user_of_campaign(self):
        for twist in self.sudo():
            if twist._stranger(twist.user_id):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not belong to the campaign %(campaign)s.",
                        user=twist.user_id.name,
                        campaign=twist.campaign_id.name,
                    )
                )

    def _stranger(self, user):
        """Whether a user does not see this twist, for its campaign."""
        campaign = self.campaign_id.sudo()
        if not (user and campaign):
            return False
        return user not in campaign._users_allowed()

    # -- the pane beside the conversation ------------------------------------------

    def _details_as_dict(self):
        campaign = self.campaign_id.sudo()
        return {
            **super()._details_as_dict(),
            "campaign": campaign.name or "",
            "fields": self._fields_as_dicts() if campaign else [],
            "reference": self.reference if campaign.match_kind else "",
        }

    def _users_as_domain(self):
        """Also of the campaign, or a supervisor."""
        domain, campaign = super()._users_as_domain(), self.campaign_id.sudo()
        if not campaign:
            return domain
        supervisors = self.env["ir.model.data"]._xmlid_to_res_id(SUPERVISORS)
        return [
            *domain,
            "|",
            ["id", "in", campaign._members().ids],
            ["all_group_ids", "in", [supervisors]],
        ]

    def _fields_as_dicts(self):
        """The campaign's extra fields in their order, as text.

        :returns: ``[{"label", "value", …}]``; what is empty is ""; with what
            ``_field_as_input`` adds where the pane fills it in
        """
        values = self.read(["campaign_properties"])[0]["campaign_properties"]
        return [
            {
                "label": one["string"],
                "value": self._field_as_text(one),
                **self._field_as_input(one),
            }
            for one in values
            if one["type"] != "separator"
        ]

    def _field_as_text(self, one):
        """What an extra field holds, as its reader writes it; "" if it is empty."""
        value = one.get("value")
        as_text = FIELD_TEXTS.get(one["type"], lambda _env, _one, value: str(value))
        if one["type"] != "boolean" and (value is None or value is False):
            return ""
        return as_text(self.env, one, value) or ""


def chosen(_env, one, value):
    """The labels of what was chosen among those that the definition lists."""
    labels = dict(map(tuple, one.get("selection") or ()))
    return labels.get(value, value)


def tagged(_env, one, value):
    labels = {tag[0]: tag[1] for tag in one.get("tags") or ()}
    return ", ".join(labels.get(tag, tag) for tag in value)


FIELD_TEXTS = {
    "boolean": lambda env, _one, value: env._("Yes") if value else env._("No"),
    "float": lambda env, _one, value: formatLang(env, value),
    "monetary": lambda env, _one, value: formatLang(env, value),
    "html": lambda _env, _one, value: html2plaintext(value).strip(),
    "date": lambda env, _one, value: format_date(env, value),
    "datetime": lambda env, _one, value: format_datetime(env, value),
    "selection": chosen,
    "tags": tagged,
    # without a name where its reader may not see it
    "many2one": lambda _env, _one, value: value[1] or "",
    "many2many": lambda _env, _one, value: ", ".join(
        name for _id, name in value if name
    ),
}


class SocialMessage(models.Model):
    _inherit = "social.message"

    # record rules would otherwise look up the twist of each message
    campaign_id = fields.Many2one(related="twist_id.campaign_id", store=True)
