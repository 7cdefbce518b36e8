"""An outcome's texts as they read for one twist (spec B11)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..connectors.mail.headers import ADDRESS
from ..connectors.text import one_line
from .outcome_template import Named, names_in, render
from .social_outcome import FORBIDDEN, TEMPLATES
from .social_twist_answer import reply_subject


class SocialOutcome(models.Model):
    _inherit = "social.outcome"

    uses_comment = fields.Boolean(compute="_compute_uses_comment")
    sample_twist_id = fields.Many2one(
        "social.twist",
        string="Try It on",
        store=False,
        help="Nothing is sent or changed.",
    )
    sample_comment = fields.Char(string="Comment", store=False)
    sample_text = fields.Text(string="It Reads", compute="_compute_sample")
    sample_subject = fields.Char(string="Its Subject", compute="_compute_sample")
    sample_to = fields.Char(string="It Goes to", compute="_compute_sample")
    sample_then = fields.Char(string="Then", compute="_compute_sample")
    sample_problem = fields.Text(string="Mistake", compute="_compute_sample")

    @api.depends("text", "subject")
    def _compute_uses_comment(self):
        for outcome in self:
            texts = (outcome.text, outcome.subject)
            outcome.uses_comment = any("comment" in names_in(one) for one in texts)

    @api.depends(*TEMPLATES, "lang", "sample_twist_id", "sample_comment")
    def _compute_sample(self):
        """What it would say, or the mistake with its place; also before saving."""
        for outcome in self:
            rendered, problem = {}, ""
            twist = outcome.sample_twist_id._origin.sudo(False)
            try:
                if twist:
                    twist.check_access("read")
                    comment = outcome.sample_comment or self.env._("(a comment)")
                    rendered = outcome._rendered(twist, comment)
                    problem = outcome._why_not(twist)
            except UserError as error:
                problem = str(error)
            outcome.sample_text = rendered.get("text", "")
            outcome.sample_subject = rendered.get("subject", "")
            outcome.sample_to = rendered.get("to", "")
            outcome.sample_then = twist and outcome._then_line(twist)
            outcome.sample_problem = problem

    # -- rendering -----------------------------------------------------------------

    def _rendered(self, twist, comment="", message=None):
        """Text, subject and recipient for a twist, in its author's language.

        :param message: the ``social.message`` answered; the last one by default
        :returns: ``{"text", "subject", "to"}``; ``to`` is empty unless it is another
            address than the author's
        :raises UserError: the first mistake, with its place
        """
        self.ensure_one()
        message = (message or twist._last_inbound()).sudo(False)
        lang = self._language(twist)
        outcome, twist = self.with_context(lang=lang), twist.with_context(lang=lang)
        variables = outcome._variables(twist, message.with_context(lang=lang), comment)
        return {
            "text": outcome._render("text", variables).strip(),
            "subject": one_line(outcome._render("subject", variables))
            or reply_subject(message.subject),
            "to": outcome._recipient(twist, variables),
        }

    def _language(self, twist):
        """The outcome's own; else the campaign's, the person's, the agent's."""
        known = dict(self.env["res.lang"].get_installed())
        person = twist.partner_id.sudo()
        wanted = (self.lang, twist.campaign_id.sudo().lang, person.lang)
        return next((lang for lang in wanted if lang in known), self.env.lang)

    def _variables(self, twist, message, comment):
        """What templates may name, read by the rights of whoever uses them."""
        person = message.profile_id.partner_id or twist.partner_id
        context = self.env["mail.render.mixin"]._render_eval_context()
        return {
            **{name: context[name] for name in context if name.startswith("format_")},
            "twist": twist,
            "object": twist,
            "message": message,
            "person": person,
            "agent": self.env.user,
            "comment": (comment or "").strip(),
            "campaign": twist.campaign_id,
            "addresses": self._addresses(twist),
            "fields": self._extra_fields(twist),
        }

    def _addresses(self, twist):
        addresses = twist.campaign_id.sudo().address_ids
        return Named(
            {one.code: one.address for one in addresses},
            lambda code: self.env._(
                "The campaign has no address “%s”. An administrator adds it in the"
                " campaign, under Outcomes.",
                code,
            ),
        )

    def _extra_fields(self, twist):
        """The campaign's extra fields by their labels; read where they are used."""
        used = any("fields" in names_in(self[name]) for name in TEMPLATES)
        found = twist._fields_as_dicts() if used and twist.campaign_id else []
        return Named(
            {one["label"]: one["value"] for one in found},
            lambda label: self.env._("The campaign has no extra field “%s”.", label),
        )

    def _render(self, name, variables):
        try:
            text = self[name]
            return render(self.env, text, variables, FORBIDDEN.get(name, ()))
        except UserError as error:
            raise UserError(self._placed(name, error)) from error

    def _recipient(self, twist, variables):
        """Where a mail goes instead of to the author; empty where that is no matter.

        :raises UserError: it is no mail address
        """
        if not (self.to and twist.channel_id._limits().has_subject):
            return ""
        address = self._render("to", variables).strip()
        if not ADDRESS.fullmatch(address) or not address.isprintable():
            shown = address or self.env._("Nothing")
            text = self.env._("%s is not a mail address.", shown)
            raise UserError(self._placed("to", text))
        return address
