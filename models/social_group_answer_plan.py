"""Whom a group answer reaches, with which text, and whom not and why (spec B18)."""

from collections import Counter, defaultdict
from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse, get_lang

from ..connectors.text import clean, count
from .message_html import text_to_html
from .social_message_bulk import PLACEHOLDER
from .social_twist_answer import reply_subject

SHOWN = 5  # twists whose answer is shown before


class SocialGroupAnswer(models.Model):
    _inherit = "social.group.answer"

    plan = fields.Json(compute="_compute_plan")

    @api.depends("text", "once_per_author", "track_links", "date")
    def _compute_plan(self):
        """What the dialog says before it is sent; empty afterwards."""
        for group in self:
            group.plan = False if group.date else group._as_plan()

    def _as_plan(self):
        """What would be sent.

        :returns: ``{"total", "ready", "refusals": [[sentence, how many]], "platforms":
            [{"name", "count", "longest", "limit", "over"}], "previews": [{"to",
            "channel", "text", "length", "limit"}], "duration", "problem", "note"}``
        """
        lines = self._origin.sudo().line_ids
        ready, refusals = self._recipients(lines)
        reasons = Counter(refusals.values()).most_common()
        return {
            "total": len(lines),
            "ready": len(ready),
            "refusals": [list(one) for one in reasons],
            "platforms": self._lengths_of(lines),
            "previews": [
                self._preview_of(line, parent, text)
                for line, (parent, text) in list(ready.items())[:SHOWN]
            ],
            "duration": self._duration_of(ready),
            **self._said_of_links(),
        }

    def _preview_of(self, line, parent, text):
        limits = parent._limits_of_answer()
        names = parent._placeholders()
        return {
            "to": names["{{ person.name }}"],
            "channel": line.channel_id.name,
            "twist": line.twist_id.name,
            "text": text,
            "length": count(text, limits.text_unit),
            "limit": limits.text_length,
        }

    def _lengths_of(self, lines):
        """By platform the longest text, in that platform's unit."""
        found = defaultdict(lambda: {"count": 0, "longest": 0, "limit": 0, "over": 0})
        labels = dict(lines._fields["platform"]._description_selection(self.env))
        parents = lines.twist_id._messages_to_tell()
        for line in lines.filtered(lambda one: one.twist_id in parents):
            parent = parents[line.twist_id]
            limits = parent._limits_of_answer()
            length = count(self._text_to(parent, None), limits.text_unit)
            row = found[labels.get(line.channel_id.platform, "")]
            row["count"] += 1
            row["longest"] = max(row["longest"], length)
            row["limit"] = limits.text_length
            row["over"] += bool(limits.text_length and length > limits.text_length)
        return [{"name": name, **row} for name, row in found.items()]

    def _duration_of(self, ready):
        """How long it takes until the last one leaves; "" if at once."""
        channels = Counter(line.channel_id for line in ready)
        longest = max(channels.values(), default=1)
        seconds = self.env["social.channel"]._seconds_between() * (longest - 1)
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_timedelta(timedelta(seconds=seconds), locale=locale)

    # -- whom ----------------------------------------------------------------------

    def _recipients(self, lines):
        """Who is answered, with what, and why others are not.

        :param lines: of this group answer, as the system
        :returns: ({line: (message that is answered, text)}, {line: sentence})
        """
        twists = lines.twist_id
        parents = twists._messages_to_tell()
        refusals = self._refusals_of(lines, parents)
        ready = {}
        for line in lines.filtered(lambda one: not refusals.get(one)):
            parent = parents[line.twist_id]
            text = self._text_to(parent, line)
            if refusal := self._too_long(parent, text):
                refusals[line] = refusal
            else:
                ready[line] = (parent, text)
        twice = self._twice(ready)
        ready = {line: one for line, one in ready.items() if line not in twice}
        refusals |= twice
        return ready, {line: text for line, text in refusals.items() if text}

    def _refusals_of(self, lines, parents):
        """Why twists are not answered, whatever the text says; by line."""
        short = lines.twist_id._refusals_in_short(parents)
        writable = lines.twist_id.sudo(False)._filtered_access("write")
        may = set(writable.ids)
        waiting = self._waiting_elsewhere(lines)
        refusals = {}
        for line in lines:
            twist = line.twist_id
            refusals[line] = (
                (twist.id not in may and self.env._("you may not answer it any more"))
                or short[twist]
                or self._window_over(parents[twist])
                or (twist in waiting and self.env._("another group answer waits"))
                or ""
            )
        return refusals

    def _window_over(self, parent):
        if parent._is_window_over():
            return self.env._("the reply window is over")
        return parent._why_not_answered()

    def _waiting_elsewhere(self, lines):
        """Twists to which another group answer has not left yet."""
        groups = (
            self.env[lines._name]
            .sudo()
            ._read_group(
                [
                    ("twist_id", "in", lines.twist_id.ids),
                    ("state", "=", "queued"),
                    ("group_id", "not in", self._origin.ids),
                ],
                ["twist_id"],
            )
        )
        return {twist for (twist,) in groups}

    def _too_long(self, parent, text):
        limits = parent._limits_of_answer()
        if (
            not limits.text_length
            or count(text, limits.text_unit) <= limits.text_length
        ):
            return ""
        labels = dict(self.env["social.channel"]._selection_any_platform())
        return self.env._(
            "the text is too long for %s", labels.get(parent.channel_id.platform, "")
        )

    def _twice(self, ready):
        """Those whose author is answered in another twist, the latest one."""
        if not self.once_per_author:
            return {}
        answered = self._origin.sudo().line_ids.filtered(
            lambda line: line.state in ("queued", "sent", "unknown")
        )
        seen = set(answered.message_id.profile_id.partner_id)
        twice, text = {}, self.env._("its author gets the answer in another twist")
        latest = sorted(
            ready, key=lambda line: (ready[line][0].date, line.id), reverse=True
        )
        for line in latest:
            person = ready[line][0].profile_id.partner_id
            if person in seen:
                twice[line] = text
            seen.add(person)
        return twice

    # -- the text ------------------------------------------------------------------

    def _check_text(self):
        """:raises UserError: what is wrong with the text"""
        text = self.text or ""
        if not text.strip():
            raise UserError(self.env._("Write an answer first."))
        self.env["social.message"]._check_placeholders(text)
        rest = PLACEHOLDER.sub("", text)
        if "{{" in rest or "}}" in rest:
            raise UserError(
                self.env._(
                    "There is a placeholder that nobody can fill in. There are: %s.",
                    ", ".join(self.env["social.message"]._placeholders()),
                )
            )
        self._check_links(text)

    def _text_to(self, parent, line):
        """The text as one author reads it.

        :param line: whose links it has; None: links of the same length
        """
        text = self._with_links(clean(self.text or "").strip(), line)
        return parent._filled_plain(text)

    # -- sending -------------------------------------------------------------------

    def _queue_lines(self, lines):
        """Queue answers for lines without one; the reasons of others are kept.

        :param lines: as the system
        :returns: (the queued ``social.message``, {line: sentence})
        """
        self._check_limit(lines.twist_id)
        self._make_links(lines)
        ready, refusals = self._recipients(lines)
        wanted = {
            line.twist_id.sudo(False): (
                parent,
                self._answer_values(parent, text),
            )
            for line, (parent, text) in ready.items()
        }
        refused = {}
        answers = lines.twist_id.sudo(False)._respond_each(wanted, refused)
        by_twist = lines.grouped(lambda line: line.twist_id.sudo(False))
        refusals |= {by_twist[twist]: text for twist, text in refused.items()}
        self._note_lines(lines, answers, refusals)
        if answers:
            answers.twist_id.sudo(False)._answers_queued(answers)
        return answers.sudo(False), refusals

    def _answer_values(self, parent, text):
        """One answer, as ``social.twist.respond`` takes it."""
        return {
            "text": text,
            "body": text_to_html(text),
            "subject": reply_subject(parent.subject),
        }

    def _note_lines(self, lines, answers, refusals):
        by_twist = answers.grouped("twist_id")
        for line in lines:
            line.message_id = by_twist.get(line.twist_id, False)
        for text in set(refusals.values()):
            same = [line.id for line in refusals if refusals[line] == text]
            lines.browse(same).skip_reason = text
        (lines - lines.browse(line.id for line in refusals)).skip_reason = False

    def _none_sentence(self, refusals):
        """Why nobody at all can be answered."""
        reasons = Counter(refusals.values()).most_common()
        lines = [f"{text} ({number})" for text, number in reasons]
        return "\n".join([self.env._("Nobody can be answered:"), *lines])
