"""Many answers at once: spaced in time, and taken back together (spec C1, C23)."""

import re
from datetime import timedelta

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError

from .social_channel_send import WAKE_SECONDS

# {{ person.name ||| friend }}, braces that are meant, {name}
PLACEHOLDER = re.compile(
    r"\{\{(?:\s|&nbsp;)*(?P<path>[a-z_]+\.[a-z_]+)(?:\s|&nbsp;)*"
    r"(?:\|\|\|(?P<default>[^{}]*))?\}\}"
    r"|\{\{(?P<literal>\w+)\}\}|\{\w+\}"
)


class SocialMessage(models.Model):
    _inherit = "social.message"

    is_spaced = fields.Boolean(
        string="One of Many",
        readonly=True,
        copy=False,
        help="It leaves apart from the others, and after single answers.",
    )

    def _placeholders(self):
        """What a text to many may name, for whoever wrote this message."""
        author, twist = self.profile_id, self.twist_id
        name = author.partner_id.name or author.display_name or ""
        return {
            "{name}": name,
            "{subject}": twist.name or "",
            "{{ person.name }}": name,
            "{{ author.name }}": author.name or author.handle or "",
            "{{ twist.name }}": twist.name or "",
            "{{ campaign.name }}": twist.campaign_id.sudo().name or "",
            "{{ company.name }}": twist.company_id.sudo().name or "",
            "{{ agent.name }}": self.env.user.name or "",
        }

    @api.model
    def _unknown_placeholder(self, text):
        """The first thing in a text that was meant as a placeholder and is none.

        :param text: plain text
        """
        known = self._placeholders()
        for found in PLACEHOLDER.finditer(text or ""):
            if not found["literal"] and as_known(found) not in known:
                return found[0]
        return ""

    @api.model
    def _check_placeholders(self, text):
        """:raises UserError: something in a plain text is no placeholder"""
        unknown = self._unknown_placeholder(text)
        if not unknown:
            return
        sentence = self.env._(
            "%(found)s is no placeholder. There are: %(known)s.",
            found=unknown,
            known=", ".join(self._placeholders()),
        )
        if not unknown.startswith("{{"):
            hint = self.env._("Write {%s} if the braces are meant.", unknown)
            sentence = f"{sentence} {hint}"
        raise UserError(sentence)

    def _filled(self, text):
        """A text to many as the author of this message reads it; values escaped.

        Two braces on each side make one that stays.
        """
        return Markup(self._filled_plain(text, escape))

    def _filled_plain(self, text, as_text=str):
        """The same of a plain text: nothing is evaluated, words are put in.

        :param as_text: makes text of a value
        """
        known = self._placeholders()

        def value_of(found):
            if found["literal"]:
                return found[0][1:-1]
            value = known.get(as_known(found), found[0])
            return str(as_text(value)) or (found["default"] or "").strip()

        return PLACEHOLDER.sub(value_of, text or "")

    def _spread(self):
        """Let queued answers leave one after the other, so that the limits of their
        platforms are kept; behind what waits on the channel already."""
        self.is_spaced = True
        step = self.env["social.channel"]._seconds_between()
        ahead = self._last_waiting()
        for channel, answers in self.grouped("channel_id").items():
            first = min(answers.mapped("not_before"))
            if ahead.get(channel):
                first = max(first, ahead[channel] + timedelta(seconds=step))
            for number, answer in enumerate(answers):
                answer.not_before = first + timedelta(seconds=number * step)
            last = answers[-1].not_before
            waits = range(0, int((last - first).total_seconds()), WAKE_SECONDS)
            channel._trigger([*(first + timedelta(seconds=one) for one in waits), last])

    def _last_waiting(self):
        """When the last of the other answers leaves, by channel; tries again of what
        failed hold up nobody."""
        groups = self._read_group(
            [
                ("channel_id", "in", self.channel_id.ids),
                ("state", "=", "queued"),
                ("attempts", "=", 0),
                ("not_before", ">", fields.Datetime.now()),
                ("id", "not in", self.ids),
            ],
            ["channel_id"],
            ["not_before:max"],
        )
        return dict(groups)

    def action_undo_all(self):
        """Take back those of many answers that have not left yet (spec C23).

        Twists that were closed with them are open again.

        :returns: a notification that says how many were withdrawn, and why others not
        """
        self.twist_id.check_access("write")
        free = self.sudo().try_lock_for_update()
        free.invalidate_recordset(["state"])
        waiting = free.filtered(lambda answer: answer.state in ("waiting", "queued"))
        waiting.write({"state": "cancelled", "error": False})
        twists = waiting.twist_id
        twists._recount()
        since = min(waiting.mapped("date"), default=False)
        moves = twists.filtered(lambda twist: twist.phase == "closed")._last_moves()
        moves.filtered(lambda move: move.date >= since).sudo(False).action_undo()
        twists._reopen_untold(self.env._("An answer was withdrawn"))
        skipped = [self.env._("it has left already")] * len(self - waiting)
        text = self.env._("%s withdrawn", len(waiting))
        return self.env["social.twist"]._result(text, len(waiting), skipped)


def as_known(found):
    """A placeholder as the table of them spells it, however it was typed."""
    return f"{{{{ {found['path']} }}}}" if found["path"] else found[0]
