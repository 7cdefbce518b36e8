"""A phone call, a letter or a visit, logged as a twist (spec B22)."""

import json
import re
import secrets
from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..connectors.types import Payload
from ..models.social_profile import LAWFUL_BASES

KINDS = [("phone", "Phone Call"), ("letter", "Letter"), ("visit", "In Person")]
PHONE = re.compile(r"[+(]?[\d\s()/.+-]{6,30}")


class SocialContactByHand(models.TransientModel):
    _name = "social.contact.by.hand"
    _description = "Log a Contact"

    partner_id = fields.Many2one("res.partner", string="Person")
    who = fields.Char(
        string="Name or Phone", help="Of somebody who is not among the persons yet."
    )
    kind = fields.Selection(KINDS, string="How", required=True, default="phone")
    text = fields.Text(string="What Was Said", required=True)
    campaign_id = fields.Many2one(
        "social.campaign",
        domain=lambda self: [("company_id", "=", self.env.company.id)],
        help="Whose agents go on with it; everybody's if empty.",
    )
    lawful_basis = fields.Selection(
        LAWFUL_BASES,
        string="Why It May Be Kept",
        default="contract",
        help="Why what was said may be kept with the person (GDPR, article 6).",
    )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id:
            self.who = False

    def action_log(self):
        """Make it a twist, and open it.

        :raises UserError: nobody is named, or nothing was said
        """
        self.ensure_one()
        twist = self._logged()
        infos = {"twist_id": twist.id}
        if self.env.context.get("social_inbox_screen"):
            return {"type": "ir.actions.act_window_close", "infos": infos}
        return twist.get_formview_action()

    def _logged(self):
        """The twist that it became, by way of an arrival as all others."""
        self._check()
        name = secrets.token_hex(16)
        channel = self.env["social.channel"]._by_hand(
            self.env.company, self.campaign_id
        )
        arrivals = self.env["social.inbound"].sudo()
        arrivals._store(channel, [self._as_payload(name)])
        arrivals._process(channel)
        message = (
            self.env["social.message"]
            .sudo()
            .search([("channel_id", "=", channel.id), ("external_id", "=", name)])
        )
        if self.partner_id:
            purpose = self.env._("Answering the inquiry")
            message.profile_id._assign_person(
                self.partner_id, self.lawful_basis, purpose
            )
        return message.twist_id.sudo(False)

    def _check(self):
        """What is missing, and whether the caller may name what is named."""
        self.env["social.twist"].check_access("write")
        if not (self.partner_id or (self.who or "").strip()):
            raise UserError(self.env._("Say who it was: a person, a name or a number."))
        if not (self.text or "").strip():
            raise UserError(self.env._("Write what was said."))
        if self.partner_id and not self.lawful_basis:
            raise UserError(self.env._("Say why it may be kept with the person."))
        self.partner_id.sudo(False).check_access("read")
        campaign = self.campaign_id.sudo(False)
        campaign.check_access("read")
        if campaign and campaign.company_id != self.env.company:
            raise UserError(
                self.env._("The campaign belongs to another company: choose it first.")
            )

    def _as_payload(self, name):
        """As ``connectors.by_hand`` reads it. Who is known by a number is the same
        caller again; two of one name need not be one person."""
        who = " ".join((self.who or "").split())
        number = re.sub(r"\D", "", who) if PHONE.fullmatch(who) else ""
        person = self.partner_id
        author = f"tel:{number}" if number else f"name:{name}"
        labels = dict(self._fields["kind"]._description_selection(self.env))
        at = fields.Datetime.now().replace(tzinfo=timezone.utc)
        told = {
            "author": f"person:{person.id}" if person else author,
            "name": (person.name or person.display_name) if person else who,
            "phone": (person.phone or "") if person else (who if number else ""),
            "kind": labels[self.kind],
            "text": self.text,
            "at": at.isoformat(),
        }
        return Payload(external_id=name, body=json.dumps(told).encode())
