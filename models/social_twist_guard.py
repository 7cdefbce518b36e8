"""The guard before an answer: what it must not hold by mistake (spec C9)."""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext
from odoo.tools.translate import LazyTranslate

from . import answer_guard
from .guarded_error import GuardedError
from .res_company_approval import split_masks

_lt = LazyTranslate(__name__)
COMPANY = "social_guard_"
CAMPAIGN = "guard_"
LABELS = {
    "iban": _lt("bank account number"),
    "card": _lt("payment card number"),
    "mail": _lt("mail address"),
    "phone": _lt("phone number"),
    "order": _lt("order number"),
    "word": _lt("word"),
}


class SocialTwist(models.Model):
    _inherit = "social.twist"

    # -- what is checked -----------------------------------------------------------

    def _guard_setting(self, name):
        """The campaign's, or else the company's.

        :param name: scope, iban, card, mail, phone or order
        """
        campaign, company = self.campaign_id.sudo(), self.company_id.sudo()
        return campaign[CAMPAIGN + name] or company[COMPANY + name]

    def _is_guarded(self, visibility):
        return visibility == "public" or self._guard_setting("scope") == "all"

    def _guard_findings(self, text):
        """What this text holds that the campaign wants to know of.

        :returns: ``[(answer_guard.Finding, level)]`` in the text's order
        """
        words = self.env["social.guard.word"]._severities(
            self.company_id.id, self.campaign_id.id
        )
        found = answer_guard.find(
            text, words=words, masks=self._order_masks(), region=self._guard_region()
        )
        levels = {
            one: words[one.value]
            if one.kind == "word"
            else self._guard_setting(one.kind) or "nothing"
            for one in found
        }
        found = [one for one in found if levels[one] != "nothing"]
        own = self._own_values() if found else set()
        return [(one, levels[one]) for one in found if (one.kind, one.value) not in own]

    def _guard_region(self):
        """Where numbers without a country code are called from."""
        return self.company_id.sudo().country_id.code or ""

    def _order_masks(self):
        """How order numbers look: as was set, or as sales orders are numbered."""
        masks = split_masks(self.campaign_id.sudo().order_masks)
        masks = masks or split_masks(self.company_id.sudo().social_order_masks)
        return masks or self.env["social.guard.word"]._sale_masks(self.company_id.id)

    def _own_values(self):
        """What may be in an answer, since it is ours or the writer's own.

        :returns: set of (kind, value)
        """
        company, user = self.company_id.sudo(), self.env.user
        channels = self.env["social.channel"].sudo()
        channels = channels.search([("company_id", "=", company.id)])
        partner = company.partner_id
        texts = [
            *(company.email, company.phone, partner.email, partner.phone),
            *partner.bank_ids.mapped("sanitized_acc_number"),
            *channels.mapped("account_name"),
            *(self.campaign_id.sudo().sender_address, user.email, user.phone),
            html2plaintext(user.signature or ""),
        ]
        known = "\n\n".join(text for text in texts if text)
        found = answer_guard.find(known, region=self._guard_region())
        return {(one.kind, one.value) for one in found}

    # -- what follows --------------------------------------------------------------

    def _guard(self, parent, values):
        """Check an answer before it is queued.

        :param values: as ``social.message._queue``; ``guard_confirmed``: its writer
            was warned
        :returns: the findings that need approval
        :raises GuardedError: its writer has to confirm
        :raises UserError: it must not leave like this
        """
        visibility = values.get("visibility") or parent._answer_visibilities()[0]
        if not self._is_guarded(visibility):
            return []
        text = values.get("text") or html2plaintext(values["body"] or "").strip()
        findings = self._guard_findings(f"{text}\n\n{values.get('subject') or ''}")
        at = {
            level: [finding for finding, found in findings if found == level]
            for level in answer_guard.LEVELS
        }
        is_public = visibility == "public"
        if at["refuse"]:
            raise UserError(self._refused_by_guard(at["refuse"], is_public))
        is_confirmed = values.get("guard_confirmed") or self.env.uid == SUPERUSER_ID
        if at["warn"] and not is_confirmed:
            warned = at["warn"]
            raise GuardedError(
                self._warned_by_guard(warned, is_public),
                self._guard_question(is_public),
                as_findings(warned),
            )
        return at["approve"]

    def _refused_by_guard(self, findings, is_public):
        names = findings_text(findings)
        if is_public:
            return self.env._(
                "Everybody could read this: %s. Take it out, then send the answer.",
                names,
            )
        return self.env._(
            "This must not be in an answer: %s. Take it out, then send it.", names
        )

    def _warned_by_guard(self, findings, is_public):
        names = findings_text(findings)
        if is_public:
            return self.env._(
                "Nothing was sent yet: everybody could read this: %s. Send it anyway?",
                names,
            )
        return self.env._(
            "Nothing was sent yet: the answer holds this: %s. Send it anyway?", names
        )

    def _guard_question(self, is_public):
        if is_public:
            return self.env._("Nothing was sent yet: everybody could read this.")
        return self.env._("Nothing was sent yet: the answer holds this.")

    def respond_text(self, text, **options):
        """As before; ``guard_confirmed``: send what the guard warns of.

        :returns: also ``{"guarded": {"text": sentence, "findings": [dict]}}`` if
            nothing was sent for that
        """
        try:
            return super().respond_text(text, **options)
        except GuardedError as warning:
            return {"guarded": {"text": warning.question, "findings": warning.findings}}


class SocialGuardWord(models.Model):
    _inherit = "social.guard.word"

    @api.model
    def _sale_masks(self, company_id):
        """How sales orders are numbered, where Odoo's sales are installed."""
        sequences = self.env["ir.sequence"].sudo()
        sequence = sequences.search(
            [
                ("code", "=", "sale.order"),
                ("company_id", "in", [False, company_id]),
            ],
            order="company_id",
            limit=1,
        )
        prefix = sequence.prefix or ""
        if not prefix or "%" in prefix:
            return []  # without letters of its own it would be any number
        return [prefix + "#" * max(2, sequence.padding)]


def finding_text(finding):
    return f"{LABELS[finding.kind]} {finding.text}"


def findings_text(findings):
    """Each once, in words."""
    return ", ".join(dict.fromkeys(map(finding_text, findings)))


def as_findings(findings):
    """As the composer marks them: ``[{"kind", "label", "text", "start", "end"}]``;
    places count characters of the text as it was sent, without spaces around it."""
    return [
        {
            "kind": one.kind,
            "label": str(LABELS[one.kind]),
            "text": one.text,
            "start": one.start,
            "end": one.end,
        }
        for one in findings
    ]
