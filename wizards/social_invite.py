"""Invite authors to the community, one or many at once (spec A12, C11)."""

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..connectors.text import count
from ..models.social_profile_community import ADMINISTRATOR


class SocialInvite(models.TransientModel):
    """Unchanged, the text is sent in each author's own language."""

    _name = "social.invite"
    _description = "Invite to the Community"

    message_ids = fields.Many2many("social.message", required=True)
    missing_count = fields.Integer()
    is_single = fields.Boolean(compute="_compute_is_single")
    twist_id = fields.Many2one("social.twist", compute="_compute_is_single")
    message_id = fields.Many2one(
        "social.message",
        string="In Reply to",
        compute="_compute_message",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('twist_id', '=', twist_id), ('direction', '=', 'inbound')]",
    )
    recipient = fields.Char(string="To", compute="_compute_route")
    sender = fields.Char(string="From", compute="_compute_route")
    refusal = fields.Char(compute="_compute_refusal")
    is_final = fields.Boolean(compute="_compute_refusal")
    reason = fields.Char(string="Why All the Same")
    summary = fields.Text(string="Authors", compute="_compute_summary")
    text = fields.Text(
        compute="_compute_text", compute_sudo=False, store=True, readonly=False
    )
    days = fields.Integer(
        string="Valid for",
        default=lambda self: self.env["social.invitation"]._default_days(),
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    character_count = fields.Integer(compute="_compute_preview")
    text_length = fields.Integer(compute="_compute_route")

    @api.constrains("message_ids", "message_id")
    def _check_access_to_twists(self):
        """Ids come from the client: what they name would be shown by its name."""
        for wizard in self:
            messages = wizard.message_ids | wizard.message_id
            messages.sudo(False).check_access("read")
            messages.sudo(False).twist_id.check_access("write")

    def _check_readable(self, *names):
        """In a form that is not saved yet ids come from the client, too."""
        for name in names or ("message_ids", "message_id"):
            self[name]._origin.sudo(False).check_access("read")

    @api.depends("message_ids")
    def _compute_is_single(self):
        self._check_readable("message_ids")
        for wizard in self:
            wizard.is_single = len(wizard.message_ids) == 1
            wizard.twist_id = wizard.message_ids[:1].twist_id

    @api.depends("message_ids")
    def _compute_message(self):
        self._check_readable("message_ids")
        for wizard in self:
            wizard.message_id = wizard.message_ids[:1]

    @api.depends("message_id")
    def _compute_route(self):
        """Whom it goes to, from which account, within which limits."""
        self._check_readable()
        for wizard in self:
            message = wizard.message_id.sudo(False)
            channel, author = message.channel_id, message.profile_id
            address = message.reply_address or author.handle
            name = author.name
            wizard.recipient = f"{name} <{address}>" if name else address
            wizard.sender = f"{channel.name} ({channel.account_name or ''})"
            wizard.text_length = (
                channel and message._limits_of_answer("private").text_length
            )

    @api.depends("message_id")
    def _compute_refusal(self):
        """What the caller may put aside by a reason."""
        self._check_readable()
        for wizard in self:
            profile = wizard.message_id.profile_id
            refusal = profile._invitation_refusals().get(profile)
            wizard.refusal = refusal and refusal.text
            wizard.is_final = refusal and refusal.group == ADMINISTRATOR

    @api.depends("message_ids")
    def _compute_summary(self):
        """Of many: how many will be invited, and why others will not."""
        self._check_readable()
        for wizard in self:
            refusals = [*wizard._refusals().values(), *wizard._missing()]
            wanted = len(wizard.message_ids) + wizard.missing_count
            count = wanted - len(refusals)
            lines = [self.env._("%(count)s of %(total)s", count=count, total=wanted)]
            for text, number in Counter(refusals).most_common():
                lines.append(
                    self.env._("%(count)s not: %(reason)s", count=number, reason=text)
                )
            wizard.summary = "\n".join(lines)

    def _missing(self):
        """A reason for each selected record that has no message."""
        return [self.env._("nothing to answer")] * self.missing_count

    def _refusals(self):
        """Why targets cannot be invited as things are, without names: {message: str}"""
        by_profile = self.message_ids.profile_id._invitation_refusals()
        found = {}
        for message in self.message_ids:
            refusal = by_profile.get(message.profile_id)
            if not message.profile_id.partner_id:
                found[message] = self.env._("no person is assigned yet")
            elif refusal:
                found[message] = refusal.brief
            elif reason := self._refused_by(message):
                found[message] = reason
        return found

    def _refused_by(self, message):
        """What phase, channel and the public say against it."""
        try:
            message.twist_id._check_invite_by(message.sudo())
        except UserError as error:
            return str(error)
        return ""

    # -- the text ------------------------------------------------------------------

    @api.depends("message_id")
    def _compute_text(self):
        self._check_readable()
        for wizard in self:
            wizard.text = wizard._proposed(wizard.message_id)

    @api.model
    def _proposed(self, message):
        """The text as we would write it, in the language of the message's author."""
        lang = message._language_of_author() if message else self.env.lang
        return self.with_context(lang=lang).env._(
            "Hello {name},\n\n"
            "thank you for writing to us. In our community you vote on ideas, discuss"
            " them with others, and see what becomes of your own. We would be glad to"
            " have you there:\n\n"
            "{link}\n\n"
            "The link is for you alone, and valid until {date}."
            " There you may also tell us that you would rather not."
        )

    @api.depends("text", "days", "message_id")
    def _compute_preview(self):
        """The text as it will be kept; its length as it will be sent."""
        self._check_readable()
        for wizard in self:
            message = wizard.message_id.sudo(False)
            twist = message.twist_id
            if not wizard._is_complete():
                wizard.preview, wizard.character_count = False, 0
                continue
            text = twist._invitation_text(message, wizard._values(message))
            shown = text.replace("{link}", twist._masked_link())
            wizard.preview = twist._invitation_body(shown)
            real = twist._invitation_body(twist._with_real_link(text))
            unit = message._limits_of_answer("private").text_unit
            wizard.character_count = count(html2plaintext(real).strip(), unit)

    def _is_complete(self):
        try:
            self.env["social.invitation"]._days({"days": self.days})
        except UserError:
            return False
        return bool(self.message_id)

    # -- inviting ------------------------------------------------------------------

    def action_invite(self):
        """Queue the answers; they leave when the time to undo is over.

        :returns: a notification that says how many were invited, and why others not
        :raises UserError: there is one only, and it cannot be invited
        """
        self.ensure_one()
        if self.is_single:
            return self._invited(self._invite(self.message_id), [])
        answers = self.env["social.message"]
        refusals = self._refusals()
        skipped = [*refusals.values(), *self._missing()]
        for message in self.message_ids.filtered(lambda one: one not in refusals):
            try:
                with self.env.cr.savepoint():
                    answers |= self._invite(message)
            except UserError as error:
                skipped.append(str(error))
        answers.sudo()._spread()
        return self._invited(answers, skipped)

    def _invite(self, message):
        return message.twist_id.invite(self._values(message), message).message_id

    def _values(self, message):
        """What ``social.twist.invite`` takes, for one of the authors."""
        is_unchanged = self.text == self._proposed(self.message_id)
        return {
            "text": self._proposed(message) if is_unchanged else self.text or "",
            "days": self.days,
            "reason": self.is_single and self.reason,
        }

    @api.model
    def _invited(self, answers, skipped):
        done = len(answers)
        undo = ("social.message", answers.ids, "action_undo_all")
        text = self.env._("%s invited", done)
        return self.env["social.twist"]._result(text, done, skipped, undo)
