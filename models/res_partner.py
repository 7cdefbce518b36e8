"""Persons: who is behind the profiles."""

import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, create_index

# A name without case and accents; an index rests on these very words.
FOLDED_NAME = (
    "lower(regexp_replace(normalize(name::text, NFKD), '[\\u0300-\\u036f]', '', 'g'))"
)
NAME_INDEX = "res_partner_social_name_idx"
SIMILAR = 0.6  # of 1, by common trigrams: Jon Smith and John Smith


class ResPartner(models.Model):
    _inherit = "res.partner"

    social_profile_ids = fields.One2many(
        "social.profile",
        "partner_id",
        string="Social Profiles",
        groups="social_inbox.group_social_inbox_agent",
    )
    social_twist_count = fields.Integer(
        string="Twists",
        compute="_compute_social_twist_count",
        groups="social_inbox.group_social_inbox_agent",
    )
    social_profile_count = fields.Integer(
        string="Profiles",
        compute="_compute_social_profile_count",
        groups="social_inbox.group_social_inbox_agent",
    )

    def init(self):
        """An index that finds similar names among very many contacts."""
        if self.env.registry.has_trigram:
            create_index(
                self.env.cr,
                indexname=NAME_INDEX,
                tablename=self._table,
                method="gin",
                expressions=[f"({FOLDED_NAME}) gin_trgm_ops"],
            )
        return super().init()

    def _with_picture(self):
        """Those that have a picture of their own, in one query."""
        pictures = (
            self.env["ir.attachment"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "image_128"),
                    ("res_id", "in", self.ids),
                ],
                ["res_id"],
            )
        )
        return self.browse(pictures.mapped("res_id"))

    def _compute_social_twist_count(self):
        self._count_by_partner("social.twist", "social_twist_count")

    def _compute_social_profile_count(self):
        self._count_by_partner("social.profile", "social_profile_count")

    def _count_by_partner(self, model, name):
        domain = Domain("partner_id", "in", self.ids)
        if "is_spam" in self.env[model]._fields:
            domain &= Domain("is_spam", "=", False)
        counts = dict(self.env[model]._read_group(domain, ["partner_id"], ["__count"]))
        for partner in self:
            partner[name] = counts.get(partner._origin, 0)

    def unlink(self):
        """Free the profiles first: no lawful basis is kept for nobody.

        The database alone would clear the link and nothing else.
        """
        # sudo: who may delete a contact need not work in the inbox
        profiles = self.env["social.profile"].sudo()
        profiles.search([("partner_id", "in", self.ids)])._forget_deleted_person()
        return super().unlink()

    def action_view_social_twists(self):
        return self._social_action("social_inbox.social_twist_action")

    def action_view_social_profiles(self):
        return self._social_action("social_inbox.social_profile_action")

    def _social_action(self, xml_id):
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        domain = Domain("partner_id", "in", self.ids)
        if "is_spam" in self.env[action["res_model"]]._fields:
            domain &= Domain("is_spam", "=", False)
        return {**action, "domain": list(domain), "context": {}}

    # -- the same person -----------------------------------------------------------

    @api.model
    def _ids_by_similar_name(self, name, company, limit=20):
        """Ids of contacts of a company with a similar name, the most similar first.

        Rights are not looked at. Without PostgreSQL's pg_trgm, only the same name.

        :param name: without case and accents
        """
        self.flush_model(["name", "active", "company_id"])
        column = SQL(FOLDED_NAME)  # pylint: disable=sql-injection
        alike = SQL("%s = %s", column, name)
        rank = SQL("id")
        if self.env.registry.has_trigram:
            likeness = SQL("similarity(%s, %s)", column, name)
            # the first term is what the index knows
            alike = SQL("%s %% %s AND %s >= %s", column, name, likeness, SIMILAR)
            rank = SQL("%s DESC, id", likeness)
        query = SQL(
            """
            SELECT id FROM res_partner
             WHERE active AND (company_id IS NULL OR company_id = %s) AND %s
          ORDER BY %s LIMIT %s
            """,
            company.id,
            alike,
            rank,
            limit,
        )
        return [id_ for (id_,) in self.env.execute_query(query)]

    @api.model
    def _normalised_phone(self, number, country):
        """A phone number as it is compared: E.164, or its digits; "" if it is none.

        :param country: ``res.country`` of a number without country prefix
        """
        if self._has_phone_validation():
            format_number = self.browse()._phone_format
            return (number and format_number(number=number, country=country)) or ""
        digits = re.sub(r"\D", "", number or "")
        return digits.removeprefix("00") if len(digits) >= 7 else ""

    @api.model
    def _domain_same_phone(self, numbers):
        """Contacts with one of these phone numbers.

        :param numbers: as :meth:`_normalised_phone` gives them
        """
        if self._has_phone_validation():
            return Domain("phone_sanitized", "in", numbers)
        digits = SQL(
            """
            (SELECT id FROM res_partner
              WHERE regexp_replace(phone, '^\\D*00|\\D', '', 'g') = ANY(%s))
            """,
            list(numbers),
        )
        return Domain("id", "in", digits)

    @api.model
    def _has_phone_validation(self):
        """Whether Odoo's module of that name, which comes with mail, is there."""
        return "phone_sanitized" in self._fields
